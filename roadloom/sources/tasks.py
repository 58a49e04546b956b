"""Read the item of a list as something to do: its name, its details, the tools and methods that it names."""

from __future__ import annotations

import re

from roadloom.graph.model import Project

from .draft import Draft, Place
from .names import brackets, head_and_rest, is_name, names_in, one, products, same_thing
from .outline import Block, Line
from .sentences import first_sentence, is_task
from .words import bare, plain, simplified, words
from .works import read_works


def read_task(item: Block, line: Line, text: str, place: Place, draft: Draft) -> None:
    """Enter a task; what is nested in it are its details."""
    text = bare(text)
    head, rest = head_and_rest(text)
    bold = item.lines and any(s.bold for s in item.lines[0].spans) and not plain(item.lines[0].text.strip()).startswith(words().tasks)
    if rest and (bold or not is_task(head)) and is_name(head) and len(head) <= 40:
        name, note = head, rest
    else:
        name, note = first_sentence(text), None
    if not any(c.isalpha() for c in name):
        return
    if words().stories.search(simplified(text)):
        draft.skip(line, "a story")
        return
    project = draft.project(name, line, place, note)
    if note:
        project.aliases.append(f"{head}：{rest}")
    _tools_of(text, line, place, draft, project)
    if any(x.links for x in item.lines):
        read_works(item.lines, place.but(role="resources"), draft, named=False)
    details = []
    for child in item.children:
        for block in child.walk():
            for inner in block.lines:
                details.append(bare(inner.text))
                draft.understood.add(inner.number)
                if inner.links:
                    read_works([inner], place.but(role="resources"), draft, named=False)
    if details:
        project.note = " ".join(filter(None, [project.note, *details]))


def _tools_of(text: str, line: Line, place: Place, draft: Draft, project: Project) -> None:
    """Enter the tools and models that a task names, and the tasks of its bracket (文本分类、命名实体识别等)."""
    _, inside = brackets(text)
    coded = [s.text for s in line.spans if s.code and re.fullmatch(r"[A-Za-z][\w.-]{1,30}", s.text) and s.text.count("_") < 2]
    for name in dict.fromkeys([*coded, *products(text)]):
        if term := one(name):
            topic = draft.topic(term, line, place.but(topic=None))
            project.topics.append(topic)
    for match in (m for p in words().used_for for m in p.finditer(simplified(text))):
        for piece in names_in(text[match.start("what") : match.end("what")]):
            suffix = words().ends(simplified(piece), words().tasks) or ""
            term = one(piece[: len(piece) - len(suffix)])
            if term and 2 <= len(term.name) <= 10:
                if match["also"] and same_thing(term.name, match["also"]):
                    term.aliases.append(match["also"])
                project.topics.append(draft.topic(term, line, place.but(topic=None, category="task")))
    for bracket in inside:
        pieces = names_in(bracket)
        if words().starts(plain(simplified(bracket)), words().examples):
            continue
        if len(pieces) > 1 and "、" in bracket:
            for piece in pieces:
                if (term := one(piece)) and len(term.name) <= 12 and not products(piece):
                    project.topics.append(draft.topic(term, line, place.but(topic=None)))
