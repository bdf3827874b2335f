import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.classify.confidence import (
    UNMEASURED,
    ConfidenceModel,
    bulk_level,
    load_model,
    rate,
    rate_links,
    save_model,
)
from extractor.classify.manifest import MANIFEST
from extractor.classify.train_confidence import Judged, chances_of, cross_fitted, fit, level_of, upper_limit
from extractor.core.analysis import Analysis
from extractor.core.candidate import Anchor, Candidate, Case, Evidence, Extraction, Slot
from extractor.core.errors import ModelMismatch, ModelMissing
from tests.builders import document_from_markdown

MODEL = ConfidenceModel({"sex": 1.0, "+agree": 0.5, "-of others": -2.0}, 0.5, frozenset({"sex", "case"}), 0.9, {})


def judged(publication: str, number: int, agree: float, *, right: bool, field: str = "sex") -> Judged:
    facts = {"value": 1.0, field: 1.0, "+agree": agree}
    return Judged(publication, f"case-{number}", field, field == "case", facts, right)


ROWS = [
    judged(f"{part}{number % 3}", number, float(number % 5), right=number % 5 > 1)
    for part in "abcd"
    for number in range(20)
]


FITTED = fit(ROWS)


@given(st.floats(0, 5), st.floats(0, 5))
def test_more_agreement_never_makes_a_value_less_sure(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert FITTED.chance("sex", {"sex": 1, "+agree": less}) <= FITTED.chance("sex", {"sex": 1, "+agree": more})


def test_what_can_only_speak_for_a_value_has_no_negative_weight() -> None:
    turned = [judged(row.publication, 0, row.facts["+agree"], right=not row.right) for row in ROWS]
    assert fit(turned).weights.get("+agree", 0.0) == 0.0


def test_the_same_suggestions_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        save_model(fit(ROWS, 0.9), tmp_path / folder)
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


def test_values_of_spurious_cases_teach_only_through_their_case() -> None:
    case = judged("e1", 99, 0.0, right=False, field="case")
    told = [*ROWS, *(judged(f"e{n}", n, 0.0, right=True, field="case") for n in range(5)), case]
    value = judged("e1", 99, 4.0, right=False)
    assert fit([*told, value]).weights == fit(told).weights


def test_a_value_is_no_surer_than_its_case() -> None:
    rows = [judged("e1", 1, 4.0, right=True), judged("e1", 1, 0.0, right=True, field="case")]
    model = ConfidenceModel({"sex": 9.0, "case": -1.0}, 0.0, frozenset({"sex", "case"}), None, {})
    value, case = chances_of(rows, model)
    assert value < case == pytest.approx(0.2689)


def test_a_suggestion_is_judged_by_a_model_that_had_not_seen_its_part() -> None:
    known, *_ = cross_fitted(ROWS, "abcd")
    assert known == fit([row for row in ROWS if row.part != "a"]).chance("sex", ROWS[0].facts)


def test_a_field_that_nobody_measured_is_never_quite_sure() -> None:
    assert MODEL.chance("died", {"+agree": 50.0}) == UNMEASURED
    assert MODEL.chance("sex", {"+agree": 50.0}) > UNMEASURED


def test_the_level_is_the_lowest_that_keeps_wrong_values_rare() -> None:
    chances = [0.99] * 400 + [0.9] * 200 + [0.8] * 10
    rights = [True] * 598 + [False] * 12
    assert level_of(chances, rights) == 0.9


def test_too_few_values_set_no_level() -> None:
    assert level_of([0.99] * 100, [True] * 100) is None


def test_wrong_values_at_the_top_set_no_level() -> None:
    assert level_of([0.99] * 300, [False] * 10 + [True] * 290) is None


def test_values_of_one_confidence_are_never_parted_by_the_level() -> None:
    assert level_of([0.9] * 500, [True] * 300 + [False] * 200) is None


@pytest.mark.parametrize(("wrong", "total", "limit"), [(0, 0, 1.0), (0, 189, 0.01992), (5, 500, 0.02318)])
def test_the_upper_limit_is_wilsons(wrong: int, total: int, limit: float) -> None:
    assert upper_limit(wrong, total) == pytest.approx(limit, abs=1e-4)


def test_a_saved_model_is_read_as_it_was(tmp_path: Path) -> None:
    save_model(MODEL, tmp_path)
    assert load_model(tmp_path) == MODEL


def test_a_changed_weight_is_noticed(tmp_path: Path) -> None:
    save_model(MODEL, tmp_path)
    path = tmp_path / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"sex": 1.0', '"sex": 1.5'), encoding="utf-8")
    with pytest.raises(ModelMismatch, match="not those of the manifest"):
        load_model(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 99}', "\x00"])
def test_a_file_that_is_no_model_is_a_mismatch(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ModelMismatch):
        load_model(tmp_path)


def test_a_missing_model_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as error:
        load_model(tmp_path)
    assert "extractor train confidence" in (error.value.hint or "")


@pytest.mark.parametrize(("level", "offered"), [(0.93, 0.93), (None, 2.0)])
def test_without_a_level_nothing_is_accepted_together(level: float | None, offered: float, tmp_path: Path) -> None:
    save_model(ConfidenceModel({}, 0.0, frozenset(), level, {}), tmp_path / "confidence")
    assert bulk_level(tmp_path) == offered


def extraction(text: str, quote: str) -> Extraction:
    at = text.index(quote)
    anchor = Anchor("0", 1, (), quote, text[max(0, at - 40) : at], text[at + len(quote) : at + len(quote) + 40])
    evidence = (Evidence((anchor,), "sex/text"),)
    values = (
        Candidate(Slot("sex"), "female", 0.6, evidence),
        Candidate(Slot("same_as", "x/p1"), "x/p1", 0.7, evidence),
    )
    return Extraction("one", "0", (), (Case("u", "p1", "patient", 0.8, evidence, values),), ())


def test_every_suggestion_is_rated_and_nothing_else_changes() -> None:
    document = document_from_markdown("## Case report\n\nA woman of 44 years came.")
    before = extraction(document.text, "A woman")
    after = rate(before, document, Analysis(), MODEL)
    case = after.cases[0]
    assert case.confidence == MODEL.chance("case", {})
    assert case.candidates[0].confidence == pytest.approx(case.confidence * MODEL.chance("sex", {"sex": 1.0}), abs=1e-4)
    assert [item.value for item in case.candidates] == ["female", "x/p1"]
    assert (after.publication_id, after.statements, after.candidates) == ("one", (), ())


def test_only_links_are_rated_where_links_are_asked_for() -> None:
    document = document_from_markdown("## Case report\n\nA woman of 44 years came.")
    before = extraction(document.text, "A woman")
    after = rate_links(before, MODEL).cases[0].candidates
    assert after[0] == before.cases[0].candidates[0]
    assert after[1].confidence == MODEL.chance("same_as", {})


def test_the_shipped_level_keeps_wrong_values_rare() -> None:
    manifest = json.loads((Path(__file__).parents[2] / "models" / "confidence" / MANIFEST).read_text(encoding="utf-8"))
    told = manifest["about"]["unread"]["at_level"]
    assert told["share"] <= 0.01
    assert told["upper"] <= 0.02
    assert 0.5 < manifest["level"] < 1
