"""Cases of included publications in, unique patients out: nobody is counted twice, and why is on record.

Reports of one patient count once; each value comes from the report that is asked first and tells it. A group counts
once with its members who are also told singly. Of groups that overlap the largest counts, and in each domain the
largest that tells of it: how many patients two groups share is hardly ever told, and to count too few is the safer
error.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.core.annotation import AnnotatedCase
from extractor.core.candidate import annotated_case
from extractor.synthesis.links import Link, joined, links_of, size_of
from extractor.synthesis.model import (
    Conflict,
    DomainLabel,
    JoinedCase,
    Linked,
    Patient,
    Response,
    Role,
    Source,
    Unresolved,
)
from extractor.synthesis.render.words import number_of
from extractor.synthesis.response import IMPROVED, response, together
from extractor.synthesis.told import BEGAN, CaseTold, PublicationTold, in_field_order

_DIFFERS_BY_NATURE = frozenset({"label", "same_as", "follow_up_months", "score_last", "score_month"})
"""Fields in which a later report of the same patient tells something else without contradicting the earlier."""
_OF_THE_REPORT = frozenset({"label", "same_as"})
"""Fields that say something of a report and nothing of the patient."""


def unique_patients(
    publications: Iterable[PublicationTold], domains: Sequence[DomainLabel], linked: Linked
) -> tuple[tuple[Patient, ...], tuple[Unresolved, ...]]:
    """Return the unique patients of included publications, by publication and case, and what a person should look at.

    The order in which publications are given makes no difference.
    """
    included = sorted(publications, key=lambda item: item.id)
    cases = {case.name: case for publication in included for case in publication.cases}
    links = links_of(included)
    builder = _Builder(_by_case(links.links), links.sizes, domains, _Order(included, linked))
    patients = {}
    for names in joined(cases, links.links):
        patient = builder.unit([cases[name] for name in names])
        patients[patient.name] = patient
    ordered = tuple(patients[name] for name in cases if name in patients)
    return ordered, (*links.unresolved, *_doubtful(ordered))


def _by_case(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        for name in dict.fromkeys((link.first, link.second)):
            found.setdefault(name, []).append(link)
    return found


class _Order:
    """Which report of a patient is asked first."""

    def __init__(self, publications: Iterable[PublicationTold], linked: Linked) -> None:
        self._years = {case.publication: item.source("year") for item in publications for case in item.cases}
        self._longest = linked == "longest"

    def key(self, case: CaseTold) -> tuple[float, float, int, str, int, str]:
        """Return what reports are sorted by; of one year's, that which names another as the same patient is later."""
        year = self._years[case.publication]
        printed = year.value if year is not None and isinstance(year.value, int) else float("inf")
        told = case.source("follow_up_months")
        months = told.value if told is not None and isinstance(told.value, int | float) else -1.0
        later = sum(item.field == "same_as" for item in case.sources)
        return (-months if self._longest else 0.0, printed, later, case.publication, len(case.case_id), case.case_id)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes one patient or group of the cases that tell of it; ``links`` are those of each case, by its name."""

    links: Mapping[str, Sequence[Link]]
    sizes: Mapping[str, int]
    domains: Sequence[DomainLabel]
    order: _Order

    def unit(self, cases: Sequence[CaseTold]) -> Patient:
        """Return the group that joined cases make, with its members; a patient where none is a group."""
        singles = {case.name: case for case in cases if case.unit == "patient"}
        persons = [self._person([singles[name] for name in names]) for names in self._sets(singles)]
        groups = [case for case in cases if case.unit != "patient"]
        if not groups:
            return persons[0]
        groups.sort(key=lambda case: (-size_of(case), self.order.key(case)))
        return self._group(groups, tuple(sorted(persons, key=lambda item: item.name)), singles)

    def _person(self, cases: Sequence[CaseTold]) -> Patient:
        reports = sorted(cases, key=self.order.key)
        values = _values(reports)
        told = (response(values, domain, "patient", 1) for domain in self.domains)
        joined_cases = (self._joined(case, "same") for case in reports[1:])
        return _patient(reports, values, 1, tuple(joined_cases), tuple(item for item in told if item))

    def _group(
        self, groups: Sequence[CaseTold], members: tuple[Patient, ...], singles: Mapping[str, CaseTold]
    ) -> Patient:
        """Return the largest group, with reports of it, members told singly, and groups that share patients with it."""
        again = self._again(groups)
        others = [case for case in groups[1:] if case not in again]
        reports = [groups[0], *again]
        values = _values(reports)
        size = max(size_of(groups[0]), len(members), *(self.sizes.get(case.name, 0) for case in groups))
        cases = [self._joined(case, "same") for case in again]
        cases += [self._joined(singles[case.name], "member") for member in members for case in member.cases]
        cases += [self._joined(case, "sharing") for case in others]
        tellings = [values, *(case.sources for case in others)]
        told = (self._told(domain, tellings, members, size) for domain in self.domains)
        patient = _patient(reports, values, size, tuple(cases), tuple(item for item in told if item))
        began = (patient.new_cotherapy, *(_new_cotherapy(case.sources, [case]) for case in others))
        return replace(
            patient, members=members, new_cotherapy=_of_any((*began, *(item.new_cotherapy for item in members)))
        )

    def _again(self, groups: Sequence[CaseTold]) -> list[CaseTold]:
        """Return the groups that are the first told once more: linked with it, of another publication, and as large."""
        alike = [case for case in groups if size_of(case) == size_of(groups[0])]
        names = next(names for names in self._sets([case.name for case in alike]) if groups[0].name in names)
        return [case for case in alike if case.name in names and case.publication != groups[0].publication]

    def _sets(self, names: Iterable[str]) -> list[list[str]]:
        names = list(names)
        return joined(names, (link for name in names for link in self.links.get(name, ())))

    def _told(
        self, domain: DomainLabel, tellings: Sequence[Sequence[Source]], members: Sequence[Patient], size: int
    ) -> Response | None:
        """Return what the largest group that tells of a domain tells, else the members who are told singly."""
        groups = (response(values, domain, "group", size) for values in tellings)
        of_members = [item for member in members if (item := member.response(domain.id))]
        return next((item for item in groups if item), None) or together(domain.id, of_members)

    def _joined(self, case: CaseTold, role: Role) -> JoinedCase:
        links = self.links[case.name]
        sources = tuple(dict.fromkeys(source for link in links for source in link.sources))
        return _joined_case(case, role, "; ".join(dict.fromkeys(link.reason for link in links)), sources)


def _patient(
    reports: Sequence[CaseTold],
    values: tuple[Source, ...],
    size: int,
    others: tuple[JoinedCase, ...],
    responses: tuple[Response, ...],
) -> Patient:
    counted = reports[0]
    return Patient(
        uid=counted.uid,
        name=counted.name,
        unit=counted.unit,
        n=size,
        record=_record(counted, values),
        values=values,
        cases=(_joined_case(counted, "counted"), *others),
        responses=responses,
        conflicts=tuple(_conflicts(reports)),
        new_cotherapy=_new_cotherapy(values, reports),
    )


def _joined_case(case: CaseTold, role: Role, reason: str = "", sources: tuple[Source, ...] = ()) -> JoinedCase:
    return JoinedCase(
        case.publication, case.case_id, case.uid, case.unit, size_of(case), role, reason, sources, case.introduced
    )


def _record(counted: CaseTold, values: Iterable[Source]) -> AnnotatedCase:
    told = ((item.slot, item.value) for item in values if item.state == "told")
    return annotated_case(counted.case_id, counted.unit, told)  # type: ignore[arg-type]  # None: told without a count


def _values(reports: Sequence[CaseTold]) -> tuple[Source, ...]:
    """Return each value from the first report that tells it.

    What belongs together (the drugs in order, the state of a domain, an adverse event) comes from one report.
    """
    chosen: dict[Hashable, list[Source]] = {}
    for report in reports:
        blocks: dict[Hashable, list[Source]] = {}
        for source in report.sources:
            if report is reports[0] or source.field not in _OF_THE_REPORT:
                blocks.setdefault(_block(source), []).append(source)
        for block, sources in blocks.items():
            if block not in chosen or (_tells(sources) and not _tells(chosen[block])):
                chosen[block] = sources
    return in_field_order(source for sources in chosen.values() for source in sources)


def _tells(sources: Iterable[Source]) -> bool:
    return any(source.state == "told" for source in sources)


_STATE_OF_A_DOMAIN = ("outcome", "n_improved", "n_evaluable", "score_")
_TOGETHER = {"refractory": "baseline", "n_refractory": "baseline"}


def _block(source: Source) -> Hashable:
    """Return what a value belongs together with; ``score`` keys begin with the domain."""
    field, key = source.field, source.key
    if field.startswith(_STATE_OF_A_DOMAIN):
        return "outcome", key.partition("/")[0]
    for start, block in (("drug_", "drugs"), ("stop_", "stop")):
        if field.startswith(start):
            return block
    return ("event" if field.startswith("ae_") and key else _TOGETHER.get(field, field)), key


def _conflicts(reports: Sequence[CaseTold]) -> Iterator[Conflict]:
    told: dict[tuple[str, str], list[Source]] = {}
    for report in reports:
        for source in report.sources:
            if source.state == "told" and source.field not in _DIFFERS_BY_NATURE:
                told.setdefault((source.field, source.key), []).append(source)
    for (field, key), sources in told.items():
        if len({_plain(source.value) for source in sources}) > 1:
            yield Conflict(reports[0].uid, field, key, tuple(sources))


def _plain(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _new_cotherapy(values: Iterable[Source], reports: Iterable[CaseTold]) -> bool | None:
    """Return whether a treatment was begun with the drug, None where one is suggested and nobody has decided."""
    if any(item.field == "concomitant" and item.value == BEGAN for item in values):
        return True
    suggested = (item for report in reports for item in report.open)
    return None if any(item.field == "concomitant" and item.value == BEGAN for item in suggested) else False


def _of_any(began: Sequence[bool | None]) -> bool | None:
    """Return whether a treatment was begun in any of a group: its counts cannot be told without them."""
    return True if True in began else None if None in began else False


def _doubtful(patients: Iterable[Patient]) -> Iterator[Unresolved]:
    """Yield what links bring together that cannot all be right, and what improved though nobody tells it was active."""
    for patient in patients:
        yield from _never_active(patient)
        for person in (patient, *patient.members):
            names = [case.name for case in person.cases if case.role in ("counted", "same")]
            if len({case.publication for case in person.cases if case.role in ("counted", "same")}) < len(names):
                words = f"{', '.join(names)} count as one, and one publication tells of two of them"
                yield Unresolved(words, _publications(person), _reasons(person))
        if len(patient.members) > patient.cases[0].n and patient.unit != "patient":
            size = number_of(patient.cases[0].n, "patient")
            words = f"{patient.name} has {size}, and {len(patient.members)} are told singly"
            yield Unresolved(words, _publications(patient), _reasons(patient))


def _never_active(patient: Patient) -> Iterator[Unresolved]:
    for item in patient.responses:
        states = (source for source in item.sources if source.field in ("outcome", "outcome_best"))
        improved = tuple(source for source in states if source.value == IMPROVED)
        if improved and not item.active:
            words = (
                f"{patient.name} tells that {item.domain} improved, and not that it was active when the drug was "
                "started; it counts in no result"
            )
            yield Unresolved(words, _publications(patient), improved)


def _publications(patient: Patient) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.publication for case in patient.cases))


def _reasons(patient: Patient) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for case in patient.cases for source in case.sources))
