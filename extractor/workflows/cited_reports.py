"""Reports of cases that the PDFs of a review cite and its references lack: snowballing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.merge import merged
from extractor.bibliography.papers.cited import read_cited
from extractor.bibliography.papers.match import Library, Paper
from extractor.core.document import Document
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
    for block in document.blocks:
        if block.kind == "reference" and (told := read_cited(block.span.of(document.text))):
            yield told


_CASE_DESIGNS = ("case_report", "case_series")


class _Wanted:
    """Tells of a title whether it speaks of a case, and of a disease or a drug of the review."""

    def __init__(self, protocol: Protocol) -> None:
        designs = [name for item in protocol.designs if item.id in _CASE_DESIGNS for name in item.names]
        people = (*protocol.female_words, *protocol.male_words, *protocol.child_words)
        self._cases = _Words([*protocol.case_nouns, *protocol.group_nouns, *people, *designs])
        drugs = [name for item in protocol.drugs for name in (*item.names, *item.brands, *item.codes)]
        classes = [name for item in protocol.drug_classes for name in item.names]
        diseases = [name for item in protocol.diseases for name in item.names]
        subtypes = [name for item in protocol.subtypes for name in item.names]
        self._topics = _Words([*drugs, *classes, *diseases, *subtypes])
        self._any_topic = protocol.any_drug and protocol.any_disease

    def is_met(self, title: str) -> bool:
        return title in self._cases and (self._any_topic or title in self._topics)


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
