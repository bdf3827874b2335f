"""What a publication is published as, and why a review leaves it out: the protocol's switches, each with its quote."""

import re
from collections.abc import Iterator, Sequence

from extractor.core.analysis import Analysis
from extractor.core.candidate import Anchor, Candidate, Case, Evidence
from extractor.core.document import Document
from extractor.core.text import Span, either
from extractor.protocol.model import Protocol
from extractor.records.views import anchor_of

USUAL = "article"
"""What a publication is where no word of its first page tells otherwise."""
KICKER_WORDS = 10
"""Words up to which a block of the first page is a kicker (``Letter to the Editor``) and no sentence."""
OPENING = 60
"""Characters at the start of a paragraph in which a letter greets."""
SAMPLE = 6000
"""Characters that tell a language."""
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that set no blanks between words."""

Because = tuple[str, Evidence]
"""A reason's id and the words that show it."""


def published_as(document: Document, protocol: Protocol) -> tuple[str, Evidence | None]:
    """Return the kind of publication and the words that tell it, None where it is an article by default.

    The first of the protocol's kinds counts of which a word stands in the running heads, the kickers and the opening
    of the first page, or in the DOI.
    """
    told = list(_first_page(document))
    for kind in protocol.publication_types:
        pattern, alone = _any_of(kind.names), {word.casefold() for word in kind.alone}
        for text, anchor in told:
            if pattern.search(text) or text.strip(" ,|").casefold() in alone:
                return kind.id, Evidence((anchor,), "publication type")
    return USUAL, None


def _first_page(document: Document) -> Iterator[tuple[str, Anchor]]:
    """Yield the short texts of the first page that say what the publication is, with their places."""
    journal = document.front.journal.value.casefold() if document.front.journal else None
    first = document.pages[0].number
    for item in document.furniture:
        if item.box.page == first and _tells(item.text, journal):
            yield item.text, Anchor(document.sha256, first, (item.box,), item.text)
    if document.front.doi:
        printed = document.front.doi
        yield printed.value, Anchor(document.sha256, first, printed.boxes, printed.quote)
    for block in document.blocks:
        text = block.span.of(document.text)
        anchor = anchor_of(document, block.span)
        if anchor.page > first:
            return
        if block.kind not in ("title", "byline") and _tells(text, journal):
            yield text, anchor
        elif block.kind == "paragraph":
            yield _greeting(text), anchor


def _tells(text: str, journal: str | None) -> bool:
    """Tell whether a block is short enough to say what it is, and no journal's name (``Rheumatology Letters``)."""
    return len(text.split()) <= KICKER_WORDS and (journal is None or journal not in text.casefold())


def _greeting(text: str) -> str:
    """Return how a letter opens, up to the first comma or colon; empty for other paragraphs."""
    opening = re.match(rf"[^,:.]{{2,{OPENING}}}[,:]", text)
    return opening[0] if opening and len(opening[0].split()) <= KICKER_WORDS else ""


def language_of(document: Document, protocol: Protocol) -> str | None:
    """Return the language of which the body has most common words, None where it has none or two have as many."""
    text = document.text[:SAMPLE]
    words = re.findall(r"\w+", text.casefold())
    counts = {
        language.id: sum(text.count(word) for word in language.words)
        if any(SPACELESS.search(word) for word in language.words)
        else sum(words.count(word) for word in language.words)
        for language in protocol.languages
    }
    best = sorted(counts, key=lambda name: (-counts[name], name))[:2]
    if not best or not counts[best[0]] or (len(best) > 1 and counts[best[0]] == counts[best[1]]):
        return None
    return best[0]


def why_nobody(
    document: Document, analysis: Analysis, protocol: Protocol, told: Sequence[Sequence[Candidate]], *, where: Evidence
) -> Because:
    """Return why a publication without a case of the review is left out; ``told`` are the facts of its own patients."""
    if not told:
        return "no_own_patient", where
    facts = [item for candidates in told for item in candidates]
    sick = [item.evidence[0] for item in facts if item.slot.field == "disease"]
    given = [item.evidence[0] for item in facts if item.slot.field == "drug_name"]
    if not sick and not protocol.any_disease:
        other = next((item.span for item in analysis.mentions if item.label == "other_disease"), None)
        return "no_disease", _quoted(document, other, given[0] if given else where)
    if not given and not protocol.any_drug:
        return "no_drug", sick[0] if sick else where
    return "not_together", where


def not_eligible(
    document: Document, protocol: Protocol, cases: Sequence[Case], *, design: tuple[str, Evidence], n_patients: int
) -> Because | None:
    """Return the first switch of the protocol that leaves out a publication with cases of the review, None if none."""
    return next(_faults(document, protocol, cases, design, n_patients), None)


def _faults(
    document: Document, protocol: Protocol, cases: Sequence[Case], design: tuple[str, Evidence], n_patients: int
) -> Iterator[Because]:
    yield from _of_publication(document, protocol, design)
    asked = protocol.eligibility
    if n_patients < asked.min_patients and asked.min_patients > 1:
        yield "too_few", cases[0].evidence[0]
    if asked.require_outcome and not any(item.slot.field == "outcome" for case in cases for item in case.candidates):
        yield "no_outcome", cases[0].evidence[0]
    if asked.off_label_only:
        licensed = [_licensed(case, protocol) for case in cases]
        if all(licensed):
            yield "licensed_use", next(item for item in licensed if item)


def _of_publication(document: Document, protocol: Protocol, design: tuple[str, Evidence]) -> Iterator[Because]:
    asked = protocol.eligibility
    named, title = design
    front = document.front
    if asked.humans_only and (animal := _animal(document, protocol)):
        yield "not_human", animal
    if asked.designs and named not in asked.designs:
        yield "design", title
    if asked.publication_types:
        kind, evidence = published_as(document, protocol)
        if kind not in asked.publication_types:
            yield "publication_type", evidence or title
    if asked.languages and (language := language_of(document, protocol)) and language not in asked.languages:
        yield "language", title
    if (
        front.year
        and front.year.value.isdigit()
        and not _in_years(int(front.year.value), asked.from_year, asked.to_year)
    ):
        anchor = Anchor(document.sha256, document.pages[0].number, front.year.boxes, front.year.quote)
        yield "year", Evidence((anchor,), "eligibility")


def _in_years(year: int, first: int | None, last: int | None) -> bool:
    return (first is None or year >= first) and (last is None or year <= last)


def _animal(document: Document, protocol: Protocol) -> Evidence | None:
    """Return the title where it names an animal and no person."""
    title = next((block.span for block in document.blocks if block.kind == "title"), None)
    if title is None or not _any_of(protocol.animals).search(title.of(document.text)):
        return None
    people = (*protocol.case_nouns, *protocol.group_nouns)
    nouns = [noun for noun in people if noun not in ("case", "cases", "group", "series", "subject", "subjects")]
    if _any_of([*nouns, *(f"{noun}s" for noun in nouns)]).search(title.of(document.text)):
        return None
    return Evidence((anchor_of(document, title),), "eligibility")


def _licensed(case: Case, protocol: Protocol) -> Evidence | None:
    """Return what names the case's drug where every drug of the case is licensed for its disease."""
    disease = next((item.value for item in case.candidates if item.slot.field == "disease"), None)
    drugs = [item for item in case.candidates if item.slot.field == "drug_name"]
    licensed = {drug.id for drug in protocol.drugs if disease in drug.licensed_for}
    if not drugs or any(item.value not in licensed for item in drugs):
        return None
    return drugs[0].evidence[0]


def _quoted(document: Document, span: Span | None, otherwise: Evidence) -> Evidence:
    return otherwise if span is None else Evidence((anchor_of(document, span),), "exclusion")


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<!\w)(?:{either(names)})(?!\w))")
