"""When a passage of a case's story is told to have happened: months from the start of the review's first drug.

In: a case view. Out: for each sentence of the story the month that it speaks of, computed from points in time («at week
12»), from steps («six weeks later»), from calendar dates held against the date of the start, and from points counted
from the start of a second drug. A sentence without a time of its own stands at the time last told.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.records.numbers import tidy
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView, once

STORIES = ("narrative", "abstract")
STEPS = frozenset({"after", "following", "within", "another"})
"""Rules of amounts of time that count from what was told before, where that is not the drug itself."""
LASTING = frozenset({"for", "another", "over", "during"})
"""Rules of durations that go on from the start of the drug."""
ABSOLUTE = frozenset({"named", "ranked", "at", "by", "until", "till", "through", "to", "from"})
"""Rules of points in time."""
LONGEST_MONTHS = 300.0
RIGHT_AFTER = 4
"""Characters between what is told and the time that is told for it («78/80 at month 14»)."""
OF_A_STEP = frozenset({"in", "within", "after", "over", "following"})
"""Rules of amounts of time that are too early to be points: after month 53 «in 5 weeks» is five weeks on."""


@dataclass(slots=True)
class Timeline:
    """The months of a case's sentences by where they start.

    ``points`` are the months that words tell, ``started`` when each drug was begun, ``computed`` the months that no
    word tells: differences of dates, points counted from the start of a later drug, and steps told after the stop.
    """

    months: dict[int, float] = field(default_factory=dict)
    points: list[tuple[Span, float]] = field(default_factory=list)
    started: dict[str, float] = field(default_factory=dict)
    computed: list[tuple[Passage, float]] = field(default_factory=list)

    def month(self, passage: Passage) -> float | None:
        """Return the month that a passage speaks of; None before any time is told under the drug."""
        return self.months.get(passage.span.start)

    def near(self, passage: Passage, place: Span) -> float | None:
        """Return the month of what stands at ``place``: told right after it («7 at month 28»), else last before it.

        None where its sentence tells no month there: what an earlier one told may not be its time.
        """
        inside = [(span, month) for span, month in self.points if passage.span.contains(span)]
        for span, month in inside:
            if 0 <= span.start - place.end <= RIGHT_AFTER:
                return tidy(month)
        before = [month for span, month in inside if span.start < place.start]
        return tidy(before[-1]) if before else None

    def around(self, passage: Passage, place: Span) -> float | None:
        """Return the month of what happened at ``place``: told in its sentence, else by the ones before it."""
        near = self.near(passage, place)
        if near is not None:
            return near
        inside = [month for span, month in self.points if passage.span.contains(span)]
        month = inside[0] if inside else self.month(passage)
        return None if month is None else tidy(month)


@once
def timeline(view: CaseView) -> Timeline:
    """Return the timeline of a case, read stream by stream from the sentence that starts the drug."""
    found = Timeline()
    for stream in STORIES:
        _read(view, [p for p in view.own() if p.stream == stream and not p.is_cell], found)
    found.points.sort(key=lambda item: item[0])
    return found


def start_date(passages: Iterable[Passage]) -> float | None:
    """Return the calendar date (in years) told where the drug is started, to the month; None where none is."""
    for passage in passages:
        if passage.phase == "start":
            return next(
                (float(m.value or 0) for m in passage.labelled("date") if m.rule == "month" and told(m, passage)), None
            )
    return None


def told(mention: Mention, passage: Passage) -> bool:
    """Tell whether a time or a value is of the case itself and has a number."""
    return isinstance(mention.value, int | float) and happened(mention, passage)


def happened(mention: Mention, passage: Passage) -> bool:
    """Tell whether what is mentioned is of the case itself and real: an aim told beside it does not undo it.

    «She stopped the drug in order to conceive» tells of a stop, «it would be stopped» does not.
    """
    if mention.context & (NOT_THIS_PATIENT - {"hypothetical"}):
        return False
    return "hypothetical" not in mention.context or not passage.cued("hypothetical")


@dataclass(slots=True)
class _Hands:
    """Where the story stands: month ``now`` (None before the start), date of the start, a stay's day at the start.

    ``ended`` says that an earlier sentence stopped the treatment and none since took it up again.
    """

    now: float | None = None
    began: float | None = None
    first_day: float = 0.0
    ended: bool = False


def _read(view: CaseView, passages: Sequence[Passage], found: Timeline) -> None:
    hands = _Hands(began=start_date(passages))
    known: set[str] = set()
    for passage in passages:
        if hands.now is None:
            if passage.phase not in ("start", "under", "after") and not _told_under(view, passage):
                continue
            hands.now = 0.0
        if passage.phase == "start" and not hands.first_day:
            hands.first_day = day_of_start(view, passage)
        drugs = [
            m for m in passage.labelled("drug") if m.concept and "negated" not in m.context and happened(m, passage)
        ]
        before = hands.now
        _read_times(view, passage, _begun_later(passage, drugs, known), hands, found)
        for drug in drugs:
            if drug.concept not in known and passage.cued("start", "switch") and "stopped" not in drug.context:
                begun = [month for span, month in found.points if passage.span.start <= span.start < drug.span.start]
                found.started.setdefault(str(drug.concept), tidy(begun[-1] if begun else before))
            known.add(str(drug.concept))
        found.months[passage.span.start] = hands.now
        hands.ended = _is_ended(view, passage, drugs, hands.ended)


def _is_ended(view: CaseView, passage: Passage, drugs: Sequence[Mention], before: bool) -> bool:
    """Tell whether the treatment stands ended behind a passage, given whether it did before."""
    wording = view.wording
    stopped = [drug for drug in drugs if "stopped" in drug.context]
    if len(stopped) < len(drugs) or wording.says(passage.span, "resumed"):
        return False
    if wording.says(passage.span, "pause") or passage.cued("hypothetical"):
        return before
    ended = wording.says(passage.span, "treatment_ended") and not passage.labelled("therapy")
    return before or bool(stopped) or ended


def _read_times(view: CaseView, passage: Passage, begun: int | None, hands: _Hands, found: Timeline) -> None:
    """Add a sentence's times; ``begun`` is where it begins a drug after another."""
    before = hands.now or 0.0
    for mention in _times(passage):
        month = _month_of(view, mention, passage, hands.now or 0.0, hands.began, found.started)
        if month is None or counts_from_elsewhere(view, mention):
            continue
        lasts = mention.label == "duration" and begun is not None and begun < mention.span.start
        if lasts:
            month = before + float(mention.value or 0)
        elif hands.first_day and is_day(view, mention):
            month = float(mention.value or 0) - hands.first_day
        if 0 <= month <= LONGEST_MONTHS:
            found.points.append((mention.span, month))
            later_drug = found.started.get(_drug_after(view, mention, passage) or "", 0.0)
            counted_on = mention.rule == "later" and (hands.ended or passage.phase == "after")
            if lasts or mention.label == "date" or later_drug or counted_on or is_after_stop(view, mention):
                found.computed.append((passage, tidy(month)))
            hands.now = month


def _begun_later(passage: Passage, drugs: Sequence[Mention], known: set[str]) -> int | None:
    """Return where a drug stands that is begun after another: how long it is taken counts from there."""
    if not known or not passage.cued("start", "switch"):
        return None
    return next((m.span.end for m in drugs if m.concept not in known and "stopped" not in m.context), None)


def day_of_start(view: CaseView, passage: Passage) -> float:
    """Return the day, in months, on which a stay's own count stood at the start («begun on day 13»); 0 if untold."""
    days = (m for m in passage.labelled("time_point") if is_day(view, m) and told(m, passage))
    return next((float(m.value or 0) for m in days), 0.0)


def is_day(view: CaseView, mention: Mention) -> bool:
    """Tell whether a time is a day by its number («on day 34»), unless it is counted from the drug itself."""
    words = view.text(mention.span).lower()
    if mention.rule not in ("named", "ranked") or "day" not in words:
        return False
    return not DAY_OF_DRUG.match(view.document.text, mention.span.end)


ELSEWHERE = re.compile(
    r"(?:\s(?:after|from|following|of|since))?\s(?:the\s|his\s|her\s|their\s)?(?:first\s)?"
    r"(?:admission|hospitali[sz]ation|presentation|onset|diagnosis|illness|birth|transplantation|infection|delivery)\b",
    re.IGNORECASE,
)


def counts_from_elsewhere(view: CaseView, mention: Mention) -> bool:
    """Tell whether a time counts from what is no start of a drug: «six weeks after admission»."""
    if view.text(mention.span).lower().endswith((" after", " from", " of", " following", " since")):
        return ELSEWHERE.match(view.document.text, mention.span.end) is not None
    after = view.document.text[mention.span.end : mention.span.end + 12].lower()
    joined = after.startswith((" after ", " from ", " following ", " since "))
    return joined and ELSEWHERE.match(view.document.text, mention.span.end) is not None


DAY_OF_DRUG = re.compile(r"\s(?:of|on|after)\s(?!admission|hospital|the\sstay|his|her)", re.IGNORECASE)
"""What follows a numbered day that counts from the drug («day 33 of baricitinib»)."""
AFTER_STOP = re.compile(
    r"(?:the\s|its\s|his\s|her\s|this\s)?(?:\w+\s)?(?:discontinuation|withdrawal|cessation|interruption|stopping|drug|treatment|therapy)\b",
    re.IGNORECASE,
)
"""What a step counts from that is not the start: «two months after the discontinuation», «one month off the drug»."""


def is_after_stop(view: CaseView, mention: Mention) -> bool:
    """Tell whether a step counts from the end of the drug («one month off the drug»)."""
    words = view.text(mention.span).lower()
    named = AFTER_STOP.match(view.document.text, mention.span.end + 1)
    if mention.rule != "later" or not named:
        return False
    return words.endswith(" off") or (
        words.endswith((" after", " post", " from")) and not named[0].lower().endswith(("drug", "treatment", "therapy"))
    )


def _told_under(view: CaseView, passage: Passage) -> bool:
    """Tell whether an effect of the review's drug is told there though nothing said that it was begun."""
    return view.observes(passage) and bool(passage.labelled("drug", "drug_class"))


def _times(passage: Passage) -> list[Mention]:
    ages = [mention.span for mention in passage.labelled("age", "onset_age")]
    times = passage.labelled("time_point", "duration", "date")
    return [m for m in times if told(m, passage) and not any(m.span.overlaps(age) for age in ages)]


def _month_of(
    view: CaseView, mention: Mention, passage: Passage, now: float, began: float | None, started: dict[str, float]
) -> float | None:
    value = float(mention.value or 0)
    if mention.label == "date":
        return round((value - began) * 12, 1) if began is not None and mention.rule == "month" else None
    first_drug = next((m.span.start for m in passage.labelled("drug", "drug_class")), passage.span.end)
    past = passage.phase == "start" and mention.span.start < first_drug
    if past or (mention.label == "duration" and mention.rule not in LASTING):
        return None
    after = _drug_after(view, mention, passage)
    if after is not None:
        return started.get(after, 0.0) + value
    return now + value if _is_step(view, mention, passage, value, now) else _point(mention, value, now)


def _point(mention: Mention, value: float, now: float) -> float:
    """Return a time that counts from the start; a span of time that is shorter than what was told tells no new one."""
    return value if mention.rule in ABSOLUTE else max(now, value)


def _is_step(view: CaseView, mention: Mention, passage: Passage, value: float, now: float) -> bool:
    """Tell whether a time counts from what was told last: «six weeks later», «in 5 weeks» after month 53."""
    if mention.rule == "another":
        return True
    if mention.label == "duration" or passage.phase == "start" or _names_start(view, mention):
        return False
    words = view.text(mention.span).lower()
    if words.endswith("into"):
        return False
    if mention.rule in STEPS and words.startswith(("within", "another")):
        return True
    return mention.rule == "later" or (mention.rule in OF_A_STEP and value < now)


def _drug_after(view: CaseView, mention: Mention, passage: Passage) -> str | None:
    """Return the drug that a time is counted from («at month 14 of upadacitinib», «12 weeks after baricitinib»)."""
    for drug in passage.labelled("drug"):
        gap = view.document.text[mention.span.end : drug.span.start]
        if 0 <= drug.span.start - mention.span.end <= 22 and gap.split()[:1] in (["of"], ["on"], ["after"], ["into"]):
            return str(drug.concept)
    return None


def _names_start(view: CaseView, mention: Mention) -> bool:
    after = view.document.text[mention.span.end : mention.span.end + 40].lower()
    return after.startswith((" of treatment", " of therapy", " after the start", " after start", " on treatment"))
