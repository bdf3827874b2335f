"""Document → Analysis: sentences, mentions, regimens and case regions of one document, by the protocol's words."""

from extractor.core.analysis import Analysis
from extractor.core.document import Document
from extractor.nlp.bridge import mentions_of, sentences_of, to_analysis, to_doc
from extractor.nlp.components.cases import find_regions
from extractor.nlp.components.names import Read
from extractor.nlp.pipeline import build_pipeline
from extractor.protocol.model import Protocol


class Analyzer:
    """Reads documents with the words of one protocol. Building it takes a second, reading a report some 50 ms.

    Not for use by several threads at once.
    """

    def __init__(self, protocol: Protocol, model: str | None = None, names: Read | None = None) -> None:
        """Build the pipeline; ``model`` names an installed spaCy model, the protocol's own if None.

        ``names`` finds names that the protocol has no word for, in sentences of words; None: they are not looked for.

        Raises:
            ModelMissing: The model is not installed; says how to install it.
        """
        self.protocol = protocol
        self._nlp = build_pipeline(protocol, model=model or protocol.model, names=names)

    def analyze(self, document: Document) -> Analysis:
        """Return what the language pipeline finds in ``document``; statements are not judged here."""
        doc = to_doc(self._nlp, document)
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        regions = find_regions(document, sentences_of(doc), mentions_of(doc), self.protocol)
        return to_analysis(doc, regions)
