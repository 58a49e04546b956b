"""A path as people read it: a table, a checklist, a diagram, in two languages, safe whatever the documents say."""

from __future__ import annotations

import json
import re

import networkx as nx
import pyromark
import pytest

from roadloom.exporters.paths import WORDS, render
from roadloom.graph.paths import Path, learning_path
from roadloom.graph.rank import rank_topics

HOSTILE = '**x** [y](javascript:z) <img src=x onerror=alert(1)> `q` \x1b[31m|\n# "end"; #quot; $k$ end'


def graph_of(*names: str) -> nx.MultiDiGraph:
    """Make topics that need each other in a row."""
    graph = nx.MultiDiGraph(findings=[])
    for i, name in enumerate(names):
        graph.add_node(f"topic/{i}", kind="topic", name=name, mentions=[{"source": "d", "line": i + 1, "text": name}])
    for i in range(1, len(names)):
        row = {"source": "d", "line": i, "rule": "stated", "text": "so", "for": True}
        graph.add_edge(f"topic/{i - 1}", f"topic/{i}", key="prerequisite", weight=0.85, evidence=[row])
    rank_topics(graph)
    return graph


def with_resource(graph: nx.MultiDiGraph, name: str, url: str | None) -> nx.MultiDiGraph:
    graph.add_node("resource/r", kind="resource", name=name, url=url, must=True, mentions=[])
    graph.add_edge("resource/r", "topic/0", key="covers", evidence=[])
    return graph


def test_the_text_is_a_table_with_reasons_and_resources():
    """Each step has its number, name, reason and what to study; Chinese names keep the columns straight."""
    graph = with_resource(graph_of("语言模型", "LLM", "Agents"), "Course", "https://x.org/c")
    graph.nodes["topic/1"]["hours"] = {"value": 12.5, "from": "phase/p"}
    assert render(learning_path(graph, ["topic/2"]), graph).splitlines() == [
        "What to learn for Agents",
        "",
        "1  语言模型  needed for LLM (1 document)",
        "   said in d:1",
        "   - Course [essential]  https://x.org/c",
        "2  LLM       needed for Agents (1 document)  12.5 h",
        "   said in d:2",
        "3  Agents    the target",
        "",
        "3 topics, 12.5 hours as far as the documents say",
    ]


def test_markdown_is_a_checklist():
    """Each step is a box to tick, with links."""
    graph = with_resource(graph_of("A", "B"), "Course", "https://x.org/c")
    text = render(learning_path(graph, ["topic/1"]), graph, "md", "zh")
    assert text.startswith("# 学习 B 的路径\n")
    assert "- [ ] **A** – B 需要它（1 份文档） · 见 d:1\n  - [Course](<https://x.org/c>) *(必看)*\n" in text


def test_json_is_that_of_the_interface():
    """The JSON is the path's own, readable and with a final line break."""
    graph = graph_of("A", "B")
    path = learning_path(graph, ["topic/1"])
    text = render(path, graph, "json")
    assert json.loads(text) == path.to_json() and text.endswith("}\n")


def test_mermaid_draws_no_more_than_needed():
    """The diagram has a node a step and no edge that a longer way implies."""
    graph = graph_of("A", "B", "C")
    graph.add_edge("topic/0", "topic/2", key="prerequisite", weight=0.9, evidence=[])
    lines = render(learning_path(graph, ["topic/2"]), graph, "mermaid").splitlines()
    assert lines == ["flowchart TD", '    t1["A"]', '    t2["B"]', '    t3(["C"])', "    t1 --> t2", "    t2 --> t3"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", ["text", "md", "mermaid"])
def test_empty_paths_say_why(format: str, lang: str):
    """A known target, and no target at all, are said in words (or drawn as nothing), never an error."""
    graph = graph_of("A")
    known = render(learning_path(graph, ["topic/0"], known=["topic/0"]), graph, format, lang)
    nothing = render(Path((), ()), graph, format, lang)
    if format == "mermaid":
        assert known == nothing == "flowchart TD\n"
    else:
        assert WORDS[lang]["nothing"].format(targets="A") in known
        assert WORDS[lang]["no-target"] in nothing


def test_both_languages_say_the_same_things():
    """No phrase is missing in a language, and both have the same places to fill."""
    fields = {lang: {key: set(re.findall(r"{\w+}", text)) for key, text in words.items()} for lang, words in WORDS.items()}
    assert fields["en"] == fields["zh"]


def test_text_obeys_no_control_characters():
    """Escape sequences and line breaks in names do not reach the terminal."""
    graph = with_resource(graph_of(HOSTILE, HOSTILE), HOSTILE, "https://x.org/\x1b[0m\u202e")
    text = render(learning_path(graph, ["topic/1"]), graph)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)


def test_markdown_holds_no_markup_of_the_documents():
    """Names cannot become HTML, links, emphasis, headings or items; addresses that are none of the web's are dropped."""
    graph = with_resource(graph_of(HOSTILE, "B"), HOSTILE, "javascript:alert(1)")
    text = render(learning_path(graph, ["topic/1"]), graph, "md")
    assert not re.search(r"(?<!\\)<img|(?<!\\)\]\(|(?<!\\)`|(?<!\\)\$", text)
    assert [line[:4] for line in text.splitlines() if line.startswith("#")] == ["# Wh"]


def test_markdown_is_judged_by_a_real_parser():
    """A Markdown parser finds no HTML, image, code or foreign link in a hostile path."""
    graph = with_resource(graph_of(HOSTILE, HOSTILE), HOSTILE, "https://x.org/a_(b)?c=d")
    html = pyromark.html(render(learning_path(graph, ["topic/1"]), graph, "md"))
    assert not re.search(r"<(img|code|h[2-6]|table|script)", html)
    assert re.findall(r'href="([^"]*)"', html) == ["https://x.org/a_(b)?c=d"]


def test_mermaid_labels_hold_only_harmless_characters():
    """Quotes, brackets, angles, semicolons and hashes in names become entities."""
    graph = graph_of(HOSTILE)
    label = render(learning_path(graph, ["topic/0"]), graph, "mermaid").splitlines()[1]
    inside = re.fullmatch(r'    t1\(\["(.*)"\]\)', label)
    assert inside and not re.search(r'["<>\[\]{}`|]|#(?!\d+;)', inside[1])


@pytest.mark.parametrize("name", ["1. Oak", "12) Oak", "- Oak", "+ Oak", "_Oak_"])
def test_a_mermaid_label_is_no_list_and_no_emphasis(name: str):
    """What Mermaid would read as Markdown becomes entities, though it is harmless elsewhere."""
    label = render(learning_path(graph_of(name), ["topic/0"]), graph_of(name), "mermaid").splitlines()[1]
    assert not re.search(r'"(\d+[.)]|[-+]) |_', label) and re.search(r"#\d+;", label)


def test_joiners_stay_in_names():
    """An emoji made of several is not taken apart."""
    text = render(learning_path(graph_of("👩\u200d🚀 A"), ["topic/0"]), graph_of("👩\u200d🚀 A"))
    assert "👩\u200d🚀 A" in text


def test_a_step_names_the_lines_behind_it():
    """How many documents ask for a step, and where, stands with it; general knowledge is none; a step without a reason is on a way."""
    graph = graph_of("A", "B", "C")
    graph.graph["sources"] = [{"id": "x", "path": "notes/x.md"}]
    row = {"source": "x", "line": 3, "rule": "stated", "text": "", "for": True}
    graph.edges["topic/0", "topic/1", "prerequisite"]["evidence"] = [row, row | {"source": "lexicon", "line": 0, "rule": "lexicon"}]
    graph.edges["topic/1", "topic/2", "prerequisite"]["evidence"] = [row | {"source": "lexicon", "line": 0, "rule": "lexicon"}]
    text = render(learning_path(graph, ["topic/2"]), graph)
    assert "needed for B (1 document)\n   said in notes/x.md:3\n" in text and "needed for C (general knowledge)" in text
    assert " · said in notes/x.md:3" in render(learning_path(graph, ["topic/2"]), graph, "md")
    graph.remove_edge("topic/0", "topic/1", key="prerequisite")
    assert "on the suggested path" in render(Path(("topic/2",), (), learning_path(graph, ["topic/0", "topic/2"]).steps), graph)


def test_an_unknown_format_is_refused():
    """A format that does not exist is a programming error."""
    with pytest.raises(ValueError, match="docx"):
        render(Path((), ()), graph_of("A"), "docx")
