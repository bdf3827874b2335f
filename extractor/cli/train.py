"""``extractor train``: annotated PDFs or corpora, or what a review decided, into the models that learn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.cli.options import ProtocolName
from extractor.core.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from extractor.protocol.model import Protocol
    from extractor.workflows.learn import Learned
    from extractor.workflows.train import Example

train = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

PdfDir = Annotated[Path, typer.Argument(metavar="PDF_DIR", help="A folder with the PDFs of the annotations.")]
Gold = Annotated[Path, typer.Option("--gold", metavar="FILE", help="Annotations to learn from (JSON lines).")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the model; made where missing.")]
Exclude = Annotated[
    str, typer.Option("--exclude", metavar="LETTERS", help="Leave out ids that start with one of these letters.")
]
Practice = Annotated[
    Path | None,
    typer.Option(
        "--practice", metavar="FILE", help="A list (TOML) of further collections to learn from, not judged on."
    ),
]


@train.callback(invoke_without_command=True)
def learn(
    context: typer.Context,
    review: Annotated[
        Path | None, typer.Option("--from", metavar="REVIEW", help="The review folder to learn from.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="A new folder for the model; by default the next of REVIEW/models."),
    ] = None,
    test: Annotated[
        list[str] | None,
        typer.Option(
            "--test",
            metavar="ID_OR_FILE",
            help="A publication not to learn from, or a file of them (an id a line, or annotations); repeatable. "
            "By default every fifth finished one.",
        ),
    ] = None,
    pdf_dir: Annotated[
        Path | None,
        typer.Option("--pdf-dir", metavar="PDF_DIR", help="The PDFs, where the review keeps no pages of them."),
    ] = None,
    protocol: ProtocolName = None,
) -> None:
    """Train a model, on annotated PDFs or on what a review decided.

    With --from the program's statement model learns from the statements that were confirmed and rejected in a review's
    finished publications: those in which every suggested statement is decided on. It is judged, before and after, on
    publications that it did not learn from. The new model is written to a folder of its own for `extract --models`;
    without that option the program reads as before. One that does worse is not written (exit status 1). The same
    decisions give the same bytes.

    Example: extractor train --from review --test smith-2020
    """
    if context.invoked_subcommand is not None:
        if review is not None:
            raise UsageError(f"--from is no option of train {context.invoked_subcommand}")
        return
    if review is None:
        raise UsageError("name what to learn from", hint="--from REVIEW, or a command: extractor train --help")
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.learn import check_free, free_folder, keep, learn_from

    folder = out or free_folder(review)
    check_free(folder)
    with open_store(review) as store:
        rules = load_protocol(protocol or DEFAULT_PROTOCOL)
        learned = learn_from(store, rules, test=test or (), pdf_dir=pdf_dir, on_skip=_skipped)
    _tell(learned)
    if learned.is_worse:
        console.error("what was learned does worse on the unread publications than before: no model is written")
        raise typer.Exit(ExitCode.PARTIAL)
    keep(learned, folder)
    console.talk(f"written: {folder}; read with it: extractor extract PDF_DIR --out {review} --models {folder}")
    console.talk("without --models the program reads as before")


Encoder = Annotated[
    Path | None,
    typer.Option("--encoder", metavar="DIR", help="The encoder to learn beside; without, from words alone."),
]


@train.command()
def encoder(
    pdf_dir: PdfDir,
    gold: Gold,
    out: Out,
    weights: Annotated[
        Path | None,
        typer.Option(
            "--weights", metavar="DIR", help="The pretrained all-MiniLM-L6-v2; by default the installed package's."
        ),
    ] = None,
    practice: Practice = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, metavar="N", help="Networks that are trained at a time.")] = 1,
    protocol: ProtocolName = None,
) -> None:
    """Fine-tune the encoder that reads doubtful sentences, and keep what others, trained without each part, make of it.

    Needs the extra `train`; takes about an hour of two cores (`--jobs 2`). Then train what stands on it: `train
    statements --encoder` and `train confidence --encoder`. On one machine the same data give the same bytes.

    Example: extractor train encoder corpus --gold annotations/gold.jsonl --out models/encoder
    """
    from extractor.workflows.encoder import installed_weights, train_encoder

    rules, examples = _read(pdf_dir, gold, "", protocol, practice)
    progress = console.ProgressLine()
    chosen = weights or installed_weights()
    train_encoder(examples, rules, chosen, out, jobs=jobs, tell=lambda at, of: progress.show(at, of, None))
    progress.close()
    _tell_size(examples)


@train.command()
def statements(
    pdf_dir: PdfDir,
    gold: Gold,
    out: Out,
    folds: Annotated[
        int,
        typer.Option("--folds", min=0, metavar="PARTS", help="Parts left out at a time to judge the model; 0: not."),
    ] = 2,
    exclude: Exclude = "",
    practice: Practice = None,
    encoder: Encoder = None,
    protocol: ProtocolName = None,
) -> None:
    """Train the model that finds effect statements, and print how models trained without each part did on it.

    A part is the first letter of the publications' ids. The model of --out is trained on all parts (but those of
    --exclude); the figures are of models that had not seen the parts they are judged on. The same data give the same
    bytes.

    Example: extractor train statements corpus --gold annotations/gold.jsonl --out models/statements
    """
    from extractor.workflows.train import ROWS, parts_of, train_and_judge

    rules, examples = _read(pdf_dir, gold, exclude, protocol, practice, encoder)
    judgement = train_and_judge(examples, rules, out, encoder=encoder, folds=parts_of(examples, folds) if folds else ())
    columns = [*judgement.folds, "mean"] if judgement.folds else []
    if columns:
        console.result(f"{'F1 on parts not trained on':32}" + "".join(f"{name:>8}" for name in columns))
    for row in ROWS if columns else ():
        values = [*(scores[row] for scores in judgement.folds.values()), judgement.means[row]]
        console.result(f"{row:32}" + "".join(f"{'-' if value is None else f'{value:.3f}':>8}" for value in values))
    _tell_size(examples)


@train.command()
def confidence(
    pdf_dir: PdfDir,
    gold: Gold,
    out: Out,
    exclude: Exclude = "",
    practice: Practice = None,
    encoder: Encoder = None,
    protocol: ProtocolName = None,
) -> None:
    """Train the model that says how sure each value is, and print the level for accepting values together.

    Statement models that leave out two parts at a time make the suggestions to learn from; the figures are of models
    that had not seen the part they are judged on. The same data give the same bytes.

    Example: extractor train confidence corpus --gold annotations/gold.jsonl --out models/confidence
    """
    from extractor.workflows.confidence import train_confidence

    rules, examples = _read(pdf_dir, gold, exclude, protocol, practice, encoder)
    model = train_confidence(examples, rules, out)
    told = model.about["unread"]
    for kind in ("values", "statements"):
        row = told[kind]
        console.result(f"{kind}: {row['n']}, Brier score {row['brier']:.4f}, calibration error {row['ece']:.4f}")
    if model.level is None:
        console.result("level: none keeps wrong values rare enough")
    else:
        at = told["at_level"]
        console.result(
            f"level {model.level:.4f}: {at['n']} of {at['of']} values, {at['wrong']} wrong "
            f"({at['share']:.2%}, upper limit {at['upper']:.2%})"
        )
    _tell_size(examples)


@train.command()
def names(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="The folder with the annotated corpora.")], out: Out
) -> None:
    """Train the model that finds names of chemicals and diseases, and print how exactly it finds them.

    DATA has the corpora that models/names/README.md lists. The figures are of names found from first to last word in
    the test file of one of them. Takes some ten minutes of one core. On one machine the same data give the same bytes.

    Example: extractor train names data --out models/names
    """
    from extractor.workflows.names import train_names

    for kind, row in train_names(data, out, console.talk).items():
        low, high = row["interval"]
        console.result(
            f"{kind:9} F1 {row['f1']:.4f} ({low:.4f} to {high:.4f}), "
            f"precision {row['precision']:.4f}, recall {row['recall']:.4f}, {row['n']} names"
        )


def _read(
    pdf_dir: Path,
    gold: Path,
    exclude: str,
    protocol: str | None,
    practice: Path | None,
    encoder: Path | None = None,
) -> "tuple[Protocol, list[Example]]":
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.workflows.encoder import with_unread
    from extractor.workflows.evaluate import read_gold
    from extractor.workflows.practice import read_practice
    from extractor.workflows.train import read_examples

    rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    kept = {key: row for key, row in read_gold(gold).items() if key[:1] not in exclude}
    examples = read_examples(pdf_dir, kept, rules, _skipped)
    examples += read_practice(practice, rules, _skipped) if practice else []
    return rules, examples if encoder is None else with_unread(examples, encoder)


def _tell(learned: "Learned") -> None:
    if learned.unfinished:
        console.talk(f"left out: {learned.unfinished} publications with decisions, in which a statement is still open")
    if learned.known:
        console.warning(f"the program's own model was trained on {', '.join(learned.known)}: it looks too good there")
    console.result(f"learned from {len(learned.from_)} publications, judged on {len(learned.unread)} left unread")
    console.result(f"{'F1 on these':32}{'stated':>8}{'before':>8}{'after':>8}")
    for row in learned.rows:
        figures = ("-" if counts.f1 is None else f"{counts.f1:.3f}" for counts in (row.before, row.after))
        console.result(f"{row.row:32}{row.after.gold:>8}" + "".join(f"{figure:>8}" for figure in figures))


def _tell_size(examples: "list[Example]") -> None:
    from extractor.workflows.train import publications

    console.talk(f"trained on {len(publications(examples))} publications")


def _skipped(name: str, reason: str) -> None:
    console.warning(f"{name}: {reason}")
