"""The generated block of a note, and what stands around it.

A note of ours is frontmatter, free space, one generated block between two marker lines, free space. What stands in the free space
belongs to the user. Both the writer and whoever reads a vault back need this anatomy.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from roadloom.exporters import links

BEGIN = "<!-- roadloom:begin · generated, written anew at each export; your own words go above or below -->"
END = "<!-- roadloom:end -->"

_FENCE = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_OPENING = "<!-- roadloom:"
_BEGIN = re.compile(r"<!-- roadloom:begin\b[^\r\n>]*-->")
_ID = re.compile(r"^id:[ \t]+(?P<id>\S.*?)[ \t]*\r?$", re.MULTILINE)
_FORMER = re.compile(r"^former_ids:\n(?P<items>(?:  - .+\n)+)", re.MULTILINE)
_ITEM = re.compile(r"^  - (.+)$", re.MULTILINE)
_BOX = re.compile(r"\[.\] ")
_TASK = re.compile(r"^(?P<lead>[ \t]*[-*+] \[)(?P<state>[^\r\n])(?P<rest>\] (?P<words>[^\r\n]*))", re.MULTILINE)


class Note(NamedTuple):
    """The four parts of a note; `head + before + block + after` is the note."""

    head: str
    before: str
    block: str
    after: str

    def __str__(self) -> str:
        return "".join(self)


def wrap(head: str, body: str, after: str = "") -> str:
    """Put a note together: frontmatter, the generated body between markers, and what is offered as free space."""
    return f"{head}{BEGIN}\n{body.strip()}\n{END}\n{after}"


def parse(note: str) -> Note | None:
    """Take a note apart; None where there is not exactly one pair of markers, in order."""
    start = note.find(_OPENING)
    end = note.find(_OPENING, start + 1)
    if end < 0 or note.find(_OPENING, end + 1) >= 0 or not _BEGIN.match(note, start) or not note.startswith(END, end):
        return None
    end += len(END)
    properties = head(note)
    if len(properties) > start:  # what looks like properties ends within the block
        properties = ""
    return Note(properties, note[len(properties) : start], note[start:end], note[end:])


def head(note: str) -> str:
    """Return the frontmatter of a note, with its two lines; "" where there is none."""
    opening = _FENCE.match(note)
    at = opening.end() if opening else -1
    while at > 0:
        if closing := _FENCE.match(note, at):
            return note[: closing.end()]
        at = note.find("\n---", at) + 1
    return ""


def note_id(note: str) -> str | None:
    """Return the id in the frontmatter of a note, None where there is none."""
    if not note.startswith("---"):
        return None
    end = note.find("\n---", 3)
    found = _ID.search(note, 0, end) if end > 0 else None
    if not found:
        return None
    return _unquoted(found["id"])


def _unquoted(value: str) -> str | None:
    """Return what a YAML scalar of one line says; None where that cannot be read."""
    if value[0] == value[-1] == "'" and len(value) > 1:
        return value[1:-1].replace("''", "'")
    try:
        return str(json.loads(value)) if value.startswith('"') else value
    except ValueError:
        return None


def former_ids(note: str) -> tuple[str, ...]:
    """Return the ids that the thing of a generated note had before."""
    found = _FORMER.search(head(note)) if "\nformer_ids:\n" in note else None
    return tuple(_unquoted(value) or "" for value in _ITEM.findall(found["items"])) if found else ()


def neutral(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return the text as it was generated, whatever Obsidian did to it on its own.

    Line ends, ticked boxes, and links that followed a renamed or moved note (`names`: present name → generated name) make no edit.
    """
    plain = links.bare(text.replace("\r\n", "\n") if "\r" in text else text, names or {})
    return _TASK.sub(r"\g<lead> \g<rest>", plain) if _may_hold_tasks(plain) else plain


def _may_hold_tasks(text: str) -> bool:
    """Tell in no time that there are no boxes in a text, as in most notes."""
    return _BOX.search(text) is not None


def digest(text: str | bytes) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text).hexdigest()


def ticks(block: str, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the boxes of a block: what the line is about (its first link, else its words) → the character in the box."""
    if not _may_hold_tasks(block):
        return {}
    plain = block.replace("\r\n", "\n")
    return {_subject(found["words"], names or {}): found["state"] for found in _TASK.finditer(plain)}


def with_ticks(block: str, state: Callable[[str, str], str]) -> str:
    """Set every box of a block to `state(subject, generated character)`."""
    return _TASK.sub(lambda found: found["lead"] + state(_subject(found["words"], {}), found["state"]) + found["rest"], block)


def _subject(words: str, names: Mapping[str, str]) -> str:
    name = links.first(words)
    return words.strip() if name is None else f"[[{names.get(name, name)}]]"
