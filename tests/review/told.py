"""A review with its PDFs at hand: a drawn report with a table, a passage that was missed, a contradiction, a link."""

from pathlib import Path

from extractor.core.candidate import (
    Candidate,
    Case,
    Contradiction,
    Evidence,
    Extraction,
    Missed,
    Slot,
    Value,
)
from extractor.core.document import Document
from extractor.core.outcome import Extracted
from extractor.core.text import Span
from extractor.documents.read import read_pdf
from extractor.review.screens.span import anchor_at
from extractor.store.database import Store, open_store
from extractor.store.save import Found, register, save
from tests.make_pdf_tables import Sheet
from tests.review.sample import COHORT, STAMP, cohort

NAME = "adams-2022"
PARAGRAPHS = (
    "Alphamab in two patients with gout",
    "A. Adams",
    "Case report",
    "We saw a 47-year-old woman with gout of the classic kind. She took alphamab 5 mg by mouth. The rash cleared",
    "within weeks. Her brother, a 33-year-old man, was treated too and did well. He had no rash at any time.",
    "Discussion",
    "Of the three patients whom we saw, all improved. Others took 10 mg.",
)
TABLE = (
    ("Patient", "Age", "Sex", "Dose", "Weeks", "Course"),
    ("1", "47", "F", "5 mg", "12", "the rash cleared"),
    ("2", "52", "M", "10 mg", "8", "no change"),
    ("3", "61", "F", "5 mg", "16", "the joints were calm"),
)


def draw(path: Path) -> None:
    """Draw the report."""
    sheet = Sheet()
    y = 60.0
    for words in PARAGRAPHS:
        large = words in (PARAGRAPHS[0], "Case report", "Discussion")
        y += 30 if large else 14
        size, font = (16 if words == PARAGRAPHS[0] else 12, "Times-Bold") if large else (10, "Times-Roman")
        sheet.text(60, y, words, size, font)
    sheet.text(60, y + 40, "Table 1. The patients and what became of them.", 9, "Times-Bold")
    sheet.table(60, y + 50, [60, 50, 50, 70, 60, 160], TABLE)
    sheet.page()
    sheet.text(60, 80, "A second page.", 10, "Times-Roman")
    sheet.canvas.save()
    path.write_bytes(sheet.buffer.getvalue())


def extraction(document: Document) -> Extraction:
    """Return what a machine might suggest of the report."""

    def anchor(words: str, last: bool = False) -> Evidence:
        start = document.text.rindex(words) if last else document.text.index(words)
        return Evidence((anchor_at(document, Span(start, start + len(words))),), "told")

    def told(field: str, value: Value, words: str, key: str = "", *others: Value) -> Candidate:
        return Candidate(Slot(field, key), value, 0.8, (anchor(words),), others)

    woman = Case(
        "case-1", "p1", "patient", 0.95, (anchor("47-year-old woman"),),
        (
            told("age_years", 47, "47-year-old", "", 33),
            told("sex", "female", "woman"),
            told("disease", "gout", "gout of the classic kind"),
            told("drug_name", "alphamab", "alphamab", "d1"),
            told("drug_dose", "10 mg", "10 mg", "d1", "5 mg"),
            told("outcome", "improved", "the rash cleared", "skin"),
            told("same_as", "boole-2021/g1", "two patients", "boole-2021/g1"),
        ),
    )  # fmt: skip
    man = Case(
        "case-2", "p2", "patient", 0.6, (anchor("52"),), (told("age_years", 52, "52"), told("sex", "male", "M\t10"))
    )
    missed = Missed("missed-1", anchor("a 33-year-old man, was treated too").anchors[0], ("case", "age"), 3.0)
    three = Contradiction(
        "contradiction-1", "patients", "3 patients are told of, 2 cases were found", anchor("three patients").anchors
    )
    return Extraction(
        NAME, document.sha256, (told("title", PARAGRAPHS[0], PARAGRAPHS[0]),), (woman, man), (),
        missed=(missed,), contradictions=(three,),
    )  # fmt: skip


def make_told(folder: Path) -> tuple[Store, Path]:
    """Return the open store of a new review below ``folder`` and the folder with its PDF."""
    pdfs = folder / "pdfs"
    pdfs.mkdir(parents=True)
    draw(pdfs / f"{NAME}.pdf")
    document = read_pdf(pdfs / f"{NAME}.pdf")
    store = open_store(folder / "review", create=True)
    found = [Found(f"{NAME}.pdf", NAME, document.sha256), Found("boole-2021.pdf", "boole-2021", COHORT)]
    uids = register(store, found)
    save(store, uids[0], STAMP, Extracted(extraction(document)))
    save(store, uids[1], STAMP, Extracted(cohort()))
    return store, pdfs
