from extractor.classify.relevance import FEWEST, Relevance

HERONS = [f"itching heron number {n} treated with a feather balm" for n in range(6)]
ENGINES = [f"combustion engine number {n} under heavy load" for n in range(6)]
TEXTS = [text for pair in zip(ENGINES, HERONS, strict=True) for text in pair]


def test_nothing_is_ordered_before_enough_of_both_kinds_is_decided() -> None:
    model = Relevance(TEXTS)
    assert model.order({}) is None
    assert model.order(dict.fromkeys(range(FEWEST), True)) is None
    assert model.order({0: False, 1: True}) is None


def test_what_is_like_the_relevant_comes_first_and_the_order_is_the_same_each_time() -> None:
    decided = {0: False, 1: True, 2: False, 3: True, 4: False}
    order = Relevance(TEXTS).order(decided)
    assert order is not None
    assert {TEXTS[row].split()[1] for row in order[:6]} == {"heron"}
    assert order == Relevance(TEXTS).order(dict(reversed(decided.items())))


def test_texts_without_words_have_no_order() -> None:
    assert Relevance([""] * 6).order({0: True, 1: False, 2: False, 3: False, 4: False}) is None
