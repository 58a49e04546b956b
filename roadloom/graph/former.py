"""Remember the ids that things had in earlier builds, so that progress and notes find their topic again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from roadloom.graph import names
from roadloom.graph.addresses import canonical

if TYPE_CHECKING:
    import networkx as nx


def keep_former_ids(graph: nx.MultiDiGraph, known: Mapping[str, list[str]], previous: nx.MultiDiGraph | None) -> None:
    """Set `former_ids` of every node: those it had, and that of the node of an earlier graph which it was called before.

    A node of the earlier graph whose id is gone is the only node now that has its name (a resource: its address). Where several have
    it, nothing is claimed.
    """
    former = {node: set(ids) for node, ids in known.items() if node in graph}
    if previous is not None:
        now = _owners(graph)
        for old, data in sorted(previous.nodes(data=True)):
            new = old if old in graph else _successor(data, now)
            if new is not None:
                former.setdefault(new, set()).update(data.get("former_ids", ()), {old})
    for node, data in graph.nodes(data=True):
        data["former_ids"] = sorted(old for old in former.get(node, ()) if old not in graph)


def _owners(graph: nx.MultiDiGraph) -> dict[tuple[str, ...], str | None]:
    """Tell whose each key is; None where it is several nodes'."""
    owners: dict[tuple[str, ...], str | None] = {}
    for node, data in sorted(graph.nodes(data=True)):
        for key in dict.fromkeys(_keys(data)):
            owners[key] = node if key not in owners else None
    return owners


def _successor(data: Mapping[str, Any], owners: Mapping[tuple[str, ...], str | None]) -> str | None:
    return next((owners[key] for key in _keys(data) if key in owners), None)


def _keys(data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what a node is known by, the surest first. What belongs to one document is looked for in that document only."""
    kind = data["kind"]
    scope = (kind,) if kind in ("topic", "resource") else (kind, *sorted({mention["source"] for mention in data["mentions"]}))
    for url in data.get("urls", ()):
        yield (*scope, "address", canonical(url) or url)
    for form in (data["name"], *data["aliases"]):
        yield (*scope, "name", names.exact(form))
