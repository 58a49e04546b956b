"""Cards -> notes: fields, identity, place, time; and what becomes of the notes of the previous deck."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from roadloom.errors import RoadloomError

from . import FIRST_MOMENT
from .cards import make, places
from .decks import Shelves
from .kinds import Card
from .markup import clean, escape, tag
from .model import FIELDS
from .package import Note, package
from .previous import Old, Previous, read
from .view import View
from .words import WORDS

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

_MOST_SOURCES = 3
_MINE = FIELDS.index("My notes")
GONE = tag("roadloom", "gone")


def build(graph: nx.MultiDiGraph, options: Options, *, kinds: Sequence[str], nested: bool, moment: int | None) -> tuple[str, bytes]:
    """Build the deck: (suggested file name, bytes)."""
    view = View(graph, options.lang)
    title = clean(str(graph.graph.get("title") or "")) or "roadloom"
    shelves = Shelves(view, title, nested=nested)
    topics, known = _chosen(view, options)
    previous = read(options.previous)
    now = moment or (previous.newest + 1 if previous.notes else FIRST_MOMENT)

    cards = make(view, topics, kinds, known=known)
    notes = [_note(view, shelves, card, at) for card, at in zip(cards, places(cards), strict=True)]
    for note in notes[:1]:
        note.deck = shelves.root  # Anki drops a deck without cards, and with it the deck options that keep the order
    continued = {_continue(note, _before(view, card, previous), now) for card, note in zip(cards, notes, strict=True)}
    removed = (old for old in previous.notes.values() if old.guid not in continued and _is_gone(view, old, topics, kinds))
    gone = [_farewell(old, now, sum(len(note.places) for note in notes)) for old in removed]
    if not notes and not gone:
        raise RoadloomError("No card is left to be learned.", remedy="Choose more kinds of cards or another target; known topics get none.")
    data = package([*notes, *gone], title=shelves.root, description=escape(WORDS[view.lang]["describe"]), moment=now)
    return f"{graph.graph.get('id') or 'roadloom'}.apkg", data


def _chosen(view: View, options: Options) -> tuple[list[str], list[str]]:
    """Tell the topics to be learned from this deck and those that are known already."""
    status = {topic: options.learner.status(topic) for topic in view.topics} if options.learner else {}
    known = [topic for topic in view.topics if status.get(topic) == "known"]
    wanted: Iterable[str] = view.topics
    if options.targets:
        from roadloom.graph.paths import learning_path

        skipped = [topic for topic in view.topics if status.get(topic) == "skip"]
        wanted = [step.id for step in learning_path(view.graph, options.targets, known=known, skipped=skipped).steps]
    return [topic for topic in wanted if status.get(topic) not in ("known", "skip")], known


# -- fields -----------------------------------------------------------------------------------------------------------------------


def _note(view: View, shelves: Shelves, card: Card, at: Sequence[int]) -> Note:
    place = shelves.place(card.anchor)
    content = {
        "Id": _id(card.kind, card.lang, card.owner, card.extra),
        "Front": card.front,
        "Back": card.back,
        "Prompt": WORDS[view.lang][card.kind],
        "Area": escape(place.label),
        "Hue": str(place.hue),
        "Lang": "zh-Hans" if view.lang == "zh" else view.lang,
        "More": card.more,
        "Links": place.links,
        "Source": _source(view, card),
    }
    guid = sha256("\0".join(("roadloom 1", card.kind, card.lang, card.owner, card.extra)).encode()).hexdigest()[:20]
    return Note(guid, [content.get(name, "") for name in FIELDS], place.tags, place.deck, at, 0, cloze=card.deletions > 0)


def _id(kind: str, lang: str, owner: str, extra: str) -> str:
    return escape(" ".join((kind, lang, owner, extra)).strip())


def _source(view: View, card: Card) -> str:
    """Name the documents that a card is from, each with its lines; what only the lexicon says, also by documents that name the topic."""
    origins = list(card.origins)
    if all(source not in view.sources for source, _ in origins):
        origins += view.origins(card.owner)[:_MOST_SOURCES]
    lines: dict[str, list[int]] = {}
    for source, line in origins:
        lines.setdefault(source, []).extend([line] if line > 0 else [])
    return f"{WORDS[view.lang]['source']} " + " · ".join(_document(view, source, numbers) for source, numbers in lines.items())


def _document(view: View, source: str, numbers: Iterable[int]) -> str:
    if source == "lexicon":
        return escape(WORDS[view.lang]["lexicon"])
    known = view.sources.get(source, {})
    path, title = clean(str(known.get("path") or source)), clean(str(known.get("title") or ""))
    where = ":".join([path, ", ".join(map(str, sorted(set(numbers))))]) if numbers else path
    return escape(f"{title} ({where})" if title and title not in path else where)


# -- what was there before --------------------------------------------------------------------------------------------------------


def _before(view: View, card: Card, previous: Previous) -> Old | None:
    """Find the note that a card had in the previous deck, under its topic's id or one that the topic had before."""
    former = view.graph.nodes[card.owner].get("former_ids") or ()
    ids = (_id(card.kind, card.lang, owner, card.extra) for owner in (card.owner, *sorted(former)))
    return next((previous.notes[key] for key in ids if key in previous.notes), None)


def _continue(note: Note, old: Old | None, now: int) -> str:
    """Give a note its time, and what it has from the previous deck: identity, the user's notes and tags. Returns its GUID."""
    note.modified = now
    if old is not None:
        note.guid = old.guid
        note.fields[_MINE] = old.fields[_MINE]
        same = [_composed(text) for text in note.fields] == [_composed(text) for text in old.fields]
        same = same and {*note.tags, *old.own_tags} == set(old.tags)
        note.tags = sorted({*note.tags, *old.own_tags})
        # Anki takes an update only from a newer note
        note.modified = old.modified if same else max(now, old.modified + 1)
    return note.guid


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)  # as Anki stores it


def _is_gone(view: View, old: Old, topics: Iterable[str], kinds: Sequence[str]) -> bool:
    """Whether a note's topic has left the graph, or is still to be learned but no longer worth this card.

    What this deck merely leaves out (known, not on the path, a kind not asked for, another language) is not gone.
    """
    kind, lang, *about = html.unescape(old.fields[0]).split(" ")
    if kind not in kinds or lang != view.lang:
        return False
    about = about if kind == "contrast" else about[:1]
    return any(node not in view.graph for node in about) or set(topics).issuperset(about)


def _farewell(old: Old, now: int, place: int) -> Note:
    """Carry a removed note on, tagged: Anki never deletes a note that a file no longer holds, so it is for the user to find and decide."""
    modified = old.modified if GONE in old.tags else max(now, old.modified + 1)
    fields = list(old.fields)
    deletions = len(set(re.findall(r"\{\{c(\d+)::", fields[FIELDS.index("Front")]))) if old.cloze else 1
    return Note(old.guid, fields, sorted({*old.tags, GONE}), old.deck, range(place, place + deletions), modified, cloze=old.cloze)
