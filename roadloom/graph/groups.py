"""Put keys together that stand for one thing, and never two things that are known to differ."""

from __future__ import annotations

from collections.abc import Iterable


class Groups:
    """Sets of keys that are united by exact statements only (union-find), with vetoes.

    A group may hold at most one identity of a sort (one lexicon concept, one given id), and no two keys that were set apart.
    """

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._identities: dict[str, dict[str, str]] = {}  # root -> sort -> identity
        self._marked: dict[str, set[str]] = {}  # root -> its keys that are apart from some other
        self._apart: dict[str, set[str]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._parent

    def add(self, key: str, *, sort: str | None = None, identity: str | None = None) -> None:
        """Put a key in, alone in its group; with `sort`, as the holder of an identity of that sort."""
        if key not in self._parent:
            self._parent[key] = key
            self._marked[key] = {key} if key in self._apart else set()
            self._identities[key] = {}
        if sort is not None:
            self._identities[self.find(key)].setdefault(sort, identity or key)

    def find(self, key: str) -> str:
        """Return the key that stands for a key's group."""
        root = key
        while (above := self._parent[root]) != root:
            root = above
        while (above := self._parent[key]) != root:
            self._parent[key], key = root, above
        return root

    def set_apart(self, keys: Iterable[str]) -> None:
        """Forbid that any two of these keys get into one group; to be said before any union."""
        apart = set(keys)
        for key in apart:
            self._apart.setdefault(key, set()).update(apart - {key})
            self.add(key)
            self._marked[self.find(key)].add(key)

    def veto(self, a: str, b: str) -> str | None:
        """Return why two groups must not be one: the sort of which both have another identity, or `different`; None if they may."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return None
        if any(self._apart[key] & self._marked[b] for key in self._marked[a]):
            return "different"
        one, other = self._identities[a], self._identities[b]
        return next((sort for sort in sorted(one) if sort in other and one[sort] != other[sort]), None)

    def unite(self, a: str, b: str, *, by_force: bool = False) -> bool:
        """Make one group of two; `by_force`: whatever their identities. Return whether they are one now."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        why = self.veto(a, b)
        if why == "different" or (why and not by_force):
            return False
        self._parent[b] = a
        self._identities[a] = {**self._identities.pop(b), **self._identities[a]}
        self._marked[a] |= self._marked.pop(b)
        return True

    def identity(self, key: str, sort: str) -> str | None:
        """Return the identity of a sort that a key's group holds."""
        return self._identities[self.find(key)].get(sort)
