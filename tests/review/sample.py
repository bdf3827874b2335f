"""A small review folder with all that the screens show: a case report, a cohort, and a scan that gave no text."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from extractor.core.candidate import (
    Anchor,
    Candidate,
    CandidateStatement,
    Case,
    Evidence,
    Extraction,
    Slot,
    Value,
)
from extractor.core.geometry import Box
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.protocol.model import Disease, Domain, Drug, Protocol, Route, Subtype, Term, Therapy
from extractor.store.database import Store, open_store
from extractor.store.save import Found, Stamp, register, save

STAMP = Stamp("code", "protocol", "model")
REPORT, COHORT, SCAN = "a" * 64, "b" * 64, "c" * 64

PROTOCOL = Protocol(
    id="toy",
    title="A toy review",
    version="1",
    digest="0",
    drugs=(Drug("alphamab", ("alphamab",)), Drug("betanib", ("betanib", "betanibum"))),
    drug_classes=(),
    therapies=(Therapy("gammaside", ("gammaside",)),),
    diseases=(Disease("gout", ("gout", "podagra")), Disease("sprue", ("sprue",))),
    other_diseases=(),
    subtypes=(Subtype("classic", ("classic",)), Subtype("amyopathic", ("amyopathic",))),
    antibodies=(),
    domains=(Domain("skin", "Skin"), Domain("joint", "Joints"), Domain("overall", "Overall", outcome=False)),
    cues=(),
    headings=(),
    frequencies=(Term("once daily", ("once daily", "qd")),),
    routes=(Route("oral", ("oral", "by mouth")),),
    adverse_events=(),
)


class Clock:
    """Every look at it is a minute later."""

    def __init__(self) -> None:
        self.now = datetime(2024, 5, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def anchor(quote: str, sha256: str = REPORT, page: int = 2) -> Anchor:
    return Anchor(sha256, page, (Box(page, 50, 100, 300, 112),), quote, "It is told here that ", ", and so it went on.")


def candidate(
    field: str, value: Value, key: str = "", *, quote: str | None = None, alternatives: tuple[Value, ...] = ()
) -> Candidate:
    evidence = (Evidence((anchor(quote or f"the {field} was {value}"),), f"{field} rule"),)
    return Candidate(Slot(field, key), value, 0.9, evidence, alternatives)


def report() -> Extraction:
    case = Case(
        "case-1",
        "p1",
        "patient",
        0.95,
        (Evidence((anchor("A 47-year-old woman"),), "introduction"),),
        (
            candidate("label", "Patient 1"),
            candidate("age_years", 47, quote="47-year-old", alternatives=(45, 12)),
            candidate("sex", "female", quote="woman"),
            candidate("disease", "gout"),
            candidate("drug_name", "alphamab", "d1", quote="alphamab"),
            candidate("drug_dose", "5 mg", "d1", quote="5 mg"),
            candidate("prior_therapies", "gammaside", "gammaside"),
            candidate("baseline", 1, "skin", quote="a rash"),
            candidate("refractory", True, "skin", quote="in spite of gammaside"),
            candidate("outcome", "improved", "skin", quote="the rash [red]cleared[/red] \x1b[31mwithin\x1b[0m weeks"),
        ),
    )
    statements = (
        CandidateStatement(
            "statement-1", anchor("The rash cleared within weeks."), ("skin",), "improved", "observed", ("case-1",),
            0.8, "model",
        ),
        CandidateStatement(
            "statement-2", anchor("Others may do as well."), ("overall",), "improved", "hypothetical", (), 0.6, "model"
        ),
    )  # fmt: skip
    own = (candidate("title", "Gout, once more"), candidate("year", 2020), candidate("included", True))
    return Extraction("ames-2020", REPORT, own, (case,), statements)


def cohort() -> Extraction:
    group = Case(
        "case-2",
        "g1",
        "group",
        0.7,
        (Evidence((anchor("Twelve patients", COHORT),), "introduction"),),
        (
            candidate("n", 12),
            candidate("disease", "gout"),
            candidate("baseline", 9, "joint"),
            candidate("outcome", "improved", "joint"),
            candidate("n_improved", 7, "joint"),
            candidate("n_evaluable", 9, "joint"),
        ),
    )
    return Extraction("boole-2021", COHORT, (candidate("title", "Twelve with gout"),), (group,), ())


def make_review(folder: Path) -> Store:
    """Return the open store of a new review folder with the sample's three publications."""
    store = open_store(folder, create=True)
    files = (("ames-2020", REPORT), ("boole-2021", COHORT), ("cole-1999", SCAN))
    uids = register(store, [Found(f"{stem}.pdf", stem, sha256) for stem, sha256 in files])
    save(store, uids[0], STAMP, Extracted(report()))
    save(store, uids[1], STAMP, Extracted(cohort()))
    save(store, uids[2], STAMP, Failed(SCAN, (Problem("input", "no_text_layer", "no page has text: a scan"),)))
    return store
