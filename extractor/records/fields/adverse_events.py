"""Adverse events under the drug: a table's column of them, and those told after the start."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import Span
from extractor.records.arms import told_of, told_to_groups
from extractor.records.dealt import shares
from extractor.records.passages import Passage
from extractor.records.views import CaseView, once, told

BLAMED_ELSEWHERE = 0.45
"""Confidence of an event that the authors put down to something else: told apart for the reviewer, not left out."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield one candidate an event, as written in lower case, in telling order; none twice in other words."""
    for name, told_there in events(view).items():
        passages = [passage for passage, _ in told_there]
        confidence = 0.9 if any(p.is_cell for p in passages) else 0.7
        if all(p.cued("attribution_other") for p in passages):
            confidence = BLAMED_ELSEWHERE
        yield view.candidate("adverse_events", name, passages, "adverse event", confidence, key=name)


@once
def events(view: CaseView) -> dict[str, list[tuple[Passage, Mention]]]:
    """Return the events as written in lower case, or by their terms, each with where it is told, in telling order."""
    found: dict[str, list[tuple[Passage, Mention]]] = {}
    names: dict[str, str] = {}
    for passage, mention in _mentions(view):
        written = " ".join(view.text(_whole(view, passage, mention)).lower().split())
        words = mention.concept if mention.concept and _is_clause(passage, mention) else written
        found.setdefault(names.setdefault(mention.concept or words, words), []).append((passage, mention))
    return found


ITEM_END = re.compile(
    r"[,;.:()/+–—]|\s(?:and|then|with|after|in|on|at|from|due|leading|requiring|treated|resolved)\s|\d"
)
"""What ends an item of a cell's list of events."""
MOST_WORDS = 4
BESIDE = 10
"""Characters, at most, from an event to a word that names what guards against it («zoster (recombinant) vaccine»)."""
LIST = r"\s(?:[\w-]+(?:,|\s(?:and|or))\s){0,3}(?:[\w-]+\s)?$"
AGAINST = re.compile(rf"\A(?:\s[\w-]+){{0,2}}?\sfor{LIST}|\bagainst{LIST}")
"""What stands between a word of guarding and what it guards against."""
STORIES = ("narrative", "abstract")
"""Streams that tell what happened."""


def _is_clause(passage: Passage, mention: Mention) -> bool:
    """Tell whether an event is told as something with its verb («transaminases rose»): its term names it then."""
    return any(cue.concept in ("rise", "fall") and cue.span.end == mention.span.end for cue in passage.labelled("cue"))


def _whole(view: CaseView, passage: Passage, mention: Mention) -> Span:
    """Return an event in a cell with the words that stand before it in its item: «Klebsiella sepsis»."""
    if not passage.is_cell or not passage.span.contains(mention.span):
        return mention.span
    before = Span(passage.span.start, mention.span.start)
    ends = [match.end() for match in ITEM_END.finditer(view.text(before))]
    start = before.start + (ends[-1] if ends else 0)
    words = view.text(Span(start, mention.span.end))
    whole = Span(start + len(words) - len(words.lstrip()), mention.span.end)
    others = [m for m in passage.mentions if m is not mention and whole.overlaps(m.span)]
    plain = all(m.label in ("adverse_event", "route") for m in others)
    return whole if plain and len(words.split()) <= MOST_WORDS else mention.span


def _mentions(view: CaseView) -> Iterator[tuple[Passage, Mention]]:
    for passage in [*view.cells("adverse"), *_told_under(view)]:
        for mention in passage.labelled("adverse_event"):
            if _happened(view, passage, mention) and _share_of(view, passage.span, mention) is not False:
                yield passage, mention
    yield from _mentions_dealt(view)
    for passage in view.cells():
        for mention in view.headed(passage, "adverse_event"):
            yield passage, mention


def _mentions_dealt(view: CaseView) -> Iterator[tuple[Passage, Mention]]:
    """Yield the events of sentences that deal them out among patients or groups, this one's."""
    for passage in _dealt(view):
        for mention in passage.labelled("adverse_event"):
            if _happened(view, passage, mention) and _share_of(view, passage.span, mention):
                yield passage, mention
    for passage in told_to_groups(view, *STORIES):
        own = told_of(view, passage, "adverse_event")
        for mention in passage.labelled("adverse_event"):
            if mention.span in own and _happened(view, passage, mention):
                yield passage, mention


def _happened(view: CaseView, passage: Passage, mention: Mention) -> bool:
    denied = "prior" in mention.context or _is_none(passage, mention)
    warded = _is_warded_off(view, passage, mention)
    return told(mention) and not denied and not warded and not _is_a_reason(passage, mention)


def _is_warded_off(view: CaseView, passage: Passage, mention: Mention) -> bool:
    """Tell whether an event is only what is guarded against: «zoster vaccine», «vaccinated against influenza»."""
    wording = view.wording
    for word in wording.of(passage.span, "guarded"):
        gap = view.text(Span(word.span.end, max(word.span.end, mention.span.start)))
        behind = 0 <= word.span.start - mention.span.end <= BESIDE
        if (behind and wording.distance(mention.span, word.span) <= BESIDE) or AGAINST.search(gap):
            return True
    return False


def _dealt(view: CaseView) -> Iterator[Passage]:
    """Yield the sentences of the results that are of no case but name this one with others: «nausea in patient 3»."""
    if view.alone or view.region.key is None or view.region.unit != "patient":
        return
    own = {(p.span.start, p.span.end) for p in view.own()}
    for sentence in view.analysis.sentences:
        is_told = sentence.block_kind == "paragraph" and sentence.section in ("results", "case", "body")
        if not is_told or (sentence.span.start, sentence.span.end) in own:
            continue
        mentions = view.mentions(sentence.span)
        if any(m.label == "adverse_event" for m in mentions):
            yield Passage(sentence.span, "narrative", "under", mentions, shared=True)


def _share_of(view: CaseView, sentence: Span, mention: Mention) -> bool | None:
    """Tell whether what a sentence deals out at ``mention`` is this case's; None where it deals nothing out there."""
    keys = [region.key for region in view.analysis.regions if region.key and region.unit == "patient"]
    if len(keys) < 2 or view.region.key is None:
        return None
    dealt = shares(view.document.text, sentence, keys)
    part = next((share for share in dealt if share.span.contains(mention.span)), None)
    return None if part is None else view.region.key in part.keys


def _is_none(passage: Passage, mention: Mention) -> bool:
    """Tell whether the event is named only to deny it («no thrombosis»)."""
    return any(cue.concept == "no_event" and cue.span.overlaps(mention.span) for cue in passage.labelled("cue"))


def _is_a_reason(passage: Passage, mention: Mention) -> bool:
    """Tell whether an event only says what another treatment was for: «attributed to antibiotics for an abscess»."""
    blamed = [cue for cue in passage.labelled("cue") if cue.concept == "attribution_other"]
    events_before = [m for m in passage.labelled("adverse_event") if m.span.end <= mention.span.start]
    return any(events_before and events_before[0].span.end <= cue.span.start < mention.span.start for cue in blamed)


def _told_under(view: CaseView) -> list[Passage]:
    return [p for p in view.own() if _is_told(p) and _is_under(view, p) and not _is_beside(view, p)]


def _is_told(passage: Passage) -> bool:
    return not passage.is_cell and passage.stream in STORIES


def _is_under(view: CaseView, passage: Passage) -> bool:
    """Tell whether a passage is told under the drug; a group's results need not tell its start again."""
    if view.region.unit == "group" and passage.phase == "before" and passage.stream == "narrative":
        return not passage.cued("prior", "failure") and not view.wording.says(passage.span, "at_start")
    return passage.phase in ("start", "under")


def _is_beside(view: CaseView, passage: Passage) -> bool:
    """Tell whether a passage lists what was there before, or speaks of those of a group who did not get the drug."""
    if view.wording.says(passage.span, "comorbidity"):
        return True
    if passage.labelled("therapy") and not passage.labelled("drug", "drug_class") and passage.cued("prior", "failure"):
        said = [statement.assertion for statement in view.said_in(passage)]
        if said and set(said) == {"prior"}:
            return True
    return view.region.unit == "group" and passage.cued("control") and not passage.labelled("drug")
