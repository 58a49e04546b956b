"""Read an item or a section as something to do: its name, its details, the tools and methods that it names."""

from __future__ import annotations

import re

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Phase, Project

from .draft import Draft, Place
from .names import brackets, head_and_rest, is_name, names_in, one, products, same_thing
from .outline import Block, Line
from .sections import Section
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


def read_told_task(section: Section, place: Place, draft: Draft) -> bool:
    """Read a project that a paragraph describes: "Final project" and a few sentences; False if none does."""
    for block in section.body:
        if block.kind == "paragraph" and block.lines and block.text:
            text = bare(block.text)
            first = re.split(r"[。！!]|\.\s", text)[0].strip(" 。.")
            project = draft.project(first, block.lines[0], place, text if text != first else None)
            project.aliases.append(bare(section.name))
            for line in block.lines:
                draft.understood.add(line.number)
                if line.links:
                    read_works([line], place.but(role="resources"), draft, named=False)
            return True
    return False


def read_task_section(section: Section, place: Place, draft: Draft) -> Place | None:
    """Read a heading among projects as one of them with its description; else return the place of the group below it."""
    heading = section.heading or Line(section.line)
    lists = [b for b in section.body if b.kind == "list"]
    phase = _phase_named(section.name, draft)
    described = (
        section.ordinal is not None or not lists or any(b.kind == "paragraph" and not b.text.endswith((":", "：")) for b in section.body)
    )
    folded = plain(simplified(bare(section.name)))
    grouped = words().ends(folded, [w for w, r in words().cores.items() if r == "projects"])
    if described and not grouped:
        project = draft.project(bare(section.name), heading, place)
        notes = []
        for block in section.body:
            for inner in block.walk():
                for line in inner.lines:
                    notes.append(bare(line.text))
                    if line.links:
                        read_works([line], place.but(role="resources"), draft, named=False)
                    draft.understood.add(line.number)
        project.note = " ".join(n for n in notes if n)[:600] or None
        return None
    draft.skip(heading, "a group of projects")
    return place.but(phase=phase or place.phase, role="projects")


def _phase_named(text: str, draft: Draft) -> Phase | None:
    """Return the stage whose name a group of projects shares ("基础阶段项目" belongs to 阶段1：基础技能)."""
    w = words()
    folded = plain(simplified(bare(text)))
    core = re.sub(
        "|".join(re.escape(x) for x in sorted(w.cores, key=len, reverse=True) if w.cores[x] in ("projects", "stages")), "", folded
    ).strip(" 的-:：")
    core = w.level_word.sub("", core).strip()
    if not core:
        return None
    tops = [p for p in draft.roadmap.phases if p.parent is None]
    concept = Lexicon.load().find(core)
    others = [plain(simplified(form)) for form in concept.forms] if concept else []
    for forms in ([core], others):  # "LLM 项目" belongs to 阶段3：大语言模型
        for phase in tops:
            if any(form in plain(simplified(phase.name)) for form in forms):
                return phase
    return None
