"""The graph as a vault sees it: every note's name and folder, its neighbours in reading order, its area and its state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx

from roadloom.errors import InputError
from roadloom.exporters.obsidian import names
from roadloom.exporters.obsidian.escaping import Md, clean, text, weblink, wikilink
from roadloom.exporters.obsidian.wishes import DEFAULT, Wishes

if TYPE_CHECKING:
    from roadloom.graph.learner import Learner

KINDS = ("roadmap", "phase", "topic", "project", "resource")
_BY_CHOICE = ("topic", "roadmap", "phase", "project", "resource")
"""Whose note gets the bare name where several things are called the same: what one links to most comes first."""
_UNRANKED = 10**9
_FOLDER_BYTES = 60
"""Longest name of a folder: paths on Windows end at 260 characters."""

Edge = tuple[str, Mapping[str, Any]]


class Vault:
    """What the notes of one graph need to know, worked out once.

    Parameters
    ----------
    graph : a knowledge graph of the documented format; it is not changed.
    words : interface words of one language.
    learner : whose states the notes show; None means that nothing is known.
    pages : further notes (identity → title) that take part in the choice of names.
    wishes : how the vault is laid out.
    """

    def __init__(
        self,
        graph: nx.MultiDiGraph,
        words: Mapping[str, str],
        learner: Learner | None,
        pages: Mapping[str, str],
        wishes: Wishes = DEFAULT,
    ) -> None:
        self.graph = graph
        self.words = words
        self.learner = learner
        self.wishes = wishes
        self.sources: dict[str, Mapping[str, Any]] = {s["id"]: s for s in graph.graph.get("sources", ())}
        self._out: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
        self._in: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
        self._index()
        told: Mapping[str, Mapping[str, str]] = graph.graph.get("areas") or {}
        self.area_names = {area: clean(called.get(words["language_code"]) or called.get("en") or area) for area, called in told.items()}
        self._titles = {node: self._title(data, node) for node, data in graph.nodes(data=True)}
        self._places = {node: self._place(data, node) for node, data in graph.nodes(data=True)}
        self.by_kind = {kind: sorted((n for n, d in graph.nodes(data=True) if d.get("kind") == kind), key=self.place) for kind in KINDS}
        self.parents = self._parents()
        self.roadmap_of = {phase: self._root(phase) for phase in self.by_kind["phase"]}
        self._starts = self._roadmap_starts()
        self.areas = self._areas()
        self.listed = self._listed()
        self.note_names = self._names(pages)
        self.order_of = {topic: i for i, topic in enumerate(self.by_kind["topic"])}
        self._links: dict[str, Md] = {}
        self.known = self._known()
        self.reach = self._reach()
        self.ready = self._ready()

    # -- neighbours ------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        for before, after, relation, data in self.graph.edges(keys=True, data=True):
            self._out[relation][before].append((after, data))
            self._in[relation][after].append((before, data))

    def place(self, node: str) -> tuple[Any, ...]:
        """Sort nodes as one would read them: learning order for topics, document order for phases, essential resources first."""
        return self._places[node]

    @staticmethod
    def _place(data: Mapping[str, Any], node: str) -> tuple[Any, ...]:
        rank = data.get("rank")
        position = data.get("position")
        return (
            _UNRANKED if rank is None else rank,
            not data.get("must", False),
            _UNRANKED if position is None else position,
            *next(((m["source"], m["line"]) for m in data.get("mentions", ())), ("", 0)),
            node,
        )

    def after(self, node: str, relation: str, *kinds: str) -> list[Edge]:
        """Return where the edges of a relation lead from a node, in reading order."""
        return self._sorted(self._out[relation].get(node, ()), kinds)

    def before(self, node: str, relation: str, *kinds: str) -> list[Edge]:
        """Return where the edges of a relation come from, in reading order."""
        return self._sorted(self._in[relation].get(node, ()), kinds)

    def _sorted(self, edges: Iterable[Edge], kinds: tuple[str, ...]) -> list[Edge]:
        found = [e for e in edges if not kinds or self.kind(e[0]) in kinds]
        return sorted(found, key=lambda e: self.place(e[0]))

    def word(self, group: str, key: str | None) -> str | None:
        """Return the interface word for a value of a closed list; None for anything else."""
        return self.words.get(f"{group}_{key}")

    def count(self, what: str, n: int) -> str:
        """Say how many there are of something, in the right number."""
        return self.words[f"count_{what}_one" if n == 1 else f"count_{what}"].format(n=n)

    def kind(self, node: str) -> str:
        """Return the kind of a node."""
        return str(self.graph.nodes[node].get("kind", ""))

    # -- where things stand ----------------------------------------------------------------------------------------

    def _parents(self) -> dict[str, str]:
        """Map every phase to the phase or roadmap that it is part of."""
        found = {}
        for phase in self.by_kind["phase"]:
            wholes = self.after(phase, "part_of", "phase", "roadmap")
            if wholes:
                found[phase] = wholes[0][0]
        return found

    def _root(self, phase: str) -> str | None:
        """Return the roadmap of a phase; None where the chain upwards ends elsewhere or, in a broken graph, in a circle."""
        seen: set[str] = set()
        node = phase
        while node in self.parents and node not in seen:
            seen.add(node)
            node = self.parents[node]
        return node if self.kind(node) == "roadmap" else None

    def top_phase(self, phase: str) -> str:
        """Return the outermost phase around a phase."""
        seen = {phase}
        while (up := self.parents.get(phase)) and self.kind(up) == "phase" and up not in seen:
            phase = up
            seen.add(up)
        return phase

    def phases_of(self, node: str) -> list[str]:
        """Return the phases that hold a node, directly or through the topics it is part of."""
        found: list[str] = []
        seen = {node}
        queue = [node]
        for here in queue:
            for whole, _ in self.after(here, "part_of"):
                if self.kind(whole) == "phase" and whole not in found:
                    found.append(whole)
                elif self.kind(whole) == "topic" and whole not in seen:
                    seen.add(whole)
                    queue.append(whole)
        return found

    def _areas(self) -> dict[str, str]:
        """Map topics to an area: the outermost phase that holds them in the roadmap with the most topics.

        One broad roadmap thus names most areas, instead of every roadmap cutting the same field in its own way. Where the graph
        knows areas, they are those, and a topic without one shares that of the topic it is a part of.
        """
        if self.area_names:
            found = {topic: self._own_area(topic) for topic in self.by_kind["topic"]}
            return {topic: area for topic, area in found.items() if area}
        tops = {topic: sorted({self.top_phase(p) for p in self.phases_of(topic)}) for topic in self.by_kind["topic"]}
        size: dict[str, int] = defaultdict(int)
        for phases in tops.values():
            for roadmap in {self.roadmap_of.get(p) or "" for p in phases}:
                size[roadmap] += 1

        def first(phase: str) -> tuple[Any, ...]:
            roadmap = self.roadmap_of.get(phase) or ""
            return -size[roadmap], roadmap, self.place(phase)

        return {topic: min(phases, key=first) for topic, phases in tops.items() if phases}

    def _own_area(self, topic: str) -> str | None:
        """Return the area of a topic, or of the nearest topic that it is a part of."""
        queue, seen = [topic], {topic}
        for here in queue:
            area = self.graph.nodes[here].get("area")
            if area in self.area_names:
                return str(area)
            wholes = [whole for whole, _ in self.after(here, "part_of", "topic") if whole not in seen]
            queue += wholes
            seen |= set(wholes)
        return None

    def _roadmap_starts(self) -> dict[str, list[tuple[int, str]]]:
        """Map every document to the lines at which its roadmaps are named, in order."""
        starts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for roadmap in self.by_kind["roadmap"]:
            for mention in self.graph.nodes[roadmap].get("mentions", ()):
                starts[mention["source"]].append((mention["line"], roadmap))
        return {source: sorted(found) for source, found in starts.items()}

    def area(self, topic: str) -> str:
        """Return the name of a topic's area: the graph's own, else its phase without the ordinal; "" where it has neither."""
        area = self.areas.get(topic)
        if area is None:
            return ""
        named = self.area_names.get(area)
        return named or clean(self.graph.nodes[area].get("name") or area)

    def area_link(self, topic: str) -> Md | None:
        """Name the area of a topic, as a link where it is a phase."""
        area = self.areas.get(topic)
        return None if area is None else self.link(area) if area in self.graph else text(self.area(topic))

    def trail(self, phase: str) -> list[str]:
        """Return what a phase stands in, outermost first."""
        found: list[str] = []
        while (up := self.parents.get(phase)) and up not in found:
            found.insert(0, up)
            phase = up
        return found

    def roadmap_at(self, source: str, line: int) -> str | None:
        """Return the roadmap of a document that a line belongs to: the last one that starts at or above it."""
        starts = self._starts.get(source, [])
        return next((r for start, r in reversed(starts) if start <= line), starts[0][1] if starts else None)

    # -- names and links -------------------------------------------------------------------------------------------

    def title(self, node: str) -> str:
        """Return what a person reads as the heading of a node's note."""
        return self._titles[node]

    def _title(self, data: Mapping[str, Any], node: str) -> str:
        name = display_name(data, self.words) or node
        ordinal = clean(data.get("ordinal") or "")
        if not ordinal or name.startswith(ordinal):
            return name
        return f"{ordinal}{'' if ordinal[-1] in '、：' else ' ' if ordinal[-1] in '.):）' else ' · '}{name}"

    def _names(self, pages: Mapping[str, str]) -> dict[str, str]:
        wishes = [(identity, [title]) for identity, title in pages.items()]
        for kind in _BY_CHOICE:
            for node in sorted(node for node in self.by_kind[kind] if node not in self.listed):
                title = self.title(node)
                roadmap = self.roadmap_of.get(node)
                twin = self.title(roadmap) if roadmap else self.words["kind_" + kind]
                wishes.append((node, [title, f"{title} ({twin})"]))
        return names.unique(wishes)

    def link(self, node: str) -> Md:
        """Link to the note of a node or page, shown under its title; what is only listed elsewhere is named, with its page."""
        if node not in self._links:
            self._links[node] = self._link(node)
        return self._links[node]

    def _link(self, node: str) -> Md:
        if node in self.listed:
            url = self.graph.nodes[node].get("url")
            return weblink(self.title(node), url) if url else text(self.title(node))
        name = self.note_names[node]
        return wikilink(name, self.title(node) if node in self.graph else name)

    def path(self, node: str) -> str:
        """Return where the note of a node stands, with forward slashes."""
        folder = self._folder(node)
        return f"{folder}/{self.note_names[node]}.md" if folder else f"{self.note_names[node]}.md"

    def _folder(self, node: str) -> str:
        """Return the folder of a note: by kind, phases in one of their roadmap; or by area; or none."""
        kind = self.kind(node)
        if self.wishes.folders == "none":
            return ""
        if self.wishes.folders == "area" and kind not in ("roadmap", "phase"):
            near = [node] if kind == "topic" else [t for t, _ in self.after(node, "covers" if kind == "resource" else "practises", "topic")]
            area = next((area for topic in near if (area := self.area(topic))), self.words["no_area"])
            return names.safe(area, area, _FOLDER_BYTES)
        folder = self.words["folder_" + kind]
        roadmap = self.roadmap_of.get(node)
        return f"{folder}/{names.safe(self.note_names[roadmap], roadmap, _FOLDER_BYTES)}" if roadmap else folder

    def folder_of_pages(self, page: str) -> str:
        """Return how the paths of saved paths begin."""
        return "" if self.wishes.folders == "none" else f"{self.words['folder_' + page]}/"

    def _listed(self) -> frozenset[str]:
        """Return the resources that get no note, since too few topics use them: they stand in the notes of those."""
        few = self.wishes.resource_notes
        uses = {r: len(self._out["covers"].get(r, ())) + len(self._out["part_of"].get(r, ())) for r in self.by_kind["resource"]}
        return frozenset(resource for resource, count in uses.items() if 0 < count < few)

    def place_link(self, source: str, line: int) -> Md:
        """Name a place in a document: its roadmap as a link, and the line."""
        if line == 0:
            return text(self.words.get(f"rule_{source}") or self.document(source))
        roadmap = self.roadmap_at(source, line)
        where = self.link(roadmap) if roadmap else Md(f"`{self.document(source).replace('`', '')}`")
        return Md(f"{where} · {self.words['line'].format(n=line)}")

    def document(self, source: str) -> str:
        """Return the path of a document."""
        return clean(self.sources.get(source, {}).get("path") or source)

    # -- the learner -----------------------------------------------------------------------------------------------

    def _known(self) -> set[str]:
        """Return the topics that are known, with all that they imply."""
        from roadloom.graph.paths import implied

        return implied(self.graph, self._marked())

    def _marked(self) -> list[str]:
        return [topic for topic in self.by_kind["topic"] if self.learner and self.learner.status(topic) == "known"]

    def status(self, node: str) -> str:
        """Return known, doing, skip or open."""
        if node in self.known:
            return "known"
        return (self.learner.status(node) if self.learner else None) or "open"

    def alternatives(self, topic: str) -> list[str]:
        """Return the topics that serve instead of this one, whichever way their edges run."""
        both = {e[0] for e in (*self.after(topic, "alternative", "topic"), *self.before(topic, "alternative", "topic"))}
        return sorted(both - {topic}, key=self.place)

    def _ready(self) -> list[str]:
        """Return the topics that can be learned now: those begun, then those that open the way to the most others."""
        from roadloom.graph.paths import frontier

        skipped = [topic for topic in self.by_kind["topic"] if self.status(topic) == "skip"]
        found = [step.id for step in frontier(self.graph, self._marked(), skipped=skipped)]
        return sorted(found, key=lambda topic: self.status(topic) != "doing")

    def _reach(self) -> dict[str, int]:
        """Count, for every topic, the topics that need it, directly or not.

        One bit per topic in a Python integer: a union is one operation, however many topics there are.
        """
        topics = self.by_kind["topic"]
        bit = {topic: 1 << i for i, topic in enumerate(topics)}
        order = nx.DiGraph([(b, a) for a in topics for b, _ in self.before(a, "prerequisite", "topic")])
        order.add_nodes_from(topics)
        if not nx.is_directed_acyclic_graph(order):
            raise InputError("the prerequisites of this graph run in a circle.", remedy="Build the graph again with `roadloom build`.")
        reached: dict[str, int] = {}
        for topic in reversed(list(nx.topological_sort(order))):
            reached[topic] = 0
            for later in order.successors(topic):
                reached[topic] |= reached[later] | bit[later]
        return {topic: bits.bit_count() for topic, bits in reached.items()}


def display_name(data: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Return what a node is called in the reader's language; what a book is called is not translated."""
    settled = None if data.get("kind") == "resource" else (data.get("names") or {}).get(words["language_code"])
    return clean(data.get("title") or settled or data.get("name") or "")
