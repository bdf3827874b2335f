"""Reports of cases that the PDFs of a review cite and its references lack: snowballing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.merge import merged
from extractor.bibliography.papers.cited import read_cited
from extractor.bibliography.papers.match import Library, Paper
from extractor.core.document import Document
from extractor.core.numerals import CARDINAL, cardinal
from extractor.core.reference import Reference
from extractor.core.reference_keys import words_key
from extractor.protocol.model import Protocol, keeps_case


@dataclass(frozen=True, slots=True)
class Cited:
    """A publication that PDFs cite and the references lack; ``by`` are the ids of the publications that cite it."""

    reference: Reference
    by: tuple[str, ...]


def cited_reports(
    documents: Iterable[tuple[str, Document]], libraries: Sequence[Library], protocol: Protocol
) -> Iterator[Cited]:
    """Yield the reports of cases that documents cite and the libraries lack, those cited most often first.

    Each document stands beside the id of its publication.
    """
    wanted = _Wanted(protocol)
    cited: list[tuple[str, Reference]] = []
    for name, document in documents:
        for told in _entries(document):
            if wanted.is_met(told.title or ""):
                cited.append((name, replace(told, uids=(f"cited {len(cited)}",))))
    papers = [Paper(told) for _, told in cited]
    there = {match.paper for library in libraries for match in library.find(papers)}
    left = [entry for position, entry in enumerate(cited) if position not in there]
    entries = [told for _, told in left]
    by_uid = {told.uid: name for name, told in left}
    for same in sorted(group(entries, find_pairs(entries), {}), key=lambda members: -len(members)):
        yield Cited(merged(same), tuple(dict.fromkeys(by_uid[told.uid] for told in same)))


def _entries(document: Document) -> Iterator[Reference]:
    """Yield the entries of a reference list; one that is cut before its title is put together with what follows."""
    cut = ""
    for block in document.blocks:
        if block.kind != "reference":
            continue
        text = block.span.of(document.text)
        told = read_cited(text) or (read_cited(f"{cut} {text}") if cut else None)
        cut = "" if told else text
        if told:
            yield told


_CASE_DESIGNS = ("case_report", "case_series")
MOST_PATIENTS = 50
"""A title that tells more is that of a study."""
_BEHIND = "with|in|after|on|of|from|by|during|following|treated|presenting|who|under|without|and|due|given|receiving"
"""What stands behind a noun that is none before another one: a patient with, but not patient education."""


class _Wanted:
    """Tells of a title whether it speaks of a case, and of a disease or a drug of the review, or of both of these."""

    def __init__(self, protocol: Protocol) -> None:
        self._is_case = _CaseTitle(protocol)
        drugs = [name for item in protocol.drugs for name in (*item.names, *item.brands, *item.codes)]
        self._drugs = _Words([*drugs, *(name for item in protocol.drug_classes for name in item.names)])
        diseases = [name for item in protocol.diseases for name in item.names]
        self._diseases = _Words([*diseases, *(name for item in protocol.subtypes for name in item.names)])
        self._any_topic = protocol.any_drug and protocol.any_disease

    def is_met(self, title: str) -> bool:
        if self._any_topic:
            return self._is_case(title)
        has_drug, has_disease = title in self._drugs, title in self._diseases
        if has_drug and has_disease:
            return not self._is_case.is_study(title)
        return (has_drug or has_disease) and self._is_case(title)


class _CaseTitle:
    """Tells of a title whether it is that of a report of a case or of a few."""

    def __init__(self, protocol: Protocol) -> None:
        self._designs = _Words(name for item in protocol.designs if item.id in _CASE_DESIGNS for name in item.names)
        self._studies = _Words(name for item in protocol.designs if item.id not in _CASE_DESIGNS for name in item.names)
        one, many = _any_of(protocol.case_nouns), _any_of(protocol.group_nouns)
        # A bare noun at the end is the kind and no person: "in man".
        self._person = re.compile(
            rf"\b\d{{1,3}} (?:year|month|week|day)s? old\b|\b{one}(?= (?:{_BEHIND})\b)|(?<!\bin )(?<!\bof )\b{one}$"
        )
        self._few = re.compile(rf"\b({CARDINAL})\b(?: [a-z]+){{0,3}} {many}\b")

    def __call__(self, title: str) -> bool:
        if title in self._designs:
            return True
        key = words_key(title) or ""
        return not self.is_study(title) and (self._person.search(key) is not None or self._tells_few(key))

    def is_study(self, title: str) -> bool:
        """Tell whether a title names another design and none of a case."""
        return title in self._studies and title not in self._designs

    def _tells_few(self, key: str) -> bool:
        numbers = (cardinal(found[1]) for found in self._few.finditer(key))
        return any(number is not None and number <= MOST_PATIENTS for number in numbers)


def _any_of(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(re.escape(key) for name in names if (key := words_key(name))))})"


class _Words:
    """Names that are looked for in titles, with a plural's ending or without."""

    def __init__(self, names: Iterable[str]) -> None:
        told = sorted(set(names))
        self._as_printed = [re.compile(rf"\b{re.escape(name)}\b") for name in told if keeps_case(name)]
        self._keys = [key for name in told if not keeps_case(name) and (key := words_key(name))]

    def __contains__(self, title: str) -> bool:
        key = f" {words_key(title)} "
        return any(f" {name} " in key or f" {name}s " in key for name in self._keys) or any(
            pattern.search(title) for pattern in self._as_printed
        )
