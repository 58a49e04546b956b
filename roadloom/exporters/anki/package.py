"""Notes -> the bytes of an .apkg, equal for equal notes.

genanki writes the collection with its decks and note types. Its archive's entries take the clock, its notes one time for all and its cards
one place for all of a note; here the archive has no time, every note has its own, and so has every card its place.
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
from typing import Any, Final

import genanki

from .model import CARD_MODEL, CLOZE_MODEL, FIELDS, card_type, cloze_type

PRESET: Final = "roadloom"
IN_ORDER: Final = {"newGatherPriority": 1, "newSortOrder": 1}
"""Deck options with which new cards come by their place, whatever subdeck they are in."""
_PRESET = 1718035203
_SORTED_BY = FIELDS.index("Front")
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


class _Deck(genanki.Deck):
    def to_json(self) -> dict[str, Any]:
        return {**super().to_json(), "conf": _PRESET}


def package(notes: Iterable[Note], *, title: str, description: str, moment: int) -> bytes:
    """Write a deck tree below `title`.

    `moment` (seconds, > 0) dates the collection and is the base of note and card ids; Anki moves an id that it already has.
    """
    notes = list(notes)
    decks = {title: _Deck(_deck_id(title), title, description)}
    decks |= {name: _Deck(_deck_id(name), name) for name in dict.fromkeys(note.deck for note in notes) if name != title}
    for cloze in sorted({note.cloze for note in notes}):
        decks[title].add_model(cloze_type() if cloze else card_type())
    return _archive(_database(list(decks.values()), notes, moment))


def _deck_id(name: str) -> int:
    # Anki finds decks by name; the id only has to be the same in every export, and to be none of Anki's own small ones.
    return int.from_bytes(hashlib.sha256(f"roadloom deck 1 {name}".encode()).digest()[:5], "big") + (1 << 40)


def _database(decks: list[_Deck], notes: Sequence[Note], moment: int) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        cursor = connection.cursor()
        genanki.Package(decks).write_to_db(cursor, moment, itertools.count(moment * 1000))
        indexes = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("UPDATE col SET mod = ?", (moment * 1000,))
        _add_preset(cursor)
        first = moment * 1000
        cursor.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')", _note_rows(notes, first))
        cards = _card_rows(notes, first, first + len(notes))
        cursor.executemany("INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", cards)
        for _, sql in indexes:  # once for all rows, which is faster
            cursor.execute(sql)
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _note_rows(notes: Iterable[Note], first: int) -> Iterator[tuple[int | str, ...]]:
    """Yield id, guid, note type, modification time, tags, fields and sort field."""
    types = {True: CLOZE_MODEL, False: CARD_MODEL}
    for number, note in enumerate(notes, start=first):
        tags = f" {' '.join(note.tags)} "
        yield number, note.guid, types[note.cloze], note.modified, tags, "\x1f".join(note.fields), note.fields[_SORTED_BY]


def _card_rows(notes: Iterable[Note], first_note: int, first: int) -> Iterator[tuple[int, ...]]:
    """Yield id, note, deck, ordinal, modification time and place."""
    numbers = itertools.count(first)
    decks: dict[str, int] = {}
    for number, note in enumerate(notes, start=first_note):
        deck = decks.get(note.deck) or decks.setdefault(note.deck, _deck_id(note.deck))
        for ordinal, place in enumerate(note.places):
            yield next(numbers), number, deck, ordinal, note.modified, place


def _add_preset(cursor: sqlite3.Cursor) -> None:
    """Add deck options in which new cards come in learning order, and siblings on different days."""
    (text,) = cursor.execute("SELECT dconf FROM col").fetchone()
    options = json.loads(text)
    preset = options["1"] | {"id": _PRESET, "name": PRESET} | IN_ORDER
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
            archive.writestr(entry, data)  # stored: what zlib makes of it differs from build to build
    return file.getvalue()
