"""The graph file itself (docs: the graph format), whole or cut down to what leads to a target."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadloom.exporters.selection import selected

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options


class JsonExporter:
    """Writes what `roadloom build` writes; networkx and every roadloom command read it."""

    name = "json"
    folder = False
    suffix = ".json"

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield the one graph file."""
        from roadloom.graph.graphfile import dumps

        yield "graph.json", dumps(selected(graph, options))
