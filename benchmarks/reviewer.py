"""A simulated reviewer who confirms the corpus as its gold tells it, and what that costs in keys.

    PYTHONPATH=. python benchmarks/reviewer.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--parts abcd] [--each]

What he reviews was extracted under models that had not seen the publications. He works on the real session and presses
what the screens bind: a wrong value is corrected or rejected, ``A`` takes the rest of the form, what it leaves open is
decided one by one, then what is missing is entered where the evidence of a row tells it. Then, in a second run, he goes
through the passages that may have been missed and the contradictions, and enters what they tell.

Keys: one for each binding, typed character, step to a row or a choice, and enter. Typing the whole form costs one key
for each character of every value that gold tells of the case and one to move on. Cases only: the publication's own
form is told apart, statements are left out on both sides. Values beyond gold, which nobody can judge here, are
accepted: their keys count, though typing them does not.

Prints a JSON line for each run: keys and corrected fields a case, the share of the keys of typing, what the keys did,
and the recall of the confirmed record: of cases, of all their values, of each field; then a line for each part.
``--each`` tells what no row, passage or contradiction shows.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import unread

from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.core.candidate import Anchor, Extraction, Slot, Value
from extractor.core.confirmed import case_slots, publication_slots
from extractor.core.errors import UsageError
from extractor.core.fields import FIELD
from extractor.core.numerals import CARDINAL, cardinal
from extractor.core.outcome import Extracted
from extractor.evaluate.match import digits, name_as, pair_cases, same_sentence
from extractor.evaluate.score import score
from extractor.evaluate.values import ROWS, normal
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.review.actions import Keys
from extractor.review.form import Row, View, singly_because, suggested
from extractor.review.queue import Entry
from extractor.review.session import ReviewSession
from extractor.review.session.moving import block_starts
from extractor.review.values import shown
from extractor.store.database import open_store
from extractor.store.save import Found, Stamp, register, save
from extractor.workflows.train import parts_of

STRONG = 2.0
"""Entries of at least this weight are told apart: a passage that tells an age, a dose, a count or a score."""

STAMP = Stamp("benchmark", "benchmark", "benchmark")
DOMAIN_FIELDS = frozenset({"baseline", "refractory", "outcome"})
COUNTS = frozenset({"n", "n_female", "n_improved", "n_evaluable", "age_years"})
_NUMBER = re.compile(rf"(?<![\w.,]){CARDINAL}(?![\w]*\d)", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_A_DAY = re.compile(r"\d\s?[µm]?g\s?/\s?d(?:ay)?\b")
"""An amount a day, which an annotator may read as one dose a day."""

_SPELLINGS = ("names", "short", "bare", "brands", "codes")
"""What an entry of the protocol may have: other ways to write it."""


def main() -> None:
    """Review the corpus with and without the passages and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--parts", default="", help="letters of the parts that are reviewed; all where none is named")
    options.add_argument("--each", action="store_true", help="a line for each value that is shown nowhere")
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    examples = unread.examples(asked.pdfs, gold, protocol) + unread.practice(unread.PRACTICE, protocol)
    found = [item for fold in parts_of(examples, 2) for item in unread.extractions(examples, fold, protocol)]
    found = [item for item in found if not asked.parts or item.publication_id[0] in asked.parts]
    for with_queue in (False, True):
        run = review(gold, found, protocol, with_queue=with_queue)
        print(json.dumps(run.figures()))
        for part in sorted({key[0] for key in run.gold}):
            print(json.dumps({"part": part} | run.of_part(part).figures()))
    for line in run.nowhere if asked.each else ():
        print(line)


@dataclass(slots=True)
class Tally:
    """What the review of one publication cost: keys by the form on which they were pressed and by what they did.

    ``typed`` are the keys of typing gold's forms; ``led`` has for each strong entry whether it led to a value, and
    ``nowhere`` what of gold nothing showed.
    """

    pressed: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    typed: Mapping[str, int] = field(default_factory=dict)
    fields: int = 0
    corrected: int = 0
    entries: int = 0
    led: list[bool] = field(default_factory=list)
    nowhere: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """What one review of all publications cost and confirmed; ``tallies`` are by publication."""

    gold: Mapping[str, Annotation]
    with_queue: bool
    confirmed: dict[str, Annotation] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    def of_part(self, part: str) -> "Run":
        """Return what the publications of one part, told by the first letter of their ids, cost and confirmed."""
        return Run(
            {key: row for key, row in self.gold.items() if key[0] == part},
            self.with_queue,
            {key: row for key, row in self.confirmed.items() if key[0] == part},
            {key: tally for key, tally in self.tallies.items() if key[0] == part},
        )

    @property
    def pressed(self) -> Counter[str]:
        """The keys by the form on which they were pressed."""
        return sum((tally.pressed for tally in self.tallies.values()), Counter())

    @property
    def nowhere(self) -> list[str]:
        """What of gold nothing showed."""
        return [line for tally in self.tallies.values() for line in tally.nowhere]

    def figures(self) -> dict[str, Any]:
        """Return the figures of the run."""
        rows = score(self.gold, self.confirmed).rows
        recalls = {row: round(rows[row].recall, 4) for row in ROWS if row in rows and rows[row].gold}
        counts = [rows[row] for row in recalls]
        cases = sum(len(row.cases) for row in self.gold.values())
        tallies = self.tallies.values()
        pressed, typed = self.pressed, sum((Counter(tally.typed) for tally in tallies), Counter[str]())
        of_cases = pressed.total() - pressed["publication"]
        figures = {
            "with_queue": self.with_queue,
            "publications": len(self.gold),
            "cases": cases,
            "keys": dict(sorted(pressed.items())),
            "keys_by_action": dict(sum((tally.actions for tally in tallies), Counter[str]()).most_common()),
            "keys_a_case": round(of_cases / max(1, cases), 1),
            "typed_a_case": round(typed["case"] / max(1, cases), 1),
            "share_of_typing": round(of_cases / max(1, typed["case"]), 3),
            "share_with_publications": round(pressed.total() / max(1, typed.total()), 3),
            "corrected_a_case": round(sum(tally.corrected for tally in tallies) / max(1, cases), 2),
            "fields_a_case": round(sum(tally.fields for tally in tallies) / max(1, cases), 1),
            "recall_of_cases": round(rows["case"].recall, 4),
            "precision_of_cases": round(rows["case"].precision, 4),
            "recall_of_values": round(sum(one.hit for one in counts) / max(1, sum(one.gold for one in counts)), 4),
            "recall_below_1": {row: recall for row, recall in recalls.items() if recall < 1},
        }
        if self.with_queue:
            led = [each for tally in tallies for each in tally.led]
            figures |= {
                "entries_a_publication": median(tally.entries for tally in tallies),
                "strong_entries": len(led),
                "strong_that_lead_to_a_value": round(sum(led) / max(1, len(led)), 3),
                "values_shown_nowhere": len(self.nowhere),
            }
        return figures


def review(gold: Mapping[str, Annotation], found: Sequence[Extraction], protocol: Protocol, *, with_queue: bool) -> Run:
    """Review all publications in a store of their own; ``gold`` may tell of more publications than were extracted."""
    run = Run({item.publication_id: gold[item.publication_id] for item in found}, with_queue)
    names = _names(run.gold, found)
    with TemporaryDirectory() as folder, open_store(Path(folder), create=True) as store:
        uids = register(store, [Found(f"{one.publication_id}.pdf", one.publication_id, one.sha256) for one in found])
        for uid, extraction in zip(uids, found, strict=True):
            save(store, uid, STAMP, Extracted(extraction))
        session = ReviewSession(store, "gold", protocol)
        for position, publication in enumerate(session.publications):
            session.go_to(position)
            ours = run.gold[publication.id]
            tally = run.tallies[publication.id] = Tally(typed=_typed(ours))
            reviewer = Reviewer(session, tally, ours, names)
            reviewer.publication()
            if with_queue:
                reviewer.queue()
            if session.annotation is not None:
                run.confirmed[publication.id] = session.annotation
            reviewer.tell_nowhere()
        session.close()
    return run


def _typed(gold: Annotation) -> dict[str, int]:
    return {
        "case": sum(typing(case_slots(case), case.unit) for case in gold.cases),
        "publication": typing(publication_slots(gold), "patient"),
    }


def typing(slots: Iterable[tuple[Slot, Any]], unit: str) -> int:
    """Return the keys of typing values into an empty form: their characters, and one each to move on."""
    told = ((slot, value) for slot, value in slots if slot.field not in FIELD or not FIELD[slot.field].beyond)
    return sum(len(shown(FIELD.get(slot.field), value, unit)) + 1 for slot, value in told)


def _names(gold: Mapping[str, Annotation], found: Sequence[Extraction]) -> dict[str, str]:
    """Return the machine's name of each case by gold's."""
    machine = {item.publication_id: item.annotation() for item in found}
    return {
        f"{key}/{row.cases[i].case_id}": f"{key}/{machine[key].cases[j].case_id}"
        for key, row in gold.items()
        for i, j in pair_cases(row, name_as(gold, machine)[key])
    }


class Reviewer:
    """Confirms one publication as gold tells it; every method presses keys and counts them."""

    _STEPS: Mapping[str, Callable[[ReviewSession], str]] = {
        "accept": ReviewSession.accept,
        "reject": ReviewSession.reject,
        "accept_case": ReviewSession.accept_case,
        "reject_case": ReviewSession.reject_case,
        "next_open": ReviewSession.next_open,
        "row_down": lambda session: session.move_row(1),
        "row_up": lambda session: session.move_row(-1),
        "block_down": lambda session: session.move_block(1),
        "block_up": lambda session: session.move_block(-1),
        "view_right": lambda session: session.move_view(1),
    }

    def __init__(self, session: ReviewSession, tally: Tally, gold: Annotation, names: Mapping[str, str]) -> None:
        self.session = session
        self.tally = tally
        self.gold = gold
        self.names = names
        self.teller = Teller(session.protocol, gold)
        self.bound = Keys()
        self.form = "publication"
        self.missing: dict[str, tuple[AnnotatedCase, dict[Slot, Any]]] = {}
        self.lost: list[AnnotatedCase] = []

    # Keys

    def press(self, name: str) -> None:
        """Press the key that is bound to an action."""
        if not self.bound.shown(name).strip("-"):
            raise UsageError(f"no key does {name}")
        self.count(1, name)
        if name in self._STEPS:
            self._STEPS[name](self.session)

    def count(self, keys: int, action: str) -> None:
        """Count keys and what they do."""
        self.tally.pressed[self.form] += keys
        self.tally.actions[action] += keys

    def walk(self, index: int) -> None:
        """Go to a row of the form on the shortest way: row by row, block by block, from open row to open row."""
        for name in way(self.session.view.rows if self.session.view else (), self.session.row_index, index):
            self.press(name)

    def enter(self, value: Any, *, more: bool = False) -> bool:
        """Type or choose a value in the current row, or of one more item; False where the form does not take it."""
        row = self.session.row
        if row is None:
            return False
        words = shown(row.spec, value, row.unit)
        offered = self.session.offered_more() if more else self.session.offered()
        self.press("add" if more else "correct")
        self.count(_choosing(words, [(choice.words, choice.names) for choice in offered]), "type or choose")
        try:
            self.session.add_more(words) if more else self.session.correct(words)
        except UsageError:
            return False
        return True

    # Forms

    def publication(self) -> None:
        """Decide the publication's form and every case's."""
        session = self.session
        machine = session.extraction.annotation() if session.extraction else Annotation(self.gold.id)
        mates = {j: self.gold.cases[i] for i, j in pair_cases(self.gold, machine)}
        subjects = [case.uid for case in session.extraction.cases] if session.extraction else []
        known = {subjects[j]: case for j, case in mates.items()}
        self.lost = [case for case in self.gold.cases if all(case is not mate for mate in mates.values())]
        session.select_view(0)
        self.decide(dict(publication_slots(self.gold)), None)
        for number, view in enumerate(session.views):
            if view.kind != "case":
                continue
            self.form = "case"
            self.press("view_right")
            session.select_view(number)
            if view.subject in known:
                case = known[view.subject]
                self.decide(self.wanted(view, case), case)
            else:
                self.form = "spurious case"
                self.press("reject_case")
        self.form = "case"

    def decide(self, wanted: dict[Slot, Any], case: AnnotatedCase | None) -> None:
        """Decide the current form: what is wrong among what ``A`` takes, ``A``, what it left, what is missing."""
        session = self.session
        view = session.view
        if view is None:
            return
        self.tally.fields += 0 if case is None else len(wanted)
        judged = [row.slot for row in view.rows if row.slot and row.suggestion and row.spec and not row.spec.beyond]
        there = {row.slot for row in view.rows if row.suggestion}
        missing = {slot: value for slot, value in wanted.items() if slot not in there}
        told = self.evidence(view)
        known = [slot for slot, value in missing.items() if case is None or self.teller.tells(told, slot, value)]
        wrong = [slot for slot in judged if (row := self.row(slot)) and self.is_wrong_together(row, wanted)]
        left = {slot: value for slot, value in missing.items() if slot not in known}
        for slot in sorted([*wrong, *known], key=self.place):  # once down the form
            row = self.row(slot)
            if slot in missing:
                left |= self.fill({slot: missing[slot]})
            elif row:
                self.to(slot)
                self.mend(row, wanted)
        if session.view and session.view.n_open:
            self.press("accept_case")
        for slot in [row.slot for row in view.rows if row.slot and row.suggestion]:
            row = self.row(slot)
            if row and row.is_open:
                self.to(slot)
                if slot not in judged or self.is_right(row, wanted):
                    self.press("accept")
                else:
                    self.mend(row, wanted)
        if case is not None:
            self.missing[view.subject] = (case, left)

    def is_wrong_together(self, row: Row, wanted: Mapping[Slot, Any]) -> bool:
        """Tell whether a whole case's key would accept a wrong value."""
        left = singly_because(row) is not None or bool(self.session.warnings(row))
        return not left and not self.is_right(row, wanted)

    def place(self, slot: Slot) -> int:
        """Return where in the form a slot stands, or where one more of its kind is added."""
        rows = self.session.view.rows if self.session.view else ()
        same = [number for number, row in enumerate(rows) if row.slot == slot]
        alike = [number for number, row in enumerate(rows) if row.spec and row.spec.keying == FIELD[slot.field].keying]
        own = [number for number in alike if (mine := rows[number].slot) and mine.field == slot.field]
        return (same or own[-1:] or alike[-1:] or [0])[0]

    def mend(self, row: Row, wanted: Mapping[Slot, Any]) -> None:
        """Correct the current row, or reject it."""
        if self.form == "case":
            self.tally.corrected += 1
        if row.slot and row.slot in wanted and row.spec and row.spec.keying != "value":
            self.enter(self.as_entered(row.slot, wanted[row.slot]))
        else:
            self.press("reject")

    def fill(self, wanted: Mapping[Slot, Any]) -> dict[Slot, Any]:
        """Enter values that no row suggests into the current form; return those it did not take."""
        left = {}
        for slot, value in wanted.items():
            if (FIELD[slot.field].beyond if slot.field in FIELD else False) or value is None:
                continue
            if self.form == "case":
                self.tally.corrected += 1
            if not self.fill_in(slot, self.as_entered(slot, value)):
                left[slot] = value
        return left

    def fill_in(self, slot: Slot, value: Any) -> bool:
        """Enter a value: into its row, else into a new domain's or drug's rows, or as one more item of a list."""
        view = self.session.view
        if view is None:
            return False
        spec = FIELD[slot.field]
        if self.row(slot) is None or (spec.keying == "value"):
            alike = [i for i, row in enumerate(view.rows) if row.spec and row.spec.keying == spec.keying]
            alike = [i for i in alike if spec.keying != "value" or view.rows[i].slot.field == slot.field]  # type: ignore[union-attr]
            if not alike:
                return False
            self.walk(alike[-1])
            row = self.session.row
            is_empty = row is not None and row.slot is not None and not row.slot.key
            if spec.keying == "value":
                return self.enter(value, more=not is_empty)
            if spec.keying == "domain":
                titles = {domain.id: domain.title for domain in self.session.protocol.domains}
                if not self.enter(titles.get(slot.key, slot.key), more=True):
                    return False
            else:
                self.press("add")
                self.session.add_more()
        if self.row(slot) is None:
            return False
        self.to(slot)
        return self.enter(value)

    def row(self, slot: Slot) -> Row | None:
        """Return the current form's row of a slot."""
        return next((row for row in self.session.view.rows if row.slot == slot), None) if self.session.view else None

    def to(self, slot: Slot) -> None:
        """Go to a slot's row."""
        rows = self.session.view.rows if self.session.view else ()
        self.walk(next(number for number, row in enumerate(rows) if row.slot == slot))

    def evidence(self, view: View) -> list[str]:
        """Return the quotes that a form shows."""
        return [_quoted(item.anchors) for row in view.rows for item in row.evidence]

    # What gold wants

    def wanted(self, view: View, case: AnnotatedCase) -> dict[Slot, Any]:
        """Return gold's values by the slots of a form: its drugs numbered, its items named, as the form has them."""
        stated = case_slots(case)
        keys = _aligned(
            {slot.key: str(value) for slot, value in stated if slot.field == "drug_name"},
            {row.slot.key: str(row.value) for row in view.rows if row.slot and _is_drug(row)},
        )
        items = {
            (row.slot.field, normal(str(row.value))): row.slot
            for row in view.rows
            if row.slot and row.spec and row.spec.keying == "value" and row.suggestion
        }
        wanted: dict[Slot, Any] = {}
        for slot, value in stated:
            spec = FIELD.get(slot.field)
            if spec is None or spec.beyond:
                continue
            if spec.keying == "ordinal":
                wanted[Slot(slot.field, keys.get(slot.key, slot.key))] = value
            elif spec.keying == "value":
                name = self.names.get(str(value), str(value)) if slot.field == "same_as" else str(value)
                wanted[items.get((slot.field, normal(name)), Slot(slot.field, name))] = name
            else:
                wanted[slot] = value
        return wanted

    def as_entered(self, slot: Slot, value: Any) -> Any:
        """Return what the reviewer enters for a value of gold: another publication's case by the machine's number."""
        return self.names.get(str(value), value) if slot.field == "same_as" else value

    def is_right(self, row: Row, wanted: Mapping[Slot, Any]) -> bool:
        """Tell whether a row suggests what gold tells."""
        if row.slot is None or row.slot not in wanted:
            return row.slot is not None and row.slot.field == "label"  # gold names no patient who has no label
        value, want = suggested(row.suggestion), wanted[row.slot]
        if row.spec and row.spec.keying == "value":
            return True
        if row.slot.field == "label":
            return digits(str(value)) == digits(str(want))
        if isinstance(value, int | float) and isinstance(want, int | float):
            return round(float(value), 2) == round(float(want), 2)
        if isinstance(value, str) and isinstance(want, str):
            return normal(value) == normal(want)
        return bool(value == want)

    # What may have been missed

    def queue(self) -> None:
        """Go through the passages and contradictions; enter what they tell, dismiss the others."""
        entries = self.session.entries()
        self.tally.entries = len(entries)
        self.form = "queue"
        for kind, key in (("missed", "missed"), ("contradiction", "contradictions")):
            told = [entry for entry in entries if entry.kind == kind]
            if told:
                self.press(key)
                for entry in told:
                    led = self.take(entry)
                    if entry.weight >= STRONG:
                        self.tally.led.append(led)
                self.count(1, "leave")

    def take(self, entry: Entry) -> bool:
        """Take up an entry; return whether it led to a case or value of gold that was not confirmed yet."""
        quote = _quoted(entry.anchors)
        counts = entry.kind == "contradiction" and "found" in entry.words
        lost = next((case for case in self.lost if counts or self.teller.tells_case(quote, case)), None)
        if lost is not None:
            self.lost = [case for case in self.lost if case is not lost]
            self.count(1, "add_patient")
            self.session.entry_to_case(entry, lost.unit)
            view = self.session.view
            if view is not None:
                self.tally.fields += len(case_slots(lost))
                self.fill(self.wanted(view, lost))
            self.press("missed")
            return True
        led = False
        for subject, (_, missing) in self.missing.items():
            told = {slot: value for slot, value in missing.items() if self.teller.tells([quote], slot, value)}
            if told:
                led = True
                self.count(1, "hold")
                self.session.hold_entry(entry)
                views = [view.subject for view in self.session.views]
                self.session.select_view(views.index(subject))
                self.count(1, "view_right")
                for slot in self.fill(told).keys() ^ told.keys():
                    del missing[slot]
                self.press("missed")
        if not led:
            self.count(1, "dismiss")
            self.session.dismiss(entry)
        return led

    def tell_nowhere(self) -> None:
        """Note the cases and values of gold that nothing showed."""
        for case in self.lost:
            self.tally.nowhere.append(
                f"{self.gold.id} {case.case_id}: case ({case.label}, {case.age_years}, n {case.n})"
            )
        for case, missing in self.missing.values():
            for slot, value in missing.items():
                if value is not None:
                    self.tally.nowhere.append(f"{self.gold.id} {case.case_id}: {slot.field} {slot.key} = {value}")


@dataclass(frozen=True, slots=True)
class Teller:
    """Says whether words tell a value, as a reader who knows the protocol's wordings would see."""

    protocol: Protocol
    gold: Annotation

    def tells_case(self, quote: str, case: AnnotatedCase) -> bool:
        """Tell whether words introduce a case: by its label, its age, or a group by its size."""
        if case.label and _has(quote, (case.label,)):
            return True
        if case.unit == "patient":
            return case.age_years is not None and case.age_years in _numbers(quote)
        return case.n is not None and case.n in _numbers(quote)

    def tells(self, quotes: Iterable[str], slot: Slot, value: Any) -> bool:
        """Tell whether any of the quotes tells a value."""
        return any(self._tells(quote, slot, value) for quote in quotes)

    def _tells(self, quote: str, slot: Slot, value: Value | None) -> bool:
        if value is None:
            return True
        if slot.field in DOMAIN_FIELDS:
            return self._domain(quote, slot.key)
        if slot.field in COUNTS:
            return float(value) in _numbers(quote)
        if slot.field == "follow_up_months":
            months = float(value)
            ways = ((number, number * 12, number / 4.345, number / 30.44) for number in _numbers(quote))
            return any(abs(way - months) < max(0.5, 0.05 * months) for each in ways for way in each)
        if slot.field == "drug_dose":
            figures = _FIGURE.findall(str(value))
            return bool(figures) and set(figures) <= set(_FIGURE.findall(quote))
        is_a_day = slot.field == "drug_frequency" and value == "once daily" and bool(_A_DAY.search(quote))
        return is_a_day or _has(quote, self._wordings(slot.field, str(value)))

    def _domain(self, quote: str, key: str) -> bool:
        domain = next((one for one in self.protocol.domains if one.id == key), None)
        named = domain and (
            _has(quote, domain.signs) or any(_has(quote, instrument.names) for instrument in domain.instruments)
        )
        return bool(named) or any(
            key in statement.domains and same_sentence(statement.quote, quote) for statement in self.gold.statements
        )

    def _wordings(self, name: str, value: str) -> tuple[str, ...]:
        rules = self.protocol
        if name == "sex":
            return (*rules.female_words, "F") if value == "female" else (*rules.male_words, "M")
        if name == "steroid_sparing":
            return next((item.names for item in rules.therapies if "glucocorticoid" in item.id), ())
        lists = {
            "disease": rules.diseases, "subtype": rules.subtypes, "antibodies": rules.antibodies,
            "drug_name": rules.drugs, "drug_frequency": rules.frequencies, "drug_route": rules.routes,
            "prior_therapies": rules.therapies, "adverse_events": rules.adverse_events,
        }  # fmt: skip
        entries: Iterable[Any] = lists.get(name, ())
        meant = [item for item in entries if normal(item.id) == normal(value)]
        return (value, *(word for item in meant for kind in _SPELLINGS for word in getattr(item, kind, ())))


def way(rows: Sequence[Row], start: int, end: int) -> tuple[str, ...]:
    """Return the fewest keys, by their actions' names, that lead from one row of a form to another."""
    ways: dict[int, tuple[str, ...]] = {start: ()}
    turn = [start]
    while turn and end not in ways:
        at = turn.pop(0)
        for name, row in _steps(rows, at):
            if row not in ways:
                ways[row] = (*ways[at], name)
                turn.append(row)
    return ways.get(end, ())


def _steps(rows: Sequence[Row], at: int) -> Iterator[tuple[str, int]]:
    """Yield what each key that moves does from a row."""
    starts = block_starts(rows)
    ahead = {
        "next_open": [index for index in range(at + 1, len(rows)) if rows[index].is_open][:1],
        "row_down": [at + 1] if at + 1 < len(rows) else [],
        "row_up": [at - 1] if at else [],
        "block_down": [index for index in starts if index > at][:1],
        "block_up": [index for index in starts if index < at][-1:],
    }
    yield from ((name, row) for name, found in ahead.items() for row in found)


def _is_drug(row: Row) -> bool:
    return row.has_value and row.slot is not None and row.slot.field == "drug_name"


def _aligned(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Return for each drug of gold (key, name) the form's key: of the drug of that name, else of another, else new."""
    keys: dict[str, str] = {}
    for key, name in ours.items():
        mates = [mate for mate, other in theirs.items() if normal(other) == normal(name) and mate not in keys.values()]
        if mates:
            keys[key] = mates[0]
    free = [*theirs, *(f"d{number}" for number in range(1, 20) if f"d{number}" not in theirs)]
    for key in ours:
        if key not in keys:
            keys[key] = next(mate for mate in free if mate not in keys.values())
    return keys


def _quoted(anchors: Iterable[Anchor]) -> str:
    return " ".join(anchor.quote for anchor in anchors)


def _has(quote: str, words: Iterable[str]) -> bool:
    text = re.sub(r"\s+", " ", quote.casefold())
    return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) for word in words if word)


def _numbers(quote: str) -> set[float]:
    told = [cardinal(match[0]) for match in _NUMBER.finditer(quote)]
    return {number for number in told if number is not None}


def _choosing(words: str, offered: Sequence[tuple[str, tuple[str, ...]]]) -> int:
    """Return the fewest keys that give a value: typed whole, or its beginning and arrows to it, and enter."""
    fewest = len(words) + 1
    for length in range(len(words)):
        start = words[:length].casefold()
        fitting = [word for word, names in offered if any(start in name.casefold() for name in (word, *names))]
        if words in fitting:
            fewest = min(fewest, length + fitting.index(words) + 2)
    return fewest


if __name__ == "__main__":
    main()
