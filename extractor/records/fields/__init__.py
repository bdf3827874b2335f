"""One file a field (or family of fields): how its value is read from what is told of a case.

Every extractor is a function ``(CaseView) -> Iterator[Candidate]``; ``EXTRACTORS`` names them in the order in which
their candidates stand in a case.
"""

from collections.abc import Callable, Iterator

from extractor.core.candidate import Candidate
from extractor.records.fields import (
    adverse_events,
    age,
    antibodies,
    concomitant,
    course,
    disease,
    domains,
    drugs,
    events,
    follow_up,
    onset,
    prior_therapies,
    scores,
    sex,
    steroids,
    stops,
)
from extractor.records.views import CaseView

EXTRACTORS: tuple[Callable[[CaseView], Iterator[Candidate]], ...] = (
    age.extract,
    sex.extract,
    disease.extract,
    antibodies.extract,
    drugs.extract,
    prior_therapies.extract,
    domains.extract,
    follow_up.extract,
    adverse_events.extract,
    steroids.extract,
    onset.extract,
    concomitant.extract,
    course.extract,
    scores.extract,
    events.extract,
    stops.extract,
)
"""All extractors; those of the fields beyond the contract come last, and read what the others read."""
