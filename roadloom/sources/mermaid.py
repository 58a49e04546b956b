"""Read mermaid: flowcharts, and the drawings that are lists in another dress (mindmaps, timelines, Gantt charts, journeys, boards)."""

from __future__ import annotations

import re

from .draft import Draft, Place
from .flowcharts import read_flowchart
from .headings import ordinal_of
from .outline import DEEPEST, Block, Line
from .phases import name_phase

_SHAPED = re.compile(
    r"^[\w-]*(?:\(\((?P<a>.*)\)\)|\{\{(?P<b>.*)\}\}|\)\)(?P<c>.*)\(\(|\)(?P<d>.*)\(|\[(?P<e>.*)\]|(?<=\w)\((?P<f>.*)\)|\((?P<g>.*)\))$"
)
_LOOKS = re.compile(r"(?:%%|:::?|---|title\b|dateFormat\b|axisFormat\b|tickInterval\b|excludes\b|todayMarker\b|accTitle\b|accDescr\b)")
_SECTION = re.compile(r"section\s+(?P<name>.+)$")
_TASK = re.compile(r"(?P<name>[^:]+?)\s*:(?P<rest>.*)$")
_EVENT = re.compile(r"\s*:\s+")


def read_mermaid(lines: list[Line], place: Place, draft: Draft) -> None:
    """Enter the topics of a drawing, what they are parts of, and its arrows as stated order."""
    lines = _below_front_matter([line for line in lines if line.text.strip()], draft)
    if not lines:
        return
    head, rest = lines[0], lines[1:]
    kind, _, tail = head.text.strip().partition(" ")
    kind = kind.casefold().rstrip(";")
    draft.skip(head, "how a drawing looks")
    if kind in ("graph", "flowchart", "flowchart-elk"):
        start = head.text.find(";") + 1
        read_flowchart([*([head.slice(start)] if start and tail else []), *rest], place, draft)
    elif kind in ("mindmap", "kanban"):
        _read_list(_mindmap(rest), rest, place, draft)
    elif kind in ("timeline", "gantt", "journey"):
        for name, root in _sections(kind, rest):
            phase = None if name is None or draft.staged or ordinal_of(name.text)[0] else name_phase(name.text, name, place, draft)
            if phase is None and name is not None:
                root = _under(name, root)
            _read_list(root, rest, place.but(phase=phase or place.phase), draft)
    else:
        for line in lines:
            draft.skip(line, f"a drawing ({kind})")
        draft.finding("unread-drawing", f"a mermaid drawing of the kind {kind!r}", head.number, head.text.strip()[:80], "passed over")


def _below_front_matter(lines: list[Line], draft: Draft) -> list[Line]:
    """Drop settings and remarks above the line that says what is drawn."""
    start = 0
    if lines and lines[0].text.strip() == "---":
        start = next((i + 1 for i, line in enumerate(lines[1:], 1) if line.text.strip() == "---"), len(lines))
    while start < len(lines) and lines[start].text.strip().startswith("%%"):
        start += 1
    for line in lines[:start]:
        draft.skip(line, "how a drawing looks")
    return lines[start:]


def _read_list(root: Block, lines: list[Line], place: Place, draft: Draft) -> None:
    """Read a drawing as the list that it is."""
    from .bodies import read_blocks

    read_blocks([root], place.but(role=None, level=0), draft)
    for line in lines:
        if line.number not in draft.understood:
            draft.skip(line, "how a drawing looks")


def _mindmap(lines: list[Line]) -> Block:
    """Return the branches as a nested list. The root is what the map is about: the roadmap's title, no item of its own."""
    top = Block("list", lines[0].number if lines else 0)
    stack: list[tuple[int, Block]] = []
    for line in lines:
        text = line.text.strip()
        if _LOOKS.match(text):
            continue
        indent = len(line.text) - len(line.text.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        match = _SHAPED.match(text)
        words = next((g for g in match.groups() if g), "") if match else text
        item = _item(_part(line, words) if words else line)
        if stack:
            _hang(item, stack[min(len(stack), DEEPEST) - 1][1])
        else:
            top.children.append(item)
        stack.append((indent, item))
    if len(top.children) == 1 and top.children[0].children:
        return top.children[0].children[0]
    return top


def _sections(kind: str, lines: list[Line]) -> list[tuple[Line | None, Block]]:
    """Return the sections with what stands in each as a list: periods with their events, tasks without their dates."""
    out: list[tuple[Line | None, Block]] = [(None, Block("list", lines[0].number if lines else 0))]
    for line in lines:
        text = line.text.strip()
        top = out[-1][1]
        if _LOOKS.match(text):
            continue
        if match := _SECTION.match(text):
            out.append((_part(line, match["name"]), Block("list", line.number)))
        elif kind == "timeline":
            period, *events = _EVENT.split(text)
            if period.strip(" :"):
                top.children.append(_item(_part(line, period)))
            for event in filter(None, events):
                if top.children:
                    _hang(_item(_part(line, event)), top.children[-1])
        elif (match := _TASK.match(text)) and "milestone" not in match["rest"].split(",")[0]:
            top.children.append(_item(_part(line, match["name"])))
    return [(name, root) for name, root in out if root.children]


def _under(name: Line, root: Block) -> Block:
    """Hang a list below an item."""
    item = _item(name)
    item.children.append(root)
    return Block("list", name.number, children=[item])


def _part(line: Line, words: str) -> Line:
    start = line.text.find(words)
    return line.slice(start, start + len(words))


def _item(line: Line) -> Block:
    return Block("item", line.number, line.number, lines=[line])


def _hang(item: Block, parent: Block) -> None:
    if not parent.children:
        parent.children.append(Block("list", item.line))
    parent.children[0].children.append(item)
