"""``extractor evaluate``: how far the candidates of a review folder agree with annotations."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import AsJson, Review


def evaluate(
    review: Review,
    gold: Annotated[Path, typer.Option("--gold", metavar="FILE", help="Annotations to score against (JSON lines).")],
    as_json: AsJson = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every missed, spurious and wrong value.")] = False,
    parts: Annotated[
        str | None, typer.Option("--parts", metavar="LETTERS", help="Only ids that start with one of these letters.")
    ] = None,
) -> None:
    """Print precision, recall and F1 of the candidates with 95 % intervals, the constant answer beside them.

    Example: extractor evaluate review --gold annotations/gold.jsonl
    """
    import json

    from extractor.evaluate import render
    from extractor.workflows.evaluate import candidates_of, read_gold
    from extractor.workflows.evaluate import evaluate as score

    result = score(read_gold(gold, parts), candidates_of(review))
    if as_json:
        console.result(json.dumps(render.as_json(result, errors=errors)))
    else:
        console.result(render.as_text(result, errors=errors))
