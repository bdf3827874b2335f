"""What a document tells of one case, passage by passage: sentences of its text and cells of its tables.

In: document, analysis, a case region. Out: passages in telling order, each with what is mentioned in it, the roles
that its table heads give it, and when it is told of: before the review's drug, at its start, or under it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from extractor.core.analysis import Analysis, CaseRegion, Mention, Regimen, Sentence
from extractor.core.candidate import Anchor
from extractor.core.document import Cell, Document, Table
from extractor.core.text import Span, any_of
from extractor.protocol.model import Heading, Protocol
from extractor.records.shares import as_patient, entering_relative, names_itself_a_relative, part_of

Phase = Literal["before", "start", "under", "after", "apart"]
"""When a passage speaks of: before the drug, at its start, under it, after it was stopped for good, or outside the
course (background, discussion)."""

STREAMS = {"abstract": "abstract", "front": "title", "discussion": "discussion", "conclusion": "discussion",
           "introduction": "introduction", "methods": "methods"}  # fmt: skip
"""Each stream tells the course from its beginning, so that the clock is set anew in each; all else is the narrative."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a table cell; ``heads`` are the spans of a cell's row and column heads.

    ``roles`` come from the heads (``age``, ``prior``, ``last``), empty for a sentence; ``shared`` says that the passage
    is told of several cases or of the whole publication; ``stream`` names the telling that it belongs to.
    """

    span: Span
    stream: str
    phase: Phase
    mentions: tuple[Mention, ...]
    regimens: tuple[Regimen, ...] = ()
    heads: tuple[Span, ...] = ()
    roles: frozenset[str] = frozenset()
    shared: bool = False

    @property
    def is_cell(self) -> bool:
        """Tell whether this is a table's cell."""
        return bool(self.heads)

    def labelled(self, *labels: str) -> tuple[Mention, ...]:
        """Return the mentions with one of the labels, in order."""
        return tuple([mention for mention in self.mentions if mention.label in labels])

    def cued(self, *categories: str) -> bool:
        """Tell whether a cue of one of the categories stands in the passage."""
        return any(mention.label == "cue" and mention.concept in categories for mention in self.mentions)


OF_A_TABLE = frozenset({"improved", "before", "last", "adverse"})
"""Roles that a caption gives to those cells of its table whose heads give none."""


class HeadRoles:
    """Reads from the words of table heads what their cells tell, as the protocol's ``table_headers`` say."""

    def __init__(self, headers: Sequence[Heading]) -> None:
        self._patterns = [(header.kind, any_of(header.names)) for header in headers]

        # A head is asked after for each cell under it.
        self.of = lru_cache(maxsize=4096)(self._of)

    def _of(self, text: str) -> frozenset[str]:
        """Return the roles that a head's text gives; empty where it names none."""
        return frozenset(kind for kind, pattern in self._patterns if pattern.search(text))

    def gives(self, text: str, role: str) -> bool:
        """Tell whether a text, be it of a sentence, gives one role."""
        return any(pattern.search(text) for kind, pattern in self._patterns if kind == role)


_KNOWN: dict[str, HeadRoles] = {}


def head_roles(protocol: Protocol) -> HeadRoles:
    """Return the reader of the protocol's table heads; made once for each protocol."""
    if protocol.digest not in _KNOWN:
        _KNOWN[protocol.digest] = HeadRoles(protocol.table_headers)
    return _KNOWN[protocol.digest]


class Index:
    """Finds the mentions and regimens that lie in a span; ``anchors`` are those made so far, by span."""

    def __init__(self, analysis: Analysis) -> None:
        self.anchors: dict[Span, Anchor] = {}
        self._mentions = analysis.mentions
        self._starts = [mention.span.start for mention in analysis.mentions]
        self._regimens = sorted(analysis.regimens, key=lambda regimen: regimen.drug.span)
        self._regimen_starts = [regimen.drug.span.start for regimen in self._regimens]

    def mentions(self, span: Span) -> tuple[Mention, ...]:
        """Return the mentions that start inside ``span``."""
        return self._mentions[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def regimens(self, span: Span) -> tuple[Regimen, ...]:
        """Return the regimens whose drug starts inside ``span``."""
        first, last = bisect_left(self._regimen_starts, span.start), bisect_left(self._regimen_starts, span.end)
        return tuple(self._regimens[first:last])


def passages_of(
    document: Document, analysis: Analysis, region: CaseRegion, protocol: Protocol, index: Index, *, alone: bool
) -> tuple[Passage, ...]:
    """Return the passages told of ``region``: its sentences in text order, then its cells in table order.

    ``alone`` says that the publication tells of no other case; title and abstract are then its own, else shared.
    """
    own = _set_of(region.spans)
    whole = alone or region.unit == "group"
    apart = _set_of([span for other in analysis.regions if other.unit != region.unit for span in other.spans]) - own
    sentences = [
        sentence
        for sentence in analysis.sentences
        if _told(sentence, own, alone=whole) and (sentence.span.start, sentence.span.end) not in apart
    ]
    clock = _Clock(_begun(sentences, own, index, alone=whole))
    found: list[Passage] = []
    relative = _entering_relative(document.text, region, sentences, own, index)
    for sentence in sentences:
        mentions, regimens = index.mentions(sentence.span), index.regimens(sentence.span)
        part = part_of(document.text, sentence.span, mentions, region.key) if region.unit == "patient" else None
        if part:
            mentions = tuple(m for m in mentions if part.contains(m.span))
            regimens = tuple(regimen for regimen in regimens if part.contains(regimen.drug.span))
        if relative and (sentence.span.start, sentence.span.end) in own:
            mentions = as_patient(mentions)
            regimens = tuple(
                replace(regimen, drug=next(iter(as_patient((regimen.drug,))), regimen.drug)) for regimen in regimens
            )
        stream = stream_of(sentence)
        if stream == "methods" and region.key and (sentence.span.start, sentence.span.end) in own:
            stream = "narrative"
        shared = not alone and (sentence.span.start, sentence.span.end) not in own
        phase: Phase = "apart" if shared else clock.read(stream, sentence.span, mentions, regimens)
        found.append(Passage(sentence.span, stream, phase, mentions, regimens, shared=shared))
    found = _begun_at_least(found, analysis)
    roles = head_roles(protocol)
    for number, axis, position in region.table_rows:
        found += _cells(document, document.tables[number], axis, position, index, roles)
    if alone and not region.table_rows:
        for table in document.tables:
            found += _course_table(document, table, index, roles)
    return tuple(found)


def _begun_at_least(passages: list[Passage], analysis: Analysis) -> list[Passage]:
    """Return the passages with the start found by weaker signs where the story tells none that is sure.

    These are a drug named as the case's own («anakinra was infused from the second day»), or else the first effect
    seen in the publication's own patients: a series of one drug need not name it in each story.
    """
    said = {(s.span.start, s.span.end) for s in analysis.sentences if s.block_kind == "paragraph"}
    story = [
        number
        for number, p in enumerate(passages)
        if p.stream == "narrative" and not p.shared and (p.span.start, p.span.end) in said
    ]
    if any(passages[number].phase in ("start", "under") for number in story):
        return passages
    seen = {(s.span.start, s.span.end) for s in analysis.statements if s.assertion == "observed"}
    first = next((number for number in story if _names_own_drug(passages[number])), None)
    if first is None:
        first = next((n for n in story if (passages[n].span.start, passages[n].span.end) in seen), None)
    if first is None:
        return passages
    later = {number for number in story if number > first and passages[number].phase == "before"}
    return [
        replace(p, phase="start") if number == first else replace(p, phase="under") if number in later else p
        for number, p in enumerate(passages)
    ]


def _names_own_drug(passage: Passage) -> bool:
    excluded = {"negated", "hypothetical", "cited", "family", "prior"}
    named = any(not m.context & excluded for m in passage.labelled("drug"))
    return named and not passage.cued("not_given", "family", "general", "aim")


def of_all(document: Document, analysis: Analysis, region: CaseRegion, index: Index) -> Iterator[Passage]:
    """Yield what a publication of several cases tells of all of them, in text order.

    These are title, abstract, methods, the sentences of its story that are of no case, and the captions of the tables
    in which the case stands.
    """
    owned = {(span.start, span.end) for other in analysis.regions for span in other.spans}
    captions = [document.tables[number].caption for number, _, _ in region.table_rows]
    titles = [block.span for block in document.blocks if block.kind == "title"]
    for sentence in analysis.sentences:
        stream = stream_of(sentence)
        is_title = any(span.contains(sentence.span) for span in titles)
        told = sentence.block_kind == "paragraph" and stream not in ("introduction", "discussion")
        is_caption = any(caption and caption.contains(sentence.span) for caption in captions)
        if is_title or is_caption or (told and (sentence.span.start, sentence.span.end) not in owned):
            mentions, regimens = index.mentions(sentence.span), index.regimens(sentence.span)
            yield Passage(sentence.span, stream, "apart", mentions, regimens, shared=True)


def _entering_relative(
    text: str, region: CaseRegion, sentences: Sequence[Sentence], own: frozenset[tuple[int, int]], index: Index
) -> bool:
    """Tell whether a case of several is one who enters the story as a relative of another."""
    if region.key is None or region.unit != "patient":
        return False
    told = (s for s in sentences if (s.span.start, s.span.end) in own and s.block_kind == "paragraph")
    for sentence in told:
        mentions = index.mentions(sentence.span)
        if any(m.label == "age" for m in mentions) or names_itself_a_relative(text, mentions):
            return entering_relative(text, mentions)
    return False


def _set_of(spans: Sequence[Span]) -> frozenset[tuple[int, int]]:
    return frozenset((span.start, span.end) for span in spans)


def _told(sentence: Sentence, own: frozenset[tuple[int, int]], *, alone: bool) -> bool:
    if sentence.block_kind in ("table", "reference", "back", "byline", "front"):
        return False
    return (
        (sentence.span.start, sentence.span.end) in own or sentence.section in ("front", "abstract", "methods") or alone
    )


def stream_of(sentence: Sentence) -> str:
    """Return the stream that a sentence belongs to, by its section; captions and notes are streams of their own."""
    if sentence.block_kind == "caption":
        return "caption"
    if sentence.block_kind == "note":
        return "note"
    return STREAMS.get(sentence.section, "narrative")


BESIDE = 20
"""Characters before a drug in which a word of refusal is said of it and not of what was told before."""


def _begun(
    sentences: Sequence[Sentence], own: frozenset[tuple[int, int]], index: Index, *, alone: bool
) -> dict[str, int]:
    """Return by stream where the first sentence stands that tells the start of the drug with its dose."""
    found: dict[str, int] = {}
    for sentence in sentences:
        if alone or (sentence.span.start, sentence.span.end) in own:
            mentions, regimens = index.mentions(sentence.span), index.regimens(sentence.span)
            if _is_begun(mentions, regimens):
                found.setdefault(stream_of(sentence), sentence.span.start)
    return found


def _is_begun(mentions: Sequence[Mention], regimens: Sequence[Regimen]) -> bool:
    """Tell whether a drug of the review is begun there at a dose; a denial beside it is of something else.

    «After tuberculosis had been ruled out, 2 mg was added»: nobody tells the dose of what was not given.
    """
    excluded = {"hypothetical", "cited", "family", "prior"}
    dosed = [regimen.drug.span for regimen in regimens if regimen.dose and not regimen.drug.context & excluded]
    cues = [mention for mention in mentions if mention.label == "cue"]
    named = {cue.concept for cue in cues}
    if not dosed or not named & {"start", "switch"} or "dose_change" in named:
        return False
    refused = [cue.span for cue in cues if cue.concept == "not_given"]
    return not any(span.end > dosed[0].start - BESIDE for span in refused)


class _Clock:
    """Says of each sentence of a stream whether the review's drug has been started yet.

    ``begun`` tells by stream where the start stands with its dose: an effect told before it is told in advance.
    """

    def __init__(self, begun: Mapping[str, int]) -> None:
        self._begun = begun
        self._started: set[str] = set()
        self._stopped: set[str] = set()
        self._replaced: set[str] = set()

    def read(self, stream: str, span: Span, mentions: Sequence[Mention], regimens: Sequence[Regimen]) -> Phase:
        """Return the phase of the next sentence of ``stream``."""
        if stream in ("discussion", "introduction", "methods"):
            return "apart"
        if stream in ("title", "caption", "note"):
            return "under"
        if stream in self._started:
            return self._under_or_after(stream, mentions)
        how = self._starts(mentions, regimens)
        if how == "told" and stream == "narrative" and span.start < self._begun.get(stream, 0):
            return "apart"
        if how:
            self._started.add(stream)
            return "start"
        return "before"

    def _under_or_after(self, stream: str, mentions: Sequence[Mention]) -> Phase:
        """Return «after» from where another treatment is begun once the drug was stopped, until a drug is taken again.

        A stop alone is not enough: most are pauses, and what is said next is of the drug taken again.
        """
        drugs = [m for m in mentions if m.label == "drug" and not m.context & {"hypothetical", "cited", "family"}]
        if any("stopped" not in m.context and "negated" not in m.context for m in drugs):
            self._stopped.discard(stream)
            self._replaced.discard(stream)
        elif drugs and all("stopped" in m.context for m in drugs):
            self._stopped.add(stream)
        elif stream in self._stopped and _begins_another(mentions):
            self._replaced.add(stream)
        return "after" if stream in self._replaced else "under"

    def _starts(self, mentions: Sequence[Mention], regimens: Sequence[Regimen]) -> Literal["begun", "told"] | None:
        """Return how a sentence shows that the drug was started: it is begun there, or its effect is told."""
        if _is_begun(mentions, regimens):
            return "begun"
        excluded = {"negated", "hypothetical", "cited", "family"}
        named = [m for m in mentions if m.label in ("drug", "drug_class") and not m.context & excluded]
        if not named:
            return None
        cues = {mention.concept for mention in mentions if mention.label == "cue"}
        dosed = any(regimen.dose for regimen in regimens if not regimen.drug.context & excluded)
        if dosed or cues & {"start", "switch"}:
            return "begun"
        return "told" if cues & {"improved", "worsened", "unchanged"} else None


def _begins_another(mentions: Sequence[Mention]) -> bool:
    therapies = [m for m in mentions if m.label == "therapy" and not m.context & {"negated", "hypothetical", "stopped"}]
    return bool(therapies) and any(m.label == "cue" and m.concept in ("start", "switch") for m in mentions)


def _cells(
    document: Document, table: Table, axis: Literal["row", "column"], position: int, index: Index, roles: HeadRoles
) -> Iterator[Passage]:
    """Yield a passage for each cell of a case's row or column, under the heads that cross it."""
    own = table.row(position) if axis == "row" else table.column(position)
    group: frozenset[str] = frozenset()
    of_all = roles.of(table.caption.of(document.text)) & OF_A_TABLE if table.caption else frozenset()
    for cell in own:
        text = cell.span.of(document.text).strip()
        if not text:
            continue
        heads = tuple(head.span for head in _heads(table, cell, axis) if head.span.of(document.text).strip())
        words = " ".join(head.of(document.text) for head in heads)
        named = roles.of(words)
        if axis == "column" and not named and words[:1].islower():
            named = group
        elif ":" in words:
            group = named
        if not named:
            named = of_all
        is_label = (cell.column if axis == "row" else cell.row) == 0
        mentions, regimens = index.mentions(cell.span), index.regimens(cell.span)
        if heads and "drug" in named and not named & NO_DOSE:
            mentions, regimens = _under_a_drug(heads, mentions, regimens, index)
        yield Passage(
            cell.span, "table", _cell_phase(named), mentions, regimens,
            heads or (cell.span,), named if heads or not is_label else frozenset(),
        )  # fmt: skip


NO_DOSE = frozenset({"age", "prior", "follow_up", "last", "adverse", "steroid", "changed", "concomitant"})
"""Roles of heads that may name the drug without telling its dose («age at tofacitinib start»)."""


def _under_a_drug(
    heads: tuple[Span, ...], mentions: tuple[Mention, ...], regimens: tuple[Regimen, ...], index: Index
) -> tuple[tuple[Mention, ...], tuple[Regimen, ...]]:
    """Return a cell's mentions and regimens with the one drug that its heads name, where it tells only a dose."""
    named = {m.concept: m for head in heads for m in index.mentions(head) if m.label == "drug"}
    doses = [m for m in mentions if m.label == "dose"]
    if len(named) != 1 or not doses or any(m.label == "drug" for m in mentions):
        return mentions, regimens
    drug = next(iter(named.values()))
    rhythm = next((m for m in mentions if m.label == "frequency"), None)
    return (*mentions, drug), (*regimens, Regimen(drug, doses[0], rhythm))


def _heads(table: Table, cell: Cell, axis: Literal["row", "column"]) -> Iterator[Cell]:
    if axis == "row":
        tops = [
            other for other in table.column(cell.column) if other.row < cell.row and (other.is_header or other.row == 0)
        ]
    else:
        tops = [other for other in table.row(cell.row) if other.column == 0 and other.column < cell.column]
    yield from tops


def _cell_phase(roles: frozenset[str]) -> Phase:
    if roles & {"prior", "onset", "antibody", "sex"} or ("before" in roles and "last" not in roles):
        return "before"
    if "drug" in roles and not roles & {"last", "follow_up", "adverse"}:
        return "start"
    return "under"


def _course_table(document: Document, table: Table, index: Index, roles: HeadRoles) -> Iterator[Passage]:
    """Yield the cells of a table that follows one patient over time: measures in rows, times in columns or turned.

    A table of several people gives only the row or column that it calls the present case: the others are cited.
    """
    people, own = _people(document, table, roles)
    for cell in table.cells:
        if cell.row == 0 or cell.column == 0 or not cell.span.of(document.text).strip():
            continue
        if people and (cell.row if people == "row" else cell.column) not in own:
            continue
        heads = (
            *(other.span for other in table.column(cell.column) if other.row == 0),
            *(other.span for other in table.row(cell.row) if other.column == 0),
        )
        named = roles.of(" ".join(head.of(document.text) for head in heads))
        yield Passage(
            cell.span, "course", _cell_phase(named), index.mentions(cell.span), index.regimens(cell.span), heads, named
        )


def _people(
    document: Document, table: Table, roles: HeadRoles
) -> tuple[Literal["row", "column"] | None, frozenset[int]]:
    """Return the axis on which a table lists several people and where on it the present case stands."""
    for axis, heads, labels, size in (
        ("row", table.row(0), table.column(0), table.n_rows),
        ("column", table.column(0), table.row(0), table.n_columns),
    ):
        told = [roles.of(head.span.of(document.text)) for head in heads]
        if size > 2 and any(role & {"age", "sex"} for role in told):
            present = [cell for cell in labels if "present" in roles.of(cell.span.of(document.text))]
            places = frozenset(cell.row if axis == "row" else cell.column for cell in present)
            return ("row" if axis == "row" else "column"), places
    return None, frozenset()
