"""Document → Doc and Doc → Analysis. The Doc's text is the document's, so an offset of one is that of the other."""

from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Analysis, CaseRegion, Mention, Regimen, Sentence
from extractor.core.document import Document


def to_doc(nlp: Language, document: Document) -> Doc:
    """Return the tokens of ``document`` as a Doc that carries the document and empty results."""
    doc = nlp.make_doc(document.text)
    doc._.document = document
    doc._.units = []
    doc._.abbreviations = []
    doc._.legends = []
    doc._.mentions = []
    doc._.scopes = {}
    doc._.regimens = []
    return doc


def to_analysis(doc: Doc, regions: tuple[CaseRegion, ...] = ()) -> Analysis:
    """Return what the components found, everything sorted by place; statements are not told yet."""
    return Analysis(
        sentences=sentences_of(doc),
        mentions=mentions_of(doc),
        regimens=tuple(sorted(doc._.regimens, key=_regimen_order)),
        regions=regions,
        abbreviations=tuple(doc._.abbreviations),
    )


def sentences_of(doc: Doc) -> tuple[Sentence, ...]:
    """Return the sentences of ``doc``; a table's cells are none."""
    return tuple(
        Sentence(unit.span, unit.block, unit.block_kind, unit.section) for unit in doc._.units if not unit.is_cell
    )


def mentions_of(doc: Doc) -> tuple[Mention, ...]:
    """Return the mentions of ``doc`` once each, sorted by span, label and concept."""
    return tuple(sorted(dict.fromkeys(doc._.mentions), key=_mention_order))


def _mention_order(mention: Mention) -> tuple[int, int, str, str, str, str]:
    span = mention.span
    return (span.start, span.end, mention.label, mention.concept or "", str(mention.value), mention.rule)


def _regimen_order(regimen: Regimen) -> tuple[int, int, int]:
    return (regimen.drug.span.start, regimen.dose.span.start if regimen.dose else -1, regimen.drug.span.end)
