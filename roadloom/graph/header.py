"""The header of a graph: which documents it comes from, and what it is called."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from roadloom.graph import names
from roadloom.graph.model import Reading, Source

if TYPE_CHECKING:
    import networkx as nx


def _source_key(source: Source) -> tuple[str, str, str]:
    return source.id, source.path, source.sha256


def sources_of(reading: Reading) -> tuple[list[Source], dict[tuple[str, str, str], str]]:
    """List every document once, by path, and tell which id it goes by: its own, unless another document has that one."""
    known = {_source_key(source): source for source in (*reading.sources, *(roadmap.source for roadmap in reading.roadmaps))}
    ids: dict[tuple[str, str, str], str] = {}
    sources = []
    for key in sorted(known, key=lambda key: (key[1], key[0], key[2])):
        own = known[key].id
        ids[key] = own if own not in ids.values() else f"{own}-{names.digest(' '.join(key))}"
        sources.append(replace(known[key], id=ids[key]))
    return sources, ids


def title_of(sources: list[Source]) -> str:
    """Name a graph after its only document, the folder of all documents, or the documents."""
    paths = [PurePosixPath(source.path) for source in sources]
    if len(sources) == 1:
        return sources[0].title or paths[0].stem
    folders = {path.parts[0] for path in paths if len(path.parts) > 1}
    if len(folders) == 1 and all(len(path.parts) > 1 for path in paths):
        return folders.pop()
    stems = [re.sub(r"[-_]+", " ", path.stem) for path in paths]
    more = f" + {len(stems) - 3}" if len(stems) > 3 else ""
    return " + ".join(stems[:3]) + more or "roadloom"


def documents(graph: nx.MultiDiGraph) -> list[dict[str, Any]]:
    """List the sources of a graph that are documents: all but the user's rules, which nothing but these cites."""
    findings = graph.graph.get("findings", ())
    told = [
        order["evidence"] for order in (*graph.graph.get("outvoted", ()), *(step for found in findings for step in found.get("steps", ())))
    ]
    told += [rows or () for _, _, rows in graph.edges(data="evidence")]
    rules = {row["source"] for rows in told for row in rows if row.get("rule") == "user"}
    rules |= {origin["source"] for found in findings if found["code"] == "rule-without-effect" for origin in found.get("origins", ())}
    return [source for source in graph.graph.get("sources") or () if source["id"] not in rules]
