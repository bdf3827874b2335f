"""Writes the figures between the two marks of README.md anew, from what the program itself prints.

    python benchmarks/readme_figures.py [--review REVIEW] [--check]

Without a review folder the corpus is extracted first. ``--check`` writes nothing and ends with 1 where the figures of
the README are others.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
GOLD = "annotations/gold.jsonl"
START, END = "<!-- figures:start -->\n", "<!-- figures:end -->"

INTRODUCTION = """\
The 60 publications of `corpus/` are invented, by six authors in ten layouts, with totals set to those of the published
review: they look like the real thing and prove nothing about it. The figures are of suggestions that nobody has looked
at, with 95 % intervals over publications. The learned part of the program was trained on these very publications, so
another column stands beside, *unread*: F1 with a model trained on four of the six authors (and `annotations/practice`)
and judged on the other two, the mean of three such pairs. Rules and words were written with these publications in view,
which flatters that column too. *Constant* is the F1 where every outcome of the same cases is called improved and every
disease refractory, right
for {improved:.0%} of the outcomes: an answer that has read nothing of them. It is shown where it differs.
"""

UNSEEN = """\
**Publications of which nothing was learned and nothing was read**, by two writers who saw neither the program nor its
publications, one of them on a disease and with a protocol that the program had never met (`annotations/unseen`):
"""

HANDS = """\
Of `annotations/practice`, each hand is judged under statement models that had not seen it, nor one other hand; rules
and words were improved after reading errors on all of them. At the first scoring, before anything was read, `jak_h` had
a macro F1 of 0.894, `jak_u` 0.448, `still_u` 0.618, `jak_v` 0.720, `bp_v` 0.813, `jak_e` 0.810, `prp_e` 0.603,
`still_f` 0.750, `bp_f` 0.707, `jak_g` 0.809. Now:
"""

COMMANDS = """\
```sh
extractor extract corpus --out review --accept no_text_layer
extractor evaluate review --gold annotations/gold.jsonl
PYTHONPATH=. .venv-test/bin/python benchmarks/rotation.py
PYTHONPATH=. .venv-test/bin/python benchmarks/hands.py
```
"""

ABSENT = "–"


def main() -> None:
    """Measure, and write or compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--review", type=Path, help="a review folder with the corpus, extracted by this version")
    options.add_argument("--check", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        review = asked.review or extract(Path(folder) / "review")
        report = told("-m", "extractor", "evaluate", str(review), "--gold", GOLD, "--json")[-1]
    block = render(report, told("benchmarks/rotation.py")[-1], told("benchmarks/hands.py"))
    readme = README.read_text(encoding="utf-8")
    written = replaced(readme, block)
    if asked.check:
        sys.exit(int(written != readme))
    README.write_text(written, encoding="utf-8", newline="\n")


def extract(review: Path) -> Path:
    """Extract the corpus into ``review`` and return it."""
    words = ("-m", "extractor", "extract", "corpus", "--out", str(review), "--accept", "no_text_layer")
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    return review


def told(*words: str) -> list[dict[str, Any]]:
    """Return the JSON objects that a Python program prints, a line each."""
    done = subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def render(report: dict[str, Any], rotation: dict[str, Any], hands: list[dict[str, Any]]) -> str:
    """Return the block: an introduction, a table with a row for each row of the report, other hands, the commands."""
    constant, unread = report["constant"], rotation["mean"]
    lines = [
        INTRODUCTION.format(improved=constant["gold_outcomes_improved"]),
        "| | precision | recall | F1 | unread | constant | in gold |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in report["rows"].items():
        cells = [f"{_number(row[part])} {_interval(row['ci95'][part])}".strip() for part in ("p", "r", "f1")]
        beside = [_number(unread.get(name)), _number(_other(constant["rows"].get(name, {}), row))]
        lines.append(f"| {name} | {' | '.join([*cells, *beside, str(row['gold'])])} |")
    lines.append(
        f"| **macro F1** | | | **{_number(report['macro_f1'])}** {_interval(report['macro_f1_ci95'])} | "
        f"**{_number(unread.get('macro F1'))}** | {_number(constant['macro_f1'])} | |"
    )
    found = report["publications"] - len(report["missing"])
    others = "; the others are scans and count as missed" if report["missing"] else ", the two scans by the extra `ocr`"
    lines += [
        "",
        f"{found} of {report['publications']} publications were read{others}. "
        f"Of the review's published table (patients, organs, improved, for adults and children) "
        f"{report['table_cells_exact'].replace('/', ' of ')} cells come out exactly before anybody has looked.",
        "",
        UNSEEN,
        *_by_hand([hand for hand in hands if not hand["seen"]]),
        "",
        HANDS,
        *_by_hand([hand for hand in hands if hand["seen"]]),
        "",
        COMMANDS,
    ]
    return "\n".join(lines)


def _by_hand(hands: list[dict[str, Any]]) -> list[str]:
    shown = {
        "case": "patients", "drug": "drug", "outcome": "outcome", "outcome not improved": "not improved",
        "statement (any)": "statements", "statement observed+direction": "with direction",
    }  # fmt: skip
    lines = [
        f"| collection | about | papers | {' | '.join(shown.values())} | macro F1 |",
        f"| --- | --- | ---{' | ---' * (len(shown) + 1)} |",
    ]
    for hand in hands:
        cells = [_number(hand["rows"].get(row)) for row in shown]
        about = f"`{hand['collection']}` | {hand['protocol']} | {hand['publications']}"
        lines.append(f"| {about} | {' | '.join(cells)} | **{_number(hand['macro F1'])}** |")
    return lines


def replaced(readme: str, block: str) -> str:
    """Return the README with ``block`` between its marks."""
    head, _, rest = readme.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n{block}\n{END}{tail}"


def _other(constant: dict[str, Any], row: dict[str, Any]) -> float | None:
    """Return the constant answer's F1, None where it answers as the program does."""
    return None if constant == {part: row[part] for part in constant} else constant["f1"]


def _number(value: float | None) -> str:
    return ABSENT if value is None else f"{value:.3f}"


def _interval(bounds: list[float] | None) -> str:
    return "" if bounds is None else f"({bounds[0]:.2f}–{bounds[1]:.2f})"


if __name__ == "__main__":
    main()
