"""Topological orders of the nodes 0..size-1, each with a list of what follows it: of given edges, and kept while edges come in.

networkx has the first too, but to build its graph takes several times as long as to sort it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def topological(after: Sequence[Sequence[int]]) -> list[int]:
    """List the nodes so that every edge leads onward (Kahn); those on a cycle, and behind one, are missing.

    >>> topological([[], [0, 2], [0]])
    [1, 2, 0]
    """
    waiting = _waiting(after)
    order = [node for node, count in enumerate(waiting) if not count]
    for node in order:
        for head in after[node]:
            waiting[head] -= 1
            if not waiting[head]:
                order.append(head)
    return order


def topological_by(after: Sequence[Sequence[int]], key: Sequence[Any]) -> list[int]:
    """The same; of several nodes that could come next, the one of the least key, which no two share."""
    waiting = _waiting(after)
    ready = [(key[node], node) for node, count in enumerate(waiting) if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for head in after[node]:
            waiting[head] -= 1
            if not waiting[head]:
                heapq.heappush(ready, (key[head], head))
    return order


def lined_up(edges: Iterable[tuple[str, str]]) -> tuple[list[str], list[list[int]]]:
    """Put the nodes of an edge list into a topological order; returns them, and for each place the places that follow it.

    Nodes on a cycle, and behind one, are missing.

    >>> lined_up([("b", "c"), ("a", "b")])
    (['a', 'b', 'c'], [[1], [2], []])
    >>> lined_up([("b", "a"), ("a", "b"), ("c", "a"), ("c", "d")])
    (['c', 'd'], [[1], []])
    """
    number: dict[str, int] = {}
    after: list[list[int]] = []
    for tail, head in edges:
        for name in (tail, head):
            if name not in number:
                number[name] = len(after)
                after.append([])
        after[number[tail]].append(number[head])
    order = topological(after)
    place = {node: i for i, node in enumerate(order)}
    names = list(number)
    return [names[node] for node in order], [[place[head] for head in after[node] if head in place] for node in order]


def _waiting(after: Sequence[Sequence[int]]) -> list[int]:
    """Count for each node the edges that lead to it."""
    waiting = [0] * len(after)
    for heads in after:
        for head in heads:
            waiting[head] += 1
    return waiting


class Sequencer:
    """A topological order of the nodes 0..size-1 that takes up edges as long as they close no cycle.

    Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", Journal of Experimental Algorithmics 11, 2006:
    only the nodes between the two ends of an edge are looked at.

    >>> sequencer = Sequencer([0, 1, 2])
    >>> sequencer.insert(2, 0), sequencer.insert(0, 1), sequencer.insert(1, 2), sequencer.order()
    (True, True, False, [2, 0, 1])
    """

    def __init__(self, order: Sequence[int], after: list[list[int]] | None = None) -> None:
        """Begin with an order, and with edges that agree with it; that list takes up the further ones."""
        self.place = [0] * len(order)
        for i, node in enumerate(order):
            self.place[node] = i
        self.after: list[list[int]] = [[] for _ in order] if after is None else after
        self.before: list[list[int]] = [[] for _ in order]
        for node, heads in enumerate(self.after):
            for head in heads:
                self.before[head].append(node)

    def insert(self, tail: int, head: int) -> bool:
        """Take up an edge, moving nodes if need be; False, with nothing changed, if it would close a cycle."""
        if tail == head:
            return False
        if self.place[tail] > self.place[head]:
            bound = self.place[tail]
            forward = self._within(head, self.after, lambda place: place <= bound)
            if tail in forward:
                return False
            floor = self.place[head]
            backward = self._within(tail, self.before, lambda place: place >= floor)
            moved = sorted(backward, key=self.place.__getitem__) + sorted(forward, key=self.place.__getitem__)
            for node, place in zip(moved, sorted(self.place[n] for n in moved), strict=True):
                self.place[node] = place
        self.after[tail].append(head)
        self.before[head].append(tail)
        return True

    def _within(self, start: int, neighbours: list[list[int]], inside: Callable[[int], bool]) -> set[int]:
        seen, todo = {start}, [start]
        while todo:
            for other in neighbours[todo.pop()]:
                if other not in seen and inside(self.place[other]):
                    seen.add(other)
                    todo.append(other)
        return seen

    def order(self) -> list[int]:
        """List the nodes in their present order."""
        return sorted(range(len(self.place)), key=self.place.__getitem__)
