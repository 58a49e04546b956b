"""The page computes the same paths and the same frontier as the command line."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import networkx as nx

from roadloom.graph.paths import frontier, learning_path

from .conftest import script, topic_graph

CASES = 200


def course_with_choices(seed: int) -> nx.MultiDiGraph:
    """Draw a course of 60 topics with choices and parts among them; documents name them unevenly."""
    draw = random.Random(seed)
    names = [f"t{i:02}" for i in range(60)]
    edges = sorted({(names[a], names[b]) for a, b in (sorted(draw.sample(range(60), 2)) for _ in range(110))})
    graph = topic_graph(edges, names)
    for _, _, edge in graph.edges(data=True):
        edge["weight"] = draw.choice([0.5, 0.6, 0.7, 0.9, 1])
    for name in names:
        graph.nodes[f"topic/{name}"]["mentions"] = [{"source": f"s{i}", "line": 1, "text": ""} for i in range(draw.randrange(1, 4))]
    for number in range(10):
        first, *others = draw.sample(names, draw.choice([2, 3]))
        for other in others:
            graph.add_edge(f"topic/{first}", f"topic/{other}", key="alternative", weight=1, choice=f"choice-{number}", evidence=[])
    for _ in range(25):
        whole, part = draw.sample(names, 2)
        graph.add_edge(f"topic/{part}", f"topic/{whole}", key="part_of", weight=1, evidence=[])
    graph.graph["sources"] = [{"id": f"s{i}", "path": "", "title": f"S{i}"} for i in range(4)]
    return graph


def test_paths_and_frontier_agree_with_the_command_line_on_random_targets_and_learners(visit: Callable[..., Any]) -> None:
    draw = random.Random(11)
    body = f"""cases => {{ {script("data", "words", "paths", "learner")}
      return cases.map(([target, known, skip, least]) => {{
        trust(least);
        learner = new Map([...known.map(id => [id, {{status: "known"}}]), ...skip.map(id => [id, {{status: "skip"}}])]);
        derived = null;
        const path = learningPath(placeOf.get(target), standing()).map(place => topics[place].id);
        return [path, standing().ready.map(place => [topics[place].id, reach(place)])];
      }});
    }}"""
    for seed in range(4):
        graph = course_with_choices(seed)
        ids = sorted(graph.nodes)
        cases = []
        for _ in range(CASES // 4):
            known = draw.sample(ids, draw.randrange(0, 6))
            skip = [topic for topic in draw.sample(ids, draw.randrange(0, 4)) if topic not in known]
            cases.append((draw.choice(ids[20:]), known, skip, draw.choice([0, 0, 0.6, 0.8])))
        answers = visit(graph).evaluate(body, cases)
        for (target, known, skip, least), (path, ready) in zip(cases, answers, strict=True):
            steps = learning_path(graph, [target], known=known, skipped=skip, min_confidence=least).steps
            assert path == [step.id for step in steps], (seed, target, known, skip)
            front = frontier(graph, known, skipped=skip, min_confidence=least)
            assert ready == [[row.id, row.unlocks] for row in front], (seed, known, skip)
