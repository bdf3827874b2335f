import pytest

from tests.nlp.reading import read


def polarity(text: str) -> dict[str | None, bool]:
    return {one.concept: "negated" not in one.context for one in read(text).mentions("antibody")}


@pytest.mark.parametrize(
    "text",
    [
        "Anti-MDA5 antibodies were positive.",
        "The line blot was positive for MDA-5.",
        "She had MDA5+ disease.",
        "An MDA5–positive dermatomyositis was diagnosed.",
        "Antibodies to melanoma differentiation-associated gene 5 (MDA5) were found.",
        "She carried anti-MDA-5.",
        "Tofacitinib did not help two patients with anti-MDA5 disease.",
    ],
)
def test_a_positive_antibody_is_found(text: str) -> None:
    assert polarity(text) == {"anti-MDA5": True}


@pytest.mark.parametrize(
    "text",
    [
        "Anti-MDA5 antibodies were negative.",
        "The blot was negative for MDA5.",
        "She was MDA5-negative, antibodies were sought twice.",
        "No anti-MDA5 antibody was found.",
        "Anti-MDA5 was not detected.",
        "Anti-MDA5 was absent.",
        "The blot did not show anti-MDA5.",
    ],
)
def test_a_denied_antibody_is_negated(text: str) -> None:
    assert polarity(text) == {"anti-MDA5": False}


def test_each_of_two_lists_has_its_own_polarity() -> None:
    text = "The assay was positive for NXP-2 and negative for Mi-2, MDA5, TIF1-γ and SAE."
    assert polarity(text) == {
        "anti-NXP2": True,
        "anti-Mi-2": False,
        "anti-MDA5": False,
        "anti-TIF1γ": False,
        "anti-SAE": False,
    }


def test_the_other_specificities_do_not_deny_the_one_named() -> None:
    assert polarity("Anti-TIF1-γ antibodies were positive by ELISA, the other specificities negative.") == {
        "anti-TIF1γ": True
    }


def test_a_list_shares_the_verdict_that_follows_it() -> None:
    assert polarity("Anti-Jo-1, anti-Mi-2 and anti-SAE antibodies were negative; anti-NXP2 was positive.") == {
        "anti-Jo-1": False,
        "anti-Mi-2": False,
        "anti-SAE": False,
        "anti-NXP2": True,
    }


def test_a_bare_antigen_without_an_antibody_near_is_none() -> None:
    assert polarity("MDA5 senses viral RNA in the cell.") == {}


def test_a_cell_that_names_the_antigen_alone_is_read() -> None:
    assert polarity("| Antibody |\n|---|\n| MDA5, Ro52 |") == {"anti-MDA5": True, "anti-Ro52": True}
