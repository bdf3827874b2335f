"""Appraisal forms, pre-filled: beside each item the quotes that speak to it; the answer is a person's.

Forms are data (``forms/*.toml``): an item names the fields and the protocol's topics that feed it. Licences: the forms'
own wordings are their publishers'; the items here are told in other words and name their source.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from extractor.core.candidate import Extraction, Finding
from extractor.core.fields import FIELD
from extractor.protocol.model import Protocol
from extractor.synthesis.appendix import Excerpt, FilledForm, Form, Item
from extractor.synthesis.model import MACHINE, Source
from extractor.synthesis.render.words import field_words, source_words
from extractor.synthesis.told import PublicationTold

SHOWN = 5
"""Excerpts that are shown of one item: what feeds it takes turns, so that no field crowds the others out."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The fields and topics whose quotes speak to an item."""

    fields: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A form with the designs of the publications that it is for, and what feeds each of its items."""

    form: Form
    designs: tuple[str, ...]
    feeds: tuple[Feed, ...]


@cache
def templates() -> tuple[Template, ...]:
    """Return the forms that come with the program, sorted by id."""
    folder = files("extractor.synthesis") / "forms"
    texts = [item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".toml")]
    return tuple(sorted((_template(tomllib.loads(text)) for text in texts), key=lambda item: item.form.id))


def _template(data: Mapping[str, Any]) -> Template:
    items = tuple(Item(row["number"], row["asks"], row.get("group", "")) for row in data["items"])
    feeds = tuple(Feed(tuple(row.get("fields", ())), tuple(row.get("topics", ()))) for row in data["items"])
    form = Form(
        id=data["id"],
        title=data["title"],
        source=data["source"],
        doi=data["doi"],
        note=data["note"],
        answers=tuple(data["answers"]),
        items=items,
    )
    return Template(form, tuple(data["designs"]), feeds)


def filled_forms(told: PublicationTold, extraction: Extraction | None, protocol: Protocol) -> Iterator[FilledForm]:
    """Yield the forms for a publication's design, each item with its excerpts; all forms where no design is told.

    Without an extraction there are no topics: the items show the confirmed values alone.
    """
    design = told.source("design")
    titles = {topic.id: topic.title for topic in protocol.topics} | {own.id: own.title for own in protocol.fields}
    findings = extraction.findings if extraction else ()
    for template in templates():
        if design is None or design.value is None or design.value in template.designs:
            found = [list(dict.fromkeys(_excerpts(feed, told, findings, titles))) for feed in template.feeds]
            yield FilledForm(
                template.form,
                told.id,
                tuple(tuple(excerpts[:SHOWN]) for excerpts in found),
                tuple(max(0, len(excerpts) - SHOWN) for excerpts in found),
            )


def _excerpts(
    feed: Feed, told: PublicationTold, findings: Sequence[Finding], titles: Mapping[str, str]
) -> Iterator[Excerpt]:
    """Yield what speaks to an item: the first of every field and topic, then their second, and so on.

    Suggestions that nobody has decided on speak too, marked as such, after what is decided.
    """
    sources = [*told.sources, *(source for case in told.cases for source in case.sources)]
    sources += [*told.open, *(source for case in told.cases for source in case.open)]
    streams: list[Iterable[Excerpt]] = []
    for field in feed.fields:
        streams.append([_of_source(source, titles) for source in sources if source.field == field])
    for topic in feed.topics:
        of_topic = (item for item in findings if item.topic == topic)
        streams.append([Excerpt(item.anchor.quote, item.anchor.page, titles.get(topic, topic)) for item in of_topic])
    for row in zip_longest(*streams):
        yield from (excerpt for excerpt in row if excerpt is not None)


def _of_source(source: Source, titles: Mapping[str, str]) -> Excerpt:
    """Return the first quote of a value; a field that is keyed by order or by the value itself says no key."""
    key = source.key if source.field in FIELD and FIELD[source.field].keying in ("domain", "named") else ""
    words = f"{field_words(source.field, key, titles)} {source_words(source)}"
    about = f"{words}, {source.case_id}" if source.case_id else words
    if source.how == MACHINE:
        about = f"suggested: {about}"
    if source.quotes:
        return Excerpt(source.quotes[0].text, source.quotes[0].page, about)
    return Excerpt("", None, about)
