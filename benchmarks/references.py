"""How well real exports of bibliographic databases are read: records against an index, and how many have each part.

Reads ``../shared/data/exports``. ``python benchmarks/references.py``
"""

import csv
import sys
from pathlib import Path

from extractor.bibliography.read import read_export
from extractor.core.errors import BadExport

EXPORTS = Path(__file__).parents[1].parent / "shared" / "data" / "exports"
PARTS = ("title", "authors", "year", "journal", "doi", "pmid", "abstract")


def main() -> None:
    """Print a line a file and the sum."""
    if not EXPORTS.is_dir():
        sys.exit(f"{EXPORTS} is not there")
    with (EXPORTS / "index.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    print(
        f"{'file':58} {'want':>5} {'read':>5} {' '.join(f'{part:>8}' for part in PARTS)} broken doubts database, format"
    )
    right = total = 0
    for row in rows:
        path = EXPORTS / row["file"]
        try:
            export = read_export(path)
        except BadExport as error:
            print(f"{row['file']:58} {row['records']:>5} {error}")
            continue
        found = [item for _, item, _ in export.records]
        counts = " ".join(f"{sum(bool(getattr(item, part)) for item in found):8}" for part in PARTS)
        names = ", ".join(dict.fromkeys(database for _, _, database in export.records))
        told = f"{len(export.broken):6} {len(export.doubts):6} {names} ({export.format}, {export.encoding})"
        mark = " " if len(found) == int(row["records"]) else "!"
        print(f"{row['file']:58} {row['records']:>5} {len(found):5}{mark}{counts} {told}")
        right += len(found) == int(row["records"])
        total += len(found)
    print(f"{right} of {len(rows)} files with the right number of records; {total} records")


if __name__ == "__main__":
    main()
