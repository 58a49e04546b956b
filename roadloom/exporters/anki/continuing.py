"""What becomes of the notes of the deck before: those that go on, and those that are gone."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from .markup import tag
from .model import FIELDS
from .package import Note
from .previous import Old, Previous

_MINE = FIELDS.index("My notes")
_FRONT = FIELDS.index("Front")
GONE = tag("roadloom", "gone")


def proceed(note: Note, old: Old | None, now: int) -> None:
    """Give a note its time, and what it has from the deck before: identity, the user's notes and tags."""
    note.modified = now
    if old is not None:
        note.guid = old.guid
        note.fields[_MINE] = old.fields[_MINE]
        note.tags = sorted({*note.tags, *old.own_tags})
        same = _stored(note.fields) == _stored(old.fields) and set(_stored(note.tags)) == set(_stored(old.tags))
        # Anki takes an update only from a newer note
        note.modified = old.modified if same else max(now, old.modified + 1)


def _stored(texts: Iterable[str]) -> list[str]:
    return [unicodedata.normalize("NFC", text) for text in texts]  # as Anki stores them


def removed(previous: Previous, continued: Collection[str], possible: Collection[str], kinds: Collection[str], mark: str) -> Iterator[Old]:
    """Yield the notes for which the graph has nothing to say any more.

    `continued` are the GUIDs of this deck, `possible` the Ids of all cards of the graph: what this deck merely leaves out (known, not on
    the path, not ready) is not gone. Nor is anything of a kind or language that was not asked for.
    """
    for key, old in previous.notes.items():
        kind, lang, *_ = html.unescape(key).split(" ")
        if old.guid not in continued and key not in possible and kind in kinds and lang == mark and old.ours:
            yield old


def farewell(old: Old, now: int, place: int) -> Note:
    """Carry a removed note on, tagged: Anki never deletes a note that a file no longer holds, so it is for the user to find and decide."""
    modified = old.modified if GONE in old.tags else max(now, old.modified + 1)
    deletions = len(set(re.findall(r"\{\{c(\d+)::", old.fields[_FRONT]))) if old.cloze else 1
    return Note(old.guid, list(old.fields), sorted({*old.tags, GONE}), old.deck, range(place, place + deletions), modified, cloze=old.cloze)
