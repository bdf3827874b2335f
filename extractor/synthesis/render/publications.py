"""What is printed of publications: the included ones, the excluded ones with reasons, those still open."""

from extractor.core.fields import FIELD
from extractor.synthesis.model import Publication, Synthesis
from extractor.synthesis.render.blocks import Entry, Table
from extractor.synthesis.render.words import id_words, value_words

_NAMED = (("title", False), ("journal", False), ("year", True), ("doi", False), ("design", False))
"""Fields that are printed of each publication, and whether they are numbers."""


def included_table(synthesis: Synthesis) -> Table:
    """Return the characteristics of the included publications."""
    own = list(dict.fromkeys(name for item in synthesis.included for name, _ in item.fields))
    titles = dict(synthesis.own_titles)
    columns = (
        ("Publication", False),
        *((FIELD[name].title, numeric) for name, numeric in _NAMED),
        ("Patients told", True),
        ("Patients counted here", True),
        *((titles.get(name, name), False) for name in own),
    )
    return Table(
        "included",
        "Characteristics of the included publications",
        columns,
        tuple(_included_row(item, own) for item in synthesis.included),
        ("Patients who are told of in several publications are counted in one of them.",),
    )


def _included_row(publication: Publication, own: list[str]) -> tuple[Entry, ...]:
    values = dict(publication.fields)
    return (
        Entry(publication.id, subject=publication.uid),
        *(_own(publication, name) for name, _ in _NAMED),
        Entry(str(publication.told), subject=publication.uid),
        Entry(str(publication.counted), subject=publication.uid),
        *(Entry(value_words(values.get(name)), subject=publication.uid, field=name) for name in own),
    )


def _own(publication: Publication, name: str) -> Entry:
    value = getattr(publication, name)
    words = id_words(value) if name == "design" and value else value_words(value)
    return Entry(words, subject=publication.uid if name == "year" else "", field=name)


def excluded_table(synthesis: Synthesis) -> Table:
    """Return the excluded publications with the reason on record."""
    rows = tuple(
        (*_named(item), Entry(item.reason_label or item.reason or "no reason recorded")) for item in synthesis.excluded
    )
    return Table("excluded", "Excluded publications with reasons", (*_FEW, ("Reason", False)), rows)


def open_table(synthesis: Synthesis) -> Table:
    """Return the publications of which nobody has decided whether they are included."""
    rows = tuple(_named(item) for item in synthesis.publications if item.status == "open")
    return Table("undecided", "Publications not decided on: they are no part of any number", _FEW, rows)


_FEW = (("Publication", False), ("Title", False), ("Year", True))


def _named(publication: Publication) -> tuple[Entry, ...]:
    return (Entry(publication.id, subject=publication.uid), _own(publication, "title"), _own(publication, "year"))
