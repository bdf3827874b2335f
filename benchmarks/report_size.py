"""What a large report costs: seconds of processor time, memory and size of each form, on generated publications."""

import argparse
import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from extractor.synthesis.formats import FORMATS
from tests.synthesis.render.sample import report


def main() -> None:
    """Write a generated report in every form and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publications", type=int, default=5000)
    made = report(parser.parse_args().publications, quote="The rash was gone after six weeks, and stayed away.")
    print(f"{len(made.synthesis.publications)} publications, {len(made.synthesis.patients)} patients")
    with TemporaryDirectory() as folder:
        for name, write in FORMATS.items():
            start = process_time()
            paths = write(made, Path(folder))
            size = sum(path.stat().st_size for path in paths) / 1e6
            print(f"{name}: {process_time() - start:.0f} s, {size:.1f} MB")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB at most")


if __name__ == "__main__":
    main()
