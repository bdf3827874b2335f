"""How many references were screened, excluded, sought and not retrieved: the middle of a PRISMA 2020 flow diagram."""

from collections import Counter

from extractor.core.reference import ScreeningCounts
from extractor.store.database import Store
from extractor.workflows.reference_match import standing_matches
from extractor.workflows.reference_screening import screenings
from extractor.workflows.references import references


def screening_counts(store: Store) -> ScreeningCounts:
    """Return what became of the references; what was not retrieved is known once PDFs were matched."""
    known = references(store)
    told = screenings(store, known)
    verdicts = Counter(item.verdict for item in told.values())
    screened = verdicts["include"] + verdicts["exclude"]
    if not screened:
        return ScreeningCounts(conflicts=verdicts["conflict"])
    matches = standing_matches(store)
    have = {item.reference for item in matches if item.verdict == "same" and item.role in ("paper", "retracted")}
    lacking = sum(told[item.uid].verdict == "include" and have.isdisjoint(item.uids) for item in known)
    return ScreeningCounts(
        screened, verdicts["exclude"], verdicts["conflict"], verdicts["include"], lacking if matches else None
    )
