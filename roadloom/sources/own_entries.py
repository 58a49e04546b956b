"""Build a Roadmap from the checked data of a roadmap file.

Two passes: the first makes every phase, topic, resource and project, in the order of the file; the second follows the references,
which may point forwards. A reference is a `key` of the file, else a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from roadloom.graph.model import (
    Choice,
    Duration,
    Entry,
    Finding,
    Origin,
    Phase,
    Project,
    Resource,
    Roadmap,
    Source,
    Statement,
    SuggestedPath,
    Text,
    Topic,
)
from roadloom.graph.names import exact
from roadloom.sources.durations import parse as parse_duration
from roadloom.sources.located import Located, Mistake, Where

Data = dict[str, Any]


class RoadmapBuilder:
    """Builds one roadmap; what is wrong with its references and durations is in `mistakes` afterwards, what is odd in `findings`."""

    def __init__(self, data: Data, where: Where, source: Source, located: Located, lines: list[str]) -> None:
        self.mistakes: list[Mistake] = []
        self.findings: list[Finding] = []
        self._data, self._where, self._located, self._lines = data, where, located, lines
        line, words = self._place(data, where)
        self._roadmap = Roadmap(data["title"], source, line, words)
        self._keys: dict[str, Entry] = {}
        self._names: dict[tuple[type, str], Entry] = {}
        self._later: list[Callable[[], None]] = []  # the second pass

    def build(self) -> Roadmap:
        """Build the roadmap."""
        roadmap, data, where = self._roadmap, self._data, self._where
        roadmap.language, roadmap.author, roadmap.published = data.get("language"), data.get("author"), data.get("published")
        roadmap.settled = data.get("settled", False)
        roadmap.goal, roadmap.outcomes = self._texts(data, where, "goal"), self._texts(data, where, "outcomes")
        roadmap.weekly_hours = self._duration(data, where, "weekly_hours")
        self._contents(data, where, None)
        for follow in self._later:
            follow()
        for name, build in (("prerequisites", self._statement), ("paths", self._path), ("choices", self._choice)):
            for n, entry in enumerate(data.get(name, [])):
                build(entry, (*where, name, n))
        return roadmap

    # The first pass: what there is.

    def _contents(self, data: Data, where: Where, phase: Phase | None) -> None:
        """Make what a roadmap or a phase holds, in the order in which it is written."""
        for name in data:
            here = (*where, name)
            if name == "phases":
                for n, entry in enumerate(data[name]):
                    self._phase(entry, (*here, n), phase, ordered=not data.get("unordered", False))
            elif name == "topics":
                for n, entry in enumerate(data[name]):
                    self._topic(entry, (*here, n), phase, None)
            elif name == "resources":
                for n, entry in enumerate(data[name]):
                    self._resource(entry, (*here, n), phase, None)
            elif name == "projects":
                for n, entry in enumerate(data[name]):
                    self._project(entry, (*here, n), phase)
            elif name == "about":
                for at, topic in _listed(data[name], here):
                    self._topic({"name": topic, "subject": True}, at, phase, None)

    def _phase(self, entry: str | Data, where: Where, parent: Phase | None, *, ordered: bool) -> None:
        data: Data = {"name": entry} if isinstance(entry, str) else entry
        phase = Phase(data["name"], *self._place(data, where), parent=parent, ordered=data.get("ordered", ordered))
        phase.ordinal = str(data["ordinal"]) if "ordinal" in data else None
        phase.aliases = _strings(data.get("aliases"))
        phase.goal, phase.outcomes = self._texts(data, where, "goal"), self._texts(data, where, "outcomes")
        phase.also, phase.duration = self._texts(data, where, "also"), self._duration(data, where, "duration")
        self._enter(phase, data, where, self._roadmap.phases, phase.name, phase.ordinal or "", *phase.aliases)
        self._refer(data, where, "in", Phase, lambda found: setattr(phase, "parent", found))
        self._contents(data, where, phase)

    def _topic(self, entry: str | Data, where: Where, phase: Phase | None, parent: Topic | None) -> None:
        data: Data = {"name": entry} if isinstance(entry, str) else entry
        topic = Topic(data["name"], *self._place(data, where), phase=phase, parent=parent)
        topic.aliases, topic.names = _strings(data.get("aliases")), data.get("names", {})
        topic.subject, topic.passing = data.get("subject", False), data.get("passing", False)
        topic.category, topic.area, topic.id = data.get("category"), data.get("area"), data.get("id")
        topic.definitions, topic.questions = self._texts(data, where, "definition"), self._texts(data, where, "questions")
        topic.duration = self._duration(data, where, "hours" if "hours" in data else "duration")
        self._enter(topic, data, where, self._roadmap.topics, topic.name, *topic.aliases)
        self._refer(data, where, "in", Phase, lambda found: setattr(topic, "phase", found))
        self._refer(data, where, "part_of", Topic, lambda found: setattr(topic, "parent", found))
        self._later.append(lambda: self._needs(topic, data, where))
        for n, part in enumerate(data.get("parts", [])):
            self._topic(part, (*where, "parts", n), phase, topic)

    def _resource(self, entry: str | Data, where: Where, phase: Phase | None, whole: Resource | None) -> None:
        data: Data = _described(entry) if isinstance(entry, str) else entry
        urls = ([data["url"]] if "url" in data else []) + data.get("urls", [])
        title = data["title"] if "title" in data else next(iter(urls), "")
        resource = Resource(title, *self._place(data, where), urls=urls, phase=phase, whole=whole)
        resource.aliases, resource.authors = _strings(data.get("aliases")), _strings(data.get("authors"))
        resource.media, resource.language, resource.must = data.get("media"), data.get("language"), data.get("must", False)
        resource.note, resource.id = data.get("note"), data.get("id")
        self._enter(resource, data, where, self._roadmap.resources, resource.title, *resource.aliases)
        self._refer(data, where, "in", Phase, lambda found: setattr(resource, "phase", found))
        self._refer(data, where, "version_of", Resource, lambda found: setattr(resource, "whole", found))
        self._later.append(lambda: resource.topics.extend(self._topics_of(data, where, resource)))
        for n, version in enumerate(data.get("versions", [])):
            self._resource(version, (*where, "versions", n), phase, resource)

    def _project(self, entry: str | Data, where: Where, phase: Phase | None) -> None:
        data: Data = {"name": entry} if isinstance(entry, str) else entry
        project = Project(data["name"], *self._place(data, where), note=data.get("note"), phase=phase, id=data.get("id"))
        project.aliases = _strings(data.get("aliases"))
        self._enter(project, data, where, self._roadmap.projects, project.name, *project.aliases)
        self._refer(data, where, "in", Phase, lambda found: setattr(project, "phase", found))
        self._later.append(lambda: project.topics.extend(self._topics_of(data, where, project)))

    def _enter(self, entry: Any, data: Data, where: Where, entries: list[Any], *names: str) -> None:
        """Put an entry into its list and make it known by its key and its names; the first to have a name keeps it."""
        entries.append(entry)
        if "key" in data and self._keys.setdefault(data["key"], entry) is not entry:
            self._wrong((*where, "key"), f"the key {data['key']!r} belongs to another entry already")
        for name in names:
            self._names.setdefault((type(entry), exact(name)), entry)

    # The second pass: what points at what.

    def _refer(self, data: Data, where: Where, name: str, kind: type, found: Callable[[Any], None]) -> None:
        """Follow a reference that has to lead somewhere, once everything is known."""

        def follow() -> None:
            entry = self._find(data[name], kind)
            if entry is None:
                self._wrong((*where, name), f"there is no {kind.__name__.casefold()} {data[name]!r} here{self._near(data[name], kind)}")
            else:
                found(entry)

        if name in data:
            self._later.append(follow)

    def _needs(self, topic: Topic, data: Data, where: Where) -> None:
        for at, name in _listed(data.get("needs", []), (*where, "needs")):
            before = self._known(name, at, Topic, Phase)
            self._roadmap.statements.append(Statement(before, topic, "stated", *self._place({}, at)))

    def _topics_of(self, data: Data, where: Where, entry: Resource | Project) -> Iterable[Topic]:
        return [self._known(name, at, Topic, phase=entry.phase) for at, name in _listed(data.get("topics", []), (*where, "topics"))]

    def _statement(self, data: Data, where: Where) -> None:
        before, after = (self._known(data[end], (*where, end), Topic, Phase) for end in ("before", "after"))
        line, words = self._place(data, where)
        statement = Statement(before, after, data.get("rule", "stated"), line, data.get("because", words), data.get("not", False))
        statement.weight = float(data["weight"]) if "weight" in data else None
        statement.source, statement.relation = data.get("source"), data.get("relation")
        self._roadmap.statements.append(statement)

    def _path(self, data: Data, where: Where) -> None:
        kinds = (Topic, Phase, Resource, Project)
        steps = [
            [self._known(name, at, *kinds) for at, name in _listed(step, (*where, "steps", n))] for n, step in enumerate(data["steps"])
        ]
        line = data["line"] if "line" in data else self._located.line(where)
        self._roadmap.paths.append(SuggestedPath(data.get("name", ""), line, steps))

    def _choice(self, entry: list[str] | Data, where: Where) -> None:
        data: Data = {"of": entry} if isinstance(entry, list) else entry
        at = where if isinstance(entry, list) else (*where, "of")
        members = [self._known(name, (*at, n), Topic) for n, name in enumerate(data["of"])]
        self._roadmap.choices.append(Choice(members, *self._place(data, where)))

    def _find(self, name: str, *kinds: type) -> Any:
        """Find an entry by key, else by name, the kinds in the given order; None where there is none."""
        keyed = self._keys.get(name)
        if isinstance(keyed, kinds):
            return keyed
        return next((self._names[kind, exact(name)] for kind in kinds if (kind, exact(name)) in self._names), None)

    def _known(self, name: str, where: Where, *kinds: type, phase: Phase | None = None) -> Any:
        """Find an entry; a name that is new here becomes a topic, because a prerequisite may well be taught elsewhere."""
        found = self._find(name, *kinds)
        if found is None:
            line, words = self._place({}, where)
            found = Topic(name, line, words, phase=phase)
            near = self._near(name, *kinds)
            if near:
                message = f"{name!r} is a new topic that nothing else in this roadmap names{near}"
                self.findings.append(Finding("new-name", message, choice="kept", origins=[Origin(self._roadmap.source.id, line, words)]))
            self._enter(found, {}, where, self._roadmap.topics, name)
        return found

    def _near(self, name: str, *kinds: type) -> str:
        names = {entry_name for kind, entry_name in self._names if kind in kinds and entry_name}
        # A name that holds another one whole ("large language models", "language models") is no slip.
        others = sorted(other for other in names if other not in exact(name) and exact(name) not in other)
        near = get_close_matches(exact(name), others, n=1, cutoff=0.85)
        if not near:
            return ""
        entry = next(self._names[kind, near[0]] for kind in kinds if (kind, near[0]) in self._names)
        return f"; did you mean {entry.title if isinstance(entry, Resource) else entry.name!r}?"

    # Values.

    def _place(self, data: Data, where: Where) -> tuple[int, str]:
        """Give line and words of an entry: those that it brings along, else its own in this file."""
        if "at" in data:
            return data["at"][0], data["at"][1]
        line = self._located.line(where)
        return line, self._lines[line - 1].strip() if line <= len(self._lines) else ""

    def _texts(self, data: Data, where: Where, name: str) -> list[Text]:
        value = data.get(name, [])
        entries = enumerate(value) if isinstance(value, list) else [(None, value)]
        texts = []
        for n, entry in entries:
            at = (*where, name) if n is None else (*where, name, n)
            mapping = {"text": entry} if isinstance(entry, str) else entry
            texts.append(Text(**{"line": self._located.line(at), **mapping}))
        return texts

    def _duration(self, data: Data, where: Where, name: str) -> Duration | None:
        """Read a duration; a bare number is hours, and so is a text of digits only ("8-12")."""
        value = data.get(name)
        if value is None:
            return None
        if isinstance(value, dict):
            low = value.get("min")
            high = value.get("max", low)
            if low is not None and high is not None and low > high:
                self._wrong((*where, name), f"min {low} is more than max {high}")
            written = " - ".join(f"{end:g}" for end in dict.fromkeys((low, high)) if end is not None)
            text = value.get("text", f"{written} {value.get('unit', '')}".strip())
            return Duration(None if low is None else float(low), None if high is None else float(high), value.get("unit"), text)
        found = parse_duration(value if isinstance(value, str) and not _is_bare(value) else f"{value} hours")
        if found is None:
            self._wrong((*where, name), f"{value!r} cannot be read as a duration; write it like `2-3 months`, `30h` or 两周")
        return found

    def _wrong(self, where: Where, message: str) -> None:
        self.mistakes.append(Mistake(self._located.line(where), message))


def _strings(value: str | list[str] | None) -> list[str]:
    """Make a list of a text or a list of texts."""
    return [] if value is None else [value] if isinstance(value, str) else value


def _listed(value: str | list[str], where: Where) -> list[tuple[Where, str]]:
    """List texts with the places where they stand."""
    return [(where, value)] if isinstance(value, str) else [((*where, n), each) for n, each in enumerate(value)]


def _described(text: str) -> Data:
    """Tell the address from the title in a resource that is one text: `https://…`, `[title](https://…)` or a title."""
    link = re.fullmatch(r"\[(?P<title>[^\]]+)\]\((?P<url>https?://\S+)\)", text.strip())
    if link:
        return link.groupdict()
    return {"url": text.strip()} if re.fullmatch(r"https?://\S+", text.strip()) else {"title": text}


def _is_bare(text: str) -> bool:
    """Tell whether a text holds digits and dashes only."""
    return not text.strip("0123456789.,+~-–—～ ")
