"""Annotated PDFs into the model that finds effect statements, judged on papers that it was not trained on.

A publication's part is the first letter of its id: one part is one author's hand. Figures are always of parts that
were left out; the model that is shipped is trained on all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.classify.encoder.unread import Unread
from extractor.classify.features import readable
from extractor.classify.manifest import manifest_digest
from extractor.classify.model import Matrix, StatementModel, save_model
from extractor.classify.read import MODEL, StatementReader
from extractor.classify.train import Label, Labelled
from extractor.classify.train import train as fit
from extractor.core.analysis import Analysis
from extractor.core.annotation import AnnotatedStatement, Annotation, to_json
from extractor.core.candidate import Extraction
from extractor.core.document import Document
from extractor.core.errors import InputError, UsageError
from extractor.evaluate.match import same_sentence
from extractor.protocol.model import Protocol

if TYPE_CHECKING:
    from extractor.evaluate.counts import Counts

ROWS = ("statement (any)", "statement observed+direction", "assertion of found", "domain of found")
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A publication as read and analysed, with what an annotator found in it.

    ``hand`` names the hand of a publication for practice, which models learn from and are not judged on; ``protocol``
    is its own where it has another than the one that is trained for. ``encoded`` is what an encoder that had not seen
    it makes of its readable sentences. Of a passage only the statements are annotated, not the cases.
    """

    document: Document
    analysis: Analysis
    gold: Annotation
    hand: str = ""
    protocol: Protocol | None = None
    encoded: Matrix | None = None
    is_passage: bool = False

    @property
    def part(self) -> str:
        """The hand of a publication for practice, else the first letter of its id."""
        return self.hand or self.gold.id[:1]


def train(
    examples: Sequence[Example], protocol: Protocol, out: Path | None = None, *, exclude_parts: str = ""
) -> StatementModel:
    """Return the statement model learnt from the examples, written to the folder ``out`` where one is named.

    Publications of the fold ``exclude_parts`` are left out, so that they can judge the model: those whose part is one
    of its letters, or those of the hands for practice that it names.

    Raises:
        UsageError: The examples left are of fewer than two parts, or hold no statement.
    """
    kept = [example for example in examples if not is_of(example, exclude_parts)]
    if not any(example.gold.statements for example in kept):
        raise UsageError("there is no annotated statement to learn from")
    if len({example.part for example in publications(kept)}) < 2:
        raise UsageError(
            "publications of at least two parts are needed to train on", hint="a part is the first letter of the ids"
        )
    papers = [labelled(example) for example in publications(kept)]
    lessons = [lessons_for(protocol), *(labelled(example) for example in kept if example.is_passage)]
    model = fit(papers, protocol, training_data(kept, protocol), lessons)
    if out is not None:
        save_model(model, out)
    return model


def train_and_judge(
    examples: Sequence[Example], protocol: Protocol, out: Path, *, folds: Sequence[str], encoder: Path | None = None
) -> "Judgement":
    """Train on all examples into ``out``, the manifest telling how models trained without each fold did on that fold.

    ``encoder`` is the folder of the encoder whose scores the examples have; None where they have none.

    Raises:
        UsageError: As ``train``.
    """
    judgement = judge(examples, protocol, folds)
    model = train(examples, protocol)
    beside = {} if encoder is None else {"encoder": manifest_digest(encoder)}
    save_model(replace(model, about={**model.about, **beside, "rotation": judgement.to_json()}), out)
    return judgement


@dataclass(frozen=True, slots=True)
class Judgement:
    """F1 of each row on each fold that its model had not seen; None where neither gold nor model says anything."""

    folds: Mapping[str, Mapping[str, float | None]]

    @property
    def means(self) -> dict[str, float | None]:
        """The mean over the folds, by row."""
        means: dict[str, float | None] = {}
        for row in ROWS:
            values = [value for value in (scores[row] for scores in self.folds.values()) if value is not None]
            means[row] = round(sum(values) / len(values), 3) if values else None
        return means

    def to_json(self) -> dict[str, Any]:
        """Return the figures as the manifest holds them."""
        return {"folds": {fold: dict(scores) for fold, scores in self.folds.items()}, "means": self.means}


def judge(examples: Sequence[Example], protocol: Protocol, folds: Sequence[str]) -> Judgement:
    """Return how models trained without the parts of each fold (``ab``: parts a and b) do on that fold."""
    from extractor.evaluate.score import score

    figures: dict[str, dict[str, float | None]] = {}
    for fold in folds:
        if len({example.part for example in publications(examples)} - set(fold)) < 2:
            raise UsageError(
                f"too few parts are left to train on without {fold!r}", hint="leave fewer out, or none: --folds 0"
            )
        model = train(examples, protocol, exclude_parts=fold)
        unseen = [example for example in publications(examples) if is_of(example, fold)]
        if not unseen:
            raise UsageError(f"no publication is of the parts {fold!r}")
        gold = {example.gold.id: replace(example.gold, cases=()) for example in unseen}
        found = {example.gold.id: annotate(reader_for(model, example), example, protocol) for example in unseen}
        rows = score(gold, found).rows
        figures[fold] = {row: _f1(rows.get(row)) for row in ROWS}
    return Judgement(figures)


def extract_unread(examples: Sequence[Example], fold: str, protocol: Protocol) -> list[Extraction]:
    """Return what is extracted from the examples of a fold with a statement model trained on the others.

    Cases told again in several of them are linked; confidences are as the field extractors give them.

    Raises:
        UsageError: As ``train``.
    """
    from extractor.records.assemble import assemble
    from extractor.records.same import link

    model = train(examples, protocol, exclude_parts=fold)
    extractions: dict[str, list[Extraction]] = {}
    for example in publications(examples):
        if is_of(example, fold):
            own = example.protocol or protocol
            analysis = reader_for(model, example).classify(example.document, example.analysis, own)
            found = assemble(example.document, analysis, own, example.gold.id)
            extractions.setdefault(own.digest, []).append(found)
    return [item for together in extractions.values() for item in link(together)]


def publications(examples: Iterable[Example]) -> list[Example]:
    """Return the examples that are whole publications: of passages no case is annotated."""
    return [example for example in examples if not example.is_passage]


def is_of(example: Example, fold: str) -> bool:
    """Tell whether an example is of a fold: letters (``ab``: parts a and b), or names of hands (``practice/h``)."""
    return example.hand in fold.split() if example.hand else example.part in fold and "/" not in fold


def hands_of(examples: Sequence[Example], size: int) -> tuple[str, ...]:
    """Return the folds of ``size`` hands for practice each, in the order of their names."""
    names = sorted({example.hand for example in examples if example.hand})
    return tuple(" ".join(names[start : start + size]) for start in range(0, len(names), size))


def parts_of(examples: Sequence[Example], size: int) -> tuple[str, ...]:
    """Return the folds of ``size`` parts each, in the order of the letters."""
    letters = sorted({example.part for example in examples if not example.hand})
    return tuple("".join(letters[start : start + size]) for start in range(0, len(letters), size))


def read_examples(
    pdf_dir: Path,
    gold: Mapping[str, Annotation],
    protocol: Protocol,
    on_skip: Callable[[str, str], None] | None = None,
) -> list[Example]:
    """Read and analyse the PDF of each annotated publication, in the order of the ids.

    ``on_skip`` is told the id and the reason where a PDF is missing or gave no text.

    Raises:
        UsageError: No annotated publication has a readable PDF below ``pdf_dir``.
    """
    from extractor.documents.read import read_pdf
    from extractor.nlp.analyze import Analyzer
    from extractor.workflows.sources import find_pdfs

    paths = {path.stem: path for path in find_pdfs(pdf_dir)}
    if not paths:
        raise UsageError("no PDF in this folder", path=pdf_dir, hint="name a folder that holds files ending in .pdf")
    analyzer = Analyzer(protocol)
    skip = on_skip or (lambda name, reason: None)
    examples = []
    for key in sorted(gold):
        if key not in paths:
            skip(key, "no PDF of this name")
            continue
        try:
            document = read_pdf(paths[key])
        except InputError as error:
            skip(key, error.message)
            continue
        examples.append(Example(document, analyzer.analyze(document), gold[key]))
    if not examples:
        raise UsageError("no annotated publication has a readable PDF in this folder", path=pdf_dir)
    return examples


def labelled(example: Example) -> Labelled:
    """Return an example as a model learns from it."""
    labels = label_sentences(example)
    return Labelled(example.part, example.document, example.analysis, labels, example.protocol, example.encoded)


def label_sentences(example: Example) -> dict[int, tuple[Label, ...]]:
    """Return what the annotator says of each sentence, by index; a quote that no sentence matches is left out.

    A quote belongs to the sentence that is letter for letter the same, else to the first that shares most words.
    """
    texts = [
        (index, sentence.span.of(example.document.text))
        for index, sentence in enumerate(example.analysis.sentences)
        if readable(sentence)
    ]
    labels: dict[int, list[Label]] = {}
    for statement in example.gold.statements:
        fitting = [(index, text) for index, text in texts if same_sentence(statement.quote, text)]
        if fitting:
            index, _ = max(fitting, key=lambda item, quote=statement.quote: (item[1] == quote, -item[0]))  # type: ignore[misc]
            labels.setdefault(index, []).append(_label(statement))
    return {index: tuple(rows) for index, rows in sorted(labels.items())}


@lru_cache(maxsize=2)
def lessons_for(protocol: Protocol) -> Labelled:
    """Return the invented sentences that a protocol's model learns from beside publications, analysed."""
    from extractor.classify.lessons import document_of, lessons
    from extractor.nlp.analyze import Analyzer

    told = lessons(protocol)
    document = document_of(told)
    analysis = Analyzer(protocol).analyze(document)
    labels = {
        index: tuple(Label((lesson.domain,), direction, assertion) for direction, assertion in lesson.says)
        for index, sentence in enumerate(analysis.sentences)
        if (lesson := told[sentence.block]).says
    }
    return Labelled("lessons", document, analysis, labels, has_places=False)


def _label(statement: AnnotatedStatement) -> Label:
    return Label(statement.domains, statement.direction, statement.assertion)  # type: ignore[arg-type]


def reader_for(model: StatementModel, example: Example) -> StatementReader:
    """Return the reader of an example: what was kept of it stands for an encoder."""
    return StatementReader(model, None if example.encoded is None else Unread(example.encoded))


def annotate(reader: StatementReader, example: Example, protocol: Protocol) -> Annotation:
    """Return the statements that a reader finds in an example, as an annotator would write them."""
    analysis = reader.classify(example.document, example.analysis, protocol)
    statements = tuple(
        AnnotatedStatement(item.span.of(example.document.text), item.domains, item.direction, item.assertion)
        for item in analysis.statements
    )
    return Annotation(example.gold.id, statements=statements)


def training_data(examples: Sequence[Example], protocol: Protocol) -> dict[str, Any]:
    """Return what the manifest tells of the training data and of what the model was made with."""
    import json
    from importlib.metadata import version

    from extractor import __version__

    content = sha256()
    for example in examples:
        row = json.dumps(to_json(example.gold), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        content.update(f"{example.document.sha256} {row}\n".encode())
    return {
        "name": MODEL,
        "made_with": {"case-extractor": __version__, **{name: version(name) for name in ("numpy", "scikit-learn")}},
        "protocol": {"id": protocol.id, "version": protocol.version, "sha256": protocol.digest},
        "trained_on": {
            "publications": [example.gold.id for example in publications(examples)],
            "passages": sum(example.is_passage for example in examples),
            "statements": sum(len(example.gold.statements) for example in examples),
            "sha256": content.hexdigest(),
        },
    }


def _f1(counts: "Counts | None") -> float | None:
    return None if counts is None or counts.f1 is None else round(counts.f1, 3)
