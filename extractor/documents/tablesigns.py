"""What tells a table's rows, captions and notes from running text beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.documents.grid import (
    Column,
    Grid,
    Line,
    Mark,
    Ruling,
    Run,
    lines_of,
    runs_of,
)
from extractor.documents.tableview import LABEL, NUMBER
from extractor.documents.words import RawWord

_GLUED = re.compile(rf"({LABEL.pattern})({NUMBER.pattern})", re.I)
_PART = re.compile(r"\(?[a-h]\)?[.:]?(?:\s*\(?continued\)?\.?)?", re.I)
_NOTE_MARK = re.compile(r"[*†‡§¶#∗]|(?:notes?|abbreviations?)\b[.:]", re.I)
DEFINITION = re.compile(r"(?:^|[;.,]\s+)[^\s,;:=]{1,14}(?:\s[^\s,;:=]{1,8})?\s?[,:=]\s?[^;:=]{3,90}?(?=;|\.|$)")
BROAD = 0.28
"""Share of a frame's width from which a column may be one of running text."""
FILLED = 0.55
"""Share of a column's lines that reach from its left to its right end, above which it is running text."""


@dataclass(slots=True)
class Frame:
    """Where a table stands: its edges, and the level rules that run over all of its width."""

    x0: float
    x1: float
    top: float
    bottom: float
    full: list[Ruling] = field(default_factory=list)


def label_at(marks: Sequence[Mark], index: int) -> str | None:
    """Return the label («Table 1») that begins at a word; None where no number follows.

    A lone table needs no number: «Table.» before a capital is a label too.
    """
    text = marks[index].word.text
    bare = text.rstrip(".:|—–-")
    if bare != text and index + 1 < len(marks) and LABEL.fullmatch(bare) and marks[index + 1].word.text[0].isupper():
        return bare
    glued = _GLUED.fullmatch(text)
    if glued:
        return f"{glued.group(1)} {glued.group(2)}".rstrip(".:|—–- ")
    if not LABEL.fullmatch(text) or index + 1 >= len(marks):
        return None
    number = marks[index + 1].word.text
    return f"{text} {number.rstrip('.:|—–-')}" if NUMBER.fullmatch(number) else None


def is_caption(words: Sequence[str], label: str, first: Mark) -> bool:
    """Tell a caption from a sentence that happens to begin a line with a table's name."""
    if " " not in label and not _GLUED.fullmatch(words[0]):
        return True
    rest = words[1:] if _GLUED.fullmatch(words[0]) else words[2:]
    number = words[0] if _GLUED.fullmatch(words[0]) else (words[1] if len(words) > 1 else "")
    if number[-1:] in ".:|—–-" or not rest or first.is_bold or first.word.text.isupper():
        return True
    return not rest[0][0].islower()


def wrapped_rest(pending: Sequence[Line], taken: Sequence[Line], frame: Frame, size: float) -> list[Line]:
    """Return the last lines of a table's last row: each stands in one column, close under the line before."""
    rest: list[Line] = []
    for line in pending:
        before = rest[-1] if rest else (taken[-1] if taken else None)
        if before is None or line.base - before.base > 1.35 * size or line.x1 - line.x0 >= 0.5 * (frame.x1 - frame.x0):
            break
        rest.append(line)
    return rest


def runs_over(run: Run, columns: Sequence[Column], frame: Frame) -> bool:
    """Tell whether a run reaches over several columns, as a paragraph does."""
    met = [c for c in columns if run.x0 < c.x1 - 1 and run.x1 > c.x0 + 1]
    return len(met) > 1 and run.x1 - run.x0 > 0.35 * (frame.x1 - frame.x0)


def is_prose(lines: Sequence[Line], columns: Sequence[Column], frame: Frame) -> bool:
    """Tell whether most lines run over the table's columns, as paragraphs do."""
    if len(lines) < 2:
        return False
    over = sum(any(runs_over(run, columns, frame) for run in runs_of(line, 0)) for line in lines)
    return over > 0.6 * len(lines)


def is_pause(lines: Sequence[Line], height: float) -> bool:
    """Tell whether the space between two rules parts two tables: nothing in it, or the name of the next part."""
    if not lines:
        return height > 4.0
    return len(lines) == 1 and bool(_PART.fullmatch(joined_text(mark.word for mark in lines[0].marks)))


def without_notes(lines: list[Line], frame: Frame, uprights: Sequence[Ruling]) -> tuple[list[Line], list[Line]]:
    """Part a table's lines from a note that stands inside its last rule; a line that uprights part is of a row."""
    width = frame.x1 - frame.x0
    inside = [rule for rule in uprights if frame.x0 + 5 < rule.at < frame.x1 - 5]
    first = len(lines)
    while first > 1:
        middle = lines[first - 1].base - 0.3 * lines[first - 1].size
        if any(rule.start <= middle <= rule.end for rule in inside):
            break
        runs = runs_of(lines[first - 1], 0, wide=1.3 * lines[first - 1].size)
        if len(runs) != 1 or runs[0].x0 > frame.x0 + 0.12 * width:
            break
        first -= 1
    while first < len(lines) and lines[first].x1 - lines[first].x0 < 0.62 * width and not _tells_note(lines[first]):
        first += 1
    if first == len(lines):
        return lines, []
    return lines[:first], lines[first:]


def _tells_note(line: Line) -> bool:
    """Tell whether a line begins as notes do, with a mark or with abbreviations."""
    text = joined_text(mark.word for mark in line.marks)
    return len(line.marks) > 2 and (bool(_NOTE_MARK.match(text)) or len(DEFINITION.findall(text)) >= 2)


def is_tabular(grid: Grid, marks: Sequence[Mark], frame: Frame) -> bool:
    """Tell a table without a caption from ruled text: most rows have cells in several columns, with room between."""
    if (
        len(marks) < 5
        or grid.n_rows + grid.n_columns < 5
        or (grid.n_rows < 3 and grid.n_columns < 4 and len(frame.full) < 3)
    ):
        return False
    sizes = sorted(mark.size for mark in marks)
    if sizes[-1] > 1.3 * sizes[len(sizes) // 2]:  # a title page
        return False
    lines = lines_of(marks)
    ink = [sum(run.x1 - run.x0 for run in runs_of(line, 0)) / (frame.x1 - frame.x0) for line in lines]
    if grid.n_columns < 4 and sum(share > 0.8 for share in ink) > 0.3 * len(lines):
        return False
    if any(is_filled(column, lines, frame) for column in grid.columns):
        return False
    top = [cell for cell in grid.cells if cell.row == 0]
    if len(top) < grid.n_columns - 1 or not any(_has_letter(cell.marks) for cell in top):  # the numbers of an axis
        return False
    rows: dict[int, int] = {}
    for cell in grid.cells:
        rows[cell.row] = rows.get(cell.row, 0) + 1
    return sum(count > 1 for count in rows.values()) >= 0.5 * grid.n_rows


def _has_letter(marks: Sequence[Mark]) -> bool:
    return any(character.isalpha() for mark in marks for character in mark.word.text)


def is_filled(column: tuple[float, float], lines: Sequence[Line], frame: Frame) -> bool:
    """Tell whether most lines of a broad column reach from its left to its right end, as those of a paragraph do."""
    x0, x1 = column
    if x1 - x0 < BROAD * (frame.x1 - frame.x0):
        return False
    parts = [[mark for mark in line.marks if x0 - 1 <= mark.center <= x1 + 1] for line in lines]
    widths = [max(m.x1 for m in marks) - min(m.x0 for m in marks) for marks in parts if marks]
    return len(widths) > 3 and sum(width > 0.88 * (x1 - x0) for width in widths) > FILLED * len(widths)


def joined_text(words: Iterable[RawWord]) -> str:
    """Return words as plain text, glued ones without a space before them."""
    text = ""
    for word in words:
        text += word.text if word.glued or not text else f" {word.text}"
    return text
