"""Follow the path that an author suggests: it is no demand, but a learner may want to go that way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from roadloom.errors import NotFoundError
from roadloom.graph.names import fold
from roadloom.graph.paths import Path
from roadloom.graph.relations import into

if TYPE_CHECKING:
    import networkx as nx


def stops(graph: nx.MultiDiGraph, name: str, targets: Sequence[str] = ()) -> list[str]:
    """List the topics of a suggested path, a stage standing for its topics, up to the last target that it leads to.

    `name` is the name of the path, or its place (plan.md:12) where several have one name.

    Raises
    ------
    NotFoundError : if no author suggests a path of that name, or several do; `near` holds the names, or the places, that there are.
    """
    files = {source["id"]: source["path"] for source in graph.graph.get("sources", ())}
    paths = [
        (
            str(path["name"]),
            f"{files.get(data['mentions'][0]['source'], '?') if data.get('mentions') else '?'}:{path['line']}",
            path["steps"],
        )
        for _, data in sorted(graph.nodes(data=True))
        for path in data.get("paths") or ()
    ]
    found = [steps for other, _, steps in paths if fold(other) == fold(name)] if name else []
    found = found or [steps for _, place, steps in paths if place == name]
    if len(found) != 1:
        several = tuple(place for other, place, _ in paths if fold(other) == fold(name)) if found else ()
        near = several or tuple(sorted({other for other, _, _ in paths}))
        what = f"Several authors suggest a path called “{name}”." if found else f"No author suggests a path called “{name}”."
        remedy = f"Name one by its place: {'; '.join(several)}." if found else f"There are: {'; '.join(near)}." if near else None
        raise NotFoundError(what, near=near, remedy=remedy or "These documents suggest none.")
    topics = list(dict.fromkeys(topic for step in found[0] for node in step for topic in _topics(graph, node)))
    reached = [topics.index(target) for target in targets if target in topics]
    return topics[: max(reached) + 1] if reached else topics


def _topics(graph: nx.MultiDiGraph, node: str) -> list[str]:
    """Return a topic itself, or the topics of a stage and of the stages in it, in learning order; nothing for other things."""
    if node not in graph or graph.nodes[node].get("kind") not in ("topic", "phase"):
        return []
    if graph.nodes[node]["kind"] == "topic":
        return [node]
    inside: set[str] = set()
    waiting, seen = [node], {node}
    while waiting:
        for part in into(graph, waiting.pop(), "part_of"):
            kind = graph.nodes[part].get("kind")
            if part not in seen and kind in ("topic", "phase"):
                seen.add(part)
                (waiting.append if kind == "phase" else inside.add)(part)
    return sorted(inside, key=lambda topic: (graph.nodes[topic].get("rank") or 0, topic))


def along(graph: nx.MultiDiGraph, path: Path, way: Sequence[str], targets: Sequence[str]) -> Path:
    """Put the steps of a path in the order of a way, each stop after what it needs; what the way does not lead to comes last."""
    if not way:
        return path
    steps = {step.id: step for step in path.steps}
    order: dict[str, None] = {}
    for stop in (*way, *steps):
        if stop not in steps or stop in order:
            continue
        needed, waiting = {stop}, [stop]
        while waiting:
            for before in into(graph, waiting.pop(), "prerequisite"):
                if before in steps and before not in order and before not in needed:
                    needed.add(before)
                    waiting.append(before)
        order.update((step, None) for step in steps if step in needed)
    return replace(path, targets=tuple(targets), steps=tuple(steps[step] for step in order))
