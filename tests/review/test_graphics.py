"""Pictures on terminals: what is asked and understood, and that what is sent is the picture."""

import io
import re
import zlib
from base64 import standard_b64decode
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from textual.app import App, ComposeResult

from extractor.core.errors import InputError
from extractor.core.geometry import Box
from extractor.documents.picture import FRAME, draw_page
from extractor.review.graphics import Dots, braille, half_blocks, picture, png
from extractor.review.terminal import Protocol, Terminal, understood
from extractor.review.viewer import open_page
from extractor.review.widgets.page import PageView
from tests.review.told import draw

DOTS: Dots = np.array(
    [[[255, 255, 255], [0, 0, 0]], [[255, 0, 0], [255, 255, 255]], [[0, 0, 0]] * 2, [[255, 255, 255]] * 2], np.uint8
)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    draw(tmp_path / "a.pdf")
    return tmp_path / "a.pdf"


@pytest.mark.parametrize(
    ("answers", "terminal"),
    [
        ("\x1b[?62;c", Terminal("blocks")),
        ("", Terminal("blocks")),
        ("\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;4c", Terminal("kitty", (10, 20))),
        ("\x1b_Gi=31;ENOTSUPPORTED\x1b\\\x1b[?62;c", Terminal("blocks")),
        ("\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?62;4c", Terminal("iterm")),
        ("\x1bP>|WezTerm 2024\x1b\\\x1b[6;18;9t\x1b[?65;4;6c", Terminal("iterm", (9, 18))),
        ("\x1bP>|XTerm(390)\x1b\\\x1b[?64;1;2;4;6c", Terminal("sixel")),
        ("\x1b[?64;1;2;14;24c", Terminal("blocks")),
        ("\x1b[6;0;0t\x1b[?62;4c", Terminal("sixel")),
        ("a\x1b[6;20;10tc4\x1b[?62c8\n", Terminal("blocks", (10, 20), "ac48\n")),
        ("\x1bP>|XTerm(390)\x1b\\a\x1b[A\x1bOBj\x1b", Terminal("blocks", typed="aj")),
    ],
)
def test_a_terminal_gets_the_pictures_that_it_says_it_can_draw(answers: str, terminal: Terminal) -> None:
    assert understood(answers) == terminal


def test_half_blocks_hold_two_rows_of_dots_in_a_line() -> None:
    first, second = half_blocks(DOTS)
    assert [segment.text for segment in first] == ["▀", "▀"]
    assert [str(segment.style) for segment in first] == ["#ffffff on #ff0000", "#000000 on #ffffff"]
    assert [(segment.text, str(segment.style)) for segment in second] == [("▀▀", "#000000 on #ffffff")]


def test_braille_raises_what_is_dark_or_red() -> None:
    assert braille(DOTS) == ["⠮"]


def test_a_png_is_what_was_drawn() -> None:
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png(DOTS)))), DOTS)


def test_kitty_gets_the_dots_deflated() -> None:
    sent = picture("kitty", DOTS, 1, 1)
    parts = re.findall(r"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\", sent)
    assert parts[0][0].startswith("a=T,f=24,o=z,s=2,v=4,c=1,r=1")
    assert zlib.decompress(standard_b64decode("".join(data for _, data in parts))) == DOTS.tobytes()


def test_iterm_gets_a_png() -> None:
    sent = picture("iterm", DOTS, 1, 1)
    assert standard_b64decode(sent.rpartition(":")[2].removesuffix("\x07")) == png(DOTS)


def test_sixel_rows_are_the_dots() -> None:
    white, red, black = "#215", "#180", "#0"
    body = picture("sixel", DOTS, 1, 1).partition(f"{red};2;100;0;0{white};2;100;100;100")[2]
    assert sorted(body.removesuffix("-\x1b\\").split("$")) == [f"{black}CD", f"{red}A?", f"{white}HI"]


def test_a_page_is_drawn_with_its_boxes_framed(pdf: Path) -> None:
    dots, scale = draw_page(pdf, 1, scale=1.0, boxes=[Box(1, 100, 200, 150, 220), Box(2, 0, 0, 500, 500)])
    assert (dots.shape, scale) == ((842, 595, 3), 1.0)
    assert tuple(dots[198, 120]) == FRAME
    assert tuple(dots[210, 98]) == FRAME
    assert (dots == np.array(FRAME, np.uint8)).all(axis=2).sum() == 2 * 54 + 2 * 22


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_is_not_there_is_told(pdf: Path, number: int) -> None:
    with pytest.raises(InputError, match=f"has no page {number}"):
        draw_page(pdf, number, scale=1.0)


def test_a_file_that_is_no_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("no")
    with pytest.raises(InputError, match="cannot be drawn"):
        draw_page(tmp_path / "a.pdf", 1, scale=1.0)


class OnePage(App[None]):
    def __init__(self, view: PageView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        yield self.view


@pytest.mark.parametrize(("protocol", "start"), [("kitty", "\x1b_G"), ("iterm", "\x1b]1337;"), ("sixel", "\x1bP0;1q")])
async def test_the_terminals_own_picture_is_sent_whole_after_the_last_line(
    pdf: Path, protocol: Protocol, start: str
) -> None:
    view = PageView(
        lambda *told: draw_page(told[0], told[1], scale=told[2], boxes=told[3]), pdf, Terminal(protocol), color=True
    )
    async with OnePage(view).run_test(size=(40, 10)) as pilot:
        view.show_page(1, 595, [Box(1, 100, 200, 150, 220)])
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert not any(start in segment.text for strip in strips[:-1] for segment in strip)
        sent = [segment.text for segment in strips[-1] if start in segment.text]
        assert len(sent) == 1
        assert sent[0].startswith("\x1b7\x1b[1;1H")
        assert strips[-1].cell_length == 40
        view.clear()
        await pilot.pause()
        gone = "".join(segment.text for segment in pilot.app.screen._compositor.render_strips()[0])
        assert ("\x1b_Ga=d" in gone) is (protocol == "kitty")


def test_without_a_screen_the_page_and_the_path_are_told(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert open_page(pdf, 7) == f"No viewer can be opened from this terminal: page 7 of {pdf}"
