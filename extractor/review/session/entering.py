"""Values that a reviewer enters: another one for a row, one more item of a list, one more drug, domain or name."""

from dataclasses import replace
from textwrap import shorten
from typing import Any

from extractor.core.candidate import Slot
from extractor.core.confirmed import SETS
from extractor.core.decision import Action
from extractor.review.form import Row, suggested
from extractor.review.session.record import MESSAGE_VALUE, Record
from extractor.review.values import Choice, InvalidValue, choices, named, names, parse, shown

KEYED = ("domain", "named")
"""Keyings of fields whose item is named before its values are filled in."""

DROPPED = "This case is rejected; accept its first row to take it in again."


class Entering(Record):
    """Enters values, chosen or typed; what is typed is understood and checked by ``values``."""

    def offered(self) -> tuple[Choice, ...]:
        """Return what can be chosen for the current row: what the machine considered, then the protocol's words."""
        row = self.row
        if row is None or row.spec is None:
            return ()
        if _needs_key(row):
            return self._keys(row)
        vocabulary = choices(row.spec, self.protocol, row.unit)
        considered = () if row.suggestion is None else (suggested(row.suggestion), *row.alternatives)
        first = [Choice(value, shown(row.spec, value, row.unit)) for value in considered if value is not None]
        known = {choice.words for choice in first}
        unique = {choice.words: choice for choice in reversed(first)}
        return (*reversed(unique.values()), *(choice for choice in vocabulary if choice.words not in known))

    def correct(self, text: str, *, reason: str = "") -> str:
        """Give the current row the value that ``text`` means and go on; an empty row gets it as an added value.

        It stands on the words that are held, where some are.

        Raises:
            InvalidValue: The text means no value of the field; nothing was decided.
        """
        row = self.row
        if row is None or row.spec is None or row.slot is None:
            return "This row has no value to correct."
        if row.dropped:
            return DROPPED
        if _needs_key(row):
            return self._reveal_key(row, text)
        value = self._parsed(row, text)
        if row.spec.keying == "value" and not row.slot.key:
            return self._add_item(row, value)
        action: Action = "add" if row.suggestion is None else "correct"
        if row.suggestion is not None and value == suggested(row.suggestion):
            action = "accept"
        self._decide([self._decision(row, action, value, reason=reason)], advance=action != "add")
        if action == "add":
            self.move_row(1)  # an empty form is filled in line by line
        return self._told({"add": "Added", "correct": "Corrected", "accept": "Accepted"}[action], row, value)

    def can_add(self) -> bool:
        """Tell whether the current row is of a list, a domain or a drug, which can have one more."""
        return bool(self.row and self.row.spec and self.row.spec.keying != "single")

    def offered_more(self) -> tuple[Choice, ...]:
        """Return what can be chosen for one more item beside the current row."""
        row = self.row
        if row is None or row.spec is None:
            return ()
        return self._keys(row) if row.spec.keying in KEYED else choices(row.spec, self.protocol, row.unit)

    def add_more(self, text: str = "") -> str:
        """Add one more item beside the current row: a list's item, or a domain, a drug, a name, whose rows open.

        Raises:
            InvalidValue: The text means no value of the field; nothing was decided.
        """
        row = self.row
        if row is None or row.spec is None or not self.can_add():
            return f"This field has one value; {self.key('correct')} changes it."
        if row.spec.keying in KEYED:
            return self._reveal_key(row, text)
        if row.spec.keying == "ordinal":
            return self._reveal_drug(row)
        return self._add_item(row, self._parsed(row, text))

    def _parsed(self, row: Row, text: str) -> Any:
        if row.spec is None:
            raise InvalidValue("this row has no value")
        for choice in self.offered() if not _needs_key(row) else ():
            if choice.words == text:
                return choice.value
        return parse(row.spec, text, self.protocol, row.unit)

    def _add_item(self, row: Row, value: Any) -> str:
        if row.slot is None or row.spec is None:
            return "This field has no list."
        slot = Slot(row.slot.field, str(value))
        old = self._work.decided.get((row.subject, slot))
        if old and old.action in SETS:
            raise InvalidValue(f"{value} stands there already")
        there = next((item for item in self._like(row) if item.slot == slot and item.suggestion), None)
        action: Action = "accept" if there else "add"
        added = there or replace(row, slot=slot, suggestion=None, decision=None)
        self._decide([self._decision(added, action, value)], advance=False)
        self._select(slot)
        return self._told("Added", added, value)

    def _domains(self) -> tuple[Choice, ...]:
        row, view = self.row, self.view
        if row is None or view is None:
            return ()
        there = {item.slot.key for item in view.rows if item.slot and item.spec and item.spec.keying == "domain"}
        return tuple(
            Choice(domain.id, domain.title, (domain.id,))
            for domain in self.protocol.domains
            if domain.outcome and domain.id not in there
        )

    def _keys(self, row: Row) -> tuple[Choice, ...]:
        """Return the domains, or the names, that may be added beside a row."""
        return self._domains() if row.spec and row.spec.keying == "domain" else names(row.spec, self.protocol)

    def _reveal_key(self, row: Row, text: str) -> str:
        if row.spec and row.spec.keying == "domain":
            return self._reveal_domain(row, text)
        name = named(row.spec, text, self.protocol)
        return self._reveal(row, name, f"Fill in what is told of {shorten(name, MESSAGE_VALUE, placeholder='…')}.")

    def _reveal_domain(self, row: Row, text: str) -> str:
        typed = " ".join(text.split()).casefold()
        offered = self._domains()
        found = [item for item in offered if typed in (item.words.casefold(), str(item.value).casefold())]
        if not found:
            raise InvalidValue(f"choose one of: {', '.join(item.words for item in offered)}")
        return self._reveal(row, str(found[0].value), f"Fill in what is told of {found[0].words}.")

    def _reveal_drug(self, row: Row) -> str:
        numbers = [
            int(item.slot.key[1:]) for item in self._like(row) if item.slot and (item.suggestion or item.decision)
        ]
        return self._reveal(row, f"d{max(numbers, default=0) + 1}", "Fill in the next drug.")

    def _reveal(self, row: Row, key: str, words: str) -> str:
        slot = Slot(next(item.spec.name for item in self._like(row) if item.spec), key)
        work = self._work
        if (row.subject, slot) not in work.revealed:
            work.revealed.append((row.subject, slot))
        self._rebuild(work)
        self._select(slot)
        return words

    def _like(self, row: Row) -> list[Row]:
        """Return the rows of the form that are keyed as ``row`` is."""
        rows = self.view.rows if self.view else ()
        alike = [item for item in rows if item.spec and row.spec and item.spec.keying == row.spec.keying]
        return [item for item in alike if item.spec and row.spec and item.spec.block == row.spec.block]


def _needs_key(row: Row) -> bool:
    return bool(row.spec and row.spec.keying in KEYED and row.slot and not row.slot.key)
