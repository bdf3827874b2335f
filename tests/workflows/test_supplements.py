"""Supplements, corrections and retraction notices among the PDFs of a review."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from extractor.protocol.load import load_protocol
from extractor.store import read
from extractor.store.database import Store, open_store
from extractor.workflows.extract import extract
from extractor.workflows.reference_match import listing, match
from extractor.workflows.references import import_files
from extractor.workflows.report import report
from extractor.workflows.supplements import belonging
from tests.make_pdf import short_paper

PROTOCOL = load_protocol()
MAIN = "Clearing of rash in a lighthouse keeper with dermatomyositis given tofacitinib"
OTHER = "Baricitinib for a painful rash in a pilot with dermatomyositis"
CASE = (
    "Case report. A 44-year-old woman with dermatomyositis had a heliotrope rash. She was given tofacitinib 5 mg twice "
    "daily. After three months the rash had cleared."
)
PAPERS = {
    "lighthouse": (MAIN, CASE),
    "supplement": (f"Supplementary material to: {MAIN}", "Table S1 has the doses of the drug."),
    "nameless": ("Online supplementary material", f"Supplement of the paper {MAIN}. {CASE}"),
    "erratum": (f"Erratum to: {MAIN}", "The dose should read 5 mg twice daily."),
    "correction": ("Correction: Wing beats of forty cranes: a count from the air", "A name was misspelled."),
    "concern": (f"Expression of concern: {MAIN}", "The editors were told of doubts and look into them."),
    "pilot": (f"RETRACTED: {OTHER}", CASE.replace("woman", "man").replace("44", "63").replace("She", "He")),
    "note": (f"Retraction notice to “{OTHER}”", "The editors retract this article."),
}


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("notices")
    (folder / "in").mkdir()
    for name, (title, text) in PAPERS.items():
        authors = "The editors" if name == "note" else "Anna Berg, Carl Dahl"
        (folder / "in" / f"{name}.pdf").write_bytes(short_paper(title, text, authors=authors))
    extract(folder / "in", folder / "review", PROTOCOL)
    with open_store(folder / "review") as store:
        yield store


def told(store: Store) -> dict[str, tuple[str, str]]:
    ids = {item.uid: item.id for item in read.publications(store)}
    return {ids[uid]: (item.role, ids[item.of]) for uid, item in belonging(store).items()}


BELONGING = {
    "supplement": ("supplement", "lighthouse"),
    "nameless": ("supplement", "lighthouse"),
    "erratum": ("correction", "lighthouse"),
    "concern": ("expression of concern", "lighthouse"),
    "pilot": ("retracted", "pilot"),
    "note": ("retraction", "pilot"),
}


def test_each_belongs_to_the_publication_that_it_names_or_prints(review: Store) -> None:
    assert told(review) == BELONGING


def test_a_patient_told_in_a_supplement_counts_once(review: Store) -> None:
    synthesis = report(review, PROTOCOL, candidates=True).synthesis
    counted = {item.id: item.counted for item in synthesis.publications}
    assert counted == {"correction": 0, "lighthouse": 1, "pilot": 1}
    assert synthesis.unique_patients == 2
    words = [item.words for item in synthesis.unresolved]
    assert [line.split(";")[0] for line in words] == [
        "concern is an expression of concern on lighthouse",
        "erratum is a correction to lighthouse",
        "nameless is a supplement to lighthouse",
        "note is a retraction on pilot",
        "pilot is marked as retracted",
    ]


def test_notices_are_alarms_with_and_without_references(review: Store, tmp_path: Path) -> None:
    def alarms() -> list[str]:
        return sorted(line.text for line in listing(review, match(review, PROTOCOL)) if line.is_alarm)

    assert alarms() == [
        "CORRECTION: correction",
        "CORRECTION: erratum of lighthouse",
        "EXPRESSION OF CONCERN: concern of lighthouse",
        "RETRACTED: pilot",
        "RETRACTION: note of pilot",
    ]
    (tmp_path / "a.ris").write_text(
        "".join(f"TY  - JOUR\nTI  - {title}\nAU  - Berg, Anna\nPY  - 2021\nER  - \n" for title in (MAIN, OTHER)),
        encoding="utf-8",
    )
    list(import_files(review, [tmp_path / "a.ris"], date(2024, 5, 1), database="Scopus"))
    main, other = (f"Berg, Anna. {title}. 2021 [Scopus]" for title in (MAIN, OTHER))
    assert alarms() == [
        "CORRECTION: correction",
        f"CORRECTION: erratum of {main}",
        f"EXPRESSION OF CONCERN: concern of {main}",
        f"RETRACTED: pilot of {other}",
        f"RETRACTION: note of {other}",
    ]
    assert told(review) == BELONGING
