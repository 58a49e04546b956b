"""`roadloom explain`: one topic, or why one topic comes before another."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, input_option, json_option, lang_option
from roadloom.cli.terminal import say, say_json
from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.cli.wording import Words


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
@lang_option
def explain(topic: str, other: str | None, inputs: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Explain a topic; with two, why one comes before the other, or why not.

    Every reason names the document and the line that it comes from.
    """
    from roadloom.cli.inputs import find_topic, language_of, load, shown_in
    from roadloom.cli.wording import Words

    graph = shown_in(load(inputs), lang)
    words = Words(language_of(graph, lang))
    if other is None:
        about = description(graph, find_topic(graph, topic, "with --input"), words.language)
        say_json(about) if as_json else show_description(graph, about, words)
        return
    first, second = (find_topic(graph, name, "with --input") for name in (topic, other))
    if first == second:
        raise RoadloomError(f"{topic!r} and {other!r} are names of the same topic.", remedy=f"See 'roadloom explain {topic}'.")
    reason = reasons(graph, first, second)
    say_json(reason) if as_json else show_reasons(graph, reason, words)


def description(graph: nx.MultiDiGraph, node: str, language: str) -> dict[str, Any]:
    """Return what the graph knows about a topic; what other needs (or uses) of it imply is marked as not `direct`."""
    from roadloom.cli.facts import after, before, direct, place

    attributes = graph.nodes[node]
    needs, unlocks = before(graph, node, "prerequisite"), after(graph, node, "prerequisite")
    nearest = {*direct(needs, graph.pred), *direct(unlocks, graph.succ)}
    return {
        "id": node,
        "name": attributes["name"],
        "also": [alias for alias in attributes.get("aliases", ()) if alias != attributes["name"]],
        "definition": [
            {"text": text["text"], "place": place(graph, text)}
            for text in attributes.get("definition") or ()
            if text.get("lang", language) == language
        ],
        "part_of": [_thing(graph, whole) for whole in after(graph, node, "part_of")],
        "needs": [_step(graph, other, node) | {"direct": other in nearest} for other in needs],
        "unlocks": [_step(graph, node, other) | {"direct": other in nearest} for other in unlocks],
        "alternatives": [_thing(graph, other) for other in _alternatives(graph, node)],
        "resources": [_thing(graph, resource) for resource in before(graph, node, "covers")],
        "projects": [_thing(graph, project) for project in before(graph, node, "practises")],
        "named_in": [{"place": place(graph, mention), "text": mention["text"]} for mention in attributes["mentions"]],
        "conflicts": sum(node in finding["subjects"] for finding in graph.graph["findings"] if finding["code"] == "order-conflict"),
    }


def reasons(graph: nx.MultiDiGraph, first: str, second: str) -> dict[str, Any]:
    """Return the shortest chain of prerequisites between two topics, whichever comes first.

    Where there is none, say what speaks for an order all the same: `weak` is too little to demand it, `outvoted` nothing after the
    votes against it, and `conflicts` are those in which an order of the two was a step.
    """
    import networkx as nx

    order = nx.DiGraph((source, target) for source, target, key in graph.edges(keys=True) if key == "prerequisite")
    for start, end in ((first, second), (second, first)):
        if start in order and end in order and nx.has_path(order, start, end):
            chain = nx.shortest_path(order, start, end)
            steps = [_step(graph, source, target) for source, target in pairwise(chain)]
            return {"before": _thing(graph, start), "after": _thing(graph, end), "chain": steps, **_else(graph, first, second)}
    return {"before": _thing(graph, first), "after": _thing(graph, second), "chain": [], **_else(graph, first, second)}


def _else(graph: nx.MultiDiGraph, first: str, second: str) -> dict[str, Any]:
    """Collect what speaks for an order of two topics beside a chain of prerequisites."""
    from roadloom.cli.conflicts import decided

    pairs = ((first, second), (second, first))
    weak = [_step(graph, *pair, "order") for pair in pairs if graph.has_edge(*pair, key="order")]
    outvoted = [order for order in graph.graph.get("outvoted", ()) if (order["before"], order["after"]) in pairs]
    conflicts = [
        finding for finding in decided(graph) if any((step["before"], step["after"]) in pairs for step in finding.get("steps", ()))
    ]
    return {
        "alternatives": second in _alternatives(graph, first),
        "weak": weak,
        "outvoted": [
            {"before": _thing(graph, row["before"]), "after": _thing(graph, row["after"]), "evidence": row["evidence"]} for row in outvoted
        ],
        "conflicts": conflicts,
    }


def _alternatives(graph: nx.MultiDiGraph, node: str) -> list[str]:
    from roadloom.cli.facts import in_order
    from roadloom.graph.paths import choices_of

    return in_order(graph, (other for others in choices_of(graph, node).values() for other in others))


def _thing(graph: nx.MultiDiGraph, node: str) -> dict[str, Any]:
    url = graph.nodes[node].get("url")
    return {"id": node, "name": graph.nodes[node]["name"], **({"url": url} if url else {})}


def _step(graph: nx.MultiDiGraph, source: str, target: str, relation: str = "prerequisite") -> dict[str, Any]:
    edge = graph.edges[source, target, relation]
    return {"before": _thing(graph, source), "after": _thing(graph, target), "weight": edge["weight"], "evidence": edge["evidence"]}


def show_description(graph: nx.MultiDiGraph, about: dict[str, Any], words: Words) -> None:
    """Print what the graph knows about a topic."""
    say(about["name"], bold=True)
    if about["also"]:
        say(words("also", names=words.names(about["also"])))
    for text in about["definition"]:
        say(text["text"] + (f"  [{text['place']}]" if text["place"] != "lexicon" else ""))
    _show_list(words("part-of"), [whole["name"] for whole in about["part_of"]])
    _show_steps(graph, about["needs"], "before", words, "needs", "by-way")
    _show_steps(graph, about["unlocks"], "after", words, "unlocks", "further")
    if not about["unlocks"]:
        say(words("no-unlocks"))
    _show_list(words("serves"), [other["name"] for other in about["alternatives"]])
    _show_list(words("resources"), ["  ".join(filter(None, (resource["name"], resource.get("url")))) for resource in about["resources"]])
    _show_list(words("projects"), [project["name"] for project in about["projects"]])
    _show_list(
        words("named-in"), [words("evidence", place=mention["place"], kind="", text=mention["text"]) for mention in about["named_in"]]
    )
    if about["conflicts"]:
        say(words.count("conflicts", about["conflicts"], name=shlex.quote(about["name"])))


def show_reasons(graph: nx.MultiDiGraph, reason: dict[str, Any], words: Words) -> None:
    """Print why one topic comes before another, or what was said of it all the same."""
    from roadloom.cli.conflicts import show

    ends = {"before": reason["before"]["name"], "after": reason["after"]["name"]}
    if reason["chain"]:
        say(words("comes-before", **ends), bold=True)
        for step in reason["chain"]:
            _show_step(graph, f"{step['before']['name']} → {step['after']['name']}  ({step['weight']:.2f})", step, words)
    else:
        say(words("no-order", **ends), bold=True)
        if reason["alternatives"]:
            say(f"  {words('either')}")
        elif not (reason["weak"] or reason["outvoted"] or reason["conflicts"]):
            say(f"  {words('nothing-said')}")
    for key in ("weak", "outvoted"):
        for step in reason[key]:
            names = {"before": step["before"]["name"], "after": step["after"]["name"]}
            _show_step(graph, words(key, weight=step.get("weight", 0), **names), step, words)
    for finding in reason["conflicts"]:
        say()
        show(graph, finding, words, quote=True)


def _show_step(graph: nx.MultiDiGraph, head: str, step: dict[str, Any], words: Words) -> None:
    from roadloom.cli.facts import evidence_lines

    say(f"  {head}", fg="cyan")
    for line in evidence_lines(graph, step["before"]["id"], step["after"]["id"], step["evidence"], words):
        say(f"    {line}")


def _show_list(title: str, lines: list[str]) -> None:
    if lines:
        say(title, fg="cyan")
        for line in lines:
            say(f"  {line}")


def _show_steps(graph: nx.MultiDiGraph, steps: list[dict[str, Any]], side: str, words: Words, title: str, rest: str) -> None:
    """Print the direct steps with their evidence, and the names of those that they imply."""
    from roadloom.cli.facts import evidence_lines

    if not steps:
        return
    say(words(title), fg="cyan")
    for step in steps:
        if step["direct"]:
            say(f"  {step[side]['name']}  ({step['weight']:.2f})")
            for line in evidence_lines(graph, step["before"]["id"], step["after"]["id"], step["evidence"], words):
                say(f"    {line}", dim=True)
    if implied := [step[side]["name"] for step in steps if not step["direct"]]:
        say(f"  {words(rest, names=words.names(implied))}")
