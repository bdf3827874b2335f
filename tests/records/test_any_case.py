"""Case reports of any disease: who is an own patient, of what age and sex, and what kind of publication it is."""

import pytest

from extractor.core.annotation import Annotation
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown
from tests.records import Annotate

Person = tuple[float | None, str | None]


@pytest.fixture(scope="module")
def any_case() -> Annotate:
    protocol = load_protocol("any_case")
    analyzer = Analyzer(protocol)

    def run(markdown: str) -> Annotation:
        document = document_from_markdown(markdown)
        return assemble(document, analyzer.analyze(document), protocol, "paper").annotation()

    return run


def people(annotation: Annotation) -> list[Person]:
    return [(case.age_years, case.sex) for case in annotation.cases]


KNEE = "A 34-year-old man presented with a swollen knee. He was febrile."
BACK = "A 61-year-old woman was referred with back pain. She had lost weight."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"## Case report\n\n{KNEE}", [(34, "male")]),
        ("## Case report\n\nAn infant aged eight months was pale. She vomited. She was fed.", [(0.67, "female")]),
        ("## Case report\n\nWe treated a 25-year-old patient for scurvy. Gums were sore.", [(25, None)]),
        ("## Case report\n\nA woman in her sixties presented with a cough. She smoked.", [(None, "female")]),
        ("## To the Editor\n\nA 34-year-old man ate only bread. He had purpura.", [(34, "male")]),
    ],
)
def test_one_patient_is_one_case(text: str, expected: list[Person], any_case: Annotate) -> None:
    annotation = any_case(text)
    assert (people(annotation), annotation.design) == (expected, "case_report")


@pytest.mark.parametrize(
    "text",
    [
        f"## Case report\n\n{KNEE}\n\nHis knee was warm.\n\n{BACK}\n\nShe was operated on.",
        f"## Case report\n\n{KNEE} {BACK}",
        f"## To the Editor\n\nWe saw two patients. {KNEE} {BACK} Both recovered.",
        f"## Case report\n\n2.1. Case 1. {KNEE}\n\nHis knee was warm.\n\n2.2. Case 2. {BACK}",
        f"## Case report\n\nCase 01 - {KNEE} Case 02 - {BACK}",
        "## Case report\n\nThe first was a 34-year-old man with a warm knee. The second was a 61-year-old woman.",
        "## Case report\n\nPatient 1 was a 34-year-old man. He limped. Patient 2 was a 61-year-old woman. She fell.",
        "## Case report\n\nA 34-year-old man and a 61-year-old woman presented with scurvy. Both recovered.",
        "## Case report\n\nMr. A, 34 years old, limped. He fell.\n\nMrs. B, 61 years old, had fallen. She limped.",
    ],
)
def test_two_patients_are_two_cases_however_they_enter(text: str, any_case: Annotate) -> None:
    annotation = any_case(text)
    assert (people(annotation), annotation.design) == ([(34, "male"), (61, "female")], "case_series")


@pytest.mark.parametrize(
    "other",
    [
        "His mother, a 58-year-old woman, was well.",
        "A 38-year-old woman, his sister, donated a part of her liver.",
        "The liver of a 50-year-old female donor was given.",
        "His 12-year-old son was well.",
        "Marlow et al. reported a 60-year-old woman with the same habit [3].",
        "In another series, a 70-year-old woman was described.",
        "At the age of 20 he had been operated on.",
        "This 34-year-old man presented again in May.",
    ],
)
def test_somebody_else_or_the_same_again_is_no_second_case(other: str, any_case: Annotate) -> None:
    assert people(any_case(f"## Case report\n\n{KNEE}\n\n{other} He recovered.")) == [(34, "male")]


def test_the_mother_of_a_newborn_is_no_case_and_lends_it_no_age(any_case: Annotate) -> None:
    text = "A male newborn was delivered to a 29-year-old woman. She was well. On day 2 he was pale. He was ventilated."
    assert people(any_case(f"## Case report\n\n{text}")) == [(None, "male")]


def test_a_mother_may_be_the_patient(any_case: Annotate) -> None:
    text = "A 35-year-old mother of two presented with headache. She was alert."
    assert people(any_case(f"## Case report\n\n{text}")) == [(35, "female")]


def test_a_summary_without_a_heading_tells_of_the_same_patient(any_case: Annotate) -> None:
    assert people(any_case(f"{KNEE}\n\n## Introduction\n\nKnees swell.\n\n## Case report\n\n{KNEE}")) == [(34, "male")]


CITED = """

Table 1. Reported patients.

| No. | Author | Age | Sex |
|---|---|---|---|
| 1 | Marlow et al., 2001 | 13 | F |
| 2 | Quill et al., 2005 | 44 | F |
| 3 | Present case | 34 | M |
"""


def test_the_patients_of_a_literature_table_are_no_cases(any_case: Annotate) -> None:
    assert people(any_case(f"## Case report\n\n{KNEE}\n\n## Discussion\n\nKnees swell.{CITED}")) == [(34, "male")]


def test_a_table_of_own_patients_gives_a_case_a_row(any_case: Annotate) -> None:
    text = "Table 1. Patients.\n\n| Case | Sex, age |\n|---|---|\n| 1 | 1; F, 58 |\n| 2 | M, 4.5 |"
    assert people(any_case(f"## Results\n\n{text}")) == [(58, "female"), (4.5, "male")]


def test_women_in_general_do_not_tell_the_sex(any_case: Annotate) -> None:
    text = "Bites of the female mosquito infect women and pregnant women; a woman may die."
    assert people(any_case(f"## Introduction\n\n{text}\n\n## Case report\n\nA 3-year-old boy was bitten.")) == [
        (3, "male")
    ]


COHORT = (
    "Patients aged 18 years or older were included in this retrospective cohort. The cohort was followed for a year."
)
NUMBERS = "The mean age was 67 years; 312 were female. She or he was asked, and her or his doctor."


@pytest.mark.parametrize(
    ("text", "design"),
    [
        (f"## Methods\n\n{COHORT}\n\n## Results\n\n{NUMBERS}", "cohort"),
        (f'---\ntitle: "Knees: a randomised trial"\n---\n\n## Methods\n\nKnees.\n\n## Results\n\n{NUMBERS}', "trial"),
        (f'---\ntitle: "Knees: a systematic review"\n---\n\n## Methods\n\nKnees.\n\n## Results\n\n{NUMBERS}', "review"),
        ("## Methods\n\nMosquitoes were counted.\n\n## Results\n\nThere were many.", "other"),
        ("## Signs\n\nMarlow et al. described a 45-year-old man; he recovered [3].\n\n## Cure\n\nBread.", "review"),
        (
            "## Methods\n\nKnees.\n\n## Results\n\nTable 1. Arms.\n\n"
            "| | Bread (n = 15) | Rice (n = 16) |\n|---|---|---|\n| Age | 40 | 41 |",
            "other",
        ),
    ],
)
def test_studies_of_groups_and_essays_have_no_cases(text: str, design: str, any_case: Annotate) -> None:
    annotation = any_case(text)
    assert (people(annotation), annotation.included, annotation.design) == ([], False, design)
