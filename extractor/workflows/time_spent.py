"""The reviewers' time at work, read from a review: by form, with the names that the record has for each form."""

from collections import Counter

from extractor.core.confirmed import standing
from extractor.core.time_spent import FormTime, Mode
from extractor.store import read
from extractor.store.database import Store
from extractor.workflows.history import names_of_subjects

_Seconds = dict[tuple[str, str, Mode], float]
"""Seconds by the form's subject (empty for the statements), reviewer and mode."""


def time_spent(store: Store) -> list[FormTime]:
    """Return the time at work on each form, sorted by publication, reviewer, mode and form.

    ``core.time_spent`` sums it by publication and by reviewer. Pauses are left out where time is noted.
    """
    ids = {item.uid: item.id for item in read.publications_ever(store)}
    totals: dict[str, _Seconds] = {}
    for item in read.spent(store):
        of_publication = totals.setdefault(item.publication, {})
        key = (item.subject, item.reviewer, item.mode)
        of_publication[key] = of_publication.get(key, 0.0) + item.seconds
    forms = []
    for uid, seconds in totals.items():
        decisions = read.history(store, uid)
        names = names_of_subjects(uid, read.extraction(store, uid), decisions) | {"": "statements"}
        made = Counter(
            (_form(item.kind, item.subject), item.reviewer) for item in standing(decisions) if item.how != "imported"
        )
        forms += [
            FormTime(
                publication=ids[uid],
                form=names.get(subject, subject),
                is_case=subject not in ("", uid),
                reviewer=reviewer,
                mode=mode,
                seconds=round(total, 1),
                decisions=made[subject, reviewer],
            )
            for (subject, reviewer, mode), total in seconds.items()
        ]
    return sorted(forms, key=lambda item: (item.publication, item.reviewer, item.mode, item.form))


def _form(kind: str, subject: str) -> str:
    """Return the subject of the form on which a decision was made; all statements stand on one, which has none."""
    return "" if kind == "statement" else subject
