"""Put the tags and words of a web page together to blocks, as forgiving as a browser is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby

from .addresses_in_text import linked
from .badges import words_of
from .html_tables import settle_table
from .outline import Block, Line, Span

_AROUND = frozenset({"nav", "footer", "aside", "dialog"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTAINERS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
_ITEMS = frozenset({"li", "dt"})
PARTS = frozenset({"main", "article", "header"})
_OPEN_TAGS = 512  # what browsers allow; deeper tags count as their parent's words
_NESTED = 40  # levels of lists and quotes


@dataclass(slots=True)
class _Tag:
    """A tag that is open."""

    name: str
    block: Block | None = None  # the block that it opened
    hidden: bool = False


class Page(HTMLParser):
    """Puts a page's tags and words together to blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Block("document", 1)
        self.metadata: dict[str, object] = {}
        self.passed: list[Block] = []  # what stands in menus and footers
        self._tags: list[_Tag] = []
        self._open: Counter[str] = Counter()  # how many of each are open, so that a stray end tag costs no search
        self._blocks = [self.root]  # the blocks that are being filled
        self._words: Block | None = None  # the heading, paragraph, code or item that takes words now
        self._line: Line | None = None
        self._blank = True  # further blanks say nothing: the line is empty or ends with one
        self._url: str | None = None
        self._bold = self._code = self._hidden = 0
        self._title: list[str] | None = None
        self.level: float = 0  # of the last heading
        self.folds: list[float] = []  # of the open parts that fold (`<details>`), the level of the heading above

    def finish(self) -> None:
        """Close what the page left open."""
        while self._tags:
            self._pop()
        self._end_words()

    # -- tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        if tag == "title" and "title" not in self.metadata and not self._open["body"]:
            self._title = []
        elif tag == "meta" and values.get("name", "").casefold() == "author" and values.get("content", "").strip():
            self.metadata["author"] = values["content"].strip()
        if tag in _VOID:
            self._void(tag, values)
            return
        if tag in _CONTAINERS or tag in _HEADINGS:
            self._imply_ends(tag)
            self._end_words()
        opened = _Tag(tag, None, self._is_around(tag, values))
        if len(self._tags) < _OPEN_TAGS:
            self._tags.append(opened)
            self._open[tag] += 1
        else:
            return
        if opened.hidden:
            self._hidden += 1
            if self._hidden == 1:
                aside = Block("aside", self.getpos()[0])
                self.passed.append(aside)
                opened.block = aside
                self._blocks.append(aside)
        self._begin(opened, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # `<p/>` opens a paragraph in HTML, but nobody who writes `<a id="x"/>` means the rest of the page.
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self._take_title()
        if self._open[tag]:
            if tag in _CONTAINERS or tag in _HEADINGS:
                self._end_words()
            self._pop_to({tag})
        if tag == "details" and self.folds:
            level = self._folded_level()
            self.level = self.folds.pop()
            if not self._depth():
                self._end_words()
                self._add(Block("fold", self.getpos()[0], level=level))

    def _take_title(self) -> None:
        title = " ".join("".join(self._title or []).split())
        if title:
            self.metadata["title"] = title
        self._title = None

    def _imply_ends(self, tag: str) -> None:
        """Close what HTML lets an author leave open: a paragraph before a block, an item before the next, cells and rows."""
        if self._open["p"] and tag != "summary":
            self._pop_to({"p"}, stop={"td", "th", "li", "table", "blockquote", "dd", "dt"})
        if tag == "li" and self._open["li"]:
            self._pop_to({"li"}, stop=_LISTS | {"td", "th"})
        elif tag in ("dt", "dd") and (self._open["dd"] or tag == "dt" and self._open["dt"]):
            self._pop_to({"dd"} if tag == "dd" else {"dt", "dd"}, stop={"dl", "td", "th"})
            if tag == "dt" and self._tags and self._tags[-1].name == "dt":
                self._pop()
        elif tag in ("td", "th") and (self._open["td"] or self._open["th"]):
            self._pop_to({"td", "th"}, stop={"tr", "table"})
        elif tag == "tr" and self._open["tr"]:
            self._pop_to({"tr"}, stop={"table"})

    def _pop_to(self, names: set[str], stop: frozenset[str] | set[str] = frozenset()) -> None:
        """Close the innermost tag of these names, and all inside it; nothing where another tag stands in the way."""
        for at in range(len(self._tags) - 1, -1, -1):
            name = self._tags[at].name
            if name in names:
                break
            if name in stop:
                return
        else:
            return
        while len(self._tags) > at:
            self._pop()

    def _pop(self) -> None:
        tag = self._tags.pop()
        self._open[tag.name] -= 1
        if tag.name in _CONTAINERS or tag.name in _HEADINGS:
            self._end_words()
        if tag.name == "a":
            self._end_link()
        elif tag.name in ("b", "strong", "summary"):
            self._bold = max(self._bold - 1, 0)
        elif tag.name in ("code", "kbd", "tt", "samp"):
            self._code = max(self._code - 1, 0)
        if tag.block is not None:
            while self._blocks.pop() is not tag.block:
                pass  # what was left open inside
            if tag.block.kind == "table":
                settle_table(tag.block, self._blocks[-1])
        self._hidden -= tag.hidden

    @staticmethod
    def _is_around(tag: str, values: dict[str, str]) -> bool:
        """Is an element a menu, a footer, or not shown at all?"""
        hidden = "hidden" in values or values.get("aria-hidden", "").casefold() == "true"
        return tag in _AROUND or values.get("role", "").casefold() in _AROUND_ROLES or hidden

    # -- blocks

    def _begin(self, tag: _Tag, values: dict[str, str]) -> None:
        """Begin what a tag stands for."""
        name = tag.name
        if name in _HEADINGS:
            self.level = int(name[1])
            self._words = self._add(Block("heading", self.getpos()[0], level=self.level))
        elif name == "details":
            self.folds.append(self.level)
        elif name == "summary" and not self._depth():
            self._words = self._add(Block("heading", self.getpos()[0], level=self._folded_level()))
        elif name == "pre":
            self._words = self._add(Block("code", self.getpos()[0], info=_language(values.get("class", ""))))
        elif name == "code" and self._words is not None and self._words.kind == "code":
            self._words.info = self._words.info or _language(values.get("class", ""))
        elif name in PARTS or values.get("role", "").casefold() == "main":
            if self._blocks[-1] is self.root or self._blocks[-1].kind in PARTS and name != "header":
                self._push(tag, name if name in PARTS else "main")
        elif name in _LISTS:
            if self._depth() < _NESTED:
                self._push(tag, "list").ordinal = values.get("start", "1") if name == "ol" else None
        elif name in _ITEMS:
            self._item(tag, values)
        elif name == "blockquote" and self._depth() < _NESTED:
            self._push(tag, "quote")
        elif name == "table" and self._depth() < _NESTED:
            self._push(tag, "table")
        elif name == "tr" and self._blocks[-1].kind == "table":
            self._push(tag, "row")
        elif name in ("td", "th") and self._blocks[-1].kind == "row":
            self._push(tag, "cell")
        elif name == "a" and "href" in values:
            self._url = values["href"].strip() or None
        elif name in ("b", "strong", "summary"):
            self._bold += 1
        elif name in ("code", "kbd", "tt", "samp"):
            self._code += 1

    def _folded_level(self) -> float:
        """Return the level of what is seen of a folded part: below the heading above it, above any heading inside."""
        return (self.folds[-1] if self.folds else self.level) + 1 - 0.5 ** max(len(self.folds), 1)

    def _item(self, tag: _Tag, values: dict[str, str]) -> None:
        """Begin an item; one outside every list makes a list of its own."""
        holder = self._blocks[-1]
        if holder.kind != "list":
            if self._depth() >= _NESTED:
                return
            holder = (
                holder.children[-1]
                if holder.children and holder.children[-1].kind == "list"
                else self._add(Block("list", self.getpos()[0]))
            )
        item = Block("item", self.getpos()[0])
        if holder.ordinal is not None:
            first = values.get("value", holder.ordinal)
            start = int(first) if re.fullmatch(r"-?\d{1,9}", first.strip(), re.ASCII) else 1
            item.ordinal = str(start if "value" in values else start + len(holder.children))
        holder.children.append(item)
        tag.block = item
        self._blocks.append(item)

    def _push(self, tag: _Tag, kind: str) -> Block:
        tag.block = self._add(Block(kind, self.getpos()[0]))
        self._blocks.append(tag.block)
        return tag.block

    def _add(self, block: Block) -> Block:
        block.end = block.line
        self._blocks[-1].children.append(block)
        return block

    def _depth(self) -> int:
        return sum(1 for block in self._blocks if block.kind in ("list", "quote", "table"))

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._end_line()
        elif tag == "hr":
            self._end_words()
            self._add(Block("rule", self.getpos()[0]))
        elif tag == "img" and (words := words_of(values.get("alt", "").strip(), values.get("src", ""))):
            self._span(Span(words, self._url, image=True), self.getpos()[0])
        elif tag == "input" and values.get("type", "").casefold() == "checkbox" and self._blocks[-1].kind == "item":
            self._blocks[-1].checked = "checked" in values

    # -- words

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
            return
        number = self.getpos()[0]
        if self._words is not None and self._words.kind == "code":
            self._raw(data, number)
            return
        number += data[: len(data) - len(data.lstrip())].count("\n")
        text = re.sub(r"[ \t\n\r\f]+", " ", data)
        if text:
            self._span(Span(text, self._url, bool(self._bold), bool(self._code)), number)

    def _raw(self, data: str, number: int) -> None:
        """Keep the lines of code as they are; the first line break after `<pre>` is layout."""
        assert self._words is not None
        lines = self._words.lines
        for i, part in enumerate(data.split("\n")):
            if lines and lines[-1].number == number + i:
                lines[-1].spans.append(Span(part))
            elif lines or part:
                lines.append(Line(number + i, [Span(part)]))

    def _span(self, span: Span, number: int) -> None:
        """Put words where they belong; blanks count between words only."""
        if self._blank and not span.image:
            span.text = span.text.lstrip(" ")
            if not span.text:
                return
        self._blank = not span.image and span.text.endswith(" ")
        if self._words is None:
            self._words = self._holder(number)
        if self._line is None:
            self._line = Line(number)
        self._line.spans.append(span)

    def _holder(self, number: int) -> Block:
        """Return the block that words outside a paragraph belong to: an item that has none yet, else a paragraph."""
        around = self._blocks[-1]
        if around.kind == "item" and not around.lines and not around.children:
            return around
        if around.kind in ("list", "table", "row"):
            around = next(b for b in reversed(self._blocks) if b.kind not in ("list", "table", "row"))
        block = Block("paragraph", number, number)
        around.children.append(block)
        return block

    def _end_line(self) -> None:
        line, self._line, self._blank = self._line, None, True
        if line is None or self._words is None:
            return
        spans = [
            Span("".join(s.text for s in same), *look) for look, same in groupby(line.spans, lambda s: (s.url, s.bold, s.code, s.image))
        ]
        if spans and not spans[-1].image:
            spans[-1].text = spans[-1].text.rstrip(" ")
        line.spans = [part for span in spans for part in linked(span) if part.text]
        if line.spans:
            self._words.lines.append(line)
            self._words.end = max(self._words.end, line.number)

    def _end_words(self) -> None:
        """Finish the heading, paragraph or item that takes words; one without any is none."""
        self._end_line()
        block, self._words = self._words, None
        if (
            block is not None
            and not block.lines
            and block.kind in ("heading", "paragraph")
            and self._blocks[-1].children
            and self._blocks[-1].children[-1] is block
        ):
            self._blocks[-1].children.pop()

    def _end_link(self) -> None:
        """Finish a link; the sign beside a heading that leads to itself ("¶") says nothing."""
        url, self._url = self._url, None
        spans = self._line.spans if self._line is not None else []
        if url and url.startswith("#") and spans and spans[-1].url == url and not any(c.isalnum() for c in spans[-1].text):
            spans.pop()


def _language(names: str) -> str:
    """Return the language that a class names ("language-mermaid", "mermaid")."""
    for name in names.casefold().split():
        if name == "mermaid":
            return name
        if match := re.match(r"(?:language|lang|highlight-source|highlight)-([\w+#-]+)$", name):
            return match[1]
    return ""
