"""Chunks → which of them are headings, of what kind and level, and the sections that they open.

The words of headings come from the protocol's vocabulary; type (bold, size, capitals, numbers) finds headings that no
vocabulary knows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from extractor.core.document import BOLD, ITALIC, SectionKind
from extractor.documents.blocks import Chunk, Labels, Style, label_of, run_in_text, split_run_in
from extractor.protocol.load import load_headings

LONGEST_HEADING = 16
"""Words of a heading at most; «Effects of the treatment on the skin of patients with …» has 14."""

_NUMBER = re.compile(
    r"^(?:section\s+)?(?P<number>(?:\d{1,2}|[IVX]{1,4}(?=[.)])|[A-H](?=[.)]))(?:\.\d{1,2})*)[.):]?\s+(?=\D)"
)


@lru_cache(maxsize=1)
def vocabulary() -> tuple[tuple[SectionKind, tuple[str, ...]], ...]:
    """Return the kinds of sections with the lower-case words of their headings, as the base protocol gives them."""
    found = ((heading.kind, heading.names) for heading in load_headings())
    return tuple((cast(SectionKind, kind), tuple(_plain(name) for name in names)) for kind, names in found)


def _plain(title: str) -> str:
    title = _NUMBER.sub("", title.strip())
    title = title.lower().replace("’", "'").replace("‐", "-")
    if re.fullmatch(r"(?:\w ){3,}\w", title):  # letters set apart: A B S T R A C T
        title = title.replace(" ", "")
    return re.sub(r"\s+", " ", title).strip(" .:;|■•–—-*†")


@lru_cache(maxsize=1024)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


@lru_cache(maxsize=2048)
def kind_of(title: str, *, exactly: bool = False, at_end: bool = False) -> SectionKind | None:
    """Return the kind of section that a heading opens, None where its words tell none.

    A heading that is a name of the vocabulary counts before one that only holds it. A name of two kinds (``Ethics``)
    is back matter ``at_end`` of an article, else the one named first.
    """
    plain = _plain(title)
    kinds = [kind for kind, names in vocabulary() if plain in names]
    if kinds:
        return "back_matter" if at_end and "back_matter" in kinds else kinds[0]
    if exactly:
        return None
    found: tuple[int, int, SectionKind] | None = None
    for kind, names in vocabulary():
        for name in names:
            match = _word(name).search(plain) if name in plain else None
            if match and kind == "references" and match.start() and len(plain.split()) > LONGEST_REFERENCE_HEADING:
                continue  # «Study area and data sources»
            if match and (found is None or (match.start(), -len(name)) < found[:2]):
                found = (match.start(), -len(name), kind)
    return found[2] if found else None


LONGEST_REFERENCE_HEADING = 3
"""Words of a heading that only ends in a word for the reference list: «Selected further references»."""

_ENDS: tuple[SectionKind, ...] = ("discussion", "conclusion", "back_matter")
_GOES_ON: tuple[SectionKind, ...] = ("abstract", "introduction", "methods", "case", "results")


def is_at_end(kind: SectionKind | None, before: bool) -> bool:
    """Tell whether the article's own text draws to its end under a heading of a kind; ``before``: whether it did."""
    return kind in _ENDS or (before and kind not in _GOES_ON)


def is_known(title: str) -> bool:
    """Tell whether a heading's words are a name of the vocabulary."""
    return kind_of(title, exactly=True) is not None


def is_abstract(title: str) -> bool:
    """Tell whether a heading's words name an abstract."""
    return kind_of(title, exactly=True) == "abstract"


def title_of(text: str) -> str:
    """Return a heading's words as a reader sees them: small capitals come out of a PDF in a muddle of cases."""
    title = re.sub(r"\s+", " ", text).strip()
    is_muddled = title[:1].islower() or re.search(r"[a-zß-ÿ][A-Z](?:[a-zß-ÿ]|\b)", title)
    return title.capitalize() if is_muddled and kind_of(title) is not None else title


def depth_of(title: str) -> int:
    """Return how deep a heading's number goes (``2.1`` is 2), 0 where it has none."""
    match = _NUMBER.match(title.strip())
    return match["number"].count(".") + 1 if match else 0


def is_heading(chunk: Chunk, style: Style) -> bool:
    """Tell whether a chunk of text stands as a heading: short, set off, no sentence."""
    text = chunk.text.strip()
    words = text.split()
    if not words or len(words) > LONGEST_HEADING or len(chunk.lines) > 3 or not any(c.isalpha() for c in text):
        return False
    is_known = kind_of(text, exactly=True) is not None
    if (text[0].islower() and not is_known) or text[-1] in ",;" or not (text[0].isalnum() or text[0] in "“\"'«■•"):
        return False
    flags = _flags(chunk)
    is_larger = chunk.size > style.size + 0.7
    if text[-1] == "." and not (is_known or (flags & BOLD and len(words) <= 6)):
        return False
    if is_known and len(chunk.lines) == 1:
        return True
    is_capitals = text.upper() == text and sum(c.isalpha() for c in text) > 5
    if flags & BOLD and chunk.size > style.size - 1.2:
        return True
    return is_larger or (is_capitals and len(words) > 1) or (bool(flags & ITALIC) and not chunk.text.endswith("."))


def _flags(chunk: Chunk) -> int:
    flags = BOLD | ITALIC
    for line in chunk.lines:
        if line.is_even:
            flags &= line.flags if any(map(str.isalnum, line.text)) else flags
            continue
        for text, own in zip(line.words.texts, line.words.column("flags"), strict=True):
            if any(map(str.isalnum, text)):
                flags &= own
    return flags


def set_levels(headings: Sequence[Chunk]) -> None:
    """Give each heading its level: 1 for the look of the main sections, 2 for any other, or as its number says.

    The look of the main sections is the one that headings of most kinds share.
    """
    kinds: dict[tuple[float, int, bool], set[SectionKind]] = {}
    for heading in headings:
        kind = kind_of(heading.text, exactly=True)
        if kind in MAIN_KINDS:
            kinds.setdefault(_look(heading), set()).add(kind)
    if set().union(*kinds.values()) <= {"references"}:
        # The reference list alone, often in small type, tells nothing of how the text's own headings look.
        kinds = {}
    most = max((len(found) for found in kinds.values()), default=0)
    top = {look for look, found in kinds.items() if len(found) > 0.6 * most}
    for heading in headings:
        depth = depth_of(heading.text)
        if depth > 1:
            heading.level = min(depth, 3)
        elif not top or _look(heading) in top or depth == 1:
            heading.level = 1
        else:
            heading.level = 1 if kind_of(heading.text, exactly=True) in ("references", "abstract") else 2


MAIN_KINDS: tuple[SectionKind, ...] = (
    "introduction", "methods", "results", "discussion", "conclusion", "references", "case",
)  # fmt: skip
"""Kinds of sections whose headings show what a main heading looks like."""


def with_run_in_headings(chunks: list[Chunk]) -> list[Chunk]:
    """Return the chunks, the labels at paragraphs' starts made headings where they are the article's main ones.

    They are where the abstract alone has a heading on a line of its own, its text begins without a label, and of
    three or more labels of one type and mark behind it one at least is the name of a main section.
    """
    opening = next((n for n, chunk in enumerate(chunks) if chunk.kind == "heading" and is_abstract(chunk.text)), None)
    if opening is None:
        return chunks
    own_line = {kind_of(chunk.text, exactly=True) for chunk in chunks[opening:] if chunk.kind == "heading"}
    paragraphs = [n for n in range(opening, len(chunks)) if chunks[n].kind == "paragraph"]
    if own_line & {kind for kind in MAIN_KINDS if kind != "references"} or not paragraphs:
        return chunks
    if label_of(chunks[paragraphs[0]]):
        return chunks
    kinds: dict[tuple[tuple[float, int], str], list[SectionKind | None]] = {}
    for number in paragraphs[1:]:
        if label := label_of(chunks[number]):
            kinds.setdefault(label, []).append(kind_of(run_in_text(chunks[number]), exactly=True))
    best = max(kinds, key=lambda label: len(set(kinds[label]) & set(MAIN_KINDS)), default=None)
    if best is None or not set(kinds[best]) & set(MAIN_KINDS) or len(kinds[best]) < FEWEST_RUN_IN:
        return chunks
    return split_run_in(chunks, Labels(*best), paragraphs[1])


FEWEST_RUN_IN = 3
"""Labels of one look, one at least a main section's name, that an article's headings are; two may be a box's."""


def _look(chunk: Chunk) -> tuple[float, int, bool]:
    text = "".join(letter for letter in chunk.text if letter.isalpha())
    size = max(word.size for line in chunk.lines for word in line.words)  # small capitals are set in two sizes
    return (round(size * 2) / 2, _flags(chunk), text.isupper())


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a section starts: its first chunk, and what it is; ``title`` None before the first heading."""

    chunk: int
    kind: SectionKind
    level: int
    title: str | None


def next_article(chunks: Sequence[Chunk]) -> int | None:
    """Return where another article begins behind the reference list, as letters printed one after the other do.

    Its title is set as the title is, and no heading that articles have.
    """
    title = next((chunk for chunk in chunks if chunk.kind == "title"), None)
    if title is None:
        return None
    has_list = False
    for number, chunk in enumerate(chunks):
        has_list = has_list or (chunk.kind == "heading" and kind_of(chunk.text, exactly=True) == "references")
        if has_list and chunk.kind == "heading" and len(chunk.text.split()) >= FEWEST_TITLE_WORDS:
            is_same = abs(chunk.size - title.size) < 0.3 and _flags(chunk) & BOLD == _flags(title) & BOLD
            if is_same and chunk.page >= title.page and kind_of(chunk.text, exactly=True) is None:
                return number
    return None


FEWEST_TITLE_WORDS = 3


def openings(chunks: Sequence[Chunk]) -> list[Opening]:
    """Return where sections start, in order; a heading without known words takes the kind of what it stands under.

    What begins behind the references is back matter as a whole.
    """
    end = next_article(chunks)
    found = _letter(_openings(chunks[:end]))
    if end is not None:
        found.append(Opening(end, "back_matter", 1, title_of(chunks[end].text)))
    return found


def _letter(found: list[Opening]) -> list[Opening]:
    """Return sections in which a letter's greeting heads the whole of it: all is told there, nothing introduced."""
    if {opening.kind for opening in found} & {"methods", "case", "results", "body"}:
        return found
    return [
        replace(opening, kind="body") if opening.title and GREETING.match(opening.title) else opening
        for opening in found
    ]


GREETING = re.compile(r"\W*(?:to\s+the\s+editors?|dear\b|(?:letter\s+to\s+the\s+)?editor|sirs?)\b", re.IGNORECASE)
"""How a letter greets («To the Editor», «Dear Sir»)."""


def _openings(chunks: Sequence[Chunk]) -> list[Opening]:
    found: list[Opening] = []
    above: SectionKind = "front"
    at_end = False
    for number, chunk in enumerate(chunks):
        if chunk.kind == "heading":
            kind = "case" if _CASE_LABEL.match(chunk.text) else kind_of(chunk.text, at_end=at_end)
            is_back_matter = kind == "back_matter" and at_end and is_known(chunk.text)
            if chunk.level == 1:
                at_end = is_at_end(kind, at_end)
            if chunk.level > 1 and not (is_back_matter or _stands_alone(chunk.text, kind, above)):
                kind = above
            elif kind is None:
                kind = "body"
            if chunk.level == 1:
                above = kind
            found.append(Opening(number, kind, chunk.level, title_of(chunk.text)))
        elif not found:
            found.append(Opening(number, "front", 1, None))
        elif chunk.run_in and chunk.level:
            label = run_in_text(chunk).strip(" :.")
            found.append(Opening(number, _run_in_kind(chunk, above, at_end), chunk.level, label))
        elif above == "front" and chunk.kind in ("paragraph", "back") and found[-1].kind == "front":
            above = "body"
            found.append(Opening(number, "body", 1, None))
    return found


_CASE_LABEL = re.compile(
    r"(?i:case|patient|child|boy|girl|woman|man|twin|sibling|brother|sister|proband|subject|infant)\b.{0,8}?(?:\d|\b(?:[A-Z]|[IVX]+)\b)"
)
"""What numbered or lettered people are called in headings: ``Case 1``, ``Child A``, ``Patient III``."""


def _stands_alone(title: str, kind: SectionKind | None, above: SectionKind) -> bool:
    """Tell whether a lower heading has a kind of its own, rather than that of the section it stands in."""
    if kind is None or above in ("abstract", "back_matter"):
        return kind == "references"
    if above in ("body", "front") or kind == "references":
        return True
    return bool(kind == "case" and _CASE_LABEL.match(title))


def _run_in_kind(chunk: Chunk, above: SectionKind, at_end: bool) -> SectionKind:
    return above if above == "abstract" else kind_of(run_in_text(chunk), at_end=at_end) or above
