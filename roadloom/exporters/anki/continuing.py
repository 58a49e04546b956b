"""What becomes of the notes of the deck before: those that go on, and those that are gone."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable

from .markup import tag
from .model import FIELDS
from .package import Note
from .previous import Old

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


def is_gone(key: str, old: Old, kinds: Collection[str], mark: str) -> bool:
    """Tell whether a note for which the graph has no card is newly gone.

    It is of the graph's own deck, and of a kind and language asked for. A note that has the tag already is carried on no more: once the
    user has deleted it, it would come back with every import.
    """
    kind, lang, *_ = html.unescape(key).split(" ")
    return kind in kinds and lang == mark and old.ours and GONE not in old.tags


def farewell(old: Old, now: int, place: int) -> Note:
    """Carry a removed note on, tagged: Anki never deletes a note that a file no longer holds, so it is for the user to find and decide."""
    modified = old.modified if GONE in old.tags else max(now, old.modified + 1)
    deletions = len(set(re.findall(r"\{\{c(\d+)::", old.fields[_FRONT]))) if old.cloze else 1
    return Note(old.guid, list(old.fields), sorted({*old.tags, GONE}), old.deck, range(place, place + deletions), modified, cloze=old.cloze)
