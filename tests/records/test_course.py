"""What became of an effect, by the steps of its story: gained, lost, gained again."""

import pytest

from extractor.core.analysis import Direction
from extractor.core.text import Span
from extractor.records.fields.course import Step, turns
from extractor.records.passages import Passage

Told = tuple[Direction, bool, bool]
"""A direction, whether a loss is told, whether a return is."""


def story(*told: Told) -> list[Step]:
    return [
        Step(Passage(Span(number, number + 1), "narrative", "under", ()), way, lost, regained)
        for number, (way, lost, regained) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], (None, None, None)),
        ([("improved", False, False)], (0, None, None)),
        ([("worsened", True, False)], (None, None, None)),
        ([("improved", False, False), ("worsened", True, False)], (0, 1, None)),
        ([("improved", False, False), ("worsened", True, False), ("improved", False, False)], (0, 1, 2)),
        ([("improved", True, False)], (0, 0, None)),
        ([("improved", False, False), ("worsened", True, False), ("worsened", True, False)], (0, 2, None)),
        ([("improved", False, False), ("worsened", True, True)], (0, None, None)),
    ],
)
def test_a_story_turns_where_an_effect_is_gained_and_lost(
    told: list[Told], expected: tuple[int | None, int | None, int | None]
) -> None:
    found = turns(story(*told))
    assert tuple(None if passage is None else passage.span.start for passage in found) == expected
