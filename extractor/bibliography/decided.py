"""Files of screening tools → decisions on records: ASReview, Rayyan, Covidence, and what this program writes.

Source: ASReview LAB, Data format and export (``included``, ``asreview_label``, labels in the RIS tag N1); exports of
Rayyan (notes with ``RAYYAN-INCLUSION``) and of Covidence (one file for each list, which its name tells; notes with the
reason in the list of what was excluded).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from extractor.bibliography.compose import compose
from extractor.bibliography.entry import Contents, Entry
from extractor.bibliography.read import contents_of
from extractor.core.errors import BadExport
from extractor.core.reference import Reference

ScreeningAction = Literal["include", "exclude"]

_NOTES = ("N1", "notes", "note", "screening")
_OWN_UID = ("ID", "uid")
_LABELS = ("asreview_label", "included", "label_included", "final_included", "label")
_ACTIONS: Mapping[str, ScreeningAction] = {
    "1": "include", "1.0": "include", "0": "exclude", "0.0": "exclude", "included": "include", "excluded": "exclude",
    "relevant": "include", "irrelevant": "exclude", "yes": "include", "no": "exclude",
}  # fmt: skip
_OWN = re.compile(r"screening: (included|excluded) by ([^:;]+)(?:: ([^;|]+))?")
_ASREVIEW = re.compile(r"\bASReview_(relevant|irrelevant)\b")
_RAYYAN = re.compile(r"RAYYAN-INCLUSION:\s*\{([^}]*)\}")
_RAYYAN_VERDICT = re.compile(r'"([^"]*)"\s*=>\s*"(\w+)"')
_RAYYAN_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|]*)")
_COVIDENCE_REASON = re.compile(r"Exclusion reason:\s*([^;]*)")
_COVIDENCE_HEADING = "covidence #"
_COVIDENCE_NAME = re.compile(r"review_\d+_(?P<list>[a-z]+)_[a-z]+_\d{14}")
_COVIDENCE_LISTS: Mapping[str, ScreeningAction | None] = {
    "select": "include", "included": "include", "irrelevant": "exclude", "excluded": "exclude", "screen": None,
}  # fmt: skip
"""What the list that a file is named after holds; None for what is still to be decided on."""
_STATUS = ("study status", "status", "tags")
_STATUS_ACTIONS = {word: action for word, action in _ACTIONS.items() if word.isalpha() and word not in ("yes", "no")}


@dataclass(frozen=True, slots=True)
class Decided:
    """What one reviewer decided on a record; ``reviewer`` and ``reason`` are None where the file tells none.

    ``uid`` is the record's own, where this program wrote it.
    """

    line: int
    record: Reference
    uid: str | None
    action: ScreeningAction
    reviewer: str | None = None
    reason: str | None = None


class DecidedFile(NamedTuple):
    """What a file decides; ``n_open`` counts the records that it leaves open.

    ``listed`` is what records are of which nothing else is told; None where that is nothing.
    """

    decided: list[Decided]
    n_open: int
    listed: ScreeningAction | None


def read_decided(path: Path, listed: ScreeningAction | None = None) -> DecidedFile:
    """Return what a file decides.

    ``listed`` is what a list of records without decisions is a list of, where the user says so.

    Raises:
        BadExport: The file cannot be read, or tells no decision and ``listed`` is None.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadExport(f"cannot be read: {error.strerror}", path=path) from error
    contents, _, _ = contents_of(data, path)
    listed = listed or _covidence_list(path, contents)
    found: list[Decided] = []
    n_open = 0
    for entry in contents.entries:
        told = list(_decisions(entry)) or ([(listed, None, None)] if listed else [])
        record = compose(entry, contents.format, contents.headings).reference
        uid = entry.first(_OWN_UID)
        found += [Decided(entry.line, record, uid, action, name, reason) for action, name, reason in told]
        n_open += not told
    if not found:
        raise BadExport(
            "tells no decision on its records",
            path=path,
            hint="add --as included where all of them were included, --as excluded where all were excluded",
        )
    return DecidedFile(found, n_open, listed)


def _covidence_list(path: Path, contents: Contents) -> ScreeningAction | None:
    """Return what a file of Covidence lists: as it is named, else excluded where its notes tell reasons.

    Raises:
        BadExport: It lists what is still to be decided on.
    """
    named = _COVIDENCE_NAME.search(path.name)
    if named and named["list"] in _COVIDENCE_LISTS:
        listed = _COVIDENCE_LISTS[named["list"]]
        if listed is None:
            raise BadExport("lists what is still to be screened: there is no decision in it", path=path)
        return listed
    is_covidence = _COVIDENCE_HEADING in contents.headings
    return "exclude" if is_covidence and any(map(_covidence_reason, contents.entries)) else None


_Told = tuple[ScreeningAction, str | None, str | None]
"""What was decided, by whom, and why."""


def _decisions(entry: Entry) -> Iterator[_Told]:
    notes = " | ".join(entry.all(_NOTES))
    own = list(_OWN.finditer(notes))
    for found in own:
        yield _ACTIONS[found[1]], found[2].strip(), (found[3] or "").strip() or None
    if own:
        return
    if rayyan := _RAYYAN.search(notes):
        why = _RAYYAN_REASONS.search(notes)
        for name, verdict in _RAYYAN_VERDICT.findall(rayyan[1]):
            if action := _ACTIONS.get(verdict.casefold()):
                yield action, name, (why[1].strip() or None) if why and action == "exclude" else None
    elif asreview := _ASREVIEW.search(notes):
        yield _ACTIONS[asreview[1]], None, None
    elif label := _label(entry):
        yield label, None, None
    elif reason := _covidence_reason(entry):
        yield "exclude", None, reason
    elif status := _status(entry):
        yield status, None, None


def _label(entry: Entry) -> ScreeningAction | None:
    told = entry.first(_LABELS)
    return _ACTIONS.get(told.strip().casefold()) if told else None


def _status(entry: Entry) -> ScreeningAction | None:
    """Return the decision that a record's status or tags say, where they say one alone."""
    words = [word.strip().casefold() for value in entry.all(_STATUS) for word in re.split(r"[;,]", value)]
    told = {_STATUS_ACTIONS[word] for word in words if word in _STATUS_ACTIONS}
    return told.pop() if len(told) == 1 else None


def _covidence_reason(entry: Entry) -> str | None:
    found = _COVIDENCE_REASON.search(" ".join(entry.all(_NOTES)))
    return (found[1].strip() or None) if found else None
