"""Forty plausible errors planted into what was extracted from the corpus, and what the review's screens say of each.

    PYTHONPATH=. python benchmarks/planted.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--each]

Errors are planted one at a time where the suggestion was right: with the quote that such an error would stand on (the
neighbor's, the relative's), or with the right quote and a wrong reading of it. What is extracted comes of models that
had not seen the publications. A warning, passage or contradiction counts where it was not there without the error.

Prints one JSON line of the forty: how many are warned of at their row or at another, how many bring a new entry to a
queue, how many of the rest at least stay open when a whole case is accepted. Then the same of every kind of error in
every publication where it can be planted; how often a right value is warned of, by warning and by field; and for how
many right values, left out one by one, the passages that may have been missed have something new to say. ``--each``
prints a line for each of the forty.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import unread

from extractor.core.analysis import Mention, Regimen
from extractor.core.candidate import Candidate, Case, Evidence, Extraction, Slot, Value, case_uid, publication_uid
from extractor.core.confirmed import Place
from extractor.core.fields import FIELD
from extractor.core.text import Span
from extractor.evaluate.verdicts import verdicts
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.records.contradictions import contradictions
from extractor.records.missed import missed
from extractor.records.passages import Index
from extractor.records.percentages import Printed, percentages
from extractor.records.publication import n_patients
from extractor.records.views import CaseView, anchor_of, view_of
from extractor.review.form import View, singly_because, views
from extractor.review.queue import entries
from extractor.review.warn import Warning, warnings
from extractor.workflows.train import Example, parts_of

PLANTED = 40


@dataclass(frozen=True, slots=True)
class Plant:
    """An error: what it is, what was suggested with it, the place it stands in, and the values before and after.

    The place's slot is None where a case is one that the publication does not have; ``place`` is None where one of its
    cases is missing.
    """

    kind: str
    extraction: Extraction
    place: Place | None
    was: Value | None
    value: Value | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the screens say of an error: warnings at its row, at other rows, new entries of the queues.

    ``one_by_one`` tells that a whole case's key leaves the row open.
    """

    plant: Plant
    at_row: tuple[str, ...]
    elsewhere: tuple[str, ...]
    entries: tuple[str, ...]
    one_by_one: bool

    @property
    def screen(self) -> str:
        """Return the first screen that tells of it."""
        if self.at_row:
            return "form"
        if self.elsewhere:
            return "form, another row"
        if self.entries:
            return "queue"
        return "one by one" if self.one_by_one else "nothing"


def main() -> None:
    """Plant the errors and print what is told of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--each", action="store_true", help="a line for each error")
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    examples = unread.examples(asked.pdfs, gold, protocol) + unread.practice(unread.PRACTICE, protocol)
    found = [item for fold in parts_of(examples, 2) for item in unread.extractions(examples, fold, protocol)]
    right = {(item.publication, item.subject, item.slot) for item in verdicts(gold, found) if item.right}
    papers = [
        Paper(
            example,
            item,
            protocol,
            frozenset((subject, slot) for key, subject, slot in right if key == example.gold.id),
        )
        for item in sorted(found, key=lambda item: (item.publication_id[1:], item.publication_id))  # every part in turn
        for example in examples
        if example.gold.id == item.publication_id
    ]
    told = [tell(paper, plant) for paper, plant in chosen(papers)]
    for each in told if asked.each else ():
        print(json.dumps(line(each), ensure_ascii=False))
    print(json.dumps(figures(told)))
    print(json.dumps({"everywhere": everywhere(papers)}))
    print(json.dumps(false_alarms(papers)))
    print(json.dumps({"left_out_and_offered": left_out(papers)}))


@dataclass(frozen=True)
class Paper:
    """A publication with what was extracted from it; ``right`` are the places whose suggestions are right."""

    example: Example
    extraction: Extraction
    protocol: Protocol
    right: frozenset[tuple[str, Slot | None]]

    def values(self, field: str, unit: str = "patient") -> Iterator[tuple[Case, Candidate]]:
        """Yield the right values of a field, case by case."""
        for case in self.extraction.cases:
            for candidate in case.candidates:
                if case.unit == unit and candidate.slot.field == field and (case.uid, candidate.slot) in self.right:
                    yield case, candidate

    def with_candidate(self, case: Case, old: Candidate, new: Candidate, kind: str) -> Plant:
        """Return the error of a candidate that stands in another's place."""
        candidates = tuple(new if item is old else item for item in case.candidates)
        cases = tuple(replace(case, candidates=candidates) if item is case else item for item in self.extraction.cases)
        return Plant(kind, self.remade(cases), (case.uid, new.slot), old.value, new.value)

    def remade(self, cases: tuple[Case, ...]) -> Extraction:
        """Return the extraction with other cases, what may have been missed and what contradicts itself found anew."""
        document, analysis, was = self.example.document, self.example.analysis, self.extraction
        known = {case.uid for case in cases}
        statements = tuple(
            replace(item, case_uids=tuple(uid for uid in item.case_uids if uid in known)) for item in was.statements
        )
        total = n_patients(cases)
        own = tuple(replace(item, value=total) if item.slot.field == "n_patients" else item for item in was.candidates)
        return replace(
            was,
            candidates=own,
            cases=cases,
            statements=statements,
            missed=tuple(missed(document, analysis, self.protocol, self._told(cases), statements, self._index)),
            contradictions=tuple(
                contradictions(document, analysis, self.protocol, own, cases, statements, self._shares)
            ),
        )

    def without(self, case: Case, slot: Slot) -> Extraction:
        """Return what would have been extracted had a value not been found, nor what only stands with it.

        With a drug goes its regimen, with a domain's activity its outcome, with an item of a list what is told of it.
        """
        is_whole = slot.field in ("drug_name", "baseline") or FIELD[slot.field].keying == "value"
        left = tuple(
            item
            for item in case.candidates
            if item.slot != slot and not (is_whole and slot.key and item.slot.key == slot.key)
        )
        cases = (replace(case, candidates=left) if item is case else item for item in self.extraction.cases)
        return self.remade(tuple(cases))

    @cached_property
    def before(self) -> "_Forms":
        """What the screens say without any error."""
        return _forms(self, self.remade(self.extraction.cases))

    def _told(self, cases: Sequence[Case]) -> list[tuple[CaseView, Case | None]]:
        """Return those of whom the publication tells, each with the case that is made of them."""
        by_uid = {case.uid: case for case in cases}
        return [(view, by_uid.get(uid)) for uid, view in self._views.items()]

    @cached_property
    def _index(self) -> Index:
        return Index(self.example.analysis)

    @cached_property
    def _shares(self) -> tuple[Printed, ...]:
        return tuple(percentages(self.example.document, self.example.analysis.sentences))

    @cached_property
    def _views(self) -> dict[str, CaseView]:
        """Return what is told of each patient and group, by the uid that a case made of it has."""
        document, analysis = self.example.document, self.example.analysis
        regions = analysis.regions if self.extraction.cases else ()
        return {
            case_uid(document.sha256, region.unit, region.key, anchor_of(document, region.anchor)): view_of(
                document, analysis, self.protocol, region, alone=len(regions) == 1, index=self._index
            )
            for region in regions
        }

    def evidence(self, span: Span) -> tuple[Evidence, ...]:
        """Return the sentence that holds a span, or the span where none does, as evidence."""
        around = next((item.span for item in self.example.analysis.sentences if item.span.contains(span)), span)
        return (Evidence((anchor_of(self.example.document, around),), "planted"),)

    def cited_ages(self) -> Iterator[Mention]:
        """Yield the ages of other authors' patients."""
        yield from (item for item in self.example.analysis.mentions if item.label == "age" and "cited" in item.context)

    def relatives_ages(self) -> Iterator[Mention]:
        """Yield the ages that are told in sentences that speak of a relative."""
        words = re.compile(rf"\b(?:{'|'.join(map(re.escape, self.protocol.relatives))})\b", re.IGNORECASE)
        for mention in self.example.analysis.mentions:
            quote = self.evidence(mention.span)[0].anchors[0].quote if mention.label == "age" else ""
            if "family" in mention.context or words.search(quote):
                yield mention


def chosen(papers: Sequence[Paper]) -> list[tuple[Paper, Plant]]:
    """Return the errors: one of every kind in turn, each time of another publication, until there are enough.

    Each kind begins at another publication.
    """
    step = max(1, len(papers) // len(KINDS))
    left = {
        kind: _plants(plant, (*papers[number * step :], *papers[: number * step]))
        for number, (kind, plant) in enumerate(KINDS.items())
    }
    found: list[tuple[Paper, Plant]] = []
    while len(found) < PLANTED and left:
        for kind in list(left):
            each = next(left[kind], None)
            if each is None:
                del left[kind]
            elif len(found) < PLANTED:
                found.append(each)
    return found


Kind = Callable[[Paper], Iterator[Plant]]


def _plants(kind: Kind, papers: Sequence[Paper]) -> Iterator[tuple[Paper, Plant]]:
    for paper in papers:
        plant = next(kind(paper), None)
        if plant is not None:
            yield paper, plant


# What goes wrong


def _neighbors(field: str, kind: str, *, in_table: bool | None = None) -> Kind:
    """Return the error of another patient's value, which stands on that patient's words."""

    def plants(paper: Paper) -> Iterator[Plant]:
        told = list(paper.values(field))
        for case, own in told:
            for other, theirs in told:
                cells = len(theirs.evidence[0].anchors) > 1
                same_key = own.slot.key == theirs.slot.key
                if other is not case and same_key and own.value != theirs.value and in_table in (None, cells):
                    yield paper.with_candidate(case, own, replace(theirs, alternatives=()), kind)

    return plants


def _read_wrong(field: str, kind: str, other: Mapping[Any, Any]) -> Kind:
    """Return the error of a right quote that is read as its opposite."""

    def plants(paper: Paper) -> Iterator[Plant]:
        for case, own in paper.values(field):
            if own.value in other:
                yield paper.with_candidate(case, own, replace(own, value=other[own.value], alternatives=()), kind)

    return plants


def _ages_of(whose: Callable[[Paper], Iterator[Mention]], kind: str) -> Kind:
    """Return the error of somebody else's age, which stands on the words that tell it."""

    def plants(paper: Paper) -> Iterator[Plant]:
        for mention in whose(paper):
            for case, own in paper.values("age_years"):
                if isinstance(mention.value, int | float) and mention.value != own.value:
                    new = replace(own, value=mention.value, evidence=paper.evidence(mention.span), alternatives=())
                    yield paper.with_candidate(case, own, new, kind)

    return plants


def _cited_case(paper: Paper) -> Iterator[Plant]:
    """Yield a patient of other authors who is taken for one of the publication's."""
    for mention in paper.cited_ages():
        if isinstance(mention.value, int | float) and paper.extraction.cases:
            evidence = paper.evidence(mention.span)
            age = Candidate(Slot("age_years"), mention.value, 0.9, evidence)
            drug = Candidate(Slot("drug_name", "d1"), paper.protocol.drugs[0].id, 0.9, evidence)
            case = Case("planted", "p99", "patient", 0.9, evidence, (age, drug))
            extraction = paper.remade((*paper.extraction.cases, case))
            yield Plant("cited patient as own", extraction, ("planted", None), None, "a patient")


def _case_missing(paper: Paper) -> Iterator[Plant]:
    """Yield a patient who was not found."""
    cases = paper.extraction.cases
    for case in cases[1:]:
        if case.unit == "patient" and (case.uid, None) in paper.right:
            left = tuple(item for item in cases if item is not case)
            yield Plant("patient not found", paper.remade(left), None, case.case_id, None)


def _value_missing(paper: Paper) -> Iterator[Plant]:
    """Yield an adverse event or a dose that was not found."""
    for field in ("adverse_events", "drug_dose"):
        for case, own in paper.values(field):
            yield Plant("value not found", paper.without(case, own.slot), None, own.value, None)


def _swapped_counts(paper: Paper) -> Iterator[Plant]:
    """Yield counts of a group whose improved and evaluable patients changed places."""
    whole = {(case.uid, item.slot.key): item for case, item in paper.values("n_evaluable", "group")}
    for case, part in paper.values("n_improved", "group"):
        other = whole.get((case.uid, part.slot.key))
        if other is None or other.value == part.value:
            continue
        swapped = {part.slot: replace(part, value=other.value), other.slot: replace(other, value=part.value)}
        candidates = tuple(swapped.get(item.slot, item) for item in case.candidates)
        cases = tuple(replace(case, candidates=candidates) if item is case else item for item in paper.extraction.cases)
        yield Plant("swapped n and N", paper.remade(cases), (case.uid, part.slot), part.value, other.value)


def _control_counts(paper: Paper) -> Iterator[Plant]:
    """Yield the count of another group, else any other count that the publication tells."""
    told = [
        (float(str(item.value).partition("/")[0]), item.span)
        for item in paper.example.analysis.mentions
        if item.label == "count" and str(item.value).partition("/")[0].isdigit()
    ]
    for case, own in paper.values("n_improved", "group"):
        for number, span in told:
            if number != own.value:
                new = replace(own, value=int(number), evidence=paper.evidence(span), alternatives=())
                yield paper.with_candidate(case, own, new, "another group's count")


def _prior_as_drug(paper: Paper) -> Iterator[Plant]:
    """Yield an earlier treatment that is taken for the review's drug."""
    prior = {case.uid: item for case, item in paper.values("prior_therapies")}
    for case, own in paper.values("drug_name"):
        if case.uid in prior:
            value, evidence = prior[case.uid].value, prior[case.uid].evidence
            new = replace(own, value=value, evidence=evidence, alternatives=())
            yield paper.with_candidate(case, own, new, "prior drug as review drug")


def _dose_of_taper(paper: Paper) -> Iterator[Plant]:
    """Yield a dose that the patient took later, or another one of the same drug in the publication."""
    for case, own in paper.values("drug_dose"):
        names = [item.value for item in case.candidates if item.slot == Slot("drug_name", own.slot.key)]
        for regimen in paper.example.analysis.regimens:
            dose = _printed(paper, regimen)
            if regimen.drug.concept in names and dose and dose != own.value:
                new = replace(own, value=dose, evidence=paper.evidence(regimen.drug.span), alternatives=())
                yield paper.with_candidate(case, own, new, "dose of a taper")


def _printed(paper: Paper, regimen: Regimen) -> str:
    return "" if regimen.dose is None else " ".join(regimen.dose.span.of(paper.example.document.text).split())


def _wrong_domain(paper: Paper) -> Iterator[Plant]:
    """Yield an outcome that is told of another domain, in which the case has none."""
    for case, own in paper.values("outcome"):
        there = {item.slot.key for item in case.candidates if item.slot.field in ("outcome", "baseline")}
        for domain in paper.protocol.domains:
            if domain.outcome and domain.id not in there:
                yield paper.with_candidate(case, own, replace(own, slot=Slot("outcome", domain.id)), "wrong domain")


def _onset_age(paper: Paper) -> Iterator[Plant]:
    """Yield the age at which the disease began, taken for the age at the drug's start."""
    for case, own in paper.values("age_years"):
        for other in case.candidates:
            if other.slot.field == "onset_age_years" and other.value != own.value:
                new = replace(own, value=other.value, evidence=other.evidence, alternatives=())
                yield paper.with_candidate(case, own, new, "age at onset")


def _figures_turned(paper: Paper) -> Iterator[Plant]:
    """Yield an age whose figures changed places."""
    for case, own in paper.values("age_years"):
        turned = str(own.value)[::-1]
        if turned.isdigit() and int(turned) != own.value:
            new = replace(own, value=int(turned), alternatives=())
            yield paper.with_candidate(case, own, new, "figures of an age turned")


KINDS: Mapping[str, Kind] = {
    "neighbor's dose": _neighbors("drug_dose", "neighbor's dose"),
    "neighbor's age": _neighbors("age_years", "neighbor's age", in_table=False),
    "wrong table row": _neighbors("age_years", "wrong table row", in_table=True),
    "neighbor's follow-up": _neighbors("follow_up_months", "neighbor's follow-up"),
    "neighbor's outcome": _neighbors("outcome", "neighbor's outcome"),
    "neighbor's sex": _neighbors("sex", "neighbor's sex"),
    "wrong sex": _read_wrong("sex", "wrong sex", {"female": "male", "male": "female"}),
    "swapped direction": _read_wrong(
        "outcome", "swapped direction", {"improved": "worsened", "worsened": "improved", "unchanged": "improved"}
    ),
    "refractory turned": _read_wrong("refractory", "refractory turned", {True: False, False: True}),
    "wrong domain": _wrong_domain,
    "swapped n and N": _swapped_counts,
    "another group's count": _control_counts,
    "cited patient's age": _ages_of(Paper.cited_ages, "cited patient's age"),
    "relative's age": _ages_of(Paper.relatives_ages, "relative's age"),
    "cited patient as own": _cited_case,
    "prior drug as review drug": _prior_as_drug,
    "dose of a taper": _dose_of_taper,
    "age at onset": _onset_age,
    "figures of an age turned": _figures_turned,
    "patient not found": _case_missing,
    "value not found": _value_missing,
}


# What is told of it


def tell(paper: Paper, plant: Plant) -> Told:
    """Return what the screens say of an error that they did not say without it."""
    before, after = paper.before, _forms(paper, plant.extraction)
    said = {(place, item.words) for place, items in before.warned.items() for item in items}
    new = [(place, item) for place, items in after.warned.items() for item in items if (place, item.words) not in said]
    known = set(before.entries)
    row = next((row for view in after.views for row in view.rows if plant.place and row.place == plant.place), None)
    return Told(
        plant,
        tuple(f"{item.kind}: {item.words}" for place, item in new if place == plant.place),
        tuple(f"{item.kind}: {item.words}" for place, item in new if place != plant.place),
        tuple(words for uid, words in after.entries.items() if uid not in known),
        row is not None and singly_because(row) is not None,
    )


@dataclass(frozen=True, slots=True)
class _Forms:
    views: tuple[View, ...]
    warned: Mapping[Place, tuple[Warning, ...]]
    entries: Mapping[str, str]


def _forms(paper: Paper, extraction: Extraction) -> _Forms:
    forms = views(publication_uid(extraction.sha256), extraction, {}, paper.protocol)
    told = {item.uid: f"{item.kind}: {item.words}" for item in entries(0, extraction, ())}
    return _Forms(forms, warnings(forms, extraction, paper.protocol), told)


def line(told: Told) -> dict[str, Any]:
    """Return what is printed of one error."""
    plant = told.plant
    slot = plant.place[1] if plant.place else None
    return {
        "publication": plant.extraction.publication_id,
        "error": plant.kind,
        "field": f"{slot.field} {slot.key}".strip() if slot else "",
        "was": plant.was,
        "is": plant.value,
        "screen": told.screen,
        "at_row": told.at_row,
        "elsewhere": told.elsewhere,
        "entries": told.entries,
    }


def figures(told: Sequence[Told]) -> dict[str, Any]:
    """Return how many errors each screen tells of first, and the kinds of which some are told by none."""
    unseen = Counter(each.plant.kind for each in told if each.screen in ("one by one", "nothing"))
    return {
        "planted": len(told),
        "kinds": len({each.plant.kind for each in told}),
        "told": sum(each.screen not in ("one by one", "nothing") for each in told),
        "screens": dict(Counter(each.screen for each in told).most_common()),
        "not_told": dict(unseen.most_common()),
    }


def everywhere(papers: Sequence[Paper]) -> dict[str, Any]:
    """Return by which screen each kind of error is told first, planted into every publication that can have it."""
    screens = {
        kind: Counter(tell(paper, plant).screen for paper, plant in _plants(plants, papers))
        for kind, plants in KINDS.items()
    }
    planted = sum(found.total() for found in screens.values())
    untold = sum(found["one by one"] + found["nothing"] for found in screens.values())
    kinds = {kind: dict(found.most_common()) for kind, found in screens.items()}
    return {"planted": planted, "told": planted - untold, "share": round(1 - untold / max(1, planted), 4)} | kinds


def false_alarms(papers: Sequence[Paper]) -> dict[str, Any]:
    """Return how many right values of cases are warned of, of how many, by the warning and by the field."""
    right: Counter[str] = Counter()
    warned: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for paper in papers:
        uids = {case.uid for case in paper.extraction.cases}
        for subject, slot in paper.right:
            if subject in uids and slot is not None:
                right[slot.field] += 1
                told = paper.before.warned.get((subject, slot), ())
                warned[slot.field] += bool(told)
                kinds.update(item.kind for item in told)
    return {
        "right_values": right.total(),
        "right_values_warned_of": warned.total(),
        "share": round(warned.total() / max(1, right.total()), 4),
        "by_warning": dict(sorted(kinds.items())),
        "by_field": {field: f"{warned[field]} of {right[field]}" for field in sorted(right) if warned[field]},
    }


def left_out(papers: Sequence[Paper]) -> dict[str, str]:
    """Return for how many right values of each field, left out one by one, a passage is offered anew or for more."""
    offered: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for paper in papers:
        known = {(item.uid, item.cues) for item in paper.remade(paper.extraction.cases).missed}
        for case in paper.extraction.cases:
            for item in case.candidates:
                if (case.uid, item.slot) in paper.right and not FIELD[item.slot.field].beyond:
                    entries = paper.without(case, item.slot).missed
                    asked[item.slot.field] += 1
                    offered[item.slot.field] += any((entry.uid, entry.cues) not in known for entry in entries)
    fields = {field: f"{offered[field]} of {asked[field]}" for field in sorted(asked)}
    return {"all": f"{offered.total()} of {asked.total()}"} | fields


if __name__ == "__main__":
    main()
