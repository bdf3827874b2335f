"""How fast the review's screens are: from the start of the program to the first screen, and from a key to its redraw.

The store is that of ``review_speed.py``; the terminal is one without a window, of 80 by 24 and 120 by 40 characters.
Prints one JSON line; times are milliseconds of the processor, which other work on the machine does not lengthen, and
a test's own waiting does not either; of a key's, median and 95th percentile, of first screens, median and slowest.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import process_time

SIZES = ((80, 24), (120, 40))
STARTS = 5
"""Starts of the program whose first screens are measured."""
KEYS: dict[str, Sequence[str]] = {
    "next_field": ["down"] * 40,
    "next_case": ["right", "left"] * 20,
    "accept": ["a"] * 40,
    "undo": ["u"] * 20,
    "next_open": ["space"] * 20,
    "next_publication": ["right_square_bracket"] * 20,
}


async def _measured(folder: Path, size: tuple[int, int], *, with_keys: bool) -> dict[str, object]:
    import extractor.cli.app  # noqa: F401 - a part of every command's start
    from extractor.review.startup import loading

    with loading():
        from textual.widgets import Static

        from extractor.classify.confidence import bulk_level
        from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
        from extractor.protocol.resources import models_dir
        from extractor.review.app import ReviewApp
        from extractor.review.session import ReviewSession
        from extractor.store.database import open_store

    with open_store(folder) as store:
        level = bulk_level(models_dir())
        app = ReviewApp(ReviewSession(store, "reader", load_protocol(DEFAULT_PROTOCOL), level=level))
        async with app.run_test(size=size) as pilot:
            while not str(app.screen.query_one("#message", Static).render()):
                await pilot.pause(0.001)
            figures: dict[str, object] = {"first_screen_ms": round(1000 * (process_time()))}
            for name, keys in KEYS.items() if with_keys else ():
                taken = []
                for key in keys:
                    before = process_time()
                    await pilot.press(key)
                    taken.append(1000 * (process_time() - before))
                figures[f"{name}_ms"] = [round(median(taken), 1), round(quantiles(taken, n=20)[-1], 1)]
    return figures


def main() -> None:
    """Make the store in a process of its own, then measure."""
    if len(sys.argv) > 1:
        width, height = int(sys.argv[2]), int(sys.argv[3])
        figures = asyncio.run(_measured(Path(sys.argv[1]), (width, height), with_keys=len(sys.argv) > 4))
        sys.stdout.write(json.dumps(figures))
        return
    from subprocess import run

    from review_speed import fill

    from extractor.store.database import open_store

    with TemporaryDirectory() as folder, TemporaryDirectory() as compiled:
        # As installed: modules are compiled before, by a start that is not counted, whatever the shell forbids.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = compiled
        with open_store(Path(folder), create=True) as store:
            told: dict[str, object] = {"suggestions": fill(store)}
        for width, height in SIZES:
            command = [sys.executable, __file__, folder, str(width), str(height)]
            runs = [
                json.loads(run(words, check=True, capture_output=True, text=True, env=env).stdout)
                for words in (*[command] * STARTS, [*command, "keys"])
            ][1:]
            starts = [found["first_screen_ms"] for found in runs]
            told[f"{width}x{height}"] = {**runs[-1], "first_screen_ms": [median(starts), max(starts)]}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
