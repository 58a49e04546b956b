"""The learner's file: what a person writes is understood or refused with its line."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from roadloom.errors import ContradictionError, InputError, NotFoundError
from roadloom.graph.learner import Learner


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_node("topic/qlora", kind="topic", name="QLoRA", aliases=["量化低秩适配"], mentions=[])
    graph.add_node("topic/lora", kind="topic", name="LoRA", mentions=[])
    graph.add_node("topic/python", kind="topic", name="Python", mentions=[])
    return graph


def test_an_empty_file_is_a_learner_who_knows_nothing(graph: nx.MultiDiGraph):
    """Nothing written, nothing known."""
    for text in ("", "# nothing yet\n", "topics:\n", "format: roadloom-learner\nversion: 1\n"):
        learner = Learner.parse(text).resolved(graph)
        assert (learner.known, learner.doing, learner.skipped, learner.status("topic/lora")) == ((), (), (), None)


def test_ids_and_names_long_and_short_are_understood(graph: nx.MultiDiGraph):
    """A topic may be named by id or any name, its state written as a word or with its date; unknown keys are passed over."""
    text = "color: red\ntopics:\n  topic/python: {status: known, since: 2026-11-22, mood: good}\n  量化低秩適配: doing\n  lora: skip\n"
    learner = Learner.parse(text).resolved(graph)
    assert (learner.known, learner.doing, learner.skipped) == (("topic/python",), ("topic/qlora",), ("topic/lora",))
    assert learner.topics["topic/python"].since == "2026-11-22"


def test_what_is_written_out_reads_back(graph: nx.MultiDiGraph):
    """The JSON of a state is itself a learner's file."""
    learner = Learner.parse("topics:\n  LoRA: {status: known, since: 2026-11-22}\n  QLoRA: doing\n").resolved(graph)
    again = Learner.parse(json.dumps(learner.to_json())).resolved(graph)
    assert again.to_json() == learner.to_json()


def test_an_unknown_name_is_told_with_its_line(graph: nx.MultiDiGraph):
    """A misspelt name is an error that says where it stands and what may be meant."""
    with pytest.raises(NotFoundError) as error:
        Learner.parse("topics:\n  Python: known\n  QLorra: known\n", "my/learner.yaml").resolved(graph)
    assert str(error.value).startswith("my/learner.yaml:3: ")
    assert "QLoRA" in error.value.near


def test_two_states_of_one_topic_are_refused(graph: nx.MultiDiGraph):
    """Names of one topic may repeat a state, not contradict it."""
    assert Learner.parse("topics:\n  LoRA: known\n  topic/lora: known\n").resolved(graph).known == ("topic/lora",)
    with pytest.raises(ContradictionError) as error:
        Learner.parse("topics:\n  LoRA: known\n  topic/lora: skip\n").resolved(graph)
    assert error.value.line == 3 and "LoRA" in str(error.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("topics:\n  a: known\n  b: forgotten\n", 3),
        ("topics:\n  a: {since: 2026-11-22}\n", 2),
        ("topics:\n  a: [known]\n", 2),
        ("topics:\n  a:\n", 2),
        ("topics: [a]\n", 1),
        ("version: 2\n", 1),
        ("format: something-else\n", 1),
        ("topics: {a: known\n", 2),
        ("topics:\n  a: known\n  a: skip\n", 3),
        ("just words", 1),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text: str, line: int):
    """Every mistake is an input error that names file and line."""
    with pytest.raises(InputError) as error:
        Learner.parse(text, "learner.yaml")
    assert (error.value.path, error.value.line) == ("learner.yaml", line)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path):
    """A missing file and one that is no UTF-8 are refused; one with a byte order mark is read."""
    with pytest.raises(InputError):
        Learner.load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"topics:\n  caf\xe9: known\n")
    with pytest.raises(InputError):
        Learner.load(tmp_path / "latin.yaml")
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbftopics:\n  LoRA: known\n")
    assert Learner.load(tmp_path / "bom.yaml").known == ("LoRA",)
