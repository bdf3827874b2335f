"""Labelled papers in, a fine-tuned encoder out, and what encoders that had not seen a paper make of it.

Needs the extra ``train``. Fine-tuning has one seed and a fixed number of threads: on one machine the same papers give
the same bytes.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from extractor.classify import context
from extractor.classify.encoder.lines import Line, lines
from extractor.classify.encoder.network import Network
from extractor.classify.encoder.score import arrays
from extractor.classify.encoder.wordpieces import WordPieces
from extractor.classify.features import View, better_ways, views
from extractor.classify.model import Matrix
from extractor.classify.train import Label, Labelled
from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.protocol.model import Protocol

EPOCHS = 3
BATCH = 16
POOL = 16
"""Batches whose lines are sorted by length together, so that little is padded."""
RATE, TOP_RATE = 8e-5, 1e-3
"""Learning rates of the pretrained layers and of the one on top."""
DECAY = 0.01
WARM_UP = 0.06
"""The share of the steps in which the rates rise; then they fall to nothing."""
LONGEST_STEP = 1.0
LESSON = 0.4
"""What an invented sentence weighs beside one of a publication."""
PLAIN = 8
"""Of the sentences that say nothing and have no word of an effect, one in so many is learned from."""
SEED = 0
THREADS = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A line with what is said there: targets and which of them count, (N_ENCODED,) each."""

    line: Line
    target: Matrix
    counted: Matrix


def samples(paper: Labelled, protocol: Protocol, vocabulary: WordPieces) -> list[Sample]:
    """Return what is learned from a paper."""
    own = paper.protocol or protocol
    found = views(paper.document, paper.analysis, own)
    rows = [paper.labels.get(view.index, ()) for view in found]
    taken = [place for place, view in enumerate(found) if rows[place] or _has_cue(view) or place % PLAIN == 0]
    told = lines(found, taken, vocabulary, better_ways(own))
    return [Sample(line, *_targets(rows[place])) for place, line in zip(taken, told, strict=True)]


def _has_cue(view: View) -> bool:
    return any(symbol.startswith(("c_", "p_")) for symbol in view.symbols)


def _targets(labels: Sequence[Label]) -> tuple[Matrix, Matrix]:
    """Return the targets of a sentence; where it says nothing, that alone counts."""
    target, counted = np.zeros(context.N_ENCODED), np.zeros(context.N_ENCODED)
    counted[0 if not labels else slice(None)] = 1.0
    for label in labels:
        pair = ASSERTIONS.index(label.assertion), DIRECTIONS.index(label.direction)
        target[context.FOUND] = 1.0
        target[context.ASSERTED.start + pair[0]] = 1.0
        target[context.DIRECTED.start + pair[1]] = 1.0
        target[context.N_SCORES + context.PAIRS.index(pair)] = 1.0
    return target, counted


def fit(real: Sequence[Sample], lessons: Sequence[Sample], weights: Path) -> Network:
    """Return the network that learned from both, from the pretrained one in the folder ``weights``."""
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    shuffle = random.Random(SEED)
    network = Network(weights, context.N_ENCODED)
    told = [*real, *lessons]
    importance = [1.0] * len(real) + [LESSON] * len(lessons)
    states = _frozen(network, [sample.line for sample in told])
    optimizer = torch.optim.AdamW(
        [{"params": network.trained(), "lr": RATE}, {"params": network.top.parameters(), "lr": TOP_RATE}],
        weight_decay=DECAY,
    )
    epochs = [_batches([sample.line for sample in told], shuffle) for _ in range(EPOCHS)]
    total = sum(map(len, epochs))
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / (WARM_UP * total)) * max(0.0, 1.0 - step / total)
    )
    network.train()
    for batch in (batch for epoch in epochs for batch in epoch):
        _, second, there = _tensors([told[number].line for number in batch])
        scores = network.above(_padded([states[number] for number in batch]), second, there)
        loss = _loss(scores, [told[number] for number in batch], [importance[number] for number in batch])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
        optimizer.step()
        rates.step()
    network.eval()
    return network


def export(network: Network) -> bytes:
    """Return the network as ONNX, its weights in 8 bits; activations are scaled as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    example = _tensors([Line((1, 2, 3, 4), 3), Line((1, 2, 3), 2)])
    names = ["pieces", "second", "there"]
    with TemporaryDirectory() as folder:
        whole, small = Path(folder, "whole.onnx"), Path(folder, "small.onnx")
        shape = {name: {0: "lines", 1: "pieces"} for name in names}
        torch.onnx.export(
            network, example, str(whole), input_names=names, output_names=["scores"], dynamic_axes=shape, dynamo=False
        )
        # Seven bits of each weight are used: with eight, processors without VNNI would cut sums off.
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        return small.read_bytes()


def _frozen(network: Network, told: Sequence[Line]) -> list[torch.Tensor]:
    """Return what the frozen layers make of each line, (n_pieces, n_hidden) in 16 bits: it never changes."""
    network.eval()
    states: dict[int, torch.Tensor] = {}
    order = sorted(range(len(told)), key=lambda number: len(told[number].pieces))
    with torch.no_grad():
        for start in range(0, len(order), 2 * BATCH):
            some = order[start : start + 2 * BATCH]
            made = network.below(*_tensors([told[number] for number in some])).half()
            states |= {number: made[row, : len(told[number].pieces)].clone() for row, number in enumerate(some)}
    return [states[number] for number in range(len(told))]


def _batches(told: Sequence[Line], shuffle: random.Random) -> list[list[int]]:
    """Return all lines in batches in a new order, lines of like length together."""
    order = shuffle.sample(range(len(told)), len(told))
    batches: list[list[int]] = []
    for start in range(0, len(order), BATCH * POOL):
        pool = sorted(order[start : start + BATCH * POOL], key=lambda number: len(told[number].pieces))
        batches += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
    shuffle.shuffle(batches)
    return batches


def _tensors(told: Sequence[Line]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    pieces, second, there = (torch.from_numpy(values) for values in arrays(told).values())
    return pieces, second, there


def _padded(states: Sequence[torch.Tensor]) -> torch.Tensor:
    return torch.nn.utils.rnn.pad_sequence([state.float() for state in states], batch_first=True)


def _loss(scores: torch.Tensor, told: Sequence[Sample], importance: Sequence[float]) -> torch.Tensor:
    """Return the cross-entropy of what counts, a line's outputs added up, the mean over the lines."""
    target = torch.tensor(np.stack([sample.target for sample in told]), dtype=scores.dtype)
    counted = torch.tensor(np.stack([sample.counted for sample in told]), dtype=scores.dtype)
    weight = counted * torch.tensor(importance, dtype=scores.dtype)[:, None]
    parts = torch.nn.functional.binary_cross_entropy_with_logits(scores, target, reduction="none")
    return (parts * weight).sum() / len(told)
