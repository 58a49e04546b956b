"""The vault as a whole: complete, linked, readable by others, the same each time."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadloom.errors import InputError
from roadloom.exporters import markers, wording
from roadloom.exporters.base import Options
from roadloom.exporters.obsidian import ObsidianExporter
from roadloom.exporters.obsidian.canvas import _reduced

Graphs = Callable[[list[str]], nx.MultiDiGraph]
TITLES = Path(__file__).with_name("nasty_titles.txt").read_text(encoding="utf-8").split("\n")[:-1]


class Learner:
    """Knows some topics."""

    def __init__(self, **states: str) -> None:
        self.states = states

    def status(self, topic: str) -> str | None:
        return self.states.get(topic.split("/")[1])


def export(graph: nx.MultiDiGraph, **options: Any) -> dict[str, bytes]:
    return dict(ObsidianExporter().export(graph, Options(**options)))


def test_a_graph_without_topics_gives_no_files(make_graph: Graphs) -> None:
    """An empty build yields nothing, so that nothing is ever removed for it."""
    assert export(nx.MultiDiGraph()) == {} == export(make_graph([]))


def test_a_circle_is_reported(make_graph: Graphs) -> None:
    """Prerequisites that run in a circle are the user's to know, not a traceback."""
    graph = make_graph(["a", "b"])
    graph.add_edge("topic/001", "topic/000", key="prerequisite", weight=1, evidence=[])
    with pytest.raises(InputError):
        export(graph)


def test_everything_has_its_note(make_graph: Graphs) -> None:
    """Each roadmap, phase, topic, resource and project has exactly one note that carries its id."""
    graph = make_graph(["LoRA", "QLoRA"])
    ids = [markers.note_id(data.decode()) for path, data in export(graph).items() if path.endswith(".md")]
    assert {*graph} <= set(ids) and len([i for i in ids if i]) == len({i for i in ids if i})


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_every_link_resolves_whatever_things_are_called(make_graph: Graphs, broken_links: Any, lang: str) -> None:
    """Links of texts, properties and canvas files lead to exactly one note, with the oddest titles too."""
    files = export(make_graph(TITLES), lang=lang, targets=("topic/005",))
    assert broken_links(files) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(titles=st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_any_titles_make_a_sound_vault(make_graph: Graphs, broken_links: Any, read_properties: Any, titles: list[str]) -> None:
    """Any text as title, definition and quotation leaves links, properties and the generated block whole."""
    files = export(make_graph(titles))
    assert broken_links(files) == []
    for path, data in files.items():
        if path.endswith(".md") and data.startswith(b"---"):
            assert read_properties(data)["id"] and markers.parse(data.decode()) is not None


def test_nothing_active_gets_in(make_graph: Graphs) -> None:
    """Markup in the words of documents appears as text."""
    words = "<img src=x onerror=alert(1)> ![[Home]] `= this.file` %%x%% <%* tp %> <!-- roadloom:end -->"
    graph = make_graph([words])
    graph.nodes["topic/000"]["mentions"][0]["text"] = words
    graph.nodes["project/demo"]["note"] = words
    graph.nodes["phase/1"]["goal"] = [words]
    graph.graph["title"] = words
    graph.graph["findings"] = [{"code": "x", "message": words, "subjects": [], "choice": "", "origins": []}]
    for path, data in export(graph, targets=("topic/000",)).items():
        if path.endswith(".md"):
            body = data.decode().split("\n---\n", 1)[-1].replace(markers.BEGIN, "").replace(markers.END, "")
            assert not re.search(r"<\w|<!|<%|!\[\[|(?<!\\)`=|javascript:[^)]*\)\]", body), path
            assert "](javascript" not in body


def test_properties_are_flat_and_of_one_type(make_graph: Graphs, read_properties: Any) -> None:
    """Obsidian shows no nested properties, and wants one type for each name in the whole vault."""
    kinds: dict[str, set[type]] = {}
    for path, data in export(make_graph(TITLES), targets=("topic/003",)).items():
        if path.endswith(".md") and data.startswith(b"---"):
            for key, value in read_properties(data).items():
                kinds.setdefault(key, set()).add(type(value))
                items = value if isinstance(value, list) else [value]
                assert not any(isinstance(item, (list, dict)) for item in items)
    assert all(len(types) == 1 for types in kinds.values()), kinds


def test_spellings_of_one_name_are_one_alias(make_graph: Graphs, read_properties: Any) -> None:
    """Of names that differ only in case a note has the first; its own name is no alias."""
    graph = make_graph(["LoRA"])
    node = next(node for node, data in graph.nodes(data=True) if data["name"] == "LoRA")
    graph.nodes[node]["aliases"] = ["Low-rank adaptation", "low-rank adaptation", "LORA", "Straße", "STRASSE"]
    found = read_properties(export(graph)["Topics/LoRA.md"])
    assert found["aliases"] == ["Low-rank adaptation", "Straße"]


def test_a_topic_note_says_what_one_needs(make_graph: Graphs, read_properties: Any) -> None:
    """A topic shows its true title, what it is, before and after, resources essential first, and where it stands."""
    note = export(make_graph(["C", "C#", "C++"]))["Topics/C＃.md"].decode()
    found = read_properties(note.encode())
    assert found["prerequisites"] == ["[[C]]"] and found["unlocks"] == ["[[C++]]"] and found["aliases"] == ["C#"]
    assert found["source"] == ["plan.md:11"] and found["rank"] == 1 and found["status"] == "open" and found["hours"] == 2
    assert "\n# C#\n" in note and "What C# is" in note and "“learn it first”" in note
    assert re.search(r"\[\[Plan\]\] \| \[\[Phase 2 · Stage 2\]\] \| line 11 \|", note)
    first = export(make_graph(["C", "C#"]))["Topics/C.md"].decode()
    assert (
        first.index("⭐ [[The Book]]") < first.index("[[Slides]]") and "    - also as [[Slides]]" in first and "[[Build a demo]]" in first
    )


def test_the_learner_moves_the_border(make_graph: Graphs) -> None:
    """What is known, and what it needs, is marked; what comes right after is ready."""
    files = export(make_graph(["a", "b", "c", "d"]), learner=Learner(**{"001": "known"}))
    assert "[[c]]" in files["Ready now.md"].decode() and "[[d]]" not in files["Ready now.md"].decode()
    assert b"status: known" in files["Topics/a.md"] and b"status: known" in files["Topics/b.md"] and b"status: open" in files["Topics/c.md"]


def test_a_path_has_a_box_for_each_step(make_graph: Graphs) -> None:
    """The note of a path lists its steps in order; known ones are ticked, not dropped."""
    files = export(make_graph(["a", "b", "c", "d"]), learner=Learner(**{"000": "known"}), targets=("topic/002",))
    boxes = re.findall(r"^- \[(.)\] \*\*\[\[(\w)\]\]", files["Paths/Path to c.md"].decode(), re.MULTILINE)
    assert boxes == [("x", "a"), (" ", "b"), (" ", "c")]
    assert "Paths/Path to c.canvas" in files


def test_no_note_stands_alone(make_graph: Graphs, orphans: Any) -> None:
    """Every note but the home note is linked to by another."""
    assert orphans(export(make_graph(TITLES), targets=("topic/005",))) == {"Home.md"}


def test_ten_thousand_topics_are_linked_soundly(make_graph: Graphs, broken_links: Any, orphans: Any) -> None:
    """A large graph leads nowhere astray either, and forgets no note."""
    files = export(make_graph([f"Topic {i % 5000}" if i % 3 else f"主题 {i}" for i in range(10_000)]))
    assert len(files) > 10_000 and broken_links(files) == [] and orphans(files) == {"Home.md"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_bundled_curriculum_is_linked_soundly(broken_links: Any, orphans: Any, lang: str) -> None:
    """The roadmaps that come along make a vault without a broken link or a lonely note."""
    from roadloom.cli.inputs import load

    files = export(load(stored=False), lang=lang)
    assert broken_links(files) == [] and len(orphans(files)) == 1


@pytest.mark.parametrize("folder", ["seeds", "corpus"])
def test_other_roadmaps_are_linked_soundly(broken_links: Any, orphans: Any, folder: str) -> None:
    """Roadmaps of other authors make a vault without a broken link or a lonely note."""
    inputs = Path(__file__).resolve().parents[4] / "shared" / folder
    if not inputs.is_dir():
        pytest.skip(f"needs shared/{folder}")
    from roadloom.graph.weaving import weave
    from roadloom.sources import read

    files = export(weave(read([inputs])))
    assert broken_links(files) == [] and orphans(files) <= {"Home.md"}


def test_equal_graphs_give_equal_bytes(make_graph: Graphs) -> None:
    """The order in which nodes and edges come in leaves no trace."""
    graph = make_graph(TITLES)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    random.Random(7).shuffle(nodes)
    random.Random(8).shuffle(edges)
    other = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert export(graph) == export(other)


def test_the_canvas_reads_from_left_to_right(make_graph: Graphs) -> None:
    """Groups lie behind the cards, and every prerequisite stands left of what needs it."""
    canvas = json.loads(export(make_graph(TITLES))["Map.canvas"])
    kinds = [n["type"] for n in canvas["nodes"]]
    assert kinds == sorted(kinds, reverse=True)
    left = {n["id"]: n["x"] for n in canvas["nodes"]}
    assert canvas["edges"] and all(left[e["fromNode"]] < left[e["toNode"]] for e in canvas["edges"])


def test_languages_have_the_same_words() -> None:
    """No word is missing in a language, and each keeps its blanks to be filled in."""
    tables = [wording.words(language) for language in wording.LANGUAGES]
    assert all(table.keys() == tables[0].keys() and all(table.values()) for table in tables)
    with pytest.raises(InputError):
        wording.words("tlh")


def test_an_independent_reader_finds_every_link(make_graph: Graphs, tmp_path: Path) -> None:
    """obsidiantools, which shares no code with us, finds no link without a note and no note without a link."""
    if os.environ.get("ROADLOOM_REQUIRE") != "1":
        pytest.importorskip("obsidiantools", reason="obsidiantools is not installed")
    import obsidiantools.api as reader

    for path, data in export(make_graph(TITLES), targets=("topic/005",)).items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    vault = reader.Vault(tmp_path).connect().gather()
    missing = [name for name in vault.nonexistent_notes if not name.endswith(".base")]  # a kind of file it does not know
    assert missing == [] and vault.isolated_notes == [] and len(vault.md_file_index) > len(TITLES)


@settings(max_examples=50, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_the_canvas_leaves_out_what_other_edges_imply(pairs: set[tuple[int, int]]) -> None:
    """Our reduction agrees with that of networkx on any graph without circles."""
    order = nx.DiGraph((str(min(pair)), str(max(pair))) for pair in pairs if pair[0] != pair[1])
    assert set(_reduced(order).edges) == set(nx.transitive_reduction(order).edges)
