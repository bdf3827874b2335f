"""Which suggestions a reviewer who reads as the annotator did would accept: each case, value and statement, one by one.

In: annotations and extractions of the same publications. Out: right or wrong. A value of a spurious case is wrong; one
of a field that no annotation tells anything of is not judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation
from extractor.core.candidate import Candidate, CandidateStatement, Case, Extraction, Slot
from extractor.core.confirmed import case_slots, publication_slots
from extractor.core.fields import FIELD
from extractor.evaluate.match import digits, name_as, pair_cases, pair_statements
from extractor.evaluate.values import normal

_TEXT_SHARED = 0.9
"""Share of the words of a title or journal that must be the annotator's: print differs in marks and breaks."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a suggestion is right; ``subject`` is the uid of its case or statement, empty for the publication's own.

    ``slot`` is None for a case or statement as a whole.
    """

    publication: str
    subject: str
    slot: Slot | None
    right: bool


def verdicts(gold: Mapping[str, Annotation], extractions: Sequence[Extraction]) -> Iterator[Verdict]:
    """Yield a verdict for each suggestion that can be judged, publication by publication."""
    told = _told(gold)
    named = name_as(gold, {item.publication_id: item.annotation() for item in extractions})
    for item in extractions:
        ours, theirs = gold[item.publication_id], named[item.publication_id]
        stated = dict(publication_slots(ours))
        for candidate in item.candidates:
            if candidate.slot.field in told:
                right = _same(candidate, stated.get(candidate.slot))
                yield Verdict(item.publication_id, "", candidate.slot, right)
        mates = {j: ours.cases[i] for i, j in pair_cases(ours, theirs)}
        for number, case in enumerate(item.cases):
            mate = mates.get(number)
            yield Verdict(item.publication_id, case.uid, None, mate is not None)
            yield from _values(item.publication_id, case, theirs.cases[number], mate, told)
        pairs = {j: ours.statements[i] for i, j in pair_statements(ours, theirs) if j is not None}
        for number, statement in enumerate(item.statements):
            right = _same_statement(statement, pairs.get(number))
            yield Verdict(item.publication_id, statement.uid, None, right)


def _told(gold: Mapping[str, Annotation]) -> frozenset[str]:
    """Return the fields that some annotation tells something of."""
    fields = {slot.field for row in gold.values() for slot, _ in publication_slots(row)}
    return frozenset(
        fields | {slot.field for row in gold.values() for case in row.cases for slot, _ in case_slots(case)}
    )


def _values(
    publication: str, case: Case, named: AnnotatedCase, gold: AnnotatedCase | None, told: frozenset[str]
) -> Iterator[Verdict]:
    stated = case_slots(gold) if gold else []
    drugs = {normal(str(value)): slot.key for slot, value in stated if slot.field == "drug_name"}
    keys = {c.slot.key: drugs.get(normal(str(c.value)), "") for c in case.candidates if c.slot.field == "drug_name"}
    links = iter(named.same_as)
    for candidate in case.candidates:
        slot = candidate.slot
        value = next(links) if slot.field == "same_as" else candidate.value
        spec = FIELD.get(slot.field)
        if spec is None or slot.field not in told or (slot.field == "label" and gold and gold.label is None):
            continue
        if slot.field == "label":
            right = gold is not None and digits(str(value)) == digits(gold.label or "")
        elif spec.keying == "value":
            right = any(normal(str(value)) == normal(str(other)) for at, other in stated if at.field == slot.field)
        else:
            place = Slot(slot.field, keys.get(slot.key, "")) if spec.keying == "ordinal" else slot
            right = _same(candidate, dict(stated).get(place))
        yield Verdict(publication, case.uid, slot, right)


def _same(candidate: Candidate, stated: Any) -> bool:
    value = candidate.value
    if stated is None:
        return False
    if isinstance(value, str) or isinstance(stated, str):
        ours, theirs = normal(str(stated)), normal(str(value))
        printed = candidate.slot.field in ("title", "journal")
        return ours == theirs or (printed and (_shared(ours, theirs) >= _TEXT_SHARED or _abbreviates(theirs, ours)))
    return isinstance(value, bool) == isinstance(stated, bool) and round(float(value), 2) == round(float(stated), 2)


def _shared(ours: str, theirs: str) -> float:
    first, second = set(ours.split()), set(theirs.split())
    return len(first & second) / max(1, len(first | second))


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether each word of ``short`` begins a word of ``long``, in order (``acta cutan scand``)."""
    left = iter(long.split())
    return bool(short) and all(any(whole.startswith(word) for whole in left) for word in short.split())


def _same_statement(found: CandidateStatement, gold: AnnotatedStatement | None) -> bool:
    if gold is None or (found.direction, found.assertion) != (gold.direction, gold.assertion):
        return False
    return set(found.domains) == set(gold.domains)
