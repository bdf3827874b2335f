"""Drawings as SVG and PNG: no window, the same bytes on every run, text that stays text.

matplotlib is loaded here, without the user's settings and without leaving a font list in the user's folders.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING
from warnings import catch_warnings, filterwarnings
from xml.sax.saxutils import escape

from extractor.synthesis.render.words import one_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

WIDTH_INCHES = 7.0
"""A page of A4 or letter between its margins."""
DPI = 200
"""Points an inch of the PNG, enough for print at that width."""

LABEL = 40
"""Characters beside an axis."""

INK = "#1a1a1a"
SHADES: tuple[str, ...] = ("#3b3b3b", "#8c8c8c", "#c9c9c9", "#ffffff")
FILLINGS = (
    *((shade, "") for shade in SHADES),
    ("white", "////"),
    ("white", "...."),
    (SHADES[2], "xxxx"),
    (SHADES[2], "----"),
)
"""Shades and hatches that are told apart in print without colour."""

_SETTINGS = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
    "text.color": INK,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "case-extractor",
    "xtick.color": INK,
    "ytick.color": INK,
}
"""Dollar signs are no formulas; SVG keeps text as text, to be found, read aloud and enlarged."""

_ID = re.compile(r'(\bid="|xlink:href="#|url\(#)')
_HEAD = re.compile(r"\A.*?(?=<svg )", re.DOTALL)
_METADATA = re.compile(r" *<metadata>.*?</metadata>\n", re.DOTALL)
_OPENING = re.compile(r"<svg [^>]*>")


@contextmanager
def settings() -> Iterator[None]:
    """Draw with the program's own settings, whatever the user's are.

    A letter that the font does not have is a box in a PNG; an SVG leaves it to its reader's fonts.
    """
    matplotlib = _matplotlib()
    with matplotlib.rc_context(), catch_warnings():
        filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def label(words: str) -> str:
    """Return words that fit beside an axis, on one line, nothing invisible in them."""
    shown = one_line(words)
    return shown if len(shown) <= LABEL else f"{shown[: LABEL - 1]}…"


def canvas(height: float, *, remark: str = "") -> "Drawing":
    """Return an empty drawing of the page's width, with a remark at its head where there is one; inches."""
    from matplotlib.figure import Figure as Drawing
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08)
    drawing = Drawing(figsize=(WIDTH_INCHES, height), layout=layout)
    if remark:
        drawing.suptitle(remark, fontsize=9, fontweight="bold")
    return drawing


def svg(drawing: "Drawing", name: str, title: str, description: str) -> str:
    """Return a drawing as one ``svg`` element that can stand in a page beside others: its ids begin with ``name``.

    Title and description are for those who do not see it.
    """
    file = BytesIO()
    drawing.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = _ID.sub(rf"\1{name}-", _HEAD.sub("", file.getvalue().decode()))
    told = f'<title id="{name}-title">{_text(title)}</title><desc id="{name}-desc">{_text(description)}</desc>'
    named = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    return _OPENING.sub(lambda match: f"{match[0][:-1]} {named}>\n {told}", _METADATA.sub("", text), count=1)


def png(drawing: "Drawing") -> bytes:
    """Return a drawing as a picture for word processors."""
    file = BytesIO()
    drawing.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()


def _text(words: str) -> str:
    return escape(one_line(words))


def _matplotlib() -> ModuleType:
    """Return matplotlib, its list of fonts kept in a folder that is gone right after."""
    given = os.environ.get("MPLCONFIGDIR")
    with TemporaryDirectory() as folder:
        os.environ["MPLCONFIGDIR"] = folder
        try:
            import matplotlib
            import matplotlib.font_manager
        finally:
            os.environ.pop("MPLCONFIGDIR")
            if given is not None:
                os.environ["MPLCONFIGDIR"] = given
    return matplotlib
