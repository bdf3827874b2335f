from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extractor.classify.adapt import adapt
from extractor.classify.manifest import MANIFEST
from extractor.classify.model import WEIGHTS, StatementModel, load_model, save_model
from extractor.classify.read import StatementReader
from extractor.classify.train import Label, Labelled
from extractor.protocol.model import Protocol
from tests.classify.conftest import UNSAID, Paper, labelled, paper

NEW = {
    "By spring the plaques were a memory.": Label(("skin",), "improved", "observed"),
    "By summer the plaques were a memory.": Label(("skin",), "improved", "observed"),
    "By winter the plaques were a memory.": Label(("skin",), "improved", "observed"),
}
RASH = "The rash cleared on tofacitinib."
NOT_NEW = "By autumn the plaques were a memory."


def reviewed(*told: str, group: str = "r") -> Labelled:
    """Return a paper in which a reviewer confirmed those of ``NEW`` that it tells, and nothing else."""
    made = paper(("case", "paragraph", (*told, *UNSAID)))
    labels = {
        index: (NEW[text],)
        for index, sentence in enumerate(made.analysis.sentences)
        if (text := sentence.span.of(made.document.text)) in NEW
    }
    return Labelled(group, made.document, made.analysis, labels)


def quotes(model: StatementModel, told: str, protocol: Protocol) -> list[str]:
    """Return the sentences that a model finds in a paper that tells ``told`` among other things."""
    return found_in(paper(("case", "paragraph", (*UNSAID, told))), model, protocol)


def found_in(made: Paper | Labelled, model: StatementModel, protocol: Protocol) -> list[str]:
    """Return the sentences that a model finds in a paper."""
    found = StatementReader(model).classify(made.document, made.analysis, protocol).statements
    return [item.span.of(made.document.text) for item in found]


@pytest.fixture(scope="module")
def papers() -> list[Labelled]:
    return [reviewed(*NEW, group=f"r{number}") for number in range(6)]


@pytest.fixture(scope="module")
def adapted(toy: StatementReader, papers: list[Labelled], protocol: Protocol) -> StatementModel:
    return adapt(toy.model, papers, protocol)


def test_what_a_reviewer_confirmed_is_found_in_a_paper_not_learned_from(
    toy: StatementReader, adapted: StatementModel, protocol: Protocol
) -> None:
    assert NOT_NEW not in quotes(toy.model, NOT_NEW, protocol)
    assert NOT_NEW in quotes(adapted, NOT_NEW, protocol)


def test_what_a_reviewer_rejected_is_found_no_more(toy: StatementReader, protocol: Protocol) -> None:
    unread = labelled("z")
    assert RASH in found_in(unread, toy.model, protocol)
    made = [replace(labelled(group), labels={}) for group in "pqrstuvw"]
    assert RASH not in found_in(unread, adapt(toy.model, made, protocol), protocol)


def test_weights_of_names_that_no_paper_has_stay(toy: StatementReader, protocol: Protocol) -> None:
    before = toy.model.named["sentence"]
    after = adapt(toy.model, [reviewed()], protocol).named["sentence"]
    known = np.searchsorted(after.keys, before.keys)
    same = (after.weights[known] == before.weights).all(axis=1)
    assert 0 < same.sum() < len(same)


def test_the_old_model_is_not_touched(toy: StatementReader, papers: list[Labelled], protocol: Protocol) -> None:
    before = {name: layer.weights.copy() for name, layer in toy.model.named.items()}
    adapt(toy.model, papers, protocol)
    assert all((toy.model.named[name].weights == weights).all() for name, weights in before.items())


def test_domains_that_the_model_does_not_know_are_learned(toy: StatementReader, protocol: Protocol) -> None:
    other = replace(protocol, domains=(replace(protocol.domains[0], id="plaque"), *protocol.domains[1:3]))
    labels = {index: (Label(("plaque",), "improved", "observed"),) for index in range(3)}
    made = [replace(reviewed(*NEW, group=f"r{number}"), labels=labels) for number in range(6)]
    model = adapt(toy.model, made, other)
    assert model.about["domains"] == [*toy.model.about["domains"], "plaque"]
    seen = paper(("case", "paragraph", (*UNSAID, NOT_NEW)))
    found = StatementReader(model).classify(seen.document, seen.analysis, other).statements
    assert found[-1].span.of(seen.document.text) == NOT_NEW
    assert found[-1].domains == ("plaque",)


def test_papers_without_a_statement_leave_a_model_that_reads_domains_it_does_not_know(
    toy: StatementReader, protocol: Protocol
) -> None:
    other = replace(protocol, domains=(replace(protocol.domains[0], id="plaque"), *protocol.domains[1:3]))
    model = adapt(toy.model, [reviewed()], other)
    made = labelled("z")
    StatementReader(model).classify(made.document, made.analysis, other)
    assert model.named["words"].weights.shape[1] == len(model.about["domains"])


def test_the_same_papers_give_the_same_bytes(
    toy: StatementReader, adapted: StatementModel, papers: list[Labelled], protocol: Protocol, tmp_path: Path
) -> None:
    save_model(adapted, tmp_path / "one")
    save_model(adapt(toy.model, papers, protocol), tmp_path / "two")
    for name in (WEIGHTS, MANIFEST):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_model_that_learned_can_be_kept_and_read(adapted: StatementModel, protocol: Protocol, tmp_path: Path) -> None:
    save_model(adapted, tmp_path)
    assert NOT_NEW in quotes(load_model(tmp_path), NOT_NEW, protocol)
