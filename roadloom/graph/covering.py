"""Say what a resource covers beyond its own document: every topic of the graph that its title names, in any language.

A document tells what stands near a resource; that "Fine-tuning basics" is about 微调 only the woven graph knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadloom.graph.relatedness import Scanner
from roadloom.graph.spotting import concepts_in

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.lexicon import Lexicon

MOST = 4  # a title that names more topics than this is a survey of its field


def cover_by_title(graph: nx.MultiDiGraph, lexicon: Lexicon | None = None, scanner: Scanner | None = None) -> None:
    """Add `covers` edges from each resource to the topics that one of its titles names; the places that name it are the evidence.

    A concept of the lexicon that is no topic here stands for what its own names name: "Deep RL" for 强化学习.

    >>> import networkx as nx
    >>> g = nx.MultiDiGraph()
    >>> g.add_node("topic/x", kind="topic", name="Fine-tuning", aliases=["微调"], names={})
    >>> g.add_node("resource/y", kind="resource", name="微调教程", aliases=[], mentions=[{"source": "s", "line": 3, "text": "微调教程"}])
    >>> cover_by_title(g); list(g.edges(keys=True))
    [('resource/y', 'topic/x', 'covers')]
    """
    scanner = scanner or Scanner(graph)
    for resource, data in sorted(graph.nodes(data=True)):
        if data.get("kind") != "resource":
            continue
        titles = [data["name"], *data["aliases"]]
        if lexicon is not None and lexicon.concepts:
            absent = [c for title in titles for c in concepts_in(title, lexicon) if f"topic/{c}" not in graph]
            titles += [form for concept in absent for form in lexicon.concepts[concept].names.values()]
        named = {topic for title in titles for topic in scanner.topics_in(title)}
        for topic in sorted(named) if len(named) <= MOST else ():
            if not graph.has_edge(resource, topic, key="covers"):
                graph.add_edge(resource, topic, key="covers", weight=1.0, evidence=[_evidence(mention) for mention in data["mentions"]])


def _evidence(mention: dict[str, Any]) -> dict[str, Any]:
    return {"source": mention["source"], "line": mention["line"], "rule": "stated", "text": mention["text"], "for": True}
