"""Lay an outline out as sections, and tell what a section looks like: a title, a stage, a way of its own, a list with fields.

A heading is one in Markdown, or a line that a reader takes for one: bold words on a line of their own, a stage's number in plain text, a
label before a list.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .headings import Ordinal, bracket_of, numbers_a_stage, ordinal_of
from .names import head_and_rest, is_name
from .outline import Block, Line
from .sentences import lists_names
from .words import Label, bare, plain, simplified, words
from .works import is_address

_PLAIN = 20  # the level of a heading that only its words make one: below every real heading
_FIELDS = ("duration", "goal", "outcomes", "needs", "note")
_ENDS = re.compile(r"[。！？!?；;]|\.\s|\.$")
_SENTENCE = re.compile(r"[，,]|" + _ENDS.pattern)


@dataclass(slots=True, eq=False)
class Section:
    """A heading and what stands below it."""

    level: float
    line: int
    text: str  # the heading as written
    name: str = ""  # without its number
    ordinal: Ordinal | None = None
    label: Label | None = None
    heading: Line | None = None
    real: bool = True  # a heading in the document's own mark-up
    body: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)
    parent: Section | None = None

    @property
    def role(self) -> str | None:
        return self.label.role if self.label else None

    def walk(self) -> list[Section]:
        """Return the section and those below it in the order of the document."""
        out, todo = [], [self]
        while todo:
            section = todo.pop()
            out.append(section)
            todo.extend(reversed(section.children))
        return out


def make(level: float, block: Block, *, real: bool = True) -> Section:
    """Read a heading."""
    line = block.lines[0] if block.lines else Line(block.line)
    text = block.text
    ordinal, name = ordinal_of(text)
    label = words().label(name) if name else None
    if ordinal and ordinal.kind == "stage" and label and label.role != "contents":
        label = None  # "Week 10: Projects" is a week
    return Section(level, block.line, text, name, ordinal, label, line, real)


def as_heading(block: Block, after: Block | None, *, plain_text: bool) -> int | None:
    """Return the level of a paragraph that a reader takes for a heading, None for any other."""
    if block.kind != "paragraph" or len(block.lines) != 1:
        return None
    line = block.lines[0]
    text = line.text.strip()
    clean = bare(text)
    if not clean or len(clean) > 110 or line.links:
        return None
    bold = all(s.bold or not bare(s.text) for s in line.spans if not s.image)
    ordinal, name = ordinal_of(text)
    label = words().label(name)
    if label is not None and len(clean) > 70:
        label = None
    head, rest = head_and_rest(clean)
    if rest and ordinal is None and (field := words().label(head)) is not None and field.role in _FIELDS:
        return None  # "**Duration: 6 weeks**" says it of the stage above
    follows = after is not None and after.kind in ("list", "table", "code", "quote", "paragraph", "heading")
    lists = after is not None and after.kind in ("list", "table", "code")
    if ordinal and ordinal.kind == "stage" and (bold or plain_text or lists) and not _runs_on(clean, ordinal, name):
        return _PLAIN + ordinal.depth
    marked = plain_text and not text[0].isalnum() and ord(text[0]) > 0x2000
    if label and (bold or lists or marked or text.endswith((":", "："))) and follows:
        return _PLAIN + 8
    if len(clean) > 70:
        return None
    if bold and follows and len(clean) <= 50 and len(clean.split()) <= 8 and not text.rstrip("*").endswith(("。", ".", "!", "！")):
        return _PLAIN + 6
    if plain_text and ordinal and lists and len(clean) <= 40:
        return _PLAIN + 5
    return None


def _names_what_follows(block: Block) -> bool:
    """In text without any mark-up a short line above a list names what the list holds: is a paragraph such a line?"""
    text = block.text.strip()
    return (
        len(block.lines) == 1 and len(text) <= 40 and is_name(bare(text)) and not re.search(r"[:：,，]", text) and not block.lines[0].links
    )


def _runs_on(text: str, ordinal: Ordinal, name: str) -> bool:
    """Does the line of a stage go on as a sentence? Commas part names where a colon or a dash stands behind the number."""
    marked = re.match(r"\W*[:：|]|\s+[-–—]\s", text.partition(ordinal.text)[2]) is not None
    return (_ENDS if marked else _SENTENCE).search(name.rstrip("。.")) is not None


def sections(blocks: list[Block]) -> Section:
    """Return the tree of sections; the root holds what stands before the first heading."""
    blocks = _unglued(blocks)
    root = Section(0, blocks[0].line if blocks else 1, "")
    plain_text = not any(b.kind == "heading" for b in blocks)
    said = Counter(
        label.core for b in blocks if b.kind == "paragraph" and b.lines and (label := words().label(ordinal_of(b.lines[0].text)[1]))
    )
    unnumbered = plain_text and not any(b.kind == "paragraph" and b.lines and ordinal_of(b.lines[0].text)[0] for b in blocks)
    last = max((i for i, b in enumerate(blocks) if b.kind == "paragraph" and b.lines and numbers_a_stage(b.lines[0].text)), default=-1)
    stack = [root]
    marks: dict[str, int] = {}
    for i, block in enumerate(blocks):
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        if block.kind == "fold":
            while stack[-1].level >= block.level:
                stack.pop()
            continue
        level: float | None = None
        if block.kind == "heading" and block.text:
            level = block.level
        elif block.kind != "heading":
            level = as_heading(block, after, plain_text=plain_text)
            if level is None and unnumbered and after is not None and after.kind == "list" and _names_what_follows(block):
                level = _PLAIN + 6
            if level is not None and plain_text and not numbers_a_stage(block.lines[0].text):
                label = words().label(ordinal_of(block.lines[0].text)[1])
                # A label that comes again and again belongs to the stages, and so does one with a stage before and after it;
                # any other speaks for the whole.
                staged = i < last and any(section.ordinal is not None and section.ordinal.kind == "stage" for section in stack)
                if label is not None and (staged or said[label.core] > 1):
                    level = _PLAIN + 8
                elif not (unnumbered and level == _PLAIN + 8 and bare(block.text)[:1] == block.text.strip()[:1]):
                    level = _plain_level(block, level, marks)
                else:
                    level = _PLAIN + 6  # where lines without a number or a mark name the parts, a label is one of them
        if level is None:
            stack[-1].body.append(block)
            continue
        section = make(level, block, real=block.kind == "heading")
        while stack[-1].level >= level:
            stack.pop()
        section.parent = stack[-1]
        stack[-1].children.append(section)
        stack.append(section)
    return root


def _unglued(blocks: list[Block]) -> list[Block]:
    """Part the lines of a paragraph where one of them is the line of a stage or a label, as pasted text has them."""
    out: list[Block] = []
    staged = any(_begins_stage(line) for block in blocks if block.kind == "paragraph" for line in block.lines)
    for block in (piece for b in blocks for piece in (_unlazy(b, staged) if b.kind == "list" else [b])):
        if block.kind == "paragraph" and len(block.lines) > 1 and any(_heads(line) for line in block.lines):
            run: list[Line] = []
            for line in block.lines:
                if _heads(line):
                    out.extend(_paragraph(run))
                    out.extend(_paragraph([line]))
                    run = []
                else:
                    run.append(line)
            out.extend(_paragraph(run))
        else:
            out.append(block)
    return out


def _unlazy(block: Block, staged: bool) -> list[Block]:
    """Part a list where a line behind an item is a label of its own: Markdown reads it as part of the item, a person does not.

    The same goes for the line of a stage, where the text is `staged` by such lines outside of lists.
    """
    out = [Block("list", block.line, block.end, ordinal=block.ordinal)]
    for item in block.children:
        first = item.lines[0].indent if item.lines else 0
        behind = enumerate(item.lines[1:], 1)
        at = next((i for i, line in behind if _labels(line) or (staged and line.indent <= first and _begins_stage(line))), None)
        if out[-1].kind != "list":
            out.append(Block("list", item.line, block.end, ordinal=block.ordinal))
        out[-1].children.append(item)
        heads = next((i for i, child in enumerate(item.children) if child.kind == "heading"), None)
        if heads is not None:  # headings indented below an item head what follows, as their author sees it
            hoisted, item.children = item.children[heads:], item.children[:heads]
            out.extend(hoisted)
        elif at is not None and not item.children:
            tail, item.lines = item.lines[at:], item.lines[:at]
            out.extend(_paragraph(tail))
    return out


def _labels(line: Line) -> bool:
    """Does a line begin with a label that speaks of the stage, not of the item above it?"""
    text = bare(line.text)
    head, _, rest = text.replace(":", "：", 1).partition("：")
    label = words().label(head)
    if label is None or "：" not in text.replace(":", "：", 1):
        return False
    return label.role in ("goal", "outcomes", "projects", "needs", "topics", "path") or label.role == "resources" and not rest.strip()


def _heads(line: Line) -> bool:
    """Does a line inside a paragraph announce what follows: a stage's number, or a bare label?"""
    text = line.text.strip()
    if line.links or len(bare(text)) > 60:
        return False
    if _begins_stage(line):
        return True
    label = words().label(text)
    return (
        label is not None
        and label.role in ("topics", "resources", "projects", "goal", "outcomes")
        and (label.plain or text.endswith((":", "：")))
    )


def _begins_stage(line: Line) -> bool:
    """Does a line begin with a stage's number, and say no more than its name?"""
    text = line.text.strip()
    ordinal, name = ordinal_of(text)
    short = not line.links and len(bare(text)) <= 60
    return short and ordinal is not None and ordinal.kind == "stage" and not _runs_on(bare(text), ordinal, name)


def _paragraph(lines: list[Line]) -> list[Block]:
    return [Block("paragraph", lines[0].number, lines[-1].number, lines=lines)] if lines else []


def _plain_level(block: Block, level: int, marks: dict[str, int]) -> int:
    """In pasted text the emoji before a line is its level; shelves after the last stage stand beside the stages, not in the last one."""
    text = block.lines[0].text.strip()
    mark = text[0] if text and not text[0].isalnum() and ord(text[0]) > 0x2000 else ""
    ordinal, name = ordinal_of(text)
    label = words().label(name)
    if mark and mark not in marks:
        if label and label.role == "level":
            marks[mark] = _PLAIN + 7
        elif label:
            marks[mark] = _PLAIN + (4 if label.level is None else 7)
        else:
            marks[mark] = level
    if label and label.role in ("path", "advice", "resources") and not mark:
        return _PLAIN
    if mark and ordinal is None and label:
        return _PLAIN + (
            7 if label.role == "level" or label.level is not None else 0 if label.role in ("resources", "path", "advice") else 8
        )
    return level


def title_of(root: Section) -> Section | None:
    """Return the section whose heading is the roadmap's title: the one that all others stand below, or the first without a number."""
    tops = root.children
    if not tops:
        return None
    first = tops[0]
    if first.real and len(tops) == 1 and first.level == 1 and first.children and (first.ordinal is None or first.ordinal.depth == 0):
        return first  # "# Part III: …" may be the title of its page, "# Month 1" is not
    if first.real and first.ordinal is None and first.role in (None, "stages", "overview", "path"):
        if len(tops) == 1 or (first.level == 1 and first.role is None and not first.body and not first.children):
            return first
        below = [s for s in first.children if s.ordinal]
        rest = [s for s in tops[1:] if s.ordinal or s.label is None]
        units = {s.ordinal.unit for s in below if s.ordinal and s.ordinal.unit}
        if below and all(s.ordinal is not None and s.ordinal.unit in units for s in rest):
            return first
        if first.level == 1 and first.role is None and not any(s.ordinal or s.children and s.label is None for s in tops[1:]):
            return first
    return None


def is_stage(section: Section) -> bool:
    """Does a heading count as a stage by its number, or by the level that it begins with ("Beginner level — …")?"""
    if section.ordinal is not None:
        return section.ordinal.kind == "stage"
    head = re.split(r"\s*(?:[:：]|\s[-–—]+\s)", section.name)[0]
    label = words().label(head) if head != section.name else None
    return label is not None and label.role == "level"


def named_route(section: Section) -> bool:
    """Is the section a whole way of its own ("30 天新人路线", "Agent track")?"""
    name = plain(bracket_of(section.name)[0])
    return section.ordinal is None and bool(words().ends(name, words().routes)) and len(name) > 2


def holds_anything(section: Section) -> bool:
    """Does a section list or draw anything, in itself or below?"""
    for inner in section.walk():
        for block in inner.body:
            if (
                block.kind == "paragraph"
                and lists_names(block)
                or block.kind in ("list", "table", "quote")
                or any(line.links for b in block.walk() for line in b.lines)
            ):
                return True
            if block.kind == "code" and block.info.split(" ")[0].casefold() in ("", "text", "txt", "indented", "markdown"):
                return True
        if inner is not section and (inner.ordinal is not None or inner.label is not None):
            return True
    return False


def has_fields(section: Section) -> bool:
    """Does a heading's first list give an address in a field ("- **链接**: https://…")?"""
    first = next((b for b in section.body if b.kind == "list"), None)
    if first is None:
        return False
    heads = [plain(simplified(bare(head_and_rest(bare(i.text))[0]))) for i in first.children if head_and_rest(bare(i.text))[1]]
    w = words()
    told = [
        h
        for h in heads
        if h in w.authors or h in w.address_fields or (said := w.label(h)) is not None and said.role in ("duration", "note")
    ]
    if len(told) >= 2 and len(told) * 2 >= len(first.children) and any(h in w.authors or h in w.address_fields for h in told):
        return True
    for item in first.children:
        head, rest = head_and_rest(bare(item.text))
        label = words().label(head) if rest and item.lines and item.lines[0].links else None
        if (
            label is not None
            and label.role in ("links", "resources")
            and plain(simplified(bare(head))) in words().address_fields
            and is_address(rest)
        ):
            return True
    return False


def has_links(section: Section) -> bool:
    """Does any line of a section lead anywhere, in itself or below?"""
    return any(line.links for s in section.walk() for b in s.body for x in b.walk() for line in [*x.lines, *(c for r in x.rows for c in r)])


def has_table(section: Section) -> bool:
    """Does a table stand in a section itself?"""
    return any(b.kind == "table" for b in section.body)


def names_a_span(section: Section) -> bool:
    """Does a heading without a number name a span all the same ("Optional Advanced Day: …")?"""
    head = plain(simplified(head_and_rest(section.name)[0]))
    return any(re.search(rf"\b{unit}$" if unit.isascii() else f"{unit}$", head) for unit in words().before if len(unit) > 2)


def has_parts(section: Section) -> bool:
    """Does a section list or draw anything itself, or have sections below it?"""
    lists = [b for b in section.body if b.kind in ("list", "table", "code")]
    return bool(lists or section.children)


def leads_out(section: Section) -> bool:
    """Do the links of a section lead to other pages, most of them, rather than to headings of this one?"""
    lines = [line for s in section.walk() for b in s.body for x in b.walk() for line in [*x.lines, *(c for r in x.rows for c in r)]]
    links = [span.url or "" for line in lines for span in line.links]
    return sum(1 for url in links if not url.startswith("#")) * 2 > len(links)
