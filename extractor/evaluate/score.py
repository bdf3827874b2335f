"""Two sets of annotations in, every agreement and difference out; counts follow from those.

Nothing here asks whether the candidates come from the machine, a reviewer or a second reviewer.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation
from extractor.evaluate.counts import Counts
from extractor.evaluate.match import name_as, pair_cases, pair_statements
from extractor.evaluate.values import ROWS, rules, values

PUBLICATION_ROWS = ("design", "n_patients", "year", "doi")
ALL_ROWS = (
    "publication included", *PUBLICATION_ROWS, "case", *ROWS,
    "statement (any)", "statement observed+direction", "assertion of found", "domain of found",
)  # fmt: skip
"""The rows of a score, in the order in which they are told."""

OWN = "field "
"""How the row of a protocol's own field begins; there is one where gold tells the field."""

_ALWAYS = ("publication included", "case", "statement (any)", "statement observed+direction")

MACRO_ROWS = (
    "case", "age_years", "sex", "disease", "subtype", "antibodies", "drug", "dose", "prior_therapies", "refractory",
    "outcome", "outcome not improved", "same_as", "statement observed+direction",
)  # fmt: skip
"""The rows whose F1 the macro F1 averages, each rounded to three decimals before."""

_NOTHING: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What gold and the candidates say in one row of one subject.

    ``gold_id`` and ``found_id`` number the case on either side, None where the side has none or no case is meant;
    ``about`` is the sentence of a statement, the label of a case.
    """

    row: str
    publication: str
    gold: frozenset[Hashable]
    found: frozenset[Hashable]
    gold_id: str | None = None
    found_id: str | None = None
    about: str | None = None

    @property
    def counts(self) -> Counts:
        """The counts of this comparison alone."""
        return Counts(len(self.gold & self.found), len(self.found), len(self.gold))


@dataclass(frozen=True, slots=True)
class Score:
    """A scored set: the comparisons of each publication of gold, in gold's order, and the headline table of each side.

    Keys of the tables are ``(disease, "patients")``, ``(disease, domain, "n")`` and ``(disease, domain, "improved")``.
    """

    publications: tuple[str, ...]
    missing: tuple[str, ...]
    comparisons: tuple[tuple[Comparison, ...], ...]
    gold_table: Mapping[tuple[str | None, ...], int]
    found_table: Mapping[tuple[str | None, ...], int]

    @property
    def rows(self) -> dict[str, Counts]:
        """The counts of every row that any publication has, in the order of ``ALL_ROWS``, own fields by name."""
        totals = dict.fromkeys(_ALWAYS, Counts()) if self.publications else {}
        for counts in self.by_publication:
            for row, count in counts.items():
                totals[row] = totals.get(row, Counts()) + count
        own = sorted(row for row in totals if row.startswith(OWN))
        return {row: totals[row] for row in (*ALL_ROWS, *own) if row in totals}

    @property
    def by_publication(self) -> tuple[dict[str, Counts], ...]:
        """The counts of each publication, in the order of ``publications``."""
        return tuple(_counted(comparisons) for comparisons in self.comparisons)

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 over those of ``MACRO_ROWS`` that have one; None where none has."""
        return macro_f1(self.rows)

    @property
    def table(self) -> dict[str, tuple[int, int]]:
        """The headline table by the words of its keys, each cell as (candidates, gold)."""
        keys = sorted({*self.gold_table, *self.found_table}, key=str)
        return {
            " ".join(str(part) for part in key): (self.found_table.get(key, 0), self.gold_table.get(key, 0))
            for key in keys
        }

    @property
    def cells_exact(self) -> tuple[int, int]:
        """How many cells of the headline table are equal on both sides, of how many."""
        cells = self.table.values()
        return sum(found == gold for found, gold in cells), len(cells)


def macro_f1(rows: Mapping[str, Counts]) -> float | None:
    """Return the mean F1 over those of ``MACRO_ROWS`` that have one, None where none has."""
    scores = [f1 for row in MACRO_ROWS if row in rows and (f1 := rows[row].f1) is not None]
    return sum(round(f1, 3) for f1 in scores) / len(scores) if scores else None


def score(gold: Mapping[str, Annotation], candidates: Mapping[str, Annotation]) -> Score:
    """Score candidates against gold, both by publication id; publications that gold does not have are passed over.

    A publication that the candidates do not have counts as one without cases and statements.
    """
    return score_named(gold, name_as(gold, candidates))


def score_named(gold: Mapping[str, Annotation], candidates: Mapping[str, Annotation]) -> Score:
    """Score candidates whose ``same_as`` names cases as gold does already."""
    found = {key: candidates[key] for key in candidates if key in gold}
    return Score(
        publications=tuple(gold),
        missing=tuple(sorted(set(gold) - set(candidates))),
        comparisons=tuple(tuple(compare(ours, found.get(key) or Annotation(key))) for key, ours in gold.items()),
        gold_table=headline_table(gold),
        found_table=headline_table(found),
    )


def compare(gold: Annotation, candidate: Annotation) -> Iterator[Comparison]:
    """Yield what two annotations of one publication say, row by row, equal or not."""
    yield Comparison("publication included", gold.id, _truth(gold.included), _truth(candidate.included))
    for row in PUBLICATION_ROWS:
        if (stated := getattr(gold, row)) is not None:
            predicted = getattr(candidate, row)
            found = _NOTHING if predicted is None else frozenset((predicted,))
            yield Comparison(row, gold.id, frozenset((stated,)), found)
    yield from _own_fields(gold.id, gold, candidate)
    yield from _cases(gold, candidate)
    yield from _statements(gold, candidate)


def _cases(gold: Annotation, candidate: Annotation) -> Iterator[Comparison]:
    mates = dict(pair_cases(gold, candidate))
    for i, case in enumerate(gold.cases):
        yield from _case(gold.id, case, candidate.cases[mates[i]] if i in mates else None)
    taken = set(mates.values())
    for j, case in enumerate(candidate.cases):
        if j not in taken:
            yield from _case(gold.id, None, case)


def _case(publication: str, gold: AnnotatedCase | None, found: AnnotatedCase | None) -> Iterator[Comparison]:
    ids = (gold.case_id if gold else None, found.case_id if found else None)
    label = next((case.label for case in (gold, found) if case), None)
    yield Comparison("case", publication, _truth(gold), _truth(found), *ids, label)
    for row in ROWS:
        stated = values(gold, row) if gold else _NOTHING
        predicted = values(found, row) if found else _NOTHING
        yield Comparison(row, publication, stated, predicted, *ids)
    if gold:
        yield from _own_fields(publication, gold, found, ids)


def _own_fields(
    publication: str,
    gold: Annotation | AnnotatedCase,
    found: Annotation | AnnotatedCase | None,
    ids: tuple[str | None, str | None] = (None, None),
) -> Iterator[Comparison]:
    """Yield a row for each of the protocol's own fields that gold tells of a publication or a case."""
    told = dict(found.fields) if found else {}
    for name, value in gold.fields:
        predicted = frozenset((told[name],)) if name in told else _NOTHING
        yield Comparison(f"{OWN}{name}", publication, frozenset((value,)), predicted, *ids)


def _statements(gold: Annotation, candidate: Annotation) -> Iterator[Comparison]:
    pairs = pair_statements(gold, candidate)
    for i, j in pairs:
        yield from _statement(gold.id, gold.statements[i], None if j is None else candidate.statements[j])
    taken = {j for _, j in pairs}
    for j, statement in enumerate(candidate.statements):
        if j not in taken:
            yield from _statement(gold.id, None, statement)


def _statement(
    publication: str, gold: AnnotatedStatement | None, found: AnnotatedStatement | None
) -> Iterator[Comparison]:
    quote = next((side.quote for side in (gold, found) if side), None)

    def comparison(row: str, stated: frozenset[Hashable], predicted: frozenset[Hashable]) -> Comparison:
        return Comparison(row, publication, stated, predicted, about=quote)

    yield comparison("statement (any)", _truth(gold), _truth(found))
    yield comparison("statement observed+direction", _observed(gold), _observed(found))
    if gold and found:
        yield comparison("assertion of found", frozenset((gold.assertion,)), frozenset((found.assertion,)))
        yield comparison("domain of found", frozenset(gold.domains), frozenset(found.domains))


def _truth(value: object) -> frozenset[Hashable]:
    return frozenset((True,)) if value else _NOTHING


def _observed(statement: AnnotatedStatement | None) -> frozenset[Hashable]:
    return frozenset((statement.direction,)) if statement and statement.assertion == "observed" else _NOTHING


def _counted(comparisons: tuple[Comparison, ...]) -> dict[str, Counts]:
    totals: dict[str, Counts] = {}
    for comparison in comparisons:
        totals[comparison.row] = totals.get(comparison.row, Counts()) + comparison.counts
    return totals


def headline_table(annotations: Mapping[str, Annotation]) -> Counter[tuple[str | None, ...]]:
    """Count unique patients of included publications by disease, and per domain those counted and those improved."""
    table: Counter[tuple[str | None, ...]] = Counter()
    for annotation in annotations.values():
        for case in annotation.cases:
            if annotation.included and not case.same_as:
                _tally(table, case)
    return table


def _tally(table: Counter[tuple[str | None, ...]], case: AnnotatedCase) -> None:
    table[case.disease, "patients"] += case.n or 1
    baseline = {item.domain: item for item in case.baseline}
    outcomes = {item.domain: item for item in case.outcomes}
    for domain, who in rules().table.items():
        if domain in baseline and (who == "active" or baseline[domain].refractory):
            table[case.disease, domain, "n"] += baseline[domain].n or 1
            outcome = outcomes.get(domain)
            table[case.disease, domain, "improved"] += (outcome.n_improved if outcome else 0) or 0
