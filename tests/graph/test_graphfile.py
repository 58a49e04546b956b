"""The graph file: stable to the byte, read by networkx, and every damage named before anything relies on it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import InputError, OutputError
from roadloom.graph import dumps, is_graph, load, loads, weave
from roadloom.graph.graphshape import EDGE, FILE, NODES
from roadloom.graph.model import Phase, Reading, Resource, Roadmap, Statement, Topic
from roadloom.graph.shapes import compiled, problems
from tests.graph.readings import document, reading, readings, source

Document = dict[str, Any]


def small() -> nx.MultiDiGraph:
    """Return a graph that has a node of most kinds and edges between them."""
    phase = Phase("基础", 2, "## 基础")
    first, second = Topic("Python", 3, "- Python", phase=phase, subject=True), Topic("RAG", 4, "- RAG", phase=phase, parent=None)
    roadmap = Roadmap("Plan", source("a"), 1, "# Plan", phases=[phase], topics=[first, second])
    roadmap.resources.append(Resource("Docs", 5, "x", urls=["https://docs.python.org/3/"], phase=phase, topics=[first]))
    roadmap.statements.append(Statement(first, second, "stated", 6, "Python before RAG"))
    return weave(reading(roadmap))


def test_an_empty_graph_is_written_and_read() -> None:
    """No nodes, no edges, one header."""
    data = dumps(weave(Reading()))
    assert dumps(loads(data)) == data


def test_the_file_is_plain_sorted_json() -> None:
    """What json writes with an indent of one: UTF-8 as it is, a newline at the end, nodes and edges sorted."""
    data = dumps(small())
    document = json.loads(data)
    assert data.decode() == json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    assert "基础" in data.decode()
    ids = [node["id"] for node in document["nodes"]]
    edges = [(edge["source"], edge["target"], edge["key"]) for edge in document["edges"]]
    assert ids == sorted(ids)
    assert edges == sorted(edges)


@given(readings())
@settings(max_examples=30)
def test_networkx_reads_back_what_was_written(drawn: Reading) -> None:
    """The public promise of the format: node_link_graph gives the graph, attributes and all."""
    graph = weave(drawn)
    data = dumps(graph)
    for back in (nx.node_link_graph(json.loads(data), edges="edges"), loads(data)):
        assert isinstance(back, nx.MultiDiGraph)
        assert back.graph == graph.graph
        assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
        assert sorted(back.edges(keys=True)) == sorted(graph.edges(keys=True))
        assert dumps(back) == data


def test_order_of_nodes_in_memory_makes_no_difference() -> None:
    """The same graph, put together in another order, gives the same bytes."""
    graph = small()
    other = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert dumps(other) == dumps(graph)


def test_half_a_character_does_not_break_the_file() -> None:
    """A lone surrogate, as broken JSON sources hold them, becomes a question mark."""
    graph = weave(reading(document("a", "bad \ud800 name")))
    assert loads(dumps(graph)).number_of_nodes() == 2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x"])
def test_what_json_has_not_is_refused_in_words(value: Any) -> None:
    """An exporter that puts something odd into a graph learns so at once."""
    graph = small()
    graph.nodes["topic/rag"]["odd"] = value
    with pytest.raises(OutputError, match="JSON"):
        dumps(graph)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[]", "no graph file"),
        (b"{}", "no graph file"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"graph": {"format": "roadloom", "version": 99}, "nodes": [], "edges": []}', "version 99"),
        (b'{"graph": {"format": "roadloom", "version": 1}, "nodes": [], "edges": []}', "'id' is missing"),
        (b'{"graph": {"format": "roadloom"}, "nodes": 5}', "damaged"),
    ],
)
def test_what_is_no_graph_file_is_refused_with_the_file_s_name(data: bytes, words: str) -> None:
    """The message names the file and what is wrong with it."""
    with pytest.raises(InputError) as error:
        loads(data, "old.json")
    assert error.value.path == "old.json"
    assert words in str(error.value)


def _node(document: Document, kind: str) -> Document:
    found: Document = next(node for node in document["nodes"] if node["kind"] == kind)
    return found


def _circle(document: Document) -> Iterator[Document]:
    """Yield edges between new topics: three in a circle, one that leads there."""
    topic, edge = _node(document, "topic"), next(edge for edge in document["edges"] if edge["key"] == "prerequisite")
    document["nodes"] += [{**copy.deepcopy(topic), "id": f"topic/{name}"} for name in "abcd"]
    for pair in ("ab", "bc", "cd", "db"):
        yield {**edge, "source": f"topic/{pair[0]}", "target": f"topic/{pair[1]}"}


DAMAGES: dict[str, tuple[Callable[[Document], Any], str]] = {
    "name of a wrong type": (lambda d: _node(d, "topic").update(name=5), "5 stands where a text"),
    "no mentions": (lambda d: _node(d, "topic").update(mentions=[]), "at least 1"),
    "unknown kind": (lambda d: _node(d, "topic").update(kind="thing"), "'thing'"),
    "key gone": (lambda d: _node(d, "phase").pop("subjects"), "'subjects' is missing"),
    "id twice": (lambda d: d["nodes"].append(copy.deepcopy(d["nodes"][0])), "same id"),
    "script as address": (lambda d: _node(d, "resource").update(url="javascript:alert(1)"), "no address"),
    "script among addresses": (lambda d: _node(d, "resource")["urls"].append("data:text/html,x"), "no address"),
    "unlisted source": (lambda d: _node(d, "topic")["mentions"][0].update(source="zzz"), "'zzz' is not listed"),
    "edge to nowhere": (lambda d: d["edges"][0].update(target="topic/none"), "'topic/none' is not there"),
    "edge of a wrong kind": (lambda d: d["edges"][0].update(key="practises"), "cannot be joined"),
    "unknown relation": (lambda d: d["edges"][0].update(key="likes"), "'likes'"),
    "no evidence": (lambda d: d["edges"][0].update(evidence=[]), "at least 1"),
    "edge twice": (lambda d: d["edges"].append(copy.deepcopy(d["edges"][0])), "twice"),
    "homeless phase": (lambda d: d.update(edges=[e for e in d["edges"] if e["target"] != "roadmap/a/plan"]), "part of one roadmap"),
    "subject that is not there": (lambda d: _node(d, "phase").update(subjects=["topic/none"]), "'topic/none'"),
    "circle": (
        lambda d: d["edges"].append(
            {**next(e for e in d["edges"] if e["key"] == "prerequisite"), "source": "topic/rag", "target": "topic/python"}
        ),
        "circle",
    ),
    "circle among what is sound": (lambda d: d["edges"].extend(_circle(d)), "circle: topic/b -> topic/c"),
    "number beyond all": (lambda d: d["edges"][0].update(weight=10**400), "where a number is expected"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named(damage: str) -> None:
    """What the rest of the program relies on is checked once, on loading."""
    document = json.loads(dumps(small()))
    change, words = DAMAGES[damage]
    change(document)
    with pytest.raises(InputError) as error:
        loads(json.dumps(document), "graph.json")
    assert words in str(error.value)
    assert error.value.remedy


def test_further_keys_are_kept() -> None:
    """Additions of later builds or other programs are no damage, and are not lost."""
    document = json.loads(dumps(small()))
    _node(document, "topic")["colour"] = {"of": ["sky", 1, None, True]}
    assert json.loads(dumps(loads(json.dumps(document)))) == document


def test_graph_files_are_told_from_other_json() -> None:
    """As bytes, text or data; broken files and other formats are none, a damaged graph still is one."""
    data = dumps(small())
    assert is_graph(data)
    assert is_graph(data.decode())
    assert is_graph(json.loads(data))
    for other in (b"", b"# Plan", b"{}", b"[1]", '{"graph": 5}', None, 3, {"graph": {"format": "other"}, "nodes": []}):
        assert not is_graph(other)


def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    """A missing file and a folder are the user's problem, with a name."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError, match=path.name):
            load(path)
    (tmp_path / "graph.json").write_bytes(b"\xef\xbb\xbf" + dumps(small()))
    assert len(load(tmp_path / "graph.json")) == len(small())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=5), v, max_size=3),
    )
)
def test_any_json_in_any_place_is_refused_or_read(value: Any) -> None:
    """Whatever stands in place of a value of the file, there is no other error than InputError."""
    whole = json.loads(dumps(small()))
    for place in (
        ("graph",),
        ("graph", "sources"),
        ("nodes",),
        ("edges",),
        ("nodes", 0),
        ("edges", 0, "evidence"),
        ("nodes", 0, "mentions"),
    ):
        document = copy.deepcopy(whole)
        spot: Any = document
        for step in place[:-1]:
            spot = spot[step]
        spot[place[-1]] = value
        with suppress(InputError):
            assert len(loads(json.dumps(document))) <= len(whole["nodes"])
        assert not compiled(FILE)(document) or not list(problems(document, FILE)), "the quick test passes only what is sound"


def test_the_quick_test_passes_every_sound_part() -> None:
    """No part of a graph file that we write needs the slow look; a part of another shape does."""
    written = json.loads(dumps(small()))
    assert compiled(FILE)(written) and all(compiled(EDGE)(edge) for edge in written["edges"])
    assert all(compiled(NODES[node["kind"]])(node) for node in written["nodes"])
    assert not any(compiled(EDGE)(node) for node in written["nodes"])
