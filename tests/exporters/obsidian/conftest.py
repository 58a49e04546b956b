"""A small graph with one of everything, and a checker of the links of a vault."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

import networkx as nx
import pytest
import yaml

Files = dict[str, bytes]


def evidence(line: int, rule: str = "stated", text: str = "learn it first") -> list[dict[str, Any]]:
    return [{"source": "plan-md", "line": line, "rule": rule, "text": text, "for": True}]


def node(graph: nx.MultiDiGraph, identity: str, name: str, line: int = 1, **more: Any) -> str:
    """Add a node as the weaver would."""
    kind = identity.split("/")[0]
    mentions = [{"source": "plan-md", "line": line, "text": f"- {name}"}]
    graph.add_node(identity, kind=kind, name=name, names={}, aliases=[name], former_ids=[], mentions=mentions, **more)
    return identity


def link(graph: nx.MultiDiGraph, a: str, relation: str, b: str, line: int = 1) -> None:
    graph.add_edge(a, b, key=relation, weight=0.9, evidence=evidence(line))


def graph_of(titles: list[str]) -> nx.MultiDiGraph:
    """Return a graph with a roadmap, two phases and a topic for every title, each needing the one before it."""
    graph = nx.MultiDiGraph(format="roadloom", version=1, id="g", title="A plan", findings=[])
    graph.graph["sources"] = [{"id": "plan-md", "path": "plan.md", "title": "Plan", "language": "en", "sha256": ""}]
    whole = node(graph, "roadmap/plan", "Plan", 1, title="Plan", goal=None, outcomes=[{"text": "You can *build* it", "line": 9}], paths=[])
    phases = [node(graph, f"phase/{i}", f"Stage {i}", 2 + i, ordinal=f"Phase {i}", position=i, goal=["see"], subjects=[]) for i in (1, 2)]
    for phase in phases:
        link(graph, phase, "part_of", whole)
    before = None
    for i, title in enumerate(titles):
        topic = node(graph, f"topic/{i:03}", title, 10 + i, rank=i, hours={"value": 2, "from": "stated"}, category="concept", questions=[])
        graph.nodes[topic]["definition"] = [{"text": f"What {title} is", "source": "plan-md", "line": 10 + i}]
        link(graph, topic, "part_of", phases[i % 2], 10 + i)
        if before:
            link(graph, before, "prerequisite", topic, 10 + i)
        before = topic
    if titles:
        book = node(
            graph,
            "resource/book",
            "The Book",
            50,
            url="https://example.org/a_(b)?x=1|2",
            urls=[],
            media="book",
            authors=["A. Uthor"],
            must=True,
        )
        slides = node(graph, "resource/slides", "Slides", 51, url="javascript:alert(1)", urls=[], media="docs", authors=[], must=False)
        link(graph, book, "covers", "topic/000")
        link(graph, slides, "covers", "topic/000")
        link(graph, slides, "version_of", book)
        link(graph, node(graph, "project/demo", "Build a demo", 60, note="small"), "practises", "topic/000")
        link(graph, "project/demo", "part_of", phases[0], 60)
        graph.nodes[whole]["paths"] = [{"name": "short way", "line": 3, "steps": [["topic/000"], ["phase/2"]]}]
    return graph


def unresolved(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return the links that lead nowhere or to several notes: those of texts, of properties and of canvas files."""
    targets: dict[str, int] = {}
    for path in files:
        name = PurePosixPath(path).name.removesuffix(".md").casefold()
        targets[name] = targets.get(name, 0) + 1
    broken = []
    for path, data in files.items():
        text = data.decode()
        found = re.findall(r"\[\[([^\[\]|#\\]+)", text) if path.endswith(".md") else []
        for target, heading in re.findall(r"\[\[([^\[\]|#\\]*)#([^\[\]|\\]+)", text) if path.endswith(".md") else []:
            aim = next((data.decode() for at, data in files.items() if PurePosixPath(at).stem == target), text if not target else "")
            if not re.search(rf"^#+ {re.escape(heading)}[ #]*$", aim, re.MULTILINE):
                broken.append((path, f"{target}#{heading}"))
        if path.endswith(".canvas"):
            canvas = json.loads(text)
            broken += [(path, n["file"]) for n in canvas["nodes"] if n["type"] == "file" and n["file"] not in files]
            cards = {n["id"] for n in canvas["nodes"]}
            broken += [(path, e["id"]) for e in canvas["edges"] if not {e["fromNode"], e["toNode"]} <= cards]
        if path.endswith(".md") and text.startswith("---\n"):
            for value in properties(data).values():
                items = value if isinstance(value, list) else [value]
                found += [m[1] for item in items if (m := re.fullmatch(r"\[\[([^\[\]|#]+).*\]\]", str(item)))]
        broken += [(path, target) for target in found if targets.get(target.casefold()) != 1]
    return broken


def unlinked(files: Mapping[str, bytes]) -> set[str]:
    """Return the notes that no other note's text links to."""
    linked: set[str] = set()
    for path, data in files.items():
        if path.endswith(".md"):
            body = data.decode().split("\n---\n", 1)[-1]
            linked |= {name.casefold() for name in re.findall(r"\[\[([^\[\]|#\\]+)", body)} - {PurePosixPath(path).stem.casefold()}
    return {path for path in files if path.endswith(".md") and PurePosixPath(path).name.removesuffix(".md").casefold() not in linked}


def properties(note: bytes) -> dict[str, Any]:
    """Return the properties of a note."""
    found: dict[str, Any] = yaml.safe_load(note.decode().split("\n---\n", 1)[0].removeprefix("---\n"))
    return found


@pytest.fixture
def make_graph() -> Callable[[list[str]], nx.MultiDiGraph]:
    return graph_of


@pytest.fixture
def broken_links() -> Callable[[Mapping[str, bytes]], list[tuple[str, str]]]:
    return unresolved


@pytest.fixture
def read_properties() -> Callable[[bytes], dict[str, Any]]:
    return properties


@pytest.fixture
def orphans() -> Callable[[Mapping[str, bytes]], set[str]]:
    return unlinked
