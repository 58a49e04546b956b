"""`roadloom learner`: keep what you know, are doing and skip."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, input_option, json_option, lang_option
from roadloom.cli.terminal import note, say, say_json
from roadloom.errors import InputError, NotFoundError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.learner import Entry, Learner

BULLET = re.compile(r"^\s*(?:[-*+]\s+|[•·●○▪◦‣–—]\s*|(?:\d+[.)]|\(\d+\))\s+|\d+[、．]\s*|（\d+）\s*)?")  # how a line of a list may begin
BOX = re.compile(r"(?:(?P<open>\[ \]|[☐⬜])|\[[xX]\]|[☑✅✓✔])\ufe0f?\s*")
STEP = re.compile(r"\*\*(.+?)\*\*")  # the name, in the checklist that `path --format md` makes
BETWEEN = re.compile(r"[,，、;；]")
AROUND = " \t\"'“”‘’「」『』《》[]。．.,，;；:："
OWN = re.compile(r"^\s*(?:\{\s*)?\"?(?:format|version|topics)\"?\s*:", re.MULTILINE)  # what a learner's file has and no list of names
LISTED = 12  # lines that one error names at most
STYLES = {"known": "green", "doing": "yellow", "skip": "bright_black"}


@click.group("learner")
def learner() -> None:
    """Keep what you know, are doing and skip.

    path, next, plan, export and open take it into account; the map exports such a file too. Only the lines in question change: comments,
    names as you wrote them and keys that roadloom does not know stay. No date is noted unless you give one: roadloom reads no clock.
    """


file_option = click.option(
    "--learner",
    "learner_file",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    default="learner.yaml",
    show_default=True,
    help="The file.",
)
since_option = click.option("--since", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Since when, such as 2026-11-22.")


def _marking(status: str, help_: str, example: tuple[str, str]) -> None:
    """Add the command that gives topics a status."""

    @learner.command(status, cls=Command, help=help_, examples=[example])
    @click.argument("names", metavar="NAME...", nargs=-1, required=True)
    @since_option
    @input_option
    @file_option
    def mark(names: tuple[str, ...], since: Any, inputs: tuple[str, ...], learner_file: str) -> None:
        from roadloom.graph.learner import Entry
        from roadloom.graph.paths import find

        entry = Entry(status, since.date().isoformat() if since else None)
        _change(learner_file, inputs, lambda graph, topics: topics | {find(graph, name): entry for name in names})


for _status, _help, _example in (
    ("known", "Mark topics as known: they, and what they need, need no learning.", ("learner known Python PyTorch", "You know these")),
    ("doing", "Mark topics as being learned.", ("learner doing LoRA --since 2026-11-22", "You began with this one that day")),
    ("skip", "Mark topics as left out, with what only they need.", ("learner skip Calculus", "You do without this one")),
):
    _marking(_status, _help, (f"roadloom {_example[0]}", _example[1]))


@learner.command(cls=Command, examples=[("roadloom learner forget LoRA", "Neither known, nor doing, nor left out")])
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@input_option
@file_option
def forget(names: tuple[str, ...], inputs: tuple[str, ...], learner_file: str) -> None:
    """Take topics out of the file."""
    from roadloom.graph.paths import find

    def without(graph: nx.MultiDiGraph, topics: dict[str, Entry]) -> dict[str, Entry]:
        gone = {name if name in topics else find(graph, name) for name in names}  # a topic of another graph goes by its id
        return {topic: entry for topic, entry in topics.items() if topic not in gone}

    _change(learner_file, inputs, without)


@learner.command(
    cls=Command,
    examples=[("roadloom learner show", "What stands in ./learner.yaml"), ("roadloom learner show --json", "The same for programs")],
)
@input_option
@file_option
@json_option
@lang_option
def show(inputs: tuple[str, ...], learner_file: str, as_json: bool, lang: str) -> None:
    """Show what you know, are doing and skip."""
    from roadloom.cli.inputs import language_of, load, shown_in
    from roadloom.cli.wording import Words

    graph = shown_in(load(inputs), lang)
    words = Words(language_of(graph, lang))
    topics = _topics(learner_file, graph)
    if as_json:
        say_json(_state(topics, learner_file).to_json())
        return
    for status, colour in STYLES.items():
        for topic, entry in topics.items():
            if entry.status == status:
                since = f"  {words('since', day=entry.since)}" if entry.since else ""
                say(f"{words.status(status)}  {graph.nodes[topic]['name'] if topic in graph else topic}{since}", fg=colour)
    note(f"{learner_file}{words('colon')}{words.count('topics', len(topics))}")


@learner.command(
    "import",
    cls=Command,
    examples=[
        ("roadloom learner import learner.json", "What you ticked in the map, as it exports it"),
        ("roadloom learner import vault", "What you marked and ticked in Obsidian since the vault was written"),
        ("cat learner.json | roadloom learner import -", "The same from stdin"),
    ],
)
@click.argument("file", metavar="FILE|VAULT", type=click.Path(allow_dash=True))
@input_option
@file_option
def import_(file: str, inputs: tuple[str, ...], learner_file: str) -> None:
    """Take over what another learner's file, a list of names or a vault says, topic by topic; what only your file knows stays.

    All that stands in a list is known, one name a line or several with commas, but for what has an open box.
    """
    from roadloom.cli.vaults import imported
    from roadloom.graph.learner import Learner

    if Path(file).is_dir():
        _change(learner_file, inputs, lambda graph, topics: imported(graph, file, topics))
        return
    text = _text(file)
    names = _listed(text, file)
    if names is not None:
        _change(learner_file, inputs, lambda graph, topics: topics | _known(graph, names, topics, "stdin" if file == "-" else file))
        return
    brought = Learner.parse(text, "stdin" if file == "-" else file)

    def with_brought(graph: nx.MultiDiGraph, topics: dict[str, Entry]) -> dict[str, Entry]:
        from roadloom.cli.learners import matched

        here, elsewhere = matched(brought, graph)
        return topics | elsewhere | dict(here.topics)

    _change(learner_file, inputs, with_brought)


def _text(file: str) -> str:
    """Read a file, or stdin."""
    from roadloom.cli.inputs import STDIN, content, refuse_endless

    refuse_endless(file)
    try:
        return (content(STDIN) if file == STDIN else Path(file).read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8.", path="stdin" if file == "-" else file, remedy="Save the file as UTF-8.") from error


def _listed(text: str, file: str) -> dict[int, str] | None:
    """Return the names of a plain list by their lines, without those in an open box; None where the text is a learner's file.

    Of what `path --format md` makes, a heading and boxes before bold names, only the ticked steps are names.
    """
    if Path(file).suffix.lower() in (".yaml", ".yml", ".json") or not text.strip() or OWN.search(text):
        return None
    names: dict[int, str] = {}
    steps: dict[int, str] = {}
    boxes = 0
    ours = text.lstrip().startswith("#")
    for number, line in enumerate(text.splitlines(), 1):
        line = BULLET.sub("", line, count=1)
        box = BOX.match(line)
        boxes += box is not None
        name = line[box.end() :] if box else line
        if step := STEP.match(name) if box else None:
            name = steps[number] = re.sub(r"\\(.)", r"\1", step[1])
        ours = ours and bool(step or not box)
        if box and box["open"]:
            steps.pop(number, None)
        elif name.strip() and not name.startswith("#"):
            names[number] = name.strip()
    return steps if ours and boxes else names


def _known(graph: nx.MultiDiGraph, names: Mapping[int, str], topics: Mapping[str, Entry], file: str) -> dict[str, Entry]:
    """Mark topics as known, by their names; what was known already stays as it is.

    Raises `NotFoundError` with every line that names none.
    """
    from roadloom.graph.learner import Entry

    found: set[str] = set()
    unknown: dict[int, NotFoundError] = {}
    for number, name in names.items():
        try:
            found |= _meant(graph, name)
        except NotFoundError as error:
            unknown[number] = error
    if len(unknown) == 1:
        ((number, only),) = unknown.items()
        only.path, only.line = file, number
        raise only
    if unknown:
        said = "; ".join(f"line {number}: {each.message} {each.remedy or ''}".strip() for number, each in list(unknown.items())[:LISTED])
        said += f"; and {len(unknown) - LISTED} more." if len(unknown) > LISTED else ""
        raise NotFoundError(f"{len(unknown)} lines name no topic, so nothing was taken over. {said}", path=file)
    return {topic: Entry("known") for topic in found if topic not in topics or topics[topic].status != "known"}


def _meant(graph: nx.MultiDiGraph, name: str) -> set[str]:
    """Find the topic that a line names, or all those that it lists."""
    from roadloom.graph.paths import find

    parts = [part for each in BETWEEN.split(name) if (part := each.strip(AROUND))]
    unbracketed = [[name.rpartition(" (")[0]]] if name.endswith(")") else []  # the other name of a step, where a language was asked for
    for names in ([name], [name.strip(AROUND)], *unbracketed, parts):
        try:
            return {find(graph, each) for each in names}
        except NotFoundError as error:
            failed = error  # of several in one line the first that is unknown
    raise failed


def _change(learner_file: str, inputs: tuple[str, ...], change: Callable[[nx.MultiDiGraph, dict[str, Entry]], dict[str, Entry]]) -> None:
    """Read the file, change its topics, write it, and say on stderr what is different."""
    from roadloom.cli.inputs import load
    from roadloom.cli.learners import save

    graph = load(inputs)
    before = _topics(learner_file, graph)
    after = change(graph, dict(before))
    save(after, learner_file, graph)
    if before == after:
        note(f"{learner_file}: nothing changed.")
    for topic in sorted(before.keys() | after.keys()):
        old, new = (topics[topic].status if topic in topics else "open" for topics in (before, after))
        if old != new:
            note(f"{graph.nodes[topic]['name'] if topic in graph else topic}: {old} → {new}")


def _topics(learner_file: str, graph: nx.MultiDiGraph) -> dict[str, Entry]:
    """Return what stands in the file, under the ids of `graph` where there are any; nothing without a file."""
    from roadloom.cli.learners import matched
    from roadloom.graph.learner import Learner

    if not Path(learner_file).exists():
        return {}
    here, elsewhere = matched(Learner.load(learner_file), graph)
    return dict(here.topics) | elsewhere


def _state(topics: Mapping[str, Entry], learner_file: str) -> Learner:
    from roadloom.graph.learner import Learner

    return Learner(dict(sorted(topics.items())), learner_file)
