"""Lines of some pages of a book → those of one publication in it: from its title to the next one's.

Comes in: the lines of each page in reading order. What goes before the title or behind the next belongs to others.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from extractor.core.document import Part
from extractor.documents.lines import Line
from extractor.documents.sections import kind_of
from extractor.documents.titlepage import is_affiliation, is_names

MOST_BEFORE = 16
"""Letters that may stand before a title on its first line: ``Poster P-12``."""
LEAST_ALIKE = 0.9
"""Share of letters that a title as printed has in common with the title as a database tells it."""
FEWEST_TITLE_WORDS = 4
LONGEST_TITLE = 10
"""Lines that a title takes at most."""
MOST_LETTERS = 160
"""Letters of a title that are compared; no two publications of one book begin with as many."""


def own_lines(pages: Sequence[Sequence[Line]], part: Part) -> list[list[Line]]:
    """Return the lines of each page that belong to a part; all of them where its title is not found."""
    lines = [line for page in pages for line in page]
    start, behind = find_title(lines, part.title) or (0, 0)
    ends = [found[0] for title in part.others if (found := find_title(lines[behind:], title))]
    if behind:
        ends += _next_title(lines[start:behind], lines[behind:])
    end = behind + min(ends, default=len(lines) - behind)
    own = {id(line) for line in lines[start:end]}
    return [[line for line in page if id(line) in own] for page in pages]


def find_title(lines: Sequence[Line], title: str | None) -> tuple[int, int] | None:
    """Return the first line of a printed title and the one behind its last; None where it is not printed so."""
    wanted = _letters(title or "")[:MOST_LETTERS]
    if len((title or "").split()) < FEWEST_TITLE_WORDS:
        return None
    for start in range(len(lines)):
        printed = ""
        for end in range(start, min(start + LONGEST_TITLE, len(lines))):
            printed += _letters(lines[end].text)
            if len(printed) >= len(wanted):
                break
        if _begins_with(printed, wanted):
            return start, end + 1
    return None


def _begins_with(printed: str, wanted: str) -> bool:
    """Tell whether printed letters begin with those of a title, misprints aside, or with a number before it."""
    at = printed.find(wanted, 0, MOST_BEFORE + len(wanted))
    if at >= 0:
        return True
    alike = SequenceMatcher(None, printed[: len(wanted)], wanted, autojunk=False)
    return len(printed) >= LEAST_ALIKE * len(wanted) and alike.quick_ratio() >= LEAST_ALIKE <= alike.ratio()


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).casefold()


def _next_title(title: Sequence[Line], rest: Sequence[Line]) -> Iterable[int]:
    """Yield where the next title begins: set as this one is, no heading that articles have, names or a place below."""
    is_title = [_is_set_alike(line, title[0]) for line in rest]
    if 2 * sum(is_title) > len(rest):  # titles are set as the text is
        return
    for start in range(1, len(rest)):
        if not is_title[start] or is_title[start - 1]:
            continue
        end = next((at for at in range(start, len(rest)) if not is_title[at]), None)
        if end is None:
            return
        text = " ".join(line.text for line in rest[start:end])
        is_heading = len(text.split()) < FEWEST_TITLE_WORDS or kind_of(text, exactly=True) is not None
        below = rest[end].text
        if not is_heading and (is_names(below) or is_affiliation(below)):
            yield start
            return


def _is_set_alike(line: Line, title: Line) -> bool:
    return abs(line.size - title.size) < 0.3 and line.is_bold == title.is_bold and line.table is None
