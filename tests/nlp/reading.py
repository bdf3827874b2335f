"""One analyzer for all tests of this folder, and short ways to ask what it found."""

from functools import cache

from extractor.core.analysis import Analysis, Mention
from extractor.core.document import Document
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from tests.builders import document_from_markdown


@cache
def analyzer() -> Analyzer:
    return Analyzer(load_protocol("jak_dm"))


class Reading:
    """A text as the pipeline reads it: ``under`` is the heading that the text stands under."""

    def __init__(self, text: str, under: str = "Case report") -> None:
        self.document: Document = document_from_markdown(f"## {under}\n\n{text}")
        self.analysis: Analysis = analyzer().analyze(self.document)

    def words(self, mention: Mention) -> str:
        return mention.span.of(self.document.text)

    def sentences(self) -> list[str]:
        return [one.span.of(self.document.text) for one in self.analysis.sentences if one.block_kind not in {"heading"}]

    def mentions(self, *labels: str) -> list[Mention]:
        return [one for one in self.analysis.mentions if one.label in labels]

    def values(self, label: str) -> list[float | str | None]:
        return [one.value for one in self.mentions(label)]

    def concepts(self, label: str, *, without: str | None = None) -> list[str | None]:
        return [one.concept for one in self.mentions(label) if without is None or without not in one.context]

    def regimens(self) -> list[tuple[str | None, object, object, str | None]]:
        return [
            (
                one.drug.concept,
                one.dose.value if one.dose else None,
                one.frequency.value if one.frequency else None,
                one.route.concept if one.route else None,
            )
            for one in self.analysis.regimens
        ]


def read(text: str, under: str = "Case report") -> Reading:
    return Reading(text, under)
