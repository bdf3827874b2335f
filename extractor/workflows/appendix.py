"""What a report has beside its tables, from a review: number audit, appraisal forms, methods paragraph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version

from extractor import __version__
from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction
from extractor.core.confirmed import confirmed, settled, standing
from extractor.core.decision import Decision
from extractor.core.fields import FIELD
from extractor.core.files import sha256_of
from extractor.protocol.model import Protocol
from extractor.store import read
from extractor.store.database import Store
from extractor.store.save import Stamp
from extractor.synthesis.appendix import Audit, FilledForm, Methods
from extractor.synthesis.appraisal import filled_forms
from extractor.synthesis.audit import Checked, audit, check
from extractor.synthesis.methods import MEASURED, Accuracy, Measured, People, Tool, methods, people_of
from extractor.synthesis.told import PublicationTold
from extractor.workflows.extract import code_digest
from extractor.workflows.models import Models, models_that_made
from extractor.workflows.time_spent import time_spent


class Appendix:
    """Gathers what stands beside the tables publication by publication, so that each is read from the store once."""

    def __init__(self, protocol: Protocol, *, machine_only: bool) -> None:
        self._protocol = protocol
        self._machine_only = machine_only
        self._checked: list[Checked] = []
        self._forms: list[FilledForm] = []
        self._people = People()
        self._records: dict[str, Annotation] = {}
        self._suggestions: dict[str, Annotation] = {}

    def add(self, told: PublicationTold, extraction: Extraction | None, decisions: Sequence[Decision]) -> None:
        """Take in one publication: what it tells in the report, what is suggested for it, what was decided on it."""
        if told.included:
            self._checked.append(check(told, extraction, _looked_at(decisions)))
            self._forms += filled_forms(told, extraction, self._protocol)
        if self._machine_only:
            return
        self._people += people_of(decisions)
        if extraction is not None and settled(decisions) and not any(map(_is_open, _still_open(told))):
            # Statements are no row that is told, and to pair them would take longer than all the rest.
            self._records[told.id] = replace(confirmed(told.id, decisions), statements=())
            self._suggestions[told.id] = replace(extraction, statements=()).annotation()

    @property
    def audit(self) -> Audit:
        """The audit of the included publications."""
        return audit(self._checked)

    @property
    def forms(self) -> tuple[FilledForm, ...]:
        """The appraisal forms of the included publications, by form and publication."""
        return tuple(sorted(self._forms, key=lambda item: (item.form.id, item.publication)))

    def methods(self, store: Store, undecided: int) -> Methods:
        """Return the methods paragraph; ``undecided`` counts suggestions that nobody has decided on."""
        return methods(
            _tool(store, self._protocol),
            self._people,
            _accuracy(self._records, self._suggestions),
            time_spent(store),
            machine_only=self._machine_only,
            undecided=undecided,
        )


def _looked_at(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return who has dismissed each contradiction of a publication, by its uid."""
    made = standing(decisions)
    return {item.subject: item.reviewer for item in made if item.action == "dismiss" and item.kind == "contradiction"}


def _tool(store: Store, protocol: Protocol) -> Tool:
    from extractor.classify.confidence import load_model

    attempts = read.attempts(store)
    is_read = [uid for uid, attempt in attempts.items() if attempt.status in ("read", "partial")]
    models = models_that_made({attempts[uid].stamp.model for uid in is_read}, protocol.model).of(protocol)
    confidence = load_model(models.confidence)
    at_level = confidence.about["unread"]["at_level"]
    stamp = Stamp(code_digest(), protocol.digest, models.digest(protocol.model))
    return Tool(
        version=__version__,
        spacy=version("spacy"),
        protocol=f"{protocol.id} version {protocol.version}",
        protocol_digest=protocol.digest,
        models=tuple(_named(models)),
        language_model=protocol.model,
        publications=len(read.publications(store)),
        read=len(is_read),
        other_code=sum(attempts[uid].stamp != stamp for uid in is_read),
        level=confidence.level or 1.0,
        card=(at_level["wrong"], at_level["n"], at_level["upper"]),
    )


def _named(models: Models) -> Iterator[tuple[str, str]]:
    """Yield each trained model's name and the digest of its manifest, which holds those of its parts."""
    for folder in filter(None, (models.confidence, models.encoder, models.names, models.statements)):
        yield folder.name, sha256_of(folder / "manifest.json")


def _accuracy(records: Mapping[str, Annotation], suggestions: Mapping[str, Annotation]) -> Accuracy:
    """Return suggestions held against records by publication id; statements are no row that is told."""
    from extractor.evaluate.bootstrap import intervals
    from extractor.evaluate.score import score

    if not records:
        return Accuracy()
    scored = score(records, suggestions)
    totals = scored.rows
    rows = [row for row in MEASURED if row in totals and totals[row].gold]
    bounds, _ = intervals(scored.by_publication, rows)
    told = ((MEASURED[row], totals[row], bounds[row]) for row in rows)
    return Accuracy(
        len(records), tuple(Measured(title, n.precision, n.recall, limits.p, limits.r) for title, n, limits in told)
    )


def _still_open(told: PublicationTold) -> Iterator[str]:
    """Yield the fields of the suggestions that nobody has decided on; ``case`` for a whole case."""
    yield from (item.field for item in told.open)
    yield from (item.field for case in told.cases for item in case.open)


def _is_open(field: str) -> bool:
    """Tell whether an undecided suggestion of a field leaves a publication unfinished; one beyond the contract may."""
    return field not in FIELD or not FIELD[field].beyond
