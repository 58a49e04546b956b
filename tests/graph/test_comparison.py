"""Documents held against each other."""

from __future__ import annotations

from typing import Any

import networkx as nx

from roadloom.graph.comparison import compare, taken_for_granted


def graph_of(
    named: dict[str, str], orders: dict[str, tuple[str, str]] | None = None, taught: dict[str, str] | None = None
) -> nx.MultiDiGraph:
    """Make topics with the documents that name them (`{"a": "xy"}`), orders with documents for and against, and who teaches what."""
    graph = nx.MultiDiGraph(findings=[], sources=[])
    for rank, (topic, documents) in enumerate(named.items(), 1):
        mentions = [{"source": d, "line": rank, "text": topic} for d in documents]
        definition = [{"source": d, "line": 1, "text": "is"} for d in (taught or {}).get(topic, "")]
        graph.add_node(topic, kind="topic", name=topic.upper(), rank=rank, mentions=mentions, definition=definition)
    for pair, (yes, no) in (orders or {}).items():
        rows = [{"source": d, "line": 5, "rule": "stated", "text": pair, "for": d in yes} for d in (*yes, *no)]
        graph.add_edge(pair[0], pair[1], key="prerequisite", weight=0.7, evidence=rows)
    return graph


def ids(rows: Any) -> list[str]:
    return [row["id"] for row in rows]


def test_one_document_alone_brings_all_and_misses_nothing():
    """Without others there is nothing to contradict, to support or to miss."""
    (only,) = compare(graph_of({"a": "x", "b": "x"}, {"ab": ("x", "")}), ["x"], ["x"])
    assert ids(only.alone) == ["a", "b"]
    assert (only.contradicts, only.supports, only.missing) == ((), (), ())


def test_what_is_alone_and_what_is_missing():
    """A topic that only one names is its own; one that most others name is missing; one that few name is neither."""
    graph = graph_of({"a": "x", "b": "yz", "c": "y", "d": "xyz"})
    x, y, z = compare(graph, "xyz", "xyz")
    assert (ids(x.alone), ids(x.missing)) == (["a"], ["b"])
    assert (ids(y.alone), ids(y.missing)) == (["c"], [])
    assert (ids(z.alone), ids(z.missing)) == ([], [])
    assert ids(compare(graph, ["y"], ["x"])[0].alone) == ["b", "c"]


def test_both_sides_of_a_contradiction_have_their_lines():
    """Who speaks for an order contradicts those against it, and the other way round; those who agree support each other."""
    x, y, z = compare(graph_of({"a": "xyz", "b": "xyz"}, {"ab": ("xy", "z")}), "xyz", "xyz")
    assert [(row["stands"], row["says"][0]["line"], [o["source"] for o in row["others"]]) for row in x.contradicts] == [("for", 5, ["z"])]
    assert [(row["stands"], [o["source"] for o in row["others"]]) for row in z.contradicts] == [("against", ["x", "y"])]
    assert [row["others"][0]["source"] for row in (*x.supports, *y.supports)] == ["y", "x"] and z.supports == ()


def test_an_order_that_was_given_up_is_a_contradiction():
    """A circle of which no edge is left shows in both documents, also as files of an earlier version tell it, without its steps."""
    graph = graph_of({"a": "xy", "b": "xy"})
    origins = [{"source": "x", "line": 1, "text": "a, b"}, {"source": "y", "line": 2, "text": "b, a"}]
    graph.graph["findings"] = [{"code": "order-conflict", "message": "circle", "subjects": ["a", "b"], "origins": origins}]
    for found in compare(graph, "xy", "xy"):
        assert [row["stands"] for row in found.contradicts] == ["circle"]


def test_what_all_need_and_none_teaches():
    """A topic is taken for granted if every document's topics need it and none teaches it."""
    graph = graph_of({"m": "x", "a": "x", "b": "y"}, {"ma": ("x", ""), "mb": ("y", "")}, {"a": "x", "b": "y"})
    assert ids(taken_for_granted(graph, "xy")) == ["m"]
    graph.nodes["m"]["definition"] = [{"source": "y", "line": 1, "text": "is"}]
    assert taken_for_granted(graph, "xy") == []
    assert taken_for_granted(graph, []) == []


def test_json_holds_everything():
    """Each part stands in the JSON."""
    (row,) = compare(graph_of({"a": "x"}), ["x"], ["x"])
    assert row.to_json() == {
        "source": "x",
        "alone": [{"id": "a", "name": "A", "line": 1}],
        "contradicts": [],
        "supports": [],
        "missing": [],
    }


def test_a_topic_in_other_words_is_neither_alone_nor_missing():
    """Who names a topic inside a longer name, in words about another thing or by what covers it does not leave it out."""
    graph = graph_of({"oak": "yzw", "oak joint": "x", "elm": "yz", "ash": "yz", "fir": "xy"})
    graph.nodes["oak joint"]["mentions"][0]["text"] = "Oak joints, as in elm"
    graph.add_node("book", kind="resource", name="Of trees", mentions=[{"source": "x", "line": 9, "text": "Of trees"}])
    graph.add_edge("book", "ash", key="covers", evidence=[{"source": "x", "line": 9, "rule": "stated", "text": "Of trees", "for": True}])
    x, y, _ = compare(graph, "xyz", "xyz")
    assert ids(x.missing) == []
    assert ids(x.alone) == ["oak joint"]
    assert ids(y.alone) == []


def test_a_circle_shows_what_each_side_says():
    """Of the lines behind a circle a document has those of its side, against those of the other."""
    graph = graph_of({"a": "xy", "b": "xy", "c": "y"})

    def step(before: str, after: str, source: str, line: int) -> dict[str, Any]:
        row = {"source": source, "line": line, "rule": "stated", "text": "", "for": True}
        return {"before": before, "after": after, "weight": 0.5, "evidence": [row]}

    steps = [step("b", "a", "x", 1), step("a", "c", "y", 2), step("c", "b", "y", 3)]
    graph.graph["findings"] = [{"code": "order-conflict", "message": "", "subjects": ["b", "a", "c"], "origins": [], "steps": steps}]
    x, y = compare(graph, "xy", "xy")
    lines = [([e["line"] for e in row["says"]], [e["line"] for e in row["others"]]) for found in (x, y) for row in found.contradicts]
    assert lines == [([1], [2, 3]), ([2, 3], [1])]
    assert [row["stands"] for row in (*x.contradicts, *y.contradicts)] == ["circle", "circle"]
    assert [(e["before"], e["after"]) for e in x.contradicts[0]["others"]] == [("a", "c"), ("c", "b")]
    graph.graph["findings"][0] |= {"subjects": ["b", "a"], "steps": [steps[0], step("a", "b", "y", 4)]}
    x, y = compare(graph, "xy", "xy")
    assert [row["stands"] for row in (*x.contradicts, *y.contradicts)] == ["for", "against"]


def test_a_document_that_teaches_nothing_does_not_change_what_is_taken_for_granted():
    """An empty document among others leaves the answer as it is; such documents alone take nothing for granted."""
    graph = graph_of({"a": "xy", "b": "xy", "c": "xy"}, {"ab": ("x", ""), "ac": ("y", "")}, {"b": "x", "c": "y"})
    assert ids(taken_for_granted(graph, "xy")) == ids(taken_for_granted(graph, "xyz")) == ["a"]
    assert taken_for_granted(graph, "z") == []


def test_who_says_what_a_topic_needs_teaches_it():
    """In a table of topics and prerequisites the topics are taught, and what only stands among the prerequisites is not."""
    graph = graph_of({"a": "xy", "b": "x", "c": "y"}, {"ab": ("x", ""), "ac": ("y", "")})
    assert ids(taken_for_granted(graph, "xy")) == ["a"]
