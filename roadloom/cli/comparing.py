"""`roadloom compare`: what each document is among the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, inputs_argument, json_option, lang_option
from roadloom.cli.terminal import note, say, say_json
from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.cli.wording import Words
    from roadloom.graph.comparison import Comparison


PLACES = 3
"""Places that the text names for one side."""


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
@lang_option
def compare(inputs: tuple[str, ...], against: tuple[str, ...], limit: int, as_json: bool, lang: str) -> None:
    """Compare documents: what each alone brings, supports, contradicts and leaves out.

    Left out is what more than half of the others name, and two at least. At the end stands what everything else rests on and no document
    teaches.
    """
    from roadloom.cli.inputs import language_of, load, shown_in
    from roadloom.cli.wording import Words
    from roadloom.graph import comparison
    from roadloom.graph.header import documents

    if against and not inputs:
        raise click.UsageError("--against needs an INPUT that is compared.")
    graph = shown_in(load((*inputs, *against)), lang)
    rivals = {source["sha256"] for source in load(against).graph["sources"]} if against else set()
    holding = {mention["source"] for _, mentions in graph.nodes(data="mentions") for mention in mentions}
    sources = {source["id"]: source for source in documents(graph) if source["id"] in holding}
    others = [key for key, source in sources.items() if source["sha256"] in rivals] if against else list(sources)
    chosen = [key for key in sources if key not in others] if against else others
    if against and not chosen:
        raise RoadloomError("Every INPUT stands under --against too.", remedy="Name others there.")
    found = comparison.compare(graph, chosen, others)
    granted = comparison.taken_for_granted(graph, sorted({*chosen, *others}))
    if as_json:
        say_json({"documents": [row.to_json() for row in found], "assumed": granted})
        return
    words = Words(language_of(graph, lang))
    for row in found:
        _show(graph, row, sources[row.source]["path"], limit, words)
    say(words("granted"), fg="cyan")
    say("  " + (words.names(topic["name"] for topic in granted) or words("nothing")))
    count = len(others) if against else len(others) - 1 if others else 0
    note(words.count("compared", len(found), others=count) if count else words("incomparable"))


def _show(graph: nx.MultiDiGraph, row: Comparison, path: str, limit: int, words: Words) -> None:
    say(path, bold=True)
    _show_list("alone", row.alone, limit, words, lambda topic: [f"{topic['name']}  :{topic['line']}"])
    _show_list("contradicts", row.contradicts, limit, words, lambda order: _order(graph, order, words))
    _show_list("supports", row.supports, limit, words, lambda order: _order(graph, order, words)[:1])
    _show_list("missing", row.missing, limit, words, lambda topic: [f"{topic['name']}  ({words('in-others', count=topic['documents'])})"])


def _show_list(kind: str, rows: Sequence[dict[str, Any]], limit: int, words: Words, lines: Callable[[dict[str, Any]], list[str]]) -> None:
    """Print a heading with the number of rows, and the first rows; nothing where there are none."""
    if not rows:
        return
    say(f"  {words(kind)} ({len(rows)})", fg="cyan")
    for row in rows[:limit]:
        first, *rest = lines(row)
        say(f"    {first}")
        for line in rest:
            say(f"      {line}", dim=True)
    if len(rows) > limit:
        say(f"    {words('and-more', count=len(rows) - limit)}", dim=True)


def _order(graph: nx.MultiDiGraph, order: dict[str, Any], words: Words) -> list[str]:
    """Say an order, and where both sides speak of it."""
    from roadloom.cli.facts import name_of, place

    others = words.names(dict.fromkeys(place(graph, {"source": at["source"]}) for at in order["others"]))
    stands = words(f"stands-{order.get('stands', 'with')}", others=others)
    names = order.get("circle") or [order["before"]["name"], order["after"]["name"]]
    lines = [f"{' → '.join(names + names[:1] if 'circle' in order else names)}  ({stands})"]
    for side, key in (("says", "says"), ("but", "others")):
        for row in order[key][:PLACES]:
            kind = words("kind", kind=f"{name_of(graph, row['before'])} → {name_of(graph, row['after'])}") if "before" in row else ""
            lines.append(f"{words(side)} {words('evidence', place=place(graph, row), kind=kind, text=row['text'])}")
        if len(order[key]) > PLACES:
            lines.append(words("places", count=len(order[key]) - PLACES))
    return list(dict.fromkeys(lines))
