"""`roadloom conflicts`: where roadmaps contradict each other, what was given up, and how to decide otherwise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, input_option, json_option, lang_option
from roadloom.cli.terminal import note, say, say_json

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.cli.wording import Words

PLACES = 4
"""Places that the short form names for one side."""


@click.command(
    cls=Command,
    examples=[
        ("roadloom conflicts", "Where the roadmaps contradict each other, and what was done about it"),
        ("roadloom conflicts Transformer", "Those about one topic, with what the documents say"),
        ("roadloom conflicts --input notes/ --json", "The same for documents of your own, for programs"),
    ],
)
@click.argument("topics", metavar="[TOPIC]...", nargs=-1)
@input_option
@json_option
@lang_option
def conflicts(topics: tuple[str, ...], inputs: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Show where roadmaps contradict each other; with TOPICs, what all of them take part in, in the documents' words.

    Each conflict comes with the circle that it made, where each side stands, what was given up, and how to decide otherwise.
    """
    from roadloom.cli.inputs import find_topic, language_of, load, shown_in
    from roadloom.cli.wording import Words

    graph = shown_in(load(inputs), lang)
    words = Words(language_of(graph, lang))
    about = {find_topic(graph, name, "with --input") for name in topics}
    found = [finding for finding in decided(graph) if about.issubset(finding["subjects"])]
    if as_json:
        say_json(found)
        return
    for finding in found:
        show(graph, finding, words, quote=bool(topics))
        say()
    if found:
        note(words("how-otherwise"))
        if not topics:
            note(words("how-words"))
    note(words.count("conflict-count", len(found)))


def decided(graph: nx.MultiDiGraph) -> list[dict[str, Any]]:
    """List the conflicts that were decided, those first in which most was given up."""
    found = [finding for finding in graph.graph["findings"] if finding["code"] == "order-conflict"]
    return sorted(found, key=lambda finding: -finding["steps"][0]["weight"] if finding.get("steps") else 0)


def show(graph: nx.MultiDiGraph, finding: dict[str, Any], words: Words, *, quote: bool) -> None:
    """Print one conflict: the circle, each step with its side's places (or, to `quote`, words), and the rule that decides otherwise."""
    from roadloom.cli.facts import evidence_lines, name_of, place

    steps = finding.get("steps") or []
    if not steps:  # a graph file of an earlier version
        say(finding["message"], bold=True)
        say(f"  {finding.get('choice', '')}")
        for origin in finding.get("origins", ()):
            say(f"  {place(graph, origin)}: {origin.get('text', '')}", dim=True)
        return
    first, *others = steps
    refused = _refused(steps)
    if first["before"] == first["after"]:
        say(words("itself", name=name_of(graph, first["before"])), bold=True)
    elif refused:
        say(_said(graph, others[0], words, "not-step"), bold=True)
    else:
        say(" → ".join(name_of(graph, step["before"]) for step in (*steps, first)), bold=True)
    kept = any(graph.has_edge(step["before"], step["after"], key="prerequisite") for step in others)
    for step in steps:
        stands = graph.has_edge(step["before"], step["after"], key="prerequisite")
        if refused and step is not first:
            label = "your-rule"
        else:
            label = "kept" if stands else "given-up" if step is first and (kept or len(steps) != 2 or refused) else "not-demanded"
        said = _said(graph, step, words, "not-step" if label == "your-rule" else "step")
        evidence = _own(step, steps)
        if quote:
            say(f"  {words(label)}{words('colon')}{words('so-sure', said=said, weight=step['weight'])}", fg="cyan")
            for line in evidence_lines(graph, step["before"], step["after"], evidence, words):
                say(f"    {line}", dim=True)
        else:
            sources = _sources(graph, evidence, words)
            say(f"  {words(label)}{words('colon')}{words('says-so', said=said, weight=step['weight'], sources=sources)}")
    otherwise = words("apart") if first["before"] == first["after"] else words("take-out") if ruled(finding) else _rule(graph, first)
    say(f"  {words('otherwise')}{words('colon')}{otherwise}")


def ruled(finding: dict[str, Any]) -> bool:
    """Tell whether a rule of the user decided a conflict: for a step that stands, or against the one that was given up."""
    from roadloom.graph.order import by_rule

    steps = finding.get("steps") or []
    return bool(steps) and (_refused(steps) or by_rule(steps))


def _refused(steps: list[dict[str, Any]]) -> bool:
    """Tell whether a step was given up because the user says that something needs no other thing: then the steps close no circle."""
    return bool(steps[-1]["after"] != steps[0]["before"])


def _said(graph: nx.MultiDiGraph, step: dict[str, Any], words: Words, how: str) -> str:
    from roadloom.cli.facts import name_of

    return words(how, before=name_of(graph, step["before"]), after=name_of(graph, step["after"]))


def _own(step: dict[str, Any], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the votes on a step without those against it that speak for the way back, which is a step of its own."""
    back = [row for other in steps if other["before"] == step["after"] and other["after"] == step["before"] for row in other["evidence"]]
    return [row for row in step["evidence"] if row["for"] or {**row, "for": True} not in back]


def _sources(graph: nx.MultiDiGraph, evidence: list[dict[str, Any]], words: Words) -> str:
    """Name the places that speak for a step, then those against it."""
    from roadloom.cli.facts import cited

    parts = []
    for side in (True, False):
        places = list(dict.fromkeys(cited(graph, row, words) for row in evidence if row["for"] is side))
        if places:
            more = f" + {len(places) - PLACES}" if len(places) > PLACES else ""
            said = words.names(places[:PLACES]) + more
            parts.append(said if side else f"{words('against')}{words('colon')}{said}")
    return words("clause").join(parts)


def _rule(graph: nx.MultiDiGraph, step: dict[str, Any]) -> str:
    """Write the rule that would keep a step; a name that stands for several things gives way to the id."""
    before, after = (json.dumps(_unique(graph, step[end]), ensure_ascii=False) for end in ("before", "after"))
    return f"prerequisite: [{{before: {before}, after: {after}}}]"


def _unique(graph: nx.MultiDiGraph, node: str) -> str:
    from roadloom.cli.facts import name_of
    from roadloom.errors import NotFoundError
    from roadloom.graph.paths import find

    try:
        return name_of(graph, node) if find(graph, name_of(graph, node), kinds=(graph.nodes[node]["kind"],)) == node else node
    except NotFoundError:
        return node
