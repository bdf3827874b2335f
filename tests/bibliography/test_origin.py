from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extractor.bibliography.origin import found_by, origins_in
from extractor.bibliography.read import read_export
from extractor.bibliography.write import csv_lines, ris_lines
from extractor.core.reference import Origin, Reference
from extractor.core.terminal import printable

DAY = "2024-05-01"


@given(names=st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=3))
@example([('"first"', 'JAK "a"', 'a, "b".ris'), ('"a", b', '"', ""), ("x of 2024-01-01: y line 3", "; ", "a line 2")])
def test_whatever_databases_rounds_and_files_are_called_they_are_read_again(names: list[tuple[str, str, str]]) -> None:
    told = [Origin("", database, search, DAY, file, 1 + line) for line, (database, search, file) in enumerate(names)]
    for texts in (map(found_by, told), ["; ".join(map(found_by, told))], ["\n".join(map(found_by, told))]):
        assert list(origins_in(texts, "")) == told


@pytest.mark.parametrize("write", [ris_lines, csv_lines], ids=["ris", "csv"])
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(min_size=1).map(printable))
@example('"first"')
@example("'=1")
@example(" a; b ")
def test_names_are_kept_in_the_files_that_the_program_writes(
    tmp_path: Path, write: Callable[..., list[str]], name: str
) -> None:
    origin = Origin("0123456789abcdef", name, name, DAY, name, 3)
    path = tmp_path / "own"
    path.write_text("".join(write([Reference((origin.record,), title="Herons", origins=(origin,))])), encoding="utf-8")
    [(_, item, _)] = read_export(path).records
    assert (item.uid, item.origins) == (origin.record, (origin,))


def test_names_of_words_stand_without_quotation_marks() -> None:
    assert found_by(Origin("", "Web of Science", "update 2", DAY, "o'neil (1).ris", 7)) == (
        "Web of Science, update 2 of 2024-05-01: o'neil (1).ris line 7"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a, b of 2024-05-01: c.ris",
        "a, b of 2024-05-01: c.ris line x",
        "a, b of 2024-13-01: c.ris line 1",
        'a, "b of 2024-05-01: c.ris line 1',
        f"a, b of 2024-05-01: c.ris line {'9' * 20}",
        "of 2024-05-01: c.ris line 1",
    ],
)
def test_other_notes_tell_no_search(text: str) -> None:
    assert list(origins_in([text], "")) == []


@pytest.mark.parametrize(
    "piece",
    [
        "a, b of 2024-01-01: ",
        "a, b of 2024-01-01: c; ",
        'a, "',
        '; "',
        '; """',
        "; a, b",
        "a, b of 2024-01-01: c line 1 ",
    ],
)
def test_a_long_note_that_repeats_what_searches_begin_with_is_read_to_its_end(piece: str) -> None:
    assert list(origins_in([piece * (100_000 // len(piece))], "")) == []
