"""What the graph says, as cards need it: names, usable definitions, reasons, closed lists, things set against each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import networkx as nx

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.paths import names_of

from .markup import clean, flat, occurs, width, without
from .words import OPEN_LIST, VERSUS

Origin = tuple[str, int]
"""A source id and a line."""

_SEPARATOR = re.compile(r"\s*(?:[、，,/;；+]|&|\bvs\.?|\band\b|\bor\b|和|及|与|與|或)\s*", re.IGNORECASE)
_BREAK = re.compile(r"[|，。；;：:,、()（）\n]")
_BY_WAY = " (by way of "
_MARKER = re.compile(r"^\s*(?:#{1,6}|[-*+•>]|\d+[.)、])\s+")
_EXAMPLES = re.compile(f"{OPEN_LIST.pattern}|[?？]", re.IGNORECASE)
"""A line that lists examples; what stands beside a question are examples of an answer."""

_REASONS = ("user", "lexicon", "stated")
"""Rules whose evidence says why in words, best first; the others only say where something stands."""
_SHORT, _GOOD, _LONG = 6, 24, 400  # widths: below the first a text defines nothing, between the last two it reads best
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Definition:
    """What a document (or the lexicon) says a topic is."""

    text: str
    source: str
    line: int
    lang: str

    @property
    def origin(self) -> Origin:
        return self.source, self.line


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a topic comes first."""

    before: str
    text: str
    origin: Origin


class View:
    """A read-only view of a graph in the reader's language ("en" or "zh")."""

    def __init__(self, graph: nx.MultiDiGraph, lang: str) -> None:
        self.graph = graph
        self.lang = lang
        self.sources: dict[str, Mapping[str, Any]] = {str(source["id"]): source for source in graph.graph.get("sources", ())}
        topics = (node for node, kind in graph.nodes(data="kind") if kind == "topic")
        self.topics: list[str] = sorted(topics, key=lambda node: (*_rank(graph.nodes[node]), node))
        self.place: dict[str, int] = {topic: at for at, topic in enumerate(self.topics)}
        self._shown: dict[str, str] = {}
        self._surfaces: dict[str, list[str]] = {}
        self._other_names: dict[str, list[str]] = {}
        self._definitions: dict[str, list[Definition]] = {}

    def name(self, node: str) -> str:
        """Name a node in the reader's language, else as the graph names it."""
        if node not in self._shown:
            named = next((name for lang, name in self._names(node) if lang.startswith(self.lang)), None)
            self._shown[node] = clean(named or self.graph.nodes[node].get("name") or node)
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
            self._surfaces[node] = [form for form in dict.fromkeys(clean(form) for form in names_of(self.graph.nodes[node])) if form]
        return self._surfaces[node]

    def _names(self, node: str) -> list[tuple[str, str]]:
        return sorted((self.graph.nodes[node].get("names") or {}).items())

    def language(self, source: str) -> str:
        """Tell the language of a source, the reader's if nothing is known of it."""
        language = str(self.sources.get(source, {}).get("language") or "")
        return language if language and language != "und" else self.lang

    # -- what a topic is ----------------------------------------------------------------------------------------------------------

    def sayings(self, topic: str) -> list[Definition]:
        """List all that is said of a topic, usable as a definition or not; the reader's language first, then what reads best."""
        said = (
            Definition(clean(entry["text"]), str(entry.get("source") or ""), int(entry.get("line") or 0), str(entry.get("lang") or ""))
            for entry in self.graph.nodes[topic].get("definition") or ()
        )
        told = [Definition(d.text, d.source, d.line, d.lang or self.language(d.source)) for d in said if d.text]
        return sorted(told, key=self._goodness)

    def _goodness(self, said: Definition) -> tuple[bool, bool, bool, str, int, str]:
        foreign, poor = not said.lang.startswith(self.lang), not _GOOD <= width(said.text) <= _LONG
        return foreign, poor, said.source not in self.sources, said.source, said.line, said.text

    def definitions(self, topic: str) -> list[Definition]:
        """List the usable definitions, best first: those that say more than the name and do more than list topics."""
        if topic not in self._definitions:
            self._definitions[topic] = [definition for definition in self.sayings(topic) if self._defines(definition.text, topic)]
        return self._definitions[topic]

    def _defines(self, text: str, topic: str) -> bool:
        key = flat(text)
        if width(text) < _SHORT or not key or text.startswith(("如", "例如", "比如", "e.g.", "such as", "Such as")):
            return False
        return not any(key in flat(form) for form in self.surfaces(topic) if len(form) * 2 >= len(key)) and not self._lists(text)

    def _lists(self, text: str) -> bool:
        first, *rest = _SEPARATOR.split(text, maxsplit=1)
        if not rest or flat(OPEN_LIST.sub("", first)) not in self._known_names:  # most definitions: spares the work below
            return False
        pieces = [piece for piece in _SEPARATOR.split(OPEN_LIST.sub("", text).strip("。. ")) if piece]
        return all(flat(piece) in self._known_names for piece in pieces)

    @cached_property
    def _known_names(self) -> frozenset[str]:
        return frozenset(flat(form) for topic in self.topics for form in self.surfaces(topic))

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

    # -- what it stands beside ----------------------------------------------------------------------------------------------------

    def reasons(self, topic: str) -> list[Reason]:
        """List the direct prerequisites for which somebody says why, in learning order."""
        found = []
        for before, keyed in self.graph.pred[topic].items():
            if "prerequisite" in keyed and before in self.place:
                evidence = keyed["prerequisite"].get("evidence") or ()
                votes = [entry for entry in evidence if entry.get("for", True) and entry.get("rule") in _REASONS]
                told = [(entry, self._reason(entry, before, topic)) for entry in votes]
                told = [(entry, text) for entry, text in told if self._says_why(text, before, topic)]
                if told:
                    entry, text = min(told, key=lambda one: (_REASONS.index(one[0]["rule"]), *_origin(one[0]), one[1]))
                    found.append(Reason(before, text, _origin(entry)))
        return sorted(found, key=lambda reason: self.place[reason.before])

    def _reason(self, entry: Mapping[str, Any], before: str, topic: str) -> str:
        """Say why in the words of a document, or in those of the lexicon in the reader's language."""
        if entry["rule"] != "lexicon":
            return _MARKER.sub("", clean(entry.get("text") or ""))
        concept = self._lexicon.concepts.get(topic.removeprefix("topic/"))
        told = concept.needs.get(before.removeprefix("topic/")) if concept else None
        # A need that was contracted ("by way of") says why its last step is needed, which is no reason for this one.
        text = "" if _BY_WAY in str(entry.get("text")) else entry.get("text") or ""
        return clean((told or {}).get(self.lang) or text)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon.load()

    def _says_why(self, text: str, *topics: str) -> bool:
        """Whether a text says more than the names of the topics."""
        return width(flat(without(text, [form for topic in topics for form in self.surfaces(topic)], gap=""))) >= _GOOD // 2

    def parts(self, topic: str) -> tuple[list[str], Origin] | None:
        """Find the parts of a topic, if one line of a document lists all that this document counts to it and the list is short and closed.

        The parts come in the order of the line.
        """
        lists, rows = self._lists_of(topic), dict(self.rows(topic))
        of_source: dict[str, set[str]] = defaultdict(set)
        for origin, (_, members) in lists.items():
            of_source[origin[0]] |= members
        closed = [
            origin
            for origin, (text, members) in lists.items()
            if 2 <= len(members) <= _MOST_PARTS and members == of_source[origin[0]] and not (_EXAMPLES.search(text) or origin in rows)
        ]
        if not closed:
            return None
        best = min(closed, key=lambda origin: (not self.language(origin[0]).startswith(self.lang), -len(lists[origin][1]), origin))
        return self._parts_on(topic, best), best

    def rows(self, topic: str) -> list[tuple[Origin, str]]:
        """Find the rows of tables that give a topic with questions its examples: the place, and the words of that cell.

        The graph does not say on which line a question stands. But a row names topic and examples in different cells of one line.
        """
        if not self.graph.nodes[topic].get("questions"):
            return []
        cells = {_origin(mention): clean(mention.get("text") or "") for mention in self.mentions(topic)}
        found = []
        for origin, (words, _) in sorted(self._lists_of(topic).items()):
            if origin in cells and words and words not in cells[origin] and cells[origin] not in words:
                found.append((origin, words))
        return found

    def _parts_on(self, topic: str, origin: Origin) -> list[str]:
        """List the parts of a topic that one line names, in the order of that line."""
        text, members = self._lists_of(topic).get(origin, ("", set()))
        return sorted(members, key=lambda member: (self._where(member, text), self.place[member]))

    def _lists_of(self, topic: str) -> dict[Origin, tuple[str, set[str]]]:
        """Gather the lines that name parts of a topic: the words of each, and the parts that it names."""
        lines: dict[Origin, tuple[str, set[str]]] = {}
        for member, keyed in self.graph.pred[topic].items():
            if "part_of" in keyed and member in self.place:
                for entry in keyed["part_of"].get("evidence") or ():
                    text, members = lines.get(_origin(entry), ("", set()))
                    longest = max(text, clean(entry.get("text") or ""), key=lambda words: (len(words), words))
                    lines[_origin(entry)] = longest, members | {member}
        return lines

    def _where(self, topic: str, text: str) -> int:
        folded = text.casefold()
        places = [folded.find(form.casefold()) for form in self.surfaces(topic)]
        return min((at for at in places if at >= 0), default=len(folded))

    @cached_property
    def contrasts(self) -> dict[str, list[tuple[str, Origin]]]:
        """Find the topics that a document sets against each other ("A vs B"): later one -> earlier ones, each with the first such place."""
        lines: dict[Origin, tuple[str, set[str]]] = {}
        for topic in self.topics:
            for mention in self.graph.nodes[topic].get("mentions") or ():
                text = mention.get("text") or ""
                if "v" in text.casefold() and VERSUS.search(text):
                    words, named = lines.get(_origin(mention), ("", set()))
                    lines[_origin(mention)] = max(words, clean(text), key=lambda words: (len(words), words)), named | {topic}
        pairs: dict[tuple[str, str], Origin] = {}
        for origin in sorted(lines):
            for pair in self._opposed(*lines[origin]):
                pairs.setdefault(pair, origin)
        found: dict[str, list[tuple[str, Origin]]] = defaultdict(list)
        for first, second in sorted(pairs):
            found[second].append((first, pairs[first, second]))
        return dict(found)

    @cached_property
    def projects(self) -> dict[str, list[tuple[str, list[str]]]]:
        """Sort the projects by the last topic that each practises: that topic -> (project, all its topics in learning order)."""
        found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        for node in sorted(node for node, kind in self.graph.nodes(data="kind") if kind == "project"):
            topics = {topic for topic, keyed in self.graph.succ[node].items() if "practises" in keyed and topic in self.place}
            if topics:
                practised = sorted(topics, key=self.place.__getitem__)
                found[practised[-1]].append((node, practised))
        return dict(found)

    def _opposed(self, text: str, topics: Iterable[str]) -> Iterator[tuple[str, str]]:
        sides = VERSUS.split(text)
        sides[0] = _BREAK.split(sides[0])[-1]
        sides[-1] = _BREAK.split(sides[-1])[0]
        named = [self._named(side, topics) for side in sides]
        for left, right in combinations(named, 2):
            for one in left - right:
                for other in right - left:
                    first, second = sorted((one, other), key=self.place.__getitem__)
                    yield first, second

    def _named(self, side: str, topics: Iterable[str]) -> set[str]:
        forms = {
            topic: max((form.casefold() for form in self.surfaces(topic) if occurs(form, side)), key=len, default="") for topic in topics
        }
        # "全参数微调" names that, not also "微调"
        return {topic for topic, form in forms.items() if form and not any(form != longer and form in longer for longer in forms.values())}

    # -- where it comes from ------------------------------------------------------------------------------------------------------

    def mentions(self, node: str) -> list[Mapping[str, Any]]:
        """List the places that name a node, in a fixed order."""
        return sorted(self.graph.nodes[node].get("mentions") or (), key=lambda m: (*_origin(m), m.get("text") or ""))

    def origins(self, node: str) -> list[Origin]:
        """List the first place in each document that names a node."""
        first: dict[str, Origin] = {}
        for mention in self.mentions(node):
            first.setdefault(_origin(mention)[0], _origin(mention))
        return list(first.values())


def _rank(data: Mapping[str, Any]) -> tuple[bool, float]:
    rank = data.get("rank")
    return (False, rank) if isinstance(rank, (int, float)) else (True, 0)


def _origin(entry: Mapping[str, Any]) -> Origin:
    return str(entry.get("source") or ""), int(entry.get("line") or 0)
