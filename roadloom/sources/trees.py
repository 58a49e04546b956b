"""Read trees of titled things in YAML and JSON, as courses keep them: course > sections > weeks > days, or roadmap > stages > topics.

Nobody agreed on how such files are laid out, so a mapping with a title (or a title alone) is an entry, and every list of entries a level of
the tree. What has entries below it is a stage, a leaf is a topic; keys that say what they hold (`data/keys.yaml`) decide otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from roadloom.graph.model import Entry, Finding, Origin, Phase, Project, Resource, Roadmap, Source, Statement, Text, Topic
from roadloom.graph.names import exact

from . import durations
from .headings import ordinal_of
from .keys import folded, has_role, keys_of, role_of
from .located import Located, Where
from .names import head_and_rest, is_name, trim
from .words import bare, plain, words
from .works import kind_label

_ADDRESS = re.compile(r"https?://\S+")
_NUMBERED = re.compile(r"([a-z]+)[ _-]?(\d{1,4})", re.IGNORECASE)
_ASKING = re.compile(r"(?:how|why|when|where|what)\b", re.IGNORECASE)  # "How a Computer Works" is no "a Computer Works"
_Data = dict[str, Any]


def read(located: Located, source: Source, lines: list[str]) -> tuple[Roadmap | None, list[Finding]]:
    """Return the roadmap that a tree is, None where it names no stages and no topics."""
    tree = _Tree(located, source, lines)
    tree.build()
    return (tree.roadmap if tree.is_roadmap() else None), tree.findings


def name_and_aliases(title: str) -> tuple[str, list[str]]:
    """Split a title into the name of what it is about and what else that may be called.

    >>> name_and_aliases("Introduction to Docker"), name_and_aliases("The CPU: Fetch, Decode, Execute")
    (('Docker', ['Introduction to Docker']), ('The CPU', ['The CPU: Fetch, Decode, Execute']))
    """
    title = bare(title)
    name = head_and_rest(title)[0]
    short = trim(name)
    if short and is_name(short) and not _ASKING.match(name):
        name = short
    name = name if is_name(name) else title
    return name, [title] if title != name else []


class _Tree:
    """Walks the data of one file."""

    def __init__(self, located: Located, source: Source, lines: list[str]) -> None:
        self.findings: list[Finding] = []
        self._located, self._source, self._lines = located, source, lines
        self._told = False  # a key said that what it holds is to be learned
        self._known: dict[str, Entry] = {}  # by id and by name
        self._needs: list[tuple[str, Entry, Where]] = []
        self._unread: dict[str, list[int]] = {}
        self.roadmap = Roadmap(source.title, source, 1, language=source.language)

    def is_roadmap(self) -> bool:
        """Tell whether the tree names stages or topics, and not merely things with names (the steps of a build, say)."""
        route = words().holds(plain(f"{self.roadmap.title} {self._source.path}".replace("-", " ").replace("_", " ")), words().routes)
        return len(self.roadmap.topics) > 1 and (self._told or bool(route) or bool(self.roadmap.statements))

    def build(self) -> None:
        data: Any = self._located.data
        where: Where = ()
        if isinstance(data, list):
            self._entries(data, where, "items", None, None)
        elif isinstance(data, dict):
            data, where = self._head(data)
            self._told = sum(1 for key, value in data.items() if isinstance(value, list) and _spoken(key)) > 1
            self._inside(data, where, None, None)
        for name, after, at in self._needs:
            self._need(name, after, at)
        for key, lines in sorted(self._unread.items()):
            origins = [Origin(self._source.id, line, self._text(line)) for line in sorted(set(lines))[:20]]
            self.findings.append(Finding("unread-key", f"nothing is known of what stands under {key!r}", choice="ignored", origins=origins))

    def _head(self, data: _Data) -> tuple[_Data, Where]:
        """Read what a file says of itself, on its own or in a part of its own; return where its tree begins."""
        where: Where = ()
        for key, value in data.items():
            if isinstance(value, dict) and has_role(key, "about"):
                self._describe(value, (key,))
                if any(isinstance(inner, list) and inner and role_of(k) != "passed" for k, inner in value.items()):
                    return value, (key,)
                data = {k: v for k, v in data.items() if k != key}
        self._describe(data, where)
        return data, where

    def _describe(self, data: _Data, where: Where) -> None:
        if (title := _title(data)) is not None:
            self.roadmap.title = title
            self.roadmap.line = self._located.line((*where, next(k for k in data if data[k] == title)))
            self.roadmap.text = self._text(self.roadmap.line)
        for key, value in data.items():
            role = role_of(key)
            if role == "author" and isinstance(value, str):
                self.roadmap.author = value
            elif role == "published" and isinstance(value, str):
                self.roadmap.published = value
            elif role in ("goal", "outcomes"):
                said = self.roadmap.goal if role == "goal" else self.roadmap.outcomes
                said.extend(Text(text, self._located.line(at)) for text, at in _strings(value, (*where, key)))

    # -- the tree

    def _inside(self, data: _Data, where: Where, phase: Phase | None, topic: Topic | None) -> None:
        """Read what stands in a mapping, in the order in which it is written."""
        for key, value in data.items():
            here = (*where, key)
            role = role_of(key)
            entry = topic or phase
            if role == "resources":
                self._resources(value, here, phase, topic, kind_label(key.replace("_", " ")))
            elif role == "url" and entry is not None and isinstance(value, str):
                self._resource({"title": _title(data) or value, "url": value}, here, phase, topic, None)
            elif role == "projects":
                self._projects(value, here, phase, topic)
            elif role == "needs" and entry is not None:
                self._needs.extend((name, entry, at) for name, at in _strings(value, here))
            elif entry is not None and role in ("goal", "outcomes", "duration", "definition", "aliases"):
                self._say(role, value, here, phase, topic)
            elif isinstance(value, list) and topic is None and (spoken := _spoken(key)):
                told = self._told
                self._entry({"title": spoken}, here, "", phase, None, value)
                self._told = told
            elif isinstance(value, list) and role not in (
                "passed",
                "author",
                "id",
                "name",
                "number",
                "aliases",
                "goal",
                "outcomes",
                "duration",
            ):
                self._entries(value, here, key, phase, topic)
            elif isinstance(value, dict) and role not in ("passed", "author", "about"):
                self._keyed(key, value, here, phase, topic)
            elif isinstance(value, str) and role != "url" and _ADDRESS.fullmatch(value.strip()) and role != "passed":
                self._unread.setdefault(key, []).append(self._located.line(here))

    def _keyed(self, key: str, value: _Data, where: Where, phase: Phase | None, topic: Topic | None) -> None:
        """Read a mapping under a key: an entry of that name ("Week 1:"), or entries by their names under a key that says what they are."""
        if role_of(key) in ("stages", "topics", "parts"):
            entries = [(name, inner) for name, inner in value.items() if isinstance(inner, dict | list)]
            for name, inner in entries:
                data = inner if isinstance(inner, dict) else {}
                below = inner if isinstance(inner, list) else None
                self._entry(data if _title(data) else {"title": _spoken(name) or name, **data}, (*where, name), key, phase, topic, below)
        elif _title(value) is not None or _spoken(key):
            self._entry(value if _title(value) else {"title": _spoken(key) or key, **value}, where, "", phase, topic)
        elif value:
            self._unread.setdefault(key, []).append(self._located.line(where))

    def _entries(self, values: list[Any], where: Where, key: str, phase: Phase | None, topic: Topic | None) -> None:
        """Read a list: of entries, where it holds mappings or its key says what its words are."""
        role = role_of(key)
        unread = False
        for n, value in enumerate(values):
            if isinstance(value, dict):
                self._entry(value, (*where, n), key, phase, topic)
            elif isinstance(value, str) and value.strip() and (role in ("stages", "topics", "parts") or _spoken(key)):
                self._entry({"title": value}, (*where, n), key, phase, topic)
            elif value not in (None, ""):
                unread = True
        if unread:
            self._unread.setdefault(key, []).append(self._located.line(where))

    def _entry(self, data: _Data, where: Where, key: str, phase: Phase | None, topic: Topic | None, below: list[Any] | None = None) -> None:
        """Read one thing of the tree: a stage, where others stand in it (or in a list below it) or its key says so; else a topic."""
        ordinal, title = _ordinal(data, key)
        if title is None:
            if len(data) == 1 and isinstance(next(iter(data.values())), list):  # - Foundations: [a, b]
                (title, below), where = next(iter(data.items())), (*where, next(iter(data)))
                data = {}
            elif ordinal is None:
                self._inside(data, where, phase, topic)
                return
        role = role_of(key)
        self._told = self._told or role in ("stages", "topics") or ordinal is not None
        line = self._located.line(where)
        stage = topic is None and role not in ("topics", "parts") if below or _has_entries(data) else topic is None and role == "stages"
        if role == "topics" and topic is None and any(_has_entries(v) for v in _mappings(data)):
            stage = True  # a level of the tree, whatever its key says
        if stage:
            phase = Phase(bare(title or ordinal or ""), line, self._text(line), ordinal, phase)
            self.roadmap.phases.append(phase)
            self._know(phase, data, phase.name, title or "")
            if title is not None and is_name(title) and words().label(title) is None:
                self._topic(title, line, phase, None, subject=True)
        else:
            topic = self._topic(title or ordinal or "", line, phase, topic)
            self._know(topic, data, topic.name, *topic.aliases)
        self._inside(data, where, phase, topic)
        self._entries(below or [], where, "topics", phase, topic)

    def _topic(self, title: str, line: int, phase: Phase | None, whole: Topic | None, *, subject: bool = False) -> Topic:
        name, aliases = name_and_aliases(title)
        topic = Topic(name, line, self._text(line), aliases, phase, whole, subject)
        self.roadmap.topics.append(topic)
        return topic

    def _say(self, role: str, value: Any, where: Where, phase: Phase | None, topic: Topic | None) -> None:
        said = [Text(" ".join(text.split()), self._located.line(at)) for text, at in _strings(value, where)]
        if role == "duration":
            written = f"{value} hours" if isinstance(value, int | float) else value if isinstance(value, str) else ""
            (topic or phase).duration = durations.parse(written)  # type: ignore[union-attr]
        elif role == "definition" and topic is not None:
            topic.definitions.extend(said)
        elif role == "aliases" and (entry := topic or phase) is not None:
            entry.aliases.extend(text.text for text in said)
        elif role in ("goal", "outcomes") and phase is not None:
            (phase.goal if role == "goal" else phase.outcomes).extend(said)

    # -- what hangs on it

    def _projects(self, value: Any, where: Where, phase: Phase | None, topic: Topic | None) -> None:
        for data, at in _listed(value, where):
            name = data if isinstance(data, str) else _title(data) if isinstance(data, dict) else None
            if name is None or not name.strip():
                self._unread.setdefault(str(where[-1]), []).append(self._located.line(at))
                continue
            project = Project(bare(name), line := self._located.line(at), self._text(line), None, phase, [topic] if topic else [])
            self.roadmap.projects.append(project)
            for key, inner in data.items() if isinstance(data, dict) else ():
                if role_of(key) == "definition" and isinstance(inner, str):
                    project.note = " ".join(inner.split())
                elif role_of(key) in ("url", "resources"):
                    self._resources(inner, (*at, key), phase, topic, None)

    def _resources(self, value: Any, where: Where, phase: Phase | None, topic: Topic | None, media: str | None) -> None:
        """Read works: titles or addresses alone, mappings, or works by their kind or title (`videos: [...]`, `Docs: https://…`)."""
        for data, at in _listed(value, where):
            if isinstance(data, dict) and _title(data) is None and not any(role_of(key) == "url" for key in data):
                for key, inner in data.items():
                    if isinstance(inner, str) and _ADDRESS.match(inner):
                        self._resource({"title": key, "url": inner}, (*at, key), phase, topic, media)
                    else:
                        self._resources(inner, (*at, key), phase, topic, kind_label(key.replace("_", " ")) or media)
            elif isinstance(data, dict | str):
                self._resource(data, at, phase, topic, media)

    def _resource(self, data: _Data | str, where: Where, phase: Phase | None, topic: Topic | None, media: str | None) -> None:
        if isinstance(data, str):
            link = re.fullmatch(r"\[(?P<title>[^\]]+)\]\((?P<url>\S+)\)", data.strip())
            address = _ADDRESS.search(data)
            data = (
                link.groupdict()
                if link
                else {"title": data.replace(address[0], "").strip(" -–—:()") or address[0], "url": address[0]}
                if address
                else {"title": data}
            )
        if any(isinstance(v, str) and role_of(k) == "kind" for k, v in data.items()):
            media = kind_label(next(v for k, v in data.items() if role_of(k) == "kind" and isinstance(v, str))) or media
        urls = [v.strip() for k, v in data.items() if role_of(k) == "url" and isinstance(v, str) and v.strip()]
        title = _title(data) or next(iter(urls), "")
        if not title.strip():
            return
        resource = Resource(
            title.strip().removeprefix("《").removesuffix("》"),
            line := self._located.line(where),
            self._text(line),
            urls,
            media=media,
            phase=phase,
        )
        resource.topics = [topic] if topic else []
        resource.authors = [text for k, v in data.items() if role_of(k) == "author" for text, _ in _strings(v, where)]
        self.roadmap.resources.append(resource)

    # -- order

    def _know(self, entry: Entry, data: _Data, *names: str) -> None:
        ids = [str(value) for key, value in data.items() if has_role(key, "id") and isinstance(value, str | int)]
        for name in (*ids, *names):
            if name:
                self._known.setdefault(exact(name), entry)

    def _need(self, name: str, after: Entry, where: Where) -> None:
        """Enter a stated prerequisite; one that the tree does not have is a topic of its own."""
        line = self._located.line(where)
        before = self._known.get(exact(name)) or self._topic(name, line, None, None)
        self._known.setdefault(exact(name), before)
        if before is not after and isinstance(before, Topic | Phase) and isinstance(after, Topic | Phase):
            self.roadmap.statements.append(Statement(before, after, "stated", line, self._text(line)))

    def _text(self, line: int) -> str:
        return self._lines[line - 1].strip()[:200] if 0 < line <= len(self._lines) else ""


def _title(data: _Data) -> str | None:
    """Return the title of a mapping by the most telling key that it has."""
    by_key = {folded(key): value for key, value in data.items()}
    return next((by_key[key].strip() for key in keys_of("name") if isinstance(by_key.get(key), str) and by_key[key].strip()), None)


def _ordinal(data: _Data, key: str) -> tuple[str | None, str | None]:
    """Return the number of an entry ("Week 3") and its title, from its title or from keys such as `week: 3`, `number: 3`."""
    title = _title(data)
    unit = folded(key).removesuffix("s")
    number: object = None
    for name, value in data.items():
        if folded(name) in words().before or folded(name).removesuffix("_number") == unit:
            if isinstance(value, str) and title is None and not value.strip().isdigit():
                title = value.strip()
            elif isinstance(value, str | int) and not isinstance(value, bool):
                number, unit = value, folded(name).removesuffix("_number")
        elif has_role(name, "number") and isinstance(value, int) and number is None and unit in words().before:
            number = value
    if title is not None:
        found, rest = ordinal_of(title)
        if found is not None and rest and found.kind == "stage":
            return found.text, rest
    if number is not None and re.fullmatch(r"\d{1,4}(?:\s*[-–]\s*\d{1,4})?", str(number).strip(), re.ASCII):
        return f"{unit.capitalize()} {str(number).strip()}", title
    return None, title


def _spoken(key: str) -> str | None:
    """Return the words of a key that is a title rather than an identifier: "Week 1", "Deep learning", week_1; None for any other."""
    match = _NUMBERED.fullmatch(key)
    if match and match[1].casefold() in words().before:
        return f"{match[1].capitalize()} {int(match[2])}"
    return key if role_of(key) is None and (key[:1].isupper() or not key.isascii()) and is_name(key) else None


def _mappings(data: _Data) -> Iterator[_Data]:
    """Yield the mappings in the lists of a mapping."""
    for key, value in data.items():
        if isinstance(value, list) and role_of(key) not in ("resources", "projects", "passed"):
            yield from (inner for inner in value if isinstance(inner, dict))


def _has_entries(data: _Data) -> bool:
    """Tell whether further entries stand below a mapping."""
    for key, value in data.items():
        role = role_of(key)
        if role in ("resources", "projects", "needs", "goal", "outcomes", "aliases", "author", "passed", "definition", "duration"):
            continue
        if isinstance(value, list) and any(
            isinstance(v, dict) or isinstance(v, str) and role in ("stages", "topics", "parts") for v in value
        ):
            return True
        if isinstance(value, dict) and (_title(value) is not None or _spoken(key) or role in ("stages", "topics", "parts")):
            return True
    return False


def _listed(value: Any, where: Where) -> list[tuple[Any, Where]]:
    """List a value, or the values of a list, with the places where they stand."""
    return [(inner, (*where, n)) for n, inner in enumerate(value)] if isinstance(value, list) else [(value, where)] if value else []


def _strings(value: Any, where: Where) -> list[tuple[str, Where]]:
    """List the texts and numbers of a value; of mappings their titles or ids."""
    out = []
    for inner, at in _listed(value, where):
        if isinstance(inner, dict):
            inner = _title(inner) or next((v for k, v in inner.items() if has_role(k, "id")), None)
        if isinstance(inner, str | int) and not isinstance(inner, bool) and str(inner).strip():
            out.append((str(inner).strip(), at))
    return out
