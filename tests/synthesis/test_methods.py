"""The paragraph says what is known, leaves out what is not, and never says more than was done."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from extractor.core.candidate import Slot
from extractor.core.decision import Action, Decision, How
from extractor.core.time_spent import FormTime
from extractor.synthesis.appendix import Methods
from extractor.synthesis.methods import Accuracy, Measured, People, Tool, methods, people_of

TOOL = Tool("1.2", "3.8", "toy version 1", "f" * 64, (("statements", "e" * 64),), None, 10, 8, 0, 0.98, (2, 100, 0.07))
MEASURED = Accuracy(4, (Measured("outcomes", 0.9, 0.8, (0.8, 1.0), None),))


def decision(
    field: str, action: Action, how: How = "single", *, reviewer: str = "ann", role: str = "reviewer"
) -> Decision:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    uid = f"{field} {reviewer}"
    return Decision(uid, "p", "case", "c", Slot(field), action, 1, reviewer, at, role=role, how=how)


def told(people: People, accuracy: Accuracy = MEASURED, tool: Tool = TOOL, *time: FormTime, **asked: Any) -> Methods:
    return methods(tool, people, accuracy, time, **{"machine_only": False, "undecided": 0, **asked})


def words(people: People, accuracy: Accuracy = MEASURED, tool: Tool = TOOL, *time: FormTime, **asked: Any) -> str:
    return " ".join(told(people, accuracy, tool, *time, **asked).paragraphs)


PEOPLE = people_of(
    [
        decision("age_years", "accept", "bulk"),
        decision("sex", "accept"),
        decision("disease", "correct"),
        decision("label", "reject"),
        decision("died", "unclear"),
        decision("n_female", "add", "imported"),
    ]
)


def test_tool_models_and_library_are_named_with_their_versions_and_digests() -> None:
    text = words(PEOPLE)
    assert "case-extractor 1.2" in text
    assert f"protocol toy version 1, SHA-256 {'f' * 12})" in text
    assert f"statements, SHA-256 {'e' * 12}" in text
    assert "spaCy 3.8 (rules of its own" in text
    assert "Of 10 publications 8 were read by the program. 2 could not be read" in text


def test_who_decided_how_is_counted() -> None:
    text = words(PEOPLE)
    assert "One reviewer (ann) took 6 decisions that stand: 4 one by one, 1 in bulk and 1 by taking in" in text
    assert (
        "Of 4 suggestions decided on, 2 were accepted, 1 corrected and 1 rejected. Values added by hand: 1; places"
        in text
    )
    assert "50% of the accepted values (1 of 2) were accepted in bulk" in text
    assert "a confidence of at least 0.98" in text


def test_a_second_reviewer_is_said_to_be_there_or_not() -> None:
    second = people_of([decision("sex", "accept"), decision("sex", "accept", reviewer="bob", role="adjudicator")])
    assert "No publication was decided on by a second reviewer." in words(PEOPLE)
    text = words(PEOPLE + second)
    assert "1 of 2 publications were decided on by more than one reviewer." in text
    assert "settled by an adjudicator (publications: 1)" in text
    assert "2 reviewers (ann, bob)" in text
    assert "second reviewer" not in text


def test_blind_work_is_said_and_so_is_its_absence() -> None:
    time = FormTime("a", "p1", True, "ann", "assisted", 60.0, 1)
    assert "no reviewer worked blind" in words(PEOPLE, MEASURED, TOOL, time)
    assert "Without seeing suggestions a reviewer worked on 1 of 10 publications." in words(
        PEOPLE, MEASURED, TOOL, replace(time, mode="blind")
    )
    assert "blind" not in words(PEOPLE)


def test_the_measured_accuracy_is_told_with_intervals_and_its_doubt() -> None:
    text = words(PEOPLE)
    assert "(4 publications; 95% intervals" in text
    assert "outcomes 0.90 (0.80 to 1.00) and 0.80" in text
    assert "likely to flatter" in text
    assert "2 of 100 were wrong (2.0%, upper 95% limit 7.0%)" in text


def test_an_imported_record_was_not_flattered_by_suggestions_at_the_screen() -> None:
    assert "flatter" not in words(people_of([decision("sex", "accept", "imported")]))


def test_what_was_not_measured_is_said_to_be_so() -> None:
    text = words(PEOPLE, Accuracy())
    assert "has not been measured in this review" in text
    assert "Held against" not in text


def test_a_machine_only_report_says_that_nobody_confirmed_it() -> None:
    text = words(People(), Accuracy(), machine_only=True)
    assert "Nobody has confirmed the values of this report" in text
    assert "Nothing counted unless" not in text
    assert "reviewer" not in text


def test_what_is_left_open_is_told() -> None:
    assert "nobody has decided on count in nothing: 3." in words(PEOPLE, undecided=3)


def test_limits_name_bulk_and_single_reviewers_where_they_were() -> None:
    found = " ".join(told(PEOPLE).limits)
    assert "accepted in bulk were not each compared" in found
    assert "single reviewer" in found
    assert "accepted in bulk" not in " ".join(told(people_of([decision("sex", "accept")])).limits)


def test_a_decision_taken_back_counts_in_nothing() -> None:
    taken = decision("sex", "accept")
    back = replace(taken, uid="undo", action="undo", value=taken.uid)
    assert people_of([taken, back]) == People()
