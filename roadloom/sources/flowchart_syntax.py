"""Parse mermaid flowcharts: nodes of any shape, arrows, subgraphs, addresses; nothing of what they mean.

The syntax is that of https://mermaid.js.org/syntax/flowchart.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .outline import Line
from .words import bare

_ID = re.compile(r"\w+(?:[.-]\w+)*")
_EDGE_ID = re.compile(r"\w+@(?=[<~=.-])")
_PLAIN = re.compile(
    r"(?P<both><)?(?:-{2,}(?P<a>[>ox](?!\w))|-{3,}|={2,}(?P<b>[>ox](?!\w))|={3,}|-\.+-(?P<c>[>ox](?!\w))?|~{3,}|-{2,}(?P<d>>)|={2,}(?P<e>>)|-\.+-(?P<f>>))"
)
_WORDED = re.compile(r"(?P<both><)?(?:--|==|-\.)\s*(?P<label>\"[^\"]*\"|[^\s|>=.-][^|>]*?)\s*(?:-{2,}|={2,}|\.+-)(?P<a>[>ox])?")
_LABEL = re.compile(r"\s*\|(?P<label>[^|]*)\|")
_STYLE = re.compile(r":::[\w-]+")
_FIELDS = re.compile(r"@\{(?P<fields>[^{}]*)\}")
_FIELD = re.compile(r"(?P<key>shape|label)\s*:\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^,\s}]+))")
_SHAPES = {
    "(((": [")))"], "([": ["])"], "[[": ["]]"], "[(": [")]"], "((": ["))"], "{{": ["}}"], "[/": ["/]", "\\]"], "[\\": ["\\]", "/]"],
    "[": ["]"], "(": [")"], "{": ["}"], ">": ["]"],
}  # fmt: skip
_LOOKS = re.compile(r"(?:style|classDef|class|linkStyle|direction|accTitle|accDescr)\b")
_CLICK = re.compile(r"click\s+(?P<id>[\w.-]+)\s+(?:href\s+)?\"(?P<url>[^\"]+)\"(?:\s+\"(?P<title>[^\"]*)\")?")
_GROUP = re.compile(r"subgraph\s+(?:(?P<id>[\w.-]+)\s*(?P<shape>[\[(].*)$|(?P<title>.+))")
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+")
_ENTITY = re.compile(r"#(?P<name>\w+);")
_ENTITIES = {"quot": '"', "amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "semi": ";"}
_BREAK = re.compile(r"\s*(?:<br\s*/?>|\\n)\s*", re.IGNORECASE)
_LISTS = re.compile(r"[,，、&/•]|\s\+\s|\band\b")


@dataclass(slots=True)
class Node:
    """A node as it is drawn."""

    text: str
    line: Line
    rhombus: bool = False
    group: str | None = None
    url: tuple[str, Line] | None = None


@dataclass(slots=True)
class Group:
    """A subgraph: its title, and the subgraph around it."""

    text: str
    line: Line
    parent: str | None = None


@dataclass(slots=True)
class Arrow:
    """A line between two nodes or subgraphs; `directed` where it ends in one head."""

    before: str
    after: str
    line: Line
    label: str = ""
    directed: bool = True


@dataclass(slots=True)
class Chart:
    """A flowchart, by the names that it gives its nodes and subgraphs."""

    nodes: dict[str, Node] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    looks: list[Line] = field(default_factory=list)  # lines that only say how it looks
    strange: list[Line] = field(default_factory=list)  # lines that are no flowchart


def parse_flowchart(lines: list[Line]) -> Chart:
    """Parse the lines of a flowchart without its first one."""
    chart = Chart()
    inside: list[str] = []
    for line in lines:
        for statement in _statements(line.text):
            if statement.startswith("%%") or _LOOKS.match(statement):
                chart.looks.append(line)
            elif statement == "end":
                chart.looks.append(line)
                del inside[-1:]
            elif match := _GROUP.match(statement):
                title = _shown(match["shape"] or match["title"])
                key = match["id"] or (match["title"] or "").strip()
                chart.groups[key] = Group(title or key, line, inside[-1] if inside else None)
                inside.append(key)
            elif match := _CLICK.match(statement):
                if match["id"] in chart.nodes:
                    chart.nodes[match["id"]].url = (match["url"], line)
            elif statement.startswith("click"):
                chart.looks.append(line)
            elif not _chain(statement, line, inside[-1] if inside else None, chart):
                chart.strange.append(line)
    for key in chart.groups:  # an arrow may lead to a subgraph
        chart.nodes.pop(key, None)
    return chart


def label_of(text: str) -> str:
    """Return what a node reads: a second line that lists something tells what belongs to the first.

    >>> label_of('"dbt<br/>models, tests"'), label_of("Ownership<br>& borrowing"), label_of("`**Go**`")
    ('dbt: models, tests', 'Ownership & borrowing', 'Go')
    """
    text = text.strip().strip('"').strip("`")
    text = _ENTITY.sub(lambda m: _ENTITIES.get(m["name"], chr(int(m["name"])) if m["name"].isdecimal() else " "), _ICON.sub(" ", text))
    first, *rest = [re.sub(r"<[^<>]*>", "", part) for part in _BREAK.split(text)]
    if rest and _LISTS.search(" ".join(rest)) and not _LISTS.match(rest[0]) and not _LISTS.search(first[-1:]):
        return bare(first).rstrip(":：") + ": " + ", ".join(p for part in rest if (p := bare(part)))
    return bare(" ".join([first, *rest]))


def _shown(text: str) -> str:
    """Return the text between the signs of a shape."""
    text = text.strip()
    for opening, closings in _SHAPES.items():
        if text.startswith(opening):
            end = max((text.rfind(c) for c in closings), default=-1)
            return label_of(text[len(opening) : end if end > 0 else None])
    return label_of(text)


def _statements(text: str) -> list[str]:
    """Split a line at semicolons that stand outside quotes and shapes."""
    out, depth, quoted, at = [], 0, False, 0
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif not quoted and c in "[({":
            depth += 1
        elif not quoted and c in "])}":
            depth -= 1
        elif c == ";" and not quoted and depth <= 0:
            out.append(text[at:i].strip())
            at = i + 1
    return [s for s in (*out, text[at:].strip()) if s]


def _chain(text: str, line: Line, group: str | None, chart: Chart) -> bool:
    """Read nodes joined by arrows, several at once by `&`; False where something else stands there."""
    at = 0
    before: list[str] = []
    label, directed = "", True
    while True:
        nodes: list[str] = []
        while True:
            found = _node(text, at, line, group, chart)
            if found is None:
                return False
            key, at = found
            nodes.append(key)
            more = re.compile(r"\s*&\s*").match(text, at)
            if more is None:
                break
            at = more.end()
        chart.arrows.extend(Arrow(a, b, line, label, directed) for a in before for b in nodes)
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return True
        if edge := _EDGE_ID.match(text, at):
            at = edge.end()
        link = _PLAIN.match(text, at) or _WORDED.match(text, at)
        if link is None:
            return False
        heads = link.groupdict()
        label = heads.pop("label", None) or ""
        directed = heads.pop("both") is None and ">" in heads.values()
        at = link.end()
        if said := _LABEL.match(text, at):
            label, at = said["label"], said.end()
        label = label_of(label)
        while at < len(text) and text[at].isspace():
            at += 1
        before = nodes


def _node(text: str, at: int, line: Line, group: str | None, chart: Chart) -> tuple[str, int] | None:
    """Read one node; return its name and where it ends."""
    match = _ID.match(text, at)
    if match is None:
        return None
    key, at = match[0], match.end()
    shown: str | None = None
    rhombus = False
    if fields := _FIELDS.match(text, at):
        at = fields.end()
        given = {f["key"]: f["quoted"] or f["bare"] for f in _FIELD.finditer(fields["fields"])}
        shown, rhombus = given.get("label"), given.get("shape") in ("diam", "decision", "diamond")
    else:
        for opening, closings in _SHAPES.items():
            if text.startswith(opening, at):
                start = at + len(opening)
                if text.startswith('"', start) and (quote := text.find('"', start + 1)) > 0:
                    ends = [(e, c) for c in closings if (e := text.find(c, quote)) >= 0]
                else:
                    ends = [(e, c) for c in closings if (e := text.find(c, start)) >= 0]
                if ends:
                    end, closing = min(ends)
                    shown, rhombus, at = text[start:end], opening == "{", end + len(closing)
                break
    if style := _STYLE.match(text, at):
        at = style.end()
    node = chart.nodes.setdefault(key, Node(key, line))
    if shown is not None:
        node.text, node.line, node.rhombus = label_of(shown), line, rhombus
    node.group = node.group or group
    return key, at
