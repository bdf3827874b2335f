"""A paper told in Markdown becomes the cases that the records stage finds in it."""

import pytest

from extractor.core.candidate import Extraction
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown
from tests.records import Annotate, Extract


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(load_protocol())


@pytest.fixture(scope="session")
def extract(analyzer: Analyzer) -> Extract:
    def run(markdown: str) -> Extraction:
        document = document_from_markdown(markdown)
        return assemble(document, analyzer.analyze(document), load_protocol(), "paper")

    return run


@pytest.fixture(scope="session")
def annotate(extract: Extract) -> Annotate:
    return lambda markdown: extract(markdown).annotation()
