"""Where a card lies: its subdeck, the area it names, its colour, its tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from .markup import clean, deck_name, escape, tag
from .view import View
from .words import WORDS

HUES: Final = (212, 158, 28, 268, 340, 190, 88, 48, 302, 12, 132, 236)
"""Colours of phases by position: degrees of the colour wheel, neighbours far apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cards of a topic lie, and what they say about that."""

    deck: str  # full path
    label: str  # of its area or phase, as HTML
    hue: str  # degrees
    tags: list[str]  # sorted


class Shelves:
    """Gives every topic its place in the deck tree: by area where the graph knows areas, else by phase."""

    def __init__(self, view: View, title: str, *, nested: bool = True) -> None:
        self.view = view
        self.title = title
        self.nested = nested
        self._places: dict[str, Place] = {}
        self._decks: dict[str, str] = {}
        self._tagged: dict[tuple[str, tuple[str, ...]], set[str]] = {}
        self._homes: dict[str, tuple[str | None, list[str]]] = {}
        self.by_area = any(view.nodes[topic].get("area") in self.areas for topic in view.topics)

    @cached_property
    def areas(self) -> dict[str, str]:
        """Area id -> its name in the reader's language."""
        told: Mapping[str, Mapping[str, str]] = self.view.graph.graph.get("areas") or {}
        return {area: clean(names.get(self.view.lang) or names.get("en") or area) for area, names in told.items()}

    def place(self, topic: str) -> Place:
        """Tell where the cards of a topic lie."""
        if topic not in self._places:
            area = self._area_id(topic) if self.by_area else ""
            self._places[topic] = Place(
                self._deck(topic, area), escape(self._label(topic, area)), str(self._hue(topic, area)), self._tags(topic, area)
            )
        return self._places[topic]

    def _deck(self, topic: str, area: str) -> str:
        """Name the full path of a topic's deck."""
        if not self.nested:
            return self.title
        if self.by_area:
            # no number: it would move when areas are added, and Anki tells decks by their names
            return self._deck_of_area(area)
        roadmap, phases = self._home(topic)
        above = [self.view.name(roadmap)] if roadmap and len(self._weight) > 1 else []
        # the outermost phase only: a deck for every section would scatter the cards
        return deck_name([self.title, *above, *(f"{self._position(phase):02d} {self.view.name(phase)}" for phase in phases[:1])])

    def _deck_of_area(self, area: str) -> str:
        if area not in self._decks:
            self._decks[area] = deck_name([self.title, self._area(area)])
        return self._decks[area]

    def _label(self, topic: str, area: str) -> str:
        """Name the area of a topic, as its cards show it, else its phase: a name such as "Key techniques" says nothing without that."""
        if area:
            return self._area(area)
        _, phases = self._home(topic)
        return self.view.name(phases[-1]) if phases else ""

    def _hue(self, topic: str, area: str) -> int:
        """Give the colour of its area or first phase, in degrees; an area keeps its colour whatever others there are."""
        if self.by_area:
            return sha256(area.encode()).digest()[0] % 24 * 15 if area else HUES[0]
        _, phases = self._home(topic)
        return HUES[(self._position(phases[0]) - 1) % len(HUES)] if phases else HUES[0]

    def _tags(self, topic: str, area: str) -> list[str]:
        """List the tags of its rank layer, area, phases and roadmaps, sorted."""
        shared = self._shared_tags(self._area(area) if self.by_area else "", tuple(self._phases(topic)))
        return sorted([*shared, f"roadloom::layer::{self._layers[topic]:02d}"])

    def _shared_tags(self, area: str, phases: tuple[str, ...]) -> set[str]:
        """Gather the tags of all topics of one area and the same phases."""
        if (area, phases) not in self._tagged:
            found = {"roadloom", tag("roadloom", "area", area)} if area else {"roadloom"}
            for phase in phases:
                found.add(tag("roadloom", "phase", self.view.name(phase)))
                found.add(tag("roadloom", "roadmap", self.view.name(self._path(phase)[0])))
            self._tagged[area, phases] = found
        return self._tagged[area, phases]

    @cached_property
    def _layers(self) -> dict[str, int]:
        """How many prerequisites follow each other, at the most, before each topic."""
        layers: dict[str, int] = {}
        for topic in self.view.topics:  # in an order that respects prerequisites
            before = (one for one, _ in self.view.into(topic, "prerequisite"))
            layers[topic] = 1 + max((layers.get(one, 0) for one in before), default=-1)
        return layers

    def _area(self, area: str) -> str:
        return self.areas.get(area, WORDS[self.view.lang]["other"])

    def _area_id(self, topic: str) -> str:
        """Tell a topic's area, or that of the nearest topic which it is part of; "" if there is none."""
        seen, near = {topic}, [topic]
        while near:
            found = [str(area) for one in near if (area := self.view.nodes[one].get("area")) in self.areas]
            if found:
                return min(found)
            near = sorted({whole for one in near for whole in self.view.wholes(one) if whole in self.view.place} - seen)
            seen.update(near)
        return ""

    def _phases(self, topic: str) -> list[str]:
        """List the phases that a topic is part of; where it has none, those of the topics that it is part of."""
        seen, above = {topic}, self.view.wholes(topic)
        while above:
            phases = [whole for whole in above if self.view.nodes[whole].get("kind") == "phase"]
            if phases:
                return phases
            seen.update(above)
            above = sorted({further for whole in above if whole in self.view.place for further in self.view.wholes(whole)} - seen)
        return []

    def _home(self, topic: str) -> tuple[str | None, list[str]]:
        """Choose a topic's one home: a roadmap, and its phases from the outermost in; the roadmap that places most topics wins."""
        if topic not in self._homes:
            paths = [self._path(phase) for phase in self._phases(topic)]
            best = min(paths, key=lambda path: (-self._weight[path[0]], path[0], [self._position(node) for node in path], path), default=[])
            under = bool(best) and self.view.nodes[best[0]].get("kind") == "roadmap"
            self._homes[topic] = (best[0], best[1:]) if under else (None, best)
        return self._homes[topic]

    @cached_property
    def _weight(self) -> Counter[str]:
        return Counter(root for topic in self.view.topics for root in {self._path(phase)[0] for phase in self._phases(topic)})

    def _path(self, phase: str) -> list[str]:
        """List what holds a phase, from its roadmap (or outermost phase) down to itself."""
        path = [phase]
        while above := [whole for whole in self.view.wholes(path[0]) if whole not in path]:
            path.insert(0, above[0])
        return path

    def _position(self, phase: str) -> int:
        position = self.view.nodes[phase].get("position")
        return position if isinstance(position, int) else 1
