"""Analysis in, the same analysis with its effect statements out: every readable sentence is scored at once."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from extractor.classify import context
from extractor.classify.features import (
    View,
    better_ways,
    domain_names,
    domain_words,
    heading_domains,
    local_names,
    sentence_names,
    views,
)
from extractor.classify.manifest import MANIFEST, manifest_digest
from extractor.classify.model import Matrix, StatementModel, load_model, probability
from extractor.classify.pairs import direction_names, plural_names
from extractor.classify.turns import dealt, moved
from extractor.core.analysis import Analysis, Direction, Statement
from extractor.core.document import Document
from extractor.core.errors import ModelMismatch
from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.core.text import Span
from extractor.protocol.model import Protocol

MODEL = "statements"
Shared = tuple[tuple[int, int], tuple[str, ...]]
"""A row, ``(assertion, direction)``, with the domains that it is said of."""
DECIMALS = 6


class Encodes(typing.Protocol):
    """What reads sentences beside the linear layers."""

    def encode(self, found: Sequence[View], places: Sequence[int], better: Mapping[str, str]) -> Matrix:
        """Return (n_places, N_ENCODED): log-odds of the views at ``places``; ``better`` as ``better_ways`` tells."""


@dataclass(frozen=True, slots=True)
class StatementReader:
    """Finds the sentences that speak of a treatment's effect, by a learned model.

    Needs: sentences and mentions (drug, therapy, sign, instrument, cue …); regions where there are any.
    Gives: ``Analysis.statements``.
    """

    model: StatementModel
    encoder: Encodes | None = None

    @classmethod
    def load(cls, folder: Path, encoder: Path | None = None) -> "StatementReader":
        """Return the reader of a model's folder, or of the ``statements`` in a folder of models.

        ``encoder`` is the folder of the encoder that the model learned beside; None where it learned beside none.

        Raises:
            ModelMissing: A folder has no model.
            ModelMismatch: A model's files do not agree, are of another program version's format, or the encoder is not
                the one that the model learned beside.
        """
        model = load_model(folder if (folder / MANIFEST).is_file() else folder / MODEL)
        if model.about.get("encoder") != (None if encoder is None else manifest_digest(encoder)):
            raise ModelMismatch("the model learned beside another encoder", path=folder, hint="reinstall the program")
        if encoder is None:
            return cls(model)
        from extractor.classify.encoder.score import Encoder

        return cls(model, Encoder.load(encoder))

    def classify(self, document: Document, analysis: Analysis, protocol: Protocol) -> Analysis:
        """Return the analysis with its statements, sorted by span; those it had are replaced."""
        found = views(document, analysis, protocol)
        if not found:
            return replace(analysis, statements=())
        first = self.model.named["sentence"].score(sentence_names(document, analysis, found, protocol))
        scores = self.model.dense["context"].score(context.context_inputs(first, found))
        better = better_ways(protocol)
        scores, encoded = self._joined(found, scores, better)
        chances = probability(scores[:, 0])
        places = [int(place) for place in np.flatnonzero(chances >= self.model.threshold("found"))]
        if not places:
            return replace(analysis, statements=())
        told_in = [found[place] for place in places]
        clauses = self._clauses(told_in)
        pairs = context.pair_scores(
            self.model.named["pairs"].score([names for view in told_in for names in direction_names(view)])
        )
        plurals = self.model.named["plural"].score([plural_names(view) for view in told_in])[:, 0]
        domains = self._domains(document, analysis, protocol, found, places)
        regions = _Regions(analysis)
        statements: list[Statement] = []
        read = None if encoded is None else encoded[places]
        inputs = context.row_inputs(scores[places], clauses, pairs, plurals, told_in, read)
        row_chances = probability(self.model.dense["rows"].score(inputs)[:, :, 0])
        for number, (place, view) in enumerate(zip(places, told_in, strict=True)):
            where = regions.holding(view.sentence.span)
            rows = choose_rows(row_chances[number], scores[place], self.model.threshold("row"))
            told = counted_rows(view, rows, better)
            shared = self._share(view, told, clauses[number], domains[number], protocol)
            for row, named in measured_apart(shared, moved(view, better)):
                assertion, direction = ASSERTIONS[row[0]], DIRECTIONS[row[1]]
                statements.append(
                    Statement(
                        span=view.sentence.span,
                        domains=named,
                        direction=direction,  # type: ignore[arg-type]
                        assertion=assertion,  # type: ignore[arg-type]
                        probability=round(float(chances[place]), DECIMALS),
                        regions=where if assertion in ("observed", "prior") else (),
                        rule="learned",
                    )
                )
        return replace(analysis, statements=tuple(statements))

    def _joined(self, found: Sequence[View], scores: Matrix, better: Mapping[str, str]) -> tuple[Matrix, Matrix | None]:
        """Return the scores joined with those of the encoder, and these, where the model has one.

        Only sentences that may well be statements are shown to the encoder: it costs more than all other layers.
        """
        if self.encoder is None:
            return scores, None
        gate = self.model.threshold("gate")
        shown = [int(place) for place in np.flatnonzero(probability(scores[:, 0]) >= gate)]
        encoded = np.zeros((len(found), context.N_ENCODED))
        if shown:
            encoded[shown] = self.encoder.encode(found, shown, better)
            joined = self.model.dense["encoded"].score(context.encoded_inputs(scores[shown], encoded[shown]))
            scores = scores.copy()
            scores[shown] = joined
        return scores, encoded

    def _clauses(self, found: Sequence[View]) -> list[Matrix]:
        """Return the scores of each view's clauses, (n_clauses, n_scores) each."""
        names = [local_names(clause.tokens, clause.symbols, (clause,)) for view in found for clause in view.clauses]
        scores = self.model.named["clause"].score(names)
        ends = np.cumsum([len(view.clauses) for view in found])
        return np.split(scores, ends[:-1])

    def _domains(
        self,
        document: Document,
        analysis: Analysis,
        protocol: Protocol,
        found: Sequence[View],
        places: Sequence[int],
    ) -> list[Matrix]:
        """Return the log-odds of every domain of the protocol for each place, (n_domains,) each.

        A domain that the model was not trained on is judged by where it is named alone.
        """
        headings = heading_domains(document, analysis, found)
        names = [
            domain_names(found, place, domain.id, headings[place], overall=not domain.outcome)
            for place in places
            for domain in protocol.domains
        ]
        scores = self.model.named["domain"].score(names)[:, 0].reshape(len(places), -1)
        words = self.model.named["words"].score([domain_words(found, place) for place in places])
        trained = {domain: column for column, domain in enumerate(self.model.domains)}
        for number, domain in enumerate(protocol.domains):
            if domain.id in trained:
                scores[:, number] += words[:, trained[domain.id]]
        return list(scores)

    def _share(
        self, view: View, rows: Sequence[tuple[int, int]], clauses: Matrix, domains: Matrix, protocol: Protocol
    ) -> list[Shared]:
        """Return each row with the domains that it is said of."""
        threshold = self.model.threshold("domain")
        ids = [domain.id for domain in protocol.domains]
        chances = probability(domains)
        named = [at for at in range(len(ids)) if chances[at] >= threshold] or [int(domains.argmax())]
        if len({direction for _, direction in rows}) == 1:
            return [(row, tuple(ids[at] for at in named)) for row in rows]
        result = []
        leads = context.lead(clauses[:, context.DIRECTED])
        for row in rows:
            inputs = np.array(
                [
                    context.share_inputs(ids[at], float(domains[at]), row[1], leads, view, [ids[i] for i in named])
                    for at in named
                ]
            )
            share = self.model.dense["share"].score(inputs)[:, 0]
            chosen = [at for at, score in zip(named, share, strict=True) if score >= 0.0] or [
                named[int(share.argmax())]
            ]
            result.append((row, tuple(ids[at] for at in chosen)))
        return result


def choose_rows(chances: Matrix, scores: Matrix, threshold: float) -> list[tuple[int, int]]:
    """Return the likeliest pair of assertion and direction, then every other that is likely enough to be told too."""
    first = (int(scores[context.ASSERTED].argmax()), int(scores[context.DIRECTED].argmax()))
    order = sorted(range(len(context.PAIRS)), key=lambda number: (-chances[number], number))
    more = [context.PAIRS[number] for number in order if chances[number] >= threshold]
    return [first, *(pair for pair in more if pair != first)]


def counted_rows(view: View, rows: Sequence[tuple[int, int]], better: Mapping[str, str]) -> Sequence[tuple[int, int]]:
    """Return the rows with the directions that the sentence's numbers tell, where all rows are of one assertion.

    Counts deal out several directions.
    """
    if len({assertion for assertion, _ in rows}) > 1:
        return rows
    assertion = rows[0][0]
    ways = dealt(view, better)
    return [(assertion, DIRECTIONS.index(way)) for way in ways] if ways else rows


def measured_apart(shared: Sequence[Shared], measured: tuple[str | None, Direction] | None) -> Sequence[Shared]:
    """Return a single row with the direction that two values tell of their domain; other domains keep their own.

    «The fever settled and the joint count was 8 before and 8 after»: the values say nothing of the fever.
    """
    if measured is None or len(shared) != 1:
        return shared
    (row, named), (domain, way) = shared[0], measured
    told = (row[0], DIRECTIONS.index(way))
    others = tuple(one for one in named if one != domain)
    if told == row or domain not in named or not others:
        return [(told, named)]
    return [(row, others), (told, (domain,))]


class _Regions:
    """Which case regions hold a sentence."""

    def __init__(self, analysis: Analysis) -> None:
        self.spans = [(span, number) for number, region in enumerate(analysis.regions) for span in region.spans]

    def holding(self, span: Span) -> tuple[int, ...]:
        return tuple(dict.fromkeys(number for part, number in self.spans if part.contains(span)))
