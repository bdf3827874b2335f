"""The flow of a review: what searches found and screening left, joined with the publications that were read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from extractor.core.reference import ScreeningCounts, SearchRound
from extractor.store.database import Store
from extractor.synthesis.model import Prisma, PrismaRound, Publication, Synthesis
from extractor.synthesis.synthesize import reports_flow
from extractor.workflows.reference_flow import publication_rounds, screening_flow
from extractor.workflows.references import counts


def whole_flow(store: Store, synthesis: Synthesis) -> Prisma:
    """Return a synthesis' flow with the review's searches, whole and by round; as it is where no search is kept.

    Once PDFs were matched, publications count with the round that found them, and what no search found apart.
    """
    rounds = counts(store).rounds
    if not rounds:
        return synthesis.prisma
    screening = screening_flow(store)
    found_by = publication_rounds(store, [item.uid for item in synthesis.publications])
    flow = _with_searches(synthesis.prisma, rounds, screening.whole)
    if found_by:
        flow = _with_others_apart(flow, synthesis.publications, found_by)
    told = []
    for item in rounds:
        own = [report for report in synthesis.publications if found_by.get(report.uid) == item.name]
        part = reports_flow(own) if found_by else Prisma()
        told.append(PrismaRound(item.name, _with_searches(part, [item], screening.of(item.name))))
    return replace(flow, rounds=tuple(told))


def _with_searches(flow: Prisma, rounds: Iterable[SearchRound], screening: ScreeningCounts) -> Prisma:
    databases, registers = Counter[str](), Counter[str]()
    duplicates = 0
    for item in rounds:
        databases.update(dict(item.by_database()))
        registers.update(dict(item.by_database(registers=True)))
        duplicates += item.duplicates
    return replace(
        flow,
        databases=tuple(databases.items()),
        registers=tuple(registers.items()),
        duplicates_removed=duplicates,
        records_screened=screening.screened,
        records_excluded=screening.excluded,
        reports_sought=screening.sought,
        reports_not_retrieved=screening.not_retrieved,
    )


def _with_others_apart(flow: Prisma, publications: Iterable[Publication], found_by: Mapping[str, str | None]) -> Prisma:
    """Return a flow that tells assessed reports by whether a search found them."""
    told = list(publications)
    searched = reports_flow(item for item in told if found_by[item.uid])
    other = reports_flow(item for item in told if not found_by[item.uid])
    if not other.reports_assessed:
        return flow
    return replace(
        flow,
        reports_assessed=searched.reports_assessed,
        reports_excluded=searched.reports_excluded,
        other_reports_assessed=other.reports_assessed,
        other_reports_excluded=other.reports_excluded,
    )
