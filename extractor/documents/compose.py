"""Chunks → the one text of a document with the place of every word.

Hyphens at line ends are resolved here, since only here the whole document's vocabulary is known.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractor.core.document import JOINED, RAISED, Words
from extractor.core.text import Span
from extractor.documents.backend import RawWord
from extractor.documents.lines import Line

HYPHENS = "-\u2010\u00ad"
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
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES)).replace("\u2010", "-")
    if any("\U0001d400" <= letter <= "\U0001d7ff" for letter in text):  # letters of formulas
        text = unicodedata.normalize("NFKC", text)
    return text


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
            texts = [word.text for word in line.words]
            if texts and texts[-1][-1:] in HYPHENS and len(texts[-1]) > 1:
                soft += texts[-1][-1] == "\u2010"
                hard += texts[-1][-1] == "-"
                texts.pop()
            printed.update(texts)
        for text, count in printed.items():
            inside += "\u2010" in text[:-1]
            for core in _CORE.findall(clean(text).lower()):
                self.words[core] += count
                if "-" in core:
                    self.words[core.split("-")[0] + "-"] += count
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


def _is_cut(text: str, following: Sequence[RawWord]) -> bool:
    """Tell whether a line's last word goes on in the line that follows."""
    return text[-1] in HYPHENS and len(text) > 1 and bool(following) and following[0].text[:1].isalnum()


def _last(text: str) -> str:
    found = _CORE.findall(text)
    return found[-1] if found and text.endswith(found[-1]) else ""


def _first(text: str) -> str:
    match = _CORE.match(text)
    return match[0].split("-")[0] if match else ""


class Text:
    """A text in the making: appends words with their places, keeps count of characters and printed lines."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.parts: list[str] = []
        self.length = 0
        self.line = -1
        self._placed: list[RawWord] = []
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

    def run(self, lines: Sequence[Printed]) -> Span:
        """Append words line by line, hyphens at line ends resolved."""
        start = self.length
        is_cut = False
        for number, (page, words) in enumerate(lines):
            self.line += 1
            following = lines[number + 1][1] if number + 1 < len(lines) else ()
            last = len(words) - 1
            for place, word in enumerate(words):
                text = clean(word.text)
                if not text:
                    continue
                is_first = self.length == start
                is_glued = is_cut or (word.glued and place > 0)
                flags = word.flags
                if is_cut or (is_glued and flags & RAISED):
                    flags |= JOINED
                if flags & RAISED and not is_first:
                    text = raised_text(text)
                if not is_glued and not is_first:
                    self.parts.append(" ")
                    self.length += 1
                is_cut = place == last and _is_cut(word.text, following)
                if is_cut and text[-1] == "-" and not self.vocabulary.keeps_hyphen(word.text, following[0].text):
                    text = text[:-1]
                self._put(text, page, word, flags)
        return Span(start, self.length)

    def _put(self, text: str, page: int, word: RawWord, flags: int) -> None:
        if text:
            self._start.append(self.length)
            self.length += len(text)
            self._end.append(self.length)
            self.parts.append(text)
            self._page.append(page)
            self._placed.append(word)
            self._flags.append(flags & 0xFF)
            self._line.append(self.line)

    @property
    def words(self) -> Words:
        """Return the geometry of the words appended so far."""
        placed = self._placed
        return Words(
            start=self._start,
            end=self._end,
            page=self._page,
            x0=array("f", [word.x0 for word in placed]),
            top=array("f", [word.top for word in placed]),
            x1=array("f", [max(word.x0, word.x1) for word in placed]),
            bottom=array("f", [max(word.top, word.bottom) for word in placed]),
            size=array("f", [word.size for word in placed]),
            flags=self._flags,
            line=self._line,
        )

    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.parts)
