"""Makes PDFs that are damaged or meant to do harm, and reads them in a process under a bound of time and memory."""

import io
import multiprocessing
import random
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractor.core.errors import ExtractorError
from extractor.documents import ocr
from extractor.documents.read import read_pdf
from tests.make_pdf import FILLER, Sheet, article, one_page

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SAY = b"BT /F1 10 Tf 72 700 Td (The boats came in one after the other with herring.) Tj ET"


def pdf(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of objects numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a compressed stream."""
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def page(content: bytes, *, box: bytes = b"0 0 595 842", resources: bytes = b"/Font << /F1 5 0 R >>") -> bytes:
    """Return a PDF of one page with this content."""
    sheet = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Resources << %s >> /Contents 4 0 R >>" % (box, resources)
    return pdf([CATALOG, PAGES, sheet, stream(content), FONT])


def _cyclic_tree() -> bytes:
    return pdf([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"])


def _deep_tree() -> bytes:
    levels = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(3000)]
    return pdf([CATALOG, *levels, b"<< /Type /Page /MediaBox [0 0 595 842] >>"])


def _many_pages(count: int = 10_000) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842] >>" % (kids, count)
    return pdf([CATALOG, tree, *[b"<< /Type /Page /Parent 2 0 R >>"] * count])


def _forms(depth: int, width: int) -> bytes:
    """Return a page whose drawing draws ``width`` drawings, and so on, ``depth`` deep."""
    first = 6
    forms = [
        stream(
            b" ".join([b"/X Do"] * width) if level < depth - 1 else SAY,
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
            b"/Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>"
            % (first + level + 1 if level < depth - 1 else first),
        )
        for level in range(depth)
    ]
    sheet = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>"
    )
    return pdf([CATALOG, PAGES, sheet, stream(b"/X Do"), FONT, *forms])


def endless_forms() -> bytes:
    """Return a page whose drawing draws itself by a name that it borrows from the page, thrice each time.

    The PDF library follows it until memory ends, and then ends the process.
    """
    form = stream(b"/X Do /X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
    sheet = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /X 6 0 R >> >> >>"
    )
    return pdf([CATALOG, PAGES, sheet, stream(b"/X Do"), FONT, form])


def endless_drawing() -> bytes:
    """Return a page that takes the PDF library days: drawings in drawings, ten to the ninth."""
    return _forms(10, 10)


def _own_form() -> bytes:
    own = b"/Resources << /XObject << /X 6 0 R >> >>"
    form = stream(b"/X Do " + SAY, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + own)
    sheet = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % own
    return pdf([CATALOG, PAGES, sheet, stream(b"/X Do"), FONT, form])


def spelled(text: bytes, letters: dict[str, int]) -> bytes:
    """Return a page with a text whose font says that some of its letters are other characters."""
    meanings = " ".join(f"<{ord(letter):02X}> <{code:04X}>" for letter, code in letters.items()).encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"%d beginbfchar %s endbfchar endcmap end" % (len(letters), meanings)
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    own = b"/Resources << /Font << /F1 5 0 R >> >>"
    sheet = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % own
    return pdf([CATALOG, PAGES, sheet, stream(text), font, stream(cmap)])


def _surrogates() -> bytes:
    """Return a page whose font says that its letters are halves of characters, and controls."""
    return spelled(SAY, {"a": 0xD800, "b": 0xDFFF, "c": 0x1B})


def encrypted(password: str) -> bytes:
    """Return a page that needs a password, which may be the empty one, to be opened."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, ownerPassword="herring"), invariant=True)
    canvas.drawString(72, 700, "The boats came in one after the other with herring.")
    canvas.save()
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a page tree that holds itself": _cyclic_tree,
    "a page tree 3,000 deep": _deep_tree,
    "10,000 empty pages": _many_pages,
    "a drawing that draws itself": _own_form,
    "drawings in drawings, ten to the fourth": lambda: _forms(5, 10),
    "a page as wide as a country": lambda: page(SAY, box=b"0 0 1e9 1e9"),
    "a page without area": lambda: page(SAY, box=b"0 0 0 0"),
    "a page turned inside out": lambda: page(SAY, box=b"595 842 0 0"),
    "a page that is no number": lambda: page(SAY, box=b"/a (b) null true"),
    "encrypted with a password": lambda: encrypted("cod"),
    "encrypted with the empty password": lambda: encrypted(""),
    "a font that is missing": lambda: page(SAY, resources=b""),
    "letters as tall as the sky": lambda: page(b"BT /F1 1e30 Tf 1e20 0 0 1e20 1e30 1e30 Tm (herring) Tj ET " + SAY),
    "letters without size": lambda: page(b"BT /F1 0 Tf (herring herring herring herring) Tj ET"),
    "a letter without size in a line": lambda: page(
        b"BT /F1 10 Tf 72 700 Td (The boats came in one ) Tj /F1 0 Tf (x) Tj /F1 10 Tf (after the other.) Tj ET"
    ),
    "halves of characters": _surrogates,
    "a stream of 200 million blanks": lambda: page(b" " * 200_000_000 + SAY),
    "100,000 words on one place": lambda: page(b"BT /F1 10 Tf 72 700 Td " + b"(herring ) Tj " * 100_000 + b"ET"),
    "50,000 words of one letter": lambda: page(
        b"BT /F1 4 Tf "
        + b" ".join(b"1 0 0 1 %d %d Tm (x) Tj" % (n % 590, n // 590 * 9) for n in range(50_000))
        + b" ET"
    ),
    "100,000 rules": lambda: page(
        SAY + b" ".join(b" %d %d m %d %d l S" % (n % 500, n // 200, n % 500 + 60, n // 200) for n in range(100_000))
    ),
    "strings that never end": lambda: page(b"BT /F1 10 Tf (" + b"((((" * 100_000),
    "dictionaries in dictionaries": lambda: pdf([b"<<" + b"/A <<" * 100_000 + b">>" * 100_001]),
    "no table of objects": lambda: page(SAY).split(b"xref")[0],
    "a table of objects that lies": lambda: page(SAY).replace(b"0000000", b"0000099"),
    "a table of objects that leads to itself": lambda: page(SAY).replace(b"/Size", b"/Prev 9 /Size"),
    "a length that lies": lambda: page(SAY).replace(b"/Length ", b"/Length 99999999"),
    "a head without a body": lambda: b"%PDF-1.7\n",
    "nothing but marks of an end": lambda: b"%PDF-1.7\n" + b"%%EOF\n" * 10_000,
}


def seeds() -> list[bytes]:
    """Return whole small PDFs to be damaged."""
    table = Sheet()
    table.text(60, 100, "Table 1. Barrels and boats", size=9)
    for row in range(5):
        for column in range(4):
            table.text(60 + 100 * column, 130 + 16 * row, f"{row}.{column}", size=9)
    for y in (124, 142, 212):
        table.rule(60, y, 460)
    return [one_page(FILLER.split(". ")), article(pages=2), table.bytes(), page(SAY), _surrogates(), _forms(3, 3)]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return a PDF with a few things broken."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(broken))
        kind = chance.randrange(7)
        if kind == 0:
            broken[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del broken[at : at + chance.randint(1, 200)]
        elif kind == 2:
            broken[at:at] = broken[(start := chance.randrange(len(broken))) : start + chance.randint(1, 400)]
        elif kind == 3:
            broken[at : at + 4] = chance.randbytes(4)
        elif kind == 4:
            del broken[max(at, 20) :]
        else:
            _change_number(broken, chance)
        if len(broken) < 20:
            return bytes(broken)
    return bytes(broken)


def _change_number(broken: bytearray, chance: random.Random) -> None:
    """Put another number in the place of one, or turn a name into another of the file's names."""
    digits = [place for place, byte in enumerate(broken) if 48 <= byte < 58]
    if digits:
        at = chance.choice(digits)
        broken[at : at + 1] = chance.choice((b"-1", b"0", b"999999999", b"1e38", b"7", b"4294967296"))


SECONDS = 30
"""Of CPU time that a case may take; none takes more than a few."""
MEGABYTES = 2_000
"""Of address space, which is more than is used."""
_ENDS = {0: "document", 3: "error"}


def _attempt(path: Path) -> None:
    """Read a PDF; anything but an error of ours ends the process with a traceback."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    ocr.is_available = lambda: False  # the recogniser's own size would break the bound
    try:
        document = read_pdf(path)
    except ExtractorError as error:
        str(error).encode()
        raise SystemExit(3) from None
    document.text.encode()


def outcome(path: Path) -> tuple[str, float]:
    """Read a PDF in a process of its own: return how that ended, and after how many seconds. POSIX only.

    It should be ``document`` or ``error``, an error of ours.
    """
    begin = time.monotonic()
    process = multiprocessing.get_context("fork").Process(target=_attempt, args=(path,))
    process.start()
    process.join(10 * SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
        return "hung", time.monotonic() - begin
    return _ENDS.get(process.exitcode or 0, f"ended {process.exitcode}"), time.monotonic() - begin
