from dataclasses import replace
from pathlib import Path

import pytest

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation, BaselineRow
from extractor.core.candidate import Slot
from extractor.core.errors import UsageError
from extractor.store import read
from extractor.store.database import Store, open_store
from extractor.store.decide import decide
from extractor.workflows.confirm import Import, confirm
from tests.store.sample import AGE, SEX, anchor, candidate, case, decision, exists, extraction, stored, two_cases

SAID = Annotation(
    "smith",
    year=2021,
    cases=(
        AnnotatedCase("p1", age_years=52, disease="DM", baseline=(BaselineRow("skin", 1, True),)),
        AnnotatedCase("p2", age_years=47, sex="female", antibodies=("anti-b", "anti-a")),
    ),
    statements=(AnnotatedStatement("The rash cleared.", ("skin",), "improved", "observed", ("p2",)),),
)


def actions(store: Store, uid: str) -> dict[tuple[str, Slot | None], str]:
    return {(item.subject, item.slot): item.action for item in read.history(store, uid)}


def test_the_file_is_the_confirmed_record(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        confirm(store, [SAID], "first")
        assert read.annotation(store, uid) == SAID


def test_equal_values_are_accepted_where_they_stand_others_corrected_added_or_rejected(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        told = replace(SAID, cases=(replace(SAID.cases[1], case_id="p1", age_years=48),), statements=())
        confirm(store, [told], "first")
        found = actions(store, uid)
        assert found["c1", AGE] == "correct"
        assert found["c1", SEX] == "accept"
        assert found["c1", Slot("antibodies", "anti-a")] == "add"
        assert found["c2", None] == "reject"
        assert ("c2", AGE) not in found
        assert found["s1", None] == "reject"
        [sex] = [item for item in read.history(store, uid) if item.slot == SEX]
        assert (sex.how, sex.reviewer, sex.anchors) == ("imported", "first", (anchor("woman"),))


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        confirm(store, [SAID], "first")
        before = read.history(store, uid)
        assert confirm(store, [SAID], "first") == Import(1, ())
        assert read.history(store, uid) == before


def test_a_changed_file_becomes_the_record_in_its_own_order(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    changed = replace(
        SAID, year=None, cases=(replace(SAID.cases[1], antibodies=("anti-a", "anti-b"), case_id="p1"), SAID.cases[0])
    )
    changed = replace(changed, cases=(changed.cases[0], replace(changed.cases[1], case_id="p2")))
    with store:
        confirm(store, [SAID], "first")
        confirm(store, [changed], "first")
        assert read.annotation(store, uid) == changed
        assert confirm(store, [changed], "first") == Import(1, ())


def test_what_another_reviewer_confirmed_and_the_file_does_not_say_is_rejected_not_lost(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        earlier = [exists(uid, "c1"), decision(uid, "c1", Slot("n_female"), 1, reviewer="second")]
        decide(store, *earlier)
        confirm(store, [Annotation("smith")], "first")
        assert read.annotation(store, uid) == Annotation("smith")
        assert read.history(store, uid)[:2] == earlier


def test_a_publication_without_a_pdf_is_kept(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        confirm(store, [SAID, Annotation("jones", included=False)], "first")
        assert list(read.confirmed_records(store).values()) == [Annotation("jones", included=False), SAID]
        assert confirm(store, [SAID], "first") == Import(1, ())


def test_a_reviewer_needs_a_name(tmp_path: Path) -> None:
    store, _ = stored(tmp_path)
    with store, pytest.raises(UsageError, match="needs a name"):
        confirm(store, [SAID], " ")


def test_the_machines_own_word_is_accepted_wholly(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        confirm(store, [two_cases().annotation()], "first")
        assert set(actions(store, uid).values()) == {"accept"}


ONSET = Slot("onset_age_years")


def test_fields_beyond_the_contract_stay_open_where_the_file_tells_none_of_them(tmp_path: Path) -> None:
    told = case("c1", "Patient 1 was", candidate(AGE, 47, "aged 47"), candidate(ONSET, 40, "since 40"))
    store, uid = stored(tmp_path, extraction(told))
    with store:
        confirm(store, [Annotation("smith", cases=(AnnotatedCase("p1", age_years=47),))], "first")
        assert ("c1", ONSET) not in actions(store, uid)


def test_a_field_beyond_the_contract_that_the_file_tells_is_its_word(tmp_path: Path) -> None:
    first = case("c1", "Patient 1 was", candidate(AGE, 47, "aged 47"), candidate(ONSET, 40, "since 40"))
    second = case("c2", "Patient 2 was", candidate(AGE, 52, "aged 52"), candidate(ONSET, 50, "since 50"), case_id="p2")
    store, uid = stored(tmp_path, extraction(first, second))
    with store:
        said = (AnnotatedCase("p1", age_years=47, onset_age_years=41), AnnotatedCase("p2", age_years=52))
        confirm(store, [Annotation("smith", cases=said)], "first")
        found = actions(store, uid)
        assert (found["c1", ONSET], found["c2", ONSET]) == ("correct", "reject")
