"""Titles, names of files and kinds → what a paper is to another one: its supplement, its correction, its retraction."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from extractor.bibliography.papers.match import Paper
from extractor.core.reference import PaperRole, Reference
from extractor.core.reference_keys import words_key

_SETS_OFF = re.compile(
    r"\s*(?:[:.\[\](\"“‘|–—-]|to\b|for\b|regarding\b|about\b|of:|(?:table|figure|file|text|appendix)?\s*s?\d)",
    re.IGNORECASE,
)
_LEADING = (
    "the article entitled",
    "the article",
    "article",
    "to",
    "for",
    "of",
    "on",
    "regarding",
    "about",
    "concerning",
)
"""Words that may stand between a notice's own and the title that it is about."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a paper is to another, and the rest of its title (a key): that of the other, empty where it has none."""

    role: PaperRole
    about: str


@dataclass(frozen=True, slots=True)
class _Kind:
    role: PaperRole
    beginnings: tuple[str, ...]
    kinds: tuple[str, ...]
    files: tuple[str, ...] = ()


def _kinds() -> tuple[_Kind, ...]:
    text = files("extractor.bibliography.papers").joinpath("notices.toml").read_text(encoding="utf-8")
    return tuple(
        _Kind(row["role"], tuple(row["beginnings"]), tuple(row["kinds"]), tuple(row.get("files", ())))
        for row in tomllib.loads(text)["notice"]
    )


_KINDS = _kinds()

ALARMING = ("correction", "expression of concern", "retraction", "retracted")
"""Roles of papers that must not be overlooked."""


def read_notice(title: str | None, kind: str | None = None, file: str | None = None) -> Notice | None:
    """Return what a title, a database's kind of publication or a file's name says; None where it is a paper itself.

    >>> read_notice("Correction to: Itch in a heron")
    Notice(role='correction', about='itch in a heron')
    """
    key = words_key(title) or ""
    told = {words_key(part) for part in (kind or "").split(";")}
    for item in _KINDS:
        for words in item.beginnings:
            if key == words or (key.startswith(f"{words} ") and _is_set_off(title or "", words)):
                return Notice(item.role, _about(key[len(words) :].strip()))
        if told.intersection(item.kinds):
            return Notice(item.role, key)
    named = set(re.findall(r"[a-z]+", (file or "").casefold()))
    role = next((item.role for item in _KINDS if named.intersection(item.files)), None)
    return Notice(role, key) if role else None


def _is_set_off(title: str, words: str) -> bool:
    """Tell whether words that begin a title are set off from it, or lead on: ``Correction of a gait`` is a title."""
    last = words.rsplit(maxsplit=1)[-1]
    if last in ("to", "for", "regarding", "about"):
        return True
    rest = re.split(rf"\b{last}\b", title, maxsplit=1, flags=re.IGNORECASE)[-1]
    return bool(_SETS_OFF.match(rest))


def _about(rest: str) -> str:
    for words in _LEADING:
        if rest.startswith(f"{words} "):
            return _about(rest[len(words) + 1 :])
    return rest


def paper_about(notice: Notice, paper: Paper) -> Paper:
    """Return what a notice or supplement is about, to be found by its title and what else stands in the opening.

    Number, year, journal and authors of the notice are its own.
    """
    return Paper(Reference(paper.told.uids, title=notice.about or None), paper.opening)
