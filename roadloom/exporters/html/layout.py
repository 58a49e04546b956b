"""Where everything stands on the map: a layered drawing that reads from foundations (left) to frontier (right).

Layers come from the prerequisite order (Sugiyama, Tagawa, Toda 1981: layers, then barycenter sweeps against crossings). A crowded
layer is spread over several columns, so that the map keeps the shape of a page. In every column the areas stand above each
other in one order for the whole map; the outline of an area through all columns is its *stream*, as in a stream graph (Byron,
Wattenberg 2008). Pure arithmetic on lists: equal input, equal places, on every machine.

Units are those of the map: one screen pixel at zoom 1; x grows to the right, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, sqrt

COLUMN = 148  # from one column to the next
ROW = 52  # from one topic to the one below
RIBBON = 16  # thickness of a stream where it only passes through
BANK = 14  # between the topics and the bank of their stream
GAP = 18  # between two streams
ASPECT = 1.45  # width : height the map should have
SWEEPS = 12
SMOOTHINGS = 4
STEADY = 0.75  # how much a column follows the one before, rather than standing in the middle


@dataclass(slots=True)
class Stream:
    """The outline of one area: per column from its first to its last the upper and lower bank, and where its name stands."""

    area: int
    first: int  # column of the first bank
    banks: list[tuple[int, int]]
    name_x: int
    name_y: int


@dataclass(slots=True)
class Layout:
    """Places of the topics, the streams of the areas, and the size of the map."""

    x: list[int]
    y: list[int]
    column: list[int]
    streams: list[Stream]
    columns: int
    top: int
    bottom: int
    heading: int  # height kept free for the name of an area


def layout(layers: Sequence[int], areas: Sequence[int], edges: Sequence[tuple[int, int]], wholes: Sequence[int | None] = ()) -> Layout:
    """Place every topic.

    Parameters
    ----------
    layers, areas : per topic, in learning order, its layer and its area (both counted from 0).
    edges : (before, after) pairs, by place in learning order.
    wholes : per topic the topic it is a part of; parts are drawn near it.
    """
    if not layers:
        return Layout([], [], [], [], 0, 0, 0, 0)
    column = _levelled(_columns(layers, areas), areas, {i for edge in edges for i in edge})
    ties = [*edges, *((whole, part) for part, whole in enumerate(wholes) if whole is not None and whole != part)]
    ranks = _stack_order(areas, ties, column)
    cells: dict[tuple[int, int], list[int]] = {}
    for i, (c, area) in enumerate(zip(column, areas, strict=True)):
        cells.setdefault((c, area), []).append(i)
    stack = _Stack(cells, ranks, max(column) + 1)
    y = stack.place()
    for sweep in range(SWEEPS):
        stack.sort(y, _neighbours(ties, column, rightwards=sweep % 2 == 0, both=sweep >= SWEEPS - 4))
        y = stack.place()
    return Layout([c * COLUMN for c in column], y, column, stack.streams(), stack.columns, stack.top, stack.bottom, stack.heading)


def _columns(layers: Sequence[int], areas: Sequence[int]) -> list[int]:
    """Give every topic its column: a layer takes as many as keep the map in shape, earlier topics of an area stand further left."""
    rows = max(3, ceil(sqrt(len(layers) * COLUMN / (ASPECT * ROW))))
    members: dict[int, dict[int, list[int]]] = {}
    for i, (layer, area) in enumerate(zip(layers, areas, strict=True)):
        members.setdefault(layer, {}).setdefault(area, []).append(i)
    column = [0] * len(layers)
    start = 0
    for layer in sorted(members):
        width = max(1, ceil(sum(map(len, members[layer].values())) / rows - 0.2))
        taken = set()
        for topics in members[layer].values():
            for n, topic in enumerate(topics):
                column[topic] = start + (2 * n + 1) * width // (2 * len(topics))
                taken.add(column[topic])
        for topics in members[layer].values():  # a column that nothing fell into is closed up
            for topic in topics:
                column[topic] = start + sum(1 for c in taken if c < column[topic])
        start += len(taken)
    return column


def _levelled(column: list[int], areas: Sequence[int], bound: set[int]) -> list[int]:
    """Spread the topics without prerequisites evenly over the columns of their area, in their order, so that streams run level.

    `bound` topics stay. The others fill up the emptiest columns between the first and the last of their area.
    """
    levelled = column.copy()
    total = [0] * (max(column) + 1)
    members: dict[int, list[int]] = {}
    for i, area in enumerate(areas):
        members.setdefault(area, []).append(i)
        if i in bound:
            total[column[i]] += 1
    for topics in sorted(members.values(), key=lambda topics: (-len(topics), topics)):
        free = sorted((i for i in topics if i not in bound), key=lambda i: (column[i], i))
        load = [0] * len(total)
        for i in topics:
            load[column[i]] += i in bound
        span = range(min(column[i] for i in topics), max(column[i] for i in topics) + 1)
        slots = []
        for _ in free:
            slot = min(span, key=lambda c: (3 * load[c] + total[c] / 4, c))
            load[slot] += 1
            total[slot] += 1
            slots.append(slot)
        for i, slot in zip(free, sorted(slots), strict=True):
            levelled[i] = slot
    return _closed_up(levelled)


def _closed_up(column: list[int]) -> list[int]:
    """Close up columns that lost all their topics."""
    numbers = {c: n for n, c in enumerate(sorted(set(column)))}
    return [numbers[c] for c in column]


def _stack_order(areas: Sequence[int], ties: Sequence[tuple[int, int]], column: Sequence[int]) -> list[int]:
    """Choose the place of every area from top to bottom: tied areas close together, early ones rather above late ones.

    Hill climbing over swaps; the areas are a dozen at most.
    """
    count = max(areas) + 1
    weight = [[0.0] * count for _ in range(count)]
    for i, j in ties:
        weight[areas[i]][areas[j]] += 1
        weight[areas[j]][areas[i]] += 1
    mean = [0.0] * count
    for area in range(count):
        own = [column[i] for i in range(len(areas)) if areas[i] == area]
        mean[area] = sum(own) / len(own) if own else 0.0
    order = sorted(range(count), key=lambda area: (mean[area], area))
    slant = 0.4 * (len(ties) + len(areas)) / max(1, count * (max(column) + 1))

    def cost(order: list[int]) -> float:
        at = {area: i for i, area in enumerate(order)}
        length = sum(weight[a][b] * abs(at[a] - at[b]) for a in range(count) for b in range(a))
        return length + slant * sum(max(0.0, mean[a] - mean[b]) for n, a in enumerate(order) for b in order[n + 1 :])

    best = cost(order)
    improved = True
    while improved:
        improved = False
        for a, b in combinations(range(count), 2):
            swapped = order.copy()
            swapped[a], swapped[b] = swapped[b], swapped[a]
            if (now := cost(swapped)) < best - 1e-9:
                order, best, improved = swapped, now, True
    ranks = [0] * count
    for place, area in enumerate(order):
        ranks[area] = place
    return ranks


def _neighbours(ties: Sequence[tuple[int, int]], column: Sequence[int], *, rightwards: bool, both: bool) -> list[list[int]]:
    """List per topic its neighbours on the side that a sweep comes from, or on both."""
    near: list[list[int]] = [[] for _ in column]
    for i, j in ties:
        if both or (column[i] < column[j]) == rightwards:
            near[j].append(i)
        if both or (column[i] < column[j]) != rightwards:
            near[i].append(j)
    return near


class _Stack:
    """The columns of the map: in each the areas above each other, in each area its topics."""

    def __init__(self, cells: dict[tuple[int, int], list[int]], ranks: list[int], columns: int) -> None:
        self.cells = cells
        self.columns = columns
        self.areas = sorted(range(len(ranks)), key=ranks.__getitem__)
        tallest = max(sum(len(topics) for (c, _), topics in cells.items() if c == column) for column in range(columns))
        self.heading = max(34, tallest * ROW // 22)
        self.span = {}
        for area in self.areas:
            own = [c for c, a in cells if a == area]
            if own:
                self.span[area] = (min(own), max(own))
        self.titles = {area: self._title_column(area) for area in self.span}
        self.thickness = {area: self._thickness(area) for area in self.span}
        self.upper = self._banks()
        self.top = min(self.upper.values())
        self.bottom = max(self.upper[c, a] + self.thickness[a][c - self.span[a][0]] for c, a in self.upper)

    def _title_column(self, area: int) -> int:
        """Choose where the name stands: where the stream is widest, towards its middle."""
        first, last = self.span[area]
        middle = (first + last) / 2
        return min(range(first, last + 1), key=lambda c: (-len(self.cells.get((c, area), ())), abs(c - middle), c))

    def _thickness(self, area: int) -> list[int]:
        """Measure the stream per column, so that it swells and narrows gently."""
        first, last = self.span[area]
        need = []
        for c in range(first, last + 1):
            topics = len(self.cells.get((c, area), ()))
            title = self.heading if c == self.titles[area] else 0
            need.append(topics * ROW + 2 * BANK + title if topics else RIBBON)
        for _ in range(SMOOTHINGS):
            need = [max(own, sum(need[max(0, i - 1) : i + 2]) // 3) for i, own in enumerate(need)]
        return need

    def _banks(self) -> dict[tuple[int, int], int]:
        """Stack the streams: the upper bank of every (column, area).

        A column stands so that its streams go on from the column before with little bend, but leans to the middle: the map keeps the
        shape of a page. All of it is centred on y = 0.
        """
        upper: dict[tuple[int, int], int] = {}
        before: dict[int, float] = {}
        for c in range(self.columns):
            here = [area for area in self.areas if area in self.span and self.span[area][0] <= c <= self.span[area][1]]
            heights = {area: self.thickness[area][c - self.span[area][0]] for area in here}
            y = -(sum(heights.values()) + GAP * (len(here) - 1)) / 2
            middle = {}
            for area in here:
                middle[area] = y + heights[area] / 2
                y += heights[area] + GAP
            common = [area for area in here if area in before]
            weight = sum(heights[area] for area in common)
            level = sum(heights[area] * (before[area] - middle[area]) for area in common) / weight if common else 0.0
            shift = STEADY * level
            before = {area: middle[area] + shift for area in here}
            upper |= {(c, area): round(before[area] - heights[area] / 2) for area in here}
        centre = (min(upper.values()) + max(y + self.thickness[a][c - self.span[a][0]] for (c, a), y in upper.items())) // 2
        return {key: y - centre for key, y in upper.items()}

    def place(self) -> list[int]:
        """Give every topic its y, in the present order of the cells."""
        y = [0] * sum(map(len, self.cells.values()))
        for (c, area), topics in self.cells.items():
            title = self.heading if c == self.titles[area] else 0
            room = self.thickness[area][c - self.span[area][0]] - title
            start = self.upper[c, area] + title + (room - len(topics) * ROW) // 2 + ROW // 2
            for n, topic in enumerate(topics):
                y[topic] = start + n * ROW
        return y

    def sort(self, y: list[int], near: list[list[int]]) -> None:
        """Order every cell by the mean height of its topics' neighbours; who has none keeps its height."""
        for topics in self.cells.values():
            topics.sort(key=lambda i: (sum(y[j] for j in near[i]) / len(near[i]) if near[i] else y[i], i))

    def streams(self) -> list[Stream]:
        """Trace the outlines, from top to bottom."""
        traced = []
        for area in self.areas:
            if area not in self.span:
                continue
            first, last = self.span[area]
            banks = [(self.upper[c, area], self.upper[c, area] + self.thickness[area][c - first]) for c in range(first, last + 1)]
            title = self.titles[area]
            traced.append(Stream(area, first, banks, title * COLUMN, self.upper[title, area] + BANK + self.heading // 2))
        return traced
