"""How likely each suggestion is right: an ordering by the field extractors becomes a calibrated chance.

In: an extraction with the document and analysis that it was made of. Out: the same extraction, every confidence the
chance that a reviewer who reads carefully accepts the suggestion. The model is a logistic one over a few facts known
at extraction; facts that can only speak for a value have no negative weight and those that can only speak against it
no positive one, so that more agreement never makes a value less sure. Prediction needs the standard library alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import exp, log
from pathlib import Path
from typing import Any

from extractor.classify.manifest import MANIFEST, write_manifest
from extractor.core.analysis import Analysis, CaseRegion, Mention
from extractor.core.candidate import Anchor, Candidate, CandidateStatement, Case, Extraction, Value
from extractor.core.document import Document
from extractor.core.errors import ModelMismatch, ModelMissing
from extractor.core.fields import FIELD

MODEL = "confidence"
FORMAT = 1
UNMEASURED = 0.9
"""No value of a field that the model was not trained on is surer than this: nobody has measured it."""
DECIMALS = 4
_EDGE = 0.0005
"""No suggestion is surer than 1 less this, or less sure than this."""
_MANY = 6
"""Counts above this say no more than this one."""
_SMALL = 1e-6

Facts = Mapping[str, float]
"""What is known of a suggestion, by name: ``+`` heads what can only speak for it, ``-`` what can only speak against."""


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Weights by the names of facts; ``fields`` are those it was trained on; ``about`` is the manifest's account.

    ``level`` is the confidence from which on values are offered for accepting together, None where none could be.
    """

    weights: Mapping[str, float]
    bias: float
    fields: frozenset[str]
    level: float | None
    about: Mapping[str, Any]

    def chance(self, field: str, facts: Facts) -> float:
        """Return the chance (0–1) that a suggestion with these facts is right."""
        score = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in facts.items())
        chance = 1 / (1 + exp(-min(max(score, -30.0), 30.0)))
        highest = 1 - _EDGE if field in self.fields else UNMEASURED
        return round(min(max(chance, _EDGE), highest), DECIMALS)


def rate(extraction: Extraction, document: Document, analysis: Analysis, model: ConfidenceModel) -> Extraction:
    """Return the extraction with calibrated confidences."""
    reading = _Reading(extraction, document, analysis)
    return replace(
        extraction,
        candidates=tuple(_rated(model, item, reading.publication(item)) for item in extraction.candidates),
        cases=tuple(_rated_case(model, case, reading) for case in extraction.cases),
        statements=tuple(
            replace(item, confidence=model.chance("statement", reading.statement(item)))
            for item in extraction.statements
        ),
    )


def rate_links(extraction: Extraction, model: ConfidenceModel) -> Extraction:
    """Return the extraction with the confidence of every ``same_as`` calibrated, all else as it is."""
    return replace(
        extraction,
        cases=tuple(
            replace(
                case,
                candidates=tuple(
                    _rated(model, item, link_facts(item)) if item.slot.field == "same_as" else item
                    for item in case.candidates
                ),
            )
            for case in extraction.cases
        ),
    )


def _rated_case(model: ConfidenceModel, case: Case, reading: "_Reading") -> Case:
    chance = model.chance("case", reading.case(case))
    candidates = tuple(_rated(model, item, reading.value(case, item), chance) for item in case.candidates)
    return replace(case, confidence=chance, candidates=candidates)


def _rated(model: ConfidenceModel, candidate: Candidate, facts: Facts, of_case: float = 1.0) -> Candidate:
    """Return the candidate with its chance: that of its case times that of the value where the case is right."""
    return replace(candidate, confidence=round(of_case * model.chance(candidate.slot.field, facts), DECIMALS))


def link_facts(candidate: Candidate) -> Facts:
    """Return what is known of a link to another report: how much agrees."""
    return {"same_as": 1.0, "+same_as/ordering": _odds(candidate.confidence)}


def facts_of(extraction: Extraction, document: Document, analysis: Analysis) -> Iterator[tuple[str, Any, str, Facts]]:
    """Yield ``(subject, slot, field, facts)`` of every suggestion.

    The subject is the uid of a case or statement, empty for the publication's own; the slot is None for a case or
    statement as a whole; the field is then ``case`` or ``statement``.
    """
    reading = _Reading(extraction, document, analysis)
    for item in extraction.candidates:
        yield "", item.slot, item.slot.field, reading.publication(item)
    for case in extraction.cases:
        yield case.uid, None, "case", reading.case(case)
        for item in case.candidates:
            linked = item.slot.field == "same_as"
            yield case.uid, item.slot, item.slot.field, link_facts(item) if linked else reading.value(case, item)
    for statement in extraction.statements:
        yield statement.uid, None, "statement", reading.statement(statement)


class _Reading:
    """One extraction read for facts: places are found again in the text, mentions counted case by case."""

    def __init__(self, extraction: Extraction, document: Document, analysis: Analysis) -> None:
        self._extraction = extraction
        self._document = document
        self._analysis = analysis
        self._grades = {page.number: page.grade for page in document.pages}
        self._places: dict[tuple[str, str, str], int] = {}
        self._tables = [table.span for table in document.tables]
        regions = list(analysis.regions)
        self._regions = {case.uid: self._region(case, regions) for case in extraction.cases}
        self._told = {uid: _Told(self._mentions(region), document.text) for uid, region in self._regions.items()}
        self._design = next((str(c.value) for c in extraction.candidates if c.slot.field == "design"), "")
        self._many = log(1 + len(extraction.cases))
        cited = sum(item.confidence for item in extraction.statements if item.assertion == "cited")
        seen = sum(item.confidence for item in extraction.statements if item.assertion == "observed")
        self._cited = (cited + 1) / (cited + seen + 2)

    def publication(self, candidate: Candidate) -> Facts:
        """Return the facts of one of the publication's own values."""
        field = candidate.slot.field
        facts = self._common(candidate)
        if field in ("included", "n_patients", "design"):
            facts[f"{field}={_word(candidate.value)}" if field != "n_patients" else "n_patients/some"] = 1.0
            facts[f"-{field}/cases"] = self._many
            facts[f"-{field}/cited"] = self._cited if self._extraction.cases else 0.0
        return facts

    def case(self, case: Case) -> Facts:
        """Return the facts of a case as a whole: how much is told of it, among how many."""
        told = {item.slot.field for item in case.candidates}
        persons = self._told[case.uid].labelled("sex", "age", "case_label")
        nouns = [mention for mention in persons if mention.rule != "pronoun"]
        seen = [item for item in self._extraction.statements if case.uid in item.case_uids]
        return {
            "case": 1.0,
            "-case/cited": self._cited,
            "+case/persons": log(1 + min(len(persons), 3 * _MANY)),
            "+case/nouns": log(1 + min(len(nouns), _MANY)),
            "+case/seen": log(1 + sum(item.confidence for item in seen if item.assertion == "observed")),
            f"case/section={self._section(case.evidence[0].anchors[0])}": 1.0,
            f"case={case.unit}": 1.0,
            "+case/told": min(len(told), 12) / 12,
            "-case/cases": self._many,
            "+case/label": float("label" in told),
            "+case/dose": float("drug_dose" in told),
            "+case/age": float("age_years" in told),
            f"case/design={self._design}": 1.0,
        }

    def statement(self, statement: CandidateStatement) -> Facts:
        """Return the facts of a statement; it is right where sentence, domains, direction and assertion are."""
        return {
            "statement": 1.0,
            "+statement/found": _odds(statement.confidence),
            f"statement={statement.assertion}": 1.0,
            f"statement={statement.direction}": 1.0,
            "-statement/domains": float(len(statement.domains) - 1),
            f"statement/section={self._section(statement.anchor)}": 1.0,
            "-statement/poor page": float(self._is_poor(statement.anchor)),
        }

    def value(self, case: Case, candidate: Candidate) -> Facts:
        """Return the facts of a case's value."""
        field, key = candidate.slot.field, candidate.slot.key
        facts = self._common(candidate)
        spec = FIELD.get(field)
        if spec and (spec.kind == "boolean" or isinstance(spec.vocabulary, tuple)):
            facts[f"{field}={_word(candidate.value)}"] = 1.0
        region = self._regions[case.uid]
        anchors = [anchor for evidence in candidate.evidence for anchor in evidence.anchors]
        own = region is not None and any(self._is_own(region, anchor) for anchor in anchors)
        facts["-many cases"] = self._many
        facts["-of others"] = float(len(self._extraction.cases) > 1 and not own)
        facts["-group"] = float(case.unit == "group")
        agree, other = self._agreement(case, candidate)
        facts["+agree"] = log(1 + agree)
        facts[f"+{field}/agree"] = log(1 + agree)
        if spec and spec.keying == "single":
            facts["-disagree"] = log(1 + other)
            facts[f"-{field}/disagree"] = log(1 + other)
        if spec and spec.keying == "domain":
            facts.update(self._effects(case, candidate))
            same = [c.value == candidate.value for c in case.candidates if c.slot.field == field and c is not candidate]
            facts[f"+{field}/like the others"] = (sum(same) + 1) / (len(same) + 2)
            facts[f"-{field}/domains"] = log(1 + len(same))
        if spec and spec.keying == "ordinal":
            facts[f"-{field}/later"] = float(key != "d1")
        return facts

    def _common(self, candidate: Candidate) -> dict[str, float]:
        field = candidate.slot.field
        evidence = candidate.evidence[0]
        section = self._section(evidence.anchors[0])
        others = min(len(candidate.alternatives), _MANY)
        odds = _odds(candidate.confidence)
        return {
            "value": 1.0,
            field: 1.0,
            f"{field}:{evidence.rule}": 1.0,
            "+ordering": odds,
            f"+{field}/ordering": odds,
            f"section={section}": 1.0,
            f"{field}/section={section}": 1.0,
            f"design={self._design}": 1.0,
            "+evidence": log(len(candidate.evidence)),
            f"+{field}/evidence": log(len(candidate.evidence)),
            "-alternatives": log(1 + others),
            f"-{field}/alternatives": log(1 + others),
            "-poor page": float(any(self._is_poor(anchor) for anchor in evidence.anchors)),
        }

    def _effects(self, case: Case, candidate: Candidate) -> Facts:
        """Return how far the effects seen in a case's domain speak for a value and against it."""
        field, key = candidate.slot.field, candidate.slot.key
        chances = {True: 0.0, False: 0.0}
        wanted = "prior" if field == "refractory" else "observed"
        for item in self._extraction.statements:
            if case.uid in item.case_uids and key in item.domains and item.assertion == wanted:
                chances[item.direction == candidate.value or field != "outcome"] += item.confidence
        return {
            f"+{field}/effects for": log(1 + chances[True]),
            f"-{field}/effects against": log(1 + chances[False]),
        }

    def _agreement(self, case: Case, candidate: Candidate) -> tuple[int, int]:
        """Return how many mentions told of the case have the value, and how many of their kind have another."""
        spec = FIELD.get(candidate.slot.field)
        wanted = candidate.slot.key if spec and spec.keying == "domain" else candidate.value
        told = self._told[case.uid]
        agreeing = told.saying(wanted)
        if not agreeing:
            return 0, 0
        same = {id(mention) for mention in agreeing}
        alike = told.labelled(*{mention.label for mention in agreeing})
        others = {_value_of(mention) for mention in alike if id(mention) not in same}
        return min(len(agreeing), _MANY), min(len(others), _MANY)

    def _mentions(self, region: CaseRegion | None) -> tuple[Mention, ...]:
        """Return what is mentioned in a case's own text, what is denied or said of others left out."""
        if region is None:
            return ()
        ends = [(span.start, span.end) for span in region.spans]
        whole = len(self._extraction.cases) == 1
        return tuple(
            mention
            for mention in self._analysis.mentions
            if not mention.context & {"negated", "cited", "family", "hypothetical"}
            and (whole or any(start <= mention.span.start < end for start, end in ends))
        )

    def _region(self, case: Case, left: list[CaseRegion]) -> CaseRegion | None:
        at = self._place(case.evidence[0].anchors[0])
        for number, region in enumerate(left):
            if region.unit == case.unit and region.anchor.start <= at < max(region.anchor.end, region.anchor.start + 1):
                return left.pop(number)
        return None

    def _is_own(self, region: CaseRegion, anchor: Anchor) -> bool:
        at = self._place(anchor)
        if any(span.start <= at < span.end for span in region.spans):
            return True
        tables = {number for number, _, _ in region.table_rows}
        return any(self._tables[number].start <= at < self._tables[number].end for number in tables)

    def _section(self, anchor: Anchor) -> str:
        at = self._place(anchor)
        if any(span.start <= at < span.end for span in self._tables):
            return "table"
        section = self._document.section_at(at) if at >= 0 else None
        return section.kind if section else "none"

    def _is_poor(self, anchor: Anchor) -> bool:
        return self._grades.get(anchor.page, "good") != "good"

    def _place(self, anchor: Anchor) -> int:
        """Return where an anchor's quote starts in the text; -1 where it is not there (words of the furniture)."""
        words = (anchor.before, anchor.quote, anchor.after)
        if words not in self._places:
            at = self._document.text.find("".join(words))
            self._places[words] = at + len(anchor.before) if at >= 0 else self._document.text.find(anchor.quote)
        return self._places[words]


class _Told:
    """What is mentioned of one case, by label and by what it says: each value of a case asks after both."""

    def __init__(self, mentions: Sequence[Mention], text: str) -> None:
        self._by_label: dict[str, list[Mention]] = {}
        self._by_word: dict[str, list[Mention]] = {}
        self._numbers: list[tuple[float, Mention]] = []
        for mention in mentions:
            self._by_label.setdefault(mention.label, []).append(mention)
            for word in {mention.concept, mention.value, mention.span.of(text)}:
                if isinstance(word, str):
                    self._by_word.setdefault(word, []).append(mention)
            if isinstance(mention.value, int | float):
                self._numbers.append((mention.value, mention))

    def labelled(self, *labels: str) -> list[Mention]:
        """Return the mentions with one of the labels, label by label."""
        return [mention for label in labels for mention in self._by_label.get(label, ())]

    def saying(self, value: Value) -> list[Mention]:
        """Return the mentions that say a value by their concept, their value or their words."""
        if isinstance(value, bool):
            return []
        if isinstance(value, str):
            return self._by_word.get(value, [])
        return [mention for number, mention in self._numbers if abs(number - value) < 0.05]


def _value_of(mention: Mention) -> str:
    return str(mention.concept if mention.value is None else mention.value)


def _word(value: object) -> str:
    return str(value).lower()


def _odds(chance: float) -> float:
    bounded = min(max(chance, 0.001), 0.999)
    return log(bounded / (1 - bounded))


def save_model(model: ConfidenceModel, folder: Path) -> None:
    """Write the model; the same weights give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "bias": model.bias,
        "fields": sorted(model.fields),
        "weights": {name: model.weights[name] for name in sorted(model.weights)},
    }
    manifest = {"format": FORMAT, "level": model.level, "sha256": _digest(content), **content, "about": model.about}
    write_manifest(manifest, folder)


def load_model(folder: Path) -> ConfidenceModel:
    """Read a model.

    Raises:
        ModelMissing: The folder has none.
        ModelMismatch: The file cannot be read, is of another format, or its digest is not that of its content.
    """
    path = folder / MANIFEST
    if not path.is_file():
        hint = "reinstall the program, or train one: extractor train confidence"
        raise ModelMissing(f"the model has no {MANIFEST}", path=folder, hint=hint)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ModelMismatch(
                "the model is of another format than this program's", path=folder, hint="train it again"
            )
        content = {name: manifest[name] for name in ("bias", "fields", "weights")}
        if manifest["sha256"] != _digest(content):
            raise ModelMismatch("the weights are not those of the manifest", path=folder)
        return ConfidenceModel(
            manifest["weights"],
            manifest["bias"],
            frozenset(manifest["fields"]),
            manifest["level"],
            manifest["about"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMismatch("the model cannot be read", path=folder) from error


def bulk_level(models: Path) -> float:
    """Return the confidence from which on values may be accepted together; above 1 where no level was reached.

    Raises:
        ModelMissing: The folder ``models`` has no model of confidence.
        ModelMismatch: As ``load_model``.
    """
    level = load_model(models / MODEL).level
    return 2.0 if level is None else level


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def names_of(rows: Sequence[Facts], least: int) -> list[str]:
    """Return the names of the facts that at least ``least`` suggestions have, sorted."""
    counts: dict[str, int] = {}
    for facts in rows:
        for name, value in facts.items():
            counts[name] = counts.get(name, 0) + (abs(value) > _SMALL)
    return sorted(name for name, count in counts.items() if count >= least)
