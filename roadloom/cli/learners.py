"""The learner's file as commands use it: found, matched with a graph, written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from roadloom.cli.terminal import note
from roadloom.errors import NotFoundError, OutputError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.learner import Entry, Learner

DEFAULT = "learner.yaml"


class Knowledge(NamedTuple):
    """What need not be learned: ids of topics."""

    known: list[str]
    skipped: list[str]


def knowledge(graph: nx.MultiDiGraph, names: Iterable[str], learner_file: str | None) -> Knowledge:
    """Return what the learner knows and skips: what stands in the file, and the names given on the command line."""
    from roadloom.graph.paths import find

    learner = load_learner(graph, learner_file)
    known = [find(graph, name) for name in names]
    return Knowledge([*(learner.known if learner else ()), *known], list(learner.skipped) if learner else [])


def load_learner(graph: nx.MultiDiGraph, learner_file: str | None) -> Learner | None:
    """Load the learner's file, with the ids of `graph`; None without one.

    One file may serve many graphs: ids of other graphs are passed over, names that nothing here has are said on stderr.
    """
    from roadloom.graph.learner import Learner

    if learner_file is None and not Path(DEFAULT).is_file():
        return None
    learner = Learner.load(learner_file or DEFAULT)
    here, elsewhere = matched(learner, graph)
    for name, entry in elsewhere.items():
        if not name.startswith("topic/"):
            note(f"{learner.path}:{entry.line}: {_unfound(graph, name)}")
    return here


def _unfound(graph: nx.MultiDiGraph, name: str) -> str:
    """Say that a name stands for no topic, and what may have been meant."""
    from roadloom.graph.paths import find

    try:
        return find(graph, name)
    except NotFoundError as error:
        what = error.message.rstrip(".")
        return f"{what[:1].lower()}{what[1:]}; passed over. {error.remedy or ''}".rstrip()


def matched(learner: Learner, graph: nx.MultiDiGraph) -> tuple[Learner, dict[str, Entry]]:
    """Split a learner's state into what concerns topics of `graph`, under their ids, and the rest as it stands in the file.

    Raises `ContradictionError` where two names of one topic say different things.
    """
    from roadloom.graph.paths import find

    here, elsewhere = {}, {}
    for name, entry in learner.topics.items():
        try:
            find(graph, name)
            here[name] = entry
        except NotFoundError:
            elsewhere[name] = entry
    return replace(learner, topics=MappingProxyType(here)).resolved(graph), elsewhere


class _LearnerFile:
    """What the writer needs to know of a learner's file."""

    name = "learner"
    folder = False


def save(topics: Mapping[str, Entry], path: str, graph: nx.MultiDiGraph) -> None:
    """Change a learner's file to say this of topics, by the ids of `graph` or as they stand there; comments and unknown keys stay.

    Whoever reads the file at the same time sees the old one or the new one, whole.
    """
    from roadloom.exporters.writing import write
    from roadloom.graph.learner import Learner
    from roadloom.graph.learneredit import edited

    data = Path(path).read_bytes() if Path(path).exists() else b""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.removeprefix(mark).decode("utf-8")
    held = Learner.parse(text, path).topics
    keys = {key: _id_of(graph, key) for key in held}
    changes: dict[str, Entry | None] = {}
    for key, topic in keys.items():
        new = topics.get(topic)
        if new is None or (new.status, new.since) != (held[key].status, held[key].since):
            changes[key] = new
    changes |= {topic: entry for topic, entry in topics.items() if topic not in keys.values()}
    if changes or not data:
        written = mark + edited(text, path, changes).encode("utf-8")
        try:
            write([(Path(path).name, written)], Path(path), exporter=_LearnerFile())
        except OutputError as error:
            error.remedy = "Name another file with --learner."
            raise


def _id_of(graph: nx.MultiDiGraph, name: str) -> str:
    """Return the id that a name in the file stands for; the name itself where `graph` knows none."""
    from roadloom.graph.paths import find

    try:
        return find(graph, name)
    except NotFoundError:
        return name
