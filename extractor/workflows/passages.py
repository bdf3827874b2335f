"""Passages to learn from: short invented texts in which each sentence stands on a line of its own with what it says.

    == jak_dm | Title of the publication
    # Case report
    She had been weak since spring.
    Her rash had gone, her strength had not come back. || skin improved observed; muscle unchanged observed

``==`` begins a passage with its protocol and title, ``#`` a section, a blank line a paragraph. After `` || `` stands
what the line before it says of an effect: ``domains direction assertion``, domains joined by ``+``, several things by
``;``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from extractor.core.annotation import AnnotatedStatement, Annotation
from extractor.core.document import Block, BlockKind, Document, Page, Section, SectionKind, Words
from extractor.core.errors import UsageError
from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.core.text import Span
from extractor.documents.sections import kind_of
from extractor.nlp.analyze import Analyzer
from extractor.protocol.model import Protocol
from extractor.workflows.train import Example

BEGINS, HEADING, SAYS = "== ", "# ", " || "
SIGNS = "==", "||"
"""What stands in no sentence: where it is left in one, a blank is missing, and what the line says would be lost."""
BETWEEN = "\n\n"
"""What stands between two blocks of a text."""
PAGE = Page(1, 595, 842)


class Line(NamedTuple):
    """A line of a passage with its number in the file."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as written: its protocol's name, its title, and the lines under it."""

    protocol: str
    title: Line
    lines: tuple[Line, ...]


def read_passages(path: Path, hand: str, protocols: Mapping[str, Protocol], protocol: Protocol) -> list[Example]:
    """Return the passages of a file, analysed under their own protocols.

    ``protocols`` are those that the passages name, ``protocol`` is the one that is trained for.

    Raises:
        UsageError: The file cannot be read, or a line of it is not as described above; names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("the passages cannot be read", path=path, hint="a text file in UTF-8") from error
    analyzers: dict[str, Analyzer] = {}
    examples = []
    for number, passage in enumerate(_passages(text, path), start=1):
        own = protocols.get(passage.protocol)
        if own is None:
            raise UsageError(
                f"line {passage.title.number}: {passage.protocol!r} is no protocol of the list", path=path,
                hint=f"one of {', '.join(protocols)}",
            )  # fmt: skip
        written = _write(passage, {domain.id for domain in own.domains}, path)
        if passage.protocol not in analyzers:
            analyzers[passage.protocol] = Analyzer(own)
        document = written.document()
        analysis = analyzers[passage.protocol].analyze(document)
        gold = Annotation(f"{path.stem}-{number:03}", statements=tuple(written.statements))
        other = None if own.digest == protocol.digest else own
        examples.append(Example(document, analysis, gold, hand, other, is_passage=True))
    return examples


def _passages(text: str, path: Path) -> Iterator[Passage]:
    head: tuple[str, Line] | None = None
    lines: list[Line] = []
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.startswith(BEGINS):
            if row.strip() and head is None:
                raise UsageError(
                    f"line {number}: stands before the first passage", path=path, hint="== PROTOCOL | TITLE"
                )
            lines.append(Line(number, row.strip()))
            continue
        if head:
            yield Passage(*head, tuple(lines))
        protocol, bar, title = row.removeprefix(BEGINS).partition("|")
        if not bar or not title.strip():
            raise UsageError(f"line {number}: a passage begins with == PROTOCOL | TITLE", path=path)
        head, lines = (protocol.strip(), Line(number, title.strip())), []
    if head:
        yield Passage(*head, tuple(lines))


@dataclass(slots=True)
class _Written:
    """A passage while it is put together."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    sections: list[tuple[int, str | None, SectionKind]] = field(default_factory=lambda: [(0, None, "front")])
    statements: list[AnnotatedStatement] = field(default_factory=list)

    def begin(self, kind: BlockKind, text: str) -> None:
        start = len(self.text) + len(BETWEEN) if self.text else 0
        self.text += f"{BETWEEN if self.text else ''}{text}"
        self.blocks.append(Block(kind, Span(start, len(self.text))))

    def go_on(self, text: str) -> None:
        self.text += f" {text}"
        last = self.blocks[-1]
        self.blocks[-1] = Block(last.kind, Span(last.span.start, len(self.text)))

    def open(self, title: str) -> None:
        self.begin("heading", title)
        self.sections.append((self.blocks[-1].span.start, title, kind_of(title) or "body"))

    def document(self) -> Document:
        ends = [*(start for start, _, _ in self.sections[1:]), len(self.text)]
        sections = tuple(
            Section(kind, 1, title, Span(start, end), 1)
            for (start, title, kind), end in zip(self.sections, ends, strict=True)
        )
        digest = sha256(self.text.encode()).hexdigest()
        return Document(digest, self.text, (PAGE,), Words(), tuple(self.blocks), sections)


def _write(passage: Passage, domains: set[str], path: Path) -> _Written:
    written = _Written()
    written.begin("title", _told(passage.title, written, domains, path))
    is_new = True
    for line in passage.lines:
        is_heading = line.text.startswith(HEADING)
        if is_heading:
            written.open(_plain(line, line.text.removeprefix(HEADING), path))
        elif line.text:
            sentence = _told(line, written, domains, path)
            if is_new:
                written.begin("paragraph", sentence)
            else:
                written.go_on(sentence)
        is_new = is_heading or not line.text
    return written


def _told(line: Line, written: _Written, domains: set[str], path: Path) -> str:
    """Return a line's sentence; what it says is added to the statements."""
    sentence, _, said = line.text.partition(SAYS)
    for row in filter(None, said.split(";")):
        match row.split():
            case [named, direction, assertion] if (
                direction in DIRECTIONS and assertion in ASSERTIONS and domains.issuperset(named.split("+"))
            ):
                told = AnnotatedStatement(sentence.strip(), tuple(named.split("+")), direction, assertion)
                written.statements.append(told)
            case _:
                raise UsageError(
                    f"line {line.number}: {row.strip()!r} is not DOMAINS DIRECTION ASSERTION", path=path,
                    hint=f"domains: {', '.join(sorted(domains))}",
                )  # fmt: skip
    return _plain(line, sentence, path)


def _plain(line: Line, text: str, path: Path) -> str:
    """Return the text of a sentence or a heading, in which no sign is left."""
    if any(sign in text for sign in SIGNS):
        raise UsageError(f"line {line.number}: a sign is left in the text", path=path, hint="SENTENCE || WHAT IT SAYS")
    return re.sub(r"\s+", " ", text).strip()
