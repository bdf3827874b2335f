"""A page's words and rules come in, its tables go out: caption, cells in rows and columns, notes.

A table is looked for beside each line that begins with a table's label, and where long rules of one width stand above
each other. Words stay the page's own objects; the text of a document is none of this module's business.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.core.geometry import Box
from extractor.documents.grid import (
    Column,
    Grid,
    Line,
    Mark,
    Ruling,
    build_grid,
    columns_of,
    dominant_size,
    lines_of,
    runs_of,
)
from extractor.documents.page import PageContent
from extractor.documents.tableparts import RawCell, RawTable
from extractor.documents.tablesigns import (
    BROAD,
    DEFINITION,
    FILLED,
    Frame,
    is_caption,
    is_pause,
    is_prose,
    is_tabular,
    joined_text,
    label_at,
    runs_over,
    without_notes,
    wrapped_rest,
)
from extractor.documents.tableview import (
    HIGH,
    LABEL,
    MOST_RULES,
    SHORTEST,
    TALLEST_BAND,
    View,
    are_twins,
    may_hold_table,
    view_of,
)
from extractor.documents.words import RawWord, Words

_PREFIX = re.compile(r"(?:supplement(?:ary|al)|additional|online|extended|web)", re.I)
_CONTINUED = re.compile(r"\W*(?:continued|cont[’'.]?d?|fortsetzung|suite|continuaci[oó]n)\b", re.I)
_FIGURE = re.compile(r"(?:supplementary\s)?(?:fig(?:ure|\.)|abb\.|scheme|box)\s*\S?\d", re.I)
_NOTE = re.compile(r"(?:notes?|abbreviations?|data (?:are|is)|values|legend|key|source|figures are)\b|[*†‡§¶#∗]", re.I)
LONGEST_CAPTION = 9
"""Printed lines of a caption that are looked at."""
MANY_LINES = 8
"""Lines of one column that begin and end below each other, from which they are running text."""
REACH = 4.5
"""Type sizes within which a table's first rule follows its caption."""


@dataclass(slots=True)
class _Caption:
    """A caption's lines, the label they begin with, and whether they say that the table goes on."""

    label: str
    lines: list[Line]
    continued: bool

    @property
    def marks(self) -> list[Mark]:
        return [mark for line in self.lines for mark in line.marks]

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)

    @property
    def size(self) -> float:
        return dominant_size(self.marks)

    @property
    def x0(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        return max(line.x1 for line in self.lines)


def find_tables(page: PageContent, body_size: float | None = None) -> list[RawTable]:
    """Return the tables of a page from top to bottom, left to right; empty where there is none.

    Args:
        page: The words, rules and pictures of the page as displayed.
        body_size: Type size of the article's running text in points; None takes that of the page.
    """
    tables: list[RawTable] = []
    words = Words.of(page.words)
    if not words:
        return tables
    angles = words.columns.angle
    for angle in np.unique(angles).tolist():
        own = words if (angles == angle).all() else Words(words.columns, np.flatnonzero(angles == angle).tolist())
        if len(own) >= 6 and may_hold_table(own, page, angle):
            tables.extend(_Finder(view_of(page, own, angle, body_size)).tables())
    return tables


class _Finder:
    """Looks for the tables of one view of a page."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.by_base = sorted(view.marks, key=lambda mark: mark.base)
        self.bases = [mark.base for mark in self.by_base]
        self.known_lines: dict[tuple[float, float, float, float], list[Line]] = {}
        self.long = [rule for rule in view.levels if rule.length >= SHORTEST]
        self.captions = self._captions()
        self.used: list[Frame] = []

    def tables(self) -> list[RawTable]:
        """Return the tables, those with captions first searched, all in order of their place."""
        found: list[tuple[float, float, RawTable]] = []
        for caption in self.captions:
            table = self._beside(caption)
            if table is not None:
                found.append((caption.top, caption.x0, table))
        for frame in self._free_frames():
            table = self._table(frame, None)
            if table is not None:
                found.append((frame.top, frame.x0, table))
        return self._ordered([table for _, _, table in sorted(found, key=lambda item: (item[0], item[1]))])

    def _ordered(self, tables: list[RawTable]) -> list[RawTable]:
        """Return tables that stand in columns of the page column by column, between those that cross them."""
        if len(tables) < 2 or self.view.angle:
            return tables
        middle = self.view.width / 2
        band = 0
        keys: dict[int, tuple[int, int]] = {}
        for table in tables:
            is_wide = table.box.x0 < middle - 20 and table.box.x1 > middle + 20
            band += is_wide
            keys[id(table)] = (band, 0 if is_wide or table.box.x1 <= middle + 20 else 1)
            band += is_wide
        return sorted(tables, key=lambda table: keys[id(table)])

    def _captions(self) -> list[_Caption]:
        marks = self.view.marks
        captions: list[_Caption] = []
        for index, mark in enumerate(marks):
            if not LABEL.match(mark.word.text):
                continue
            label = label_at(marks, index)
            if label is None or not self._begins_line(index):
                continue
            lines = self._caption_lines(mark)
            words = [m.word.text for line in lines for m in line.marks]
            if not lines or not is_caption(words, label, mark):
                continue
            rest = " ".join(words)[len(label) :]
            captions.append(_Caption(label, lines, bool(_CONTINUED.match(rest) or _CONTINUED.match(rest[-14:]))))
        return captions

    def _begins_line(self, index: int) -> bool:
        mark = self.view.marks[index]
        reach = 1.5 * mark.size
        return not any(
            abs(other.base - mark.base) <= 0.3 * mark.size and mark.x0 - reach < other.x1 <= mark.x0 + 1
            for other in self.view.marks
            if other is not mark and not _PREFIX.match(other.word.text)
        )

    def _caption_lines(self, label: Mark) -> list[Line]:
        """Return the printed lines of the caption that begins with a word."""
        near = self._marks_in(0, self.view.width, label.base - label.size, label.base + 14 * label.size)
        lines = lines_of(near)
        first = next((n for n, line in enumerate(lines) if any(mark is label for mark in line.marks)), None)
        if first is None:
            return []
        place = next(n for n, mark in enumerate(lines[first].marks) if mark is label)
        while place and _PREFIX.match(lines[first].marks[place - 1].word.text):
            place -= 1
        head = Line(lines[first].base, lines[first].marks[place:])
        result = [Line(head.base, runs_of(head, 0, wide=1.8 * label.size)[0].marks)]
        for line in lines[first + 1 :]:
            if line.base - result[-1].base < 0.5 * label.size:
                continue
            more = self._caption_line(line, result)
            if more is None or len(result) == LONGEST_CAPTION:
                break
            if more.marks:
                result.append(more)
        return result

    def _caption_line(self, line: Line, caption: Sequence[Line]) -> Line | None:
        """Return what a line adds to a caption: nothing where it is the page's other column; None at its end."""
        first, last = caption[0], caption[-1]
        size = dominant_size(first.marks)
        is_title = len(first.marks) <= 2 and len(caption) == 1  # the label has a line of its own
        if line.base - last.base > (2.4 if is_title else 1.75) * size:
            return None
        low, high = last.base, line.base - 0.3 * size
        if any(low < rule.at < high and rule.start < last.x1 and rule.end > last.x0 for rule in self.long):
            return None
        right = max(item.x1 for item in caption)
        runs = [run for run in runs_of(line, 0, wide=1.2 * size) if run.x1 > first.x0 - 2 and run.x0 < right]
        if not runs:
            return Line(line.base)
        marks = runs[0].marks
        same_style = abs(dominant_size(marks) - size) <= 0.6 and marks[0].is_bold == first.marks[-1].is_bold
        is_set_apart = marks[0].x0 > first.x0 + 6 * size and len(marks) < 3
        if len(runs) > 1 or is_set_apart or not (same_style or is_title or len(first.marks) <= 2):
            return None
        return Line(line.base, marks)

    def _beside(self, caption: _Caption) -> RawTable | None:
        """Return the table that a caption belongs to: in its panel, below it, or above it."""
        for search in (self._in_panel, self._ruled_below, self._unruled_below):
            frame = search(caption)
            table = self._table(frame, caption) if frame is not None else None
            if table is not None:
                return table
        frame = self._ruled_above(caption)
        return self._table(frame, caption) if frame is not None else None

    def _in_panel(self, caption: _Caption) -> Frame | None:
        """Return the part of a panel above or below a caption that stands in it."""
        holders = [
            panel
            for panel in self.view.panels
            if panel[0] <= caption.x0 + 1
            and panel[2] >= caption.x1 - 1
            and panel[1] <= caption.top + 1
            and panel[3] >= caption.bottom - 1
            and panel[3] - panel[1] > 6 * caption.size
            and panel[3] - panel[1] < 0.97 * self.view.height
        ]
        if not holders:
            return None
        x0, top, x1, bottom = min(holders, key=lambda p: (p[2] - p[0]) * (p[3] - p[1]))
        if caption.top - top > bottom - caption.bottom:
            frame = Frame(x0, x1, top, caption.top - 0.5)
        else:
            frame = Frame(x0, x1, caption.bottom + 0.5, bottom)
        frame.full = [
            rule
            for rule in self.long
            if frame.top + 2 < rule.at < frame.bottom - 2 and rule.length > 0.8 * (x1 - x0) and rule.start >= x0 - 3
        ]
        return frame

    def _ruled_below(self, caption: _Caption) -> Frame | None:
        start = caption.lines[-1].base
        width = max(caption.x1 - caption.x0, 1.0)
        near = [
            rule
            for rule in self.long
            if start - 0.2 * caption.size < rule.at < start + REACH * caption.size
            and min(rule.end, caption.x1) - max(rule.start, caption.x0) > 0.5 * min(width, rule.length)
        ]
        if not near:
            return None
        left, right = min(mark.x0 for mark in self.view.marks), max(mark.x1 for mark in self.view.marks)
        inside = [rule for rule in near if rule.start > left - 20 and rule.end < right + 20] or near
        widest = max(rule.length for rule in inside)
        first = next(rule for rule in inside if rule.length >= 0.9 * widest)
        top = [rule for rule in near if abs(rule.at - first.at) < 2]
        x0, x1 = min(rule.start for rule in top), max(rule.end for rule in top)
        limit = self._next_caption(caption, x0, x1)
        return self._extended(Frame(x0, x1, first.at, first.at, [first]), limit)

    def _next_caption(self, caption: _Caption, x0: float, x1: float) -> float:
        """Return where the next caption below begins, in the same columns of the page."""
        below = [c.top for c in self.captions if c.top > caption.top + 1 and c.x0 < x1 and c.x1 > x0]
        return min(below, default=self.view.height)

    def _extended(self, frame: Frame, limit: float) -> Frame:
        """Follow a table down from its first rule, over rules of its width and then over lines in its columns."""
        columns: list[Column] = []
        for rule in self.long:
            if rule.at <= frame.full[-1].at + 1.5 or rule.at >= limit:
                continue
            if not are_twins(rule, frame.full[0]):
                continue
            lines = self._lines_in(frame.x0, frame.x1, frame.full[-1].at, rule.at)
            if columns and is_prose(lines, columns, frame):
                break
            if self._holds_picture(frame, rule.at) or (columns and is_pause(lines, rule.at - frame.full[-1].at)):
                break
            frame.full.append(rule)
            frame.bottom = rule.at
            if len(frame.full) < 4 or len(columns) < 2:
                known = self._columns(frame)
                columns = known if len(known) > 1 else columns
        sides = [
            rule.end
            for rule in self.view.uprights
            if frame.x0 - 3 < rule.at < frame.x1 + 3 and frame.top - 3 < rule.start < frame.bottom + 3
        ]
        if len(sides) > 2 and frame.bottom + 4 < max(sides) < limit:  # the page ends inside a row
            frame.bottom = max(sides)
        else:
            self._grow(frame, limit, is_open=len(frame.full) <= 2)
        return frame

    def _holds_picture(self, frame: Frame, bottom: float) -> bool:
        return any(
            image[0] < frame.x1
            and image[2] > frame.x0
            and image[1] > frame.bottom - 2
            and image[3] < bottom + 2
            and (image[2] - image[0]) * (image[3] - image[1]) > 8_000
            for image in self.view.images
        )

    def _columns(self, frame: Frame) -> list[Column]:
        lines = self._lines_in(frame.x0, frame.x1, frame.top, frame.bottom)
        return self._columns_of(lines, dominant_size([mark for line in lines for mark in line.marks]))

    def _columns_of(self, lines: Sequence[Line], usual: float) -> list[Column]:
        runs = [run for number, line in enumerate(lines) for run in runs_of(line, number)]
        return columns_of(runs, [line.base for line in lines], usual)[0] if runs else []

    def _grow(self, frame: Frame, limit: float, *, is_open: bool = True) -> None:
        """Take in the lines below a table's last rule that stand in its columns.

        A table that has a last rule (``is_open`` is False) goes on only with lines that fill half of its columns.
        """
        lines = self._lines_in(frame.x0, frame.x1, frame.bottom, limit)
        taken = self._lines_in(frame.x0, frame.x1, frame.top, frame.bottom)
        if not lines:
            return
        size = dominant_size([mark for line in taken or lines[:1] for mark in line.marks])
        pending: list[Line] = []
        columns = self._columns_of(taken, size)
        last = frame.bottom
        for line in lines:
            if line.base - last > 4.0 * size or (abs(line.size - size) > 0.12 * size and not pending):
                break
            mine = runs_of(line, 0)
            if not is_open and 2 * len(mine) < max(len(columns), 3):
                break
            if len(columns) < 2 or (is_open and len(taken) < 6):
                columns = self._columns_of([*taken, *pending, line], size)
            if len(columns) < 2 or any(runs_over(run, columns, frame) for run in mine):
                break
            pending.append(line)
            last = line.base
            if len(mine) > 1:
                is_open = True
                taken.extend(pending)
                pending = []
                if len(taken) < 12 or len(taken) % 6 == 0:
                    columns = self._columns_of(taken, size)
        taken.extend(wrapped_rest(pending, taken, frame, size))
        if taken:
            frame.bottom = max(frame.bottom, taken[-1].bottom + 0.5)

    def _unruled_below(self, caption: _Caption) -> Frame | None:
        """Return the region of lines in columns that follow a caption without any rule."""
        x0, x1 = self._text_column(caption)
        limit = self._next_caption(caption, x0, x1)
        frame = Frame(x0, x1, caption.bottom, caption.bottom)
        lines = self._lines_in(x0, x1, caption.lines[-1].base + 1, limit)
        if not lines or lines[0].base - caption.lines[-1].base > 5 * caption.size or len(runs_of(lines[0], 0)) < 2:
            return None
        self._grow(frame, limit)
        return frame if frame.bottom > frame.top + caption.size else None

    def _text_column(self, caption: _Caption) -> tuple[float, float]:
        """Return the edges of the column of text that a caption stands in, or of the whole text."""
        marks = self.view.marks
        left, right = min(m.x0 for m in marks), max(m.x1 for m in marks)
        middle = (left + right) / 2
        if caption.x0 < middle < caption.x1:
            return left, right
        is_left = caption.x1 <= middle
        other = (middle, right) if is_left else (left, middle)
        lines = self._lines_in(*other, caption.top, caption.bottom + 10 * caption.size)
        filled = sum(line.x1 - line.x0 > 0.8 * (other[1] - other[0]) for line in lines)
        own = (left, middle) if is_left else (middle, right)
        bases = [line.base for line in self._lines_in(*own, caption.bottom, caption.bottom + 10 * caption.size)]
        level = sum(any(abs(line.base - base) < 0.6 for base in bases) for line in lines)
        if lines and filled >= 0.5 * len(lines) and level < 0.7 * len(lines):
            return (left, middle) if is_left else (middle, right)
        return left, right

    def _ruled_above(self, caption: _Caption) -> Frame | None:
        near = [
            rule
            for rule in self.long
            if caption.top - REACH * caption.size < rule.at < caption.top + 0.3 * caption.size
            and min(rule.end, caption.x1) - max(rule.start, caption.x0)
            > 0.5 * min(caption.x1 - caption.x0, rule.length)
        ]
        if not near:
            return None
        last = near[-1]
        frame = Frame(last.start, last.end, last.at, last.at, [last])
        for rule in reversed([rule for rule in self.long if rule.at < last.at - 1.5]):
            if not are_twins(rule, last):
                continue
            if any(
                c.top > rule.at and c.bottom < frame.top and c.x0 < frame.x1 and c.x1 > frame.x0 for c in self.captions
            ):
                break
            trial = Frame(frame.x0, frame.x1, rule.at, frame.bottom)
            columns = self._columns(trial)
            if len(columns) < 2 or self._holds_picture(Frame(frame.x0, frame.x1, rule.at, rule.at), frame.top):
                break
            frame.full.insert(0, rule)
            frame.top = rule.at
        return frame if len(frame.full) > 1 else None

    def _free_frames(self) -> list[Frame]:
        """Return frames told by rules alone: three rules or more of one width, which no caption's table has used."""
        frames: list[Frame] = []
        for rule in self.long if len(self.long) <= MOST_RULES else ():
            twins = [other for other in self.long if other.at > rule.at + 1.5 and are_twins(rule, other)]
            if not twins or not self._may_be_header(rule, twins[0]):
                continue
            if any(
                f.x0 - 5 < rule.end and rule.start < f.x1 + 5 and f.top - 3 <= rule.at <= f.bottom + 3
                for f in self.used
            ):
                continue
            if any(f.x0 - 5 <= rule.start and rule.end <= f.x1 + 5 and f.top <= rule.at <= f.bottom for f in frames):
                continue
            limit = min(
                [f.top for f in self.used if f.top > rule.at and f.x0 < rule.end and f.x1 > rule.start]
                + [c.top for c in self.captions if c.top > rule.at and c.x0 < rule.end and c.x1 > rule.start],
                default=self.view.height,
            )
            frame = Frame(rule.start, rule.end, rule.at, rule.at, [rule])
            is_top = frame.top < HIGH * self.view.height and self._is_first(frame)
            if not is_top and sum(twin.at < limit for twin in twins) < 2:
                continue
            if self._is_set_text(frame, twins[0].at, twins[1].at if len(twins) > 1 else limit):
                continue
            frame = self._extended(frame, limit)
            if (is_top or len(frame.full) >= 3) and not self._cuts_words(frame):
                frames.append(frame)
        return frames

    def _is_set_text(self, frame: Frame, top: float, bottom: float) -> bool:
        """Tell whether a broad column of running text, flush left and right, stands below the first two rules."""
        lines = self._lines_in(frame.x0, frame.x1, top, bottom)
        broad = [
            run
            for number, line in enumerate(lines)
            for run in runs_of(line, number, wide=line.marks[0].size)
            if run.x1 - run.x0 > BROAD * (frame.x1 - frame.x0)
        ]
        edges = Counter((round(run.x0 / 3), round(run.x1 / 3)) for run in broad)
        if not edges:
            return False
        (left, right), count = edges.most_common(1)[0]
        beside = {run.line for run in broad if run.x0 < 3 * right and run.x1 > 3 * left}
        return count >= MANY_LINES and count > FILLED * len(beside)

    def _may_be_header(self, upper: Ruling, lower: Ruling) -> bool:
        """Tell whether no more lines than a header or a row may have stand between two rules."""
        marks = self._marks_in(upper.start, upper.end, upper.at, lower.at)
        return 0 < len({round(mark.base) for mark in marks}) <= TALLEST_BAND

    def _cuts_words(self, frame: Frame) -> bool:
        """Tell whether words stand across the frame's sides, as they do where a rule is no table's."""
        edges = (frame.x0 - 1, frame.x1 + 1)
        return any(
            mark.x0 < edge - 1 and mark.x1 > edge + 1
            for mark in self._marks_in(frame.x0 - 60, frame.x1 + 60, frame.top, frame.bottom)
            for edge in edges
        )

    def _is_first(self, frame: Frame) -> bool:
        """Tell whether nothing but a running head stands above a frame in its columns, on a page after the first."""
        if self.view.number == 1:
            return False
        above = self._lines_in(frame.x0, frame.x1, 0, frame.top - 0.5)
        return len(above) <= 2

    def _lines_in(self, x0: float, x1: float, top: float, bottom: float) -> list[Line]:
        """Return the lines of a region; a region is asked for again and again while a table is followed down."""
        key = (x0, x1, top, bottom)
        if key not in self.known_lines:
            self.known_lines[key] = lines_of(self._marks_in(x0, x1, top, bottom))
        return list(self.known_lines[key])

    def _marks_in(self, x0: float, x1: float, top: float, bottom: float) -> list[Mark]:
        """Return the words whose middle lies in a region."""
        first = bisect_left(self.bases, top - 0.5)
        last = bisect_right(self.bases, bottom + 60.0)
        left, right = 2 * (x0 - 2), 2 * (x1 + 2)
        return [
            mark
            for mark in self.by_base[first:last]
            if left <= mark.x0 + mark.x1 <= right and top - 0.5 <= mark.base - 0.3 * mark.size <= bottom + 0.5
        ]

    def _table(self, frame: Frame, caption: _Caption | None) -> RawTable | None:
        marks = self._marks_in(frame.x0, frame.x1, frame.top, frame.bottom)
        if caption is not None:
            own = {id(mark) for mark in caption.marks}
            marks = [mark for mark in marks if id(mark) not in own]
        lines, inner = without_notes(lines_of(marks), frame, self.view.uprights)
        marks = [mark for line in lines for mark in line.marks]
        if not marks:
            return None
        bottom = max(mark.bottom for mark in marks)
        levels = [
            rule
            for rule in self.view.levels
            if frame.top - 1 <= rule.at <= bottom + 3 and rule.start >= frame.x0 - 8 and rule.end <= frame.x1 + 8
        ]
        uprights = [rule for rule in self.view.uprights if rule.start > frame.top - 6 and rule.end < bottom + 8]
        grid = build_grid(marks, levels, uprights, frame.x0, frame.x1)
        if grid is None or (caption is None and not is_tabular(grid, marks, frame)):
            return None
        notes = [inner] if inner else self._notes_below(frame)
        self.used.append(frame)
        return self._finish(grid, frame, caption, marks, notes)

    def _notes_below(self, frame: Frame) -> list[list[Line]]:
        """Return the paragraphs under a table that explain it."""
        size = self.view.body_size
        area = self._lines_in(frame.x0 - 4, frame.x1 + 4, frame.bottom, frame.bottom + 40 * size)
        notes: list[list[Line]] = []
        last = frame.bottom
        pitch: float | None = None
        for line in area:
            runs = runs_of(line, 0, wide=1.3 * size)
            first = next((run for run in runs if abs(run.x0 - frame.x0) < 2.5 * size), None)
            if first is None:
                if runs and runs[0].x0 > frame.x0 + 2.5 * size and notes:
                    continue
                break
            mine = Line(line.base, first.marks)
            step = mine.base - last
            same = bool(notes) and abs(mine.size - notes[-1][-1].size) < 0.6
            same = same and step <= (1.45 * mine.size if pitch is None else pitch + 0.15 * mine.size)
            same = same or (len(notes) == 1 and len(notes[0]) == 1 and step <= 2.6 * mine.size and pitch is None)
            if same:
                notes[-1].append(mine)
                pitch = step if pitch is None else pitch
            elif step <= (3.2 if not notes else 2.0) * size and self._may_be_note(mine):
                notes.append([mine])
            else:
                break
            last = mine.base
        return [note for note in notes if self._is_note(note)]

    def _may_be_note(self, line: Line) -> bool:
        text = " ".join(mark.word.text for mark in line.marks)
        return not _FIGURE.match(text) and not LABEL.match(text)

    def _is_note(self, note: Sequence[Line]) -> bool:
        marks = [mark for line in note for mark in line.marks]
        text = joined_text(mark.word for mark in marks)
        if dominant_size(marks) < 0.94 * self.view.body_size:
            return True
        return bool(_NOTE.match(text)) or marks[0].is_raised or len(DEFINITION.findall(text[:300])) >= 2

    def _finish(
        self,
        grid: Grid,
        frame: Frame,
        caption: _Caption | None,
        marks: Sequence[Mark],
        notes: Sequence[Sequence[Line]],
    ) -> RawTable:
        page = self.view.number
        words = {(cell.row, cell.column): cell for cell in grid.cells}
        covered: set[tuple[int, int]] = set()
        cells: list[RawCell] = []
        for row in range(grid.n_rows):
            for column in range(grid.n_columns):
                if (row, column) in covered:
                    continue
                cell = words.get((row, column))
                text = tuple(mark.word for mark in cell.marks) if cell is not None else ()
                down, right = (cell.row_span, max(cell.column_span, 1)) if cell is not None else (1, 1)
                covered.update((row + i, column + j) for i in range(down) for j in range(right))
                cells.append(RawCell(row, column, text, row < grid.header_rows, down, right, (page,) * len(text)))
        box = _box(page, [mark.word for mark in marks])
        return RawTable(
            caption.label if caption else None,
            tuple(mark.word for mark in caption.marks) if caption else (),
            box,
            tuple(cells),
            grid.n_rows,
            grid.n_columns,
            tuple(tuple(mark.word for line in note for mark in line.marks) for note in notes),
            page,
            caption.continued if caption else self._is_first(frame),
        )


def _box(page: int, words: Sequence[RawWord]) -> Box:
    return Box(
        page,
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(word.bottom for word in words),
    )
