"""What all commands share: help with examples, and the options that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Command(click.Command):
    """A command whose help ends with examples: pairs of a command line and what it does."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; where an argument is too many and inputs are an option, say so."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if "unexpected extra argument" in error.message and any("--input" in option.opts for option in self.params):
                raise click.UsageError(f"{error.message.rstrip('.')}; inputs go with --input.", ctx) from None
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each under the sentence that says what it is for."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                for line, meaning in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}# {meaning}\n{'':{formatter.current_indent}}{line}\n")


inputs_argument = click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path(allow_dash=True))
"""Positional INPUTs."""


def _input_option(name: str) -> Decorator:
    return click.option(
        "--input",
        name,
        metavar="INPUT",
        multiple=True,
        type=click.Path(allow_dash=True),
        help="A roadmap file, folder, graph file or '-'; may be repeated.",
    )


input_option = _input_option("inputs")
"""INPUTs as an option, for commands whose arguments are names."""

further_option = _input_option("further")
"""The same beside positional INPUTs."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

also_option = click.option("--also", metavar="TARGET", multiple=True, help="A further target; may be repeated.")

min_confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Ignore prerequisites that are less certain than this.",
)

known_option = click.option("--known", metavar="NAME", multiple=True, help="A topic that you know; may be repeated.")

learner_option = click.option(
    "--learner",
    "learner_file",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="What you know and skip [default: ./learner.yaml, if there is one].",
)

lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "zh", "auto"]),
    default="auto",
    show_default=True,
    help="Language of names, headings and hints; auto: names as the documents have them, the rest in the language of most of them.",
)

strict_option = click.option(
    "--strict", is_flag=True, help="Fail (exit code 1) if there is any finding but conflicts that your rules decided."
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that steer how inputs become a graph."""
    for option in (
        click.option("--no-lexicon", is_flag=True, help="Join names without the bundled word list."),
        click.option("--project", metavar="FILE", type=click.Path(dir_okay=False), help="Your rules [default: ./roadloom.yaml]."),
    ):
        command = option(command)
    return command
