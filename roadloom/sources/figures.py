"""Read what is drawn inside code fences: trees, arrows, boxes, schedules, mermaid. Program code says nothing."""

from __future__ import annotations

import re

from . import durations
from .draft import Draft, Place
from .headings import bracket_of, numbers_a_stage, ordinal_of
from .layout import BRANCH
from .names import is_name
from .outline import DEEPEST, LONGEST, Block, Line, Span
from .words import bare, plain

_ARROW_LINE = re.compile(r"^(?=.*[↓⬇▼vV|│])[\s│|↓⬇▼vV]{1,200}$")
_FILE = re.compile(
    r"^[\w./-]+\.(?:py|md|js|ts|json|ya?ml|txt|png|jpg|ipynb|html|css|sh|toml|cfg|csv|pdf|c|cpp|h|rs|go|java)\b|^[\w.-]+/(?:\s|$)"
)
_PROSE = ("", "text", "txt", "plain", "plaintext", "markdown", "md", "indented", "ascii", "tree", "none", "diagram")
_BOX = re.compile(r"[┌┐┘╔╗╝]|^\s*\+[-=]{3,}\+")


def read_code(block: Block, place: Place, draft: Draft) -> None:
    """Read a fence if it draws or lists something; templates and programs are passed over."""
    lines = [Line(line.number, [Span(line.text[:LONGEST])]) for line in block.lines]
    info = block.info.split()[0].casefold() if block.info else ""
    if info == "mermaid":
        from .mermaid import read_mermaid

        read_mermaid(lines, place, draft)
        return
    if place.role in ("advice", "contents") or not lines:
        _pass(lines, draft, "code")
    elif info == "indented":
        _indented(lines, place, draft)
    elif info not in _PROSE:
        _pass(lines, draft, "code")
    elif any(_BOX.search(line.text) for line in lines):
        _boxes(lines, place, draft)
    elif any(BRANCH.match(line.text) for line in lines):
        _tree(lines, place, draft)
    elif any(_ARROW_LINE.match(line.text) for line in lines if line.text.strip()):
        _chain(lines, place, draft)
    elif _schedule(lines):
        _tree(lines, place, draft)
    elif info in ("markdown", "md") or _template(lines):
        _pass(lines, draft, "a template")
    else:
        _listing(lines, place, draft)


def _pass(lines: list[Line], draft: Draft, why: str) -> None:
    for line in lines:
        draft.skip(line, why)


def _template(lines: list[Line]) -> bool:
    """Is a fence a form to fill in: placeholders, labels with nothing behind?"""
    filled = [x.text.strip() for x in lines if x.text.strip()]
    empty = sum(1 for x in filled if re.search(r"[:：]\**\s*$|\[(?:YYYY|.*\.\.\.).*\]|_{3,}", x))
    return bool(filled) and empty * 2 >= len(filled)


def _indented(lines: list[Line], place: Place, draft: Draft) -> None:
    """Read text that four blanks made code: pasted paragraphs, mostly."""
    from .bodies import read_blocks
    from .markdown import parse

    text = [line.text for line in lines]
    margin = min((len(t) - len(t.lstrip()) for t in text if t.strip()), default=0)
    if not text or any(re.search(r"[{};]\s*$|^\s*(?:import|def|class|#include|\$|pip|npm|git)\b", t) for t in text):
        _pass(lines, draft, "code")
        return
    first = lines[0].number
    padded: list[str] = []
    for line in lines:
        while len(padded) < line.number - first:
            padded.append("")
        padded.append(line.text[margin:])
    read_blocks(parse(padded, first - 1), place, draft)


def _schedule(lines: list[Line]) -> bool:
    """Do most lines begin with the number of a stage ("Week 1-2: …")?"""
    filled = [line.text for line in lines if line.text.strip()]
    numbered = [t for t in filled if numbers_a_stage(t)]
    return len(numbered) >= 2 and len(numbered) * 2 >= len(filled)


def _depth(line: Line) -> int | None:
    match = BRANCH.match(line.text)
    return len(match["stem"].replace("│", "|").expandtabs(4)) if match else None


def _tree(lines: list[Line], place: Place, draft: Draft) -> None:
    """Read a tree: lines without a branch are stages or heads, branches hang below what stands above them."""
    from .bodies import read_blocks

    if sum(1 for x in lines if _FILE.match(_words(x))) * 2 >= sum(1 for x in lines if x.text.strip()):
        _pass(lines, draft, "a folder's contents")
        return
    root = Block("list", lines[0].number)
    stack: list[tuple[int, Block]] = [(-2, root)]
    for line in lines:
        words_ = _words(line)
        if not words_ or not any(c.isalnum() for c in words_) or re.match(r"^#+\s", words_) and not root.children:
            continue
        depth = _depth(line)
        level = depth if depth is not None else -1
        start = line.text.find(words_)
        item = Block("item", line.number, line.number, lines=[line.slice(start)])
        while stack[-1][0] >= level:
            stack.pop()
        parent = stack[min(len(stack), DEEPEST) - 1][1]
        if parent.kind == "item":
            if not parent.children:
                parent.children.append(Block("list", line.number))
            parent.children[0].children.append(item)
        else:
            parent.children.append(item)
        stack.append((level, item))
    if place.role == "overview" and _seen_elsewhere(root, draft):
        for block in root.walk():
            for line in block.lines:
                ordinal, _ = ordinal_of(line.text)
                if ordinal is not None and (lasts := durations.parse(line.text)) is not None:
                    draft.lasting.setdefault(plain(ordinal.text), lasts)
                draft.skip(line, "an overview of what follows")
        return
    read_blocks([root], place.but(role=None if place.role in ("overview", "stages", "path") else place.role), draft)


def _words(line: Line) -> str:
    match = BRANCH.match(line.text)
    return bare(line.text[match.end() :] if match else line.text)


def _seen_elsewhere(root: Block, draft: Draft) -> bool:
    """Are the stages of an overview the ones that the document spells out below?"""
    return bool(draft.roadmap.phases) or any(True for b in root.children if ordinal_of(b.text)[0])


def _chain(lines: list[Line], place: Place, draft: Draft) -> None:
    """Read steps below each other with arrows between."""
    from .arrows import read_arrows

    steps: list[tuple[Line, Place]] = []
    for line in lines:
        text = bare(line.text)
        if not text or _ARROW_LINE.match(line.text) or not any(c.isalnum() for c in text):
            continue
        ordinal, _ = ordinal_of(text)
        if ordinal is not None and (lasts := durations.parse(text)) is not None:
            draft.lasting.setdefault(plain(ordinal.text), lasts)
        clean = bracket_of(re.sub(r"\s+[-–]\s+.*$", "", text))[0]
        name = ordinal_of(clean)[1] or clean
        if not is_name(name):
            return _pass(lines, draft, "a drawing")
        start = line.text.find(clean)
        steps.append((line.slice(max(start, 0), max(start, 0) + len(clean)), place))
        draft.understood.add(line.number)
    if len(steps) > 1:
        draft.routes.append((place.phase.name if place.phase else draft.roadmap.title, lines[0].number, steps, True))
    elif steps:
        read_arrows(steps[0][0], place, draft)
    return None


def _boxes(lines: list[Line], place: Place, draft: Draft) -> None:
    """Read boxes below each other as stages, unless headings name the stages, and boxes joined by arrows on one line as a chain."""
    from .bodies import read_blocks
    from .boxes import stages_in

    for phase, body in [] if draft.staged else stages_in(lines, place, draft):
        read_blocks([body], place.but(phase=phase, role=None, topic=None, level=0), draft)
    for line in lines:
        cells = [bare(c) for c in re.split(r"[│|┃]|-+>|→|─+>|⇒", line.text) if bare(c)]
        arrows = len(re.findall(r"->|→|─>|▶|⇒", line.text))
        if arrows and len(cells) == arrows + 1 and all(is_name(c) for c in cells):
            steps, at = [], 0
            for cell in cells:
                begin = line.text.index(cell, at)
                steps.append((line.slice(begin, begin + len(cell)), place))
                at = begin + len(cell)
            draft.routes.append((draft.roadmap.title, line.number, steps, True))
            draft.understood.add(line.number)
        else:
            draft.skip(line, "a drawing")


def _listing(lines: list[Line], place: Place, draft: Draft) -> None:
    """Read plain text inside a fence as the lists and lines that it is, when it is short lines of names."""
    from .arrows import read_arrows
    from .bodies import read_blocks
    from .layout import tidy
    from .markdown import parse

    filled = [line for line in lines if line.text.strip()]
    if any(re.search(r"[{}<>;=]\s*$|^\s*(?:\$|>>>|import |def |print\()|\w\(.*\)\s*$", x.text) for x in filled):
        return _pass(lines, draft, "code")
    for line in filled:
        if re.search(r"→|-{1,2}>|=>", line.text):
            read_arrows(line, place, draft)
    listed = [x for x in filled if re.match(r"^\s*(?:[-*+•]|\d+[.)])\s", x.text)]
    if len(listed) * 2 < len(filled) or place.phase is None:
        return _pass([x for x in lines if x.number not in draft.understood], draft, "a drawing")
    first = lines[0].number
    padded: list[str] = []
    for line in lines:
        while len(padded) < line.number - first:
            padded.append("")
        padded.append(line.text)
    read_blocks(parse(tidy("\n".join(padded)), first - 1), place, draft)
    return None
