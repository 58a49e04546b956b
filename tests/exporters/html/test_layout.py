"""The order and the places of the topics on the map."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.exporters.html.areas import MOST, areas_of, colours
from roadloom.exporters.html.chart import chart_of
from roadloom.exporters.html.layout import ROW, layout
from roadloom.exporters.html.network import to_pyvis
from roadloom.exporters.html.order import layers_of, order_of

from .conftest import topic_graph


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Draw an acyclic graph of up to 25 topics in up to 4 areas; ranks are a topological order."""
    count = draw(st.integers(1, 25))
    names = [f"t{i:02}" for i in range(count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1])
    edges = draw(st.lists(pairs, max_size=60, unique=True)) if count > 1 else []
    graph = topic_graph([(names[i], names[j]) for i, j in edges], names)
    for name in names:
        area = draw(st.sampled_from(["", "a", "b", "c"]))
        if area:
            graph.nodes[f"topic/{name}"]["area"] = area
    return graph


def test_a_graph_without_topics_yields_an_empty_chart() -> None:
    chart = chart_of(nx.MultiDiGraph())
    assert chart.order.topics == []
    assert chart.layout.x == []
    assert to_pyvis(nx.MultiDiGraph()).nodes == []


def test_one_topic_stands_in_one_stream() -> None:
    chart = chart_of(topic_graph([], ["only"]))
    assert (len(chart.layout.x), len(chart.layout.streams)) == (1, 1)


def test_edges_that_others_imply_are_not_drawn() -> None:
    order = order_of(topic_graph([("a", "b"), ("b", "c"), ("a", "c")]))
    assert order.drawn == [(0, 1), (1, 2)]
    assert order.reach == [2, 1, 0]


def test_layers_are_the_longest_path_from_the_foundations() -> None:
    order = order_of(topic_graph([("a", "b"), ("b", "d"), ("a", "d"), ("c", "d")]))
    layers = dict(zip(order.topics, layers_of(order, [None] * 4), strict=True))
    assert (layers["topic/a"], layers["topic/b"], layers["topic/d"]) == (0, 1, 2)
    assert layers["topic/c"] < 2


def test_a_cycle_in_a_file_edited_by_hand_is_survived() -> None:
    order = order_of(topic_graph([("a", "b"), ("b", "c"), ("c", "a")]))
    assert order.drawn == [(0, 1), (1, 2)]


def test_topics_without_any_edge_are_spread_over_a_page_not_over_one_column() -> None:
    chart = chart_of(topic_graph([], [f"t{i:03}" for i in range(200)]))
    width = max(chart.layout.x) - min(chart.layout.x)
    height = max(chart.layout.y) - min(chart.layout.y)
    assert 0.8 < width / height < 3.5


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_what_comes_first_stands_further_left(graph: nx.MultiDiGraph) -> None:
    chart = chart_of(graph)
    for place, needs in enumerate(chart.order.needs):
        assert all(chart.layout.x[before] < chart.layout.x[place] for before in needs)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_no_two_topics_come_closer_than_a_row(graph: nx.MultiDiGraph) -> None:
    columns: dict[int, list[int]] = {}
    chart = chart_of(graph)
    for x, y in zip(chart.layout.x, chart.layout.y, strict=True):
        columns.setdefault(x, []).append(y)
    for ys in columns.values():
        ys.sort()
        assert all(b - a >= ROW for a, b in itertools.pairwise(ys))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_every_topic_stands_inside_the_stream_of_its_area_and_streams_never_overlap(graph: nx.MultiDiGraph) -> None:
    chart = chart_of(graph)
    drawn = chart.layout
    banks = {(stream.area, stream.first + i): bank for stream in drawn.streams for i, bank in enumerate(stream.banks)}
    for i, area in enumerate(chart.area):
        upper, lower = banks[area, drawn.column[i]]
        assert upper < drawn.y[i] < lower
    for column in range(drawn.columns):
        here = sorted(bank for (_, c), bank in banks.items() if c == column)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(here))


@settings(max_examples=30, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_map_does_not_depend_on_the_order_of_nodes_and_edges(graph: nx.MultiDiGraph, shuffle: random.Random) -> None:
    nodes = list(graph.nodes(data=True))
    edges = list(graph.edges(keys=True, data=True))
    shuffle.shuffle(nodes)
    shuffle.shuffle(edges)
    mixed = nx.MultiDiGraph(**graph.graph)
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(edges)
    assert chart_of(mixed) == chart_of(graph)


def test_barycenter_sweeps_uncross_what_can_be_uncrossed() -> None:
    layers, areas = [0, 0, 0, 1, 1, 1], [0] * 6
    drawn = layout(layers, areas, [(0, 5), (1, 4), (2, 3)])
    left = sorted(range(3), key=lambda i: drawn.y[i])
    right = sorted(range(3, 6), key=lambda i: drawn.y[i])
    assert [5 - i for i in left] == right


def test_a_topic_without_area_joins_that_of_its_relatives() -> None:
    graph = topic_graph([("a", "b")])
    graph.nodes["topic/a"]["area"] = "maths"
    graph.graph["areas"] = {"maths": {"en": "Mathematics", "zh": "数学"}}
    areas, places = areas_of(graph, ["topic/a", "topic/b"])
    assert [area.names for area in areas] == [{"en": "Mathematics", "zh": "数学"}]
    assert places == [0, 0]


def test_without_areas_the_outermost_phases_group_the_topics() -> None:
    graph = topic_graph([], ["a", "b"])
    graph.add_node("roadmap/r", kind="roadmap", name="R")
    for phase, topic in [("one", "a"), ("two", "b")]:
        graph.add_node(f"phase/{phase}", kind="phase", name=phase)
        graph.add_edge(f"phase/{phase}", "roadmap/r", key="part_of")
        graph.add_edge(f"topic/{topic}", f"phase/{phase}", key="part_of")
    areas, places = areas_of(graph, ["topic/a", "topic/b"])
    assert [area.names["und"] for area in areas] == ["one", "two"]
    assert places == [0, 1]


def test_more_areas_than_colours_leave_the_smallest_to_others() -> None:
    names = [f"t{i:02}" for i in range(40)]
    graph = topic_graph([], names)
    for i, name in enumerate(names):
        graph.nodes[f"topic/{name}"]["area"] = f"area{i % 20:02}"
    areas, places = areas_of(graph, [f"topic/{name}" for name in names])
    assert len(areas) == MOST
    assert areas[-1].id == "other"
    assert max(places) == MOST - 1


def _contrast(one: str, two: str) -> float:
    """Compute the contrast ratio of two colours (WCAG 2.1, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dim = sorted((luminance(one), luminance(two)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_colours_differ_and_keep_their_contrast(count: int) -> None:
    picked = colours(count, other=count > 1)
    assert len(set(picked)) == count
    for dot, name, water, dark_dot, dark_name, dark_water in picked:
        assert _contrast(dot, water) >= 3
        assert _contrast(name, water) >= 4.5
        assert _contrast(dark_dot, dark_water) >= 3
        assert _contrast(dark_name, dark_water) >= 4.5
