from hashlib import sha256
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from extractor.review.sources import Sources
from extractor.store.read import Publication


def publication(path: Path, name: str = "a.pdf") -> Publication:
    return Publication("uid", "a", sha256(path.read_bytes()).hexdigest(), (name,))


def drawn(path: Path) -> Path:
    canvas = Canvas(str(path))
    for line in range(20):
        canvas.drawString(72, 720 - 14 * line, f"In week {line} the rash of both hands cleared a little more.")
    canvas.save()
    return path


def test_the_pdf_that_was_extracted_is_read_again(tmp_path: Path) -> None:
    found = publication(drawn(tmp_path / "a.pdf"))
    sources = Sources(tmp_path)
    assert sources.wants(found)
    assert sources.document(found) is None
    assert sources.read(found)
    document = sources.document(found)
    assert document is not None
    assert "In week 7 the rash of both hands cleared" in document.text
    assert not sources.wants(found)


def test_a_file_that_changed_since_is_not_shown(tmp_path: Path) -> None:
    found = publication(drawn(tmp_path / "a.pdf"))
    (tmp_path / "a.pdf").write_bytes(b"another file")
    sources = Sources(tmp_path)
    assert not sources.read(found)
    assert sources.document(found) is None
    assert not sources.wants(found)


def test_a_file_that_is_no_pdf_gives_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    assert not Sources(tmp_path).read(publication(tmp_path / "a.pdf"))


def test_without_a_folder_nothing_is_looked_for(tmp_path: Path) -> None:
    assert not Sources().wants(publication(drawn(tmp_path / "a.pdf")))
