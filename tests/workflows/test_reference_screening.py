from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.bibliography.write import csv_lines, ris_lines
from extractor.core.errors import UsageError
from extractor.core.reference import ScreeningCounts
from extractor.store.database import Store, open_store
from extractor.workflows.reference_flow import screening_flow
from extractor.workflows.reference_screening import (
    ImportedDecisions,
    decide,
    excluded,
    import_decisions,
    screenings,
    told_decisions,
)
from extractor.workflows.references import references
from tests.review.screened import REASONS, SCREENED, make_screened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_screened(tmp_path / "review") as store:
        yield store


def take_in(store: Store, tmp_path: Path, text: str) -> ImportedDecisions:
    path = tmp_path / "decided.txt"
    path.write_text(text, encoding="utf-8")
    return import_decisions(store, path, "ann", SCREENED)


RAYYAN = """TY  - JOUR
TI  - Itch and balm in the first heron
PY  - 2000
N1  - RAYYAN-INCLUSION: {"Emily"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: wrong animal
ER  -
TY  - JOUR
TI  - A paper that nobody has searched for
N1  - RAYYAN-INCLUSION: {"Emily"=>"Included"}
ER  -
"""


def test_decisions_of_another_tool_are_kept_once_and_what_is_no_reference_is_told_by_line(
    store: Store, tmp_path: Path
) -> None:
    assert take_in(store, tmp_path, RAYYAN) == ImportedDecisions(1, 0, (6,), 0)
    assert take_in(store, tmp_path, RAYYAN) == ImportedDecisions(0, 1, (6,), 0)
    first = references(store)[0]
    told = screenings(store, [first])[first.uid]
    assert (told.verdict, told.reason) == ("exclude", "wrong_animal")
    assert excluded(store) == {first.uid}


@pytest.mark.parametrize("form", [ris_lines, csv_lines], ids=["ris", "csv"])
def test_what_is_exported_is_taken_in_again_as_it_was(store: Store, tmp_path: Path, form: object) -> None:
    known = references(store)
    decide(store, known[0], "include", "ann")
    decide(store, known[1], "exclude", "bob", value="no_drug")
    decide(store, known[1], "note", "bob", value="odd")
    text = "".join(form(known, told_decisions(store, known, REASONS)))  # type: ignore[operator]
    with make_screened(tmp_path / "other") as other:
        assert take_in(other, tmp_path, text) == ImportedDecisions(2, 0, (), 8)
        told = screenings(other, known)
        assert [(told[item.uid].verdict, told[item.uid].reason) for item in known[:3]] == [
            ("include", None),
            ("exclude", "no_drug"),
            ("open", None),
        ]
        assert [item.reviewer for item in told[known[1].uid].decisions] == ["bob"]


def test_a_review_without_references_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty", create=True) as empty, pytest.raises(UsageError, match="holds no references"):
        take_in(empty, tmp_path, RAYYAN)


def test_the_flow_counts_what_was_screened_and_nothing_before(store: Store) -> None:
    assert screening_flow(store).whole == ScreeningCounts()
    known = references(store)
    decide(store, known[0], "include", "ann")
    decide(store, known[1], "exclude", "ann")
    decide(store, known[2], "exclude", "ann")
    decide(store, known[2], "include", "bob")
    assert screening_flow(store).whole == ScreeningCounts(screened=2, excluded=1, conflicts=1, sought=1)
