"""Keep the ids that things had in an earlier build, and remember those given up, so that progress and notes find their topic again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any

from roadloom.graph import names
from roadloom.graph.addresses import canonical

if TYPE_CHECKING:
    import networkx as nx


def kept_ids(
    fresh: Mapping[str, str], keys: Mapping[str, Set[str]], fixed: Container[str], before: Mapping[str, list[str]]
) -> dict[str, str]:
    """Give each group of names the id that it had in an earlier build.

    Without an earlier build an id follows from the names and addresses that the documents use; with more or fewer documents another of
    them may come first. A group that would get an id which the earlier build had keeps that one. An id of the earlier build that no
    group would get stays with the group that has its main key, else with the one that shares most keys with it.

    Parameters
    ----------
    fresh : group -> the id that it would have without an earlier build.
    keys : group -> what it is known by.
    fixed : groups whose id is given: by a person, or by the lexicon.
    before : id of the earlier build -> what it was known by, the main key first.
    """
    ids = dict(fresh)
    taken = set(fresh.values())
    free = {group for group, id_ in fresh.items() if id_ not in before and group not in fixed}
    groups_of: dict[str, list[str]] = {}
    for group in sorted(free):
        for key in keys[group]:
            groups_of.setdefault(key, []).append(group)
    for old, known in sorted(before.items()):
        shared = Counter(group for key in known for group in groups_of.get(key, ()) if group in free)
        if old in taken or not shared:
            continue
        heir = min(shared, key=lambda group: (known[0] not in keys[group], -shared[group], group))
        ids[heir] = old
        free.remove(heir)
    return ids


def keep_former_ids(graph: nx.MultiDiGraph, known: Mapping[str, Collection[str]], previous: nx.MultiDiGraph | None) -> None:
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
    return next((owner for key in _keys(data) if (owner := owners.get(key))), None)


def _keys(data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what a node is known by, the surest first. What belongs to one document is looked for in that document only."""
    kind = data["kind"]
    scope = (kind,) if kind in ("topic", "resource") else (kind, *sorted({mention["source"] for mention in data["mentions"]}))
    for url in data.get("urls", ()):
        yield (*scope, "address", canonical(url) or url)
    for form in (data["name"], *data["aliases"]):
        yield (*scope, "name", names.exact(form))
