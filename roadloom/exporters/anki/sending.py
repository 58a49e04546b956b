"""Bring the notes of a running Anki in line with the graph: make, update, tag what is gone, put new cards in their place.

Anki's import cannot do all of this: it moves no card that is already there, and only knows of the user's tags what the previous
deck tells. Here the collection itself is the deck before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from roadloom.errors import RoadloomError

from .building import compose, title_of
from .connect import ADDRESS, Anki, batches
from .continuing import GONE
from .model import CARD_NAME, CLOZE_NAME, FIELDS, card_type, cloze_type
from .package import IN_ORDER, PRESET, Note
from .previous import Old, Previous
from .wishes import Wishes

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options


@dataclass(slots=True)
class Sent:
    """What was done, or in a dry run what would be: how many notes or cards."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0  # newly tagged
    moved: int = 0  # new cards that got another place
    refused: list[str] = field(default_factory=list)  # what Anki did not take, and what it says about that

    def to_json(self) -> dict[str, Any]:
        """Return the counts by name."""
        return asdict(self)

    def lines(self, *, dry_run: bool = False) -> list[str]:
        """Say it to a person."""
        counts = f"{self.created} notes created, {self.updated} updated, {self.unchanged} unchanged, {self.gone} tagged as gone"
        refused = [f"Anki refused {told}." for told in self.refused]
        return [f"{'Would be: ' if dry_run else ''}{counts}; {self.moved} new cards moved.", *refused]


def send(graph: nx.MultiDiGraph, options: Options, *, dry_run: bool = False) -> Sent:
    """Send the deck of a graph to a running Anki; with `dry_run` only look at what is there.

    `options.extra` are those of the deck, and `address` and `key` of AnkiConnect. `options.previous` and `options.date` mean nothing here.

    Raises
    ------
    RoadloomError
        If no Anki answers, it refuses something, or there is nothing to send.
    """
    wishes = Wishes.of(options.extra)
    anki = Anki(options.extra.get("address", ADDRESS), options.extra.get("key", ""))
    _check(anki)
    there, places = _look(anki, title_of(graph))
    deck = compose(graph, options, wishes, there, 1)  # with the times 0 and 1: left as it was, changed
    olds = {old.guid: old for old in there.notes.values()}
    fresh = [note for note in deck.notes if note.guid not in olds]
    changed = [note for note in deck.notes if note.guid in olds and note.modified]
    gone = [int(old.guid) for old in deck.gone]
    moves = [move for note in deck.notes for move in _moves(note, places.get(note.guid, ()))]
    sent = Sent(len(fresh), len(changed), len(deck.notes) - len(fresh) - len(changed), len(gone), len(moves))
    if not dry_run:
        _make_types(anki)
        _make_decks(anki, deck.title, deck.notes, sent)
        _update(anki, changed, olds)
        _tag(anki, "addTags", {GONE: gone})
        moves += _create(anki, fresh, sent)
        _move(anki, moves)
    return sent


# -- what is there ----------------------------------------------------------------------------------------------------------------


def _check(anki: Anki) -> None:
    """Make sure of what is needed: the version, and our note types with their fields, if they are there at all."""
    version = anki.call("version")
    if not isinstance(version, int) or version < 6:
        raise RoadloomError(f"This AnkiConnect speaks version {version}.", remedy="Update the add-on: version 6 is needed.")
    for name in _types(anki):
        if not set(FIELDS) <= set(anki.call("modelFieldNames", modelName=name)):
            raise RoadloomError(f"Fields of the note type {name!r} were renamed or removed.", remedy=f"It needs {', '.join(FIELDS)}.")


def _types(anki: Anki) -> list[str]:
    there = anki.call("modelNames")
    return [name for name in (CARD_NAME, CLOZE_NAME) if name in there]


def _look(anki: Anki, title: str) -> tuple[Previous, dict[str, list[dict[str, Any]]]]:
    """Read the notes of our types, and the new cards among theirs, by note. Only what lies below `title` may be found to be gone."""
    types = " OR ".join(f'note:"{name}"' for name in _types(anki))
    if not types:
        return Previous(), {}
    here = set(anki.call("findNotes", query=f'({types}) deck:"{_literally(title)}"'))
    notes: dict[str, Old] = {}
    for row in anki.about("notesInfo", "notes", sorted(anki.call("findNotes", query=f"({types})"))):
        if row:  # a note that was deleted meanwhile is an empty one
            fields = [str(row["fields"][name]["value"]) for name in FIELDS]
            old = Old(str(row["noteId"]), fields, list(row["tags"]), 0, "", row["modelName"] == CLOZE_NAME, row["noteId"] in here)
            notes.setdefault(fields[0], old)
    return Previous(notes), _cards(anki, anki.call("findCards", query=f"is:new ({types})"))


def _literally(name: str) -> str:
    """Write a name for Anki's search, in which some characters stand for others (https://docs.ankiweb.net/searching.html)."""
    return re.sub(r'([\\"*_:])', r"\\\1", name)


def _cards(anki: Anki, cards: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in anki.about("cardsInfo", "cards", sorted(cards)):
        if row:
            found[str(row["note"])].append(row)
    return dict(found)


def _moves(note: Note, cards: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Yield those new cards of a note that lie elsewhere than they should, each with its place."""
    for card in cards:
        if card["type"] == 0 and card["ord"] < len(note.places) and card["due"] != note.places[card["ord"]]:
            yield card["cardId"], note.places[card["ord"]]


# -- what is done -----------------------------------------------------------------------------------------------------------------


def _make_types(anki: Anki) -> None:
    """Make the note types that are missing, and give those that are there the looks of this version."""
    there = _types(anki)
    for model in (card_type(), cloze_type()):
        (looks,) = model.templates
        sides = {"Front": looks["qfmt"], "Back": looks["afmt"]}
        if model.name not in there:
            cloze = model.name == CLOZE_NAME
            new = {"modelName": model.name, "inOrderFields": list(FIELDS), "css": model.css, "isCloze": cloze}
            anki.call("createModel", **new, cardTemplates=[{"Name": looks["name"], **sides}])
            continue
        if anki.call("modelTemplates", modelName=model.name) != {looks["name"]: sides}:
            anki.call("updateModelTemplates", model={"name": model.name, "templates": {looks["name"]: sides}})
        if anki.call("modelStyling", modelName=model.name) != {"css": model.css}:
            anki.call("updateModelStyling", model={"name": model.name, "css": model.css})


def _make_decks(anki: Anki, title: str, notes: Iterable[Note], sent: Sent) -> None:
    """Make the decks that are missing, with options in which new cards come in learning order; decks that are there keep theirs."""
    missing = sorted({title, *(note.deck for note in notes)}.difference(anki.call("deckNames")))
    anki.each("createDeck", [{"deck": deck} for deck in missing])
    try:
        _set_options(anki, title, missing)
    except RoadloomError as error:  # the cards can be learned all the same
        sent.refused.append(f"the deck options: {error}")


def _set_options(anki: Anki, title: str, new: Sequence[str]) -> None:
    if not new:
        return
    options = anki.call("getDeckConfig", deck=title)
    if title in new:
        options = {**options, "id": anki.call("cloneDeckConfigId", name=PRESET, cloneFrom=options["id"]), "name": PRESET, **IN_ORDER}
        anki.call("saveDeckConfig", config=options)
    if options["name"] == PRESET:
        anki.call("setDeckConfigId", decks=new, configId=options["id"])


def _update(anki: Anki, changed: Sequence[Note], olds: Mapping[str, Old]) -> None:
    """Write the fields that differ, and add and remove our tags; what the user wrote and tagged is never sent."""
    calls, more, less = [], defaultdict(list), defaultdict(list)
    for note in changed:
        old = olds[note.guid]
        fields = {name: new for name, new, was in zip(FIELDS, note.fields, old.fields, strict=True) if new != was}
        if fields:
            calls.append({"note": {"id": int(note.guid), "fields": fields}})
        for name in set(note.tags).difference(old.tags):
            more[name].append(int(note.guid))
        for name in set(old.tags).difference(note.tags):
            less[name].append(int(note.guid))
    anki.each("updateNoteFields", calls)
    _tag(anki, "addTags", more)
    _tag(anki, "removeTags", less)


def _tag(anki: Anki, action: str, tags: Mapping[str, Sequence[int]]) -> None:
    anki.each(action, [{"notes": batch, "tags": name} for name in sorted(tags) for batch in batches(tags[name])])


def _create(anki: Anki, fresh: Sequence[Note], sent: Sent) -> list[tuple[int, int]]:
    """Add notes, and return their cards with the places that these should have."""
    made: dict[str, Note] = {}
    # one by one within a batch: "addNotes" takes back all of them if it refuses one, and older versions do not say why
    for (number, refusal), note in zip(anki.tried("addNote", [{"note": _as_call(note)} for note in fresh]), fresh, strict=True):
        if number is None:
            sent.refused.append(f"the note {note.fields[0]}: {refusal or 'no reason given'}")
        else:
            made[str(number)] = note
    sent.created -= len(sent.refused)
    cards = [card for row in anki.about("notesInfo", "notes", [int(number) for number in made]) for card in row.get("cards", ())]
    found = _cards(anki, cards)
    return [move for number, note in made.items() for move in _moves(note, found.get(number, ()))]


def _as_call(note: Note) -> dict[str, Any]:
    model = CLOZE_NAME if note.cloze else CARD_NAME
    fields = dict(zip(FIELDS, note.fields, strict=True))
    return {"deckName": note.deck, "modelName": model, "fields": fields, "tags": note.tags, "options": {"allowDuplicate": False}}


def _move(anki: Anki, moves: Iterable[tuple[int, int]]) -> None:
    """Put new cards in their places."""
    calls = [{"card": card, "keys": ["due"], "newValues": [place]} for card, place in moves]
    failed = sum(result != [True] for result in anki.each("setSpecificValueOfCard", calls))
    if failed:
        raise RoadloomError(
            f"Anki left {failed} new cards where they were.", remedy="Sort them by the order of import: Browse, Reposition."
        )
