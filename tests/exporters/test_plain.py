"""The formats that carry the graph's data: JSON, YAML, GraphML and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom import exporters
from roadloom.errors import NotFoundError, RoadloomError
from roadloom.exporters.base import Exporter, Options
from roadloom.exporters.csv import CsvExporter
from roadloom.exporters.graphml import GraphmlExporter, flattened
from roadloom.exporters.json import JsonExporter
from roadloom.exporters.own_yaml import YamlExporter
from roadloom.exporters.selection import selected
from roadloom.graph.learner import Learner

KINDS = ("topic", "resource", "project", "phase", "roadmap")


def node(graph: nx.MultiDiGraph, node_id: str, **attributes: object) -> None:
    """Add a node with the common keys."""
    kind, name = node_id.split("/", 1)
    common = {"id": node_id, "kind": kind, "name": name, "names": {}, "aliases": [], "former_ids": []}
    graph.add_node(node_id, **common | {"mentions": [{"source": "plan", "line": 1, "text": name}]} | attributes)


def edge(graph: nx.MultiDiGraph, start: str, relation: str, end: str, **attributes: object) -> None:
    """Add an edge with evidence."""
    evidence = [{"source": "plan", "line": 3, "rule": "stated", "text": "a before b", "for": True}]
    graph.add_edge(start, end, key=relation, **{"weight": 0.9, "evidence": evidence} | attributes)


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    """Weave by hand: python → pytorch → lora, sql apart; a book on pytorch with a translation; a project; two phases."""
    graph = nx.MultiDiGraph()
    graph.graph.update(format="roadloom", version=1, id="plan", title="Plan", sources=[])
    graph.graph["findings"] = [
        {"code": "x", "message": "about sql", "subjects": ["topic/sql"], "choice": "", "origins": []},
        {"code": "y", "message": "about lora", "subjects": ["topic/lora"], "choice": "", "origins": []},
    ]
    node(graph, "roadmap/plan", title="Plan", paths=[{"name": "p", "line": 2, "steps": [["topic/sql"], ["topic/python", "topic/sql"]]}])
    node(graph, "phase/one", position=1, duration={"min": 2.0, "max": 3.0, "unit": "month", "text": "2-3个月"}, subjects=["topic/sql"])
    node(graph, "phase/two", position=2)
    for rank, name in enumerate(("python", "sql", "pytorch", "lora"), 1):
        node(graph, f"topic/{name}", rank=rank, category="concept", hours={"value": 3.5, "from": "plan"}, definition=[], questions=[])
    node(graph, "resource/book", url="https://example.org/?a=1&b=2", must=True, authors=["A", "B"])
    node(graph, "resource/slides")
    node(graph, "resource/sql-book")
    node(graph, "project/net", note=None)
    edge(graph, "topic/python", "prerequisite", "topic/pytorch")
    edge(graph, "topic/pytorch", "prerequisite", "topic/lora")
    edge(graph, "topic/pytorch", "order", "topic/lora")
    edge(graph, "resource/book", "covers", "topic/pytorch")
    edge(graph, "resource/sql-book", "covers", "topic/sql")
    edge(graph, "resource/slides", "version_of", "resource/book")
    edge(graph, "project/net", "practises", "topic/pytorch")
    for member, phase in (("topic/python", "one"), ("topic/sql", "one"), ("topic/pytorch", "two"), ("topic/lora", "two")):
        edge(graph, member, "part_of", f"phase/{phase}")
    edge(graph, "phase/one", "part_of", "roadmap/plan")
    edge(graph, "phase/two", "part_of", "roadmap/plan")
    return graph


def shuffled(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Build the same graph in the opposite order."""
    other = nx.MultiDiGraph()
    other.graph.update(graph.graph)
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    return other


def tables(graph: nx.MultiDiGraph, options: Options | None = None) -> dict[str, list[dict[str, str]]]:
    """Read the CSV export back, as a spreadsheet would."""
    files = dict(CsvExporter().export(graph, options or Options()))
    return {path: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))) for path, data in files.items()}


# The registry.


def test_the_formats_that_come_along_are_registered_and_are_what_the_protocol_asks_for() -> None:
    """Built-in formats come through the same door as outsiders'."""
    assert {"csv", "graphml", "json", "yaml"} <= set(exporters.names())
    for name in ("csv", "graphml", "json", "yaml"):
        exporter = exporters.get(name)
        assert isinstance(exporter, Exporter)
        assert exporter.name == name
        assert exporter.folder == (exporter.suffix == "")


def test_an_unknown_format_is_refused_with_those_that_come_near() -> None:
    """A slip of the pen is answered with the right word."""
    with pytest.raises(NotFoundError, match="Did you mean graphml") as raised:
        exporters.get("grafml")
    assert raised.value.near[0] == "graphml"


def test_a_format_whose_package_is_broken_is_the_users_problem_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that cannot be imported is named."""
    from importlib.metadata import EntryPoint

    broken = EntryPoint("csv", "no_such_module:Thing", exporters.GROUP)
    monkeypatch.setattr(exporters, "entry_points", lambda group: [broken])
    with pytest.raises(RoadloomError, match="no_such_module"):
        exporters.get("csv")


def test_a_built_in_format_cannot_be_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package may add formats, not replace ours, wherever it stands in the list."""
    from importlib.metadata import EntryPoint

    ours = EntryPoint("csv", "roadloom.exporters.csv:CsvExporter", exporters.GROUP)
    theirs = EntryPoint("csv", "aaa.exporter:Csv", exporters.GROUP)
    for points in ([ours, theirs], [theirs, ours]):
        monkeypatch.setattr(exporters, "entry_points", lambda group, points=points: points)
        assert isinstance(exporters.get("csv"), CsvExporter)


# What holds for all of them.


@pytest.mark.parametrize("exporter", [CsvExporter(), GraphmlExporter(), JsonExporter(), YamlExporter()])
def test_the_empty_graph_is_exported(exporter: Exporter) -> None:
    """Nothing in, a valid file without content out."""
    empty = nx.MultiDiGraph(format="roadloom", version=1, id="x", title="x", sources=[], findings=[])
    assert all(data for _, data in exporter.export(empty, Options()))


@pytest.mark.parametrize("exporter", [CsvExporter(), GraphmlExporter(), JsonExporter()])
def test_equal_graphs_give_equal_bytes_in_whatever_order_they_were_built(exporter: Exporter, graph: nx.MultiDiGraph) -> None:
    """The order in which nodes and edges came in leaves no trace."""
    assert dict(exporter.export(graph, Options())) == dict(exporter.export(shuffled(graph), Options()))


def test_exporting_leaves_the_graph_alone(graph: nx.MultiDiGraph) -> None:
    """An exporter is pure."""
    before = nx.node_link_data(graph, edges="edges")
    text = json.dumps(before, sort_keys=True)
    for exporter in (CsvExporter(), GraphmlExporter(), JsonExporter()):
        list(exporter.export(graph, Options(targets=("topic/pytorch",))))
    assert json.dumps(nx.node_link_data(graph, edges="edges"), sort_keys=True) == text


# Only what leads to a target.


def test_a_target_cuts_the_graph_to_what_leads_to_it(graph: nx.MultiDiGraph) -> None:
    """The path's topics stay with their resources, projects, phases and roadmap; nothing refers to what is gone."""
    part = selected(graph, Options(targets=("topic/pytorch",)))
    assert set(part) == {"topic/python", "topic/pytorch", "resource/book", "project/net", "phase/one", "phase/two", "roadmap/plan"}
    assert part.nodes["phase/one"]["subjects"] == []
    assert part.nodes["roadmap/plan"]["paths"] == [{"name": "p", "line": 2, "steps": [["topic/python"]]}]
    assert part.graph["findings"] == []


def test_what_the_learner_knows_is_not_on_the_path(graph: nx.MultiDiGraph) -> None:
    """Known topics are left out, the target itself never is."""
    learner = Learner.parse("format: roadloom-learner\nversion: 1\ntopics: {topic/python: {status: known}}")
    part = selected(graph, Options(targets=("topic/pytorch",), learner=learner))
    assert {"topic/python", "topic/pytorch"} & set(part) == {"topic/pytorch"}


# GraphML.


def test_graphml_is_read_back_with_all_nodes_edges_and_attributes(graph: nx.MultiDiGraph) -> None:
    """Another program sees every node, every edge and flattened attributes."""
    ((path, data),) = GraphmlExporter().export(graph, Options())
    assert path == "graph.graphml"
    back = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert set(back) == set(graph)
    assert sorted((a, b, d["relation"]) for a, b, d in back.edges(data=True)) == sorted(graph.edges(keys=True))
    assert back.nodes["phase/one"]["duration.text"] == "2-3个月"
    assert back.nodes["topic/python"]["hours.value"] == 3.5
    assert back.nodes["resource/book"]["authors"] == "A; B"
    assert back.nodes["resource/book"]["label"] == "book"
    ids = [each.get("id") for each in ET.fromstring(data).iter("{http://graphml.graphdrawing.org/xmlns}edge")]
    assert len(set(ids)) == graph.number_of_edges()


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_makes_well_formed_graphml(name: str, words: str) -> None:
    """Control characters and markup in names do not break the file."""
    graph = nx.MultiDiGraph()
    node(graph, f"topic/{name}", note=words)
    ((_, data),) = GraphmlExporter().export(graph, Options())
    (label,) = (each for each in nx.read_graphml(io.BytesIO(data)).nodes.values())
    written = {"\ufffd" if ord(c) < 32 and c not in "\t\n\r" or c in "\ufffe\uffff" else c for c in words}
    assert set(re.sub(r"\s", "", label.get("note") or "")) <= written | {"\n"}


def test_flattening_keeps_plain_values_and_leaves_nothing_that_graphml_lacks() -> None:
    """Mappings become dotted keys, lists text, None and empty lists nothing."""
    nested = {"a": {"b": {"c": 1}}, "n": None, "l": [1, "x"], "e": [], "d": [{"k": "v"}], "t": True, "s": "\x00"}
    assert flattened(nested) == {"a.b.c": 1, "l": "1; x", "d": '[{"k": "v"}]', "t": True, "s": "\ufffd"}


# CSV.


def test_csv_tables_hold_every_node_and_edge_once(graph: nx.MultiDiGraph) -> None:
    """One table per kind, in the order of learning, and one of edges."""
    found = tables(graph)
    assert set(found) == {f"{kind}s.csv" for kind in KINDS} | {"edges.csv"}
    assert [row["name"] for row in found["topics.csv"]] == ["python", "sql", "pytorch", "lora"]
    assert sum(len(found[f"{kind}s.csv"]) for kind in KINDS) == len(graph)
    assert len(found["edges.csv"]) == graph.number_of_edges()


def test_csv_rows_say_what_a_person_asks_about_a_node(graph: nx.MultiDiGraph) -> None:
    """Needs, phases, resources and hours stand in the row of a topic, by name."""
    found = tables(graph)
    pytorch = found["topics.csv"][2]
    assert (pytorch["needs"], pytorch["phases"], pytorch["resources"], pytorch["projects"]) == ("python", "two", "book", "net")
    assert (pytorch["hours"], pytorch["mentions"]) == ("3.5", "plan:1")
    one = found["phases.csv"][0]
    assert (one["duration_min"], one["duration_max"], one["duration_unit"], one["within"]) == ("2.0", "3.0", "month", "plan")
    assert [(row["name"], row["must"]) for row in found["resources.csv"]] == [("book", "yes"), ("slides", ""), ("sql-book", "")]
    stated = next(row for row in found["edges.csv"] if row["relation"] == "prerequisite")
    assert (stated["from_name"], stated["to_name"], stated["evidence"]) == ("python", "pytorch", "plan:3 stated")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=x", " =x", "＝1", '=HYPERLINK("https://example.org")'])
def test_no_cell_is_taken_for_a_formula(name: str) -> None:
    """What a document says cannot run in a spreadsheet."""
    graph = nx.MultiDiGraph()
    node(graph, "topic/x", name=name, aliases=[name, "b"], definition=[{"text": name, "source": "s", "line": 1}])
    (row,) = tables(graph)["topics.csv"]
    for cell in row.values():
        assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)
    assert row["name"].endswith(name.strip())


@given(st.text(max_size=30))
def test_any_text_stays_in_its_cell(text: str) -> None:
    """Quotes, commas and line breaks move nothing into another cell or row."""
    graph = nx.MultiDiGraph()
    node(graph, "topic/x", name=text, category="tool")
    (row,) = tables(graph)["topics.csv"]
    assert (row["id"], row["category"], row["mentions"]) == ("topic/x", "tool", "plan:1")
    assert None not in row


def test_csv_is_readable_by_excel(graph: nx.MultiDiGraph) -> None:
    """Every table begins with the byte order mark and ends its lines as RFC 4180 has it."""
    for _, data in CsvExporter().export(graph, Options()):
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")


# JSON and YAML.


def test_json_is_the_graph_file(graph: nx.MultiDiGraph) -> None:
    """What networkx reads back from the export is the graph."""
    ((path, data),) = JsonExporter().export(graph, Options())
    assert path == "graph.json"
    back = nx.node_link_graph(json.loads(data), edges="edges")
    assert set(back) == set(graph)
    assert sorted(back.edges(keys=True)) == sorted(graph.edges(keys=True))


PLAN = """
format: roadloom-roadmap
version: 1
title: Plan
language: en
weekly_hours: 8-12
phases:
- name: Basics
  duration: 2-3个月
  topics: [Python, {name: NumPy, needs: [Python], parts: [Broadcasting]}]
  resources: [{title: Book, url: "https://example.org/b", topics: [NumPy], versions: ["https://example.org/slides"]}]
- name: Models
  topics: [PyTorch, TensorFlow, {name: LoRA, aliases: 低秩适配, definition: Small matrices, needs: [PyTorch]}]
  projects: [{name: Fine-tune, topics: [LoRA]}]
prerequisites: [{before: LoRA, after: NumPy}]
paths: [{name: fast, steps: [Python, [LoRA]]}]
choices: [[PyTorch, TensorFlow]]
"""


def test_yaml_is_read_and_woven_back_into_the_same_bytes() -> None:
    """The roadmap file carries everything of a graph: order, evidence, conflicts and provenance."""
    from roadloom.graph.graphfile import dumps
    from roadloom.graph.weaving import weave
    from roadloom.sources.own import parse_reading

    woven = weave(parse_reading(PLAN, "plan.yaml"))
    ((path, data),) = YamlExporter().export(woven, Options())
    assert path == "roadmap.yaml"
    back = weave(parse_reading(data.decode(), path))
    assert dumps(back) == dumps(woven)
    assert dict(YamlExporter().export(back, Options()))[path] == data
