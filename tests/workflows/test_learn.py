"""Reviews of publications with two statements each; what somebody decided on them is learned from, or is not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.classify.manifest import MANIFEST
from extractor.classify.model import WEIGHTS, StatementModel, load_model
from extractor.core.annotation import AnnotatedStatement, Annotation
from extractor.core.candidate import Extraction
from extractor.core.errors import UsageError
from extractor.core.outcome import Extracted
from extractor.evaluate.counts import Counts
from extractor.protocol.load import load_protocol
from extractor.store import save
from extractor.store.database import Store, open_store
from extractor.store.decide import decide
from extractor.store.read import Publication
from extractor.store.save import Found
from extractor.workflows.confirm import confirm
from extractor.workflows.extract import READING, code_digest
from extractor.workflows.learn import (
    Decided,
    Judged,
    Learned,
    check,
    decided,
    examples_of,
    free_folder,
    hold_out,
    keep,
    learn,
    read_ids,
)
from extractor.workflows.pages import FOLDER, Keeper, Pages
from extractor.workflows.train import train
from tests.builders import document_from_markdown
from tests.store.sample import STAMP, decision, statement
from tests.workflows.test_train import EXAMPLES, example

PROTOCOL = load_protocol("jak_dm")
RASH = AnnotatedStatement("The rash cleared.", ("skin",), "improved", "observed")


def paper_of(name: str) -> str:
    return f"# Case\n\nDr {name.title()} saw her. The rash cleared. She was glad of it.\n"


def review(folder: Path, *ids: str) -> tuple[Store, dict[str, str]]:
    """Return a store of publications with two suggested statements each, and the publications' uids by id."""
    store = open_store(folder, create=True)
    documents = {name: document_from_markdown(paper_of(name)) for name in ids}
    uids = save.register(store, [Found(f"{name}.pdf", name, document.sha256) for name, document in documents.items()])
    for uid, (name, document) in zip(uids, documents.items(), strict=True):
        found = (statement(f"{name}1", "The rash cleared."), statement(f"{name}2", "She was glad of it."))
        save.save(store, uid, STAMP, Extracted(Extraction(name, document.sha256, (), (), found)))
    return store, dict(zip(ids, uids, strict=True))


def row(name: str, *, finished: bool = True, changed: int = 1, n: int = 30, domain: str = "skin") -> Decided:
    record = Annotation(name, statements=(replace(RASH, domains=(domain,)),))
    return Decided(Publication(name, name, name * 4, ()), record, n, changed, finished)


@pytest.fixture(scope="module")
def model() -> StatementModel:
    return train(EXAMPLES, PROTOCOL)


def test_a_publication_is_finished_when_every_suggested_statement_is_decided_on(tmp_path: Path) -> None:
    store, uids = review(tmp_path, "ames", "bell", "carr")
    with store:
        confirm(store, [Annotation("ames", statements=(RASH,))], "A. Reader")
        decide(store, decision(uids["bell"], "bell1", None, None, action="reject", kind="statement"))
        ames, bell = decided(store)
    assert (ames.publication.id, ames.is_finished, ames.n_decided, ames.n_changed) == ("ames", True, 2, 1)
    assert ames.record.statements == (RASH,)
    assert (bell.publication.id, bell.is_finished, bell.n_decided, bell.n_changed) == ("bell", False, 1, 1)


def test_decisions_that_were_taken_back_do_not_finish_a_publication(tmp_path: Path) -> None:
    store, uids = review(tmp_path, "ames")
    with store:
        made = [
            decision(uids["ames"], uid, None, None, action="reject", kind="statement") for uid in ("ames1", "ames2")
        ]
        decide(store, *made)
        assert decided(store)[0].is_finished
        decide(store, decision(uids["ames"], "ames2", None, made[1].uid, action="undo", kind="statement"))
        assert not decided(store)[0].is_finished


def test_every_fifth_finished_publication_is_left_unread_by_its_digest() -> None:
    rows = [row(name) for name in "fbadceg"]
    taught, unread = hold_out(rows)
    assert [item.publication.id for item in unread] == ["f", "a"]
    assert [item.publication.id for item in taught] == ["b", "d", "c", "e", "g"]


def test_what_a_test_will_use_is_never_learned_from() -> None:
    rows = [row(name) for name in "abcdef"]
    taught, unread = hold_out(rows, ["b", "e"])
    assert [item.publication.id for item in unread] == ["b", "e"]
    assert [item.publication.id for item in taught] == ["a", "c", "d", "f"]


def test_publications_that_nobody_finished_are_in_neither_part() -> None:
    taught, unread = hold_out([row("a"), row("b", finished=False), row("c")], ["a"])
    assert [item.publication.id for item in taught + unread] == ["c", "a"]


@pytest.mark.parametrize(
    ("rows", "named", "words"),
    [
        ([row("a", finished=False)], (), "no publication is finished"),
        ([row("a")], (), "no other publication is finished"),
        ([row("a"), row("b", finished=False)], ("b",), "none of the publications of --test is finished"),
        ([row("a")], ("a",), "no other publication is finished"),
    ],
)
def test_too_few_finished_publications_are_a_usage_error(
    rows: list[Decided], named: tuple[str, ...], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        hold_out(rows, named)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("a", n=10), row("b", n=9)], "too few decisions to learn from: 19 statements in 2 finished"),
        ([replace(row("a"), record=Annotation("a"))], "all were rejected"),
        ([row("a", changed=0)], "accepted as it was suggested"),
        ([row("a", domain="teeth")], "has no domain teeth"),
    ],
)
def test_decisions_that_teach_nothing_are_a_usage_error(rows: list[Decided], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        check(rows, PROTOCOL)


def test_enough_decisions_of_both_kinds_can_be_learned_from() -> None:
    check([row("a", n=10), row("b", n=10, changed=0)], PROTOCOL)


def test_publications_for_a_test_are_named_by_id_or_in_a_file(tmp_path: Path) -> None:
    store, _ = review(tmp_path / "review", "ames", "bell", "carr")
    (tmp_path / "ids.txt").write_text("bell\n\nunknown\n", encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "carr"}) + "\n", encoding="utf-8")
    (tmp_path / "others.txt").write_text("unknown\n", encoding="utf-8")
    with store:
        assert read_ids(store, ["ames", str(tmp_path / "ids.txt")]) == ("ames", "bell")
        with pytest.raises(UsageError, match="no publication dunn in this review"):
            read_ids(store, ["dunn"])
        with pytest.raises(UsageError, match="names no publication of this review"):
            read_ids(store, [str(tmp_path / "others.txt")])


def test_the_pages_that_a_review_keeps_are_read_and_a_publication_without_is_told_of(tmp_path: Path) -> None:
    store, _ = review(tmp_path, "ames", "bell")
    skipped: list[str] = []
    with store:
        confirm(store, [Annotation(name, statements=(RASH,)) for name in ("ames", "bell")], "A. Reader")
        pages = Pages(tmp_path / FOLDER, code_digest(READING))
        document = document_from_markdown(paper_of("bell"))
        Keeper(pages).keep(document.sha256, pages.entry(document))
        found = examples_of(store, decided(store), PROTOCOL, on_skip=lambda name, reason: skipped.append(name))
    assert [(item.gold.id, item.document.text) for item in found] == [("bell", document.text)]
    assert skipped == ["ames"]


def test_a_model_tells_what_it_learned_from_and_how_it_was_judged(model: StatementModel) -> None:
    learned = learn(model, [example("r01"), example("r02")], [example("u01")], PROTOCOL)
    assert (learned.from_, learned.unread) == (("r01", "r02"), ("u01",))
    assert learned.rows[0].row == "statement (any)"
    assert learned.model.about["learned_from"]["publications"] == ["r01", "r02"]
    assert learned.model.about["judged_on"]["unread"] == ["u01"]
    assert learned.model.about["trained_on"] == model.about["trained_on"]


def test_publications_that_the_old_model_was_trained_on_are_told(model: StatementModel) -> None:
    assert learn(model, [example("r01")], [example("u01"), example("b01")], PROTOCOL).known == ("b01",)


def test_nothing_to_judge_on_is_a_usage_error(model: StatementModel) -> None:
    with pytest.raises(UsageError, match="to judge on is at hand"):
        learn(model, [example("r01")], [], PROTOCOL)


def test_a_model_is_worse_when_it_finds_less_on_the_whole(model: StatementModel) -> None:
    def learned(found: int, observed: int) -> Learned:
        rows = (
            Judged("statement (any)", Counts(8, 10, 10), Counts(found, 10, 10)),
            Judged("statement observed+direction", Counts(5, 10, 10), Counts(observed, 10, 10)),
            Judged("domain of found", Counts(5, 10, 10), Counts(0, 10, 10)),
        )
        return Learned(model, (), (), rows)

    assert learned(8, 4).is_worse
    assert not learned(8, 5).is_worse
    assert not learned(9, 4).is_worse


def test_a_model_is_written_into_a_folder_of_its_own_and_over_none(model: StatementModel, tmp_path: Path) -> None:
    learned = Learned(model, (), (), ())
    first = free_folder(tmp_path)
    keep(learned, first)
    assert (first.name, free_folder(tmp_path).name) == ("1", "2")
    assert load_model(first).about["name"] == "statements"
    before = (first / WEIGHTS).read_bytes(), (first / MANIFEST).read_bytes()
    with pytest.raises(UsageError, match="no model is written over another"):
        keep(learned, first)
    assert ((first / WEIGHTS).read_bytes(), (first / MANIFEST).read_bytes()) == before


def test_an_empty_folder_may_be_named(model: StatementModel, tmp_path: Path) -> None:
    keep(Learned(model, (), (), ()), tmp_path)
    assert (tmp_path / MANIFEST).is_file()
