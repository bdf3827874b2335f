import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.classify.context import DIRECTED, N_SCORES, PAIRS, lead
from extractor.classify.manifest import MANIFEST
from extractor.classify.model import WEIGHTS, Named, load_model, probability, save_model
from extractor.classify.read import StatementReader
from extractor.core.errors import ModelMismatch, ModelMissing


def named(**weights: float) -> Named:
    from zlib import crc32

    keys = sorted((crc32(name.encode()), value) for name, value in weights.items())
    return Named(
        np.array([key for key, _ in keys], np.uint32), np.array([[value] for _, value in keys]), np.array([0.5])
    )


def test_a_row_scores_the_sum_of_its_known_names_and_the_bias() -> None:
    layer = named(a=1.0, b=-2.0)
    assert layer.score([["a"], ["b", "a"], ["c"], []]).tolist() == [[1.5], [-0.5], [0.5], [0.5]]


def test_scoring_no_rows_gives_no_rows() -> None:
    assert named(a=1.0).score([]).shape == (0, 1)


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=5), max_size=5))
def test_a_row_scores_the_same_alone_and_among_others(rows: list[list[str]]) -> None:
    layer = named(a=1.0, b=-2.0, c=0.25)
    assert layer.score(rows).tolist() == [layer.score([row])[0].tolist() for row in rows]


def test_probabilities_are_bounded() -> None:
    assert probability(np.array([-1e9, 0.0, 1e9])).tolist() == pytest.approx([0.0, 0.5, 1.0], abs=1e-9)


def test_a_lead_is_over_the_best_of_the_others() -> None:
    assert lead(np.array([[3.0, 1.0, 2.0]])).tolist() == [[1.0, -2.0, -1.0]]


def test_the_columns_of_scores_and_the_pairs_are_those_of_the_contract() -> None:
    assert (N_SCORES, DIRECTED, len(PAIRS)) == (8, slice(5, 8), 12)


def test_a_model_is_the_same_after_a_trip_through_its_files(toy: StatementReader, tmp_path: Path) -> None:
    save_model(toy.model, tmp_path)
    again = load_model(tmp_path)
    rows = [["w=cleared", "m=c_improved", "s=case"], ["w=sea"]]
    for name, layer in toy.model.named.items():
        assert np.array_equal(layer.score(rows), again.named[name].score(rows))
    for name, dense in toy.model.dense.items():
        assert np.array_equal(dense.weights, again.dense[name].weights)
    assert dict(again.about) == dict(toy.model.about)


def test_the_same_weights_are_written_as_the_same_bytes(toy: StatementReader, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        save_model(toy.model, tmp_path / folder)
    for name in (WEIGHTS, MANIFEST):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_folder_without_a_model_is_told_with_what_mends_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"has no manifest\.json; reinstall"):
        load_model(tmp_path)


def test_weights_that_are_not_those_of_the_manifest_are_refused(toy: StatementReader, tmp_path: Path) -> None:
    save_model(toy.model, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    manifest["arrays"]["context.bias"]["sha256"] = "0" * 64
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelMismatch, match=r"context\.bias are not those of the manifest"):
        load_model(tmp_path)


def test_a_manifest_that_leaves_an_array_out_is_refused(toy: StatementReader, tmp_path: Path) -> None:
    save_model(toy.model, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    del manifest["arrays"]["context.bias"]
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelMismatch, match="other arrays"):
        load_model(tmp_path)


def test_a_model_of_another_format_is_refused(toy: StatementReader, tmp_path: Path) -> None:
    save_model(toy.model, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "format": 0}), encoding="utf-8")
    with pytest.raises(ModelMismatch, match="another format"):
        load_model(tmp_path)


@pytest.mark.parametrize("broken", [MANIFEST, WEIGHTS])
def test_files_that_cannot_be_read_are_one_clear_error(toy: StatementReader, tmp_path: Path, broken: str) -> None:
    save_model(toy.model, tmp_path)
    (tmp_path / broken).write_bytes(b"not this")
    with pytest.raises(ModelMismatch, match="cannot be read"):
        load_model(tmp_path)


def flip(path: Path, place: int, bits: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= bits
    path.write_bytes(content)


@pytest.mark.parametrize(("place", "bits"), [(8, 1), (10, 64)], ids=["said to be encrypted", "packed in no known way"])
def test_a_damaged_list_of_the_weights_parts_is_one_clear_error(
    toy: StatementReader, tmp_path: Path, place: int, bits: int
) -> None:
    save_model(toy.model, tmp_path)
    flip(tmp_path / WEIGHTS, (tmp_path / WEIGHTS).read_bytes().index(b"PK\1\2") + place, bits)
    with pytest.raises(ModelMismatch, match=r"weights\.npz cannot be read"):
        load_model(tmp_path)


def test_weights_are_those_that_were_written_or_refused_wherever_a_byte_is_wrong(
    toy: StatementReader, tmp_path: Path
) -> None:
    save_model(toy.model, tmp_path)
    path = tmp_path / WEIGHTS
    size, refused = path.stat().st_size, 0
    for place in range(0, size, size // 150):
        flip(path, place)
        try:
            again = load_model(tmp_path)
        except ModelMismatch:
            refused += 1
        else:
            assert again.about == toy.model.about
            assert np.array_equal(again.dense["context"].weights, toy.model.dense["context"].weights)
        flip(path, place)
    assert refused > 100
    assert load_model(tmp_path).about == toy.model.about


@pytest.mark.parametrize("key", ["named", "dense", "domains", "thresholds", "found", "context"])
def test_a_manifest_that_lacks_what_the_model_needs_is_refused(toy: StatementReader, tmp_path: Path, key: str) -> None:
    save_model(toy.model, tmp_path)
    text = (tmp_path / MANIFEST).read_text(encoding="utf-8")
    assert f'"{key}"' in text
    (tmp_path / MANIFEST).write_text(text.replace(f'"{key}"', f'"{key[1:]}"'), encoding="utf-8")
    with pytest.raises(ModelMismatch, match="does not tell all that the model needs"):
        load_model(tmp_path)


@pytest.mark.parametrize("arrays", ["[]", "1", '{"context.bias": []}'])
def test_a_manifest_that_tells_of_no_arrays_is_refused(toy: StatementReader, tmp_path: Path, arrays: str) -> None:
    save_model(toy.model, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "arrays": json.loads(arrays)}), encoding="utf-8")
    with pytest.raises(ModelMismatch, match="other arrays"):
        load_model(tmp_path)


@pytest.mark.parametrize("content", ["[]", "1", '"format"'])
def test_a_manifest_that_is_no_table_is_refused(toy: StatementReader, tmp_path: Path, content: str) -> None:
    save_model(toy.model, tmp_path)
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(ModelMismatch, match="another format"):
        load_model(tmp_path)
