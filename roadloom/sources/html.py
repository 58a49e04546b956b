"""Read saved web pages: what a person reads on them, without the menus around it.

The tokeniser is the standard library's, which knows the line of every tag. In some of its versions text that only looks like mark-up takes
time by the square, so the constructs in question are blanked before it sees them. Where a page marks its main part (`<main>`,
`<article>`, role="main"), only that is read.
"""

from __future__ import annotations

import re

from roadloom.graph.model import Finding, Origin

from .html_page import PARTS, Page
from .outline import Block, Outline

_UNSEEN = "script|style|noscript|template|svg|math|iframe|object|canvas|textarea|select|button|xmp|noembed|noframes|plaintext"
_BLANKED = re.compile(rf"<!--.*?(?:--!?>|\Z)|<svg\b[^<>]*/>|<({_UNSEEN})\b.*?(?:</\1\s*>|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL | re.IGNORECASE)


def read(text: str, source: str = "") -> Outline:
    """Return the outline of an HTML document. Any text is a document: reading never fails."""
    page = Page()
    page.feed(defused(text))
    page.close()
    page.finish()
    blocks, outside = _main_part(page.root.children)
    passed = [*page.passed, *outside]
    outline = Outline(blocks, page.metadata, _written(blocks, text.count("\n") + 1), _left_out(passed, source))
    for block in passed:
        outline.seen.skip(block, "menus, side columns and footers")
    return outline


def defused(text: str) -> str:
    """Blank what nobody sees, keeping the lines, and make mark-up that never ends plain text."""
    text = _BLANKED.sub(lambda match: "\n" * match[0].count("\n"), text)
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", "&lt;")


def _main_part(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks of the part that the page calls its main one, and those outside; all of them where it marks none."""
    for kind in ("main", "article"):
        inner = [b for top in blocks for b in top.walk() if b.kind == kind]
        kept = [b for b in inner if any(x.kind in ("heading", "list", "table") for x in b.walk())]
        if kept:
            inside = {id(x) for b in kept for x in b.walk()}
            nested = {id(x) for b in kept for x in b.walk() if x is not b}
            return flat([b for b in kept if id(b) not in nested]), [b for b in flat(blocks) if id(b) not in inside]
    head = {id(x) for top in blocks for part in top.walk() if part.kind == "header" for x in part.walk()}
    shown = flat(blocks)
    # The head of a page holds its title, and otherwise a menu.
    outside = [b for b in shown if id(b) in head and b.kind != "heading"]
    left_out = {id(b) for b in outside}
    return [b for b in shown if id(b) not in left_out], outside


def flat(blocks: list[Block]) -> list[Block]:
    """Dissolve the parts of a page, which are no blocks of an outline."""
    out: list[Block] = []
    todo = list(reversed(blocks))
    while todo:
        block = todo.pop()
        if block.kind in PARTS:
            todo.extend(reversed(block.children))
        else:
            out.append(block)
    return out


def _left_out(passed: list[Block], source: str) -> list[Finding]:
    """Say how many links stand in what was passed over, and where."""
    lines = sorted({line.number for block in passed for inner in block.walk() for line in inner.own_lines if line.links})
    links = sum(len(line.links) for block in passed for inner in block.walk() for line in inner.own_lines)
    if not links:
        return []
    origins = [Origin(source, number, "") for number in lines]
    return [
        Finding("dropped-section", f"menus, side columns and footers of the page with {links} links", choice="ignored", origins=origins)
    ]


def _written(blocks: list[Block], count: int) -> list[str]:
    """Return the words that stand on each line of the page, without its mark-up."""
    raw: list[list[str]] = [[] for _ in range(count)]
    for block in blocks:
        for inner in block.walk():
            for line in inner.own_lines:
                raw[min(line.number, count) - 1].append(line.text)
    return [" ".join(words) for words in raw]
