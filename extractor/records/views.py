"""What a field extractor sees of one case: its passages, its statements, and how to quote them.

A view is read-only. Extractors ask it for passages and mentions and hand back candidates that it builds, so that
every value carries anchors into the PDF.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

from extractor.core.analysis import Analysis, CaseRegion, Mention, Statement
from extractor.core.candidate import Anchor, Candidate, Evidence, Slot, Value
from extractor.core.document import Document
from extractor.core.text import Span
from extractor.protocol.model import Domain, Protocol
from extractor.records.passages import Index, Passage, of_all, passages_of
from extractor.records.wording import Wording

CONTEXT_CHARACTERS = 40
"""Characters of text that an anchor keeps either side of its quote, enough to find it again."""

AFFIRMED = re.compile(r"\+|yes\b|✓|✔|present\b|positive\b|pos\b|[1-9]", re.IGNORECASE)
"""What a cell says where its head applies: a sign, a word, or a count that is not nought."""

CLAUSE = re.compile(
    r"[;:]|,?\s(?:but|although|whereas|while|however|so|and then)\s|,\s(?:and|which|who)\s", re.IGNORECASE
)
"""Where an English sentence turns to another clause."""

NOT_THIS_PATIENT = frozenset({"cited", "family", "hypothetical"})
"""Contexts that take a mention out of the case being told."""


def anchor_of(document: Document, span: Span) -> Anchor:
    """Return the anchor of ``span``, blanks at its ends left out."""
    text = span.of(document.text)
    start = span.start + len(text) - len(text.lstrip())
    end = span.end - (len(text) - len(text.rstrip()))
    tight = Span(start, max(start, end))
    boxes = document.boxes(tight)
    return Anchor(
        document.sha256,
        boxes[0].page if boxes else 1,
        boxes,
        tight.of(document.text),
        document.text[max(0, tight.start - CONTEXT_CHARACTERS) : tight.start],
        document.text[tight.end : tight.end + CONTEXT_CHARACTERS],
    )


@dataclass(frozen=True, eq=False)
class CaseView:
    """One case with all that is told of it; ``alone`` where the publication tells of no other.

    ``said`` are the effect statements of its passages, ``index`` finds mentions anywhere in the document. A view never
    changes, so that what several extractors ask of it is worked out once; ``answers`` keeps that (see ``once``).
    """

    document: Document
    analysis: Analysis
    protocol: Protocol
    region: CaseRegion
    passages: tuple[Passage, ...]
    said: tuple[tuple[Passage, Statement], ...]
    index: Index
    alone: bool
    answers: dict[Callable[["CaseView"], Any], Any] = field(default_factory=dict, init=False, repr=False)

    def text(self, span: Span) -> str:
        """Return the characters of a span."""
        return span.of(self.document.text)

    def own(self) -> Sequence[Passage]:
        """Return the passages told of this case and no other."""
        return self._own

    def cells(self, *roles: str) -> Sequence[Passage]:
        """Return the case's table cells whose heads give one of the roles; all of them where none is asked."""
        return [p for p in self._cells if not p.roles.isdisjoint(roles)] if roles else self._cells

    def of_all(self) -> Sequence[Passage]:
        """Return what the publication tells of all of its cases and of none by itself."""
        return self._of_all

    @cached_property
    def wording(self) -> Wording:
        """The protocol's words on courses, to be found in the document."""
        return Wording(self.protocol, self.document.text)

    @cached_property
    def _own(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if not passage.shared)

    @cached_property
    def _cells(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if passage.is_cell)

    @cached_property
    def _of_all(self) -> tuple[Passage, ...]:
        return tuple(of_all(self.document, self.analysis, self.region, self.index))

    def anchor(self, span: Span) -> Anchor:
        """Return the anchor of a span, made once for all cases: many quote the same passages."""
        anchors = self.index.anchors
        if span not in anchors:
            anchors[span] = anchor_of(self.document, span)
        return anchors[span]

    def mentions(self, span: Span) -> tuple[Mention, ...]:
        """Return the mentions that start inside a span, such as a cell's head."""
        return self.index.mentions(span)

    def is_title(self, passage: Passage) -> bool:
        """Tell whether a passage is of the publication's title."""
        return any(block.kind == "title" and block.span.contains(passage.span) for block in self.document.blocks)

    def headed(self, passage: Passage, label: str) -> tuple[Mention, ...]:
        """Return what a cell's heads name where the cell affirms or counts it («Rituximab» over ``3/9``, ``+``).

        Heads and cell that list with slashes («Mi-2 / SAE» over ``2 / 0``) are read item by item.
        """
        text = self.text(passage.span).strip()
        named = [m for head in passage.heads for m in self.mentions(head) if m.label == label and m.concept]
        parts = [part.strip() for part in text.split("/")]
        if len(named) > 1 and len(parts) >= len(named) and all(parts):
            return tuple(m for m, part in zip(named, parts, strict=False) if AFFIRMED.match(part))
        return tuple(named) if AFFIRMED.match(text) else ()

    def weighed_only(self, passage: Passage, treatment: Mention) -> bool:
        """Tell whether a treatment is weighed, offered or refused there and not given.

        Where a passage names several treatments each is judged in its own clause.
        """
        cues = [cue for cue in passage.labelled("cue") if cue.concept == "not_given"]
        if not cues or len({m.concept for m in passage.labelled("drug", "therapy")}) < 2:
            return bool(cues)
        bounds = [match.end() for match in CLAUSE.finditer(self.text(passage.span))]
        clause = bisect_right(bounds, treatment.span.start - passage.span.start)
        return any(bisect_right(bounds, cue.span.start - passage.span.start) == clause for cue in cues)

    def heads(self, passage: Passage) -> str:
        """Return the words of a cell's heads."""
        return " ".join(self.text(head) for head in passage.heads)

    def statements(self, *assertions: str) -> Iterable[tuple[Passage, Statement]]:
        """Return the effect statements of the case's passages with their passages, in telling order."""
        return (pair for pair in self.said if not assertions or pair[1].assertion in assertions)

    def observes(self, passage: Passage) -> bool:
        """Tell whether an effect seen in the publication's own patients is told in the passage."""
        return any(statement.assertion == "observed" for statement in self.said_in(passage))

    def said_in(self, passage: Passage) -> Sequence[Statement]:
        """Return the effect statements of one passage, in telling order."""
        return self._said_in.get(id(passage), ())

    @cached_property
    def _said_in(self) -> dict[int, list[Statement]]:
        """Return the statements by their passage itself: equal ones may stand in two places."""
        found: dict[int, list[Statement]] = {}
        for passage, statement in self.said:
            found.setdefault(id(passage), []).append(statement)
        return found

    def evidence(self, passages: Iterable[Passage], rule: str) -> tuple[Evidence, ...]:
        """Return the evidence of passages: a sentence, or a cell together with its heads; doubles left out."""
        found: dict[tuple[Span, ...], Evidence] = {}
        for passage in passages:
            spans = tuple(dict.fromkeys((*passage.heads, passage.span)))
            if spans not in found:
                found[spans] = Evidence(tuple(map(self.anchor, spans)), rule)
        return tuple(found.values())

    def candidate(
        self,
        field: str,
        value: Value,
        passages: Sequence[Passage],
        rule: str,
        confidence: float,
        *,
        key: str = "",
        alternatives: Sequence[Value] = (),
    ) -> Candidate:
        """Return a candidate that stands on ``passages`` (at most three are quoted)."""
        others = tuple(other for other in dict.fromkeys(alternatives) if other != value)
        evidence = self.evidence(passages[:3], rule)
        return Candidate(Slot(field, key), value, round(min(max(confidence, 0.01), 0.99), 3), evidence, others)


Answer = TypeVar("Answer")


def once(ask: Callable[[CaseView], Answer]) -> Callable[[CaseView], Answer]:
    """Make a question that is asked of a view again and again be worked out once; nobody may change its answer."""

    @wraps(ask)
    def answered(view: CaseView) -> Answer:
        if ask not in view.answers:
            view.answers[ask] = ask(view)
        answer: Answer = view.answers[ask]
        return answer

    return answered


def view_of(
    document: Document,
    analysis: Analysis,
    protocol: Protocol,
    region: CaseRegion,
    *,
    alone: bool,
    index: Index | None = None,
) -> CaseView:
    """Return the view of one case region; ``index`` is the analysis's own, made here where none is handed over."""
    index = index or Index(analysis)
    passages = passages_of(document, analysis, region, protocol, index, alone=alone)
    by_span: dict[tuple[int, int], list[Statement]] = {}
    for statement in analysis.statements:
        by_span.setdefault((statement.span.start, statement.span.end), []).append(statement)
    said = tuple((p, statement) for p in passages for statement in by_span.get((p.span.start, p.span.end), ()))
    return CaseView(document, analysis, protocol, region, passages, said, index, alone)


def told(mention: Mention) -> bool:
    """Tell whether a mention is said of the case itself: neither denied, cited, planned nor of a relative."""
    return not mention.context & (NOT_THIS_PATIENT | {"negated"})


def outcome_domains(protocol: Protocol) -> tuple[Domain, ...]:
    """Return the domains that have baselines and outcomes, in the protocol's order."""
    return tuple(domain for domain in protocol.domains if domain.outcome)
