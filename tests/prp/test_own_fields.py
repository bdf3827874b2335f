"""Fields that a protocol declares for itself: passages wait, a person enters the value, it is kept and exported."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractor.core.annotation import Annotation, to_json
from extractor.core.candidate import Slot
from extractor.core.errors import AnnotationError
from extractor.evaluate.score import score
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.review.form import Row
from extractor.review.session import ReviewSession
from extractor.review.values import InvalidValue
from extractor.store import read
from extractor.store.database import Store, open_store
from extractor.workflows.confirm import confirm
from extractor.workflows.export import export
from extractor.workflows.extract import extract
from tests.prp.draw import PAPERS, draw

PROTOCOL = load_protocol("biologics_prp")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("own")
    (made / "pdf").mkdir()
    for name in PAPERS:
        draw(name, made / "pdf")
    extract(made / "pdf", made / "review", PROTOCOL)
    return made / "review"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as store:
        yield store


class Clock:
    """Every look at it is a minute later than any look before."""

    now = datetime(2024, 5, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        Clock.now += timedelta(minutes=1)
        return Clock.now


def session_at(store: Store, case: int, field: str) -> ReviewSession:
    """Return a session at a field of a case of the first publication, cases from 1, 0 for the publication."""
    session = ReviewSession(store, "ann", PROTOCOL, now=Clock())
    session.go_to(0)
    session.select_view(case)
    assert session.view
    session.select_row([row.slot for row in session.view.rows].index(Slot(field)))
    return session


def row(session: ReviewSession) -> Row:
    assert session.row
    return session.row


def test_the_sentences_with_a_cue_word_wait_for_a_person(store: Store) -> None:
    asked = row(session_at(store, 1, "hiv_test"))
    assert (asked.is_open, asked.state, asked.words, asked.spec and asked.spec.help) == (
        True, "open", "", "The result that the publication tells; a patient with type VI is positive."
    )  # fmt: skip
    assert [anchor.quote for anchor in asked.anchors] == ["Tests for HIV were negative."]


def test_a_field_of_the_publication_is_asked_with_its_back_matter(store: Store) -> None:
    asked = row(session_at(store, 0, "funding"))
    assert [anchor.quote for anchor in asked.anchors] == [
        "This work was supported by a grant of the Halvard Foundation."
    ]


def test_a_field_without_a_passage_stands_empty(store: Store) -> None:
    session = ReviewSession(store, "ann", PROTOCOL, now=Clock())
    session.go_to(1)
    session.select_view(0)
    assert session.view
    assert [item.state for item in session.view.rows if item.slot == Slot("funding")] == ["empty"]


def test_nothing_is_suggested_so_nothing_can_be_accepted(store: Store) -> None:
    session = session_at(store, 1, "biopsy")
    assert session.accept() == "Nothing is suggested here; c enters a value."
    assert row(session).is_open


@pytest.mark.parametrize(
    ("field", "typed"), [("hiv_test", "perhaps"), ("biopsy", "a bit"), ("weeks_to_response", "12 months")]
)
def test_what_is_no_value_of_the_field_is_refused(store: Store, field: str, typed: str) -> None:
    session = session_at(store, 1, field)
    with pytest.raises(InvalidValue):
        session.correct(typed)
    assert row(session).decision is None


def test_what_is_typed_is_kept_exported_and_scored(store: Store) -> None:
    for field, typed in (("hiv_test", "neg"), ("biopsy", "yes"), ("weeks_to_response", "12 weeks")):
        session_at(store, 1, field).correct(typed)
    session_at(store, 0, "funding").correct("none")
    (record,) = read.confirmed_records(store).values()
    (case,) = record.cases
    assert record.fields == (("funding", "none"),)
    assert case.fields == (("biopsy", True), ("hiv_test", "negative"), ("weeks_to_response", 12))
    assert [line for line in export(store, "csv") if ",hiv_test," in line] == [
        "case-report,p1,hiv_test,,negative,Tests for HIV were negative.,1,,ann,single\n"
    ]
    (line,) = export(store, "jsonl")
    assert '"fields": {"biopsy": true, "hiv_test": "negative", "weeks_to_response": 12}' in line
    rows = score({record.id: record}, {record.id: record}).rows
    assert {name: counts.f1 for name, counts in rows.items() if name.startswith("field ")} == {
        "field biopsy": 1, "field funding": 1, "field hiv_test": 1, "field weeks_to_response": 1,
    }  # fmt: skip
    empty = score({record.id: record}, {record.id: Annotation(record.id)}).rows
    assert empty["field funding"].recall == 0


def test_a_case_accepted_as_a_whole_leaves_its_own_fields_open(store: Store) -> None:
    session = ReviewSession(store, "ben", PROTOCOL, now=Clock())
    session.go_to(1)
    session.select_view(1)
    session.accept_case()
    assert session.view
    assert [item.slot.field for item in session.view.rows if item.asked and item.is_open and item.slot] == [
        "weeks_to_response"
    ]


GOLD = (
    '{"id": "case-report", "fields": {"funding": "none"}, '
    '"cases": [{"case_id": "p1", "fields": {"hiv_test": "negative"}}]}'
)


def test_an_annotation_file_may_tell_own_fields(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(GOLD + "\n", "utf-8")
    (annotation,) = read_annotations(path, PROTOCOL)
    assert to_json(annotation)["fields"] == {"funding": "none"}
    assert to_json(annotation)["cases"][0]["fields"] == {"hiv_test": "negative"}
    with open_store(tmp_path / "other", create=True) as store:
        confirm(store, [annotation], "ann")
        assert read.confirmed_records(store).popitem()[1] == annotation


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            '"hiv_test": "negative"',
            '"hiv_test": "maybe"',
            "cases[1].fields.hiv_test: 'maybe' is no choice of this field",
        ),
        ('"hiv_test"', '"hiv"', "cases[1].fields: 'hiv' is none of: biopsy, hiv_test, weeks_to_response"),
        ('"funding": "none"', '"biopsy": true', "fields: 'biopsy' is none of: funding"),
    ],
)
def test_own_fields_of_a_file_are_held_against_the_protocol(
    before: str, after: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(GOLD.replace(before, after) + "\n", "utf-8")
    with pytest.raises(AnnotationError) as caught:
        read_annotations(path, PROTOCOL)
    assert expected in str(caught.value)


def test_a_candidate_line_carries_the_passages_that_wait(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "candidates.jsonl").read_text("utf-8").splitlines()]
    told = {(row["id"], item["case_id"], item["field"]): item["evidence"] for row in lines for item in row["asked"]}
    assert [item["quote"] for item in told["case-report", "p1", "hiv_test"]] == ["Tests for HIV were negative."]
    assert ("case-report", None, "funding") in told
    assert ("series", "p3", "hiv_test") in told
