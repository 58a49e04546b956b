"""The graph file: one JSON document, stable to the byte, that networkx reads back unchanged (see the graph format)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadloom.errors import InputError, OutputError
from roadloom.graph.addresses import canonical
from roadloom.graph.graphshape import EDGE, ENDS, FILE, NODES
from roadloom.graph.sequencing import lined_up
from roadloom.graph.shapes import Place, compiled, problems

if TYPE_CHECKING:
    import networkx as nx

VERSION = 1
LARGEST = 256 * 1024 * 1024  # bytes; some 200,000 topics
_BEGINNING = re.compile(rb'\s*\{\s*"directed": true,\s*"multigraph": true,\s*"graph": \{\s*"format": "roadloom"')
_FIRST = ["directed", "multigraph", "graph", "nodes", "edges", "format", "version", "id", "kind", "name", "source", "target", "key", "line"]
_RANK = {key: i for i, key in enumerate(_FIRST)}


def dumps(graph: nx.MultiDiGraph) -> bytes:
    """Write a graph as JSON in UTF-8: nodes and edges by id, keys in a fixed order, one value a line.

    `networkx.node_link_graph(json.loads(data), edges="edges")` gives the graph back.

    Raises
    ------
    OutputError : if an attribute is nothing that JSON has (a number without end, a date).
    """
    data = {
        "directed": True,
        "multigraph": True,
        "graph": graph.graph,
        "nodes": [{**attributes, "id": node} for node, attributes in sorted(graph.nodes(data=True))],
        "edges": [
            {**attributes, "source": tail, "target": head, "key": key}
            for tail, head, key, attributes in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
        ],
    }
    return (_written(data, "\n") + "\n").encode("utf-8", "replace")  # half of a surrogate pair, from a broken document, has no UTF-8


def _written(value: Any, break_: str) -> str:
    """Write a value as `json.dumps(..., ensure_ascii=False, indent=1)` does, with keys in the order of the file.

    The encoder of the standard library is several times slower where it indents, and graphs get large.
    """
    inner = break_ + " "
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        rows = [f"{encode_basestring(key)}: {_written(value[key], inner)}" for key in _in_order(tuple(value))]
        return f"{{{inner}{f',{inner}'.join(rows)}{break_}}}" if rows else "{}"
    if isinstance(value, list | tuple):
        return f"[{inner}{f',{inner}'.join([_written(item, inner) for item in value])}{break_}]" if value else "[]"
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise OutputError(f"The graph cannot be written as JSON: {error}.") from error


@lru_cache(4096)
def _in_order(keys: tuple[str, ...]) -> list[str]:
    return sorted(keys, key=lambda key: (_RANK.get(key, len(_RANK)), key))


def load(path: str | Path) -> nx.MultiDiGraph:
    """Read a graph file.

    Raises
    ------
    InputError : if it cannot be read or is no sound graph file.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"The graph file cannot be read: {error.strerror}.", path=str(path)) from error
    return loads(data, str(path))


def loads(data: bytes | str, path: str = "-") -> nx.MultiDiGraph:
    """Return the graph of a graph file's content; `path` is for messages.

    Raises
    ------
    InputError : if it is no JSON, no graph file, of a later version, or not sound: the message names the first mistake.
    """
    document = _parse(data, path)
    if not is_graph(document):
        raise InputError("This is no graph file.", path=path, remedy="'roadloom build' makes one.")
    return _graph(document, path)


def loads_if_graph(data: bytes, path: str) -> nx.MultiDiGraph | None:
    """Return the graph of some content if it is meant to be a graph file, None otherwise.

    Raises
    ------
    InputError : as `loads` does, if it is meant to be one and is not sound.
    """
    if len(data) > LARGEST and begins(data):
        raise InputError(f"is larger than {LARGEST // 2**20} MB, the limit.", path=path, remedy="Weave fewer documents into one graph.")
    try:
        document = _parse(data, path)
    except InputError:
        return None
    return _graph(document, path) if is_graph(document) else None


def _graph(document: Mapping[str, Any], path: str) -> nx.MultiDiGraph:
    import networkx as nx

    version = document["graph"].get("version")
    if isinstance(version, int) and version > VERSION:
        raise InputError(f"This graph file has version {version}, later than {VERSION}.", path=path, remedy="Update roadloom.")
    for at, message in _mistakes(document):
        raise InputError(f"The graph file is damaged at {_shown(at)}: {message}.", path=path, remedy="Build it anew with 'roadloom build'.")
    graph: nx.MultiDiGraph = nx.node_link_graph(document, directed=True, multigraph=True, edges="edges")
    return graph


def is_graph(data: Any) -> bool:
    """Tell whether some data (parsed, or as text or bytes) is meant to be a graph file, sound or not."""
    if isinstance(data, bytes | str):
        try:
            data = _parse(data, "-")
        except InputError:
            return False
    header = data.get("graph") if isinstance(data, Mapping) else None
    return isinstance(header, Mapping) and header.get("format") == "roadloom" and "nodes" in data


def begins(data: bytes) -> bool:
    """Tell from its first bytes whether some content is a graph file as `dumps` writes it."""
    return _BEGINNING.match(data) is not None


def _parse(data: bytes | str, path: str) -> Any:
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
        return json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"This is no JSON: {error.msg}.", path=path, line=error.lineno) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise InputError(f"This is no JSON: {error}.", path=path) from error
    except RecursionError as error:
        raise InputError("This is no JSON that anybody meant: it is nested too deeply.", path=path) from error


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        repeated = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise ValueError(f"the key '{repeated[:80]}' stands twice in one object")
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _mistakes(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with a graph file, first its parts, then how they fit together. Each step relies on the one before."""
    if not compiled(FILE)(document):
        yield from problems(document, FILE)
    fits = {kind: compiled(shape) for kind, shape in NODES.items()}
    for i, node in enumerate(document["nodes"]):
        if not fits[node["kind"]](node):
            yield from problems(node, NODES[node["kind"]], ("nodes", i))
    edge_fits = compiled(EDGE)
    for i, edge in enumerate(document["edges"]):
        if not edge_fits(edge):
            yield from problems(edge, EDGE, ("edges", i))
    kinds = {node["id"]: node["kind"] for node in document["nodes"]}
    sources = {source["id"] for source in document["graph"]["sources"]}
    if len(kinds) < len(document["nodes"]):
        yield ("nodes",), "two nodes have the same id"
    for i, node in enumerate(document["nodes"]):
        for message in _node_mistakes(node, kinds, sources):
            yield ("nodes", i), message
    for i, edge in enumerate(document["edges"]):
        for message in _edge_mistakes(edge, kinds, sources):
            yield ("edges", i), message
    for message in _frame_mistakes(document, kinds):
        yield ("edges",), message


def _node_mistakes(node: Mapping[str, Any], kinds: Mapping[str, str], sources: set[str]) -> Iterator[str]:
    for mention in node["mentions"]:
        if mention["source"] not in sources:
            yield f"the source '{mention['source']}' is not listed"
    for url in (*node.get("urls", ()), *([node["url"]] if node.get("url") else ())):
        if canonical(url) is None:
            yield f"{url!r} is no address of the web"
    named = [*node.get("subjects", ()), *(entry for path in node.get("paths", ()) for step in path["steps"] for entry in step)]
    for other in named:
        if kinds.get(other, "roadmap") == "roadmap":
            yield f"'{other}' is no node of the right kind"


def _edge_mistakes(edge: Mapping[str, Any], kinds: Mapping[str, str], sources: set[str]) -> Iterator[str]:
    for end in (edge["source"], edge["target"]):
        if end not in kinds:
            yield f"the node '{end}' is not there"
    tail, head = kinds.get(edge["source"], ""), kinds.get(edge["target"], "")
    if tail and head and head not in ENDS[edge["key"]].get(tail, ()):
        yield f"a {tail} cannot be joined to a {head} by {edge['key']}"
    for row in edge["evidence"]:
        if edge["key"] not in ("prerequisite", "order") and row["source"] not in sources:
            yield f"the source '{row['source']}' is not listed"


def _frame_mistakes(document: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the graph as a whole: edges twice, circles, phases without a roadmap."""
    import networkx as nx

    edges = [(edge["source"], edge["target"], edge["key"]) for edge in document["edges"]]
    if len(set(edges)) < len(edges):
        yield "one edge stands there twice"
    for relation in ("prerequisite", "part_of", "version_of"):
        pairs = [(tail, head) for tail, head, key in edges if key == relation]
        if len(lined_up(pairs)[0]) < len({end for pair in pairs for end in pair}):
            yield f"{relation} goes in a circle: {' -> '.join(tail for tail, _ in nx.find_cycle(nx.DiGraph(pairs)))}"
    wholes = Counter(tail for tail, _, key in edges if key == "part_of" and kinds[tail] == "phase")
    for node, kind in kinds.items():
        if kind == "phase" and wholes[node] != 1:
            yield f"the phase '{node}' has to be a part of one roadmap or phase"
    if kinds and "roadmap" not in kinds.values():
        yield "there is no roadmap"


def _shown(at: Place) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).removeprefix(".") or "the top"
