"""A page of a PDF as a picture, with boxes drawn on it, for eyes."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from extractor.core.errors import InputError
from extractor.core.geometry import Box

MAX_DOTS = 12_000_000
"""Dots of a drawn page at most."""
FRAME = (215, 0, 0)
"""The color of a box's frame: dark enough to stand out on paper, and no color of print."""
MARGIN = 2.0
"""Points between what is boxed and its frame."""

Dots = NDArray[np.uint8]
"""Rows of dots from the top, each red, green and blue (0–255): height × width × 3."""


def draw_page(path: Path, number: int, *, scale: float, boxes: Iterable[Box] = ()) -> tuple[Dots, float]:
    """Return page ``number`` (from 1) of a PDF with frames around ``boxes``, and the dots a point that were drawn.

    ``scale`` is the dots a point that are wanted; a page that would be larger than ``MAX_DOTS`` is drawn smaller.
    Boxes of other pages are passed over.

    Raises:
        InputError: The file cannot be read or has no such page.
    """
    try:
        document = pdfium.PdfDocument(path.read_bytes())
    except (OSError, pdfium.PdfiumError) as error:
        raise InputError("cannot be drawn", path=path) from error
    try:
        if not 1 <= number <= len(document):
            raise InputError(f"has no page {number}", path=path)
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(scale, (MAX_DOTS / max(width * height, 1.0)) ** 0.5)
            dots = page.render(scale=scale, rev_byteorder=True).to_numpy()
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise InputError(f"page {number} cannot be drawn", path=path) from error
    finally:
        document.close()
    picture: Dots = np.array(dots[:, :, :3] if dots.ndim == 3 else np.repeat(dots[:, :, None], 3, axis=2))
    for box in boxes:
        if box.page == number:
            _frame(picture, box, scale)
    return picture, scale


def _frame(picture: Dots, box: Box, scale: float) -> None:
    """Draw a frame around a box, thick enough to be seen when the page is drawn small."""
    height, width = picture.shape[:2]
    thick = max(1, round(scale * 1.2))
    edges = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
    x0, top, x1, bottom = (round(edge * scale) for edge in edges)
    x0, x1 = max(0, min(x0, width - 1)), max(1, min(x1, width))
    top, bottom = max(0, min(top, height - 1)), max(1, min(bottom, height))
    picture[top : top + thick, x0:x1] = FRAME
    picture[max(top, bottom - thick) : bottom, x0:x1] = FRAME
    picture[top:bottom, x0 : x0 + thick] = FRAME
    picture[top:bottom, max(x0, x1 - thick) : x1] = FRAME
