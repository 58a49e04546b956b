"""Keep a topological order while edges come in, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Sequencer:
    """A topological order of the nodes 0..size-1 that takes up edges as long as they close no cycle.

    Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", Journal of Experimental Algorithmics 11, 2006:
    only the nodes between the two ends of an edge are looked at.

    >>> sequencer = Sequencer([0, 1, 2])
    >>> sequencer.insert(2, 0), sequencer.insert(0, 1), sequencer.insert(1, 2), sequencer.order()
    (True, True, False, [2, 0, 1])
    """

    def __init__(self, order: Sequence[int]) -> None:
        self.place = [0] * len(order)
        for i, node in enumerate(order):
            self.place[node] = i
        self.after: list[list[int]] = [[] for _ in order]
        self.before: list[list[int]] = [[] for _ in order]

    def link(self, tail: int, head: int) -> None:
        """Take up an edge that is known to agree with the order."""
        self.after[tail].append(head)
        self.before[head].append(tail)

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
        self.link(tail, head)
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
