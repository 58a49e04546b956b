"""`roadloom merges`: which names were taken for one thing when roadmaps were joined, for a person to review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, further_option, inputs_argument, reading_options
from roadloom.cli.terminal import clean, note, plural, say, say_bytes, say_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from roadloom.graph.review import Row

SHOWN = 8
"""Places that the text form lists for a row."""

HEADS = {
    "format": "Rules for roadloom. Move rows of the lists below under `same` or `different`; what stays below changes nothing.",
    "same": "Names that are one thing.",
    "different": "Names that are several things.",
    "suggested": "May be one thing: move a row under `same` if it is.",
    "ambiguous": "The first name may be each of the others: move a row under `same`, with the names that are one.",
    "joined": "Was taken for one thing: move a row under `different` if it is not, with the names that differ.",
}


@click.command(
    cls=Command,
    examples=[
        ("roadloom merges notes/ plan.md", "What was joined and why, what may be joined, what is ambiguous"),
        ("roadloom merges --name RAG", "Only what is called so"),
        ("roadloom merges notes/ --json", "The same for programs"),
        ("roadloom merges notes/ --format yaml > merges.yaml", "As a file of rules: move rows under `same` or `different` …"),
        ("roadloom build notes/ --project merges.yaml", "… and give it back"),
    ],
)
@inputs_argument
@further_option
@click.option("--name", metavar="NAME", help="Show only what is called so.")
@click.option("--format", "form", type=click.Choice(["text", "json", "yaml"]), default="text", show_default=True, help="Form of the list.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@reading_options
def merges(inputs: tuple[str, ...], further: tuple[str, ...], name: str | None, form: str, project: str | None, no_lexicon: bool) -> None:
    """Show which names were taken for the same thing, and why.

    Below stand names that may be the same thing, and names that may be several things. To decide, print it as YAML or JSON, move rows
    under `same` or `different`, and give the file back with --project or as roadloom.yaml: it holds the rules there were as well.
    """
    from roadloom.cli.inputs import load, rules_of
    from roadloom.graph import review
    from roadloom.graph.paths import find
    from roadloom.graph.project import ProjectFile

    rules = rules_of(project) or ProjectFile(path="")
    graph = load((*inputs, *further), lexicon=not no_lexicon, project=project)
    wanted = {find(graph, name, kinds=("topic", "resource"))} if name else set(graph)
    found = {
        "suggested": [row for row in review.suggested(graph) if not name or wanted & set(row.subjects)],
        "ambiguous": [row for row in review.ambiguous(graph) if not name or wanted & set(row.subjects)],
        "joined": review.joined(graph, sorted(wanted)),
    }
    if form == "text":
        _say_rows(graph, found)
        return
    data = {**rules.as_data(), **{key: _data(graph, rows) for key, rows in found.items()}}
    if form == "json":
        say_json(data)
    else:
        say_bytes(_yaml(data).encode("utf-8"))


def _say_rows(graph: nx.MultiDiGraph, found: dict[str, list[Row]]) -> None:
    from roadloom.cli.facts import place

    signs = {"joined": "=", "suggested": "~", "ambiguous": "?"}
    for key in ("joined", "suggested", "ambiguous"):
        for row in found[key]:
            if isinstance(row.why, str):
                say(f"{f' {signs[key]} '.join(row.names)}  ({row.why})", bold=True)
            else:
                say(f"{row.names[0]}{''.join(f' = {other} ({reason})' for other, reason in row.why.items())}", bold=True)
            for mention in row.places[:SHOWN]:
                say(f"  {place(graph, mention)}: {mention['text']}", dim=True)
            if len(row.places) > SHOWN:
                say(f"  … and {len(row.places) - SHOWN} more", dim=True)
    note(
        f"{plural(len(found['joined']), 'thing')} with more than one name (=), {plural(len(found['suggested']), 'suggestion')} (~), "
        f"{plural(len(found['ambiguous']), 'ambiguous name')} (?)."
    )


def _yaml(data: dict[str, Any]) -> str:
    """Write the rules and what they are to be decided by, each section below a line that says what it is."""
    from roadloom.graph.yamlfiles import write_yaml

    return re.sub(
        r"^(\w+):", lambda key: f"# {HEADS[key[1]]}\n{key[0]}" if key[1] in HEADS else key[0], write_yaml(data), flags=re.MULTILINE
    )


def _data(graph: nx.MultiDiGraph, rows: Iterable[Row]) -> list[dict[str, Any]]:
    from roadloom.cli.facts import place

    return [
        {
            "names": list(row.names),
            "why": row.why if isinstance(row.why, str) else dict(row.why),
            "ids": list(row.subjects),
            "places": [f"{place(graph, mention)} {clean(mention['text'])}" for mention in row.places],
        }
        for row in rows
    ]
