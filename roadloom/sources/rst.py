"""Read reStructuredText with docutils, the reference implementation: its document tree becomes an outline.

Directives that draw in other files or raw HTML are off, and so is the clock (`date`); what is not known here (Sphinx) is reported.
docutils was not made for hostile text: unclosed marks take it time by the square (measured with 0.23: 84 s for 90 kB), and substitutions
inside substitutions grow without end, so paragraphs are limited and such definitions blanked.
"""

from __future__ import annotations

import re
from typing import Any

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin

from .addresses_in_text import linked
from .outline import Block, Line, Outline, Span

_Node = Any  # of docutils, which has no types of its own

LINE = 10_000
"""Characters of a line; docutils refuses longer ones itself, but does not say so."""

PARAGRAPH = 5_000
"""Characters of a paragraph whose links and marks are read."""

_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "halt_level": 5,  # never stop
    "line_length_limit": LINE,
    "raw_enabled": False,
    "report_level": 1,
    "syntax_highlight": "none",
    "warning_stream": False,
}
_BLANKED = re.compile(r"^[ \t]*\.\. +(?:(?:\|[^|\n]+\| *)?date::.*|\|[^|\n]+\| *replace::.*\|.*)$", re.MULTILINE | re.IGNORECASE)
_UNKNOWN = re.compile(r"Unknown directive type \"([^\"]+)\"")
_ROLE = re.compile(r":([\w:+.-]+):`([^`<]*?)\s*(?:<([^`>]+)>)?`|`([^`<]*?)\s*(?:<([^`>]+)>)?`:([\w:+.-]+):")
_PASSED = ("comment", "target", "substitution_definition", "pending", "system_message", "meta", "decoration", "raw", "docinfo", "image")
_THROUGH = ("document", "container", "compound", "figure", "legend", "line_block", "definition", "description", "field_body", "block_quote")


def read(text: str, source: str = "", path: str = "") -> Outline:
    """Return the outline of a reStructuredText document.

    Raises
    ------
    InputError
        for a line longer than `LINE` and for nesting that docutils cannot follow.
    """
    from docutils.core import publish_doctree
    from docutils.parsers.rst import Parser

    raw = text.split("\n")
    for number, line in enumerate(raw, 1):
        if len(line) > LINE:
            raise InputError(f"has a line of more than {LINE:,} characters.", path=path or source, line=number, remedy="Break the line.")
    try:
        document = publish_doctree(_BLANKED.sub("", text), parser=Parser(inliner=_inliner()), settings_overrides=_SETTINGS)
        reader = _Reader(raw)
        blocks = reader.children(document, 0)
    except RecursionError as error:
        raise InputError("is nested too deeply.", path=path or source, remedy="Flatten its lists and quotations.") from error
    return Outline(blocks, _metadata(document), raw, _unknown(document, source))


def _inliner() -> Any:
    """Return docutils' reader of marks inside a paragraph, which leaves paragraphs of more than `PARAGRAPH` characters alone."""
    from docutils import nodes
    from docutils.parsers.rst.states import Inliner

    inliner = Inliner()
    parse = inliner.parse

    def limited(text: str, *rest: Any) -> Any:
        return parse(text, *rest) if len(text) <= PARAGRAPH else ([nodes.Text(text)], [])

    setattr(inliner, "parse", limited)  # noqa: B010 - no subclass: docutils looks its patterns up in the class itself
    return inliner


def _metadata(document: _Node) -> dict[str, object]:
    """Return what the field list at the top says of the document."""
    found: dict[str, object] = {}
    for node in document.children:
        if node.tagname == "docinfo":
            for entry in node.children:
                if entry.tagname in ("author", "date", "organization"):
                    found[entry.tagname] = entry.astext()
    return found


def _unknown(document: _Node, source: str) -> list[Finding]:
    """Report the directives that docutils does not know, each name once with the lines where it stands."""
    lines: dict[str, list[int]] = {}
    for message in [*document.parse_messages, *document.transform_messages, *document.findall(lambda n: n.tagname == "system_message")]:
        if match := _UNKNOWN.search(message.astext()):
            lines.setdefault(match[1], []).append(message.get("line", 1))
    return [
        Finding("unknown-construct", f"the directive {name!r} is not read here", choice="ignored", origins=_places(source, at))
        for name, at in sorted(lines.items())
    ]


def _places(source: str, lines: list[int]) -> list[Origin]:
    return [Origin(source, line, "") for line in sorted(set(lines))[:20]]


class _Reader:
    """Walks the document tree; knows the last line that it saw, because not every node knows its own."""

    def __init__(self, raw: list[str]) -> None:
        self.raw = raw
        self.last = len(raw)
        self.at = 1

    def children(self, node: _Node, level: int) -> list[Block]:
        return [block for child in node.children for block in self.blocks(child, level)]

    def blocks(self, node: _Node, level: int) -> list[Block]:
        """Return the blocks that a node stands for."""
        name = node.tagname
        if name in _PASSED:
            return []
        if name == "section":
            return self.children(node, level + 1)
        if name in ("title", "subtitle"):
            line = self.lines(node)
            return [Block("heading", line[0].number, line[0].number, max(1, min(level, 6)), line)] if line else []
        if name in ("paragraph", "attribution", "caption"):
            return self.paragraph(node)
        if name == "rubric":
            return [_bold(block) for block in self.paragraph(node)]
        if name in ("bullet_list", "enumerated_list"):
            return self.listing(node, level)
        if name in ("definition_list", "field_list"):
            return self.pairs(node, level)
        if name in ("literal_block", "doctest_block", "math_block"):
            return [self.code(node)]
        if name == "table":
            return self.table(node)
        if name == "transition":
            return [Block("rule", self.number(node), self.number(node))]
        if name == "line":
            return self.paragraph(node)
        if name == "block_quote" or name == "topic" and "contents" in node.get("classes", []):
            return [] if name == "topic" else [self.around(node, "quote", level)]
        if name in _THROUGH:
            return self.children(node, level)
        return [self.around(node, "quote", level)] if node.children else []

    def number(self, node: _Node) -> int:
        """Return the line of a node, at least that of what stands before it."""
        found = node.line or next((n.line for n in node.findall() if getattr(n, "line", None)), None) or self.at
        self.at = min(max(found, 1), self.last)
        return self.at

    def around(self, node: _Node, kind: str, level: int) -> Block:
        number = self.number(node)
        inner = self.children(node, level)
        return Block(kind, inner[0].line if inner else number, inner[-1].end if inner else number, children=inner)

    def paragraph(self, node: _Node) -> list[Block]:
        lines = self.lines(node)
        return [Block("paragraph", lines[0].number, lines[-1].number, lines=lines)] if lines else []

    def listing(self, node: _Node, level: int) -> list[Block]:
        start = int(node.get("start", 1))
        items = []
        for n, child in enumerate(c for c in node.children if c.tagname == "list_item"):
            inner = self.children(child, level)
            first = inner.pop(0) if inner and inner[0].kind == "paragraph" else None
            number = first.line if first else inner[0].line if inner else self.number(child)
            item = Block("item", number, number, lines=first.lines if first else [], children=inner)
            item.ordinal = str(start + n) if node.tagname == "enumerated_list" else None
            items.append(item)
        return [Block("list", items[0].line, items[-1].line, children=items)] if items else []

    def pairs(self, node: _Node, level: int) -> list[Block]:
        """Read definitions and fields as items: the term, and below it what is said of it; a field's words follow its name."""
        items = []
        for child in node.children:
            if child.tagname not in ("definition_list_item", "field") or not child.children:
                continue
            self.number(child)
            head = self.lines(child.children[0])
            inner = [block for part in child.children[1:] for block in self.blocks(part, level)]
            if child.tagname == "field" and head:
                said = inner.pop(0).lines if inner and inner[0].kind == "paragraph" else []
                head = [Line(head[0].number, [*head[0].spans, Span(": "), *(said[0].spans if said else [])]), *said[1:]]
            number = head[0].number if head else self.at
            items.append(Block("item", number, number, lines=head, children=inner))
        return [Block("list", items[0].line, items[-1].line, children=items)] if items else []

    def code(self, node: _Node) -> Block:
        texts = node.astext().split("\n")
        # docutils knows where the block ends rather than where it begins.
        wanted = texts[0].strip()
        first = next((n for n in range(self.at, self.last + 1) if self.raw[n - 1].strip() == wanted), self.at)
        self.at = min(first + len(texts) - 1, self.last)
        classes = [c for c in node.get("classes", []) if c != "code"]
        lines = [Line(min(first + i, self.last), [Span(t)]) for i, t in enumerate(texts)]
        return Block("code", first, lines[-1].number, lines=lines, info=classes[0] if classes else "")

    def table(self, node: _Node) -> list[Block]:
        rows = []
        for row in node.findall(lambda n: n.tagname == "row"):
            cells = []
            for entry in row.children:
                lines = [line for block in self.children(entry, 0) for inner in block.walk() for line in inner.lines]
                spans = [span for i, line in enumerate(lines) for span in ([Span(" ")] if i else []) + line.spans]
                cells.append(Line(lines[0].number if lines else self.at, spans))
            rows.append(cells)
        title = [block for child in node.children if child.tagname == "title" for block in self.paragraph(child)]
        if not rows:
            return title
        return [*title, Block("table", rows[0][0].number if rows[0] else self.at, self.at, rows=rows)]

    # -- words

    def lines(self, node: _Node) -> list[Line]:
        """Return the words of a node, one line of the document each."""
        number = self.number(node)
        if node.tagname == "title" and node.line:
            number = self.at = max(1, number - 1)  # docutils counts the underline
        out = [Line(number)]
        self._inline(node, out, None, False)
        for line in out:
            line.number = min(line.number, self.last)
            line.spans = [part for span in line.spans for part in linked(span)]
        self.at = out[-1].number
        return [line for line in out if line.text.strip() or line.links]

    def _inline(self, node: _Node, out: list[Line], url: str | None, bold: bool) -> None:
        for child in node.children:
            name = child.tagname
            if name == "#text":
                for i, part in enumerate(child.astext().split("\n")):
                    if i:
                        out.append(Line(out[-1].number + 1))
                    if part:
                        out[-1].spans.append(Span(part, url, bold, node.tagname == "literal"))
            elif name == "image":
                out[-1].spans.append(Span(child.get("alt") or "", url, image=True))
            elif name == "problematic":
                out[-1].spans.append(_role(child.astext(), bold))
            elif (
                name not in ("system_message", "footnote_reference", "target", "substitution_reference")
                or name == "target"
                and child.children
            ):
                here = child.get("refuri") or (f"#{child['refid']}" if child.get("refid") else None) if name == "reference" else url
                self._inline(child, out, here, bold or name == "strong")


def _bold(block: Block) -> Block:
    for line in block.lines:
        for span in line.spans:
            span.bold = True
    return block


def _role(text: str, bold: bool) -> Span:
    """Return what a role of Sphinx shows: the title of the document that it leads to, or its words."""
    text = " ".join(text.split())
    match = _ROLE.fullmatch(text)
    if not match:
        return Span(text, bold=bold)
    role, words, target = (match[1], match[2], match[3]) if match[1] else (match[6], match[4], match[5])
    leads = target if target and role.rpartition(":")[2] in ("doc", "download") else None
    return Span((words or target or "").lstrip("~!"), leads, bold)
