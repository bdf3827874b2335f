"""Components on real clinical language: what is found in articles and notes that nobody wrote for this program.

    python benchmarks/language.py [--data ../shared/data] [--only negex,phee,maccrobat,bioscope] [--part test]
        [--protocol jak_dm]

Prints one JSON line a set. ``negex``: whether a phrase of a clinical note is denied (half of the sentences, chosen by
digest, is ``dev``, the other ``test``). ``phee``: drugs, doses and effects in sentences of case reports. ``maccrobat``:
ages, sexes, medications, diseases and doses in whole case reports. ``bioscope``: sentence ends, and sentences with a
denial, in abstracts and full papers. ``exact`` asks for the very span, ``touch`` for one that shares a character. Ages,
sexes, doses and denials are found by the neutral words of ``base``; of drugs, treatments, diseases and effects only
those that the protocol names are known, so that recall there says how far its lists reach and no more. Under a protocol
of any drug and disease (``any_case``) the model of names finds others.
"""

import argparse
import csv
import gzip
import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from extractor.classify.names.reader import NameReader
from extractor.core.analysis import Mention
from extractor.core.document import Block, Document, Page, Section, Words
from extractor.core.text import Span
from extractor.evaluate.counts import Counts
from extractor.nlp.analyze import Analyzer
from extractor.nlp.bridge import mentions_of, sentences_of, to_doc
from extractor.protocol.load import load_protocol
from extractor.protocol.resources import models_dir

DATA = Path("../shared/data")
AT_ONCE = 50
"""Texts read as one document, each a paragraph."""
DRUGS = ("drug", "therapy", "drug_class", "chemical")
ILLS = ("adverse_event", "sign", "other_disease", "disease_name")
TARGET = "sign"
"""The label under which a phrase whose denial is asked for is put among the mentions."""

Spans = set[tuple[int, int]]


def main() -> None:
    """Measure each set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--only", default="negex,phee,maccrobat,bioscope")
    options.add_argument("--part", default="test", help="dev or test, of the sets that have both")
    options.add_argument("--protocol", default="jak_dm")
    asked = options.parse_args()
    reader = Reader(asked.protocol)
    for name in asked.only.split(","):
        if name == "negex":
            line = negex(reader, asked.data / "negex", asked.part)
        elif name == "bioscope":
            line = bioscope(reader, asked.data / "bioscope")
        else:
            line = {"phee": phee, "maccrobat": maccrobat}[name](reader, asked.data, asked.part)
        print(json.dumps({"set": name, "part": asked.part, **line}))


class Reader:
    """Reads plain texts as paragraphs of a case report."""

    def __init__(self, protocol: str) -> None:
        rules = load_protocol(protocol)
        names = NameReader.load(models_dir() / "names").read if rules.any_drug or rules.any_disease else None
        self._analyzer = Analyzer(rules, names=names)

    def read(
        self, texts: Sequence[str], targets: Sequence[tuple[int, int]] = ()
    ) -> tuple[list[list[Mention]], list[list[int]]]:
        """Return the mentions of each text and where its sentences end, offsets counted from the text's start.

        ``targets`` are spans, one a text, that are put among the mentions before the context of mentions is read.
        """
        document, starts = _document(texts)
        doc = to_doc(self._analyzer._nlp, document)
        for name, component in self._analyzer._nlp.pipeline:
            if name == "context" and targets:
                placed = [
                    Mention(Span(start + first, start + last), TARGET, "asked", rule="asked")
                    for start, (first, last) in zip(starts, targets, strict=True)
                ]
                spans = {mention.span for mention in placed}
                kept = [one for one in doc._.mentions if one.label == "cue" or one.span not in spans]
                doc._.mentions = sorted([*kept, *placed], key=lambda one: (one.span, one.label, one.concept or ""))
            doc = component(doc)
        bounds = [*starts, len(document.text) + 1]
        mentions: list[list[Mention]] = [[] for _ in texts]
        ends: list[list[int]] = [[] for _ in texts]
        for mention in mentions_of(doc):
            at = _holder(bounds, mention.span.start)
            if at is not None:
                mentions[at].append(_moved(mention, -starts[at]))
        for sentence in sentences_of(doc):
            at = _holder(bounds, sentence.span.start)
            if at is not None:
                ends[at].append(sentence.span.end - starts[at])
        return mentions, ends

    def read_all(self, texts: Sequence[str]) -> Iterator[tuple[list[Mention], list[int]]]:
        """Yield mentions and sentence ends of each text."""
        for first in range(0, len(texts), AT_ONCE):
            yield from zip(*self.read(texts[first : first + AT_ONCE]), strict=True)


def _moved(mention: Mention, by: int) -> Mention:
    return replace(mention, span=Span(mention.span.start + by, mention.span.end + by))


def _holder(bounds: Sequence[int], offset: int) -> int | None:
    at = bisect_right(bounds, offset) - 1
    return at if at >= 0 else None


def _document(texts: Sequence[str]) -> tuple[Document, list[int]]:
    text, blocks, starts = "Case report", [Block("heading", Span(0, 11))], []
    for body in texts:
        starts.append(len(text) + 2)
        text += "\n\n" + body
        blocks.append(Block("paragraph", Span(starts[-1], len(text))))
    found = [match.span() for match in re.finditer(r"\S+", text)]
    count = len(found)
    words = Words(
        array("I", [start for start, _ in found]), array("I", [end for _, end in found]), array("H", [1] * count),
        array("f", [0.0] * count), array("f", [0.0] * count), array("f", [1.0] * count), array("f", [1.0] * count),
        array("f", [10.0] * count), array("B", [0] * count), array("I", range(count)),
    )  # fmt: skip
    section = Section("case", 1, "Case report", Span(0, len(text)), 1)
    digest = sha256(text.encode()).hexdigest()
    return Document(digest, text, (Page(1, 595.0, 842.0),), words, tuple(blocks), (section,)), starts


def negex(reader: Reader, folder: Path, part: str) -> dict[str, Any]:
    """Measure denials of the NegEx kit."""
    with (folder / "Annotations-1-120-random.txt").open(encoding="utf-8", newline="") as file:
        told = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 4]
    rows = [row for row in told if ("dev" if sha256(row[2].encode()).digest()[0] % 2 else "test") == part]
    hit = predicted = stated = right = 0
    for first in range(0, len(rows), AT_ONCE):
        group = rows[first : first + AT_ONCE]
        texts = [" ".join(row[2].split()) for row in group]
        targets = [_target(text, row[1]) for text, row in zip(texts, group, strict=True)]
        mentions, _ = reader.read(texts, targets)
        for row, place, found in zip(group, targets, mentions, strict=True):
            asked = next(one for one in found if one.rule == "asked" and (one.span.start, one.span.end) == place)
            denied, gold = "negated" in asked.context, row[3] == "Negated"
            hit, predicted, stated = hit + (denied and gold), predicted + denied, stated + gold
            right += denied == gold
    return {"phrases": len(rows), "accuracy": round(right / len(rows), 3), **_rates(Counts(hit, predicted, stated))}


def _target(text: str, phrase: str) -> tuple[int, int]:
    wanted = re.sub(r"\s+", " ", phrase.upper().strip())
    pattern = r"\s+".join(re.escape(word) for word in wanted.split(" "))
    match = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    return match.span() if match else (0, 1)


def phee(reader: Reader, data: Path, part: str) -> dict[str, Any]:
    """Measure spans of drugs, doses, effects, ages and sexes in the sentences of PHEE."""
    rows = [json.loads(line) for line in (data / "phee" / f"{part}.jsonl").open(encoding="utf-8")]
    tally = _Tally()
    for row, (mentions, _) in zip(rows, reader.read_all([row["context"] for row in rows]), strict=True):
        gold: dict[str, Spans] = {}
        for annotation in row["annotations"]:
            for event in annotation["events"]:
                _arguments(event, "", gold)
        text = row["context"]
        tally.add("drug", gold.get("Treatment.Drug", set()), _spans(mentions, *DRUGS))
        doses, ages = gold.get("Treatment.Dosage", set()), gold.get("Subject.Age", set())
        tally.add("dose", doses, _spans(mentions, "dose"))
        tally.add("dose in figures", _in_figures(doses, text), _spans(mentions, "dose"))
        tally.add("age", ages, _spans(mentions, "age"))
        tally.add("age in figures", _in_figures(ages, text), _spans(mentions, "age"))
        tally.add("sex", gold.get("Subject.Gender", set()), _nouns(mentions, text))
        tally.add("effect", gold.get("Effect", set()), _spans(mentions, *ILLS))
    return {"n": len(rows), **tally.rates()}


def _arguments(node: dict[str, Any], path: str, found: dict[str, Spans]) -> None:
    for name, value in node.items():
        if isinstance(value, dict):
            below = f"{path}.{name}" if path else name
            for texts, starts in zip(value.get("text", ()), value.get("start", ()), strict=False):
                for text, start in zip(texts, starts, strict=False):
                    found.setdefault(below, set()).add((start, start + len(text)))
            _arguments(value, below, found)


def maccrobat(reader: Reader, data: Path, part: str) -> dict[str, Any]:
    """Measure spans of ages, sexes, medications, diseases and doses in the case reports of MACCROBAT."""
    folder = data / "maccrobat2020"
    split = (line.split("\t") for line in (folder / "suggested_split.tsv").read_text(encoding="utf-8").splitlines())
    ids = sorted(row[0] for row in split if row[-1].strip() == part)
    tally = _Tally()
    for key in ids:
        text = (folder / "brat" / f"{key}.txt").read_text(encoding="utf-8")
        gold: dict[str, Spans] = {}
        for line in (folder / "brat" / f"{key}.ann").read_text(encoding="utf-8").splitlines():
            if line.startswith("T"):
                kind, *places = re.split(r"[ ;]", line.split("\t")[1])
                gold.setdefault(kind, set()).add((int(places[0]), int(places[-1])))
        lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
        mentions = [
            _moved(mention, start)
            for (start, _), (found, _) in zip(
                lines, reader.read_all([text[first:last] for first, last in lines]), strict=True
            )
            for mention in found
        ]
        tally.add("age", gold.get("Age", set()), _spans(mentions, "age"))
        tally.add("sex", gold.get("Sex", set()), _first(_nouns(mentions, text)))
        tally.add("medication", gold.get("Medication", set()), _spans(mentions, *DRUGS))
        tally.add("disease", gold.get("Disease_disorder", set()), _spans(mentions, "disease", *ILLS))
        tally.add("dose", gold.get("Dosage", set()), _spans(mentions, "dose"))
    return {"n": len(ids), **tally.rates()}


def bioscope(reader: Reader, folder: Path) -> dict[str, Any]:
    """Measure sentence ends, and which sentences deny something, in BioScope's abstracts and papers."""
    line: dict[str, Any] = {}
    for name in ("abstracts", "full_papers"):
        with gzip.open(folder / f"{name}.xml.gz") as file:
            root = ElementTree.parse(file).getroot()
        parts = [
            [("".join(one.itertext()).strip(), one) for one in part.iter("sentence")]
            for part in root.iter("DocumentPart")
        ]
        parts = [part for part in parts if part][:: 5 if name == "abstracts" else 1]
        hit = Counts()
        denied = Counts()
        texts = [" ".join(text for text, _ in part) for part in parts]
        for part, (mentions, ends) in zip(parts, reader.read_all(texts), strict=True):
            stated, at = [], 0
            for text, one in part:
                start, at = at, at + len(text)
                stated.append(at)
                gold = any(cue.get("type") == "negation" for cue in one.iter("cue"))
                found = any(
                    m.label == "cue" and m.concept == "negation" and start <= m.span.start < at for m in mentions
                )
                denied += Counts(int(gold and found), int(found), int(gold))
                at += 1
            hit += Counts(len(set(stated) & set(ends)), len(ends), len(stated))
        line[name] = {"n": len(parts), "sentence ends": _rates(hit), "denying sentences": _rates(denied)}
    return line


class _Tally:
    def __init__(self) -> None:
        self._exact: dict[str, Counts] = {}
        self._touch: dict[str, tuple[Counts, Counts]] = {}

    def add(self, name: str, gold: Spans, found: Spans) -> None:
        exact = Counts(len(gold & found), len(found), len(gold))
        self._exact[name] = self._exact.get(name, Counts()) + exact
        precise = sum(any(_overlap(one, other) for other in gold) for one in found)
        recalled = sum(any(_overlap(one, other) for other in found) for one in gold)
        old = self._touch.get(name, (Counts(), Counts()))
        self._touch[name] = (
            old[0] + Counts(precise, len(found), 0),
            old[1] + Counts(recalled, 0, len(gold)),
        )

    def rates(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, exact in self._exact.items():
            precise, recalled = self._touch[name]
            p, r = precise.precision, recalled.recall
            f1 = 2 * p * r / (p + r) if p + r else 0.0
            told[name] = {"exact": _rates(exact), "touch": {"p": round(p, 3), "r": round(r, 3), "f1": round(f1, 3)}}
        return told


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spans(mentions: Iterable[Mention], *labels: str) -> Spans:
    return {(one.span.start, one.span.end) for one in mentions if one.label in labels}


def _nouns(mentions: Iterable[Mention], text: str) -> Spans:
    """Return the spans of words that tell a sex, pronouns left out: the corpora mark none."""
    return {(one.span.start, one.span.end) for one in mentions if one.label == "sex" and one.rule != "pronoun"}


def _in_figures(spans: Spans, text: str) -> Spans:
    """Return the spans with a figure: ``children`` and ``high-dose`` are told without one."""
    return {(start, end) for start, end in spans if re.search(r"\d", text[start:end])}


def _first(spans: Spans) -> Spans:
    """Return the first span alone: a sex is marked where the patient is introduced."""
    return {min(spans)} if spans else set()


def _rates(counts: Counts) -> dict[str, Any]:
    p, r, f1 = (round(value, 3) for value in (counts.precision, counts.recall, counts.f1 or 0.0))
    return {"p": p, "r": r, "f1": f1, "n": counts.gold}


if __name__ == "__main__":
    main()
