"""What is known of a document's fonts: whether they are bold or italic, and how large their characters are."""

import ctypes
import re
from collections.abc import Sequence

import numpy as np
from pypdfium2 import raw

from extractor.core.document import BOLD, ITALIC
from extractor.documents.pdfium import CALLS
from extractor.documents.words import Ints

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-.,](?:bd|hv|blk)|[-.,]bi?(?:$|\+)|\+(?:cmbx|ptmb)", re.I)
_PLAIN_NAME = re.compile(r"regular|roman|light|book|[-.,](?:it|lt|ltit|rg|roma)(?:$|\+)", re.I)
_ITALIC_NAME = re.compile(r"ital|obli|slant|[.-](?:i|it|bi)$|\+.*(?:cmti|cmmi)", re.I)
PLACES = np.full(0x10001, -1, dtype=np.int64)
PLACES[:0x400] = np.arange(0x400)
PLACES[0x2000:0x2300] = np.arange(0x400, 0x700)
MOST_CODES = 0x700
"""Characters whose boxes are kept for each font: of European scripts, marks and signs; others are always asked for."""


class Fonts:
    """What is known of a document's fonts: their style and, as shares of the size, the boxes of characters met.

    pdfium tells a character's box slowly, so only the first and the last one of a word are asked for; how high and how
    low a word reaches, and how wide it is, is known from its letters.
    """

    ROWS = 64

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, int]] = {}
        self.reach = np.full((0, 3), np.nan)
        """Up from the baseline, down from it, and width, in the row ``font's row * MOST_CODES + place of the code``."""

    def faces(self, text_objects: Sequence[int]) -> tuple[Ints, Ints]:
        """Return the flags of text objects and the rows of their fonts."""
        handles = list(map(ctypes.c_void_p, text_objects))
        fonts = list(map(CALLS.font, handles))
        for font in dict.fromkeys(fonts):
            if font not in self.rows:
                self._add(font)
        flags, rows = np.array([self.rows[font] for font in fonts], dtype=np.int64).T
        modes = np.array(list(map(CALLS.render_mode, handles)))
        flags[modes == 2] |= BOLD  # filled and stroked: how word processors fake a bold face
        return flags, rows

    def _add(self, font: int) -> None:
        known = sum(row >= 0 for _, row in self.rows.values())
        row = known if font and known < self.ROWS else -1
        if row * MOST_CODES >= len(self.reach):
            self.reach = np.concatenate((self.reach, np.full((8 * MOST_CODES, 3), np.nan)))
        self.rows[font] = (_read_font(font) if font else 0, row)


def _read_font(font: int) -> int:
    handle = ctypes.cast(font, raw.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(handle, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    bits = int(raw.FPDFFont_GetFlags(handle))
    bits = 0 if bits == -1 else bits
    # the weight of a font without one of its own is guessed from its stems, so a name that says «regular» counts more
    is_heavy = bool(bits & 1 << 18) or int(raw.FPDFFont_GetWeight(handle)) >= 600
    is_bold = bool(_BOLD_NAME.search(name)) or (is_heavy and not _PLAIN_NAME.search(name))
    is_italic = bool(_ITALIC_NAME.search(name)) or bool(bits & 1 << 6)
    return (BOLD if is_bold else 0) | (ITALIC if is_italic else 0)
