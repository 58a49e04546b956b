"""The areas of the map: which topics belong together, and in which colour.

An area comes from the graph (`area` of a topic, `graph.graph["areas"]`). A topic without one joins the area of what it is part of
or stands beside; a graph without areas is grouped by first phases, or by roadmaps where that would be too many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

PALETTE = (
    # (light: dot, name, water; dark: dot, name, water). Dots keep 3:1 and names 4.5:1 against paper and water;
    # the hues run round the wheel so that neighbouring streams shade into each other.
    ("#2b7cc0", "#10568c", "#e2f0fe", "#73b7f7", "#a7d3fd", "#172431"),
    ("#0c84a6", "#025b75", "#def2fb", "#51c0e8", "#98d9f3", "#12262e"),
    ("#008891", "#035e65", "#ddf4f6", "#3cc6d1", "#91dde3", "#0f2729"),
    ("#008b7a", "#006155", "#def4ef", "#4ac9b4", "#96ded0", "#112823"),
    ("#0e8e59", "#05633c", "#e2f4e8", "#6cc795", "#a5ddbb", "#16271d"),
    ("#538833", "#355f19", "#e8f2e3", "#90c277", "#b9d9a8", "#1c2618"),
    ("#787e00", "#535800", "#eef1de", "#b1b95f", "#cdd49b", "#232413"),
    ("#917406", "#655002", "#f4eedd", "#cdae54", "#e0cc95", "#282211"),
    ("#a66704", "#744703", "#faecde", "#e1a35c", "#efc599", "#2c2013"),
    ("#b45b2d", "#823b14", "#fdeae1", "#ee9972", "#f8bfa5", "#2f1e17"),
    ("#b85452", "#853535", "#fee9e7", "#f1938f", "#fbbbb7", "#301d1c"),
    ("#b35273", "#81344f", "#fde8ee", "#ed91ad", "#f8bacb", "#2f1d22"),
    ("#a75692", "#783767", "#fae9f4", "#e194ca", "#efbbdf", "#2c1d28"),
    ("#945dab", "#693d7b", "#f5eafa", "#cd9ae3", "#e1bff0", "#281e2d"),
    ("#7b66bc", "#564489", "#efecfe", "#b4a3f4", "#cfc5fb", "#232030"),
    ("#5b71c4", "#3c4d8f", "#e9eefd", "#95adfb", "#bcccfe", "#1d2231"),
)
GREY = ("#6b7280", "#4b5563", "#eceef1", "#9aa3b2", "#bcc3ce", "#22262d")
OTHER = "other"
MOST = len(PALETTE)


@dataclass(slots=True)
class Area:
    """One area: its id, its names by language ("" where none is known: the page says "Other" itself)."""

    id: str
    names: dict[str, str]


def areas_of(graph: nx.MultiDiGraph, topics: list[str]) -> tuple[list[Area], list[int]]:
    """Group `topics`: the areas that are in use, by id, and per topic the place of its area in that list.

    At most `MOST` areas, the smallest beyond that join "other", which stands last.
    """
    own = {topic: area for topic in topics if isinstance(area := graph.nodes[topic].get("area"), str) and area}
    known = _declared(graph.graph.get("areas"))
    if own:
        group = _spread(graph, topics, own)
    else:
        group, known = _by_phase(graph, topics)
    sizes = Counter(group.get(topic, OTHER) for topic in topics)
    most = sorted((area for area in sizes if area != OTHER), key=lambda area: (-sizes[area], area))
    kept = sorted(most if len(most) <= MOST else most[: MOST - 1])
    used = [Area(area, known.get(area) or {"und": area}) for area in kept]
    if sum(sizes[area] for area in kept) < len(topics):
        used.append(Area(OTHER, {}))
    place = {area.id: i for i, area in enumerate(used)}
    return used, [place.get(group.get(topic, OTHER), len(used) - 1) for topic in topics]


def colours(count: int, other: bool) -> list[tuple[str, ...]]:
    """Pick `count` palettes, as far apart on the wheel as that many can be; the last is grey if `other`."""
    hues = count - 1 if other else count
    picked: list[tuple[str, ...]] = [PALETTE[i * MOST // hues] for i in range(hues)] if hues else []
    return [*picked, GREY] if other else picked


def _declared(areas: object) -> dict[str, dict[str, str]]:
    """Read `graph["areas"]`: a mapping or list of areas, each a name, names by language, or a mapping with `name`/`names`."""
    pairs: Iterable[tuple[object, object]] = ()
    if isinstance(areas, Mapping):
        pairs = areas.items()
    elif isinstance(areas, list):
        pairs = [(area.get("id"), area) for area in areas if isinstance(area, Mapping)]
    return {str(key): _names(value) for key, value in pairs if key}


def _names(value: object) -> dict[str, str]:
    if isinstance(value, str):
        return {"und": value}
    if not isinstance(value, Mapping):
        return {}
    names: dict[Any, Any] = dict(value["names"]) if isinstance(value.get("names"), Mapping) else {}
    if not names and "name" not in value:
        names = {key: text for key, text in value.items() if key != "id"}
    if isinstance(value.get("name"), str):
        names.setdefault("und", value["name"])
    return {str(language): text for language, text in names.items() if isinstance(text, str) and text}


def _spread(graph: nx.MultiDiGraph, topics: list[str], own: dict[str, str]) -> dict[str, str]:
    """Lend an area to the topics without one: that of most of their relatives, step by step outwards.

    Relatives by weight: the whole or the parts, prerequisites and dependents, topics of the same phase.
    """
    group = dict(own)
    by_phase: dict[str, Counter[str]] = {}
    for topic in own:
        for phase in _wholes(graph, topic, "phase"):
            by_phase.setdefault(phase, Counter())[own[topic]] += 1
    for _ in range(3):
        found: dict[str, str] = {}
        for topic in topics:
            if topic in group:
                continue
            votes: Counter[str] = Counter()
            for a, b, key in [*graph.in_edges(topic, keys=True), *graph.out_edges(topic, keys=True)]:
                relative = b if a == topic else a
                if relative in group and key in ("part_of", "prerequisite", "order", "alternative"):
                    votes[group[relative]] += 8 if key == "part_of" else 3 if key == "prerequisite" else 1
            if votes:
                found[topic] = min(votes, key=lambda area: (-votes[area], area))
        group.update(found)
    for topic in topics:
        if topic not in group:
            votes = Counter()
            for phase in _wholes(graph, topic, "phase"):
                votes.update(by_phase.get(phase, {}))
            if votes:
                group[topic] = min(votes, key=lambda area: (-votes[area], area))
    return group


def _by_phase(graph: nx.MultiDiGraph, topics: list[str]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Group by the outermost phase of the first roadmap that places a topic, or by that roadmap if there are too many phases."""
    outer = {topic: trail for topic in topics if (trail := _trail(graph, topic))}
    roadmaps = len({trail[0] for trail in outer.values()})
    phases = len({trail[1] for trail in outer.values()})
    level = 1 if phases <= MOST or roadmaps < 2 else 0
    group = {topic: trail[level] for topic, trail in outer.items()}
    named = {area: graph.nodes[area] for area in set(group.values())}
    return group, {area: {**(data.get("names") or {}), "und": str(data.get("name", area))} for area, data in named.items()}


def _trail(graph: nx.MultiDiGraph, topic: str) -> tuple[str, str] | None:
    """Climb from a topic to (roadmap, outermost phase), by smallest id where it stands in several places."""
    trails: list[tuple[str, str]] = []
    seen = {topic}
    here = [topic]
    while here:
        above = []
        for node in here:
            for whole in _wholes(graph, node, None):
                kind = graph.nodes[whole].get("kind")
                if kind == "roadmap" and node != topic:
                    trails.append((whole, node))
                elif whole not in seen and kind in ("phase", "topic"):
                    seen.add(whole)
                    above.append(whole)
        here = above
    return min(trails, default=None)


def _wholes(graph: nx.MultiDiGraph, node: str, kind: str | None) -> list[str]:
    """List what `node` is a part of, by id."""
    wholes = {b for _, b, key in graph.out_edges(node, keys=True) if key == "part_of"}
    return sorted(whole for whole in wholes if kind is None or graph.nodes[whole].get("kind") == kind)
