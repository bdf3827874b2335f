"""EndNote XML: each record is parsed for itself, so that one that is broken, or the lack of an end, costs no other."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from extractor.bibliography.entry import Broken, Contents, Entry, entry_of

_RECORD = re.compile(r"<record[\s>].*?(?:</record>|(?=<record[\s>])|\Z)", re.DOTALL)
_NO_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\\d|3[01]));",
    re.IGNORECASE,
)
"""Characters that XML forbids; EndNote writes them all the same where an abstract was pasted."""

_DEPTH = 3
"""Deeper than anything that a record tells of."""


def read_endnote(text: str) -> Contents:
    """Return the records of an EndNote export; a record stands alone, so no document type can define entities in it."""
    entries: list[Entry] = []
    broken: list[Broken] = []
    line, counted = 1, 0
    for number, found in enumerate(_RECORD.finditer(text), start=1):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        try:
            record = ElementTree.fromstring(_NO_XML.sub(" ", found[0]))
        except ElementTree.ParseError:
            broken.append(Broken(line, f"record {number} is not closed, or is no XML"))
        else:
            entries.append(entry_of(line, list(_parts(record))))
    return Contents("endnote", tuple(entries), tuple(broken))


def _parts(record: ElementTree.Element) -> Iterator[tuple[str, str]]:
    kind = record.find("ref-type")
    for path, element in _leaves(record, ""):
        if path != "ref-type":
            yield path, "".join(element.itertext())
    if kind is not None:
        yield "ref-type", kind.get("name", "")


def _leaves(element: ElementTree.Element, path: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Yield elements that hold text, with their path; what only says how text looks (``style``) is no step of it."""
    for child in element:
        below = f"{path}/{child.tag}" if path else child.tag
        if below.count("/") == _DEPTH or all(grandchild.tag == "style" for grandchild in child):
            yield below, child
        else:
            yield from _leaves(child, below)
