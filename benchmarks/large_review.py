"""What a run of ``extract`` over a large review costs in which nothing, or one PDF, has changed.

    PYTHONPATH=. python benchmarks/large_review.py [--publications 1000 5000 10000] [--pdfs corpus]

Twelve PDFs of the folder are read once. Copies of them, each with a line of its own at the end, and copies of what the
store then holds make a review of many publications, one in four of which shares an author with one of another year.
Prints for each size the seconds (wall) and MB of memory at most of ``extract`` started anew: where all lines of the
listing are to be made (``listing``), where nothing has changed (``rerun``), and where one PDF has come (``one_more``).
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extractor.core.candidate import publication_uid
from extractor.store.codec import canonical, content_digest
from extractor.store.database import FILE_NAME, open_store

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A publication to make copies of: its PDF, and its rows in each table of the store."""

    pdf: bytes
    rows: dict[str, list[Row]]


TEMPLATES = 12
TABLES = ("extractions", "publications", "files", "attempts", "problems", "slots", "authors")


def templates(review: Path, pdfs: Path) -> Iterator[Template]:
    """Yield the publications of a review that have an extraction."""
    with sqlite3.connect(review / FILE_NAME) as connection:
        connection.row_factory = sqlite3.Row
        known = connection.execute("SELECT uid, id FROM publications WHERE extraction IS NOT NULL ORDER BY id")
        for uid, name in known.fetchall():
            rows = {
                table: [
                    dict(row)
                    for row in connection.execute(
                        f"SELECT * FROM {table} WHERE {'uid' if table == 'publications' else 'publication'} = ?", (uid,)
                    )
                ]
                for table in TABLES
            }
            yield Template((pdfs / f"{name}.pdf").read_bytes(), rows)
    connection.close()


def copied(template: Template, number: int, pdf: bytes) -> Iterator[tuple[str, Row]]:
    """Yield a template's rows, with their tables, as those of another PDF."""
    digest, name = sha256(pdf).hexdigest(), f"copy{number:06}"
    uid = publication_uid(digest)
    [publication], [extraction] = template.rows["publications"], template.rows["extractions"]
    authors = [f"writer {number - number % 8 if number % 8 < 2 else number}", f"reader {number}"]
    content = json.loads(extraction["content"].replace(publication["sha256"], digest))
    text = canonical(content | {"publication_id": name, "authors": authors})
    own = {"number": number + 1, "publication": uid, "sha256": digest, "content": text, "digest": content_digest(text)}
    yield "publications", {"uid": uid, "id": name, "sha256": digest, "position": number, "extraction": None}
    yield "extractions", extraction | own
    yield "files", {"publication": uid, "path": f"{name}.pdf"}
    yield from (("authors", {"publication": uid, "name": author}) for author in authors)
    for table in ("attempts", "problems", "slots"):
        for row in template.rows[table]:
            moved = {"publication": uid}
            if row.get("subject") == publication["uid"]:
                moved["subject"] = uid
            yield table, row | moved


def multiply(folder: Path, made: list[Template], count: int) -> None:
    """Write the PDFs and fill the store, which is there and empty, with ``count`` copies of the templates in turn."""
    (folder / "pdf").mkdir()
    with sqlite3.connect(folder / "review" / FILE_NAME) as connection:
        for number in range(count):
            pdf = made[number % len(made)].pdf + f"\n% copy {number}\n".encode()
            (folder / "pdf" / f"copy{number:06}.pdf").write_bytes(pdf)
            for table, row in copied(made[number % len(made)], number, pdf):
                values = ", ".join(f":{column}" for column in row)
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})", row)
        connection.execute("UPDATE publications SET extraction = position + 1")
    connection.close()


def measured(sources: Iterable[Path], review: Path) -> tuple[float, float]:
    """Run ``extract`` in a process of its own; return the seconds and the MB that it took."""
    command = [sys.executable, "-m", "extractor", "extract", *map(str, sources), "--out", str(review), "--jobs", "1"]
    begin = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, command)
    return round(time.monotonic() - begin, 1), round(usage.ru_maxrss / 1024)


def figures(folder: Path, pdfs: Path, made: list[Template], count: int) -> dict[str, object]:
    """Return what runs over a review of ``count`` publications, made in the empty folder, cost."""
    review = folder / "review"
    with open_store(review, create=True):
        pass
    multiply(folder, made, count)
    told: dict[str, object] = {"publications": count}
    for name in ("listing", "rerun", "one_more"):
        if name == "one_more":
            (folder / "pdf" / "one_more.pdf").write_bytes(made[0].pdf + b"\n% one more\n")
        told[f"{name}_s"], told[f"{name}_mb"] = measured([folder / "pdf"], review)
    return told


def main() -> None:
    """Make a review of each size and print what runs over it cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publications", type=int, nargs="+", default=[1_000, 5_000, 10_000])
    parser.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        measured(sorted(options.pdfs.glob("*.pdf"))[:TEMPLATES], Path(folder) / "first")
        made = list(templates(Path(folder) / "first", options.pdfs))
    for count in options.publications:
        with TemporaryDirectory() as folder:
            print(json.dumps(figures(Path(folder), options.pdfs, made, count)), flush=True)


if __name__ == "__main__":
    main()
