"""A document as bytes and back, to be kept beside its PDF: compressed JSON, nothing in which can be executed.

What is written is the fields of the core's types in their order, so a new field needs nothing here; who keeps the bytes
has to know them by the code that wrote them.
"""

import json
import sys
import zlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from extractor.core.document import Document, Words

MOST_BYTES = 1 << 28
"""Of what is unpacked: a PDF of 3,000 pages takes a tenth."""
_LEVEL = 1
"""Of compression: higher ones take five times as long for a tenth less."""


def pack(document: Document) -> bytes:
    """Return a document as bytes; the same document gives the same bytes on one kind of machine."""
    text = json.dumps([sys.byteorder, _plain(document)], ensure_ascii=True, separators=(",", ":"))
    return zlib.compress(text.encode(), _LEVEL)


def unpack(packed: bytes) -> Document:
    """Return the document that ``pack`` made bytes of.

    Raises:
        ValueError: These are no such bytes, or those of another kind of machine.
    """
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(packed, MOST_BYTES)
        order, row = json.loads(text)
        if order != sys.byteorder or not opened.eof:
            raise ValueError("packed on another kind of machine, or in part")
        document: Document = _reader(Document)(row)
    except (zlib.error, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError("no packed document") from error
    return document


def _plain(value: Any) -> Any:
    """Return a value of the core's types as lists, texts and numbers."""
    if isinstance(value, array):
        return [value.typecode, b64encode(value.tobytes()).decode()]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    kind: Any = type(value)
    names = _names(kind)
    return [_plain(getattr(value, name)) for name in names] if names else value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of a type of what ``_plain`` made of it."""
    if kind is Words:
        return lambda row: Words(*map(_array, row))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return _maker(kind, [_reader(hints[name]) for name in _names(kind)])  # type: ignore[arg-type]
    if get_origin(kind) is tuple:
        one = _reader(get_args(kind)[0])
        return lambda row: tuple(map(one, row))
    if get_origin(kind) in (Union, UnionType):
        [present] = [_reader(part) for part in get_args(kind) if part is not type(None)]
        return lambda row: None if row is None else present(row)
    return _itself


def _maker(kind: Any, readers: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    return lambda row: kind(*(read(item) for read, item in zip(readers, row, strict=True)))


def _itself(value: Any) -> Any:
    return value


def _array(row: Any) -> "array[Any]":
    values: array[Any] = array(row[0])
    values.frombytes(b64decode(row[1], validate=True))
    return values
