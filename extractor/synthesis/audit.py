"""Numbers that cannot all be right, of one publication and its record: shown with their quotes, never settled here.

In: what is told of a publication (confirmed, or suggested), and its extraction. Out: mismatches. Shares are recomputed
while a PDF is read; numbers of patients, counts and an abstract's effects are held against the record that counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractor.core.candidate import Anchor, CandidateStatement, Extraction, Finding
from extractor.core.fields import WHOLES
from extractor.synthesis.appendix import KIND_TITLES, Audit, Excerpt, Mismatch
from extractor.synthesis.model import Source
from extractor.synthesis.render.words import field_words, source_words
from extractor.synthesis.told import CaseTold, PublicationTold

_HEADLINE = ("front", "abstract")
"""Sections whose numbers of patients are held against everything else: title and abstract."""

_KINDS = list(KIND_TITLES)
_PLACES = {"front": "title", "table": "table"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked in one publication (its id); ``is_read`` is False where there is no text to check."""

    publication: str
    shares: int = 0
    numbers: int = 0
    mismatches: tuple[Mismatch, ...] = ()
    is_read: bool = True


def audit(checked: Iterable[Checked]) -> Audit:
    """Return the audit of publications that were checked one by one."""
    all_of_them = sorted(checked, key=lambda item: item.publication)
    return Audit(
        len(all_of_them),
        sum(item.shares for item in all_of_them),
        sum(item.numbers for item in all_of_them),
        tuple(mismatch for item in all_of_them for mismatch in item.mismatches),
        tuple(item.publication for item in all_of_them if not item.is_read),
    )


def check(told: PublicationTold, extraction: Extraction | None, looked_at: Mapping[str, str]) -> Checked:
    """Return what does not agree in a publication and its record.

    ``looked_at`` has, by the uid of a contradiction, the name of who has dismissed it in the review's screens. Without
    an extraction only the record's own counts are checked.
    """
    found = [*_counts(told), *_members(told)]
    if extraction is None:
        return Checked(told.id, mismatches=_in_order(found), is_read=False)
    numbers = [item for item in extraction.findings if item.topic == "patients"]
    beside = [item for item in extraction.findings if item.topic == "patients beside"]
    shares = [item for item in extraction.findings if item.topic == "share"]
    found += _shares(told, extraction, looked_at)
    found += _patients(told, numbers, beside)
    found += _effects(told, extraction)
    headline = {item.value for item in numbers if item.section in _HEADLINE}
    return Checked(told.id, len(shares), len(headline), _in_order(found))


def _in_order(found: Iterable[Mismatch]) -> tuple[Mismatch, ...]:
    return tuple(sorted(found, key=lambda item: _KINDS.index(item.kind)))


def _shares(told: PublicationTold, extraction: Extraction, looked_at: Mapping[str, str]) -> Iterator[Mismatch]:
    for item in extraction.contradictions:
        if item.kind == "share":
            excerpts = tuple(_quoted(anchor, "printed") for anchor in item.anchors)
            yield Mismatch(told.id, "share", item.words, excerpts, looked_at.get(item.uid, ""))


def _patients(told: PublicationTold, numbers: list[Finding], beside: list[Finding]) -> Iterator[Mismatch]:
    """Yield what title, abstract, text, tables and record tell differently of how many patients there are.

    The largest number of title and abstract is what the publication says it reports: smaller ones are parts of it.
    ``beside`` are further numbers that may be of patients: they explain, and accuse of nothing.
    """
    headline = [item for item in numbers if item.section in _HEADLINE]
    elsewhere = [item for item in numbers if item.section not in _HEADLINE]
    record = _recorded(told)
    if headline:
        largest = max(headline, key=_number)
        if record and not record.keys() & {_number(item) for item in (*headline, *beside) if item.section in _HEADLINE}:
            number = next(iter(record))
            words = f"title or abstract tells of {_number(largest)}, the record of {number}"
            yield Mismatch(told.id, "patients", words, (_placed(largest), *record[number]))
        known = {_number(item) for item in (*elsewhere, *beside) if item.section not in _HEADLINE} | record.keys()
        if elsewhere and _number(largest) not in known:
            other = max(elsewhere, key=_number)
            words = f"title or abstract tells of {_number(largest)}, text and tables nowhere"
            yield Mismatch(told.id, "patients", words, (_placed(largest), _placed(other)))


def _recorded(told: PublicationTold) -> dict[int, tuple[Excerpt, ...]]:
    """Return the numbers of patients that a record tells, each with its excerpts: the field first, then the cases."""
    found: dict[int, tuple[Excerpt, ...]] = {}
    field = told.source("n_patients")
    if field is not None and isinstance(field.value, int):
        found[field.value] = tuple(_of_source(field))
    members = sum(_size(case) or 0 for case in told.cases)
    if members:
        found.setdefault(members, (Excerpt("", None, f"{members} patients in {len(told.cases)} cases of the record"),))
    return found


def _members(told: PublicationTold) -> Iterator[Mismatch]:
    """Yield the number of patients of a record where its cases are fewer or more."""
    field = told.source("n_patients")
    sizes = [_size(case) for case in told.cases]
    if field is None or not isinstance(field.value, int) or not sizes or None in sizes:
        return
    members = sum(size or 0 for size in sizes)
    if members != field.value:
        words = f"the record tells of {field.value} patients, its cases are {members}"
        yield Mismatch(told.id, "patients", words, tuple(_of_source(field)))


def _size(case: CaseTold) -> int | None:
    if case.unit == "patient":
        return 1
    size = case.source("n")
    return size.value if size is not None and isinstance(size.value, int) else None


def _counts(told: PublicationTold) -> Iterator[Mismatch]:
    """Yield the counts of a group that exceed what they are counted of."""
    for case in told.cases:
        for part in case.sources:
            for whole in (case.source(field, key) for field in WHOLES.get(part.field, ()) for key in (part.key, "")):
                if whole is not None and _exceeds(part, whole):
                    words = f"{case.case_id}: {_named(part)} of {_named(whole)}"
                    yield Mismatch(told.id, "counts", words, (*_of_source(part), *_of_source(whole)))
                    break


def _exceeds(part: Source, whole: Source) -> bool:
    return isinstance(part.value, int) and isinstance(whole.value, int) and part.value > whole.value


def _effects(told: PublicationTold, extraction: Extraction) -> Iterator[Mismatch]:
    """Yield what the abstract says of a lone patient's domain, where the record says another thing."""
    if len(told.cases) != 1 or told.cases[0].unit != "patient":
        return
    abstract = {_place(item.anchor) for item in extraction.findings if item.topic == "effect"}
    said = [item for item in extraction.statements if item.assertion == "observed" and _place(item.anchor) in abstract]
    for outcome in (item for item in told.cases[0].sources if item.field == "outcome" and item.state == "told"):
        of_domain = [item for item in said if outcome.key in item.domains]
        if of_domain and all(item.direction != outcome.value for item in of_domain):
            yield _effect(told.id, outcome, of_domain[0])


def _effect(publication: str, outcome: Source, statement: CandidateStatement) -> Mismatch:
    words = f"{outcome.key}: {statement.direction} in the abstract, {outcome.value} in the record"
    return Mismatch(publication, "abstract", words, (_quoted(statement.anchor, "abstract"), *_of_source(outcome)))


def _place(anchor: Anchor) -> tuple[int, str, str]:
    return anchor.page, anchor.quote, anchor.before


def _number(item: Finding) -> int:
    return item.value if isinstance(item.value, int) else 0


def _placed(item: Finding) -> Excerpt:
    return _quoted(item.anchor, f"{item.value} in the {_PLACES.get(item.section, item.section.replace('_', ' '))}")


def _quoted(anchor: Anchor, about: str) -> Excerpt:
    return Excerpt(anchor.quote, anchor.page, about)


def _of_source(source: Source) -> Iterator[Excerpt]:
    about = f"record: {_named(source)}"
    for quote in source.quotes[:1]:
        yield Excerpt(quote.text, quote.page, about)
    if not source.quotes:
        yield Excerpt("", None, about)


def _named(source: Source) -> str:
    return f"{field_words(source.field, source.key, {})} {source_words(source)}"
