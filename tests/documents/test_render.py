import json
from pathlib import Path

from extractor.core.document import Block, Document, FrontMatter, Furniture, Page, Printed, Section, Words
from extractor.core.geometry import Box
from extractor.core.text import Span
from extractor.documents import render
from extractor.documents.read import read_pdf
from tests.make_pdf import FILLER, article

CORPUS = Path(__file__).parents[2] / "corpus"
HOSTILE = "Bad\x1b[2J\u202etitle"


def read(tmp_path: Path) -> Document:
    path = tmp_path / "paper.pdf"
    path.write_bytes(article())
    return read_pdf(path)


def hostile() -> Document:
    text = HOSTILE + "\n\nline\x07\x9b one"
    printed = Printed(HOSTILE, HOSTILE, (Box(1, 0, 0, 1, 1),))
    return Document(
        "0" * 64,
        text,
        (Page(1, 100, 100),),
        Words(),
        (Block("title", Span(0, len(HOSTILE))), Block("paragraph", Span(len(HOSTILE) + 2, len(text)))),
        (Section("front", 1, HOSTILE, Span(0, len(text)), 1),),
        furniture=(Furniture(HOSTILE, Box(1, 0, 0, 1, 1)),),
        front=FrontMatter(title=printed),
    )


def test_no_rendering_lets_control_characters_through() -> None:
    document = hostile()
    outputs = (
        render.overview(document),
        render.text(document, everything=True),
        render.sections(document),
        render.tables(document),
        render.to_json(document),
    )
    for output in outputs:
        assert all(letter in "\n\t" or letter.isprintable() for letter in output)


def test_json_gives_the_text_back_letter_for_letter() -> None:
    document = hostile()
    content = json.loads(render.to_json(document))
    assert content["text"] == document.text
    assert content["front"]["title"]["value"] == HOSTILE


def test_text_leaves_out_authors_references_and_back_matter(tmp_path: Path) -> None:
    printed = render.text(read(tmp_path))
    assert printed.startswith("A quiet year in the harbour of a northern town\n\nIntroduction\n\n" + FILLER)
    assert "Anna Berg" not in printed
    assert "References" not in printed
    assert "Sea J." not in printed


def test_everything_is_the_whole_text(tmp_path: Path) -> None:
    document = read(tmp_path)
    assert render.text(document, everything=True) == document.text + "\n"


def test_sections_of_json_count_characters_of_its_text(tmp_path: Path) -> None:
    content = json.loads(render.to_json(read(tmp_path)))
    starts = {
        section["title"]: content["text"][section["start"] : section["end"]].split("\n")[0]
        for section in content["sections"]
    }
    assert starts.pop(None) == "A quiet year in the harbour of a northern town"
    assert all(title == first for title, first in starts.items())
    assert set(content["sections"][0]) == {"title", "kind", "level", "page", "start", "end"}


def test_tables_are_printed_as_rows_of_cells() -> None:
    printed = render.tables(read_pdf(CORPUS / "b03-bonacossa-2022.pdf"))
    lines = printed.splitlines()
    assert lines[0].endswith("[page 2; 8 x 7]")
    assert lines[2] == "CDASI activity (0–100) | 33 | 14 | 9 | 4 | 15 | 5"


def test_the_overview_names_title_year_and_sections(tmp_path: Path) -> None:
    lines = dict(line.split(": ", 1) for line in render.overview(read(tmp_path)).splitlines())
    assert (lines["year"], lines["pmid"], lines["tables"]) == ("2021", "-", "0")
    assert lines["sections"] == "6 (Introduction; Methods; Results; Discussion; References)"
