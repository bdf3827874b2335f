"""Names of chemicals and diseases: what a word's features are, which labels may follow, what is learnt and kept."""

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from extractor.classify.manifest import MANIFEST
from extractor.classify.model import WEIGHTS
from extractor.classify.names.chain import (
    BATCH,
    CELLS,
    LABELS,
    MAY_BEGIN,
    MAY_END,
    MAY_FOLLOW,
    Name,
    batches,
    expected,
    labels_of,
    likeliest,
    names_of,
)
from extractor.classify.names.corpora import Sentence, read_iob, words_of
from extractor.classify.names.lexicon import Lexicon, gather
from extractor.classify.names.reader import NameReader, save_reader
from extractor.classify.names.train import Corpora, train
from extractor.classify.names.words import expand, groups, long_form
from extractor.core.errors import ModelMismatch, ModelMissing, UsageError
from extractor.protocol.resources import models_dir

NOTHING = Lexicon({})


def marked(text: str) -> Sentence:
    """Read ``She took [chemical zedrolin] .``: names in brackets, their kind first."""
    words: list[str] = []
    names: list[Name] = []
    for word in text.replace("[", "[ ").replace("]", " ]").split():
        if word == "[":
            names.append(Name(len(words) + 1, 0, ""))
        elif word == "]":
            first = names.pop().first - 1
            kind = words.pop(first)
            names.append(Name(first, len(words), kind))
        else:
            words.append(word)
    return Sentence(tuple(words), tuple(names))


TOLD = tuple(
    marked(text)
    for name in ("zedrolin", "maxolin", "perolin", "vetrolin", "corolin")
    for ill in ("dermitis", "neuritis", "carditis")
    for text in (
        f"She took [chemical {name}] for [disease chronic {ill}] .",
        f"He was given [chemical {name}] and developed [disease {ill}] .",
        "The patient was well and went home .",
    )
)


@pytest.fixture(scope="module")
def reader() -> NameReader:
    return train(Corpora(TOLD, (), NOTHING), {"name": "names"})


def test_a_name_that_was_never_seen_is_known_by_its_ending_and_its_place(reader: NameReader) -> None:
    words = words_of("She took farolin for chronic bursitis.")
    (found,) = reader.read([words])
    assert [(" ".join(words[name.first : name.after]), name.kind) for name in found] == [
        ("farolin", "chemical"), ("chronic bursitis", "disease"),
    ]  # fmt: skip


def test_plain_words_are_no_names(reader: NameReader) -> None:
    assert reader.read([words_of("The patient went home.")]) == [[]]


def test_a_text_without_sentences_or_words_has_no_names(reader: NameReader) -> None:
    assert reader.read([]) == []
    assert reader.read([(), ("He",)])[0] == []


def test_what_was_read_before_changes_nothing(reader: NameReader) -> None:
    text = [words_of("He was given farolin and developed bursitis."), words_of("Later he went home.")]
    assert reader.read(text) == reader.read(text)


def test_the_same_sentences_give_the_same_bytes(reader: NameReader, tmp_path: Path) -> None:
    save_reader(reader, tmp_path / "a")
    save_reader(train(Corpora(TOLD, (), NOTHING), {"name": "names"}), tmp_path / "b")
    for file in (MANIFEST, WEIGHTS):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_model_reads_as_it_was_written(tmp_path: Path) -> None:
    lexicon = Lexicon(gather([("Zedrolin", "pd"), ("skin dermitis", "md")]), {"took": ("g64.1", "g256.7")})
    written = train(Corpora(TOLD, (), lexicon), {"name": "names"})
    save_reader(written, tmp_path)
    again = NameReader.load(tmp_path)
    text = [words_of("She took farolin for chronic bursitis.")]
    assert again.lexicon == lexicon
    assert again.read(text) == written.read(text)


def test_a_folder_without_a_model_says_how_to_train_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"the model has no manifest\.json.*extractor train names"):
        NameReader.load(tmp_path)


def test_damaged_weights_are_told(reader: NameReader, tmp_path: Path) -> None:
    save_reader(reader, tmp_path)
    content = bytearray((tmp_path / WEIGHTS).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / WEIGHTS).write_bytes(content)
    with pytest.raises(ModelMismatch):
        NameReader.load(tmp_path)


def test_a_model_of_another_version_is_told(reader: NameReader, tmp_path: Path) -> None:
    save_reader(reader, tmp_path)
    text = (tmp_path / MANIFEST).read_text("utf-8")
    (tmp_path / MANIFEST).write_text(text.replace('"format": 1', '"format": 99'), "utf-8")
    with pytest.raises(ModelMismatch, match="another format"):
        NameReader.load(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> NameReader:
    return NameReader.load(models_dir() / "names")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She was given zonisamide and phenytoin.", ["chemical zonisamide", "chemical phenytoin"]),
        ("He developed pancreatitis after azathioprine.", ["disease pancreatitis", "chemical azathioprine"]),
        ("The diagnosis of Wilson disease was made.", ["disease Wilson disease"]),
    ],
)
def test_the_model_of_the_program_finds_names(text: str, names: list[str], shipped: NameReader) -> None:
    words = words_of(text)
    (found,) = shipped.read([words])
    assert [f"{name.kind} {' '.join(words[name.first : name.after])}" for name in found] == names


@pytest.mark.parametrize(
    "text", ["She went home on day 4 and was well.", "Consent was obtained.", "Table 2 lists all of them."]
)
def test_the_model_of_the_program_finds_no_names_in_plain_words(text: str, shipped: NameReader) -> None:
    assert shipped.read([words_of(text)]) == [[]]


def test_where_chemicals_are_not_marked_a_word_outside_may_be_one() -> None:
    diseases = tuple(
        Sentence(each.words, tuple(name for name in each.names if name.kind == "disease")) for each in TOLD
    )
    both = train(Corpora(TOLD[:9], diseases, NOTHING), {})
    words = words_of("She took farolin for bursitis.")
    assert {name.kind for name in both.read([words])[0]} == {"chemical", "disease"}


def test_labels_of_names_are_names_again() -> None:
    names = [Name(0, 1, "chemical"), Name(2, 5, "disease")]
    labels = labels_of(6, names)
    assert [LABELS[label] for label in labels] == ["S-chemical", "O", "B-disease", "I-disease", "E-disease", "O"]
    assert list(names_of(labels)) == names


def test_the_likeliest_sequence_is_an_allowed_one() -> None:
    scores = np.random.default_rng(7).normal(size=(60, len(LABELS))) * 3
    lengths = [7, 1, 20, 0, 32]
    labels = likeliest(scores, np.zeros((len(LABELS), len(LABELS))), list(batches(lengths)))
    start = 0
    for length in lengths:
        row = labels[start : start + length]
        start += length
        if length:
            assert MAY_BEGIN[row[0]]
            assert MAY_END[row[-1]]
        assert all(MAY_FOLLOW[a, b] for a, b in pairwise(row))


def test_sentences_are_worked_on_together_however_many_words_they_have_in_all() -> None:
    (rows,) = batches([200] * BATCH)
    assert rows.shape == (200, BATCH)


def test_a_sentence_too_long_for_company_is_worked_on_with_few_others() -> None:
    lengths = [*([20] * 600), 4000]
    parts = list(batches(lengths))
    assert all(rows.size <= CELLS for rows in parts)
    words = np.concatenate([rows[rows >= 0] for rows in parts])
    assert np.array_equal(np.sort(words), np.arange(sum(lengths)))


def test_a_sentence_longer_than_any_batch_is_one_by_itself() -> None:
    assert [rows.shape for rows in batches([3, CELLS + 1])] == [(CELLS + 1, 1), (3, 1)]


def test_a_sentence_has_the_same_labels_beside_a_long_one() -> None:
    rng = np.random.default_rng(5)
    lengths = [*([30] * 40), 2 * CELLS // 30]
    scores, moves = rng.normal(size=(sum(lengths), len(LABELS))), rng.normal(size=(len(LABELS), len(LABELS)))
    alone = likeliest(scores[:1200], moves, list(batches(lengths[:-1])))
    assert np.array_equal(likeliest(scores, moves, list(batches(lengths)))[:1200], alone)


def test_chances_agree_with_all_sequences_counted_one_by_one() -> None:
    rng = np.random.default_rng(3)
    scores, moves = rng.normal(size=(3, len(LABELS))), rng.normal(size=(len(LABELS), len(LABELS)))
    chances, total = np.zeros_like(scores), 0.0
    for a, b, c in np.ndindex(*[len(LABELS)] * 3):
        if MAY_BEGIN[a] and MAY_FOLLOW[a, b] and MAY_FOLLOW[b, c] and MAY_END[c]:
            weight = np.exp(scores[0, a] + scores[1, b] + scores[2, c] + moves[a, b] + moves[b, c])
            total += weight
            for place, label in enumerate((a, b, c)):
                chances[place, label] += weight
    told = expected(scores, moves, list(batches([3])))
    np.testing.assert_allclose(told.labels, chances / total, atol=1e-9)
    assert told.log_sum == pytest.approx(np.log(total))


@pytest.mark.parametrize(
    ("short", "text", "long"),
    [
        ("PD", "patients with Parkinson ' s disease", "Parkinson ' s disease"),
        ("HIT", "of heparin - induced thrombocytopenia", "heparin - induced thrombocytopenia"),
        ("XY", "patients with Parkinson ' s disease", ""),
    ],
)
def test_a_short_form_stands_for_the_words_that_spell_it(short: str, text: str, long: str) -> None:
    assert " ".join(long_form(short, text.split())) == long.lower()


def test_a_short_form_is_known_elsewhere_by_what_it_stands_for() -> None:
    text = [words_of("He had neuritis of Miller (NOM)."), words_of("The NOM was severe.")]
    rows = list(groups(text, NOTHING))
    assert "sf of miller" in rows[len(text[0]) + 1]
    assert "sf >ler" in expand("sf of miller", NOTHING)


def test_a_word_is_known_by_what_stands_around_it_elsewhere() -> None:
    text = [words_of("She took farolin daily."), words_of("Farolin helped.")]
    assert {"e- took", "e+ daily"} <= set(list(groups(text, NOTHING))[len(text[0])])


@pytest.mark.parametrize(("place", "told"), [(0, ["b", "c", "d"]), (2, ["a", "c", "d"]), (10, ["a", "b", "c"])])
def test_of_a_words_other_places_in_its_sentence_the_first_are_told(place: int, told: list[str]) -> None:
    text = [[word for each in "abcdef" for word in ("farolin", each)]]
    after = [key.removeprefix("e+ ") for key in list(groups(text, NOTHING))[place] if key.startswith("e+ ")]
    assert after == told


def test_a_word_repeated_without_end_is_read_in_no_time() -> None:
    start = time.process_time()
    assert len(list(groups([["farolin"] * 8000], NOTHING))) == 8000
    assert time.process_time() - start < 5


def test_the_longest_name_of_the_lexicon_holds() -> None:
    lexicon = Lexicon(gather([("skin rash", "n"), ("rash", "pe"), ("Rash", "ms")]))
    assert lexicon.phrases(("a", "Skin", "rash", "or", "rash")) == ["", "nB", "nE", "", "msS peS"]


@pytest.mark.parametrize("content", ["word without a tag\n", "word\t\n"])
def test_a_line_that_is_no_word_with_its_tag_is_told(content: str, tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("He\tO\n\n" + content, "utf-8")
    with pytest.raises(UsageError, match="line 3"):
        read_iob(tmp_path / "x.tsv")


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_iob(tmp_path / "x.tsv")


def test_names_side_by_side_are_told_apart(tmp_path: Path) -> None:
    rows = ["a\tB-Chemical", "b\tB-Chemical", "c\tI-Chemical", "d\tB-Disease", "e\tO", "f\tI-Disease"]
    (tmp_path / "x.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    (sentence,) = read_iob(tmp_path / "x.tsv")
    assert [(name.first, name.after, name.kind) for name in sentence.names] == [
        (0, 1, "chemical"), (1, 3, "chemical"), (3, 4, "disease"), (5, 6, "disease"),
    ]  # fmt: skip
