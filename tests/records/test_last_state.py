"""The state at the end of a story: an improvement holds until it is lost."""

import pytest

from extractor.core.analysis import Direction
from extractor.core.text import Span
from extractor.records.fields.domains import Clue, last_state
from extractor.records.passages import Passage

HERE = Passage(Span(0, 1), "narrative", "under", ())


@pytest.mark.parametrize(
    ("story", "state"),
    [
        (["improved"], "improved"),
        (["improved", "unchanged"], "improved"),
        (["improved", "unchanged", "unchanged"], "unchanged"),
        (["improved", "unchanged", "improved", "unchanged"], "improved"),
        (["unchanged", "unchanged", "improved"], "improved"),
        (["unchanged", "improved"], "improved"),
        (["improved", "worsened"], "unchanged"),
        (["improved", "worsened", "improved"], "improved"),
        (["worsened"], "worsened"),
        (["unchanged", "worsened"], "worsened"),
        (["unchanged"], "unchanged"),
    ],
)
def test_the_last_state_follows_the_story(story: list[Direction], state: str) -> None:
    clues = [Clue("statement", HERE, 1.0, direction) for direction in story]
    found = last_state(clues)
    assert found is not None
    assert found[0] == state


def test_no_clue_is_no_state() -> None:
    assert last_state([]) is None
