"""The encoder as it is trained: a pretrained BERT with one linear layer on top, in PyTorch.

Source of the weights: all-MiniLM-L6-v2 (Apache-2.0), a small BERT distilled after Wang et al. 2020 (arXiv:2002.10957).
"""

from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

FROZEN = 2
"""Layers from below that are not trained further: a third of the time, and nothing was lost by it."""
DROPPED = 0.1


class Network(nn.Module):
    """Word pieces in, a score for each output out.

    ``forward`` takes three (n_lines, n_pieces) tensors: numbers of pieces, 0 for the first text and 1 for the second or
    nothing, 1 for a piece and 0 for nothing; it gives (n_lines, n_outputs) log-odds.
    """

    def __init__(self, weights: Path, outputs: int) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(weights, add_pooling_layer=False, attn_implementation="eager")
        self.drop = nn.Dropout(DROPPED)
        self.top = nn.Linear(2 * self.bert.config.hidden_size, outputs)

    def trained(self) -> list[nn.Parameter]:
        """Return the parameters of the layers that are trained further."""
        return [value for layer in self.bert.encoder.layer[FROZEN:] for value in layer.parameters()]

    def forward(self, pieces: torch.Tensor, second: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Return the log-odds of the lines."""
        return self.above(self.below(pieces, second, there), second, there)

    def below(self, pieces: torch.Tensor, second: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Return what the frozen layers make of the pieces."""
        states = self.bert.embeddings(input_ids=pieces, token_type_ids=second)
        return self._through(states, there, slice(FROZEN))

    def above(self, states: torch.Tensor, second: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Return the log-odds, from the mean of the first text's pieces and the first piece of all."""
        states = self._through(states, there, slice(FROZEN, None))
        weights = (there * (1 - second)).unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return self.top(self.drop(torch.cat([states[:, 0], mean], dim=-1)))

    def _through(self, states: torch.Tensor, there: torch.Tensor, which: slice) -> torch.Tensor:
        mask = (1.0 - there[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
        for layer in self.bert.encoder.layer[which]:
            out = layer(states, mask)
            states = out[0] if isinstance(out, tuple) else out
        return states
