"""What a topic stands beside: what it builds on, what it is made of, what it is set against, what practises and introduced it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from roadloom.graph.lexicon import Lexicon

from .facts import Origin, Reason, origin_of
from .markup import clean, flat, occurs, width, without
from .words import GENERIC_WORK, INTRODUCED, NAME, OPEN_LIST, REASONS, VERSUS

if TYPE_CHECKING:
    from .view import View

_BREAK = re.compile(r"[|，。；;：:,、()（）\n]")
_BY_WAY = " (by way of "
_MARKER = re.compile(r"^\s*(?:#{1,6}|[-*+•>]|\d+[.)、])\s+")
_EXAMPLES = re.compile(f"{OPEN_LIST.pattern}|[?？]", re.IGNORECASE)
"""A line that lists examples; what stands beside a question are examples of an answer."""
_KEY = re.compile(r"\b[a-z_]+:(?=\s)")
"""A key of a YAML line."""
_PRODUCTS = ("tool", "model")
"""Categories of which there are always more: no list of them is closed, and their parts are but what they are used for."""

_REASONS = ("user", "lexicon", "stated")
"""Rules whose evidence says why in words, best first; the others only say where something stands."""
_TELLING = 12  # width; what says less than this besides names says nothing
_NAMED = 3  # width of the shortest title
_MOST_PARTS = 6
_WORKS = ("paper", "course", "book", "article")


class Beside:
    """The neighbours of topics in a view."""

    def __init__(self, view: View) -> None:
        self.view = view

    def reasons(self, topic: str) -> list[Reason]:
        """List the direct prerequisites for which somebody says why, in learning order."""
        found = []
        needed = [before for before, _ in self.view.into(topic, "prerequisite") if before in self.view.place]
        for before, edge in self.view.into(topic, "prerequisite"):
            if before in self.view.place:
                votes = [e for e in edge.get("evidence") or () if e.get("rule") in _REASONS and e.get("for", True)]
                told = [(entry, text) for entry in votes if (text := self._reason(entry, before, topic, needed))]
                if told:
                    entry, text = min(told, key=lambda one: (_REASONS.index(one[0]["rule"]), *origin_of(one[0]), one[1]))
                    found.append(Reason(before, text, origin_of(entry), entry["rule"] == "lexicon", self._translated(entry, before, topic)))
        return sorted(found, key=lambda reason: self.view.place[reason.before])

    def _reason(self, entry: Mapping[str, Any], before: str, topic: str, needed: Iterable[str]) -> str:
        """Say why in the words of a document, if they tell more than what is needed, or of the lexicon in the reader's language."""
        if entry["rule"] != "lexicon":
            text = _MARKER.sub("", clean(entry.get("text") or ""))
            return text if REASONS.search(text) and self._says_more(text, topic, *needed) else ""
        # A need that was contracted ("by way of") says why its last step is needed, which is no reason for this one.
        text = "" if _BY_WAY in str(entry.get("text")) else entry.get("text") or ""
        return clean(self._lexicon.reasons(before, topic).get(self.view.lang) or text)

    def _translated(self, entry: Mapping[str, Any], before: str, topic: str) -> str:
        """Say why in the other language, if that was asked for; only the lexicon can."""
        if not self.view.other or entry["rule"] != "lexicon":
            return ""
        return clean(self._lexicon.reasons(before, topic).get(self.view.other) or "")

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon.load()

    def _says_more(self, text: str, *topics: str) -> bool:
        """Whether a text says more than the names of the topics."""
        return (
            width(
                flat(
                    without(
                        _KEY.sub("", text) if ":" in text else text,
                        [form for topic in topics for form in self.view.surfaces(topic)],
                        gap="",
                    )
                )
            )
            >= _TELLING
        )

    def parts(self, topic: str) -> tuple[list[str], Origin] | None:
        """Find the parts of a topic, if one line of a document lists all that this document counts to it and the list is short and closed.

        Closed: the line says nothing else, no mark of examples stands in it, most of the parts are no products, and not all are of other
        areas, which are its uses rather than its parts. The parts come in the order of the line.
        """
        if self.view.nodes[topic].get("category") in _PRODUCTS:
            return None
        lists, rows = self._lists_of(topic), dict(self.rows(topic))
        of_source: dict[str, set[str]] = defaultdict(set)
        for origin, (_, members) in lists.items():
            of_source[origin[0]] |= members
        closed = [
            origin
            for origin, (text, members) in lists.items()
            if 2 <= len(members) <= _MOST_PARTS and members == of_source[origin[0]] and not (_EXAMPLES.search(text) or origin in rows)
            if not self._says_more(text, topic, *members) and self._are_parts(topic, members)
        ]
        if not closed:
            return None
        best = min(
            closed, key=lambda origin: (not self.view.language(origin[0]).startswith(self.view.lang), -len(lists[origin][1]), origin)
        )
        return self._parts_on(topic, best), best

    def _are_parts(self, topic: str, members: Collection[str]) -> bool:
        products = sum(self.view.nodes[member].get("category") in _PRODUCTS for member in members)
        here, theirs = self.view.nodes[topic].get("area"), {self.view.nodes[member].get("area") for member in members} - {None}
        return 2 * products < len(members) and not (here and theirs and here not in theirs)

    def rows(self, topic: str) -> list[tuple[Origin, str]]:
        """Find the rows of tables that give a topic with questions its examples: the place, and the words of that cell.

        The graph does not say on which line a question stands. But a row names topic and examples in different cells of one line.
        """
        if not self.view.nodes[topic].get("questions"):
            return []
        cells = {origin_of(mention): clean(mention.get("text") or "") for mention in self.view.mentions(topic)}
        found = []
        for origin, (words, _) in sorted(self._lists_of(topic).items()):
            if origin in cells and words and words not in cells[origin] and cells[origin] not in words:
                found.append((origin, words))
        return found

    def _parts_on(self, topic: str, origin: Origin) -> list[str]:
        """List the parts of a topic that one line names, in the order of that line."""
        text, members = self._lists_of(topic).get(origin, ("", set()))
        return sorted(members, key=lambda member: (self._where(member, text), self.view.place[member]))

    def _lists_of(self, topic: str) -> dict[Origin, tuple[str, set[str]]]:
        """Gather the lines that name parts of a topic: the words of each, and the parts that it names."""
        lines: dict[Origin, tuple[str, set[str]]] = {}
        for member, edge in self.view.into(topic, "part_of"):
            if member in self.view.place:
                for entry in edge.get("evidence") or ():
                    text, members = lines.get(origin_of(entry), ("", set()))
                    longest = max(text, clean(entry.get("text") or ""), key=lambda words: (len(words), words))
                    lines[origin_of(entry)] = longest, members | {member}
        return lines

    def _where(self, topic: str, text: str) -> int:
        folded = text.casefold()
        places = [folded.find(form.casefold()) for form in self.view.surfaces(topic)]
        return min((at for at in places if at >= 0), default=len(folded))

    @cached_property
    def contrasts(self) -> dict[str, list[tuple[str, Origin]]]:
        """Find the topics that a document sets against each other ("A vs B"): later one -> earlier ones, each with the first such place."""
        lines: dict[Origin, tuple[str, set[str]]] = {}
        for topic in self.view.topics:
            for mention in self.view.nodes[topic].get("mentions") or ():
                text = mention.get("text") or ""
                if "v" in text.casefold() and VERSUS.search(text):
                    words, named = lines.get(origin_of(mention), ("", set()))
                    lines[origin_of(mention)] = max(words, clean(text), key=lambda words: (len(words), words)), named | {topic}
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
        for node in sorted(node for node, kind in self.view.graph.nodes(data="kind") if kind == "project"):
            topics = {topic for topic, keyed in self.view.graph.succ[node].items() if "practises" in keyed and topic in self.view.place}
            if topics:
                practised = sorted(topics, key=self.view.place.__getitem__)
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
                    first, second = sorted((one, other), key=self.view.place.__getitem__)
                    yield first, second

    def _named(self, side: str, topics: Iterable[str]) -> set[str]:
        forms = {
            topic: max((form.casefold() for form in self.view.surfaces(topic) if occurs(form, side)), key=len, default="")
            for topic in topics
        }
        # "全参数微调" names that, not also "微调"
        return {topic for topic, form in forms.items() if form and not any(form != longer and form in longer for longer in forms.values())}

    def introduction(self, topic: str) -> tuple[str, Origin] | None:
        """Find the work of which a document says that it introduced the topic ("the original BERT paper: …"); the first such place wins.

        A work whose title is but the topic's name ("the BERT paper") tells nothing.
        """
        found = []
        for resource, edge in self.view.into(topic, "covers"):
            if self.view.nodes[resource].get("media") in _WORKS:
                title = GENERIC_WORK.sub("", without(self.view.name(resource), self.view.surfaces(topic), gap=""))
                said = [*self.view.mentions(resource), *(edge.get("evidence") or ())]
                places = [origin_of(entry) for entry in said if self._introduces(clean(entry.get("text") or ""), topic)]
                if places and width(flat(title)) >= _NAMED:
                    found.append((min(places), resource))
        return min(((resource, origin) for origin, resource in found), key=lambda one: (one[1], one[0]), default=None)

    def _introduces(self, text: str, topic: str) -> bool:
        """Whether a line says of the topic, right beside its name, that something introduced it."""
        return INTRODUCED.search(without(text, self.view.surfaces(topic), gap=NAME)) is not None
