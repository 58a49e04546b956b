"""Show topics in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def in_language(graph: nx.MultiDiGraph, language: str) -> nx.MultiDiGraph:
    """Return the graph with every topic under its name in a language ("en", "zh"), where it has one.

    The name that it had stands under `other_name`, for readers who know the thing by that one.

    >>> import networkx as nx
    >>> g = nx.MultiDiGraph(); g.add_node("topic/rag", kind="topic", name="RAG", names={"en": "RAG", "zh": "检索增强生成"})
    >>> in_language(g, "zh").nodes["topic/rag"]["name"], g.nodes["topic/rag"]["name"]
    ('检索增强生成', 'RAG')
    """
    shown = graph.copy()
    for _, data in shown.nodes(data=True):
        name = data["names"].get(language) if data["kind"] == "topic" else None
        if name and name != data["name"]:
            data["other_name"], data["name"] = data["name"], name
    return shown
