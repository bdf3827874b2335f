"""Draws the pictures of docs/review.md anew: ``python docs/pictures.py`` from the root of the repository."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from extractor.review.app import ReviewApp
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from tests.review.sample import PROTOCOL, Clock
from tests.review.told import make_told

FOLDER = Path(__file__).parent / "pictures"
SIZE = (100, 30)
PICTURES = {
    "form": ("right", "down", "down"),
    "table": ("right", "right", "down", "down"),
    "page": ("right", "down", "down", "i"),
    "missed": ("w",),
    "contradictions": ("x",),
    "words": ("right", "down", "down", "s", "full_stop", "s"),
    "split": ("right", "S", "down", "space"),
    "link": ("p",),
    "search": ("F", "down", "enter"),
    "help": ("question_mark",),
}


async def _draw(name: str, keys: tuple[str, ...], folder: Path) -> None:
    store, pdfs = make_told(folder)
    with store:
        session = ReviewSession(store, "A. Reader", PROTOCOL, level=0.5, now=Clock())
        sources = Sources(pdfs)
        sources.read(session.publications[0])
        app = ReviewApp(session, sources)
        async with app.run_test(size=SIZE) as pilot:
            if name == "link":
                session.select_view(1)
                fields = [row.slot.field if row.slot else "" for row in session.views[1].rows]
                session.select_row(fields.index("same_as"))
            await pilot.press(*keys)
            await pilot.pause(0.3)
            (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="extractor review"), encoding="utf-8")


def main() -> None:
    """Draw every picture over a review of its own."""
    FOLDER.mkdir(exist_ok=True)
    for name, keys in PICTURES.items():
        with TemporaryDirectory() as folder:
            asyncio.run(_draw(name, keys, Path(folder)))


if __name__ == "__main__":
    main()
