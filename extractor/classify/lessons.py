"""Invented sentences to learn from beside publications: forms of ``lessons.toml`` filled with a protocol's names.

They teach what words and turns tell (a failure before a success, a gain and its loss, a hope, another's patients),
which sixty papers show too seldom. What a place in a paper tells is left to the papers. The same protocol and seed give
the same sentences.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any

from extractor.core.analysis import Assertion, Direction
from extractor.core.document import Block, Document, Page, Section, Words
from extractor.core.fields import DIRECTIONS
from extractor.core.text import Span
from extractor.protocol.model import Domain, Protocol

SEED = 2
SINGLE, DOUBLE, SILENT = 900, 700, 250
"""Sentences drawn that say one thing, two things and nothing."""
COPIES = 2
"""How often each whole sentence is filled."""
NAMES = {"drug": 6, "therapy": 14, "sign": 12}
"""How many of a protocol's names are drawn from, the first ones."""

Says = tuple[Direction, Assertion]
TOLD_OF: tuple[Assertion, ...] = ("observed", "prior", "cited")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence with what it says, nothing if it is no statement; ``domain`` is the one that its sign is of."""

    text: str
    says: tuple[Says, ...]
    domain: str


def lessons(protocol: Protocol) -> tuple[Lesson, ...]:
    """Return the sentences for a protocol, well mixed."""
    source = tomllib.loads((files("extractor.classify") / "lessons.toml").read_text(encoding="utf-8"))
    return tuple(_Writer(source, protocol).write())


def document_of(told: Sequence[Lesson]) -> Document:
    """Return a document in which each sentence is a paragraph, so that none is another's neighbour."""
    blocks, start = [], 0
    for lesson in told:
        blocks.append(Block("paragraph", Span(start, start + len(lesson.text))))
        start += len(lesson.text) + 2
    text = "".join(f"{lesson.text}\n\n" for lesson in told)
    section = Section("case", 1, None, Span(0, len(text)), 1)
    return Document("0" * 64, text, (Page(1, 595, 842),), Words(), tuple(blocks), (section,))


class _Writer:
    def __init__(self, source: Mapping[str, Any], protocol: Protocol) -> None:
        self._source = source
        self._random = Random(SEED)
        self._domains = [domain for domain in protocol.domains if domain.outcome and domain.signs]
        self._drugs = _first(protocol.drugs, "drug") or ["the drug", "the tablets"]
        self._therapies = _first(protocol.therapies, "therapy") or ["the earlier treatment", "the other tablets"]

    def write(self) -> list[Lesson]:
        told = [
            *(self._single() for _ in range(SINGLE)),
            *(self._double() for _ in range(DOUBLE)),
            *self._whole(),
            *(self._silent() for _ in range(SILENT)),
        ]
        self._random.shuffle(told)
        return told

    def _single(self) -> Lesson:
        frames = self._source["frames"]
        assertion = self._random.choices(list(frames), [0.4, 0.28, 0.16, 0.16])[0]
        direction = self._direction()
        text, domain = self._fill(self._random.choice(frames[assertion]), direction, direction)
        return _lesson(text, [(direction, assertion)], domain)

    def _double(self) -> Lesson:
        kind = self._random.choices(["joined", "turned", "anyone"], [0.5, 0.3, 0.2])[0]
        if kind == "joined":
            return self._joined()
        if kind == "turned":
            text, first, second, *fixed = self._random.choice(self._source["two"]["turned"])
            before = fixed[0] if fixed else self._direction((0.25, 0.6, 0.15))
            after = self._direction((0.7, 0.18, 0.12))
            filled, domain = self._fill(text, before, after)
            return _lesson(filled, [(before, first), (after, second)], domain)
        return self._anyone(self._random.choice(self._source["anyone"]["said"]))

    def _joined(self) -> Lesson:
        """Two clauses of one assertion; those of one direction are one row."""
        assertion = self._random.choices(TOLD_OF, [0.5, 0.25, 0.25])[0]
        first, second = self._direction(), self._direction()
        one, domain = self._fill(self._random.choice(self._source["frames"][assertion]), first, first)
        other, _ = self._fill(self._random.choice(self._source["two"]["second"]), second, second)
        text = self._random.choice(self._source["two"]["joined"]).format(a=one, b=other)
        return _lesson(text, [(first, assertion), (second, assertion)], domain)

    def _anyone(self, said: Sequence[str]) -> Lesson:
        text, *directions = said
        assertion = self._random.choices(TOLD_OF, [0.6, 0.2, 0.2])[0]
        wrap = self._random.choice(self._source["wraps"][assertion])
        inner, domain = self._fill(text, "improved", "improved")
        if not wrap.startswith("{"):
            inner = inner[:1].lower() + inner[1:]
        outer, _ = self._fill(wrap.replace("{text}", "\0"), "improved", "improved")
        says: list[Any] = [(direction, assertion) for direction in directions]
        return _lesson(outer.replace("\0", inner), says, domain)

    def _whole(self) -> Iterator[Lesson]:
        for said in self._source["anyone"]["said"]:
            yield self._anyone(said)
        for text, *says in self._source["whole"]["said"]:
            for _ in range(COPIES if "{" in text else 1):
                filled, domain = self._fill(text, "improved", "improved")
                rows: list[Any] = [tuple(words.split()) for words in says]
                yield _lesson(filled, rows, domain)

    def _silent(self) -> Lesson:
        text, domain = self._fill(self._random.choice(self._source["whole"]["unsaid"]), "improved", "improved")
        return _lesson(text, [], domain)

    def _direction(self, shares: Sequence[float] = (0.5, 0.28, 0.22)) -> Direction:
        return self._random.choices(DIRECTIONS, shares)[0]  # type: ignore[return-value]

    def _fill(self, form: str, first: Direction, second: Direction) -> tuple[str, str]:
        """Return the form with its places filled, and the sign's domain."""
        domain = self._random.choice(self._domains) if self._domains else None
        bare = self._random.choice(_signs(domain))
        drug, following = self._random.sample(self._drugs, 2) if len(self._drugs) > 1 else self._drugs * 2
        therapy, other = self._random.sample(self._therapies, 2) if len(self._therapies) > 1 else self._therapies * 2
        places = {
            "sign": f"the {bare}", "Sign": f"The {bare}", "bare": bare,
            "drug": drug, "Drug": _capital(drug), "next": following,
            "therapy": therapy, "Therapy": _capital(therapy), "other": other,
            "many": self._random.choice(["two", "three", "four", "six"]), "few": self._random.choice(["one", "two"]),
        }  # fmt: skip
        for suffix, direction in (("", first), ("2", second)):
            for table in ("past", "participle", "infinitive", "active"):
                words = self._random.choice(self._source[table][direction])
                places[table + suffix] = words.replace("{sign}", f"the {bare}")
        return form.format(**places), domain.id if domain else ""


def _lesson(text: str, says: Sequence[Says], domain: str) -> Lesson:
    closed = text if text[-1] in ".?!" or text[-2:-1] == "." else f"{text}."
    return Lesson(_capital(closed), tuple(dict.fromkeys(says)), domain)


def _first(terms: Sequence[Any], kind: str) -> list[str]:
    return [term.names[0] for term in terms if term.names][: NAMES[kind]]


def _signs(domain: Domain | None) -> Sequence[str]:
    return domain.signs[: NAMES["sign"]] if domain else ("disease",)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
