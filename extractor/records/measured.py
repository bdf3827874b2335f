"""Which chemicals of a passage were measured, not given: «serum copper», «his sodium fell», «glucose was 5 mmol/L».

In: a passage's chemicals and the protocol's words for what a measure is or does (``course_words``: ``measured`` after a
verb such as «was», ``moved`` by themselves). Out: the chemicals that name a measure. Those of a list («creatinine, urea
and potassium») share what is said of it.
"""

import re
from collections.abc import Iterator, Sequence

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.records.passages import Passage
from extractor.records.wording import Wording

BEFORE = re.compile(
    r"\b(?:serum|plasma|urinary|urine|blood|low|high|elevated|raised|(?:levels?|concentrations?|values?)\s+of|(?:drop|fall|rise)\s+in)\s+$",
    re.IGNORECASE,
)
"""English words right before a chemical that is measured."""
LEVELS = re.compile(r"[\s-]*(?:levels?|concentrations?|titers?|titres?|values?)\b", re.IGNORECASE)
"""English words right after a chemical that is measured."""
NOT_ITSELF = re.compile(r"[\s-]*(?:deficiency|receptors?|(?:ant)?agonists?|inhibitors?)\b", re.IGNORECASE)
"""English words right after a chemical that lacks, or that only says what a drug acts on."""
AMOUNT = re.compile(
    r"[\s:=(,]*(?:(?:was|were|is|are|of|at|fell\s+to|rose\s+to)\s+)?(?:\w+ly\s+|about\s+|only\s+)?[<>≤≥~=]*\s*"
    r"\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?\s*(?:[mµμnpk]?(?:g|mol|Eq|eq|IU|U)/(?:d|m|µ|μ)?[lL])\b"
)
"""What is told of a substance in blood: an amount in a volume."""
VERB = re.compile(
    r"\s+(?:(?:was|were|is|are|remained|became|stayed|had|has|have|been|also|both|all|again|then|still|too|\w+ly)\s+)*$",
    re.IGNORECASE,
)
"""What may stand between the subject of an English sentence and what it did."""
BEHIND = 60
"""Characters before a name that are looked at: none of the words asked for there are longer."""
REACH = 50
"""Characters after a name in which what it did must begin."""
GLUE = re.compile(
    r"\s*(?:,|/|\band\b|\bor\b|,\s*and\b|,\s*or\b)\s*(?:(?:his|her|their|the|serum|plasma|urinary|urine|blood)\s+)?",
    re.IGNORECASE,
)
"""What stands between the items of an English list."""
LAST = re.compile(r"/|\b(?:and|or)\b", re.IGNORECASE)
"""What stands before the last of them: where only commas do, it is no list («for low iron, X was given»)."""
ITEM = re.compile(
    r"(?:,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?!(?:the|his|her|their|an?)\b)(?P<one>[\w-]+)(?P<two>\s[\w-]+)?",
    re.IGNORECASE,
)
"""A further item of an English list, of one or two words."""
OWNED = re.compile(r"\b(?:his|her|their|initial|baseline|serum|plasma|urinary|urine|blood)\s+$", re.IGNORECASE)
"""English words that begin a list of measures."""
CLAUSE = re.compile(r"(?:^|[;:,]\s|\b(?:and|but|while|whereas|although|when|the)\s)\s*$", re.IGNORECASE)
"""Where a list may be the subject of what follows."""
GOVERNED = re.compile(r"\b(?:of|with|on|by|to|for|from|using)\s+(?:the\s+)?$", re.IGNORECASE)
"""English words after which a name is no subject."""


def measured(wording: Wording, text: str, passage: Passage, giving: Sequence[str]) -> frozenset[Span]:
    """Return the places of the chemicals that were measured; ``giving`` are the cues that something was given."""
    found: set[Span] = set()
    for names in _lists(text, passage.labelled("chemical")):
        found.update(_measured(wording, text, passage, names, giving))
    return frozenset(found)


def _lists(text: str, chemicals: Sequence[Mention]) -> Iterator[list[Span]]:
    """Yield the places of the names that are listed together, one by itself where it stands alone."""
    rows: list[list[Span]] = []
    for span in sorted(mention.span for mention in chemicals):
        if rows and GLUE.fullmatch(text, rows[-1][-1].end, span.start):
            rows[-1].append(span)
        else:
            rows.append([span])
    for names in rows:
        is_list = len(names) > 1 and LAST.search(text, names[-2].end, names[-1].start)
        yield from [names] if is_list else [[name] for name in names]


def _measured(
    wording: Wording, text: str, passage: Passage, names: Sequence[Span], giving: Sequence[str]
) -> Iterator[Span]:
    carried = False
    for name in names:
        before = _before(text, passage, name)
        carried = carried or bool(BEFORE.search(before))
        if carried or any(said.match(text, name.end) for said in (LEVELS, NOT_ITSELF, AMOUNT)):
            yield name
    before = _before(text, passage, names[0])
    given = any(cue.concept in giving and cue.span.end <= names[0].start for cue in passage.labelled("cue"))
    # «He was given», a list: what is said next is of its last item alone.
    is_subject = bool(OWNED.search(before) or (CLAUSE.search(before) and not given))
    if _does(wording, text, passage, names[-1].end):
        if is_subject:
            yield from names
        elif len(names) > 1 or not GOVERNED.search(before):
            yield names[-1]
    elif is_subject and (LEVELS.match(text, names[-1].end) or _others_do(wording, text, passage, names[-1].end)):
        yield from names


def _before(text: str, passage: Passage, name: Span) -> str:
    """Return the words of a passage right before a name, with what goes before the passage left out."""
    return text[max(passage.span.start, name.start - BEHIND) : name.start]


def _does(wording: Wording, text: str, passage: Passage, end: int) -> bool:
    """Tell whether what ends at ``end`` is or does there what a measure is or does."""
    for word in wording.of(Span(end, min(end + REACH, passage.span.end)), "measured", "moved"):
        verb = VERB.fullmatch(text, end, word.span.start)
        if verb and (not wording.is_passive(word) if word.kind == "moved" else verb[0].strip()):
            return True
    return False


def _others_do(wording: Wording, text: str, passage: Passage, end: int) -> bool:
    """Tell whether a list goes on behind ``end`` with other things, and they are or do what a measure is or does."""
    item = ITEM.match(text, end, passage.span.end)
    while item:
        ends = [item.end(words) for words in ("two", "one") if item[words]]
        if any(_does(wording, text, passage, each) for each in ends):
            return True
        item = next(filter(None, (ITEM.match(text, each, passage.span.end) for each in ends)), None)
    return False
