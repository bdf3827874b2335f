import json

from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.evaluate.render import as_json, as_text
from extractor.workflows.evaluate import evaluate


def evaluation() -> tuple[dict[str, Annotation], dict[str, Annotation]]:
    gold = {"a": Annotation("a", included=True, cases=(AnnotatedCase("p1", age_years=40, disease="X"),))}
    found = {"a": Annotation("a", included=True, cases=(AnnotatedCase("p1", age_years=9),))}
    return gold, found


def test_the_report_has_the_keys_of_the_independent_scorer_and_those_of_ours() -> None:
    report = as_json(evaluate(*evaluation()))
    assert list(report) == [
        "publications", "missing", "rows", "review_table", "table_cells_exact", "macro_f1", "macro_f1_ci95", "constant",
    ]  # fmt: skip
    assert report["rows"]["publication included"] == {
        "p": 1.0, "r": 1.0, "f1": 1.0, "gold": 1, "pred": 1,
        "ci95": {"p": [1.0, 1.0], "r": [1.0, 1.0], "f1": [1.0, 1.0]},
    }  # fmt: skip
    assert report["constant"]["gold_outcomes_improved"] is None
    json.dumps(report, allow_nan=False)


def test_errors_are_told_only_when_asked_for() -> None:
    result = evaluate(*evaluation())
    assert "errors" not in as_json(result)
    assert {"kind": "missed", "publication": "a", "case": "p1", "field": "disease", "gold": "X", "candidate": None,
            "about": None} in as_json(result, errors=True)["errors"]  # fmt: skip
    assert "Errors:" not in as_text(result)
    assert "a  p1  disease  missed  X  -" in as_text(result, errors=True).splitlines()


def test_text_of_unknown_origin_cannot_act_on_the_terminal() -> None:
    found = Annotation("a", cases=(AnnotatedCase("p1", label="\x1b[2J\u202e\n"),))
    text = as_text(evaluate({"a": Annotation("a", included=False)}, {"a": found}), errors=True)
    assert "a  p1  case  spurious  -  yes  \\x1b[2J\\u202e\\n" in text.splitlines()


def test_all_rows_stand_in_one_column() -> None:
    lines = as_text(evaluate(*evaluation())).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("publication included"))
    end = lines.index("", start)
    assert len({len(line) for line in lines[start - 1 : end]}) == 1
