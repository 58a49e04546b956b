"""What the stages of roadmaps say about the order of topics: what comes before what, and which document has it the other way round."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from roadloom.graph.model import Phase, Roadmap, Topic
from roadloom.graph.opinion import Opinion, derived
from roadloom.graph.paths import support
from roadloom.graph.relatedness import CROWD, Scanner

if TYPE_CHECKING:
    import networkx as nx

NEAREST = 12  # earlier subjects that a topic is compared with: more say the same by way of these
WELL_KNOWN = 2  # documents that name a field; what only one names may be no more than that document's heading


def of_stages(
    roadmaps: Collection[Roadmap], node_of: Mapping[int, str], graph: nx.MultiDiGraph, scanner: Scanner, related: Mapping[str, set[str]]
) -> list[Opinion]:
    """Collect what the stages of all roadmaps say about the order of topics.

    `related` maps each topic to those that some place names together with it.
    """
    outlines = [Stages(roadmap, node_of) for roadmap in roadmaps]
    opinions: list[Opinion] = []
    for stages in outlines:
        opinions += [*_of_subjects(stages, graph, related), *_of_descriptions(stages, scanner), *_of_lists(stages, related)]
    return [*opinions, *_of_reversals(outlines, opinions)]


def of_phases(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    """Order the phases of a roadmap among their siblings as it lists them; parallel tracks stay unordered."""
    for siblings in _siblings(roadmap):
        for before, after in pairwise(siblings):
            yield derived("phases", node_of[id(before)], node_of[id(after)], "phase-order", roadmap, after.line, after.text)


def _siblings(roadmap: Roadmap) -> list[list[Phase]]:
    """Group the ordered phases by their parent, in the document's order."""
    groups: dict[int, list[Phase]] = {}
    for phase in roadmap.phases:
        if phase.ordered:
            groups.setdefault(id(phase.parent), []).append(phase)
    return list(groups.values())


class Stages:
    """Which topics the stages of one roadmap introduce, and what they are about."""

    def __init__(self, roadmap: Roadmap, node_of: Mapping[int, str]) -> None:
        self.roadmap = roadmap
        self.first: dict[str, Topic] = {}  # where each topic is first entered
        self.entered: set[tuple[str, int]] = set()  # each topic with the lines that enter it
        self.subjects: list[tuple[str, Topic]] = []  # in the document's order
        for topic in sorted(roadmap.topics, key=lambda topic: topic.line):
            node = node_of.get(id(topic))
            if node and topic.phase is not None and not topic.passing:
                self.first.setdefault(node, topic)
                self.entered.add((node, topic.line))
                if topic.subject:
                    self.subjects.append((node, topic))
        self._place = {id(phase): i for siblings in _siblings(roadmap) for i, phase in enumerate(siblings)}
        self._lineage = {id(topic.phase): _lineage(topic.phase) for topic in roadmap.topics}

    def between(self, before: Topic, after: Topic) -> int:
        """Count the steps from the stage that enters one topic to the one that enters the other, where their lineages part.

        0 if they stand in one stage, or in such as no order holds between; negative if `after` comes first.
        """
        for p, q in zip(self._lineage[id(before.phase)], self._lineage[id(after.phase)], strict=False):
            if p is not q:
                return self._place[id(q)] - self._place[id(p)] if id(p) in self._place and id(q) in self._place else 0
        return 0


def _of_subjects(stages: Stages, graph: nx.MultiDiGraph, related: Mapping[str, set[str]]) -> Iterator[Opinion]:
    """Let what earlier stages are about come before a topic, if it is a field of its own or has to do with the topic.

    What the stage just before is about also comes before what this one is about: that much is the author's own outline.
    """
    roadmap = stages.roadmap
    earlier: dict[str, Topic] = {}  # all subjects so far, each where it was last one
    fields: dict[str, Topic] = {}  # those that several documents name
    entries = {id(entry): (node, entry) for node, entry in (*stages.first.items(), *stages.subjects)}
    for after, entry in sorted(entries.values(), key=lambda item: item[1].line):
        first = entry is stages.first[after]
        signs: dict[str, str] = {}
        if entry.subject:
            signs |= {before: "about" for before in _last(earlier) if stages.between(earlier[before], entry) == 1}
        if first:
            signs |= dict.fromkeys(_last(fields), "fields") | dict.fromkeys(related.get(after, set()) & earlier.keys(), "stages")
        for before, sign in sorted(signs.items()):
            if stages.between(earlier[before], entry) > 0:
                yield derived(sign, before, after, "phase-order", roadmap, entry.line, entry.text)
        if entry.subject:
            for known in (earlier, fields) if support(graph, after) >= WELL_KNOWN else (earlier,):
                known.pop(after, None)
                known[after] = entry


def _of_descriptions(stages: Stages, scanner: Scanner) -> Iterator[Opinion]:
    """Let what the words about a topic name come before it, if an earlier stage introduces that; a line that enters both is a list."""
    for after, entry in stages.first.items():
        named = scanner.topics_in(" ".join((entry.text, *(definition.text for definition in entry.definitions))))
        for before in sorted(named & stages.first.keys()) if len(named) <= CROWD else ():
            if (before, entry.line) not in stages.entered and stages.between(stages.first[before], entry) > 0:
                yield derived("stages", before, after, "phase-order", stages.roadmap, entry.line, entry.text)


def _last(subjects: dict[str, Topic]) -> list[str]:
    """Name the subjects that stand nearest: what comes before those comes before the rest by way of them."""
    return list(islice(reversed(subjects), NEAREST))


def _of_lists(stages: Stages, related: Mapping[str, set[str]]) -> Iterator[Opinion]:
    """Let what a stage lists come before what it lists on a later line, if some place names the two together."""
    roadmap, first = stages.roadmap, stages.first
    for after, entry in first.items():
        for before in sorted(related.get(after, set()) & first.keys()):
            if first[before].phase is entry.phase and first[before].line < entry.line:
                yield derived("listed", before, after, "list-order", roadmap, entry.line, entry.text)


def _of_reversals(outlines: Collection[Stages], opinions: Collection[Opinion]) -> Iterator[Opinion]:
    """Vote against an order with every document whose stages introduce the two topics the other way round."""
    followers: dict[str, set[str]] = {}
    for opinion in opinions:
        followers.setdefault(opinion.before, set()).add(opinion.after)
    for stages in outlines:
        for before, entry in stages.first.items():
            for after in sorted(followers.get(before, set()) & stages.first.keys()):
                if stages.between(stages.first[after], entry) > 0:
                    yield derived("reversals", before, after, "phase-order", stages.roadmap, entry.line, entry.text, against=True)


def _lineage(phase: Phase | None) -> list[Phase]:
    """List the phases from the outermost down to this one."""
    line: list[Phase] = []
    while phase is not None:
        line.append(phase)
        phase = phase.parent
    return line[::-1]
