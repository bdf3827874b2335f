"""Reads broken and harmful PDFs, each in a process of its own under a bound of time and memory.

    PYTHONPATH=. python benchmarks/fuzz.py [--cases 2000] [--seed 1] [--keep FOLDER]

Every case must end in a document or in one of the program's own errors, or come to the end of the memory that it may
have, at which the PDF library ends its process (``ended -6``): the program reads each PDF in a process apart, so that
costs this file only. Prints one JSON line: how often each came about, the slowest case, and how many ended otherwise;
with ``--keep`` those, and those that came to the end of their memory, are written to a folder. POSIX only.
"""

import argparse
import json
import random
import tempfile
from collections import Counter
from pathlib import Path

from tests.make_hostile import HOSTILE, mutated, outcome, seeds

OUT_OF_MEMORY = "ended -6"


def main() -> int:
    """Run the cases; the status is 1 where one ended in no document, no error of ours and not by its bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the cases that ended otherwise to this folder")
    options = parser.parse_args()
    whole = seeds()
    counts: Counter[str] = Counter()
    slowest: tuple[float, str] = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.pdf"
        names = [*HOSTILE, *(f"{options.seed}-{number}" for number in range(options.cases))]
        for name in names:
            chance = random.Random(name)
            path.write_bytes(HOSTILE[name]() if name in HOSTILE else mutated(chance.choice(whole), chance))
            how, seconds = outcome(path)
            counts[how] += 1
            slowest = max(slowest, (seconds, name))
            if how not in ("document", "error"):
                print(f"{name}: {how}")
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{name}.pdf".replace(" ", "-")).write_bytes(path.read_bytes())
    other = sum(count for how, count in counts.items() if how not in ("document", "error", OUT_OF_MEMORY))
    figures = {"cases": len(names), **dict(sorted(counts.items())), "otherwise": other}
    print(json.dumps(figures | {"slowest_s": round(slowest[0], 2), "slowest": slowest[1]}))
    return int(other > 0)


if __name__ == "__main__":
    raise SystemExit(main())
