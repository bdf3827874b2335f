"""The listings after each run are what a first run would write, whatever was done to the files in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.core.candidate import Extraction
from extractor.core.outcome import Extracted
from extractor.export.jsonl import candidate_object
from extractor.store import save
from extractor.store.database import Store, open_store
from extractor.store.save import Found
from extractor.workflows import listings
from extractor.workflows.listings import CANDIDATES, write_listings
from tests.store.sample import STAMP, two_cases


def written(folder: Path) -> bytes:
    return (folder / CANDIDATES).read_bytes()


def review(folder: Path) -> list[str]:
    """Make a review of three publications and return their uids."""
    with open_store(folder, create=True) as store:
        uids = save.register(store, [Found(f"{stem}.pdf", stem, stem * 64) for stem in "abc"])
        for uid in uids:
            save.save(store, uid, STAMP, Extracted(two_cases()))
        write_listings(store, "code")
    return uids


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes().replace(b"47", b"74")),
        lambda path: path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True)))),
    ],
    ids=["gone", "emptied", "altered", "in another order"],
)
def test_what_was_done_to_the_file_is_mended(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    review(tmp_path)
    before = written(tmp_path)
    harm(tmp_path / CANDIDATES)
    with open_store(tmp_path) as store:
        write_listings(store, "code")
    assert written(tmp_path) == before


def test_only_the_line_of_a_changed_publication_changes(tmp_path: Path) -> None:
    uids = review(tmp_path)
    before = written(tmp_path).splitlines()
    with open_store(tmp_path) as store:
        save.save(store, uids[1], STAMP, Extracted(Extraction("b", "b" * 64, (), (), ())))
        write_listings(store, "code")
    after = written(tmp_path).splitlines()
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_an_unchanged_line_is_taken_over_and_another_code_makes_it_anew(tmp_path: Path) -> None:
    review(tmp_path)
    with open_store(tmp_path) as store:
        assert _count_of_made(store, "code") == 0
        assert _count_of_made(store, "other code") == 3


def _count_of_made(store: Store, code: str) -> int:
    """Write the listings and return how many lines were made for it."""
    made: list[Extraction] = []

    def noted(told: Extraction) -> dict[str, Any]:
        made.append(told)
        return candidate_object(told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "candidate_object", noted)
        write_listings(store, code)
    return len(made)


def test_a_file_in_which_nothing_changed_stays(tmp_path: Path) -> None:
    review(tmp_path)
    before = (tmp_path / CANDIDATES).stat()
    with open_store(tmp_path) as store:
        write_listings(store, "code")
        assert (tmp_path / CANDIDATES).stat().st_ino == before.st_ino
        write_listings(store, "other code")
    assert (tmp_path / CANDIDATES).stat().st_ino != before.st_ino
