"""Read a deck that was made before, so that the next one changes only what has changed.

Understands what roadloom writes and what Anki exports with "Support older Anki versions" ticked; the latter also brings back the
user's tags and *My notes*.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
import zlib
from dataclasses import dataclass, field

from roadloom.errors import InputError

from .model import FIELDS

_LARGEST = 1 << 29  # bytes of an unpacked collection; far above any real deck, far below what fills a machine
_REMEDY = "Give a deck that roadloom wrote, or one exported from Anki with “Support older Anki versions” ticked."

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    sqlite3.Error,
    EOFError,
    RuntimeError,
    OverflowError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)
"""What reading a broken archive, table or JSON text may raise."""


@dataclass(slots=True)
class Old:
    """A note as the previous deck holds it."""

    guid: str
    fields: list[str]
    tags: list[str]
    modified: int  # seconds
    deck: str
    cloze: bool
    ours: bool = True  # it came from a deck of this graph, and may be found to be gone

    @property
    def own_tags(self) -> list[str]:
        """The tags that the user has given it."""
        return [name for name in self.tags if not name.casefold().startswith("roadloom")]


@dataclass(slots=True)
class Previous:
    """All notes of the previous deck that are ours, by the content of their `Id` field."""

    notes: dict[str, Old] = field(default_factory=dict)
    made: int = 0  # seconds

    @property
    def newest(self) -> int:
        """When it was made or its newest note was changed, in seconds; 0 for no deck."""
        return max([self.made, *(note.modified for note in self.notes.values())])


def read(data: bytes | None) -> Previous:
    """Read the notes of an .apkg; without one, there are none.

    Raises
    ------
    InputError
        If the bytes are no deck that can be read.
    """
    if data is None:
        return Previous()
    try:
        connection = sqlite3.connect(":memory:")
        try:
            connection.deserialize(_collection(data))
            ((made,),) = connection.execute("SELECT mod FROM col")
            return Previous(_notes(connection), made // 1000)
        finally:
            connection.close()
    except _BROKEN as error:
        raise InputError("The previous deck cannot be read.", remedy=_REMEDY) from error


def _collection(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "collection.anki21b" in names:
            raise InputError("The previous deck is in Anki's newest format, which only Anki reads.", remedy=_REMEDY)
        # Anki puts a note "please update" into the oldest format's file when it writes the newer one
        name = "collection.anki21" if "collection.anki21" in names else "collection.anki2"
        if archive.getinfo(name).file_size > _LARGEST:
            raise InputError("The previous deck is larger than any deck should be.", remedy=_REMEDY)
        collection = archive.read(name)
    if not collection.startswith(b"SQLite format 3\0"):
        raise ValueError("no database")
    return collection


def _notes(connection: sqlite3.Connection) -> dict[str, Old]:
    decks, models = map(json.loads, connection.execute("SELECT decks, models FROM col").fetchone())
    names = {int(key): str(deck["name"]) for key, deck in decks.items()}
    # told by their fields: AnkiConnect makes note types under ids of its own
    types = {int(key): model["type"] == 1 for key, model in models.items() if [field["name"] for field in model["flds"]] == list(FIELDS)}
    rows = connection.execute(
        "SELECT n.guid, n.mid, n.mod, n.tags, n.flds, min(c.did) FROM notes n JOIN cards c ON c.nid = n.id GROUP BY n.id ORDER BY n.id"
    )
    found: dict[str, Old] = {}
    for guid, model, modified, tags, content, deck in rows:
        fields = content.split("\x1f")
        if model in types and len(fields) == len(FIELDS):
            found.setdefault(fields[0], Old(guid, fields, tags.split(), int(modified), names.get(deck, "roadloom"), types[model]))
    return found
