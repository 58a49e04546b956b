"""The graph as a roadmap file that a person can edit and roadloom reads back without loss (docs/roadmap-format.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadloom.exporters.selection import selected

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options


class YamlExporter:
    """Writes the roadmaps of a graph, with all their evidence; weaving them again gives the same graph file."""

    name = "yaml"
    folder = False
    suffix = ".yaml"

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield the one roadmap file."""
        from roadloom.graph.roadmapfile import dump
        from roadloom.graph.unweaving import unweave

        yield "roadmap.yaml", dump(unweave(selected(graph, options))).encode("utf-8")
