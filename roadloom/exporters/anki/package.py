"""Notes -> the bytes of an .apkg, equal for equal notes.

genanki writes the tables. It takes the clock for the archive's entries, one time for all notes and one place in the queue for all cards
of a note; here the archive has no time, every note has its own, and so has every card its place.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import genanki

from .model import card_type, cloze_type

_PRESET = 1718035203
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say


@dataclass(slots=True)
class Note:
    """A note as it is written.

    `places` are the places of its cards among all new cards of the deck, from 0: one, or one for each cloze deletion.
    """

    guid: str
    fields: list[str]
    tags: list[str]
    deck: str
    places: Sequence[int]
    modified: int
    cloze: bool = False


class _Card(genanki.Card):
    def __init__(self, ordinal: int, place: int) -> None:
        super().__init__(ordinal)
        self.place = place

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, note_id: int, id_gen: Iterator[int], due: int = 0) -> None:
        super().write_to_db(cursor, timestamp, deck_id, note_id, id_gen, self.place)


class _Note(genanki.Note):
    def __init__(self, note: Note) -> None:
        super().__init__(model=cloze_type() if note.cloze else card_type(), fields=note.fields, tags=note.tags, guid=note.guid)
        self.note = note

    @property
    def cards(self) -> list[_Card]:
        return [_Card(ordinal, place) for ordinal, place in enumerate(self.note.places)]

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Check nothing: what documents say was escaped, and the tags are ours."""

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        super().write_to_db(cursor, self.note.modified, deck_id, id_gen)


class _Deck(genanki.Deck):
    def to_json(self) -> dict[str, Any]:
        return {**super().to_json(), "conf": _PRESET}


def package(notes: Iterable[Note], *, title: str, description: str, moment: int) -> bytes:
    """Write a deck tree below `title`.

    `moment` (seconds, > 0) dates the file and is the base of note and card ids; Anki moves an id that it already has.
    """
    decks = {title: _Deck(_deck_id(title), title, description)}
    for note in notes:
        if note.deck not in decks:
            decks[note.deck] = _Deck(_deck_id(note.deck), note.deck)
        decks[note.deck].add_note(_Note(note))
    return _archive(_database(list(decks.values()), moment))


def _deck_id(name: str) -> int:
    # Anki finds decks by name; the id only has to be the same in every export, and to be none of Anki's own small ones.
    return int.from_bytes(hashlib.sha256(f"roadloom deck 1 {name}".encode()).digest()[:5], "big") + (1 << 40)


def _database(decks: list[_Deck], moment: int) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        cursor = connection.cursor()
        genanki.Package(decks).write_to_db(cursor, moment, itertools.count(moment * 1000))
        _add_preset(cursor)
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _add_preset(cursor: sqlite3.Cursor) -> None:
    """Add deck options in which new cards come by their place, whatever subdeck they are in, and siblings on different days."""
    (text,) = cursor.execute("SELECT dconf FROM col").fetchone()
    options = json.loads(text)
    preset = options["1"] | {"id": _PRESET, "name": "roadloom", "newGatherPriority": 1, "newSortOrder": 1}
    preset["rev"] = preset["rev"] | {"perDay": 200}  # Anki's own figure of today; genanki's is of 2014, and new cards count against it
    options[str(_PRESET)] = preset
    cursor.execute("UPDATE col SET dconf = ?", (json.dumps(options),))


def _archive(collection: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in (("collection.anki2", collection), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # else the entry says which system it was made on
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=1)  # the others take thrice as long to save a tenth
    return file.getvalue()
