"""What one learner knows, is learning, and leaves out (learner.yaml)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from roadloom.errors import ContradictionError, InputError, NotFoundError
from roadloom.graph.paths import find
from roadloom.graph.shapes import OneOf, Record, problems
from roadloom.graph.yamlfiles import compose, line_of, read_yaml, text_of

if TYPE_CHECKING:
    import networkx as nx

FILE_NAME = "learner.yaml"
STATUSES = ("known", "doing", "skip")
FORMAT, VERSION = "roadloom-learner", 1

_ENTRY = Record({"status": OneOf(STATUSES)}, {"since": (str, datetime.date, None)})
_REMEDY = "A learner's file has `topics:`, and below it a line for each topic."
_SHAPE = Record(optional={"format": OneOf((FORMAT,)), "version": int, "topics": (Record(), None)})


@dataclass(frozen=True, slots=True)
class Entry:
    """What the learner says of one topic."""

    status: str  # one of STATUSES
    since: str | None = None  # a day, as ISO 8601
    line: int = 1


@dataclass(frozen=True, slots=True)
class Learner:
    """The state of one learner.

    A file names topics as its writer likes, by id or by any name; `resolved` turns them into the ids of a graph, and only then do
    the questions below have answers.
    """

    topics: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    path: str = FILE_NAME

    @classmethod
    def load(cls, path: str | Path) -> Learner:
        """Read a learner.yaml.

        Raises
        ------
        InputError : if it cannot be read or says something unknown, with the line.
        """
        return cls.parse(text_of(path, "The learner's file", remedy="Name another file with --learner."), str(path))

    @classmethod
    def parse(cls, text: str, path: str = FILE_NAME) -> Learner:
        """Return the state that a YAML (or JSON) text describes; `path` is for messages. Unknown keys are passed over.

        Raises
        ------
        InputError : as `load` does, and for a version that is newer than this program.
        """
        try:
            data = read_yaml(text, path, _SHAPE)
        except InputError as error:
            error.remedy = error.remedy or _REMEDY
            raise
        root = compose(text, path)
        if data.keys() - {"version"} and not data.keys() & {"format", "topics"}:
            raise InputError("This is no learner's file.", path=path, remedy=_REMEDY)
        if data.get("version", VERSION) > VERSION:
            message = f"Version {data['version']} of a learner's file is newer than this program."
            raise InputError(message, path=path, line=line_of(root, ("version",)), remedy="Use a newer roadloom.")
        topics = {}
        for name, said in (data.get("topics") or {}).items():
            row = {"status": said} if isinstance(said, str) else said
            line = line_of(root, ("topics", name))
            for _, message in problems(row, _ENTRY):
                raise InputError(
                    f"“{name}”: {message}.", path=path, line=line, remedy=f"A topic is {', '.join(STATUSES[:-1])} or {STATUSES[-1]}."
                )
            since = row.get("since")
            topics[str(name)] = Entry(row["status"], None if since is None else str(since), line)
        return cls(MappingProxyType(topics), path)

    def resolved(self, graph: nx.MultiDiGraph) -> Learner:
        """Return the same state with the ids of a graph's topics for names.

        Raises
        ------
        NotFoundError : a name stands for no topic or for several; with file, line and near matches.
        ContradictionError : two names stand for one topic and say different things of it.
        """
        topics: dict[str, Entry] = {}
        named: dict[str, str] = {}
        for name, entry in self.topics.items():
            try:
                topic = find(graph, name)
            except NotFoundError as error:
                error.path, error.line = self.path, entry.line
                raise
            other = topics.setdefault(topic, entry)
            if other.status != entry.status:
                message = (
                    f"“{named[topic]}” (line {other.line}) is {other.status} and “{name}” is {entry.status}, but both stand for {topic}."
                )
                raise ContradictionError(message, path=self.path, line=entry.line, remedy="Remove one of them.")
            named.setdefault(topic, name)
        return replace(self, topics=MappingProxyType(dict(sorted(topics.items()))))

    def status(self, topic: str) -> str | None:
        """Tell what a topic is to the learner: known, doing, skip or (None) nothing yet."""
        entry = self.topics.get(topic)
        return entry.status if entry else None

    @property
    def known(self) -> tuple[str, ...]:
        """The topics that need no learning."""
        return tuple(self._with("known"))

    @property
    def doing(self) -> tuple[str, ...]:
        """The topics that are being learned."""
        return tuple(self._with("doing"))

    @property
    def skipped(self) -> tuple[str, ...]:
        """The topics that the learner leaves out."""
        return tuple(self._with("skip"))

    def _with(self, status: str) -> Iterator[str]:
        return (topic for topic, entry in self.topics.items() if entry.status == status)

    def to_json(self) -> dict[str, Any]:
        """Return the content of a learner's file."""
        rows = {t: {"status": e.status} | ({"since": e.since} if e.since else {}) for t, e in self.topics.items()}
        return {"format": FORMAT, "version": VERSION, "topics": rows}
