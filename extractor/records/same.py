"""The same patient in two publications of one folder: suggested as ``same_as`` of the later one.

In: the extractions of a folder. Out: the same extractions, ``same_as`` filled in. Two cases are one patient where the
publications share an author, one is earlier, and what is told agrees: sex, age at the start of the first drug, that
drug, antibodies, disease. Each pair is a suggestion that a reviewer confirms; its evidence is what the later
publication says of the earlier one, or else the facts that agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.core.candidate import Candidate, Case, Evidence, Extraction, Slot, Value
from extractor.core.fields import FIELDS

AGE_TOLERANCE_YEARS = 1.01
"""Ages at the start of one drug may be rounded differently in two papers, by a year at most."""
ENOUGH = 5.0
"""Points that make a pair: an exact age and sex with the drug, and either an antibody or a word of the authors."""
ORDER = {spec.name: number for number, spec in enumerate(FIELDS)}


COMPARED = frozenset({"year", "sex", "disease", "age_years", "drug_name", "antibodies"})
"""The fields that tell who is who."""


def essentials(extraction: Extraction) -> Extraction:
    """Return what ``link`` looks at and nothing else: a tenth of an extraction."""
    return Extraction(
        extraction.publication_id,
        extraction.sha256,
        _compared(extraction.candidates),
        tuple(replace(case, candidates=_compared(case.candidates)) for case in extraction.cases),
        (),
        extraction.authors,
    )


def _compared(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(item for item in candidates if item.slot.field in COMPARED)


def link(extractions: Sequence[Extraction]) -> list[Extraction]:
    """Return the extractions in their order, each later case naming the earlier report of its patient."""
    pairs = {(later, case.uid): target for later, case, target in _pairs(extractions)}
    return [
        replace(item, cases=tuple(_named(case, pairs.get((item.publication_id, case.uid))) for case in item.cases))
        for item in extractions
    ]


def _named(case: Case, target: tuple[str, float, tuple[Evidence, ...]] | None) -> Case:
    kept = tuple(item for item in case.candidates if item.slot.field != "same_as")
    if target is None:
        return replace(case, candidates=kept)
    name, confidence, evidence = target
    added = Candidate(Slot("same_as", name), name, confidence, evidence)
    return replace(case, candidates=tuple(sorted((*kept, added), key=lambda item: ORDER[item.slot.field])))


def _pairs(extractions: Sequence[Extraction]) -> Iterator[tuple[str, Case, tuple[str, float, tuple[Evidence, ...]]]]:
    ordered = sorted(extractions, key=lambda item: item.publication_id)
    told = [tuple(map(_told_of, item.cases)) for item in ordered]
    for index, related in _reports(ordered):
        scored = [
            (_points(mine, yours), mine.case, ordered[earlier].publication_id, yours.case)
            for earlier in related
            for yours in told[earlier]
            for mine in told[index]
        ]
        scored = [row for row in scored if row[0] >= ENOUGH]
        taken: set[str] = set()
        for points, case, publication, other in sorted(scored, key=lambda s: (-s[0], s[1].case_id, s[2], s[3].case_id)):
            name = f"{publication}/{other.case_id}"
            if name in taken or case.uid in taken:
                continue
            taken |= {name, case.uid}
            yield ordered[index].publication_id, case, (name, round(min(0.95, 0.4 + 0.06 * points), 3), _why(case))


def _reports(extractions: Sequence[Extraction]) -> Iterator[tuple[int, list[int]]]:
    """Yield the index of each publication with those of the earlier ones that it shares an author with."""
    by_author: dict[str, list[int]] = {}
    for index, item in enumerate(extractions):
        for author in dict.fromkeys(item.authors):
            by_author.setdefault(author, []).append(index)
    years = [_year(item) for item in extractions]
    for index, item in enumerate(extractions):
        related = {other for author in item.authors for other in by_author[author]}
        yield index, sorted(other for other in related if _is_earlier(years[other], years[index]))


def _year(extraction: Extraction) -> Value | None:
    return next((item.value for item in extraction.candidates if item.slot.field == "year"), None)


def _is_earlier(year: Value | None, than: Value | None) -> bool:
    return isinstance(year, int) and isinstance(than, int) and year < than


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a case that may be told of another: None or nothing where it is not told."""

    case: Case
    sex: Value | None
    disease: Value | None
    age: Value | None
    drug: str | None
    antibodies: frozenset[str]


def _told_of(case: Case) -> _Told:
    single = {item.slot.field: item.value for item in case.candidates if not item.slot.key}
    drugs = (str(item.value) for item in case.candidates if item.slot.field == "drug_name")
    antibodies = frozenset(str(item.value) for item in case.candidates if item.slot.field == "antibodies")
    return _Told(case, single.get("sex"), single.get("disease"), single.get("age_years"), next(drugs, None), antibodies)


def agreement(case: Case, other: Case) -> float:
    """Return points for what two cases share; 0 where they contradict each other."""
    return _points(_told_of(case), _told_of(other))


def _points(mine: _Told, yours: _Told) -> float:
    if mine.case.unit != "patient" or yours.case.unit != "patient":
        return 0.0
    shares = (
        _shared(mine.sex, yours.sex, 1.0),
        _shared(mine.disease, yours.disease, 0.5),
        _shared_age(mine.age, yours.age),
        _shared(mine.drug, yours.drug, 1.0),
        _shared_antibody(mine.antibodies, yours.antibodies),
    )
    if None in shares:
        return 0.0
    return (2.0 if mine.case.retold else 0.0) + sum(share or 0.0 for share in shares)


def _shared(mine: Value | None, yours: Value | None, worth: float) -> float | None:
    """Return points for one value that both tell; 0 where one does not, None where they differ."""
    if mine is None or yours is None:
        return 0.0
    return worth if mine == yours else None


def _shared_age(mine: Value | None, yours: Value | None) -> float | None:
    if mine is None or yours is None:
        return 0.0
    gap = abs(float(mine) - float(yours))
    return None if gap > AGE_TOLERANCE_YEARS else 2.0 if gap < 0.1 else 1.0


def _shared_antibody(mine: frozenset[str], yours: frozenset[str]) -> float | None:
    if not mine or not yours:
        return 0.0
    return 1.5 if mine & yours else None


def _why(case: Case) -> tuple[Evidence, ...]:
    if case.retold:
        return case.retold[:2]
    shown = [item for item in case.candidates if item.slot.field in ("age_years", "sex", "drug_name")]
    return tuple(item.evidence[0] for item in shown)[:3] or case.evidence
