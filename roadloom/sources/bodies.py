"""Read what stands under a heading: paragraphs, lists and quotes become topics, resources, projects, goals."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from roadloom.graph.model import Choice, Topic

from .arrows import ARROW
from .draft import Draft, Place
from .fields import for_label, read_field
from .headings import ordinal_of
from .items import is_legend, label_item, labelled, read_item, unfolded
from .names import brackets, head_and_rest, is_name, outside
from .outline import Block, Line
from .paragraphs import read_paragraph
from .shelves import read_remark
from .tables import read_table
from .words import Label, bare, plain, simplified, words
from .works import read_works


def read_blocks(blocks: list[Block], place: Place, draft: Draft) -> None:
    """Read the blocks of a body in order; a paragraph that is a label says what the next list holds."""
    if place.phase is not None and place.role in (None, "topics") and place.resource is None:
        blocks = _listed(blocks)
    for i, block in enumerate(blocks):
        here = place
        previous = blocks[i - 1] if i else None
        if block.kind in ("list", "table", "code") and previous is not None and previous.kind == "paragraph" and place.role is None:
            if label := announced(previous):
                here = for_label(label, place, previous.text)
        read_block(block, here, draft)


def _listed(blocks: list[Block]) -> list[Block]:
    """Read names that stand alone on lines below each other, three or more, as the list that they are."""
    out: list[Block] = []
    for names, run in groupby(blocks, _names_alone):
        lines = list(run)
        if names and len(lines) > 2:
            items = [Block("item", b.line, b.end, lines=b.lines) for b in lines]
            out.append(Block("list", lines[0].line, lines[-1].end, children=items))
        else:
            out.extend(lines)
    return out


def _names_alone(block: Block) -> bool:
    """Is a paragraph a line with nothing but a name, perhaps with a bracket behind it?"""
    if block.kind != "paragraph" or len(block.lines) != 1 or block.lines[0].links:
        return False
    text = block.lines[0].text.strip()
    name = brackets(bare(text))[0]
    ended = text.endswith((".", "。", "!", "！", "?", "？", ":", "：", ";", "；", ",", "，"))
    return (
        not ended and len(text) <= 60 and is_name(name) and len(name) <= 40 and words().label(name) is None and not head_and_rest(name)[1]
    )


def announced(block: Block) -> Label | None:
    """Return the label that the last line of a paragraph is."""
    if not block.lines:
        return None
    text = block.lines[-1].text.strip()
    if not text.endswith((":", "：")) and not all(s.bold or not s.text.strip() for s in block.lines[-1].spans):
        return None
    last = re.split(r"[.。!！?？]\s*(?=\S)", ordinal_of(text)[1])[-1]  # a paragraph may tell before it announces
    return words().label(last)


def read_block(block: Block, place: Place, draft: Draft) -> None:
    """Read one block."""
    if block.kind == "list":
        read_list(block, place, draft)
    elif block.kind == "table":
        read_table(block, place, draft)
    elif block.kind == "paragraph":
        read_paragraph(block, place, draft)
    elif block.kind == "quote":
        read_quote(block, place, draft)
    elif block.kind == "code":
        from .figures import read_code

        read_code(block, place, draft)
    elif block.kind == "heading":
        for line in block.lines:
            draft.skip(line, "a heading inside another block")


def read_quote(block: Block, place: Place, draft: Draft) -> None:
    """Read a quotation: a resource's remark, a list of what one must know before, else an aside."""
    for child in block.children:
        if child.kind == "paragraph":
            if place.resource is not None:
                read_remark(child, place, draft)
                continue
            for line in child.lines:
                head, rest = head_and_rest(bare(line.text))
                label = words().label(head) if rest else None
                if label and label.role in ("needs", "goal", "outcomes", "duration") and read_field(label, line, rest, place, draft):
                    continue
                if line.links and place.phase is not None and place.role != "advice":
                    read_works([line], place.but(role="resources"), draft, named=False)
                else:
                    draft.ignore_links(line, "stands in an aside")
                draft.skip(line, "an aside")
        elif child.kind == "list" and place.resource is None and place.phase is not None and place.role not in (None, "advice"):
            read_list(child, place, draft)
        else:
            for inner in child.walk():
                for line in inner.lines:
                    draft.skip(line, "an aside")
                    draft.ignore_links(line, "stands in an aside")


def read_list(block: Block, place: Place, draft: Draft) -> None:
    """Read a list item by item; under a path its items are steps."""
    if place.role == "path":
        read_path(place.phase.name if place.phase else "", block, place, draft)
        return
    if len(block.children) > 1 and all(is_legend(i) for i in block.children):
        for item in block.children:
            draft.skip(item.lines[0], "a legend")
        return
    here = place
    last = len(draft.roadmap.resources)
    choice: Choice | None = None  # what the items so far leave to choose: "C#", "OR C++"
    named: Topic | None = None  # by the item before
    for item in block.children:
        # In pasted lists a label item ("论文推荐：") has no children: it speaks for the items that follow.
        if item.lines and not item.children and place.level == 0 and (label := label_item(item)) is not None:
            here = for_label(label, place, item.text)
            draft.skip(item.lines[0], "a label")
            continue
        item = labelled(item)
        if here.role in (None, "topics") and here.resource is None:
            item = unfolded(item)
        if (
            here.role == "resources"
            and here.level == 0
            and item.lines
            and not item.lines[0].links
            and words().lessons.match(plain(simplified(item.text)))
            and (before := draft.roadmap.resources[last:])
        ):
            # Pasted lists lose their nesting: a lesson belongs to the course above it.
            whole = next((r for r in reversed(before) if not words().lessons.match(plain(r.title))), None)
            read_works(item.lines[:1], here.but(resource=whole), draft, named=True)
            continue
        other = words().or_first.match(item.lines[0].text) if item.lines and named is not None else None
        if other is not None:
            item = replace(item, lines=[item.lines[0].slice(other.end()), *item.lines[1:]])
        known = len(draft.roadmap.topics)
        inside = read_item(item, here, draft)
        found = [t for t in draft.roadmap.topics[known:] if t.parent is here.topic]
        if other is not None and named is not None and len(found) == 1:
            if choice is None:
                choice = Choice([named], item.line, block.children[0].text)
                draft.roadmap.choices.append(choice)
            choice.members.append(found[0])
        else:
            choice = None
        named = found[0] if len(found) == 1 else None
        if inside is not None:
            read_blocks(item.children, inside, draft)


def read_path(name: str, block: Block, place: Place, draft: Draft) -> None:
    """Read a numbered list as a suggested order, one step an item; arrows inside an item are steps of their own."""
    steps: list[tuple[Line, Place]] = []
    arrows = False
    for item in block.children:
        for line in item.lines[:1]:
            if draft.too_long(line):
                continue
            text = bare(line.text)
            if len(outside(text, ARROW)):
                arrows = True
                at = 0
                for piece in ARROW.split(line.text):
                    begin = line.text.find(piece, at)
                    if bare(piece) and begin >= 0:
                        steps.append((line.slice(begin, begin + len(piece)), place))
                        at = begin + len(piece)
            else:
                steps.append((line, place))
            if line.links:
                read_works([line], place.but(role="resources"), draft, named=False)
            draft.understood.add(line.number)
        for child in item.children:
            read_block(child, place.but(role=None, level=place.level + 1), draft)
    draft.routes.append((name, block.line, steps, arrows))
