import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.core.annotation import (
    AnnotatedCase,
    AnnotatedStatement,
    Annotation,
    BaselineRow,
    DrugCourse,
    OutcomeRow,
    to_json,
)
from extractor.core.errors import AnnotationError, ExitCode
from extractor.protocol.annotations import read_annotations, write_annotations
from extractor.protocol.load import load_protocol

GOLD = Path(__file__).parents[2] / "annotations" / "gold.jsonl"

ROW: dict[str, Any] = to_json(
    Annotation(
        id="paper",
        title="A title with γ",
        year=2021,
        design="case_report",
        included=True,
        n_patients=1,
        cases=(
            AnnotatedCase(
                case_id="p1",
                age_years=47,
                sex="female",
                disease="DM",
                subtype="classic",
                drugs=(DrugCourse("tofacitinib", "5 mg", "twice daily", "oral"),),
                baseline=(BaselineRow("skin", 1, refractory=True),),
                outcomes=(OutcomeRow("skin", "improved", 1, 1),),
                same_as=("earlier/p2",),
            ),
        ),
        statements=(AnnotatedStatement("The rash cleared.", ("skin",), "improved", "observed", ("p1",)),),
    )
)


def changed(path: str, value: Any) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(json.dumps(ROW))
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = row
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return row


def written(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    file = tmp_path / "file.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def refusal(file: Path) -> str:
    with pytest.raises(AnnotationError) as caught:
        read_annotations(file, load_protocol())
    assert caught.value.exit_code == ExitCode.USAGE
    line = str(caught.value)
    assert "\n" not in line
    return line.removeprefix(f"{file}: ")


def test_a_sound_row_is_read(tmp_path: Path) -> None:
    (annotation,) = read_annotations(written(tmp_path, ROW), load_protocol())
    assert to_json(annotation) == ROW


BROKEN = {
    "design": ("report", "design: input should be 'case_report'"),
    "year": ("2021", "year: input should be a valid integer"),
    "included": (1, "included: input should be a valid boolean"),
    "n_patients": (-1, "n_patients: input should be greater than or equal to 0"),
    "id": (..., "id: is missing"),
    "cases": ({}, "cases: input should be a valid array"),
    "cases.0.sex": ("f", "cases[1].sex: input should be 'female' or 'male'"),
    "cases.0.age_years": ("47", "cases[1].age_years: input should be a valid"),
    "cases.0.case_id": (..., "cases[1].case_id: is missing"),
    "cases.0.n": (2, "cases[1].n: a patient's n is 1"),
    "cases.0.disease": ("SLE", "cases[1].disease: 'SLE' is none of: DM, JDM"),
    "cases.0.subtype": ("severe", "cases[1].subtype: 'severe' is none of: "),
    "cases.0.same_as": (["p2"], "cases[1].same_as[1]: names no publication-id/case_id"),
    "cases.0.antibodies": ([""], "cases[1].antibodies[1]: string should have at least 1 character"),
    "cases.0.baseline.0.domain": ("overall", "cases[1].baseline[1].domain: 'overall' is none of: skin, "),
    "cases.0.outcomes.0.direction": ("better", "cases[1].outcomes[1].direction: input should be 'improved', "),
    "cases.0.outcomes.0.n_improved": (2, "cases[1].outcomes[1].n_improved: 2 of 1 patients"),
    "cases.0.drugs.0.name": (None, "cases[1].drugs[1].name: input should be a valid string"),
    "cases.0.ages_years": (47, "cases[1].ages_years: is no field of the contract"),
    "statements.0.assertion": (..., "statements[1].assertion: is missing"),
    "statements.0.case_ids": (["p2"], "statements[1].case_ids: 'p2' is none of: p1"),
    "statements.0.domains": (["hair"], "statements[1].domains: 'hair' is none of: skin, "),
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_value_is_told_with_line_and_field(path: str, tmp_path: Path) -> None:
    value, expected = BROKEN[path]
    row = changed(path, value)
    if path.endswith("ages_years"):
        del row["cases"][0]["age_years"]
    other = changed("id", "other")
    assert refusal(written(tmp_path, other, row)).startswith(f"line 2: {expected}")


def test_a_second_row_of_one_domain_is_refused(tmp_path: Path) -> None:
    row = changed("cases.0.baseline", [{"domain": "skin", "n": 1, "refractory": None}] * 2)
    assert refusal(written(tmp_path, row)) == "line 1: cases[1].baseline[2].domain: 'skin' has a row already"


def test_a_case_id_told_twice_is_refused(tmp_path: Path) -> None:
    row = changed("cases", ROW["cases"] * 2)
    assert refusal(written(tmp_path, row)) == "line 1: cases[2].case_id: 'p1' is the id of an earlier case already"


def test_a_publication_told_twice_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, ROW, ROW)) == "line 2: id: 'paper' stands in an earlier line already"


@pytest.mark.parametrize("text", ['{"id": "a"', "[]", '"a"', "id: a", '{"id": "a"} {"id": "b"}', "\ufffe{}"])
def test_a_line_that_is_no_object_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "file.jsonl"
    file.write_text(f"\n{text}\n", "utf-8")
    assert refusal(file).startswith("line 2: ")


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file.jsonl"
    file.write_bytes(json.dumps(ROW).encode() + b'\n{"id": "\xff"}\n')
    assert refusal(file).startswith("line 2: is not one JSON object on one line")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.jsonl").startswith("cannot be read")


def test_a_byte_order_mark_blank_lines_and_carriage_returns_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "file.jsonl"
    file.write_bytes(b"\xef\xbb\xbf\r\n" + json.dumps(ROW).encode() + b"\r\n\r\n")
    assert [row.id for row in read_annotations(file)] == ["paper"]


def test_what_a_candidate_carries_beyond_the_contract_is_passed_over(tmp_path: Path) -> None:
    row = changed("provenance", [{"field": "title"}])
    row["statements"][0] |= {"page": 1, "boxes": [], "confidence": 0.9}
    (annotation,) = read_annotations(written(tmp_path, row))
    assert to_json(annotation) == ROW


def test_without_a_protocol_any_disease_will_do(tmp_path: Path) -> None:
    (annotation,) = read_annotations(written(tmp_path, changed("cases.0.disease", "SLE")))
    assert annotation.cases[0].disease == "SLE"


def test_null_lists_are_empty(tmp_path: Path) -> None:
    (annotation,) = read_annotations(written(tmp_path, changed("cases.0.antibodies", None)))
    assert annotation.cases[0].antibodies == ()


def test_the_gold_annotations_keep_the_contract_and_come_back_byte_for_byte() -> None:
    annotations = read_annotations(GOLD, load_protocol())
    assert len(annotations) == 60
    out = io.StringIO()
    write_annotations(out, annotations)
    assert out.getvalue().encode() == GOLD.read_bytes()


def test_the_gold_annotations_have_the_published_totals() -> None:
    included = [row for row in read_annotations(GOLD) if row.included]
    assert len(included) == 48
    unique = sum(case.n or 0 for row in included for case in row.cases if not case.same_as)
    assert unique == 145
    assert sum(len(row.statements) for row in read_annotations(GOLD)) == 1910


def test_lines_are_written_sorted_by_id(tmp_path: Path) -> None:
    file = tmp_path / "file.jsonl"
    write_annotations(file, [Annotation("b"), Annotation("a")])
    assert [row.id for row in read_annotations(file)] == ["a", "b"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be written"):
        write_annotations(tmp_path / "none" / "file.jsonl", [])


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.one_of(st.none(), st.integers(0, 99), st.floats(0, 99, allow_nan=False))
cases = st.builds(
    AnnotatedCase,
    case_id=st.just("p1"),
    label=st.one_of(st.none(), words),
    age_years=numbers,
    sex=st.sampled_from(["female", "male", None]),
    antibodies=st.lists(words, max_size=3).map(tuple),
    drugs=st.lists(st.builds(DrugCourse, words, st.one_of(st.none(), words)), max_size=2).map(tuple),
    baseline=st.builds(BaselineRow, words, refractory=st.sampled_from([True, False, None])).map(lambda row: (row,)),
    outcomes=st.builds(OutcomeRow, words, st.sampled_from(["improved", "unchanged", "worsened"])).map(
        lambda row: (row,)
    ),
    follow_up_months=numbers,
    steroid_sparing=st.sampled_from([True, False, None]),
)
statements = st.builds(
    AnnotatedStatement,
    words,
    st.lists(words, max_size=2).map(tuple),
    st.sampled_from(["improved", "unchanged", "worsened"]),
    st.sampled_from(["observed", "prior", "cited", "hypothetical"]),
    st.sampled_from([(), ("p1",)]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    annotation=st.builds(
        Annotation,
        id=st.from_regex(r"\A[a-z0-9-]{1,20}\Z"),
        title=st.one_of(st.none(), words),
        year=st.one_of(st.none(), st.integers(1900, 2100)),
        cases=cases.map(lambda case: (case,)),
        statements=st.lists(statements, max_size=3).map(tuple),
    )
)
def test_what_is_written_is_read_back_exactly(annotation: Annotation, tmp_path: Path) -> None:
    file = tmp_path / "file.jsonl"
    write_annotations(file, [annotation])
    assert read_annotations(file) == (annotation,)
