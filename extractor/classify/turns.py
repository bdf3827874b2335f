"""What a sentence's numbers and counts say of its direction, which words alone do not: rules beside the learned model.

«Blisters went from 4 to 11» is a worsening whatever its words, «better in three, stable in one and worse in one» says
three things. In: a view of a sentence. Out: the direction or directions, none where the rule does not hold.
"""

import re
from collections.abc import Mapping

from extractor.classify.features import TREATMENT, View, denies
from extractor.core.analysis import Direction, Mention

GROWS_WELL = frozenset(
    {
        "strength", "power", "force", "function", "functions", "capacity", "mobility", "movement", "endurance",
        "stamina", "appetite", "saturation", "oxygenation", "wellbeing", "survival",
    }
)  # fmt: skip
"""Words of signs of which more is better; of all other signs less is."""
NUMBER = r"(\d+(?:\.\d+)?)(?![\d,]*\s?mg)"
FROM_TO = re.compile(
    rf"\bfrom\s+{NUMBER}[^.;\d]{{0,30}}?\s(?:to|→|->)\s+{NUMBER}"
    rf"|{NUMBER}\s+(?:before|at\s+(?:the\s+)?(?:start|baseline|entry|beginning|outset))\b[^.;\d]{{0,30}}?"
    rf"\b{NUMBER}\s+(?:after|at|by|now)\b",
    re.IGNORECASE,
)
"""Two values of one thing in the order of time: «from 6 to 9», «8 before and 8 after»."""
SMALL_CHANGE = 0.1
"""A change below a tenth of the larger value is none, as for a table's scores."""
PIECE = re.compile(r"[,;:]\s*(?:and\s|but\s|while\s|whereas\s)?|\s(?:and|but|while|whereas|yet)\s", re.IGNORECASE)
COUNTED = re.compile(
    r"\b(?:\d{1,3}\s?(?:/|of|out\sof)\s?\d{1,3}|(?:in|of|the)\s\d{1,2}(?![\d.,%]*\s?(?:mg|months?|weeks?|days?|years?|%))"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|none|both|neither|others?|latter|rest|remaining)\b"
    r"(?!\s(?:months?|weeks?|days?|years?|doses?|injections?|infusions?|cycles?|courses?))"
    r"|^\s*\d{1,2}\s(?![\d.,%]*\s?(?:mg|months?|weeks?|days?|years?|%))",
    re.IGNORECASE,
)
"""So many patients, in one piece of a sentence."""


def moved(view: View, better: Mapping[str, str]) -> tuple[str | None, Direction] | None:
    """Return the domain and the direction that two values of one thing tell in the order of time; None where none do.

    ``better`` tells by an instrument's first name which way of it is the better one, ``lower`` or ``higher``. Where
    patients are counted («five of nine, with a median from 6 to 5») the values are not what decides.
    """
    if any(mention.label == "count" for mention in view.mentions):
        return None
    told = list(FROM_TO.finditer(view.text))
    if len(told) != 1:
        return None
    offset = view.sentence.span.start
    at = offset + told[0].start()
    named = [m for m in view.mentions if m.span.start < at and m.label in ("sign", "instrument", "dose", *TREATMENT)]
    first, last = (float(number) for number in told[0].groups() if number)
    if not named or named[-1].label not in ("sign", "instrument"):
        return None
    domain = named[-1].concept
    if last == first or abs(last - first) < SMALL_CHANGE * max(first, last):
        return domain, "unchanged"
    instruments = [m for m in view.mentions if m.label == "instrument"]
    if named[-1].label == "instrument":
        rising_is_good = better.get(named[-1].rule) == "higher"
    elif instruments:
        return None
    else:
        rising_is_good = grows_well(view, named[-1])
    return domain, "improved" if (last > first) == rising_is_good else "worsened"


def grows_well(view: View, sign: Mention) -> bool:
    """Tell whether more of a sign is better: of strength, not of a rash."""
    offset = view.sentence.span.start
    words = view.text[sign.span.start - offset : sign.span.end - offset].lower().split()
    return not GROWS_WELL.isdisjoint(words)


def dealt(view: View, better: Mapping[str, str]) -> tuple[Direction, ...]:
    """Return the directions that a sentence deals out by counts, in order; none where it deals none out.

    Each is told in a piece of its own, of so many («better in three, the same in one, worse in the other»).
    """
    found: list[Direction] = []
    start = 0
    for end in [*(match.start() for match in PIECE.finditer(view.text)), len(view.text)]:
        way = _way(view, start, end, better) if COUNTED.search(view.text[start:end]) else None
        if way:
            found.append(way)
        start = end
    ways = tuple(dict.fromkeys(found))
    return ways if len(ways) > 1 else ()


def _way(view: View, start: int, end: int, better: Mapping[str, str]) -> Direction | None:
    """Return the one direction of a piece of a sentence by its cues; None where it has none or several."""
    offset = view.sentence.span.start
    ways: set[Direction] = set()
    for cue in view.mentions:
        if cue.label != "cue" or not start <= cue.span.start - offset < end:
            continue
        before, after = view.text[start : max(start, cue.span.start - offset)], view.text[cue.span.end - offset : end]
        denied = "negated" in cue.context or any(map(denies, f"{before} {after}".lower().split()))
        if cue.concept in ("improved", "worsened"):
            ways.add("unchanged" if denied else "improved" if cue.concept == "improved" else "worsened")
        elif cue.concept == "unchanged":
            ways.add("unchanged")
        elif cue.concept in ("rise", "fall"):
            ways |= _moves(view, cue, better)
    return next(iter(ways)) if len(ways) == 1 else None


def _moves(view: View, cue: Mention, better: Mapping[str, str]) -> set[Direction]:
    things = [m for m in view.mentions if m.label in ("sign", "instrument")]
    if not things:
        return set()
    nearest = min(things, key=lambda other: abs(other.span.start - cue.span.start))
    rising_is_good = better[nearest.rule] == "higher" if nearest.rule in better else grows_well(view, nearest)
    return {"improved" if rising_is_good == (cue.concept == "rise") else "worsened"}
