"""From opinions to order: what counts as evidence, how votes combine, how conflicts are decided and told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import networkx as nx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import ContradictionError
from roadloom.graph.lexicon import Concept, Lexicon
from roadloom.graph.model import Phase, Reading, Roadmap, Source, Statement, SuggestedPath, Topic
from roadloom.graph.order import Opinion, accept, opinions_of
from roadloom.graph.rank import dependents, rank_topics, reduction
from roadloom.graph.relatedness import Scanner, together

# --- helpers ------------------------------------------------------------------------------------------------------------------


def graph_of(*names: str, kind: str = "topic") -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(findings=[])
    for i, name in enumerate(names, 1):
        graph.add_node(f"{kind}/{name}", kind=kind, name=name, aliases=[], mentions=[{"source": "d", "line": i, "text": name}])
    return graph


def says(before: str, after: str, source: str = "d", **more: Any) -> Opinion:
    return Opinion(f"topic/{before}", f"topic/{after}", more.pop("rule", "stated"), source, 1, f"{before} before {after}", **more)


def edges(graph: nx.MultiDiGraph, relation: str = "prerequisite") -> dict[str, float]:
    return {
        f"{a.split('/', 1)[1]} {b.split('/', 1)[1]}": data["weight"]
        for a, b, key, data in graph.edges(keys=True, data=True)
        if key == relation
    }


def ordered(names: str, *opinions: Opinion, rules: str = "") -> nx.MultiDiGraph:
    graph = graph_of(*names)
    accept(graph, opinions, rules)
    return graph


def woven(*roadmaps: Roadmap, lexicon: Lexicon | None = None) -> nx.MultiDiGraph:
    """Put roadmaps into a graph in the simplest way (a topic per name) and accept what they say."""
    graph = nx.MultiDiGraph(findings=[])
    node_of: dict[int, str] = {}
    for number, roadmap in enumerate(roadmaps):
        for phase in roadmap.phases:
            node_of[id(phase)] = f"phase/{number}/{phase.name}"
            _name(graph, node_of[id(phase)], "phase", phase, roadmap)
        for topic in roadmap.topics:
            node_of[id(topic)] = f"topic/{topic.name}"
            _name(graph, node_of[id(topic)], "topic", topic, roadmap)
    reading = Reading([roadmap.source for roadmap in roadmaps], list(roadmaps))
    accept(graph, opinions_of(reading, node_of, graph, lexicon))
    return graph


def _name(graph: nx.MultiDiGraph, node: str, kind: str, entry: Phase | Topic, roadmap: Roadmap) -> None:
    if node not in graph:
        graph.add_node(node, kind=kind, name=entry.name, aliases=[], mentions=[], category=getattr(entry, "category", None))
    graph.nodes[node]["mentions"].append({"source": roadmap.source.id, "line": entry.line, "text": entry.text})


def roadmap_of(source: str, *stages: tuple[str, Iterable[str]], ordered: bool = True) -> Roadmap:
    """Make a roadmap of stages with topics; each topic's line is "name" or "name: text"."""
    roadmap = Roadmap(source, Source(source, source, source, "en", ""), 1)
    line = 1
    for name, topics in stages:
        phase = Phase(name, line, name, ordered=ordered)
        roadmap.phases.append(phase)
        for text in topics:
            line += 1
            roadmap.topics.append(Topic(text.split(":")[0], line, text, phase=phase))
        line += 1
    return roadmap


def concept(id: str, *needs: str) -> Concept:
    return Concept(id, {"en": id}, (), "concept", {}, {need: {"en": f"{id} builds on {need}"} for need in needs}, "area")


# --- nothing, and one thing ---------------------------------------------------------------------------------------------------


def test_an_empty_graph_is_fine():
    """Nothing in, nothing out."""
    graph = nx.MultiDiGraph()
    accept(graph, [])
    assert (len(graph), graph.graph["findings"], reduction(graph)) == (0, [], [])


def test_a_single_topic_has_rank_one():
    """A topic without order is the first."""
    assert ordered("a").nodes["topic/a"]["rank"] == 1


def test_a_topic_never_comes_before_itself():
    """A self-loop makes no edge but a finding, also when it is the user's."""
    for rule in ("stated", "user"):
        graph = ordered("a", says("a", "a", rule=rule))
        assert not edges(graph)
        assert [f["subjects"] for f in graph.graph["findings"]] == [["topic/a"]]


def test_opinions_on_unknown_or_unlike_nodes_are_passed_over():
    """What is not in the graph, or would order a topic against a phase, changes nothing."""
    graph = graph_of("a")
    graph.add_node("phase/p", kind="phase", name="p", mentions=[])
    accept(graph, [says("a", "x"), Opinion("topic/a", "phase/p", "stated", "d", 1, "")])
    assert not edges(graph)


# --- votes ----------------------------------------------------------------------------------------------------------------------


def test_a_document_counts_once():
    """The same document's second word adds nothing, another document's does."""
    one = ordered("ab", says("a", "b", weight=0.6))
    twice = ordered("ab", says("a", "b", weight=0.6), says("a", "b", weight=0.5, rule="chain"))
    two = ordered("ab", says("a", "b", weight=0.6), says("a", "b", source="e", weight=0.5))
    assert edges(one) == edges(twice) == {"a b": 0.6}
    assert edges(two) == {"a b": 0.8}


def test_weak_words_are_hints_until_documents_agree():
    """Below one half an order is a hint; agreeing documents make it a prerequisite."""
    weak = [says("a", "b", source=s, weight=0.3) for s in "xy"]
    assert (edges(ordered("ab", weak[0])), edges(ordered("ab", weak[0]), "order")) == ({}, {"a b": 0.3})
    assert edges(ordered("ab", *weak)) == {"a b": 0.51}


def test_votes_against_lower_the_confidence():
    """A word for the other way round, or against this one, takes away what it weighs."""
    reverse = ordered("ab", says("a", "b", weight=0.8), says("b", "a", source="e", weight=0.5))
    against = ordered("ab", says("a", "b", weight=0.8), says("a", "b", source="e", weight=0.5, against=True))
    assert edges(reverse) == edges(against) == {"a b": 0.6}
    evidence = reverse.edges["topic/a", "topic/b", "prerequisite"]["evidence"]
    assert [(row["source"], row["for"]) for row in evidence] == [("d", True), ("e", False)]


def test_equal_votes_cancel():
    """Two documents that say the opposite demand nothing, and the disagreement is told."""
    graph = ordered("ab", says("a", "b"), says("b", "a", source="e"))
    assert not edges(graph) and not edges(graph, "order")
    assert len(graph.graph["findings"]) == 1


def test_the_user_has_the_last_word():
    """A rule of the user stands against any number of documents, for and against."""
    crowd = [says("b", "a", source=str(i)) for i in range(9)]
    assert edges(ordered("ab", *crowd, says("a", "b", rule="user", source="roadloom.yaml"))) == {"a b": 1.0}
    assert not edges(ordered("ab", *crowd, says("b", "a", rule="user", source="roadloom.yaml", against=True)))


# --- conflicts ------------------------------------------------------------------------------------------------------------------


def test_a_cycle_is_broken_at_its_weakest_step_and_told():
    """The finding shows the whole cycle in readable names, names both sides' places and says how to decide otherwise."""
    graph = ordered("abc", says("a", "b"), says("b", "c"), says("c", "a", source="e", weight=0.6))
    assert set(edges(graph)) == {"a b", "b c"}
    (finding,) = graph.graph["findings"]
    assert finding["code"] == "order-conflict"
    assert finding["subjects"] == ["topic/c", "topic/a", "topic/b"]
    assert "“c” → “a” → “b” → “c”" in finding["message"]
    assert {origin["source"] for origin in finding["origins"]} == {"d", "e"}
    assert "roadloom.yaml" in finding["choice"]


def test_a_conflict_says_the_rule_that_decides_it_otherwise():
    """What is to be written into roadloom.yaml is YAML as it stands, with the names of the order that was given up."""
    graph = graph_of("no: “1”", "b")
    accept(graph, [says("no: “1”", "b", weight=0.6), says("b", "no: “1”", source="e")])
    (finding,) = graph.graph["findings"]
    rule = finding["choice"].partition("write `")[2].partition("` in roadloom.yaml")[0]
    assert yaml.safe_load(rule) == {"prerequisite": [{"before": "no: “1”", "after": "b"}]}


def test_the_users_edge_stays_in_a_cycle():
    """A cycle through a rule of the user is broken elsewhere."""
    graph = ordered("abc", says("a", "b"), says("b", "c"), says("c", "a", rule="user", source="roadloom.yaml"))
    assert "c a" in edges(graph) and len(edges(graph)) == 2


def test_a_conflict_that_a_rule_decided_is_not_to_be_decided_by_another():
    """A second rule would contradict the first: what decides otherwise is to take that one out."""
    rule = says("b", "a", rule="user", source="roadloom.yaml")
    (finding,) = ordered("ab", says("a", "b"), says("b", "a", source="e"), rule).graph["findings"]
    assert finding["subjects"] == ["topic/a", "topic/b"] and "take your rule out of roadloom.yaml" in finding["choice"]


@pytest.mark.parametrize(
    "rules",
    [
        [says("a", "b", rule="user"), says("b", "a", rule="user")],
        [says("a", "b", rule="user"), says("a", "b", rule="user", against=True)],
        [says("a", "b", rule="user"), says("b", "c", rule="user"), says("c", "a", rule="user")],
        [says("a", "b", rule="user"), says("b", "c", rule="user"), says("a", "c", rule="user", against=True)],
    ],
)
def test_rules_that_contradict_each_other_are_refused(rules: list[Opinion]):
    """Contradictory rules of the user are an error that says each of them, by the file and line that its writer knows."""
    numbered = [replace(rule, line=n) for n, rule in enumerate(rules, 1)]
    with pytest.raises(ContradictionError) as error:
        ordered("abc", *numbered, rules="my rules/order.yaml")
    for rule in numbered:
        before, after = rule.before[-1], rule.after[-1]
        word = f"“{after}” does not need “{before}”" if rule.against else f"“{before}” comes before “{after}”"
        assert f"my rules/order.yaml:{rule.line} says that {word}" in str(error.value)


def test_a_conflict_tells_what_speaks_for_each_step():
    """The given-up step comes first; each step has its own votes, those against it marked."""
    graph = ordered(
        "abc", says("a", "b", "x"), says("b", "c", "y"), says("c", "a", "z", weight=0.6), says("c", "a", "x", against=True, weight=0.1)
    )
    (finding,) = graph.graph["findings"]
    told = [(step["before"][-1], step["after"][-1], [(row["source"], row["for"]) for row in step["evidence"]]) for step in finding["steps"]]
    assert told == [("c", "a", [("z", True), ("x", False)]), ("a", "b", [("x", True)]), ("b", "c", [("y", True)])]


def test_an_order_that_was_outvoted_is_kept_with_its_votes():
    """What documents ask for and others outvote is no edge and no conflict, but can be told; a weak word alone is not."""
    graph = ordered("abc", says("a", "b", "x"), says("a", "b", "y", against=True, weight=0.9), says("b", "c", "x", weight=0.1))
    assert not edges(graph) and not graph.graph["findings"]
    ((row),) = graph.graph["outvoted"]
    assert (row["before"], row["after"]) == ("topic/a", "topic/b")
    assert [(e["source"], e["for"]) for e in row["evidence"]] == [("x", True), ("y", False)]
    accept(graph, [])
    assert "outvoted" not in graph.graph


def test_not_needed_means_by_no_way_round_either():
    """Where the user says that b does not need a, the ways round are cut at their weakest, and told."""
    graph = ordered("abc", says("a", "c"), says("c", "b", weight=0.6), says("a", "b", rule="user", against=True))
    assert set(edges(graph)) == {"a c"}
    assert [f["subjects"][:2] for f in graph.graph["findings"]] == [["topic/c", "topic/b"]]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.integers(1, 99), st.sampled_from("xyz")), max_size=40),
    st.randoms(),
)
def test_the_outcome_is_acyclic_ranked_and_does_not_depend_on_the_order(words: list[tuple[str, str, int, str]], random: Random):
    """Prerequisites have no cycle, every rank respects them, and shuffled opinions give the same graph."""
    opinions = [says(a, b, source=s, weight=w / 100) for a, b, w, s in words]
    graph = ordered("abcdef", *opinions)
    plain = nx.DiGraph((a, b) for a, b, key in graph.edges(keys=True) if key == "prerequisite")
    assert nx.is_directed_acyclic_graph(plain)
    rank = graph.nodes(data="rank")
    assert sorted(rank[n] for n in graph) == [1, 2, 3, 4, 5, 6]
    assert all(rank[a] < rank[b] for a, b in plain.edges)
    random.shuffle(opinions)
    assert nx.node_link_data(ordered("abcdef", *opinions), edges="edges") == nx.node_link_data(graph, edges="edges")


def test_what_a_graph_has_settled_stays():
    """Opinions that an earlier graph was built from keep its edges' relation and weight; a new word moves them."""
    settled = says("a", "b", weight=0.4, relation="prerequisite")
    assert edges(ordered("ab", settled, says("a", "b", source="e", weight=0.4, relation="prerequisite"))) == {"a b": 0.4}
    assert edges(ordered("ab", settled, says("a", "b", source="new", weight=0.5))) == {"a b": 0.7}


# --- ranks and pictures ---------------------------------------------------------------------------------------------------------


def test_ranks_follow_prerequisites_then_hints_then_the_documents():
    """Ties are decided by hints, and those by where the topics are introduced."""
    graph = ordered("abcd", says("d", "a"), says("c", "b", weight=0.2))
    assert ranked(graph) == ["c", "b", "d", "a"]


def test_a_document_that_starts_further_on_ranks_what_it_names_further_on():
    """What only an advanced document names comes with what surrounds it there, not before the foundations of the others."""
    graph = ordered("abcd", *(says(x, y) for x, y in ("ab", "bc", "cd")))
    for line, name in enumerate(["tool", "d", "craft"], 1):
        graph.add_node(f"topic/{name}", kind="topic") if name != "d" else None
        graph.nodes[f"topic/{name}"].setdefault("mentions", []).append({"source": "advanced", "line": line, "text": name})
    rank_topics(graph)
    assert ranked(graph) == ["a", "b", "c", "tool", "d", "craft"]


def test_a_foundation_named_late_holds_nothing_up():
    """What is needed early comes early, wherever its only mention stands."""
    graph = ordered("abcz", says("z", "a"), says("a", "b"))
    assert ranked(graph) == ["z", "a", "b", "c"]


def ranked(graph: nx.MultiDiGraph) -> list[str]:
    return [topic.split("/", 1)[1] for topic in sorted(graph, key=lambda node: graph.nodes[node]["rank"])]


@settings(deadline=None, max_examples=60)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] < e[1])), st.integers(1, 9))
def test_the_reduction_is_that_of_networkx(pairs: set[tuple[int, int]], block: int):
    """What is shown is the transitive reduction, however small the blocks, and dependents are all descendants."""
    names = "abcdefgh"
    graph = ordered(names, *(says(names[a], names[b]) for a, b in pairs))
    plain = nx.DiGraph((f"topic/{names[a]}", f"topic/{names[b]}") for a, b in pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("roadloom.graph.rank.BLOCK", block)
        shown = reduction(graph)
        counts = dependents(plain.edges, [*plain, "topic/alone"])
    assert {(a, b) for a, b, _ in shown} == set(nx.transitive_reduction(plain).edges)
    assert all(data["weight"] == 0.85 for *_, data in shown)
    assert counts == {node: len(nx.descendants(plain, node)) for node in plain} | {"topic/alone": 0}


# --- evidence: phases -----------------------------------------------------------------------------------------------------------


def test_phases_are_ordered_as_the_document_lists_them():
    """Neighbouring ordered phases are prerequisites of each other, and no others."""
    graph = woven(roadmap_of("d", ("one", []), ("two", []), ("three", [])))
    assert set(edges(graph)) == {"0/one 0/two", "0/two 0/three"}


def test_parallel_tracks_order_nothing():
    """Unordered phases have no order, and neither have their topics."""
    graph = woven(roadmap_of("d", ("one", ["attention"]), ("two", ["decoder: needs attention"]), ordered=False))
    assert not edges(graph) and not edges(graph, "order")


def test_stages_order_only_what_has_to_do_with_each_other():
    """Of two topics of an earlier stage only the one that the later topic's text names comes first."""
    graph = woven(roadmap_of("d", ("one", ["attention", "plotting"]), ("two", ["decoder: stacks attention"])))
    assert "attention decoder" in edges(graph)
    assert "plotting decoder" not in edges(graph)


def test_a_reversal_takes_the_demand_away():
    """Two documents with the stages the other way round cancel each other."""
    graph = woven(
        roadmap_of("d", ("one", ["attention"]), ("two", ["decoder: stacks attention"])),
        roadmap_of("e", ("one", ["decoder: stacks attention"]), ("two", ["attention"])),
    )
    assert "attention decoder" not in edges(graph) and "decoder attention" not in edges(graph)


def test_subjects_of_stages_are_ordered():
    """What a stage is about comes before what the next one is about."""
    roadmap = roadmap_of("d", ("one", ["algebra"]), ("two", ["kernels"]))
    for topic in roadmap.topics:
        topic.subject = True
    assert "algebra kernels" in edges(woven(roadmap))


def test_a_stage_before_the_last_only_counts_as_a_field_that_others_name():
    """What an earlier stage is about precedes all later topics if a second document names it, else only the next stage's subject."""
    roadmap = roadmap_of("d", ("one", ["algebra"]), ("two", ["kernels", "margins"]), ("three", ["boosting"]))
    for i in (0, 1, 3):
        roadmap.topics[i].subject = True
    assert {"algebra boosting", "algebra margins"}.isdisjoint(edges(woven(roadmap)))
    other = roadmap_of("e", ("all", ["algebra"]))
    assert {"algebra boosting", "algebra margins", "algebra kernels"} <= set(edges(woven(roadmap, other)))


def test_a_document_that_has_it_the_other_way_round_votes_against_a_field():
    """A field of one document's early stage is not demanded where another document's stages introduce the later topic first."""
    roadmap = roadmap_of("d", ("one", ["algebra"]), ("two", ["margins"]))
    roadmap.topics[0].subject = True
    graph = woven(roadmap, roadmap_of("e", ("one", ["margins"]), ("two", ["algebra"])))
    assert "algebra margins" not in edges(graph)


def test_a_stage_lists_what_belongs_together_in_order():
    """Of one stage's topics the earlier comes first if some line names both, and not if none does or both stand in one line."""
    graph = woven(roadmap_of("d", ("one", ["encoder", "plotting", "decoder: mirrors the encoder"])))
    assert "encoder decoder" in edges(graph)
    assert {"encoder plotting", "plotting decoder"}.isdisjoint(edges(graph))
    roadmap = roadmap_of("d", ("one", ["encoder, decoder"]))
    roadmap.topics = [Topic(name, 2, "encoder, decoder", phase=roadmap.phases[0]) for name in ("encoder", "decoder")]
    assert "encoder decoder" not in edges(woven(roadmap))


def test_a_list_in_a_later_stage_is_no_description():
    """A later line that enters an earlier topic once more beside a new one says nothing of a need."""
    roadmap = roadmap_of("d", ("one", ["encoder"]), ("two", ["encoder, decoder"]))
    roadmap.topics[1:] = [Topic(name, 4, "encoder, decoder", phase=roadmap.phases[1]) for name in ("encoder", "decoder")]
    assert "encoder decoder" not in edges(woven(roadmap))


@pytest.mark.parametrize(("category", "others", "demanded"), [("concept", 2, False), ("concept", 7, True), ("tool", 2, True)])
def test_what_a_stage_is_about_comes_before_its_tools_and_before_all_in_a_wide_one(category: str, others: int, demanded: bool):
    """A few concepts may make up the subject of their stage; tools serve it, and many topics belong to it."""
    roadmap = roadmap_of("d", ("one", ["algebra", "eigenvalues", *(f"filler{i}" for i in range(others))]))
    roadmap.topics[0].subject = True
    roadmap.topics[1].category = category
    assert ("algebra eigenvalues" in edges(woven(roadmap))) == demanded


# --- evidence: topics -----------------------------------------------------------------------------------------------------------


def test_a_whole_comes_before_its_parts_weakly():
    """A topic comes before what is part of it, less certainly than a stated order."""
    roadmap = roadmap_of("d", ("one", ["algebra", "eigenvalues"]))
    roadmap.topics[1].parent = roadmap.topics[0]
    assert 0.5 <= edges(woven(roadmap))["algebra eigenvalues"] < 0.6


@pytest.mark.parametrize(
    ("general", "special"),
    [
        ("attention", "self-attention"),
        ("LoRA", "QLoRA"),
        ("BERT", "DistilBERT"),
        ("语言模型", "神经网络语言模型"),
        ("強化學習", "强化学习人类反馈"),
        ("GPT", "GPT-2"),
    ],
)
def test_a_name_within_a_name_comes_first(general: str, special: str):
    """What a name is made of is needed for what bears it, in both scripts and all spellings."""
    assert f"{general} {special}" in edges(woven(roadmap_of("d", ("one", [special, general]))))


@pytest.mark.parametrize(
    ("one", "other"), [("监督学习", "無監督學習"), ("ZeRO", "Zero-shot"), ("RAG", "Drag"), ("C", "CNN"), ("linear", "non-linear")]
)
def test_a_name_that_only_looks_so_is_not_within(one: str, other: str):
    """Negations, other capitals and mere letters make no relation."""
    graph = woven(roadmap_of("d", ("one", [one, other])))
    assert not edges(graph)


def test_alternatives_order_nothing_unless_somebody_says_so():
    """Stages do not order members of one choice; a stated order does."""
    roadmap = roadmap_of("d", ("one", ["PyTorch"]), ("two", ["Keras: like PyTorch"]))
    graph = graph_of("PyTorch", "Keras")
    graph.add_edge("topic/PyTorch", "topic/Keras", key="alternative", choice="c")
    node_of = {id(topic): f"topic/{topic.name}" for topic in roadmap.topics} | {id(p): f"phase/{p.name}" for p in roadmap.phases}
    reading = Reading([roadmap.source], [roadmap])
    accept(graph, opinions_of(reading, node_of, graph))
    assert not edges(graph)
    roadmap.statements.append(Statement(roadmap.topics[0], roadmap.topics[1], "stated", 1, "first PyTorch"))
    accept(graph, opinions_of(reading, node_of, graph))
    assert set(edges(graph)) == {"PyTorch Keras"}


def test_an_authors_path_is_a_hint():
    """A suggested path orders its steps without demanding them."""
    roadmap = roadmap_of("d", ("one", ["x1", "y1", "z1"]))
    roadmap.paths.append(SuggestedPath("short cut", 1, [[topic] for topic in roadmap.topics]))
    graph = woven(roadmap)
    assert not edges(graph) and set(edges(graph, "order")) == {"x1 y1", "y1 z1"}


def test_lines_relate_topics_and_crowds_do_not():
    """A line brings together what it names, unless it names very many; addresses name nothing."""
    graph = graph_of("attention", "decoder", "encoder", "plotting")
    graph.nodes["topic/decoder"]["mentions"][0]["text"] = "decoder: attention, see https://x.org/plotting"
    graph.nodes["topic/encoder"]["mentions"][0]["text"] = "encoder: attention"
    related = together(graph, Scanner(graph))
    assert related["topic/attention"] == {"topic/decoder", "topic/encoder"}
    assert "topic/plotting" not in related["topic/decoder"]


# --- evidence: lexicon ----------------------------------------------------------------------------------------------------------


def test_the_lexicon_says_what_is_needed():
    """What the lexicon knows to be needed is a prerequisite with its reason."""
    lexicon = Lexicon({"alpha": concept("alpha"), "beta": concept("beta", "alpha")})
    graph = woven(roadmap_of("d", ("one", ["beta", "alpha"])), lexicon=lexicon)
    assert edges(graph) == {"alpha beta": 0.9}
    assert graph.edges["topic/alpha", "topic/beta", "prerequisite"]["evidence"][0]["text"] == "beta builds on alpha"


def test_needs_run_through_concepts_that_no_document_names():
    """A concept that only the lexicon knows is no node; the need reaches through it and names it."""
    lexicon = Lexicon({"alpha": concept("alpha"), "hidden": concept("hidden", "alpha"), "beta": concept("beta", "hidden")})
    graph = woven(roadmap_of("d", ("one", ["alpha", "beta"])), lexicon=lexicon)
    assert set(edges(graph)) == {"alpha beta"} and "topic/hidden" not in graph
    assert "by way of hidden" in graph.edges["topic/alpha", "topic/beta", "prerequisite"]["evidence"][0]["text"]


def test_what_the_lexicon_does_not_know_to_be_needed_is_no_longer_inferred():
    """One document's stages do not demand what the lexicon sees no need for; its stated word does."""
    lexicon = Lexicon({"attention": concept("attention"), "decoder": concept("decoder")})
    roadmap = roadmap_of("d", ("one", ["attention"]), ("two", ["decoder: stacks attention"]))
    assert "attention decoder" not in edges(woven(roadmap, lexicon=lexicon))
    roadmap.statements.append(Statement(roadmap.topics[0], roadmap.topics[1], "stated", 1, "attention first"))
    assert "attention decoder" in edges(woven(roadmap, lexicon=lexicon))
