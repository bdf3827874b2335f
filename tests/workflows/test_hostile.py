"""PDFs that ask to act, and names that ask for trouble, through the whole program."""

import json
import os
import socket
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from extractor.protocol.load import load_protocol
from extractor.workflows.extract import extract
from tests.make_hostile import CATALOG, FONT, PAGES, SAY, pdf, stream
from tests.make_pdf import one_page

needs_links = pytest.mark.skipif(os.name == "nt", reason="this system has no such files")
LINES = ("A man with dermatomyositis", "Case report. A 47-year-old man was given tofacitinib 5 mg twice daily.")


def acting(action: bytes, *more: bytes, catalog: bytes = b"/OpenAction 6 0 R", sheet: bytes = b"") -> bytes:
    """Return a PDF that asks for an action, object 6, when it is opened; ``more`` are further objects."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /AA << /O 6 0 R >> "
        b"/Resources << /Font << /F1 5 0 R >> >> %s >>" % sheet
    )
    return pdf([CATALOG[:-2] + catalog + b" >>", PAGES, page, stream(SAY), FONT, action, *more])


def asking_pdfs(port: int, marker: Path) -> dict[str, bytes]:
    """Return PDFs that ask to start a program that makes ``marker``, to write it, or to reach ``port`` of this host."""
    address, file = b"http://127.0.0.1:%d/" % port, os.fsencode(marker)
    link = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A 6 0 R >>]"
    embedded = b"<< /Type /Filespec /F (%s) /EF << /F 7 0 R >> >>" % file
    xfa = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><submit target='%s'/></xdp:xdp>" % address
    script = b"app.launchURL('%s'); this.exportDataObject({cName: 'x', cDIPath: '%s'});" % (address, file)
    return {
        "launch": acting(b"<< /S /Launch /F (/bin/touch) /Unix (/bin/touch %s) /Win << /F (cmd.exe) >> >>" % file),
        "script": acting(b"<< /S /JavaScript /JS (%s) >>" % script.replace(b"(", b"\\(").replace(b")", b"\\)")),
        "named script": acting(
            b"<< /S /JavaScript /JS 7 0 R >>",
            stream(script),
            catalog=b"/OpenAction 6 0 R /Names << /JavaScript << /Names [(x) 6 0 R] >> >>",
        ),
        "link": acting(b"<< /S /URI /URI (%s) >>" % address, sheet=link),
        "form": acting(b"<< /S /SubmitForm /F << /FS /URL /F (%s) >> /Flags 4 >>" % address),
        "remote": acting(b"<< /S /GoToR /F << /FS /URL /F (%sother.pdf) >> /D [0 /Fit] >>" % address),
        "import": acting(b"<< /S /ImportData /F (/etc/passwd) >>"),
        "attached": acting(
            embedded,
            stream(b"MZ or anything", b"/Type /EmbeddedFile"),
            catalog=b"/Names << /EmbeddedFiles << /Names [(%s) 6 0 R] >> >>" % file,
        ),
        "elsewhere": acting(b"<< /Length 0 /F << /FS /URL /F (%s) >> >>\nstream\n\nendstream" % address),
        "xfa": acting(stream(xfa), catalog=b"/AcroForm << /XFA 6 0 R /Fields [] >>"),
    }


class Listener:
    """A port of this host that notes who comes."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self.server.accept()
            except OSError:
                return
            self.visits += 1


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("jobs", [0, 1])
def test_nothing_that_a_pdf_asks_for_is_done(jobs: int, tmp_path: Path) -> None:
    listener = Listener()
    papers = tmp_path / "papers"
    papers.mkdir()
    for name, content in asking_pdfs(listener.port, tmp_path / "made").items():
        (papers / f"{name}.pdf").write_bytes(content)
    before = tree(papers)
    summary = extract(papers, tmp_path / "review", load_protocol(), jobs=jobs)
    listener.server.close()
    assert [report.status for report in summary.reports] == ["read"] * len(before)
    assert listener.visits == 0
    assert tree(papers) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["papers", "review"]
    review = tmp_path / "review"
    assert sorted(path.name for path in review.iterdir()) == [
        "candidates.jsonl",
        "pages",
        "problems.jsonl",
        "review.db",
    ]
    kept = sorted(sha256((papers / name).read_bytes()).hexdigest() for name in before)
    assert tree(review / "pages") == kept


NAMES = {
    "new\nline": "new\\nline",
    "herring 🐟": "herring 🐟",
    "..": "..",
    "..\\..\\up": "..\\..\\up",
    "-rf": "-rf",
    "'; DROP TABLE publications; --": "'; DROP TABLE publications; --",
    "%s{0}": "%s{0}",
    "x" * 251: "x" * 251,
    "ж" * 125: "ж" * 125,
    os.fsdecode(b"not utf-8 \xff"): "not utf-8 \\udcff",
}
"""Stems of file names, and the ids that they become; with ``.pdf`` the longest have 255 and 254 bytes."""


@needs_links
def test_names_that_ask_for_trouble_are_names(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number, name in enumerate(NAMES):
        (papers / f"{name}.pdf").write_bytes(one_page([*LINES, f"He was number {number}."]))
    summary = extract(papers, tmp_path / "review", load_protocol())
    assert {report.publication_id for report in summary.reports} == set(NAMES.values())
    assert {report.status for report in summary.reports} == {"read"}
    listing = (tmp_path / "review" / "candidates.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["id"] for line in listing} == set(NAMES.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["papers", "review"]


@needs_links
def test_links_out_of_the_folder_are_followed_and_what_is_no_file_is_told(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (tmp_path / "beside.pdf").write_bytes(one_page(LINES))
    (papers / "out.pdf").symlink_to("../beside.pdf")
    (papers / "round").symlink_to("../papers")
    (papers / "self.pdf").symlink_to("self.pdf")
    os.mkfifo(papers / "pipe.pdf")
    for device in ("zero", "tty"):
        (papers / f"{device}.pdf").symlink_to(f"/dev/{device}")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(papers / "socket.pdf"))
        summary = extract(papers, tmp_path / "review", load_protocol())
    told = {report.file: report.status for report in summary.reports}
    assert told == {
        "out.pdf": "read",
        **dict.fromkeys(("self.pdf", "pipe.pdf", "zero.pdf", "tty.pdf", "socket.pdf"), "failed"),
    }
    assert (tmp_path / "beside.pdf").read_bytes() == one_page(LINES)
