"""An author's suggested path can be followed."""

from __future__ import annotations

import networkx as nx
import pytest

from roadloom.errors import NotFoundError
from roadloom.graph.following import along, stops
from roadloom.graph.paths import learning_path


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    """Topics a to f, where d needs a, f needs c and e; one author's path goes d, stage of b and c, f."""
    graph = nx.MultiDiGraph()
    for rank, topic in enumerate("abcdef", 1):
        graph.add_node(topic, kind="topic", name=topic, rank=rank, mentions=[])
    for before, after in ("ad", "cf", "ef"):
        graph.add_edge(before, after, key="prerequisite", weight=0.9, evidence=[])
    graph.add_node("s", kind="phase", name="s")
    for part in "bc":
        graph.add_edge(part, "s", key="part_of")
    graph.add_node("r", kind="roadmap", paths=[{"name": "My way", "line": 1, "steps": [["d"], ["s", "gone"], ["f"]]}])
    return graph


def test_stages_stand_for_their_topics_and_the_way_ends_at_the_target(graph: nx.MultiDiGraph) -> None:
    """A way is cut after the last target on it; a target that is not on it cuts nothing."""
    assert stops(graph, "my WAY") == ["d", "b", "c", "f"]
    assert stops(graph, "My way", ["c"]) == ["d", "b", "c"]
    assert stops(graph, "My way", ["e"]) == ["d", "b", "c", "f"]


def test_a_way_is_followed_with_all_that_it_needs(graph: nx.MultiDiGraph) -> None:
    """Steps stand in the author's order, each after its prerequisites, and the targets stay those of the learner."""
    way = stops(graph, "My way", ["f"])
    path = along(graph, learning_path(graph, ["f", *way]), way, ["f"])
    assert "".join(step.id for step in path.steps) == "adbcef"
    assert path.targets == ("f",)


def test_without_a_way_a_path_stays(graph: nx.MultiDiGraph) -> None:
    """No way changes nothing."""
    path = learning_path(graph, ["f"])
    assert along(graph, path, [], ["f"]) is path


def test_unknown_and_ambiguous_names_are_errors(graph: nx.MultiDiGraph) -> None:
    """The names that there are come with the error."""
    with pytest.raises(NotFoundError) as caught:
        stops(graph, "Your way")
    assert caught.value.near == ("My way",)
    graph.graph["sources"] = [{"id": "d", "path": "plan.md"}]
    other = [{"name": "My way", "line": 7, "steps": [["a"]]}]
    graph.add_node("q", kind="roadmap", paths=other, mentions=[{"source": "d", "line": 1, "text": "q"}])
    with pytest.raises(NotFoundError, match=r"Several.*plan\.md:7"):
        stops(graph, "My way")
    assert stops(graph, "plan.md:7") == ["a"]
