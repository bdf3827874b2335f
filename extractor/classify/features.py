"""A document with its analysis → the features of every sentence, as names.

A feature is a name that holds or does not. Words of the review (its drugs, therapies, diseases, antibodies, signs and
instruments) are replaced by their class and numbers by ``#``, so that what is learned on one review's papers carries
to another's. Beside the words stands what the document knows: where the sentence is, which treatment was spoken of
last, whether the review's drug has been started yet in what is being told, who is cited, which way a measure went.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, pairwise
from typing import Literal

from extractor.core.analysis import Analysis, Mention, Sentence
from extractor.core.document import RAISED, Document, Section
from extractor.core.text import Span
from extractor.protocol.model import Protocol

READ_BLOCKS = frozenset({"title", "paragraph", "caption", "note"})
SKIPPED_SECTIONS = frozenset({"references", "back_matter"})

CLASS = {
    "drug": "_drug_",
    "drug_class": "_drug_",
    "therapy": "_therapy_",
    "disease": "_disease_",
    "other_disease": "_elsewhere_",
    "subtype": "_disease_",
    "antibody": "_antibody_",
    "sign": "_sign_",
    "instrument": "_score_",
    "adverse_event": "_event_",
    "age": "_age_",
    "onset_age": "_age_",
    "duration": "_time_",
    "time_point": "_when_",
    "count": "_count_",
    "case_label": "_case_",
}
"""What a mention's words become in the text features, by its label; labels that are not here keep their words."""

NAMES_DOMAIN = frozenset({"sign", "instrument", "measure", "phrase"})
"""Labels of mentions whose concept is a domain."""

UNREAL = frozenset({"negated", "hypothetical", "cited", "family"})
"""Contexts of a treatment that the patients told of were not given."""
TALK = frozenset({"introduction", "discussion", "conclusion", "methods"})

TREATMENT = {"drug": "drug", "drug_class": "drug", "therapy": "therapy"}

WORDS_REMEMBERED = 16_384
"""Words whose names are kept, so that they are made once and not for each sentence: a few MB."""

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
TOKEN = re.compile(
    rf"[{SUPERSCRIPTS}]+|[^\W\d_{SUPERSCRIPTS}]+(?:['’][^\W\d_{SUPERSCRIPTS}]+)?|\d+(?:[.,]\d+)*|[^\w\s]"
)
ET_AL = re.compile(r"\bet al\b|\band (?:colleagues|coworkers|co-workers|associates)\b", re.IGNORECASE)
AUTHOR_YEAR = re.compile(r"\b[A-Z][\w'’-]+(?:[^.()]{0,40})[,(]\s?(?:19|20)\d\d[a-z]?\b")
YEAR = re.compile(r"\b(?:19|20)\d\d")
BRACKET = re.compile(r"\[\d[\d,;–\- ]*\]")
RAISED_NUMBER = re.compile(rf"[\d{SUPERSCRIPTS}][\d{SUPERSCRIPTS},;–-]*")
RAISED_MARK = re.compile(rf"(?:[^\W\d_{SUPERSCRIPTS}]{{3}}|[.,;:)\]”\"])[{SUPERSCRIPTS}]")
"""A reference mark in characters that are raised themselves; after one or two letters it is a unit's power."""
FIRST_PERSON = frozenset({"we", "our", "us", "ours", "i", "my"})
PRONOUN = frozenset({"she", "he", "her", "his", "him", "they", "their", "it", "both", "these", "this"})
CONTRAST = frozenset({"but", "although", "though", "whereas", "while", "yet", "however", "except", "without", ";"})
CLAUSE_WORDS = CONTRAST | {
    "and", "or", "which", "who", "whose", "whom", "when", "until", "after", "before", "then", "despite",
    ",", ":", "(", "–", "—",
}  # fmt: skip
HINGES = CONTRAST | {"despite", "after", "before", "when", "until", "only"}
NEGATORS = frozenset(
    {
        "no", "not", "never", "none", "nor", "neither", "nothing", "nobody", "without", "cannot", "hardly", "barely",
        "scarcely", "little", "few", "only", "lack", "failed", "fail", "fails",
    }
)  # fmt: skip
POLARITY = {
    "c_improved": "I", "c_worsened": "W", "c_unchanged": "U", "c_loss": "L", "c_failure": "F", "c_refractory": "R",
    "c_improved!": "i", "c_worsened!": "w", "c_unchanged!": "u", "c_failure!": "f", "c_effect!": "e",
    "c_fall": "v", "c_rise": "a", "p_improved": "I", "p_unchanged": "U", "p_worsened": "W",
}  # fmt: skip
"""Which way a symbol points, as one letter; small ones are denied."""

AUXILIARIES = {"had": "pluperfect", "has": "perfect", "have": "perfect"}
PRESENT = frozenset({"is", "are", "am", "does", "do", "remains", "seems", "appears", "takes", "can", "needs"})
PAST = frozenset(
    {"was", "were", "did", "fell", "rose", "went", "came", "got", "became", "began", "felt", "saw", "gave"}
)
BETWEEN = frozenset(
    {
        "not", "never", "also", "already", "since", "then", "now", "yet", "only", "even", "all", "both", "largely",
        "almost", "nearly", "still", "again", "by", "so",
    }
)  # fmt: skip
"""Words that may stand between an auxiliary and its participle."""
PARTICIPLES = frozenset(
    {
        "been", "gone", "become", "begun", "come", "grown", "shrunk", "lost", "left", "kept", "held", "got", "made",
        "brought", "had", "done", "seen", "shown", "put", "led", "met", "worn", "felt", "found", "set", "spread",
        "stood", "told",
    }
)  # fmt: skip
"""Participles that end neither in -ed nor in -en."""

FAMILIES = ("found", "assertion", "direction")
"""What a sentence is scored for; each learns from names of its own."""
LEFT_OUT = {
    "found": ("e2=", "r=", "ng=", "ws=", "tw=", "pd=", "ph="),
    "assertion": ("k=", "p=", "g=", "e=", "e2=", "r=", "ct=", "lw=", "fw="),
    "direction": ("g=", "n=", "mm=", "lw=", "fw=", "ng=", "ws=", "tw=", "pd=", "ph="),
}
"""Beginnings of the names that a family does not learn from; chosen by log-loss on parts left out, 2026-11."""


PLACED = (
    "s=", "b=", "pos=", "first=", "last=", "len=", "blockcited=", "regions=", "title=", "ts=", "td=", "tl=", "tg=",
    "-2:", "-1:", "1:", "h=", "pd=", "ph=", "tw=", "drug=", "ws=", "t1=",
)  # fmt: skip
"""Beginnings of the names that tell where in a paper a sentence stands and what stands around it."""


def is_placed(name: str) -> bool:
    """Tell whether a name of ``sentence_names`` says something of the paper and not of the sentence's own words."""
    return name.startswith(PLACED) or "|s=" in name


def learns(family: str, name: str) -> bool:
    """Tell whether a family learns from a name of ``sentence_names``."""
    return not name.startswith(LEFT_OUT[family])


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: its tokens, its symbols and the domains that it names."""

    tokens: tuple[str, ...]
    symbols: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the features of one sentence are made of.

    ``index`` is the sentence's place in the analysis, ``tokens`` its words with the review's replaced by their class,
    ``words`` the same as printed, ``symbols`` its mentions and cues in order of place as class words.
    """

    index: int
    sentence: Sentence
    section: Section | None
    unit: object
    text: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    clauses: tuple[Clause, ...]
    symbols: tuple[str, ...]
    mentions: tuple[Mention, ...]
    cited: str
    treatment: str
    domains: tuple[str, ...]
    change: str
    first_person: bool
    pronoun: bool


def readable(sentence: Sentence) -> bool:
    """Tell whether the contract looks for statements there: not in references, back matter, headings or cells."""
    return sentence.block_kind in READ_BLOCKS and sentence.section not in SKIPPED_SECTIONS


def views(document: Document, analysis: Analysis, protocol: Protocol) -> tuple[View, ...]:
    """Return a view of each readable sentence, in document order."""
    measures = _Measures(protocol)
    plain = frozenset(domain.id for domain in protocol.domains if not domain.outcome)
    starts = [mention.span.start for mention in analysis.mentions]
    found = []
    for index, sentence in enumerate(analysis.sentences):
        if not readable(sentence):
            continue
        first = bisect_left(starts, sentence.span.start)
        mentions = analysis.mentions[first : bisect_left(starts, sentence.span.end)]
        section = document.section_at(sentence.span.start)
        unit = _unit(sentence.span, analysis, section)
        change = measures.change(unit, mentions)
        found.append(_view(document, index, sentence, mentions, section, unit, change, plain))
    return tuple(found)


def _view(
    document: Document,
    index: int,
    sentence: Sentence,
    mentions: Sequence[Mention],
    section: Section | None,
    unit: object,
    change: str,
    plain: frozenset[str],
) -> View:
    text = sentence.span.of(document.text)
    spoken = classed(mentions)
    printed = _placed_words(text)
    placed = tuple(_tokens(printed, sentence.span.start, [item for item in spoken if not _is_plain(item, plain)]))
    words = tuple(word for _, word in printed)
    kinds = {TREATMENT[mention.label] for mention in spoken if mention.label in TREATMENT}
    domains = dict.fromkeys(mention.concept for mention in spoken if mention.label in NAMES_DOMAIN and mention.concept)
    return View(
        index=index,
        sentence=sentence,
        section=section,
        unit=unit,
        text=text,
        tokens=tuple(token for _, token in placed),
        clauses=tuple(_clauses(placed, mentions, sentence.span.start, plain)),
        words=words,
        symbols=tuple(_symbols(placed, mentions, sentence.span.start, plain)),
        mentions=tuple(mentions),
        cited=_citation(document, sentence.span, text),
        treatment="+".join(sorted(kinds)) or "none",
        domains=tuple(domains),
        change=change,
        first_person=not FIRST_PERSON.isdisjoint(words),
        pronoun=not PRONOUN.isdisjoint(words),
    )


def classed(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that have a class, sorted, the longer one where two overlap."""
    kept: list[Mention] = []
    for mention in sorted(
        (mention for mention in mentions if mention.label in CLASS), key=lambda item: (item.span.start, -item.span.end)
    ):
        if kept and mention.span.start < kept[-1].span.end:
            if len(mention.span) > len(kept[-1].span):
                kept[-1] = mention
        else:
            kept.append(mention)
    return kept


def _tokens(printed: Sequence[tuple[int, str]], offset: int, classed: Sequence[Mention]) -> Iterator[tuple[int, str]]:
    """Yield ``(place in the sentence, token)``: the words as printed, but a mention's class in place of its words."""
    number = 0
    for mention in classed:
        start, end = mention.span.start - offset, mention.span.end - offset
        while number < len(printed) and printed[number][0] < start:
            yield printed[number]
            number += 1
        yield start, CLASS[mention.label]
        while number < len(printed) and printed[number][0] < end:
            number += 1
    yield from printed[number:]


def _placed_words(text: str) -> list[tuple[int, str]]:
    return [(match.start(), _normal(match[0])) for match in TOKEN.finditer(text)]


@lru_cache(maxsize=WORDS_REMEMBERED)
def _normal(token: str) -> str:
    return "#" if token[0].isdecimal() else "^" if token[0].isdigit() else token.lower()


def _words(text: str) -> list[str]:
    return [token for _, token in _placed_words(text)]


def _clauses(
    placed: Sequence[tuple[int, str]], mentions: Sequence[Mention], offset: int, plain: frozenset[str]
) -> Iterator["Clause"]:
    """Cut a sentence where a conjunction or a mark opens another clause; parts of one token join the next."""
    starts = [mention.span.start for mention in mentions]
    cuts = [0]
    for number, (_, token) in enumerate(placed):
        if token in CLAUSE_WORDS and number - cuts[-1] > 1:
            cuts.append(number)
    for first, end in zip(cuts, [*cuts[1:], len(placed)], strict=True):
        start = placed[first][0] + offset if placed else offset
        stop = placed[end][0] + offset if end < len(placed) else None
        inside = mentions[bisect_left(starts, start) : len(starts) if stop is None else bisect_left(starts, stop)]
        domains = dict.fromkeys(
            mention.concept for mention in inside if mention.label in NAMES_DOMAIN and mention.concept
        )
        tokens = tuple(token for _, token in placed[first:end])
        yield Clause(tokens, tuple(_symbols(placed[first:end], inside, offset, plain)), tuple(domains))


def _symbols(
    placed: Sequence[tuple[int, str]], mentions: Sequence[Mention], offset: int, plain: frozenset[str]
) -> Iterator[str]:
    marks = [(start + offset, token) for start, token in placed if token in CONTRAST]
    named = [(mention.span.start, symbol) for mention in mentions if (symbol := _symbol(mention, plain))]
    last = ""
    for _, symbol in sorted(marks + named):
        if symbol != last:
            yield symbol
        last = symbol


def _is_plain(mention: Mention, plain: frozenset[str]) -> bool:
    """Tell whether a sign keeps its words, being of a domain (``overall``) whose words any disease's papers use."""
    return mention.label in ("sign", "instrument") and mention.concept in plain


def _symbol(mention: Mention, plain: frozenset[str]) -> str | None:
    if _is_plain(mention, plain):
        return "_overall_"
    if mention.label == "cue":
        return f"c_{mention.concept}{'!' if 'negated' in mention.context else ''}"
    if mention.label == "phrase":
        return f"p_{mention.value}"
    return CLASS.get(mention.label)


def _citation(document: Document, span: Span, text: str) -> str:
    if ET_AL.search(text):
        return "authors"
    if YEAR.search(text) and AUTHOR_YEAR.search(text):
        return "year"
    if BRACKET.search(text):
        return "bracket"
    if RAISED_MARK.search(text):
        return "raised"
    # A reference mark after the full stop belongs to the sentence before it, so two characters beyond are looked at.
    words = document.words
    for row in words.within(Span(span.start, min(len(document.text), span.end + 2))):
        if words.flags[row] & RAISED and RAISED_NUMBER.fullmatch(document.text[words.start[row] : words.end[row]]):
            return "raised"
    return "no"


def better_ways(protocol: Protocol) -> dict[str, Literal["lower", "higher"]]:
    """Return by each instrument's first name which way of it is the better one."""
    return {
        instrument.names[0]: instrument.better
        for domain in protocol.domains
        for instrument in domain.instruments
        if instrument.names
    }


class _Measures:
    """Remembers the last value of each instrument in each unit, to tell which way the next one went."""

    def __init__(self, protocol: Protocol) -> None:
        self._better = better_ways(protocol)
        self._last: dict[tuple[object, str], float] = {}

    def change(self, unit: object, mentions: Iterable[Mention]) -> str:
        """Return which way a sentence's measures went, ``better``, ``worse``, ``same`` or ``none``, and against what.

        ``within`` means against a value of the same sentence, ``before`` against one told earlier in the unit.
        """
        way, against = "none", "nothing"
        seen: set[str] = set()
        for mention in mentions:
            if mention.label != "measure" or not isinstance(mention.value, float) or mention.rule not in self._better:
                continue
            last = self._last.get((unit, mention.rule))
            if last is not None and (mention.rule in seen or against == "nothing"):
                lower = mention.value < last
                better = lower == (self._better[mention.rule] == "lower")
                way = "same" if mention.value == last else "better" if better else "worse"
                against = "within" if mention.rule in seen else "before"
            seen.add(mention.rule)
            self._last[unit, mention.rule] = mention.value
        return f"{way}|{against}"


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a sentence stands in what is told: before, at or after the review's drug is started, and under what.

    ``state`` is ``never`` where the unit (a case's region, else a section) does not name the drug. ``last`` is the
    treatment named last before the sentence in the unit, ``gap`` the number of sentences since.
    """

    state: str
    last: str
    gap: int
    to_drug: int


def clocks(found: Sequence[View]) -> tuple[Clock, ...]:
    """Return the clock of each view; the unit is told by regions of single cases, else by sections."""
    units = [view.unit for view in found]
    first_drug: dict[object, int] = {}
    for place, (view, unit) in enumerate(zip(found, units, strict=True)):
        if "drug" in view.treatment and unit not in first_drug:
            first_drug[unit] = place
    started: dict[object, int] = {}
    for place, (view, unit) in enumerate(zip(found, units, strict=True)):
        if "drug" in view.treatment and unit not in started and "c_start" in view.symbols:
            started[unit] = place
    result = []
    last: dict[object, tuple[str, int]] = {}
    for place, (view, unit) in enumerate(zip(found, units, strict=True)):
        start = started.get(unit, first_drug.get(unit))
        state = "never" if start is None else "before" if place < start else "at" if place == start else "after"
        kind, at = last.get(unit, ("none", place))
        result.append(Clock(state, kind, place - at, 99 if start is None else start - place))
        if view.treatment != "none":
            last[unit] = (view.treatment, place)
    return tuple(result)


def _unit(span: Span, analysis: Analysis, section: Section | None) -> object:
    holding = [
        number
        for number, region in enumerate(analysis.regions)
        if region.unit == "patient" and any(part.contains(span) for part in region.spans)
    ]
    if len(holding) == 1:
        return holding[0]
    return section.span if section else None


class _Headed(dict[str, str]):
    """Names with a head before them, each made once; there are few enough of them to keep all."""

    def __init__(self, head: str) -> None:
        super().__init__()
        self._head = head

    def __missing__(self, name: str) -> str:
        headed = self[name] = f"{self._head}{name}"
        return headed


BESIDE = {offset: _Headed(f"{offset}:") for offset in (-2, -1, 1)}
"""By how many sentences away: what is told there, as names of the sentence itself."""


def sentence_names(
    document: Document, analysis: Analysis, found: Sequence[View], protocol: Protocol
) -> list[list[str]]:
    """Return the names of the features of each view."""
    better = better_ways(protocol)
    trends = [list(_trend_names(view, better)) for view in found]
    times = clocks(found)
    facts = [list(_facts(view, clock)) for view, clock in zip(found, times, strict=True)]
    seen_beside = [[name for name in names if name[0] in "mctx"] for names in facts]
    headings = _headings(found)
    n_regions = min(3, len(analysis.regions))
    own = _own_drugs(found)
    cited_blocks = frozenset(view.sentence.block for view in found if view.cited != "no")
    title = next((view.treatment for view in found if view.sentence.block_kind == "title"), "none")
    paper = _paper_names(found)
    result = []
    for place, view in enumerate(found):
        names = text_names(view.tokens)
        names += _letter_names(view.tokens)
        names += facts[place]
        names += _polarity_names(view.symbols, view.clauses)
        names += trends[place]
        names += _verb_names(view)
        names += _pair_names(view)
        names += paper
        names += [f"h={word}" for word in headings[place]]
        names += _place_names(document, view, cited_blocks)
        names += [f"regions={n_regions}", f"title={title}", f"title={title}|t={view.treatment}"]
        names += _drug_names(view, own)
        for offset, named in BESIDE.items():
            other = place + offset
            inside = 0 <= other < len(found) and found[other].sentence.block == view.sentence.block
            names += map(named.__getitem__, seen_beside[other] if inside else ("edge",))
        result.append(list(dict.fromkeys(names)))
    return result


def text_names(tokens: Sequence[str]) -> list[str]:
    """Return the features of words alone: words, word pairs, beginnings of words and pairs of them one word apart."""
    names = list(chain.from_iterable(map(_word_names, tokens)))
    names += [f"w={left} {right}" for left, right in pairwise(("<", *tokens, ">"))]
    stems = list(filter(None, map(_stem, tokens)))
    names += [f"k={left} {right}" for left, right in zip(stems, stems[2:], strict=False)]
    return names


@lru_cache(maxsize=WORDS_REMEMBERED)
def _word_names(token: str) -> tuple[str, ...]:
    if len(token) > 5 and token[0] != "_":
        return f"w={token}", f"p={token[:5]}"
    return (f"w={token}",)


@lru_cache(maxsize=WORDS_REMEMBERED)
def _stem(token: str) -> str:
    """Return the first letters of a word, a class or ``#`` whole; empty for a mark."""
    if token[0] == "_":
        return token
    return token[:5] if token[0].isalpha() or token[0] == "#" else ""


def _letter_names(tokens: Sequence[str]) -> Iterator[str]:
    """Return every four letters in a row, so that other forms of a word are known by what they share."""
    return chain.from_iterable(map(_letters, dict.fromkeys(tokens)))


@lru_cache(maxsize=WORDS_REMEMBERED)
def _letters(token: str) -> tuple[str, ...]:
    if len(token) <= 3 or token[0] == "_":
        return ()
    edged = f"^{token}$"
    return tuple(f"g={edged[at : at + 4]}" for at in range(len(edged) - 3))


def _polarity_names(symbols: Sequence[str], clauses: Sequence[Clause]) -> Iterator[str]:
    """Yield which ways the cues point: clause by clause, denied or not, and as a chain with what turns it."""
    last = ""
    for clause in clauses:
        pointing = "".join(POLARITY[symbol] for symbol in clause.symbols if symbol in POLARITY)
        if not pointing:
            continue
        denied = "~" if any(map(denies, clause.tokens)) else ""
        for letter in pointing:
            yield f"e={denied}{letter}"
        yield f"e=all{denied}{pointing}"
        if not {"_sign_", "_score_", "_overall_"}.isdisjoint(clause.symbols):
            yield f"e=sign{denied}{pointing}"
        last = denied + pointing[-1]
    yield f"e=last{last}"
    chain = [POLARITY.get(symbol, "~" if symbol == "c_negation" else symbol) for symbol in symbols]
    chain = [link for link in chain if len(link) == 1 or link in HINGES]
    pointing = "".join(link for link in chain if link not in HINGES)
    yield f"e2=chain {' '.join(chain[:6])}"
    yield f"e2=first {pointing[:5]}"
    yield f"e2=end {pointing[-2:]}"


@lru_cache(maxsize=WORDS_REMEMBERED)
def denies(token: str) -> bool:
    """Tell whether a word denies what its clause tells."""
    return token in NEGATORS or token.endswith(("n't", "n’t"))


def _trend_names(view: View, better: dict[str, Literal["lower", "higher"]]) -> Iterator[str]:
    """Yield whether a fall or rise of the nearest instrument is a gain, and the words of the cues."""
    read = [mention for mention in view.mentions if mention.rule in better]
    start = view.sentence.span.start
    for mention in view.mentions:
        if mention.label != "cue":
            continue
        denied = "!" if "negated" in mention.context else ""
        words = view.text[mention.span.start - start : mention.span.end - start].lower()
        yield f"ct={mention.concept}{denied}|{words}"
        if read and mention.concept in ("fall", "rise"):
            nearest = min(read, key=lambda other, at=mention.span.start: abs(other.span.start - at))  # type: ignore[misc]
            yield f"r={(better[nearest.rule] == 'lower') == (mention.concept == 'fall')}{denied}"


def _verb_names(view: View) -> Iterator[str]:
    told = tenses(view.words)
    yield f"n={told}"
    yield f"n={told}|s={view.sentence.section}"
    yield f"n={told}|t={view.treatment}"
    yield f"n={told}|c={view.cited}"


def tenses(words: Sequence[str]) -> str:
    """Return the tenses of a sentence's verbs, sorted and joined; ``none`` where no verb is known by its form."""
    told: set[str] = set()
    for place, word in enumerate(words):
        if word in AUXILIARIES:
            follows = next((other for other in words[place + 1 : place + 5] if other not in BETWEEN), "")
            if follows in PARTICIPLES or (len(follows) > 3 and follows.endswith(("ed", "en"))):
                told.add(AUXILIARIES[word])
            else:
                told.add("past" if word == "had" else "present")
        elif word in PRESENT:
            told.add("present")
        elif word in PAST or (len(word) > 4 and word.endswith("ed")):
            told.add("past")
    if told & {"pluperfect", "perfect"}:
        told.discard("past")
    return "+".join(sorted(told)) or "none"


def _pair_names(view: View) -> Iterator[str]:
    """Yield pairs of symbols in any order, symbols under a negator, classes by section, and the words at the edges."""
    yield from _symbol_pairs(frozenset(view.symbols))
    denied = any(map(denies, view.words))
    for symbol in dict.fromkeys(view.symbols):
        yield f"ng={denied}|{symbol}"
    for token in dict.fromkeys(view.tokens):
        if token[0] == "_":
            yield f"ws={token}|{view.sentence.section}"
    for token in view.tokens[:3]:
        yield f"fw={token}"
    for token in view.tokens[-3:]:
        yield f"lw={token}"


@lru_cache(maxsize=8192)
def _symbol_pairs(symbols: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"mm={left} {right}" for left, right in combinations(sorted(symbols), 2))


def _paper_names(found: Sequence[View]) -> list[str]:
    """Return what the whole publication tells: its title's words, how much of its course is the drug's, its mood."""
    title = next((view for view in found if view.sentence.block_kind == "title"), None)
    names = [f"tw={token}" for token in sorted(set(title.tokens)) if len(token) > 3] if title else []
    given, other = (
        sum(any(mention.label in labels and not mention.context & UNREAL for mention in view.mentions) for view in own)
        for own in [[view for view in found if view.sentence.section not in TALK and view.cited == "no"]]
        for labels in (("drug", "drug_class"), ("therapy",))
    )
    share = 4 * given // (given + other) if given or other else -1
    to_come = sum("will" in view.words for view in found)
    unsure = sum("c_hypothetical" in view.symbols for view in found)
    names += [
        f"pd={share}",
        f"ph=will{min(3, 20 * to_come // len(found))}",
        f"ph=may{min(4, 10 * unsure // len(found))}",
    ]
    return names


def local_names(tokens: Sequence[str], symbols: tuple[str, ...], clauses: Sequence[Clause]) -> list[str]:
    """Return the features of a clause, or of a sentence of several: its words and the order of its symbols."""
    return list(dict.fromkeys([*text_names(tokens), *_symbol_names(symbols), *_polarity_names(symbols, clauses)]))


@lru_cache(maxsize=8192)
def _symbol_names(symbols: tuple[str, ...]) -> tuple[str, ...]:
    edged = ("<", *symbols, ">")
    return (
        *(f"m={symbol}" for symbol in dict.fromkeys(symbols)),
        *(f"q={left} {right}" for left, right in pairwise(edged)),
        *(f"q={left} {middle} {right}" for left, middle, right in zip(edged, edged[1:], edged[2:], strict=False)),
    )


def _facts(view: View, clock: Clock) -> Iterator[str]:
    yield from _symbol_names(view.symbols)
    for label, context in sorted(
        {(mention.label, context) for mention in view.mentions for context in mention.context}
    ):
        yield f"mx={label}~{context}"
    for domain in view.domains:
        yield f"md={domain}"
    yield f"m#domains={min(3, len(view.domains))}"
    yield f"c={view.cited}"
    yield f"t={view.treatment}"
    yield f"tl={clock.last}|{view.treatment}"
    yield f"tg={clock.last}|{min(clock.gap, 4)}"
    yield f"ts={clock.state}"
    yield f"ts={clock.state}|{view.treatment}"
    yield f"td={max(-6, min(6, clock.to_drug)) if clock.state != 'never' else 'never'}"
    yield f"x={view.change}"
    yield f"t1={view.first_person}"


def _headings(found: Sequence[View]) -> list[list[str]]:
    """Return the words of the heading above each view."""
    known: dict[str, list[str]] = {"": []}
    result = []
    for view in found:
        title = view.section.title if view.section and view.section.title else ""
        if title not in known:
            known[title] = [word for word in _words(title) if word.isalpha()]
        result.append(known[title])
    return result


def _place_names(document: Document, view: View, cited_blocks: frozenset[int]) -> Iterator[str]:
    section, kind = view.sentence.section, view.sentence.block_kind
    yield f"s={section}"
    yield f"b={kind}"
    yield f"s={section}|c={view.cited}"
    yield f"s={section}|t={view.treatment}"
    yield f"s={section}|1={view.first_person}"
    yield f"pos={10 * view.sentence.span.start // max(1, len(document.text))}"
    block = document.blocks[view.sentence.block].span
    yield f"first={view.sentence.span.start == block.start}"
    yield f"last={view.sentence.span.end >= block.end - 1}"
    yield f"len={min(6, len(view.tokens) // 8)}"
    yield f"blockcited={view.sentence.block in cited_blocks}"
    yield f"pronoun={view.pronoun}"


def _own_drugs(found: Sequence[View]) -> frozenset[str]:
    """Return the drugs that the publication gave: those of the title, else the most named one."""
    counts: dict[str, int] = {}
    for view in found:
        for mention in view.mentions:
            if mention.label == "drug" and mention.concept:
                weight = 100 if view.sentence.block_kind == "title" else 1
                counts[mention.concept] = counts.get(mention.concept, 0) + weight
    if not counts:
        return frozenset()
    most = max(counts.values())
    return frozenset(drug for drug, count in counts.items() if count * 2 >= most)


def _drug_names(view: View, own: Iterable[str]) -> Iterator[str]:
    drugs = {mention.concept for mention in view.mentions if mention.label == "drug" and mention.concept}
    if drugs:
        yield "drug=own" if drugs & set(own) else "drug=other"


def domain_names(found: Sequence[View], place: int, domain: str, heading: Iterable[str], *, overall: bool) -> list[str]:
    """Return the features of one domain as what the sentence at ``place`` speaks of: where it is named, and where not.

    They are the same for every domain, so that they hold under another protocol too; ``overall`` tells the domain that
    is no organ.
    """
    view = found[place]
    before = _before(found, place)
    after = place + 1 < len(found) and found[place + 1].sentence.block == view.sentence.block
    kind = "overall" if overall else "organ"
    here = _named(view, domain)
    others = f"others={min(2, sum(other != domain for other in view.domains))}"
    told = next((other.domains for other in before if other.domains), None)
    last = "last=none" if told is None else f"last={domain in told}{min(2, len(told))}"
    headed_so = f"heading={domain in heading}"
    names = [
        f"here={here}",
        others,
        last,
        headed_so,
        f"next={after and domain in found[place + 1].domains}",
        f"here={here}|{others}",
        f"here={here}|{others}|{last}",
        f"here={here}|{headed_so}|{others}",
        f"here={here}|t={view.treatment}",
        f"{others}|pronoun={view.pronoun}|{last}",
        f"place={view.sentence.section}|{here != 'no'}",
        *(f"here={here != 'no'}|m={symbol}" for symbol in dict.fromkeys(view.symbols)),
    ]
    return [f"{kind}|{name}" for name in names]


def domain_words(found: Sequence[View], place: int) -> list[str]:
    """Return the words from which each known domain is told: those of the sentence and of the ones before it."""
    view = found[place]
    names = ["any", *(f"o={domain}" for domain in view.domains)]
    for token in dict.fromkeys(view.words):
        names.append(f"w={token}")
        if len(token) > 5:
            names.append(f"p={token[:5]}")
    before = _before(found, place)
    last = next((other.domains for other in before if other.domains), ())
    names += [f"l={domain}" for domain in last]
    for distance, other in enumerate(before, 1):
        names += [f"{min(distance, 2)}w={token}" for token in other.words if len(token) > 3]
    return list(dict.fromkeys(names))


def _before(found: Sequence[View], place: int) -> list[View]:
    """Return the sentences of the block before this one, three at most, the nearest first."""
    block = found[place].sentence.block
    return [view for view in reversed(found[max(0, place - 3) : place]) if view.sentence.block == block]


def _named(view: View, domain: str) -> str:
    labels = {mention.label for mention in view.mentions if mention.concept == domain and mention.label in NAMES_DOMAIN}
    return "+".join(sorted(labels)) or "no"


def heading_domains(document: Document, analysis: Analysis, found: Sequence[View]) -> list[frozenset[str]]:
    """Return for each view the domains that the heading above it names."""
    starts = [mention.span.start for mention in analysis.mentions]
    known: dict[Span, frozenset[str]] = {}
    result = []
    for view in found:
        section = view.section
        if section is None or not section.title:
            result.append(frozenset[str]())
            continue
        if section.span not in known:
            end = section.span.start + len(section.title)
            inside = analysis.mentions[bisect_left(starts, section.span.start) : bisect_right(starts, end)]
            known[section.span] = frozenset(
                mention.concept for mention in inside if mention.label in NAMES_DOMAIN and mention.concept
            )
        result.append(known[section.span])
    return result
