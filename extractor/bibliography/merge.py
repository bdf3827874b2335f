"""Several records of one publication → one reference that keeps every origin."""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import chain
from typing import Any

from extractor.core.reference import Reference

_OF_RECORDS = ("uids", "origins")
_JOINED = ("ids", "keywords")
_SCALARS = tuple(item.name for item in fields(Reference) if item.name not in (*_OF_RECORDS, *_JOINED))


def filled(old: Reference, new: Reference) -> Reference:
    """Return ``old`` with what only ``new`` tells; uids and origins stay."""
    return replace(merged([old, new]), uids=old.uids, origins=old.origins)


def merged(records: Sequence[Reference]) -> Reference:
    """Return one reference of records in the order of their import: of each part the first that is filled in.

    The longest abstract is kept, and all identifiers, keywords and origins.
    """
    told: dict[str, Any] = {
        name: next((value for item in records if (value := getattr(item, name))), None) for name in _SCALARS
    }
    told["abstract"] = max((item.abstract for item in records if item.abstract), key=len, default=None)
    told["authors"] = told["authors"] or ()
    joined: dict[str, Any] = {
        name: tuple(dict.fromkeys(chain(*(getattr(item, name) for item in records)))) for name in _JOINED
    }
    return Reference(
        uids=tuple(dict.fromkeys(uid for item in records for uid in item.uids)),
        origins=tuple(origin for item in records for origin in item.origins),
        **told,
        **joined,
    )
