"""Read outlines and mind maps: OPML (http://opml.org/spec2.opml) and FreeMind, which are trees of titled things in XML.

What holds whole branches becomes a heading, the rest items of nested lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from xml.parsers import expat

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin

from .addresses_in_text import linked
from .headings import ordinal_of
from .outline import Block, Line, Outline, Span
from .words import words

DEPTH = 60
"""Levels of nesting; nobody outlines deeper by hand, and nothing that reads the outline may run out of stack."""

_TEXTS = ("text", "title", "TEXT")
_ADDRESSES = ("url", "htmlUrl", "xmlUrl", "LINK")
_NOTES = ("_note", "description")
_TREE = ("opml", "body", "map", "outline", "node")  # the elements that make the tree
_HEADINGS = 6  # levels of headings


@dataclass(slots=True, eq=False)
class _Entry:
    """One element of the tree."""

    text: str
    line: int
    url: str | None = None
    note: str = ""
    children: list[_Entry] = field(default_factory=list)


def read(text: str, source: str = "", path: str = "") -> Outline:
    """Return the outline of an OPML or FreeMind document.

    Raises
    ------
    InputError
        for XML that is not well-formed, declares entities, or is nested deeper than `DEPTH`.
    """
    tree = _Tree(path or source)
    tree.parse(text)
    lines = text.split("\n")
    return Outline(_blocks(tree.root.children, 1), tree.metadata, lines, tree.unread(source, lines))


class _Tree:
    """Puts the elements together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root = _Entry("", 1)
        self.metadata: dict[str, object] = {}
        self._open = [self.root]
        self._field: list[str] | None = None  # the words of an element of the head
        self._above: list[str] = []  # the names of the elements that are open
        self._words: dict[int, str] = {}  # lines with words that nothing reads -> the outermost element that holds them

    def parse(self, text: str) -> None:
        parser = self._parser = expat.ParserCreate(encoding="utf-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._entity
        self.last = text.count("\n") + 1
        try:
            parser.Parse(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            raise InputError(
                f"is no well-formed XML ({expat.ErrorString(error.code)}).", path=self.path, line=error.lineno, remedy="Export it anew."
            ) from error

    def _entity(self, *_: object) -> None:
        raise InputError(
            "declares entities, which are not read.", path=self.path, line=self._parser.CurrentLineNumber, remedy="Export it without a DTD."
        )

    def unread(self, source: str, lines: list[str]) -> list[Finding]:
        """Report words between tags: in these formats all that counts stands in attributes, but FreeMind keeps rich notes so."""
        by_name: dict[str, list[int]] = {}
        for line, name in self._words.items():
            by_name.setdefault(name, []).append(line)
        return [
            Finding(
                "unknown-construct",
                f"words inside <{name}> are not read here",
                choice="ignored",
                origins=[Origin(source, line, lines[line - 1].strip()[:120]) for line in at],
            )
            for name, at in sorted(by_name.items())
        ]

    def _start(self, name: str, values: dict[str, str]) -> None:
        self._above.append(name)
        if name in ("title", "ownerName"):
            self._field = []
        if name not in ("outline", "node"):
            return
        line = self._parser.CurrentLineNumber
        if len(self._open) > DEPTH:
            raise InputError(f"is nested deeper than {DEPTH} levels.", path=self.path, line=line, remedy="Flatten it.")
        entry = _Entry(_first(values, _TEXTS), line, _first(values, _ADDRESSES) or None, _first(values, _NOTES))
        self._open[-1].children.append(entry)
        self._open.append(entry)

    def _end(self, name: str) -> None:
        self._above.pop()
        if name in ("outline", "node"):
            self._open.pop()
        elif self._field is not None and name in ("title", "ownerName"):
            value = " ".join("".join(self._field).split())
            if value:
                self.metadata.setdefault("title" if name == "title" else "author", value)
            self._field = None

    def _data(self, data: str) -> None:
        if self._field is not None:
            self._field.append(data)
        elif data.strip() and "head" not in self._above:
            around = next((name for name in self._above if name not in _TREE), self._above[-1])
            first = self._parser.CurrentLineNumber
            for n, words in enumerate(data.split("\n")):
                if words.strip():
                    self._words.setdefault(min(first + n, self.last), around)


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name].strip() for name in names if values.get(name, "").strip()), "")


def _blocks(entries: list[_Entry], depth: int) -> list[Block]:
    """Lay entries out: neighbours that are items share a list, the others are headings with what stands below them."""
    out: list[Block] = []
    for heading, group in groupby(entries, lambda entry: _is_heading(entry, depth)):
        if not heading:
            items = list(group)
            out.append(Block("list", items[0].line, items[-1].line, children=[_item(entry) for entry in items]))
            continue
        for entry in group:
            out.append(Block("heading", entry.line, entry.line, depth, [_line(entry)]))
            if entry.note:
                out.append(_note(entry))
            out.extend(_blocks(entry.children, depth + 1))
    return out


def _is_heading(entry: _Entry, depth: int) -> bool:
    """Does an entry head a part of the outline? Deeper down only what is numbered like a stage or is a label does."""
    if not entry.children or not entry.text or depth > _HEADINGS:
        return False
    ordinal, name = ordinal_of(entry.text)
    if depth == 1 or ordinal is not None and ordinal.kind == "stage" or words().label(name) is not None:
        return True
    return depth == 2 and any(child.children for child in entry.children)


def _item(entry: _Entry) -> Block:
    item = Block("item", entry.line, entry.line, lines=[_line(entry)])
    if entry.url and entry.children:
        # What has parts is a topic; the address on it is one of them.
        item.lines = [Line(entry.line, _spans(entry.text))]
        entry.children.insert(0, _Entry(entry.text, entry.line, entry.url))
    if entry.note:
        item.children.append(_note(entry))
    if entry.children:
        item.children.append(
            Block("list", entry.children[0].line, entry.children[-1].line, children=[_item(child) for child in entry.children])
        )
    return item


def _note(entry: _Entry) -> Block:
    return Block(
        "paragraph", entry.line, entry.line, lines=[Line(entry.line, _spans(part)) for part in entry.note.split("\n") if part.strip()]
    )


def _line(entry: _Entry) -> Line:
    spans = _spans(entry.text or entry.url or "")
    if entry.url:
        spans = [Span(span.text, span.url or entry.url, span.bold) for span in spans]
    return Line(entry.line, spans)


def _spans(text: str) -> list[Span]:
    """Read the mark-up that outliners keep inside a text: HTML (Workflowy) or links in Markdown (Logseq, Dynalist)."""
    text = " ".join(text.split())
    blocks: list[Block] = []
    if re.search(r"</?[a-z]", text, re.IGNORECASE):
        from .html import read as read_html

        blocks = read_html(text).blocks
    elif "](" in text:
        from .markdown import parse

        blocks = parse([text])
    lines = blocks[0].lines if len(blocks) == 1 else []
    return lines[0].spans if lines else list(linked(Span(text)))
