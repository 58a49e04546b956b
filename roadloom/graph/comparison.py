"""Hold documents against each other: what each alone brings, supports, contradicts and leaves out, and what all take for granted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

FEWEST = 2  # other documents that have to cover a topic before its absence says something

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one document is among others. Rows are plain JSON; an order's places are {source, line, text}."""

    source: str
    alone: tuple[Row, ...]  # {id, name, line}: topics that no other document names, in whatever words
    contradicts: tuple[Row, ...]  # {before, after, stands, says, others}: orders on which it stands "for", others against, or the other
    # way round; or that were given up in a "circle" of several steps: its names stand under `circle`, a step's ends with each place
    supports: tuple[Row, ...]  # {before, after, says, others}: orders that this one and others state
    missing: tuple[Row, ...]  # {id, name, documents}: topics that most others name and this one in no words, most named first

    def to_json(self) -> Row:
        """Say it as `compare --json` does."""
        parts = {key: list(getattr(self, key)) for key in ("alone", "contradicts", "supports", "missing")}
        return {"source": self.source, **parts}


def compare(graph: nx.MultiDiGraph, sources: Collection[str], against: Collection[str]) -> list[Comparison]:
    """Compare each of `sources` (ids of documents) with every other one of `against`, in the order of their ids."""
    rivals = frozenset(against)
    named = _named(graph)
    touched = _touched(graph, named)
    covered = {topic: len(rivals & lines.keys()) for topic, lines in named.items()}
    orders = _orders(graph, sources)
    circles = _circles(graph)
    return [
        _compare(graph, source, rivals - {source}, named, touched, covered, orders.get(source, []), circles) for source in sorted(sources)
    ]


def taken_for_granted(graph: nx.MultiDiGraph, sources: Collection[str]) -> list[Row]:
    """List the topics that every document's topics need, however indirectly, and that none of the documents teaches.

    A document teaches a topic that it places in a stage, gives something to study for, defines, or says the prerequisites of; a name in
    passing, or in a list of prerequisites, teaches nothing.
    """
    taught: dict[str, set[str]] = {source: set() for source in sources}
    for topic, data in graph.nodes(data=True):
        if data.get("kind") == "topic":
            for source in _teachers(graph, topic) & taught.keys():
                taught[source].add(topic)
    common: set[str] | None = None
    for topics in filter(None, taught.values()):  # a document that teaches nothing rests on nothing, and speaks for no one
        needed = _needed(graph, topics)
        common = needed if common is None else common & needed
    everybody = set().union(*taught.values())
    rows = sorted((graph.nodes[t].get("rank") or 0, t) for t in (common or set()) - everybody)
    return [{"id": topic, "name": _name(graph, topic)} for _, topic in rows]


def _teachers(graph: nx.MultiDiGraph, topic: str) -> set[str]:
    """Name the documents that teach a topic."""
    found = {row["source"] for row in graph.nodes[topic].get("definition") or ()}
    for whole, keys in graph.succ[topic].items():
        if "part_of" in keys and graph.nodes[whole].get("kind") == "phase":
            found |= {row["source"] for row in keys["part_of"]["evidence"]}
    for keys in graph.pred[topic].values():
        if "covers" in keys:
            found |= {row["source"] for row in keys["covers"]["evidence"]}
        if "prerequisite" in keys:
            found |= {row["source"] for row in keys["prerequisite"]["evidence"] if row["rule"] == "stated" and row.get("for", True)}
    return found


def _needed(graph: nx.MultiDiGraph, topics: Collection[str]) -> set[str]:
    """Collect all that topics need, however indirectly."""
    found: set[str] = set()
    waiting = list(topics)
    while waiting:
        for before, keys in graph.pred[waiting.pop()].items():
            if "prerequisite" in keys and before not in found:
                found.add(before)
                waiting.append(before)
    return found


def _named(graph: nx.MultiDiGraph) -> dict[str, dict[str, int]]:
    """Map every topic to the documents that name it, with the first line of each."""
    named: dict[str, dict[str, int]] = {}
    for topic, data in graph.nodes(data=True):
        if data.get("kind") == "topic":
            lines = named.setdefault(topic, {})
            for mention in data.get("mentions", ()):
                lines[mention["source"]] = min(mention["line"], lines.get(mention["source"], mention["line"]))
    return named


def _touched(graph: nx.MultiDiGraph, named: Mapping[str, Mapping[str, int]]) -> dict[str, set[str]]:
    """Map every topic to the documents that name it, also in words about another thing or inside a longer name, or name what covers it."""
    from roadloom.graph.relatedness import Scanner

    scanner = Scanner(graph)
    touched = {topic: set(lines) for topic, lines in named.items()}
    for topic, lines in named.items():
        for part in scanner.parts_of(topic):
            touched[part] |= lines.keys()
    for _, data in graph.nodes(data=True):
        for mention in data.get("mentions", ()):
            for topic in scanner.topics_in(mention["text"]):
                touched[topic].add(mention["source"])
    for _, topic, key, rows in graph.edges(keys=True, data="evidence"):
        if key == "covers":
            touched[topic] |= {row["source"] for row in rows}
    return touched


def _orders(graph: nx.MultiDiGraph, sources: Collection[str]) -> dict[str, list[tuple[str, str, list[Row]]]]:
    """List for each document the orders of topics that it speaks of, with what is said for and against each."""
    orders: dict[str, list[tuple[str, str, list[Row]]]] = {source: [] for source in sources}
    for before, after, key, data in graph.edges(keys=True, data=True):
        if key in ("prerequisite", "order") and graph.nodes[before].get("kind") == "topic":
            for source in orders.keys() & {row["source"] for row in data["evidence"]}:
                orders[source].append((before, after, data["evidence"]))
    return {source: sorted(found, key=lambda order: order[:2]) for source, found in orders.items()}


def _circles(graph: nx.MultiDiGraph) -> list[Row]:
    """List the conflicts of which no edge of the given-up order is left."""
    circles = []
    for finding in graph.graph.get("findings", ()):
        subjects = finding.get("subjects") or []
        if finding.get("code") != "order-conflict" or len(subjects) < 2 or any(node not in graph for node in subjects[:2]):
            continue
        before, after = subjects[:2]
        if (steps := finding.get("steps")) and steps[-1]["after"] != steps[0]["before"]:
            continue  # no circle: given up for the user's word alone
        if graph.nodes[before].get("kind") == "topic" and not graph.succ[after].get(before, {}).keys() & {"prerequisite", "order"}:
            circles.append(finding)
    return circles


def _compare(
    graph: nx.MultiDiGraph,
    source: str,
    others: Collection[str],
    named: Mapping[str, Mapping[str, int]],
    touched: Mapping[str, Collection[str]],
    covered: Mapping[str, int],
    orders: list[tuple[str, str, list[Row]]],
    circles: list[Row],
) -> Comparison:
    alone, missing = [], []
    for topic, lines in named.items():
        if source in lines:
            if not any(other in others for other in touched[topic]):
                alone.append({"id": topic, "name": _name(graph, topic), "line": lines[source]})
        elif source not in touched[topic] and covered[topic] >= FEWEST and covered[topic] * 2 > len(others):
            missing.append({"id": topic, "name": _name(graph, topic), "documents": covered[topic]})
    contradicts, supports = [], []
    for before, after, evidence in orders:
        mine = {vote: [_place(e) for e in evidence if e["source"] == source and e.get("for", True) is vote] for vote in (True, False)}
        theirs = {vote: [_place(e) for e in evidence if e["source"] in others and e.get("for", True) is vote] for vote in (True, False)}
        pair = _pair(graph, before, after)
        if mine[True] and theirs[True]:
            supports.append({**pair, "says": mine[True], "others": theirs[True]})
        if mine[False] and theirs[True]:
            contradicts.append({**pair, "stands": "against", "says": mine[False], "others": theirs[True]})
        if mine[True] and theirs[False]:
            contradicts.append({**pair, "stands": "for", "says": mine[True], "others": theirs[False]})
    for finding in circles:
        stands, ours, opposed = _sides(finding, source, others)
        if ours and opposed:
            circle = {"circle": [_name(graph, node) for node in finding["subjects"]]} if stands == "circle" else {}
            contradicts.append({**_pair(graph, *finding["subjects"][:2]), "stands": stands, **circle, "says": ours, "others": opposed})
    return Comparison(
        source,
        tuple(sorted(alone, key=lambda row: (row["line"], row["id"]))),
        tuple(contradicts),
        tuple(sorted(supports, key=lambda row: (-len({o["source"] for o in row["others"]}), row["before"]["id"], row["after"]["id"]))),
        tuple(sorted(missing, key=lambda row: (-row["documents"], row["id"]))),
    )


def _sides(finding: Row, source: str, others: Collection[str]) -> tuple[str, list[Row], list[Row]]:
    """Return how a document stands in a circle, what it says, and what others say against it: for the given-up step, or for the rest.

    Of two steps the one is against the other; in a longer circle each place names the step that it speaks for.
    """
    steps = finding.get("steps") or ()
    if not steps:  # a file of an earlier version
        sides = [finding["origins"], finding["origins"]]
    else:
        pair = {"before", "after"} if len(steps) > 2 else set()
        rows = [[row | {k: step[k] for k in pair} for row in step["evidence"] if row.get("for", True)] for step in steps]
        sides = [rows[0], [row for step in rows[1:] for row in step]]
    for stands, mine, theirs in (("for", *sides), ("against", *sides[::-1])):
        ours = [_place(row) for row in mine if row["source"] == source]
        opposed = [_place(row) for row in theirs if row["source"] in others]
        if ours and opposed:
            return stands if len(steps) == 2 else "circle", ours, opposed
    return "circle", [], []


def _pair(graph: nx.MultiDiGraph, before: str, after: str) -> Row:
    return {"before": {"id": before, "name": _name(graph, before)}, "after": {"id": after, "name": _name(graph, after)}}


def _place(evidence: Mapping[str, Any]) -> Row:
    return {key: evidence.get(key) for key in ("source", "line", "text")} | {k: evidence[k] for k in ("before", "after") if k in evidence}


def _name(graph: nx.MultiDiGraph, node: str) -> str:
    return str(graph.nodes[node].get("name") or node)
