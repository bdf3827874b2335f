"""What a spaCy or scispaCy model that the user has installed recognizes: a mention ``entity`` for each.

The value is the model's label. Runs only where a model is named; the default works with nothing downloaded.

Needs: ``units``. Gives: ``mentions``.
"""

import warnings
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.errors import ModelMismatch, ModelMissing
from extractor.core.text import Span
from extractor.nlp.units import Unit

_SCISPACY = "https://s3-us-west-2.amazonaws.com/ai2-s2-scispacy/releases/v0.5.4/{name}-0.5.4.tar.gz"
_BATCH = 64
"""Sentences at a time; 32 to 64 is fastest, a thousand costs two gigabytes."""


def load_model(name: str) -> Language:
    """Return the installed model ``name`` (a package or a folder).

    Raises:
        ModelMissing: It is not installed; the hint says how to install it.
        ModelMismatch: It is installed but recognizes no entities, or was made for another version.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # made for a neighbouring version: said below if it matters
            model = spacy.load(name)
    except OSError as error:
        raise ModelMissing(f"the model {name} is not installed", hint=f"run: {_install(name)}") from error
    except (ValueError, ImportError) as error:
        raise ModelMismatch(f"the model {name} does not fit the installed spaCy") from error
    if not any("doc.ents" in model.get_pipe_meta(pipe).assigns for pipe in model.pipe_names):
        raise ModelMismatch(f"the model {name} recognizes no entities")
    return model


def _install(name: str) -> str:
    if name.startswith(("en_core_sci_", "en_ner_")):
        return f"python -m pip install {_SCISPACY.format(name=name)}"
    return f"python -m spacy download {name}"


def make_entities(model: Language) -> Callable[[Doc], Doc]:
    """Return the component that adds what ``model`` recognizes."""
    rule = f"model:{model.meta.get('lang', '')}_{model.meta.get('name', '')}"

    def find_entities(doc: Doc) -> Doc:
        text: str = doc._.document.text
        mentions: list[Mention] = doc._.mentions
        units: list[Unit] = [unit for unit in doc._.units if unit.is_read and not unit.is_cell]
        parts = model.pipe((unit.span.of(text) for unit in units), batch_size=_BATCH)
        for unit, part in zip(units, parts, strict=True):
            for ent in part.ents:
                span = Span(ent.start_char, ent.end_char).shift(unit.span.start)
                mentions.append(Mention(span, "entity", None, ent.label_, frozenset(), rule))
        return doc

    return find_entities
