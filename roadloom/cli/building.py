"""`roadloom build`: inputs in, the graph file out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from roadloom.cli.commands import Command, inputs_argument, reading_options, strict_option
from roadloom.cli.terminal import note, plural
from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx


@click.command(
    cls=Command,
    examples=[
        ("roadloom build notes/ plan.md -o graph.json", "Weave a folder and a file into one graph"),
        ("roadloom build -o llm.json", "The graph of the bundled curriculum"),
        ("roadloom build notes/ --strict -o graph.json", "Fail if anything in the notes is in conflict or not understood"),
        ("cat plan.md | roadloom build - -o - > graph.json", "From stdin to stdout"),
    ],
)
@inputs_argument
@click.option("-o", "--output", metavar="GRAPH", default="graph.json", show_default=True, help="The graph file; '-' for stdout.")
@click.option("--title", help="Title of the graph [default: from the inputs].")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Language whose names are shown first [default: that of most of the documents]."
)
@click.option("--previous", metavar="GRAPH", type=click.Path(dir_okay=False), help="An earlier graph file, whose ids are kept.")
@reading_options
@strict_option
def build(
    inputs: tuple[str, ...],
    output: str,
    title: str | None,
    lang: str | None,
    previous: str | None,
    project: str | None,
    no_lexicon: bool,
    strict: bool,
) -> None:
    """Weave roadmaps into one graph file.

    The graph file is JSON that networkx.node_link_graph reads. Every other command takes it as INPUT.
    """
    from roadloom.cli.inputs import load, refuse_nothing
    from roadloom.cli.output import deliver
    from roadloom.cli.replacing import refuse_loss
    from roadloom.exporters import get
    from roadloom.exporters.base import Options

    exporter = get("json")
    refuse_loss(output, exporter, inputs)
    graph = load(inputs, stored=False, lexicon=not no_lexicon, project=project, previous=previous, title=title, lang=lang)
    refuse_nothing(graph, inputs)
    refuse_findings(graph, strict)
    deliver(graph, exporter, Options(), output)
    note(f"{'' if output == '-' else output + ': '}{summary(graph)}")


def summary(graph: nx.MultiDiGraph) -> str:
    """Say in one line what a graph holds."""
    from roadloom.graph.header import documents

    kinds = Counter(graph.nodes[node]["kind"] for node in graph)
    relations = Counter(key for _, _, key in graph.edges(keys=True))
    findings = graph.graph["findings"]
    conflicts = sum(finding["code"] == "order-conflict" for finding in findings)
    return ", ".join(
        (
            plural(len(documents(graph)), "document"),
            plural(kinds["roadmap"], "roadmap"),
            plural(kinds["phase"], "phase"),
            plural(kinds["topic"], "topic"),
            plural(kinds["resource"], "resource"),
            plural(kinds["project"], "project"),
            plural(relations["prerequisite"], "prerequisite edge"),
            plural(len(findings), "finding") + (f" ({plural(conflicts, 'order conflict')})" if conflicts else ""),
        )
    )


def refuse_findings(graph: nx.MultiDiGraph, strict: bool) -> None:
    """Raise `RoadloomError` if `strict` and the graph has findings; a conflict that the user's rules decided is none any more."""
    from roadloom.cli.conflicts import ruled

    findings = [finding for finding in graph.graph["findings"] if not ruled(finding)]
    if strict and findings:
        codes = ", ".join(f"{count} {code}" for code, count in sorted(Counter(finding["code"] for finding in findings).items()))
        raise RoadloomError(
            f"{plural(len(findings), 'finding')} ({codes}).",
            remedy="'roadloom check' lists them with file and line; mend them or drop --strict.",
        )
