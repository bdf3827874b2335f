"""Small papers in the wording of clinicians: who is a patient of the publication, and what kind of publication it is.

Each paper of ``papers`` is invented and says in its front matter what it tells: ``people`` (age and sex of each patient
told alone), ``groups`` (sizes), ``design`` where it is asked, ``protocol`` where it is not the shipped review's.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from extractor.core.annotation import Annotation
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown

PAPERS = sorted((Path(__file__).parent / "papers").glob("*.md"))
Read = Callable[[str, str], Annotation]


@pytest.fixture(scope="module")
def read() -> Read:
    @cache
    def analyzer(protocol: str) -> Analyzer:
        return Analyzer(load_protocol(protocol) if protocol else load_protocol())

    def run(markdown: str, protocol: str) -> Annotation:
        document = document_from_markdown(markdown)
        told = analyzer(protocol)
        return assemble(document, told.analyze(document), told.protocol, "paper").annotation()

    return run


def told(markdown: str, name: str) -> str:
    match = re.search(rf'^{name}: "(.*)"$', markdown.split("\n---\n", maxsplit=1)[0], re.MULTILINE)
    return match[1] if match else ""


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_paper_gives_its_own_patients_and_no_others(path: Path, read: Read) -> None:
    markdown = path.read_text("utf-8")
    annotation = read(markdown, told(markdown, "protocol"))
    people = sorted(f"{case.age_years or '?'} {case.sex or '?'}" for case in annotation.cases if case.unit == "patient")
    groups = [str(case.n) for case in annotation.cases if case.unit == "group"]
    assert people == sorted(item for item in told(markdown, "people").split("; ") if item)
    assert groups == [item for item in told(markdown, "groups").split(", ") if item]
    assert annotation.design == (told(markdown, "design") or annotation.design)
