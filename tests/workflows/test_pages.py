"""Pages that were kept give what reading anew gives, and are read anew where they are not sound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.protocol.load import load_protocol
from extractor.workflows.extract import extract
from extractor.workflows.listings import CANDIDATES
from extractor.workflows.pages import FOLDER, Keeper, Pages
from tests.make_pdf import one_page

LINES = ("A man with dermatomyositis", "Case report. A 47-year-old man was given tofacitinib 5 mg twice daily.")


def run(folder: Path, protocol: str, *, cache: bool = True) -> bytes:
    extract(folder / "pdf", folder / "review", load_protocol(protocol), cache=cache)
    return (folder / "review" / CANDIDATES).read_bytes()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "a.pdf").write_bytes(one_page(list(LINES)))
    (tmp_path / "pdf" / "b.pdf").write_bytes(one_page(["Another paper", *LINES]))
    return tmp_path


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data,
        lambda data: b"",
        lambda data: data[:-9],
        lambda data: data[:100] + b"x" + data[101:],
        lambda data: b"0" + data[1:],
    ],
    ids=["sound", "empty", "cut", "altered", "of other code"],
)
def test_another_protocol_gives_the_same_with_kept_pages_as_without(
    papers: Path, harm: Callable[[bytes], bytes]
) -> None:
    run(papers, "jak_dm")
    entries = sorted((papers / "review" / FOLDER).iterdir())
    assert len(entries) == 2
    for entry in entries:
        entry.write_bytes(harm(entry.read_bytes()))
    kept = run(papers, "any_case")
    (papers / "review" / "review.db").unlink()
    assert run(papers, "any_case", cache=False) == kept


def test_kept_pages_are_used(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(papers, "jak_dm")

    def refuse(path: Path) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("extractor.documents.read.open_pages", refuse)
    assert run(papers, "any_case").count(b"\n") == 2


def test_without_a_cache_nothing_is_kept(papers: Path) -> None:
    run(papers, "jak_dm", cache=False)
    assert not (papers / "review" / FOLDER).exists()


def test_no_more_is_kept_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.workflows.pages.MOST_BYTES", 10)
    keeper = Keeper(Pages(tmp_path / FOLDER, "code"))
    keeper.keep("a", b"123456")
    keeper.keep("b", b"123456")
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["a"]
