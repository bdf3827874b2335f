"""Steroid sparing: glucocorticoids reduced or stopped under the drug, from doses in tables and words in the story."""

import re
from collections.abc import Iterator, Sequence

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import Span
from extractor.records.arms import told_of, told_to_groups
from extractor.records.dealt import shares
from extractor.records.numbers import pair_apart, values
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView
from extractor.records.wording import Wording

SPREAD = re.compile(r"\([^)]*\)|\[[^\]]*\]|±\s*\d+(?:\.\d+)?")
"""What is printed beside a mean or a median: a range, a deviation, a unit."""
SHARE = re.compile(r"\s*(\d+)\s*/\s*\d+")
"""A share of a group's patients, no dose."""
BESIDE = 30
"""Characters after a dose in which it is said to be the one at the start."""
LEAST_KG = 10.0
"""What any patient weighs at least."""
DENIED = 40
"""Characters, with those of a border, within which a denial governs a word of lowering."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield True or False where the doses or the words tell; nothing where they do not."""
    verdict = _cells(view) or _dealt(view) or _words(view) or _doses(view)
    if verdict:
        value, passages, rule, confidence = verdict
        yield view.candidate("steroid_sparing", value, passages, rule, confidence)


Verdict = tuple[bool, list[Passage], str, float]


def _cells(view: CaseView) -> Verdict | None:
    """Compare the first and last dose of a table's steroid cell, or of its cells before and last."""
    row = [(values(view.text(p.span)), p) for p in view.cells("steroid") if p.stream == "course"]
    course = [(doses[0], p) for doses, p in row if len(doses) == 1]
    if len(course) > 1 and course[0][0] > 0:
        return course[-1][0] < course[0][0], [course[0][1], course[-1][1]], "steroids/course", 0.9
    lowered = _lowered_share(view)
    if lowered:
        return lowered
    single: dict[str, tuple[float, Passage]] = {}
    for passage in view.cells("steroid"):
        if "prior" in passage.roles and not passage.roles & {"before", "last"}:
            continue
        doses = values(pair_apart(SPREAD.sub(" ", view.text(passage.span))))
        if view.region.unit == "group" and SHARE.match(view.text(passage.span)):
            continue
        if len(doses) >= 2 and doses[0] > 0:
            return doses[-1] < doses[0], [passage], "steroids/cell", 0.93
        for role in ("before", "last"):
            if len(doses) == 1 and role in passage.roles:
                single.setdefault(role, (doses[0], passage))
    if "before" in single and "last" in single and single["before"][0] > 0:
        first, last = single["before"], single["last"]
        return last[0] < first[0], [first[1], last[1]], "steroids/cells", 0.9
    return None


def _lowered_share(view: CaseView) -> Verdict | None:
    """Read how many of a group came down or off: a share under a head that says so («stopped», «≤10 mg»)."""
    wording = view.wording
    for passage in view.cells("steroid") if view.region.unit == "group" else ():
        share = SHARE.match(view.text(passage.span))
        lower = any(
            wording.says(head, "lowered", "drug_stopped") or re.search(r"[≤<]", view.text(head))
            for head in passage.heads
        )
        if share and lower:
            return int(share[1]) > 0, [passage], "steroids/share", 0.8
    return None


def _dealt(view: CaseView) -> Verdict | None:
    """Return what the last sentence says that deals it out among cases: «tapered in patients 2 and 5, not in 3»."""
    keys = [region.key for region in view.analysis.regions if region.key and region.unit == "patient"]
    if len(keys) < 2 or view.region.key is None:
        return None
    steroids = _steroids(view)
    wording = view.wording
    verdict: Verdict | None = None
    for sentence in view.analysis.sentences:
        if sentence.block_kind not in TOLD_IN or sentence.section in ("introduction", "discussion"):
            continue
        mentions = view.mentions(sentence.span)
        if not any(m.label == "therapy" and m.concept in steroids for m in mentions):
            continue
        lowered: bool | None = None
        for share in shares(view.document.text, sentence.span, keys):
            cues = [m for m in mentions if m.label == "cue" and share.span.contains(m.span)]
            named = any(m.label == "therapy" and share.span.contains(m.span) for m in mentions)
            denied = any(cue.concept == "negation" for cue in cues)
            if any(cue.concept in ("taper", "stop") for cue in cues) or wording.says(share.span, "lowered"):
                lowered = not denied
            elif not named and denied and lowered is not None:
                lowered = not lowered
            elif named:
                lowered = None
            if view.region.key in share.keys and lowered is not None:
                passage = Passage(sentence.span, "narrative", "under", mentions, shared=True)
                verdict = lowered, [passage], "steroids/dealt", 0.85
    return verdict


TOLD_IN = ("paragraph", "note", "caption")
"""Kinds of blocks whose sentences tell of cases."""


def _words(view: CaseView) -> Verdict | None:
    """Return what the story says last of the steroid under the drug: lowered, or kept as it was."""
    steroids = _steroids(view)
    wording = view.wording
    kept: Verdict | None = None
    own = [p for p in view.own() if not p.is_cell and _is_under(view, p)]
    for passage in reversed([*own, *_of_group(view)]):
        named = [
            m for m in passage.labelled("therapy") if m.concept in steroids and not _is_elsewhere(view, passage, m)
        ]
        managed = wording.says(passage.span, "managed")
        if not named or (passage.cued("hypothetical") and not managed):
            continue
        lowered = [cue for cue in passage.labelled("cue") if cue.concept in ("taper", "stop")]
        lowered_there = bool(lowered) or wording.says(passage.span, "lowered")
        if lowered_there and not _is_denied(view, passage, lowered):
            return True, [passage], "steroids/text", 0.85
        stays = view.region.unit == "patient" and (lowered_there or wording.says(passage.span, "kept"))
        if stays and passage.phase == "under" and kept is None:
            kept = (False, [passage], "steroids/kept", 0.6)
    return kept if kept and not _doses(view) else None


def _of_group(view: CaseView) -> Iterator[Passage]:
    """Yield the sentences of the results that tell several groups of a steroid and name this one."""
    for passage in told_to_groups(view, "narrative"):
        if told_of(view, passage, "therapy"):
            yield passage


def _is_elsewhere(view: CaseView, passage: Passage, steroid: Mention) -> bool:
    """Tell whether a steroid is another patient's, or told of the time before the drug."""
    outside = NOT_THIS_PATIENT - ({"hypothetical"} if passage.phase == "under" else set())
    if steroid.context & outside:
        return True
    told_before = any(statement.assertion == "prior" for statement in view.said_in(passage))
    ago = any(time.rule == "ago" for time in passage.labelled("duration"))
    return "prior" in steroid.context and (told_before or ago)


def _is_under(view: CaseView, passage: Passage) -> bool:
    if view.region.unit == "group":
        return passage.phase != "apart" and passage.stream in ("narrative", "abstract")
    return passage.phase in ("start", "under")


def _is_denied(view: CaseView, passage: Passage, lowered: Sequence[Mention]) -> bool:
    """Tell whether every word of lowering is denied: a denial governs what follows it in its part of the sentence."""
    denials = [cue.span for cue in passage.labelled("cue") if cue.concept == "negation"]
    wording = view.wording
    return bool(lowered) and all(
        any(denial.end <= cue.span.start and wording.distance(denial, cue.span) <= DENIED for denial in denials)
        for cue in lowered
    )


def _doses(view: CaseView) -> Verdict | None:
    """Compare the steroid's dose told at the start, or last before it, with the last one told under the drug.

    An amount by weight is compared with a whole one as if the patient weighed no more than an infant: 1 mg/kg is more
    than 5 mg whoever takes it, and may be less than 20 mg.
    """
    steroids = _steroids(view)
    wording = view.wording
    told: list[tuple[str, float, Passage, str]] = []
    for passage in view.own():
        if passage.is_cell or passage.phase == "apart":
            continue
        for mention in passage.labelled("dose"):
            words = view.text(mention.span)
            numbers = NUMBER.findall(words)
            if mention.concept in steroids and numbers:
                phase = "start" if _was_first(view, wording, passage, mention) else passage.phase
                told.append((phase, float(numbers[-1]), passage, _unit(words)))
    last = next((item for item in reversed(told) if item[0] == "under"), None)
    before = [item for item in reversed(told) if item[0] in ("start", "before")]
    if not last or not before:
        return None
    for _, amount, passage, unit in before:
        if unit == last[3]:
            return last[1] < amount, [passage, last[2]], "steroids/doses", 0.7
        if unit == "weight" and amount * LEAST_KG > last[1]:
            return True, [passage, last[2]], "steroids/doses", 0.6
    return None


def _was_first(view: CaseView, wording: Wording, passage: Passage, dose: Mention) -> bool:
    """Tell whether a dose told under the drug is the one at its start: «15 mg at the start», «initially 15 mg»."""
    after = Span(dose.span.end, min(passage.span.end, dose.span.end + BESIDE))
    named = next(iter(wording.of(after, "at_start")), None)
    if named and named.span.start - dose.span.end <= 3:
        return True
    before = Span(max(passage.span.start, dose.span.start - BESIDE), dose.span.start)
    if any(dose.span.start - word.span.end <= 1 for word in wording.of(before, "at_start")):
        return True
    return view.text(Span(max(passage.span.start, dose.span.start - 6), dose.span.start)).strip().endswith("from")


def _unit(words: str) -> str:
    """Return the unit of an amount: whether it is of the body's weight."""
    return "weight" if re.search(r"kg", words) else "whole"


def _steroids(view: CaseView) -> set[str]:
    return {therapy.id for therapy in view.protocol.therapies if therapy.steroid}
