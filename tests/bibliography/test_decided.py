"""Decisions of screening tools, in their documented columns and notes."""

from pathlib import Path

import pytest

from extractor.bibliography.decided import read_decided
from extractor.core.errors import BadExport

Told = tuple[str, str, str | None, str | None]


def read(tmp_path: Path, text: str, listed: str | None = None, name: str = "file.txt") -> tuple[list[Told], int]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found, n_open, _ = read_decided(path, listed)  # type: ignore[arg-type]
    return [(item.record.title or "", item.action, item.reviewer, item.reason) for item in found], n_open


@pytest.mark.parametrize("column", ["included", "asreview_label"])
def test_asreview_tells_decisions_in_a_column(tmp_path: Path, column: str) -> None:
    text = f"title,authors,year,{column}\nOne,Roe,2020,1\nTwo,Roe,2020,0\nThree,Roe,2020,\n"
    assert read(tmp_path, text) == ([("One", "include", None, None), ("Two", "exclude", None, None)], 1)


def test_asreview_tells_decisions_in_notes_of_ris(tmp_path: Path) -> None:
    text = "".join(
        f"TY  - JOUR\nTI  - {title}\nN1  - ASReview_{label}\nER  - \n"
        for title, label in (("One", "relevant"), ("Two", "irrelevant"), ("Three", "not_seen"))
    )
    assert read(tmp_path, text) == ([("One", "include", None, None), ("Two", "exclude", None, None)], 1)


def test_rayyan_tells_each_reviewer_and_reasons(tmp_path: Path) -> None:
    verdicts = 'RAYYAN-INCLUSION: {"Emily"=>"Included", "Max"=>"Excluded"}'
    note = f"{verdicts} | RAYYAN-EXCLUSION-REASONS: wrong drug | USER-NOTES: x"
    text = (
        f"TY  - JOUR\nTI  - One\nN1  - {note}\nER  - \n"
        'TY  - JOUR\nTI  - Two\nN1  - RAYYAN-INCLUSION: {"Emily"=>"Maybe"}\nER  - \n'
    )
    assert read(tmp_path, text) == (
        [("One", "include", "Emily", None), ("One", "exclude", "Max", "wrong drug")],
        1,
    )


def test_covidence_gives_a_list_of_one_kind_and_reasons_in_notes(tmp_path: Path) -> None:
    text = "Title,Authors,Abstract,Published Year,Covidence #,Study,Notes,Tags\n"
    rows = 'One,"Roe, A.",,2020,#1,Roe 2020,"Exclusion reason: Wrong drug; ",\n'
    assert read(tmp_path, text + rows) == ([("One", "exclude", None, "Wrong drug")], 0)
    plain = rows.replace("Exclusion reason: Wrong drug; ", "")
    assert read(tmp_path, text + plain, "include") == ([("One", "include", None, None)], 0)


COVIDENCE = """Title,Authors,Abstract,Published Year,Covidence #,Study,Notes,Tags
One,"Roe, A.",,2020,#1,Roe 2020,"{}",{}
Two,"Roe, A.",,2020,#2,Roe 2020,"",
"""


@pytest.mark.parametrize(
    ("listed", "action"),
    [("select", "include"), ("included", "include"), ("irrelevant", "exclude"), ("excluded", "exclude")],
)
def test_covidence_names_a_file_after_the_list_that_it_is(tmp_path: Path, listed: str, action: str) -> None:
    found, n_open = read(tmp_path, COVIDENCE.format("", ""), name=f"review_12345_{listed}_csv_20240303130126.csv")
    assert ([item[1] for item in found], n_open) == ([action, action], 0)


def test_what_covidence_has_still_to_screen_is_no_decision(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="lists what is still to be screened"):
        read(tmp_path, COVIDENCE.format("", ""), name="review_12345_screen_csv_20240303130126.csv")


def test_a_reason_in_one_record_shows_that_covidence_lists_what_was_excluded(tmp_path: Path) -> None:
    assert read(tmp_path, COVIDENCE.format("Exclusion reason: Wrong drug; ", "")) == (
        [("One", "exclude", None, "Wrong drug"), ("Two", "exclude", None, None)],
        0,
    )


def test_tags_tell_a_decision_where_they_tell_one_alone(tmp_path: Path) -> None:
    assert read(tmp_path, COVIDENCE.format("", "Included; to cite")) == ([("One", "include", None, None)], 1)
    for tags in ("to cite", "Included; Excluded", "yes"):
        with pytest.raises(BadExport, match="tells no decision on its records; add --as included where"):
            read(tmp_path, COVIDENCE.format("", tags))


def test_what_the_user_says_of_a_list_outweighs_its_name(tmp_path: Path) -> None:
    name = "review_12345_excluded_csv_20240303130126.csv"
    found, _ = read(tmp_path, COVIDENCE.format("", ""), "include", name)
    assert [item[1] for item in found] == ["include", "include"]


def test_a_list_without_decisions_needs_to_be_told_what_it_lists(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="tells no decision on its records"):
        read(tmp_path, "title,authors,year\nOne,Roe,2020\n")


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="no export of a format that is known"):
        read(tmp_path, "Dear all")
    with pytest.raises(BadExport, match="cannot be read"):
        read_decided(tmp_path / "missing.ris")
