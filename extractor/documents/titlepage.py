"""The first page → title, byline, front matter; and what the publication says it is (year, DOI, journal, PMID).

Values may come from running heads and margins, which are no text of the article.
"""

import re
from collections.abc import Sequence

from extractor.core.document import FrontMatter, Printed
from extractor.core.geometry import Box
from extractor.documents.blocks import Chunk, Style, run_in_text
from extractor.documents.lines import Line
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
_YEARS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (6, re.compile(rf"\b{_YEAR}\s*[;:]\s*\d+")),
    (6, re.compile(rf"\bvol(?:ume|\.)?\s*\d*\s*[,(]*\s*{_YEAR}", re.I)),
    (6, re.compile(rf"\b\d+\s*\({_YEAR}\)")),
    (5, re.compile(rf"\({_YEAR}\)\s*\d+")),
    (5, re.compile(rf"\bpublish\w*\b[^.;]{{0,30}}?{_YEAR}", re.I)),
    (4, re.compile(rf"(?:©|\bcopyright\b|\(c\))[^.\d]{{0,40}}{_YEAR}", re.I)),
    (2, re.compile(rf"\baccepted\b[^.;]{{0,30}}?{_YEAR}", re.I)),
    (1, re.compile(rf"\b{_YEAR}\b")),
)


def mark_title_page(chunks: list[Chunk], style: Style) -> None:
    """Set the kinds title, byline and front on the chunks of the first page."""
    first = [chunk for chunk in chunks if chunk.page == 1]
    title = _title(first, style)
    if title is None:
        return
    title.kind = "title"
    start = chunks.index(title)
    for chunk in chunks[:start]:
        if chunk.page == 1 and chunk.kind in ("paragraph", "heading"):
            chunk.kind = "front"
    seen_byline = False
    for chunk in chunks[start + 1 :]:
        if chunk.page != 1 or (chunk.kind == "heading" and kind_of(chunk.text) not in (None, "front")):
            break
        if chunk.kind == "heading" and seen_byline and len(chunk.text) < 60:
            break
        if not seen_byline:
            chunk.kind = "byline"
            seen_byline = True
        elif _is_body(chunk, style):
            break
        else:
            chunk.kind = "front"
    for chunk in first:
        if chunk.kind in ("paragraph", "back") and _FRONT.search(chunk.text[:400]) and len(chunk.text) < 900:
            chunk.kind = "front"


def _title(chunks: Sequence[Chunk], style: Style) -> Chunk | None:
    found = [
        chunk
        for chunk in chunks
        if chunk.kind in ("paragraph", "heading")
        and chunk.size >= style.size
        and len(chunk.text.split()) >= 3
        and len(chunk.text) < 400
        and chunk.lines[0].top < 600
    ]
    return max(found, key=lambda chunk: (round(chunk.size), -chunks.index(chunk)), default=None)


def _is_body(chunk: Chunk, style: Style) -> bool:
    text = chunk.text
    if _FRONT.search(text[:200]):
        return False
    label = run_in_text(chunk) if chunk.lines else ""
    if label and kind_of(label, exactly=True):
        return True
    words = len(text.split())
    if chunk.size < style.size - 0.4 or words < 12:
        return False
    return words > 40 or not _AFFILIATION.search(text)


def read_front(
    title: Chunk | None, byline: Chunk | None, first: Sequence[Line], repeated: Sequence[Line]
) -> FrontMatter:
    """Return the publication's own data.

    ``first`` are the lines of the first page in reading order, ``repeated`` the running heads and feet of all pages.
    """
    head = _head(first)
    return FrontMatter(
        title=_printed(title.text, title.lines) if title else None,
        authors=_printed(byline.text, byline.lines) if byline else None,
        journal=_journal([*head, *repeated]),
        year=_year([*head, *repeated]),
        doi=_doi([*head, *repeated]),
        pmid=_pmid([*head, *repeated]),
    )


def _head(lines: Sequence[Line]) -> list[Line]:
    for number, line in enumerate(lines):
        if kind_of(line.text, exactly=True) == "references":
            return list(lines[:number])
    return list(lines)


def _printed(value: str, lines: Sequence[Line]) -> Printed:
    return Printed(value, value, tuple(_box(line) for line in lines))


def _box(line: Line) -> Box:
    return Box(line.page, line.x0, line.top, max(line.x0, line.x1), max(line.top, line.bottom))


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
    return is_below and quote[-1] in "./-_" and bool(re.match(r"[\w.()-]+$", first)) and any(c.isdigit() for c in first)


def _trim(doi: str) -> str:
    doi = doi.rstrip(".,;:]}>'’”")
    if doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1]
    return doi.rstrip(".,;:")


def _year(lines: Sequence[Line]) -> Printed | None:
    scores: dict[str, int] = {}
    places: dict[str, tuple[int, Printed]] = {}
    seen: set[str] = set()
    for line in lines:
        if line.text in seen or len(line.text) > 220:
            continue
        seen.add(line.text)
        for weight, pattern in _YEARS:
            match = pattern.search(line.text)
            if match is None:
                continue
            year = match["year"]
            scores[year] = scores.get(year, 0) + weight
            if year not in places or places[year][0] < weight:
                places[year] = (weight, Printed(year, match[0], (_box(line),)))
            break
    strong = {year: score for year, score in scores.items() if places[year][0] > 1} or scores
    if not strong:
        return None
    best = max(sorted(strong), key=lambda year: (places[year][0], strong[year]))
    return places[best][1]


def _pmid(lines: Sequence[Line]) -> Printed | None:
    for line in lines:
        match = _PMID.search(line.text)
        if match:
            return Printed(match[1], match[0], (_box(line),))
    return None


_CITATION_TAIL = re.compile(
    r"[\s,.;:(]*(?:\b(?:vol(?:ume)?|no|issue|article|pages?|pp)\b\.?|\(?(?:19|20)\d\d|\d+\s*[(:;]|\().*$", re.I
)


def _journal(lines: Sequence[Line]) -> Printed | None:
    for number, line in enumerate(lines):
        match = _CITATION_TAIL.search(line.text)
        if match is None or not re.search(r"(?:19|20)\d\d", line.text) or not re.search(r"\d+\s*[;:(,]", line.text):
            continue
        name = line.text[: match.start()].strip(" ,.;:|(")
        if (
            1 <= len(name.split()) <= 12
            and name[:1].isupper()
            and not re.search(r"\d{2}|received|accepted", name, re.I)
        ):
            return Printed(name, name, (_box(line),))
        if not name and number:
            above = lines[number - 1]
            if 2 <= len(above.text.split()) <= 12 and not any(c.isdigit() for c in above.text):
                return Printed(above.text, above.text, (_box(above),))
    return None
