"""What a report has beside its tables, from a review: number audit, appraisal forms, methods paragraph."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import file_digest
from importlib.metadata import version

from extractor import __version__
from extractor.core.confirmed import standing
from extractor.core.fields import FIELD
from extractor.protocol.model import Protocol
from extractor.protocol.resources import models_dir
from extractor.store import read
from extractor.store.database import Store
from extractor.store.save import Stamp
from extractor.synthesis.appendix import Audit, FilledForm, Methods
from extractor.synthesis.appraisal import filled_forms
from extractor.synthesis.audit import Checked, audit, check
from extractor.synthesis.methods import MEASURED, Accuracy, Measured, People, Tool, methods, people_of
from extractor.synthesis.told import PublicationTold
from extractor.workflows.extract import code_digest, model_digest
from extractor.workflows.time_spent import time_spent


def audit_and_forms(
    store: Store, publications: Iterable[PublicationTold], protocol: Protocol
) -> tuple[Audit, tuple[FilledForm, ...]]:
    """Return the audit of the included publications and their appraisal forms, by form and publication."""
    left = {item.uid: item for item in publications if _is_included(item)}
    checked: list[Checked] = []
    forms: list[FilledForm] = []
    for uid, extraction in read.each_extraction(store, linked=False):
        if (told := left.pop(uid, None)) is not None:
            checked.append(check(told, extraction, _looked_at(store, uid)))
            forms += filled_forms(told, extraction, protocol)
    for told in left.values():
        checked.append(check(told, None, {}))
        forms += filled_forms(told, None, protocol)
    return audit(checked), tuple(sorted(forms, key=lambda item: (item.form.id, item.publication)))


def _is_included(told: PublicationTold) -> bool:
    included = told.source("included")
    return included is not None and included.value is True


def _looked_at(store: Store, uid: str) -> dict[str, str]:
    """Return who has dismissed each contradiction of a publication, by its uid."""
    made = standing(read.history(store, uid))
    return {item.subject: item.reviewer for item in made if item.action == "dismiss" and item.kind == "contradiction"}


def methods_of(
    store: Store, publications: Sequence[PublicationTold], protocol: Protocol, *, machine_only: bool, undecided: int
) -> Methods:
    """Return the methods paragraph of a report; ``undecided`` counts suggestions that nobody has decided on."""
    people, accuracy = People(), Accuracy()
    if not machine_only:
        people = sum((people_of(read.history(store, item.uid)) for item in publications), People())
        accuracy = _accuracy(store, publications)
    return methods(
        _tool(store, protocol), people, accuracy, time_spent(store), machine_only=machine_only, undecided=undecided
    )


def _tool(store: Store, protocol: Protocol) -> Tool:
    from extractor.classify.confidence import MODEL, load_model

    confidence = load_model(models_dir() / MODEL)
    at_level = confidence.about["unread"]["at_level"]
    attempts = read.attempts(store)
    is_read = [uid for uid, attempt in attempts.items() if attempt.status in ("read", "partial")]
    stamp = Stamp(code_digest(), protocol.digest, model_digest(protocol.model))
    return Tool(
        version=__version__,
        spacy=version("spacy"),
        protocol=f"{protocol.id} version {protocol.version}",
        protocol_digest=protocol.digest,
        models=tuple(_models()),
        language_model=protocol.model,
        publications=len(read.publications(store)),
        read=len(is_read),
        other_code=sum(attempts[uid].stamp != stamp for uid in is_read),
        level=confidence.level or 1.0,
        card=(at_level["wrong"], at_level["n"], at_level["upper"]),
    )


def _models() -> Iterator[tuple[str, str]]:
    """Yield each trained model's name and the digest of its manifest, which holds those of its parts."""
    for manifest in sorted(models_dir().glob("*/manifest.json")):
        with manifest.open("rb") as file:
            yield manifest.parent.name, file_digest(file, "sha256").hexdigest()


def _accuracy(store: Store, publications: Sequence[PublicationTold]) -> Accuracy:
    """Return the suggestions held against the record of the publications that are decided on to the end."""
    from extractor.evaluate.bootstrap import intervals
    from extractor.evaluate.score import score

    finished = {item.uid for item in publications if not any(map(_is_open, _still_open(item)))}
    records = read.confirmed_records(store)
    found = {uid: item.annotation() for uid, item in read.each_extraction(store) if uid in finished and uid in records}
    if not found:
        return Accuracy()
    gold = {records[uid].id: records[uid] for uid in found}
    scored = score(gold, {item.id: item for item in found.values()})
    rows = [row for row in MEASURED if row in scored.rows and scored.rows[row].gold]
    bounds, _ = intervals(scored.by_publication, rows)
    told = ((MEASURED[row], scored.rows[row], bounds[row]) for row in rows)
    return Accuracy(
        len(gold), tuple(Measured(title, n.precision, n.recall, limits.p, limits.r) for title, n, limits in told)
    )


def _still_open(told: PublicationTold) -> Iterator[str]:
    """Yield the fields of the suggestions that nobody has decided on; ``case`` for a whole case."""
    yield from (item.field for item in told.open)
    yield from (item.field for case in told.cases for item in case.open)


def _is_open(field: str) -> bool:
    """Tell whether an undecided suggestion of a field leaves a publication unfinished; one beyond the contract may."""
    return field not in FIELD or not FIELD[field].beyond
