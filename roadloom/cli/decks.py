"""The deck's own flags of `roadloom export`, and the way to a running Anki."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.terminal import note, say_json, working
from roadloom.errors import InputError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

DECK = "anki"
BOTH = "both"
_ASKED = "roadloom.cli.decks"


def _remember(ctx: click.Context, param: click.Parameter, value: str | bool | None) -> None:
    """Keep a flag that was given for `asked`."""
    if value:
        ctx.meta.setdefault(_ASKED, {})[param.name] = "yes" if value is True else value


_KEPT: dict[str, Any] = {"expose_value": False, "callback": _remember}


def deck_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags that only a deck knows; they do not reach the command, which calls `asked`."""
    for option in (
        click.option("--connect", is_flag=True, help="Deck: send it to the running Anki by AnkiConnect; no -o.", **_KEPT),
        click.option("--page", metavar="ADDRESS", help="Deck: the page that cards link to (https://… or file://…).", **_KEPT),
        click.option("--vault", metavar="NAME", help="Deck: the Obsidian vault that cards link to.", **_KEPT),
        click.option("--gate", is_flag=True, help="Deck: only what is ready to be learned now; the rest comes later.", **_KEPT),
        click.option("--cards", metavar="KIND,...", help="Deck: kinds of cards, such as definition,reverse,parts,why.", **_KEPT),
    ):
        command = option(command)
    return command


deck_lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "zh", BOTH, "auto"]),
    default="auto",
    show_default=True,
    help="Language of headings and hints; auto: that of most of the documents; both: for a deck, that with hints in the other.",
)


def asked(format_: str, lang: str) -> tuple[dict[str, str], bool]:
    """Return what was asked of a deck, as options of its format, and whether to send it to a running Anki.

    Raises `click.UsageError` where that was asked of another format.
    """
    given = dict(click.get_current_context().meta.get(_ASKED, {}))
    given |= {"lang": BOTH} if lang == BOTH else {}
    if given and format_ != DECK:
        flag = "lang both" if BOTH in given.values() else next(iter(given))
        raise click.UsageError(f"--{flag} is for the format {DECK} only.")
    return given, bool(given.pop("connect", None))


def send(graph: nx.MultiDiGraph, options: Options, *, dry_run: bool, as_json: bool) -> None:
    """Send the deck to a running Anki and say what that changed there."""
    from roadloom.exporters.anki.sending import send

    with working("speaking with Anki"):
        sent = send(graph, options, dry_run=dry_run)
    say_json(sent.to_json()) if as_json else note("\n".join(sent.lines(dry_run=dry_run)))


@contextmanager
def naming(previous: str | None) -> Iterator[None]:
    """Name the file of the previous export in an error about its content, which an exporter knows no name of."""
    try:
        yield
    except InputError as error:
        error.path = error.path or previous
        raise


def hint(options: Options) -> None:
    """Say what a deck without a time means; a graph before it tells no times either."""
    from roadloom.graph.graphfile import is_graph

    if options.date is None and (options.previous is None or is_graph(options.previous)):
        note(
            "Anki takes an edited note only from a newer deck: where you imported this deck before, give that one (--previous) or a"
            " date (--date), else edited notes may not update."
        )
