"""The bundled curriculum: what every command answers from when nobody gives it a document."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files

import networkx as nx
import pytest

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Reading
from roadloom.graph.paths import find, learning_path
from roadloom.graph.weaving import weave
from roadloom.sources import read


@cache
def reading() -> Reading:
    """Read the curriculum as the commands do."""
    with as_file(files("roadloom") / "data" / "curriculum") as folder:
        return read([folder])


@cache
def graph() -> nx.MultiDiGraph:
    """Weave it."""
    return weave(reading(), lexicon=Lexicon.load(None))


def names_on_path(target: str, *known: str) -> list[str]:
    """List the names of the topics on the way to one."""
    path = learning_path(graph(), [find(graph(), target)], known=[find(graph(), name) for name in known])
    return [step.name for step in path.steps]


def test_it_holds_eight_roadmaps_in_both_kinds_of_format() -> None:
    """Markdown and roadloom's own format are both shown by example, one roadmap a file."""
    assert len(reading().roadmaps) == 8
    suffixes = [source.path.rsplit(".", 1)[1] for source in reading().sources]
    assert suffixes.count("md") >= 2
    assert suffixes.count("yaml") >= 2


def test_everything_in_it_is_understood() -> None:
    """Nobody who starts with the curriculum is greeted with complaints about it."""
    assert reading().findings == []
    assert {finding["code"] for finding in graph().graph["findings"]} <= {"order-conflict"}


@pytest.mark.parametrize("number", range(8))
def test_every_roadmap_is_a_whole_one(number: int) -> None:
    """Each has a title of its own, and enough in it to learn from."""
    roadmap = reading().roadmaps[number]
    assert roadmap.phases
    assert len(roadmap.topics) >= 20
    assert len(roadmap.resources) >= 7
    assert roadmap.language == "en"
    assert [other.title for other in reading().roadmaps].count(roadmap.title) == 1


def test_every_address_is_a_web_address() -> None:
    """A learner can follow every link."""
    urls = [url for roadmap in reading().roadmaps for resource in roadmap.resources for url in resource.urls]
    assert len(urls) > 90
    assert [url for url in urls if not re.fullmatch(r"https?://[\w.-]+\.[a-z]+(/\S*)?", url)] == []


def test_its_durations_are_understood() -> None:
    """Months, weekly hours and study hours come through as numbers."""
    durations = {roadmap.title: [phase.duration.unit for phase in roadmap.phases if phase.duration] for roadmap in reading().roadmaps}
    assert durations["LLMs from the ground up"] == ["month"] * 5 + [None]
    assert durations["The research track"] == ["hour"] * 3 + [None]
    weekly = next(roadmap.weekly_hours for roadmap in reading().roadmaps if "eight weeks" in roadmap.title)
    assert weekly is not None
    assert (weekly.min, weekly.max, weekly.unit) == (8, 12, "hour")


def test_every_prerequisite_comes_first() -> None:
    """The order is acyclic, and the ranks follow it."""
    prerequisites = nx.DiGraph((a, b) for a, b, key in graph().edges(keys=True) if key == "prerequisite" and a.startswith("topic/"))
    assert nx.is_directed_acyclic_graph(prerequisites)
    assert all(graph().nodes[a]["rank"] < graph().nodes[b]["rank"] for a, b in prerequisites.edges)


@pytest.mark.parametrize(
    ("target", "in_order"),
    [
        ("QLoRA", ["Linear algebra", "Neural networks", "Self-attention", "Transformer", "Fine-tuning", "LoRA", "QLoRA"]),
        ("RAG", ["Embeddings", "Vector databases", "RAG"]),
        ("RLHF", ["Pretraining", "Instruction tuning", "Reward model", "RLHF"]),
        ("AI agents", ["Prompt engineering", "Tool use", "ReAct", "AI agents"]),
        ("LSTM", ["Neural networks", "Recurrent neural network", "LSTM"]),
        ("FlashAttention", ["Attention mechanism", "Self-attention", "FlashAttention"]),
    ],
)
def test_a_path_holds_what_any_teacher_would_ask_for_in_order(target: str, in_order: list[str]) -> None:
    """The paths that people ask for first are right."""
    path = names_on_path(target)
    assert [name for name in path if name in in_order] == in_order


@pytest.mark.parametrize(
    ("target", "needless"),
    [("QLoRA", {"RAG", "RLHF", "AI agents"}), ("RAG", {"LoRA", "RLHF", "Gradio"}), ("LSTM", {"Transformer", "Pretraining"})],
)
def test_a_path_holds_nothing_that_the_target_does_not_need(target: str, needless: set[str]) -> None:
    """A path is no tour of the field."""
    assert not needless & set(names_on_path(target))


def test_what_is_known_shortens_the_path() -> None:
    """Whoever knows PyTorch and Transformers starts near the target."""
    assert len(names_on_path("QLoRA", "PyTorch", "Transformer")) < len(names_on_path("QLoRA")) / 2


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("检索增强生成", "RAG"),
        ("提示工程", "Prompt engineering"),
        ("參數高效微調", "Parameter-efficient fine-tuning"),
        ("思维链", "Chain-of-thought"),
    ],
)
def test_topics_are_found_by_their_chinese_names(chinese: str, english: str) -> None:
    """Both scripts lead to the same topic as the English name."""
    assert find(graph(), chinese) == find(graph(), english)
