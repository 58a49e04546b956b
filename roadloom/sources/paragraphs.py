"""Read prose: labelled lines say something of the stage, links are works, the rest may state an order."""

from __future__ import annotations

import re

from roadloom.graph.model import Text, Topic

from .arrows import ARROW, read_arrows
from .draft import Draft, Place
from .fields import enter_aim, for_label, read_field
from .names import head_and_rest, is_name, outside, terms
from .outline import Block, Line
from .sentences import first_sentence, is_task, lists_names, names_only
from .shelves import only_an_address, read_remark
from .topics import read_choice
from .words import bare, plain, simplified, words
from .works import read_told, read_works

_LABELLED = re.compile(r"[.。!！?？)）]\s*(?P<label>[^\s.。!！?？:：(（][^.。!！?？:：(（]{1,24})[:：]\s*(?=\S)")


def read_paragraph(block: Block, place: Place, draft: Draft) -> None:
    """Read prose: labelled lines say something of the phase, links are resources, the rest may state an order."""
    if place.resource is not None and place.level:
        read_remark(block, place, draft)
        return
    lines = [part for line in block.lines for part in _parted(line)]
    following = iter([*lines[1:], None])
    skip: Line | None = None
    for line in lines:
        after = next(following)
        text = bare(line.text)
        if line is skip or not text and not line.links or draft.too_long(line):
            continue
        if after is not None and not line.links and only_an_address(after) and place.role != "advice" and len(text) <= 80:
            read_works([line, after], place, draft, named=False)  # the title on one line, its address on the next
            skip = after
            continue
        head, rest = head_and_rest(text)
        label = words().label(head) if rest else None
        if not rest and after is not None and (alone := words().label(text)) is not None and alone.role in ("topics", "projects", "needs"):
            place = for_label(alone, place, text)  # a label on a line of its own speaks for the lines below it
            draft.skip(line, "a label")
            continue
        if place.role == "topics" and place.phase is not None and len(block.lines) > 1 and not label and names_only(text):
            for term in terms(text):
                draft.topic(term, line, place)
            continue
        if not label and place.phase is not None and place.role in (None, "topics") and lists_names(block):
            for term in terms(text):
                draft.topic(term, line, place)
            continue
        if label and read_field(label, line, rest, place, draft):
            continue
        if ARROW.search(line.text) and len(outside(line.text, ARROW)) and read_arrows(line, place, draft):
            continue
        if inner := re.search(r"[（(]([^（()）]*→[^（()）]*)[）)]", line.text):
            read_arrows(line.slice(inner.start(1), inner.end(1)), place, draft)
        if able := next((m for p in words().outcome if (m := p.search(simplified(text)))), None):
            (place.phase or draft.roadmap).outcomes.append(Text(text[able.start("what") : able.end("what")].strip(), line.number))
        if place.role == "advice":
            draft.skip(line, "advice")
            draft.ignore_links(line, "stands in advice")
            continue
        draft.sequences.append((line, place))
        if place.topic is not None and place.level and _defines(text, place.topic):
            place.topic.definitions.append(Text(text, line.number))
            draft.understood.add(line.number)
        if place.phase is not None and not line.links and read_choice(text, line, place, draft):
            continue
        if place.topic is not None and place.level and not line.links and place.role in (None, "topics") and names_only(text):
            for term in terms(text):
                draft.topic(term, line, place)
            continue
        told = read_told(line, place, draft) if place.phase is not None else []
        if place.role in ("goal", "outcomes"):
            if text.endswith((":", "：")):
                draft.skip(line, "leads in a list")
            else:
                enter_aim(text, line, place, draft)
        elif line.links:
            if place.phase is not None or place.role == "resources":
                read_works([line], place, draft, named=False)
            else:
                draft.ignore_links(line, "stands in the introduction")
        elif place.role == "projects" and place.phase is not None and len(block.lines) == 1 and is_task(text):
            draft.project(first_sentence(text), line, place)
        elif not told:
            draft.skip(line, "prose")


def _defines(text: str, topic: Topic) -> bool:
    """Does a sentence below a topic begin with its name and go on to say what it is?"""
    rest = plain(text).removeprefix(plain(topic.name))
    return len(rest) < len(text) and len(rest) >= 8 and not rest[0].isdigit() and is_name(text[: len(topic.name)])


def _parted(line: Line) -> list[Line]:
    """Part a line where a labelled sentence follows another: "… is the best book. Project: predict the rent"."""
    for match in _LABELLED.finditer(line.text):
        label = words().label(match["label"])
        if label is not None and label.plain and label.role in ("projects", "needs", "outcomes", "duration"):
            return [line.slice(0, match.start("label")), line.slice(match.start("label"))]
    return [line]
