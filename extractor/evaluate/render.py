"""An evaluation as one JSON object or as a plain text table; no terminal codes, no wrapping."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from extractor.core.terminal import printable
from extractor.evaluate.bootstrap import Interval, Intervals
from extractor.evaluate.counts import Counts
from extractor.evaluate.differences import Difference
from extractor.evaluate.score import Score, macro_f1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A score with its intervals, and the rows of the constant answer beside it.

    ``improved_share`` is the share of gold's outcomes that are improved, None without outcomes.
    """

    score: Score
    intervals: Mapping[str, Intervals]
    macro_interval: Interval | None
    constant: Mapping[str, Counts]
    improved_share: float | None
    differences: tuple[Difference, ...]


def as_json(evaluation: Evaluation, *, errors: bool = False) -> dict[str, Any]:
    """Return the evaluation as a JSON object, numbers rounded to three decimals."""
    score = evaluation.score
    exact, cells = score.cells_exact
    report: dict[str, Any] = {
        "publications": len(score.publications),
        "missing": list(score.missing),
        "rows": {
            row: {**_line(counts), "ci95": _bounds(evaluation.intervals[row])} for row, counts in score.rows.items()
        },
        "review_table": {key: list(cell) for key, cell in score.table.items()},
        "table_cells_exact": f"{exact}/{cells}",
        "macro_f1": _round(score.macro_f1),
        "macro_f1_ci95": _pair(evaluation.macro_interval),
        "constant": {
            "rows": {row: _line(counts) for row, counts in evaluation.constant.items()},
            "macro_f1": _round(macro_f1(evaluation.constant)),
            "gold_outcomes_improved": _round(evaluation.improved_share),
        },
    }
    if errors:
        report["errors"] = [asdict(difference) for difference in evaluation.differences]
    return report


def as_text(evaluation: Evaluation, *, errors: bool = False) -> str:
    """Return the evaluation as aligned lines for a person, ending in a line break."""
    score = evaluation.score
    lines = [
        f"{len(score.publications) - len(score.missing)} of {len(score.publications)} publications have candidates"
        "; in brackets 95 % intervals over publications",
        "",
        *_table(evaluation),
        "",
        f"macro F1 {_number(score.macro_f1)} {_brackets(evaluation.macro_interval)}".rstrip(),
        f"The constant answer takes the same cases, every outcome improved, everything refractory: macro F1 "
        f"{_number(macro_f1(evaluation.constant))}.",
    ]
    if evaluation.improved_share is not None:
        lines.append(f"{evaluation.improved_share:.0%} of gold's outcomes are improved.")
    lines += ["", *_headline(score)]
    if score.missing:
        lines += ["", "No candidates for: " + ", ".join(printable(name) for name in score.missing)]
    if errors:
        lines += ["", *_errors(evaluation.differences)]
    return "\n".join(lines) + "\n"


def _table(evaluation: Evaluation) -> Iterator[str]:
    yield f"{'':28}  {'P':19}  {'R':19}  {'F1':19}  {'gold':>5} {'pred':>5}  constant F1"
    for row, counts in evaluation.score.rows.items():
        bounds = evaluation.intervals[row]
        constant = evaluation.constant.get(row, Counts())
        yield (
            f"{row:28}  {_cell(counts.precision, bounds.p)}  {_cell(counts.recall, bounds.r)}"
            f"  {_cell(counts.f1, bounds.f1)}  {counts.gold:5} {counts.pred:5}  {_number(constant.f1):>11}"
        )


def _headline(score: Score) -> Iterator[str]:
    exact, cells = score.cells_exact
    yield f"{'Review table':28}  candidates  gold   ({exact} of {cells} cells equal)"
    for key, (found, gold) in score.table.items():
        yield f"{printable(key):28}  {found:10}  {gold:4}{'' if found == gold else '   differs'}"


def _errors(differences: Iterable[Difference]) -> Iterator[str]:
    yield "Errors: publication, case, field, kind, gold, candidate"
    for item in differences:
        parts = [item.publication, item.case or "-", item.field, item.kind, item.gold or "-", item.candidate or "-"]
        if item.about:
            parts.append(item.about)
        yield "  ".join(printable(part) for part in parts)


def _line(counts: Counts) -> dict[str, float | int | None]:
    return {
        "p": round(counts.precision, 3),
        "r": round(counts.recall, 3),
        "f1": _round(counts.f1),
        "gold": counts.gold,
        "pred": counts.pred,
    }


def _bounds(bounds: Intervals) -> dict[str, list[float] | None]:
    return {"p": _pair(bounds.p), "r": _pair(bounds.r), "f1": _pair(bounds.f1)}


def _pair(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(bound, 3) for bound in interval]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _brackets(interval: Interval | None) -> str:
    return "" if interval is None else f"[{interval[0]:.3f}-{interval[1]:.3f}]"


def _cell(value: float | None, interval: Interval | None) -> str:
    return f"{_number(value):5} {_brackets(interval):13}"
