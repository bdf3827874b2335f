from pathlib import Path

import pytest

from extractor.protocol.changes import Change, changes
from extractor.protocol.load import load_protocol

MANIFEST = 'id = "mine"\ntitle = "Mine"\nversion = "1"\nextends = "base"\n'


def changed(tmp_path: Path, text: str) -> tuple[Change, ...]:
    (tmp_path / "protocol.toml").write_text(MANIFEST, "utf-8")
    (tmp_path / "part.toml").write_text(text, "utf-8")
    return changes(tmp_path)


def therapy(known: str) -> tuple[str, ...]:
    """Return the words of a therapy of the base."""
    (entry,) = (item for item in load_protocol("base").therapies if item.id == known)
    return (*entry.names, *entry.short)


def entry(name: str, known: str, *words: str) -> str:
    return f'[[{name}]]\nid = "{known}"\nnames = [{", ".join(f"{word!r}" for word in words)}]\n'


def test_what_names_nothing_of_the_base_changes_nothing(tmp_path: Path) -> None:
    assert changed(tmp_path, entry("drugs", "xumab", "xumab") + entry("therapies", "yumab", "yumab")) == ()


def test_a_protocol_that_extends_nothing_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text(MANIFEST.replace('extends = "base"\n', ""), "utf-8")
    (tmp_path / "part.toml").write_text(entry("drugs", "eculizumab", "eculizumab"), "utf-8")
    assert changes(tmp_path) == ()


def test_a_drug_that_was_a_therapy_is_told_with_what_becomes_of_it(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, entry("drugs", "eculizumab", *therapy("eculizumab")))
    assert change == Change(
        "drugs: eculizumab: 'eculizumab', 'Soliris' was one of the therapies and is a drug of the review now, "
        "never told as a prior therapy; nothing to do"
    )


def test_a_brand_that_stays_with_the_therapy_is_doubtful(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, entry("drugs", "eculizumab", "eculizumab"))
    assert change.is_doubtful
    assert change.line.endswith("; 'Soliris' still means 'eculizumab' as before: add it here too")


def test_short_forms_that_go_with_a_therapy_are_told(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, entry("drugs", "tocilizumab", "tocilizumab", "Actemra", "RoActemra"))
    assert not change.is_doubtful
    assert change.line.endswith("; 'TCZ', 'TOC' goes with it and names nothing now: add it here if papers print it")


def test_a_drug_out_of_a_class_leaves_the_class(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, entry("drugs", "prednisone", "prednisone"))
    assert not change.is_doubtful
    assert change.line.endswith("; 'glucocorticoids' keeps its other words: nothing to do if you mean that")


def test_words_taken_from_another_entry_are_one_line(tmp_path: Path) -> None:
    life = '[[domains]]\nid = "life"\ntitle = "Daily life"\nsigns = ["quality of life", "daily life"]\n'
    assert changed(tmp_path, life) == (
        Change(
            "domains: life: 'quality of life', 'daily life' named 'overall' in what this extends and names 'life' now; "
            "'overall' keeps its other words: nothing to do if you mean that"
        ),
    )


def test_the_name_of_another_substance_is_doubtful(tmp_path: Path) -> None:
    (change,) = changed(tmp_path, entry("therapies", "tocilizumab", "satralizumab"))
    assert change == Change(
        "therapies: tocilizumab: 'satralizumab' does not look like it and will be recorded as 'tocilizumab'; "
        "give it an entry of its own if it is something else",
        is_doubtful=True,
    )


@pytest.mark.parametrize(
    ("known", "word"),
    [
        ("tocilizumab", "Tyenne"),
        ("tocilizumab", "tocilizumb"),
        ("tocilizumab", "tocilizumab biosimilar"),
        ("glucocorticoids", "cloprednol"),
    ],
)
def test_brands_misprints_and_members_of_a_class_join_without_doubt(known: str, word: str, tmp_path: Path) -> None:
    assert changed(tmp_path, entry("therapies", known, word)) == (
        Change(f"therapies: {known}: {word!r} joins the names that {known!r} has in what this extends; nothing to do"),
    )
