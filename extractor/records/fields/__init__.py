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
    disease,
    domains,
    drugs,
    follow_up,
    prior_therapies,
    sex,
    steroids,
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
)
"""All extractors, in the order of ``FIELDS``."""
