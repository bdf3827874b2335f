"""Pictures on a terminal: as half blocks and Braille dots everywhere, as real pictures where the terminal has them.

Nothing here reads or writes a terminal; it makes characters of dots.
"""

import struct
import zlib
from base64 import standard_b64encode
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from extractor.review.terminal import Protocol

Dots = NDArray[np.uint8]
SHADES = 6
"""Shades of each primary color in sixel pictures: 216 colors of the 256 that terminals hold."""
DARK = 205
"""Lightness (0–255) below which a dot counts as ink: print that is drawn small is grey."""

_KITTY_CHUNK = 4096


def half_blocks(dots: Dots) -> list[list[Segment]]:
    """Return a line of segments for every two rows of dots: the upper one colors the block, the lower its ground."""
    lines = []
    height = len(dots) - len(dots) % 2
    for upper, lower in zip(dots[0:height:2], dots[1:height:2], strict=True):
        line: list[Segment] = []
        pairs = np.concatenate([upper, lower], axis=1)
        starts = [0, *(np.flatnonzero(np.any(pairs[1:] != pairs[:-1], axis=1)) + 1), len(pairs)]
        for start, end in pairwise(starts):
            red, green, blue, *ground = (int(part) for part in pairs[start])
            style = Style(color=Color.from_rgb(red, green, blue), bgcolor=Color.from_rgb(*ground))
            line.append(Segment("▀" * (int(end) - int(start)), style))
        lines.append(line)
    return lines


def braille(dots: Dots) -> list[str]:
    """Return a line of Braille characters for every four rows of dots, ink as raised dots: needs no color."""
    height, width = len(dots) - len(dots) % 4, dots.shape[1] - dots.shape[1] % 2
    # The darkest of the primary colors counts, so that a colored frame is ink as well as print is.
    ink = np.min(dots[:height, :width], axis=2) < DARK
    cells = ink.reshape(height // 4, 4, width // 2, 2)
    weights = np.array([[1, 8], [2, 16], [4, 32], [64, 128]])
    codes = np.einsum("yacb,ab->yc", cells.astype(int), weights)
    return ["".join(chr(0x2800 + int(code)) for code in line) for line in codes]


def picture(protocol: Protocol, dots: Dots, columns: int, rows: int) -> str:
    """Return the control sequence that draws a picture at the cursor over ``columns`` × ``rows`` characters."""
    if protocol == "kitty":
        return _kitty(dots, columns, rows)
    return _iterm(dots, columns, rows) if protocol == "iterm" else _sixel(dots)


def removal(protocol: Protocol) -> str:
    """Return the control sequence that takes pictures away which writing over them does not."""
    return "\x1b_Ga=d,q=2\x1b\\" if protocol == "kitty" else ""


def _kitty(dots: Dots, columns: int, rows: int) -> str:
    """Source: Kitty, Terminal graphics protocol (f=24: three bytes a dot; o=z: deflated; C=1: the cursor stays)."""
    height, width = dots.shape[:2]
    data = standard_b64encode(zlib.compress(dots.tobytes(), 1)).decode("ascii")
    chunks = [data[at : at + _KITTY_CHUNK] for at in range(0, len(data), _KITTY_CHUNK)]
    head = f"a=T,f=24,o=z,s={width},v={height},c={columns},r={rows},C=1,q=2,"
    parts = (
        f"\x1b_G{head if not number else ''}m={int(number + 1 < len(chunks))};{chunk}\x1b\\"
        for number, chunk in enumerate(chunks)
    )
    return removal("kitty") + "".join(parts)


def _iterm(dots: Dots, columns: int, rows: int) -> str:
    """Source: iTerm2, Inline images protocol."""
    content = standard_b64encode(png(dots)).decode("ascii")
    sizes = f"width={columns};height={rows};preserveAspectRatio=0"
    return f"\x1b]1337;File=inline=1;{sizes};doNotMoveCursor=1:{content}\x07"


def png(dots: Dots) -> bytes:
    """Return dots as a PNG file."""
    height, width = dots.shape[:2]
    rows = np.concatenate([np.zeros((height, 1), np.uint8), dots.reshape(height, width * 3)], axis=1)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows.tobytes(), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def _sixel(dots: Dots) -> str:
    """Source: DEC STD 070, sixels: six rows a band, for each color of a band one run-length coded line."""
    height, width = dots.shape[:2]
    steps = np.rint(dots.astype(np.float32) * ((SHADES - 1) / 255)).astype(np.uint8)
    index = steps[:, :, 0].astype(int) * SHADES * SHADES + steps[:, :, 1] * SHADES + steps[:, :, 2]
    parts = [f'\x1bP0;1q"1;1;{width};{height}']
    for color in np.unique(index):
        red, rest = divmod(int(color), SHADES * SHADES)
        shares = (round(100 * part / (SHADES - 1)) for part in (red, *divmod(rest, SHADES)))
        parts.append(f"#{color};2;{';'.join(str(share) for share in shares)}")
    for top in range(0, height, 6):
        band = index[top : top + 6]
        bits = (1 << np.arange(len(band)))[:, None]
        lines = [f"#{color}{_runs(((band == color) * bits).sum(axis=0))}" for color in np.unique(band)]
        parts.append("$".join(lines) + "-")
    return "".join(parts) + "\x1b\\"


def _runs(codes: NDArray[np.int_]) -> str:
    """Return a line of sixels, equal ones that follow each other as one with their number."""
    starts = [0, *(np.flatnonzero(np.diff(codes)) + 1), len(codes)]
    parts = []
    for start, end in pairwise(starts):
        letter, count = chr(63 + int(codes[start])), int(end) - int(start)
        parts.append(letter * count if count < 4 else f"!{count}{letter}")
    return "".join(parts)
