"""The bytes of an export → its text, whatever program saved it, with a word where the encoding had to be guessed."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from extractor.core.errors import BadExport

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN = ("cp1252", "mac_roman", "cp1250")
"""What spreadsheets on Windows and on the Mac save Latin letters in where they do not save UTF-8, likelier first."""
_SMALL = "a-zß-öø-ÿąăćčďđęěğıĺľłńňőœŕřśšşťţůűźžż"
_MISFIT = re.compile(
    f"(?<=[{_SMALL}])[^\\W\\d_ª²³µ¹º{_SMALL}]"
    f"|(?<=[{_SMALL}])(?:[^\x00-\x7f\\w\\s–—‐-’”´…®™°]|[ª²³µ¹º])(?=[{_SMALL}])"
    "|[£¥¯¼¾](?=[^\\W\\d_])|\ufffd"
)
"""A capital after a small letter, a sign within a word or one that no word begins with: letters, wrongly decoded."""
_FEW_MISFITS = 0.05
"""Share of characters beyond ASCII that may be misfits in the likeliest encoding."""
_RUN = re.compile("[^\x00-\x7f]{3,}")
"""Words in Latin letters hardly have as many beyond ASCII in a row; those of other scripts consist of them."""
_FOREIGN_CHARACTERS = 6
"""So many must runs have beyond their first two: a name or two such as Żółć are no other script."""
_PROBE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file; ``doubt`` says what may be wrong with it, None where nothing may."""

    text: str
    encoding: str
    doubt: str | None = None


def decode(data: bytes, path: Path) -> Decoded:
    """Return the text; lines end with a line feed alone.

    Raises:
        BadExport: The file is empty or no text.
    """
    if not data.strip():
        raise BadExport("the file is empty", path=path)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data.removeprefix(mark), encoding)
    wide = _unmarked_wide(data[:_PROBE_BYTES])
    if wide:
        return _marked(data, wide)
    if b"\0" in data:
        raise BadExport("not a text file", path=path, hint="export the search as RIS, BibTeX, CSV or PubMed (.nbib)")
    return _bytewise(data, path)


def _marked(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(_lines(data.decode(encoding)), encoding)
    except UnicodeDecodeError:
        return _torn(data, encoding)


def _torn(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    line = text[: text.index("\ufffd")].count("\n") + 1
    return Decoded(_lines(text), encoding, f"line {line}: bytes that are no {encoding.upper()}; characters are missing")


def _unmarked_wide(probe: bytes) -> str | None:
    """Tell UTF-16 without a mark by where its zeros stand: a text's letters are mostly below 256."""
    pairs = len(probe) // 2
    for encoding, zeros in (("utf-16-le", probe[1::2]), ("utf-16-be", probe[::2])):
        if pairs and zeros.count(0) > pairs * 0.7:
            return encoding
    return None


def _bytewise(data: bytes, path: Path) -> Decoded:
    """Decode a byte or more a character: UTF-8 where it mostly is, else what the bytes look like most."""
    try:
        return Decoded(_lines(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    if right > wrong or text.find("\ufffd") == len(text) - 1:
        return _torn(data, "utf-8")
    encoding = _guessed(data, path)
    told = f"not saved as UTF-8: read as {encoding}; look at names with accents, and save it as UTF-8 if they are wrong"
    return Decoded(_lines(data.decode(encoding, errors="replace")), encoding, told)


def _guessed(data: bytes, path: Path) -> str:
    """Return the encoding of Latin letters that the bytes look like most.

    Raises:
        BadExport: They are letters of another script, whose encoding nothing tells.
    """
    texts = {encoding: data.decode(encoding, errors="replace") for encoding in _LATIN}
    likeliest = texts[_LATIN[0]]
    beyond = sum(character > "\x7f" for character in likeliest)
    if _is_foreign(likeliest, beyond):
        raise BadExport("not saved as UTF-8, and its letters are not Latin ones", path=path, hint="save it as UTF-8")
    if _misfits(likeliest) <= _FEW_MISFITS * beyond:
        return _LATIN[0]
    return min(_LATIN, key=lambda encoding: _misfits(texts[encoding]))


def _is_foreign(text: str, beyond: int) -> bool:
    """Tell whether text in an encoding of Latin letters looks like another script; rules of dashes are not counted."""
    runs = [run for run in _RUN.findall(text) if len(set(filter(str.isalpha, run))) > 1]
    different = sum(len(run) - 2 for run in set(runs))
    return 2 * sum(map(len, runs)) > beyond and different >= _FOREIGN_CHARACTERS


def _misfits(text: str) -> int:
    return sum(not found.isascii() for found in _MISFIT.findall(text))


def _lines(text: str) -> str:
    """Return text with line feeds alone, and without the marks that files bring along that were put together."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
