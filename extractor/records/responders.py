"""How many of a group got better in a domain, as one sentence counts them: ``better in two of nine, the same in six``.

A sentence falls into pieces, each with a number of patients and a way that they went. A number told before any way is
of all who had the domain's signs («of seven with arthritis only three had fewer swollen joints»).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.core.analysis import Direction, Mention, Statement
from extractor.core.numerals import WORD, cardinal
from extractor.core.text import Span, pieces
from extractor.records.passages import Passage
from extractor.records.series import instrument_of
from extractor.records.views import NOT_THIS_PATIENT, CaseView

PIECE = re.compile(
    r"[,;:]\s*(?:and\s|but\s|while\s|whereas\s)?|\s(?:and|but|while|whereas|yet)\s|(?<=\))\s(?=[a-z])", re.IGNORECASE
)
"""Where an English sentence turns to others of those whom it counts."""
PEOPLE = re.compile(
    rf"(?<![\w.,/–-])(?P<n>{WORD}|\d{{1,3}})(?![\w.,/–%-]*\d)(?:\sof\s(?:the\s)?(?P<of>{WORD}|\d{{1,3}})\b)?"
    r"(?!\s?(?:%|mg|points?|weeks?|months?|years?|days?|times|doses?|injections?|centres?|centers?|or\smore)\b)",
    re.IGNORECASE,
)
"""A number that may be one of patients."""
FEW = re.compile(r"\b(?:only|merely|just|no\smore\sthan|a\smere)\s(?:in\s)?$", re.IGNORECASE)
"""Words before a number of those who did better than the rest: whoever says «only three» counts the responders."""
OF_THOSE = re.compile(r"^\W*(?:of|among|in)\s(?:the\s|these\s|our\s)?$", re.IGNORECASE)
"""What stands before the number of all («of seven patients only three»)."""
NOBODY = re.compile(r"\b(?:any|none|nobody|no\sone|neither)\b|\bno\s(?:patient|child|adult)\b", re.IGNORECASE)
BUSY = frozenset({"dose", "duration", "time_point", "age", "onset_age", "date", "measure", "instrument", "frequency"})


@dataclass(frozen=True, slots=True)
class Part:
    """So many patients of a sentence, of how many (None where untold), and the way that they went (None: untold)."""

    number: int
    of: int | None
    way: Direction | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a group got better in a domain and how many worse, of how many; ``worse`` is None where untold."""

    improved: int
    of: int
    worse: int | None = None

    @property
    def direction(self) -> Direction:
        """The way that most went: more than half; «unchanged» where neither the better nor the worse are as many."""
        if 2 * self.improved > self.of:
            return "improved"
        return "worsened" if 2 * (self.worse or 0) > self.of else "unchanged"


def responders(view: CaseView, passage: Passage, domain: str, said: Sequence[Statement]) -> Tally | None:
    """Return the tally of a domain as a sentence counts it; None where it counts nobody.

    ``said`` are the sentence's statements of what was observed in the domain.
    """
    signs = {m.concept for m in passage.labelled("sign", "instrument", "measure")}
    if domain not in signs and any(len(statement.domains) > 1 for statement in said):
        return None
    ways = {statement.direction for statement in said}
    parts = list(_parts(view, passage, domain, ways))
    counts: Counter[Direction] = Counter()
    for part in parts:
        if part.way:
            counts[part.way] += part.number
    sizes = [part.of for part in parts if part.of] + [part.number for part in parts if part.way is None]
    size = sizes[0] if sizes else view.region.n if counts.total() == view.region.n else None
    if not size or counts.total() > size:
        return None
    if "improved" in counts:
        return Tally(counts["improved"], size, counts.get("worsened"))
    if "unchanged" in counts:
        return Tally(size - counts.total(), size, counts.get("worsened"))
    nobody = not counts and ways == {"unchanged"} and NOBODY.search(view.text(passage.span))
    return Tally(0, size) if nobody else None


def _parts(view: CaseView, passage: Passage, domain: str, ways: set[Direction]) -> Iterator[Part]:
    """Yield what each piece of a sentence counts of those with a domain's signs; ``ways`` the whole sentence tells."""
    named: frozenset[str] = frozenset()
    way: Direction | None = None
    for span in pieces(view.document.text, passage.span, PIECE):
        inside = [m for m in passage.mentions if span.start <= m.span.start < span.end]
        here = frozenset(str(m.concept) for m in inside if m.label in ("sign", "instrument", "measure") and m.concept)
        named = here or named
        told = _way(view, inside, ways)
        numbers = [] if named and domain not in named else list(_numbers(view, span, inside, named_here=bool(here)))
        for number, of, place in numbers:
            meant = told or (way if of else None) or (next(iter(ways)) if of and len(ways) == 1 else None)
            if meant == "unchanged" and told is None and FEW.search(view.document.text[place - 20 : place]):
                meant = "improved"
            is_total = of is None and len(numbers) > 1 and place == numbers[0][2]
            yield Part(number, of, None if is_total else meant)
        way = told or way


def _numbers(
    view: CaseView, span: Span, inside: Sequence[Mention], *, named_here: bool
) -> Iterator[tuple[int, int | None, int]]:
    """Yield a piece's number of patients: how many, of how many, where it stands; before it the number of all.

    A count of all is of those with a sign only where the piece names it: «all eight» may be those who did well.
    """
    for mention in inside:
        if mention.label == "count" and mention.value and not mention.context & NOT_THIS_PATIENT:
            part, _, whole = str(mention.value).partition("/")
            if whole.isdigit() and (mention.rule != "all" or named_here):
                yield int(part), int(whole), mention.span.start
            if whole.isdigit():
                return
    busy = [m.span for m in inside if m.label in BUSY]
    found: list[tuple[int, int | None, int]] = []
    for match in PEOPLE.finditer(view.document.text, span.start, span.end):
        value, whole_of = cardinal(match["n"]), cardinal(match["of"] or "")
        if value is not None and value == int(value) and not any(one.overlaps(Span(*match.span())) for one in busy):
            found.append((int(value), None if whole_of is None else int(whole_of), match.start()))
    is_of_all = len(found) > 1 and OF_THOSE.search(view.document.text[span.start : found[0][2]])
    yield from found[: 2 if is_of_all else 1]


def _way(view: CaseView, inside: Sequence[Mention], ways: set[Direction]) -> Direction | None:
    """Return the one way that a piece's cues tell; a denied change is none, a refractory sign may yet get better."""
    cues = [m for m in inside if m.label == "cue" and m.concept in ("improved", "worsened", "unchanged")]
    before = {m.span for m in inside if m.label == "cue" and m.concept == "refractory"}
    if any(m.span not in before for m in cues):
        cues = [m for m in cues if m.span not in before]
    if any(m.concept == "unchanged" or "negated" in m.context for m in cues):
        return "unchanged"
    found: set[str | None] = {m.concept for m in cues} or {_move(view, inside, ways)}
    if found == {"improved"}:
        return "improved"
    return "worsened" if found == {"worsened"} else None


def _move(view: CaseView, inside: Sequence[Mention], ways: set[Direction]) -> Direction | None:
    """Return what a rise or a fall means: by the instrument's better side; else less of a sign is better."""
    moves = [m for m in inside if m.label == "cue" and m.concept in ("rise", "fall")]
    if len({m.concept for m in moves}) != 1:
        return None
    measured = [m for m in inside if m.label == "instrument"]
    known = instrument_of(view.protocol, str(measured[-1].concept), measured[-1].rule) if measured else None
    if known:
        return "improved" if (known.better == "higher") == (moves[0].concept == "rise") else "worsened"
    return "improved" if moves[0].concept == "fall" or ways == {"improved"} else None
