"""One source's word on an order, and what such words weigh (`data/order.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from roadloom.graph.datafiles import shipped
from roadloom.graph.model import Roadmap


@dataclass(frozen=True, slots=True)
class Opinion:
    """One source's word that one node comes before another (`against`: that it does not)."""

    before: str
    after: str
    rule: str  # one of model.RULES
    source: str  # Source.id, "lexicon", or the user's file
    line: int  # from 1; 0 where there is none (the lexicon)
    text: str  # the words that say so
    against: bool = False
    weight: float | None = None  # None: what the rule weighs
    relation: str | None = None  # the edge that it was woven into already, `weight` being that edge's; None: to be decided

    @property
    def strength(self) -> float:
        """The weight that counts, 0-1."""
        return weights().get(self.rule, 0.0) if self.weight is None else self.weight


@cache
def weights() -> Mapping[str, float]:
    """Return what a word of each rule weighs."""
    return shipped("order.yaml")["weights"]


def derived(weight: str, before: str, after: str, rule: str, roadmap: Roadmap, line: int, text: str, *, against: bool = False) -> Opinion:
    """Make the opinion that a sign in a line of a roadmap comes to, `weight` naming the sign."""
    return Opinion(before, after, rule, roadmap.source.id, line, text, against=against, weight=weights()[weight])
