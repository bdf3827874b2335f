from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from extractor.synthesis.render import docx
from extractor.synthesis.render.docx import write_docx
from extractor.synthesis.render.words import MACHINE_ONLY
from tests.synthesis.render.sample import HOSTILE, empty_report, report


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_docx(report(3), tmp_path_factory.mktemp("docx"))[0]


def styles(path: Path) -> list[tuple[str, str]]:
    """Return the style and words of each paragraph, those of fields among them."""
    told = [(item.style.name, _words(item._p)) for item in Document(str(path)).paragraphs if item.style]
    return [(style, words) for style, words in told if style and words]


def _words(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def test_headings_and_captions_are_real_ones(three: Path) -> None:
    told = styles(three)
    assert told[0] == ("Title", "Two mabs in two fevers")
    assert ("Heading 1", "Response") in told
    assert ("Caption", "Table 2. Characteristics of the included publications") in told
    assert ("Caption", "Figure 2. Included publications by year of publication") in told


def test_captions_are_numbered_by_a_field(three: Path) -> None:
    document = Document(str(three))
    fields = [field.get(qn("w:instr")) for field in document.element.iter(qn("w:fldSimple"))]
    assert fields[:3] == [" SEQ Table \\* ARABIC ", " SEQ Figure \\* ARABIC ", " SEQ Figure \\* ARABIC "]


def test_the_first_row_of_every_table_is_repeated_on_each_page(three: Path) -> None:
    tables = Document(str(three)).tables
    assert len(tables) > 10
    for table in tables:
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, *[False] * (len(heads) - 1)]


def test_tables_say_what_the_page_says(three: Path) -> None:
    document = Document(str(three))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["fever A", "Skin", "4/4 (100%; 51–100)", "4/4 (100%; 51–100)"] in [row[:4] for row in cells]


def test_every_figure_has_a_text_for_those_who_do_not_see_it(three: Path) -> None:
    document = Document(str(three))
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(told) == 5
    assert all(told)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    document = Document(str(write_docx(report(2, title=HOSTILE, quote=HOSTILE), tmp_path)[0]))
    [title] = {row.cells[1].text for row in document.tables[1].rows[1:]}
    assert title.startswith('</td><script>alert("x")</script>')
    assert title.endswith("\\x1b[2J\\u202e\\ud800")


def test_every_page_of_suggestions_is_marked(tmp_path: Path) -> None:
    document = Document(str(write_docx(report(2, machine_only=True), tmp_path)[0]))
    assert document.sections[0].header.paragraphs[0].text == MACHINE_ONLY
    assert document.paragraphs[1].text == MACHINE_ONLY


def test_a_confirmed_report_bears_no_such_mark(tmp_path: Path) -> None:
    document = Document(str(write_docx(report(2), tmp_path)[0]))
    assert document.sections[0].header.paragraphs[0].text == ""


def test_appraisal_forms_are_a_document_of_their_own(tmp_path: Path) -> None:
    report_path, forms_path = write_docx(report(2), tmp_path)
    assert "Appraisal forms" not in [words for _, words in styles(report_path)]
    cells = [cell.text for cell in Document(str(forms_path)).tables[0].rows[1].cells]
    assert cells == ["1", "Was it so?", "consent: “The rash went.” (page 2) (and 1 more)", "☐\xa0yes  ☐\xa0no"]


def test_without_forms_there_is_one_document(tmp_path: Path) -> None:
    assert [path.name for path in write_docx(replace(report(1), forms=()), tmp_path)] == ["report.docx"]


def test_a_table_too_long_for_a_page_is_left_to_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "TABLE_ROWS", 3)
    told = [words for _, words in styles(write_docx(report(6), tmp_path)[0])]
    assert "10 rows, too many for a page: see the workbook (report.xlsx)." in told


def test_a_report_on_nothing_can_be_written(tmp_path: Path) -> None:
    assert ("Normal", "Unique patients: none.") in styles(write_docx(empty_report(), tmp_path)[0])


def test_the_same_report_gives_the_same_bytes_and_tells_no_time(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = write_docx(report(2), tmp_path / "a")[0], write_docx(report(2), tmp_path / "b")[0]
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
