"""Other treatments at the time of the drug: kept, begun with it, added later, or stopped when it was started."""

from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.fields.prior_therapies import NOT_GIVEN, OF_ALL
from extractor.records.numbers import values
from extractor.records.passages import Passage
from extractor.records.timeline import timeline
from extractor.records.views import NOT_THIS_PATIENT, CaseView
from extractor.records.wording import Word, Wording

AT_THE_START = 0.5
"""Months from the start in which what is stopped was stopped for the drug."""
NEAR = 70
"""Characters, with those that a border between two parts of a sentence adds, within which a word governs."""
EVE = 2
"""Sentences before the start in which a treatment is stopped for the drug."""
CLOSE = 30
"""Characters after «together with» in which they stand."""
BESIDE = 45
"""Characters after «in addition to» in which the treatments stand that it names."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield one status for each treatment told beside the drug; what is told first counts."""
    found: dict[str, tuple[str, Passage, float]] = {}
    stories = () if view.region.unit == "group" else _told(view)
    for name, status, passage, confidence in (*_cells(view), *stories, *_of_all(view), *_lowered(view)):
        found.setdefault(name, (status, passage, confidence))
    for name, (status, passage, confidence) in found.items():
        yield view.candidate("concomitant", status, [passage], "concomitant", confidence, key=name)


Told = tuple[str, str, Passage, float]


def _cells(view: CaseView) -> Iterator[Told]:
    for passage in view.cells("concomitant"):
        if passage.roles & {"prior"}:
            continue
        for mention in (*passage.labelled("therapy"), *view.headed(passage, "therapy")):
            if mention.concept and not mention.context & (NOT_THIS_PATIENT | {"negated"}):
                yield mention.concept, "continued", passage, 0.85


def _told(view: CaseView) -> Iterator[Told]:
    """Yield what the story says of other treatments from the start of the drug on."""
    wording = view.wording
    course = timeline(view)
    before: set[str] = set()
    eve = _eve(view)
    for passage in view.own():
        if passage.is_cell or passage.stream not in ("narrative", "abstract"):
            continue
        therapies = [m for m in passage.labelled("therapy") if m.concept and not m.context & NOT_THIS_PATIENT]
        if passage.phase == "before":
            before |= {str(mention.concept) for mention in therapies}
        if passage.phase == "before" and passage.span.start >= eve:
            for mention in therapies:
                if _kind(wording, passage, mention, known=True) == "dropped":
                    yield str(mention.concept), "stopped_at_start", passage, 0.6
        if passage.phase not in ("start", "under"):
            continue
        early = passage.phase == "start" or (course.month(passage) or 0.0) <= AT_THE_START
        for mention in therapies:
            status = _status(view, wording, passage, mention, known=str(mention.concept) in before, early=early)
            if status:
                yield str(mention.concept), status, passage, 0.8 if passage.phase == "start" else 0.65


def _eve(view: CaseView) -> int:
    """Return where the last sentences before the start begin: what is stopped there makes way for the drug."""
    story = [p for p in view.own() if p.stream == "narrative" and not p.is_cell]
    first = next((number for number, passage in enumerate(story) if passage.phase == "start"), None)
    return story[max(0, first - EVE)].span.start if first else len(view.document.text)


def _status(
    view: CaseView, wording: Wording, passage: Passage, mention: Mention, *, known: bool, early: bool
) -> str | None:
    """Return what became of a treatment; ``known`` says that it was told before the drug, ``early`` that it starts."""
    if ("prior" in mention.context and passage.phase != "start") or view.weighed_only(passage, mention):
        return None
    kind = _kind(wording, passage, mention, known=known)
    if not known and kind != "dropped" and kind is not None and wording.says(passage.span, "begun_with"):
        return "started_with"
    if kind == "dropped" and early:
        return "stopped_at_start"
    if kind is not None:
        return "started_with" if kind == "joined" and not known else "continued"
    if known or not _begun(view, passage, mention):
        return None
    return "started_with" if passage.phase == "start" else None if early else "added_later"


def _kind(wording: Wording, passage: Passage, mention: Mention, *, known: bool) -> str | None:
    """Return the kind of the word that governs a treatment: the nearest, and before it where it must name it."""
    kinds = ["kept", "dropped", "beside"]
    kinds += ["joined"] * (passage.phase == "start") + ["taking"] * (known and passage.phase == "under")
    near = [
        (wording.distance(word.span, mention.span), word.kind)
        for word in wording.of(passage.span, *kinds)
        if _governs(wording, word, mention)
    ]
    distance, kind = min(near, default=(NEAR + 1, ""))
    return kind if distance <= NEAR else None


def _governs(wording: Wording, word: Word, mention: Mention) -> bool:
    gap = mention.span.start - word.span.end
    if word.kind in ("kept", "dropped"):
        return gap < 0 or not wording.is_passive(word)
    return 0 <= gap <= (CLOSE if word.kind == "joined" else BESIDE)


def _begun(view: CaseView, passage: Passage, mention: Mention) -> bool:
    """Tell whether a treatment is begun there: a word of starting stands in its own part of the sentence."""
    if mention.context & {"prior", "negated", "stopped"} or passage.cued("failure", "prior", "refractory"):
        return False
    cues = [cue for cue in passage.labelled("cue") if cue.concept == "start"]
    wording = view.wording
    return any(wording.distance(cue.span, mention.span) <= NEAR for cue in cues)


def _of_all(view: CaseView) -> Iterator[Told]:
    """Yield what is told of all cases together: «all were taking prednisolone when it was added»."""
    wording = view.wording
    told = () if view.alone else view.of_all()
    for passage in told:
        if not OF_ALL.match(view.text(passage.span)) or passage.cued("control", "cited"):
            continue
        for mention in passage.labelled("therapy"):
            words = wording.of(passage.span, "taking", "kept", "beside")
            if mention.concept and not mention.context & NOT_GIVEN and any(_names(word, mention) for word in words):
                yield mention.concept, "continued", passage, 0.65


def _names(word: Word, mention: Mention) -> bool:
    return 0 <= mention.span.start - word.span.end <= BESIDE


def _lowered(view: CaseView) -> Iterator[Told]:
    """Yield treatments whose dose comes down under the drug, in a table or in words: they were taken with it."""
    steroids = [therapy.id for therapy in view.protocol.therapies if therapy.steroid]
    wording = view.wording
    for passage in view.cells("steroid"):
        doses = values(view.text(passage.span))
        if steroids and doses and doses[0] > 0 and not passage.roles & {"prior"}:
            yield steroids[0], "continued", passage, 0.7
            return
    for passage in view.own():
        if passage.is_cell or passage.phase != "under" or passage.stream not in ("narrative", "abstract"):
            continue
        lowered = passage.cued("taper", "stop") or wording.says(passage.span, "lowered")
        if lowered and not passage.cued("hypothetical"):
            for mention in passage.labelled("therapy"):
                if mention.concept in steroids and not mention.context & (NOT_THIS_PATIENT | {"negated", "prior"}):
                    yield mention.concept, "continued", passage, 0.6
