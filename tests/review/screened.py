"""A review folder with references to screen: herons that belong, engines that do not, one told by two databases."""

from datetime import date
from pathlib import Path

from extractor.protocol.model import Reason
from extractor.store.database import Store, open_store
from extractor.workflows.references import dedupe, import_files
from tests.review.sample import PROTOCOL

REASONS = (Reason("wrong_animal", "Another animal", ("wrong animal",)), Reason("no_drug", "No drug of the review"))
SCREENED = type(PROTOCOL)(
    **{name: getattr(PROTOCOL, name) for name in PROTOCOL.__slots__} | {"exclusion_reasons": REASONS}
)
HERON = "was an itching heron that was treated with betanib and grew its feathers again within weeks."
ENGINE = "was a combustion engine that ran under heavy load until its valves gave way."
NAMES = (("first", "Aalto"), ("second", "Brusa"), ("third", "Cerny"), ("fourth", "Dvorak"))


def ris(title: str, author: str, year: int, abstract: str, doi: str) -> str:
    return (
        f"TY  - JOUR\nTI  - {title}\nAU  - {author}, Anna\nPY  - {year}\nJO  - Birds\nDO  - {doi}\nAB  - {abstract}\n"
        "ER  - \n\n"
    )


def make_screened(folder: Path) -> Store:
    """Make the review; its references are in the order heron 1, engine 1, heron 2, engine 2 …, then two alike."""
    told = ""
    for number, (name, author) in enumerate(NAMES):
        heron, engine = f"Itch and balm in the {name} heron", f"Valves and load of the {name} engine"
        told += ris(heron, author, 2000 + 4 * number, f"{author} tells what {HERON}", f"10.5555/h{number}")
        told += ris(engine, f"{author}son", 2002 + 4 * number, f"{name} of all {ENGINE}", f"10.5555/e{number}")
    for year in (2019, 2021):
        told += ris("Feathers of storks in winter: a study", "Roe", year, "Storks were seen.", f"10.5555/s{year}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "scopus.ris"
    path.write_text(told, encoding="utf-8")
    store = open_store(folder, create=True)
    list(import_files(store, [path], date(2024, 5, 1), database="Scopus"))
    dedupe(store)
    return store
