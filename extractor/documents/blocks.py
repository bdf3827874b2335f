"""Lines in reading order → chunks of text: headings, paragraphs, captions, tables, notes, references.

A paragraph that a column's or page's end or a float interrupts comes out as one chunk, the float behind it.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Any

from extractor.core.document import BOLD, ITALIC, BlockKind
from extractor.documents.lines import Line, line_of, plain

_CAPTION = re.compile(
    r"(?:supplement(?:ary|al)\s+)?(?P<word>fig(?:ure)?s?|tab(?:le)?|scheme|box|chart|plate|panel)\b\.?\s*"
    r"(?P<number>[a-z]?\d{1,2}[a-z]?|[ivx]{1,4})\b\s*(?P<mark>[.:|–—)-])?",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.?!:;][\"'”’)\]»]*(?:[\d,–\-\s\[\]()*†‡§a-d]{0,14})$")
_SENTENCE_END = re.compile(r"[.?!][\"'”’)\]»]*(?:\[?[\d,–\-\s]{1,14}\]?)?$")
_LIST_MARK = re.compile(r"(?:\[\d{1,3}\]|\(?\d{1,3}[.)](?=\s)|[•‣◦▪●–—]|\d{1,3}(?=\s+[A-Z]))\s*\S")
_REFERENCE_MARK = re.compile(r"(?:\[(\d{1,3})\]|\(?(\d{1,3})(?:[.)]|(?=\s)))\s*(?=[^\W\d_])")


@dataclass(slots=True)
class Chunk:
    """Lines that make one block, or a table's place.

    ``starts_run`` and ``ends_run`` say that a column, a page or a float cuts the flow before or after it; ``right`` is
    where its last line could have ended, ``run_in`` how many words at its start are a label.
    """

    kind: BlockKind
    lines: list[Line]
    table: Any = None
    starts_run: bool = False
    ends_run: bool = False
    right: float = 0.0
    indented: bool = False
    level: int = 0
    run_in: int = 0

    @property
    def text(self) -> str:
        """Return the chunk's text on one line, hyphens unjoined."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """Return the size of most of its letters in points."""
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0

    @property
    def page(self) -> int:
        """Return the page that it starts on."""
        return self.lines[0].page


@dataclass(slots=True)
class Style:
    """What is normal in a document: size of the running text, leading by size, the page's columns."""

    size: float
    leading: dict[float, float]

    def leading_of(self, size: float) -> float:
        """Return the usual distance of two baselines at this size, in points."""
        return self.leading.get(round(size * 2) / 2, 1.25 * size)


def style_of(pages: Iterable[Sequence[Line]]) -> Style:
    """Measure the running text of a document."""
    sizes: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = {}
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
        for before, after in pairwise(lines):
            if not (before.words and after.words):
                continue
            step = after.baseline - before.baseline
            if abs(before.size - after.size) < 0.3 and 0.8 * after.size < step < 2.5 * after.size:
                steps.setdefault(round(after.size * 2) / 2, Counter())[round(step * 5) / 5] += 1
    leading = {size: max(sorted(found), key=lambda step: found[step]) for size, found in steps.items()}
    return Style(max(sorted(sizes), key=lambda size: sizes[size]) if sizes else 10.0, leading)


def paragraphs(lines: Sequence[Line], style: Style) -> list[Chunk]:
    """Return the chunks of one page's lines, all of kind paragraph yet."""
    chunks: list[Chunk] = []
    for run in _runs(lines):
        if run[0].table is not None:
            chunks.append(Chunk("table", run, table=run[0].table, starts_run=True, ends_run=True))
            continue
        first = len(chunks)
        for part in _even_parts(run, style):
            chunks.extend(_paragraphs_of(part))
        seen = 0
        for chunk in chunks[first:]:
            seen += len(chunk.lines)
            chunk.right = _right_edge(run[max(0, seen - NEAR) : seen])
        chunks[first].starts_run = True
        chunks[-1].ends_run = True
    return chunks


def _paragraphs_of(lines: Sequence[Line]) -> list[Chunk]:
    left, right = _edges(lines)
    hanging = _is_hanging(lines, left, right)
    chunks: list[Chunk] = []
    for number, line in enumerate(lines):
        if number == 0 or _breaks(lines[number - 1], line, left, right, hanging):
            indented = not hanging and line.x0 > left + 0.7 * line.size
            chunks.append(Chunk("paragraph", [line], right=right, indented=indented))
        else:
            chunks[-1].lines.append(line)
    return chunks


NEAR = 12
"""Lines above within which a column's right edge is looked for: further up stand lines across both columns."""


def _right_edge(lines: Sequence[Line]) -> float:
    """Return how far right the lines go that begin where the last of them does."""
    last = lines[-1]
    return max(line.x1 for line in lines if abs(line.size - last.size) < 0.4 and abs(line.x0 - last.x0) < 2 * last.size)


def _even_parts(run: Sequence[Line], style: Style) -> list[list[Line]]:
    """Cut a column's lines where the size changes or the white between two lines is wider than usual."""
    parts: list[list[Line]] = []
    for line in run:
        if parts and not _is_apart(parts[-1][-1], line, style):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


_MARKS = re.compile(r"[\d,;–\-*†‡§\s]{1,12}")


def _is_wrapped_mark(before: Line, after: Line) -> bool:
    """Tell whether a line is nothing but citation marks that found no room at the end of the line before."""
    is_small = after.size < 0.85 * before.size and bool(_MARKS.fullmatch(after.text))
    return is_small and abs(after.x0 - before.x0) < before.size and after.baseline - before.baseline < 1.5 * before.size


WIDER = 1.12
"""How much more than the usual leading parts two paragraphs; journals that part them by white add a fifth or more."""


def _is_apart(before: Line, after: Line, style: Style) -> bool:
    if _is_wrapped_mark(before, after):
        after.words.raise_all()
        return False
    if abs(before.size - after.size) > 0.6:
        return True
    step = after.baseline - before.baseline
    if not _TERMINAL.search(before.text) and after.text[:1].islower() and step < 1.6 * style.leading_of(after.size):
        return False  # a superscript or a sign of another font has spread the lines
    return step > WIDER * style.leading_of(after.size) + 0.3 and step > 1.1 * after.size


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = []
    for line in lines:
        if runs and _goes_on(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _goes_on(before: Line, after: Line) -> bool:
    if before.table is not None or after.table is not None:
        return False
    if after.page != before.page or after.x0 > before.x1 or after.x1 < before.x0:
        return False
    step = after.baseline - before.baseline
    return 0 < step < 4.5 * max(before.size, after.size)


def _edges(run: Sequence[Line]) -> tuple[float, float]:
    starts = sorted(line.x0 for line in run)
    left = starts[len(starts) // 8]
    return left, max(line.x1 for line in run)


def _is_hanging(run: Sequence[Line], left: float, right: float) -> bool:
    ended = open_ = 0
    for before, after in pairwise(run):
        if before.x0 <= left + 0.5 * before.size and left + 0.7 * after.size < after.x0 < left + 6 * after.size:
            is_short = before.x1 < right - 3 * before.size
            if is_short or _SENTENCE_END.search(before.text):
                ended += 1
            else:
                open_ += 1
    return open_ > ended


def _breaks(before: Line, after: Line, left: float, right: float, hanging: bool) -> bool:
    size = max(before.size, after.size)
    if _wholly_bold(before) != _wholly_bold(after) and not (
        _wholly_bold(before) and after.words[0].flags & BOLD and before.x1 > right - 6 * size
    ):
        return True
    if hanging:
        return after.x0 < left + 0.5 * size and (before.x0 > left + 0.5 * size or _ends_early(before, after, right))
    if after.x0 > left + 0.7 * size and before.x0 <= left + 0.5 * size and after.x0 < left + 5 * size:
        return not (after.text[:1].islower() and not _TERMINAL.search(before.text))
    return _ends_early(before, after, right)


def _wholly_bold(line: Line) -> bool:
    if line.is_even:
        return line.is_bold or not any(map(str.isalnum, line.text))
    told = zip(line.words.column("flags"), line.words.texts, strict=True)
    return all(flags & BOLD or not any(map(str.isalnum, text)) for flags, text in told)


def _ends_early(before: Line, after: Line, right: float) -> bool:
    """Tell whether the next line's first word would have had room: then the line was ended on purpose."""
    columns, row = after.words.columns, after.words.rows[0]
    if before.x1 + 0.4 * before.size + (columns.x1[row] - columns.x0[row]) > right - 0.6 * before.size:
        return False
    return bool(_TERMINAL.search(before.text)) or not after.text[:1].islower()


def is_caption(chunk: Chunk, style: Style) -> bool:
    """Tell whether a chunk is the caption of a figure or table: its label is set off, or it is set smaller."""
    match = _CAPTION.match(chunk.text)
    if match is None:
        return False
    label_is_bold = bool(chunk.lines[0].words[0].flags & BOLD)
    is_alone = match.end() == len(chunk.text)
    return bool(match["mark"]) or label_is_bold or is_alone or chunk.size < style.size - 0.4


def is_open(chunk: Chunk) -> bool:
    """Tell whether a chunk's text stops in the middle of a sentence."""
    return not _TERMINAL.search(chunk.text.rstrip())


FLOATS = ("caption", "table", "note", "front")


def joined(chunks: Sequence[Chunk], style: Style, is_known: Callable[[str], bool]) -> list[Chunk]:
    """Join what a column's end, a page's end, a float or a box has cut; what stood between moves behind.

    ``is_known`` tells headings of the article from those of boxes: no paragraph goes on beyond one.
    """
    result: list[Chunk] = []
    queue = deque(chunks)
    while queue:
        chunk = queue.popleft()
        result.append(chunk)
        while _may_go_on(chunk):
            ahead = list(islice(queue, LOOK_AHEAD))
            place = _continuation(chunk, ahead, is_known)
            if place is None:
                break
            rest = ahead[place]
            del queue[place]
            chunk.lines.extend(rest.lines)
            chunk.ends_run, chunk.right = rest.ends_run, rest.right
            for moved in ahead[:place]:
                if moved.kind == "heading":
                    moved.kind = "note"
    return result


LOOK_AHEAD = 40
"""Chunks of small print that may stand between two halves of a paragraph: a box of labels, a title page's footnotes."""


def _continuation(chunk: Chunk, following: Sequence[Chunk], is_known: Callable[[str], bool]) -> int | None:
    """Return which of the following chunks goes on with a chunk, None where none does."""
    is_parted = has_text_between = False
    for place, other in enumerate(following):
        if other.kind in FLOATS:
            is_parted = True
            continue
        if place and following[place - 1].kind == "table" and not is_open(chunk):
            return None  # what follows a table in small letters is its note
        if (is_parted or other.starts_run) and _continues(chunk, other, has_text_between):
            return place
        is_small = abs(other.size - chunk.size) > 0.3 and other.kind != "reference"
        if not is_small or not is_open(chunk) or (other.kind == "heading" and is_known(other.text)):
            return None
        has_text_between = True
    return None


def _may_go_on(chunk: Chunk) -> bool:
    return chunk.kind in ("paragraph", "reference", "back")


def _continues(before: Chunk, after: Chunk, has_text_between: bool) -> bool:
    if before.kind != after.kind or abs(before.size - after.size) > 0.6 or after.run_in:
        return False
    if before.kind == "reference":
        return after.text[:1].islower() or (is_open(before) and not _LIST_MARK.match(after.text))
    starts_low = after.text[:1].islower()
    if is_open(before) or (starts_low and not has_text_between):
        # «twice b.i.d. | after four weeks»: a full stop before a small letter ends no sentence
        starts_low = starts_low or after.text[:1] in "(["
        return starts_low or not (has_text_between or after.text[:1] in "•‣◦▪●►")
    if after.indented or has_text_between or _LIST_MARK.match(after.text) or run_in_words(after):
        return False
    last = before.lines[-1]
    return last.x1 > before.right - 0.3 * last.size and not _wholly_bold(last) and len(before.lines) > 1


def split_references(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Split chunks of a reference list at their running numbers."""
    result: list[Chunk] = []
    expected = 1
    for chunk in chunks:
        for line in chunk.lines:
            match = _REFERENCE_MARK.match(line.text)
            number = int(match[1] or match[2]) if match else None
            is_rest = expected > 1 and number != expected and not _SENTENCE_END.search(result[-1].text)
            if number == expected or (line is chunk.lines[0] and not is_rest):
                result.append(Chunk("reference", [line], right=chunk.right, starts_run=chunk.starts_run))
            else:
                result[-1].lines.append(line)
            if number == expected:
                expected += 1
        result[-1].ends_run = True
    return result


def run_in_words(chunk: Chunk) -> int:
    """Return how many words of a paragraph's start are set off by bold or italic type, 0 for none or all."""
    first = chunk.lines[0].words
    columns, row = first.columns, first.rows[0]
    type_, size = columns.flags[row] & (BOLD | ITALIC), columns.size[row]
    if not type_:
        return 0
    flags = [flag for line in chunk.lines[:2] for flag in line.words.column("flags")]
    sizes = [size for line in chunk.lines[:2] for size in line.words.column("size")]
    told = enumerate(zip(flags, sizes, strict=True))
    count = next(
        (n for n, (flag, other) in told if flag & (BOLD | ITALIC) != type_ or abs(other - size) > SAME_TYPE), len(flags)
    )
    total = sum(len(line.words) for line in chunk.lines)
    return count if 0 < count < total and count <= 10 else 0


SAME_TYPE = 0.12
"""Points by which sizes of one type differ from rounding; a label is set larger than its text by 0.2 at least."""


def run_in_text(chunk: Chunk) -> str:
    """Return the set-off words at a paragraph's start."""
    words = [word for line in chunk.lines[:2] for word in line.words][: run_in_words(chunk)]
    return plain([word.text for word in words], [word.glued for word in words])


def split_labels(
    chunks: Sequence[Chunk], is_known: Callable[[str], bool], is_abstract: Callable[[str], bool]
) -> list[Chunk]:
    """Make headings of labels at paragraphs' starts that end without a mark: ``Discussion In this …``.

    Where two or more known headings are set like that, unknown labels of the same type are headings too. The labels
    inside an abstract that has a heading on its own line stay as they are.
    """
    inside: set[int] = set()
    above = False
    for chunk in chunks:
        if chunk.kind == "heading":
            above = is_abstract(chunk.text)
        elif above:
            inside.add(id(chunk))
    loose = [chunk for chunk in chunks if id(chunk) not in inside and _is_unmarked(chunk)]
    known = [_type_of(chunk) for chunk in loose if is_known(run_in_text(chunk))]
    types = {kind for kind in known if known.count(kind) > 1}
    result: list[Chunk] = []
    for chunk in chunks:
        rest: Chunk | None = chunk
        own: tuple[float, int] | None = None
        while rest is not None and id(chunk) not in inside and _is_unmarked(rest):
            if not (is_known(run_in_text(rest)) or _type_of(rest) in types) or own not in (None, _type_of(rest)):
                break
            own = _type_of(rest)
            head, lines = _split_lines(rest.lines, run_in_words(rest))
            result.append(Chunk("heading", head, right=rest.right, starts_run=rest.starts_run))
            rest = replace(rest, lines=lines, starts_run=False, indented=True) if lines else None
        if rest is not None:
            result.append(rest)
    return result


@dataclass(frozen=True, slots=True)
class Labels:
    """How an article sets its main headings where they run into their paragraphs: type, and the mark behind them."""

    type: tuple[float, int]
    mark: str

    def begin(self, chunk: Chunk) -> bool:
        """Tell whether a paragraph begins with such a heading."""
        return chunk.kind == "paragraph" and label_of(chunk) == (self.type, self.mark)


def label_of(chunk: Chunk) -> tuple[tuple[float, int], str] | None:
    """Return the type of the words set off at a paragraph's start and the mark that ends them, None without any."""
    label = run_in_text(chunk) if run_in_words(chunk) else ""
    return (_type_of(chunk), label[-1] if label[-1] in MARKS else "") if label else None


MARKS = ".:—–"
"""What may end a heading that runs into its paragraph."""


def split_run_in(chunks: Sequence[Chunk], labels: Labels, start: int) -> list[Chunk]:
    """Make headings of the labels of an article whose main headings run into their paragraphs, from ``start`` on."""
    result = list(chunks[:start])
    for chunk in chunks[start:]:
        if not labels.begin(chunk):
            result.append(chunk)
            continue
        head, lines = _split_lines(chunk.lines, run_in_words(chunk))
        result.append(Chunk("heading", head, right=chunk.right, starts_run=chunk.starts_run))
        result.append(replace(chunk, lines=lines, starts_run=False, indented=True))
    return result


def _is_unmarked(chunk: Chunk) -> bool:
    if chunk.kind != "paragraph":
        return False
    count = run_in_words(chunk)
    if not count:
        return False
    words = [word for line in chunk.lines[:3] for word in line.words]
    last = words[count - 1].text[-1]
    return (last.isalnum() or last in "?)") and words[count].text[:1].isupper()


def _type_of(chunk: Chunk) -> tuple[float, int]:
    word = chunk.lines[0].words[0]
    return round(word.size, 1), word.flags & 3


def _split_lines(lines: Sequence[Line], count: int) -> tuple[list[Line], list[Line]]:
    head: list[Line] = []
    for number, line in enumerate(lines):
        if count >= len(line.words):
            head.append(line)
            count -= len(line.words)
            if count:
                continue
            return head, list(lines[number + 1 :])
        first, second = line.words[:count], line.words[count:]
        return [*head, line_of(line.page, first)], [line_of(line.page, second), *lines[number + 1 :]]
    return head, []
