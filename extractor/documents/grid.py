"""The words of a table's region come in, its rows and columns go out.

Nothing here knows captions, pages or notes. Columns are told by where runs of words stand apart on most lines, rows by
rules, by the space between lines, and by whether a line's first word would still have had room on the line above.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING

from extractor.core.document import BOLD, RAISED
from extractor.documents.rows import PrintedLines, number_rows

if TYPE_CHECKING:
    from extractor.documents.words import RawWord

SAME_LINE = 0.3
"""Share of the type size by which baselines on one printed line may differ; a subscript is set 0.1 to 0.25 lower."""
CENTERED = 1.2
"""Type sizes by which the middle of a cell centered over two columns may miss theirs."""
WIDE_GAP = 0.5
"""Share of the type size from which a gap between words may part two cells; a space is 0.2 to 0.33."""


@dataclass(slots=True, eq=False)
class Mark:
    """A word in the frame in which its text runs left to right; ``base`` is the y of the line it stands on."""

    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    word: "RawWord"

    @property
    def center(self) -> float:
        """The x in its middle."""
        return (self.x0 + self.x1) / 2

    @property
    def is_bold(self) -> bool:
        """Tell whether it is set in bold face."""
        return bool(self.word.flags & BOLD)

    @property
    def is_raised(self) -> bool:
        """Tell whether it is a superscript."""
        return bool(self.word.flags & RAISED)


@dataclass(slots=True, eq=False)
class Line:
    """Words on one printed line, left to right."""

    base: float
    marks: list[Mark] = field(default_factory=list)

    @property
    def x0(self) -> float:
        """Left end."""
        return self.marks[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return max(mark.x1 for mark in self.marks)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(mark.top for mark in self.marks)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(mark.bottom for mark in self.marks)

    @property
    def size(self) -> float:
        """Type size of most of its text."""
        return dominant_size(self.marks)


@dataclass(slots=True, eq=False)
class Run:
    """Neighboring words of one line, no wide gap between them; ``line`` counts the region's lines from 0.

    ``x0`` and ``x1`` are its ends. ``reach`` is what a spanning cell covers where that is more than its words.
    """

    line: int
    marks: list[Mark]
    reach: tuple[float, float] | None = None
    x0: float = field(init=False)
    x1: float = field(init=False)

    def __post_init__(self) -> None:
        self.x0 = self.marks[0].x0
        self.x1 = self.marks[-1].x1

    @property
    def center(self) -> float:
        """The x in its middle."""
        return (self.x0 + self.x1) / 2


@dataclass(slots=True, eq=False)
class Column:
    """A column of runs and the width of ink it covers."""

    x0: float
    x1: float
    runs: list[Run] = field(default_factory=list)

    def lines(self) -> set[int]:
        """Return the numbers of the lines that have text in it."""
        return {run.line for run in self.runs}


@dataclass(slots=True)
class GridCell:
    """Words at a place of the grid, in reading order."""

    row: int
    column: int
    column_span: int
    marks: list[Mark]
    row_span: int = 1


@dataclass(slots=True)
class Grid:
    """Rows and columns of a region; only cells with words are listed. ``header_rows`` counts from the top."""

    n_rows: int
    n_columns: int
    cells: list[GridCell]
    header_rows: int
    columns: list[tuple[float, float]]
    row_tops: list[float]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A level or upright line: at ``at``, from ``start`` to ``end``."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Length in points."""
        return self.end - self.start


def dominant_size(marks: Iterable[Mark]) -> float:
    """Return the type size that most characters have; 10 where there are none."""
    exact: dict[float, int] = {}
    for mark in marks:
        exact[mark.size] = exact.get(mark.size, 0) + len(mark.word.text)
    weights: dict[float, int] = {}
    for told, letters in exact.items():
        size = round(told * 4) / 4
        weights[size] = weights.get(size, 0) + letters
    return max(weights, key=lambda size: (weights[size], size)) if weights else 10.0


def lines_of(marks: Sequence[Mark]) -> list[Line]:
    """Return the printed lines of some words, top to bottom; raised and small words join the line they touch."""
    if not marks:
        return []
    usual = dominant_size(marks)
    least = 0.8 * usual
    small = [mark for mark in marks if mark.size < least or mark.word.flags & RAISED]
    lines: list[Line] = []
    large = [mark for mark in marks if mark.size >= least and not mark.word.flags & RAISED] if small else list(marks)
    large.sort(key=attrgetter("base", "x0"))
    for mark in large:
        if lines and mark.base - lines[-1].base <= SAME_LINE * max(mark.size, least):
            lines[-1].marks.append(mark)
        else:
            lines.append(Line(mark.base, [mark]))
    orphans: list[Mark] = []
    for mark in small:
        near = [
            line
            for line in lines
            if -0.3 * usual <= line.base - mark.base <= 0.75 * usual
            and any(other.x0 - 0.5 * usual <= mark.x1 and mark.x0 <= other.x1 + 0.5 * usual for other in line.marks)
        ]
        if near:
            min(near, key=lambda line: abs(line.base - mark.base)).marks.append(mark)
        else:
            orphans.append(mark)
    for mark in sorted(orphans, key=lambda m: (m.base, m.x0)):
        place = next((line for line in lines if abs(line.base - mark.base) <= SAME_LINE * mark.size), None)
        if place is None:
            lines.append(Line(mark.base, [mark]))
        else:
            place.marks.append(mark)
    for line in lines:
        line.marks.sort(key=attrgetter("x0", "word.order"))
    return sorted(lines, key=attrgetter("base"))


def runs_of(line: Line, number: int, cuts: Sequence[float] = (), wide: float | None = None) -> list[Run]:
    """Return the runs of a line, parted at gaps of ``wide`` points and at the x of each cut."""
    parts: list[list[Mark]] = []
    last: list[Mark] = []
    end = 0.0
    for mark in line.marks:
        limit = wide if wide is not None else WIDE_GAP * max(mark.size, 4.0)
        is_near = bool(last) and mark.x0 - end < limit
        if is_near and not (cuts and any(last[-1].center < cut < mark.center for cut in cuts)):
            end = max(last[-1].x1, mark.x1)
            last.append(mark)
            continue
        last, end = [mark], mark.x1
        parts.append(last)
    return [Run(number, marks) for marks in parts]


def columns_of(runs: Sequence[Run], bases: Sequence[float], usual: float) -> tuple[list[Column], list[Run]]:
    """Return the columns left to right, and the runs that reach over more than one of them.

    Narrow runs found the columns, wider ones join the column they touch. One that touches several columns is seen as a
    spanning cell as long as more lines keep these columns apart than run over both.
    """
    slack = 0.1 * usual
    columns: list[Column] = []
    bridging: list[Run] = []
    for run in sorted(runs, key=lambda r: (r.x1 - r.x0, r.line, r.x0)):
        met = [c for c in columns if run.x0 < c.x1 - slack and run.x1 > c.x0 + slack]
        if not met:
            columns.append(Column(run.x0, run.x1, [run]))
        elif len(met) == 1:
            met[0].x0, met[0].x1 = min(met[0].x0, run.x0), max(met[0].x1, run.x1)
            met[0].runs.append(run)
        else:
            bridging.append(run)
    columns.sort(key=lambda c: c.x0)
    columns, centered = _take_centered(columns, usual)
    columns, bridging = _merge_bridged(columns, bridging, slack, usual)
    columns, between = _take_centered(columns, usual)
    between.extend(centered)
    columns = _merge_exclusive(columns, bases, usual)
    columns = _merge_lonely(columns, len(bases), usual)
    space = _space(runs, usual)
    columns = _merge_markers([part for column in columns for part in _split_column(column, space)])
    spanning = between
    pairs = sorted({run.reach for run in between if run.reach})
    for run in bridging:
        met = [c for c in columns if run.x0 < c.x1 - slack and run.x1 > c.x0 + slack]
        over = next((pair for pair in pairs if _is_centered(run, pair, usual)), None)
        if over is not None:
            spanning.append(Run(run.line, run.marks, over))
        elif len(met) == 1:
            met[0].runs.append(run)
        else:
            spanning.append(run)
    return columns, spanning


def _is_centered(run: Run, reach: tuple[float, float], usual: float) -> bool:
    """Tell whether a run stands in the middle of a reach and inside it."""
    middle = (reach[0] + reach[1]) / 2
    return reach[0] <= run.x0 and run.x1 <= reach[1] and abs(run.center - middle) < CENTERED * usual


def _space(runs: Sequence[Run], usual: float) -> float:
    """Return the usual width of a space inside runs, in points."""
    gaps = sorted(
        b.x0 - a.x1 for run in runs for a, b in pairwise(run.marks) if not b.word.glued and b.x0 - a.x1 > 0.12 * usual
    )
    return gaps[len(gaps) // 4] if len(gaps) > 3 else 0.25 * usual


def _take_centered(columns: list[Column], usual: float) -> tuple[list[Column], list[Run]]:
    """Take out columns that are cells centered over two others: never on a line with either, in their middle."""
    spanning: list[Run] = []
    place = 1
    while place < len(columns) - 1:
        left, middle, right = columns[place - 1 : place + 2]
        lines = middle.lines()
        center = (left.x0 + right.x1) / 2
        is_over = (
            len(left.lines() & right.lines()) >= 2
            and not lines & (left.lines() | right.lines())
            and all(abs(run.center - center) < CENTERED * usual for run in middle.runs)
        )
        if is_over:
            spanning.extend(Run(run.line, run.marks, (left.x0, right.x1)) for run in middle.runs)
            del columns[place]
        else:
            place += 1
    return columns, spanning


def _merge_lonely(columns: list[Column], n_lines: int, usual: float) -> list[Column]:
    """Join a column that is no more than a run on one of many lines with its nearer neighbor: words set apart."""
    while n_lines >= 6 and len(columns) > 2:
        lonely = next((n for n in range(1, len(columns)) if _is_lonely(columns, n, usual)), None)
        if lonely is None:
            break
        column = columns.pop(lonely)
        left = columns[lonely - 1]
        right = columns[lonely] if lonely < len(columns) else None
        target = left if right is None or column.x0 - left.x1 <= right.x0 - column.x1 else right
        target.x0, target.x1 = min(target.x0, column.x0), max(target.x1, column.x1)
        target.runs.extend(column.runs)
    return columns


def _is_lonely(columns: Sequence[Column], place: int, usual: float) -> bool:
    lines = columns[place].lines()
    if len(lines) != 1:
        return False
    beside = [run for n in (place - 1, place + 1) if n < len(columns) for run in columns[n].runs if run.line in lines]
    return any(max(run.x0 - columns[place].x1, columns[place].x0 - run.x1) < 1.6 * usual for run in beside)


def _merge_bridged(
    columns: list[Column], bridging: list[Run], slack: float, usual: float
) -> tuple[list[Column], list[Run]]:
    while True:
        for left, right in pairwise(columns):
            apart = left.lines() & right.lines()
            center = (left.x0 + right.x1) / 2
            over = {
                r.line
                for r in bridging
                if r.x0 < left.x1 - slack
                and r.x1 > right.x0 + slack
                and not (len(apart) > 1 and abs(r.center - center) < CENTERED * usual)
            }
            if over and len(over) >= max(len(apart), 1):
                joined = Column(left.x0, max(left.x1, right.x1), left.runs + right.runs)
                columns = [joined if c is left else c for c in columns if c is not right]
                rest: list[Run] = []
                for run in bridging:
                    if not (run.x0 < joined.x1 - slack and run.x1 > joined.x0 + slack):
                        rest.append(run)
                        continue
                    met = [c for c in columns if run.x0 < c.x1 - slack and run.x1 > c.x0 + slack]
                    if len(met) == 1:
                        met[0].x0, met[0].x1 = min(met[0].x0, run.x0), max(met[0].x1, run.x1)
                        met[0].runs.append(run)
                    else:
                        rest.append(run)
                bridging = rest
                break
        else:
            return columns, bridging


def _merge_exclusive(columns: list[Column], bases: Sequence[float], usual: float) -> list[Column]:
    """Join a column whose few lines never share a line with its neighbor: a heading set beside its figures."""
    while len(columns) > 1:
        for column in sorted(columns, key=lambda c: len(c.runs)):
            place = columns.index(column)
            mine = [bases[line] for line in column.lines()]
            sides = [columns[n] for n in (place - 1, place + 1) if 0 <= n < len(columns)]
            free = [
                side
                for side in sides
                if len(column.lines()) <= 0.4 * len(side.lines())
                and not any(abs(bases[line] - base) < 0.8 * usual for line in side.lines() for base in mine)
            ]
            if free:
                best = min(free, key=lambda side: max(side.x0 - column.x1, column.x0 - side.x1))
                if len(free) == 2 and len(sides) == 2:
                    # it stands over both: leave its runs to whichever is nearer, their width decides on the span
                    best = free[0] if column.x0 - free[0].x1 <= free[1].x0 - column.x1 else free[1]
                best.x0, best.x1 = min(best.x0, column.x0), max(best.x1, column.x1)
                best.runs.extend(column.runs)
                columns = [c for c in columns if c is not column]
                break
        else:
            break
    return columns


def _split_column(column: Column, space: float) -> list[Column]:
    """Part a column where on most of its lines a gap wider than a space stands over the same place."""
    rows: dict[int, list[Mark]] = {}
    for run in column.runs:
        rows.setdefault(run.line, []).extend(run.marks)
    pairs: list[tuple[float, float]] = []
    for marks in rows.values():
        marks.sort(key=attrgetter("x0"))
        pairs.extend((a.x1, b.x0) for a, b in pairwise(marks) if not b.word.glued)
    is_short = len(rows) < 4
    least = (1.75 if is_short else 1.45) * space
    gaps = [(left, right) for left, right in pairs if right - left >= least]
    enough = max(2 if is_short else 3, 0.6 * len(rows))
    if len(gaps) < enough:
        return [column]
    votes: dict[float, int] = {}
    lefts, rights = sorted(left for left, _ in gaps), sorted(right for _, right in gaps)
    for place in sorted({right - 0.5 * least for _, right in gaps}):
        over = bisect_right(lefts, place) - bisect_left(rights, place)
        if over >= enough and not any(mark.x0 < place < mark.x1 for marks in rows.values() for mark in marks):
            votes[place] = over
    if not votes:
        return [column]
    place = max(votes, key=lambda key: (votes[key], -key))
    parts: list[Column] = []
    for is_right in (False, True):
        runs = [
            Run(run.line, marks)
            for run in column.runs
            if (marks := [mark for mark in run.marks if (mark.center > place) == is_right])
        ]
        parts.append(Column(min(run.x0 for run in runs), max(run.x1 for run in runs), runs))
    return [*_split_column(parts[0], space), *_split_column(parts[1], space)]


def _merge_markers(columns: list[Column]) -> list[Column]:
    """Join bullets and list numbers with the text to their right."""
    result: list[Column] = []
    for column in columns:
        if result and _is_list_marks(result[-1]):
            column.x0 = result[-1].x0
            column.runs.extend(result.pop().runs)
        result.append(column)
    return result


def _is_list_marks(column: Column) -> bool:
    texts = ["".join(mark.word.text for mark in run.marks) for run in column.runs]
    marks = sum(text in "•·–-▪●○*►" or (text[:-1].isalnum() and text[-1] in ".)" and len(text) <= 4) for text in texts)
    return marks == len(texts) and len(texts) > 1


def split_touching(run: Run, columns: Sequence[Column], usual: float) -> list[Run]:
    """Part a run that two cells standing close together seem to form: where a word starts as its column does."""
    if run.reach:
        return [run]
    for left, right in pairwise(columns):
        if not (run.x0 < left.x1 and run.x1 > right.x0):
            continue
        starts = [other.x0 for other in right.runs]
        edge = median(starts)
        is_even = sum(abs(start - edge) < 0.8 for start in starts) >= 0.6 * len(starts)
        for number in range(1, len(run.marks)):
            before, mark = run.marks[number - 1], run.marks[number]
            begins = abs(mark.x0 - edge) < 0.8 if is_even else before.x1 <= right.x0 and mark.center > right.x0
            if begins and not mark.word.glued and before.x1 <= right.x0 + 0.1 * usual and mark.x0 > left.x0:
                least = 1.12 * _space([run], usual) if is_even else max(0.38 * usual, 1.3 * _space([run], usual))
                if mark.x0 - before.x1 < least:
                    continue
                head, tail = Run(run.line, run.marks[:number]), Run(run.line, run.marks[number:])
                return [*split_touching(head, columns, usual), *split_touching(tail, columns, usual)]
    return [run]


def build_grid(
    marks: Sequence[Mark], levels: Sequence[Ruling], uprights: Sequence[Ruling], x0: float, x1: float
) -> Grid | None:
    """Return the grid of a region's words between x0 and x1; None where there is no more than one column or row.

    Args:
        marks: The words inside the region, caption and notes left out.
        levels: Level rules inside the region, its upper and lower edge included or not.
        uprights: Upright rules inside the region.
        x0: Left edge of the region.
        x1: Right edge of the region.
    """
    lines = lines_of(marks)
    if len(lines) < 2:
        return None
    usual = dominant_size(marks)
    height = lines[-1].bottom - lines[0].top
    tall = [rule for rule in uprights if rule.length > 0.4 * height and x0 + 2 < rule.at < x1 - 2]
    runs: list[Run] = []
    for number, line in enumerate(lines):
        middle = line.base - 0.3 * usual
        runs.extend(runs_of(line, number, [rule.at for rule in tall if rule.start < middle < rule.end]))
    bases = [line.base for line in lines]
    columns, spanning = columns_of(runs, bases, usual)
    if len(columns) < 2:
        return None
    placed: list[tuple[int, int, Run]] = []
    for number, column in enumerate(columns):
        placed.extend((number, 1, run) for run in column.runs)
    taken: dict[int, set[int]] = {}
    for number, _, run in placed:
        taken.setdefault(run.line, set()).add(number)
    for run in spanning:
        for piece in split_touching(run, columns, usual):
            first, last = _reach(piece, columns, taken.get(piece.line, set()))
            placed.append((first, last - first + 1, piece))
    cells: list[dict[int, Run]] = [{} for _ in lines]
    for number, _, run in placed:
        cells[run.line].setdefault(number, run)
    spans = {run.line for _, span, run in placed if span > 1}
    ends = [(column.x0, column.x1) for column in columns]
    row_of, header = number_rows(PrintedLines(lines, cells, spans, ends, usual, x0, x1), levels)
    return _assemble(lines, columns, placed, row_of, header, levels)


def _reach(run: Run, columns: Sequence[Column], taken: set[int]) -> tuple[int, int]:
    """Return the first and last column a run covers, those left out that have words of their own on its line."""
    x0, x1 = run.reach or (run.x0, run.x1)
    met = [n for n, c in enumerate(columns) if x0 < c.x1 and x1 > c.x0]
    free = [n for n in met if n not in taken]
    if free:
        middle = (x0 + x1) / 2
        home = min(free, key=lambda n: max(columns[n].x0 - middle, middle - columns[n].x1, 0.0))
        first = last = home
        while first - 1 in free:
            first -= 1
        while last + 1 in free:
            last += 1
        return first, last
    nearest = min(range(len(columns)), key=lambda n: max(columns[n].x0 - run.x1, run.x0 - columns[n].x1))
    return nearest, nearest


def _assemble(
    lines: Sequence[Line],
    columns: Sequence[Column],
    placed: Sequence[tuple[int, int, Run]],
    row_of: Sequence[int],
    header_rows: int,
    levels: Sequence[Ruling],
) -> Grid | None:
    n_rows = max(row_of) + 1
    found: dict[tuple[int, int], GridCell] = {}
    for column, span, run in sorted(placed, key=lambda item: (item[2].line, item[2].x0)):
        key = (row_of[run.line], column)
        cell = found.get(key)
        if cell is None:
            found[key] = GridCell(key[0], column, span, list(run.marks))
        else:
            cell.column_span = max(cell.column_span, span)
            cell.marks.extend(run.marks)
    partial = _partial_rules(lines, row_of, n_rows, levels, columns)
    _span_headers(found, columns, header_rows, partial)
    _join_unruled(found, columns, n_rows, header_rows, partial)
    cells = _without_overlaps([found[key] for key in sorted(found)])
    tops = [min(lines[k].top for k in range(len(lines)) if row_of[k] == number) for number in range(n_rows)]
    if n_rows < 2:
        return None
    return Grid(n_rows, len(columns), cells, header_rows, [(c.x0, c.x1) for c in columns], tops)


def _partial_rules(
    lines: Sequence[Line], row_of: Sequence[int], n_rows: int, levels: Sequence[Ruling], columns: Sequence[Column]
) -> list[list[Ruling]]:
    """Return for each row the rules below it that cover some columns and not others; empty where a rule covers all."""
    result: list[list[Ruling]] = []
    for row in range(n_rows - 1):
        upper = max(line.base for line, number in zip(lines, row_of, strict=True) if number == row)
        lower = min(line.base for line, number in zip(lines, row_of, strict=True) if number == row + 1)
        size = lines[0].size
        between = [rule for rule in levels if upper - 0.2 * size < rule.at < lower - 0.3 * size]
        covered = sum(_covers(between, column) for column in columns)
        result.append(between if 0 < covered < len(columns) else [])
    return result


def _covers(rules: Sequence[Ruling], column: Column) -> bool:
    middle = (column.x0 + column.x1) / 2
    return any(rule.start <= middle <= rule.end for rule in rules)


def _span_headers(
    found: dict[tuple[int, int], GridCell],
    columns: Sequence[Column],
    header_rows: int,
    partial: Sequence[Sequence[Ruling]],
) -> None:
    """Let a heading over a short rule span the columns that the rule covers."""
    for row in range(min(header_rows - 1, len(partial))):
        for rule in partial[row]:
            under = [n for n, c in enumerate(columns) if rule.start <= (c.x0 + c.x1) / 2 <= rule.end]
            over = [found[row, n] for n in under if (row, n) in found]
            if len(under) < 2 or len(over) != 1 or over[0].column + over[0].column_span - 1 > under[-1]:
                continue
            cell = found.pop((row, over[0].column))
            cell.column, cell.column_span = under[0], len(under)
            found[row, under[0]] = cell


def _join_unruled(
    found: dict[tuple[int, int], GridCell],
    columns: Sequence[Column],
    n_rows: int,
    header_rows: int,
    partial: Sequence[Sequence[Ruling]],
) -> None:
    """Join a cell with the one below where the rule between their rows leaves their column out."""
    taken: dict[int, GridCell] = {}
    for row in range(1, n_rows):
        for number, column in enumerate(columns):
            above = taken.get(number) or found.get((row - 1, number))
            taken.pop(number, None)
            if not partial[row - 1] or _covers(partial[row - 1], column):
                continue
            below = found.get((row, number))
            if above is None:
                if below is not None and row < header_rows and below.column_span == 1:
                    below.row, below.row_span = row - 1, 2
                    found[row - 1, number] = found.pop((row, number))
                continue
            if above.column_span > 1 or (below is not None and below.column_span > 1):
                continue
            if below is not None:
                above.marks.extend(found.pop((row, number)).marks)
            above.row_span = row - above.row + 1
            taken[number] = above


def _without_overlaps(cells: Sequence[GridCell]) -> list[GridCell]:
    """Shorten a spanning cell that reaches over a cell with words of its own in the same row."""
    for cell, follower in pairwise(cells):
        if cell.row == follower.row and cell.column + cell.column_span > follower.column:
            cell.column_span = follower.column - cell.column
    return list(cells)
