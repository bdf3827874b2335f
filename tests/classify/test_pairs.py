from extractor.classify.features import View, views
from extractor.classify.pairs import direction_names, plural_names
from extractor.core.fields import DIRECTIONS
from extractor.protocol.model import Protocol
from tests.classify.conftest import paper


def view_of(text: str, protocol: Protocol) -> View:
    made = paper(("case", "paragraph", (text,)))
    return views(made.document, made.analysis, protocol)[0]


def named(text: str, protocol: Protocol) -> dict[str, list[str]]:
    return dict(zip(DIRECTIONS, direction_names(view_of(text, protocol)), strict=True))


def test_a_direction_is_judged_by_the_words_of_its_own_clause(protocol: Protocol) -> None:
    names = named("The rash cleared, but strength persisted there.", protocol)
    assert "w=cleared" in names["improved"]
    assert "w=cleared" not in names["unchanged"]
    assert "w=persisted" in names["unchanged"]


def test_a_direction_knows_that_another_is_told_before_it(protocol: Protocol) -> None:
    names = named("The rash cleared, but strength persisted there.", protocol)
    assert "other=improved|after" in names["unchanged"]
    assert "other=unchanged|before" in names["improved"]


def test_a_direction_without_a_cue_is_told_apart(protocol: Protocol) -> None:
    names = named("The rash cleared.", protocol)
    assert "+unsaid" in names["worsened"]
    assert "+unsaid" not in names["improved"]


def test_a_denied_gain_tells_of_no_change(protocol: Protocol) -> None:
    names = named("The rash never cleared.", protocol)
    assert "+unsaid" not in names["unchanged"]
    assert "+unsaid" in names["improved"]


def test_clauses_are_counted_for_whether_several_things_are_said(protocol: Protocol) -> None:
    assert "clauses=2" in plural_names(view_of("The rash cleared, but strength persisted there.", protocol))
    assert "clauses=1" in plural_names(view_of("The rash cleared there.", protocol))
