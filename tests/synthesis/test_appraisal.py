"""Forms are whole, name their source, are fed by what exists, and hold no answer."""

from dataclasses import fields, replace

import pytest

from extractor.core.candidate import Anchor, Extraction, Finding
from extractor.core.fields import DESIGNS, FIELD
from extractor.synthesis.appendix import Excerpt, FilledForm
from extractor.synthesis.appraisal import SHOWN, Template, filled_forms, templates
from extractor.synthesis.told import PublicationTold
from tests.synthesis.sample import NOT_REPORTED, PROTOCOL, case, publication

TOPICS = {topic.id for topic in PROTOCOL.topics}
ITEMS = {"care_2013": 29, "jbi_case_report": 8, "jbi_case_series": 10, "murad_2018": 8}
CONSENT = Finding("consent", "back_matter", Anchor("0", 4, (), "She gave written consent."))


def filled(told: PublicationTold, *findings: Finding) -> dict[str, FilledForm]:
    read = Extraction("a", "0", (), (), (), findings=findings)
    return {item.form.id: item for item in filled_forms(told, read, PROTOCOL)}


def excerpts(form: FilledForm, number: str) -> tuple[Excerpt, ...]:
    return dict(zip((item.number for item in form.form.items), form.excerpts, strict=True))[number]


def test_the_forms_have_all_their_items() -> None:
    assert {item.form.id: len(item.form.items) for item in templates()} == ITEMS


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.form.id)
def test_every_item_is_fed_by_fields_and_topics_that_exist(template: Template) -> None:
    for item, feed in zip(template.form.items, template.feeds, strict=True):
        assert feed.fields or feed.topics, item.number
        assert [name for name in feed.fields if name not in FIELD] == []
        assert [name for name in feed.topics if name not in TOPICS] == []
    assert set(template.designs) <= set(DESIGNS)


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.form.id)
def test_every_form_names_its_source_and_offers_answers(template: Template) -> None:
    assert template.form.doi.startswith("10.")
    assert "words of this project" in template.form.note
    assert len(template.form.answers) == 4
    assert len({item.number for item in template.form.items}) == len(template.form.items)


def test_a_form_has_no_place_for_an_answer() -> None:
    assert [item.name for item in fields(FilledForm)] == ["form", "publication", "excerpts", "more"]


@pytest.mark.parametrize(
    ("design", "forms"),
    [
        ("case_report", ["care_2013", "jbi_case_report", "murad_2018"]),
        ("case_series", ["care_2013", "jbi_case_series", "murad_2018"]),
        ("cohort", ["jbi_case_series", "murad_2018"]),
        (None, list(ITEMS)),
    ],
)
def test_a_design_has_its_forms(design: str | None, forms: list[str]) -> None:
    assert list(filled(publication("a", 2020, case("p1"), design=design))) == forms


def test_items_show_values_and_topics_with_their_quotes() -> None:
    told = publication("a", 2020, case("p1", age_years=54.0, outcome={"skin": "improved"}), design="case_report")
    forms = filled(told, CONSENT)
    assert excerpts(forms["jbi_case_report"], "1") == (Excerpt("age_years  54.0", 1, "Age at start 54, p1"),)
    assert excerpts(forms["jbi_case_report"], "6")[0].about == "Outcome (skin) improved, p1"
    assert excerpts(forms["care_2013"], "13") == (Excerpt("She gave written consent.", 4, "Consent and ethics"),)


def test_what_a_person_found_missing_is_said() -> None:
    told = publication("a", 2020, case("p1", sex=NOT_REPORTED), design="case_report")
    assert [item.about for item in excerpts(filled(told)["jbi_case_report"], "1")] == ["Sex not reported, p1"]


def test_a_suggestion_that_nobody_decided_on_is_marked() -> None:
    told = publication("a", 2020, case("p1", sex="female"), design="case_report")
    [only] = told.cases
    suggested = tuple(replace(item, how="machine") for item in only.sources)
    told = replace(told, cases=(replace(only, sources=(), open=suggested),))
    assert [item.about for item in excerpts(filled(told)["jbi_case_report"], "1")] == ["suggested: Sex female, p1"]


def test_what_feeds_an_item_takes_turns_and_what_is_left_is_counted() -> None:
    many = case("p1", prior_therapies=[f"drug {n}" for n in range(9)], disease="DM")
    form = filled(publication("a", 2020, many, design="case_report"))["jbi_case_report"]
    shown = excerpts(form, "2")
    assert [item.about for item in shown[:2]] == ["Prior therapies drug 0, p1", "Disease DM, p1"]
    assert (len(shown), form.more[1]) == (SHOWN, 10 - SHOWN)
