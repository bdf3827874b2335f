"""Unique patients in, the report's tables out: every number from parts that share no person.

A group whose patients differ, and a patient who took several drugs, are counted apart (``several``) where it is not
told which of them a result belongs to.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from statistics import median

from extractor.core.fields import AE_STATUSES
from extractor.synthesis.model import (
    Apart,
    Baseline,
    By,
    Cell,
    Count,
    CountTable,
    CrossTable,
    DomainLabel,
    Labels,
    Part,
    Patient,
    Proportion,
    Response,
    ResponseTable,
    Row,
    Share,
    Source,
    Spread,
    State,
    persons,
)

Told = tuple[str, Apart]
"""A row's value, and whether it is told; the value is empty where it is not."""

_APART: tuple[Apart, ...] = ("told", "several", "unclear", "not_reported")
"""The order of a table's rows: what is told first."""


def response_tables(patients: Sequence[Patient], labels: Labels) -> tuple[ResponseTable, ...]:
    """Return improved n of N by all, disease, subtype, drug and antibody, each by domain, without rows of nobody."""
    dividers: dict[By, tuple[Callable[[Patient, Response], list[Told]], Sequence[str]]] = {
        "all": (lambda patient, response: [("", "told")], ()),
        "disease": (lambda patient, response: [_single(patient, "disease")], labels.diseases),
        "subtype": (lambda patient, response: [_subtype(patient)], labels.subtypes),
        "drug": (lambda patient, response: [_drug_then(patient, response)], labels.drugs),
        "antibody": (lambda patient, response: _antibodies(patient), ()),
    }
    return tuple(
        ResponseTable(by, tuple(_rows(patients, labels.domains, divide, order)))
        for by, (divide, order) in dividers.items()
    )


def _rows(
    patients: Sequence[Patient],
    domains: Sequence[DomainLabel],
    divide: Callable[[Patient, Response], list[Told]],
    order: Sequence[str],
) -> Iterator[Row]:
    found: dict[Told, dict[str, list[tuple[Patient, Response]]]] = {}
    for patient in patients:
        for response in patient.responses:
            if response.counted:
                for told in divide(patient, response):
                    found.setdefault(told, {}).setdefault(response.domain, []).append((patient, response))
    for told in sorted(found, key=lambda item: _place(item, order)):
        for domain in domains:
            if domain.id in found[told]:
                yield _row(told, domain.id, found[told][domain.id])


def _row(told: Told, domain: str, told_of: Sequence[tuple[Patient, Response]]) -> Row:
    alone = [(patient, response) for patient, response in told_of if patient.new_cotherapy is False]
    return Row(
        *told,
        domain,
        Proportion(tuple(Part(patient.uid, item.last, item.sources) for patient, item in told_of)),
        Proportion(tuple(Part(patient.uid, item.best, item.sources) for patient, item in told_of)),
        Proportion(tuple(Part(patient.uid, item.last, item.sources) for patient, item in alone)),
        Proportion(tuple(Part(patient.uid, item.best, item.sources) for patient, item in alone)),
    )


def _place(told: Told, order: Sequence[str]) -> tuple[int, int, str, str]:
    value, apart = told
    return _APART.index(apart), order.index(value) if value in order else len(order), value.casefold(), value


def _single(patient: Patient, field: str) -> Told:
    """Return the value of a field that a case has one value of."""
    sources = patient.sources(field)
    told = next((item for item in sources if item.state == "told"), None)
    if told is not None:
        return str(told.value), "told"
    return "", _state(sources)


def _state(sources: Sequence[Source]) -> State:
    return "unclear" if any(item.state == "unclear" for item in sources) else "not_reported"


def _subtype(patient: Patient) -> Told:
    value, apart = _single(patient, "subtype")
    return (value, "several") if apart == "not_reported" and patient.n > 1 else (value, apart)


def _drug_then(patient: Patient, response: Response) -> Told:
    """Return the drug that a patient took when a domain was last assessed: as told, or the only one.

    What a group tells that shares patients with the counted one is not of the counted one's drug.
    """
    sharing = {case.uid for case in patient.cases if case.role == "sharing"}
    if any(source.subject in sharing for source in response.sources):
        return "", "several"
    names = list(dict.fromkeys(drug.name for drug in patient.record.drugs))
    then = _value(patient, "outcome_drug", response.domain)
    if then is not None and patient.unit == "patient":
        return str(then), "told"
    if len(names) == 1 and patient.record.drugs[0].n in (None, patient.cases[0].n):
        return names[0], "told"
    return "", "several" if names else _state(patient.sources("drug_name"))


def _antibodies(patient: Patient) -> list[Told]:
    """Return the antibodies of a patient; those of a group are of any member."""
    if not patient.record.antibodies:
        return [("", _state(patient.sources("antibodies")))]
    if patient.n > 1:
        return [("", "several")]
    return [(name, "told") for name in dict.fromkeys(patient.record.antibodies)]


def _value(patient: Patient, field: str, key: str = "") -> object:
    return next((item.value for item in patient.sources(field, key=key) if item.state == "told"), None)


def baseline(patients: Sequence[Patient], labels: Labels) -> tuple[Baseline, ...]:
    """Return who has which domain active at the drug's start, by disease, then by domain."""
    by_disease: dict[Told, list[Patient]] = {}
    for patient in patients:
        by_disease.setdefault(_single(patient, "disease"), []).append(patient)
    return tuple(
        Baseline(
            disease=told[0],
            domain=domain.id,
            patients=persons(by_disease[told]),
            active=_persons_with(by_disease[told], domain.id, lambda item: item.active),
            counted=_persons_with(by_disease[told], domain.id, lambda item: item.counted),
            unclear=_persons_with(by_disease[told], domain.id, lambda item: item.unclear),
            not_reported=_persons_with(by_disease[told], domain.id, lambda item: item.not_reported),
            apart=told[1],
        )
        for told in sorted(by_disease, key=lambda item: _place(item, labels.diseases))
        for domain in labels.domains
    )


def _persons_with(patients: Iterable[Patient], domain: str, number: Callable[[Response], int]) -> Count:
    told = ((patient, item) for patient in patients if (item := patient.response(domain)) and number(item))
    return Count(domain, "told", tuple(Share(patient.uid, number(item), item.sources) for patient, item in told))


def count_tables(patients: Sequence[Patient], labels: Labels) -> tuple[CountTable, ...]:
    """Return the counts of patients by each field that a report counts."""
    tables: tuple[tuple[str, Callable[[Patient], Shares], Sequence[str] | None], ...] = (
        (
            "disease",
            lambda patient: [(_single(patient, "disease"), patient.n, patient.sources("disease"))],
            labels.diseases,
        ),
        ("subtype", lambda patient: [(_subtype(patient), patient.n, patient.sources("subtype"))], labels.subtypes),
        ("sex", _sexes, ("female", "male")),
        ("drug_name", _drugs, labels.drugs),
        *((name, partial(_each, name=name), None) for name in _OF_EACH),
        ("ae_status", _events_told, AE_STATUSES),
        ("adverse_events", partial(_each, name="adverse_events", words=_term), None),
    )
    total = persons(patients)
    return tuple(_count_table(name, total, map(shares, patients), patients, order) for name, shares, order in tables)


_OF_EACH = (
    "antibodies", "prior_therapies", "steroid_sparing", "ae_serious", "ae_attribution", "stop_reason", "died",
)  # fmt: skip


Shares = Iterable[tuple[Told, int | None, tuple[Source, ...]]]
"""What one patient or group gives to a table: a row, how many persons (None where not told), and the values."""


def _count_table(
    name: str, total: int, shares: Iterable[Shares], patients: Iterable[Patient], order: Sequence[str] | None
) -> CountTable:
    """Return a table, rows in the given order, or the commonest first where there is none."""
    found: dict[Told, list[Share]] = {}
    for patient, given in zip(patients, shares, strict=True):
        for told, n, sources in given:
            found.setdefault(told, []).append(Share(patient.uid, n, sources))
    counts = [Count(*told, tuple(rows)) for told, rows in found.items()]

    def place(count: Count) -> tuple[int, int, int, int, str, str]:
        apart, given, folded, value = _place((count.value, count.apart), order or ())
        common = (0, 0) if order else (-count.n, -count.groups)
        return apart, *common, given, folded, value

    return CountTable(name, total, tuple(sorted(counts, key=place)))


def _sexes(patient: Patient) -> Shares:
    if patient.unit == "patient":
        yield _single(patient, "sex"), 1, patient.sources("sex")
        return
    women, sources = patient.record.n_female, patient.sources("n_female")
    told = 0 if women is None else patient.cases[0].n
    women = max(0, min(women or 0, told))
    for value, n in (("female", women), ("male", told - women)):
        if n:
            yield (value, "told"), n, sources
    yield from _of_others(patient, told, sources)


def _drugs(patient: Patient) -> Shares:
    """Yield each drug; of a group that took several it may not be told how many took which."""
    sources = patient.sources("drug_name", "drug_n")
    size = patient.cases[0].n
    numbers: dict[str, int | None] = {}
    for drug in patient.record.drugs:
        numbers.setdefault(drug.name, drug.n)
    for name, number in numbers.items():
        everybody = number is None and (size == 1 or len(numbers) == 1)
        n = size if everybody else None if number is None else max(0, min(number, size))
        keys = {item.key for item in sources if item.value == name}
        yield (name, "told"), n, tuple(item for item in sources if item.key in keys)
    yield from _of_others(patient, size if numbers else 0, sources)


def _of_others(patient: Patient, told: int, sources: tuple[Source, ...]) -> Shares:
    """Yield those of whom the counted case does not tell: of groups that share patients it is the largest of them."""
    if patient.n > told:
        yield ("", _state(sources)), patient.n - told, sources


def _words(source: Source, patient: Patient) -> str:
    if isinstance(source.value, bool):
        return "yes" if source.value else "no"
    return str(source.value)


def _term(source: Source, patient: Patient) -> str:
    """Return an adverse event's normalised term, or its own words where none is told."""
    return str(_value(patient, "ae_term", source.key) or source.value)


def _each(patient: Patient, name: str, words: Callable[[Source, Patient], str] = _words) -> Shares:
    """Yield each value of a field once; how many of a group have it is not told.

    Where a group tells nothing its members may, each for themselves.
    """
    sources = patient.sources(name)
    found: dict[str, list[Source]] = {}
    for source in sources:
        if source.state == "told":
            found.setdefault(words(source, patient), []).append(source)
    for value, of_value in found.items():
        yield (value, "told"), 1 if patient.n == 1 else None, tuple(of_value)
    if found:
        return
    telling = [member for member in patient.members if _tells(member, name)]
    for member in telling:
        yield from _each(member, name, words)
    if patient.n > len(telling):
        yield ("", _state(sources)), patient.n - len(telling), sources


def _events_told(patient: Patient) -> Shares:
    """Yield what is told of adverse events; where some are listed they are told, whatever else is not."""
    listed = patient.sources("adverse_events")
    if _tells(patient, "ae_status") or not _tells(patient, "adverse_events"):
        yield from _each(patient, "ae_status")
    else:
        yield ("reported", "told"), 1 if patient.n == 1 else None, listed


def _tells(patient: Patient, name: str) -> bool:
    return any(item.state == "told" for item in patient.sources(name))


def drugs_by_subtype(patients: Iterable[Patient], labels: Labels) -> CrossTable:
    """Return how many patients with which subtype took which drug, as far as groups tell how many took it."""
    cells: dict[tuple[Told, Told], list[Share]] = {}
    for patient in patients:
        for drug, n, sources in _drugs(patient):
            if n:
                told = (*sources, *patient.sources("subtype"))
                cells.setdefault((drug, _subtype(patient)), []).append(Share(patient.uid, n, told))
    order = sorted(cells, key=lambda key: (_place(key[0], labels.drugs), _place(key[1], labels.subtypes)))
    return CrossTable(
        "drug_name", "subtype", tuple(Cell(drug, subtype, tuple(cells[drug, subtype])) for drug, subtype in order)
    )


def spreads(patients: Iterable[Patient], labels: Labels) -> tuple[Spread, ...]:
    """Return median and range of age and follow-up of patients told singly, of all and by disease."""
    singles = [item for patient in patients for item in (patient.members if patient.n > 1 else (patient,))]
    found = []
    for field in ("age_years", "follow_up_months"):
        told = [
            (_single(item, "disease")[0], value)
            for item in singles
            if (value := getattr(item.record, field)) is not None
        ]
        for disease in ("", *labels.diseases):
            numbers = [value for of, value in told if disease in ("", of)]
            if numbers:
                found.append(Spread(field, disease, len(numbers), median(numbers), min(numbers), max(numbers)))
    return tuple(found)
