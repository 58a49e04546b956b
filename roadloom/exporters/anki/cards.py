"""A graph -> the cards of a deck, in the order in which they are to be learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .kinds import KINDS, Card
from .view import View

_APART = 3  # topics that begin between two cards of one topic


def make(view: View, topics: Sequence[str], kinds: Sequence[str], *, known: Iterable[str] = ()) -> list[Card]:
    """Make the cards of some topics, sorted by learning order.

    `topics` are learned from this deck. A card that speaks of a further topic is made only if that one is learned too, or `known`.
    """
    allowed = {*topics, *known}
    seen: set[tuple[str, str, str]] = set()
    made: list[Card] = []
    for topic in sorted(topics, key=view.place.__getitem__):
        for kind, cards_of in KINDS.items():
            if kind in kinds:
                made += _fresh((card for card in cards_of(view, topic) if allowed.issuperset(card.needs)), seen)
    return made


def _fresh(cards: Iterable[Card], seen: set[tuple[str, str, str]]) -> Iterator[Card]:
    """Drop cards that ask and answer the same as one before."""
    for card in cards:
        key = (card.kind, card.front.casefold(), card.back.casefold())
        if key not in seen:
            seen.add(key)
            yield card


def places(cards: Sequence[Card]) -> list[list[int]]:
    """Give every card its place among the new cards: for each note, the places (from 0) of its cards.

    The first cards of the topics follow each other in learning order. The further cards of a topic, and the further deletions of
    a list, come later, with the first cards of three other topics between two of them (as long as there are topics left).
    """
    turn = {anchor: at for at, anchor in enumerate(dict.fromkeys(card.anchor for card in cards))}
    served: Counter[str] = Counter()
    queue: list[tuple[int, int, int, int]] = []
    for note, card in enumerate(cards):
        for ordinal in range(max(card.deletions, 1)):
            at = turn[card.anchor]
            queue.append((at + _APART * served[card.anchor], at, note, ordinal))
            served[card.anchor] += 1
    found: list[list[int]] = [[] for _ in cards]
    for place, (_, _, note, _) in enumerate(sorted(queue)):
        found[note].append(place)
    return found
