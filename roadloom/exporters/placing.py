"""Where every file of a folder goes.

Files that carry an id are known by it: the note of a topic stays where it is when the topic's title changes, and is found when the
user moves it. Links in what is written lead to where the notes really are.
"""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Protocol

from roadloom.exporters import links, markers
from roadloom.exporters.keeping import SETTINGS, Record, holds_words
from roadloom.exporters.links import name_of
from roadloom.exporters.markers import digest

_CANVAS_FILE = re.compile(r'(?<="file": )"(?:[^"\\]|\\.)*"')


class Folder(Protocol):
    """What stands in the folder already."""

    paths: list[str]

    def read(self, path: str) -> str:
        """Return the content of a file; bytes that are no UTF-8 come as lone surrogates."""


@lru_cache(maxsize=1 << 16)  # each path of a folder is folded several times
def fold(path: str) -> str:
    """Return the key under which a file system may take two paths for one."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


class Places:
    """Where every wanted file goes (`of`), and the names that follow from it."""

    def __init__(self, wanted: Mapping[str, str], records: Mapping[str, list[Record]], folder: Folder, rename: bool = False) -> None:
        self.wanted, self.records, self.folder = wanted, records, folder
        self.present = {fold(path): path for path in folder.paths}
        # After an interruption an id may be recorded at two paths: the one with a file counts.
        recorded = sorted(records, key=lambda path: (fold(path) in self.present, path))
        self.by_id = {r.id: path for path in recorded for r in records[path]}
        self.ids = {path: markers.note_id(text) or path for path, text in wanted.items()}
        self._former = {path: former for path, text in wanted.items() if (former := markers.former_ids(text))}
        self.of: dict[str, str] = {}
        self.kept: set[str] = set()
        """Recorded paths whose files are still wanted."""
        self.evaded: list[tuple[str, str]] = []
        self.restored: dict[str, str] = {}
        """New place → place in the archive."""
        self.renamed: dict[str, str] = {}
        """New place → place so far, of files that are moved by us."""
        self.strays = self._strays()
        self._settle(rename)
        self._origin = self._moved()
        self._found = {place for path, place in self.of.items() if path != place and place in self.strays.values()}
        moves = [*self._origin.items(), *self.renamed.items()]
        self.names = {name_of(new): name_of(old) for new, old in moves if name_of(new) != name_of(old)}
        self._astray = any(path != place for path, place in self.of.items())
        self._links = {name_of(path): name_of(place) for path, place in self.of.items() if name_of(path) != name_of(place)}

    def _strays(self) -> dict[str, str]:
        """Find notes of ours that the user moved: id → path. Files are read only if one is missing."""
        former = {identity for ids in self._former.values() for identity in ids}
        missing = {i for i in {*self.ids.values(), *self.by_id, *former} if fold(self.by_id.get(i, "")) not in self.present}
        found: dict[str, str] = {}
        for path in sorted(self.folder.paths) if missing else ():
            if path not in self.records and path.endswith(".md"):
                text = self.folder.read(path)
                identity = markers.note_id(text)
                if identity in missing and markers.parse(text):
                    found.setdefault(identity, path)
        return found

    def locate(self, identity: str, path: str) -> str | None:
        """Return where a file of ours stands now, None if it is gone."""
        here = self.present.get(fold(path)) if path in self.records else None
        return here or self.strays.get(identity)

    def _known_as(self, path: str) -> str:
        """Return the id under which a file is known here: its own, else one that its thing had before."""
        ids = (self.ids[path], *self._former.get(path, ()))
        return next((identity for identity in ids if identity in self.by_id or identity in self.strays), ids[0])

    def _stands(self, path: str, identity: str) -> bool:
        """Tell whether a file stands where it is wanted (after an interruption another may stand where it was)."""
        return fold(path) in self.present and any(r.id == identity and not r.archived for r in self.records.get(path, ()))

    def _settle(self, rename: bool) -> None:
        """Give every wanted file its place: files that are there keep theirs, new ones take what is free."""
        used: set[str] = set()
        for path in sorted(self.wanted):
            identity = self._known_as(path)
            old = path if self._stands(path, identity) else self.by_id.get(identity, "")
            here = self.locate(identity, old)
            if path.startswith(SETTINGS):
                here = self.present.get(fold(path), path)
            if here is None or fold(here) in used:
                continue
            self.kept.add(old)
            if any(r.archived for r in self.records.get(old, ())) and here == old:
                self.restored[path] = here
                continue
            self.of[path] = here
            used.add(fold(here))
        if rename:
            self._rename(used)
        self._settle_new(used)

    def _rename(self, used: set[str]) -> None:
        """Move files to where they are wanted now, unless somebody wrote in them, put them there, or links to them."""
        linked: set[str] | None = None
        others = self._names_of_others(used)
        for path, here in sorted(self.of.items()):
            records = self.records.get(here, [])
            if fold(path) == fold(here) or any(r.moved for r in records) or fold(path) in used or fold(path) in self.present:
                continue
            if fold(name_of(path)) in others:
                continue
            if not records or holds_words(self.folder.read(here), records, {}):
                continue
            linked = self._linked_by_user() if linked is None else linked
            if fold(name_of(here)) not in linked:
                self.of[path], self.renamed[path] = path, here
                used.add(fold(path))

    def _linked_by_user(self) -> set[str]:
        """Return the names that words of the user's link to: renaming those would break what is not ours to mend."""
        found: set[str] = set()
        moved = {path: self.by_id.get(identity, "") for identity, path in self.strays.items()}
        for path in self.folder.paths:
            text = self.folder.read(path)
            records = self.records.get(path) or self.records.get(moved.get(path, ""), [])
            if any(digest(text) == r.sha256 for r in records):
                continue
            note = markers.parse(text) if records else None
            if note:
                found |= links.targets(note.before + note.after)
                ours = {line for r in records for line in (r.base or "").splitlines()}
                found |= links.targets("\n".join(line for line in note.head.splitlines() if line not in ours))
            elif path.endswith(".canvas"):
                found |= {name_of(json.loads(match[0])) for match in _CANVAS_FILE.finditer(text)}
            else:
                found |= links.targets(text)
        return {fold(name) for name in found}

    def _settle_new(self, used: set[str]) -> None:
        """Give the files that are not there yet a free place, and notes a name that no other note answers to."""
        titles = self._names_of_others(used)
        blocked = used | set(self.present)
        for path in sorted(self.wanted.keys() - self.of.keys()):
            place = path
            if (fold(path) in blocked and not self._abandoned(path, used)) or fold(name_of(path)) in titles:
                place = other(path, self.ids[path], blocked)
                self.evaded.append((path, place))
            self.of[path] = place
            used.add(fold(place))
            blocked.add(fold(place))
            if path in self.restored:
                self.restored[place] = self.restored.pop(path)

    def _names_of_others(self, used: set[str]) -> set[str]:
        """Return the names that notes answer to which are not ours, or are archived."""
        ours = {fold(p) for p, found in self.records.items() if not any(r.archived for r in found)}
        ours |= used | {fold(p) for p in self.restored.values()}
        return {fold(name_of(p)) for p in self.folder.paths if fold(p) not in ours and p.endswith(".md")}

    def _abandoned(self, path: str, used: set[str]) -> bool:
        """Tell whether a file of ours, untouched and no longer wanted for what it was about, may serve for something else."""
        if path not in self.records or path in self.kept or fold(path) in used or fold(path) not in self.present:
            return False
        untouched = digest(self.folder.read(self.present[fold(path)])) in {r.sha256 for r in self.records[path]}
        if untouched:
            self.kept.add(path)
        return untouched

    def _moved(self) -> dict[str, str]:
        """Map where the user moved files since the last export to where they stood."""
        return {self.strays[i]: old for i, old in self.by_id.items() if i in self.strays and fold(old) not in self.present}

    def written(self, path: str) -> str:
        """Return a wanted file with links that lead to where the notes are."""
        text = links.relink(self.wanted[path], self._links)
        if not self._astray:
            return text
        if path.endswith(".canvas"):
            return _CANVAS_FILE.sub(self._present_path, text)
        return links.reroute(text, lambda target: self._way(target, path)) if path.endswith(".md") else text

    def _way(self, target: str, path: str) -> str | None:
        """Return the way from the place of a file to the place of another that it links to by a relative way."""
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        place = self.of.get(wanted)
        return None if place is None else links.href(place, self.of[path])

    def _present_path(self, found: re.Match[str]) -> str:
        """Give the JSON string of a wanted path as that of its place."""
        path = json.loads(found[0])
        return json.dumps(self.of.get(path, path), ensure_ascii=False)

    def records_of(self, place: str) -> list[Record]:
        """Return what was written into the file that now stands at a place."""
        return self.records.get(place) or self.records.get(self._origin.get(place, ""), [])

    def moved_by_user(self, place: str) -> bool:
        """Tell whether the user put a file where it is; of a file that no export remembers, that is assumed."""
        return place in self._found or any(r.moved for r in self.records.get(place, ()))


def other(path: str, identity: str, blocked: Iterable[str]) -> str:
    """Return another name for a file, told from the first by a hash of what it is about."""
    at, full = PurePosixPath(path), digest(identity)
    tries = (str(at.with_name(f"{at.stem} ({full[:length]}){at.suffix}")) for length in range(6, 65))
    return next(name for name in tries if fold(name) not in blocked)
