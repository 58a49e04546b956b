"""The map before it is drawn: topics in order, their areas, layers, weights and places."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import networkx as nx

from roadloom.exporters.html.areas import Area, areas_of
from roadloom.exporters.html.layout import Layout, layout
from roadloom.exporters.html.order import Order, layers_of, order_of


@dataclass(slots=True)
class Chart:
    """Everything about the topics that drawing needs; lists run in learning order.

    `weight` is how important a topic is, from 0 to 1: it decides the size of its dot and when its name appears.
    """

    order: Order
    areas: list[Area]
    area: list[int]
    layer: list[int]
    wholes: list[int | None]
    weight: list[float]
    layout: Layout


def chart_of(graph: nx.MultiDiGraph) -> Chart:
    """Chart the topics of `graph`; a graph without topics yields an empty chart."""
    order = order_of(graph)
    place = {topic: i for i, topic in enumerate(order.topics)}
    areas, area = areas_of(graph, order.topics)
    wholes = [_whole(graph, topic, place) for topic in order.topics]
    layer = layers_of(order, wholes)
    return Chart(order, areas, area, layer, wholes, _weights(graph, order, wholes), layout(layer, area, order.drawn, wholes))


def _whole(graph: nx.MultiDiGraph, topic: str, place: dict[str, int]) -> int | None:
    """Find the topic that this one is a part of, the first in learning order if there are several."""
    wholes = [place[b] for _, b, key in graph.out_edges(topic, keys=True) if key == "part_of" and b in place and b != topic]
    return min(wholes, default=None)


def _weights(graph: nx.MultiDiGraph, order: Order, wholes: list[int | None]) -> list[float]:
    """Weigh the topics by the documents that name them, by what they unlock or hold, and by what there is to learn them from."""
    parts = [0] * len(order.topics)
    for whole in wholes:
        if whole is not None:
            parts[whole] += 1
    raw = []
    for i, topic in enumerate(order.topics):
        sources = {mention.get("source") for mention in graph.nodes[topic].get("mentions") or ()}
        lessons = sum(1 for _, _, key in graph.in_edges(topic, keys=True) if key in ("covers", "practises"))
        near = log2(1 + len(order.unlocks[i]) + len(order.needs[i]))
        raw.append(1.2 * len(sources) + 0.9 * near + 0.5 * log2(1 + order.reach[i]) + 0.6 * log2(1 + parts[i]) + 0.5 * log2(1 + lessons))
    return _spread(raw)


def _spread(raw: list[float]) -> list[float]:
    """Turn scores into weights from 0 to 1 by rank, so that on any map a few topics stand out and most keep in the background.

    >>> _spread([1.0, 3.0, 1.0, 2.0])
    [0.0, 1.0, 0.0, 0.132]
    """
    below = {score: i for i, score in reversed(list(enumerate(sorted(raw))))}
    top = max(below.values(), default=0)
    return [round((below[score] / top) ** 5, 3) if top else 0.0 for score in raw]
