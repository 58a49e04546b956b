"""`roadloom compare`: what each document is among the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, inputs_argument, json_option
from roadloom.cli.terminal import note, plural, say, say_json
from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.comparison import Comparison

STANDS = {
    None: "with {others}",
    "for": "for it, against {others}",
    "against": "against it, {others} for it",
    "circle": "in a circle with {others}",
}


@click.command(
    cls=Command,
    examples=[
        ("roadloom compare", "The documents of the bundled curriculum with each other"),
        ("roadloom compare plan.md --against notes/", "One document with others"),
        ("roadloom compare notes/ plan.md --json", "All of it, for programs"),
    ],
)
@inputs_argument
@click.option("--against", metavar="INPUT", multiple=True, type=click.Path(), help="Compare with these only; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many things of each kind to show.")
@json_option
def compare(inputs: tuple[str, ...], against: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Compare documents: what each alone brings, supports, contradicts and leaves out.

    Left out is what more than half of the others name, and two at least. At the end stands what everything else rests on and no document
    teaches.
    """
    from roadloom.cli.inputs import load
    from roadloom.graph import comparison

    if against and not inputs:
        raise click.UsageError("--against needs an INPUT that is compared.")
    graph = load((*inputs, *against))
    rivals = {source["sha256"] for source in load(against).graph["sources"]} if against else set()
    sources = {source["id"]: source for source in graph.graph["sources"]}
    others = [key for key, source in sources.items() if source["sha256"] in rivals] if against else list(sources)
    chosen = [key for key in sources if key not in others] if against else others
    if against and not chosen:
        raise RoadloomError("Every INPUT stands under --against too.", remedy="Name others there.")
    found = comparison.compare(graph, chosen, others)
    granted = comparison.taken_for_granted(graph, sorted({*chosen, *others}))
    if as_json:
        say_json({"documents": [row.to_json() for row in found], "assumed": granted})
        return
    for row in found:
        _show(graph, row, sources[row.source]["path"], limit)
    say("Taken for granted by all, taught by none", fg="cyan")
    say("  " + (", ".join(topic["name"] for topic in granted) or "nothing"))
    note(f"{plural(len(found), 'document')} compared with {len(others) if against else len(others) - 1 if others else 0}.")


def _show(graph: nx.MultiDiGraph, row: Comparison, path: str, limit: int) -> None:
    say(path, bold=True)
    _show_list("Brings alone", row.alone, limit, lambda topic: [f"{topic['name']}  :{topic['line']}"])
    _show_list("Contradicts", row.contradicts, limit, lambda order: _order(graph, order))
    _show_list("Supports", row.supports, limit, lambda order: _order(graph, order)[:1])
    _show_list("Never covers", row.missing, limit, lambda topic: [f"{topic['name']}  (in {topic['documents']} others)"])


def _show_list(title: str, rows: Sequence[dict[str, Any]], limit: int, lines: Callable[[dict[str, Any]], list[str]]) -> None:
    """Print a heading with the number of rows, and the first rows; nothing where there are none."""
    if not rows:
        return
    say(f"  {title} ({len(rows)})", fg="cyan")
    for row in rows[:limit]:
        first, *rest = lines(row)
        say(f"    {first}")
        for line in rest:
            say(f"      {line}", dim=True)
    if len(rows) > limit:
        say(f"    … {len(rows) - limit} more with --limit", dim=True)


def _order(graph: nx.MultiDiGraph, order: dict[str, Any]) -> list[str]:
    """Say an order, and where both sides speak of it."""
    from roadloom.cli.facts import place

    documents = len({place_["source"] for place_ in order["others"]})
    head = (
        f"{order['before']['name']} → {order['after']['name']}  ({STANDS[order.get('stands')].format(others=plural(documents, 'other'))})"
    )
    said = [f"says {place(graph, at)}: {at['text']}" for at in order["says"]]
    return [head, *said, *(f"but {place(graph, at)}: {at['text']}" for at in order["others"])]
