"""PDFs of a review and its references."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.core.reference import ScreeningCounts
from extractor.store.database import Store
from extractor.store.read import publications
from extractor.workflows.assignments import assign, standing_matches
from extractor.workflows.reference_flow import screening_flow
from extractor.workflows.reference_match import listing, match
from extractor.workflows.reference_screening import decide
from extractor.workflows.references import import_files, references
from tests.review.sample import PROTOCOL, make_review


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path / "review") as store:
        yield store


def search(store: Store, *titles: str) -> None:
    path = store.folder.parent / "scopus.ris"
    path.write_text("".join(f"TY  - JOUR\nTI  - {title}\nER  - \n" for title in titles), encoding="utf-8")
    list(import_files(store, [path], date(2024, 5, 1), database="Scopus"))


def lines(store: Store) -> list[tuple[str, bool]]:
    return [(line.text, line.is_alarm) for line in listing(store, match(store, PROTOCOL))]


def test_what_has_no_pdf_and_what_is_no_reference_is_listed_and_retractions_are_alarms(store: Store) -> None:
    search(
        store,
        "Wing beats of forty cranes",
        "RETRACTED: Moult of penguins in ice",
        "Correction to: Wing beats of forty cranes",
    )
    ids = [item.id for item in publications(store)]
    told = lines(store)
    assert [text for text, _ in told if text.startswith("no reference")] == [f"no reference: {name}" for name in ids]
    assert len([text for text, _ in told if text.startswith("no PDF")]) == 2
    assert [text for text, is_alarm in told if is_alarm] == [
        "RETRACTED: RETRACTED: Moult of penguins in ice [Scopus]",
        "CORRECTION: Correction to: Wing beats of forty cranes [Scopus] of Wing beats of forty cranes [Scopus]",
    ]


def test_an_assigned_pdf_is_what_was_said_also_by_pages_and_the_last_word_counts(store: Store) -> None:
    search(store, "Wing beats of forty cranes", "Moult of penguins in ice")
    one, two = (item.uid for item in references(store))
    name = publications(store)[0].id
    assign(store, name, [f"12-13={one}", f"15={two}"], "ann")
    match(store, PROTOCOL)
    assert [(item.reference, item.pages) for item in standing_matches(store)] == [(one, (12, 13)), (two, (15, 15))]
    assign(store, name, [two], "ann")
    assert [(item.reference, item.pages) for item in standing_matches(store)] == [(two, None)]
    assign(store, name, [], "ann")
    assert standing_matches(store) == []


@pytest.mark.parametrize("words", [["nosuch"], ["13-12={uid}"], ["0={uid}"], ["x={uid}"]])
def test_what_cannot_be_assigned_is_told(store: Store, words: list[str]) -> None:
    search(store, "Wing beats of forty cranes")
    uid = references(store)[0].uid
    with pytest.raises(UsageError, match=r"no reference of this review|no pages"):
        assign(store, publications(store)[0].id, [word.format(uid=uid) for word in words], "ann")
    with pytest.raises(UsageError, match="no PDF of this review"):
        assign(store, "nosuch.pdf", [uid], "ann")


def test_what_is_excluded_is_not_missed_and_what_was_sought_without_a_pdf_is_counted(store: Store) -> None:
    search(store, "Wing beats of forty cranes", "Moult of penguins in ice", "Nests of owls in barns")
    one, two, three = references(store)
    decide(store, one, "include", "ann")
    decide(store, two, "exclude", "ann")
    decide(store, three, "include", "ann")
    assign(store, publications(store)[0].id, [one.uid], "ann")
    assert match(store, PROTOCOL).without_pdf == (three,)
    assert screening_flow(store).whole == ScreeningCounts(screened=3, excluded=1, sought=2, not_retrieved=1)
