from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nlp.reading import read


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The rash faded. She went home.", 2),
        ("The dose was 0.5 mg. It was kept.", 2),
        ("He took 2.5 mg b.i.d. and improved.", 1),
        ("He took 2.5 mg b.i.d. Both rashes faded.", 2),
        ("Ito et al. saw two patients.", 1),
        ("This was seen by Ito et al. The rash faded.", 2),
        ("See Fig. 2 and Table 1 for details.", 1),
        ("Dr. Smith saw her, e.g. in May, and again vs. June.", 1),
        ("J. Smith and A. B. Jones agreed.", 1),
        ("She had hepatitis B. The liver was normal.", 2),
        ("T.B.F. has received fees.", 1),
        ("She was asked: did it help? It did!", 2),
        ('She called it "the same rash." He did not.', 2),
        ("The rash (it was red. And itchy) faded. She left.", 2),
        ("The answer was no. She left.", 2),
        ("Sample no. 12 was lost.", 1),
        ("The screen was negative. anti-MDA5 was found later.", 2),
        ("It was seen in 6.4 ± 1.3 and 7.0 (range 5–9) of them.", 1),
        ("Tests were normal. 14 patients stayed. they say", 2),
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_it_should(text: str, count: int) -> None:
    assert len(read(text).sentences()) == count


@pytest.mark.parametrize("citation", ["1,2", "[3]", "³", "⁴⁻⁷", "1–3", "¹,²"])
def test_a_citation_after_the_full_stop_stays_with_its_sentence(citation: str) -> None:
    assert read(f"The rash faded.{citation} The next week it was gone.").sentences() == [
        f"The rash faded.{citation}",
        "The next week it was gone.",
    ]


def test_a_citation_set_apart_stays_with_its_sentence() -> None:
    assert read("The rash faded. 1,2 The next week it was gone.").sentences()[0] == "The rash faded. 1,2"


@pytest.mark.parametrize("head", ["Background:", "Results:", "Conclusion"])
def test_a_run_in_head_stands_alone(head: str) -> None:
    assert read(f"{head} Methotrexate had failed. She improved.", under="Abstract").sentences() == [
        head,
        "Methotrexate had failed.",
        "She improved.",
    ]


def test_a_label_is_no_run_in_head() -> None:
    assert read("Patient B had a response.").sentences() == ["Patient B had a response."]


def test_a_bullet_is_no_part_of_its_sentence() -> None:
    assert read("- The drug helped.").sentences() == ["The drug helped."]


def test_cells_are_no_sentences_and_their_words_do_not_run_together() -> None:
    reading = read("| Drug | Note |\n|---|---|\n| anti | MDA5 was low. |")
    assert reading.sentences() == []
    assert [reading.words(one) for one in reading.mentions("antibody")] == ["MDA5"]


@given(st.text(alphabet=st.sampled_from("aB1. ,()[]?!\n³é’“”-"), max_size=80))
def test_sentences_are_sorted_disjoint_and_lose_no_letter(text: str) -> None:
    reading = read(text)
    spans = [one.span for one in reading.analysis.sentences]
    assert all(first.end <= second.start for first, second in pairwise(spans))
    kept = "".join(span.of(reading.document.text) for span in spans)
    assert [char for char in kept if char.isalnum()] == [char for char in reading.document.text if char.isalnum()]
