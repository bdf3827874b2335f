"""Passages that tell of somebody or something that no suggestion tells: what may have been missed.

People overlook what is not shown (Dextr: recall fell from 97.0 to 91.8 % where a machine's suggestions were only
confirmed; Walker et al., Environ Int 2022;159:107025). So whatever is told and gave no value is shown too; but once, in
the passage that tells most, since a list that is long is not read either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.core.analysis import Analysis, Sentence
from extractor.core.candidate import CandidateStatement, Case, Cue, Missed, missed_uid
from extractor.core.document import Document
from extractor.core.text import Span
from extractor.protocol.model import Protocol
from extractor.records.accounts import Account
from extractor.records.passages import Index, Passage, stream_of
from extractor.records.tellings import OVERVIEW, Listener, Telling, people, strangers
from extractor.records.views import CaseView, anchor_of, outcome_domains

LEFT_OUT = frozenset({"reference", "back", "byline", "front", "table", "heading"})
"""Kinds of blocks whose sentences tell of no patient; tables are looked at cell by cell."""

STRENGTH: Mapping[Cue, float] = {
    "age": 3.0, "case": 2.5, "dose": 2.0, "count": 2.0, "drug": 2.0, "sex": 2.0, "effect": 1.5, "therapy": 1.5,
    "antibody": 1.5, "event": 1.5, "follow-up": 1.5, "score": 1.0, "taper": 1.0, "disease": 1.0, "sign": 1.0,
}  # fmt: skip
"""How much a cue says that a patient or a value was missed: an age that nobody has is likely a missed patient."""

ASIDE = 0.25
"""What is left of the strength where the words are cited, planned or of a relative, or stand in the introduction."""

Told = tuple[CaseView, Case | None]
"""What a publication tells of somebody, with the case that was made of it; None where none was."""


def missed(
    document: Document,
    analysis: Analysis,
    protocol: Protocol,
    told: Sequence[Told],
    statements: Sequence[CandidateStatement],
    index: Index,
) -> Iterator[Missed]:
    """Yield the sentences and table rows that tell what no suggestion tells, most telling first, then in text order.

    ``told`` are the people that the publication tells of; ``index`` finds the mentions of ``analysis``.
    """
    finder = _Finder(document, analysis, protocol, told, statements, index)
    found = [_entry(document, span, tellings) for span, tellings in _once(finder.heard()).items()]
    for _, item in sorted(found, key=lambda each: (-each[1].weight, each[0])):
        yield item


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one passage tells; ``line`` is the sentence or table row that it is shown as."""

    line: Span
    tellings: tuple[Telling, ...]


def _once(heard: Sequence[_Heard]) -> dict[Span, list[Telling]]:
    """Return what each line tells that no stronger or earlier one does; lines with nothing of their own left out."""
    known: set[tuple[str, str, str]] = set()
    lines: dict[Span, list[Telling]] = {}
    for each in sorted(heard, key=lambda item: (-_weight(item.tellings), item.line)):
        for telling in each.tellings:
            what = (telling.field, telling.item, telling.subject)
            if what not in known:
                known.add(what)
                lines.setdefault(each.line, []).append(telling)
    return lines


def _entry(document: Document, line: Span, tellings: Sequence[Telling]) -> tuple[Span, Missed]:
    anchor = anchor_of(document, line)
    cues = tuple(sorted({telling.cue for telling in tellings}, key=lambda cue: (-STRENGTH[cue], cue)))
    return line, Missed(missed_uid(document.sha256, anchor), anchor, cues, _weight(tellings))


def _weight(tellings: Sequence[Telling]) -> float:
    return max(STRENGTH[telling.cue] * (ASIDE if telling.aside else 1) for telling in tellings)


class _Finder:
    def __init__(
        self,
        document: Document,
        analysis: Analysis,
        protocol: Protocol,
        told: Sequence[Told],
        statements: Sequence[CandidateStatement],
        index: Index,
    ) -> None:
        self._document = document
        self._analysis = analysis
        self._told = told
        self._index = index
        self._domains = [domain.id for domain in outcome_domains(protocol)]
        self._all = Account([case for _, case in told if case])
        self._keys = frozenset(view.region.key for view, case in told if case)
        self._said: dict[str, list[CandidateStatement]] = {}
        for item in statements:
            self._said.setdefault(item.anchor.quote, []).append(item)
        self._quotes = frozenset((*self._said, *_quotes(self._all.cases)))
        self._rows = dict(_rows(document))

    def heard(self) -> list[_Heard]:
        """Return what each passage tells that no suggestion tells, those that tell nothing left out."""
        found = [*self._of_cases(), *self._of_nobody(), *self._people()]
        return [each for each in found if each.tellings]

    def _of_cases(self) -> Iterator[_Heard]:
        """Yield what each case's own passages tell, and where somebody is told of whom no case was made."""
        for view, case in self._told:
            if case is None:
                is_treated = any(passage.labelled("drug") for passage in view.own())
                yield _Heard(
                    view.region.anchor, (Telling("case", "label", view.region.key or "", aside=not is_treated),)
                )
                continue
            listener = Listener(Account([case]), self._domains, view)
            for passage in view.own():
                tellings = listener.untold(passage, self._statements(passage))
                yield self._line(passage.span, [replace(telling, subject=case.uid) for telling in tellings])

    def _of_nobody(self) -> Iterator[_Heard]:
        """Yield what those passages tell that are no case's own."""
        owned = {passage.span for view, _ in self._told for passage in view.own()}
        listener = Listener(self._all, self._domains)
        for sentence in self._sentences():
            if sentence.span not in owned:
                passage = self._passage(sentence.span, stream_of(sentence))
                tellings = list(listener.untold(passage, self._statements(passage)))
                if passage.stream not in OVERVIEW and self._text(sentence.span) not in self._quotes:
                    tellings += strangers(passage, self._all)
                yield _Heard(sentence.span, tuple(tellings))
        for cell in self._rows:
            if cell not in owned:
                heard = listener.untold(self._passage(cell, "table"), ())
                yield self._line(cell, [telling for telling in heard if telling.cue not in ("sign", "score")])

    def _people(self) -> Iterator[_Heard]:
        """Yield where somebody may be told of who is no case, in whosoever's passage."""
        for sentence in self._sentences():
            mentions, aside = self._index.mentions(sentence.span), sentence.section == "introduction"
            yield _Heard(sentence.span, tuple(people(mentions, self._all, self._keys, aside=aside)))
        for cell in self._rows:
            yield self._line(cell, list(people(self._index.mentions(cell), self._all, self._keys, aside=False)))

    def _sentences(self) -> Iterator[Sentence]:
        for sentence in self._analysis.sentences:
            if sentence.block_kind not in LEFT_OUT and sentence.section not in ("references", "back_matter"):
                yield sentence

    def _passage(self, span: Span, stream: str) -> Passage:
        mentions, regimens = self._index.mentions(span), self._index.regimens(span)
        return Passage(span, stream, "apart", mentions, regimens, shared=True)

    def _line(self, span: Span, tellings: Sequence[Telling]) -> _Heard:
        return _Heard(self._rows.get(span, span), tuple(tellings))

    def _statements(self, passage: Passage) -> Sequence[CandidateStatement]:
        return () if passage.is_cell else self._said.get(self._text(passage.span), ())

    def _text(self, span: Span) -> str:
        return span.of(self._document.text).strip()


def _quotes(cases: Sequence[Case]) -> Iterator[str]:
    """Yield the words on which any suggestion for the cases stands."""
    for case in cases:
        evidence = (*case.evidence, *case.retold, *(item for one in case.candidates for item in one.evidence))
        yield from (anchor.quote for item in evidence for anchor in item.anchors)


def _rows(document: Document) -> Iterator[tuple[Span, Span]]:
    """Yield the span of each table cell that has words with that of its row."""
    for table in document.tables:
        for number in range(table.n_rows):
            cells = [cell.span for cell in table.row(number) if cell.row == number and cell.span.end > cell.span.start]
            for cell in cells:
                yield cell, Span(min(each.start for each in cells), max(each.end for each in cells))
