"""Text in columns of a terminal."""

from rich.cells import cell_len, set_cell_size

from extractor.core.terminal import printable


def cut(text: str, cells: int) -> str:
    """Return ``text`` on one line in exactly so many cells, harmless, with an ellipsis where something is cut off."""
    words = printable(" ".join(text.split()))
    return set_cell_size(words, cells) if cell_len(words) <= cells else f"{set_cell_size(words, cells - 1)}…"
