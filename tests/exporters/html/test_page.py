"""The page as a file: what stands in it, and what can never stand in it."""

from __future__ import annotations

import json
import random
import re
from base64 import b64encode
from hashlib import sha256

import networkx as nx
import pytest

from roadloom.exporters.base import Options
from roadloom.exporters.html import HtmlExporter, to_pyvis
from roadloom.exporters.html.details import variants
from roadloom.exporters.html.page import LANGUAGES, program, words
from roadloom.exporters.html.text import clean, web_address
from roadloom.graph.learner import Learner

from .conftest import page_of, topic_graph


def _block(page: str, name: str) -> dict:
    match = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert match
    return json.loads(match[1])


def test_an_empty_graph_has_a_page() -> None:
    page = page_of(nx.MultiDiGraph()).decode()
    assert _block(page, "data")["topics"] == []


def test_the_page_is_named_after_the_graph(course: nx.MultiDiGraph) -> None:
    ((name, _),) = HtmlExporter().export(course, Options())
    assert name == "course.html"


def test_equal_graphs_give_equal_bytes_whatever_their_order(course: nx.MultiDiGraph) -> None:
    nodes, edges = list(course.nodes(data=True)), list(course.edges(keys=True, data=True))
    random.Random(7).shuffle(nodes)
    random.Random(8).shuffle(edges)
    mixed = nx.MultiDiGraph(**course.graph)
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(edges)
    assert page_of(mixed) == page_of(course)


def test_exporting_leaves_the_graph_as_it_was(course: nx.MultiDiGraph) -> None:
    before = json.dumps(nx.node_link_data(course, edges="edges"), sort_keys=True)
    page_of(course)
    assert json.dumps(nx.node_link_data(course, edges="edges"), sort_keys=True) == before


def test_phases_and_documents_are_told_as_they_are() -> None:
    """Phases stand in the order of their roadmap, not of their names; the user's rules are no document."""
    graph = topic_graph([("Clay", "Glaze")], ["Clay", "Glaze"])
    graph.add_node("roadmap/r", kind="roadmap", name="R", title="R", mentions=[])
    for position, name in enumerate(["zero", "last", "first"], 1):
        graph.add_node(f"phase/{name}", kind="phase", name=name, position=position, mentions=[])
        graph.add_edge(f"phase/{name}", "roadmap/r", key="part_of", weight=1, evidence=[])
    graph.graph["sources"] = [{"id": "p", "path": "p.md", "title": "P"}, {"id": "r", "path": "roadloom.yaml", "title": "roadloom.yaml"}]
    for *_, data in graph.edges(data=True):
        data["evidence"] = [{"source": "r", "line": 1, "rule": "user", "text": "", "for": True}]
    data = _block(page_of(graph).decode(), "data")
    assert [phase["name"] for phase in data["phases"]] == ["zero", "last", "first"]
    assert [source.get("rules", 0) for source in data["sources"]] == [0, 1]


def test_the_policy_allows_exactly_the_script_and_the_style_of_the_page(course: nx.MultiDiGraph) -> None:
    page = page_of(course).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = policy[1].replace("&#39;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == len(styles) == 1
    for text in (scripts[0], styles[0]):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in rules
    assert scripts[0] == program()  # no library stands in the page, so there is no licence notice to keep
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules


def test_nothing_in_the_page_loads_anything(course: nx.MultiDiGraph) -> None:
    page = page_of(course).decode()
    assert not re.search(r'<(?:script|img|iframe|link)[^>]*(?:src|href)="(?!data:)', page)
    assert not re.search(r"@import|url\(|\bfetch\(|XMLHttpRequest|\beval\(|innerHTML|new Function", program())
    assert "</script" not in program()
    assert not re.search(r"@import|url\(", re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0])


def test_the_page_names_the_documents_it_comes_from(course: nx.MultiDiGraph) -> None:
    sources = _block(page_of(course).decode(), "data")["sources"]
    assert [(s["title"], s["path"]) for s in sources] == [("The plan", "plan.md"), ("学习路线", "路线.txt")]


def test_the_data_of_the_page_are_those_of_pyvis(course: nx.MultiDiGraph) -> None:
    network = to_pyvis(course)
    data = _block(page_of(course).decode(), "data")
    assert [(n["id"], n["label"], n["x"], n["y"], n["size"]) for n in network.nodes] == [
        (t["id"], t["name"], t["x"], t["y"], t["size"]) for t in data["topics"]
    ]
    ids = [topic["id"] for topic in data["topics"]]
    assert {(e["from"], e["to"]) for e in network.edges} == {(ids[i], ids[j]) for i, j, drawn, *_ in data["edges"] if drawn}


def test_pyvis_can_be_styled_and_shown_by_its_own_means(course: nx.MultiDiGraph) -> None:
    network = to_pyvis(course)
    network.get_node("topic/lora")["color"] = "#123456"
    assert "#123456" in network.generate_html()
    assert network.num_nodes() == 9


def test_every_language_of_the_interface_says_the_same_things() -> None:
    plural = {key for key in words()["en"] if key.endswith("-one")}
    keys = {lang: set(words()[lang]) - plural for lang in LANGUAGES}
    assert keys["en"] == keys["zh"]
    for lang in LANGUAGES:
        for key in keys[lang]:
            assert set(re.findall(r"\{\w+\}", words()[lang][key])) == set(re.findall(r"\{\w+\}", words()["en"][key])), key


def test_every_word_that_the_script_says_exists() -> None:
    said = set(re.findall(r"\bsay\(\"([\w-]+)\"", program()))
    assert said
    assert said <= set(words()["en"])


def test_only_web_addresses_become_links() -> None:
    bad = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//host/x",
        "https://",
        "http:// x",
        "",
        "ftp://a",
    ]
    assert [web_address(url) for url in [*bad, "https://u@h/", "http://[", None, 3, "https://a\n.b", "\x01https://a"]] == [None] * (
        len(bad) + 6
    )
    assert web_address("https://例子.com/路?q=1#x") == "https://例子.com/路?q=1#x"


def test_text_loses_what_cannot_be_shown() -> None:
    assert clean("a\x00b\u202ec\ud800d\x9b") == "abcd"
    assert clean("x" * 5000, 100) == "x" * 99 + "…"


@pytest.mark.parametrize(("written", "typed"), [("微调", "調"), ("神經網絡", "經"), ("学", "學")])
def test_characters_of_both_scripts_fold_to_one(written: str, typed: str) -> None:
    table = variants([written])
    simple = table.get(typed, typed)
    assert simple in {table.get(c, c) for c in written}


def test_the_learner_is_baked_in_with_what_concerns_these_topics() -> None:
    learner = Learner.parse("topics: {topic/a: {status: known, since: 2026-01-02}, topic/x: doing, topic/b: skip}")
    page = page_of(topic_graph([("a", "b")]), Options(learner=learner)).decode()
    assert _block(page, "data")["learner"] == {"topic/a": {"status": "known", "since": "2026-01-02"}, "topic/b": {"status": "skip"}}


def test_two_thousand_topics_stay_below_two_megabytes() -> None:
    names = [f"topic number {i:04}" for i in range(2000)]
    draw = random.Random(3)
    edges = sorted({tuple(sorted(draw.sample(range(2000), 2))) for _ in range(4000)})
    graph = topic_graph([(names[i], names[j]) for i, j in edges], names)
    assert len(page_of(graph)) < 2_000_000
