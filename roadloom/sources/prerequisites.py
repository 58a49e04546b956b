"""Read graphs of prerequisites: exercises that teach some concepts and require others (Exercism's config.json), and nodes with arrows.

The format of the former: https://exercism.org/docs/building/tracks/config-json.
"""

from __future__ import annotations

from typing import Any

from roadloom.graph.model import Project, Roadmap, Source, Statement, Topic

from .located import Located, Where
from .trees import name_and_aliases

_Data = dict[str, Any]
_GONE = ("deprecated", "archived", "wip")
_TEACHES = ("concepts", "teaches", "practices")
_NAMES = ("name", "label", "title", "text")
_ENDS = (("source", "target"), ("from", "to"), ("before", "after"))


def is_track(data: Any) -> bool:
    """Tell whether some data lists exercises with the concepts that they teach and require."""
    exercises = data.get("exercises") if isinstance(data, dict) else None
    listed = exercises.get("concept") if isinstance(exercises, dict) else None
    return isinstance(listed, list) and any(isinstance(e, dict) and "prerequisites" in e for e in listed)


def is_drawing(data: Any) -> bool:
    """Tell whether some data holds named nodes and the arrows between them."""
    if not isinstance(data, dict) or not isinstance(data.get("nodes"), list):
        return False
    nodes = [node for node in data["nodes"] if isinstance(node, dict)]
    return any(_name(node) for node in nodes) and any(_arrows(data))


def read_track(located: Located, source: Source, lines: list[str]) -> Roadmap:
    """Return the roadmap of a track: its concepts in the order in which they are taught, its exercises as projects."""
    data, graph = located.data, _Graph(located, source, lines)
    concepts = [c for c in _list(data, "concepts") if isinstance(c, dict) and isinstance(c.get("slug"), str)]
    names: dict[str, str] = {c["slug"]: _name(c) or c["slug"] for c in concepts}
    title = next((data[key] for key in ("title", "language", "name") if isinstance(data.get(key), str)), source.title)
    graph.roadmap.title = title
    later: list[tuple[_Data, Where]] = []
    for kind in ("concept", "practice"):
        for n, exercise in enumerate(_list(data["exercises"], kind)):
            where: Where = ("exercises", kind, n)
            if not isinstance(exercise, dict) or exercise.get("status") in _GONE:
                continue
            taught = _texts(exercise, _TEACHES)
            for slug in taught if kind == "concept" else ():
                graph.topic(slug, names.get(slug, slug), where)
            later.append((exercise, where))
    for exercise, where in later:
        graph.exercise(exercise, where, names, teaches=where[1] == "concept")
    return graph.roadmap


def read_drawing(located: Located, source: Source, lines: list[str]) -> Roadmap:
    """Return the roadmap of nodes and arrows: an arrow means that its start comes before its end."""
    data, graph = located.data, _Graph(located, source, lines)
    title = next((data[key] for key in ("title", "name", "label") if isinstance(data.get(key), str)), None)
    graph.roadmap.title = title or source.title
    for n, node in enumerate(data["nodes"]):
        name = _name(node) if isinstance(node, dict) else None
        if name:
            graph.topic(str(node.get("id", name)), name, ("nodes", n))
    for before, after, where in _arrows(data):
        graph.statement(before, after, where)
    return graph.roadmap


class _Graph:
    """A roadmap that is put together from topics with ids."""

    def __init__(self, located: Located, source: Source, lines: list[str]) -> None:
        self.located, self.lines = located, lines
        self.topics: dict[str, Topic] = {}
        self.roadmap = Roadmap(source.title, source, 1, language=source.language)

    def topic(self, key: str, name: str, where: Where) -> Topic:
        if key not in self.topics:
            line, text = self.place(where)
            short, aliases = name_and_aliases(name)
            self.topics[key] = Topic(short, line, text, aliases)
            self.roadmap.topics.append(self.topics[key])
        return self.topics[key]

    def statement(self, before: str, after: str, where: Where) -> None:
        one, other = self.topics.get(before), self.topics.get(after)
        if one is not None and other is not None and one is not other:
            line, text = self.place(where)
            self.roadmap.statements.append(Statement(one, other, "stated", line, text))

    def exercise(self, exercise: _Data, where: Where, names: dict[str, str], *, teaches: bool) -> None:
        """Enter an exercise: what it requires comes before what it teaches, and it practises what it teaches."""
        taught, required = _texts(exercise, _TEACHES), _texts(exercise, ("prerequisites",))
        for n, slug in enumerate(required):
            at: Where = (*where, "prerequisites", n)
            self.topic(slug, names.get(slug, slug), at)
            for after in taught if teaches else ():
                self.statement(slug, after, at)
        if name := _name(exercise):
            line, text = self.place(where)
            practised = [self.topic(slug, names.get(slug, slug), where) for slug in taught or required]
            self.roadmap.projects.append(Project(name, line, text, topics=practised))

    def place(self, where: Where) -> tuple[int, str]:
        line = self.located.line(where)
        return line, self.lines[line - 1].strip()[:200] if line <= len(self.lines) else ""


def _name(data: _Data) -> str | None:
    inner = data.get("data")
    for holder in (data, inner if isinstance(inner, dict) else {}):
        for key in _NAMES:
            if isinstance(holder.get(key), str) and holder[key].strip():
                return " ".join(holder[key].split())
    return None


def _list(data: _Data, key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def _texts(data: _Data, keys: tuple[str, ...]) -> list[str]:
    return [v for key in keys for v in _list(data, key) if isinstance(v, str) and v.strip()]


def _arrows(data: _Data) -> list[tuple[str, str, Where]]:
    out: list[tuple[str, str, Where]] = []
    for key in ("edges", "links"):
        for n, edge in enumerate(_list(data, key)):
            for start, end in _ENDS:
                if isinstance(edge, dict) and isinstance(edge.get(start), str | int) and isinstance(edge.get(end), str | int):
                    out.append((str(edge[start]), str(edge[end]), (key, n)))
                    break
    return out
