from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.bibliography.dedupe.candidates import BLOCK_RECORDS, candidate_pairs
from extractor.bibliography.dedupe.compare import compare
from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.dedupe.keys import keys_of
from extractor.bibliography.dedupe.rule import load_rule
from extractor.core.reference import Reference, ReferencePair, Verdict, pair_uid

WHOLE = Reference(
    ("a",),
    title="Feather loss in painted herons kept on small islands: a report of two cases",
    authors=("Roe, Anna B.", "Doe, José"),
    year=2021,
    journal="Journal of Invented Birds",
    volume="12",
    issue="3",
    pages="145-147",
    doi="10.5555/heron.1",
    pmid="90000001",
    abstract="Two herons lost feathers. Both were treated, and both were well after three months on an island.",
)
BARE = replace(WHOLE, uids=("b",), doi=None, pmid=None, abstract=None)


def verdict(one: Reference, other: Reference) -> Verdict:
    told = load_rule().verdict(compare(keys_of(one), keys_of(other)))
    assert told == load_rule().verdict(compare(keys_of(other), keys_of(one))), "the order says nothing"
    return told[0]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="letter for letter"),
        pytest.param({"authors": ("Roe AB", "Doe J"), "journal": "J Invent Birds"}, id="abbreviated"),
        pytest.param({"title": "FEATHER LOSS IN PAINTED HERONS KEPT ON SMALL ISLANDS"}, id="no subtitle"),
        pytest.param({"volume": None, "issue": None, "pages": None}, id="no place"),
        pytest.param({"authors": ()}, id="no authors"),
        pytest.param({"journal": "The journal of invented birds : official organ"}, id="long name of the journal"),
        pytest.param({"pages": "145"}, id="first page alone"),
        pytest.param({"authors": ("de Roe, Anna",)}, id="particle of the name"),
    ],
)
def test_the_same_publication_told_otherwise_is_the_same(change: dict[str, object]) -> None:
    assert verdict(WHOLE, replace(BARE, **change)) == "same"  # type: ignore[arg-type]


ELSEWHERE: dict[str, object] = {"doi": None, "pmid": None, "issue": None, "abstract": None}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"doi": "10.5555/x", "journal": "Preprints", "volume": None, "pages": None, "year": 2020},
                     id="preprint"),
        pytest.param({"journal": "Avian Letters", "volume": "3", "pages": "S12"}, id="abstract of a congress"),
        pytest.param({"title": "Bill growth in storks", "pages": "201-3"}, id="another title of the issue"),
        pytest.param({"title": "Feather loss in painted herons kept on small islands: a report of nine cases",
                      "doi": "10.5555/heron.9", "pages": "201-3"}, id="another report of a series"),
        pytest.param({"authors": ("Poe, Carl",), "year": 1999, "journal": "Storks", "volume": "1"}, id="author"),
    ],
)  # fmt: skip
def test_another_publication_is_not_the_same(change: dict[str, object]) -> None:
    assert verdict(WHOLE, replace(WHOLE, uids=("b",), **(ELSEWHERE | change))) != "same"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("volume", "pages", "told"),
    [
        pytest.param(None, "1-3", None, id="ahead of print"),
        pytest.param("12", "144-146", None, id="typed wrong"),
        pytest.param("12", "147-149", False, id="the next article"),
        pytest.param("13", "144-146", False, id="another volume"),
        pytest.param(None, "1-9", False, id="another length"),
        pytest.param("12", "145", True, id="first page alone"),
        pytest.param("12", None, None, id="no pages"),
    ],
)
def test_other_numbers_for_the_same_pages_say_nothing_against_a_pair(
    volume: str | None, pages: str | None, told: bool | None
) -> None:
    assert compare(keys_of(WHOLE), keys_of(replace(BARE, volume=volume, pages=pages))).page is told


def test_a_title_in_another_language_is_to_be_looked_at() -> None:
    assert verdict(WHOLE, replace(BARE, title="[Federverlust bei zwei Reihern auf einer Insel]")) == "unsure"


def test_short_titles_of_one_journal_are_no_duplicates() -> None:
    reply = Reference(("a",), title="In reply", year=2021, journal="Storks", volume="3", pages="12")
    assert verdict(reply, replace(reply, uids=("b",), pages="44")) != "same"


def test_one_doi_of_a_whole_supplement_joins_nothing() -> None:
    other = Reference(("b",), title="Bill growth in storks", authors=("Poe C",), year=2021, doi=WHOLE.doi, pages="99")
    assert verdict(WHOLE, other) == "different"


def test_a_pair_tells_what_agrees_and_what_does_not() -> None:
    [pair] = find_pairs([WHOLE, replace(WHOLE, uids=("b",), pages="S9", pmid=None, issue=None)])
    assert (pair.first, pair.second, pair.verdict) == ("a", "b", "same")
    assert pair.reason == (
        "title equal, authors equal, year equal, journal equal, abstract equal, volume equal, pages differ, DOI shared"
    )
    assert 0.5 <= pair.score <= 1


def test_many_records_with_one_title_are_not_all_compared() -> None:
    count = BLOCK_RECORDS * 3
    many = [Reference((f"r{n}",), title="Editorial", year=2000 + n, pages=f"{n * 7}") for n in range(count)]
    assert len(candidate_pairs([keys_of(item) for item in many])) < count * 2


@given(
    st.lists(
        st.builds(
            lambda uid, title, year, doi: Reference((f"r{uid}",), title=title, year=year, doi=doi),
            st.integers(0, 30),
            st.sampled_from(["One heron and its feathers on an island", "Another heron entirely", "Storks", None]),
            st.sampled_from([1999, 2021, None]),
            st.sampled_from(["10.1/a", "10.1/b", None]),
        ),
        max_size=12,
        unique_by=lambda item: item.uid,
    )
)
def test_groups_are_a_partition_whatever_the_order(records: list[Reference]) -> None:
    groups = group(records, find_pairs(records), {})
    assert sorted(item.uid for members in groups for item in members) == sorted(item.uid for item in records)
    turned = group(records[::-1], find_pairs(records[::-1]), {})
    assert {frozenset(item.uid for item in members) for members in groups} == {
        frozenset(item.uid for item in members) for members in turned
    }


def uids(groups: list[tuple[Reference, ...]]) -> list[list[str]]:
    return [[item.uid for item in members] for members in groups]


def test_what_a_person_said_wins_over_every_chain() -> None:
    records = [Reference((uid,)) for uid in "abc"]
    pairs = [ReferencePair("a", "b", "same", 0.9, ""), ReferencePair("b", "c", "same", 0.8, "")]
    assert uids(group(records, pairs, {})) == [["a", "b", "c"]]
    assert uids(group(records, pairs, {pair_uid("a", "c"): "different"})) == [["a", "b"], ["c"]]
    assert uids(group(records, pairs, {pair_uid("a", "b"): "different"})) == [["a"], ["b", "c"]]
    assert uids(group(records, [], {pair_uid("c", "a"): "same"})) == [["a", "c"], ["b"]]
    assert uids(group(records, [ReferencePair("a", "b", "unsure", 0.4, "")], {})) == [["a"], ["b"], ["c"]]
