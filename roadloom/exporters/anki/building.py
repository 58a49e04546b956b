"""A graph -> the notes of a deck: fields, identity, place, and what goes on from the deck before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from roadloom.errors import RoadloomError

from .cards import chosen, make, places
from .continuing import proceed, removed
from .decks import Shelves
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
    gone: list[Old]  # notes of the deck before for which there is nothing in the graph any more


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
    view = View(graph, options.lang, both=wishes.both)
    shelves = Shelves(view, title_of(graph), nested=wishes.nested)
    writer = _Writer(view, shelves, Links(view, vault=wishes.vault, page=wishes.page))
    topics, known = _learned(view, options, gate=wishes.gate)
    cards = make(view, wishes.kinds)
    place = {id(card): at for card, at in zip(cards, places(cards), strict=True)}

    notes = []
    for card in chosen(cards, topics, known):
        note = writer.note(card, place[id(card)])
        proceed(note, _before(view, card, previous), now)
        notes.append(note)
    for note in notes[:1]:
        note.deck = shelves.title  # Anki drops a deck without cards, and with it the deck options that keep the order
    gone = []
    if previous.notes:
        possible = {_id(card, owner) for card in cards for owner in _owners(view, card)}
        gone = list(removed(previous, {note.guid for note in notes}, possible, wishes.kinds, view.mark))
    if not notes and not gone:
        raise RoadloomError("No card is left to be learned.", remedy="Choose more kinds of cards or another target; known topics get none.")
    return Deck(shelves.title, escape(WORDS[view.lang]["describe"]), notes, gone)


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

    def note(self, card: Card, at: Sequence[int]) -> Note:
        """Write a note, which has no time yet."""
        place = self.shelves.place(card.anchor)
        # in the order of FIELDS; "My notes" and the spare fields are empty
        fields = [
            _id(card, card.owner),
            card.front,
            card.back,
            self.prompts[card.kind],
            place.label,
            place.hue,
            self.lang,
            card.more,
            self.links.of(card.anchor),
            self._source(card),
            *_EMPTY,
        ]
        guid = sha256("\0".join(("roadloom 1", card.kind, card.lang, card.owner, card.extra)).encode()).hexdigest()[:20]
        return Note(guid, fields, place.tags, place.deck, at, 0, cloze=card.deletions > 0)

    def _source(self, card: Card) -> str:
        """Name the documents that a card is from, with its lines; what only the lexicon says, also by documents that name the topic."""
        origins = card.origins
        if not any(source in self.view.sources for source, _ in origins):
            origins = [*origins, *self.view.origins(card.owner)[:_MOST_SOURCES]]
        lines: dict[str, set[int]] = {}
        for source, line in origins:
            lines.setdefault(source, set()).add(line)
        return f"{self.words['source']} " + " · ".join(self._document(source, numbers) for source, numbers in lines.items())

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


def _id(card: Card, owner: str) -> str:
    return escape(f"{card.kind} {card.lang} {owner} {card.extra}")


def _owners(view: View, card: Card) -> Iterable[str]:
    """List the id of what a card is about, and those that it had before."""
    return card.owner, *sorted(view.nodes[card.owner].get("former_ids") or ())


def _before(view: View, card: Card, previous: Previous) -> Old | None:
    """Find the note that a card had in the previous deck, under its topic's id or one that the topic had before."""
    if not previous.notes:
        return None
    return next((previous.notes[key] for owner in _owners(view, card) if (key := _id(card, owner)) in previous.notes), None)
