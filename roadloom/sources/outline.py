"""What every reader yields: a document as blocks with line numbers, before anybody asks what it means.

A block is a heading, list, item, paragraph, table, code, quote or rule. Its words are `Line`s, one per line of the document, each a run of
`Span`s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from roadloom.graph.model import Finding

DEEPEST = 40  # lists inside lists of a drawing; what is deeper hangs on the last level
LONGEST = 4000  # characters; a longer line is none that somebody wrote, and is not searched for names


@dataclass(slots=True)
class Span:
    """A run of text with one look."""

    text: str
    url: str | None = None
    bold: bool = False
    code: bool = False
    image: bool = False  # the text is an image's alternative text, nobody reads it as a name


@dataclass(slots=True)
class Line:
    """The words of one line of the document."""

    number: int
    spans: list[Span] = field(default_factory=list)
    indent: int = 0  # blanks before it

    @property
    def text(self) -> str:
        """The words as a person sees them, without images."""
        return "".join(s.text for s in self.spans if not s.image)

    @property
    def links(self) -> list[Span]:
        """The spans that lead somewhere."""
        return [s for s in self.spans if s.url]

    def slice(self, start: int, end: int | None = None) -> Line:
        """Cut the line like its text, keeping links and looks."""
        out, at = Line(self.number), 0
        end = len(self.text) if end is None else end
        for span in self.spans:
            if span.image:
                if start <= at < end:
                    out.spans.append(span)
                continue
            a, b = max(start - at, 0), min(end - at, len(span.text))
            if a < b:
                out.spans.append(Span(span.text[a:b], span.url, span.bold, span.code))
            at += len(span.text)
        return out


@dataclass(slots=True)
class Block:
    """One block; which fields are filled depends on its kind."""

    kind: str  # heading, list, item, paragraph, table, code, quote, rule; fold: the end of a folded part
    line: int
    end: int = 0  # the last line
    level: float = 0  # heading: 1-6, between two of them for what is seen of a folded part
    lines: list[Line] = field(default_factory=list)  # heading, paragraph; item: its first paragraph; code: raw
    children: list[Block] = field(default_factory=list)  # list: items; item, quote: the blocks inside
    ordinal: str | None = None  # item of a numbered list: its number as written
    checked: bool | None = None  # item of a checklist
    info: str = ""  # code: the language; "indented" for code by indentation
    rows: list[list[Line]] = field(default_factory=list)  # table: cells, the header first

    @property
    def text(self) -> str:
        """The block's own words on one line."""
        return " ".join(line.text.strip() for line in self.lines).strip()

    @property
    def own_lines(self) -> list[Line]:
        """The block's own lines, those of a table's cells too."""
        return [*self.lines, *(cell for row in self.rows for cell in row)]

    def walk(self) -> Iterator[Block]:
        """Yield the block and everything inside, in the order of the document."""
        todo = [self]
        while todo:
            block = todo.pop()
            yield block
            todo.extend(reversed(block.children))


@dataclass(slots=True)
class Seen:
    """Which lines of a document said something, and which were passed over, and why."""

    understood: set[int] = field(default_factory=set)
    ignored: dict[int, str] = field(default_factory=dict)
    goes_on: dict[int, int] = field(default_factory=dict)  # lines that only go on with the words of another one

    def skip(self, block: Block, why: str) -> None:
        """Pass over all lines of a block."""
        for inner in block.walk():
            for line in inner.own_lines:
                self.ignored.setdefault(line.number, why)


@dataclass(slots=True)
class Outline:
    """A document as it is laid out."""

    blocks: list[Block] = field(default_factory=list)
    metadata: dict[str, object] = field(default_factory=dict)  # front matter
    raw: list[str] = field(default_factory=list)  # the lines as written; raw[0] is line 1
    findings: list[Finding] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)  # what was made of its lines
