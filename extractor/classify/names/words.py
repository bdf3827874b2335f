"""What the model of names sees: for each word of sentences the groups of features that speak for a label.

A *group* is a short key that stands for the features of one word or word pair at one distance; it is written out by
``expand`` only once for each key, since the same words come again and again. What stands around the same word elsewhere
in the text, and what a short form stands for, are features too (Chieu and Ng 2002, doi 10.3115/1072228.1072253).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from extractor.classify.names.lexicon import Lexicon

Words = Sequence[str]

TOKEN = re.compile(r"[^\W_]+|\S")
"""A word is letters and digits in a row; every other sign is a word of its own, as in the BC5CDR corpus."""
AROUND = 10
"""Sentences on either side in which the same word says something of this one: about an abstract."""
ELSEWHERE = 3
"""Other places of a word that are looked at, nearest first."""
LONGEST_SHORT = 10
"""Letters of a short form (Schwartz and Hearst 2003, PMID 12603049)."""
COMMON_LENGTH = 4
"""Letters from which a word in small letters says something elsewhere; shorter ones are mostly function words."""

BESIDE = ("-1", "1")
"""Keys of the words right before and after."""
NEAR = ("-3", "-2", "2", "3", "l0", "r0", "l1", "r1")
"""Keys of words farther off: by their distance, and the nearest on either side that are no signs."""

_SIGN = re.compile(r"\W")
_EDGE = "<>"


def groups(sentences: Sequence[Words], lexicon: Lexicon) -> Iterator[list[str]]:
    """Yield the keys of the groups of each word, sentence by sentence."""
    folded = [[fold(word) for word in words] for words in sentences]
    places = _places(sentences)
    shorts = [dict(_defined(words)) for words in sentences]
    for number, words in enumerate(sentences):
        near = range(max(0, number - AROUND), min(len(sentences), number + AROUND + 1))
        known = {short: long for other in reversed(near) for short, long in shorts[other].items()}
        yield from _of_sentence(words, folded, number, places, known, lexicon)


def fold(word: str) -> str:
    """Return a word in small letters, every digit a 0."""
    return re.sub(r"\d", "0", word.lower())


def _of_sentence(
    words: Words,
    folded: Sequence[Sequence[str]],
    number: int,
    places: Mapping[str, Sequence[tuple[int, int]]],
    known: Mapping[str, tuple[str, ...]],
    lexicon: Lexicon,
) -> Iterator[list[str]]:
    here = folded[number]
    forms = [shape(word) for word in words]
    phrases = lexicon.phrases(words)
    before, after = _neighbours(words), _neighbours(words[::-1])[::-1]
    depth = 0
    for at, word in enumerate(words):
        keys = [f"0 {word}", f"p0 {phrases[at]}"]
        for distance in (-3, -2, -1, 1, 2, 3):
            place = at + distance
            keys.append(f"{distance} {words[place]}" if 0 <= place < len(words) else f"{distance} {_EDGE}")
        left, right = _at(here, at - 1), _at(here, at + 1)
        keys.append(f"ab {left} {here[at]}")
        keys.append(f"bc {here[at]} {right}")
        keys.append(f"cd {right} {_at(here, at + 2)}")
        keys.append(f"za {_at(here, at - 2)} {left}")
        keys.append(f"ac {left} {right}")
        keys.append(f"sb {_at(forms, at - 1)} {forms[at]} {_at(forms, at + 1)}")
        keys.append(f"sc {forms[at]} {_at(forms, at + 1)} {_at(forms, at + 2)}")
        keys.append(f"sa {_at(forms, at - 2)} {_at(forms, at - 1)} {forms[at]}")
        keys += (f"l{step} {words[place]}" for step, place in enumerate(before[at]))
        keys += (f"r{step} {words[len(words) - 1 - place]}" for step, place in enumerate(after[at]))
        depth += word == "("
        if depth:
            keys.append("in bracket")
        depth = max(0, depth - (word == ")"))
        if word in known:
            keys.append(f"sf {' '.join(known[word][-2:])}")
        for other, place in _elsewhere(word, number, at, places):
            keys.append(f"e- {_at(folded[other], place - 1)}")
            keys.append(f"e+ {_at(folded[other], place + 1)}")
        yield keys


def _at(items: Sequence[str], place: int) -> str:
    return items[place] if 0 <= place < len(items) else _EDGE


def _neighbours(words: Words) -> list[tuple[int, ...]]:
    """Return for each word the places of the two nearest words before it that are no signs."""
    found: list[tuple[int, ...]] = []
    last: tuple[int, ...] = ()
    for place, word in enumerate(words):
        found.append(last)
        if not _SIGN.match(word):
            last = (place, *last[:1])
    return found


def _places(sentences: Sequence[Words]) -> dict[str, list[tuple[int, int]]]:
    """Return where each word that may be (part of) a name stands: sentence and place, in their order.

    Of the places in one sentence the first are enough: no more are looked at, were the word itself among them.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for number, words in enumerate(sentences):
        for at, word in enumerate(words):
            if word.isalnum() and not word.isdigit() and (len(word) >= COMMON_LENGTH or word.isupper()):
                known = places.setdefault(_same(word), [])
                if len(known) <= ELSEWHERE or known[-1 - ELSEWHERE][0] != number:
                    known.append((number, at))
    return places


def _same(word: str) -> str:
    """Return the form under which a word is the same elsewhere; capitals of short forms matter."""
    return word if len(word) < COMMON_LENGTH or word[1:].isupper() else word.lower()


def _elsewhere(
    word: str, number: int, at: int, places: Mapping[str, Sequence[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """Return the nearest other places of a word."""
    others = places.get(_same(word), ())
    if len(others) < 2:
        return []
    first, after = bisect_left(others, (number - AROUND, 0)), bisect_left(others, (number + AROUND + 1, 0))
    near = [place for place in others[first:after] if place != (number, at)]
    return sorted(near, key=lambda place: (abs(place[0] - number), place))[:ELSEWHERE]


def _defined(words: Words) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the short forms that stand in brackets after what they stand for, with the words of that."""
    for at in range(1, len(words) - 2):
        short = words[at + 1]
        if words[at] == "(" and words[at + 2] in ");," and _is_short(short):
            long = long_form(short, words[max(0, at - 2 * len(short) - 3) : at])
            if long:
                yield short, long


def _is_short(word: str) -> bool:
    return 1 < len(word) <= LONGEST_SHORT and word[0].isalpha() and sum(letter.isupper() for letter in word) > 1


def long_form(short: str, words: Words) -> tuple[str, ...]:
    """Return the last of ``words`` that spell a short form, its first letter beginning a word; empty where none do.

    The rule of Schwartz and Hearst: letters are matched from the end.
    """
    text = " ".join(words).lower()
    place = len(text)
    for number in range(len(short) - 1, -1, -1):
        letter = short[number].lower()
        place -= 1
        while place >= 0 and (text[place] != letter or (number == 0 and place > 0 and text[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return ()
    found = tuple(text[place:].split())
    return found if len(" ".join(found)) > len(short) else ()


@lru_cache(maxsize=65536)
def shape(word: str) -> str:
    """Return the kinds of a word's characters, runs as one: ``Xx``, ``0``, ``X0``."""
    kinds = "".join("X" if c.isupper() else "x" if c.isalpha() else "0" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1+", r"\1", kinds)


def expand(key: str, lexicon: Lexicon) -> list[str]:
    """Return the features that a group's key stands for."""
    where, _, what = key.partition(" ")
    if where == "0":
        return [*_own(what), *(f"k0 {kind}" for kind in lexicon.kinds(what))]
    if where in BESIDE and what != _EDGE:
        ends = (f"{where} {fold(what)}", f"{where} s {shape(what)}", *_ends(where, fold(what)))
        return [*ends, *(f"k{where} {kind}" for kind in lexicon.kinds(what))]
    if where in NEAR:
        return [f"{where} {fold(what)}", *(_ends(where, fold(what)) if where in ("l0", "r0") else ())]
    if where == "p0":
        return [f"p0 {kind}" for kind in what.split()]
    if where == "sf":
        last = what.split()[-1]
        kinds = (f"sf k {kind}" for kind in lexicon.kinds(last))
        return [f"sf {what}", f"sf {last}", *(f"sf >{last[-size:]}" for size in (3, 4, 5)), *kinds]
    return [key]


def _ends(where: str, word: str) -> tuple[str, ...]:
    return f"{where} >{word[-3:]}", f"{where} >{word[-4:]}", f"{where} <{word[:3]}"


def _own(word: str) -> Iterator[str]:
    folded = fold(word)
    yield f"w {folded}"
    yield f"W {word}"
    yield f"s {shape(word)}"
    yield f"n {min(len(word), 12)}"
    yield f"lemma {folded[:-1] if len(folded) > 4 and folded.endswith('s') else folded}"
    for size in range(1, min(6, len(folded) - 1) + 1):
        yield f"<{folded[:size]}"
        yield f">{folded[-size:]}"
    if folded.isalpha():
        whole = f"<{folded}>"
        for size in (3, 4):
            yield from (f"~{whole[start : start + size]}" for start in range(len(whole) - size + 1))
