"""Turn a graph back into the reading it could have been woven from.

`weave(unweave(graph))` gives the same graph, byte for byte. So a graph file can stand among the inputs beside documents, and be
written as a roadmap that a person edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadloom.graph.model import (
    Choice,
    Duration,
    Entry,
    Finding,
    Origin,
    Phase,
    Project,
    Reading,
    Resource,
    Roadmap,
    Source,
    Statement,
    SuggestedPath,
    Text,
    Topic,
)

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, Any]
_Spot = tuple[str, str, int, str]  # node, and where it is named: source, line, text
_SLOTS = {"covers": "topics", "practises": "topics", "part_of": "parent", "version_of": "whole"}
_MAKERS: dict[str, Any] = {"topic": Topic, "resource": Resource, "project": Project}


def unweave(graph: nx.MultiDiGraph) -> Reading:
    """Return a reading whose roadmaps are settled: every entry carries its id, and the order stands in statements."""
    header = graph.graph
    return Reading(
        sources=[_source(row) for row in header["sources"]],
        roadmaps=_Unweaver(graph).roadmaps(),
        findings=[Finding(**{**row, "origins": [Origin(**origin) for origin in row.get("origins", ())]}) for row in header["findings"]],
        title=header["title"],
        areas={area: dict(row) for area, row in header.get("areas", {}).items()},
        former_ids={node: list(data["former_ids"]) for node, data in sorted(graph.nodes(data=True)) if data["former_ids"]},
        merged={node: dict(data["merged"]) for node, data in sorted(graph.nodes(data=True)) if data.get("merged")},
        prefer_language=header.get("prefer_language"),
    )


class _Unweaver:
    """Makes one entry for each place that names a thing, and a further one where a place puts it into several wholes."""

    def __init__(self, graph: nx.MultiDiGraph) -> None:
        self._nodes: dict[str, Row] = dict(sorted(graph.nodes(data=True)))
        self._edges: list[tuple[str, str, str, Row]] = sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
        self._sources = {row["id"]: _source(row) for row in graph.graph["sources"]}
        self._outvoted = graph.graph.get("outvoted", ())
        self._roadmap_of: dict[str, Roadmap] = {}  # by the node of a roadmap or phase
        self._phase_of: dict[str, Phase] = {}
        self._at: dict[_Spot, list[tuple[Any, Roadmap]]] = {}
        self._first: dict[tuple[str, int], Entry] = {}  # by node and the roadmap's identity
        self._filled: set[tuple[int, str]] = set()  # an entry's identity and a slot that holds one thing

    def roadmaps(self) -> list[Roadmap]:
        """Return all roadmaps, by source and line."""
        self._make_roadmaps()
        self._make_phases()
        self._make_placed()
        links = list(self._make_linked())
        self._make_bare()
        for entry, slot, head, roadmap in links:
            other = self._entry(head, roadmap)
            if slot == "topics":
                entry.topics.append(other)
            else:
                setattr(entry, slot, other)
        self._describe()
        self._make_statements()
        self._make_choices()
        self._make_paths()
        for roadmap in self._all:
            roadmap.topics.sort(key=self._order)
            roadmap.resources.sort(key=self._order)
            roadmap.projects.sort(key=self._order)
        return self._all

    # -- frames ---------------------------------------------------------------------------------------------------------------------

    def _make_roadmaps(self) -> None:
        nodes = [node for node, data in self._nodes.items() if data["kind"] == "roadmap"]
        for node in sorted(nodes, key=lambda node: (len(node), node)):  # of twins, `x-2` before `x-10`
            data = self._nodes[node]
            mention = data["mentions"][0]
            self._roadmap_of[node] = Roadmap(
                title=data["title"],
                source=self._sources[mention["source"]],
                line=mention["line"],
                text=mention["text"],
                language=data.get("language"),
                author=data["author"],
                published=data["published"],
                goal=[Text(text, mention["line"]) for text in data["goal"]],
                outcomes=[Text(**row) for row in data["outcomes"]],
                weekly_hours=_duration(data["weekly_hours"]),
                settled=True,
            )
        rank = {source: i for i, source in enumerate(self._sources)}
        self._all = sorted(self._roadmap_of.values(), key=lambda roadmap: (rank[roadmap.source.id], roadmap.line, roadmap.title))

    def _make_phases(self) -> None:
        inside: dict[str, list[tuple[str, Row]]] = {}
        for part, whole, key, data in self._edges:
            if key == "part_of" and self._nodes[part]["kind"] == "phase":
                inside.setdefault(whole, []).append((part, data["evidence"][0]))
        todo = list(self._roadmap_of)
        while todo:
            whole = todo.pop()
            parts = sorted(inside.get(whole, ()), key=lambda part: self._nodes[part[0]]["position"])
            for part, row in parts:
                self._make_phase(part, whole, row)
            todo += [part for part, _ in reversed(parts)]

    def _make_phase(self, node: str, whole: str, row: Row) -> None:
        data, roadmap = self._nodes[node], self._roadmap_of[whole]
        phase = Phase(
            name=data["name"],
            line=row["line"],
            text=row["text"],
            ordinal=data["ordinal"],
            parent=self._phase_of.get(whole),
            ordered=data.get("ordered", True),
            aliases=_other_names(data),
            goal=[Text(text, row["line"]) for text in data["goal"]],
            outcomes=[Text(**outcome) for outcome in data["outcomes"]],
            duration=_duration(data["duration"]),
            also=[Text(m["text"], m["line"]) for m in data["mentions"] if (m["line"], m["text"]) != (row["line"], row["text"])],
        )
        self._roadmap_of[node], self._phase_of[node] = roadmap, phase
        self._first[node, id(roadmap)] = phase
        roadmap.phases.append(phase)

    # -- entries --------------------------------------------------------------------------------------------------------------------

    def _make_placed(self) -> None:
        """Make the entries of all places that put something into a phase."""
        for node, phase, key, data in self._edges:
            if key == "part_of" and phase in self._phase_of and self._nodes[node]["kind"] in _MAKERS:
                for row in data["evidence"]:
                    entry, _ = self._free(node, row, "phase", self._roadmap_of[phase])
                    entry.phase = self._phase_of[phase]
                    if isinstance(entry, Topic):
                        entry.subject = node in self._nodes[phase]["subjects"]

    def _make_linked(self) -> Iterator[tuple[Any, str, str, Roadmap]]:
        """Make the entries of all places that join one thing to another; yield what is to be put into them once all are there."""
        for tail, head, key, data in self._edges:
            if key in _SLOTS and head not in self._roadmap_of and self._nodes[tail]["kind"] in _MAKERS:
                for row in data["evidence"]:
                    entry, roadmap = self._free(tail, row, _SLOTS[key])
                    yield entry, _SLOTS[key], head, roadmap

    def _make_bare(self) -> None:
        """Make the entries of the places that name a thing and no more."""
        for node, data in self._nodes.items():
            if data["kind"] in _MAKERS:
                for mention in data["mentions"]:
                    if _spot(node, mention) not in self._at:
                        self._make(node, mention, self._roadmap_at(mention))

    def _free(self, node: str, row: Row, slot: str, roadmap: Roadmap | None = None) -> tuple[Any, Roadmap]:
        """Return an entry of a place, and its roadmap, whose slot is free. A list of topics always is."""
        there = self._at.get(_spot(node, row), [])
        for entry, home in there:
            if (roadmap is None or home is roadmap) and (id(entry), slot) not in self._filled:
                break
        else:
            home = roadmap or (there[0][1] if there else self._roadmap_at(row))
            entry = self._make(node, row, home)
        if slot != "topics":
            self._filled.add((id(entry), slot))
        return entry, home

    def _make(self, node: str, row: Row, roadmap: Roadmap) -> Any:
        data = self._nodes[node]
        entry = _MAKERS[data["kind"]](data["name"], row["line"], row["text"], id=node)
        lists: dict[str, list[Any]] = {"topic": roadmap.topics, "resource": roadmap.resources, "project": roadmap.projects}
        lists[data["kind"]].append(entry)
        self._at.setdefault(_spot(node, row), []).append((entry, roadmap))
        self._first.setdefault((node, id(roadmap)), entry)
        return entry

    def _entry(self, node: str, roadmap: Roadmap) -> Entry:
        """Return what a roadmap's other entries point at to mean a node: its first entry there, else one made for that."""
        if (node, id(roadmap)) not in self._first:
            data = self._nodes[node]
            if data["kind"] == "topic":
                return self._make(node, {"source": "", "line": 0, "text": ""}, roadmap)
            here = [mention for mention in data["mentions"] if mention["source"] == roadmap.source.id]
            return self._make(node, (here or data["mentions"])[0], roadmap)
        return self._first[node, id(roadmap)]

    def _roadmap_at(self, row: Row) -> Roadmap:
        """Return the roadmap that a line belongs to: the last one of its document that has begun there."""
        found = [roadmap for roadmap in self._all if roadmap.source.id == row["source"]]
        if not found and row["source"] in self._sources and row["line"] > 0:  # notes that only brought statements
            source = self._sources[row["source"]]
            found = [Roadmap(source.title, source, line=0, settled=True)]
            self._all += found
        found = found or self._all
        begun = [roadmap for roadmap in found if roadmap.line <= row["line"]]
        return begun[-1] if begun else found[0]

    def _describe(self) -> None:
        """Put what is known of a thing as a whole to one of its entries."""
        of: dict[str, list[tuple[Any, Roadmap]]] = {}
        for (node, *_), entries in self._at.items():
            of.setdefault(node, []).extend(entry for entry in entries if entry[0].line > 0)
        for node, entries in of.items():
            data, first = self._nodes[node], entries[0][0]
            first.aliases = _other_names(data)
            if isinstance(first, Topic):
                _describe_topic(first, data, entries)
            elif isinstance(first, Resource):
                first.urls, first.authors, first.must = list(data["urls"]), list(data["authors"]), data["must"]
                first.media, first.language, first.note = data["media"], data["language"], data["note"]
            else:
                first.note = data["note"]

    def _order(self, entry: Any) -> tuple[int, int, str]:
        """Sort by line; the subjects of a phase on one line as the phase lists them."""
        place = 0
        if isinstance(entry, Topic) and entry.subject:
            phase = next(node for node, phase in self._phase_of.items() if phase is entry.phase)
            place = self._nodes[phase]["subjects"].index(entry.id)
        return entry.line, place, entry.id

    # -- order, choices, paths ------------------------------------------------------------------------------------------------------

    def _make_statements(self) -> None:
        outvoted = [(row["before"], row["after"], "order", {**row, "weight": 0.0}) for row in self._outvoted]
        for before, after, relation, data in [*self._edges, *outvoted]:
            if relation not in ("prerequisite", "order"):
                continue
            for row in data["evidence"]:
                roadmap = self._roadmap_of.get(before) or self._roadmap_at(row)
                first, second = self._entry(before, roadmap), self._entry(after, roadmap)
                assert isinstance(first, Topic | Phase)  # nothing else is ordered
                assert isinstance(second, Topic | Phase)
                roadmap.statements.append(
                    Statement(
                        first,
                        second,
                        rule=row["rule"],
                        line=row["line"],
                        text=row["text"],
                        against=not row["for"],
                        weight=data["weight"],
                        source=None if row["source"] == roadmap.source.id else row["source"],
                        relation=relation,
                    )
                )

    def _make_choices(self) -> None:
        """Make a choice of all things between which one place gives alternatives."""
        import networkx as nx

        pairs: dict[tuple[str, int, str], nx.Graph] = {}
        for one, other, key, data in self._edges:
            if key == "alternative":
                for row in data["evidence"]:
                    pairs.setdefault((row["source"], row["line"], row["text"]), nx.Graph()).add_edge(one, other)
        for (source, line, text), graph in pairs.items():
            roadmap = self._roadmap_at({"source": source, "line": line})
            for members in sorted(sorted(clique) for clique in nx.find_cliques(graph)):
                entries = [self._entry(member, roadmap) for member in members]
                roadmap.choices.append(Choice([entry for entry in entries if isinstance(entry, Topic)], line, text))

    def _make_paths(self) -> None:
        for node, roadmap in self._roadmap_of.items():
            for path in self._nodes[node].get("paths", ()):
                steps = [[self._entry(entry, roadmap) for entry in step] for step in path["steps"]]
                roadmap.paths.append(SuggestedPath(path["name"], path["line"], steps))


def _describe_topic(first: Topic, data: Row, entries: list[tuple[Any, Roadmap]]) -> None:
    first.names, first.category, first.area = dict(data["names"]), data["category"], data.get("area")
    first.questions = [Text(question, first.line) for question in data["questions"]]
    first.definitions = [Text(row["text"], row["line"], row["source"], row.get("lang")) for row in data["definition"]]
    if data["hours"]:
        said = data["hours"]["from"]
        entry = next((entry for entry, roadmap in entries if roadmap.source.id == said["source"]), first)
        entry.duration = Duration(data["hours"]["value"], data["hours"]["value"], "hour", said["text"])


def _spot(node: str, row: Row) -> _Spot:
    return node, row["source"], row["line"], row["text"]


def _source(row: Row) -> Source:
    return Source(row["id"], row["path"], row["title"], row["language"], row["sha256"])


def _duration(row: Row | None) -> Duration | None:
    return None if row is None else Duration(row["min"], row["max"], row["unit"], row["text"])


def _other_names(data: Row) -> list[str]:
    return [alias for alias in data["aliases"] if alias != data["name"]]
