"""Which publications a protocol's switches leave out, with the reason and the words that show it."""

from dataclasses import replace
from typing import Any

import pytest

from extractor.classify.read import StatementReader
from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Eligibility, Protocol
from extractor.protocol.resources import models_dir
from extractor.records.assemble import assemble
from extractor.workflows.models import STATEMENTS as STATEMENT_MODEL
from tests.builders import document_from_markdown

PROTOCOL = load_protocol("biologics_prp")
ANALYZER = Analyzer(PROTOCOL)
STATEMENTS = StatementReader.load(models_dir() / STATEMENT_MODEL)

CASE = (
    "A 58-year-old woman had pityriasis rubra pilaris. Acitretin had failed. She was given secukinumab 300 mg every "
    "four weeks. After six months the erythema had cleared."
)


def read(body: str = f"## Case report\n\n{CASE}", *, title: str = "A woman with a rash", year: str = "2020",
         protocol: Protocol = PROTOCOL, **switches: Any) -> Extraction:  # fmt: skip
    paper = f'---\ntitle: "{title}"\nyear: "{year}"\n---\n\n{body}'
    document = document_from_markdown(paper)
    chosen = replace(protocol, eligibility=Eligibility(**switches))
    analysis = STATEMENTS.classify(document, ANALYZER.analyze(document), chosen)
    return assemble(document, analysis, chosen, "paper")


def told(extraction: Extraction) -> tuple[Any, Any, Any]:
    annotation: Annotation = extraction.annotation()
    return annotation.included, annotation.n_patients, annotation.exclusion_reason


def test_a_case_of_the_review_is_included_without_a_reason() -> None:
    assert told(read()) == (True, 1, None)


@pytest.mark.parametrize(
    ("switches", "reason"),
    [
        ({"min_patients": 2}, "too_few"),
        ({"designs": ("case_series", "cohort")}, "design"),
        ({"publication_types": ("letter",)}, "publication_type"),
        ({"languages": ("de",)}, "language"),
        ({"from_year": 2021}, "year"),
        ({"to_year": 2019}, "year"),
    ],
)
def test_a_switch_leaves_it_out_and_keeps_its_case_to_look_at(switches: dict[str, Any], reason: str) -> None:
    extraction = read(**switches)
    assert told(extraction) == (False, 0, reason)
    assert len(extraction.cases) == 1
    (candidate,) = (item for item in extraction.candidates if item.slot.field == "exclusion_reason")
    assert candidate.evidence[0].anchors[0].quote


@pytest.mark.parametrize(
    "switches",
    [
        {"min_patients": 1},
        {"designs": ("case_report",)},
        {"publication_types": ("article",)},
        {"languages": ("en",)},
        {"from_year": 2020, "to_year": 2020},
        {"humans_only": True},
        {"require_outcome": True},
        {"off_label_only": True},
    ],
)
def test_a_switch_that_it_meets_changes_nothing(switches: dict[str, Any]) -> None:
    assert told(read(**switches)) == (True, 1, None)


def test_a_case_without_an_outcome_is_left_out_where_one_is_asked_for() -> None:
    body = "## Case report\n\nA 58-year-old woman had pityriasis rubra pilaris. She was given secukinumab 300 mg."
    assert told(read(body)) == (True, 1, None)
    assert told(read(body, require_outcome=True)) == (False, 0, "no_outcome")


def test_an_animal_in_the_title_is_no_patient() -> None:
    assert told(read(title="Secukinumab clears a rash in a dog", humans_only=True)) == (False, 0, "not_human")
    assert told(read(title="A woman bitten by her dog", humans_only=True)) == (True, 1, None)


def test_a_licensed_use_is_left_out_where_off_label_use_is_asked_for() -> None:
    drugs = tuple(replace(drug, licensed_for=("PRP",)) for drug in PROTOCOL.drugs)
    licensed = replace(PROTOCOL, drugs=drugs)
    assert told(read(protocol=licensed, off_label_only=True)) == (False, 0, "licensed_use")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("## Case report\n\nA 58-year-old woman had psoriasis. She was given secukinumab 300 mg.", "no_disease"),
        ("## Case report\n\nA 58-year-old woman had pityriasis rubra pilaris. She was given acitretin.", "no_drug"),
        ("## Signs\n\nPityriasis rubra pilaris is rare [1].\n\n## Cure\n\nSecukinumab may help [2].", "no_own_patient"),
    ],
)
def test_a_publication_without_a_case_of_the_review_says_what_it_lacks(body: str, reason: str) -> None:
    assert told(read(body)) == (False, 0, reason)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"## Case report\n\n{CASE}", "article"),
        (f"To the Editor,\n\n{CASE}", "letter"),
        (f"Dear Editor, we saw a patient. {CASE}", "letter"),
        (f"Correspondence\n\n## Case report\n\n{CASE}", "letter"),
        (f"Correspondence: a.berg@example.org\n\n## Case report\n\n{CASE}", "article"),
        (f"medRxiv preprint, not peer-reviewed\n\n## Case report\n\n{CASE}", "preprint"),
        (f"Scientific Abstracts\n\n## Case report\n\n{CASE}", "conference_abstract"),
        (f"## Case report\n\nA letter to the editor of a newspaper told of her. {CASE}", "article"),
    ],
)
def test_how_it_was_published_is_read_from_the_first_page(body: str, kind: str) -> None:
    assert read(body).annotation().publication_type == kind
