"""What speaks against a suggestion or a decided value, told before it is accepted: nothing here decides.

All is read off the quotes, their places on the page and the other rows of the publication: the PDF is not needed, and
every key can have the warnings anew.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from extractor.core.candidate import Anchor, Evidence, Extraction
from extractor.core.confirmed import Place
from extractor.core.fields import WHOLES
from extractor.core.numerals import CARDINAL, cardinal
from extractor.protocol.model import Protocol
from extractor.review.form import Row, View
from extractor.review.values import choices

WarningKind = Literal["counts", "another case's", "cited", "not in quote", "unlike", "otherwise"]

NUMBERS = frozenset({"age_years", "onset_age_years", "n", "n_female", "n_improved", "n_evaluable"})
"""Fields of numbers that a quote tells as they are; months are reckoned from dates and need not stand there."""

NAMED = frozenset({"drug_name", "drug_frequency", "drug_route", "sex"})
"""Fields whose values a quote names in one of the protocol's wordings."""

MONTHS_A_YEAR = 12
WEEKS_A_MONTH, DAYS_A_MONTH = 4.345, 30.44
LEAST_ALIKE = 3
"""Other patients that must share a dose before another one is told to be unlike."""

LINE = 3.0
"""Points by which the tops of two cells of one row, or the left edges of two of one column, may differ."""

PAGE_HEIGHT = 2000.0
"""More points than any page is high: what stands on another page is farther than all on this one."""

FAR = 2.0
"""How many times farther the case's own words must be than another's for a quote to be told the other's."""

_CARDINAL = re.compile(rf"(?<![\w.,]){CARDINAL}(?![\w]*\d)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+(?:[.,·]\d+)?")
_REFERENCE = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\bet al\b")

Spot = tuple[int, float, float]
"""Page, left and top of where a quote begins."""


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning in one line."""

    kind: WarningKind
    words: str


def warnings(
    forms: Sequence[View], extraction: Extraction | None, protocol: Protocol
) -> dict[Place, tuple[Warning, ...]]:
    """Return the warnings of each place of a publication that has any, most telling first."""
    if extraction is None:
        return {}
    looker = _Looker([view for view in forms if view.kind != "statement" and not view.rejected], extraction, protocol)
    found: dict[Place, tuple[Warning, ...]] = {}
    for view in looker.forms:
        for row in view.rows:
            told = tuple(looker.of(view, row)) if row.has_value and not row.dropped else ()
            if told:
                found[row.place] = told
    return found


@dataclass(frozen=True)
class _Looker:
    forms: Sequence[View]
    extraction: Extraction
    protocol: Protocol

    def of(self, view: View, row: Row) -> Iterator[Warning]:
        """Yield what speaks against a row."""
        if view.kind == "case":
            yield from self._counts(view, row)
            yield from self._contradictions(view, row)
            yield from self._anothers(view, row)
        yield from self._cited(row)
        yield from self._not_in_quote(row)
        yield from self._unlike(view, row)
        yield from self._otherwise(row)

    # Numbers that cannot be

    def _counts(self, view: View, row: Row) -> Iterator[Warning]:
        """Yield a count that is more than what it is counted of, on both rows."""
        if row.slot is None or view.rows[0].unit != "group" or not _is_count(row.value):
            return
        values = {item.slot: item for item in view.rows if item.slot and item.has_value and _is_count(item.value)}
        for part, wholes in WHOLES.items():
            for whole in wholes:
                for slot, item in values.items():
                    other = next(
                        (values[key] for key in values if key.field == whole and key.key in (slot.key, "")), None
                    )
                    if slot.field != part or other is None or item.value <= other.value:
                        continue
                    if row.place in (item.place, other.place):
                        yield Warning("counts", f"{item.label} {item.value} is more than {other.label} {other.value}")

    def _contradictions(self, view: View, row: Row) -> Iterator[Warning]:
        """Yield what the publication says otherwise of the row's domain."""
        for item in self.extraction.contradictions:
            domain, _, rest = item.words.partition(": ")
            told = item.kind == "abstract" and item.subject == view.subject and row.slot is not None
            if told and rest and row.slot and (row.slot.field, row.slot.key) == ("outcome", domain):
                yield Warning("otherwise", rest)

    # Quotes that are not the case's own

    def _anothers(self, view: View, row: Row) -> Iterator[Warning]:
        """Yield that all the row's quotes stand among another case's words."""
        if len(self._case_forms) < 2 or row.slot is None or row.slot.field == "same_as" or not row.evidence:
            return
        owners = [self._owner(view, row, item) for item in row.evidence]
        if all(owners) and owners[0]:
            yield Warning("another case's", f"the quote stands with {owners[0]}")

    def _owner(self, view: View, row: Row, evidence: Evidence) -> str:
        """Return the title of the other case whose words a quote is, empty where it is the case's own or nobody's."""
        if not evidence.anchors or not evidence.anchors[-1].boxes:
            return ""
        anchor = evidence.anchors[-1]
        named = self._named(view, anchor.quote)
        if named is not None:
            return named
        own = self._distance(view, row, anchor, is_cell=len(evidence.anchors) > 1)
        others = [
            (self._distance(other, row, anchor, is_cell=len(evidence.anchors) > 1), other.title)
            for other in self._case_forms
            if other is not view
        ]
        users = self._users[_spot(anchor)] - {(view.subject, row.slot)}
        elsewhere = {subject for subject, _ in users if subject != view.subject}
        if len(elsewhere) != 1 or any(subject == view.subject for subject, _ in users):
            return ""
        nearest = min(others)
        return nearest[1] if nearest[0] * FAR < own else ""

    def _named(self, view: View, quote: str) -> str | None:
        """Return whom a quote names: another case's title, empty for the case's own, None where it names nobody."""
        there = [
            other for other in self._case_forms if (label := self._labels.get(other.subject)) and label.search(quote)
        ]
        if not there:
            return None
        return "" if any(other is view for other in there) or len(there) > 1 else there[0].title

    def _distance(self, view: View, row: Row, anchor: Anchor, *, is_cell: bool) -> float:
        """Return how far a quote stands from what else only this case tells.

        A cell is the nearer the more of the case's cells stand in its row or column.
        """
        spot = _spot(anchor)
        places = [
            (other, cell)
            for other, cell, slot in self._own_spots.get(view.subject, ())
            if slot != row.slot and other != spot and {subject for subject, _ in self._users[other]} == {view.subject}
        ]
        if is_cell:
            aligned = {
                other
                for other, cell in places
                if cell and other[0] == spot[0] and (abs(other[2] - spot[2]) < LINE or abs(other[1] - spot[1]) < LINE)
            }
            return PAGE_HEIGHT / (1 + len(aligned))
        return min((_apart(spot, other) for other, cell in places if not cell), default=10 * PAGE_HEIGHT)

    @cached_property
    def _case_forms(self) -> list[View]:
        return [view for view in self.forms if view.kind == "case" and view.rows[0].unit == "patient"]

    @cached_property
    def _labels(self) -> dict[str, re.Pattern[str]]:
        labels = {}
        for view in self._case_forms:
            label = next(
                (row.words for row in view.rows if row.slot and row.slot.field == "label" and row.has_value), ""
            )
            if any(letter.isalnum() for letter in label):
                labels[view.subject] = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)
        return labels

    @cached_property
    def _own_spots(self) -> dict[str, list[tuple[Spot, bool, object]]]:
        """Return where each case's quotes begin, with whether they are cells, and the slot they are of."""
        spots: dict[str, list[tuple[Spot, bool, object]]] = defaultdict(list)
        for view in self._case_forms:
            for row in view.rows:
                for item in row.evidence:
                    if item.anchors and item.anchors[-1].boxes:
                        spots[view.subject].append((_spot(item.anchors[-1]), len(item.anchors) > 1, row.slot))
        return spots

    @cached_property
    def _users(self) -> dict[Spot, set[tuple[str, object]]]:
        users: dict[Spot, set[tuple[str, object]]] = defaultdict(set)
        for subject, spots in self._own_spots.items():
            for spot, _, slot in spots:
                users[spot].add((subject, slot))
        return users

    @cached_property
    def _cite_cues(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.protocol.cue_names("own"), self.protocol.cue_names("cited")

    # Words and numbers of the quote

    def _cited(self, row: Row) -> Iterator[Warning]:
        """Yield that all the row's quotes tell of others' work."""
        if row.kind == "publication" or (row.slot and row.slot.field == "same_as"):
            return
        quotes = [" ".join(anchor.quote for anchor in item.anchors) for item in row.evidence if item.anchors]
        if quotes and all(_is_cited(quote, *self._cite_cues) for quote in quotes):
            yield Warning("cited", "the quote cites other authors")

    def _not_in_quote(self, row: Row) -> Iterator[Warning]:
        if row.slot is None or not row.anchors or not row.evidence:
            return
        quotes = " ".join(anchor.quote for anchor in row.anchors)
        if row.slot.field in NUMBERS and _is_count(row.value):
            if not any(abs(number - float(row.value)) < 0.06 for number in _numbers(quotes)):
                yield Warning("not in quote", f"{row.value:g} does not stand in the quote")
        elif row.slot.field == "drug_dose":
            figures = _FIGURE.findall(str(row.value))
            if not all(_amount(figure) in {_amount(other) for other in _FIGURE.findall(quotes)} for figure in figures):
                yield Warning("not in quote", f"{row.value} does not stand in the quote")
        elif row.slot.field == "follow_up_months" and _is_count(row.value):
            if not any(_is_months(number, float(row.value)) for number in _numbers(quotes)):
                yield Warning("not in quote", f"{row.value:g} months do not stand in the quote")
        elif row.spec and row.slot.field in NAMED:
            yield from self._named_otherwise(row, quotes)

    def _named_otherwise(self, row: Row, quotes: str) -> Iterator[Warning]:
        """Yield that the quote names another entry of the field's vocabulary, and not this one."""
        names = {choice.words: choice.names for choice in choices(row.spec, self.protocol)} if row.spec else {}
        if row.slot and row.slot.field == "sex":
            names = {"female": (*self.protocol.female_words, "F"), "male": (*self.protocol.male_words, "M")}
        if row.value not in names or _says(quotes, (str(row.value), *names[str(row.value)])):
            return
        others = [words for words, known in names.items() if _says(quotes, (words, *known))]
        if others:
            yield Warning("not in quote", f"the quote says {', '.join(others[:2])}")

    # Values beside others

    def _unlike(self, view: View, row: Row) -> Iterator[Warning]:
        """Yield that others on the same drug take one dose, and this case another."""
        if row.slot is None or row.slot.field != "drug_dose" or view.kind != "case":
            return
        drug = _drug(view, row.slot.key)
        doses = Counter(
            str(other.value)
            for form in self._case_forms
            if form is not view
            for other in form.rows
            if other.slot and other.slot.field == "drug_dose" and other.has_value
            if _drug(form, other.slot.key) == drug
        )
        if len(doses) == 1 and doses.total() >= LEAST_ALIKE and str(row.value) not in doses:
            [(dose, count)] = doses.items()
            yield Warning("unlike", f"all {count} others took {dose}")

    def _otherwise(self, row: Row) -> Iterator[Warning]:
        """Yield what else the publication says in this place."""
        others = [value for value in row.alternatives if value != row.value]
        if others and row.slot and row.slot.field in NUMBERS:
            yield Warning("otherwise", f"elsewhere it says {', '.join(f'{value}' for value in others[:3])}")


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _spot(anchor: Anchor) -> Spot:
    box = anchor.boxes[0]
    return (anchor.page, round(box.x0, 1), round(box.top, 1))


def _apart(one: Spot, other: Spot) -> float:
    return abs(one[0] - other[0]) * PAGE_HEIGHT + abs(one[2] - other[2])


def _drug(view: View, key: str) -> object:
    rows = (row for row in view.rows if row.slot and row.slot.field == "drug_name" and row.slot.key == key)
    return next((row.value for row in rows if row.has_value), None)


def _amount(figure: str) -> float:
    return float(re.sub("[,·]", ".", figure))


def _numbers(quote: str) -> set[float]:
    """Return the numbers that a quote tells, in figures or words, and what they make together: years and months."""
    told = [cardinal(match[0]) for match in _CARDINAL.finditer(quote)]
    told += [_amount(figure) for figure in _FIGURE.findall(quote)]
    numbers = {number for number in told if number is not None}
    whole = {number for number in numbers if number.is_integer() and number < MONTHS_A_YEAR * 20}
    numbers |= {number / MONTHS_A_YEAR for number in whole}
    numbers |= {years + months / MONTHS_A_YEAR for years in whole for months in whole if months < MONTHS_A_YEAR}
    return numbers | {one + other for one in whole for other in whole}


def _is_months(number: float, months: float) -> bool:
    """Tell whether a number may be these months, told in years, months, weeks or days and rounded."""
    ways = (number, number * MONTHS_A_YEAR, number / WEEKS_A_MONTH, number / DAYS_A_MONTH)
    return any(abs(way - months) < max(0.5, 0.05 * months) for way in ways)


@lru_cache(maxsize=16384)
def _is_cited(quote: str, own: tuple[str, ...], cited: tuple[str, ...]) -> bool:
    """Tell whether a quote refers to others' work and not to the authors' own; both come with their cue words."""
    return bool(_REFERENCE.search(quote) or _says(quote, cited)) and not _says(quote, own)


@lru_cache(maxsize=4096)
def _by_first_word(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        lowered = name.lower()
        if first := _WORD.match(lowered):
            found[first[0]].append(lowered)
    return {word: tuple(told) for word, told in found.items()}


def _says(text: str, names: tuple[str, ...]) -> bool:
    """Tell whether a text has one of the names, as whole words and whatever their case."""
    lowered, known = text.lower(), _by_first_word(names)
    for word in _WORD.finditer(lowered):
        for name in known.get(word[0], ()):
            end = word.start() + len(name)
            if lowered.startswith(name, word.start()) and not (name[-1].isalnum() and lowered[end : end + 1].isalnum()):
                return True
    return False
