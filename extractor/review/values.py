"""Values in a reviewer's words and back: what is shown, what may be typed, what the protocol offers."""

import re
from dataclasses import dataclass
from datetime import datetime
from math import floor
from typing import Any

from extractor.core.candidate import Value
from extractor.core.errors import UsageError
from extractor.core.fields import FieldSpec
from extractor.protocol.model import Protocol, Term, Therapy

_SUGGESTED = {
    "drug_name": "drugs", "drug_frequency": "frequencies", "drug_route": "routes", "antibodies": "antibodies",
    "prior_therapies": "therapies", "adverse_events": "adverse_events",
}  # fmt: skip
"""Lists of the protocol that help with fields whose values are free."""

_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
EPSILON = 1e-6
"""What a share may be short of a tenth of a per cent by the way in which it is held."""
UNCOUNTED = "not counted"
_REFERENCE = re.compile(r"[^/\s]+/[^/\s]+")


class InvalidValue(UsageError):
    """What was typed is no value of the field; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, the words that are shown for it, and other spellings that mean it."""

    value: Value | None
    words: str
    names: tuple[str, ...] = ()


def is_presence(spec: FieldSpec, unit: str) -> bool:
    """Tell whether the field counts patients and there is only one: then it says yes, or nothing."""
    return spec.keying == "domain" and spec.measure == "patients" and unit == "patient"


def shown(spec: FieldSpec | None, value: Any, unit: str = "patient") -> str:
    """Return a value in words; a value of None is a row that stands without a count."""
    if value is None:
        return UNCOUNTED
    if spec and is_presence(spec, unit):
        return "yes"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if spec and isinstance(spec.vocabulary, tuple):
        return _spelled(value)
    words = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{words} {spec.measure}" if spec and spec.measure else words


def percent(share: float) -> str:
    """Return a share (0–1) in per cent, never rounded up: what is shown to reach a level does reach it."""
    return f"{floor(share * 1000 + EPSILON) / 10:g}%"


def choices(spec: FieldSpec, protocol: Protocol, unit: str = "patient") -> tuple[Choice, ...]:
    """Return what can be chosen for a field; empty where it can only be typed."""
    if is_presence(spec, unit):
        return (Choice(1, "yes"),)
    if spec.kind == "boolean":
        return (Choice(True, "yes"), Choice(False, "no"))
    if isinstance(spec.vocabulary, tuple):
        return tuple(Choice(value, _spelled(value), (value,)) for value in spec.vocabulary)
    if spec.kind == "integer" and spec.keying == "domain":
        return (Choice(None, UNCOUNTED),)
    entries = getattr(protocol, spec.vocabulary or _SUGGESTED.get(spec.name, ""), ())
    return tuple(Choice(entry.id, entry.id, tuple(entry.names)) for entry in entries)


def _spelled(word: Any) -> str:
    """Return a word of the contract's vocabulary as people write it."""
    return str(word).replace("_", " ")


def names(spec: FieldSpec | None, protocol: Protocol) -> tuple[Choice, ...]:
    """Return the names that the protocol offers for what a field keyed by name is told of."""
    block = spec.block if spec else ""
    if block == "score":
        scores = (f"{domain.id}/{item.names[0]}" for domain in protocol.domains for item in domain.instruments)
        return tuple(Choice(score, score) for score in scores)
    entries: tuple[Term | Therapy, ...] = ()
    if block in ("concomitant", "event"):
        entries = protocol.therapies if block == "concomitant" else protocol.adverse_events
    return tuple(Choice(entry.id, entry.id, tuple(entry.names)) for entry in entries)


def named(spec: FieldSpec | None, text: str, protocol: Protocol) -> str:
    """Return the name that ``text`` means for a field keyed by name: one that is offered, else the words themselves.

    Raises:
        InvalidValue: It means none.
    """
    typed = " ".join(text.split())
    if not typed:
        raise InvalidValue("type a name, or press escape to leave it as it is")
    for choice in names(spec, protocol):
        if typed.casefold() in {name.casefold() for name in (choice.words, *choice.names)}:
            return choice.words
    if spec and spec.block == "score" and typed.partition("/")[0] not in {domain.id for domain in protocol.domains}:
        known = ", ".join(domain.id for domain in protocol.domains)
        raise InvalidValue(f"type a domain, a slash and the instrument; domains are: {known}")
    return typed


def parse(spec: FieldSpec, text: str, protocol: Protocol, unit: str = "patient") -> Value | None:
    """Return the value that ``text`` means in a field.

    Raises:
        InvalidValue: It means none.
    """
    typed = " ".join(text.split())
    if not typed:
        raise InvalidValue("type a value, or press escape to leave it as it is")
    offered = choices(spec, protocol, unit)
    for choice in offered:
        if typed.casefold() in {name.casefold() for name in (choice.words, *choice.names)}:
            return choice.value
    if spec.kind in ("integer", "number"):
        typed = _without_unit(typed, spec.measure)
    return _PARSERS[spec.kind](typed, offered)


def _without_unit(typed: str, unit: str | None) -> str:
    """Return a number without the unit that was typed after it; another unit stays, and is refused with it."""
    if unit and typed.casefold().endswith(unit.casefold()):
        return typed[: -len(unit)].rstrip() or typed
    return typed


def _date(typed: str, _: tuple[Choice, ...]) -> Value:
    """Return a date as ISO 8601 writes it, to the day, the month or the year as far as it is known."""
    for form, length in (("%Y-%m-%d", 10), ("%Y-%m", 7), ("%Y", 4)):
        try:
            if len(typed) == length:
                return datetime.strptime(typed, form).strftime(form)
        except ValueError:
            continue
    raise InvalidValue("type a date, such as 2021-03-09, 2021-03 or 2021")


def _whole(typed: str, _: tuple[Choice, ...]) -> Value:
    if not typed.isascii() or not typed.isdigit():
        raise InvalidValue("type a whole number, such as 4")
    return int(typed)


def _number(typed: str, _: tuple[Choice, ...]) -> Value:
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,4})?", typed, re.ASCII):
        raise InvalidValue("type a number, such as 47 or 1.5")
    number = float(typed.replace(",", "."))
    return int(number) if number.is_integer() else number


def _boolean(typed: str, _: tuple[Choice, ...]) -> Value:
    if typed.casefold() not in (*_YES, *_NO):
        raise InvalidValue("type yes or no")
    return typed.casefold() in _YES


def _choice(typed: str, offered: tuple[Choice, ...]) -> Value:
    starting = [item.value for item in offered if item.words.casefold().startswith(typed.casefold())]
    if len(starting) == 1 and starting[0] is not None:
        return starting[0]
    raise InvalidValue(f"choose one of: {', '.join(choice.words for choice in offered)}")


def _reference(typed: str, _: tuple[Choice, ...]) -> Value:
    if not _REFERENCE.fullmatch(typed):
        raise InvalidValue("type the other publication's id and its case, such as smith-2020/p1")
    return typed


def _text(typed: str, _: tuple[Choice, ...]) -> Value:
    return typed


_PARSERS = {
    "text": _text, "integer": _whole, "number": _number, "boolean": _boolean, "choice": _choice,
    "reference": _reference, "date": _date,
}  # fmt: skip
