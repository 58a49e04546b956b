"""From what the user names (files, folders, '-', graph files, nothing) to one graph."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from roadloom.cli.terminal import working
from roadloom.errors import InputError, NotFoundError, RoadloomError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.model import Reading
    from roadloom.graph.project import ProjectFile

GRAPH_FILE = "graph.json"
STDIN = "-"
BUNDLED_TITLE = "Learning large language models"


def load(
    inputs: Sequence[str] = (),
    *,
    stored: bool = True,
    lexicon: bool = True,
    project: str | None = None,
    previous: str | None = None,
    title: str | None = None,
    lang: str | None = None,
) -> nx.MultiDiGraph:
    """Return the graph of `inputs`.

    A single graph file is returned as it was built, unless `stored` is false (a build weaves it anew). Anything else is read and
    woven; graph files among other inputs are woven in. Without inputs: ./graph.json (if `stored`: a build must not feed on its own
    result), else what ./roadloom.yaml lists, else the bundled curriculum.

    Raises `InputError` where an input cannot be read.
    """
    names = _named(inputs, stored)
    graphs, held = _graphs(names, implied=not inputs)
    if stored and len(graphs) == len(names) == 1:
        return graphs[names[0]]
    rules = rules_of(project)
    reading = _reading(names, graphs, rules, held)
    return _woven(reading, rules, lexicon=lexicon, previous=previous, title=title, lang=lang)


def load_both(inputs: Sequence[str] = (), *, lexicon: bool = True, project: str | None = None) -> tuple[Reading, nx.MultiDiGraph]:
    """Return what was understood of `inputs`, document by document, and the graph that became of it (see `load`)."""
    from roadloom.graph.unweaving import unweave

    names = _named(inputs, stored=True)
    graphs, held = _graphs(names, implied=not inputs)
    if len(graphs) == len(names) == 1:
        return unweave(graphs[names[0]]), graphs[names[0]]
    rules = rules_of(project)
    reading = _reading(names, graphs, rules, held)
    return reading, _woven(reading, rules, lexicon=lexicon)


def refuse_nothing(graph: nx.MultiDiGraph, inputs: Sequence[str]) -> None:
    """Raise `RoadloomError` if nothing at all came out of the inputs: an empty or failed read must replace nothing."""
    if not graph.number_of_nodes():
        names = ", ".join("stdin" if name == STDIN else name for name in inputs) or "the inputs"
        raise RoadloomError(
            f"nothing was understood in {names}; nothing was written.",
            remedy="'roadloom check' says what was found there; a roadmap has headings, lists or tables.",
        )


def language_of(graph: nx.MultiDiGraph, lang: str) -> Literal["en", "zh"]:
    """Return the reader's language: `lang`, or for "auto" what the rules prefer, else that of most documents (English in a tie)."""
    lang = graph.graph.get("prefer_language") or lang if lang == "auto" else lang
    if lang != "auto":
        return "zh" if lang == "zh" else "en"
    chinese = Counter(source["language"].startswith("zh") for source in graph.graph["sources"] if source["language"] != "und")
    return "zh" if chinese[True] > chinese[False] else "en"


def shown_in(graph: nx.MultiDiGraph, lang: str) -> nx.MultiDiGraph:
    """Return the graph with its topics named in the language that was asked for; for "auto" as it is."""
    from roadloom.graph.display import in_language

    return graph if lang == "auto" else in_language(graph, lang)


def refuse_swapped(target: str, inputs: Sequence[str]) -> None:
    """Raise `click.UsageError` where an input stands for the target and the target for an input."""
    if inputs and os.path.exists(target) and not any(name == STDIN or os.path.exists(name) for name in inputs):
        raise click.UsageError(f"{target} is a file or a folder, and a topic is asked for here; inputs go behind TARGET.")


def find_topic(graph: nx.MultiDiGraph, name: str, inputs_go: str) -> str:
    """Return the id of the topic that a name stands for.

    Raises `NotFoundError` where it stands for none or several, and `click.UsageError` for the name of a file: `inputs_go` tells where
    those go.
    """
    from roadloom.graph.paths import find

    try:
        return find(graph, name)
    except NotFoundError as error:
        if os.path.exists(name):  # which, unlike Path.exists, takes any name
            raise click.UsageError(f"{name} is a file or a folder, and a topic is asked for here; inputs go {inputs_go}.") from error
        raise


def _named(inputs: Sequence[str], stored: bool) -> list[str]:
    """Return the inputs, each once; none stands for the graph file of this folder, if there is one."""
    if not inputs and stored and Path(GRAPH_FILE).is_file():
        return [GRAPH_FILE]
    return list(dict.fromkeys(inputs))


def _graphs(names: Iterable[str], *, implied: bool) -> tuple[dict[str, nx.MultiDiGraph], dict[str, bytes]]:
    """Load those inputs that are graph files; return too what was read of inputs that can be read only once.

    Names that are `implied` are graph files, or an error: nobody meant them to be read as documents.
    """
    from roadloom.graph.graphfile import loads, loads_if_graph

    graphs, held = {}, {}
    for name in names:
        data = content(name)
        if name == STDIN or _is_shells(name):
            held[name] = data
        graph = loads(data, name) if implied else loads_if_graph(data, name)
        if graph is not None:
            graphs[name] = graph
    return graphs, held


def content(name: str) -> bytes:
    """Return what is in a file or comes from stdin, up to a little more than is ever read of one.

    Nothing for a folder, and for what cannot be read: the reader says why. Raises `InputError` for what may never end.
    """
    refuse_endless(name)
    if name == STDIN:
        return _read(sys.stdin.buffer)
    try:
        with open(name, "rb") as file:
            return _read(file)
    except OSError:
        return b""


def _read(file: BinaryIO) -> bytes:
    from roadloom.graph import graphfile
    from roadloom.sources import decoding

    first = file.read(512)
    return first + file.read((graphfile.LARGEST if graphfile.begins(first) else decoding.LARGEST) + 1)


def refuse_endless(name: str) -> None:
    """Raise `InputError` for a device or a named pipe: only files, folders, stdin and what `<(command)` stands for are read."""
    path = Path(name)
    if name != STDIN and path.exists() and not path.is_file() and not path.is_dir() and not _is_shells(name):
        raise InputError("is no file that can be read.", path=name, remedy=f"Send it to stdin and name it '{STDIN}'.")


def _is_shells(name: str) -> bool:
    """Tell whether an input is a pipe that the shell opened for `<(command)`: somebody writes into it, so waiting for it ends."""
    path = Path(name)
    return (path.parent in (Path("/dev/fd"), Path("/proc/self/fd")) or path == Path("/dev/stdin")) and path.is_fifo()


def rules_of(project: str | None) -> ProjectFile | None:
    """Load the user's rules: those named, else those of this folder."""
    from roadloom.graph.project import FILE_NAME, load

    if project is None and not Path(FILE_NAME).is_file():
        return None
    return load(project or FILE_NAME)


def _reading(names: Sequence[str], graphs: Mapping[str, nx.MultiDiGraph], rules: ProjectFile | None, held: Mapping[str, bytes]) -> Reading:
    """Read documents, and take graphs apart into what they were woven from, as one Reading."""
    from roadloom.graph.model import Reading
    from roadloom.graph.unweaving import unweave

    readings = [unweave(graph) for graph in graphs.values()]
    documents = [name for name in names if name not in graphs]
    if documents or not graphs:
        readings.append(_documents(documents, rules, held))
    return Reading.joined(readings)


def _documents(names: Sequence[str], rules: ProjectFile | None, held: Mapping[str, bytes]) -> Reading:
    """Read documents; without names those that the rules list, else the bundled ones."""
    from roadloom.sources import read
    from roadloom.sources.words import use

    use(Path(rules.path).parent / name for name in rules.words) if rules else use()
    if not names and rules and rules.inputs:
        names = [str(Path(rules.path).parent / name) for name in rules.inputs]
    with working("reading") as tell:

        def progress(path: str, done: int, total: int) -> None:
            tell(f"{done + 1} of {total}: {path}")

        if names:
            for name in names:
                refuse_endless(name)
            return read(names, progress=progress, held=held)
        with as_file(files("roadloom") / "data" / "curriculum") as bundled:  # a folder even where the package is in an archive
            reading = read([bundled], progress=progress)
    reading.title = BUNDLED_TITLE
    return reading


def _woven(
    reading: Reading,
    rules: ProjectFile | None,
    *,
    lexicon: bool,
    previous: str | None = None,
    title: str | None = None,
    lang: str | None = None,
) -> nx.MultiDiGraph:
    """Weave a Reading into a graph."""
    from roadloom.graph import graphfile
    from roadloom.graph.lexicon import Lexicon
    from roadloom.graph.weaving import weave

    with working("weaving"):
        return weave(
            reading,
            title=title,
            lexicon=Lexicon.load() if lexicon else None,
            project=rules,
            previous=graphfile.load(previous) if previous else None,
            lang=lang,
        )
