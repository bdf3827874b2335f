"""How fast a review is without its screens: opening a large store, one decision, the passages, a search.

The store is made here: publications of eight patients with all that a form can show, to 10,000 suggestions and more.
Prints one JSON line; times are milliseconds of the wall clock on this machine, as median and as the slowest of twenty.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from extractor.core.candidate import (
    Anchor,
    Candidate,
    CandidateStatement,
    Case,
    Evidence,
    Extraction,
    Missed,
    Slot,
    Value,
)
from extractor.core.geometry import Box
from extractor.core.outcome import Extracted
from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
from extractor.review.find import Filter
from extractor.review.session import ReviewSession
from extractor.store.database import Store, open_store
from extractor.store.save import Found, Stamp, register, save

LEAST = 10_000
PATIENTS = 8
DECISIONS = 200
STAMP = Stamp("benchmark", "benchmark", "benchmark")
FIELDS: tuple[tuple[str, str, Value], ...] = (
    ("label", "", "Patient {n}"), ("age_years", "", 40), ("sex", "", "female"), ("disease", "", "DM"),
    ("subtype", "", "classic"), ("antibodies", "anti-MDA5", "anti-MDA5"), ("drug_name", "d1", "tofacitinib"),
    ("drug_dose", "d1", "5 mg"), ("drug_frequency", "d1", "twice daily"), ("drug_route", "d1", "oral"),
    ("prior_therapies", "methotrexate", "methotrexate"), ("prior_therapies", "ivig", "ivig"),
    ("baseline", "skin", 1), ("refractory", "skin", True), ("outcome", "skin", "improved"),
    ("baseline", "muscle", 1), ("refractory", "muscle", True), ("outcome", "muscle", "unchanged"),
    ("follow_up_months", "", 12), ("adverse_events", "herpes zoster", "herpes zoster"), ("steroid_sparing", "", True),
)  # fmt: skip


def _anchor(sha256: str, quote: str, number: int) -> Anchor:
    top = 60.0 + (number * 13) % 700
    return Anchor(
        sha256, 1 + number // 60, (Box(1 + number // 60, 50, top, 300, top + 11),), quote, "before ", " after"
    )


def _publication(sha256: str, name: str) -> Extraction:
    cases = []
    for n in range(1, PATIENTS + 1):
        candidates = []
        for number, (field, key, value) in enumerate(FIELDS, start=n * len(FIELDS)):
            told = value.format(n=n) if isinstance(value, str) else value
            quote = f"At the visit the {field} of patient {n} was {told}, as the notes of that day tell."
            evidence = (Evidence((_anchor(sha256, quote, number),), "rule"),)
            candidates.append(Candidate(Slot(field, key), told, 0.9, evidence))
        introduction = (Evidence((_anchor(sha256, f"Patient {n} was a woman", n),), "introduction"),)
        cases.append(Case(f"{sha256[-8:]}{n:08}", f"p{n}", "patient", 0.9, introduction, tuple(candidates)))
    statements = tuple(
        CandidateStatement(
            f"{sha256[-8:]}s{n:07}", _anchor(sha256, f"The rash of patient {n} cleared.", 200 + n), ("skin",),
            "improved", "observed", (cases[n].uid,), 0.8, "model",
        )
        for n in range(PATIENTS)
    )  # fmt: skip
    missed = tuple(
        Missed(f"{sha256[-8:]}m{n:07}", _anchor(sha256, f"A man of {n} years was seen.", 300 + n), ("age",), 3.0)
        for n in range(5)
    )
    return Extraction(name, sha256, (), tuple(cases), statements, missed=missed)


def fill(store: Store) -> int:
    """Fill a store with publications of invented patients and return how many suggestions it holds."""
    count = -(-LEAST // (PATIENTS * (len(FIELDS) + 2)))
    names = [(f"author-{number:03}", f"{number:064x}") for number in range(count)]
    uids = register(store, [Found(f"{name}.pdf", name, sha256) for name, sha256 in names])
    for uid, (name, sha256) in zip(uids, names, strict=True):
        save(store, uid, STAMP, Extracted(_publication(sha256, name)))
    return count * PATIENTS * (len(FIELDS) + 2)


def _timed(step: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """Return median and 95th percentile of a step's milliseconds."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        step()
        taken.append(1000 * (perf_counter() - start))
    return round(median(taken), 1), round(quantiles(taken, n=20)[-1] if times > 1 else taken[0], 1)


def main() -> None:
    """Make the store and measure."""
    protocol = load_protocol(DEFAULT_PROTOCOL)
    with TemporaryDirectory() as folder:
        with open_store(Path(folder), create=True) as store:
            suggestions = fill(store)
        sessions: list[ReviewSession] = []

        def opened() -> None:
            sessions.append(ReviewSession(open_store(Path(folder)), "reader", protocol))

        figures: dict[str, object] = {"suggestions": suggestions}
        figures["open_ms"] = _timed(opened, 5)
        session = sessions[-1]

        def decide() -> None:
            session.accept()
            session.next_open()

        figures["warnings_ms"] = _timed(lambda: session.warnings(session.views[1].rows[1]))
        figures["decide_ms"] = _timed(decide, DECISIONS)
        figures["move_ms"] = _timed(lambda: session.move_row(1), DECISIONS)
        figures["undo_ms"] = _timed(session.undo, 20)
        figures["passages_everywhere_ms"] = _timed(lambda: session.entries(everywhere=True))
        figures["passages_again_ms"] = _timed(lambda: session.entries(everywhere=True))
        figures["nothing_doubtful_ms"] = _timed(session.next_doubtful)
        figures["search_ms"] = _timed(lambda: session.find(Filter(text="zoster")))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
