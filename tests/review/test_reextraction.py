"""A PDF is extracted again by a pipeline that reads it otherwise: decisions find their cases and values by anchors.

The same publication is set twice: once in a wide column, once in a narrow one, where lines and pages break elsewhere,
the patients stand in another order, one dose reads otherwise and one sentence is lost. Its cases are numbered anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from extractor.core.candidate import Extraction, Slot
from extractor.core.outcome import Extracted
from extractor.protocol.load import load_protocol
from extractor.review.form import Row, View
from extractor.review.session import ReviewSession
from extractor.store import read
from extractor.store.database import Store, open_store
from extractor.store.save import save
from extractor.workflows.extract import extract
from tests.prp.draw import draw
from tests.review.sample import STAMP, Clock

PROTOCOL = load_protocol("biologics_prp")
DOSE, AGE, ITCH = Slot("drug_dose", "d1"), Slot("age_years"), Slot("outcome", "itch")


def moved(chunks: list[str]) -> list[str]:
    """Return the last patient's paragraph first, a dose read otherwise, the itch left out."""
    places = [number for number, chunk in enumerate(chunks) if chunk.startswith("Patient ")]
    told = [chunks[number].replace("75 mg", "150 mg").replace(", and itching ceased", "") for number in places]
    changed = dict(zip(places, [told[-1], *told[:-1]], strict=True))
    return [changed.get(number, chunk) for number, chunk in enumerate(chunks)]


def renumbered(extraction: Extraction) -> Extraction:
    """Return the cases from the last to the first, numbered so."""
    cases = [replace(case, case_id=f"p{n}") for n, case in enumerate(reversed(extraction.cases), start=1)]
    return replace(extraction, cases=tuple(cases))


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Extraction]:
    folder = tmp_path_factory.mktemp("readings")
    for name, width in (("wide", 451.0), ("narrow", 230.0)):
        (folder / name).mkdir()
        draw("series", folder / name, width=width, order=list if name == "wide" else moved)
        extract(folder / name, folder / f"{name}-review", PROTOCOL)
    with open_store(folder / "narrow-review") as store:
        [later] = read.extractions(store).values()
    return folder / "wide-review", renumbered(later)


@pytest.fixture
def store(readings: tuple[Path, Extraction], tmp_path: Path) -> Iterator[Store]:
    copytree(readings[0], tmp_path / "review")
    with open_store(tmp_path / "review") as store:
        yield store


@pytest.fixture
def session(store: Store) -> ReviewSession:
    return ReviewSession(store, "ann", PROTOCOL, now=Clock())


def again(store: Store, later: Extraction) -> ReviewSession:
    """Return a session on the second reading, saved over the first as that of the same PDF."""
    [publication] = read.publications(store)
    assert publication.sha256
    save(store, publication.uid, STAMP, Extracted(replace(later, sha256=publication.sha256)))
    return ReviewSession(store, "ann", PROTOCOL, now=Clock())


def patient(session: ReviewSession, label: str) -> View:
    """Return the form of the patient whom the publication calls so, whatever his number."""
    return next(view for view in session.views for row in view.rows if row.slot == Slot("label") and row.value == label)


def at(session: ReviewSession, label: str, slot: Slot) -> Row:
    form = patient(session, label)
    session.select_view(session.views.index(form))
    session.select_row([row.slot for row in form.rows].index(slot))
    assert session.row
    return session.row


def accept_everything(session: ReviewSession) -> None:
    for number, view in enumerate(session.views):
        session.select_view(number)
        for index, row in enumerate(view.rows):
            session.select_row(index)
            if row.suggestion is not None:
                session.accept()


def test_the_second_reading_is_laid_out_and_numbered_otherwise(
    readings: tuple[Path, Extraction], session: ReviewSession
) -> None:
    before, after = session.extraction, readings[1]
    assert before is not None
    places = [{(box.page, box.x0, box.top) for item in told.statements for box in item.anchor.boxes}
              for told in (before, after)]  # fmt: skip
    assert not places[0] & places[1]
    assert [{item.anchor.page for item in told.statements} for told in (before, after)] == [{1}, {1, 2}]
    labels = [[item.value for case in told.cases for item in case.candidates if item.slot == Slot("label")]
              for told in (before, after)]  # fmt: skip
    assert labels == [["Patient 1", "Patient 2", "Patient 3"], ["Patient 3", "Patient 2", "Patient 1"]]
    assert [case.case_id for case in after.cases] == ["p1", "p2", "p3"]


def test_every_decision_finds_its_case_and_value_and_only_what_changed_is_asked_again(
    store: Store, session: ReviewSession, readings: tuple[Path, Extraction]
) -> None:
    accept_everything(session)
    before = session.annotation
    later = again(store, readings[1])
    opened = [
        (view.title, row.full_label, row.anchors[0].quote, row.state)
        for view in later.views
        for row in view.rows
        if row.is_open and row.suggestion
    ]
    assert opened == [
        ("p2", "Drug 1: Dose", "She was given secukinumab 150 mg every four weeks.", "changed"),
        ("Statements", "improved, observed", "Erythroderma resolved within three months.", "open"),
        ("Statements", "improved, observed", "At 12 months he remained clear.", "changed"),
    ]
    assert later.annotation == before
    assert patient(later, "Patient 3").title == "p3"


def test_a_corrected_value_never_silently_returns(
    store: Store, session: ReviewSession, readings: tuple[Path, Extraction]
) -> None:
    at(session, "Patient 2", AGE)
    session.correct("10")
    at(session, "Patient 2", DOSE)
    session.correct("80 mg")
    at(session, "Patient 1", AGE)
    session.reject()
    later = again(store, readings[1])
    assert (at(later, "Patient 2", AGE).words, at(later, "Patient 2", AGE).state) == ("10 years", "corrected")
    dose = at(later, "Patient 2", DOSE)
    assert (dose.words, dose.suggested_words, dose.state) == ("80 mg", "150 mg", "changed")
    later.accept_case()
    assert (at(later, "Patient 2", DOSE).words, at(later, "Patient 1", AGE).state) == ("80 mg", "rejected")
    at(later, "Patient 2", DOSE)
    later.keep()
    assert at(again(store, readings[1]), "Patient 2", DOSE).state == "corrected"


def test_a_decision_whose_place_is_gone_is_shown_and_counts(
    store: Store, session: ReviewSession, readings: tuple[Path, Extraction]
) -> None:
    at(session, "Patient 3", ITCH)
    session.accept()
    later = again(store, readings[1])
    row = at(later, "Patient 3", ITCH)
    assert (row.state, row.words, row.gone) == ("accepted", "improved", True)
    assert row.anchors
    assert later.annotation
    assert [item.domain for case in later.annotation.cases for item in case.outcomes] == ["itch"]
