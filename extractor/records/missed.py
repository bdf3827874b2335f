"""Passages that tell of somebody or something although no suggestion stands on them: what may have been missed.

People overlook what is not shown (Dextr: recall fell from 97.0 to 91.8 % where a machine's suggestions were only
confirmed; Walker et al., Environ Int 2022;159:107025). So whatever carries a cue and gave no value is shown too.
"""

from collections.abc import Iterable, Iterator, Sequence

from extractor.core.analysis import Analysis, Mention, Regimen
from extractor.core.candidate import Anchor, Candidate, CandidateStatement, Case, Cue, Missed, missed_uid
from extractor.core.document import Document, Table
from extractor.core.text import Span
from extractor.records.passages import Index
from extractor.records.views import anchor_of

LEFT_OUT = frozenset({"reference", "back", "byline", "front", "table", "heading"})
"""Kinds of blocks whose sentences tell of no patient; tables are looked at row by row."""

STRENGTH: dict[Cue, float] = {
    "age": 3.0, "dose": 2.0, "count": 2.0, "score": 2.0, "case": 1.5, "drug": 1.5, "event": 1.0, "effect": 1.0,
}  # fmt: skip
"""How much a cue says that a patient or a value was missed: an age that nobody has is likely a missed patient."""

AGAINST = 0.25
"""What is left of the strength where the words are cited, planned or of a relative, or stand in the introduction."""

ELSEWHERE = frozenset({"cited", "hypothetical", "family"})
DENIED = ELSEWHERE | {"negated"}
EFFECTS = frozenset({"improved", "unchanged", "worsened"})
SUBJECTS = frozenset({"sign", "instrument", "drug"})


def missed(
    document: Document,
    analysis: Analysis,
    candidates: Sequence[Candidate],
    cases: Sequence[Case],
    statements: Sequence[CandidateStatement],
    index: Index,
) -> Iterator[Missed]:
    """Yield the passages with a cue on which nothing stands, the most telling first, then in text order.

    ``index`` finds the mentions of ``analysis``.
    """
    finder = _Finder(document, analysis, cases, _places(candidates, cases, statements), index)
    found = [*finder.sentences(), *finder.rows()]
    for _, _, item in sorted(found, key=lambda each: (-each[0], each[1])):
        yield item


Place = tuple[int, float, float]
"""Page, left and top of where a quote begins."""


def _place(anchor: Anchor) -> Place | None:
    return (anchor.page, round(anchor.boxes[0].x0, 1), round(anchor.boxes[0].top, 1)) if anchor.boxes else None


def _places(
    candidates: Sequence[Candidate], cases: Sequence[Case], statements: Sequence[CandidateStatement]
) -> frozenset[Place]:
    """Return the places on which any suggestion stands."""
    evidence = [item for candidate in candidates for item in candidate.evidence]
    for case in cases:
        evidence += [*case.evidence, *case.retold, *(item for one in case.candidates for item in one.evidence)]
    anchors = [anchor for item in evidence for anchor in item.anchors] + [item.anchor for item in statements]
    return frozenset(place for place in map(_place, anchors) if place)


class _Finder:
    def __init__(
        self, document: Document, analysis: Analysis, cases: Sequence[Case], claimed: frozenset[Place], index: Index
    ) -> None:
        self._document = document
        self._analysis = analysis
        self._index = index
        self._claimed = claimed
        self._ages = frozenset(_ages(cases))

    def sentences(self) -> Iterator[tuple[float, int, Missed]]:
        for sentence in self._analysis.sentences:
            if sentence.block_kind in LEFT_OUT or sentence.section in ("references", "back_matter"):
                continue
            aside = sentence.section == "introduction"
            mentions = self._index.mentions(sentence.span)
            if mentions:
                yield from self._weighed(sentence.span, mentions, self._index.regimens(sentence.span), aside=aside)

    def rows(self) -> Iterator[tuple[float, int, Missed]]:
        for table in self._document.tables:
            for number in range(1, table.n_rows):
                span = _row(table, number)
                if span and not any(self._is_claimed(cell.span) for cell in table.row(number)):
                    mentions = self._index.mentions(span)
                    yield from self._weighed(span, mentions, self._index.regimens(span), aside=False)

    def _weighed(
        self, span: Span, mentions: Sequence[Mention], regimens: Sequence[Regimen], *, aside: bool
    ) -> Iterator[tuple[float, int, Missed]]:
        cues = dict(self._cues(span, mentions, regimens))
        if not cues:
            return
        strength = max(STRENGTH[cue] * (AGAINST if against or aside else 1) for cue, against in cues.items())
        anchor = anchor_of(self._document, span)
        names = tuple(sorted(cues, key=lambda cue: (-STRENGTH[cue], cue)))
        yield strength, span.start, Missed(missed_uid(self._document.sha256, anchor), anchor, names, strength)

    def _cues(self, span: Span, mentions: Sequence[Mention], regimens: Sequence[Regimen]) -> Iterator[tuple[Cue, bool]]:
        """Yield what cues the passage, and whether all that cues it so is said of somebody or something else.

        An age is accounted for where a case has it, wherever it stands; all else where a suggestion stands here.
        """
        yield from self._best("age", (m for m in mentions if m.label == "age" and self._is_new(m)))
        if self._is_claimed(span):
            return
        yield from self._best("case", (m for m in mentions if m.label == "case_label"))
        yield from self._best("dose", (regimen.drug for regimen in regimens if regimen.dose))
        yield from self._best("count", (m for m in mentions if m.label == "count"))
        yield from self._best("score", (m for m in mentions if m.label == "measure"))
        yield from self._best("event", (m for m in mentions if m.label == "adverse_event"))
        told = {m.concept for m in mentions if m.label == "cue"}
        if told & {"start", "switch"}:
            yield from self._best("drug", (m for m in mentions if m.label == "drug"))
        if told & EFFECTS:
            yield from self._best("effect", (m for m in mentions if m.label in SUBJECTS))

    def _best(self, cue: Cue, mentions: Iterable[Mention]) -> Iterator[tuple[Cue, bool]]:
        against = [bool(mention.context & DENIED) for mention in mentions]
        if against:
            yield cue, all(against)

    def _is_new(self, mention: Mention) -> bool:
        return isinstance(mention.value, float | int) and round(float(mention.value), 2) not in self._ages

    def _is_claimed(self, span: Span) -> bool:
        text = span.of(self._document.text)
        start = span.start + len(text) - len(text.lstrip())
        boxes = self._document.boxes(Span(start, min(start + 1, span.end)))
        if not boxes:
            return False
        return (boxes[0].page, round(boxes[0].x0, 1), round(boxes[0].top, 1)) in self._claimed


def _ages(cases: Sequence[Case]) -> Iterator[float]:
    for case in cases:
        for candidate in case.candidates:
            if candidate.slot.field in ("age_years", "onset_age_years") and not isinstance(candidate.value, str):
                yield round(float(candidate.value), 2)


def _row(table: Table, number: int) -> Span | None:
    """Return the span of a table's row; None where it is empty or a head."""
    cells = [cell for cell in table.row(number) if cell.row == number and cell.span.end > cell.span.start]
    if not cells or all(cell.is_header for cell in cells):
        return None
    return Span(min(cell.span.start for cell in cells), max(cell.span.end for cell in cells))
