"""Tables for spreadsheets: a folder with one CSV file per kind of node, and one for the edges.

UTF-8 with a byte order mark, because Excel takes a file without one for the local code page.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from roadloom.exporters.selection import selected

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_FORMULA = tuple("=+-@＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""

Column = tuple[str, Callable[["_Row"], Any]]


class CsvExporter:
    """Writes roadmaps.csv, phases.csv, topics.csv, resources.csv, projects.csv and edges.csv."""

    name = "csv"
    folder = True
    suffix = ""

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield one table for each kind of node, then the edges; a table without rows has its headings."""
        source = selected(graph, options)
        for kind, columns in _COLUMNS.items():
            rows = [_Row(source, node) for node, data in source.nodes(data=True) if data["kind"] == kind]
            # In the order of learning where there is one, so that a table can be worked through from the top.
            rows.sort(key=lambda row: (row.data.get("rank", 0), row.node))
            yield f"{kind}s.csv", _table([name for name, _ in columns], ([get(row) for _, get in columns] for row in rows))
        edges = sorted(source.edges(keys=True, data=True), key=lambda edge: (edge[2], edge[0], edge[1]))
        names = {node: data.get("name", node) for node, data in source.nodes(data=True)}
        lines = (
            (key, start, names[start], end, names[end], data.get("weight"), [_said(each) for each in data.get("evidence", [])])
            for start, end, key, data in edges
        )
        yield "edges.csv", _table(("relation", "from", "from_name", "to", "to_name", "weight", "evidence"), lines)


class _Row:
    """A node, seen as a row of its table."""

    def __init__(self, graph: nx.MultiDiGraph, node: str) -> None:
        self.graph, self.node = graph, node
        self.data: Mapping[str, Any] = graph.nodes[node]

    def names_of(self, relation: str, *, into: bool = False, kinds: Sequence[str] = ()) -> list[str]:
        """List the names of the nodes that a relation leads to, or that lead here by it."""
        edges = self.graph.in_edges(self.node, keys=True) if into else self.graph.out_edges(self.node, keys=True)
        others = sorted({start if into else end for start, end, key in edges if key == relation})
        return [self.graph.nodes[other].get("name", other) for other in others if not kinds or self.graph.nodes[other]["kind"] in kinds]

    def texts(self, name: str) -> list[str]:
        """List the texts of an attribute whose entries are texts or carry one."""
        return [entry["text"] if isinstance(entry, Mapping) else str(entry) for entry in self.data.get(name, ())]


def _get(name: str) -> Column:
    return name, lambda row: row.data.get(name)


def _texts(name: str) -> Column:
    return name, lambda row: row.texts(name)


def _within(name: str, key: str, column: str) -> Column:
    return column, lambda row: (row.data.get(name) or {}).get(key)


def _names(relation: str, column: str, *, into: bool = False, kinds: Sequence[str] = ()) -> Column:
    return column, lambda row: row.names_of(relation, into=into, kinds=kinds)


_HEAD: tuple[Column, ...] = (("id", lambda row: row.node), _get("name"))
_TAIL: tuple[Column, ...] = (
    ("names", lambda row: [f"{language}: {name}" for language, name in sorted(row.data.get("names", {}).items())]),
    _get("aliases"),
    ("mentions", lambda row: [f"{mention['source']}:{mention['line']}" for mention in row.data.get("mentions", ())]),
)
_PHASES = _names("part_of", "phases", kinds=("phase", "roadmap"))
_COLUMNS: dict[str, tuple[Column, ...]] = {
    "roadmap": (*_HEAD, _get("author"), _get("published"), _texts("goal"), _texts("outcomes"), *_TAIL),
    "phase": (
        *_HEAD,
        _get("ordinal"),
        _get("position"),
        _names("part_of", "within"),
        _within("duration", "min", "duration_min"),
        _within("duration", "max", "duration_max"),
        _within("duration", "unit", "duration_unit"),
        _texts("goal"),
        _texts("outcomes"),
        *_TAIL,
    ),
    "topic": (
        *_HEAD,
        _get("rank"),
        _get("category"),
        _within("hours", "value", "hours"),
        _names("prerequisite", "needs", into=True),
        _names("part_of", "part_of", kinds=("topic",)),
        _PHASES,
        _names("covers", "resources", into=True),
        _names("practises", "projects", into=True),
        _texts("definition"),
        _texts("questions"),
        *_TAIL,
    ),
    "resource": (
        *_HEAD,
        _get("url"),
        _get("media"),
        _get("authors"),
        _get("language"),
        _get("must"),
        _get("note"),
        _names("covers", "topics"),
        _names("version_of", "version_of"),
        _PHASES,
        *_TAIL,
    ),
    "project": (*_HEAD, _get("note"), _names("practises", "topics"), _PHASES, *_TAIL),
}


def _said(evidence: Mapping[str, Any]) -> str:
    """Say one piece of evidence briefly: `plan-md:12 stated`, with "against" where it is a vote against."""
    return f"{evidence.get('source')}:{evidence.get('line')} {evidence.get('rule')}" + ("" if evidence.get("for", True) else " against")


def _table(head: Sequence[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Write a table (RFC 4180)."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def cell(value: Any) -> str | int | float:
    """Make a cell: lists are joined, line breaks and control characters become blanks, and no text can act as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    text = _CONTROL.sub(" ", value if isinstance(value, str) else "; ".join(map(str, value))).strip()
    return f"'{text}" if text.startswith(_FORMULA) else text
