"""Join an overview that stands above the stages to the stages whose goals it says."""

from __future__ import annotations

import re

from roadloom.graph.model import Text

from .bodies import read_blocks
from .draft import Draft, Place
from .names import is_name, terms
from .outline import Block
from .words import bare, plain, simplified


def join_overview(block: Block, place: Place, draft: Draft) -> None:
    """Give the goals of an overview ("入门篇：" with nested lines) to the stages of those names."""
    by_name = {plain(simplified(n)): p for p in draft.roadmap.phases for n in (p.name, *p.aliases)}
    matched = [by_name.get(plain(simplified(bare(i.lines[0].text)))) for i in block.children]
    if not any(matched):
        read_blocks([block], place, draft)
        return
    for item, phase in zip(block.children, matched, strict=True):
        if phase is None:
            continue
        phase.also.append(Text(item.lines[0].text.strip(), item.lines[0].number))
        draft.skip(item.lines[0], "an overview")
        for child in item.children:
            for inner in child.children:
                if inner.lines:
                    line = inner.lines[0]
                    text = bare(line.text)
                    phase.goal.append(Text(text, line.number))
                    draft.understood.add(line.number)
                    for term in terms(text.rstrip("。.")):
                        subject = next(
                            (t for t in draft.roadmap.topics if t.subject and len(term.name) > 2 and t.name.endswith(term.name)), None
                        )
                        if subject is not None and subject.name != term.name:
                            subject.aliases.append(term.name)  # "训练微调" in the overview is what the stage 大模型训练微调 is about
                        elif is_name(term.name) and (
                            term.parts or "、" in text or re.search(r"[A-Za-z]", term.name) or "的" not in term.name
                        ):
                            draft.topic(term, line, Place(phase=phase))


def summarizes(block: Block) -> bool:
    """Is a list an overview: nothing but names with something nested below each?"""
    nested = [i for i in block.children if i.children and i.lines and i.lines[0].text.strip().endswith((":", "："))]
    return len(nested) == len(block.children) > 1
