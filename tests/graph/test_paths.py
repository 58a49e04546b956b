"""Paths: closed under prerequisites, minimal, prerequisites first, each step with its reasons; topics found by any name."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import NotFoundError
from roadloom.graph.paths import find, frontier, implied, learning_path
from roadloom.graph.rank import rank_topics


def graph_of(needs: dict[str, str], **weights: float) -> nx.MultiDiGraph:
    """Make a graph of one-letter topics: `{"c": "ab"}` is "c needs a and b"; weights by "ab" (0.9 unless told)."""
    graph = nx.MultiDiGraph(findings=[])
    for i, letter in enumerate(sorted({*needs, *"".join(needs.values())}), 1):
        graph.add_node(letter, kind="topic", name=letter.upper(), mentions=[{"source": "d", "line": i, "text": letter}])
    for after, befores in needs.items():
        for before in befores:
            row = {"source": "d", "line": 1, "rule": "stated", "text": f"{before}, then {after}", "for": True}
            against = {"source": "e", "line": 1, "rule": "stated", "text": "no", "for": False}
            graph.add_edge(before, after, key="prerequisite", weight=weights.get(before + after, 0.9), evidence=[row, against])
    rank_topics(graph)
    return graph


def steps(graph: nx.MultiDiGraph, *targets: str, **options: Any) -> str:
    return "".join(step.id for step in learning_path(graph, targets, **options).steps)


# --- paths ----------------------------------------------------------------------------------------------------------------------


def test_a_path_holds_all_that_is_needed_and_nothing_else():
    """Prerequisites of prerequisites are in, what nothing on the way needs is out, the target is last."""
    assert steps(graph_of({"b": "a", "d": "b", "x": "a", "y": "d"}), "d") == "abd"


def test_a_topic_without_prerequisites_is_its_own_path():
    """A target that needs nothing is the only step."""
    assert steps(graph_of({"a": ""}), "a") == "a"


def test_no_target_no_path():
    """Without targets there are no steps."""
    path = learning_path(graph_of({"a": ""}), [])
    assert path.steps == () and path.to_json() == {"target": None, "known": [], "steps": []}


def test_an_unknown_target_is_an_error():
    """An id that is no topic is refused."""
    with pytest.raises(NotFoundError):
        learning_path(graph_of({"a": ""}), ["z"])


def test_what_is_known_and_what_that_implies_is_left_out():
    """A known topic implies all that it needs, also where another step needs that too."""
    graph = graph_of({"b": "a", "d": "bc", "c": "a"})
    assert steps(graph, "d", known=["b"]) == "cd"
    assert steps(graph, "d", known=["d"]) == ""
    assert steps(graph, "d", known=["nonsense"]) == "abcd"


def test_what_is_marked_known_implies_its_parts_that_need_nothing_unknown():
    """Knowing a whole implies its parts and theirs, but no part that needs what is unknown, and no part of what is merely implied."""
    graph = graph_of({"x": "bcd", "d": "e", "z": "w", "a": "", "v": ""})
    for part, whole in ("bw", "cw", "dw", "ab", "vz"):
        graph.add_edge(part, whole, key="part_of", weight=1.0, evidence=[])
    assert implied(graph, ["w"]) == set("wbca")  # d needs e
    assert implied(graph, ["z"]) == set("zwv")
    assert steps(graph, "x", known=["w"]) == "edx"
    assert [row.id for row in frontier(graph, ["w"], ["x"])] == ["e"]


def test_what_is_skipped_goes_with_what_only_it_needs():
    """A skipped topic is no step, and what nothing else needs goes too; a target cannot be skipped."""
    graph = graph_of({"b": "a", "d": "bc"})
    assert steps(graph, "d", skipped=["b"]) == "cd"
    assert steps(graph, "d", skipped=["d"]) == "abcd"


def test_several_targets_share_their_way():
    """What two targets need is there once."""
    assert steps(graph_of({"b": "a", "c": "a"}), "b", "c") == "abc"


def test_less_certain_prerequisites_can_be_left_out():
    """Prerequisites below the asked confidence are not followed."""
    graph = graph_of({"b": "a", "c": "b"}, ab=0.6)
    assert (steps(graph, "c"), steps(graph, "c", min_confidence=0.7)) == ("abc", "bc")


def test_depth_limits_how_far_back_a_path_goes():
    """Depth 0 is the target alone, 1 what it needs directly."""
    graph = graph_of({"b": "a", "c": "b"})
    assert [steps(graph, "c", depth=d) for d in (0, 1, 2, None)] == ["c", "bc", "abc", "abc"]


def test_depth_counts_no_step_that_a_longer_way_implies():
    """What a target needs itself and by way of another need is as far back as that way is long."""
    graph = graph_of({"b": "a", "c": "ab", "d": "abc"})
    assert [steps(graph, "d", depth=d) for d in (1, 2, 3)] == ["cd", "bcd", "abcd"]


def test_hints_are_proposed_on_demand_only():
    """An `order` edge adds a step that is marked as optional, and only if asked for."""
    graph = graph_of({"c": "b", "a": ""})
    graph.add_edge("a", "b", key="order", weight=0.3, evidence=[])
    rank_topics(graph)
    path = learning_path(graph, ["c"], optional=True)
    assert [(step.id, step.optional) for step in path.steps] == [("a", True), ("b", False), ("c", False)]
    assert [row.get("optional") for row in path.to_json()["steps"]] == [True, None, None]
    assert [why.needed_for for why in path.steps[0].why] == ["b"]
    assert steps(graph, "c") == "bc"


@settings(deadline=None, max_examples=80)
@given(
    st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] < e[1])),
    st.sets(st.integers(0, 8)),
    st.integers(0, 8),
)
def test_paths_are_closed_minimal_and_in_order(pairs: set[tuple[int, int]], known: set[int], target: int):
    """A path is exactly the target and its ancestors without the known and theirs, and every prerequisite stands before."""
    names = "abcdefghi"
    needs = dict.fromkeys(names, "")
    for a, b in sorted(pairs):
        needs[names[b]] += names[a]
    graph = graph_of(needs)
    plain = nx.DiGraph((names[a], names[b]) for a, b in pairs)
    plain.add_nodes_from(names)
    have = set().union(*({names[k]} | nx.ancestors(plain, names[k]) for k in known))
    found = steps(graph, names[target], known=[names[k] for k in known])
    assert set(found) == ({names[target]} | nx.ancestors(plain, names[target])) - have
    assert all(found.index(a) < found.index(b) for a, b in plain.edges if a in found and b in found)


# --- choices --------------------------------------------------------------------------------------------------------------------


def with_choice(graph: nx.MultiDiGraph, *members: str) -> nx.MultiDiGraph:
    for a in members:
        for b in members:
            if a < b:
                graph.add_edge(a, b, key="alternative", choice="choice-1")
    return graph


def test_one_of_several_alternatives_serves():
    """Of needed alternatives the one that most documents name is a step, and it names the others and says what it is needed for."""
    graph = with_choice(graph_of({"p": "a", "t": "b", "x": "pt"}), "p", "t")
    graph.nodes["t"]["mentions"].append({"source": "e", "line": 1, "text": "t"})
    path = learning_path(graph, ["x"])
    assert [(step.id, step.alternatives) for step in path.steps] == [("b", ()), ("t", ("p",)), ("x", ())]


def test_a_known_alternative_serves():
    """Who knows one of the alternatives learns none of them."""
    graph = with_choice(graph_of({"p": "a", "t": "b", "x": "pt"}), "p", "t")
    assert steps(graph, "x", known=["p"]) == "x"


def test_a_target_is_learned_whatever_its_alternatives():
    """A target stays a step although its alternative is known, and serves where the alternative is needed."""
    graph = with_choice(graph_of({"x": "p", "t": "", "p": ""}), "p", "t")
    assert steps(graph, "t", known=["p"]) == "t"
    assert steps(graph, "x", "t") == "tx"


def test_alternatives_that_need_each_other_are_both_learned():
    """What is needed for its alternative cannot be replaced by it."""
    graph = with_choice(graph_of({"t": "p", "x": "pt"}), "p", "t")
    assert steps(graph, "x") == "ptx"


# --- what a step says -------------------------------------------------------------------------------------------------------------


def test_a_step_says_why_what_to_study_and_what_to_build():
    """The JSON has the form of the interfaces, with reasons for the step only, essential resources first, then the reader's language."""
    graph = graph_of({"b": "a"})
    graph.nodes["a"]["hours"] = {"value": 8, "from": "phase/p"}
    for name, must, language in (("r1", False, "en"), ("r2", True, "en"), ("r3", False, "zh-Hans")):
        graph.add_node(name, kind="resource", name=name.upper(), url=f"https://x.org/{name}", must=must, language=language, mentions=[])
        graph.add_edge(name, "a", key="covers", evidence=[])
    graph.add_node("q", kind="project", name="Q", mentions=[])
    graph.add_edge("q", "a", key="practises", evidence=[])
    first, last = learning_path(graph, ["b"], language="zh").to_json()["steps"]
    assert first == {
        "id": "a",
        "name": "A",
        "hours": {"value": 8, "from": "phase/p"},
        "alternatives": [],
        "why": [{"needed_for": "b", "weight": 0.9, "evidence": [{"source": "d", "line": 1, "rule": "stated", "text": "a, then b"}]}],
        "resources": [
            {"id": "r2", "name": "R2", "url": "https://x.org/r2", "must": True},
            {"id": "r3", "name": "R3", "url": "https://x.org/r3", "must": False},
            {"id": "r1", "name": "R1", "url": "https://x.org/r1", "must": False},
        ],
        "projects": ["q"],
    }
    assert (last["id"], last["why"]) == ("b", [])


# --- finding ----------------------------------------------------------------------------------------------------------------------


def named(**names: list[str]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for key, (name, *aliases) in names.items():
        graph.add_node(f"topic/{key}", kind="topic", name=name, aliases=aliases, names={}, mentions=[])
    return graph


@pytest.mark.parametrize("name", ["topic/rag", "RAG", "rag", "ＲＡＧ", "檢索增強生成", "检索增强生成"])
def test_a_topic_is_found_by_id_and_by_any_name(name: str):
    """Case, width and script do not matter."""
    assert find(named(rag=["RAG", "检索增强生成"], lora=["LoRA"]), name) == "topic/rag"


def test_a_topics_own_name_wins_over_anothers_further_name():
    """A name that is one topic's main name means that topic."""
    assert find(named(a=["Attention"], b=["Self-Attention", "Attention"]), "attention") == "topic/a"


def test_an_ambiguous_name_is_an_error_that_names_them_all():
    """Where several topics go by a name, the error lists their ids."""
    with pytest.raises(NotFoundError) as error:
        find(named(a=["Inference", "推理"], b=["Reasoning", "推理"]), "推理")
    assert error.value.near == ("topic/a", "topic/b")


@pytest.mark.parametrize(
    ("wrong", "near"), [("QLorra", "QLoRA"), ("transfomer", "Transformer"), ("强化学", "强化学习"), ("Learning", "Reinforcement Learning")]
)
def test_an_unknown_name_is_an_error_with_near_matches(wrong: str, near: str):
    """Misspelt and partial names are answered with what they may mean."""
    graph = named(a=["QLoRA"], b=["Transformer"], c=["强化学习"], d=["Reinforcement Learning"])
    with pytest.raises(NotFoundError) as error:
        find(graph, wrong)
    assert near in error.value.near
    assert near in str(error.value)


@pytest.mark.parametrize("name", ["", "   ", "?", "no such thing at all"])
def test_nonsense_finds_nothing(name: str):
    """Blank and unlike names are errors without proposals."""
    with pytest.raises(NotFoundError) as error:
        find(named(a=["QLoRA"]), name)
    assert error.value.near == ()


# --- what next --------------------------------------------------------------------------------------------------------------------


def test_what_is_ready_now_comes_by_what_it_unlocks():
    """Ready is what needs nothing unknown; what leads to most comes first."""
    graph = graph_of({"c": "b", "d": "c", "x": "a"})
    assert [(r.id, r.unlocks) for r in frontier(graph)] == [("b", 2), ("a", 1)]
    assert [(r.id, r.unlocks) for r in frontier(graph, ["c"])] == [("a", 1), ("d", 0)]
    assert [(r.id, r.unlocks) for r in frontier(graph, targets=["x"])] == [("a", 1)]
    assert frontier(graph, targets=["x"], known=["x"]) == []
    assert [r.id for r in frontier(graph, skipped=["a"])] == ["b", "x"]
    assert frontier(nx.MultiDiGraph()) == []


def test_long_ways_need_no_recursion():
    """A path of ten thousand steps is found, and counted."""
    graph = nx.MultiDiGraph(findings=[])
    for i in range(10_000):
        graph.add_node(f"{i:05}", kind="topic", name=str(i), mentions=[])
        if i:
            graph.add_edge(f"{i - 1:05}", f"{i:05}", key="prerequisite", weight=1.0, evidence=[])
    rank_topics(graph)
    assert len(learning_path(graph, ["09999"]).steps) == 10_000
    assert [(r.id, r.unlocks) for r in frontier(graph)] == [("00000", 9_999)]


def test_what_the_learner_leaves_out_is_told():
    """A path names what would be on it but for the learner's wish, and not what only that needs."""
    graph = graph_of({"b": "a", "c": "b", "d": ""})
    path = learning_path(graph, ["c"], skipped=["b", "d"])
    assert ([step.id for step in path.steps], path.skipped, path.to_json()["skipped"]) == (["c"], ("b",), ["b"])
    assert "skipped" not in learning_path(graph, ["c"]).to_json()
    assert learning_path(graph, ["c"], known=["c"], skipped=["b"]).skipped == ()
