"""What each figure of a report shows, and the same in words; ``drawing`` knows how a figure becomes a file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractor.synthesis.model import Cell, Proportion, Row, Synthesis
from extractor.synthesis.render.blocks import Figure
from extractor.synthesis.render.drawing import FILLINGS, INK, SHADES, canvas, label
from extractor.synthesis.render.flow import flow
from extractor.synthesis.render.words import CROSSED, MACHINE_ONLY, proportion_words, row_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

FOREST_ROWS = 40
"""Rows that a page holds legibly; a review of more diseases is drawn over all of them together."""
DRUGS = len(FILLINGS) - 1
"""Drugs told apart by a shade or hatch of their own; those with the fewest patients are drawn together as others."""
OTHERS = "others"


def figures(synthesis: Synthesis) -> tuple[Figure, ...]:
    """Return the figures in the order in which a report tells of them."""
    return (
        flow(synthesis.prisma, remark(synthesis)),
        publications_over_time(synthesis),
        drugs_by_subtype(synthesis),
        proportions(synthesis),
        response_by_domain(synthesis),
    )


def remark(synthesis: Synthesis) -> str:
    """Return what stands at the head of every figure."""
    return MACHINE_ONLY if synthesis.machine_only else ""


def publications_over_time(synthesis: Synthesis) -> Figure:
    """Return included publications by year."""
    counts = Counter(item.year for item in synthesis.included if item.year is not None)
    unknown = sum(item.year is None for item in synthesis.included)
    name, caption = "years", "Included publications by year of publication"
    if not counts:
        return Figure(name, caption, "There is no included publication whose year is known.", None)
    years = range(min(counts), max(counts) + 1)
    words = f"{', '.join(f'{year}: {counts[year]}' for year in years)}."
    if unknown:
        words += f" The year of {unknown} is not known."

    def draw() -> "Drawing":
        drawing = canvas(2.6, remark=remark(synthesis))
        axes = drawing.subplots()
        bars = axes.bar(list(years), [counts[year] for year in years], color=SHADES[1], edgecolor=INK)
        axes.bar_label(bars, labels=[str(counts[year] or "") for year in years])
        axes.set(ylabel="publications", xlabel=f"n = {counts.total()}")
        axes.locator_params(integer=True)
        return drawing

    return Figure(name, caption, words, draw)


def drugs_by_subtype(synthesis: Synthesis) -> Figure:
    """Return unique patients by subtype, each bar divided by drug."""
    cells = _with_others(synthesis.drugs_by_subtype.cells)
    name, caption = "drugs", f"Unique patients by subtype and drug: {CROSSED}"
    if not cells:
        return Figure(name, caption, "There is no patient to show.", None)
    subtypes = list(cells)
    drugs = [drug for drug in next(iter(cells.values())) if any(row[drug] for row in cells.values())]
    words = " ".join(f"{subtype} (n = {sum(row.values())}): {_counted(row.items())}." for subtype, row in cells.items())

    def draw() -> "Drawing":
        drawing = canvas(1.5 + 0.38 * len(subtypes), remark=remark(synthesis))
        axes = drawing.subplots()
        _stacked(
            axes,
            [label(subtype) for subtype in subtypes],
            [(drug, [cells[subtype][drug] for subtype in subtypes]) for drug in drugs],
        )
        axes.set(xlabel="patients")
        return drawing

    return Figure(name, caption, words, draw)


def _with_others(cells: Iterable[Cell]) -> dict[str, dict[str, int]]:
    """Return patients by subtype and drug, both with the most patients first, rare drugs added up."""
    told = [(row_words(*cell.row), row_words(*cell.column), cell.n) for cell in cells]
    drugs, subtypes = Counter[str](), Counter[str]()
    for drug, subtype, n in told:
        drugs[drug] += n
        subtypes[subtype] += n
    kept = [drug for drug, _ in drugs.most_common(DRUGS)]
    found: dict[str, dict[str, int]] = {
        subtype: dict.fromkeys([*kept, OTHERS], 0) for subtype, _ in subtypes.most_common()
    }
    for drug, subtype, n in told:
        found[subtype][drug if drug in kept else OTHERS] += n
    return found


def proportions(synthesis: Synthesis) -> Figure:
    """Return improved of evaluated by disease and domain, with intervals, last visit and best response."""
    rows = _forest_rows(synthesis)
    name, caption = "proportions", "Improved, with 95 % intervals (Wilson), by domain and disease"
    if not rows:
        return Figure(name, caption, "There is no patient in whom a result is told.", None)
    titles = {domain.id: domain.title for domain in synthesis.labels.domains}
    words = " ".join(
        f"{titles[row.domain]}, {row_words(row.value, row.apart)}: at the last visit {proportion_words(row.last)}, "
        f"best response {proportion_words(row.best)}."
        for row in rows
    )

    def draw() -> "Drawing":
        drawing = canvas(1.1 + 0.42 * len(rows), remark=remark(synthesis))
        axes = drawing.subplots()
        labels = [f"{titles[row.domain]}: {row_words(row.value, row.apart)}" for row in rows]
        _forest(axes, labels, [("last visit", [row.last for row in rows]), ("best", [row.best for row in rows])])
        return drawing

    return Figure(name, caption, words, draw)


def _forest_rows(synthesis: Synthesis) -> list[Row]:
    """Return the rows with anybody in them, domain by domain: by disease, or over all where these are too many."""
    order = [domain.id for domain in synthesis.labels.domains]
    for by in ("disease", "all"):
        rows = [row for row in synthesis.table(by).rows if row.last.n or row.best.n]
        if len(rows) <= FOREST_ROWS:
            break
    return sorted(rows, key=lambda row: order.index(row.domain))


def _forest(axes: "Axes", labels: Sequence[str], series: Sequence[tuple[str, Sequence[Proportion]]]) -> None:
    """Draw a row a label, with a mark and its interval for each series and the counts at the right."""
    styles = (("o", INK, -0.17), ("s", "white", 0.17))
    for (name, proportions_), (marker, filling, offset) in zip(series, styles, strict=True):
        for place, proportion in enumerate(proportions_):
            if proportion.share is None or proportion.interval is None:
                continue
            low, high = proportion.interval
            axes.plot([100 * low, 100 * high], [place + offset] * 2, color=INK, linewidth=1)
            axes.plot(100 * proportion.share, place + offset, marker, color=INK, markerfacecolor=filling, clip_on=False)
            axes.annotate(
                f"{name} {proportion_words(proportion)}",
                (1.04, place + offset),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=7.5,
                annotation_clip=False,
            )
    axes.set_yticks(range(len(labels)), [label(words) for words in labels])
    axes.set(xlim=(0, 100), ylim=(len(labels) - 0.5, -0.5), xlabel="improved, %")
    axes.grid(axis="x", color=SHADES[2], linewidth=0.5)
    axes.set_axisbelow(True)


def response_by_domain(synthesis: Synthesis) -> Figure:
    """Return what became of each domain at the last visit, in shares of those who had it."""
    titles = {domain.id: domain.title for domain in synthesis.labels.domains}
    tallies = {row.domain: row.last.tally for row in synthesis.table("all").rows}
    told = {
        domain: (tally.improved, tally.n - tally.improved, tally.unclear, tally.not_reported)
        for domain, tally in tallies.items()
        if tally.n or tally.unclear or tally.not_reported
    }
    name, caption = "domains", "State at the last visit on the drug, by domain"
    kinds = ("improved", "not improved", "unclear", "not reported")
    if not told:
        return Figure(name, caption, "There is no patient in whom a result is told.", None)
    words = " ".join(
        f"{titles[domain]} (n = {sum(counts)}): {_counted(zip(kinds, counts, strict=True))}."
        for domain, counts in told.items()
    )

    def draw() -> "Drawing":
        drawing = canvas(1.3 + 0.38 * len(told), remark=remark(synthesis))
        axes = drawing.subplots()
        labels = [f"{label(titles[domain])} (n = {sum(counts)})" for domain, counts in told.items()]
        stacks = [(kind, [counts[place] for counts in told.values()]) for place, kind in enumerate(kinds)]
        _stacked(axes, labels, stacks, shares=True)
        axes.set(xlabel="patients, %")
        return drawing

    return Figure(name, caption, words, draw)


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts)


def _stacked(
    axes: "Axes", labels: Sequence[str], stacks: Sequence[tuple[str, Sequence[int]]], *, shares: bool = False
) -> None:
    """Draw a bar a label, divided into stacks, each part with its number; bars of ``shares`` are equally long."""
    places = range(len(labels))
    totals = [sum(counts[place] for _, counts in stacks) for place in places]
    left = [0.0] * len(labels)
    for number, (name, counts) in enumerate(stacks):
        shade, hatch = FILLINGS[number]
        widths = [100 * n / total if shares else float(n) for n, total in zip(counts, totals, strict=True)]
        bars = axes.barh(
            places, widths, left=left, label=label(name), color=shade, hatch=hatch, edgecolor=INK, linewidth=0.6
        )
        ink = "white" if shade == SHADES[0] and not hatch else INK
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 1} if hatch else None
        axes.bar_label(
            bars, labels=[str(n or "") for n in counts], label_type="center", color=ink, fontsize=7.5, bbox=behind
        )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, fontsize=8)
