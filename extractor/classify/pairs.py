"""A sentence's clauses → features of each direction as one that the sentence tells, for whichever assertion.

A direction's features are those of the clauses whose cues may point that way, so that «improved» is judged by the
words beside ``cleared`` and «unchanged» by those beside ``had not`` in the same sentence.
"""

from collections.abc import Sequence
from functools import lru_cache

from extractor.classify.features import CLAUSE_WORDS, POLARITY, Clause, View, denies, local_names, tenses
from extractor.core.fields import DIRECTIONS

IMPROVED, UNCHANGED, WORSENED = DIRECTIONS
TREATED = {"_drug_": "drug", "_therapy_": "therapy"}

WAYS = {
    "I": ((IMPROVED,), (UNCHANGED,)),
    "U": ((UNCHANGED,), (UNCHANGED,)),
    "F": ((UNCHANGED,), (UNCHANGED, IMPROVED)),
    "R": ((UNCHANGED,), (UNCHANGED, IMPROVED)),
    "W": ((WORSENED,), (WORSENED, IMPROVED, UNCHANGED)),
    "L": ((WORSENED, UNCHANGED), (WORSENED, UNCHANGED)),
    "i": ((UNCHANGED,), (UNCHANGED,)),
    "e": ((UNCHANGED,), (UNCHANGED,)),
    "w": ((IMPROVED, UNCHANGED), (IMPROVED, UNCHANGED)),
    "u": ((IMPROVED,), (IMPROVED,)),
    "f": ((IMPROVED,), (IMPROVED,)),
    "v": ((IMPROVED, WORSENED), (IMPROVED, WORSENED)),
    "a": ((IMPROVED, WORSENED), (IMPROVED, WORSENED)),
}
"""The directions that a letter of ``POLARITY`` may tell, in a clause that denies nothing and in one that does."""

TIED = "+"
"""What begins a name that is weighed for each pair of assertion and direction; others are for each of the two alone."""


def direction_names(view: View) -> list[list[str]]:
    """Return the names of each direction, in the order of ``DIRECTIONS``."""
    count = len(view.clauses)
    facts = [_facts(clause, number, count) for number, clause in enumerate(view.clauses)]
    ways = [_ways(clause) for clause in view.clauses]
    places = {way: [number for number in range(count) if way in ways[number]] for way in DIRECTIONS}
    bare = [number for number in range(count) if not ways[number] and len(view.clauses[number].tokens) > 2]
    common = [f"{TIED}any", f"{TIED}c={view.cited}", f"{TIED}t={view.treatment}"]
    common += [f"mod={tense}" for tense in tenses(view.words).split("+")]
    told = sum(bool(found) for found in places.values())
    return [
        list(dict.fromkeys([*common, *_names_of(way, places, bare, facts, view.clauses), f"ways={told}"]))
        for way in DIRECTIONS
    ]


def _names_of(
    way: str,
    places: dict[str, list[int]],
    bare: Sequence[int],
    facts: Sequence[tuple[str, ...]],
    clauses: Sequence[Clause],
) -> list[str]:
    own = places[way]
    if not own:
        return [f"{TIED}unsaid", *(f"0{name}" for number in bare for name in facts[number])]
    names = [name for number in own for name in facts[number]]
    for other in DIRECTIONS:
        rival = places[other]
        if other == way or not rival:
            continue
        apart = [number for number in own if number not in rival]
        order = "after" if own[0] > rival[-1] else "before" if own[-1] < rival[0] else "mixed"
        names += [f"other={other}", f"other={other}|{order}", f"other={other}|apart={bool(apart)}"]
        names += [f"other={other}|b={clauses[number].tokens[0]}" for number in apart if clauses[number].tokens]
    names.append(f"n={min(3, len(own))}")
    return names


def _ways(clause: Clause) -> frozenset[str]:
    denied = any(map(denies, clause.tokens))
    return frozenset(way for symbol in clause.symbols if symbol in POLARITY for way in WAYS[POLARITY[symbol]][denied])


@lru_cache(maxsize=4096)
def _facts(clause: Clause, number: int, count: int) -> tuple[str, ...]:
    tokens = clause.tokens
    tense = tenses(tokens)
    treated = "+".join(sorted({TREATED[token] for token in tokens if token in TREATED})) or "no"
    opening = tokens[0] if tokens and tokens[0] in CLAUSE_WORDS else "-"
    place = "only" if count == 1 else "first" if number == 0 else "last" if number == count - 1 else "middle"
    letters = "".join([POLARITY[symbol] for symbol in clause.symbols if symbol in POLARITY][:3])
    return (
        f"{TIED}v={tense}",
        f"{TIED}k={treated}",
        f"{TIED}b={opening}",
        f"{TIED}pos={place}",
        f"{TIED}mark={'^' in tokens or '[' in tokens}",
        f"{TIED}dom={bool(clause.domains)}",
        f"den={any(map(denies, tokens))}",
        f"l={letters}",
        f"s={' '.join(clause.symbols[:5])}",
        f"v={tense}|k={treated}",
        *(f"m={symbol}" for symbol in dict.fromkeys(clause.symbols)),
        *(f"w={token}" for token in dict.fromkeys(tokens)),
    )


def plural_names(view: View) -> list[str]:
    """Return the features of a sentence as one that says more than one thing."""
    return [
        *local_names(view.tokens, view.symbols, view.clauses),
        f"c={view.cited}",
        f"t={view.treatment}",
        f"domains={min(3, len(view.domains))}",
        f"clauses={min(6, len(view.clauses))}",
    ]
