import json
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.errors import ExitCode
from extractor.core.reference import Reference
from extractor.store.database import open_store
from extractor.store.references import imports, records
from tests.bibliography import exports

DAY = ("--date", "2024-05-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pubmed.nbib").write_text(exports.NBIB, encoding="utf-8")
    (tmp_path / "pubmed.csv").write_text(exports.PUBMED_CSV, encoding="utf-8")
    (tmp_path / "wos.txt").write_text(exports.WOS, encoding="utf-8")
    (tmp_path / "scopus.ris").write_text(exports.RIS, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    return tmp_path


def take_in(folder: Path, *words: str) -> int:
    names = [str(folder / word) if (folder / word).is_file() else word for word in words]
    return run(["references", "import", *names, "--into", str(folder / "review")])


def stored(folder: Path) -> list[Reference]:
    with open_store(folder / "review") as store:
        return records(store)


def test_exports_are_taken_in_and_each_record_keeps_where_it_came_from(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(folder, "pubmed.nbib", "scopus.ris", *DAY) == ExitCode.DONE
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "pubmed.nbib: PubMed, search 1: 2 records, 2 new",
        "scopus.ris: Scopus, search 1: 2 records, 2 new",
    ]
    assert told.err == f"to join what is there twice: extractor references dedupe {folder / 'review'}\n"
    origins = [
        (origin.database, origin.searched, origin.file, origin.line)
        for item in stored(folder)
        for origin in item.origins
    ]
    assert origins == [
        ("PubMed", "2024-05-01", "pubmed.nbib", 2),
        ("PubMed", "2024-05-01", "pubmed.nbib", 28),
        ("Scopus", "2024-05-01", "scopus.ris", 1),
        ("Scopus", "2024-05-01", "scopus.ris", 20),
    ]


def test_a_day_that_is_still_to_come_is_a_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_in(folder, "pubmed.nbib", "--date", "9024-05-01") == ExitCode.USAGE
    assert "--date 9024-05-01 is still to come" in capsys.readouterr().err
    assert not (folder / "review").exists()


def test_the_same_file_twice_says_so_and_adds_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(folder, "pubmed.nbib", *DAY)
    before = stored(folder)
    (folder / "pubmed.nbib").rename(folder / "renamed.txt")
    capsys.readouterr()
    assert take_in(folder, "renamed.txt", "--date", "2025-05-01") == ExitCode.DONE
    assert capsys.readouterr().out == (
        "renamed.txt: taken in before as pubmed.nbib, search 1 of 2024-05-01: nothing added\n"
    )
    assert stored(folder) == before


def test_the_same_search_in_another_format_adds_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(folder, "pubmed.nbib", *DAY)
    capsys.readouterr()
    assert take_in(folder, "pubmed.csv", *DAY) == ExitCode.DONE
    assert capsys.readouterr().out == "pubmed.csv: PubMed, search 1: 2 records, 0 new, 2 twice in this search\n"


def test_a_later_search_is_a_round_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(folder, "pubmed.nbib", "wos.txt", *DAY)
    (folder / "later.nbib").write_text(exports.NBIB.replace("90000002", "90000003"), encoding="utf-8")
    capsys.readouterr()
    assert take_in(folder, "later.nbib", "--date", "2025-05-01") == ExitCode.DONE
    assert capsys.readouterr().out == ("later.nbib: PubMed, search 2: 2 records, 1 new, 1 known from other searches\n")
    first = stored(folder)[0]
    assert [(item.search, item.searched) for item in first.origins] == [
        ("search 1", "2024-05-01"),
        ("search 2", "2025-05-01"),
    ]


def test_a_round_has_the_name_that_the_user_gives(folder: Path) -> None:
    take_in(folder, "pubmed.nbib", *DAY, "--search", "pilot", "--database", "Bird Index")
    with open_store(folder / "review") as store:
        assert [(item.search, item.searched) for item in imports(store)] == [("pilot", "2024-05-01")]
        assert {origin.database for item in records(store) for origin in item.origins} == {"Bird Index"}


def test_broken_records_and_files_cost_the_others_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "half.ris").write_text(exports.RIS + "TY  - JOUR\nAU  - \x1b[2J\nER  -\n", encoding="utf-8")
    assert take_in(folder, "half.ris", "letter.txt", "pubmed.nbib", *DAY) == ExitCode.PARTIAL
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "half.ris: Scopus, search 1: 2 records, 2 new",
        "pubmed.nbib: PubMed, search 1: 2 records, 2 new",
    ]
    first, second, _ = told.err.splitlines()
    assert first == "extractor: error: half.ris: line 25: no title, DOI or PMID"
    assert second.startswith("extractor: error: ")
    assert "letter.txt: no export of a format that is known" in second


def test_a_damaged_workbook_costs_the_files_beside_it_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = exports.workbook_with("xl/styles.xml", b'fontId="0"', b'fontId="99"')
    (folder / "damaged.xlsx").write_bytes(damaged)
    assert take_in(folder, "pubmed.nbib", "damaged.xlsx", "scopus.ris", *DAY) == ExitCode.PARTIAL
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "pubmed.nbib: PubMed, search 1: 2 records, 2 new",
        "scopus.ris: Scopus, search 1: 2 records, 2 new",
    ]
    assert told.err.splitlines()[0] == (
        f"extractor: error: {folder / 'damaged.xlsx'}: no workbook that can be read; export the search as CSV"
    )


def test_nothing_but_bad_files_is_an_input_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_in(folder, "letter.txt") == ExitCode.INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_date_that_is_none_is_a_usage_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_in(folder, "pubmed.nbib", "--date", "May 2024") == ExitCode.USAGE
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (folder / "review").exists()


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a review into which two databases told of the same two publications, one of them by its title alone."""
    take_in(folder, "pubmed.nbib", "scopus.ris", *DAY)
    capsys.readouterr()
    return folder / "review"


def test_duplicates_are_joined_with_every_origin_and_doubtful_pairs_are_printed(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["references", "dedupe", str(told)]) == ExitCode.DONE
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "4 records of 2 publications, 0 pairs to look at\n")
    assert run(["references", "export", str(told), "--format", "csv"]) == ExitCode.DONE
    _, first, second = capsys.readouterr().out.splitlines()
    assert "pubmed.nbib line 2; Scopus, search 1 of 2024-05-01: scopus.ris line 1" in first
    assert "pubmed.nbib line 28; Scopus, search 1 of 2024-05-01: scopus.ris line 20" in second


def test_counts_tell_each_search_and_what_is_left_to_screen(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["references", "dedupe", str(told)])
    capsys.readouterr()
    assert run(["references", "counts", str(told)]) == ExitCode.DONE
    assert capsys.readouterr().out.splitlines() == [
        "search 1, database PubMed, 2024-05-01: 2 records, 2 publications that no earlier search had",
        "search 1, database Scopus, 2024-05-01: 2 records, 0 publications that no earlier search had",
        "search 1: 4 records, 2 duplicates removed, 2 to screen",
    ]
    assert run(["references", "counts", str(told), "--json"]) == ExitCode.DONE
    [first] = json.loads(capsys.readouterr().out)["rounds"]
    assert (first["name"], first["records"], first["duplicates"], first["references"]) == ("search 1", 4, 2, 2)


def test_a_person_says_of_a_pair_what_it_is_and_takes_it_back(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = ":".join(item.uid for item in stored(told.parent)[::2])
    results = []
    for word, said in (
        ("same", "one publication"),
        ("different", "two publications"),
        ("undo", "taken back"),
        ("undo", "taken back"),
    ):
        assert run(["references", "decide", str(told), pair, word, "--reviewer", "ann"]) == ExitCode.DONE
        assert capsys.readouterr().err == f"{said}; 0 pairs to look at\n"
        run(["references", "dedupe", str(told)])
        results.append(capsys.readouterr().err.split(",")[0])
    assert results == [
        "4 records of 2 publications",
        "4 records of 3 publications",
        "4 records of 2 publications",
        "4 records of 2 publications",
    ]
    assert run(["references", "decide", str(told), pair, "undo", "--reviewer", "ann"]) == ExitCode.USAGE
    assert "nothing is decided" in capsys.readouterr().err


def test_a_pair_that_is_none_is_a_usage_error(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for pair in ("x", "x:y", "x:x", ""):
        assert run(["references", "decide", str(told), pair, "same", "--reviewer", "ann"]) == ExitCode.USAGE
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_exported_ris_can_be_taken_in(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["references", "dedupe", str(told)])
    out = told.parent / "all.ris"
    assert run(["references", "export", str(told), "--format", "ris", "--out", str(out)]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["references", "import", str(out), "--into", str(told.parent / "other")]) == ExitCode.DONE
    assert capsys.readouterr().out.startswith("all.ris: ")


def test_the_same_commands_give_the_same_bytes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for name in ("one", "two"):
        files = [str(folder / item) for item in ("wos.txt", "pubmed.csv", "scopus.ris")]
        run(["references", "import", *files, "--into", str(folder / name), *DAY])
        run(["references", "dedupe", str(folder / name), "--json"])
        run(["references", "export", str(folder / name), "--format", "ris"])
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
