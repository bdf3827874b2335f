"""The annotated corpora that the model of names learns from, as their folders hold them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.classify.names.chain import Name
from extractor.classify.names.words import TOKEN
from extractor.core.errors import UsageError

TAGS = {"Chemical": "chemical", "Disease": "disease"}
"""The corpora's words for what the model's labels call otherwise."""
SHARED = 8
"""Words in a row that tell that a sentence is one of a test file."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with the names among them, in the order of the text."""

    words: tuple[str, ...]
    names: tuple[Name, ...]


def read_iob(path: Path) -> list[Sentence]:
    """Read a file of one word and its IOB tag a line, sentences apart by a blank line.

    Raises:
        UsageError: The file is missing or without sentences, or a line is no word with its tag.
    """
    sentences: list[Sentence] = []
    rows: list[tuple[str, str]] = []
    for number, line in enumerate([*read_text(path).split("\n"), ""], 1):
        word, tab, tag = line.partition("\t")
        if tab and _is_tag(tag):
            rows.append((word, tag))
        elif line.strip():
            raise UsageError("no word with its tag", path=path, where=f"line {number}")
        elif rows:
            sentences.append(Sentence(tuple(word for word, _ in rows), tuple(_names([tag for _, tag in rows]))))
            rows = []
    if not sentences:
        raise UsageError("this corpus file has no sentences", path=path)
    return sentences


def _is_tag(tag: str) -> bool:
    return tag == "O" or (tag[:2] in ("B-", "I-") and tag[2:] in TAGS)


def _names(tags: list[str]) -> Iterator[Name]:
    first = 0
    for place, tag in enumerate(tags):
        if tag[0] == "B" or (tag[0] == "I" and (place == 0 or tags[place - 1][2:] != tag[2:])):
            first = place
        follows = tags[place + 1] if place + 1 < len(tags) else "O"
        if tag != "O" and (follows[0] != "I" or follows[2:] != tag[2:]):
            yield Name(first, place + 1, TAGS[tag[2:]])


def read_phee(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each sentence of a file of PHEE with (name, role) of each drug, effect and disorder marked in it.

    Raises:
        UsageError: The file is missing or a line is no sentence with its annotations.
    """
    for number, line in enumerate(read_text(path).splitlines(), 1):
        try:
            row = json.loads(line)
            told = str(row["context"]), list(_marked(row["annotations"]))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError("no sentence with its annotations", path=path, where=f"line {number}") from error
        yield told


def _marked(item: Any, role: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(item, Mapping):
        if role in ("Drug", "Effect", "Disorder"):
            yield from ((str(words), role) for part in item.get("text", ()) for words in part)
        for key, value in item.items():
            if key not in ("text", "start", "entity_id"):
                yield from _marked(value, key)
    elif isinstance(item, list):
        for value in item:
            yield from _marked(value, role)


def read_brat(folder: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield document id and (name, type) of each marked span of a folder of standoff files, by name of file.

    Raises:
        UsageError: There is none, or one cannot be read.
    """
    paths = sorted(folder.glob("*.ann"))
    if not paths:
        raise UsageError("this corpus folder has no standoff files", path=folder)
    for path in paths:
        for number, line in enumerate(read_text(path).splitlines(), 1):
            if line.startswith("T"):
                match line.split("\t"):
                    case [_, mark, words, *_] if mark.strip():
                        yield path.stem, (words, mark.split()[0])
                    case _:
                        raise UsageError("no marked span with its words", path=path, where=f"line {number}")


def sequences(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return all runs of words by which a sentence is known again."""
    lowered = [word.lower() for word in words]
    return {tuple(lowered[start : start + SHARED]) for start in range(len(lowered) - SHARED + 1)}


def words_of(text: str) -> tuple[str, ...]:
    """Return a text in the words of the corpora."""
    return tuple(TOKEN.findall(text))


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        UsageError: It is missing or no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("this corpus file cannot be read", path=path) from error
