"""Weaving: one node for one thing, evidence on everything, the same result whatever the order of the inputs, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import ContradictionError
from roadloom.graph.graphfile import dumps, loads
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Choice, Duration, Phase, Project, Reading, Resource, Roadmap, Statement, Text, Topic
from roadloom.graph.project import parse
from roadloom.graph.unweaving import unweave
from roadloom.graph.weaving import weave
from tests.graph.readings import document, reading, readings, source

CONCEPTS = """
area: {id: tests, en: Tests, zh: 测试}
concepts:
  - {id: rag, en: Retrieval-augmented generation, zh: 检索增强生成, aliases: [RAG], category: concept, definition: {en: Look it up first.}}
  - {id: fine-tuning, en: Fine-tuning, zh: 微调, category: concept, needs: {pretraining: {en: it starts from a trained model}}}
  - {id: pretraining, en: Pretraining, zh: 预训练, category: task}
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """Return a lexicon of three concepts."""
    folder = tmp_path_factory.mktemp("concepts")
    (folder / "tests.yaml").write_text(CONCEPTS, encoding="utf-8")
    return Lexicon.load(folder)


def topics(graph: nx.MultiDiGraph) -> dict[str, dict[str, Any]]:
    """Return the topics of a graph by id."""
    return {node: data for node, data in graph.nodes(data=True) if data["kind"] == "topic"}


def named(graph: nx.MultiDiGraph, name: str) -> list[str]:
    """Return the topics that go by a name."""
    return [node for node, data in topics(graph).items() if name in data["aliases"]]


def codes(graph: nx.MultiDiGraph) -> list[str]:
    """Return the codes of a graph's findings."""
    return [finding["code"] for finding in graph.graph["findings"]]


# -- degenerate inputs ----------------------------------------------------------------------------------------------------------------


def test_nothing_is_woven_into_an_empty_graph() -> None:
    """No document, no node, no error."""
    graph = weave(Reading())
    assert len(graph) == 0
    assert dumps(weave(unweave(graph))) == dumps(graph)


def test_an_empty_roadmap_is_one_node() -> None:
    """A document without contents still is a roadmap."""
    graph = weave(reading(Roadmap("", source("a"), 0)))
    assert [data["kind"] for _, data in graph.nodes(data=True)] == ["roadmap"]


def test_phases_that_contain_each_other_are_taken_apart() -> None:
    """A circle of phases, which only a broken file can hold, ends nowhere."""
    one, other = Phase("One", 2, "One"), Phase("Two", 3, "Two")
    one.parent, other.parent = other, one
    graph = weave(reading(Roadmap("Plan", source("a"), 1, phases=[one, other])))
    assert loads(dumps(graph)).number_of_edges() >= 2


def test_topics_that_contain_each_other_keep_the_better_supported_edge() -> None:
    """Of a circle of parts, the edge that fewer documents draw is left out, and reported."""

    def parts(name: str, inner: str, outer: str) -> Roadmap:
        whole = Topic(outer, 2, outer)
        return document(name, whole, Topic(inner, 3, inner, parent=whole))

    graph = weave(reading(parts("a", "Ape", "Bee"), parts("b", "Bee", "Ape"), parts("c", "Bee", "Ape")))
    assert graph.has_edge("topic/bee", "topic/ape", "part_of")
    assert not graph.has_edge("topic/ape", "topic/bee", "part_of")
    assert "circular-part" in codes(graph)


# -- which topics are one ---------------------------------------------------------------------------------------------------------------


def test_spellings_of_one_topic_become_one_node_with_all_its_places(lexicon: Lexicon) -> None:
    """The concept, its names in other languages and scripts, and its abbreviation are one topic; every form met is kept."""
    graph = weave(
        reading(document("a", "RAG"), document("b", "檢索增強生成"), document("c", "retrieval augmented generations")), lexicon=lexicon
    )
    assert list(topics(graph)) == ["topic/rag"]
    data = graph.nodes["topic/rag"]
    assert {"RAG", "檢索增強生成", "检索增强生成", "retrieval augmented generations"} <= set(data["aliases"])
    assert [mention["source"] for mention in data["mentions"]] == ["a", "b", "c"]
    assert data["names"]["zh"] == "检索增强生成"
    assert data["area"] == "tests"
    assert data["definition"] == [{"text": "Look it up first.", "source": "lexicon", "line": 0, "lang": "en"}]
    assert graph.graph["areas"] == {"tests": {"en": "Tests", "zh": "测试"}}


def test_a_bracket_names_the_topic_again() -> None:
    """`向量数据库（Vector database）` makes the second name a name of the first, wherever it is met later."""
    graph = weave(
        reading(document("a", ("向量数据库", ["Vector database"])), document("b", Topic("vector databases", 4, "in passing", passing=True)))
    )
    assert list(topics(graph)) == ["topic/向量数据库"]
    assert len(graph.nodes["topic/向量数据库"]["mentions"]) == 2


def test_a_bracket_that_is_a_topic_of_its_own_is_a_mention_of_that_one(lexicon: Lexicon) -> None:
    """`全参数微调（Fine-tuning）` is not fine-tuning: two topics, and the place mentions both."""
    for words in (lexicon, None):
        graph = weave(reading(document("a", ("全参数微调", ["Fine-tuning"]), "Fine-tuning")), lexicon=words)
        full, tuned = named(graph, "全参数微调"), named(graph, "Fine-tuning")
        assert len(full) == len(tuned) == 1
        assert full != tuned
        assert [mention["line"] for mention in graph.nodes[tuned[0]]["mentions"]] == [2, 3]
        assert "not-merged" in codes(graph)


@pytest.mark.parametrize(
    "documents",
    [
        [("Retrieval-Augmented Generation", ["RAG"]), "RAG"],
        [("检索增强生成", ["RAG"]), "RAG"],
        ["RAG", ("检索增强生成", ["RAG"]), "检索增强生成"],
    ],
)
def test_a_stated_abbreviation_joins_two_topics(documents: list[Any]) -> None:
    """An abbreviation that only one name is given is that name, even where both stand alone elsewhere."""
    graph = weave(reading(*(document(name, topic) for name, topic in zip("abc", documents, strict=False))))
    assert list(topics(graph)) == ["topic/rag"]


def test_a_bracket_that_two_documents_state_joins_two_topics() -> None:
    """What one document says and another confirms is believed."""
    once = [document("a", ("词向量", ["Embedding vector"])), document("b", "Embedding vector")]
    assert len(topics(weave(reading(*once)))) == 2
    assert len(topics(weave(reading(*once, document("c", ("Embedding vector", ["词向量"])))))) == 1


def test_one_further_name_of_two_topics_joins_neither() -> None:
    """Topics are never pulled together by a name that both are given; the name belongs to neither, and that is reported."""
    graph = weave(reading(document("a", ("提示工程", ["Advanced"]), ("向量检索", ["Advanced"]))))
    assert len(topics(graph)) == 2
    assert not named(graph, "Advanced")
    assert "ambiguous-name" in codes(graph)


def test_a_passing_name_is_no_topic_of_its_own() -> None:
    """It counts as a place of a topic that another document is about, and as nothing otherwise."""
    passing = document("a", Topic("Docker", 2, "with Docker", passing=True))
    assert not topics(weave(reading(passing)))
    both = weave(reading(passing, document("b", "docker")))
    assert [mention["source"] for mention in both.nodes["topic/docker"]["mentions"]] == ["a", "b"]


def test_words_of_taiwan_meet_the_mainland_s() -> None:
    """資料集 is 数据集 if a document has that."""
    assert len(topics(weave(reading(document("a", "資料集"), document("b", "数据集"))))) == 1


def test_a_tool_and_the_topic_of_its_name_are_two_nodes() -> None:
    """What one learns and what one learns from are never one node."""
    roadmap = document("a", "LangChain")
    roadmap.resources.append(Resource("LangChain", 3, "LangChain", urls=["https://python.langchain.com/"], topics=[roadmap.topics[0]]))
    graph = weave(reading(roadmap))
    assert graph.has_edge("resource/python-langchain-com", "topic/langchain", "covers")


# -- ids --------------------------------------------------------------------------------------------------------------------------------


@given(readings(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_inputs_makes_no_difference(drawn: Reading, random: Any) -> None:
    """The same documents in any order give the same bytes."""
    first = dumps(weave(drawn))
    random.shuffle(drawn.sources)
    groups: dict[str, list[Roadmap]] = {}
    for roadmap in drawn.roadmaps:
        groups.setdefault(roadmap.source.id, []).append(roadmap)
    order = list(groups)
    random.shuffle(order)
    drawn.roadmaps = [roadmap for name in order for roadmap in groups[name]]
    assert dumps(weave(drawn)) == first


def test_ids_do_not_depend_on_what_else_is_built(lexicon: Lexicon) -> None:
    """A document alone gives its things the ids that they have among others."""

    def one() -> Roadmap:
        phase = Phase("Basics", 2, "Basics")
        topic = Topic("C#", 3, "C#", phase=phase)
        return Roadmap(
            "Plan", source("m"), 1, phases=[phase], topics=[topic], resources=[Resource("X", 4, "X", urls=["https://youtu.be/AbC"])]
        )

    alone = set(weave(reading(one()), lexicon=lexicon))
    among = set(weave(reading(document("a", "C", "C++", "rag"), one(), document("z", "C", "Graph")), lexicon=lexicon))
    assert alone <= among
    assert {"topic/c-sharp", "phase/m/plan/basics", "roadmap/m/plan"} <= alone


def test_twins_are_told_apart_by_their_position() -> None:
    """Two phases of one name are two nodes."""
    graph = weave(
        reading(Roadmap("Plan", source("a"), 1, phases=[Phase("Practice", 2, "x"), Phase("Theory", 3, "x"), Phase("Practice", 4, "x")]))
    )
    assert {"phase/a/plan/practice", "phase/a/plan/theory", "phase/a/plan/practice-3"} <= set(graph)


def test_a_name_like_another_concept_s_id_gets_a_hash(tmp_path: Path) -> None:
    """An id of the lexicon always means the lexicon's concept."""
    (tmp_path / "x.yaml").write_text(CONCEPTS.replace("id: rag,", "id: ragtime,"), encoding="utf-8")
    graph = weave(reading(document("a", "Ragtime")), lexicon=Lexicon.load(tmp_path))
    (topic,) = topics(graph)
    assert topic.startswith("topic/ragtime-")


def test_a_changed_id_is_remembered(lexicon: Lexicon) -> None:
    """A topic that a lexicon gives a new id still answers to the old one, in every later build."""
    documents = [document("a", "检索增强生成")]
    before = weave(reading(*documents))
    after = weave(reading(*documents), lexicon=lexicon, previous=before)
    assert after.nodes["topic/rag"]["former_ids"] == ["topic/检索增强生成"]
    again = weave(reading(*documents), lexicon=lexicon, previous=after)
    assert again.nodes["topic/rag"]["former_ids"] == ["topic/检索增强生成"]
    assert weave(unweave(after)).nodes["topic/rag"]["former_ids"] == ["topic/检索增强生成"]


# -- resources --------------------------------------------------------------------------------------------------------------------------


def resources(graph: nx.MultiDiGraph) -> dict[str, dict[str, Any]]:
    """Return the resources of a graph by id."""
    return {node: data for node, data in graph.nodes(data=True) if data["kind"] == "resource"}


def shelf(name: str, *entries: Resource) -> Roadmap:
    """Return a roadmap that has nothing but resources."""
    return Roadmap(name, source(name), 1, resources=list(entries))


def test_one_address_is_one_resource() -> None:
    """Titles may differ; addresses as written, authors and the mark of the essential are gathered."""
    graph = weave(
        reading(
            shelf("a", Resource("Illustrated", 2, "x", urls=["http://example.org/t/"], authors=["Jay"])),
            shelf("b", Resource("The Illustrated", 5, "y", urls=["https://www.example.org/t"], must=True)),
        )
    )
    ((_, data),) = resources(graph).items()
    assert data["url"] == "https://example.org/t"
    assert data["urls"] == ["http://example.org/t/", "https://www.example.org/t"]
    assert (data["authors"], data["must"]) == (["Jay"], True)
    assert data["aliases"] == ["Illustrated", "The Illustrated"]


def test_a_title_without_address_joins_the_only_work_of_that_title() -> None:
    """Not where two works have it, and not where another author or kind is named."""
    paper = Resource("Attention Is All You Need", 2, "x", urls=["https://arxiv.org/abs/1706.03762"], authors=["Vaswani"], media="paper")
    bare = Resource("Attention is all you need", 3, "y")
    other = Resource("Attention is all you need", 4, "z", authors=["Somebody"], media="video")
    second = Resource("Attention is all you need", 5, "z", urls=["https://example.org/copy"])
    assert len(resources(weave(reading(shelf("a", paper), shelf("b", bare))))) == 1
    assert len(resources(weave(reading(shelf("a", paper), shelf("b", other))))) == 2
    assert len(resources(weave(reading(shelf("a", paper, second), shelf("b", bare))))) == 3


def test_lessons_of_two_courses_are_two_resources() -> None:
    """What is a part of something is looked for there."""
    one, two = Resource("Course one", 2, "x", urls=["https://one.org/x"]), Resource("Course two", 2, "x", urls=["https://two.org/x"])
    lessons = [Resource("Lesson 3", 3, "Lesson 3", whole=whole) for whole in (one, two)]
    graph = weave(reading(shelf("a", one, lessons[0]), shelf("b", two, lessons[1])))
    assert len(resources(graph)) == 4
    assert sum(key == "version_of" for _, _, key in graph.edges(keys=True)) == 2


def test_a_page_behind_several_works_joins_none_of_them() -> None:
    """Lectures that all name the course's page as a second address stay lectures."""
    course = "https://example.org/course"
    lectures = [Resource(f"Lecture {i}", i, "x", urls=[f"https://youtu.be/v{i}", course]) for i in (2, 3)]
    assert len(resources(weave(reading(shelf("a", *lectures))))) == 2


def test_what_is_no_address_never_reaches_the_graph() -> None:
    """A script in place of an address is dropped; the resource stays."""
    graph = weave(reading(shelf("a", Resource("Bad", 2, "x", urls=["javascript:alert(1)"]))))
    ((_, data),) = resources(graph).items()
    assert (data["url"], data["urls"]) == (None, [])


# -- nodes and edges --------------------------------------------------------------------------------------------------------------------


def test_what_a_document_says_of_a_topic_comes_through() -> None:
    """Definition, questions, hours, category, phase, subject, whole, project, choice and order all arrive, each with its line."""
    phase = Phase("NLP", 3, "## NLP", ordinal="Week 1", duration=Duration(1, 1, "week", "1 week"), goal=[Text("understand", 4)])
    subject = Topic(
        "NLP", 3, "## NLP", phase=phase, subject=True, definitions=[Text("language by machine", 5)], questions=[Text("why?", 6)]
    )
    part = Topic("PyTorch", 7, "- PyTorch", phase=phase, parent=subject, category="tool", duration=Duration(2, 2, "day", "2 days"))
    other = Topic("JAX", 7, "- PyTorch or JAX", phase=phase)
    roadmap = Roadmap(
        "Plan", source("a"), 1, "# Plan", phases=[phase], topics=[subject, part, other], weekly_hours=Duration(7, 21, "hour", "1-3 h a day")
    )
    roadmap.projects.append(Project("Bot", 9, "- build a bot", phase=phase, topics=[subject]))
    roadmap.choices.append(Choice([part, other], 7, "- PyTorch or JAX"))
    roadmap.statements.append(Statement(subject, part, "stated", 10, "first NLP, then PyTorch"))
    graph = weave(reading(roadmap))

    week = graph.nodes["phase/a/plan/nlp"]
    assert (week["ordinal"], week["position"], week["subjects"], week["goal"]) == ("Week 1", 1, ["topic/nlp"], ["understand"])
    assert week["duration"] == {"min": 1, "max": 1, "unit": "week", "text": "1 week"}
    nlp, torch = graph.nodes["topic/nlp"], graph.nodes["topic/pytorch"]
    assert nlp["definition"] == [{"text": "language by machine", "source": "a", "line": 5}]
    assert nlp["questions"] == ["why?"]
    assert torch["hours"] == {"value": 4.0, "from": {"source": "a", "text": "2 days"}}
    assert torch["category"] == "tool"
    for edge in [
        ("topic/nlp", "phase/a/plan/nlp", "part_of"),
        ("topic/pytorch", "topic/nlp", "part_of"),
        ("project/a/plan/nlp/bot", "topic/nlp", "practises"),
        ("topic/jax", "topic/pytorch", "alternative"),
        ("topic/nlp", "topic/pytorch", "prerequisite"),
        ("phase/a/plan/nlp", "roadmap/a/plan", "part_of"),
    ]:
        assert graph.has_edge(*edge), edge
    row = graph.edges["topic/pytorch", "topic/nlp", "part_of"]["evidence"][0]
    assert row == {"source": "a", "line": 7, "rule": "stated", "text": "- PyTorch", "for": True}


@pytest.mark.parametrize(("lang", "name"), [(None, "检索增强生成"), ("en", "Retrieval-augmented generation"), ("zh", "检索增强生成")])
def test_the_name_is_the_most_frequent_one_or_that_of_a_language(lexicon: Lexicon, lang: str | None, name: str) -> None:
    """Two documents against one decide what people read, unless they ask for a language."""
    graph = weave(reading(document("a", "检索增强生成"), document("b", "检索增强生成"), document("c", "RAG")), lexicon=lexicon, lang=lang)
    assert graph.nodes["topic/rag"]["name"] == name


@given(readings())
@settings(max_examples=60)
def test_every_node_and_edge_has_evidence(drawn: Reading) -> None:
    """No node without a mention, no edge without a place, no name on two topics, and a file that loads."""
    graph = loads(dumps(weave(drawn)))
    seen: dict[str, str] = {}
    for node, data in graph.nodes(data=True):
        assert data["mentions"]
        assert data["name"]
        for alias in data["aliases"] if data["kind"] == "topic" else ():
            assert seen.setdefault(alias, node) == node
    assert all(data["evidence"] for _, _, data in graph.edges(data=True))


# -- the user's rules -------------------------------------------------------------------------------------------------------------------


def test_same_joins_and_different_keeps_apart() -> None:
    """The user's word beats what the names and brackets say."""
    documents = reading(
        document("a", "Scoring", "Graphs", ("推理", ["inference"]), ("推理", ["reasoning"])), document("b", "Evaluation", "Graph")
    )
    rules = parse("same: [[Scoring, Evaluation]]\ndifferent: [[Graph, Graphs], [推理 (inference), 推理 (reasoning)]]")
    graph = weave(documents, project=rules)
    assert named(graph, "Scoring") == named(graph, "Evaluation")
    assert named(graph, "Graph") != named(graph, "Graphs")
    assert len(named(graph, "推理")) == 2
    assert len(topics(weave(documents))) == 4


def test_different_vetoes_a_bracket() -> None:
    """A stated abbreviation does not join what the user keeps apart."""
    documents = reading(document("a", ("Retrieval-Augmented Generation", ["RAG"])), document("b", "RAG"))
    assert len(topics(weave(documents, project=parse("different: [[RAG, Retrieval-Augmented Generation]]")))) == 2


@pytest.mark.parametrize("rules", ["same: [[A1, B1]]\ndifferent: [[A1, B1]]", "different: [[A1, a1]]"])
def test_rules_that_contradict_are_an_error(rules: str) -> None:
    """The same and different at once, or two spellings of one name, cannot both hold."""
    with pytest.raises(ContradictionError):
        weave(reading(document("a", "A1", "B1")), project=parse(rules))


def test_rename_ignore_and_prerequisite_are_applied() -> None:
    """A new name is shown and found; what is ignored is gone; the user's order is an edge with the user's line."""
    rules = parse(
        "rename: {topic/rag: Look it up}\nignore: [推荐资源]\nprerequisite: [{before: Python, after: RAG}]\n", "folder/roadloom.yaml"
    )
    graph = weave(reading(document("a", "RAG", "推荐资源", "Python")), project=rules)
    assert graph.nodes["topic/rag"]["name"] == graph.nodes["topic/rag"]["names"]["en"] == "Look it up"
    assert not named(graph, "推荐资源")
    (row,) = graph.edges["topic/python", "topic/rag", "prerequisite"]["evidence"]
    assert (row["rule"], row["line"], row["source"]) == ("user", 3, "roadloom-yaml")
    assert "folder" not in dumps(graph).decode()
    assert dumps(weave(unweave(graph))) == dumps(graph)


def test_a_rule_that_fits_nothing_is_reported() -> None:
    """A name that no document has is a finding, not a silent nothing."""
    rules = parse("rename: {nobody: X}\nprerequisite: [{before: nobody, after: Python}]")
    assert codes(weave(reading(document("a", "Python")), project=rules)) == ["rule-without-effect"] * 2


# -- and back ---------------------------------------------------------------------------------------------------------------------------


@given(readings())
@settings(max_examples=120)
def test_a_graph_read_back_is_the_same_to_the_byte(drawn: Reading) -> None:
    """weave(unweave(graph)) is the graph."""
    first = dumps(weave(drawn))
    assert dumps(weave(unweave(loads(first)))) == first


def test_subjects_stand_as_their_phase_names_them() -> None:
    """What counts is the first place in the phase, also where it is only later that the phase is said to be about it."""
    phase = Phase("Basics", 2, "Basics")
    later = [Topic("Bee", 4, "x", phase=phase, subject=True), Topic("Ape", 5, "x", phase=phase, subject=True)]
    roadmap = Roadmap("Plan", source("a"), 1, phases=[phase], topics=[Topic("Ape", 3, "x", phase=phase), *later])
    graph = weave(reading(roadmap))
    assert graph.nodes["phase/a/plan/basics"]["subjects"] == ["topic/ape", "topic/bee"]
    assert dumps(weave(unweave(graph))) == dumps(graph)


def test_a_graph_read_back_needs_no_lexicon_and_bears_it(lexicon: Lexicon) -> None:
    """What the lexicon gave is kept in the graph; giving it again changes nothing."""
    graph = weave(reading(document("a", "RAG", "微调"), document("b", "预训练", "RAG 2.0")), lexicon=lexicon)
    assert graph.has_edge("topic/pretraining", "topic/fine-tuning", "prerequisite")
    for words in (lexicon, None):
        assert dumps(weave(unweave(graph), lexicon=words)) == dumps(graph)


def test_a_graph_and_a_document_are_woven_into_one(lexicon: Lexicon) -> None:
    """Topics of a graph file take up the places of new documents, by the names that the graph knows."""
    stored = weave(reading(document("a", "RAG")), lexicon=lexicon)
    graph = weave(Reading.joined([unweave(stored), reading(document("b", "检索增强生成", "Python"))]))
    assert sorted(topics(graph)) == ["topic/python", "topic/rag"]
    assert [mention["source"] for mention in graph.nodes["topic/rag"]["mentions"]] == ["a", "b"]


def test_two_documents_of_one_id_stay_two() -> None:
    """A document that changed since a graph was built is another source beside the old one."""
    old, new = document("a", "Python"), document("a", "Python")
    new.source.sha256 = "1" * 64
    graph = weave(reading(old, new))
    assert len({row["id"] for row in graph.graph["sources"]}) == 2
    assert len(graph.nodes["topic/python"]["mentions"]) == 2
