import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from extractor.synthesis.render import html
from extractor.synthesis.render.drawing import settings
from extractor.synthesis.render.html import page, write_html
from extractor.synthesis.render.words import MACHINE_ONLY
from tests.synthesis.render.sample import HOSTILE, empty_report, report


class Outline(HTMLParser):
    """The elements of a page, the text of its numeric cells, and which of these are links."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.numbers: list[tuple[str, bool]] = []
        self._words: list[str] | None = None
        self._linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.elements.append((tag, told))
        if tag == "td" and told.get("class") == "number":
            self._words, self._linked = [], False
        self._linked = self._linked or tag == "a"

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self._words is not None:
            self.numbers.append(("".join(self._words), self._linked))
            self._words = None


def words_of(told: object) -> str:
    with settings():
        return "\n".join(page(told))  # type: ignore[arg-type]


def outline(words: str) -> Outline:
    parsed = Outline()
    parsed.feed(words)
    return parsed


NOBODY = re.compile(r"[0\s/–]*")


def test_every_number_of_a_table_leads_somewhere_but_where_it_counts_nobody() -> None:
    told = outline(words_of(report(6))).numbers
    assert len(told) > 50
    assert [words for words, linked in told if not linked and not NOBODY.fullmatch(words)] == ["1", "1", "9", "90"]
    """The reviewers' time rests on no publication."""


def test_the_page_refers_to_nothing_outside() -> None:
    words = words_of(report(6, quote=HOSTILE))
    for tag, attributes in outline(words).elements:
        assert tag not in {"script", "link", "img", "iframe", "object", "base", "form"}
        assert not {"src", "onclick", "onload", "srcset", "action"} & attributes.keys()
        for name in ("href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    assert "@import" not in words
    assert re.findall(r"url\((?!#)", words) == []


def test_the_policy_allows_the_page_s_own_style_alone() -> None:
    metas = [attributes for tag, attributes in outline(words_of(report(1))).elements if tag == "meta"]
    [policy] = [item["content"] for item in metas if item.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_suggestions_are_marked_before_anything_else_is_told() -> None:
    words = words_of(report(3, machine_only=True))
    assert words.index(MACHINE_ONLY) < words.index("<nav")
    assert words.count(MACHINE_ONLY) > 5


def test_a_confirmed_report_bears_no_such_mark() -> None:
    assert MACHINE_ONLY not in words_of(report(3))


def test_a_report_on_nothing_says_so_instead_of_empty_tables() -> None:
    words = words_of(empty_report())
    assert "Unique patients: none." in words
    assert "There is no patient in whom a result is told." in words
    assert "0 included publications, 0 unique patients." in words


def test_quotes_stand_with_publication_and_page() -> None:
    words = words_of(report(1))
    assert (
        "author0-2015/p1</a><ul><li>Active at start (skin): 1 <q>The rash went. (baseline)</q> (page 2) </li>" in words
    )


def test_a_page_with_too_many_values_shows_some_and_says_where_all_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "PAGE_VALUES", 50)
    monkeypatch.setattr(html, "PANEL_VALUES", 2)
    words = words_of(report(6))
    assert (
        "10 more values are not shown here. The table of values (values.csv, and the sheet values of report.xlsx)"
        in words
    )
    assert "They are too many for a page." in words
    assert [href for href in re.findall('href="#([^"]+)"', words) if f'id="{href}"' not in words] == []


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    [first], [second] = write_html(report(3), tmp_path / "a"), write_html(report(3), tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
