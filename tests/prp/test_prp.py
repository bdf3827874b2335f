"""Another disease with other drugs and domains, by protocol alone: two publications from PDF to candidates."""

from pathlib import Path

import pytest

from extractor.core.annotation import BEYOND, AnnotatedCase, Annotation, BaselineRow, DrugCourse, OutcomeRow
from extractor.documents.read import read_pdf
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.workflows.extract import Pipeline
from tests.prp.draw import HERE, PAPERS, draw

PROTOCOL = load_protocol("biologics_prp")
GOLD = {item.id: item for item in read_annotations(HERE / "gold.jsonl", PROTOCOL)}
CASES = [(name, index) for name in PAPERS for index in range(len(GOLD[name].cases))]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Annotation]:
    folder = tmp_path_factory.mktemp("prp")
    pipeline = Pipeline(PROTOCOL)
    return {name: pipeline.extract(read_pdf(draw(name, folder)), name).extraction.annotation() for name in PAPERS}


def facts(case: AnnotatedCase) -> AnnotatedCase:
    """Return what the contract asks of a case, save the rhythm of its drugs: a loading dose has none of its own."""
    return AnnotatedCase(
        **{name: getattr(case, name) for name in AnnotatedCase.__slots__ if name not in BEYOND | set(ROWS)},
        drugs=tuple(DrugCourse(drug.name, drug.dose, None, drug.route) for drug in case.drugs),
        baseline=tuple(
            BaselineRow(row.domain, row.n, row.refractory if row.domain in COUNTED else None) for row in case.baseline
        ),
        outcomes=tuple(OutcomeRow(row.domain, row.direction, row.n_improved, row.n_evaluable) for row in case.outcomes),
    )


COUNTED = {domain.id for domain in PROTOCOL.domains if domain.denominator == "refractory"}
"""Domains in which the review counts those in whom earlier treatment had failed."""
ROWS = ("drugs", "baseline", "outcomes")
DESCRIBED = ("title", "journal", "doi", "year", "design", "included", "n_patients")


@pytest.mark.parametrize("name", PAPERS)
def test_the_publication_is_described(name: str, found: dict[str, Annotation]) -> None:
    assert [getattr(found[name], field) for field in DESCRIBED] == [getattr(GOLD[name], field) for field in DESCRIBED]


@pytest.mark.parametrize(("name", "index"), CASES)
def test_every_patient_is_found_with_drug_subtype_and_outcomes(
    name: str, index: int, found: dict[str, Annotation]
) -> None:
    assert len(found[name].cases) == len(GOLD[name].cases)
    assert facts(found[name].cases[index]) == facts(GOLD[name].cases[index])


def test_a_schedule_is_told_with_its_induction(found: dict[str, Annotation]) -> None:
    told = [drug.frequency for drug in found["case-report"].cases[0].drugs]
    assert told == ["weeks 0 and 4, then every eight weeks"]


def test_what_did_not_improve_is_told(found: dict[str, Annotation]) -> None:
    told = {
        (name, case.case_id, row.domain): row.direction
        for name in PAPERS
        for case in found[name].cases
        for row in case.outcomes
        if row.direction != "improved"
    }
    assert told == {
        ("case-report", "p1", "nails"): "unchanged",
        ("series", "p2", "skin"): "unchanged",
        ("series", "p2", "palms_soles"): "worsened",
    }


def test_the_other_review_finds_no_patient_of_its_own_in_them(tmp_path: Path) -> None:
    read = read_pdf(draw("series", tmp_path))
    annotation = Pipeline(load_protocol("jak_dm")).extract(read, "series").extraction.annotation()
    assert (annotation.included, annotation.n_patients, annotation.cases) == (False, 0, ())
