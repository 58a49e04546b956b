"""What the graph says of a topic, in the reader's language: its names, what it is, and where that stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import networkx as nx

from roadloom.graph.paths import names_of

from .beside import Beside
from .facts import Definition, Origin, origin_of
from .markup import clean, flat, width
from .words import CONTINUES, EXAMPLES, OPEN_LIST, TASKS

_SEPARATOR = re.compile(r"[、，,/;；+&]|\bvs\.?|\band\b|\bor\b|和|及|与|與|或", re.IGNORECASE)
_MARK = 20  # more characters than any mark of a list before its first name has
_SHORT, _GOOD, _LONG = 6, 24, 200  # widths: below the first a text defines nothing, between the last two it reads best


class View:
    """A read-only view of a graph in the reader's language ("en" or "zh"); with `both`, the other one gives hints."""

    def __init__(self, graph: nx.MultiDiGraph, lang: str, *, both: bool = False) -> None:
        self.graph = graph
        self.lang = lang
        self.other = "" if not both else "en" if lang == "zh" else "zh"  # the language of hints; "": none
        self.mark = "both" if both else lang  # what tells the notes apart from those made for other readers
        self.beside = Beside(self)
        self.sources: dict[str, Mapping[str, Any]] = {str(source["id"]): source for source in graph.graph.get("sources", ())}
        self.nodes: dict[str, dict[str, Any]] = dict(graph.nodes(data=True))
        topics = (node for node, data in self.nodes.items() if data.get("kind") == "topic")
        self.topics: list[str] = sorted(topics, key=lambda node: (*_rank(self.nodes[node]), node))
        self.place: dict[str, int] = {topic: at for at, topic in enumerate(self.topics)}
        self.terms: dict[str, str] = {}  # names as they stand on cards, HTML; kept here because several kinds of cards show them
        self._shown: dict[str, str] = {}
        self._surfaces: dict[str, list[str]] = {}
        self._other_names: dict[str, list[str]] = {}
        self._definitions: dict[str, list[Definition]] = {}

    @cached_property
    def _edges(self) -> dict[tuple[str, str], list[tuple[str, Mapping[str, Any]]]]:
        edges: dict[tuple[str, str], list[tuple[str, Mapping[str, Any]]]] = {}
        for source, target, relation, data in self.graph.edges(keys=True, data=True):
            edges.setdefault((relation, target), []).append((source, data))
        return edges

    @cached_property
    def _part_of(self) -> dict[str, list[str]]:
        wholes: dict[str, list[str]] = {}
        for (relation, whole), members in self._edges.items():
            if relation == "part_of":
                for member, _ in members:
                    wholes.setdefault(member, []).append(whole)
        return wholes

    def wholes(self, node: str) -> list[str]:
        """List what a node is part of, sorted."""
        return sorted(self._part_of.get(node, ()))

    def into(self, node: str, relation: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """List the nodes that a relation leads from into a node, each with what the edge says, in no order."""
        return self._edges.get((relation, node), ())

    def name(self, node: str) -> str:
        """Name a node in the reader's language, else as the graph names it."""
        if node not in self._shown:
            named = next((name for lang, name in self._names(node) if lang.startswith(self.lang)), None)
            self._shown[node] = clean(named or self.nodes[node].get("name") or node)
        return self._shown[node]

    def other_names(self, node: str) -> list[str]:
        """Name a node in the languages that are not the reader's."""
        if node not in self._other_names:
            own = flat(self.name(node))
            found = {flat(name): clean(name) for lang, name in self._names(node) if not lang.startswith(self.lang)}
            self._other_names[node] = [name for key, name in found.items() if key and key != own]
        return self._other_names[node]

    def surfaces(self, node: str) -> list[str]:
        """List every form of its name."""
        if node not in self._surfaces:
            self._surfaces[node] = [form for form in dict.fromkeys(clean(form) for form in names_of(self.nodes[node])) if form]
        return self._surfaces[node]

    def _names(self, node: str) -> list[tuple[str, str]]:
        return sorted((self.nodes[node].get("names") or {}).items())

    def language(self, source: str) -> str:
        """Tell the language of a source, the reader's if nothing is known of it."""
        language = str(self.sources.get(source, {}).get("language") or "")
        return language if language and language != "und" else self.lang

    # -- what a topic is ----------------------------------------------------------------------------------------------------------

    def sayings(self, topic: str) -> list[Definition]:
        """List all that is said of a topic, usable as a definition or not; the reader's language first, then what reads best."""
        said = [(clean(entry["text"]), entry) for entry in self.nodes[topic].get("definition") or ()]
        told = [self._said(text, entry) for text, entry in said if text]
        return sorted(told, key=self._goodness) if len(told) > 1 else told

    def _said(self, text: str, entry: Mapping[str, Any]) -> Definition:
        source, line = origin_of(entry)
        return Definition(text, source, line, str(entry.get("lang") or "") or self.language(source))

    def _goodness(self, said: Definition) -> tuple[bool, bool, bool, str, int, str]:
        foreign = not said.lang.startswith(self.lang)
        poor = not _GOOD <= width(said.text) <= _LONG or CONTINUES.match(said.text) is not None
        return foreign, poor, said.source not in self.sources, said.source, said.line, said.text

    def definitions(self, topic: str) -> list[Definition]:
        """List the usable definitions, best first: those that say more than the name and do more than list topics or set a task."""
        if topic not in self._definitions:
            self._definitions[topic] = [definition for definition in self.sayings(topic) if self._defines(definition.text, topic)]
        return self._definitions[topic]

    def translated(self, topic: str, best: Definition) -> Definition | None:
        """Find the best definition in the other language, if that was asked for and `best` is not in it already."""
        if not self.other or best.lang.startswith(self.other):
            return None
        return next((known for known in self.definitions(topic) if known.lang.startswith(self.other)), None)

    def _defines(self, text: str, topic: str) -> bool:
        key = flat(text)
        if width(text) < _SHORT or not key or EXAMPLES.match(text) or TASKS.match(text):
            return False
        return not any(key in flat(form) for form in self.surfaces(topic) if len(form) * 2 >= len(key)) and not self._lists(text)

    def _lists(self, text: str) -> bool:
        first = _SEPARATOR.search(text)
        if not first or first.start() > self._longest_name + _MARK:  # most definitions: spares the work below
            return False
        if flat(OPEN_LIST.sub("", text[: first.start()])) not in self._known_names:
            return False
        pieces = (flat(piece) for piece in _SEPARATOR.split(OPEN_LIST.sub("", text)))
        return all(piece in self._known_names for piece in pieces if piece)

    @cached_property
    def _known_names(self) -> frozenset[str]:
        return frozenset(flat(form) for topic in self.topics for form in self.surfaces(topic))

    @cached_property
    def _longest_name(self) -> int:
        return max((len(form) for topic in self.topics for form in self.surfaces(topic)), default=0)

    @cached_property
    def shared_definitions(self) -> frozenset[str]:
        """Texts that define several topics: nobody can tell from them which one is meant."""
        seen: dict[str, str] = {}
        shared = set()
        for topic in self.topics:
            for definition in self.definitions(topic)[:1]:
                if seen.setdefault(definition.text.casefold(), topic) != topic:
                    shared.add(definition.text.casefold())
        return frozenset(shared)

    # -- where it comes from ------------------------------------------------------------------------------------------------------

    def mentions(self, node: str) -> list[Mapping[str, Any]]:
        """List the places that name a node, in a fixed order."""
        return sorted(self.nodes[node].get("mentions") or (), key=lambda m: (*origin_of(m), m.get("text") or ""))

    def origins(self, node: str) -> list[Origin]:
        """List the first place in each document that names a node."""
        first: dict[str, int] = {}
        for mention in self.nodes[node].get("mentions") or ():
            source, line = origin_of(mention)
            first[source] = min(line, first.get(source, line))
        return sorted(first.items())


def _rank(data: Mapping[str, Any]) -> tuple[bool, float]:
    rank = data.get("rank")
    return (False, rank) if isinstance(rank, (int, float)) else (True, 0)
