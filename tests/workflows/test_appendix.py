"""What a report of a real review has beside its tables."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractor.core.candidate import Contradiction, Slot
from extractor.core.outcome import Extracted
from extractor.store import read, save
from extractor.store.database import Store
from extractor.store.decide import decide
from extractor.synthesis.model import Report
from extractor.workflows.confirm import confirm
from extractor.workflows.report import report
from tests.review.sample import PROTOCOL, anchor, make_review
from tests.review.sample import report as ames
from tests.store.sample import decision

WRONG = Contradiction("wrong", "share", "1 of 2 is 50 %, not 60 %", (anchor("1/2 (60%)"),))


def confirmed(folder: Path) -> Store:
    """Return a review with one publication confirmed as suggested, in which one percentage is wrong."""
    store = make_review(folder)
    uid = next(item.uid for item in read.publications(store) if item.id == "ames-2020")
    save.save(store, uid, read.attempts(store)[uid].stamp, Extracted(replace(ames(), contradictions=(WRONG,))))
    confirm(store, [ames().annotation()], "ann")
    return store


def made(store: Store, **options: bool) -> Report:
    with store:
        return report(store, PROTOCOL, **options)  # type: ignore[arg-type]


def test_only_included_publications_are_audited_and_appraised(tmp_path: Path) -> None:
    told = made(confirmed(tmp_path))
    assert told.audit is not None
    assert (told.audit.publications, told.audit.unread) == (1, ())
    assert {form.publication for form in told.forms} == {"ames-2020"}
    assert [(item.kind, item.words, item.looked_at) for item in told.audit.mismatches if item.kind == "share"] == [
        ("share", WRONG.words, "")
    ]


def test_who_dismissed_a_contradiction_is_named(tmp_path: Path) -> None:
    store = confirmed(tmp_path)
    uid = next(item.uid for item in read.publications(store) if item.id == "ames-2020")
    decide(store, decision(uid, "wrong", None, "nothing", action="dismiss", kind="contradiction", reviewer="bob"))
    audit = made(store).audit
    assert audit is not None
    assert [item.looked_at for item in audit.mismatches if item.kind == "share"] == ["bob"]


def text(told: Report) -> str:
    assert told.methods is not None
    return " ".join(told.methods.paragraphs)


def test_the_methods_tell_the_accuracy_on_publications_decided_on_to_the_end(tmp_path: Path) -> None:
    words = text(made(confirmed(tmp_path)))
    assert "confirmed in this review (1 publications" in words
    assert "patients and groups 1.00" in words
    assert "One reviewer (ann)" in words


def test_a_publication_with_a_suggestion_left_open_is_not_measured(tmp_path: Path) -> None:
    store = confirmed(tmp_path)
    uid = next(item.uid for item in read.publications(store) if item.id == "ames-2020")
    decide(store, decision(uid, "case-1", Slot("age_years"), None, action="reopen"))
    assert "has not been measured in this review" in text(made(store))


def test_a_machine_only_report_tells_nothing_of_people(tmp_path: Path) -> None:
    words = text(made(confirmed(tmp_path), candidates=True))
    assert "Nobody has confirmed the values" in words
    assert "ann" not in words.replace("annotation", "")


@pytest.mark.parametrize("option", ["candidates", "time"])
def test_the_same_review_gives_the_same_appendix(tmp_path: Path, option: str) -> None:
    store = confirmed(tmp_path)
    first, second = (report(store, PROTOCOL, **{option: True}) for _ in range(2))  # type: ignore[arg-type]
    assert (first.audit, first.forms, first.methods) == (second.audit, second.forms, second.methods)
    store.close()
