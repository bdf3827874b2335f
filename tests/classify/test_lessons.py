from extractor.classify.lessons import document_of, lessons
from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol


def test_the_same_protocol_gives_the_same_sentences(protocol: Protocol) -> None:
    assert lessons(protocol) == lessons(protocol)


def test_every_place_of_a_form_is_filled(protocol: Protocol) -> None:
    assert not [lesson.text for lesson in lessons(protocol) if "{" in lesson.text or "\0" in lesson.text]


def test_what_a_sentence_says_is_in_the_words_of_the_contract(protocol: Protocol) -> None:
    said = {row for lesson in lessons(protocol) for row in lesson.says}
    assert {direction for direction, _ in said} == set(DIRECTIONS)
    assert {assertion for _, assertion in said} == set(ASSERTIONS)


def test_two_clauses_of_one_direction_are_one_row(protocol: Protocol) -> None:
    assert all(len(set(lesson.says)) == len(lesson.says) for lesson in lessons(protocol))


def test_some_sentences_say_nothing(protocol: Protocol) -> None:
    assert any(not lesson.says for lesson in lessons(protocol))


def test_a_protocol_without_drugs_has_sentences_too() -> None:
    told = lessons(load_protocol("any_case"))
    assert any("the drug" in lesson.text or "the tablets" in lesson.text for lesson in told)


def test_each_sentence_is_a_block_of_the_document(protocol: Protocol) -> None:
    told = lessons(protocol)[:5]
    document = document_of(told)
    assert [block.span.of(document.text) for block in document.blocks] == [lesson.text for lesson in told]
