"""The page's script: its types hold, and its parts do what they say, each by itself, in the browser that runs them."""

from __future__ import annotations

import itertools
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from roadloom.exporters.html.order import order_of
from roadloom.exporters.html.page import program

from .conftest import DRAWING, THINKING, run, topic_graph

Visit = Callable[..., Any]
STRICT = ["--allowJs", "--checkJs", "--noEmit", "--strict", "--noUnusedLocals", "--noUnusedParameters", "--noImplicitReturns"]
TARGET = ["--noFallthroughCasesInSwitch", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--typeRoots", "./none"]


def test_the_types_of_the_script_hold(tsc: list[str], tmp_path: Path) -> None:
    file = tmp_path / "program.js"
    file.write_text(program(), encoding="utf-8")
    checked = subprocess.run([*tsc, *STRICT, *TARGET, str(file)], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_type_checker_would_see_a_fault(tsc: list[str], tmp_path: Path) -> None:
    file = tmp_path / "program.js"
    file.write_text(program().replace("function fold(text) {", "function fold(text) { text.length();", 1), encoding="utf-8")
    checked = subprocess.run([*tsc, *STRICT, *TARGET, str(file)], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert "not callable" in checked.stdout


@pytest.mark.parametrize(
    ("typed", "folded"), [("  Fine-Tuning ", "fine tuning"), ("ＬｏＲＡ", "lora"), ("Poincaré", "poincare"), ("微調", "微调"), ("", "")]
)
def test_folding_levels_case_width_accents_and_script(visit: Visit, course: nx.MultiDiGraph, typed: str, folded: str) -> None:
    assert run(visit(course), THINKING, "return fold(given)", typed) == folded


def test_search_puts_the_closest_first(visit: Visit) -> None:
    names = ["a model", "large model", "model", "models", "supermodel"]
    found = run(visit(topic_graph([], names)), THINKING, "return find('model').map(place => topics[place].name)")
    assert (found[:2], found[-1]) == (["model", "models"], "supermodel")


def test_search_puts_a_name_before_an_alias_that_answers_as_well(visit: Visit) -> None:
    graph = topic_graph([("Glazing", "Clay")], ["Glazing", "Firing", "Clay", "Clay body"])
    graph.nodes["topic/Glazing"]["aliases"] = ["clay coating", "clay"]
    graph.nodes["topic/Firing"]["aliases"] = ["clay firing"]
    found = run(visit(graph), THINKING, "return find('clay').map(place => topics[place].name)")
    assert found == ["Clay", "Glazing", "Clay body", "Firing"]


@pytest.mark.parametrize(
    "text",
    [
        "format: roadloom-learner\ntopics:\n  topic/a: {status: known, since: 2026-01-02}\n  '微调': doing # soon\n",
        'format: "roadloom-learner"\nversion: 1\ntopics:\n  "topic/a":\n    since: "2026-01-02"\n'
        "    status: known\n  微调:\n    status: doing\n",
        "topics:\r\n  topic/a:\r\n    status: known\r\n    since: 2026-01-02\r\n  微调: {status: doing}\r\nformat: roadloom-learner\r\n",
    ],
)
def test_a_learners_file_is_read_however_it_is_laid_out(visit: Visit, text: str) -> None:
    entries = run(visit(topic_graph([("a", "b")])), THINKING, "return [...learnerFromYaml(given)]", text)
    assert entries == [["topic/a", {"status": "known", "since": "2026-01-02"}], ["微调", {"status": "doing"}]]


@pytest.mark.parametrize("text", ["", "topics:\n  topic/a: known\n", "format: other\ntopics: {}\n", "[1, 2]"])
def test_what_is_no_learners_file_is_refused(visit: Visit, text: str) -> None:
    body = "try { learnerFromYaml(given); return 'taken'; } catch (error) { return error.message; }"
    assert run(visit(topic_graph([("a", "b")])), THINKING, body, text) == "no learner file"


def test_topics_of_other_graphs_stay_in_the_learners_file(visit: Visit) -> None:
    body = """learner.set('topic/elsewhere', {status: 'known'}); learner.set('topic/a', {status: 'skip', since: '2026-01-02'});
    return learnerFile();"""
    topics = {"topic/a": {"status": "skip", "since": "2026-01-02"}, "topic/elsewhere": {"status": "known"}}
    want = {"format": "roadloom-learner", "version": 1, "topics": topics}
    assert run(visit(topic_graph([("a", "b")])), THINKING, body) == want


def test_the_address_says_the_whole_view(visit: Visit, course: nx.MultiDiGraph) -> None:
    body = """const seen = [];
    for (const change of given) {
      const areas = new Set(change.areas || []);
      Object.assign(state, {topic: null, target: null, view: 'map', things: false, ...unfiltered()}, change, {areas});
      const before = {...state, areas: [...state.areas]};
      history.replaceState(null, '', address());
      Object.assign(state, {topic: 0, target: 0, view: 'list', things: true, ...unfiltered()});
      readAddress();
      seen.push([before, {...state, areas: [...state.areas]}, location.hash]);
    }
    history.replaceState(null, '', '#');
    return seen;"""
    changes = [
        {},
        {"topic": 3, "target": 7},
        {"view": "list", "areas": [0, 2], "status": "ready"},
        {"roadmap": 0, "phase": 0, "kind": "concept", "confidence": 0.7, "things": True},
    ]
    for before, after, address in run(visit(course), THINKING, body, changes):
        assert after == before, address


def test_less_trust_leaves_edges_out_and_draws_what_no_others_imply(visit: Visit) -> None:
    draw = random.Random(5)
    names = [f"t{i:02}" for i in range(30)]
    graph = topic_graph(sorted({(names[a], names[b]) for a, b in (sorted(draw.sample(range(30), 2)) for _ in range(120))}), names)
    for _, _, edge in graph.edges(data=True):
        edge["weight"] = draw.choice([0.5, 0.65, 0.8, 0.95])
    page = visit(graph)
    for least in (0, 0.6, 0.7, 0.9):
        kept = graph.edge_subgraph([(a, b, key) for a, b, key, weight in graph.edges(keys=True, data="weight") if weight >= least]).copy()
        kept.add_nodes_from(graph.nodes(data=True))
        body = """trust(given);
        const drawn = [...lines.from].map((from, i) => [from, lines.to[i]]);
        return [edges.length, drawn.sort((p, q) => p[0] - q[0] || p[1] - q[1])];"""
        assert run(page, THINKING, body, least) == [kept.number_of_edges(), [list(pair) for pair in sorted(order_of(kept).drawn)]]


def test_names_neither_touch_each_other_nor_the_edges_of_the_screen(visit: Visit) -> None:
    names = [f"A topic with the number {i:03}" for i in range(200)]
    graph = topic_graph([(names[i // 2], names[i]) for i in range(1, 200)], names)
    body = """rethemed(); resized(); traceWaters(); refiltered();
    const views = [];
    for (const [zoom, chosen, things] of given) {
      Object.assign(state, {topic: chosen, things});
      refocus();
      const {x, y} = topics[chosen ?? 90];
      jump({zoom, x: camera.width / 2 - x * zoom, y: camera.height / 2 - y * zoom});
      stale = true;
      draw();
      views.push([pane, plates.map(plate => plate.box)]);
    }
    return views;"""
    cases = [[zoom, chosen, things] for zoom in (0.2, 0.5, 1, 2) for chosen in (None, 90) for things in (False, True)]
    for pane, boxes in run(visit(graph), DRAWING, body, cases):
        assert boxes
        for a, b in itertools.combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
        for left, top, right, bottom in boxes:
            if right > pane["left"] and left < pane["right"] and bottom > pane["top"] and top < pane["bottom"]:
                assert left >= pane["left"] and right <= pane["right"] and top >= pane["top"]


def test_names_of_areas_are_not_cut_by_the_edges_of_a_phone(visit: Visit) -> None:
    """Wherever one looks, the name of an area stands whole below the header, or not at all."""
    names = [f"T{i:03}" for i in range(120)]
    graph = topic_graph([(names[i // 2], names[i]) for i in range(1, 120)], names)
    for i, node in enumerate(list(graph)):
        graph.nodes[node]["area"] = f"The area with the long name {i % 6}"
    body = """rethemed(); resized(); traceWaters(); refiltered();
    const views = [];
    for (const chosen of given) for (const zoom of [0.5, 0.9]) {
      Object.assign(state, {topic: chosen});
      refocus();
      const {x, y} = topics[chosen];
      jump({zoom, x: camera.width / 2 - x * zoom, y: camera.height / 2 - y * zoom});
      stale = true;
      draw();
      views.push([pane, plates.filter(plate => plate.place === null).map(plate => plate.box)]);
    }
    return views;"""
    seen = 0
    for pane, boxes in run(visit(graph, width=375, height=720), DRAWING, body, list(range(0, 120, 7))):
        for left, top, right, bottom in boxes:
            if right > pane["left"] and left < pane["right"] and bottom > pane["top"] and top < pane["bottom"]:
                seen += 1
                assert left >= pane["left"] and right <= pane["right"] and top >= pane["top"]
    assert seen > 20


def test_coming_closer_reveals_names(visit: Visit) -> None:
    """From afar only some topics in view are named, from near all of them."""
    names = [f"A topic with the number {i:03}" for i in range(300)]
    graph = topic_graph([(names[i // 2], names[i]) for i in range(1, 300)], names)
    body = """rethemed(); resized(); traceWaters(); refiltered();
    return given.map(zoom => {
      const {x, y} = topics[140];
      jump({zoom, x: camera.width / 2 - x * zoom, y: camera.height / 2 - y * zoom});
      stale = true;
      draw();
      return plates.filter(plate => plate.place !== null).length / inView().length;
    });"""
    shares = run(visit(graph), DRAWING, body, [0.2, 0.45, 0.9, 2.5])
    assert shares == sorted(shares) and shares[0] < 0.25 and shares[-1] > 0.9


def test_a_path_comes_into_view_as_a_whole(visit: Visit) -> None:
    names = [f"t{i:03}" for i in range(60)]
    graph = topic_graph([(names[i - 1], names[i]) for i in range(1, 30)], names)
    body = """rethemed(); resized(); traceWaters(); refiltered();
    document.documentElement.dataset.ready = "";
    const {x, y} = topics[placeOf.get("topic/t029")];
    jump({zoom: 2, x: camera.width / 2 - x * 2, y: camera.height / 2 - y * 2});
    Object.assign(state, {target: placeOf.get("topic/t029"), topic: placeOf.get("topic/t029")});
    refocus();
    showPath();
    return [...focus.steps.keys()].map((place) => onScreen(place)).map(([x, y]) => [x / camera.width, y / camera.height]);"""
    places = run(visit(graph), DRAWING, body)
    assert len(places) == 30 and all(0 < x < 1 and 0 < y < 1 for x, y in places)


def test_markdown_keeps_the_words_of_strangers_as_words(visit: Visit, course: nx.MultiDiGraph) -> None:
    parts = (*THINKING, "dom", "topic_panel")
    assert run(visit(course), parts, "return markdownText(given)", "a*b_[c](d)\n# <x>`") == r"a\*b\_\[c\](d) \# \<x\>\`"
