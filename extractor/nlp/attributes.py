"""Every extension that the pipeline's components read and write on a spaCy Doc, declared once.

A Doc lives and dies inside this folder. Character offsets of a Doc are those of ``Document.text``: the bridge makes
the Doc of that very text, so components keep ``Mention`` and ``Span`` objects of the core and never convert.
"""

from spacy.tokens import Doc

EXTENSIONS: dict[str, str] = {
    "document": "Document: what was read from the PDF",
    "units": "list[Unit]: sentences and table cells, in text order; nothing is matched across their borders",
    "hints": "Hints: which units hold certain words",
    "abbreviations": "list[tuple[str, str]]: short form and long form as the document defines them",
    "legends": "list[Span]: where notes and captions explain short forms: these words tell nothing of patients",
    "mentions": "list[Mention]: what the components found so far, in the order found",
    "scopes": "dict[tuple[Span, str], str]: for every cue (its span and category) which way it works",
    "regimens": "list[Regimen]: drugs with dose, frequency and route",
}
"""Name of each Doc extension and what it holds."""


def declare_extensions() -> None:
    """Register the extensions with spaCy; a second call changes nothing."""
    for name in EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
