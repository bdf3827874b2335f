"""Whether other processors extract the same: values that differ, and by how much confidences do.

    PYTHONPATH=. python benchmarks/processors.py [PDF …] [--models accurate] [--processors Nehalem Haswell max]

Extracts the PDFs (by default the first of each part of the corpus) on this processor and on emulated ones, which know
other instructions and so add up in another order. Prints a line of JSON for each: values, those that are not the same,
the largest difference of a confidence, and the median. Needs Debian's ``qemu-user``; an emulated processor takes
some minutes. The names are those of ``qemu-x86_64 -cpu help``: Nehalem has SSE 4.2 and no AVX, Haswell AVX2, ``max``
all that can be emulated.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CORPUS = Path("corpus")
CONFIDENCE = "confidence"


def first_of_each_part(folder: Path) -> list[Path]:
    """Return the first PDF of each part, a part being the first letter of the names."""
    names = sorted(folder.glob("*.pdf"))
    return [next(paths) for _, paths in groupby(names, key=lambda path: path.name[0])]


def extracted(pdfs: Sequence[Path], models: str, processor: str | None) -> list[Any]:
    """Return what is extracted from the PDFs on an emulated processor, or on this one (None)."""
    emulated = ["qemu-x86_64", "-cpu", processor] if processor else []
    with TemporaryDirectory() as folder:
        command = [*emulated, sys.executable, "-m", "extractor", "extract", *map(str, pdfs)]
        options = ["--out", folder, "--models", models, "--jobs", "0"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{processor or 'this processor'}: {done.stderr.strip()[-500:]}")
        return [json.loads(line) for line in Path(folder, "candidates.jsonl").read_text().splitlines()]


def leaves(told: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield each single value with its path."""
    if isinstance(told, dict | list):
        for name, value in told.items() if isinstance(told, dict) else enumerate(told):
            yield from leaves(value, (*path, name))
    else:
        yield path, told


def compared(here: list[Any], there: list[Any]) -> dict[str, Any]:
    """Return how two extractions differ."""
    known, other = dict(leaves(here)), dict(leaves(there))
    sure = [path for path in known if path[-1] == CONFIDENCE]
    differ = [path for path in known.keys() | other.keys() if path[-1] != CONFIDENCE]
    apart = [abs(known[path] - other[path]) for path in sure if path in other]
    return {
        "values": len(known) - len(sure),
        "values_not_the_same": sum(known.get(path) != other.get(path) for path in differ),
        "confidences": len(apart),
        "largest_difference": round(max(apart), 5),
        "median_difference": round(statistics.median(apart), 6),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdfs", nargs="*", type=Path)
    parser.add_argument("--models", default="accurate")
    parser.add_argument("--processors", nargs="+", default=["Nehalem", "Haswell", "max"])
    given = parser.parse_args()
    if not shutil.which("qemu-x86_64"):
        raise SystemExit("qemu-x86_64 is missing: apt-get install qemu-user")
    pdfs = given.pdfs or first_of_each_part(CORPUS)
    native = extracted(pdfs, given.models, None)
    for processor in given.processors:
        result = compared(native, extracted(pdfs, given.models, processor))
        print(json.dumps({"processor": processor, "models": given.models, **result}), flush=True)
