"""Measures what ordering by likely relevance saves in screening, on mixtures made of what is labelled.

Two kinds of mixture, neither of them a real review:

* **case reports**: the included publications of the corpus (invented) among its excluded ones, real articles
  (``../shared/realpdf``), abstracts of case reports on other diseases (``../shared/data/e3c_english``) and the records
  of real exports (``../shared/data/exports``);
* **index terms**: records of the exports, of which those are relevant that the databases' indexers gave one term; terms
  are left out of the texts.

Screening is simulated as a session does it: in the order of the file until enough is decided, then the likeliest next.
Told are the share that is screened until 95 % of the relevant are found and, from it, the work saved over sampling at
95 % recall (WSS@95; Cohen AM et al. J Am Med Inform Assoc 2006;13:206-219), each as the median over shuffled files, and
the time of one reordering. ``python benchmarks/relevance.py``
"""

import gzip
import json
import random
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter

from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.merge import merged
from extractor.bibliography.read import read_export
from extractor.classify.relevance import Relevance
from extractor.core.errors import BadExport
from extractor.core.reference import Reference
from extractor.core.reference_keys import words_key
from extractor.review.screening import ORDER_EVERY

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
OTHER_CASES = 3_100
"""How many abstracts of other case reports are mixed in."""
TERMS = 12
TERM_SHARE = (0.01, 0.08)
"""Index terms that more records have say little, those that fewer have are too few to count."""
SEEDS = (1, 2, 3)
RECALL = 0.95

Order = Callable[[Mapping[int, bool]], list[int] | None]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Texts, and by position whether each is relevant."""

    name: str
    texts: Sequence[str]
    labels: Sequence[bool]


def screened_until(order: Order, labels: Sequence[bool], file_order: Sequence[int]) -> int:
    """Return how many texts are screened until 95 % of the relevant are found."""
    wanted = ceil(RECALL * sum(labels))
    decided: dict[int, bool] = {}
    queue = list(file_order)
    is_ordered, since = False, 0
    while wanted:
        row = queue.pop(0)
        decided[row] = labels[row]
        wanted -= labels[row]
        since += 1
        if since >= ORDER_EVERY or not is_ordered:
            likely = order(decided)
            if likely is not None:
                queue = [item for item in likely if item not in decided]
                is_ordered, since = True, 0
    return len(decided)


def publications() -> list[Reference]:
    """Return the publications of all exports, duplicates joined, those with an abstract."""
    records = []
    for path in sorted((SHARED / "data" / "exports").rglob("*")):
        if path.is_file() and path.name != "index.tsv":
            try:
                records += [item for _, item, _ in read_export(path).records]
            except BadExport as error:
                print(error, file=sys.stderr)
    unique = list({item.uid: item for item in records}.values())
    found = [merged(members) for members in group(unique, find_pairs(unique), {})]
    return [item for item in found if item.title and item.abstract]


def text_of(item: Reference) -> str:
    """Return title and abstract."""
    return f"{item.title} {item.abstract}"


def corpus() -> Iterator[tuple[str, bool]]:
    """Yield title and first words of the corpus' publications, and whether the review included them."""
    gold = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((SHARED / "corpus" / "gold").glob("*"))}
    for name, row in gold.items():
        source = (SHARED / "corpus" / "src" / f"{name}.md").read_text("utf-8").split("\n---\n", 1)[1]
        paragraphs = [part for part in source.split("\n\n") if part.strip() and not part.startswith(("#", "|"))]
        yield f"{row['title']} {' '.join(paragraphs[0].split()[:250])}", bool(row["included"])


def real_articles() -> Iterator[str]:
    """Yield title and abstract of real articles, as their publishers' XML tells them."""
    for path in sorted((SHARED / "realpdf" / "xml").glob("*.xml")):
        article = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", path.read_text("utf-8"), count=1))
        told = [" ".join(element.itertext()) for element in article.iterfind("front/article-meta//article-title")] + [
            " ".join(element.itertext()) for element in article.iterfind("front/article-meta/abstract")
        ]
        yield " ".join(" ".join(told).split())


def other_cases() -> list[str]:
    """Return abstracts of case reports on any disease."""
    with gzip.open(SHARED / "data" / "e3c_english" / "layer3_cc_by.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return random.Random(0).sample(texts, OTHER_CASES)


def mixtures() -> Iterator[Mixture]:
    """Yield the mixtures."""
    found = publications()
    told = list(corpus())
    texts = [text for text, _ in told]
    beside = [*real_articles(), *other_cases(), *map(text_of, found)]
    yield Mixture("case reports", [*texts, *beside], [label for _, label in told] + [False] * len(beside))
    indexed = [item for item in found if item.keywords]
    terms = [{words_key(re.split(r"[/(]", word.lstrip("*"))[0]) for word in item.keywords} - {None} for item in indexed]
    least, most = (share * len(indexed) for share in TERM_SHARE)
    counts = Counter(sorted(term for own in terms for term in own if term))
    chosen = [term for term, count in counts.most_common() if least <= count <= most][:TERMS]
    texts = list(map(text_of, indexed))
    for term in chosen:
        yield Mixture(f"index term: {term}", texts, [term in own for own in terms])


def main() -> None:
    """Print a line a mixture, then the medians over the index terms."""
    if not SHARED.is_dir():
        sys.exit(f"{SHARED} is not there")
    model: Relevance | None = None
    shares = []
    for mixture in mixtures():
        if model is None or model.texts is not mixture.texts:
            model = Relevance(mixture.texts)
        screened: list[float] = []
        times: list[float] = []

        def order(
            decided: Mapping[int, bool], known: Relevance = model, spent: list[float] = times
        ) -> list[int] | None:
            begin = perf_counter()
            told = known.order(decided)
            if told is not None:
                spent.append(perf_counter() - begin)
            return told

        for seed in SEEDS:
            rows = list(range(len(mixture.texts)))
            random.Random(seed).shuffle(rows)
            screened.append(screened_until(order, mixture.labels, rows) / len(rows))
        share = median(screened)
        shares += [share] if mixture.name.startswith("index") else []
        print(
            f"{mixture.name}: {sum(mixture.labels)} of {len(mixture.texts)} relevant; screened until 95 % are found: "
            f"{share:.1%} ({min(screened):.1%} to {max(screened):.1%}), WSS@95 {RECALL - share:.2f}; "
            f"{1000 * median(times):.0f} ms a reordering",
            flush=True,
        )
    print(f"index terms, median: {median(shares):.1%} screened, WSS@95 {RECALL - median(shares):.2f}")


if __name__ == "__main__":
    main()
