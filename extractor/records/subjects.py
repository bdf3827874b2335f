"""Whom a statement speaks of, where nobody is told there alone: by the drug that it names, and by how many it counts.

In: the cases that it may be of, what it says. Out: those of them who took the drug («in the tofacitinib group»), and
whose own outcome says the same where the sentence counts as many («one of three grew worse»).
"""

import re
from collections.abc import Collection, Sequence

from extractor.core.analysis import Mention, Statement
from extractor.core.candidate import Case
from extractor.core.numerals import CARDINAL, cardinal

COUNTS = {"only": 1, "single": 1, "sole": 1, "both": 2}
"""English words that count beside the numerals."""
_COUNT = re.compile(rf"\b(?:{CARDINAL}|{'|'.join(COUNTS)})\b", re.IGNORECASE)


def subjects(
    statement: Statement, text: str, told: Sequence[Case], cases: Sequence[Case], drugs: Sequence[Mention]
) -> Sequence[Case]:
    """Return the cases that a statement speaks of: those ``told`` there, an observed one else of all or those it means.

    ``drugs`` are the document's mentions of drugs of the review.
    """
    if statement.assertion not in ("observed", "prior"):
        return ()
    if len(told) == 1 or statement.assertion == "prior":
        return told
    named = {str(mention.concept) for mention in drugs if statement.span.contains(mention.span)}
    return counted(who_took(told or cases, named), statement.domains, statement.direction, statement.span.of(text))


def who_took(cases: Sequence[Case], drugs: Collection[str]) -> Sequence[Case]:
    """Return the cases with one of the drugs; all where none or each of them has."""
    fitting = [case for case in cases if any(c.slot.field == "drug_name" and c.value in drugs for c in case.candidates)]
    return fitting or cases


def counted(cases: Sequence[Case], domains: Sequence[str], direction: str, quote: str) -> Sequence[Case]:
    """Return the cases with this outcome in one of the domains, where the quote names their number; else all.

    Only a true part of patients told one by one is chosen: what is said of all, or of groups, stays as it is.
    """
    if any(case.unit != "patient" for case in cases):
        return cases
    fitting = [case for case in cases if any(_outcome(case, domain) == direction for domain in domains)]
    return fitting if 0 < len(fitting) < len(cases) and len(fitting) in _counts(quote) else cases


def _outcome(case: Case, domain: str) -> object:
    """Return the direction of a case's outcome in a domain; None where none was found."""
    told = (item for item in case.candidates if item.slot.field == "outcome" and item.slot.key == domain)
    return next((item.value for item in told), None)


def _counts(quote: str) -> set[float | None]:
    words = (match[0].lower() for match in _COUNT.finditer(quote))
    return {COUNTS.get(word) or cardinal(word) for word in words}
