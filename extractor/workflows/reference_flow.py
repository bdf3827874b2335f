"""What became of the references, by the round of searches that found them: the middle of a PRISMA 2020 flow diagram."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from extractor.core.reference import ScreeningCounts
from extractor.store.database import Store
from extractor.store.parts import references_of_parts
from extractor.workflows.assignments import standing_matches
from extractor.workflows.reference_screening import Screening, screenings
from extractor.workflows.references import first_rounds, references


@dataclass(frozen=True, slots=True)
class ScreeningFlow:
    """What became of all references, and of those that each round of searches found first."""

    whole: ScreeningCounts
    rounds: Mapping[str, ScreeningCounts]

    def of(self, name: str) -> ScreeningCounts:
        """Return what became of the references of a round; nothing is known where it found none first."""
        return self.rounds.get(name, ScreeningCounts())


def screening_flow(store: Store) -> ScreeningFlow:
    """Return what became of the references; what was not retrieved is known once PDFs were matched."""
    known = references(store)
    told = screenings(store, known)
    matches = standing_matches(store)
    have = {item.reference for item in matches if item.verdict == "same" and item.role in ("paper", "retracted")}
    lacking = {item.uid for item in known if have.isdisjoint(item.uids)} if matches else None
    rounds = first_rounds(store)
    by_round: dict[str, dict[str, Screening]] = {name: {} for name in rounds.values()}
    for uid, screening in told.items():
        by_round[rounds[uid]][uid] = screening
    return ScreeningFlow(_counts(told, lacking), {name: _counts(own, lacking) for name, own in by_round.items()})


def _counts(told: Mapping[str, Screening], lacking: Collection[str] | None) -> ScreeningCounts:
    """Count screenings by the uids of their references; ``lacking`` are those without a PDF, None if not known."""
    verdicts = Counter(item.verdict for item in told.values())
    screened = verdicts["include"] + verdicts["exclude"]
    if not screened:
        return ScreeningCounts(conflicts=verdicts["conflict"])
    not_retrieved = None if lacking is None else sum(told[uid].verdict == "include" for uid in told.keys() & lacking)
    return ScreeningCounts(screened, verdicts["exclude"], verdicts["conflict"], verdicts["include"], not_retrieved)


def publication_rounds(store: Store, publications: Iterable[str]) -> dict[str, str | None]:
    """Return the round of searches that first found each publication (by uid), None where no search did.

    A match that is still to be looked at counts until a better one is found. Empty where nothing was matched.
    """
    matches = [item for item in standing_matches(store) if item.pages is None]
    found = {item.publication: item.reference for item in matches if item.verdict == "unsure"}
    found |= {item.publication: item.reference for item in matches if item.verdict == "same"}
    found |= references_of_parts(store)
    rounds = first_rounds(store)
    return {uid: rounds.get(found.get(uid, "")) for uid in publications} if found else {}
