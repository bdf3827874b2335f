"""Facts of a case that stand apart from its story: told of all, of some by name, in a table's column, or by dates."""

from collections.abc import Sequence

import pytest

from extractor.core.annotation import AnnotatedCase
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.views import view_of
from tests.builders import document_from_markdown
from tests.records import Annotate

SERIES = """# Tofacitinib in three children with juvenile dermatomyositis

## Methods

Three children with juvenile dermatomyositis were treated with tofacitinib. {methods}

## Results

**Patient 1.** A 9-year-old girl had a rash in spite of methotrexate. Tofacitinib was started. The rash cleared.

**Patient 2.** An 11-year-old boy was weak in spite of prednisolone. Tofacitinib was started. He got stronger.

**Patient 3.** A 7-year-old girl had a rash in spite of azathioprine. Tofacitinib was started. The rash cleared.

### Safety and steroids

{results}
"""
SINGLE = """# Tofacitinib in a woman with dermatomyositis

## Case report

A 50-year-old woman had dermatomyositis with a rash in spite of methotrexate. {story}
"""


def cases(annotate: Annotate, *, methods: str = "", results: str = "") -> tuple[AnnotatedCase, ...]:
    return annotate(SERIES.format(methods=methods, results=results)).cases


def case(annotate: Annotate, story: str) -> AnnotatedCase:
    return annotate(SINGLE.format(story=story)).cases[0]


def test_a_dose_told_of_all_is_each_ones(annotate: Annotate) -> None:
    told = cases(annotate, results="Tofacitinib was given at 5 mg twice daily.")
    assert [(c.drugs[0].dose, c.drugs[0].frequency) for c in told] == [("5 mg", "twice daily")] * 3


def test_a_dose_told_of_some_is_theirs(annotate: Annotate) -> None:
    told = cases(annotate, methods="The dose of tofacitinib was 2.5 mg in patient 3 and 5 mg in the others.")
    assert [c.drugs[0].dose for c in told] == ["5 mg", "5 mg", "2.5 mg"]


def test_a_rhythm_told_of_another_dose_is_not_taken(annotate: Annotate) -> None:
    text = SERIES.replace("Tofacitinib was started. He got", "Tofacitinib 10 mg/day was started. He got")
    text = text.format(methods="", results="Tofacitinib was given at 5 mg twice daily.")
    told = annotate(text).cases
    assert [(c.drugs[0].dose, c.drugs[0].frequency) for c in told][1] == ("10 mg/day", None)


def test_steroids_lowered_in_some_are_dealt_out(annotate: Annotate) -> None:
    told = cases(annotate, results="Prednisolone could be tapered in patients 1 and 3 but not in patient 2.")
    assert [c.steroid_sparing for c in told] == [True, False, True]


def test_events_named_with_patients_are_theirs(annotate: Annotate) -> None:
    told = cases(annotate, results="Events were herpes zoster in patient 2 and nausea in patient 3.")
    assert [c.adverse_events for c in told] == [(), ("herpes zoster",), ("nausea",)]


def phases(analyzer: Analyzer, story: str) -> Sequence[str]:
    document = document_from_markdown(SINGLE.format(story=story))
    analysis = analyzer.analyze(document)
    view = view_of(document, analysis, load_protocol(), analysis.regions[0], alone=True)
    return [passage.phase for passage in view.passages if passage.stream == "narrative"][-2:]


def test_a_drug_without_a_verb_of_starting_begins_the_course(analyzer: Analyzer) -> None:
    story = "Tofacitinib ran from the second day. Nausea was a nuisance."
    assert phases(analyzer, story) == ["start", "under"]


def test_another_treatment_begins_no_course(analyzer: Analyzer) -> None:
    assert phases(analyzer, "Rituximab ran from the second day. Nausea was a nuisance.") == ["before", "before"]


def test_a_relatives_drug_begins_no_course(annotate: Annotate) -> None:
    told = case(annotate, "Her mother takes tofacitinib. Nausea was a nuisance. Tofacitinib 5 mg was begun.")
    assert told.adverse_events == ()


def test_months_without_years_follow_the_date_before(annotate: Annotate) -> None:
    story = "On 3 October 2019 tofacitinib was started. By December the rash had faded. In March she was well."
    assert case(annotate, story).follow_up_months == 5


def test_a_month_alone_is_no_date(annotate: Annotate) -> None:
    assert case(annotate, "Tofacitinib was started. In March she was well.").follow_up_months is None


def test_a_second_drug_runs_on_from_the_first(annotate: Annotate) -> None:
    story = "Tofacitinib, taken for four months, did not help. She was then given baricitinib for six months."
    assert case(annotate, story).follow_up_months == 10


def test_days_of_a_stay_count_from_the_day_of_the_start(annotate: Annotate) -> None:
    story = "Tofacitinib was begun on day 13. The rash got worse. She died on day 34."
    assert case(annotate, story).follow_up_months == pytest.approx(0.69)


def test_days_of_the_drug_count_as_told(annotate: Annotate) -> None:
    story = "Tofacitinib was begun on day 13. She died on day 34 of tofacitinib."
    assert case(annotate, story).follow_up_months == pytest.approx(1.12)


def test_a_rescue_is_no_prior_therapy(annotate: Annotate) -> None:
    story = "Tofacitinib was started. The rash got worse. It was stopped and rituximab was begun, which helped."
    assert case(annotate, story).prior_therapies == ("methotrexate",)


def test_a_named_antirheumatic_is_itself(annotate: Annotate) -> None:
    told = case(annotate, "Ibuprofen had not helped either. Tofacitinib was started. The rash cleared.")
    assert set(told.prior_therapies) == {"methotrexate", "ibuprofen"}


def test_a_rescue_that_helped_is_no_prior_therapy(annotate: Annotate) -> None:
    told = case(annotate, "Tofacitinib was started. The rash got worse. Rituximab brought her round.")
    assert told.prior_therapies == ("methotrexate",)


def test_time_from_admission_is_no_follow_up(annotate: Annotate) -> None:
    story = "Tofacitinib was started. The rash faded at 3 weeks. She went home, ten weeks after admission."
    assert case(annotate, story).follow_up_months == pytest.approx(0.69)


def test_a_loading_dose_is_not_the_starting_dose(annotate: Annotate) -> None:
    told = case(annotate, "Tofacitinib was started, 20 mg of loading followed by 5 mg twice daily. The rash cleared.")
    assert (told.drugs[0].dose, told.drugs[0].frequency) == ("5 mg", "twice daily")


def test_a_dose_by_the_hour_says_so(annotate: Annotate) -> None:
    told = case(annotate, "Tofacitinib 2 mg/kg/h was started. The rash cleared.")
    assert (told.drugs[0].dose, told.drugs[0].frequency) == ("2 mg/kg/h", None)


@pytest.mark.parametrize(
    ("cell", "events"),
    [
        ("Listeria sepsis", ("listeria sepsis",)),
        ("Mild nausea, herpes zoster", ("mild nausea", "herpes zoster")),
        ("None", ()),
    ],
)
def test_an_event_in_a_cell_is_its_whole_item(annotate: Annotate, cell: str, events: tuple[str, ...]) -> None:
    table = f"""# Tofacitinib in two women with dermatomyositis

## Results

Table 1. Patients given tofacitinib.

| Patient | Age/sex | Drug | Adverse events |
| --- | --- | --- | --- |
| 1 | 40/F | tofacitinib 5 mg | {cell} |
| 2 | 50/F | tofacitinib 5 mg | None |
"""
    assert annotate(table).cases[0].adverse_events == events


STOPPED = "Tofacitinib 5 mg twice daily was started. At month 6 the rash was unchanged and {stop}. {after}"


@pytest.mark.parametrize(
    ("stop", "after", "months"),
    [
        ("the drug was stopped", "Four months later she was well on a cream.", 10),
        ("the dose was doubled", "Four months later she was well on a cream.", 6),
        ("the drug was stopped", "She is well.", 6),
    ],
)
def test_steps_behind_the_stop_count_from_it(annotate: Annotate, stop: str, after: str, months: int) -> None:
    assert case(annotate, STOPPED.format(stop=stop, after=after)).follow_up_months == months


UNNAMED = "A 41-year-old woman had anti-{antigen} antibodies and a cough. Tofacitinib 5 mg twice daily was started."


def test_an_antibody_of_the_disease_alone_tells_it(annotate: Annotate) -> None:
    paper = "---\ntitle: A cough\nyear: 2021\n---\n\n## Case report\n\n" + UNNAMED
    (told,) = annotate(paper.format(antigen="MDA5")).cases
    assert told.disease == "DM"


def test_an_antibody_of_many_diseases_tells_none(annotate: Annotate) -> None:
    paper = "---\ntitle: A cough\nyear: 2021\n---\n\n## Case report\n\n" + UNNAMED
    assert annotate(paper.format(antigen="Ro52")).cases == ()


@pytest.mark.parametrize(
    ("told", "events"),
    [
        ("She received the recombinant zoster vaccine.", ()),
        ("She was vaccinated against influenza and pneumonia.", ()),
        ("She was vaccinated against tetanus in May and against influenza each year.", ()),
        ("Screening for tuberculosis reactivation was repeated.", ()),
        ("She had zoster of the thigh, and a vaccine was given later.", ("zoster",)),
        ("She had influenza although she was vaccinated.", ("influenza",)),
    ],
)
def test_what_is_only_guarded_against_is_no_event(annotate: Annotate, told: str, events: tuple[str, ...]) -> None:
    assert case(annotate, f"Tofacitinib was started. {told} The rash cleared.").adverse_events == events


@pytest.mark.parametrize(
    ("told", "event"),
    [
        ("Her transaminases rose in week 3.", "raised transaminases"),
        ("An elevation of transaminases was seen in week 3.", "elevation of transaminases"),
    ],
)
def test_an_event_told_with_a_verb_is_named_by_its_term(annotate: Annotate, told: str, event: str) -> None:
    assert case(annotate, f"Tofacitinib was started. {told} The rash cleared.").adverse_events == (event,)


@pytest.mark.parametrize(
    ("told", "spared"),
    [
        ("At month 9 prednisolone is 7 mg per day (initial 60 mg).", True),
        ("At month 9 prednisolone is 60 mg per day (initial 60 mg).", False),
        ("Prednisolone was suspended in month 9.", True),
    ],
)
def test_a_steroids_first_dose_may_be_named_before_it(annotate: Annotate, told: str, spared: bool) -> None:
    assert case(annotate, f"Tofacitinib was started. The rash cleared. {told}").steroid_sparing is spared
