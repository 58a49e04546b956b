"""Find the roadmaps that stand in one document: inside a fence, above readers' comments, glued together, as ways of their own."""

from __future__ import annotations

import re

from roadloom.graph.model import Finding, Origin, Source

from .headings import Ordinal, numbers_a_stage, ordinal_of
from .outline import Block, Outline
from .sections import Section, named_route, title_of
from .words import bare, words

_DRAWN = re.compile(r"[├└│┌╭┃║→↓▼⬇]|^\s*\|\s*$|[|`+]--")
_MARKED = re.compile(r"^\s*(?:#{1,6}\s|[-*+•]\s|\[[ xX✓✔√]?\]\s|\d+[.)、]\s|\|)")
_COMMENT = re.compile(r"^\*{0,2}[\w.-]{2,40}\*{0,2}\s+(?:commented|opened this issue|replied|wrote|评论|回复)\b.*\d")


def without_comments(outline: Outline, source: Source, findings: list[Finding]) -> list[Block]:
    """Cut off the readers' comments below a clipped issue or blog post."""
    blocks = outline.blocks
    starts = [i for i, b in enumerate(blocks) if b.kind == "paragraph" and b.lines and _COMMENT.match(bare(b.lines[0].text))]
    comments = [i for i in starts if "opened" not in blocks[i].text]
    kept = blocks
    if len(comments) >= 2:
        at = comments[0]
        origin = Origin(source.id, blocks[at].line, "")
        findings.append(Finding("dropped-section", f"{len(comments)} readers' comments", choice="ignored", origins=[origin]))
        kept = blocks[:at]
        for block in blocks[at:]:
            outline.seen.skip(block, "readers' comments")
    for i in starts:
        outline.seen.skip(blocks[i], "the head of a comment")
    return [b for i, b in enumerate(kept) if i not in starts]


def unwrapped(blocks: list[Block], outline: Outline) -> list[Block]:
    """Read a document that stands as a whole inside one code fence, and plans inside fences, as the text that they are."""
    total = sum(1 for x in outline.raw if x.strip())
    out: list[Block] = []
    level: float = 0
    staged = any(block.kind == "heading" and numbers_a_stage(block.text) for block in blocks)
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            level = block.level
        if block.kind != "code" or block.info.casefold() not in ("", "text", "markdown", "md", "txt", "plaintext"):
            out.append(block)
            continue
        texts = [line.text for line in block.lines]
        marked = sum(1 for t in texts if _MARKED.match(t)) * 4 > len(texts)
        stages = sum(1 for t in texts if numbers_a_stage(t))
        drawn = any(_DRAWN.search(t) for t in texts)
        if not staged and len(texts) > 8 and len(texts) * 2 > total and (marked or stages > 1 and not drawn):
            return [*blocks[:i], *_inside(block), *blocks[i + 1 :]]
        labels = sum(1 for t in texts if t.rstrip().endswith((":", "：")) and words().label(t) is not None)
        out.extend(_headed(_inside(block), level + 1) if marked and stages and labels > 1 and not drawn else [block])
    return out


def _inside(block: Block) -> list[Block]:
    """Return the blocks of what stands inside a fence."""
    from .layout import tidy
    from .markdown import parse

    first = block.lines[0].number
    padded: list[str] = []
    for line in block.lines:
        padded += [""] * (line.number - first - len(padded))
        padded.append(line.text)
    return parse(tidy("\n".join(padded)), first - 1)


def _headed(blocks: list[Block], level: float) -> list[Block]:
    """Make headings of the lines that number a stage."""
    out: list[Block] = []
    for block in blocks:
        if block.kind == "paragraph" and block.lines and numbers_a_stage(block.lines[0].text):
            heading, *rest = block.lines
            out.append(Block("heading", heading.number, heading.number, level, [heading]))
            out.extend([Block("paragraph", rest[0].number, rest[-1].number, lines=rest)] if rest else [])
        else:
            out.append(block)
    return out


def split(blocks: list[Block]) -> list[list[Block]]:
    """Cut a document where another roadmap begins: at a border, or at a rule after which the headings start over at a higher level."""
    parts: list[list[Block]] = [[]]
    highest = 7.0  # the highest level of a heading in the present part
    for i, block in enumerate(blocks):
        if block.kind == "border":
            if not _goes_on(parts[-1], blocks[i + 1 :]):
                parts.append([])
                highest = 7.0
            continue
        if block.kind == "heading":
            if (
                block.level <= min(highest, 6)
                and (block.level < highest or block.level == 1)
                and highest < 7
                and _starts_over(block, parts[-1], blocks[i + 1 :])
            ):
                parts.append(_taken_from(parts[-1]))
                highest = 7.0
            highest = min(highest, block.level)
        parts[-1].append(block)
    return [p for p in parts if any(b.kind != "rule" for b in p)]


def _numbers(blocks: list[Block]) -> list[Ordinal]:
    """List the numbers of stages that stand at the beginning of headings and lines."""
    lines = [line.text for b in blocks if b.kind in ("heading", "paragraph") for line in b.lines]
    return [o for text in lines if (o := ordinal_of(text)[0]) is not None and o.kind == "stage"]


def _goes_on(before: list[Block], after: list[Block]) -> bool:
    """Do the stages behind a border count on from those before it, or does nothing stand before it but an introduction?"""
    if before and before[-1].kind == "paragraph" and _numbers(before[-1:]):
        return True  # a frame around a stage's heading
    earlier, later = _numbers(before), _numbers(after)
    if not later:
        return not earlier or not any(b.kind in ("list", "heading") for b in after)
    if not earlier:
        return not any(b.kind in ("heading", "list", "table") for b in before)
    return later[0].unit == earlier[-1].unit and (later[0].value or 0) > (earlier[-1].value or 0)


def _starts_over(block: Block, before: list[Block], after: list[Block]) -> bool:
    """Does a heading begin a document of its own inside the file?"""
    earlier = [b for b in before if b.kind == "heading"]
    if not earlier or not any(b.kind in ("rule", "heading") for b in before):
        return False
    if block.level == 1 == earlier[0].level and ordinal_of(block.text)[0] is None and words().label(block.text) is None:
        # "# One plan … # Another plan": two titles, each with stages of its own.
        following = [b for b in after if b.kind == "heading"]
        own = following[: next((i for i, b in enumerate(following) if b.level == 1), len(following))]
        stages = [b for b in earlier if b.level > 1 and ordinal_of(b.text)[0]]
        return ordinal_of(earlier[0].text)[0] is None and len(stages) >= 2 and len([b for b in own if ordinal_of(b.text)[0]]) >= 2
    if block.level >= min(b.level for b in earlier):
        return False
    numbered = [b for b in earlier if ordinal_of(b.text)[0]]
    tail = _tail(before)
    ruled = any(b.kind == "rule" for b in tail)
    return ruled and len(numbered) >= 2


def _tail(blocks: list[Block]) -> list[Block]:
    """Return the rules and short paragraphs at the end: what introduces the heading that follows."""
    at = len(blocks)
    while at and blocks[at - 1].kind in ("rule", "paragraph"):
        at -= 1
    tail = blocks[at:]
    first = next((i for i, b in enumerate(tail) if b.kind == "rule"), len(tail))
    return tail[first:]


def _taken_from(before: list[Block]) -> list[Block]:
    tail = _tail(before)
    del before[len(before) - len(tail) :]
    return tail


def routes(root: Section) -> list[tuple[Section | None, Section]]:
    """Return the roadmaps of one part with their titles: several where its sections are ways of their own."""
    title = title_of(root)
    holder = title if title is not None and title.children else root
    ways = [s for s in holder.children if named_route(s) and _holds_stages(s)]
    if len(ways) >= 2:
        rest = [s for s in holder.children if s not in ways]
        out: list[tuple[Section | None, Section]] = [(s, s) for s in ways]
        holder.children = rest
        return [(title, root), *out]
    return [(title, root)]


def _holds_stages(section: Section) -> bool:
    staged = [s for s in section.children if s.ordinal]
    tables = [
        b
        for b in section.body
        if b.kind == "table"
        and len(b.rows) > 2
        and (ordinal_of(b.rows[1][0].text)[0] or bare(b.rows[1][0].text).isdigit() or words().label(b.rows[0][0].text))
    ]
    return len(staged) >= 2 or bool(tables)
