"""Ids over sequences of builds: documents come and go, names change, topics are merged and parted again; ids stay."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from roadloom.graph.finding import find
from roadloom.graph.graphfile import dumps, loads
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Reading, Resource, Roadmap, Source, Topic
from roadloom.graph.project import ProjectFile, parse
from roadloom.graph.unweaving import unweave
from roadloom.graph.weaving import weave
from tests.graph.readings import document, reading

NAMES = [
    "Kerf",
    "Kerfs",
    "锯缝",
    "Rip cut",
    "纵切",
    "纵切基础",
    "RAG",
    "检索增强生成",
    "LoRA",
    "Joinery 2",
    "Joinery 3",
    "C",
    "C#",
    "資料夾",
    "文件夹",
]
TITLES = ["The saw book", "锯子之书", "Rip cuts"]
URLS = ["https://example.org/saw", "http://www.example.org/saw/", "https://mirror.example.com/saw", "https://youtu.be/AbC"]
RULES = [
    "",
    "same: [[Kerf, Rip cut]]",
    "same: [[锯缝, 纵切], [LoRA, RAG]]",
    "different: [[Kerf, Kerfs], [RAG, 检索增强生成]]",
    "different: [[Kerf, 锯缝]]",
    "rename: {Kerf: Saw cut, RAG: Look it up}",
    "same: [['https://example.org/saw', 'https://mirror.example.com/saw']]",
]

Spot = tuple[str, int, str]


@st.composite
def shelves(draw: st.DrawFn) -> list[Roadmap]:
    """Draw a few documents that name the same things differently, with and without brackets and addresses."""
    documents = []
    for letter in "abcd":
        chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
        topics = [
            Topic(name, line, f"{letter}{line}", aliases=draw(st.lists(st.sampled_from(NAMES), max_size=1)))
            for line, name in enumerate(chosen, 2)
        ]
        urls = st.lists(st.sampled_from(URLS), max_size=2, unique=True)
        works = [Resource(draw(st.sampled_from(TITLES)), 20 + i, f"{letter}{20 + i}", urls=draw(urls)) for i in range(2)]
        where = Source(letter, f"{letter}.md", letter, "en", letter * 64)
        documents.append(Roadmap(letter, where, 1, topics=topics, resources=works))
    return documents


steps = st.tuples(st.sets(st.integers(0, 3), min_size=1), st.sampled_from(RULES), st.sampled_from([None, "en", "zh"]), st.booleans())


def node_of(graph: nx.MultiDiGraph, documents: Sequence[Roadmap]) -> dict[Spot, set[str]]:
    """Return the topic or resource that each place names: the one that has its name. (What stands in brackets may be another one.)"""
    names = {(d.title, topic.line, "topic"): topic.name for d in documents for topic in d.topics}
    names |= {(d.title, work.line, "resource"): work.title for d in documents for work in d.resources}
    found: dict[Spot, set[str]] = {}
    for node, data in graph.nodes(data=True):
        for mention in data["mentions"]:
            spot = (mention["source"], mention["line"], data["kind"])
            if names.get(spot) in data["aliases"]:
                found.setdefault(spot, set()).add(node)
    return found


def build(documents: Sequence[Roadmap], rules: str, lang: str | None, previous: nx.MultiDiGraph | None) -> nx.MultiDiGraph:
    """Build as the command does: through the file."""
    graph = weave(reading(*documents), lexicon=Lexicon.load(), project=parse(rules), previous=previous, lang=lang)
    return loads(dumps(graph))


def resolved(graph: nx.MultiDiGraph, old: str) -> list[str]:
    """Return the nodes that an id stands for: itself, else those that had it."""
    return [old] if old in graph else [node for node, data in graph.nodes(data=True) if old in data["former_ids"]]


@given(shelves(), st.lists(steps, min_size=2, max_size=5))
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_ids_stay_through_any_sequence_of_builds(documents: list[Roadmap], sequence: list[tuple[set[int], str, str | None, bool]]) -> None:
    """What names the same places has the same id; every id that a place ever had stands for exactly one node."""
    graph: nx.MultiDiGraph | None = None
    before: dict[Spot, set[str]] = {}
    had: dict[Spot, set[str]] = {}
    for chosen, rules, lang, backwards in sequence:
        picked = [documents[i] for i in sorted(chosen, reverse=backwards)]
        graph = build(picked, rules, lang, graph)
        now = node_of(graph, picked)
        common = before.keys() & now.keys()

        def places(nodes: dict[Spot, set[str]], node: str, common: set[Spot] = common) -> frozenset[Spot]:
            return frozenset(spot for spot in common if node in nodes[spot])

        old_places = {node: places(before, node) for spot in common for node in before[spot]}
        new_places = {node: places(now, node) for spot in common for node in now[spot]}
        for node, at in old_places.items():
            if list(old_places.values()).count(at) == 1:
                heirs = [other for other, there in new_places.items() if there == at]
                assert heirs in ([], [node]) or len(heirs) > 1, f"{node} became {heirs}"
        had = {spot: had.get(spot, set()) | nodes for spot, nodes in now.items()}
        for ids in had.values():
            for old in ids:
                assert len(resolved(graph, old)) == 1, f"{old} stands for {resolved(graph, old)}"
        before = now


@given(shelves(), steps)
@settings(max_examples=60, deadline=None)
def test_a_build_upon_itself_changes_nothing(documents: list[Roadmap], step: tuple[set[int], str, str | None, bool]) -> None:
    """The same documents, rules and language give the same bytes, with the earlier graph or without."""
    chosen, rules, lang, backwards = step
    picked = [documents[i] for i in sorted(chosen)]
    first = build(picked, rules, lang, None)
    assert dumps(build(picked[::-1] if backwards else picked, rules, lang, first)) == dumps(first)


def test_a_plainer_name_that_comes_later_does_not_rename_the_topic() -> None:
    """A second document that gives the name of another language leaves the id, and learner's records find their topic by it."""
    one, two = document("a", ("锯缝", ["Kerf"])), document("b", ("Kerf", ["锯缝"]))
    first = weave(reading(one))
    assert [node for node in first if node.startswith("topic/")] == ["topic/锯缝"]
    both = weave(reading(one, two), previous=first)
    assert [node for node in both if node.startswith("topic/")] == ["topic/锯缝"]
    only = weave(reading(two), previous=both)
    assert [node for node in only if node.startswith("topic/")] == ["topic/锯缝"]
    assert find(only, "Kerf") == "topic/锯缝"


def test_merging_and_parting_give_each_its_id_back() -> None:
    """The id of a topic that was merged lives on in the other, and is its own again when they are parted."""
    documents = reading(document("a", "Kerf", "Rip cut"))
    first = weave(documents)
    merged = weave(documents, project=parse("same: [[Kerf, Rip cut]]"), previous=first)
    (kept,) = (node for node in merged if node.startswith("topic/"))
    (gone,) = {"topic/kerf", "topic/ripcut"} - {kept}
    assert merged.nodes[kept]["former_ids"] == [gone]
    assert find(merged, gone) == kept
    parted = weave(documents, previous=merged)
    assert {"topic/kerf", "topic/ripcut"} <= set(parted)
    assert not any(data["former_ids"] for _, data in parted.nodes(data=True))


def test_former_ids_pile_up() -> None:
    """What was merged twice answers to all three ids."""
    documents = reading(document("a", "Kerf", "Rip cut", "Mortise"))
    graph: nx.MultiDiGraph | None = None
    for rules in ("", "same: [[Kerf, Rip cut]]", "same: [[Kerf, Rip cut], [Kerf, Mortise]]", "same: [[Mortise, Kerf, Rip cut]]"):
        graph = weave(documents, project=parse(rules), previous=graph)
    assert graph is not None
    (kept,) = (node for node in graph if node.startswith("topic/"))
    assert {kept, *graph.nodes[kept]["former_ids"]} == {"topic/kerf", "topic/ripcut", "topic/mortise"}


def test_a_graph_that_is_an_input_hands_its_ids_on() -> None:
    """Merging two topics of a stored graph by a rule keeps the id that is given up, and those it had."""
    stored = weave(reading(document("a", "Kerf", "Rip cut")))
    stored.nodes["topic/ripcut"]["former_ids"] = ["topic/ripping"]
    merged = weave(Reading.joined([unweave(stored)]), project=parse("same: [[Kerf, Rip cut]]"))
    (kept,) = (node for node in merged if node.startswith("topic/"))
    assert {kept, *merged.nodes[kept]["former_ids"]} == {"topic/kerf", "topic/ripcut", "topic/ripping"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_address_that_comes_later_does_not_rename_a_work(order: tuple[int, int]) -> None:
    """A work keeps the id that its title gave it when a document brings its address."""
    titled, addressed = document("a", "Kerf"), document("b", "Kerf")
    titled.resources = [Resource("The saw book", 9, "The saw book")]
    addressed.resources = [Resource("The saw book", 9, "The saw book", urls=["https://example.org/saw"])]
    first = weave(reading(titled), project=ProjectFile(path=""))
    both = weave(reading(*((titled, addressed)[i] for i in order)), previous=first)
    assert [node for node in both if node.startswith("resource/")] == ["resource/thesawbook"]
