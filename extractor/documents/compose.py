"""Chunks → the one text of a document with the place of every word.

Hyphens at line ends are resolved here, since only here the whole document's vocabulary is known.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, repeat
from operator import add
from typing import Any

from extractor.core import document
from extractor.core.document import BOLD, ITALIC, JOINED, RAISED
from extractor.core.text import Span
from extractor.documents.lines import Line
from extractor.documents.words import Columns, RawWord, Words

HYPHENS = "-\u2010\u00ad"
_FORMULA = re.compile("[\U0001d400-\U0001d7ff]+")
"""Letters of formulas; other characters stay, since some would become a space and a mark."""
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)} | {
    0x00AD: None,
    0x200B: None,
    0xFEFF: None,
    0x2011: "-",
    0x02D7: "−",
}
_RAISED = str.maketrans("0123456789+-−–abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻–ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_RANGE = re.compile(r"(?<=[\w])-(?=\w)")
_DASHES = re.compile(r"(?<=\w)---(?=\w)")
_CORE = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)*")


def clean(text: str) -> str:
    """Return a word's text: NFC, ligatures expanded, soft hyphens gone, Greek letters and minus signs kept."""
    if text.isascii():
        return _DASHES.sub("–", text) if "---" in text else text
    return _clean(text)


@lru_cache(maxsize=8192)
def _clean(text: str) -> str:
    plain = _FORMULA.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), text)
    return unicodedata.normalize("NFC", plain.translate(_LIGATURES)).replace("\u2010", "-")


def raised_text(text: str) -> str:
    """Return a superscript in Unicode's raised characters, so that ``10⁹`` is no 109 and ``improved.¹,²`` no 1,2.

    Words such as ``st`` and ``TM`` and marks such as ``*`` stay as they are.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) > 1 and not (len(text) > 2 and "," in text):
        return text
    return _RANGE.sub("\0", text).translate(_RAISED).replace("\0", "-")


Printed = tuple[int, Sequence[RawWord]]
"""A printed line: its page and its words."""


def printed_lines(words: Sequence[RawWord], pages: Sequence[int]) -> list[Printed]:
    """Cut words in reading order into printed lines; ``pages`` has each word's page."""
    result: list[tuple[int, list[RawWord]]] = []
    for word, page in zip(words, pages, strict=True):
        if result and result[-1][0] == page and _is_same_line(result[-1][1][-1], word):
            result[-1][1].append(word)
        else:
            result.append((page, [word]))
    return [(page, tuple(line)) for page, line in result]


def _is_same_line(before: RawWord, word: RawWord) -> bool:
    if word.angle in (90, 270):
        return abs(word.x0 - before.x0) < 0.6 * word.size and word.angle == before.angle
    return word.x0 > before.x0 and abs(word.baseline - before.baseline) < 0.6 * max(word.size, before.size)


class Vocabulary:
    """The words of a document that stand unbroken, with how often each does."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.words: Counter[str] = Counter()
        soft = hard = inside = 0
        printed: Counter[str] = Counter()
        for line in lines:
            texts = line.words.texts
            if texts and texts[-1][-1:] in HYPHENS and len(texts[-1]) > 1:
                soft += texts[-1][-1] == "\u2010"
                hard += texts[-1][-1] == "-"
                texts.pop()
            printed.update(texts)
        known = self.words
        for text, count in printed.items():
            inside += "\u2010" in text[:-1]
            for core in _cores(text):
                known[core] = known.get(core, 0) + count
        self.tells_apart = soft >= 3 and inside == 0

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Tell whether ``first`` (which ends in a hyphen) and ``second`` make a word with a hyphen."""
        mark = first[-1]
        if mark == "\u00ad":
            return False
        if self.tells_apart:
            return mark == "-"
        head, tail = _last(clean(first[:-1])), _first(clean(second))
        if not head or not tail:
            return True
        whole, parted = (head + tail).lower(), f"{head}-{tail}".lower()
        if self.words[whole] or self.words[parted]:
            return self.words[parted] > self.words[whole]
        if tail[0].isupper() or tail[0].isdigit() or head[-1].isdigit() or head[-1].isupper() or "-" in head:
            return True
        return self.words[head.lower() + "-"] > 0 and (
            self.words[tail.lower()] > 0 or self.words[head.lower() + "-"] > 2
        )

    def is_broken(self, first: str, second: str) -> bool:
        """Tell whether a cell's line breaks a word without a hyphen: the whole stands elsewhere, the halves nowhere.

        A second half of a single letter may stand anywhere.
        """
        head, tail = _last(clean(first)).lower(), _first(clean(second)).lower()
        if len(head) < 2 or not tail or not tail.isalpha() or second[:1].isupper():
            return False
        return self.words[head + tail] > 0 and not self.words[head] and (len(tail) == 1 or not self.words[tail])


@lru_cache(maxsize=1 << 14)
def _cores(text: str) -> tuple[str, ...]:
    """Return the words in what is printed without a space, and of each with a hyphen its beginning, as ``anti-``."""
    cores = _CORE.findall(clean(text).lower())
    return (*cores, *(core.split("-")[0] + "-" for core in cores if "-" in core))


def _is_cut(text: str, following: str) -> bool:
    """Tell whether a line's last word goes on in the word that begins the line that follows."""
    return text[-1] in HYPHENS and len(text) > 1 and following[:1].isalnum()


def _last(text: str) -> str:
    found = _CORE.findall(text)
    return found[-1] if found and text.endswith(found[-1]) else ""


def _first(text: str) -> str:
    match = _CORE.match(text)
    return match[0].split("-")[0] if match else ""


PLAIN = BOLD | ITALIC


@dataclass(slots=True)
class _Told:
    """The words of a printed line: as printed, cleaned, and where they stand (rows of the columns, or words)."""

    texts: list[str]
    cleaned: list[str]
    flags: list[int]
    glued: list[bool]
    columns: Columns | None
    places: Sequence[Any]


def _told(words: Sequence[RawWord]) -> _Told:
    columns: Columns | None = None
    places: Sequence[Any] = words
    if isinstance(words, Words):
        texts, flags, glued = words.texts, words.column("flags"), words.column("glued")
        columns, places = words.columns, words.rows
    else:
        texts, flags, glued = map(list, zip(*((word.text, word.flags, word.glued) for word in words), strict=True))
    whole = "".join(texts)
    cleaned = texts if whole.isascii() and "---" not in whole else list(map(clean, texts))
    return _Told(texts, cleaned, flags, glued, columns, places)


def _first_text(words: Sequence[RawWord]) -> str:
    if not words:
        return ""
    return words.columns.text[words.rows[0]] if isinstance(words, Words) else words[0].text


class Text:
    """A text in the making: appends words with their places, keeps count of characters and printed lines."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.parts: list[str] = []
        self.length = 0
        self.line = -1
        self._is_cell = False
        self._columns: Columns | None = None
        self._rows: list[int] = []
        self._sides = {name: array("f") for name in ("x0", "top", "x1", "bottom", "size")}
        self._start, self._end, self._page = array("I"), array("I"), array("H")
        self._flags, self._line = array("B"), array("I")

    def raw(self, text: str) -> None:
        """Append characters that are not printed: blank lines, tabs."""
        self.parts.append(text)
        self.length += len(text)

    def part(self) -> None:
        """Append the blank line between two blocks."""
        if self.length:
            self.raw("\n\n")

    def block(self, lines: Sequence[Printed]) -> Span:
        """Append a block of lines after a blank line and return its span."""
        self.part()
        return self.run(lines)

    def run(self, lines: Sequence[Printed], *, is_cell: bool = False) -> Span:
        """Append words line by line, hyphens at line ends resolved; narrow cells break words without them."""
        start = self.length
        self._is_cell = is_cell
        is_cut = False
        for number, (page, words) in enumerate(lines):
            self.line += 1
            following = _first_text(lines[number + 1][1]) if number + 1 < len(lines) else ""
            told = _told(words)
            if self._is_plain(told, following):
                is_cut = self._plain_line(told, page, start, is_cut, following)
            else:
                is_cut = self._line_by_words(told, page, start, is_cut, following)
        return Span(start, self.length)

    def _plain_line(self, told: "_Told", page: int, start: int, is_cut: bool, following: str) -> bool:
        """Append a line whose words have a space before each; return whether its last word goes on."""
        texts = told.cleaned
        if self.length != start and not is_cut:
            self.parts.append(" ")
            self.length += 1
        goes_on = self._goes_on(told.texts[-1], following)
        if goes_on and texts[-1][-1] == "-" and not self.vocabulary.keeps_hyphen(told.texts[-1], following):
            texts = [*texts[:-1], texts[-1][:-1]]
        if is_cut:
            told.flags[0] |= JOINED
        sizes = list(map(len, texts))
        starts = [*accumulate([size + 1 for size in sizes[:-1]], initial=self.length)]
        self._start.extend(starts)
        self._end.extend(map(add, starts, sizes))
        self.length = starts[-1] + sizes[-1]
        self.parts.append(" ".join(texts))
        self._page.extend(repeat(page, len(sizes)))
        self._line.extend(repeat(self.line, len(sizes)))
        self._flags.extend(told.flags)
        self._place(told.columns, told.places)
        return goes_on

    def _goes_on(self, printed: str, following: str) -> bool:
        """Tell whether a line's last word goes on in the next line."""
        return _is_cut(printed, following) or (self._is_cell and self.vocabulary.is_broken(printed, following))

    def _is_plain(self, told: "_Told", following: str) -> bool:
        """Tell whether a line has no superscripts, no words without a space before them, and none that vanish."""
        return not (
            any(told.glued[1:]) or any(flag & ~PLAIN for flag in set(told.flags)) or not all(told.cleaned)
        ) and (len(told.cleaned[-1]) > 1 or not _is_cut(told.texts[-1], following))

    def _line_by_words(self, told: "_Told", page: int, start: int, is_cut: bool, following: str) -> bool:
        """Append a line word by word; return whether its last word goes on."""
        last = len(told.texts) - 1
        for place, (printed, text, flags) in enumerate(zip(told.texts, told.cleaned, told.flags, strict=True)):
            if not text:
                continue
            is_first = self.length == start
            is_glued = is_cut or (told.glued[place] and place > 0)
            if is_cut or (is_glued and flags & RAISED):
                flags |= JOINED  # noqa: PLW2901 - said of its place in the text
            if flags & RAISED and not is_first:
                text = raised_text(text)  # noqa: PLW2901
            if not is_glued and not is_first:
                self.parts.append(" ")
                self.length += 1
            is_cut = place == last and self._goes_on(printed, following)
            if is_cut and text[-1] == "-" and not self.vocabulary.keeps_hyphen(printed, following):
                text = text[:-1]  # noqa: PLW2901
            if text:
                self._start.append(self.length)
                self.length += len(text)
                self._end.append(self.length)
                self.parts.append(text)
                self._page.append(page)
                self._flags.append(flags & 0xFF)
                self._line.append(self.line)
                self._place(told.columns, told.places[place : place + 1])
        return is_cut

    def _place(self, columns: Columns | None, places: Sequence[Any]) -> None:
        """Remember where words stand: rows of columns, or words themselves."""
        if columns is None:
            self._copy_rows()
            for name, side in self._sides.items():
                side.extend(getattr(word, name) for word in places)
            return
        if columns is not self._columns:
            self._copy_rows()
            self._columns = columns
        self._rows.extend(places)

    def _copy_rows(self) -> None:
        """Copy the numbers of the rows remembered: no more than a page's are held as rows."""
        if self._columns is not None and self._rows:
            for name, side in self._sides.items():
                side.frombytes(getattr(self._columns, name)[self._rows].tobytes())
        self._columns = None
        self._rows.clear()

    @property
    def words(self) -> document.Words:
        """Return the geometry of the words appended so far."""
        self._copy_rows()
        return document.Words(
            start=self._start,
            end=self._end,
            page=self._page,
            **self._sides,
            flags=self._flags,
            line=self._line,
        )

    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.parts)
