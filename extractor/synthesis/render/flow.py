"""The PRISMA 2020 flow diagram: its boxes in words, and their places.

Source: Page MJ et al. The PRISMA 2020 statement. BMJ 2021;372:n71, flow diagrams for new and for updated
reviews (CC BY 4.0).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from extractor.synthesis.model import Prisma
from extractor.synthesis.render.blocks import Figure
from extractor.synthesis.render.drawing import INK, SHADES, WIDTH_INCHES, canvas
from extractor.synthesis.render.words import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

NOT_RECORDED = "not recorded"

CHARACTER = 0.061
"""Inches that a character takes at most on average at 8 points."""
LINE, GAP, MARGIN = 0.155, 0.28, 0.08
"""Inches: the height of a line, between two boxes, and inside a box."""
BAR = 0.3
"""Inches for the names of the phases at the left."""

Counted = Iterable[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the flow: its column and row, and its lines; an arrow leads on to each box of ``leads``, by name."""

    name: str
    column: int
    row: int
    lines: tuple[str, ...]
    leads: tuple[str, ...] = ()


PHASES = (("Identification", 0, 0), ("Screening", 1, 3), ("Included", 4, 5))
"""The phases with their first and last rows; the total of an update has a row of its own."""


def flow(prisma: Prisma, remark: str) -> Figure:
    """Return the flow from the records found to the patients counted."""
    found = boxes(prisma)
    words = " ".join(f"{' '.join(line.strip() for line in box.lines)}." for box in found)
    caption = "From records to patients (PRISMA 2020 flow diagram)"
    return Figure("flow", caption, words, lambda: _draw(found, remark))


def boxes(prisma: Prisma) -> tuple[Box, ...]:
    """Return the boxes, those of other methods only where something is recorded of them.

    Where there are several rounds of searches, the last is told box by box, and those before it as previous versions.
    """
    if len(prisma.rounds) < 2:
        included = (_line("Reports included in review", prisma.reports_included), *_patients(prisma))
        return (*_main_boxes(prisma, prisma, 0), Box("yes", 0, 4, included), *_other_boxes(prisma, 2))
    new = prisma.rounds[-1].flow
    total = (_line("Total reports included in review", prisma.reports_included), *_patients(prisma))
    return (
        Box("previous", 0, 0, _previous(prisma), ("total",)),
        *_main_boxes(prisma, new, 1),
        Box("yes", 1, 4, (_line("New reports included in review", _new_reports(prisma)),), ("total",)),
        *_other_boxes(prisma, 3),
        Box("total", 1, 5, total),
    )


def _patients(prisma: Prisma) -> tuple[str, ...]:
    return (_line("Unique patients", prisma.patients),)


def _previous(prisma: Prisma) -> tuple[str, ...]:
    """Return what the box of previous versions tells: their searches, and the reports that these found."""
    earlier = [item.flow for item in prisma.rounds[:-1]]
    return (
        "Previous versions of review:",
        _line("  Records screened", _sum(item.records_screened for item in earlier)),
        _line("  Reports assessed for eligibility", _sum(item.reports_assessed for item in earlier)),
        _line("Reports included in previous version of review", _sum(item.reports_included for item in earlier)),
    )


def _new_reports(prisma: Prisma) -> int | None:
    """Return how many reports are included beside those of previous versions, whatever found them."""
    before = _sum(item.flow.reports_included for item in prisma.rounds[:-1])
    return None if before is None or prisma.reports_included is None else prisma.reports_included - before


def _sum(numbers: Iterable[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def _main_boxes(prisma: Prisma, shown: Prisma, column: int) -> tuple[Box, ...]:
    """Return the boxes from records to reports assessed, with the numbers of a round, or of all of them.

    Where it is not known which round found the reports, those of all rounds are told, and said to be that.
    """
    reports, together = shown, ""
    if shown.reports_assessed is None and prisma.rounds:
        reports, together = prisma, ", all searches together"
    removed = (
        "Records removed before screening:",
        _line("  Duplicate records", shown.duplicates_removed),
        _line("  Records marked as ineligible by automation tools", shown.removed_by_automation),
        _line("  Records removed for other reasons", shown.removed_for_other_reasons),
    )
    identified = (
        "Records identified from:" if shown is prisma else "New records identified from:",
        *_sources("Databases", shown.databases),
        *_sources("Registers", shown.registers),
    )
    side = column + 1
    assessed = (_line(f"Reports assessed for eligibility{together}", reports.reports_assessed),)
    return (
        Box("identified", column, 0, identified, ("removed", "screened")),
        Box("removed", side, 0, removed),
        Box("screened", column, 1, (_line("Records screened", shown.records_screened),), ("out", "sought")),
        Box("out", side, 1, (_line("Records excluded", shown.records_excluded),)),
        Box("sought", column, 2, (_line("Reports sought for retrieval", shown.reports_sought),), ("lost", "assessed")),
        Box("lost", side, 2, (_line("Reports not retrieved", shown.reports_not_retrieved),)),
        Box("assessed", column, 3, assessed, ("no", "yes")),
        Box("no", side, 3, _sources(f"Reports excluded{together}", reports.reports_excluded)),
    )


def _other_boxes(prisma: Prisma, column: int) -> tuple[Box, ...]:
    told = (
        prisma.other_methods,
        prisma.other_reports_sought,
        prisma.other_reports_not_retrieved,
        prisma.other_reports_assessed,
    )
    if all(item is None for item in told):
        return ()
    methods = ("Records identified by other methods:", *_sources("All", prisma.other_methods))
    sought = (
        _line("Reports sought for retrieval", prisma.other_reports_sought),
        _line("Reports not retrieved", prisma.other_reports_not_retrieved),
    )
    if prisma.other_reports_assessed is None:
        remark = "The others are assessed with those from databases and registers."
        return (
            Box("other", column, 0, methods, ("other sought",)),
            Box("other sought", column, 2, (*sought, remark)),
        )
    assessed = (
        _line("Reports assessed for eligibility", prisma.other_reports_assessed),
        *_sources("Reports excluded", prisma.other_reports_excluded),
    )
    return (
        Box("other", column, 0, methods, ("other sought",)),
        Box("other sought", column, 2, sought, ("other assessed",)),
        Box("other assessed", column, 3, assessed, ("yes",)),
    )


def _line(words: str, number: int | None) -> str:
    return f"{words} (n = {number})" if number is not None else f"{words} ({NOT_RECORDED})"


def _sources(words: str, counted: tuple[tuple[str, int], ...] | None) -> tuple[str, ...]:
    """Return what was counted over all, then each source or reason on a line of its own."""
    if counted is None:
        return (_line(words, None),)
    return (_line(words, sum(n for _, n in counted)), *(_line(f"  {name}", n) for name, n in counted))


def _draw(found: tuple[Box, ...], remark: str) -> "Drawing":
    """Draw rows as high as their longest box, an arrow from box to box."""
    columns = 1 + max(box.column for box in found)
    width = (WIDTH_INCHES - BAR) / columns - GAP
    lines = {box.name: _wrapped(box.lines, width) for box in found}
    rows = range(1 + max(box.row for box in found))
    heights = [max(LINE * len(lines[box.name]) + 2 * MARGIN for box in found if box.row == row) for row in rows]
    tops = [sum(heights[:row]) + GAP * (row + 1) for row in rows]
    drawing = canvas(tops[-1] + heights[-1] + GAP, remark=remark)
    drawing.set_layout_engine("none")
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH_INCHES), ylim=(tops[-1] + heights[-1] + GAP, 0))
    axes.set_axis_off()
    places = {box.name: (BAR + GAP / 2 + box.column * (width + GAP), tops[box.row], heights[box.row]) for box in found}
    for name, first, last in PHASES:
        end = min(last, rows[-1])
        _phase(axes, name, tops[first], tops[end] + heights[end])
    for box in found:
        left, top, height = places[box.name]
        _rectangle(axes, (left, top, width, height), "white")
        axes.text(left + MARGIN, top + MARGIN, "\n".join(lines[box.name]), va="top", fontsize=8, linespacing=1.3)
        for name in box.leads:
            _arrow(axes, places[box.name], places[name], width)
    return drawing


def _phase(axes: "Axes", name: str, top: float, bottom: float) -> None:
    _rectangle(axes, (0.04, top, BAR - 0.06, bottom - top), SHADES[2])
    middle = (0.04 + (BAR - 0.06) / 2, (top + bottom) / 2)
    axes.text(*middle, name, rotation=90, ha="center", va="center", fontsize=7)


def _rectangle(axes: "Axes", place: tuple[float, float, float, float], filling: str) -> None:
    from matplotlib.patches import Rectangle

    left, top, width, height = place
    axes.add_patch(Rectangle((left, top), width, height, facecolor=filling, edgecolor=INK, linewidth=0.8))


def _arrow(axes: "Axes", start: tuple[float, float, float], end: tuple[float, float, float], width: float) -> None:
    """Draw an arrow down to a box of the same column, else to the side; to one below, down first."""
    (left, top, height), (to_left, to_top, to_height) = start, end
    if to_left == left:
        places = ((left + width / 2, to_top), (left + width / 2, top + height))
    elif to_top > top + height:
        corner = (left + width / 2, to_top + to_height / 2)
        axes.plot((corner[0], corner[0]), (top + height, corner[1]), color=INK, linewidth=1)
        places = ((to_left if to_left > left else to_left + width, corner[1]), corner)
    else:
        places = ((to_left, top + height / 2), (left + width, top + height / 2))
    axes.annotate("", *places, arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0})


def _wrapped(lines: Iterable[str], width: float) -> list[str]:
    """Return lines broken to the width of a box, what is indented staying so."""
    characters = int((width - 2 * MARGIN) / CHARACTER)
    return [
        part
        for line in lines
        for part in wrap(
            one_line(line).replace("n = ", "n\u00a0=\u00a0"),
            characters,
            subsequent_indent="    " if line.startswith(" ") else "",
        )
    ]
