import pytest

from extractor.core.reference_keys import doi_key, family_key, first_page_key, number_key, pmid_key, words_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/abc.", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/a(1)b", "10.1000/a(1)b"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1000/ abc", "10.1000/abc"),
        ("10.1000%2fabc", "10.1000/abc"),
        ("10.1000/abc%def", "10.1000/abc%def"),
        ("10.1000", None),
        ("1O.1000/abc", None),
        ("", None),
        (None, None),
    ],
)
def test_a_doi_has_one_form(text: str | None, key: str | None) -> None:
    assert doi_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("35957633 [PMID]", "35957633"),
        ("PMID: 12", "12"),
        ("12.0", "12"),
        ("PMC12", None),
        ("12 13", None),
        ("0", None),
    ],
)
def test_a_pmid_is_its_digits(text: str, key: str | None) -> None:
    assert pmid_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Crème &amp; <sup>2</sup>H—rôle of β-cells!", "creme 2h role of beta cells"),
        ("İstanbul Straße", "istanbul strasse"),
        ("皮膚筋炎 (症例)", "皮膚筋炎 症例"),
        ("...", None),
        (None, None),
    ],
)
def test_words_have_one_form(text: str | None, key: str | None) -> None:
    assert words_key(text) == key


@pytest.mark.parametrize(
    ("author", "key"),
    [
        ("Roe, Anna B.", "roe"),
        ("Roe AB", "roe"),
        ("Roe A.-B.", "roe"),
        ("de la Roe J.", "de la roe"),
        ("The Study Group", "the study group"),
        ("ROE, A", "roe"),
        ("", None),
    ],
)
def test_a_family_name_stands_alone(author: str, key: str | None) -> None:
    assert family_key(author) == key


@pytest.mark.parametrize(
    ("pages", "key"),
    [("79 – 88", "79"), ("e080-e81", "e80"), ("pp. 012-19", "12"), ("UNSP 1722034", "1722034"), ("xii-xv", "xii"),
     ("", None), ("in press", None)],
)  # fmt: skip
def test_pages_are_compared_by_the_first(pages: str, key: str | None) -> None:
    assert first_page_key(pages) == key


@pytest.mark.parametrize(("text", "key"), [("Vol. 012", "12"), ("12", "12"), ("Suppl", "suppl"), ("", None)])
def test_a_number_stands_without_words(text: str, key: str | None) -> None:
    assert number_key(text) == key


def test_signs_without_width_are_no_part_of_a_doi() -> None:
    assert doi_key("\ufeff10.5555/he\u200bron.1\u200b") == "10.5555/heron.1"
