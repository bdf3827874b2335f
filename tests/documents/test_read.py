import os
import re
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.core.document import Document
from extractor.core.errors import Encrypted, ExtractorError, InputError, NotAPdf, NoTextLayer
from extractor.documents.read import MAX_BYTES, read_pdf
from tests.make_pdf import BOLD, FILLER, Sheet, article, turned

CORPUS = Path(__file__).parents[2] / "corpus"
TRUTH = Path(__file__).parents[2].parent / "shared" / "corpus" / "src"
SOME = ("a01-whitlock-2018", "b05-vranckx-2022", "c08-tang-2023", "d06-fairweather-2021", "f09-tveiteras-2022")


def written(folder: Path, data: bytes, name: str = "paper.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def check(document: Document) -> None:
    """Hold a document against what its types promise."""
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    at = 0
    for word in document.words:
        assert at <= word.span.start < word.span.end <= len(text)
        at = word.span.end
    at = 0
    for block in document.blocks:
        assert at <= block.span.start <= block.span.end <= len(text)
        assert text[at : block.span.start].strip() == ""
        at = block.span.end
    ends = [section.span.end for section in document.sections]
    assert [section.span.start for section in document.sections] == [0, *ends[:-1]]
    assert ends[-1] == len(text)
    for table in document.tables:
        for cell in table.cells:
            assert table.span.contains(cell.span)
            for box in document.boxes(cell.span):
                assert box.page in {part.page for part in table.parts}
    for block in document.blocks:
        if block.span.of(text).strip():
            assert document.boxes(block.span)


def test_an_article_is_read_in_order(tmp_path: Path) -> None:
    data = article()
    document = read_pdf(written(tmp_path, data))
    check(document)
    assert document.sha256 == sha256(data).hexdigest()
    assert [section.title for section in document.sections] == [
        None,
        "Introduction",
        "Methods",
        "Results",
        "Discussion",
        "References",
    ]
    body = [block.span.of(document.text) for block in document.blocks if block.kind == "paragraph"]
    assert body == [
        f"{FILLER} {FILLER} This is told under {title}."
        for title in ("Introduction", "Methods", "Results", "Discussion")
    ]


def test_the_same_bytes_give_the_same_document(tmp_path: Path) -> None:
    first = written(tmp_path, article())
    second = written(tmp_path, article(), "other.pdf")
    assert read_pdf(first) == read_pdf(second)


def test_a_turned_page_is_read_as_displayed(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(72, 100, 400, FILLER)
    upright = read_pdf(written(tmp_path, sheet.bytes()))
    upside_down = read_pdf(written(tmp_path, turned(sheet.bytes(), 90), "turned.pdf"))
    assert upright.text == FILLER
    assert upside_down.text == FILLER
    check(upside_down)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", NotAPdf),
        (b"just words", NotAPdf),
        (b"%PDF-1.4\nbroken", InputError),
        (Sheet().bytes(), NoTextLayer),
    ],
)
def test_what_cannot_be_read_is_an_input_error(tmp_path: Path, data: bytes, kind: type[InputError]) -> None:
    with pytest.raises(InputError) as caught:
        read_pdf(written(tmp_path, data))
    assert type(caught.value) is kind
    assert caught.value.path == tmp_path / "paper.pdf"


def test_an_encrypted_pdf_is_told_apart(tmp_path: Path) -> None:
    sheet = Sheet(password="herring")
    sheet.text(72, 100, FILLER)
    with pytest.raises(Encrypted):
        read_pdf(written(tmp_path, sheet.bytes()))


def test_a_missing_file_and_a_folder_are_input_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_pdf(path)


@pytest.mark.skipif(os.name == "nt", reason="named pipes and device files need POSIX")
def test_a_pipe_and_a_device_are_told_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "paper.pdf"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(InputError, match="no file but a pipe or a device"):
            read_pdf(path)


@pytest.mark.skipif(os.name == "nt", reason="holes in files need POSIX")
def test_a_file_too_large_to_be_an_article_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="more than 1024 MB"):
        read_pdf(path)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_drawn_on_its_side_is_read_as_if_it_lay_straight(degrees: int, tmp_path: Path) -> None:
    sheet = Sheet(width=842, height=842)
    sheet.canvas.translate(421, 421)
    sheet.canvas.rotate(degrees)
    sheet.canvas.translate(-421, -421)
    sheet.text(100, 80, "Results", size=12, font=BOLD)
    first = sheet.paragraph(100, 100, 300, FILLER)
    end = sheet.text(100, first + 12, "The year was good.")
    if degrees != 270:  # pdfium tears marks from lines that run down the page
        sheet.raised(end, first + 12, "2,3")
    sheet.paragraph(450, 100, 300, f"{FILLER} {FILLER}")
    document = read_pdf(written(tmp_path, sheet.bytes()))
    assert [block.span.of(document.text) for block in document.blocks] == [
        "Results",
        FILLER,
        "The year was good." + ("" if degrees == 270 else "²,³"),
        f"{FILLER} {FILLER}",
    ]


def test_words_beside_the_cropped_page_are_no_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(72, 100, 400, FILLER)
    sheet.text(72, 5, "Prepress 2021-03-04 12:30", size=7)
    sheet.canvas.setCropBox((0, 0, 595, 820))
    document = read_pdf(written(tmp_path, sheet.bytes()))
    assert document.text == FILLER
    assert document.furniture == ()


def test_a_page_without_text_has_no_grade_and_the_rest_is_read(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(72, 100, 400, FILLER)
    sheet.page()
    sheet.page()
    sheet.paragraph(72, 100, 400, FILLER)
    document = read_pdf(written(tmp_path, sheet.bytes()))
    assert [page.grade for page in document.pages] == ["good", "none", "good"]
    check(document)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=12))
def test_damaged_bytes_never_crash(tmp_path: Path, at: int, noise: bytes) -> None:
    data = bytearray(article())
    at %= len(data)
    data[at : at + len(noise)] = noise
    try:
        check(read_pdf(written(tmp_path, bytes(data))))
    except ExtractorError:
        return


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-50, 700), st.integers(-50, 900), st.text(max_size=20), st.sampled_from([0.1, 4, 9, 10, 12, 40])
        ),
        min_size=1,
        max_size=25,
    )
)
def test_words_anywhere_on_a_page_make_a_sound_document(
    tmp_path: Path, places: list[tuple[int, int, str, float]]
) -> None:
    sheet = Sheet()
    sheet.text(72, 400, "These words make sure that there is text on this page.")
    for x, top, words, size in places:
        sheet.text(x, top, words.encode("cp1252", "ignore").decode("cp1252"), size=size)
    check(read_pdf(written(tmp_path, sheet.bytes())))


@pytest.mark.parametrize("name", SOME)
def test_the_corpus_is_read_soundly(name: str) -> None:
    document = read_pdf(CORPUS / f"{name}.pdf")
    check(document)
    front = document.front
    assert None not in (front.title, front.authors, front.journal, front.year, front.doi)


@pytest.mark.parametrize("name", SOME)
def test_every_paragraph_of_the_source_is_one_block(name: str) -> None:
    if not TRUTH.is_dir():
        pytest.skip("the sources of the corpus are not here: ../shared/corpus/src")
    document = read_pdf(CORPUS / f"{name}.pdf")
    blocks = [_letters(block.span.of(document.text)) for block in document.blocks]
    body = (TRUTH / f"{name}.md").read_text(encoding="utf-8").split("\n---\n", 1)[1].split("## References")[0]
    paragraphs = [part for part in body.split("\n\n") if part.strip() and part.strip()[0] not in "#|!-"]
    apart = [part for part in paragraphs if not any(_letters(part) in block for block in blocks)]
    assert apart == []


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
