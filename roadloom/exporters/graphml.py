"""GraphML for yEd, Gephi, Cytoscape and other graph programs (http://graphml.graphdrawing.org/).

GraphML knows single values only, and XML no control characters, so attributes are flattened and cleaned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from roadloom.exporters.selection import selected

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, not even escaped."""


class GraphmlExporter:
    """Writes nodes and edges with all their attributes; a node's `label` is its name, an edge's its relation."""

    name = "graphml"
    folder = False
    suffix = ".graphml"

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield the one GraphML file."""
        import networkx as nx

        source = selected(graph, options)
        flat = nx.MultiDiGraph()
        for node, data in sorted(source.nodes(data=True)):
            flat.add_node(_clean(node), **flattened({"label": data.get("name", node), **data}))
        for start, end, relation, data in sorted(source.edges(keys=True, data=True), key=lambda edge: edge[:3]):
            # Other programs take an edge's id for unique in the whole file, networkx's key is so between two nodes only.
            flat.add_edge(
                _clean(start),
                _clean(end),
                key=_clean(f"{relation} {start} {end}"),
                **flattened({"label": relation, "relation": relation, **data}),
            )
        buffer = BytesIO()
        nx.write_graphml_xml(flat, buffer)  # not write_graphml: that writes other bytes where lxml happens to be installed
        yield "graph.graphml", buffer.getvalue()


def flattened(attributes: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """Make single values of attributes: `{"hours": {"value": 3}}` becomes `{"hours.value": 3}`, lists become text, None is left out.

    A list of plain values is joined with "; ", one of mappings (mentions, evidence) is written as JSON.

    >>> flattened({"a": ["x", "y"], "b": {"c": 1, "d": None}, "e": [{"line": 3}], "f": []})
    {'a': 'x; y', 'b.c': 1, 'e': '[{"line": 3}]'}
    """
    return dict(_flat("", attributes))


def _flat(prefix: str, attributes: Mapping[str, Any]) -> Iterator[tuple[str, str | int | float | bool]]:
    for name, value in attributes.items():
        key = _clean(prefix + name)
        if isinstance(value, Mapping):
            yield from _flat(f"{key}.", value)
        elif isinstance(value, list | tuple):
            if value:
                yield key, _joined(value)
        elif value is not None:
            yield key, _clean(value) if isinstance(value, str) else value


def _joined(values: Iterable[Any]) -> str:
    if all(isinstance(value, str | int | float) for value in values):
        return _clean("; ".join(map(str, values)))
    return _clean(json.dumps(values, ensure_ascii=False, sort_keys=True))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
