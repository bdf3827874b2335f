"""How much faster two workers read than one, and what memory a worker takes after more and more PDFs. Linux only.

    PYTHONPATH=. python benchmarks/workers.py [--pdfs corpus] [--copies 150] [--rounds 2] [--memory-copies 1500]

``extract`` reads distinct copies of the PDFs that have a text layer, into a new review each time, with one worker and
with two in turn. Prints the publications a second (wall, start-up left out) of each run, the CPU time a publication of
workers and parent, and the best pair's ratio; then, for two workers, the largest MB in memory (RSS) of a worker every
250 PDFs.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline_speed import has_text

from extractor.protocol.load import load_protocol
from extractor.workflows.extract import Progress, extract

SETTLED = 20
"""PDFs after which all workers have started."""
EVERY = 250
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Watch:
    """Notes how a run goes on."""

    times: dict[int, float] = field(default_factory=dict)
    workers_cpu: dict[int, float] = field(default_factory=dict)
    parent_cpu: dict[int, float] = field(default_factory=dict)
    megabytes: dict[int, int] = field(default_factory=dict)

    def __call__(self, step: Progress) -> None:
        """Note a step."""
        if step.done in (SETTLED, step.total):
            self.times[step.done] = time.monotonic()
            self.parent_cpu[step.done] = time.process_time()
            self.workers_cpu[step.done] = sum(_cpu(worker) for worker in _workers())
        if step.done and step.done % EVERY == 0:
            self.megabytes[step.done] = max(map(_megabytes, _workers()), default=0)

    def per_publication(self, notes: dict[int, float]) -> float:
        """Return by how much something noted grew a publication."""
        (first, begin), (last, end) = sorted(notes.items())
        return (end - begin) / (last - first)


def _workers() -> list[int]:
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if "spawn_main" in _command(int(child))]


def _command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace")


def _megabytes(process: int) -> int:
    rows = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next((int(row.split()[1]) // 1024 for row in rows if row.startswith("VmRSS")), 0)


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def copy(pdfs: list[Path], folder: Path, count: int) -> None:
    """Write distinct copies of PDFs in turn."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:06}.pdf").write_bytes(pdfs[number % len(pdfs)].read_bytes() + f"\n% {number}\n".encode())


def watched(pdfs: Path, jobs: int) -> Watch:
    """Extract a folder into a new review and return how that went."""
    watch = Watch()
    with TemporaryDirectory() as folder:
        extract(pdfs, Path(folder), load_protocol("jak_dm"), jobs=jobs, on_progress=watch)
    return watch


def main() -> None:
    """Run the rounds, then the long run, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, default=Path("corpus"))
    parser.add_argument("--copies", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--memory-copies", type=int, default=1500)
    options = parser.parse_args()
    pdfs = [path for path in sorted(options.pdfs.glob("*.pdf")) if has_text(path)]
    with TemporaryDirectory() as folder:
        copy(pdfs, Path(folder) / "few", options.copies)
        copy(pdfs, Path(folder) / "many", options.memory_copies)
        ratios = []
        for _ in range(options.rounds):
            seconds = {}
            for jobs in (1, 2):
                watch = watched(Path(folder) / "few", jobs)
                seconds[jobs] = watch.per_publication(watch.times)
                told = {"workers": jobs, "a_second": round(1 / seconds[jobs], 2)}
                told["workers_cpu_ms"] = round(1000 * watch.per_publication(watch.workers_cpu))
                told["parent_cpu_ms"] = round(1000 * watch.per_publication(watch.parent_cpu))
                print(json.dumps(told), flush=True)
            ratios.append(seconds[1] / seconds[2])
        if ratios:
            print(json.dumps({"two_beside_one": round(max(ratios), 2)}), flush=True)
        if options.memory_copies:
            print(json.dumps({"megabytes": watched(Path(folder) / "many", 2).megabytes}))


if __name__ == "__main__":
    main()
