"""Every word of the shipped protocol is unique within its kind, has a source, and is found in a sentence."""

from collections.abc import Iterator
from functools import cache

import pytest

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Cue, Domain, keeps_case
from extractor.protocol.parts import naming_words
from tests.builders import document_from_markdown

PROTOCOL = load_protocol()

KINDS = ("drugs", "drug_classes", "therapies", "diseases", "other_diseases", "subtypes", "antibodies", "frequencies",
         "routes", "adverse_events", "designs", "domains")  # fmt: skip

TEMPLATES = {
    "drug": "In March she was given {} again.",
    "drug_class": "In March she was given a {} again.",
    "therapy": "In March she was given {} again.",
    "disease": "At that time {} had been diagnosed.",
    "other_disease": "At that time {} had been diagnosed.",
    "subtype": "At that time {} had been diagnosed.",
    "antibody": "A blot was positive for {} antibodies.",
    "adverse_event": "In March she had {} for a week.",
    "sign": "By month four the {} had gone.",
    "instrument": "By month four the {} was 12.",
    "not_sign": "By month four the {} had gone.",
}


def terms() -> Iterator[tuple[str, str, str]]:
    """Yield label, concept and spelling of every word that stands for something by itself."""
    for drug in PROTOCOL.drugs:
        yield from (("drug", drug.id, name) for name in (*drug.names, *drug.brands, *drug.codes))
    for label, entries in (
        ("drug_class", PROTOCOL.drug_classes),
        ("therapy", PROTOCOL.therapies),
        ("disease", PROTOCOL.diseases),
        ("other_disease", PROTOCOL.other_diseases),
        ("subtype", PROTOCOL.subtypes),
        ("antibody", PROTOCOL.antibodies),
        ("adverse_event", PROTOCOL.adverse_events),
    ):
        yield from ((label, entry.id, name) for entry in entries for name in entry.names)
    for domain in PROTOCOL.domains:
        yield from (("sign", domain.id, name) for name in domain.signs)
        yield from (("instrument", domain.id, name) for item in domain.instruments for name in item.names)
        yield from (("not_sign", domain.id, name) for name in domain.not_signs)


@cache
def analyzer() -> Analyzer:
    return Analyzer(PROTOCOL)


@cache
def found(label: str) -> list[tuple[str, str, tuple[Mention, ...]]]:
    """Return concept and spelling of each term of a label with the mentions that touch it in its sentence."""
    wanted = [(concept, name) for kind, concept, name in terms() if kind == label]
    template = TEMPLATES[label]
    document = document_from_markdown("# Case report\n\n" + "\n\n".join(template.format(name) for _, name in wanted))
    mentions = analyzer().analyze(document).mentions
    rows, at = [], 0
    for concept, name in wanted:
        sentence = template.format(name)
        start = document.text.index(sentence, at) + template.index("{")
        at = start
        span = Span(start, start + len(name))
        rows.append((concept, name, tuple(item for item in mentions if item.span.overlaps(span))))
    return rows


@pytest.mark.parametrize("label", [label for label in TEMPLATES if label not in ("sign", "not_sign")])
def test_every_term_is_found_in_a_sentence(label: str) -> None:
    lost = [
        f"{concept}: {name}"
        for concept, name, mentions in found(label)
        if not any(item.label == label and item.concept == concept for item in mentions)
    ]
    assert lost == []


def test_every_sign_is_found_as_one_or_as_part_of_a_phrase() -> None:
    lost = [
        f"{concept}: {name}"
        for concept, name, mentions in found("sign")
        if not any(item.label in ("sign", "phrase", "instrument") and item.concept == concept for item in mentions)
    ]
    assert lost == []


def test_words_that_only_look_like_signs_are_none() -> None:
    wrong = [
        f"{concept}: {name}"
        for concept, name, mentions in found("not_sign")
        if any(item.label == "sign" and item.concept == concept for item in mentions)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_stands_for_one_id_of_its_kind(kind: str) -> None:
    owners: dict[str, str] = {}
    for entry in getattr(PROTOCOL, kind):
        for word in naming_words(entry):
            key = word if keeps_case(word) else word.casefold()
            assert owners.setdefault(key, entry.id) == entry.id, word


@pytest.mark.parametrize("kind", [*KINDS, "cues"])
def test_every_entry_has_a_source(kind: str) -> None:
    assert [entry for entry in getattr(PROTOCOL, kind) if not entry.source] == []


def test_a_wording_stands_once_in_its_category_of_cue() -> None:
    seen: set[tuple[str, str, str]] = set()
    twice = []
    for cue in PROTOCOL.cues:
        for name in cue.names:
            key = (cue.category, cue.scope, name if keeps_case(name) else name.casefold())
            twice += [key] if key in seen else []
            seen.add(key)
    assert twice == []


def test_a_phrase_tells_one_direction() -> None:
    for domain in PROTOCOL.domains:
        phrases = (*domain.phrases_improved, *domain.phrases_unchanged, *domain.phrases_worsened)
        assert sorted(phrases) == sorted(set(phrases)), domain.id


@pytest.mark.parametrize("domain", PROTOCOL.domains, ids=lambda domain: domain.id)
def test_a_word_is_either_a_sign_or_none(domain: Domain) -> None:
    assert sorted({*domain.signs} & {*domain.not_signs}) == []


@pytest.mark.parametrize("cue", PROTOCOL.cues, ids=lambda cue: f"{cue.category} {cue.scope}")
def test_no_cue_is_a_single_mark_of_punctuation(cue: Cue) -> None:
    assert [name for name in cue.names if name in {"-", "–", "−", ".", ","}] == []
