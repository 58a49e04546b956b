"""A graph -> the notes of a deck: fields, identity, place, and what goes on from the deck before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import product
from typing import TYPE_CHECKING

from roadloom.errors import RoadloomError

from .cards import chosen, make, places
from .continuing import is_gone, proceed
from .decks import Shelves
from .facts import Origin
from .kinds import KINDS, Card
from .links import Links
from .markup import clean, deck_name, escape
from .model import FIELDS
from .package import Note
from .previous import Old, Previous
from .view import View
from .words import WORDS

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

    from .wishes import Wishes

_MOST_SOURCES = 3
_EMPTY = [""] * (len(FIELDS) - FIELDS.index("My notes"))


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck tree before it is written or sent."""

    title: str  # the deck that holds all others
    description: str  # HTML
    notes: list[Note]
    gone: list[Old]  # notes of the deck before for which there is nothing in the graph any more, and that are not tagged so yet


def title_of(graph: nx.MultiDiGraph) -> str:
    """Name the deck that holds all others of a graph."""
    return deck_name([clean(str(graph.graph.get("title") or "")) or "roadloom"])


def compose(graph: nx.MultiDiGraph, options: Options, wishes: Wishes, previous: Previous, now: int) -> Deck:
    """Choose the cards and make their notes, those that have changed dated `now`.

    Raises
    ------
    RoadloomError
        If no card is left to be learned.
    """
    deck = _composed(graph, options, wishes, previous, now)
    if not deck.notes and not deck.gone:
        raise RoadloomError("No card is left to be learned.", remedy="Choose more kinds of cards or another target; known topics get none.")
    return deck


def _composed(graph: nx.MultiDiGraph, options: Options, wishes: Wishes, previous: Previous, now: int) -> Deck:
    view = View(graph, options.lang, both=wishes.both)
    shelves = Shelves(view, title_of(graph), nested=wishes.nested)
    writer = _Writer(view, shelves, Links(view, vault=wishes.vault, page=wishes.page))
    topics, known = _learned(view, options, gate=wishes.gate)
    cards = make(view, wishes.kinds)
    place = {id(card): at for card, at in zip(cards, places(cards), strict=True)}
    taken = list(chosen(cards, topics, known))

    notes, before = [], dict(previous.notes)
    theirs = {old.guid for old in before.values()}
    for card in taken:
        note = writer.note(card, place[id(card)])
        old = next((before.pop(key) for key in _ids(view, card) if key in before), None) if before else None
        if old is None and note.guid in theirs:  # a new topic has the id that another one had once
            note.guid = _guid("again", note.guid)
        proceed(note, old, now)
        notes.append(note)
    for note in notes[:1]:
        note.deck = shelves.title  # Anki drops a deck without cards, and with it the deck options that keep the order
    here = {id(card) for card in taken} if before else set()
    left_out = {key for card in cards if before and id(card) not in here for key in _ids(view, card)}
    unknown = {key: old for key, old in before.items() if key not in left_out}
    # a deck of which this graph knows no note is another roadmap's
    gone = [old for key, old in unknown.items() if len(unknown) < len(previous.notes) and is_gone(key, old, wishes.kinds, view.mark)]
    return Deck(shelves.title, escape(WORDS[view.lang]["describe"]), notes, gone)


def foretell(old: nx.MultiDiGraph, graph: nx.MultiDiGraph, options: Options, wishes: Wishes, moment: int) -> Previous:
    """Tell the deck that the same options would have made of an earlier graph, all of it dated `moment`.

    A target that has another id now counts under the one that it had then; without any of the targets there was no deck.
    """
    then = [next((one for one in _ids_of(graph, target) if one in old), None) for target in options.targets]
    targets = tuple(target for target in then if target)
    if options.targets and not targets:
        return Previous()
    deck = _composed(old, replace(options, targets=targets), wishes, Previous(), moment)
    return Previous({note.fields[0]: Old(note.guid, note.fields, note.tags, moment, note.deck, note.cloze) for note in deck.notes})


def _learned(view: View, options: Options, *, gate: bool) -> tuple[list[str], list[str]]:
    """Tell the topics to be learned from this deck and those that are known already."""
    status = {topic: options.learner.status(topic) for topic in view.topics} if options.learner else {}
    known = [topic for topic in view.topics if status.get(topic) == "known"]
    skipped = [topic for topic in view.topics if status.get(topic) == "skip"]
    wanted: Iterable[str] = view.topics
    if gate:
        from roadloom.graph.paths import frontier

        ready = {row.id for row in frontier(view.graph, known, options.targets, skipped=skipped)}
        wanted = [topic for topic in view.topics if topic in ready or status.get(topic) == "doing"]
    elif options.targets:
        from roadloom.graph.paths import learning_path

        wanted = [step.id for step in learning_path(view.graph, options.targets, known=known, skipped=skipped).steps]
    return [topic for topic in wanted if status.get(topic) not in ("known", "skip")], known


# -- fields -----------------------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes cards as notes; what many notes share is worked out once."""

    def __init__(self, view: View, shelves: Shelves, links: Links) -> None:
        self.view = view
        self.shelves = shelves
        self.links = links
        self.words = WORDS[view.lang]
        self.lang = "zh-Hans" if view.lang == "zh" else view.lang
        self.prompts = {kind: " ".join(WORDS[lang][kind] for lang in (view.lang, view.other) if lang) for kind in KINDS}
        self._documents: dict[str, tuple[str, str]] = {}
        self._sources: dict[tuple[Origin, ...], str] = {}

    def note(self, card: Card, at: Sequence[int]) -> Note:
        """Write a note, which has no time yet."""
        home = card.owner if card.owner in self.view.place else card.anchor
        place = self.shelves.place(home)
        # in the order of FIELDS; "My notes" and the spare fields are empty
        fields = [
            _id(card, card.owner, card.extra),
            card.front,
            card.back,
            self.prompts[card.kind],
            place.label,
            place.hue,
            self.lang,
            card.more,
            self.links.of(home),
            self._source(card),
            *_EMPTY,
        ]
        return Note(_guid(card.kind, card.lang, card.owner, card.extra), fields, place.tags, place.deck, at, 0, cloze=card.deletions > 0)

    def _source(self, card: Card) -> str:
        """Name the documents that a card is from, with its lines; what only the lexicon says, also by documents that name the topic."""
        origins = tuple(card.origins)
        if self.view.sources.keys().isdisjoint([source for source, _ in origins]):
            origins = (*origins, *self.view.origins(card.owner)[:_MOST_SOURCES])
        if origins not in self._sources:
            lines: dict[str, set[int]] = {}
            for source, line in origins:
                lines.setdefault(source, set()).add(line)
            named = (self._document(source, numbers) for source, numbers in lines.items())
            self._sources[origins] = self.words["source"] + self.words["semicolon"].join(named)
        return self._sources[origins]

    def _document(self, source: str, lines: set[int]) -> str:
        """Write a document's title, path and lines; line 0 is none."""
        if source not in self._documents:
            self._documents[source] = self._named(source)
        before, after = self._documents[source]
        numbers = ", ".join(map(str, sorted(lines - {0}))) if before else ""
        return f"{before}{':' if numbers else ''}{numbers}{after}"

    def _named(self, source: str) -> tuple[str, str]:
        """Name a source: what stands before and after the lines; nothing before them where it has none."""
        if source == "lexicon":
            return "", escape(self.words["lexicon"])
        known = self.view.sources.get(source, {})
        path, title = escape(str(known.get("path") or source)), escape(str(known.get("title") or ""))
        return (f"{title} ({path}", ")") if title and title not in path else (path, "")


def _guid(*identity: str) -> str:
    return sha256("\0".join(("roadloom 1", *identity)).encode()).hexdigest()[:20]


def _id(card: Card, owner: str, extra: str) -> str:
    return escape(f"{card.kind} {card.lang} {owner} {extra}")


def _ids(view: View, card: Card) -> Iterator[str]:
    """List the Id of a card's note, and those that it had when its topics had other ids."""
    others = _ids_of(view.graph, card.extra) if card.extra in view.place else [card.extra]
    for owner, extra in product(_ids_of(view.graph, card.owner), others):
        yield _id(card, *(sorted((owner, extra)) if card.extra in view.place else (owner, extra)))


def _ids_of(graph: nx.MultiDiGraph, node: str) -> list[str]:
    """List the id of a node, and those that it had before."""
    return [node, *sorted(graph.nodes[node].get("former_ids") or ())]
