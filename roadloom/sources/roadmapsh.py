"""Read the roadmaps of roadmap.sh: boxes and lines drawn with its editor, with a text for each box in `content/` beside the file.

A box of type `topic` is a stage of the way; boxes joined to it by dashed lines are its topics, solid lines from stage to stage say what
comes first. Lines may end in drawn strokes (`vertical`, `horizontal`) or in a `section` that frames several boxes; boxes that touch belong
together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin, Phase, Resource, Roadmap, Source, Statement, Text, Topic

from .located import Located
from .names import is_name
from .trees import name_and_aliases
from .words import words

_BOXES = ("topic", "subtopic")
_STROKES = ("vertical", "horizontal")
_LINKS = ("button", "linksgroup", "resourceButton")
_NOTHING = ("title", "paragraph", "label", "legend", "todo", "checklist", "checklist-item", *_STROKES, *_LINKS, "section")
_KINDS = {
    "official": "docs",
    "article": "article",
    "video": "video",
    "course": "course",
    "book": "book",
    "opensource": "repo",
    "podcast": None,
    "website": None,
    "roadmap": None,
    "feed": None,
}
BOXES = 3_000
"""Boxes of a drawing; the largest real one has some four hundred, and every box is compared with every other."""

_NEAR = 16.0  # pixels between things that touch
_CONTENT = re.compile(r"(?:.*@)?(?P<id>[\w-]{6,})\.md", re.ASCII)
_ITEM = re.compile(r"^\s*[-*]\s+\[@(?P<kind>\w+)@(?P<title>.*?)\]\((?P<url>[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")


@dataclass(slots=True, eq=False)
class _Box:
    """A node of the drawing."""

    id: str
    kind: str
    label: str
    line: int
    data: dict[str, Any]
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    near: list[_Box] = field(default_factory=list)  # what a line without a direction of its own joins it to

    def touches(self, other: _Box) -> bool:
        across = self.x - _NEAR <= other.x + other.width and other.x <= self.x + self.width + _NEAR
        return across and self.y - _NEAR <= other.y + other.height and other.y <= self.y + self.height + _NEAR

    def holds(self, other: _Box) -> bool:
        """Does the middle of another box lie in this one?"""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


def is_drawing(data: Any) -> bool:
    """Tell whether some data is a drawing of roadmap.sh."""
    nodes = data.get("nodes") if isinstance(data, dict) else None
    return isinstance(nodes, list) and any(
        isinstance(n, dict) and n.get("type") in _BOXES and isinstance(n.get("data"), dict) for n in nodes
    )


def is_content(path: Path) -> bool:
    """Tell whether a file is the text of a box: it is read with its drawing, not as a document of its own."""
    return (
        path.parent.name == "content"
        and _CONTENT.fullmatch(path.name) is not None
        and "@" in path.name
        and any(path.parent.parent.glob("*.json"))
    )


def contents(path: Path) -> dict[str, Path]:
    """Return the texts beside a drawing by the ids of their boxes."""
    folder = path.parent / "content"
    files = sorted(folder.glob("*@*.md")) if folder.is_dir() else []
    return {match["id"]: file for file in files if (match := _CONTENT.fullmatch(file.name))}


def read(located: Located, source: Source, lines: list[str], text_of: Callable[[str], str | None]) -> tuple[Roadmap, list[Finding]]:
    """Return the roadmap of a drawing; `text_of` gives the text of a box by its id.

    Entries stand at the line of their box, because the texts are no documents of their own.

    Raises
    ------
    InputError
        for a drawing of more than `BOXES` boxes.
    """
    if len(located.data["nodes"]) > BOXES:
        raise InputError(f"draws more than {BOXES:,} boxes.", path=source.path, remedy="Split the drawing.")
    drawing = _Drawing(located, source, lines)
    drawing.build(text_of)
    return drawing.roadmap, drawing.findings


class _Drawing:
    """Tells from the boxes and lines what belongs to what."""

    def __init__(self, located: Located, source: Source, lines: list[str]) -> None:
        self.findings: list[Finding] = []
        self._source, self._lines = source, lines
        self._boxes = [box for n, node in enumerate(located.data["nodes"]) if (box := _box(node, located.line(("nodes", n)))) is not None]
        self._by_id = {box.id: box for box in self._boxes}
        edges = located.data.get("edges")
        self._edges = [
            (*ends, located.line(("edges", n)))
            for n, edge in enumerate(edges if isinstance(edges, list) else [])
            if (ends := self._ends(edge))
        ]
        self.roadmap = Roadmap(source.title, source, 1, language=source.language)
        self._phases: dict[str, Phase] = {}
        self._topics: dict[str, Topic] = {}

    def _ends(self, edge: Any) -> tuple[_Box, _Box, bool] | None:
        """Return the boxes that a line joins, and whether it is solid; None for a line into nothing."""
        if not isinstance(edge, dict):
            return None
        start, end = self._by_id.get(str(edge.get("source"))), self._by_id.get(str(edge.get("target")))
        if start is None or end is None or start is end:
            return None
        style = edge.get("data") if isinstance(edge.get("data"), dict) else {}
        look = edge.get("style") if isinstance(edge.get("style"), dict) else {}
        dash = str((look or {}).get("strokeDasharray", "0")).strip()
        solid = (style or {}).get("edgeStyle") == "solid" if (style or {}).get("edgeStyle") else dash in ("0", "", "none", "None")
        return start, end, solid

    def build(self, text_of: Callable[[str], str | None]) -> None:
        title = next((box for box in self._boxes if box.kind == "title" and box.label), None)
        if title is not None:
            self.roadmap.title, self.roadmap.line, self.roadmap.text = title.label, title.line, self._text(title.line)
        stages = self._stages()
        for stage in stages:
            self._stage(stage)
        owners = self._owners(stages)
        leaves = [box for box in self._boxes if box.kind in _BOXES and box.id not in self._phases and box.label]
        for box in sorted(leaves, key=_reading_order):
            self._leaf(box, owners.get(box.id))
        self._order()
        for box in sorted(self._boxes, key=_reading_order):
            if box.id in self._topics and (text := text_of(box.id)):
                self._content(box, text)
        self._report()

    # -- what belongs to what

    def _stages(self) -> list[_Box]:
        """Return the boxes that are stages, what comes first first, the upper before the lower."""
        stages = sorted((box for box in self._boxes if box.kind == "topic" and box.label), key=_reading_order)
        before: Counter[str] = Counter()
        after: dict[str, list[str]] = {}
        for start, end, solid, _ in self._edges:
            if solid and start.kind == end.kind == "topic":
                before[end.id] += 1
                after.setdefault(start.id, []).append(end.id)
        out, left = [], stages
        while left:
            # In a ring of lines the uppermost box is taken for the first.
            box = next((b for b in left if before[b.id] <= 0), left[0])
            out.append(box)
            left = [b for b in left if b is not box]
            before.subtract(after.get(box.id, []))
        return out

    def _owners(self, stages: list[_Box]) -> dict[str, _Box]:
        """Return the stage (or the topic above) that each box hangs on: by lines, by the frame around it, by the box that it touches."""
        joined = [(start, end) for start, end, _, _ in self._edges if not start.kind == end.kind == "topic"]
        frames = [box for box in self._boxes if box.kind == "section"]
        strokes = [box for box in self._boxes if box.kind in _STROKES]
        solid = [box for box in self._boxes if box.kind in _BOXES and box.label]
        for stroke in strokes:
            ends = [box for box in (*solid, *frames) if stroke.touches(box)]
            joined += list(pairwise(ends))
        neighbours: list[tuple[_Box, _Box]] = []
        for frame in frames:
            neighbours += [(frame, box) for box in solid if box.kind == "subtopic" and frame.holds(box)]
        leaves = [box for box in solid if box.kind == "subtopic"]
        neighbours += [(one, other) for i, one in enumerate(leaves) for other in leaves[i + 1 :] if one.touches(other)]
        owners: dict[str, _Box] = {stage.id: stage for stage in stages}
        for links in (joined, [*joined, *neighbours]):
            _spread(owners, links)
        return owners

    # -- entries

    def _stage(self, box: _Box) -> None:
        name, aliases = name_and_aliases(box.label)
        phase = Phase(box.label, box.line, self._text(box.line), ordered=False)
        self.roadmap.phases.append(phase)
        self._phases[box.id] = phase
        if is_name(name) and words().label(name) is None:
            self._topics[box.id] = Topic(name, box.line, self._text(box.line), aliases, phase, subject=True)
            self.roadmap.topics.append(self._topics[box.id])

    def _leaf(self, box: _Box, stage: _Box | None) -> None:
        name, aliases = name_and_aliases(box.label)
        if not any(c.isalnum() for c in name):
            return
        phase = self._phases.get(stage.id) if stage else None
        whole = self._topics.get(stage.id) if stage else None
        self._topics[box.id] = Topic(name, box.line, self._text(box.line), aliases, phase, whole)
        self.roadmap.topics.append(self._topics[box.id])

    def _order(self) -> None:
        """Enter the solid lines between stages as the order of the way."""
        for start, end, solid, line in self._edges:
            if solid and start.id in self._phases and end.id in self._phases:
                self.roadmap.statements.append(
                    Statement(self._phases[start.id], self._phases[end.id], "chain", line, f"{start.label} → {end.label}")
                )

    def _content(self, box: _Box, text: str) -> None:
        """Read the text of a box: its first paragraph says what the topic is, its list what to learn it from."""
        topic = self._topics[box.id]
        paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
        prose = [p for p in paragraphs if not p.startswith(("#", "-", "*", "[", "Visit ", "Learn more"))]
        if prose:
            topic.definitions.append(Text(" ".join(prose[0].split()), box.line))
        for row in text.split("\n"):
            if match := _ITEM.match(row):
                resource = Resource(
                    match["title"].strip() or match["url"],
                    box.line,
                    row.strip(),
                    [match["url"]],
                    media=_KINDS.get(match["kind"].casefold()),
                )
                resource.phase, resource.topics = topic.phase, [topic]
                self.roadmap.resources.append(resource)

    def _report(self) -> None:
        """Say which links of the drawing lead to other drawings and people, and which of its things are not read."""
        for box in self._boxes:
            for url in _addresses(box.data) if box.kind not in _BOXES else ():
                origin = Origin(self._source.id, box.line, self._text(box.line))
                self.findings.append(
                    Finding("ignored-link", f"a link beside the way ({box.label}): {url}", choice="no resource", origins=[origin])
                )
        unknown: dict[str, list[int]] = {}
        for box in self._boxes:
            if box.kind not in _BOXES and box.kind not in _NOTHING:
                unknown.setdefault(box.kind, []).append(box.line)
        for kind, at in sorted(unknown.items()):
            origins = [Origin(self._source.id, line, self._text(line)) for line in at[:20]]
            self.findings.append(
                Finding("unknown-construct", f"boxes of the kind {kind!r} are not read", choice="ignored", origins=origins)
            )

    def _text(self, line: int) -> str:
        return self._lines[line - 1].strip()[:200] if 0 < line <= len(self._lines) else ""


def _spread(owners: dict[str, _Box], links: Iterable[tuple[_Box, _Box]]) -> None:
    """Give every box that is joined to an owned one, directly or through others, the same owner; the nearer owner wins."""
    around: dict[str, list[str]] = {}
    for start, end in links:
        around.setdefault(start.id, []).append(end.id)
        around.setdefault(end.id, []).append(start.id)
    todo = sorted(owners, key=lambda known: _reading_order(owners[known]))
    while todo:
        following: list[str] = []
        for known in todo:
            for other in around.get(known, ()):
                if other not in owners:
                    owners[other] = owners[known]
                    following.append(other)
        todo = following


def _box(node: Any, line: int) -> _Box | None:
    if not isinstance(node, dict) or not isinstance(node.get("id"), str | int):
        return None
    data = node["data"] if isinstance(node.get("data"), dict) else {}
    label = " ".join(data["label"].split()) if isinstance(data.get("label"), str) else ""
    place: dict[str, Any] = next((node[key] for key in ("positionAbsolute", "position") if isinstance(node.get(key), dict)), {})
    size = node["style"] if isinstance(node.get("style"), dict) else {}
    width, height = (_number(node.get(key, size.get(key))) for key in ("width", "height"))
    return _Box(
        str(node["id"]), str(node.get("type", "")), label, line, data, _number(place.get("x")), _number(place.get("y")), width, height
    )


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _reading_order(box: _Box) -> tuple[float, float, str]:
    return box.y, box.x, box.id


def _addresses(data: dict[str, Any]) -> list[str]:
    """Return where a button or a group of links leads."""
    holders = [data, *(link for link in data["links"] if isinstance(link, dict))] if isinstance(data.get("links"), list) else [data]
    found = [holder[key] for holder in holders for key in ("href", "url") if isinstance(holder.get(key), str) and holder[key].strip()]
    return list(dict.fromkeys(found))


def content_reader(path: Path, limit: int) -> Callable[[str], str | None]:
    """Return a function that reads the text of a box from the folder beside a drawing; None where there is none that can be read."""
    from .decoding import decode

    files = contents(path)

    def text_of(box: str) -> str | None:
        file = files.get(box)
        if file is None or file.stat().st_size > limit:
            return None
        try:
            return decode(file.read_bytes(), file.name, "")[0]
        except (OSError, InputError):
            return None

    return text_of
