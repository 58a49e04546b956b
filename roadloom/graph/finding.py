"""Find what a person means by a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from roadloom.errors import NotFoundError
from roadloom.graph.names import fold

if TYPE_CHECKING:
    import networkx as nx

LONGEST = 80  # characters of a name that an error repeats
NEAR = 5  # names that an error proposes at most
LIKE, LIKE_SHORT = 70.0, 50.0  # likeness (0-100) from which a name is near; short or Chinese names differ in few letters


def find(graph: nx.MultiDiGraph, name: str, kinds: Sequence[str] = ("topic",)) -> str:
    """Find the node that a person means by an id or any of its names.

    An id wins over a name, a node's own name over other nodes' further names.

    Raises
    ------
    NotFoundError : nothing, or several things, go by that name; `near` holds the names that come close, or those of the several.
    """
    if name in graph and graph.nodes[name].get("kind") in kinds:
        return name
    wanted = fold(name)
    shown = name if len(name) <= LONGEST else name[:LONGEST] + "…"
    main: list[str] = []
    further: list[str] = []
    for node, data in graph.nodes(data=True):
        if data.get("kind") not in kinds:
            continue
        if fold(str(data.get("name", ""))) == wanted:
            main.append(node)
        elif name in data.get("former_ids", ()) or wanted in {fold(form) for form in names_of(data)}:
            further.append(node)
    hits = sorted(main or further)
    if len(hits) == 1 and wanted:
        return hits[0]
    if hits and wanted:
        listed = ", ".join(f"{graph.nodes[hit].get('name')} ({hit})" for hit in hits)
        raise NotFoundError(
            f"“{shown}” may stand for several things: {listed}.", near=tuple(hits), remedy="Give the id of the one you mean."
        )
    near = _near(graph, wanted, kinds)
    raise NotFoundError(
        f"Nothing here is called “{shown}”.",
        near=near,
        remedy=f"Did you mean {' or '.join(near)}?" if near else "`roadloom check` lists what was understood.",
    )


def names_of(data: dict[str, Any]) -> list[str]:
    """List every name of a node, its main one first."""
    return [form for form in (data.get("name"), *(data.get("names") or {}).values(), *data.get("aliases", ())) if form]


def _near(graph: nx.MultiDiGraph, wanted: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """Propose the names most like the wanted one, each node once, best first."""
    from rapidfuzz import fuzz

    best: list[tuple[float, str, str]] = []
    for node, data in graph.nodes(data=True):
        if data.get("kind") not in kinds or not wanted:
            continue
        scores = []
        for form in names_of(data):
            folded = fold(form)
            least = LIKE_SHORT if len(wanted) < 4 or not wanted.isascii() else LIKE
            score = fuzz.ratio(wanted, folded)
            if min(len(wanted), len(folded)) > 1 and (wanted in folded or folded in wanted):
                score = max(score, LIKE)
            if score >= least:
                scores.append((-score, form))
        if scores:
            best.append((*min(scores), node))
    return tuple(form for _, form, _ in sorted(best)[:NEAR])
