"""A folder of annotated corpora becomes a model of names with its figures."""

import gzip
import json
from pathlib import Path

import pytest

from extractor.classify.names.corpora import Sentence
from extractor.classify.names.reader import NameReader
from extractor.core.errors import UsageError
from extractor.workflows.names import judge, train_names
from tests.classify.test_names import TOLD, marked

TAGS = {"chemical": "Chemical", "disease": "Disease"}


def iob(sentences: tuple[Sentence, ...], kinds: tuple[str, ...] = ("chemical", "disease")) -> str:
    """Return sentences as the corpora hold them."""
    lines: list[str] = []
    for sentence in sentences:
        tags = ["O"] * len(sentence.words)
        for name in sentence.names:
            if name.kind in kinds:
                tags[name.first : name.after] = [f"I-{TAGS[name.kind]}"] * (name.after - name.first)
                tags[name.first] = f"B-{TAGS[name.kind]}"
        lines += [f"{word}\t{tag}" for word, tag in zip(sentence.words, tags, strict=True)] + [""]
    return "\n".join(lines) + "\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of corpora, each as small as can be."""
    folder = tmp_path / "data"
    files = {f"bc5cdr/{part}.tsv": iob(TOLD) for part in ("train", "devel", "test")}
    files |= {f"ncbi_disease/{part}.tsv": iob(TOLD[:6], ("disease",)) for part in ("train", "devel", "test")}
    drug = {"text": [["zedrolin"]], "start": [[0]], "entity_id": ["T1"]}
    event = {"events": [{"event_type": "Adverse_event", "Treatment": {"Drug": drug}}]}
    row = json.dumps({"context": "Zedrolin was stopped.", "annotations": [event]})
    files |= {f"phee/{part}.jsonl": row + "\n" for part in ("train", "dev")}
    files |= {
        "maccrobat2020/suggested_split.tsv": "doc_id\tsplit\n1\ttrain\n2\ttest\n",
        "maccrobat2020/brat/1.txt": "He had neuritis.",
        "maccrobat2020/brat/1.ann": "T1\tDisease_disorder 7 15\tneuritis\n",
        "maccrobat2020/brat/2.txt": "He had podagra.",
        "maccrobat2020/brat/2.ann": "T1\tDisease_disorder 7 14\tpodagra\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    xml = "<Annotation><sentence id='1'>He was <xcope>not</xcope> ill.</sentence></Annotation>"
    zipped = {
        "craft/train.conllu.gz": "# sent 1\n1\tMice\t_\n2\tsleep\t_\n\n",
        "bioscope/abstracts.xml.gz": xml,
        "bioscope/full_papers.xml.gz": xml,
        "evidence_inference/v2_annotations.csv.gz": "Annotations,Label\nIt fell. It rose.,1\n",
    }
    for name, text in zipped.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(gzip.compress(text.encode()))
    return folder


def test_the_corpora_become_a_model_that_tells_what_it_is_of(data: Path, tmp_path: Path) -> None:
    figures = train_names(data, tmp_path / "model")
    reader = NameReader.load(tmp_path / "model")
    assert reader.about["f1"] == figures
    assert figures["both"]["n"] == sum(len(sentence.names) for sentence in TOLD)
    assert {"bc5cdr/train.tsv", "maccrobat2020/brat"} <= set(reader.about["trained_on"])


def test_names_of_documents_kept_for_tests_are_not_in_the_lexicon(data: Path, tmp_path: Path) -> None:
    train_names(data, tmp_path / "model")
    names = NameReader.load(tmp_path / "model").lexicon.names
    assert names["neuritis"][0] == "md"
    assert "podagra" not in names


def test_a_missing_file_is_told_before_anything_is_written(data: Path, tmp_path: Path) -> None:
    (data / "phee" / "dev.jsonl").unlink()
    with pytest.raises(UsageError, match=r"dev\.jsonl: this corpus file cannot be read"):
        train_names(data, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_missing_folder_of_standoff_files_is_told(data: Path, tmp_path: Path) -> None:
    for path in (data / "maccrobat2020" / "brat").iterdir():
        path.unlink()
    with pytest.raises(UsageError, match="brat: this corpus folder has no standoff files"):
        train_names(data, tmp_path / "model")


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("bc5cdr/train.tsv", "He\tO\nate\tB-Bread\n", "line 2: no word with its tag"),
        ("bc5cdr/devel.tsv", "He\tB\n", "line 1: no word with its tag"),
        ("bc5cdr/test.tsv", "\n\n", "this corpus file has no sentences"),
        ("phee/train.jsonl", "not this\n", "line 1: no sentence with its annotations"),
        ("phee/train.jsonl", "[]\n", "line 1: no sentence with its annotations"),
        ("phee/dev.jsonl", '{"context": "He ate."}\n', "line 1: no sentence with its annotations"),
        ("maccrobat2020/brat/1.ann", "T1\tMedication 0 3\n", "line 1: no marked span with its words"),
        ("maccrobat2020/brat/1.ann", "T1\t\tbread\n", "line 1: no marked span with its words"),
        ("craft/train.conllu.gz", "# sent 1\nMice\n", "line 2: no row of a treebank"),
        ("bioscope/abstracts.xml.gz", "<Annotation><sentence>He was", "this corpus file is no XML"),
        ("evidence_inference/v2_annotations.csv.gz", "Text,Label\nIt fell.,1\n", "no table with a column Annotations"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_in_a_line(
    file: str, content: str, told: str, data: Path, tmp_path: Path
) -> None:
    (data / file).write_bytes(gzip.compress(content.encode()) if file.endswith(".gz") else content.encode())
    with pytest.raises(UsageError) as refused:
        train_names(data, tmp_path / "model")
    assert str(refused.value).startswith(f"{data / file}: ")
    assert told in str(refused.value)


@pytest.mark.parametrize("place", [3, 12, -6])
def test_a_damaged_packed_file_is_told_in_a_line(place: int, data: Path, tmp_path: Path) -> None:
    path = data / "bioscope" / "full_papers.xml.gz"
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"full_papers\.xml\.gz: this corpus file cannot be read"):
        train_names(data, tmp_path / "model")


def test_only_a_name_found_from_first_to_last_word_is_right(data: Path, tmp_path: Path) -> None:
    train_names(data, tmp_path / "model")
    reader = NameReader.load(tmp_path / "model")
    sentences = [marked("She took [chemical zedrolin] for chronic [disease dermitis] .")]
    figures = judge(reader, sentences)
    assert (figures["chemical"]["f1"], figures["disease"]["f1"], figures["both"]["f1"]) == (1.0, 0.0, 0.5)
