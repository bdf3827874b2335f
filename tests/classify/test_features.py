from dataclasses import replace

import pytest

from extractor.classify.features import (
    clocks,
    domain_names,
    learns,
    local_names,
    readable,
    sentence_names,
    tenses,
    views,
)
from extractor.core.analysis import CaseRegion, Mention
from extractor.core.text import Span
from extractor.protocol.model import Protocol
from tests.classify.conftest import Paper, paper


def told(*sentences: str) -> Paper:
    return paper(("case", "paragraph", sentences))


def test_words_of_the_review_become_their_class_and_numbers_a_sign(protocol: Protocol) -> None:
    made = told("Tofacitinib 5 mg cleared the rash in 3 weeks.")
    (view,) = views(made.document, made.analysis, protocol)
    assert view.tokens == ("_drug_", "#", "mg", "cleared", "the", "_sign_", "in", "#", "weeks", ".")
    assert view.words == ("tofacitinib", "#", "mg", "cleared", "the", "rash", "in", "#", "weeks", ".")
    assert view.symbols == ("_drug_", "c_improved", "_sign_")


def test_no_feature_of_a_sentence_names_a_drug_or_a_sign(protocol: Protocol) -> None:
    made = told("Methotrexate was given.", "Tofacitinib was started for the rash of dermatomyositis.")
    names = sentence_names(made.document, made.analysis, views(made.document, made.analysis, protocol), protocol)
    words = {"tofacitinib", "methotrexate", "rash", "dermatomyositis", "tofac", "metho", "derma"}
    assert not [name for row in names for name in row if words & set(name.replace("=", " ").split())]


@pytest.mark.parametrize("section", ["references", "back_matter"])
def test_references_and_back_matter_are_not_read(protocol: Protocol, section: str) -> None:
    made = paper((section, "paragraph", ("The rash cleared.",)))  # type: ignore[arg-type]
    assert views(made.document, made.analysis, protocol) == ()


@pytest.mark.parametrize("kind", ["heading", "table", "byline", "reference"])
def test_headings_cells_and_bylines_are_not_read(kind: str) -> None:
    made = paper(("case", kind, ("The rash cleared.",)))  # type: ignore[arg-type]
    assert not readable(made.analysis.sentences[0])


@pytest.mark.parametrize("kind", ["title", "paragraph", "caption", "note"])
def test_title_text_captions_and_notes_are_read(kind: str) -> None:
    made = paper(("case", kind, ("The rash cleared.",)))  # type: ignore[arg-type]
    assert readable(made.analysis.sentences[0])


def test_the_clock_tells_what_comes_before_and_after_the_start_of_the_drug(protocol: Protocol) -> None:
    made = told("The rash persisted on methotrexate.", "Tofacitinib was started.", "The rash cleared.")
    found = clocks(views(made.document, made.analysis, protocol))
    assert [(clock.state, clock.last, clock.gap) for clock in found] == [
        ("before", "none", 0),
        ("at", "therapy", 1),
        ("after", "drug", 1),
    ]


def test_the_clock_never_starts_where_the_drug_is_not_named(protocol: Protocol) -> None:
    made = told("The rash persisted on methotrexate.", "It persisted.")
    assert {clock.state for clock in clocks(views(made.document, made.analysis, protocol))} == {"never"}


def test_each_case_has_its_own_clock(protocol: Protocol) -> None:
    made = told("Tofacitinib was started.", "The rash cleared.", "The rash persisted.", "Tofacitinib was started.")
    spans = [sentence.span for sentence in made.analysis.sentences]
    regions = tuple(
        CaseRegion("patient", label, label, (first.cover(last),), first)
        for label, first, last in (("1", spans[0], spans[1]), ("2", spans[2], spans[3]))
    )
    found = clocks(views(made.document, replace(made.analysis, regions=regions), protocol))
    assert [clock.state for clock in found] == ["at", "after", "before", "at"]


def test_a_measure_is_compared_with_the_one_before_it_in_the_direction_of_its_instrument(protocol: Protocol) -> None:
    sentences = ("CDASI was 28 at the start.", "CDASI was 6 later.", "CDASI was 9 at last.", "MMT8 rose from 60 to 78.")
    text = " ".join(sentences)
    measures = tuple(
        Mention(
            Span(text.index(number), text.index(number) + len(number)), "measure", concept, float(number), rule=rule
        )
        for number, concept, rule in (
            ("28", "skin", "CDASI"),
            ("6", "skin", "CDASI"),
            ("9", "skin", "CDASI"),
            ("60", "muscle", "MMT8"),
            ("78", "muscle", "MMT8"),
        )
    )
    made = paper(("case", "paragraph", sentences), measures=measures)
    found = views(made.document, made.analysis, protocol)
    assert [view.change for view in found] == ["none|nothing", "better|before", "worse|before", "better|within"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Ito et al. saw two women.", "authors"),
        ("Ito and colleagues saw two women.", "authors"),
        ("Two women were seen (Ito, 2019).", "year"),
        ("Two women were seen [3,4].", "bracket"),
        ("Two women were seen.³,⁴", "raised"),
        ("Two series² were seen.", "raised"),
        ("An area of 12 cm² and 10⁹ cells were seen.", "no"),
        ("Two women were seen in 2019.", "no"),
        ("Two of 12 women (17%) were seen.", "no"),
    ],
)
def test_a_citation_is_known_by_its_form(protocol: Protocol, sentence: str, kind: str) -> None:
    made = told(sentence)
    assert views(made.document, made.analysis, protocol)[0].cited == kind


def test_clauses_part_at_conjunctions_and_keep_their_domains(protocol: Protocol) -> None:
    made = told("The rash cleared but her strength was poor.")
    (view,) = views(made.document, made.analysis, protocol)
    assert [(clause.tokens[0], clause.domains) for clause in view.clauses] == [("the", ("skin",)), ("but", ("muscle",))]


def test_a_sentence_of_one_word_has_features(protocol: Protocol) -> None:
    made = told("Rash")
    assert len(views(made.document, made.analysis, protocol)) == 1
    assert local_names((), (), ()) == ["w=< >", "q=< >", "e=last", "e2=chain ", "e2=first ", "e2=end "]


def test_domain_features_are_the_same_for_every_domain_but_for_the_kind(protocol: Protocol) -> None:
    made = told("The rash cleared.", "It cleared.")
    found = views(made.document, made.analysis, protocol)
    joint = domain_names(found, 1, "joint", (), overall=False)
    assert joint == domain_names(found, 1, "ild", (), overall=False)
    assert joint != domain_names(found, 1, "skin", (), overall=False)
    assert joint != domain_names(found, 1, "joint", (), overall=True)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("the rash had not cleared", "pluperfect"),
        ("she had a rash", "past"),
        ("the rash has since gone", "perfect"),
        ("she has a rash and it is red", "present"),
        ("the rash cleared", "past"),
        ("rash on tofacitinib", "none"),
        ("it had resisted but is gone", "pluperfect+present"),
    ],
)
def test_tenses_are_told_by_auxiliaries_and_endings(sentence: str, told: str) -> None:
    assert tenses(sentence.split()) == told


def polarities(protocol: Protocol, sentence: str) -> set[str]:
    made = told(sentence)
    (view,) = views(made.document, made.analysis, protocol)
    return {name for name in local_names(view.tokens, view.symbols, view.clauses) if name.startswith("e=")}


def test_each_clause_points_its_own_way(protocol: Protocol) -> None:
    assert polarities(protocol, "The rash cleared but weakness persisted.") == {
        "e=I", "e=allI", "e=signI", "e=U", "e=allU", "e=lastU",
    }  # fmt: skip


def test_a_denied_clause_points_elsewhere_than_the_bare_one(protocol: Protocol) -> None:
    assert polarities(protocol, "The rash never cleared.") == {"e=~I", "e=all~I", "e=sign~I", "e=last~I"}


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("w=cleared", ["found", "assertion", "direction"]),
        ("g=clea", ["found"]),
        ("e=I", ["found", "direction"]),
        ("tw=_drug_", ["assertion"]),
    ],
)
def test_each_family_learns_from_names_of_its_own(name: str, families: list[str]) -> None:
    assert [family for family in ("found", "assertion", "direction") if learns(family, name)] == families
