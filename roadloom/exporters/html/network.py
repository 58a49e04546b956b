"""The chart as pyvis data, for the page and for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from roadloom.exporters.html.areas import OTHER, colours
from roadloom.exporters.html.chart import Chart, chart_of
from roadloom.exporters.html.text import label

if TYPE_CHECKING:
    from pyvis.network import Network

SMALL, LARGE = 5.5, 17  # radius of the least and the most important topic


def to_pyvis(graph: nx.MultiDiGraph, chart: Chart | None = None) -> Network:
    """Build a pyvis `Network` of the topics and their prerequisites, laid out left to right, physics off.

    Nodes carry `x`, `y`, `level` (layer), `group` (area), `size` and `color`; edges that others imply are left out. Style it further
    and show it with pyvis' own means, or take `.nodes` and `.edges`: the page of `roadloom export html` is built from them.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("topic/a", kind="topic", name="A", rank=0)
    >>> [(node["id"], node["label"]) for node in to_pyvis(graph).nodes]
    [('topic/a', 'A')]
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    chart = chart or chart_of(graph)
    network = Network(directed=True, height="800px", width="100%", cdn_resources="in_line")
    network.toggle_physics(False)
    hues = colours(len(chart.areas), bool(chart.areas) and chart.areas[-1].id == OTHER)
    # Network.add_node and add_edge search all earlier nodes on every call: quadratic, minutes at 10,000. These are the same objects.
    for i, topic in enumerate(chart.order.topics):
        node = Node(topic, "dot", label(graph, topic))
        area = chart.area[i]
        node.options |= {
            "x": chart.layout.x[i],
            "y": chart.layout.y[i],
            "level": chart.layer[i],
            "group": chart.areas[area].id,
            "size": round(SMALL + (LARGE - SMALL) * chart.weight[i], 1),
            "color": hues[area][0],
            "physics": False,
        }
        network.nodes.append(node.options)
        network.node_ids.append(topic)
        network.node_map[topic] = node.options
    for i, j in chart.order.drawn:
        before, after = chart.order.topics[i], chart.order.topics[j]
        weight = graph.edges[before, after, "prerequisite"].get("weight", 1)
        network.edges.append(Edge(before, after, directed=True, value=weight, color=hues[chart.area[i]][0]).options)
    return network
