"""The pipeline as one table: order, what every component needs and gives. Registers the components and builds it."""

from collections.abc import Callable
from dataclasses import dataclass

from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.errors import ModelMismatch
from extractor.nlp.attributes import declare_extensions
from extractor.nlp.components.abbreviations import find_abbreviations
from extractor.nlp.components.antibodies import make_antibodies
from extractor.nlp.components.context import add_context
from extractor.nlp.components.counts import find_counts
from extractor.nlp.components.entities import load_model, make_entities
from extractor.nlp.components.labels import make_labels
from extractor.nlp.components.measures import make_measures
from extractor.nlp.components.names import Read, make_names
from extractor.nlp.components.persons import make_persons
from extractor.nlp.components.regimens import make_regimens
from extractor.nlp.components.sentences import make_sentences
from extractor.nlp.components.terms import make_terms
from extractor.nlp.components.times import find_times
from extractor.nlp.tokens import install_tokenizer
from extractor.protocol.model import Protocol

Component = Callable[[Doc], Doc]


class ReviewEnglish(English):  # type: ignore[no-untyped-call]
    """English that knows the review's protocol, from which its components take every word."""

    protocol: Protocol
    model: Language | None = None
    names: Read | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A component: its factory's name, how it is built, the extensions that it needs and gives."""

    name: str
    build: "Callable[[ReviewEnglish], Component]"
    requires: tuple[str, ...]
    assigns: tuple[str, ...]


def _plain(component: Component) -> Callable[[ReviewEnglish], Component]:
    return lambda nlp: component


def _worded(make: Callable[[Language, Protocol], Component]) -> Callable[[ReviewEnglish], Component]:
    return lambda nlp: make(nlp, nlp.protocol)


def _recognizing(nlp: ReviewEnglish) -> Component:
    if nlp.model is None:
        raise ModelMismatch("the entities component needs a model")
    return make_entities(nlp.model)


def _naming(nlp: ReviewEnglish) -> Component:
    if nlp.names is None:
        raise ModelMismatch("the names component needs a model")
    return make_names(nlp.names, nlp.protocol)


COMPONENTS: tuple[Row, ...] = (
    Row("sentences", _worded(make_sentences), ("document",), ("units", "hints")),
    Row("abbreviations", _plain(find_abbreviations), ("units",), ("abbreviations", "legends")),
    Row("terms", _worded(make_terms), ("units", "abbreviations", "legends"), ("mentions", "scopes")),
    Row("antibodies", _worded(make_antibodies), ("units", "mentions"), ("mentions",)),
    Row("persons", _worded(make_persons), ("units", "hints", "mentions"), ("mentions",)),
    Row("times", _plain(find_times), ("units", "hints", "mentions"), ("mentions",)),
    Row("regimens", _worded(make_regimens), ("units", "mentions"), ("mentions", "regimens")),
    Row("labels", _worded(make_labels), ("units", "hints"), ("mentions",)),
    Row("counts", _plain(find_counts), ("units", "hints", "mentions"), ("mentions",)),
    Row("measures", _worded(make_measures), ("units", "mentions"), ("mentions",)),
    Row("names", _naming, ("units", "abbreviations", "legends", "mentions"), ("mentions",)),
    Row("entities", _recognizing, ("units", "mentions"), ("mentions",)),
    Row("context", _plain(add_context), ("units", "mentions", "scopes"), ("mentions",)),
)
"""The components in the order in which they run."""


def build_pipeline(protocol: Protocol, *, model: str | None = None, names: Read | None = None) -> ReviewEnglish:
    """Return the pipeline for ``protocol``, its order checked; ``model`` names an installed spaCy model or none.

    ``names`` finds names of chemicals and diseases in sentences of words; None where nobody asks for them.

    Raises:
        ModelMissing: The model is not installed.
        ModelMismatch: A component needs what none before it gives (a fault of the table above).
    """
    declare_extensions()
    _register()
    nlp = ReviewEnglish()
    nlp.protocol = protocol
    install_tokenizer(nlp)
    nlp.model = load_model(model) if model else None
    nlp.names = names
    left_out = {name for name, needed in (("entities", nlp.model), ("names", names)) if needed is None}
    for row in COMPONENTS:
        if row.name not in left_out:
            nlp.add_pipe(row.name)
    problems = missing_needs()
    if problems:
        raise ModelMismatch(f"components out of order: {', '.join(problems)}")
    return nlp


def missing_needs() -> list[str]:
    """Return ``component needs extension`` for each need that no earlier row gives; empty if the order is right."""
    given = {"document"}
    problems: list[str] = []
    for row in COMPONENTS:
        problems.extend(f"{row.name} needs {need}" for need in row.requires if need not in given)
        given.update(row.assigns)
    return problems


def _register() -> None:
    for row in COMPONENTS:
        if not Language.has_factory(row.name):
            Language.factory(
                row.name,
                assigns=[f"doc._.{name}" for name in row.assigns],
                requires=[f"doc._.{name}" for name in row.requires if name != "document"],
                func=_factory(row),
            )


def _factory(row: Row) -> Callable[[ReviewEnglish, str], Component]:
    def create(nlp: ReviewEnglish, name: str) -> Component:
        return row.build(nlp)

    return create
