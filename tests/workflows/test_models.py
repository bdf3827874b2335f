from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.protocol.resources import models_dir
from extractor.workflows.models import Models, find_models, models_that_made


def test_a_name_stands_for_models_that_come_with_the_program() -> None:
    assert find_models("fast") == Models(models_dir() / "statements", models_dir() / "confidence")


def test_the_accurate_models_read_doubtful_sentences_with_an_encoder() -> None:
    assert find_models("accurate").encoder == models_dir() / "encoder"
    assert find_models("fast").encoder is None


def test_a_folder_gives_its_statement_model_and_the_rest_comes_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "statements").mkdir()
    assert find_models(str(tmp_path)) == Models(tmp_path / "statements", models_dir() / "confidence")


def test_a_folder_may_be_the_statement_model_itself(tmp_path: Path) -> None:
    assert find_models(str(tmp_path)).statements == tmp_path


def test_an_unknown_name_is_told_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match=r"no models of this name; one of fast.*, or a folder"):
        find_models("quick")


def test_the_models_of_a_review_are_known_by_their_digest() -> None:
    for name in ("fast", "accurate"):
        made = find_models(name)
        assert models_that_made({made.digest(None)}, None) == made


def test_models_of_ones_own_that_made_a_review_are_not_known() -> None:
    assert models_that_made({"another digest"}, None) == find_models()


def test_another_card_is_no_other_model(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    before = find_models(str(tmp_path)).digest(None)
    (tmp_path / "README.md").write_text("Worded anew.")
    assert find_models(str(tmp_path)).digest(None) == before
    (tmp_path / "manifest.json").write_text("{ }")
    assert find_models(str(tmp_path)).digest(None) != before


def test_an_encoder_of_ones_own_lies_beside_the_model(tmp_path: Path) -> None:
    (tmp_path / "statements").mkdir()
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "manifest.json").write_text("{}")
    (tmp_path / "statements" / "manifest.json").write_text('{"encoder": "its digest"}')
    assert find_models(str(tmp_path)).encoder == tmp_path / "encoder"
