"""`roadloom check`: what was understood, and what a person should look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from roadloom.cli.commands import Command, inputs_argument, json_option, reading_options, strict_option
from roadloom.cli.terminal import note, plural, say, say_json

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.model import Entry, Roadmap

STYLES: dict[str, dict[str, Any]] = {"roadmap": {"bold": True}, "phase": {"fg": "cyan"}, "resource": {"dim": True}}
PLACES = 8  # of a finding that are shown
MARKS = {"topic": "", "resource": "→ ", "project": "▸ "}


@click.command(
    cls=Command,
    examples=[
        ("roadloom check plan.md", "What roadloom understands of one document"),
        ("roadloom check notes/ --json", "The same for programs"),
        ("roadloom check notes/ --coverage", "How many lines of each document were understood"),
        ("roadloom check notes/ --strict", "Fail in a script if anything needs a look"),
    ],
)
@inputs_argument
@json_option
@click.option("--coverage", is_flag=True, help="Show instead how many lines were understood, ignored for a reason, not understood.")
@click.option("-v", "--verbose", is_flag=True, help="With --coverage: show the reasons, and the lines that were not understood.")
@reading_options
@strict_option
def check(
    inputs: tuple[str, ...], as_json: bool, coverage: bool, verbose: bool, project: str | None, no_lexicon: bool, strict: bool
) -> None:
    """Show what was understood, and every finding.

    Phases, topics, resources (→) and projects (▸) stand as each document has them, with their lines.
    """
    from roadloom.cli.building import refuse_findings, summary
    from roadloom.cli.coverage import show_coverage
    from roadloom.cli.inputs import load_both

    if verbose and not coverage:
        raise click.UsageError("-v goes with --coverage.")
    reading, graph = load_both(inputs, lexicon=not no_lexicon, project=project)
    understood = [understanding(roadmap) for roadmap in reading.roadmaps]
    if coverage:
        show_coverage(reading, as_json=as_json, verbose=verbose)
    elif as_json:
        say_json({"sources": graph.graph["sources"], "roadmaps": understood, "findings": graph.graph["findings"]})
    else:
        show(understood)
        show_findings(graph)
        note(summary(graph))
    refuse_findings(graph, strict)


def understanding(roadmap: Roadmap) -> dict[str, Any]:
    """Return what was understood of one roadmap: title, place, counts, and its entries in order, each with its depth and counts."""
    children: defaultdict[int, list[tuple[str, Entry]]] = defaultdict(list)
    for kind, entry in _entries(roadmap):
        owner = _owner(kind, entry)
        children[id(owner if owner is not None else roadmap)].append((kind, entry))
    entries = []
    waiting = [(1, *child) for child in _backwards(children[id(roadmap)])]
    while waiting:  # a stack, since lists may nest deeper than Python recurses
        depth, kind, entry = waiting.pop()
        entries.append({"depth": depth, "kind": kind, "name": _name(entry), "line": entry.line})
        waiting += [(depth + 1, *child) for child in _backwards(children[id(entry)])]
    _count(entries)
    return {
        "title": roadmap.title,
        "source": roadmap.source.path,
        "line": roadmap.line,
        "counts": dict(Counter(entry["kind"] for entry in entries)),
        "entries": entries,
    }


def _entries(roadmap: Roadmap) -> Iterator[tuple[str, Entry]]:
    """Yield what the document itself names: a graph that is taken apart also has entries of no line, which only carry attributes."""
    for kind, entries in (
        ("phase", roadmap.phases),
        ("topic", [topic for topic in roadmap.topics if not topic.passing]),
        ("resource", roadmap.resources),
        ("project", roadmap.projects),
    ):
        for entry in entries:
            if entry.line > 0:
                yield kind, entry


def _owner(kind: str, entry: Any) -> Entry | None:
    """Return what an entry stands under: a subtopic under its topic, all else under its phase; None: under the roadmap itself."""
    owner: Entry | None = entry.parent if kind in ("phase", "topic") else entry.whole if kind == "resource" else None
    return owner if owner is not None or kind == "phase" else entry.phase


def _backwards(children: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    return sorted(children, key=lambda child: child[1].line)[::-1]  # taken from the end; what stands on one line keeps its order


def _name(entry: Any) -> str:
    ordinal = getattr(entry, "ordinal", None)
    name: str = entry.title if hasattr(entry, "title") else entry.name
    return f"{ordinal} {name}" if ordinal and not _begins(name, ordinal) else name


def _begins(name: str, ordinal: str) -> bool:
    """Tell whether a name has its ordinal at its beginning ("Week 1: Tools" has "Week 1", "Week 10" has not)."""
    rest = name[len(ordinal) :]
    word = ordinal[-1:].isascii() and ordinal[-1:].isalnum() and rest[:1].isascii() and rest[:1].isalnum()
    return name.casefold().startswith(ordinal.casefold()) and not word


def _count(entries: list[dict[str, Any]]) -> None:
    """Give each entry the count of every kind that stands below it."""
    above: list[dict[str, Any]] = []
    for entry in entries:
        entry["counts"] = {}
        del above[entry["depth"] - 1 :]
        for owner in above:
            owner["counts"][entry["kind"]] = owner["counts"].get(entry["kind"], 0) + 1
        above.append(entry)


def show(understood: Iterable[dict[str, Any]]) -> None:
    """Print roadmaps as trees."""
    for roadmap in understood:
        say(f"{roadmap['title']}  {roadmap['source']}:{roadmap['line']}", bold=True)
        say(f"  {_counted(roadmap['counts']) or 'nothing understood'}")
        for entry in roadmap["entries"]:
            counts = f"  ({_counted(entry['counts'])})" if entry["kind"] == "phase" and entry["counts"] else ""
            line = f"{'  ' * (entry['depth'] + 1)}{MARKS.get(entry['kind'], '')}{entry['name']}  :{entry['line']}{counts}"
            say(line, **STYLES.get(entry["kind"], {}))
        say()


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(plural(counts[kind], kind) for kind in ("phase", "topic", "resource", "project") if kind in counts)


def show_findings(graph: nx.MultiDiGraph) -> None:
    """Print the findings of a graph, each with its places."""
    from roadloom.cli.facts import place

    for finding in graph.graph["findings"]:
        origins = finding.get("origins", ())
        where = f"{place(graph, origins[0])}: " if origins else ""
        message = finding["message"] + (" " if finding["message"].endswith((".", "。")) else "; ")
        say(f"{where}{finding['code']}: {message}{finding.get('choice', '')}".rstrip("; "), fg="yellow")
        for origin in origins[1:PLACES]:
            say(f"  also {place(graph, origin)}: {origin.get('text', '')}")
        if len(origins) > PLACES:
            say(f"  and {plural(len(origins) - PLACES, 'place')} more (--json lists them)")
