from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.errors import UsageError
from extractor.review.order import ORDERS, Order, entropy, ordered
from extractor.review.session import ReviewSession
from extractor.review.settings import FILE_NAME, Settings, load_settings, save_settings
from extractor.store.database import Store
from extractor.store.read import Publication
from tests.review.sample import PROTOCOL, Clock, make_review

ALL = [Publication(name, name, None, ()) for name in "abcde"]
OPEN = {"a": (0.9, 0.9), "b": (0.5, 0.99), "d": (0.98,), "e": (0.6, 0.6, 0.6)}


def ids(publications: list[Publication]) -> str:
    return "".join(item.id for item in publications)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path) as store:
        yield store


def session(store: Store, *, blind: bool = False) -> ReviewSession:
    return ReviewSession(store, "ann", PROTOCOL, now=Clock(), blind=blind)


@pytest.mark.parametrize(("order", "expected"), [("file", "abcde"), ("confidence", "dabec"), ("information", "ebadc")])
def test_publications_stand_in_the_order_with_those_that_are_done_last(order: Order, expected: str) -> None:
    assert ids(ordered(ALL, OPEN, order)) == expected


def test_publications_that_are_worth_the_same_stay_as_they_are_filed() -> None:
    assert ids(ordered(ALL, dict.fromkeys("abcde", (0.7,)), "information")) == "abcde"


def test_a_question_tells_most_when_both_answers_are_as_likely() -> None:
    assert (entropy(0.5), entropy(0.0), entropy(1.0)) == (1.0, 0.0, 0.0)
    assert entropy(0.9) == pytest.approx(0.469, abs=0.001)


@given(st.dictionaries(st.sampled_from("abcde"), st.lists(st.floats(0, 1), min_size=1)), st.sampled_from(list(ORDERS)))
def test_no_order_loses_or_doubles_a_publication(waiting: dict[str, list[float]], order: Order) -> None:
    assert sorted(ids(ordered(ALL, waiting, order))) == list("abcde")


def test_the_key_goes_through_the_orders_and_stays_at_the_publication(store: Store) -> None:
    made = session(store)
    made.go_to(1)
    before = [item.id for item in made.publications]
    assert before == ["ames-2020", "boole-2021", "cole-1999"]
    assert made.next_order().startswith("Publications: the surest first.")
    assert made.next_order().startswith("Publications: those first whose decisions tell most.")
    assert [item.id for item in made.publications] == ["boole-2021", "ames-2020", "cole-1999"]
    assert made.publication is not None
    assert (made.publication.id, made.position) == ("boole-2021", 0)
    made.next_order()
    assert [item.id for item in made.publications] == before


def test_the_order_is_kept_for_the_next_session(store: Store) -> None:
    first = session(store)
    first.next_order()
    first.next_order()
    assert load_settings(store.folder).order == "information"
    assert [item.id for item in session(store).publications] == ["boole-2021", "ames-2020", "cole-1999"]


def test_the_next_open_value_is_looked_for_in_the_order(store: Store) -> None:
    save_settings(store.folder, Settings(order="information"))
    made = session(store)
    made.go_to(0)
    while made.publication and made.publication.id == "boole-2021":
        made.accept()
        made.next_open()
    assert made.publication is not None
    assert made.publication.id == "ames-2020"


def test_after_a_publication_comes_the_first_of_the_order_that_is_open(store: Store) -> None:
    save_settings(store.folder, Settings(order="information"))
    made = session(store)
    made.go_to(1)
    assert made.publication is not None
    assert made.publication.id == "ames-2020"
    made.select_view(len(made.views) - 1)
    made.select_row(len(made.views[-1].rows) - 1)
    made.next_open()
    assert (made.publication.id, made.position) == ("boole-2021", 0)


def test_a_blind_session_learns_nothing_from_the_order(store: Store) -> None:
    save_settings(store.folder, Settings(order="information"))
    made = session(store, blind=True)
    assert [item.id for item in made.publications] == ["ames-2020", "boole-2021", "cole-1999"]
    assert "as they are filed" in made.next_order()
    assert load_settings(store.folder).order == "information"


def test_other_settings_stay_when_the_order_is_set(store: Store) -> None:
    save_settings(store.folder, Settings(0.8, frozenset({"warned"})))
    session(store).next_order()
    assert load_settings(store.folder) == Settings(0.8, frozenset({"warned"}), "confidence")


def test_the_order_stays_when_other_settings_are_set(store: Store) -> None:
    made = session(store)
    made.next_order()
    made.set_level(0.5)
    made.set_together({"warned"})
    assert load_settings(store.folder) == Settings(0.5, frozenset({"warned"}), "confidence")


def test_an_unknown_order_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('order = "random"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="order must be one of: file, confidence, information"):
        load_settings(tmp_path)
