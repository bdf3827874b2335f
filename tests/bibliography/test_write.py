from dataclasses import replace
from pathlib import Path

from extractor.bibliography.merge import filled, merged
from extractor.bibliography.read import read_export
from extractor.bibliography.write import citation, csv_lines, ris_lines
from extractor.core.reference import Origin, Reference

FIRST = Reference(
    ("a",),
    title='=HYPERLINK("x")\nER  - \nTY  - JOUR',
    authors=("Roe, Anna", "@Doe"),
    year=2021,
    journal="Herons",
    pages="1–9",
    doi="10.5555/a",
    ids=(("wos", "WOS:1"),),
    abstract="Short.",
    kind="book chapter",
    keywords=("x",),
    origins=(Origin("a", "PubMed", "search 1", "2024-05-01", "p.nbib", 3),),
)
SECOND = Reference(
    ("b",),
    title="Other title",
    volume="4",
    pmid="9",
    ids=(("scopus", "2-s2.0-1"), ("wos", "WOS:1")),
    abstract="A longer abstract.",
    keywords=("x", "y"),
    origins=(Origin("b", "Scopus", "search 2", "2025-05-01", "s.ris", 7),),
)


def test_the_merge_keeps_every_origin_identifier_and_keyword_and_the_longest_abstract() -> None:
    both = merged([FIRST, SECOND])
    assert both.uids == ("a", "b")
    assert both.uid == "a"
    assert both.origins == FIRST.origins + SECOND.origins
    assert both.ids == (("wos", "WOS:1"), ("scopus", "2-s2.0-1"))
    assert (both.title, both.volume, both.pmid, both.year) == (FIRST.title, "4", "9", 2021)
    assert (both.abstract, both.keywords) == ("A longer abstract.", ("x", "y"))


def test_a_record_is_filled_with_what_only_a_later_one_tells() -> None:
    known = filled(FIRST, SECOND)
    assert (known.uids, known.origins) == (FIRST.uids, FIRST.origins)
    assert (known.title, known.volume) == (FIRST.title, "4")


def test_no_line_of_ris_begins_another_record(tmp_path: Path) -> None:
    path = tmp_path / "out.ris"
    path.write_text("".join(ris_lines([FIRST, SECOND])), encoding="utf-8")
    found = [item for _, item, _ in read_export(path).records]
    assert [item.doi for item in found] == ["10.5555/a", None]
    assert (found[0].authors, found[0].pages, found[0].kind) == (FIRST.authors, "1-9", "book chapter")
    assert (found[1].title, found[1].pmid, found[1].abstract) == (SECOND.title, "9", SECOND.abstract)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    first = replace(FIRST, title="-omics of herons", kind="Case Reports; Journal Article", pages="1-9")
    first = replace(first, ids=(("pmcid", "PMC9000001"),))
    for name, lines in (("ris", ris_lines([first, SECOND])), ("csv", csv_lines([first, SECOND]))):
        path = tmp_path / name
        path.write_text("".join(lines), encoding="utf-8")
        export = read_export(path)
        _, found, database = export.records[0]
        assert (replace(found, uids=first.uids, origins=first.origins), database) == (first, "PubMed")


def test_no_cell_of_csv_is_a_formula() -> None:
    header, first, _ = csv_lines([FIRST, SECOND])
    assert header.startswith("uid,title,authors,year")
    assert first.startswith('a,"\'=HYPERLINK(""x"")\\nER')
    assert '"PubMed, search 1 of 2024-05-01: p.nbib line 3"' in first


def test_a_citation_is_one_line_for_a_person() -> None:
    assert citation(SECOND) == "Other title. 4. PMID 9 [Scopus]"
