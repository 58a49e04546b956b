"""Reasons of what was joined, names that are only proposed, and rules that no longer hold or contradict each other."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from roadloom.errors import ContradictionError
from roadloom.graph import review
from roadloom.graph.graphfile import dumps
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.likeness import alike
from roadloom.graph.model import Phase, Reading, Resource, Roadmap
from roadloom.graph.project import parse
from roadloom.graph.unweaving import unweave
from roadloom.graph.weaving import weave
from tests.graph.readings import document, reading, source


def woven(*names: str) -> nx.MultiDiGraph:
    """Weave one document per name."""
    return weave(reading(*(document(f"d{i}", name) for i, name in enumerate(names))))


def proposed(*names: str) -> set[tuple[str, str]]:
    """Return the pairs of names that are proposed as one thing."""
    return {found.names for found in alike(woven(*names))}


# -- reasons ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("documents", "rules", "form", "reason"),
    [
        ([document("a", "Sieving", "Sieving"), document("b", "sieving")], "", "sieving", "spelling"),
        ([document("a", "Sieve", "Sieve"), document("b", "Sieves")], "", "Sieves", "folding"),
        ([document("a", "RAG", "RAG"), document("b", "检索增强生成")], "", "检索增强生成", "lexicon"),
        ([document("a", "木工软件", "木工软件"), document("b", "木工軟體")], "", "木工軟體", "regional"),
        ([document("a", "Sieving", ("Sieving", ["过筛"]))], "", "过筛", "bracket"),
        ([document("a", "Sieving", "Sieving"), document("b", "Screening")], "same: [[Sieving, Screening]]", "Screening", "user"),
    ],
)  # fmt: skip
def test_every_further_name_has_its_reason(documents: list[Roadmap], rules: str, form: str, reason: str) -> None:
    """A topic says of each further name that the documents use why it is its own; a graph read back says the same."""
    graph = weave(reading(*documents), lexicon=Lexicon.load(), project=parse(rules))
    (topic,) = (data for _, data in graph.nodes(data=True) if data["kind"] == "topic")
    assert topic["merged"] == {form: reason}
    assert dumps(weave(unweave(graph))) == dumps(graph)


def test_names_that_only_the_lexicon_has_are_no_joins() -> None:
    """There is nothing to be reviewed where the documents know one name."""
    graph = weave(reading(document("a", "RAG")), lexicon=Lexicon.load())
    assert review.joined(graph, graph) == []


def test_a_row_holds_what_a_rule_could_tell_apart() -> None:
    """Spellings of one name stand under its reasons only: no rule can set them apart."""
    graph = weave(reading(document("a", "RAG", "RAG"), document("b", "rag", "检索增强生成")), lexicon=Lexicon.load())
    (row,) = review.joined(graph, ["topic/retrieval-augmented-generation"])
    assert row.names == ("RAG", "检索增强生成")
    assert row.why == {"rag": "spelling", "检索增强生成": "lexicon"}


# -- proposals --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bayesian optimisation", "Bayesian optimization"),
        ("Dimensonality reduction", "Dimensionality reduction"),
        ("Patterns of prompts", "Prompts of patterns"),
        ("木工夹具设计方法", "木工夹具设计方式"),
        ("XYZ", "Xylem Yield Zoning"),
    ],
)
def test_names_that_nearly_agree_are_proposed_not_joined(one: str, other: str) -> None:
    """A slip, another order of words, a character, an unexplained abbreviation."""
    assert {frozenset(pair) for pair in proposed(one, other)} == {frozenset((one, other))}
    assert sum(data["kind"] == "topic" for _, data in woven(one, other).nodes(data=True)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cabinet v2 design", "Cabinet v3 design"),
        ("supervised sanding", "unsupervised sanding"),
        ("linear sanding", "nonlinear sanding"),
        ("有监督的打磨", "无监督的打磨"),
        ("深度学习", "强化学习"),
        ("Transformer", "Vision Transformer"),
        ("Encoder models", "Decoder models"),
        ("LoRA", "QLoRA"),
        ("卷积神经网络模型", "循环神经网络模型"),
        ("C", "C++"),
        ("Sanding wood", "Sanding word"),
    ],
)
def test_names_that_differ_in_what_counts_are_not_proposed(one: str, other: str) -> None:
    """Digits, negations, further words, short words."""
    assert proposed(one, other) == set()


def test_what_is_known_to_differ_is_not_proposed() -> None:
    """Two concepts, and two things that a document relates, stay as they are."""
    words = Lexicon.load()
    graph = weave(
        reading(document("a", "Self-supervised learning", "Semi-supervised learning", "Tokenization", "Tokenizer")), lexicon=words
    )
    assert alike(graph) == []


def test_many_names_are_compared_in_blocks() -> None:
    """Five thousand names take time in proportion: most pairs are never looked at."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for i in range(5_000):
        word = "".join(chr(97 + int(digit)) for digit in f"{i * 7919 % 100_003:05}")
        graph.add_node(f"topic/{i}", kind="topic", name=f"{word}{word[::-1]} {word[1:]}", aliases=[], mentions=[])
    assert len(alike(graph)) < 500


def test_what_a_document_hints_at_and_what_is_ambiguous_is_listed() -> None:
    """Findings about names come as rows that a rule can hold."""
    one = document("a", "全参数微调", ("全参数微调", ["Fine-tuning"]), "Fine-tuning")
    two = document("b", ("Mesh", ["网"]), ("Network", ["网"]))
    graph = weave(reading(one, two))
    assert [row.names for row in review.suggested(graph)] == [("全参数微调", "Fine-tuning")]
    assert [row.names for row in review.ambiguous(graph)] == [("网", "Mesh", "Network")]


# -- names too general to be one thing --------------------------------------------------------------------------------------------------


def in_company(name: str, *others: str) -> nx.MultiDiGraph:
    """Weave a document whose one phase names a general name and others."""
    one = document("a", name, *others)
    phase = Phase("Week 1", 1, "Week 1")
    one.phases.append(phase)
    for topic in one.topics:
        topic.phase = phase
    return weave(reading(one), lexicon=Lexicon.load())


@pytest.mark.parametrize(
    ("name", "others", "topic"),
    [
        ("推理", ["vLLM", "KV 缓存", "连续批处理"], "topic/llm-inference"),
        ("推理", ["思维链", "提示工程", "few-shot"], "topic/llm-reasoning"),
        ("Agent", ["Q-learning", "Markov decision process", "Policy gradient"], "topic/reinforcement-learning-agent"),
        ("Agent", ["RAG", "Tool use"], "topic/ai-agents"),
        ("智能体", ["木工"], "topic/ai-agents"),
    ],
)
def test_a_general_name_means_what_it_keeps_company_with(name: str, others: list[str], topic: str) -> None:
    """The phase decides, and where it does not, what the name usually means."""
    graph = in_company(name, *others)
    assert name in graph.nodes[topic]["aliases"]
    assert not any(finding["code"] == "general-name" for finding in graph.graph["findings"])


@pytest.mark.parametrize("others", [[], ["木工"], ["vLLM", "思维链"], ["vLLM"]])
def test_a_general_name_that_nothing_explains_stays_by_itself(others: list[str]) -> None:
    """Too little or contrary company: a topic of its own, a finding, and a row for the person to decide."""
    graph = in_company("推理", *others)
    assert "topic/推理" in graph
    (row,) = review.ambiguous(graph)
    assert row.names == ("推理", "语言模型的推理能力", "大模型推理")
    assert row.subjects == ("topic/推理",)
    assert dumps(weave(unweave(graph))) == dumps(graph)


def test_a_person_decides_what_a_general_name_means() -> None:
    """A rule joins it, and the finding is gone."""
    graph = weave(reading(document("a", "推理")), lexicon=Lexicon.load(), project=parse("same: [[推理, 大模型推理], [木, 木头]]"))
    assert not any(finding["code"] == "general-name" for finding in graph.graph["findings"])


# -- rules ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "same: [[Python, Gone]]",
        "different: [[Python, Gone]]",
        "same: [['https://gone.example', 'https://example.org/a']]",
        "different: [[resource/gone, 'https://example.org/a']]",
        "rename: {Gone: X}",
        "ignore: [Gone]",
        "prerequisite: [{before: Gone, after: Python}]",
        "prerequisite: [{before: Python, after: Gone, not: true}]",
    ],
)
def test_a_decision_about_what_is_gone_is_a_finding(rule: str) -> None:
    """Each kind of rule says so, with the line, when a thing it names is not in the documents any more."""
    one = document("a", "Python")
    one.resources.append(Resource("A page", 9, "A page", urls=["https://example.org/a"]))
    graph = weave(reading(one), project=parse(f"# mine\n{rule}\n"))
    (finding,) = graph.graph["findings"]
    assert finding["code"] == "rule-without-effect"
    assert "gone" in finding["message"].casefold()
    assert finding["origins"][0]["line"] == 2


@pytest.mark.parametrize(
    "rules",
    [
        "same:\n- [A1, B1]\ndifferent:\n- [a1, b1]",
        "same:\n- [A1, B1]\n- [B1, C1]\ndifferent:\n- [A1, C1]",
        "same:\n- [https://a.example, https://b.example]\ndifferent:\n- [http://b.example, https://a.example]",
        "rename:\n  A1: X\n  topic/a1: Y",
        "ignore:\n- A1\nrename:\n  a1: X",
        "ignore:\n- A1\nsame:\n- [B1, A1]",
        "ignore:\n- A1\nprerequisite:\n- {before: A1, after: B1}",
        "prerequisite:\n- {before: A1, after: B1}\n- {before: A1, after: B1, not: true}",
        "prerequisite:\n- {before: A1, after: B1}\n- {before: B1, after: A1}",
        "prerequisite:\n- {before: A1, after: B1}\n- {before: B1, after: C1}\n- {before: C1, after: A1}",
    ],
)
def test_a_contradiction_names_both_lines(rules: str) -> None:
    """Decisions that cannot both hold are refused, and the message says where each of them stands."""
    one = Roadmap("A", source("a"), 1, topics=document("a", "A1", "B1", "C1").topics)
    one.resources = [Resource(host, 9, host, urls=[f"https://{host}.example"]) for host in "ab"]
    with pytest.raises(ContradictionError) as error:
        weave(Reading([one.source], [one]), project=parse(rules))
    lines = {number for number, line in enumerate(rules.splitlines(), 1) if line.startswith(("-", " "))}
    named = {number for number in lines if f"line {number}" in str(error.value) or f":{number}" in str(error.value)}
    assert len(named) >= 2


def test_an_ignored_name_is_not_missed_by_the_rule_that_ignores_it(tmp_path: Path) -> None:
    """A rule that leaves something out has had its effect."""
    graph = weave(reading(document("a", "Python", "推荐资源")), project=parse("ignore: [推荐资源]"))
    assert graph.graph["findings"] == []
    assert "topic/python" in graph and len(graph) == 2


def test_the_preferred_language_names_topics_and_stays_with_the_graph() -> None:
    """`prefer_language` is what --lang would be, until --lang says otherwise."""
    documents = reading(document("a", "RAG", "RAG"), document("b", "检索增强生成"))
    rules = parse("prefer_language: zh")
    graph = weave(documents, lexicon=Lexicon.load(), project=rules)
    topic = "topic/retrieval-augmented-generation"
    assert graph.nodes[topic]["name"] == "检索增强生成"
    assert weave(documents, lexicon=Lexicon.load(), project=rules, lang="en").nodes[topic]["name"] != "检索增强生成"
    assert graph.graph["prefer_language"] == weave(unweave(graph)).graph["prefer_language"] == "zh"
