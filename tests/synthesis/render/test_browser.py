"""The page as a browser shows it: nothing fetched, nothing run, every number opened by keyboard, all of it printed."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from extractor.synthesis.render.html import write_html
from tests.browser import ENTER, PROGRAM, TAB, Page, Pipe, browser
from tests.synthesis.render.sample import HOSTILE, report

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="needs Chromium (Debian: apt-get install chromium)")

FOCUSED = "document.activeElement.closest('td') ? document.activeElement.getAttribute('href') : ''"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    [path] = write_html(report(6), tmp_path_factory.mktemp("page"))
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    [path] = write_html(report(6, quote=HOSTILE, title=HOSTILE, machine_only=True), tmp_path_factory.mktemp("hostile"))
    return path


@pytest.fixture(scope="module")
def pipe() -> Iterator[Pipe]:
    with browser() as started:
        yield started


@pytest.fixture
def page(pipe: Pipe) -> Page:
    return Page(pipe)


def test_nothing_is_fetched_and_nothing_is_complained_of(page: Page, written: Path) -> None:
    page.open(written)
    asked = [event["request"]["url"] for event in page.named("Network.requestWillBeSent")]
    assert [url for url in asked if url != written.as_uri()] == []
    assert page.named("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown") == []


def test_hostile_text_runs_nothing_fetches_nothing_and_is_shown_as_text(page: Page, hostile: Path) -> None:
    page.open(hostile)
    asked = [event["request"]["url"] for event in page.named("Network.requestWillBeSent")]
    assert [url for url in asked if url != hostile.as_uri()] == []
    assert page.named("Log.entryAdded", "Page.javascriptDialogOpening", "Runtime.exceptionThrown") == []
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object, link').length") == 0
    assert "<script>alert" in page.evaluate("document.body.innerText")


def test_the_policy_stops_a_script_that_were_in_the_page(page: Page, written: Path, tmp_path: Path) -> None:
    path = tmp_path / "tampered.html"
    words = written.read_text(encoding="utf-8").replace("</main>", "<script>document.title = 'ran'</script></main>")
    path.write_text(words, encoding="utf-8")
    page.open(path)
    assert page.evaluate("document.title") == "Two mabs in two fevers"


def test_tab_reaches_a_number_enter_opens_its_quotes_and_close_leads_back(page: Page, written: Path) -> None:
    page.open(written, "#improved-disease-0")
    for _ in range(3):
        page.press(TAB)
        if page.evaluate(FOCUSED):
            break
    assert page.evaluate(FOCUSED) == "#improved-disease-0-0"
    shown = "getComputedStyle(document.getElementById('improved-disease-0-0')).display"
    assert page.evaluate(shown) == "none"
    page.press(ENTER)
    assert page.evaluate(shown) == "block"
    panel = page.evaluate("document.querySelector(':target').innerText")
    assert "Outcome (skin): improved" in panel
    assert "The rash went. (outcome) (page 2)" in panel
    page.press(TAB)
    assert page.evaluate("document.activeElement.innerText") == "Close"
    page.press(ENTER)
    assert page.evaluate(shown) == "none"
    assert page.evaluate("document.querySelector(':target').id") == "improved-disease-0"


def test_the_first_tab_offers_to_skip_to_the_report(page: Page, written: Path) -> None:
    page.open(written)
    page.press(TAB)
    assert page.evaluate("document.activeElement.innerText") == "Skip to the report"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_every_link_leads_to_a_place_in_the_page(page: Page, written: Path) -> None:
    page.open(written)
    lost = "[...document.links].map(a => a.getAttribute('href')).filter(h => !document.getElementById(h.slice(1)))"
    assert page.evaluate(lost) == []
    assert page.evaluate("document.links.length") > 100


def test_no_name_is_given_twice(page: Page, written: Path) -> None:
    page.open(written)
    names = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize("width", [320, 400, 1280])
def test_the_page_is_never_wider_than_its_window(page: Page, hostile: Path, width: int) -> None:
    page.resize(width)
    page.open(hostile)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "paper"), [("dark", "rgb(25, 25, 25)"), ("light", "rgb(255, 255, 255)")])
def test_the_page_follows_a_dark_or_light_screen(page: Page, written: Path, scheme: str, paper: str) -> None:
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.open(written)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_headings_go_down_by_one_and_tables_say_what_their_headers_head(page: Page, written: Path) -> None:
    page.open(written)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.evaluate("document.querySelectorAll('th:not([scope])').length") == 0
    assert page.evaluate("[...document.querySelectorAll('svg')].every(e => e.querySelector('title, desc'))")


def test_all_is_printed_but_forms_and_the_list_of_values_and_where_they_are_is_told(page: Page, hostile: Path) -> None:
    page.open(hostile)
    printed = pypdfium2.PdfDocument(page.pdf())
    text = " ".join(" ".join(sheet.get_textpage().get_text_range().split()) for sheet in printed)
    headings = page.evaluate("[...document.querySelectorAll('h1,h2,h3,caption')].map(e => e.textContent)")
    screen_alone = headings.index("Appraisal forms")
    assert [words for words in headings[:screen_alone] if " ".join(words.split()) not in text] == []
    assert [
        words for words in ("Appraisal forms", "Every value with its quote", "Seven questions") if words in text
    ] == []
    assert "appraisal.docx has the forms, report.xlsx and values.csv have the values" in text
    assert "Suggestions of a program" in text
    assert "Skip to the report" not in text
