"""Document → Analysis: sentences, mentions and regimens of one document, by the protocol's words."""

from extractor.core.analysis import Analysis
from extractor.core.document import Document
from extractor.nlp.bridge import to_analysis, to_doc
from extractor.nlp.pipeline import build_pipeline
from extractor.protocol.model import Protocol


class Analyzer:
    """Reads documents with the words of one protocol. Building it takes a second, reading a report some 50 ms.

    Not for use by several threads at once.
    """

    def __init__(self, protocol: Protocol, model: str | None = None) -> None:
        self.protocol = protocol
        self._nlp = build_pipeline(protocol)

    def analyze(self, document: Document) -> Analysis:
        """Return what the language pipeline finds in ``document``; statements are not judged here."""
        doc = to_doc(self._nlp, document)
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return to_analysis(doc)
