"""A paper told in Markdown becomes the cases that the records stage finds in it."""

from collections.abc import Callable

import pytest

from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.core.candidate import Extraction
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown

Assemble = Callable[[str], Extraction]


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(load_protocol())


@pytest.fixture(scope="session")
def extract(analyzer: Analyzer) -> Assemble:
    def run(markdown: str) -> Extraction:
        document = document_from_markdown(markdown)
        return assemble(document, analyzer.analyze(document), load_protocol(), "paper")

    return run


@pytest.fixture(scope="session")
def annotate(extract: Assemble) -> Callable[[str], Annotation]:
    return lambda markdown: extract(markdown).annotation()


@pytest.fixture(scope="session")
def only_case(annotate: Callable[[str], Annotation]) -> Callable[[str], AnnotatedCase]:
    def run(markdown: str) -> AnnotatedCase:
        (case,) = annotate(markdown).cases
        return case

    return run
