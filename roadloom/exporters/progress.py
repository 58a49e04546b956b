"""What the owner of a vault marked and ticked in it since it was written, and how that goes together with the learner's file.

Properties count before boxes, and what changed in the vault before what changed in the file; what changed nowhere is as the last
export had it. For that an export notes in the manifest what the file said and what came out (`noted`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from roadloom.exporters import markers, wording
from roadloom.exporters.keeping import Record, read_properties
from roadloom.exporters.links import name_of
from roadloom.exporters.writing import noted, recorded

OPEN = "open"
STATUSES = ("known", "doing", "skip", OPEN)
_BOXES = {" ": OPEN, "/": "doing", "-": "skip"}
"""What the character in a box says, as many themes show it; any other is a tick."""
_TOPIC = "topic/"


@dataclass(slots=True)
class Progress:
    """What changed in a vault since its last export.

    Attributes
    ----------
    changed : id of a topic → known, doing, skip or open.
    odd : notes with a status that is none of these, as (path, status).
    file, all : what the learner's file said at the last export, and what the vault was written with: id → status, open ones left out.
    ours : how many notes of topics there are.
    """

    changed: dict[str, str] = field(default_factory=dict)
    odd: list[tuple[str, str]] = field(default_factory=list)
    file: Mapping[str, str] = field(default_factory=dict)
    all: Mapping[str, str] = field(default_factory=dict)
    ours: int = 0

    def renamed(self, names: Mapping[str, str]) -> Progress:
        """Return the same of topics whose ids have changed: former id → id."""
        changed, file, known = ({names.get(t, t): status for t, status in part.items()} for part in (self.changed, self.file, self.all))
        return replace(self, changed=changed, file=file, all=known)

    def merged(self, said: Mapping[str, str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        """Join the vault's changes with those of the learner's file, which says `said` now (id → status).

        Returns the status of every topic that is not open, and of topics that both changed otherwise: what the file says, and what
        the vault says, which counts.
        """
        result: dict[str, str] = {}
        both: dict[str, tuple[str, str]] = {}
        for topic in sorted({*self.changed, *self.all, *said, *self.file}):
            now, before = said.get(topic, OPEN), self.file.get(topic, OPEN)
            status = self.changed.get(topic, now if now != before else self.all.get(topic, OPEN))
            if now not in (before, status):
                both[topic] = (now, status)
            if status != OPEN:
                result[topic] = status
        return result, both

    def note(self, said: Mapping[str, str], merged: Mapping[str, str]) -> dict[str, Any]:
        """Return what the manifest shall remember of an export for which the file said `said`, and `merged` came out."""
        return {"learner": {"file": dict(said), "all": dict(merged)}} if said or merged else {}


def read(folder: Path) -> Progress:
    """Read what changed in a vault; nothing has where there is none.

    Raises
    ------
    OutputError : the manifest of the vault cannot be read.
    """
    state = noted(folder).get("learner", {})
    found = Progress(file=state.get("file", {}), all=state.get("all", {}))
    records = recorded(folder)
    by_id = {r[0].id: r[0] for r in reversed(list(records.values()))}
    notes = dict(_notes(folder))
    ids = {path: identity for path, text in notes.items() if (identity := markers.note_id(text))}
    topics = {name_of(path): r[0].id for path, r in records.items()} | {name_of(path): identity for path, identity in ids.items()}
    found.ours = sum(identity.startswith(_TOPIC) for identity in ids.values())
    touched = {path: notes[path] for path, identity in ids.items() if not _untouched(notes[path], by_id.get(identity))}
    for path, text in sorted(touched.items()):
        found.changed |= _boxes(text, by_id.get(ids[path]), topics)
    for path, text in sorted(touched.items()):
        if ids[path].startswith(_TOPIC):
            _property(found, path, ids[path], text, by_id.get(ids[path]))
    return found


def _notes(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and content of every note."""
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(".md"):
                path = Path(base, name)
                yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8", "surrogateescape")


def _untouched(text: str, record: Record | None) -> bool:
    return record is not None and markers.digest(text) == record.sha256


def _property(found: Progress, path: str, topic: str, text: str, record: Record | None) -> None:
    """Take over the status of a topic's note, if somebody changed it."""
    now, before = _status(text), _status(record.base or "") if record else OPEN
    if now == before or now is None:
        return
    status = _words().get(now.casefold())
    if status is None:
        found.odd.append((path, now))
    elif status != before:
        found.changed[topic] = status


def _status(note: str) -> str | None:
    """Return the status in the properties of a note; None where it has none that can be read."""
    head = markers.head(note)
    value = (read_properties(head) or {}).get("status") if head else None
    return str(value).strip() if value not in (None, "") else None


def _words() -> dict[str, str]:
    """Map what people may write for a status, in every language of the interface, to the status."""
    tables = [wording.words(language) for language in wording.LANGUAGES]
    return {table[f"status_{status}"].casefold(): status for table in tables for status in STATUSES} | {s: s for s in STATUSES}


def _boxes(text: str, record: Record | None, topics: Mapping[str, str]) -> dict[str, str]:
    """Return what changed boxes of a generated block say of the topics that their lines are about."""
    note = markers.parse(text)
    if note is None or record is None:
        return {}
    ticked = {topics.get(subject[2:-2]) for subject in record.ticked}
    changed = {}
    for subject, state in markers.ticks(note.block).items():
        topic = topics.get(subject[2:-2], "")
        status = _BOXES.get(state, "known")
        if topic.startswith(_TOPIC) and status != ("known" if topic in ticked else OPEN):
            changed[topic] = status
    return changed
