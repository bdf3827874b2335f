"""A table's printed lines come in, the number of the row each belongs to goes out.

Lines are parted into rows by rules, by the space between them, and by whether a line's first word would still have had
room on the line above. Lines set between others are those of cells centered in their row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.documents.grid import Line, Ruling, Run

CLOSEST = 0.95
"""Share of the type size below which two lines cannot be lines of one cell; leading is 1.0 to 1.5."""
EVEN = 1.09
"""Times the distance of a cell's lines up to which lines are seen as following each other in one cell."""
LOOSE = 1.16
"""Times the distance of a cell's lines from which a distance is seen as space between rows."""
CERTAIN = 3.5
"""Score from which a row ends even in a table whose other rows are parted by rules."""
BODY = 4.0
"""Score from which a body begins above the first rule, where only its row has a first cell."""
TALLEST_HEADER = 10
"""Lines that a header without a rule under it may have."""


@dataclass(slots=True)
class PrintedLines:
    """A region's lines, the first run of each by column, and the ink of the columns; sizes in points."""

    lines: "Sequence[Line]"
    cells: "list[dict[int, Run]]"
    spans: set[int]
    columns: list[tuple[float, float]]
    usual: float
    x0: float
    x1: float


def number_rows(printed: PrintedLines, levels: "Sequence[Ruling]") -> tuple[list[int], int]:
    """Return the row of each line, from 0, and how many rows the header has."""
    return _Rows(printed, levels).numbers()


class _Rows:
    """Weighs, for each pair of lines that make rows, whether a row ends between them."""

    def __init__(self, printed: PrintedLines, levels: "Sequence[Ruling]") -> None:
        self.columns, self.usual = printed.columns, printed.usual
        self.x0, self.x1 = printed.x0, printed.x1
        self.all_lines, self.all_cells = printed.lines, printed.cells
        self.bands = self._bands(levels)
        self.tight = self._leading()
        self.homes: dict[int, int] = {}
        self.main = self._main_lines()
        self.beside = self._rows_beside()
        self.is_centered = len(self.all_lines) - len(self.main) >= max(2, 0.05 * len(self.main))
        self._find_homes()
        if self.is_centered:
            self._find_mirrored()
        self.lines = [self.all_lines[k] for k in self.main]
        self.cells = [self.all_cells[k] for k in self.main]
        self.first, self.last = self._whole_cells()
        self.spans = [k in printed.spans for k in self.main]
        self.ruled = [self._rule_between(k, levels) for k in range(len(self.lines) - 1)]
        self.steps = [lower.base - upper.base for upper, lower in pairwise(self.lines)]
        self.loose = self._loose()
        self.is_padded = self._is_padded()
        self.is_bottom = self._is_bottom()

    def _bands(self, levels: "Sequence[Ruling]") -> list[int]:
        """Return for each line how many rules of most of the table's width stand above it."""
        width = max(self.x1 - self.x0, 1.0)
        covered: dict[float, float] = {}
        for rule in levels:
            covered[rule.at] = covered.get(rule.at, 0.0) + rule.length
        places = sorted(at for at, length in covered.items() if length > 0.6 * width)
        return [sum(at < line.base - 0.3 * self.usual for at in places) for line in self.all_lines]

    def _leading(self) -> float:
        """Return the distance of the lines of one cell, in points."""
        within: list[float] = []
        for number in range(len(self.columns)):
            bases = [line.base for line, row in zip(self.all_lines, self.all_cells, strict=True) if number in row]
            within.extend(b - a for a, b in pairwise(bases) if b - a < 3.0 * self.usual)
        within = [step for step in within if step >= CLOSEST * self.usual]
        return median(step for step in within if step <= 1.1 * min(within)) if within else 1.2 * self.usual

    def _main_lines(self) -> list[int]:
        """Return the lines that make rows: not those set closer than a cell's lines to one with more cells."""
        bases = [line.base for line in self.all_lines]
        main: list[int] = []
        for k, row in enumerate(self.all_cells):
            near = [
                n for n in (k - 1, k + 1) if 0 <= n < len(bases) and abs(bases[n] - bases[k]) < CLOSEST * self.usual
            ]
            if not any((len(self.all_cells[n]), 0 in self.all_cells[n]) > (len(row), 0 in row) for n in near):
                main.append(k)
        return main

    def _rows_beside(self) -> dict[int, int]:
        """Find pairs of rows that share the cells centered between them; return the shared line and its first row.

        Both lines of a pair have the same columns, two at least and none of those of the line between, and the lower
        one's first words had room behind the upper one in one of them: so they are no cells of two lines.
        """
        shared: dict[int, int] = {}
        for k in list(self.main):
            upper, lower = k - 1, k + 1
            if upper < 0 or lower >= len(self.all_lines) or upper in self.main or lower in self.main:
                continue
            above, below = self.all_cells[upper], self.all_cells[lower]
            is_pair = len(above) > 1 and set(above) == set(below) and not set(above) & set(self.all_cells[k])
            middle = (self.all_lines[upper].base + self.all_lines[lower].base) / 2
            if not is_pair or abs(middle - self.all_lines[k].base) > 0.22 * self.usual:
                continue
            if any(self._need(above[number], below[number]) < 0.9 * self._ink(number) for number in above):
                shared[k] = upper
                self.main[self.main.index(k)] = upper
                self.main.insert(self.main.index(upper) + 1, lower)
        return shared

    def _find_homes(self) -> None:
        """Find for each line between rows the line whose row it belongs to."""
        main = set(self.main)
        for line in range(len(self.all_lines)):
            if line in self.beside:
                self.homes[line] = self.beside[line]
            elif line not in main:
                self.homes[line] = self._mirrored_home(line) if self.is_centered else self._chained_home(line)

    def _mirrored_home(self, line: int) -> int:
        """Return the nearest line around which the line and another one of its column lie evenly."""
        number = next(iter(self.all_cells[line]), 0)
        base = self.all_lines[line].base
        for k in sorted(self.main, key=lambda k: abs(self.all_lines[k].base - base)):
            middle = self.all_lines[k].base
            if abs(middle - base) > 3.2 * self.tight:
                break
            if self.bands[k] == self.bands[line] and any(
                number in self.all_cells[n] and abs(self.all_lines[n].base - 2 * middle + base) < 0.22 * self.usual
                for n in range(max(0, k - 12), min(len(self.all_lines), k + 13))
                if n != line and self.bands[n] == self.bands[line]
            ):
                return k
        return self._chained_home(line)

    def _chained_home(self, line: int) -> int:
        """Return the line of a row whose text in the same column the line's text goes on or begins."""
        number = next(iter(self.all_cells[line]), 0)
        chain = self._chain(line, number)
        main = set(self.main)
        above = [k for k in chain if k < line and k in main]
        below = [k for k in chain if k > line and k in main]
        if above or below:
            return above[-1] if above else below[0]
        middle = sum(self.all_lines[k].base for k in chain) / len(chain)
        near = [k for k in self.main if self.bands[k] == self.bands[line]] or self.main
        return min(near, key=lambda k: abs(self.all_lines[k].base - middle))

    def _chain(self, line: int, number: int) -> list[int]:
        """Return the lines that follow ``line`` in a column, or go before it, at the distance of a cell's lines."""
        lines, step = self.all_lines, EVEN * self.tight
        mine = [
            k
            for k in range(len(lines))
            if (number in self.all_cells[k] or k == line) and self.bands[k] == self.bands[line]
        ]
        first = last = mine.index(line)
        while first > 0 and lines[mine[first]].base - lines[mine[first - 1]].base <= step:
            first -= 1
        while last + 1 < len(mine) and lines[mine[last + 1]].base - lines[mine[last]].base <= step:
            last += 1
        return mine[first : last + 1]

    def _find_mirrored(self) -> None:
        """Give lines that lie evenly around one with more cells, at the distance of a cell's lines, to its row."""
        for k in list(self.main):
            row = self.all_cells[k]
            if k not in self.main or len(row) > 0.5 * len(self.columns):
                continue
            base = self.all_lines[k].base
            for m in self.main:
                middle = self.all_lines[m].base
                if m <= k or middle - base > 3.2 * self.tight or len(self.all_cells[m]) <= len(row):
                    continue
                twin = next(
                    (
                        n
                        for n in self.main
                        if abs(self.all_lines[n].base - 2 * middle + base) < 0.22 * self.usual
                        and set(self.all_cells[n]) <= set(row)
                    ),
                    None,
                )
                number = next(iter(row), 0)
                if twin is None or not {m, twin} <= set(self._chain(k, number)) or self._has_room(k, number):
                    continue
                for n in [n for n in self.main if k <= n <= twin and n != m]:
                    self.homes[n] = m
                    self.main.remove(n)
                break

    def _has_room(self, line: int, number: int) -> bool:
        """Tell whether the first word of a column's next line had room behind a line."""
        below = next(
            (self.all_cells[k][number] for k in range(line + 1, len(self.all_cells)) if number in self.all_cells[k]),
            None,
        )
        run = self.all_cells[line].get(number)
        return run is not None and below is not None and self._need(run, below) < 0.9 * self._ink(number)

    def _need(self, above: "Run", below: "Run") -> float:
        """Return the width of a line with the first word of the next one set behind it."""
        word = below.marks[0]
        return (above.x1 - above.x0) + 0.25 * self.usual + (word.x1 - word.x0)

    def _ink(self, number: int) -> float:
        return self.columns[number][1] - self.columns[number][0]

    def _whole_cells(self) -> "tuple[list[dict[int, Run]], list[dict[int, Run]]]":
        """Return each row-making line's cells with their lines set between rows: their first and their last lines."""
        first = [dict(row) for row in self.cells]
        last = [dict(row) for row in self.cells]
        places = {line: place for place, line in enumerate(self.main)}
        for line in sorted(self.homes):
            place = places[self._last_home(line)]
            for number, run in self.all_cells[line].items():
                if number not in first[place] or run.line < first[place][number].line:
                    first[place][number] = run
                if number not in last[place] or run.line > last[place][number].line:
                    last[place][number] = run
        return first, last

    def _last_home(self, line: int) -> int:
        while line in self.homes:
            line = self.homes[line]
        return line

    def numbers(self) -> tuple[list[int], int]:
        """Return each line's row, and the number of header rows."""
        breaks, header = self.breaks()
        row_of: dict[int, int] = {}
        row = 0
        for k, line in enumerate(self.main):
            row_of[line] = row
            row += k < len(breaks) and breaks[k]
        for line in self.homes:
            row_of[line] = row_of[self._last_home(line)]
        header_rows = row_of[self.main[header - 1]] + 1 if header else 1
        return [row_of[line] for line in range(len(self.all_lines))], header_rows

    def _rule_between(self, k: int, levels: "Sequence[Ruling]") -> float:
        """Return the share of the width that rules between line k and the next one cover."""
        upper, lower = self.lines[k], self.lines[k + 1]
        low, high = upper.base - 0.2 * self.usual, lower.base - 0.3 * self.usual
        covered = sum(rule.length for rule in levels if low < rule.at < high)
        return covered / max(self.x1 - self.x0, 1.0)

    def _loose(self) -> float:
        """Return the distance of lines, in points, above which it is seen as space between rows.

        A clear jump among the distances tells it, else it is LOOSE times the distance of a cell's lines.
        """
        steps = sorted(step for step in self.steps if step >= 0.98 * self.tight)
        for lower, upper in pairwise(steps):
            if upper > LOOSE * self.tight:
                break
            if upper >= 1.05 * lower:
                return (lower + upper) / 2
        return LOOSE * self.tight

    def _is_bottom(self) -> bool:
        """Tell whether cells stand at the bottom of their rows: the last line of a row then has the most of them."""
        tops = bottoms = 0
        start = 0
        for k, step in enumerate([*self.steps, None]):
            if step is not None and step <= self.loose and self.ruled[k] <= 0.6:
                continue
            first, last = self.cells[start], self.cells[k]
            if start and k > start:  # the header, which often stands at the bottom, does not count
                tops += len(first) > len(last)
                bottoms += len(last) > len(first)
            start = k + 1
        return bottoms >= 2 and bottoms > 2 * tops

    def _is_padded(self) -> bool:
        """Tell whether rows stand further apart than the lines of a cell."""
        close = [k for k, step in enumerate(self.steps) if step <= self.loose and not self.ruled[k]]
        if not close or len(self.steps) - len(close) < 0.2 * len(self.steps):
            return False
        partial = sum(len(self.cells[k + 1]) < 0.7 * max(len(self.cells[k]), 1) for k in close)
        return partial >= 0.34 * len(close)

    def _votes(self, k: int) -> tuple[int, int]:
        """Return in how many columns the first word of line k+1 had room, or had none, at the end of line k."""
        fits = tight = 0
        for number, run in self.first[k + 1].items():
            above = self.last[k].get(number)
            if above is None:
                continue
            need = self._need(above, run)
            weight = 2 if number == 0 else 1
            if need <= self._ink(number):
                fits += weight
            elif need > self._room(number):
                tight += weight
        return fits, tight

    def _room(self, number: int) -> float:
        """Return how wide a line of a column may be before it meets the next column."""
        left, right = self.columns[number]
        limit = self.columns[number + 1][0] - 0.5 * self.usual if number + 1 < len(self.columns) else self.x1
        return max(limit, right) - left

    def score(self, k: int) -> float:
        """Return how much speaks for a row ending between line k and the next: positive for, negative against."""
        if self.ruled[k] > 0.6:
            return 10.0
        step = self.steps[k]
        if step < CLOSEST * self.usual:
            return -10.0
        total = self._score_space(step) + self._score_room(k)
        here, below = self.first[k], self.first[k + 1]
        if self.is_bottom:
            here, below = self.last[k + 1], self.last[k]
        share = len(below) / len(self.columns)
        if 0 not in below:
            total -= 2.0
        else:
            total += 0.5
            if share > 0.6:
                total += 1.0 if share < 1.0 or len(self.columns) < 3 else 2.0
            if not self.is_centered and any(number and number not in here for number in below):
                total += 2.0
        return total - self._unfinished(self.last[k], self.first[k + 1])

    def _score_space(self, step: float) -> float:
        """Return what the distance of two lines says for a row's end."""
        if step > self.loose:
            return 3.0 if self.is_padded else 1.5
        return -3.0 if self.is_padded else 0.0

    def _score_room(self, k: int) -> float:
        """Return what the room at the end of line k's cells says for a row's end."""
        fits, tight = self._votes(k)
        share = len(self.last[k] if self.is_bottom else self.first[k + 1]) / len(self.columns)
        if fits and fits >= 0.6 * (fits + tight):
            return 2.0
        if tight and not fits:
            return -1.5
        if not fits and share < 0.4:
            return 1.0 if self._is_short(k) else -1.0
        return 0.0

    def _is_short(self, k: int) -> bool:
        """Tell whether a line with a first cell alone ends well before the next column begins."""
        above, below = self.last[k].get(0), self.first[k + 1].get(0)
        return above is not None and below is not None and self._need(above, below) < 0.8 * self._room(0)

    def _unfinished(self, here: "dict[int, Run]", below: "dict[int, Run]") -> float:
        """Return how much the text of both lines says that a cell goes on."""
        open_ends = lowercase = 0
        for number, run in below.items():
            above = here.get(number)
            if above is None:
                continue
            text = "".join(mark.word.text for mark in above.marks)
            first = run.marks[0].word.text
            if text.count("(") > text.count(")") or (text.endswith(("-", "/", "→", "+", "±")) and len(text) > 1):
                open_ends += 1
            elif self._need(above, run) > self._ink(number):
                lowercase += text.endswith((",", ";")) or (first[0].islower() and len(first) > 1) or first[0] in "(→"
        return min(2.0 * open_ends + 0.7 * lowercase, 3.0 if open_ends else 1.5)

    def breaks(self) -> tuple[list[bool], int]:
        """Return whether a row ends after each row-making line but the last, and how many of them the header has."""
        scores = [self.score(k) for k in range(len(self.lines) - 1)]
        header = self._header_lines()
        marks = [score > 0 for score in scores]
        by_rule = sum(self.ruled[k] > 0.6 for k in range(header, len(scores)))
        others = [k for k in range(header, len(scores)) if marks[k] and self.ruled[k] <= 0.6]
        surest = max((scores[k] for k in others if 0 in self.first[k] and 0 in self.first[k + 1]), default=0.0)
        if by_rule >= 2 and len(others) <= 0.5 * by_rule and surest < CERTAIN:  # all rows have rules
            marks = [self.ruled[k] > 0.6 for k in range(len(scores))]
        for k in range(header - 1):
            is_group = self.spans[k] or len(self.cells[k]) < 0.5 * len(self.cells[k + 1])
            is_over = self.spans[k] and 2 * len(self.cells[k]) <= len(self.cells[k + 1])
            marks[k] = (self.ruled[k] > 0.1 and is_group) or self.ruled[k] > 0.6 or is_over
            if scores[k] >= BODY and not any(0 in row for row in self.cells[: k + 1]) and 0 in self.cells[k + 1]:
                marks[k] = True  # the first row of a body whose header has no name for the first column
        for first in self.beside.values():
            marks[self.main.index(first)] = True
        if 0 < header <= len(marks):
            marks[header - 1] = True
        return marks, header

    def _header_lines(self) -> int:
        """Return how many lines stand above the first rule that parts lines, or are bold where the others are not."""
        limit = max(1, min(TALLEST_HEADER, len(self.lines) - 1))
        for k in range(limit):
            if self.ruled[k] > 0.6:
                return k + 1
        bold = [sum(mark.is_bold for mark in line.marks) > 0.6 * len(line.marks) for line in self.lines]
        if bold[0] and not all(bold):
            return min(bold.index(False), limit)
        return 0
