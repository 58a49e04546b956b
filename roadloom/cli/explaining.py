"""`roadloom explain`: one topic, or why one topic comes before another."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, input_option, json_option
from roadloom.cli.terminal import say, say_json
from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx


@click.command(
    cls=Command,
    examples=[
        ("roadloom explain QLoRA", "What it is, what it needs, what it unlocks, and who says so"),
        ("roadloom explain Transformer QLoRA", "Why the one comes before the other"),
        ("roadloom explain RAG --input graph.json --json", "From a graph of your own, for programs"),
    ],
)
@click.argument("topic")
@click.argument("other", metavar="[TOPIC]", required=False)
@input_option
@json_option
def explain(topic: str, other: str | None, inputs: tuple[str, ...], as_json: bool) -> None:
    """Explain a topic; with two, why one comes before the other.

    Every reason names the document and the line that it comes from.
    """
    from roadloom.cli.inputs import find_topic, load

    graph = load(inputs)
    if other is None:
        about = description(graph, find_topic(graph, topic, "with --input"))
        say_json(about) if as_json else show_description(about)
        return
    first, second = (find_topic(graph, name, "with --input") for name in (topic, other))
    if first == second:
        raise RoadloomError(f"{topic!r} and {other!r} are names of the same topic.", remedy=f"See 'roadloom explain {topic}'.")
    reason = reasons(graph, first, second)
    say_json(reason) if as_json else show_reasons(reason)


def description(graph: nx.MultiDiGraph, node: str) -> dict[str, Any]:
    """Return what the graph knows about a topic, names and places made readable."""
    from roadloom.cli.facts import after, before, place

    attributes = graph.nodes[node]
    return {
        "id": node,
        "name": attributes["name"],
        "also": [alias for alias in attributes.get("aliases", ()) if alias != attributes["name"]],
        "definition": [{"text": text["text"], "place": place(graph, text)} for text in attributes.get("definition") or ()],
        "part_of": [_thing(graph, whole) for whole in after(graph, node, "part_of")],
        "needs": [_step(graph, other, node) for other in before(graph, node, "prerequisite")],
        "unlocks": [_step(graph, node, other) for other in after(graph, node, "prerequisite")],
        "resources": [_thing(graph, resource) for resource in before(graph, node, "covers")],
        "projects": [_thing(graph, project) for project in before(graph, node, "practises")],
        "named_in": [{"place": place(graph, mention), "text": mention["text"]} for mention in attributes["mentions"]],
    }


def reasons(graph: nx.MultiDiGraph, first: str, second: str) -> dict[str, Any]:
    """Return the shortest chain of prerequisites between two topics, whichever comes first; without one the chain is empty."""
    import networkx as nx

    order = nx.DiGraph((source, target) for source, target, key in graph.edges(keys=True) if key == "prerequisite")
    for start, end in ((first, second), (second, first)):
        if start in order and end in order and nx.has_path(order, start, end):
            chain = nx.shortest_path(order, start, end)
            steps = [_step(graph, source, target) for source, target in pairwise(chain)]
            return {"before": _thing(graph, start), "after": _thing(graph, end), "chain": steps}
    return {"before": _thing(graph, first), "after": _thing(graph, second), "chain": []}


def _thing(graph: nx.MultiDiGraph, node: str) -> dict[str, Any]:
    url = graph.nodes[node].get("url")
    return {"id": node, "name": graph.nodes[node]["name"], **({"url": url} if url else {})}


def _step(graph: nx.MultiDiGraph, source: str, target: str) -> dict[str, Any]:
    from roadloom.cli.facts import evidence_lines

    edge = graph.edges[source, target, "prerequisite"]
    return {
        "before": _thing(graph, source),
        "after": _thing(graph, target),
        "weight": edge["weight"],
        "evidence": evidence_lines(graph, edge["evidence"]),
    }


def show_description(about: dict[str, Any]) -> None:
    """Print what the graph knows about a topic."""
    say(about["name"], bold=True)
    if about["also"]:
        say(f"also: {', '.join(about['also'])}")
    for text in about["definition"]:
        say(f"{text['text']}  [{text['place']}]")
    _show_list("Part of", [whole["name"] for whole in about["part_of"]])
    _show_steps("Needs", about["needs"], "before")
    _show_steps("Unlocks", about["unlocks"], "after")
    _show_list("Resources", [" ".join(filter(None, (resource["name"], resource.get("url")))) for resource in about["resources"]])
    _show_list("Projects", [project["name"] for project in about["projects"]])
    _show_list("Named in", [f"{mention['place']}: {mention['text']}" for mention in about["named_in"]])


def show_reasons(reason: dict[str, Any]) -> None:
    """Print why one topic comes before another."""
    before, after = reason["before"]["name"], reason["after"]["name"]
    if not reason["chain"]:
        say(f"Nothing in the documents asks for an order between {before} and {after}.")
        return
    say(f"{before} comes before {after}:", bold=True)
    for step in reason["chain"]:
        say(f"  {step['before']['name']} → {step['after']['name']}  ({step['weight']:.2f})", fg="cyan")
        for line in step["evidence"]:
            say(f"    {line}")


def _show_list(title: str, lines: list[str]) -> None:
    if lines:
        say(title, fg="cyan")
        for line in lines:
            say(f"  {line}")


def _show_steps(title: str, steps: list[dict[str, Any]], side: str) -> None:
    if steps:
        say(title, fg="cyan")
        for step in steps:
            say(f"  {step[side]['name']}  ({step['weight']:.2f})")
            for line in step["evidence"]:
                say(f"    {line}", dim=True)
