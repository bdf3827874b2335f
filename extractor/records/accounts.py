"""What is suggested for some cases, asked by what a passage tells: does a suggestion tell it too?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from extractor.core.candidate import Case, Slot


class Account:
    """What is suggested for ``cases`` taken together: what one of them has, none of them lacks."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = tuple(cases)
        self.units = frozenset(case.unit for case in cases)

    def names(self, fields: Iterable[str], *words: str) -> bool:
        """Tell whether one of the fields has one of the words as a value or key, spelling differences aside."""
        asked = {_plain(word) for word in words}
        return any(asked & self._names[field] for field in fields)

    def has(self, field: str, key: str = "") -> bool:
        """Tell whether a field has a value, under ``key`` where it is keyed."""
        return Slot(field, key) in self._slots

    def lacks(self, field: str, key: str, *, beside: str) -> bool:
        """Tell whether a field has no value under ``key`` although another field has."""
        return self.has(beside, key) and not self.has(field, key)

    def has_scores(self, domain: str) -> bool:
        """Tell whether a domain has a reading of any instrument."""
        fields = ("score_start", "score_last")
        return any(slot.field in fields and slot.key.startswith(f"{domain}/") for slot in self._slots)

    def has_of_courses(self, field: str, drug: str | None = None) -> bool:
        """Tell whether a field has a value for every suggested course of a drug, or of any; true where none is."""
        return all(
            Slot(field, item.slot.key) in slots
            for slots, case in zip(self._slots_by_case, self.cases, strict=True)
            for item in case.candidates
            if item.slot.field == "drug_name" and drug in (None, item.value)
        )

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The numbers of patients that are suggested: how many cases there are, and the counts of groups."""
        patients = sum(case.unit == "patient" for case in self.cases)
        counts = (
            float(item.value)
            for case in self.cases
            for item in case.candidates
            if case.unit == "group" and isinstance(item.value, int | float) and not isinstance(item.value, bool)
        )
        return frozenset((float(patients), *counts))

    @cached_property
    def ages(self) -> frozenset[float]:
        """The ages that are suggested, in years with two decimals."""
        return frozenset(
            round(float(item.value), 2)
            for case in self.cases
            for item in case.candidates
            if item.slot.field in ("age_years", "onset_age_years") and not isinstance(item.value, str)
        )

    @cached_property
    def _slots_by_case(self) -> tuple[frozenset[Slot], ...]:
        return tuple(frozenset(item.slot for item in case.candidates) for case in self.cases)

    @cached_property
    def _slots(self) -> frozenset[Slot]:
        return frozenset().union(*self._slots_by_case)

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for case in self.cases:
            for item in case.candidates:
                names[item.slot.field] |= {_plain(str(item.value)), _plain(item.slot.key)}
        return names


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())
