"""The offline page: the graph as one HTML file that a learner keeps open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadloom.exporters.html.network import to_pyvis

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

__all__ = ["HtmlExporter", "to_pyvis"]


class HtmlExporter:
    """Writes `graph` as one self-contained page: no request, no server, strict content security policy."""

    name = "html"
    folder = False
    suffix = ".html"

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield the page; its name is the graph's id."""
        from roadloom.exporters.html.page import render

        yield f"{graph.graph.get('id') or 'map'}.html", render(graph, options)
