"""Graphs made by hand, and the real Anki engine as a judge."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from roadloom.exporters.anki import AnkiExporter
from roadloom.exporters.base import Options

DOC = {"id": "plan", "path": "plan.md", "title": "A plan", "language": "en", "sha256": "0" * 64}

COMMON: dict[str, Any] = {"names": {}, "aliases": [], "former_ids": []}
OWN: dict[str, dict[str, Any]] = {
    "roadmap": {"title": "", "author": None, "published": None, "goal": [], "outcomes": [], "weekly_hours": None, "paths": []},
    "resource": {"url": None, "urls": [], "media": None, "authors": [], "language": None, "must": False, "note": None},
    "project": {"note": None},
}
"""The keys that nodes of a kind have in a graph file."""
STATED = {"source": "plan", "line": 1, "rule": "stated", "text": "", "for": True}


class Builder:
    """Builds a graph from topics and relations; every topic is named in a line of its own."""

    def __init__(self) -> None:
        self.graph = nx.MultiDiGraph(format="roadloom", version=1, id="plan", title="Plan", sources=[DOC], findings=[])
        self.topics = 0

    def topic(self, name: str, definition: str | None = None, **more: Any) -> str:
        self.topics += 1
        node = more.pop("id", f"topic/{name.casefold().replace(' ', '-')}")
        said = [{"text": definition, "source": "plan", "line": self.topics}] if definition is not None else []
        data = {**COMMON, "aliases": [], "definition": said, "questions": [], "rank": self.topics, "category": "concept", "hours": None}
        mentions = [{"source": "plan", "line": self.topics, "text": name}]
        self.graph.add_node(node, id=node, kind="topic", name=name, **{**data, "mentions": mentions, **more})
        return node

    def node(self, node: str, name: str, **more: Any) -> str:
        mentions = [{"source": "plan", "line": 1, "text": name}]
        kind = node.split("/")[0]
        self.graph.add_node(node, **{**COMMON, "id": node, "kind": kind, "name": name, "mentions": mentions, **OWN.get(kind, {}), **more})
        return node

    def edge(self, source: str, key: str, target: str, *evidence: dict[str, Any]) -> None:
        self.graph.add_edge(source, target, key=key, weight=0.9, evidence=list(evidence))


@pytest.fixture
def builder() -> Builder:
    return Builder()


@pytest.fixture
def export() -> Callable[..., bytes]:
    """Export a graph with options; `extra` may be given as keywords that Options does not know."""

    def run(graph: nx.MultiDiGraph, **options: Any) -> bytes:
        known = {key: options.pop(key) for key in list(options) if key in ("lang", "learner", "targets", "date", "previous")}
        ((_, data),) = AnkiExporter().export(graph, Options(**known, extra=options))
        return data

    return run


def course(size: int = 12) -> nx.MultiDiGraph:
    """Build a course in which everything occurs: areas, two languages, lists, reasons, questions, a contrast, projects."""
    builder = Builder()
    builder.node("roadmap/plan", "A plan")
    builder.graph.graph["areas"] = {"base": {"en": "Foundations", "zh": "基础"}, "models": {"en": "Models", "zh": "模型"}}
    topics = [
        builder.topic(
            f"Idea {at}",
            f"The idea number {at} says that every model number {at * 7} learns from its own data.",
            area="models" if at % 3 else "base",
            names={"en": f"Idea {at}", "zh": f"想法{at}"},
        )
        for at in range(size)
    ]
    for before, after in pairwise(topics):
        reason = {
            "source": "lexicon",
            "line": 0,
            "rule": "lexicon",
            "text": f"it is what the later step {after[-2:]} calculates with",
            "for": True,
        }
        builder.edge(before, "prerequisite", after, reason)
    line = {"source": "plan", "line": 40, "rule": "containment", "text": "Activation functions: ReLU, Sigmoid, Tanh", "for": True}
    whole = builder.topic("Activation functions", area="base")
    for name in ("ReLU", "Sigmoid", "Tanh"):
        builder.edge(builder.topic(name, area="base"), "part_of", whole, line)
    versus = [{"source": "plan", "line": 50, "text": "Idea 1 vs Idea 2"}]
    for topic in topics[1:3]:
        builder.graph.nodes[topic]["mentions"].extend(versus)
    asking = builder.graph.nodes[topics[4]]
    asking["questions"] = ["Who would ever want this?"]
    asking["definition"].append({"text": "Everybody who has data but no rules.", "source": "plan", "line": 45})
    asking["mentions"].append(
        {"source": "plan", "line": 45, "text": "|Idea 4|Who would ever want this?|Everybody who has data but no rules.|"}
    )
    builder.edge(builder.node("project/shop", "Build a small shop"), "practises", topics[5], STATED)
    says = [{"source": "plan", "line": 60, "text": "The original Idea 0 paper is The Book"}]
    builder.node("resource/book", "The Book", url="https://example.org/book", must=True, media="paper", mentions=says)
    builder.edge("resource/book", "covers", topics[0], STATED)
    return builder.graph


@pytest.fixture(name="course")
def course_fixture() -> nx.MultiDiGraph:
    return course()


class Engine:
    """A fresh collection of the real Anki, which imports decks and serves cards."""

    def __init__(self, folder: Path) -> None:
        from anki.collection import Collection

        self.folder = folder
        self.collection = Collection(str(folder / "collection.anki2"))

    def take(self, deck: bytes, *, presets: bool = True) -> dict[str, int]:
        """Import a deck as the import dialog does; returns how many notes were new, updated, duplicate, conflicting."""
        from anki import import_export_pb2 as wire

        path = self.folder / "deck.apkg"
        path.write_bytes(deck)
        options = wire.ImportAnkiPackageOptions(with_deck_configs=presets)
        log = self.collection.import_anki_package(wire.ImportAnkiPackageRequest(package_path=str(path), options=options)).log
        self.collection.models._clear_cache()  # as Anki does after an import, when it resets its windows
        return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}

    def note(self, start: str) -> Any:
        """Find the one note whose Id begins with these words."""
        (note,) = (note for note in self.notes() if f"{note['Id']} ".startswith(f"{start} "))
        return note

    def notes(self) -> list[Any]:
        return [self.collection.get_note(number) for number in self.collection.find_notes("")]

    def cards(self) -> list[Any]:
        """List all cards in the order of their places."""
        return [self.collection.get_card(number) for number in self.collection.find_cards("", order="c.due, c.ord")]

    def served(self, deck: str) -> list[Any]:
        """List the new cards as the scheduler serves them on the first day, without a daily limit."""
        decks = self.collection.decks
        for preset in decks.all_config():
            preset["new"]["perDay"] = preset["rev"]["perDay"] = 9999
            decks.update_config(preset)
        decks.select(decks.id_for_name(deck))
        return [self.collection.get_card(entry.card.id) for entry in self.collection.sched.get_queued_cards(fetch_limit=9999).cards]


@pytest.fixture
def engines() -> Iterator[Callable[[], Engine]]:
    """Give fresh collections of the real engine."""
    pytest.importorskip("anki", reason="the Anki engine judges the deck: pip install anki")
    opened: list[Engine] = []
    with tempfile.TemporaryDirectory() as folder:

        def fresh() -> Engine:
            place = Path(folder) / str(len(opened))
            place.mkdir()
            opened.append(Engine(place))
            return opened[-1]

        yield fresh
        for engine in opened:
            engine.collection.close()


@pytest.fixture
def engine(engines: Callable[[], Engine]) -> Engine:
    return engines()


@pytest.fixture
def chromium() -> Iterator[Any]:
    """Give a real browser."""
    pytest.importorskip("playwright", reason="a browser judges the cards: pip install playwright")
    from playwright.sync_api import Error, sync_playwright

    system = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"a browser judges the cards, install chromium: {str(error).splitlines()[0]}")
        yield browser
        browser.close()
