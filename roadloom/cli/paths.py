"""`roadloom path` and `roadloom next`: what to learn, in which order, and what is ready now."""

from __future__ import annotations

import click

from roadloom.cli.commands import (
    Command,
    also_option,
    input_option,
    inputs_argument,
    json_option,
    known_option,
    lang_option,
    learner_option,
    min_confidence_option,
)
from roadloom.cli.terminal import note, say, say_json

RESOURCES = 3
"""How many resources `next` shows for a topic."""


@click.command(
    cls=Command,
    examples=[
        ("roadloom path QLoRA", "What to learn for QLoRA, from the bundled curriculum"),
        ("roadloom path QLoRA --known Python --known PyTorch", "Without what is known, and what that implies"),
        ("roadloom path QLoRA --also RAG --format md > path.md", "Two targets, as a Markdown checklist"),
        ("roadloom path QLoRA --depth 2", "Only what it needs directly, and what that needs"),
        ("roadloom path QLoRA --follow 'Both parts together'", "The way that an author suggests, with what it leaves out"),
        ("roadloom path TypeScript notes/ plan.md --json", "From documents of your own, for programs"),
    ],
)
@click.argument("target")
@inputs_argument
@also_option
@known_option
@learner_option
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "json", "mermaid"]), default="text", show_default=True, help="Form of the path."
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@min_confidence_option
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="Go at most N steps back from a target.")
@click.option(
    "--follow", metavar="NAME", help="Go along the path of this name, or at this FILE:LINE, that an author suggests, as far as TARGET."
)
@click.option("--optional", is_flag=True, help="Keep what only weak evidence asks for.")
@lang_option
def path(
    target: str,
    inputs: tuple[str, ...],
    also: tuple[str, ...],
    known: tuple[str, ...],
    learner_file: str | None,
    form: str,
    min_confidence: float,
    depth: int | None,
    follow: str | None,
    optional: bool,
    lang: str,
) -> None:
    """Show what to learn for TARGET, in which order, and why.

    Prerequisites come first, each with resources and the reason why it is there.
    """
    from roadloom.cli.inputs import find_topic, language_of, load, refuse_swapped, shown_in
    from roadloom.cli.learners import knowledge
    from roadloom.exporters.paths import render
    from roadloom.graph.following import along, stops
    from roadloom.graph.paths import learning_path

    refuse_swapped(target, inputs)
    graph = shown_in(load(inputs), lang)
    language = language_of(graph, lang)
    targets = [find_topic(graph, name, "behind TARGET") for name in (target, *also)]
    have = knowledge(graph, known, learner_file)
    way = stops(graph, follow, targets) if follow is not None else []
    found = learning_path(
        graph,
        [*targets, *way],
        known=have.known,
        skipped=have.skipped,
        min_confidence=min_confidence,
        optional=optional,
        depth=depth,
        language=language,
    )
    found = along(graph, found, way, targets)
    if form == "json":
        say_json(found.to_json())
    else:
        say(render(found, graph, form, language).rstrip("\n"))


@click.command(
    "next",
    cls=Command,
    examples=[
        ("roadloom next", "What is ready to be learned now, what unlocks most first"),
        ("roadloom next QLoRA --known Python", "The same on the way to a target"),
        ("roadloom next --input notes/ --json", "From documents of your own, for programs"),
    ],
)
@click.argument("target", required=False)
@input_option
@known_option
@learner_option
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many topics to show.")
@json_option
@lang_option
def next_(
    target: str | None,
    inputs: tuple[str, ...],
    known: tuple[str, ...],
    learner_file: str | None,
    limit: int,
    as_json: bool,
    lang: str,
) -> None:
    """Show what is ready to be learned now.

    All that these topics need is known. First comes what unlocks most of what is still to be learned (for TARGET, if one is given).
    """
    from dataclasses import asdict

    from roadloom.cli.inputs import find_topic, language_of, load, shown_in
    from roadloom.cli.learners import knowledge
    from roadloom.cli.wording import Words
    from roadloom.graph.paths import frontier, resources_for

    graph = shown_in(load(inputs), lang)
    words = Words(language_of(graph, lang))
    have = knowledge(graph, known, learner_file)
    found = frontier(graph, have.known, [find_topic(graph, target, "with --input")] if target else [], skipped=have.skipped)
    shown = [asdict(topic) | {"resources": resources_for(graph, topic.id, words.language)} for topic in found[:limit]]
    if as_json:
        say_json(shown)
        return
    for topic in shown:
        say(topic["name"] + (words.count("opens", topic["unlocks"]) if topic["unlocks"] else ""))
        for resource in topic["resources"][:RESOURCES]:
            say(f"  → {resource['name']}" + (f"  {resource['url']}" if resource["url"] else ""), dim=True)
    more = [words("more", count=len(found) - limit)] if len(found) > limit else []
    if found:
        note(words("clause").join([words.count("ready", len(found)), *more]) + words("stop"))
    else:
        note(words("ready-none" if any(kind == "topic" for _, kind in graph.nodes(data="kind")) else "no-topics"))
