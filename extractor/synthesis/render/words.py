"""Numbers and values in words, the same in every form of the report."""

from collections.abc import Iterable, Iterator, Mapping

from extractor.core.candidate import Value
from extractor.core.fields import FIELD
from extractor.core.spreadsheet import as_cell
from extractor.core.terminal import printable
from extractor.synthesis.appendix import Excerpt
from extractor.synthesis.model import Proportion, Source, Synthesis

NONE = "–"
"""Stands where there is nothing to tell."""

CROSSED = "who took several drugs stands under each; groups count where they tell how many took which"
"""What is to be known of patients counted by drug."""

MACHINE_ONLY = "Suggestions of a program. Nobody has confirmed them: not a result."
"""Stands first in every form of a report that was made of suggestions."""

_STATES = {"not_reported": "not reported", "unclear": "unclear"}
_BLANKS = str.maketrans(dict.fromkeys("\t\n\v\f\r", " "))
_APART = {**_STATES, "several": "cannot be told apart"}


def value_words(value: Value | None) -> str:
    """Return a value as a reader wants it: ``yes`` and ``no``, whole numbers without a point, a dash for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return as_cell(value) or NONE


def source_words(source: Source) -> str:
    """Return a value, or what a person said of its place."""
    return _STATES.get(source.state) or value_words(source.value)


def row_words(value: str, apart: str) -> str:
    """Return what a row is about: its value, or why it has none."""
    return _APART.get(apart) or value or "all"


def one_line(words: str) -> str:
    r"""Return words on one line, what is invisible or turns the direction of writing written as its escape.

    >>> one_line("two\nlines\x1b")
    'two lines\\x1b'
    """
    return printable(words.translate(_BLANKS))


def listed(items: Iterable[str]) -> str:
    """Return items in their order, each once, or a dash."""
    return ", ".join(dict.fromkeys(items)) or NONE


def percent(share: float) -> str:
    """Return a share as a whole percentage without its sign.

    >>> percent(0.955)
    '96'
    """
    return str(int(share * 100 + 0.5))


def proportion_words(proportion: Proportion) -> str:
    """Return n/N with percentage and 95 % interval, ``0/0`` where nobody is in the denominator.

    >>> proportion_words(Proportion())
    '0/0'
    """
    counts = f"{proportion.improved}/{proportion.n}"
    if proportion.share is None or proportion.interval is None:
        return counts
    low, high = proportion.interval
    return f"{counts} ({percent(proportion.share)}%; {percent(low)}–{percent(high)})"


def where_words(source: Source) -> str:
    """Return whose value it is: the publication, and the case in it."""
    return f"{source.publication}/{source.case_id}" if source.case_id else source.publication


def field_words(field: str, key: str, own: Mapping[str, str]) -> str:
    """Return the title of a field with what its slot is keyed by; ``own`` are the titles of the review's own fields."""
    title = FIELD[field].title if field in FIELD else own.get(field, id_words(field))
    return f"{title} ({key})" if key else title


def id_words(name: str) -> str:
    """Return an id of the program's own vocabulary in words.

    >>> id_words("case_series")
    'case series'
    """
    return name.replace("_", " ")


def number_of(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is one.

    >>> number_of(1, "included publication")
    '1 included publication'
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def caveats(synthesis: Synthesis) -> Iterator[str]:
    """Yield what nobody has decided on yet, and so counts in nothing."""
    still_open = sum(item.status == "open" for item in synthesis.publications)
    if still_open:
        told = number_of(still_open, "publication")
        yield f"neither included nor excluded yet: {told}; their patients count in nothing"
    if synthesis.undecided:
        told = number_of(synthesis.undecided, "suggested value")
        yield f"not decided on yet: {told} of included publications; they count in nothing"


def summary_words(synthesis: Synthesis) -> str:
    """Return the publications and patients of a report in one sentence."""
    rows = (f"{row.n} {row_words(row.value, row.apart)}" for row in synthesis.count("disease").rows)
    by_disease = f" ({', '.join(rows)})" if synthesis.patients else ""
    included = number_of(len(synthesis.included), "included publication")
    return f"{included}, {number_of(synthesis.unique_patients, 'unique patient')}{by_disease}."


def excerpt_words(excerpts: Iterable[Excerpt]) -> str:
    """Return words of a publication with what they are shown for and their pages, or a dash."""
    return "; ".join(_excerpt(item) for item in excerpts) or NONE


def _excerpt(excerpt: Excerpt) -> str:
    words = f"“{excerpt.text}”" if excerpt.text else ""
    page = f"(page {excerpt.page})" if excerpt.page is not None else ""
    return " ".join(part for part in (f"{excerpt.about}:", words, page) if part)
