from io import StringIO

from extractor.cli.console import ProgressLine


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_progress_is_a_line_per_tenth() -> None:
    stream = StringIO()
    progress = ProgressLine(stream)
    for done in range(41):
        progress.show(done, 40, f"{done}.pdf" if done else None)
    progress.close()
    assert stream.getvalue() == "".join(f"{done}/40 {done}.pdf\n" for done in range(4, 41, 4))


def test_on_a_terminal_progress_is_one_line_with_the_time_left() -> None:
    stream = Terminal()
    progress = ProgressLine(stream)
    progress.show(0, 2, None)
    progress.show(1, 2, "a\x1b[2J.pdf")
    drawn = stream.getvalue()
    assert "\n" not in drawn
    assert "\r\x1b[K[###############...............] 1/2 0:00 left a\\x1b[2J.pdf" in drawn
    progress.close()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_nothing_to_do_shows_nothing() -> None:
    stream = StringIO()
    ProgressLine(stream).show(0, 0, None)
    assert stream.getvalue() == ""
