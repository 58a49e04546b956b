"""Vaults as commands use them: what was ticked there goes into what is written next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from roadloom.cli.terminal import note
from roadloom.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from roadloom.exporters.base import Options
    from roadloom.exporters.progress import Progress
    from roadloom.graph.learner import Entry


def with_progress(graph: nx.MultiDiGraph, options: Options, vault: str) -> tuple[Options, dict[str, Any]]:
    """Return the options with what was marked in a vault since its last export, and what the next one shall note there."""
    from roadloom.graph.learner import Learner

    learner = options.learner or Learner()
    progress = _read(graph, vault)
    topics = joined(graph, progress, learner.topics)
    said, merged = ({topic: entry.status for topic, entry in entries.items()} for entries in (learner.topics, topics))
    if topics:
        options = replace(options, learner=replace(learner, topics=MappingProxyType(topics)))
    return options, progress.note(said, merged)


def imported(graph: nx.MultiDiGraph, vault: str, topics: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return a learner's topics with what was marked in a vault.

    Raises `InputError` for a folder that holds no note of a topic.
    """
    progress = _read(graph, vault)
    if not progress.ours:
        raise InputError("holds no notes of topics.", path=vault, remedy="Name the folder that `roadloom export obsidian -o` wrote.")
    return joined(graph, progress, topics)


def _read(graph: nx.MultiDiGraph, vault: str) -> Progress:
    """Read what changed in a vault, of topics by the ids that they have now."""
    from roadloom.exporters.progress import read

    return read(Path(vault)).renamed({former: topic for topic, data in graph.nodes(data=True) for former in data.get("former_ids", ())})


def joined(graph: nx.MultiDiGraph, progress: Progress, topics: Mapping[str, Entry]) -> dict[str, Entry]:
    """Join a learner's topics with the changes of a vault, and say on stderr where both changed, and what could not be read."""
    from roadloom.graph.learner import Entry

    merged, both = progress.merged({topic: entry.status for topic, entry in topics.items()})
    for topic, (said, status) in both.items():
        name = graph.nodes[topic]["name"] if topic in graph else topic
        note(f"{name}: {said} in the learner's file, {status} in the vault, both since the last export; the vault counts.")
    for path, status in progress.odd:
        note(f"{path}: the status “{status}” is none of known, doing, skip and open; passed over.")
    return {t: topics[t] if t in topics and topics[t].status == status else Entry(status) for t, status in merged.items()}
