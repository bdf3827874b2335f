"""The characters of a page: their kinds, the runs they are printed in, and the text they stand for."""

import ctypes
from functools import lru_cache
from itertools import repeat
from sys import intern

import numpy as np
from numpy.typing import NDArray

from extractor.documents.pdfium import CALLS
from extractor.documents.words import Ints

MAX_CHARACTERS = 200_000
"""Characters of one page that are looked at; a dense journal page has 8,000."""
_SYMBOL_AREA = dict(
    zip(
        range(0xF061, 0xF07B),
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0xF0A3: "≤", 0xF0B3: "≥", 0xF0B1: "±", 0xF0B4: "×", 0xF0B7: "•", 0xF0B0: "°", 0xF0AE: "→", 0xF0AD: "↑",
    0xF0AF: "↓", 0xF0AC: "←", 0xF0B9: "≠", 0xF0BB: "≈", 0xF02D: "−", 0xF02B: "+", 0xF03D: "=", 0xF03C: "<",
    0xF03E: ">", 0xF044: "Δ", 0xF0A5: "∞", 0xF0D7: "·", 0xF0A2: "′", 0xF0B2: "″",
}  # fmt: skip
"""Where the Symbol font's characters land in the private use area when a PDF names no other meaning.

Source: Adobe Symbol encoding vector, PDF 32000-1 annex D.5.
"""
ACCENTS = {
    0xB4: "\u0301", 0x60: "\u0300", 0xA8: "\u0308", 0x2C6: "\u0302", 0x2DC: "\u0303", 0x2C7: "\u030c", 0xB8: "\u0327",
    0x2DA: "\u030a", 0xAF: "\u0304", 0x2D8: "\u0306", 0x2D9: "\u0307", 0x2DD: "\u030b", 0x2DB: "\u0328",
}  # fmt: skip
GONE = 0x03
"""A control character that prints nothing: stands for characters that were merged into others."""
LINE_END_HYPHENS = (0x02, 0xFFFE, 0xFFFF)
_SPACES = [*range(0x02), *range(0x04, 0x21), 0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF]
SPACE, HYPHEN, ACCENT, MARK, JOINT = 1, 2, 4, 8, 16
KINDS = np.zeros(0x10001, dtype=np.uint8)
KINDS[_SPACES] = SPACE
KINDS[list(LINE_END_HYPHENS)] = HYPHEN
KINDS[list(ACCENTS)] = ACCENT
KINDS[[ord(mark) for mark in ".,;:?!"]] = MARK
KINDS[[ord(mark) for mark in "/)]}%-–—’”\"'"]] = JOINT


def codes_of(handle: ctypes.c_void_p, count: int) -> Ints:
    """Return the characters' code units: all at once where pdfium's text has one for each, else one by one."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    if CALLS.all_text(handle, 0, count, ctypes.c_void_p(buffer.ctypes.data)) == count + 1:
        return buffer[:count].astype(np.int64)
    return np.array(list(map(CALLS.unicode, repeat(handle), range(count))), dtype=np.int64)


def printed_runs(code: Ints, parted: NDArray[np.bool_] | None = None) -> tuple[Ints, Ints]:
    """Return where runs of characters without a space start and end.

    A hyphen that ends a line ends its run; ``parted`` marks further characters that begin one.
    """
    kinds = KINDS[np.minimum(code, 0x10000)]
    inside = (kinds & SPACE) == 0
    begins = inside.copy()
    begins[1:] &= (kinds[:-1] & (SPACE | HYPHEN)) != 0
    if parted is not None:
        begins |= inside & parted
    ends = inside.copy()
    ends[:-1] &= ~inside[1:] | begins[1:]
    return np.flatnonzero(begins), np.flatnonzero(ends) + 1


def after_marks(codes: Ints, firsts: Ints) -> Ints:
    """Return the places of letters that follow a mark such as a full stop in one run, as the next sentence may."""
    kinds = KINDS[np.minimum(codes, 0x10000)]
    is_after = np.zeros(len(codes), dtype=np.bool_)
    is_after[2:] = ((kinds[1:-1] & MARK) != 0) & is_upper(codes[2:]) & ~is_upper(codes[:-2])
    is_after[firsts] = False
    return np.flatnonzero(is_after)


def texts_of(code: Ints, starts: Ints, ends: Ints) -> list[str]:
    """Return the texts of words; one object for each spelling keeps long files small."""
    letters = np.minimum(code, 0x10FFFF).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    texts = [letters[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    odd = np.append(((code < 0x20) | (code >= 0x7F)), False)
    for place in np.flatnonzero(np.logical_or.reduceat(odd, np.stack((starts, ends), axis=1).ravel())[::2]).tolist():
        texts[place] = _text(texts[place])
    return list(map(intern, texts))


def is_lower(code: Ints) -> NDArray[np.bool_]:
    """Tell which characters are small Latin letters."""
    return (code >= 97) & (code < 123)


def is_upper(code: Ints) -> NDArray[np.bool_]:
    """Tell which characters are Latin capitals."""
    return (code >= 65) & (code < 91)


@lru_cache(maxsize=8192)
def _text(letters: str) -> str:
    text = "".join(map(_character, map(ord, letters)))
    if any("\ud800" <= letter <= "\udfff" for letter in letters):  # letters beyond the first plane come in two halves
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text


def _character(code: int) -> str:
    if code in LINE_END_HYPHENS:
        return "-"
    if 0xE000 <= code <= 0xF8FF:
        return _SYMBOL_AREA.get(code, "\ufffd")
    if code < 0x20 or 0x7F <= code < 0xA0:
        return ""
    return chr(code)
