"""Reports made of nouns alone, as small or large as a test wants them; every value and name is invented."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from extractor.core.annotation import AnnotatedCase, BaselineRow, DrugCourse, OutcomeRow
from extractor.core.candidate import Value
from extractor.core.time_spent import FormTime
from extractor.synthesis.appendix import Audit, Excerpt, FilledForm, Form, Item, Methods, Mismatch
from extractor.synthesis.model import (
    Baseline,
    By,
    Cell,
    Conflict,
    Count,
    CountTable,
    CrossTable,
    DomainLabel,
    JoinedCase,
    Labels,
    Part,
    Patient,
    Prisma,
    Proportion,
    Provenance,
    Publication,
    Quote,
    Report,
    Response,
    ResponseTable,
    Row,
    Share,
    Source,
    Spread,
    Synthesis,
    Tally,
    Unresolved,
)

HOSTILE = '</td><script>alert("x")</script><img src=http://example.invalid/x onerror=alert(1)>&amp;\x1b[2J\u202e\ud800'
FORMULA = '=HYPERLINK("http://example.invalid","x")'

DISEASES = ("fever A", "fever B")
SUBTYPES = ("early", "late")
DRUGS = ("alphamab", "betamab", "gammamab")
ANTIBODIES = ("anti-x", "anti-y")
DOMAINS = (
    DomainLabel("skin", "Skin", "refractory"),
    DomainLabel("lung", "Lung", "active"),
    DomainLabel("signal", "Signal", "measured"),
)
COUNTED = ("disease", "subtype", "sex", "drug_name", "antibodies", "prior_therapies", "steroid_sparing", "ae_status",
           "adverse_events", "ae_serious", "ae_attribution", "stop_reason", "died")  # fmt: skip
LABELS = Labels("Two mabs in two fevers", DOMAINS, DISEASES, SUBTYPES, DRUGS)


def report(
    publications: int = 4, *, machine_only: bool = False, quote: str = "The rash went.", title: str = "A case"
) -> Report:
    """Return a report on so many publications, each of one to three patients; every fifth publication is excluded."""
    found = [_publication(number, title) for number in range(publications)]
    patients = tuple(
        _patient(item, number, case, quote)
        for number, item in enumerate(found)
        if item.status == "included"
        for case in range(item.told)
    )
    synthesis = Synthesis(
        machine_only=machine_only,
        linked="earliest",
        labels=LABELS,
        publications=tuple(found),
        patients=patients,
        baseline=tuple(_baseline(patients)),
        tables=tuple(ResponseTable(by, tuple(_rows(by, patients))) for by in get_args(By)),
        counts=tuple(_count(name, patients) for name in COUNTED),
        drugs_by_subtype=_crossed(patients),
        spreads=(Spread("age_years", "", len(patients), 40, 20, 60),) if patients else (),
        prisma=Prisma(
            databases=(("PubMed", 120), ("Embase", 80)),
            reports_excluded=(("no own patient", sum(item.status == "excluded" for item in found)),),
            reports_included=sum(item.status == "included" for item in found),
            patients=len(patients),
        ),
        unresolved=(Unresolved("Two groups may share patients", tuple(item.id for item in found[:2])),),
        undecided=0 if machine_only else 3,
        own_titles=(("country", "Country"),),
    )
    provenance = Provenance(
        "0.1.0", "mabs", "1", "p" * 64, (("code", "protocol", "model"),),
        tuple((item.id, "0" * 64) for item in found), "d" * 64, (("linked", "earliest"),),
    )  # fmt: skip
    audit = Audit(
        len(found), 7, 5,
        tuple(Mismatch(item.id, "share", "3 of 4 are not 57 %", (Excerpt(quote, 2, "Results"),)) for item in found[:1]),
    )  # fmt: skip
    form = Form(
        "seven", "Seven questions", "Nobody 2020.", "10.1234/seven", "", ("yes", "no"), (Item("1", "Was it so?"),)
    )
    forms = tuple(FilledForm(form, item.id, ((Excerpt(quote, 2, "consent"),),), (1,)) for item in found[:2])
    methods = Methods(("Read by a program, confirmed by people.",), ("Figures are not read.",))
    time = (FormTime(found[0].id, "p1", True, "A. Reader", "assisted", 5400.0, 9),) if found else ()
    return Report(synthesis, provenance, time, audit, forms, methods)


def empty_report() -> Report:
    """Return a report on nothing."""
    told = report(0)
    return replace(told, synthesis=replace(told.synthesis, prisma=Prisma(), unresolved=(), undecided=0))


def _publication(number: int, title: str) -> Publication:
    uid, name = f"uid-{number}", f"author{number}-{2015 + number % 8}"
    sources = tuple(
        Source(name, "", uid, field, value=value, quotes=(Quote(f"{field} in {name}", 1),), how="single")
        for field, value in (("title", title), ("year", 2015 + number % 8), ("n_patients", 1 + number % 3))
    )
    excluded = number % 5 == 4
    return Publication(
        uid,
        name,
        "excluded" if excluded else "included",
        title=title,
        journal="Invented Reports",
        year=2015 + number % 8,
        doi=f"10.1234/{name}",
        design="case_report" if number % 3 == 0 else "case_series",
        publication_type="article",
        reason="no_own" if excluded else None,
        reason_label="no own patient" if excluded else None,
        n_patients=1 + number % 3,
        told=0 if excluded else 1 + number % 3,
        counted=0 if excluded else 1 + number % 3,
        fields=(("country", "Atlantis"),),
        sources=sources,
    )


def _patient(publication: Publication, number: int, case: int, quote: str) -> Patient:
    case_id = f"p{case + 1}"
    uid, serial = f"{publication.uid}-{case_id}", number + case
    disease, subtype, drug = DISEASES[serial % 2], SUBTYPES[serial % 2], DRUGS[serial % 3]
    direction = "unchanged" if serial % 7 == 3 else "improved"
    told: list[tuple[str, str, Value]] = [
        ("age_years", "", 20.0 + serial % 40),
        ("sex", "", "female" if serial % 2 else "male"),
        ("disease", "", disease),
        ("subtype", "", subtype),
        ("antibodies", ANTIBODIES[serial % 2], ANTIBODIES[serial % 2]),
        ("drug_name", "d1", drug),
        ("drug_dose", "d1", "5 mg"),
        ("baseline", "skin", 1),
        ("refractory", "skin", True),
        ("outcome", "skin", direction),
        ("outcome_best", "skin", "improved"),
        ("follow_up_months", "", 12),
        ("adverse_events", "headache", "headache"),
    ]
    sources = tuple(
        Source(publication.id, case_id, uid, field, key, value, quotes=(Quote(f"{quote} ({field})", 2),), decision="d",
               reviewer="A. Reader", how="single")
        for field, key, value in told
    )  # fmt: skip
    rests = tuple(item for item in sources if item.key == "skin")
    response = Response("skin", 1, 1, Tally(int(direction == "improved"), 1), Tally(1, 1), rests)
    other = JoinedCase("author9-2030", "p1", "other", "patient", 1, "same", "Linked by a reviewer.", sources[:1])
    joined = JoinedCase(publication.id, case_id, uid, "patient", 1, "counted")
    conflict = Conflict(uid, "age_years", "", (sources[0], replace(sources[0], publication="author9-2030", value=41.0)))
    record = AnnotatedCase(
        case_id, "patient", age_years=20.0 + serial % 40, sex="female" if serial % 2 else "male", disease=disease,
        subtype=subtype, antibodies=(ANTIBODIES[serial % 2],), drugs=(DrugCourse(drug, "5 mg"),),
        prior_therapies=("methotrexate",), baseline=(BaselineRow("skin", 1, True),),
        outcomes=(OutcomeRow("skin", direction, best="improved"),), follow_up_months=12.0, adverse_events=("headache",),
    )  # fmt: skip
    linked = serial == 0
    return Patient(
        uid,
        f"{publication.id}/{case_id}",
        "patient",
        1,
        record,
        sources,
        (joined, other) if linked else (joined,),
        (response,),
        (conflict,) if linked else (),
        new_cotherapy=serial % 5 == 0,
    )


def _values(by: str, patient: Patient) -> str:
    field = {"disease": "disease", "subtype": "subtype", "drug": "drug_name", "antibody": "antibodies"}.get(by)
    return str(patient.sources(field)[0].value) if field else ""


def _rows(by: By, patients: tuple[Patient, ...]) -> Iterator[Row]:
    groups: dict[str, list[Patient]] = {}
    for patient in patients:
        groups.setdefault(_values(by, patient), []).append(patient)
    for value, members in sorted(groups.items()):
        alone = [item for item in members if not item.new_cotherapy]
        yield Row(
            value,
            "told",
            "skin",
            _proportion(members, best=False),
            _proportion(members, best=True),
            _proportion(alone, best=False),
            _proportion(alone, best=True),
        )


def _proportion(patients: list[Patient], *, best: bool) -> Proportion:
    return Proportion(
        tuple(
            Part(item.uid, item.responses[0].best if best else item.responses[0].last, item.responses[0].sources)
            for item in patients
        )
    )


def _count(name: str, patients: tuple[Patient, ...]) -> CountTable:
    shares: dict[str, list[Share]] = {}
    for patient in patients:
        for source in patient.sources(name):
            shares.setdefault(str(source.value), []).append(Share(patient.uid, patient.n, (source,)))
    return CountTable(
        name, len(patients), tuple(Count(value, "told", tuple(items)) for value, items in sorted(shares.items()))
    )


def _baseline(patients: tuple[Patient, ...]) -> Iterator[Baseline]:
    for disease in DISEASES:
        members = [item for item in patients if item.record.disease == disease]
        active = Count("skin", "told", tuple(Share(item.uid, 1, item.responses[0].sources) for item in members))
        nobody = Count("skin", "told", ())
        yield Baseline(disease, "skin", len(members), active, active, nobody, nobody)


def _crossed(patients: tuple[Patient, ...]) -> CrossTable:
    cells: dict[tuple[str, str], list[Share]] = {}
    for item in patients:
        cells.setdefault((_values("drug", item), _values("subtype", item)), []).append(
            Share(item.uid, 1, item.sources("drug_name"))
        )
    return CrossTable(
        "drug_name",
        "subtype",
        tuple(Cell((row, "told"), (column, "told"), tuple(cells[row, column])) for row, column in sorted(cells)),
    )
