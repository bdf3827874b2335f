"""Annotation files in and out: one publication after the contract a line, every value checked on the way in.

Gold, reviewers' files and candidates share the shape; what candidates carry beyond it is passed over.
"""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TextIO

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from extractor.core.analysis import Assertion, Direction, Unit
from extractor.core.annotation import Annotation, Design, from_json, to_json
from extractor.core.errors import AnnotationError
from extractor.protocol.model import Protocol

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=0)] | Annotated[float, Field(ge=0, allow_inf_nan=False)]
Amount = int | Annotated[float, Field(allow_inf_nan=False)]
Own = dict[str, bool | int | Annotated[float, Field(allow_inf_nan=False)] | Text | None]
Identifier = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]


def _listed(value: object) -> object:
    """Read null as an empty list: both say that nothing is known."""
    return [] if value is None else value


class _Row(BaseModel):
    """A JSON object of the contract; keys beyond it are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _Drug(_Row):
    name: Text
    dose: Text | None = None
    frequency: Text | None = None
    route: Text | None = None
    start_month: Number | None = None
    stop_month: Number | None = None
    n: Count | None = None


class _Baseline(_Row):
    domain: Text
    n: Count | None = 1
    refractory: bool | None = None
    n_refractory: Count | None = None


class _Score(_Row):
    instrument: Text
    scale: Text | None = None
    start: Amount | None = None
    last: Amount | None = None
    month: Number | None = None


class _Outcome(_Row):
    domain: Text
    direction: Direction
    n_improved: Count | None = None
    n_evaluable: Count | None = None
    drug: Text | None = None
    best: Direction | None = None
    course: Literal["sustained", "lost_on_drug", "lost_on_taper", "lost_after_stop", "regained"] | None = None
    scores: Annotated[list[_Score], BeforeValidator(_listed)] = []


class _Concomitant(_Row):
    name: Text
    status: Literal["continued", "started_with", "added_later", "stopped_at_start"]


class _Event(_Row):
    event: Text
    term: Text | None = None
    serious: bool | None = None
    attribution: Literal["drug", "other", "unclear"] | None = None


class _Stop(_Row):
    month: Number | None = None
    reason: Literal["adverse_event", "no_effect", "remission", "wish", "other"] | None = None


class _Case(_Row):
    case_id: Identifier
    unit: Unit = "patient"
    label: Text | None = None
    n: Annotated[int, Field(ge=1)] | None = 1
    n_female: Count | None = None
    age_years: Number | None = None
    sex: Literal["female", "male"] | None = None
    disease: Text | None = None
    subtype: Text | None = None
    antibodies: Annotated[list[Text], BeforeValidator(_listed)] = []
    drugs: Annotated[list[_Drug], BeforeValidator(_listed)] = []
    prior_therapies: Annotated[list[Text], BeforeValidator(_listed)] = []
    baseline: Annotated[list[_Baseline], BeforeValidator(_listed)] = []
    outcomes: Annotated[list[_Outcome], BeforeValidator(_listed)] = []
    follow_up_months: Number | None = None
    adverse_events: Annotated[list[Text], BeforeValidator(_listed)] = []
    steroid_sparing: bool | None = None
    same_as: Annotated[list[Annotated[str, Field(pattern=r"^.+/.+$")]], BeforeValidator(_listed)] = []
    onset_age_years: Number | None = None
    concomitant: Annotated[list[_Concomitant], BeforeValidator(_listed)] = []
    ae_status: Literal["reported", "none_stated", "not_reported"] | None = None
    adverse_event_details: Annotated[list[_Event], BeforeValidator(_listed)] = []
    stopped: _Stop | None = None
    died: bool | None = None
    fields: Own = {}


class _Statement(_Row):
    quote: Text
    domains: list[Text]
    direction: Direction
    assertion: Assertion
    case_ids: Annotated[list[Identifier], BeforeValidator(_listed)] = []


class _Publication(_Row):
    id: Identifier
    title: Text | None = None
    journal: Text | None = None
    doi: Text | None = None
    year: Annotated[int, Field(ge=1000, le=9999)] | None = None
    design: Design | None = None
    included: bool | None = None
    n_patients: Count | None = None
    cases: Annotated[list[_Case], BeforeValidator(_listed)] = []
    statements: Annotated[list[_Statement], BeforeValidator(_listed)] = []
    publication_type: Literal["article", "letter", "preprint", "conference_abstract"] | None = None
    exclusion_reason: Text | None = None
    fields: Own = {}


def read_annotations(path: Path, protocol: Protocol | None = None) -> tuple[Annotation, ...]:
    """Return the annotations of a file in its order; blank lines and a byte order mark are passed over.

    With a protocol, diseases, subtypes and domains must be its ids; without, any word will do.

    Raises:
        AnnotationError: The file cannot be read, or a line breaks the contract: names the line, the field and what
            is wrong with the first error.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise AnnotationError(f"cannot be read: {error.strerror}", path=path) from error
    found: dict[str, Annotation] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            annotation = _annotation(line, protocol)
            if annotation.id in found:
                raise _Broken("id", f"{annotation.id!r} stands in an earlier line already")
        except _Broken as error:
            where = f"line {number}: {error.field}" if error.field else f"line {number}"
            raise AnnotationError(error.message, path=path, where=where) from error
        found[annotation.id] = annotation
    return tuple(found.values())


def write_annotations(target: Path | TextIO, annotations: Iterable[Annotation]) -> None:
    """Write a line per annotation, sorted by id, keys in the contract's order; reading gives them back exactly.

    Raises:
        AnnotationError: The file cannot be written there.
    """
    ordered = sorted(annotations, key=lambda annotation: annotation.id)
    text = "".join(json.dumps(to_json(annotation), ensure_ascii=False) + "\n" for annotation in ordered)
    if not isinstance(target, Path):
        target.write(text)
        return
    try:
        target.write_bytes(text.encode())
    except OSError as error:
        raise AnnotationError(f"cannot be written: {error.strerror}", path=target) from error


class _Broken(Exception):
    """A line that breaks the contract; ``field`` is where in it, empty for the whole line."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def _annotation(line: bytes, protocol: Protocol | None) -> Annotation:
    try:
        publication = _Publication.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise _Broken(_place(first["loc"]), _told(first["type"], first["msg"])) from error
    _check_keys(json.loads(line), _Publication, "")
    _check_cases(publication, protocol)
    _check_statements(publication, protocol)
    if protocol is not None:
        _check_own(publication, protocol)
    return from_json(publication.model_dump())


def _place(steps: tuple[int | str, ...]) -> str:
    """Return a path such as ``cases[2].age_years``, entries counted from 1; the arms of a union are left out."""
    place = ""
    for step in steps:
        if isinstance(step, int):
            place += f"[{step + 1}]"
        elif step.isidentifier() and step not in {"int", "float"}:
            place += f".{step}" if place else step
    return place


def _told(kind: str, message: str) -> str:
    if kind == "json_invalid":
        return f"is not one JSON object on one line ({message.removeprefix('Invalid JSON: ')})"
    if kind == "string_pattern_mismatch":
        return "names no publication-id/case_id" if "/" in message else "has blanks around it"
    return "is missing" if kind == "missing" else message[:1].lower() + message[1:]


def _check_keys(row: dict[str, Any], model: type[BaseModel], place: str) -> None:
    """Refuse a key that looks like a misspelt one of the contract; others are what a candidate carries beyond it."""
    missing = [name for name in model.model_fields if name not in row]
    for key in row:
        meant = get_close_matches(key, missing, n=1, cutoff=0.8) if key not in model.model_fields else []
        if meant:
            raise _Broken(f"{place}{key}", f"is no field of the contract; {meant[0]} is meant")
    for name, below in _BELOW.get(model, {}).items():
        for number, item in enumerate(row.get(name) or (), start=1):
            _check_keys(item, below, f"{place}{name}[{number}].")


_BELOW: dict[type[BaseModel], dict[str, type[BaseModel]]] = {
    _Publication: {"cases": _Case, "statements": _Statement},
    _Case: {"drugs": _Drug, "baseline": _Baseline, "outcomes": _Outcome},
}


def _check_cases(publication: _Publication, protocol: Protocol | None) -> None:
    seen: set[str] = set()
    for number, case in enumerate(publication.cases, start=1):
        place = f"cases[{number}]"
        if case.case_id in seen:
            raise _Broken(f"{place}.case_id", f"{case.case_id!r} is the id of an earlier case already")
        seen.add(case.case_id)
        _check_rows(case.baseline, f"{place}.baseline", protocol)
        _check_rows(case.outcomes, f"{place}.outcomes", protocol)
        _check_counts(case, place)
        if protocol is not None:
            _check_id(case.disease, [disease.id for disease in protocol.diseases], f"{place}.disease")
            _check_id(case.subtype, [subtype.id for subtype in protocol.subtypes], f"{place}.subtype")


def _check_own(publication: _Publication, protocol: Protocol) -> None:
    """Refuse fields that the protocol does not declare there, and values that are none of theirs."""
    _check_id(publication.exclusion_reason, [item.id for item in protocol.exclusion_reasons], "exclusion_reason")
    _check_fields(publication.fields, "publication", "fields", protocol)
    for number, case in enumerate(publication.cases, start=1):
        _check_fields(case.fields, "case", f"cases[{number}].fields", protocol)


def _check_fields(told: Own, level: str, place: str, protocol: Protocol) -> None:
    known = {field.id: field for field in protocol.fields if field.level == level}
    for name, value in told.items():
        _check_id(name, list(known), place)
        if value is not None and not known[name].holds(value):
            raise _Broken(f"{place}.{name}", f"{value!r} is no {known[name].type} of this field")


def _check_rows(rows: Iterable[_Baseline | _Outcome], place: str, protocol: Protocol | None) -> None:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        where = f"{place}[{number}].domain"
        if row.domain in seen:
            raise _Broken(where, f"{row.domain!r} has a row already")
        seen.add(row.domain)
        if protocol is not None:
            _check_id(row.domain, [domain.id for domain in protocol.domains if domain.outcome], where)


def _check_counts(case: _Case, place: str) -> None:
    if case.unit == "patient" and case.n != 1:
        raise _Broken(f"{place}.n", "a patient's n is 1")
    if case.n is not None and case.n_female is not None and case.n_female > case.n:
        raise _Broken(f"{place}.n_female", f"{case.n_female} of {case.n} patients")
    for number, row in enumerate(case.outcomes, start=1):
        if row.n_improved is not None and row.n_evaluable is not None and row.n_improved > row.n_evaluable:
            raise _Broken(f"{place}.outcomes[{number}].n_improved", f"{row.n_improved} of {row.n_evaluable} patients")


def _check_statements(publication: _Publication, protocol: Protocol | None) -> None:
    cases = [case.case_id for case in publication.cases]
    for number, statement in enumerate(publication.statements, start=1):
        place = f"statements[{number}]"
        for case_id in statement.case_ids:
            _check_id(case_id, cases, f"{place}.case_ids")
        if protocol is not None:
            for domain in statement.domains:
                _check_id(domain, [known.id for known in protocol.domains], f"{place}.domains")


def _check_id(value: str | None, known: list[str], place: str) -> None:
    if value is not None and value not in known:
        raise _Broken(place, f"{value!r} is none of: {', '.join(known) or 'nothing'}")
