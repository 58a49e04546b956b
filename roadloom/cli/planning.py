"""`roadloom plan`: a learning path in weeks."""

from __future__ import annotations

from datetime import datetime

import click

from roadloom.cli.commands import Command, also_option, inputs_argument, known_option, lang_option, learner_option, min_confidence_option
from roadloom.cli.terminal import note, say, say_bytes, say_json


@click.command(
    cls=Command,
    examples=[
        ("roadloom plan QLoRA", "Weeks of 8 hours for QLoRA, from the bundled curriculum"),
        ("roadloom plan QLoRA --hours-per-week 5 --start 2026-11-23 --format md > plan.md", "With dates, as a Markdown checklist"),
        ("roadloom plan QLoRA --assume 4", "4 hours for each topic that no document gives a time for"),
        ("roadloom plan TypeScript notes/ plan.md --json", "From documents of your own, for programs"),
    ],
)
@click.argument("target")
@inputs_argument
@also_option
@known_option
@learner_option
@click.option(
    "--hours-per-week", type=click.FloatRange(0.25, 168), default=8.0, show_default=True, metavar="HOURS", help="Your time for learning."
)
@click.option(
    "--start", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="First day, such as 2026-11-23; without it weeks have no dates."
)
@click.option(
    "--assume", type=click.FloatRange(0.25, 1000), metavar="HOURS", help="Your guess for each topic that no document gives a time for."
)
@min_confidence_option
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "ics", "csv", "json"]), default="text", show_default=True, help="Form of the plan."
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@lang_option
def plan(
    target: str,
    inputs: tuple[str, ...],
    also: tuple[str, ...],
    known: tuple[str, ...],
    learner_file: str | None,
    hours_per_week: float,
    start: datetime | None,
    assume: float | None,
    min_confidence: float,
    form: str,
    lang: str,
) -> None:
    """Show what to learn for TARGET, week by week.

    The hours are those that the documents give a topic, else a share of those that they give its stage; weeks and months of a
    document that says no hours are weeks and months of yours. Each estimate names its source. What no document gives a time for stands
    where its turn is and takes none: say your own guess with --assume. An .ics needs the extra: pip install 'roadloom[ics]'.
    """
    from roadloom.cli.inputs import find_topic, language_of, load, refuse_swapped, shown_in
    from roadloom.cli.learners import knowledge
    from roadloom.cli.wording import Words
    from roadloom.exporters import plans as writer
    from roadloom.graph import plans
    from roadloom.graph.paths import learning_path

    if form == "ics" and start is None:
        raise click.UsageError("A calendar needs dates: give the first day with --start.")
    refuse_swapped(target, inputs)
    graph = shown_in(load(inputs), lang)
    targets = [find_topic(graph, name, "behind TARGET") for name in (target, *also)]
    have = knowledge(graph, known, learner_file)
    language = language_of(graph, lang)
    path = learning_path(graph, targets, known=have.known, skipped=have.skipped, min_confidence=min_confidence, language=language)
    made = plans.plan(graph, path, hours_per_week, start.date() if start else None, assume=assume)
    if form == "json":
        say_json(made.to_json())
    elif form in ("ics", "csv"):
        say_bytes(writer.render(made, graph, form, language).encode("utf-8"))
    else:
        say(writer.render(made, graph, form, language).rstrip("\n"))
    if made.unknown:
        note(Words(language).count("untimed", len(made.unknown), steps=len(path.steps)))
