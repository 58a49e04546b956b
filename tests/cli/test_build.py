"""`roadloom build`: every kind of input, and the graph file."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from .conftest import CONTRARY, Run


def names(path: Path, kind: str = "topic") -> set[str]:
    """Return the names of the nodes of one kind in a graph file."""
    return {node["name"] for node in json.loads(path.read_bytes())["nodes"] if node["kind"] == kind}


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Put `data` on stdin."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_folder_and_a_file_become_one_graph(desk: Path, works: Run) -> None:
    """Topics of all inputs stand in one file that networkx reads; the summary goes to stderr alone."""
    ran = works("build", "notes", "plan.md", "-o", "all.json")
    assert ran.out == ""
    assert "3 documents" in ran.err
    data: dict[str, Any] = json.loads((desk / "all.json").read_bytes())
    graph = nx.node_link_graph(data, edges="edges")
    assert graph.number_of_nodes() == len(data["nodes"])
    assert {"HTML", "Dovetail joint"} <= names(desk / "all.json")


def test_stdout_gets_the_same_bytes_as_a_file(desk: Path, works: Run) -> None:
    """`-o -` writes the graph file to stdout, byte by byte."""
    works("build", "notes", "-o", "all.json")
    assert works("build", "notes", "-o", "-").out == (desk / "all.json").read_text(encoding="utf-8")


def test_the_graph_file_is_called_graph_json_unless_named(desk: Path, works: Run) -> None:
    """Without -o the file is ./graph.json, where the other commands look for it."""
    works("build", "plan.md")
    assert "Sharpening" in works("path", "Dovetail joint").out
    assert (desk / "graph.json").exists()


def test_a_roadmap_on_stdin_is_read(desk: Path, works: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads a roadmap from stdin."""
    feed(monkeypatch, (desk / "plan.md").read_bytes())
    works("build", "-", "-o", "g.json")
    assert "Dovetail joint" in names(desk / "g.json")


def test_a_graph_on_stdin_is_a_graph(desk: Path, works: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`build -o - | path X -` hands the graph on."""
    feed(monkeypatch, works("build", "plan.md", "-o", "-").out.encode())
    assert "Dovetail joint" in works("path", "Dovetail joint", "-").out


def test_a_graph_file_among_roadmaps_is_woven_in(desk: Path, works: Run) -> None:
    """A graph file and a roadmap give the topics of both."""
    works("build", "notes", "-o", "web.json")
    works("build", "web.json", "plan.md", "-o", "all.json")
    assert {"HTML", "Dovetail joint"} <= names(desk / "all.json")


def test_building_again_from_its_own_graph_changes_nothing(desk: Path, works: Run) -> None:
    """A graph file as only input is woven to the same bytes."""
    works("build", "notes", "-o", "one.json", "--title", "Web")
    works("build", "one.json", "-o", "two.json", "--title", "Web")
    assert (desk / "one.json").read_bytes() == (desk / "two.json").read_bytes()


def test_without_input_the_bundled_curriculum_is_built(desk: Path, works: Run) -> None:
    """An empty command line builds the curriculum that comes along, not an earlier graph file."""
    works("build", "plan.md")
    works("build", "-o", "bundled.json")
    assert "Dovetail joint" not in names(desk / "bundled.json")
    assert len(names(desk / "bundled.json")) > 20


def test_the_project_file_lists_the_inputs(desk: Path, works: Run) -> None:
    """Without INPUT, what ./roadloom.yaml lists is read."""
    (desk / "roadloom.yaml").write_text("inputs: [plan.md]\n", encoding="utf-8")
    works("build", "-o", "g.json")
    assert "Dovetail joint" in names(desk / "g.json")
    assert "HTML" not in names(desk / "g.json")


@pytest.mark.parametrize("missing", ["nowhere.md", "nowhere/", "nowhere.json"])
def test_an_input_that_is_not_there_is_named(desk: Path, run: Run, missing: str) -> None:
    """A missing input ends with 1, one line that names it, and no output file."""
    ran = run("build", missing, "-o", "g.json")
    assert ran.code == 1
    assert "nowhere" in ran.err
    assert ran.err.count("\n") == 1
    assert not (desk / "g.json").exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, b"\xff\xfe", b"[" * 50_000, b"{}", b'{"directed": true, "graph": {"format": "roadloom"']
)
@pytest.mark.parametrize("name", ["odd.md", "odd.json", "odd.yaml", "odd.txt", "odd"])
def test_odd_files_are_no_bugs(desk: Path, run: Run, name: str, data: bytes) -> None:
    """Whatever a file holds, it is read or refused in one line, never with 'this is a bug'."""
    (desk / name).write_bytes(data)
    ran = run("build", name, "-o", "g.json")
    assert ran.code in (0, 1)
    assert "bug" not in ran.err


def test_strict_fails_on_a_finding_and_writes_nothing(desk: Path, run: Run) -> None:
    """--strict turns a contradiction between roadmaps into exit code 1."""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    assert run("build", "plan.md", "other.md", "-o", "g.json").code == 0
    (desk / "g.json").unlink()
    ran = run("build", "plan.md", "other.md", "-o", "g.json", "--strict")
    assert ran.code == 1
    assert "finding" in ran.err
    assert not (desk / "g.json").exists()


def test_a_graph_file_may_be_larger_than_a_document(desk: Path, works: Run, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of documents holds for no graph file, given by name, on stdin, or passed over in a folder; its own limit does."""
    works("build", "plan.md", "-o", "graph.json")
    monkeypatch.setattr("roadloom.sources.decoding.LARGEST", 600)
    monkeypatch.setattr("roadloom.sources.reading.LARGEST", 600)
    assert works("build", "graph.json", "-o", "-").out.encode() == (desk / "graph.json").read_bytes()
    feed(monkeypatch, (desk / "graph.json").read_bytes())
    assert "Dovetail joint" in works("path", "Dovetail joint", "-").out
    assert "graph.json" not in works("build", ".", "-o", "all.json").err.replace("all.json", "")
    monkeypatch.setattr("roadloom.graph.graphfile.LARGEST", 600)
    refused = run("build", "graph.json", "-o", "all.json")
    assert refused.code == 1 and "the limit" in refused.err
