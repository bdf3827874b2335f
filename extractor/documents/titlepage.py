"""The first page → title, byline, front matter; and what the publication says it is (year, DOI, journal, PMID).

Values may come from running heads and margins, which are no text of the article.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.core.document import RAISED, BlockKind, FrontMatter, Printed
from extractor.core.geometry import Box
from extractor.documents.blocks import Chunk, Style, run_in_text
from extractor.documents.lines import Line, line_of
from extractor.documents.sections import kind_of

_FRONT = re.compile(
    r"^\W{0,3}(?:key\s?-?words?\b|received\b|accepted\b|submitted\b|published\b|revised\b|"
    r"correspond|\*?correspondence|e-?mail\b|"
    r"doi\b|https?:|www\.|©|copyright\b|cite this|citation\b|how to cite|to cite|issn\b|open access\b|academic editor|"
    r"edited by|reviewed by|handling editor|abbreviations?\s*:|pmid\b|orcid\b|"
    r"vol(?:ume)?\.?\s+\d|article (?:info|history))"
    r"|@|creative commons|all rights reserved|\bdoi\.org/|corresponding author",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    r"\b(?:department|division|hospital|university|institute|school of|faculty|clinic|centre|center|college|unit of)\b",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>|]+", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*(\d{6,9})\b")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_YEARS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (6, re.compile(rf"\b{_YEAR}\s*[;:,]\s*(?:vol(?:ume|\.)?\s*)?\d", re.IGNORECASE)),
    (6, re.compile(rf"\bvol(?:ume|\.)?\s*\d[\s\w.,:|/()–-]{{0,30}}?[\s(]{_YEAR}", re.IGNORECASE)),
    (6, re.compile(rf"\b\d+\s*\({_YEAR}\)")),
    (6, re.compile(rf"\({_YEAR}\)[\s:,]*\d")),
    (5, re.compile(rf"\b(?:publish|posted|epub|version of record)\w*\b[^.;]{{0,30}}?{_YEAR}", re.IGNORECASE)),
    (5, re.compile(rf"(?:©|\bcopyright\b|\(c\)).{{0,60}}?\b{_YEAR}", re.IGNORECASE)),
    (3, re.compile(rf"\baccepted\b[^.;]{{0,30}}?{_YEAR}", re.IGNORECASE)),
    (2, re.compile(rf"\b(?:{_MONTHS})[a-z]*\.?\s+(?:\d{{1,2}},?\s+)?{_YEAR}", re.IGNORECASE)),
    (1, re.compile(rf"\b{_YEAR}\b")),
)
"""How a year of publication is printed, surest first: beside volume and page, published, copyright, accepted."""


def mark_title_page(chunks: list[Chunk], style: Style, heads: Sequence[Line]) -> None:
    """Set the kinds title, byline and front on the chunks of the first page.

    ``heads`` are the running heads and feet of all pages: a journal's name is known by them, however large it stands
    on the first page.
    """
    title = _title([chunk for chunk in chunks if chunk.page == chunks[0].page], style, heads)
    if title is None:
        return
    title.kind = "title"
    _take_rest_of_title(chunks, title)
    start = chunks.index(title)
    is_ended = False
    for number, chunk in enumerate(chunks):
        if chunk.page > title.page:
            break
        is_ended = is_ended or (
            number > start and chunk.kind == "heading" and kind_of(chunk.text, exactly=True) == "references"
        )
        is_above = number < start or chunk.lines[0].bottom <= title.lines[0].top + 2
        is_front = not is_ended and bool(_FRONT.search(chunk.text[:400])) and len(chunk.text) < 900
        is_small = chunk.size < style.size - 0.4 and chunk.kind != "heading"
        is_margin = not is_ended and is_small and _width(chunk) < MARGIN_COLUMN and number != start + 1
        if chunk.kind in _LOOSE and (is_above or is_front or is_margin):
            chunk.kind = "front"
    _mark_below(chunks[start + 1 :], title, style)


MARGIN_COLUMN = 150.0
"""Points of width below which a column of small print beside the article is margin matter: dates, citation, licence."""
_LOOSE: tuple[BlockKind, ...] = ("paragraph", "heading", "back", "note")


def _width(chunk: Chunk) -> float:
    return max(line.x1 for line in chunk.lines) - min(line.x0 for line in chunk.lines)


def _mark_below(chunks: Sequence[Chunk], title: Chunk, style: Style) -> None:
    """Go from the title to where the article begins: first the authors, then what else stands there."""
    has_byline = False
    for number, chunk in enumerate(chunks):
        if chunk.page != title.page or chunk.table is not None or chunk.kind == "caption":
            return
        if chunk.kind == "front":
            continue
        if chunk.kind == "heading" and _is_keyword_heading(chunk.text):
            chunk.kind = "front"
            if number + 1 < len(chunks) and len(chunks[number + 1].text.split()) < 60:
                chunks[number + 1].kind = "front"
            continue
        following = next((other for other in chunks[number + 1 :] if other.kind != "front"), None)
        if _begins_article(chunk, following, style, has_byline):
            return
        chunk.kind = "front" if has_byline else "byline"
        has_byline = True


def _is_keyword_heading(text: str) -> bool:
    return bool(
        re.fullmatch(r"(?:key\s?-?words?|article info(?:rmation)?|article history)\W*", text.strip(), re.IGNORECASE)
    )


def _begins_article(chunk: Chunk, following: Chunk | None, style: Style, has_byline: bool) -> bool:
    if chunk.kind == "heading":
        if kind_of(chunk.text, exactly=True) not in (None, "front"):
            return True
        is_over_text = following is not None and following.kind == "paragraph" and len(following.text.split()) > 40
        return has_byline and is_over_text and not _AFFILIATION.search(chunk.text) and not is_names(chunk.text)
    return _is_body(chunk, style)


def is_affiliation(text: str) -> bool:
    """Tell whether a text names a hospital, a university or a part of one."""
    return _AFFILIATION.search(text) is not None


def is_names(text: str) -> bool:
    """Tell whether a text is a list of names: most words begin with capitals."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 2 and capitals >= 0.7 * len(words) and ("," in text or len(words) <= 4)


def _title(chunks: Sequence[Chunk], style: Style, heads: Sequence[Line]) -> Chunk | None:
    """Return the chunk in the largest type that is no name of the journal and no label such as «Open access»."""
    running = [_letters(line.text) for line in heads if any(c.isdigit() for c in line.text)]
    found = [
        chunk
        for chunk in chunks
        if chunk.kind in _LOOSE
        and (chunk.size > style.size + 0.6 or (_is_bold(chunk) and chunk.size >= style.size - 0.2))
        and _is_title_like(chunk.text)
        and not any(line.startswith(_letters(chunk.text)) for line in running)
        and not _FRONT.search(chunk.text)
    ]
    return max(found, key=lambda chunk: (round(chunk.size), _is_bold(chunk), -chunks.index(chunk)), default=None)


def _is_title_like(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    return len(words) >= 3 and 12 < len(text) < 400 and kind_of(text, exactly=True) is None


def _is_bold(chunk: Chunk) -> bool:
    return all(line.is_bold for line in chunk.lines)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).lower()


def _take_rest_of_title(chunks: list[Chunk], title: Chunk) -> None:
    """Join the title's further lines and its subtitle, in the same type or a smaller one, to it."""
    _drop_label(title)
    while True:
        place = chunks.index(title)
        below = chunks[place + 1] if place + 1 < len(chunks) else None
        if below is None or below.page != title.page or below.kind not in _LOOSE or len(title.text) > 400:
            return
        step = below.lines[0].top - title.lines[-1].bottom
        is_same = abs(below.size - title.lines[-1].size) < 0.4 and below.lines[0].is_bold == title.lines[-1].is_bold
        if not -2 < step < 1.6 * title.size or not (is_same or _is_subtitle(below, title)):
            return
        if is_same and (is_names(below.text) and not title.text.rstrip().endswith((":", "-", "–"))):
            return
        title.lines.extend(below.lines)
        chunks.remove(below)
        if not is_same:
            return


def _drop_label(title: Chunk) -> None:
    """Take words in smaller type off the start of the title's first line: ``OPEN``."""
    first = title.lines[0]
    while len(first.words) > 1 and first.words[0].size < 0.92 * title.size and first.words[0].text.isupper():
        gap = first.words[1].x0 - first.words[0].x1
        if gap < 0.35 * title.size:
            return
        first = line_of(first.page, first.words[1:])
        title.lines[0] = first


def _is_subtitle(chunk: Chunk, title: Chunk) -> bool:
    """Tell whether a chunk under the title goes on with it: type larger than small print, words that are no names."""
    words = re.findall(r"[^\W\d_]+", chunk.text)
    small = [word for word in words if word.islower() and word not in _NAME_PARTS]
    is_large = chunk.size > 0.6 * title.size and chunk.size >= 11
    return is_large and len(words) >= 3 and len(words) <= 30 and len(small) >= 2 and not _FRONT.search(chunk.text)


_NAME_PARTS = frozenset(
    {"and", "de", "van", "der", "den", "von", "da", "di", "del", "della", "dos", "das", "du",
     "la", "le", "el", "bin", "ibn", "al", "for", "on", "behalf", "of", "the", "y", "e", "et", "und", "ten", "ter"}
)  # fmt: skip


def _is_body(chunk: Chunk, style: Style) -> bool:
    text = chunk.text
    if _FRONT.search(text[:200]):
        return False
    label = run_in_text(chunk)
    if label and kind_of(label, exactly=True):
        return True
    words = len(text.split())
    if chunk.size < style.size - 0.4 or words < 12:
        return words > 60 and not _AFFILIATION.search(text)
    return words > 40 or not (_AFFILIATION.search(text) or is_names(text))


def title_of(lines: Sequence[Line], text: str) -> Printed:
    """Return the title as it stands in the text, footnote marks at its end aside."""
    marks = 0
    for word in reversed(lines[-1].words):
        if not (word.flags & RAISED or re.fullmatch(r"[*†‡§¶☆★✩#]+", word.text)):
            break
        marks += len(word.text)
    value = (text[: len(text) - marks] if marks else text).rstrip("*†‡§¶☆★✩# ")
    return Printed(_with_colon(value, lines), value, tuple(_box(line) for line in lines))


def _with_colon(title: str, lines: Sequence[Line]) -> str:
    """Put a colon before a subtitle that is only set off by smaller type."""
    for before, after in pairwise(lines):
        if after.size < 0.93 * before.size:
            head = re.sub(r"\W+$", "", before.text)[-12:]
            at = title.find(head) + len(head)
            if head and at > len(head) and title[at : at + 1] == " ":
                return f"{title[:at]}: {title[at + 1 :]}"
    return title


def read_front(
    title: Printed | None,
    byline: Printed | None,
    front: Sequence[Line],
    first: Sequence[Line],
    repeated: Sequence[Line],
    rest: Iterable[Line],
) -> FrontMatter:
    """Return the publication's own data.

    ``front`` are the lines around the title, ``first`` all lines of the first page, ``repeated`` the running heads and
    feet of all pages, ``rest`` the lines of later pages but for the reference list.
    """
    sure = [*front, *repeated]
    head = _head(first)
    return FrontMatter(
        title=title,
        authors=byline,
        journal=_journal([*repeated, *front]),
        year=_year(sure) or _year(head),
        doi=_doi(sure) or _doi(head) or doi_elsewhere(rest),
        pmid=_pmid([*sure, *head]),
    )


def _head(lines: Sequence[Line]) -> list[Line]:
    for number, line in enumerate(lines):
        if kind_of(line.text, exactly=True) == "references" and line.text[:1].isupper() and line.text[-1:] not in ".,;":
            return list(lines[:number])
    return list(lines)


def printed(lines: Sequence[Line], text: str) -> Printed:
    """Return a value that is printed as it is."""
    return Printed(text, text, tuple(_box(line) for line in lines))


def _box(line: Line) -> Box:
    return Box(line.page, line.x0, line.top, max(line.x0, line.x1), max(line.top, line.bottom))


def doi_elsewhere(lines: Iterable[Line]) -> Printed | None:
    """Return the DOI of a line that begins with the word, as the box «cite this article as» on a last page does."""
    found = []
    above: Line | None = None
    for line in lines:
        ends_a_source = above is not None and _SOURCE_LABEL.match(above.text) and _is_next(above, line)
        if not ends_a_source and re.match(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)10\.", line.text, re.IGNORECASE):
            found.append(line)
        above = line
    return _doi(found)


def _is_next(above: Line, line: Line) -> bool:
    return above.page == line.page and 0 <= line.top - above.top <= 1.6 * (above.bottom - above.top)


_SOURCE_LABEL = re.compile(r"\[?\d{1,3}[\].]\s*[A-Z]")
"""How an entry of a reference list begins: a DOI at the head of the next line is that source's, not the paper's."""


def _doi(lines: Sequence[Line]) -> Printed | None:
    found: dict[str, tuple[int, Printed]] = {}
    for number, line in enumerate(lines):
        for match in _DOI.finditer(line.text):
            quote, used = match[0], [line]
            if match.end() == len(line.text) and number + 1 < len(lines) and _is_cut(quote, line, lines[number + 1]):
                quote += lines[number + 1].text.split()[0]
                used.append(lines[number + 1])
            value = _trim(quote)
            count = found[value][0] if value in found else 0
            found[value] = (count + 1, Printed(value, quote, tuple(_box(item) for item in used)))
    if not found:
        return None
    best = max(found, key=lambda value: found[value][0])
    longer = [value for value in found if value.startswith(best) and value != best]
    shorter = [value for value in found if best.startswith(value) and value != best]
    if longer and not shorter and found[best][0] <= found[longer[0]][0]:
        best = longer[0]
    return found[best][1]


def _is_cut(quote: str, line: Line, following: Line) -> bool:
    first = following.text.split()[0]
    is_below = 0 < following.baseline - line.baseline < 2 * line.size and abs(following.x0 - line.x0) < 150
    is_part = bool(re.match(r"[\w.()-]+$", first)) and any(c.isdigit() for c in first)
    is_rest = len(following.words) == 1 and abs(following.x0 - line.x0) < 3 and bool(re.match(r"\d+[./-]\d", first))
    return is_below and is_part and (quote[-1] in "./-_" or is_rest)


def _trim(doi: str) -> str:
    doi = doi.rstrip(".,;:]}>'’”")
    if doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1]
    return doi.rstrip(".,;:")


def _year(lines: Sequence[Line]) -> Printed | None:
    """Return the year that is told most surely; of two told alike the one told more often, then the later."""
    sure: dict[str, int] = {}
    often: dict[str, int] = {}
    places: dict[str, Printed] = {}
    seen: set[str] = set()
    for line in lines:
        key = _letters(line.text) + "".join(c for c in line.text if c.isdigit())
        if key in seen or (len(line.text) > 140 and not _FRONT.search(line.text)):
            continue
        seen.add(key)
        for weight, pattern in _YEARS:
            match = pattern.search(line.text)
            if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
                continue
            year = match["year"]
            often[year] = often.get(year, 0) + 1
            if sure.get(year, 0) < weight:
                sure[year] = weight
                places[year] = Printed(year, match[0], (_box(line),))
            break
    best = max(sorted(sure), key=lambda year: (sure[year], often[year], year), default=None)
    return places[best] if best else None


FIRST_YEAR, LAST_YEAR = 1950, 2079
"""Years outside are numbers of something else; publications with a text layer do not go further back."""


def _pmid(lines: Sequence[Line]) -> Printed | None:
    for line in lines:
        match = _PMID.search(line.text)
        if match:
            return Printed(match[1], match[0], (_box(line),))
    return None


_CITATION = re.compile(
    r"(?P<name>(?:(?!(?:doi|https?|received|accepted|copyright|published|posted|cite|page)\b)[^\d;|©]){4,90}?)[\s,.;:|(–-]*"
    r"(?:\b(?:volume|vol|no|issue|article|preprint|version|posted|accepted)\b|\(?(?:19|20)\d\d\b|\d{1,3}\s*[(:;,]|\()",
    re.IGNORECASE,
)
_AUTHORS = re.compile(r"^.*?\bet al\b[.,]*\s*")
_SHORT_CITATION = re.compile(r"(?:19|20)\d\d|\bin press\b|\bpreprint\b", re.IGNORECASE)


def _journal(lines: Sequence[Line]) -> Printed | None:
    """Return the words before year, volume and page in a running head, or the line above a bare volume line.

    Where none is printed so, a running head of several capitalised words is taken.
    """
    for number, line in enumerate(lines):
        if len(line.text) > 160 or not _SHORT_CITATION.search(line.text):
            continue
        if re.match(r"vol(?:ume|\.)?\s*\d", line.text, re.IGNORECASE) and number:
            above = lines[number - 1]
            if _is_journal(above.text) and not any(c.isdigit() for c in above.text):
                return printed([above], above.text)
        match = _CITATION.match(_AUTHORS.sub("", line.text))
        name = _without_bar(match["name"]).strip(" ,.;:|(–-") if match else ""
        if match and _is_journal(name) and (re.search(r"\d\s*[(:;,–-]|\d\)", line.text) or len(line.words) < 14):
            return Printed(name, name, (_box(line),))
    often = Counter(line.text for line in lines)
    for line in lines:
        name = _AUTHORS.sub("", line.text)
        if often[line.text] > 1 and len(name.split()) > 2 and _is_journal(name) and not _HAS_DIGIT.search(name):
            return Printed(name, name, (_box(line),))
    return None


def _without_bar(name: str) -> str:
    """Drop the bar at a name's end that some journals set between name and volume as a letter: ``NAME I VOL 61 I``."""
    return re.sub(r"\s[Il|]\s*$", "", name)


_HAS_DIGIT = re.compile(r"[\d|@/]")


def _is_journal(name: str) -> bool:
    words = name.split()
    capitals = sum(word[0].isupper() for word in words)
    is_name = 1 <= len(words) <= 12 and name[:1].isupper() and capitals >= 0.5 * len(words) and words[-1][0].isupper()
    return is_name and not re.fullmatch(rf"(?:{_MONTHS})[a-z]*|page|open access|articles?", name, re.IGNORECASE)
