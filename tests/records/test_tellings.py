"""What a passage tells is held against what is suggested: only what no suggestion tells is heard."""

from extractor.core.analysis import Context, Mention, Regimen
from extractor.core.candidate import Anchor, Candidate, CandidateStatement, Case, Evidence, Slot, Value
from extractor.core.text import Span
from extractor.records.accounts import Account
from extractor.records.passages import Passage, Phase
from extractor.records.tellings import Listener, Telling, people, strangers

ANCHOR = Anchor("0" * 64, 1, (), "quote")


def case(*told: tuple[str, str, Value], unit: str = "patient") -> Case:
    evidence = (Evidence((ANCHOR,), "rule"),)
    candidates = tuple(Candidate(Slot(field, key), value, 0.9, evidence) for field, key, value in told)
    return Case("uid", "p1", "group" if unit == "group" else "patient", 0.9, evidence, candidates)


def mention(label: str, concept: str | None = None, value: float | str | None = None, *said: Context) -> Mention:
    return Mention(Span(3, 8), label, concept, value, frozenset(said))


def passage(
    *mentions: Mention, regimens: tuple[Regimen, ...] = (), phase: Phase = "under", stream: str = "narrative"
) -> Passage:
    return Passage(Span(0, 20), stream, phase, mentions, regimens)


def heard(told: Case, words: Passage, *said: CandidateStatement) -> list[Telling]:
    return list(Listener(Account([told]), ["skin", "joint"]).untold(words, said))


def test_an_item_of_a_list_is_asked_for_by_its_value() -> None:
    told = case(("prior_therapies", "betanib", "betanib"))
    assert heard(told, passage(mention("therapy", "betanib"))) == []
    assert heard(told, passage(mention("therapy", "gammab"))) == [Telling("therapy", "prior_therapies", "gammab")]


def test_an_item_under_another_field_is_known() -> None:
    assert heard(case(("concomitant", "betanib", "continued")), passage(mention("therapy", "betanib"))) == []


def test_what_is_denied_or_cited_is_not_heard() -> None:
    assert heard(case(), passage(mention("therapy", "betanib", None, "negated"))) == []
    assert heard(case(), passage(mention("antibody", "anti-X", None, "cited"))) == []


def test_an_event_from_before_the_drug_is_not_heard() -> None:
    event = mention("adverse_event", "nausea")
    assert heard(case(), passage(event, phase="before")) == []
    assert heard(case(), passage(event)) == [Telling("event", "adverse_events", "nausea")]


def test_of_a_field_with_one_value_another_value_is_not_heard() -> None:
    words = passage(mention("sex", None, "male"))
    assert heard(case(("sex", "", "female")), words) == []
    assert heard(case(), words) == [Telling("sex", "sex")]


def test_a_time_is_heard_where_there_is_no_follow_up() -> None:
    words = passage(mention("time_point", None, 6.0))
    assert heard(case(), words) == [Telling("follow-up", "follow_up_months")]
    assert heard(case(("follow_up_months", "", 4)), words) == []


def test_a_dose_is_heard_where_the_drug_has_none() -> None:
    drug = mention("drug", "alphamab")
    words = passage(drug, regimens=(Regimen(drug, mention("dose", "alphamab", "5 mg")),))
    assert heard(case(("drug_name", "d1", "alphamab")), words) == [Telling("dose", "drug_dose", "alphamab")]
    assert heard(case(("drug_name", "d1", "alphamab"), ("drug_dose", "d1", "10 mg")), words) == []


def test_a_domain_is_heard_where_nothing_is_suggested_of_it() -> None:
    words = passage(mention("sign", "skin"))
    assert heard(case(), words) == [Telling("sign", "baseline", "skin")]
    assert heard(case(("outcome", "skin", "improved")), words) == []
    assert heard(case(), passage(mention("sign", "overall"))) == []


def test_a_reading_is_heard_where_its_domain_has_none() -> None:
    words = passage(mention("measure", "skin", 3.0))
    assert heard(case(("outcome", "skin", "improved")), words) == [Telling("score", "score_last", "skin")]
    assert heard(case(("outcome", "skin", "improved"), ("score_last", "skin/index", 3)), words) == []


def test_an_effect_is_heard_where_its_domain_has_no_outcome() -> None:
    said = CandidateStatement("s", ANCHOR, ("skin",), "improved", "observed", (), 0.9, "rule")
    assert heard(case(("baseline", "skin", 1)), passage(), said) == [Telling("effect", "outcome", "skin")]
    assert heard(case(("outcome", "skin", "improved")), passage(), said) == []


def test_a_groups_size_and_counts_are_heard() -> None:
    words = passage(mention("count", None, "3/5"), mention("sign", "skin"))
    told = case(("outcome", "skin", "improved"), ("n", "", 5), unit="group")
    assert heard(told, words) == [Telling("count", field, "skin") for field in ("n_improved", "n_evaluable")]
    assert heard(case(("outcome", "skin", "improved"), unit="group"), words)[0] == Telling("count", "n")


def test_the_introduction_and_discussion_tell_of_no_case() -> None:
    assert heard(case(), passage(mention("therapy", "betanib"), stream="discussion")) == []


def test_an_age_that_somebody_has_is_nobody_elses() -> None:
    account = Account([case(("age_years", "", 47), ("onset_age_years", "", 4.5))])
    ages = [mention("age", None, years) for years in (47.0, 4.5, 61.0)]
    assert list(people(ages, account, frozenset(), aside=False)) == [Telling("age", "age_years", "61")]


def test_a_cited_age_and_one_in_the_introduction_are_aside() -> None:
    account = Account([case()])
    cited = people([mention("age", None, 61.0, "cited")], account, frozenset(), aside=False)
    introduced = people([mention("age", None, 61.0)], account, frozenset(), aside=True)
    assert [each.aside for each in (*cited, *introduced)] == [True, True]


def test_a_name_that_no_case_bears_is_somebody() -> None:
    names = [mention("case_label", None, number) for number in ("1", "3")]
    assert list(people(names, Account([case()]), frozenset({"1"}), aside=False)) == [Telling("case", "label", "3")]


def test_a_number_that_no_group_has_is_a_stranger() -> None:
    account = Account([case(("n", "", 5), unit="group")])
    known, other = (passage(mention("count", None, number)) for number in ("3/5", "7/9"))
    assert [each.cue for each in strangers(known, account)] == []
    assert [each.cue for each in strangers(other, account)] == ["count"]
