"""Links that are made again only where something changed are those of linking all."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.core.candidate import Candidate, Extraction, Slot
from extractor.core.outcome import Extracted, Failed
from extractor.store import read, save
from extractor.store.database import Store, open_store
from extractor.store.save import Found
from extractor.workflows import links
from extractor.workflows.links import link_reports, links_between
from tests.store.sample import AGE, SEX, STAMP, candidate, case

STEMS = "abcd"
ANTIBODIES = Slot("antibodies", "anti-Mi-2")


def told(stem: str, authors: tuple[str, ...], year: int | None, age: int) -> Extraction:
    """Return an extraction of one patient, who may be another publication's."""
    facts = (candidate(AGE, age, "aged"), candidate(SEX, "female", "woman"), candidate(ANTIBODIES, "anti-Mi-2", "Mi-2"))
    drug = candidate(Slot("drug_name", "d1"), "a drug", "given")
    when = () if year is None else (candidate(Slot("year"), year, "in"),)
    one = replace(case(f"case {stem}", "A woman was", *facts, drug), retold=case("", "reported before").evidence)
    return Extraction(stem, stem * 64, when, (one,), (), authors)


def kept(store: Store) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    return {
        (uid, item.uid): found
        for uid, extraction in read.each_extraction(store)
        for item in extraction.cases
        if (found := tuple(entry for entry in item.candidates if entry.slot.field == "same_as"))
    }


def all_of(store: Store) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    return {place: found for place, found in links_between(store).items() if found}


outcomes = st.builds(
    told,
    st.sampled_from(STEMS),
    st.lists(st.sampled_from(("Quill", "Ash", "Finch")), max_size=2, unique=True).map(tuple),
    st.sampled_from((None, 2019, 2020, 2021)),
    st.sampled_from((41, 42, 60)),
)
runs = st.lists(st.tuples(outcomes, st.booleans(), st.sampled_from(("code", "other code"))), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, "count[int]"]:
    return tmp_path_factory.mktemp("reviews"), count()


@settings(max_examples=40, deadline=None)
@given(runs=runs)
def test_links_are_those_of_linking_all_whatever_changed_before(
    folders: tuple[Path, "count[int]"], runs: list[tuple[Extraction, bool, str]]
) -> None:
    folder, numbers = folders
    with open_store(folder / str(next(numbers)), create=True) as store:
        uids = dict(zip(STEMS, save.register(store, [Found(f"{s}.pdf", s, s * 64) for s in STEMS]), strict=True))
        for extraction, is_read, code in runs:
            outcome = Extracted(extraction) if is_read else Failed(extraction.sha256, ())
            save.save(store, uids[extraction.publication_id], STAMP, outcome)
            link_reports(store, code)
            assert kept(store) == all_of(store)


def review(folder: Path) -> tuple[Store, list[str]]:
    """Return a store of three publications by two groups of authors, linked, and their uids."""
    store = open_store(folder, create=True)
    found = [told("a", ("Quill",), 2019, 41), told("b", ("Quill",), 2020, 41), told("c", ("Ash",), 2020, 41)]
    uids = save.register(
        store, [Found(f"{item.publication_id}.pdf", item.publication_id, item.sha256) for item in found]
    )
    for uid, extraction in zip(uids, found, strict=True):
        save.save(store, uid, STAMP, Extracted(extraction))
    link_reports(store, "code")
    return store, uids


def test_the_later_report_names_the_earlier_of_a_shared_author(tmp_path: Path) -> None:
    store, uids = review(tmp_path)
    with store:
        assert {place: [item.value for item in found] for place, found in kept(store).items()} == {
            (uids[1], "case b"): ["a/p1"]
        }


def test_nothing_is_compared_where_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, uids = review(tmp_path)
    compared: list[list[str]] = []
    known = links._links_of

    def noted(store: Store, uids: "dict[str, str]", relatives: object) -> object:
        compared.append(sorted(uids))
        return known(store, uids, relatives)  # type: ignore[arg-type]

    monkeypatch.setattr(links, "_links_of", noted)
    with store:
        link_reports(store, "code")
        save.save(store, uids[2], STAMP, Extracted(told("c", ("Ash",), 2021, 50)))
        link_reports(store, "code")
        assert compared == []
        save.save(store, uids[0], STAMP, Extracted(told("a", ("Quill",), 2019, 50)))
        link_reports(store, "code")
        assert compared == [sorted(uids[:2])]
