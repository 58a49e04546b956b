"""A graph -> the cards of a deck, in the order in which they are to be learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .kinds import KINDS, Card
from .view import View

_APART = 3  # topics that begin between two cards of one topic


def make(view: View, kinds: Sequence[str]) -> list[Card]:
    """Make all cards that a graph is worth, of some kinds, sorted by the topic whose turn is theirs, then by kind."""
    wanted = [cards_of for kind, cards_of in KINDS.items() if kind in kinds]
    made = [card for topic in view.topics for cards_of in wanted for card in cards_of(view, topic)]
    kind_at = {kind: at for at, kind in enumerate(KINDS)}
    return sorted(made, key=lambda card: (view.place[card.anchor], kind_at[card.kind]))


def chosen(cards: Iterable[Card], topics: Iterable[str], known: Iterable[str] = ()) -> Iterator[Card]:
    """Choose the cards of the topics that are learned from this deck, none that asks and answers the same as one before.

    A card that speaks of several topics is chosen only if all of them are learned or `known`, and not all known.
    """
    learned = set(topics)
    allowed = {*learned, *known}
    seen: set[tuple[str, str, str]] = set()
    for card in cards:
        if _is_wanted(card, learned, allowed):
            key = (card.kind, card.front.casefold(), card.back.casefold())
            if key not in seen:
                seen.add(key)
                yield card


def _is_wanted(card: Card, learned: set[str], allowed: set[str]) -> bool:
    if not card.needs:
        return card.anchor in learned
    spoken_of = {card.anchor, *card.needs}
    return allowed.issuperset(spoken_of) and not learned.isdisjoint(spoken_of)


def places(cards: Sequence[Card]) -> list[list[int]]:
    """Give every card its place among the new cards: for each note, the places (from 0) of its cards.

    Given all cards of a graph, a card's place does not depend on how many of them a deck takes: decks made one after the other from
    paths, or gated by what is known, fit together.

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
