import json
from pathlib import Path

import pytest

from extractor.classify.read import StatementReader
from extractor.core.annotation import AnnotatedStatement, Annotation
from extractor.core.errors import UsageError
from extractor.protocol.load import load_protocol
from extractor.workflows.train import Example, judge, label_sentences, parts_of, train, train_and_judge
from tests.classify.conftest import SAID, labelled

PROTOCOL = load_protocol("jak_dm")


def example(key: str) -> Example:
    made = labelled(key[0])
    statements = tuple(
        AnnotatedStatement(quote, label.domains, label.direction, label.assertion) for quote, label in SAID.items()
    )
    return Example(made.document, made.analysis, Annotation(key, statements=statements))


EXAMPLES = [example(key) for key in ("a01", "a02", "b01", "c01", "d01")]


def test_a_quote_labels_the_sentence_that_it_is() -> None:
    assert label_sentences(EXAMPLES[0]) == labelled("a").labels


def test_a_quote_that_no_sentence_has_labels_none() -> None:
    statements = (
        AnnotatedStatement("Nothing of this kind was ever printed there.", ("skin",), "improved", "observed"),
    )
    made = EXAMPLES[0]
    assert label_sentences(Example(made.document, made.analysis, Annotation("a01", statements=statements))) == {}


def test_excluded_parts_are_not_trained_on() -> None:
    model = train(EXAMPLES, PROTOCOL, exclude_parts="ab")
    assert model.about["trained_on"]["publications"] == ["c01", "d01"]


def test_too_few_parts_are_a_usage_error() -> None:
    with pytest.raises(UsageError, match="at least two parts"):
        train(EXAMPLES, PROTOCOL, exclude_parts="bcd")


def test_annotations_without_statements_are_a_usage_error() -> None:
    made = EXAMPLES[0]
    with pytest.raises(UsageError, match="no annotated statement"):
        train([Example(made.document, made.analysis, Annotation("a01"))], PROTOCOL)


def test_folds_are_made_of_the_letters_in_order() -> None:
    assert parts_of(EXAMPLES, 2) == ("ab", "cd")
    assert parts_of(EXAMPLES, 3) == ("abc", "d")


def test_judging_scores_each_fold_by_a_model_that_had_not_seen_it() -> None:
    judgement = judge(EXAMPLES, PROTOCOL, ("ab", "cd"))
    assert list(judgement.folds) == ["ab", "cd"]
    values = [scores["statement (any)"] for scores in judgement.folds.values()]
    assert all(value is not None and value > 0.5 for value in values)
    assert judgement.means["statement (any)"] == pytest.approx(sum(value or 0 for value in values) / 2, abs=0.001)


def test_a_fold_of_unknown_parts_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="'z'"):
        judge(EXAMPLES, PROTOCOL, ("z",))


def test_a_fold_that_leaves_too_few_parts_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="--folds 0"):
        judge(EXAMPLES, PROTOCOL, ("abc",))


def test_the_trained_model_can_be_loaded_and_tells_how_it_was_judged(tmp_path: Path) -> None:
    train_and_judge(EXAMPLES, PROTOCOL, tmp_path, folds=("ab", "cd"))
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["rotation"]["folds"]) == ["ab", "cd"]
    assert manifest["trained_on"]["statements"] == 30
    made = EXAMPLES[0]
    found = StatementReader.load(tmp_path).classify(made.document, made.analysis, PROTOCOL)
    assert found.statements
