"""Whom a statement speaks of, by the drug that it names and by how many it counts."""

from extractor.core.candidate import Anchor, Candidate, Case, Evidence, Slot
from extractor.core.geometry import Box
from extractor.records.subjects import counted, who_took

SEEN = (Evidence((Anchor("0" * 64, 1, (Box(1, 0, 0, 1, 1),), "seen"),), "rule"),)


def case(uid: str, drug: str = "tofacitinib", skin: str | None = None, unit: str = "patient") -> Case:
    told = [Candidate(Slot("drug_name", "d1"), drug, 0.9, SEEN)]
    told += [Candidate(Slot("outcome", "skin"), skin, 0.9, SEEN)] if skin else []
    return Case(uid, uid, unit, 0.9, SEEN, tuple(told))  # type: ignore[arg-type]


BETTER, ALSO_BETTER, SAME = case("a", skin="improved"), case("b", skin="improved"), case("c", skin="unchanged")
ALL = (BETTER, ALSO_BETTER, SAME)


def test_a_sentence_that_counts_speaks_of_those_whose_outcome_it_tells() -> None:
    assert counted(ALL, ("skin",), "improved", "Two of three had less rash.") == [BETTER, ALSO_BETTER]
    assert counted(ALL, ("skin",), "unchanged", "In the only girl it stayed.") == [SAME]


def test_another_number_tells_nobody_apart() -> None:
    assert counted(ALL, ("skin",), "improved", "All 3 had less rash.") == ALL
    assert counted(ALL, ("skin",), "improved", "The rash faded.") == ALL


def test_an_outcome_that_nobody_has_tells_nobody_apart() -> None:
    assert counted(ALL, ("skin",), "worsened", "One grew worse.") == ALL
    assert counted(ALL, ("muscle",), "improved", "One grew strong.") == ALL


def test_members_of_groups_are_not_told_apart() -> None:
    groups = (case("a", skin="improved", unit="group"), case("b", skin="unchanged", unit="group"))
    assert counted(groups, ("skin",), "improved", "One of them improved.") == groups


def test_a_drug_that_is_named_tells_who_took_it() -> None:
    other = case("b", "baricitinib", unit="group")
    cases = (case("a", unit="group"), other)
    assert who_took(cases, {"baricitinib"}) == [other]


def test_a_drug_of_nobody_or_none_tells_nobody_apart() -> None:
    assert who_took(ALL, {"baricitinib"}) == ALL
    assert who_took(ALL, set()) == ALL
