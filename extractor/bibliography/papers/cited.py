"""Entries of reference lists → references: DOI, PMID, year, first author and title, whatever the style."""

import re
from collections.abc import Iterator

from extractor.core.reference import Reference
from extractor.core.reference_keys import doi_key

_LABEL = re.compile(r"^\s*(?:\[\d{1,3}\]|\(?\d{1,3}[.)]|\d{1,3}\s)\s*")
_YEAR = re.compile(r"(?<![\d/.-])(?:19[5-9]\d|20\d\d)(?![\d/-]|\.\d)")
_PMID = re.compile(r"\b(?:PMID|PubMed)[:\s]*(\d{5,9})", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"‘]([^”\"]{15,400}?)[,.?!]?[”\"’](?=[\s,.A-Z]|$)")
_ENDS = re.compile(
    r"(?<=[a-z)\]\d?!’”])[.?!](?=\s+[A-ZÀ-Þ\[])"  # a stop after a word that is no initial
    r"|(?<=\))[.,]?\s+(?=[A-ZÀ-Þ])"  # a year in brackets
    r"|(?<=[A-Z])[.:](?=\s+(?:An?\s+[a-z]|[A-ZÀ-Þ][^\s,.;:]{2,}\s+(?![A-Z]{1,3}\b[.,;])[\w(]))"  # initials, then words
)
_AUTHOR = re.compile(
    r"^(?:(?:[A-ZÀ-Þ]\.?[\s-]?){1,4}\s)?([^\W\d_][\w'’-]+(?:\s[\w'’-]+){0,2}?)(?=\s*,|\s+[A-ZÀ-Þ]{1,4}\b)"
)
_ADDRESS = re.compile(r"(?:https?://\S+|\bdoi:?\s*\S+|10\.\d{4,9}/\S+)", re.IGNORECASE)
_NAMES = re.compile(r"(?:^|[\s,])[A-ZÀ-Þ]\.(?:\s?-?[A-ZÀ-Þ]\.)*\s[A-ZÀ-Þ][\w'’-]+")
"""Initials before a family name."""
FEWEST_WORDS = 4
LEAST_SMALL = 0.15
"""Share of small words in a title whose other words are capitalised; lists of names and journals have fewer."""
LEAST_LETTERS = 4.5
"""Letters of a word of such a title on average."""
MOST_INITIALS = 0.3
"""Share of words of one or two capitals from which a segment is a list of names."""


def read_cited(entry: str) -> Reference | None:
    """Return the publication that an entry of a reference list cites; None where no title is told.

    >>> read_cited("3. Roe AB, Doe J. Itch in a painted heron: a case report. J Inv Birds. 2021;12:45.").title
    'Itch in a painted heron: a case report'
    """
    whole = _LABEL.sub("", " ".join(entry.split()))
    text = _ADDRESS.sub(" ", whole)
    quoted = _QUOTED.search(text)
    title = quoted[1] if quoted else next(_titles(text), None)
    if title is None:
        return None
    doi, pmid, year = doi_key(_with_doi(whole)), _PMID.search(whole), _YEAR.findall(text)
    author = _AUTHOR.match(text)
    return Reference(
        uids=(),
        title=title.strip(" .,;:"),
        authors=(author[1],) if author else (),
        year=int(year[-1]) if year else None,
        doi=doi,
        pmid=pmid[1] if pmid else None,
    )


def _with_doi(text: str) -> str | None:
    found = re.search(r"10\.\d{4,9}/\s?\S+", text)
    return found[0].replace(" ", "") if found else None


def _titles(text: str) -> Iterator[str]:
    """Yield what may be the title: the first segment of running words between stops, else between commas."""
    for segments in (_ENDS.split(text), text.split(", ")):
        yield from (part.strip() for part in segments if _runs(part))


def _runs(part: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*\.?", part)
    if len(words) < FEWEST_WORDS or _NAMES.search(part):
        return False
    initials = sum(word.rstrip(".").isupper() and len(word.rstrip(".")) <= 2 for word in words)
    small = sum(word[0].islower() for word in words)
    letters = sum(map(len, words))
    is_in_capitals = small >= LEAST_SMALL * len(words) and letters >= LEAST_LETTERS * len(words) and ";" not in part
    return bool(initials < MOST_INITIALS * len(words) and (2 * small >= len(words) or is_in_capitals))
