"""The guide keeps its word: its walk is done as written, and every key of a protocol stands in it."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args

import pytest

from extractor.cli.app import run
from extractor.documents.read import read_pdf
from extractor.nlp.analyze import Analyzer
from extractor.protocol import model
from extractor.protocol.load import load_protocol
from extractor.protocol.parts import Manifest, Part
from extractor.workflows.extract import Pipeline
from tests.builders import document_from_markdown
from tests.make_pdf import Sheet

GUIDE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
FOLDER = "reviews/dupilumab_bp"

PAPER = (
    "An 81-year-old woman had bullous pemphigoid with anti-BP180 antibodies for two years. Prednisolone and "
    "methotrexate had failed. Dupilumab 600 mg and then 300 mg every two weeks was started. After four months the "
    "blisters had cleared, the BPDAI had fallen from 86 to 4, and the itch had gone. The oral erosions were unchanged. "
    "Eosinophils had been 1200 per µl before the first dose."
)


def test_the_walk_gives_a_protocol_and_first_candidates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (new,) = re.findall(r"^extractor (protocol new .*)$", GUIDE, re.MULTILINE)
    assert run(re.sub(r'"([^"]*)"', lambda title: title[1].replace(" ", "_"), new).split()) == 0
    (gone,) = re.findall(r"^rm (\S+)$", GUIDE, re.MULTILINE)
    Path(gone).unlink()
    for path, text in re.findall(r"Replace `([^`]+)` by\n\n```toml\n(.*?)```", GUIDE, re.DOTALL):
        assert Path(path).is_file()
        Path(path).write_text(text, "utf-8")
    assert run(["protocol", "check", FOLDER]) == 0
    sheet = Sheet()
    sheet.text(72, 80, "Dupilumab in bullous pemphigoid: a case report", size=16)
    sheet.text(72, 130, "Case report", size=12)
    sheet.paragraph(72, 150, 450, PAPER)
    Path("paper.pdf").write_bytes(sheet.bytes())
    extraction = Pipeline(load_protocol(FOLDER)).extract(read_pdf(Path("paper.pdf")), "paper").extraction
    (case,) = extraction.annotation().cases
    assert (case.age_years, case.sex, case.disease, case.antibodies) == (81, "female", "BP", ("anti-BP180",))
    assert [(drug.name, drug.dose, drug.route) for drug in case.drugs] == [("dupilumab", "600 mg", "subcutaneous")]
    assert case.prior_therapies == ("glucocorticoids", "methotrexate")
    assert {row.domain: row.direction for row in case.outcomes} == {
        "skin": "improved", "itch": "improved", "mucosa": "unchanged",
    }  # fmt: skip
    assert [asked.slot.field for asked in extraction.asked] == ["eosinophils"]


def test_the_walk_leaves_nothing_to_warn_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    test_the_walk_gives_a_protocol_and_first_candidates(tmp_path, monkeypatch)
    capsys.readouterr()
    assert run(["protocol", "check", FOLDER]) == 0
    notes, (last,) = (told := capsys.readouterr().out.splitlines())[:-1], told[-1:]
    assert last == "dupilumab_bp: can be used, 0 warnings"
    assert all(line in GUIDE for line in notes)


def keys() -> set[str]:
    """Return every key that a protocol's files may have."""
    own = (item for item in vars(model).values() if getattr(item, "__module__", "") == model.__name__)
    entries = [item for item in own if is_dataclass(item) and item is not model.Protocol]
    return {*Manifest.model_fields, *Part.model_fields, *(field.name for entry in entries for field in fields(entry))}


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_key_is_in_the_guide(key: str) -> None:
    assert re.search(rf"[`\[.]{key}\b", GUIDE)


@pytest.mark.parametrize("word", [*get_args(model.Denominator), *get_args(model.FieldType)])
def test_every_word_of_a_choice_is_in_the_guide(word: str) -> None:
    assert re.search(rf'[`"]{word}["`]', GUIDE)


ANTIBODY = """
[[antibodies]]
id = "anti-AChR"
names = ["anti-AChR"]
bare = ["AChR"]
"""


@pytest.fixture(scope="module")
def antibody_reader(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    folder = tmp_path_factory.mktemp("mine")
    (folder / "protocol.toml").write_text('id = "m"\ntitle = "M"\nversion = "1"\nextends = "base"\n', "utf-8")
    (folder / "part.toml").write_text(ANTIBODY, "utf-8")
    return Analyzer(load_protocol(folder))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("AChR-positive", [False]),
        ("AChR+", [False]),
        ("AChR-Ab", [False]),
        ("AChR antibodies", [False]),
        ("positive for AChR", [False]),
        ("AChR-negative", [True]),
        ("AChRAb", []),
        ("acetylcholine receptor", []),
    ],
)
def test_what_a_bare_antigen_is_found_in_is_as_the_guide_says(
    words: str, found: list[bool], antibody_reader: Analyzer
) -> None:
    assert f"*{words}*" in GUIDE
    analysis = antibody_reader.analyze(document_from_markdown(f"# Case report\n\nA woman had {words}, it was said.\n"))
    assert ["negated" in item.context for item in analysis.mentions if item.label == "antibody"] == found


def test_what_is_added_to_the_overall_domain_stands_in_statements_only(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text('id = "m"\ntitle = "M"\nversion = "1"\nextends = "base"\n', "utf-8")
    overall = '[[domains]]\nid = "overall"\ntitle = "Overall"\nsigns = ["good days"]\n'
    (tmp_path / "part.toml").write_text(overall, "utf-8")
    (domain,) = load_protocol(tmp_path).domains
    assert domain.outcome is False
    assert {"remission", "good days"} <= set(domain.signs)


@pytest.mark.parametrize("message", ["reads like the unit", "stands in many sentences", "as before", "low is below 0"])
def test_warnings_that_ask_for_a_decision_are_in_the_guide(message: str) -> None:
    assert message in GUIDE.split("## What `check` says")[1]
