"""`roadloom conflicts` and `roadloom merges`: what was decided when roadmaps were joined, for a person to review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, input_option, json_option
from roadloom.cli.terminal import note, plural, say, say_json

if TYPE_CHECKING:
    import networkx as nx


@click.command(
    cls=Command,
    examples=[
        ("roadloom conflicts", "Where the roadmaps contradict each other, and what was done about it"),
        ("roadloom conflicts --input notes/ --json", "The same for documents of your own, for programs"),
    ],
)
@input_option
@json_option
def conflicts(inputs: tuple[str, ...], as_json: bool) -> None:
    """Show where roadmaps contradict each other.

    Each conflict comes with the circle that it made, the lines behind it, and what was given up.
    """
    from roadloom.cli.facts import place
    from roadloom.cli.inputs import load

    graph = load(inputs)
    found = [finding for finding in graph.graph["findings"] if finding["code"] == "order-conflict"]
    if as_json:
        say_json(found)
        return
    for finding in found:
        say(finding["message"], bold=True)
        if finding.get("choice"):
            say(f"  {finding['choice']}")
        for origin in finding.get("origins", ()):
            say(f"  {place(graph, origin)}: {origin.get('text', '')}", dim=True)
    note(f"{plural(len(found), 'conflict')}.")


@click.command(
    cls=Command,
    examples=[
        ("roadloom merges", "Which names were taken for the same thing"),
        ("roadloom merges RAG", "Only what is called so"),
        ("roadloom merges --input notes/ --json", "The same for documents of your own, for programs"),
    ],
)
@click.argument("name", required=False)
@input_option
@json_option
def merges(name: str | None, inputs: tuple[str, ...], as_json: bool) -> None:
    """Show which names were taken for the same thing.

    To undo a merge, or to ask for one, name the two under `different` or `same` in roadloom.yaml.
    """
    from roadloom.cli.inputs import load
    from roadloom.graph.paths import find

    graph = load(inputs)
    wanted = [find(graph, name, kinds=("topic", "resource"))] if name else sorted(graph)
    found = [merged for node in wanted if (merged := merge_of(graph, node))]
    if as_json:
        say_json(found)
        return
    for merged in found:
        say(f"{merged['name']} = {' = '.join(merged['also'])}", bold=True)
        for mention in merged["named_in"]:
            say(f"  {mention['place']}: {mention['text']}", dim=True)
    note(f"{plural(len(found), 'thing')} with more than one name.")


def merge_of(graph: nx.MultiDiGraph, node: str) -> dict[str, Any] | None:
    """Return the names that became one topic or resource, with their places; None where the documents know only one name.

    Names that the word list has and no document uses are left out: there is nothing in them to review.
    """
    from roadloom.cli.facts import place

    attributes = graph.nodes[node]
    if attributes["kind"] not in ("topic", "resource"):
        return None
    said = "\n".join(mention["text"] for mention in attributes["mentions"]).casefold()
    also = [alias for alias in attributes.get("aliases", ()) if alias != attributes["name"] and alias.casefold() in said]
    if not also:
        return None
    places = [{"place": place(graph, mention), "text": mention["text"]} for mention in attributes["mentions"]]
    return {"id": node, "name": attributes["name"], "also": also, "named_in": places}
