"""Find topics on shelves: stages that list works to learn from and name no topic of their own.

What such a stage teaches stands in the titles and remarks of its works. Only concepts that the lexicon knows are taken from there, by any
of their names, so that no phrase of a title becomes a topic by mistake. Stages that name their topics are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Phase, Reading, Resource, Roadmap, Topic

if TYPE_CHECKING:
    from roadloom.graph.relatedness import Scanner

MOST = 4  # a remark that names more concepts than this tells of its field at large


def with_spotted(reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the reading with a topic for each concept that a work on a shelf names; the work covers it."""
    if not lexicon.concepts:
        return reading
    return replace(reading, roadmaps=[_spotted(roadmap, lexicon) for roadmap in reading.roadmaps])


def _spotted(roadmap: Roadmap, lexicon: Lexicon) -> Roadmap:
    if roadmap.settled or not any(resource.phase is not None for resource in roadmap.resources):
        return roadmap
    roadmap = deepcopy(roadmap)  # the reading stays as it was
    naming = {id(topic.phase) for topic in roadmap.topics if not topic.subject and not topic.passing}
    topics, resources = list(roadmap.topics), []
    for resource in roadmap.resources:
        if (
            resource.phase is None
            or id(resource.phase) in naming
            or resource.whole is not None
            or resource.media in ("community", "conference")
        ):
            resources.append(resource)
            continue
        found = [_topic(concept, resource, lexicon) for concept in _named(resource, lexicon)]
        topics += found
        resources.append(resource)
        resource.topics = [*resource.topics, *found]
    for resource in resources:
        if resource.whole is not None:  # a version covers what its work covers
            resource.topics += [topic for topic in resource.whole.topics if topic not in resource.topics]
    return replace(roadmap, topics=topics, resources=resources)


def _named(resource: Resource, lexicon: Lexicon) -> Iterable[str]:
    """List the concepts that a work's title names, else its remark."""
    own = lexicon.find(resource.title)
    if own is not None and own.category == "tool" and not resource.urls:
        return ()  # "arXiv" on a list of places to look is a place, not a topic
    for text in (" / ".join((resource.title, *resource.aliases)), resource.note or ""):
        found = sorted(concepts_in(text, lexicon))
        if found:
            return found if len(found) <= MOST else ()
    return ()


def concepts_in(text: str, lexicon: Lexicon) -> set[str]:
    """Collect the ids of the concepts that a text names, by any of their names."""
    return _scanner(lexicon).topics_in(text)


def _scanner(lexicon: Lexicon) -> Scanner:
    """Return what finds the lexicon's names in texts; made once for a lexicon."""
    import networkx as nx

    from roadloom.graph.relatedness import Scanner

    if lexicon.scanner is None:
        graph: nx.MultiDiGraph = nx.MultiDiGraph()
        for concept in lexicon.concepts.values():
            graph.add_node(concept.id, kind="topic", name=concept.names["en"], names=dict(concept.names), aliases=list(concept.aliases))
        lexicon.scanner = Scanner(graph)
    return lexicon.scanner


def _topic(concept: str, resource: Resource, lexicon: Lexicon) -> Topic:
    names = lexicon.concepts[concept].names
    name = names["zh"] if any("\u3400" <= c <= "\u9fff" for c in resource.text) else names["en"]
    phase: Phase | None = resource.phase
    return Topic(name, resource.line, resource.text, phase=phase)
