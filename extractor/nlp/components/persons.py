"""Ages, ages at onset and sexes of the persons that the text speaks of.

``A [34-year-old](age=34) [woman](sex=female), ill [since the age of 8](onset_age=8)``.

Needs: ``units``, ``hints``, ``mentions`` of drugs. Gives: ``mentions``.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.numerals import CARDINAL, WORD, cardinal, ordinal
from extractor.core.text import Span, either, small
from extractor.nlp.hints import Hints
from extractor.nlp.units import Unit, UnitIndex
from extractor.protocol.model import Protocol

_N = CARDINAL
_UNIT = r"(?:years?|yrs?|y|months?|mos?|mths?|weeks?|wks?|days?)"
_AND = rf"(?:\s*(?:,|and|-and-)?\s*(?P<more>{_N})[-\s]?(?P<more_unit>months?|mos?|m)\b)?"
_OLD = re.compile(
    rf"(?<![\w.,/])(?P<n>{_N})(?:[-\s–]and[-\s–]a[-\s–](?P<half>half))?[-\s–]*(?P<unit>{_UNIT})"
    rf"(?:[-\s–]*(?:and[-\s–]*)?(?P<more>{_N})[-\s–]*(?P<more_unit>months?|mos?))?[-\s–]*old\b"
    rf"|(?<![\w.,/])(?P<n2>{_N})\s?(?:y/o|yo|y\.o\.|yrs?\.?\sold)(?!\w)",
    re.IGNORECASE,
)
_AGED = re.compile(
    rf"\b(?P<word>aged?|age(?:\s(?:was|is|of|at))?[:,]?)\s(?:about\s|of\s|was\s|only\s|almost\s|nearly\s)?"
    rf"(?P<n>{_N})(?:\s?(?P<unit>{_UNIT})\b{_AND})?(?P<range>\s?(?:[-–]|to|and)\s?\d+)?"
    rf"(?!\s?[%/]|\s?(?:mg|ml|weeks?\safter|months?\safter)\b)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"\b(?:aged?|ages?\sof)\s(?P<first>{_N}(?:\s?,\s?{_N})*),?\s(?:and|&)\s(?P<last>{_N})(?:\s(?P<unit>years?|yrs?|months?)\b"
    rf"|(?=[\s,.;)]))",
    re.IGNORECASE,
)
"""Several persons' ages in one breath: «two women aged 56 and 63 years»."""
_OF_AGE = re.compile(
    rf"(?<![\w.,/])(?P<n>{_N})\s(?P<unit>{_UNIT})(?:\s*(?:,|and)?\s*(?P<more>{_N})\s(?P<more_unit>months?|mos?))?"
    rf"(?:\sof\sage|,\s(?:of\sage))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    rf"(?:\bat\s|,\s|\bnow\s|\bof\s)(?P<n>{_N})\s(?P<unit>years?|yrs?|y)\s*(?:,|and)?\s*(?P<more>{_N})\s?"
    rf"(?P<more_unit>months?|mos?|m)\b",
    re.IGNORECASE,
)
_HALVES = re.compile(r"\bat\s(?P<n>\d+\s?[½¼¾]|[a-z]+\sand\sa\shalf)\s(?P<unit>years?)\b", re.IGNORECASE)
_ENDS = r"(?![.,]\d)(?=[,.;:)]|\s(?:years?|yrs?|months?|with|who|whose|was|had|has|and|came|from|when|after|in|by)\b|$)"
_NOUN_OF = re.compile(
    rf"\b(?:wom[ae]n|m[ae]n|girl|boy|child|infant|lady|patient|adult|teenager|adolescent|male|female)s?\sof\s"
    rf"(?P<n>{_N}){_ENDS}(?:\s(?P<unit>years?|months?)\b)?",
    re.IGNORECASE,
)
_WORKER_OF = re.compile(
    r"\ban?\s(?:[\w-]+\s){0,2}(?!(?:number|order|tumou?r|factor|marker|ulcer|cancer|power|fever|error|donor|center|cover)\b)"
    r"(?:[a-z]{3,}(?:er|or|ist|ian|man|woman|ress)|nurse|clerk|cook|student|pupil|retiree|pensioner|athlete|chef|judge)\sof\s"
    r"(?P<n>[1-9]\d)(?=,|\s(?:with|who|whose)\b)"
)
"""A person by trade («a retired shearer of 71 with»)."""
_COUNTED = re.compile(rf"(?<!\w)(?!one\b|1\b){_N}\s(?:\w+\s)?$", re.IGNORECASE)
"""A number before a noun: «four patients of five» counts people."""
_WAS = re.compile(
    rf"\b(?:she|he|patient|who|child|girl|boy|(?:Mrs?|Ms|Miss)\.?\s[A-Z]\w*\.?)\s(?:was|is|turned|had\sjust\sturned)\s(?:then\s|now\s|only\s)?"
    rf"(?P<n>{_N})(?=\s(?:when|at\sthe\stime|at\sonset|at\sdiagnosis)\b|[,.;)](?!\d)|\sand\b|$)",
    re.IGNORECASE,
)
_ONSET_AT = re.compile(
    rf"\b(?:onset|diagnos\w+|began|begun|fell\sill|first\ssymptoms?|ill|started|appeared)\s(?!to\b)(?:\w+\s){{0,2}}?at\s"
    rf"(?P<n>{_N}){_ENDS}(?!\syears?\s(?:after|later))(?:\s(?P<unit>years?|months?)\b)?",
    re.IGNORECASE,
)
_SEX_WORD = r"[FMfm]|female|male|woman|man|girl|boy"
_CELL = re.compile(
    rf"^(?P<n>\d{{1,2}}(?:[.,]\d+)?)\s?(?P<unit>{_UNIT})?\s?[,/;(]?\s?(?P<sex>{_SEX_WORD})\b(?!/\w|[\s,;/(]*\d)"
    rf"|(?:^|[;,]\s?)(?P<sex2>{_SEX_WORD})\s?[,/;(]?\s?(?P<n2>\d{{1,2}}(?:[.,]\d+)?)\s?(?P<unit2>{_UNIT})?(?=[);,]|$)",
    re.IGNORECASE,
)
_ONSET = re.compile(
    r"\b(?:onset|began|begun|begin\w*|started\s(?:at|when)|first(?!\s(?:of|is|was|one|patient|case|child|girl|boy|wom[ae]n|m[ae]n)\b|[^\w\s])|fell\sill|fallen\sill|since|from\sthe\sage|diagnos\w*|"
    r"developed|noticed|appeared|debut\w*|became\sill|had\sbeen\sill|symptoms\s(?:started|began))\b|\bfrom\s(?:the\s)?$",
    re.IGNORECASE,
)
_FELL_ILL = re.compile(r"\b(?:onset|fell\sill|fallen\sill|ill|since|diagnos\w*|noticed|developed)\b", re.IGNORECASE)
_START = re.compile(
    r"\b(?:now|currently|referr\w*|present\w*|admitted|seen|came|baseline|enrol\w*|start\sof)\b", re.IGNORECASE
)
_AVERAGE = re.compile(r"\b(?:mean|median|average|averaged)\b[^.;]{0,40}$", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"(?:[≥>≤<]|\b(?:at\sleast|over|under|above|below|than|up\sto|minimum|maximum))\s*(?:an?\sage\sof\s|the\sage\sof\s)?$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(r"\s*(?:or|and)\s(?:older|younger|over|above|below|more|less|up)\b", re.IGNORECASE)
_BORN_TO = re.compile(r"\b(?:born|delivered|birth)\b[^.;,]{0,60}\b(?:to|by|of|from)\b[^.;,]{0,40}$", re.IGNORECASE)
_THING = re.compile(
    r"[-\s]+(?:\w+\s)?(?:rash|history|disease|lesions?|scars?|deposits?|paper|study|child's|data|record)", re.IGNORECASE
)
_PRONOUNS = frozenset({"her", "she", "hers", "herself", "his", "he", "him", "himself"})
_PLURALS = frozenset({"women", "men", "gentlemen", "ladies"})
_CELL_SEX = re.compile(r"^(?:(?P<female>F|female|woman|girl)|(?P<male>M|male|man|boy))$", re.IGNORECASE)
_AGE_WORDS = ("old", "age", "aged", "ages", "yo", "y", "o", "y.o", "y.o.", "year", "years", "yr", "yrs")
_BEFORE_BARE = ("of", "at", "was", "is", "turned", "then", "now", "only", ",", " ", "\n", "\t")
"""Words and blanks that stand before an age which no word of age tells («a woman of 34», «she was then 12»)."""
_HYPHENED = re.compile(r"(?<!old)-$", re.IGNORECASE)
"""A word that a hyphen joins to another is none of its own, but for ``44-year-old-man``."""
_OLDEST = 110.0
_SEXED = r"(?:F|M|female|male|woman|man|girl|boy|♀|♂)"
_BRACKETED = re.compile(
    rf"\(\s*(?:(?P<sex>{_SEXED})\s?[,/;:]?\s?)?(?:aged?\s)?(?P<n>\d{{1,3}}(?:[.,]\d+)?)"
    rf"(?:\s?[-–]?\s?(?P<unit>years?|yrs?\.?|y\.?(?:/?o\.?)?|months?|mos?)(?:[-\s]?old)?(?:\sof\sage)?)?"
    rf"(?:\s?[,/;]?\s?(?P<sex2>{_SEXED}))?\s*(?=[),;])(?!,\s(?:range|mean|median|IQR|SD))",
)
"""A person's age in brackets, told by its unit or by a sex beside it: «(16 years)», «(12y, F)», «(M/45)»."""
_DECADE = re.compile(r"\bin\s(?:his|her|their|the)\s(?:\w+\s)?(?:\d0s|\w+ties|teens)\s?$", re.IGNORECASE)
_NOTED = re.compile(
    r"(?<![\w.,/–-])(?P<n>\d{1,2})(?:\s?-?(?P<unit>y/?o|yo|y\.o\.|yrs?))?\s?(?P<sex>[MF])\b(?=,\s|\s(?:with|who|was|h/o|p/w|present)|\.?$)"
)
"""A person in a clinician's shorthand («67M with», «45yo F who»)."""
_BY_DECADE = re.compile(
    r"\bin\s(?:his|her|their)\s(?:(?:early|mid|middle|late)[-\s])?(?:to[-\s](?:mid|late)[-\s])?"
    r"(?:(?P<tens>[1-9])0['’]?s|(?P<word>teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))\b"
    r"|\bin\s(?:his|her|their|the(?=\s\w+\sdecade\sof\slife))\s(?P<nth>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\sdecade(?:\sof\slife)?\b",
    re.IGNORECASE,
)
"""An age told by its decade alone: it has no value, but says that somebody enters («a woman in her seventies»)."""
_BEFORE_BRACKET = 50
"""Characters before such brackets in which the person is named."""


RANK = r"(?:first|second|third|fourth|fifth|other|elder|eldest|older|oldest|younger|youngest|former|latter|last)"
"""English words by which one of several persons is told from the others."""


def _is_plural(word: str, names: Collection[str]) -> bool:
    return word.lower() in _PLURALS or (word.endswith("s") and word.removesuffix("s") in names)


BESIDE_A_PERSON = ("beside", "apposed", "bare")
"""Rules whose ages say how old somebody is, whatever else the clause tells."""


class _Persons:
    """Ages that only the word for a person beside them tells: «a 48 years gentleman», «Ms. K.L., 38 years, was»."""

    def __init__(self, protocol: Protocol) -> None:
        lists = (protocol.female_words, protocol.male_words, protocol.case_nouns)
        words = {word for names in lists for word in names if not _is_plural(word, names)} - _PRONOUNS
        nouns = either(words)
        beings = either({*words, *_PRONOUNS, *protocol.relatives})
        self._before = re.compile(rf"\b(?:{nouns}|[A-Z]\.\s?[A-Z]\.?|p\d{{1,2}})(?!\w)", re.IGNORECASE)
        self.beside = re.compile(
            rf"(?<![\w.,/–-])(?P<n>{_N})[-\s]?(?P<unit>years?|yrs?|y|months?)\.?[-\s](?:(?!old\b)\w+[-\s])?(?:{nouns})\b(?!-|\s(?:survival|study|series|outcomes?|data|cohort|follow))",
            re.IGNORECASE,
        )
        self.apposed = re.compile(
            rf"(?:\b(?:{nouns})(?:\s[A-Z0-9]{{1,3}}(?:\.[A-Z]?)*)?|\b(?:[A-Z]\.\s?){{1,3}}|\bthe\s{RANK}(?:\sone)?),"
            rf"\s(?:aged\s)?(?P<n>{_N})"
            rf"\s(?P<unit>years?|yrs?|months?),?\s(?!(?:later|after|ago|before|earlier|of\s(?!age))\b)",
            re.IGNORECASE,
        )
        self.bare = re.compile(
            rf"\b(?:{nouns})(?:\s[^,.;:()\d]{{1,25}})?(?:\s(?:[A-Z]|\d{{1,2}}))?,\s"
            rf"(?:an?\s(?:[\w-]+\s){{1,3}}of\s(?P<n>{_N})(?=,|\s(?:with|who|whose|was|had)\b)"
            rf"|(?P<n2>\d\d|{WORD}),\s(?=[^\W\d])(?!(?:and|or|to)\b))",
            re.IGNORECASE,
        )

        self.noted = re.compile(
            rf"(?:(?<=\n)|(?<=[.:]\s))(?:{nouns}),\s(?P<n>{_N})\s?(?P<unit>years?|yrs?|months?)(?=[.,;])", re.IGNORECASE
        )
        self.was = re.compile(
            rf"\b(?:{beings})\s(?:was|is)\s(?:then\s|now\s|only\s)?(?P<n>{_N})"
            r"(?=\s(?:when|at\s(?:the\stime|onset|diagnosis|presentation|admission|referral|inclusion|baseline))\b)",
            re.IGNORECASE,
        )

    def named_before(self, text: str, unit: Unit, match: re.Match[str]) -> bool:
        """Tell whether the brackets of ``match`` follow the word for a person, nothing but a few words between."""
        before = text[max(unit.span.start, match.start() - _BEFORE_BRACKET) : match.start()]
        named = [one.end() for one in self._before.finditer(before)]
        if not named:
            return False
        between = before[named[-1] :]
        return len(between.split()) <= 1 or bool(_DECADE.search(between))


def make_persons(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component; the words that tell a sex are those of ``protocol``."""
    sexes = {"female": protocol.female_words, "male": protocol.male_words}
    relatives = _Relatives(protocol.relatives)
    persons = _Persons(protocol)

    def find_persons(doc: Doc) -> Doc:
        text: str = doc._.document.text
        hints: Hints = doc._.hints
        drugs = sorted(mention.span.start for mention in doc._.mentions if mention.label in {"drug", "drug_class"})
        index = UnitIndex(doc._.units)
        taken: list[Span] = []
        for mention in _ages(text, doc._.units, drugs, hints, persons):
            if mention.label == "sex":
                doc._.mentions.append(relatives.told_of(text, mention, index))
            elif not any(mention.span.overlaps(span) for span in taken[-6:]):
                taken.append(mention.span)
                doc._.mentions.append(relatives.told_of(text, mention, index))
        for mention in _decades(text, index):
            told = range(mention.span.start, mention.span.end + len(" (") + 1)
            if not any(span.start in told or span.overlaps(mention.span) for span in taken):
                doc._.mentions.append(relatives.told_of(text, mention, index))
        doc._.mentions.extend(_cell_sexes(text, doc._.units))
        for sex, words in sexes.items():
            found = _sexes(text, index, hints, sex, words)
            doc._.mentions.extend(relatives.told_of(text, mention, index) for mention in found)
        return doc

    return find_persons


_SUBJECT = re.compile(r"\s*(?:(?:an?|this|the|our|another)\s(?:[\w-]+\s)?)?", re.IGNORECASE)
"""What stands before a sentence's first person: «A 35-year-old mother» may be the patient herself."""


class _Relatives:
    """Tells whose an age or a sex is: «his mother, a 32-year-old woman», «born to a 28-year-old primigravida»."""

    def __init__(self, words: tuple[str, ...]) -> None:
        names = either(words)
        self._before = re.compile(
            rf"\b(?:{names})(?:\s\(|,|\s(?:who\s)?(?:is|was)\b|\saged\b)\s?(?:[\w-]+,\s)?(?:(?:also\s)?(?:an?|the)\s)?"
            rf"(?:[\w-]+\s)?$",
            re.IGNORECASE,
        )
        self._after = re.compile(rf"[\s-]*(?:[\w-]+\s)?(?:{names})\b(?!\sof\b)", re.IGNORECASE)
        self._beside = re.compile(
            rf"[^.;,]{{0,30}},\s(?:his|her|the\s\w+['’]s)\s(?:{names})\b",
            re.IGNORECASE,
        )

    def told_of(self, text: str, mention: Mention, index: UnitIndex) -> Mention:
        """Return the mention, in the context ``family`` where it is of somebody beside the patient."""
        unit = index.at(mention.span.start)
        if unit is None or index.units[unit].is_cell or mention.rule == "pronoun":
            return mention
        sentence = index.units[unit].span
        before = text[max(sentence.start, mention.span.start - _REACH) : mention.span.start]
        after = text[mention.span.end : min(sentence.end, mention.span.end + _REACH)]
        other = self._before.search(before) or _BORN_TO.search(before) or self._beside.match(after)
        if not other and mention.label == "age" and self._after.match(after):
            other = None if _SUBJECT.fullmatch(before) else self._after.match(after)
        return replace(mention, context=mention.context | {"family"}) if other else mention


_REACH = 110
"""Characters beside an age or a sex that are looked at for whose it is."""


def _ages(text: str, units: list[Unit], drugs: list[int], hints: Hints, persons: _Persons) -> Iterator[Mention]:
    """Yield the ages of a document, and the sexes that stand in one bracket or cell with them."""
    worded: tuple[tuple[re.Pattern[str], str], ...] = (
        (_OLD, "old"), (_OF_AGE, "of_age"), (_AGED, "aged"), (_BOTH, "years_months"), (_HALVES, "half"),
        (persons.beside, "beside"), (persons.apposed, "apposed"),
    )  # fmt: skip
    bare: tuple[tuple[re.Pattern[str], str], ...] = (
        (_NOUN_OF, "noun_of"), (_WORKER_OF, "noun_of"), (_ONSET_AT, "onset_at"), (_WAS, "was"), (persons.was, "was"),
        (persons.noted, "apposed"), (persons.bare, "bare"),
    )  # fmt: skip
    with_words, with_numbers = hints.units_with(_AGE_WORDS), hints.units_with_numbers()
    with_bare = hints.units_with_numbers_after(_BEFORE_BARE)
    for number, unit in enumerate(units):
        if not unit.is_read or number not in with_numbers:
            continue
        is_worded = number in with_words
        found = _Found()
        found.add(_listed(text, unit) if is_worded else ())
        for pattern, rule in (*(worded if is_worded else ()), *(bare if number in with_bare else ())):
            matches = pattern.finditer(text, unit.span.start, unit.span.end)
            found.add(mention for match in matches if (mention := _age(text, unit, match, rule, drugs)))
        found.add(_in_brackets(text, unit, persons) if not unit.is_cell else ())
        cell = _CELL.search(unit.span.of(text)) if unit.is_cell and not found.mentions else None
        found.add(_cell(unit, cell) if cell else ())
        yield from sorted(found.mentions, key=lambda mention: mention.span)


def _decades(text: str, index: UnitIndex) -> Iterator[Mention]:
    for match in _BY_DECADE.finditer(text):
        unit = index.at(match.start())
        if unit is not None and index.units[unit].is_read:
            yield Mention(Span(match.start(), match.end()), "age", str(_decade(match)), None, frozenset(), "decade")


def _decade(match: re.Match[str]) -> int:
    """Return the first year of a decade of life."""
    if match["tens"]:
        return 10 * int(match["tens"])
    if match["nth"]:
        return 10 * ((ordinal(match["nth"]) or 1) - 1)
    tens = ("teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
    return 10 * (tens.index(small(match["word"])) + 1)


class _Found:
    """The mentions of one unit, of which none overlaps an earlier one."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []

    def add(self, mentions: Iterable[Mention]) -> None:
        """Add those that overlap nothing found before."""
        for mention in mentions:
            if not any(mention.span.overlaps(other.span) for other in self.mentions):
                self.mentions.append(mention)


def _listed(text: str, unit: Unit) -> Iterator[Mention]:
    """Yield an age for each person of a list, in their order («aged 56 and 63 years»)."""
    for match in _LISTED.finditer(text, unit.span.start, unit.span.end):
        before = text[unit.span.start : match.start()]
        if _BOUND_BEFORE.search(before) or re.search(r"\bbetween\s(?:the\s)?$", before, re.IGNORECASE):
            continue
        for number in re.finditer(_N, match[0], re.IGNORECASE):
            years = _years({"n": number[0], "unit": match["unit"]})
            if years is not None and years <= _OLDEST:
                start = match.start() + number.start()
                yield Mention(Span(start, start + len(number[0])), "age", None, years, frozenset(), "list")


def _in_brackets(text: str, unit: Unit, persons: _Persons) -> Iterator[Mention]:
    bracketed = _BRACKETED.finditer(text, unit.span.start, unit.span.end)
    noted = _NOTED.finditer(text, unit.span.start, unit.span.end)
    named = (match for match in bracketed if persons.named_before(text, unit, match))
    for match in (*named, *noted):
        name = "sex" if match["sex"] else "sex2"
        if not (match["unit"] or match[name]):
            continue
        years = _years(match.groupdict())
        if years is None or years > _OLDEST:
            continue
        yield Mention(Span(match.start("n"), match.end("n")), "age", None, years, frozenset(), "bracket")
        if match[name] and len(match[name]) == 1:
            span = Span(match.start(name), match.end(name))
            yield Mention(span, "sex", None, _sex_of(match[name]), frozenset(), "bracket")


def _age(text: str, unit: Unit, match: re.Match[str], rule: str, drugs: list[int]) -> Mention | None:
    groups = match.groupdict()
    years = _years(groups)
    if years is None or not 0 <= years <= _OLDEST:
        return None
    if (
        rule == "old"
        and _THING.match(text, match.end())
        and not re.match(r"[-\s]+\w+\s(?:wo)?man", text[match.end() : match.end() + 20])
    ):
        return None
    before = text[unit.span.start : match.start()]
    if rule == "noun_of" and not groups.get("unit") and _COUNTED.search(before):
        return None
    span = Span(match.start(), match.end())
    if groups.get("range"):
        return Mention(span, "age", None, None, frozenset(), "range")
    if _BOUND_BEFORE.search(before) or _BOUND_AFTER.match(text, match.end()):
        return Mention(span, "age", None, None, frozenset(), "bound")
    average = _AVERAGE.search(before)
    if average:
        rule = "median" if "median" in average[0].lower() else "mean"
    is_adjective = rule in BESIDE_A_PERSON or (
        rule == "old" and re.match(r"[\s-]+(?!(?:when|at|and|with|who|in|she|he)\b)\w", text[match.end() :])
    )
    told = rule == "onset_at" or (not is_adjective and not average and _tells_onset(before, text, match, unit))
    label = "onset_age" if told and not _tells_drug(text, unit, match, drugs) else "age"
    return Mention(span, label, None, years, frozenset(), rule)


def _tells_drug(text: str, unit: Unit, match: re.Match[str], drugs: list[int]) -> bool:
    """Tell whether the clause of an age names a drug of the review: the age is then that at its start."""
    before = re.split(r"[;:.]\s|,\s(?:and|but)\s", text[unit.span.start : match.start()])[-1]
    after = re.split(r"[;:.]|,\s", text[match.end() : unit.span.end])[0]
    first, last = match.start() - len(before), match.end() + len(after)
    fell_ill = [cue.end() for cue in _FELL_ILL.finditer(before)]
    first += fell_ill[-1] if fell_ill else 0
    at = bisect_left(drugs, first)
    return at < len(drugs) and drugs[at] < last


def _years(groups: dict[str, str | None]) -> float | None:
    number = groups.get("n") or groups.get("n2")
    if number is None:
        return None
    if number.lower().endswith("and a half"):
        whole = cardinal(number.lower().removesuffix(" and a half"))
        amount = None if whole is None else whole + 0.5
    else:
        amount = cardinal(number)
    if amount is None:
        return None
    amount += 0.5 if groups.get("half") else 0.0
    unit = (groups.get("unit") or "years").lower()
    years = amount * {"y": 1.0, "m": 1 / 12, "w": 7 / 365.25, "d": 1 / 365.25}[unit[0]]
    more = cardinal(groups.get("more") or "")
    return round(years + (more or 0.0) / 12, 2)


def _tells_onset(before: str, text: str, match: re.Match[str], unit: Unit) -> bool:
    """Tell whether the clause around an age speaks of how the disease began rather than of the present."""
    clause = re.split(r"[;:]|,\s(?:and|but)\s|\bnow\b", before)[-1][-90:]
    after = re.split(r"[;:.]|,\s(?:and|but)\s", text[match.end() : min(unit.span.end, match.end() + 60)])[0]
    onset = list(_ONSET.finditer(clause))
    start = list(_START.finditer(clause))
    if onset and (not start or start[-1].start() < onset[-1].start()):
        return True
    return not start and bool(
        re.match(
            r"\s?,?\s(?:when\s)?(?:with|she|he|the)?\s?(?:\w+\s){0,3}(?:onset|diagnos\w+|began|noticed|developed|fell\sill|appeared)",
            after,
        )
    )


def _cell(unit: Unit, cell: re.Match[str]) -> Iterator[Mention]:
    groups = cell.groupdict()
    years = _years({"n": groups["n"] or groups["n2"], "unit": groups["unit"] or groups["unit2"]})
    name = "n" if groups["n"] else "n2"
    sex = "sex" if groups["sex"] else "sex2"
    base = unit.span.start
    if years is not None and years <= _OLDEST:
        yield Mention(Span(base + cell.start(name), base + cell.end(name)), "age", None, years, frozenset(), "cell")
        yield Mention(
            Span(base + cell.start(sex), base + cell.end(sex)), "sex", None, _sex_of(cell[sex]), frozenset(), "cell"
        )


def _sex_of(word: str) -> str:
    return "female" if word[0] in "FfWwGgLl♀" else "male"


def _cell_sexes(text: str, units: list[Unit]) -> Iterator[Mention]:
    for unit in units:
        if unit.is_read and unit.is_cell:
            cell = _CELL_SEX.match(unit.span.of(text))
            if cell:
                yield Mention(unit.span, "sex", None, "female" if cell["female"] else "male", frozenset(), "cell")


def _sexes(text: str, index: UnitIndex, hints: Hints, sex: str, words: tuple[str, ...]) -> Iterator[Mention]:
    for row in hints.rows(words):
        start = int(hints.starts[row])
        span = Span(start, start + int(hints.lengths[row]))
        unit = index.at(start)
        if unit is None or not index.units[unit].is_read or _HYPHENED.search(text[max(0, start - 4) : start]):
            continue
        word = span.of(text).lower()
        rule = "pronoun" if word in _PRONOUNS else "plural" if _is_plural(word, words) else "noun"
        yield Mention(span, "sex", None, sex, frozenset(), rule)
