"""Read Markdown and pasted plain text into an outline.

The parser is pyromark (pulldown-cmark): it gives the byte range of every event, links inside a line too, so that each word knows its
line; markdown-it-py knows the lines of blocks only and drops lists nested deeper than its limit. Any text is a document: reading
never fails.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html.parser import HTMLParser
from typing import Any

import yaml

from roadloom.graph.datafiles import parse_foreign_yaml
from roadloom.graph.model import Finding, Origin

from .addresses_in_text import linked
from .badges import words_of
from .html import defused, flat
from .html_page import Page
from .layout import BORDER, tidy
from .outline import Block, Line, Outline, Seen, Span

_CHECK = re.compile(r"^\s*\[([ xX✓✔☑√❌✗\ufe0f]*)\]\s*")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_DEPTH = 120  # blocks inside blocks


def read(text: str, source: str = "") -> Outline:
    """Return the outline of a Markdown or plain text document."""
    raw = text.split("\n")
    metadata, start, findings = _front_matter(text, source)
    lines = tidy("\n".join(raw[start:]))
    blocks = parse(lines, start)
    seen = Seen(ignored=dict.fromkeys(range(1, start + 1), "front matter"))
    return Outline(blocks, metadata, raw, findings, seen)


def parse(lines: list[str], offset: int = 0) -> list[Block]:
    """Return the blocks of tidied lines; line 1 of them is line `offset + 1` of the document."""
    import pyromark

    text = "\n".join(lines)
    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_TASKLISTS
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_WIKILINKS
        | pyromark.Options.ENABLE_FOOTNOTES
    )
    builder = _Builder(text.encode("utf-8"), offset)
    for event, where in pyromark.events_with_range(text, options=options):
        builder.take(event, where["start"], where["end"])
    return tabled(builder.root.children)


def tabled(blocks: list[Block]) -> list[Block]:
    """Read lines whose words are parted by tabs as the tables that they were before somebody pasted them."""
    out: list[Block] = []
    for block in blocks:
        out.extend(_cut_at_tabs(block) if block.kind == "paragraph" else [block])
    return out


def _cut_at_tabs(block: Block) -> list[Block]:
    """Split a paragraph into runs of lines with equally many cells (tables) and the lines between them."""
    out: list[Block] = []
    for line in block.lines:
        cells = line.text.count("\t")
        last = out[-1] if out else None
        if cells and last is not None and last.kind == "table" and len(last.rows[0]) == cells + 1:
            last.rows.append(_cells(line))
            last.end = line.number
        elif cells:
            out.append(Block("table", line.number, line.number, rows=[_cells(line)]))
        elif last is not None and last.kind == "paragraph":
            last.lines.append(line)
            last.end = line.number
        else:
            out.append(Block("paragraph", line.number, line.number, lines=[line]))
    for table in out:
        if table.kind == "table" and len(table.rows) == 1:  # one line with a tab is a line
            table.kind, table.rows = "paragraph", []
            table.lines = [line for line in block.lines if line.number == table.line]
    return out


def _cells(line: Line) -> list[Line]:
    cells, start = [], 0
    for part in line.text.split("\t"):
        cells.append(line.slice(start, start + len(part)))
        start += len(part) + 1
    return cells


def _front_matter(text: str, source: str) -> tuple[dict[str, object], int, list[Finding]]:
    """Return the front matter's mapping and the number of lines it takes; words that are no mapping stay in the document."""
    match = _FRONT.match(text)
    if not match:
        return {}, 0, []
    try:
        value = parse_foreign_yaml(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        finding = Finding("front-matter", "the front matter is no valid YAML", choice="ignored", origins=[Origin(source, line, "")])
        return {}, match[0].count("\n"), [finding]
    if not isinstance(value, dict):
        return {}, 0, []
    return {str(k).casefold(): v for k, v in value.items()}, match[0].count("\n"), []


class _Html(HTMLParser):
    """Collects from tags inside a line what a reader sees: words, links, images, line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, str]] = []  # (what, value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        if tag == "a" and values.get("href"):
            self.parts.append(("link", values["href"]))
        elif tag == "img":
            self.parts.append(("image", values.get("alt", "")))
        elif tag in ("br", "p", "div", "li", "tr", "summary", "hr"):
            self.parts.append(("break", ""))
        elif tag in ("b", "strong"):
            self.parts.append(("bold", "1"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.parts.append(("link", ""))
        elif tag in ("b", "strong"):
            self.parts.append(("bold", ""))
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "summary"):
            self.parts.append(("break", ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(("text", data))


class _Builder:
    """Puts the parser's events together to blocks."""

    def __init__(self, data: bytes, offset: int) -> None:
        self.data = data
        self.starts = [0]
        for i, byte in enumerate(data):
            if byte == 10:
                self.starts.append(i + 1)
        self.offset = offset
        self.root = Block("document", offset + 1)
        self.stack = [self.root]
        self.line: Line | None = None
        self.into: list[Line] | None = None  # where finished lines go
        self.url: str | None = None
        self.bold = 0
        self.image = 0
        self.picture = ""  # the address of the image that is being read
        self.html = ""
        self.html_at = 0
        self.html_url: str | None = None
        self.level: float = 0  # of the last heading
        self.folds: list[float] = []  # as the page's

    def number(self, byte: int) -> int:
        """Return the line of the document that a byte stands on."""
        return bisect_right(self.starts, byte) + self.offset

    def take(self, event: Any, start: int, end: int) -> None:
        name: str = event if isinstance(event, str) else next(iter(event))
        value: Any = None if isinstance(event, str) else event[name]
        if name == "Start":
            tag, detail = (value, None) if isinstance(value, str) else next(iter(value.items()))
            self.open(tag, detail, start, end)
        elif name == "End":
            self.close(value if isinstance(value, str) else next(iter(value)), start, end)
        elif name in ("Text", "Code", "InlineMath", "DisplayMath"):
            self.text(str(value), start, end, code=name == "Code")
        elif name in ("SoftBreak", "HardBreak"):
            self.next_line(self.number(end))
        elif name == "InlineHtml":
            self.inline_html(str(value), start)
        elif name == "Html":
            if not self.html:
                self.html_at = start
            self.html += str(value)
        elif name == "Rule":
            border = self.data[start:end].strip() == BORDER.encode()
            self.add(Block("border" if border else "rule", self.number(start)))
        elif name == "TaskListMarker":
            self.item().checked = bool(value)

    # -- blocks

    def add(self, block: Block) -> Block:
        block.end = block.end or block.line
        # What is nested deeper than anybody reads hangs on the last level that somebody does.
        self.holder().children.append(block)
        return block

    def holder(self) -> Block:
        """Return the block that takes the next one in."""
        return self.stack[min(len(self.stack), _MAX_DEPTH) - 1]

    def push(self, kind: str, start: int, end: int) -> Block:
        last = max(start, end - 1)
        while last > start and self.data[last : last + 1] in (b"\n", b" ", b"\r"):
            last -= 1
        block = self.add(Block(kind, self.number(start), self.number(last)))
        self.stack.append(block)
        return block

    def item(self) -> Block:
        return next((b for b in reversed(self.stack) if b.kind == "item"), self.stack[-1])

    def open(self, tag: str, detail: Any, start: int, end: int) -> None:
        if tag == "Paragraph":
            self.push("paragraph", start, end)
            self.begin(self.stack[-1].lines, start)
        elif tag == "Heading":
            self.level = self.push("heading", start, end).level = int(str(detail["level"])[1])
            self.begin(self.stack[-1].lines, start)
        elif tag in ("BlockQuote", "FootnoteDefinition"):
            self.push("quote", start, end)
        elif tag == "CodeBlock":
            self.flush()
            block = self.push("code", start, end)
            block.info = "indented" if detail == "Indented" or detail is None else str(detail.get("Fenced", "")).strip()
        elif tag == "List":
            self.flush()
            self.push("list", start, end).ordinal = None if detail is None else str(detail)
        elif tag == "Item":
            block = self.push("item", start, end)
            if (ordinal := self.stack[-2].ordinal) is not None:
                block.ordinal = str(int(ordinal) + len(self.stack[-2].children) - 1)
            self.begin(block.lines, start)
        elif tag == "Table":
            self.push("table", start, end)
        elif tag in ("TableHead", "TableRow"):
            self.stack[-1].rows.append([])
        elif tag == "TableCell":
            self.line = Line(self.number(start))
            self.stack[-1].rows[-1].append(self.line)
            self.into = None
        elif tag == "Link":
            self.url = str(detail.get("dest_url", ""))
            if detail.get("link_type") in ("Autolink", "Email"):
                self.url = self.url or None
        elif tag == "Image":
            self.image += 1
            self.picture = str(detail.get("dest_url", ""))
        elif tag == "Strong":
            self.bold += 1
        elif tag == "HtmlBlock":
            self.html, self.html_at = "", start

    def close(self, tag: str, start: int, end: int) -> None:
        if tag in ("Paragraph", "Heading"):
            self.flush()
            block = self.stack.pop()
            if tag == "Paragraph":
                self.settle_paragraph(block)
        elif tag in ("BlockQuote", "FootnoteDefinition", "List", "Table"):
            self.flush()
            self.stack.pop()
        elif tag == "CodeBlock":
            self.stack.pop()
        elif tag == "Item":
            self.flush()
            self.settle_item(self.stack.pop())
        elif tag == "TableCell":
            if self.line is not None:
                self.line.spans = [s for span in self.line.spans for s in linked(span)]
            self.line = None
        elif tag == "Link":
            self.url = None
        elif tag == "Image":
            said = self.line.spans[-1] if self.line is not None and self.line.spans and self.line.spans[-1].image else None
            words = words_of(said.text if said is not None else "", self.picture)
            if said is not None:
                said.text = words
            elif words:
                self.put(words, start)
            self.image -= 1
        elif tag == "Strong":
            self.bold -= 1
        elif tag == "HtmlBlock":
            self.html_block(self.html, self.html_at)
            self.html = ""

    def settle_paragraph(self, block: Block) -> None:
        """Give an item its first paragraph as its own words."""
        parent = self.holder()
        if not parent.children or parent.children[-1] is not block:
            return
        if not any(line.spans for line in block.lines):
            parent.children.pop()
        elif parent.kind == "item" and len(parent.children) == 1 and not parent.lines:
            parent.lines = block.lines
            parent.children.pop()

    def settle_item(self, block: Block) -> None:
        """Read the check mark that GFM does not know (`[✔️]`)."""
        if block.lines and block.checked is None and (match := _CHECK.match(block.lines[0].text)):
            block.checked = bool(match[1].strip())
            block.lines[0] = block.lines[0].slice(match.end())

    # -- words

    def begin(self, lines: list[Line], start: int) -> None:
        self.flush()
        self.into = lines
        self.line = None

    def flush(self) -> None:
        """Finish the line that is being read."""
        if self.line is not None and self.into is not None and self.line.spans:
            self.line.spans = [s for span in self.line.spans for s in linked(span)]
            self.into.append(self.line)
        self.line = None

    def next_line(self, number: int) -> None:
        if self.into is None and self.line is not None:  # a line break inside a table cell
            self.line.spans.append(Span(" "))
            return
        self.flush()

    def text(self, value: str, start: int, end: int, *, code: bool = False) -> None:
        block = self.stack[-1]
        if block.kind == "code":
            first = self.number(start)
            for i, part in enumerate(value.split("\n")):
                if part or i < value.count("\n"):
                    if block.lines and block.lines[-1].number == first + i:
                        block.lines[-1].spans.append(Span(part))
                    else:
                        block.lines.append(Line(first + i, [Span(part)]))
            return
        if self.html and block.kind != "item":
            return
        self.put(value, start, code=code)

    def put(self, value: str, start: int, *, code: bool = False) -> None:
        if self.line is None:
            if self.into is None:
                return
            before = self.data[self.starts[bisect_right(self.starts, start) - 1] : start]
            self.line = Line(self.number(start), indent=len(before) - len(before.lstrip()))
        url = self.url or self.html_url
        spans = self.line.spans
        new = Span(value, url, bool(self.bold), code, bool(self.image))
        if spans and (spans[-1].url, spans[-1].bold, spans[-1].code, spans[-1].image) == (new.url, new.bold, new.code, new.image):
            spans[-1].text += value
        else:
            spans.append(new)

    # -- HTML

    def inline_html(self, value: str, start: int) -> None:
        parser = _Html()
        parser.feed(value)
        for what, detail in parser.parts:
            if what == "link":
                self.html_url = detail or None
            elif what == "break":
                if self.into is not None:
                    self.flush()
                else:
                    self.put(" ", start)
            elif what == "bold":
                self.bold += 1 if detail else -1
                self.bold = max(self.bold, 0)
            elif what == "image":
                self.image += 1
                self.put(detail, start)
                self.image -= 1

    def html_block(self, value: str, start: int) -> None:
        """Read an HTML block as what a browser shows of it; headings inside an item are its words."""
        page = Page()
        page.lineno = self.number(start)
        page.level, page.folds = self.level, self.folds
        page.feed(defused(value))
        page.close()
        page.finish()
        self.level = page.level
        for block in flat(page.root.children):
            if block.kind in ("heading", "fold") and self.holder() is not self.root:
                block.kind = "paragraph"
            self.add(block)
