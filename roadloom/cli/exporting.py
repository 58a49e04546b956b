"""`roadloom export` and `roadloom open`: the graph as a page, a vault, a deck or data."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from roadloom.cli.commands import Command, inputs_argument, lang_option, learner_option
from roadloom.cli.decks import deck_lang_option, deck_options
from roadloom.cli.terminal import note, say, say_json

if TYPE_CHECKING:
    import networkx as nx
    from click.shell_completion import CompletionItem

    from roadloom.exporters.base import Options


VAULT = "obsidian"
"""The format that is read back: what was ticked in a vault is in its next export."""


class Format(click.ParamType):
    """The name of an export format: built in, or added by another package."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return `value` if there is such a format; name those that there are otherwise (a usage error)."""
        from roadloom.exporters import names

        if value not in names():
            self.fail(f"{value!r} is no format. There are: {', '.join(names())}.", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the formats that begin with `incomplete`."""
        from click.shell_completion import CompletionItem

        from roadloom.exporters import names

        return [CompletionItem(name) for name in names() if name.startswith(incomplete)]


class Date(click.ParamType):
    """A day (2026-11-22, at midnight UTC) or seconds since 1970, as an int."""

    name = "date"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return seconds since 1970."""
        if isinstance(value, int) or value.isdecimal():
            return int(value)
        try:
            return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp())
        except ValueError:
            self.fail(f"{value!r} is no day such as 2026-11-22, nor a number of seconds since 1970.", param, ctx)


def _pairs(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> Mapping[str, str]:
    """Turn NAME=VALUE pairs into a mapping."""
    pairs = [pair.partition("=") for pair in given]
    for name, equals, value in pairs:
        if not name or not equals:
            raise click.BadParameter(f"{name + value!r} is not of the form NAME=VALUE.")
    return {name: value for name, _, value in pairs}


date_option = click.option(
    "--date",
    type=Date(),
    envvar="SOURCE_DATE_EPOCH",
    help="When the export counts as made (Anki takes notes as updates only from a later date) [default: $SOURCE_DATE_EPOCH,"
    " else one step after --previous, else a fixed day].",
)


@click.command(
    cls=Command,
    examples=[
        ("roadloom export html -o map.html", "The bundled curriculum as one page that needs no network"),
        ("roadloom export obsidian notes/ -o vault", "Your documents as a vault; what you write in it is kept"),
        ("roadloom export anki graph.json --path QLoRA -o qlora.apkg", "Cards for what leads to QLoRA"),
        ("roadloom export anki graph.json --gate -o ready.apkg", "Only cards for what is ready to be learned now"),
        ("roadloom export yaml notes/ -o - > roadmap.yaml", "One roadmap of all, to edit by hand"),
        ("roadloom export obsidian notes/ -o vault --dry-run", "What would be written"),
    ],
)
@click.argument("format_", metavar="FORMAT", type=Format())
@inputs_argument
@click.option("-o", "--output", metavar="OUT", help="The file or folder; '-' for stdout.")
@click.option("--path", "targets", metavar="TARGET", multiple=True, help="Only what leads to TARGET; may be repeated.")
@learner_option
@deck_lang_option
@date_option
@click.option(
    "--previous",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The export that this one follows; for a deck, a graph file will do [default: the file at OUT].",
)
@click.option("--option", "extra", metavar="NAME=VALUE", multiple=True, callback=_pairs, help="An option of the format; may be repeated.")
@click.option("--folders", type=click.Choice(["kind", "area", "none"]), help="Vault: what its folders are made for [default: kind].")
@click.option("--flat", is_flag=True, help="Vault: all notes in one folder (--folders none).")
@click.option("--links", type=click.Choice(["wiki", "markdown"]), help="Vault: how notes link to each other [default: wiki].")
@click.option(
    "--resource-notes", metavar="N", type=click.IntRange(min=0), help="Vault: resources of fewer topics get no note [default: 1]."
)
@click.option("--rename", is_flag=True, help="Vault: move notes that you left alone to their present names and folders.")
@deck_options
@click.option("--adopt", is_flag=True, help="Write into a folder that holds other files too; those are never touched.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def export(
    format_: str,
    inputs: tuple[str, ...],
    output: str | None,
    targets: tuple[str, ...],
    learner_file: str | None,
    lang: str,
    date: int | None,
    previous: str | None,
    extra: Mapping[str, str],
    folders: str | None,
    flat: bool,
    links: str | None,
    resource_notes: int | None,
    rename: bool,
    adopt: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the graph in another format.

    FORMAT is html (one page), obsidian (a vault), anki (a deck), yaml (a roadmap to edit), json (the graph file), graphml, csv, or one
    that another package adds.
    """
    from roadloom.cli import decks
    from roadloom.cli.inputs import load, refuse_nothing
    from roadloom.cli.output import STDOUT, deliver
    from roadloom.cli.replacing import refuse_loss
    from roadloom.cli.vaults import with_progress
    from roadloom.exporters import get

    deck, connect = decks.asked(format_, lang)
    if connect == (output is not None):
        raise click.UsageError("--connect writes no file: leave -o out." if connect else "Missing option '-o' / '--output'.")
    if as_json and output == STDOUT:
        raise click.UsageError("--json and '-o -' would both print on stdout.")
    if flat and folders not in (None, "none"):
        raise click.UsageError(f"--flat and --folders {folders} contradict each other.")
    layout = {
        "folders": "none" if flat else folders,
        "links": links,
        "resource-notes": None if resource_notes is None else str(resource_notes),
    }
    extra = {**extra, **deck, **{name: value for name, value in layout.items() if value is not None}}
    lang = "auto" if lang == decks.BOTH else lang
    exporter = get(format_)
    if output is not None:
        refuse_loss(output, exporter, inputs)
    graph = load(inputs)
    refuse_nothing(graph, inputs)
    previous = previous or (output if output and Path(output).is_file() and Path(output).stat().st_size else None)
    options = _options(graph, targets=targets, learner_file=learner_file, lang=lang, date=date, previous=previous, extra=extra)
    if output is None:
        return decks.send(graph, options, dry_run=dry_run, as_json=as_json)
    options, notes = with_progress(graph, options, output) if format_ == VAULT else (options, None)
    with decks.naming(previous):
        report = deliver(graph, exporter, options, output, dry_run=dry_run, adopt=adopt, rename=rename, notes=notes)
    if format_ == decks.DECK:
        decks.hint(options)
    if report is not None:
        say_json(report.to_json()) if as_json else note("\n".join(report.lines()))


@click.command(
    "open",
    cls=Command,
    examples=[
        ("roadloom open", "The map of the bundled curriculum"),
        ("roadloom open notes/ plan.md", "The map of your own documents"),
        ("roadloom open graph.json -o map.html --no-browser", "Only make the page"),
    ],
)
@inputs_argument
@click.option("-o", "--output", metavar="FILE", type=click.Path(dir_okay=False), help="Where to put the page [default: a cache folder].")
@click.option("--path", "targets", metavar="TARGET", multiple=True, help="Only what leads to TARGET; may be repeated.")
@learner_option
@lang_option
@click.option("--no-browser", is_flag=True, help="Only make the page and print where it is.")
def open_(
    inputs: tuple[str, ...], output: str | None, targets: tuple[str, ...], learner_file: str | None, lang: str, no_browser: bool
) -> None:
    """Make the map and open it in the browser."""
    import webbrowser

    from roadloom.cli.inputs import load, refuse_nothing
    from roadloom.cli.output import deliver
    from roadloom.cli.replacing import refuse_loss
    from roadloom.exporters import get

    exporter = get("html")
    if output is not None:
        refuse_loss(output, exporter, inputs)
    graph = load(inputs)
    refuse_nothing(graph, inputs)
    page = Path(output) if output else cache_folder() / f"{graph.graph['id']}.html"
    deliver(graph, exporter, _options(graph, targets=targets, learner_file=learner_file, lang=lang), str(page))
    say(str(page))
    if not no_browser and not webbrowser.open(page.resolve().as_uri()):
        note("No browser could be opened: open the file above in one.")


def cache_folder() -> Path:
    """Return the folder for pages that can be made again at any time, as the platform has it."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "roadloom"


def _options(
    graph: nx.MultiDiGraph,
    *,
    targets: Sequence[str] = (),
    learner_file: str | None = None,
    lang: str = "auto",
    date: int | None = None,
    previous: str | None = None,
    extra: Mapping[str, str] = MappingProxyType({}),
) -> Options:
    """Turn what the user wrote into an exporter's options: names into ids, files into what they hold."""
    from roadloom.cli.inputs import language_of
    from roadloom.cli.learners import load_learner
    from roadloom.exporters.base import Options
    from roadloom.graph.paths import find

    return Options(
        lang=language_of(graph, lang),
        learner=load_learner(graph, learner_file),
        targets=tuple(find(graph, name) for name in targets),
        date=date,
        previous=Path(previous).read_bytes() if previous else None,
        extra=extra,
    )
