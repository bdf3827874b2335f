import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from extractor.core.errors import UsageError
from extractor.synthesis.model import Labels
from extractor.synthesis.render import figures as module
from extractor.synthesis.render.blocks import Figure
from extractor.synthesis.render.drawing import png, settings, svg
from extractor.synthesis.render.figures import figures
from extractor.synthesis.render.picture_files import write_figures
from extractor.synthesis.render.words import MACHINE_ONLY
from tests.synthesis.render.sample import DOMAINS, HOSTILE, empty_report, report

NAMES = ["flow", "years", "drugs", "proportions", "domains"]
DRAW = """
import sys
from pathlib import Path
from extractor.synthesis.render.picture_files import write_figures
from tests.synthesis.render.sample import report
write_figures(report(2), Path(sys.argv[1]))
"""


def drawn(figure: Figure) -> str:
    assert figure.draw is not None
    with settings():
        return svg(figure.draw(), figure.name, figure.caption, figure.description)


def words(markup: str) -> list[str]:
    return ["".join(item.itertext()) for item in ElementTree.fromstring(markup).iter() if item.tag.endswith("}text")]


def named(name: str, **changes: object) -> Figure:
    told = report(6, **changes)  # type: ignore[arg-type]
    return next(item for item in figures(told.synthesis) if item.name == name)


def test_each_figure_is_written_as_svg_and_png(tmp_path: Path) -> None:
    paths = write_figures(report(3), tmp_path)
    assert [path.name for path in paths] == [f"{name}.{kind}" for name in NAMES for kind in ("svg", "png")]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths if path.suffix == ".png")


def test_the_same_report_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "HOME": str(tmp_path / seed)}
        subprocess.run([sys.executable, "-c", DRAW, str(tmp_path / seed)], env=environment, check=True)
    first, second = (sorted((tmp_path / seed / "figures").iterdir()) for seed in ("1", "2"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["figures"]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_well_formed_and_told_in_words(name: str) -> None:
    markup = drawn(named(name))
    root = ElementTree.fromstring(markup)
    told = {item.tag.rpartition("}")[2]: item.text for item in root}
    assert root.get("aria-labelledby") == f"{name}-title {name}-desc"
    assert told["title"]
    assert told["desc"]
    assert "date" not in markup.lower()


def test_ids_begin_with_the_figure_s_name() -> None:
    ids = [item.get("id") for item in ElementTree.fromstring(drawn(named("years"))).iter() if item.get("id")]
    assert [found for found in ids if not str(found).startswith("years-")] == []


def test_text_of_a_figure_stays_text_and_is_no_formula() -> None:
    told = report(2)
    labels = Labels("x", (replace(DOMAINS[0], title=f"$x^2$ {HOSTILE}"), *DOMAINS[1:]))
    figure = next(item for item in figures(replace(told.synthesis, labels=labels)) if item.name == "domains")
    markup = drawn(figure)
    assert "<script" not in markup
    assert any("$x^2$" in item for item in words(markup))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_suggestions_is_marked(name: str) -> None:
    assert MACHINE_ONLY in words(drawn(named(name, machine_only=True)))
    assert MACHINE_ONLY not in words(drawn(named(name)))


def test_without_data_there_is_a_sentence_instead_of_a_figure(tmp_path: Path) -> None:
    told = figures(empty_report().synthesis)
    assert [item.name for item in told if item.draw is not None] == ["flow"]
    assert all(item.description.startswith("There is no ") for item in told if item.draw is None)
    assert [path.name for path in write_figures(empty_report(), tmp_path)] == ["flow.svg", "flow.png"]


def test_proportions_are_printed_with_n_and_interval() -> None:
    told = words(drawn(named("proportions")))
    assert "last visit 3/5 (60%; 23–88)" in told
    assert "best 5/5 (100%; 57–100)" in told


def test_too_many_diseases_for_a_page_are_drawn_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FOREST_ROWS", 1)
    assert named("proportions").description.startswith("Skin, all: at the last visit ")


def test_drugs_beyond_the_shades_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "gammamab" in named("drugs").description
    monkeypatch.setattr(module, "DRUGS", 2)
    assert "gammamab" not in named("drugs").description
    assert "others" in named("drugs").description


def test_years_without_a_publication_are_shown_as_such() -> None:
    told = report(6)
    apart = tuple(
        replace(item, year=2010 if item.id.startswith("author0") else 2012) for item in told.synthesis.publications
    )
    [_, years, *_] = figures(replace(told.synthesis, publications=apart))
    assert years.description == "2010: 1, 2011: 0, 2012: 4."


def test_a_publication_without_a_year_is_told_beside_the_figure() -> None:
    told = report(2)
    apart = (replace(told.synthesis.publications[0], year=None), *told.synthesis.publications[1:])
    [_, years, *_] = figures(replace(told.synthesis, publications=apart))
    assert years.description == "2016: 1. The year of 1 is not known."


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "figures").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_figures(report(1), tmp_path)


def test_the_user_s_own_settings_change_nothing(tmp_path: Path) -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path"}):
        changed = drawn(named("years"))
    assert changed == drawn(named("years"))


def test_a_picture_is_wide_enough_for_print() -> None:
    figure = named("years")
    assert figure.draw is not None
    with settings():
        assert int.from_bytes(png(figure.draw())[16:20], "big") == 1400
