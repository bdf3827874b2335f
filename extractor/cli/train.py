"""``extractor train``: annotated PDFs into the model that finds effect statements."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import ProtocolName


def train(
    pdf_dir: Annotated[Path, typer.Argument(metavar="PDF_DIR", help="A folder with the PDFs of the annotations.")],
    gold: Annotated[Path, typer.Option("--gold", metavar="FILE", help="Annotations to learn from (JSON lines).")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the model; made where missing.")],
    folds: Annotated[
        int,
        typer.Option("--folds", min=0, metavar="PARTS", help="Parts left out at a time to judge the model; 0: not."),
    ] = 2,
    exclude: Annotated[
        str, typer.Option("--exclude", metavar="LETTERS", help="Leave out ids that start with one of these letters.")
    ] = "",
    protocol: ProtocolName = None,
) -> None:
    """Train the model that finds effect statements, and print how models trained without each part did on it.

    A part is the first letter of the publications' ids. The model of --out is trained on all parts (but those of
    --exclude); the figures are of models that had not seen the parts they are judged on.

    Example: extractor train corpus --gold annotations/gold.jsonl --out models/statements
    """
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.workflows.evaluate import read_gold
    from extractor.workflows.train import ROWS, parts_of, read_examples, train_and_judge

    rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    kept = {key: row for key, row in read_gold(gold).items() if key[:1] not in exclude}
    examples = read_examples(pdf_dir, kept, rules, lambda name, reason: console.warning(f"{name}: {reason}"))
    judgement = train_and_judge(examples, rules, out, folds=parts_of(examples, folds) if folds else ())
    columns = [*judgement.folds, "mean"] if judgement.folds else []
    if columns:
        console.result(f"{'F1 on parts not trained on':32}" + "".join(f"{name:>8}" for name in columns))
    for row in ROWS if columns else ():
        values = [*(scores[row] for scores in judgement.folds.values()), judgement.means[row]]
        console.result(f"{row:32}" + "".join(f"{'-' if value is None else f'{value:.3f}':>8}" for value in values))
    console.talk(f"trained on {len(examples)} publications")
