"""What is to be done with every file of a folder, and in which order.

Where each file goes is found out in `roadloom.exporters.placing`, what it shall hold in `roadloom.exporters.keeping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from roadloom.exporters import markers
from roadloom.exporters.keeping import SETTINGS, Record, Verdict, conflict_name, farewell, holds_words, settle
from roadloom.exporters.markers import digest
from roadloom.exporters.placing import Folder, Places, fold, other

ARCHIVE = "Archive"


class Step(NamedTuple):
    """One thing to do.

    Attributes
    ----------
    action : create, update, conflict, move, archive, restore or remove; keep and foreign do nothing and are only reported.
    data : what to write at `path`; None: nothing is written.
    source : what is removed once `path` is written.
    """

    action: str
    path: str
    data: str | None = None
    why: str = ""
    source: str | None = None


@dataclass(slots=True)
class Plan:
    """Every step, in the order in which it is safe to take them, and what the manifest says afterwards."""

    steps: list[Step] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    unchanged: int = 0


def plan(
    wanted: Mapping[str, str], records: Mapping[str, list[Record]], folder: Folder, sums: Mapping[str, str], *, rename: bool = False
) -> Plan:
    """Bring together what should be there, what was written before, and what is there.

    Parameters
    ----------
    wanted : path → content, all of it.
    records : path → what was, or may have been, written there.
    sums : path → digest of what is wanted there.
    rename : move files that hold no words of the user's, and that no words of theirs link to, where they are wanted now.
    """
    places = Places(wanted, records, folder, rename)
    result = Plan()
    for path, place in places.of.items():
        _plan_file(result, places, path, place, sums[path])
    used = {*places.of.values(), *places.restored.values(), *places.renamed.values()}
    for path in sorted(records):
        here = places.locate(records[path][0].id, path)
        # A note that was moved during an interrupted export is remembered at several places.
        if path not in places.kept and here is not None and here not in used:
            _plan_gone(result, places, path, here)
    order = ("conflict", "create", "restore", "move", "update", "archive", "remove", "keep", "foreign")
    result.steps += [Step("foreign", path, why=f"is taken by another file; ours is {place}") for path, place in places.evaded]
    result.steps.sort(key=lambda step: (order.index(step.action), step.path))
    return result


def _plan_file(result: Plan, places: Places, path: str, place: str, sha256: str) -> None:
    """Plan one wanted file, whose digest is known."""
    written = places.written(path)
    result.records[place] = _record(places, path, place, written, sha256 if written is places.wanted[path] else digest(written))
    archived, renamed = places.restored.get(place), places.renamed.get(place)
    here = archived or renamed or places.present.get(fold(place))
    if here is None:
        result.steps.append(Step("create", place, written))
        return
    present = places.folder.read(here)
    verdict = settle(place, present, written, places.records_of(here), places.names)
    _set_aside(result, places, place, verdict)
    if verdict.text is None or verdict.why:
        result.steps.append(Step("keep", place, why=verdict.why))
    if renamed:
        result.steps.append(Step("move", place, verdict.text or present, why=f"was {renamed}", source=renamed))
    elif archived:
        result.steps.append(Step("restore", place, verdict.text or present, source=archived))
    elif verdict.text is not None and verdict.text != present:
        result.steps.append(Step("update", here, verdict.text))
    else:
        result.unchanged += 1


def _record(places: Places, path: str, place: str, written: str, sha256: str) -> Record:
    """Describe a file as it is written; where nothing about it changed, that is the record of the last export."""
    identity, moved = places.ids[path], places.moved_by_user(place)
    for record in places.records.get(place, ()):
        if record.sha256 == sha256 and record.id == identity and record.moved == moved and not record.archived:
            return record
    return Record.of(place, written, identity, sha256=sha256, moved=moved)


def _set_aside(result: Plan, places: Places, place: str, verdict: Verdict) -> None:
    """Plan a copy of words that cannot stay in a file; one that is there already is not touched."""
    if not verdict.aside:
        return
    copy = conflict_name(place, verdict.aside)
    if fold(copy) not in places.present:
        result.steps.append(Step("conflict", copy, verdict.aside + "\n", why=f"holds what was changed in the generated part of {place}"))


def _plan_gone(result: Plan, places: Places, path: str, here: str) -> None:
    """Plan what becomes of a file that is no longer wanted, and now stands at `here`."""
    records = places.records[path]
    if path.startswith(SETTINGS):
        return
    if any(r.archived for r in records):
        result.records[here] = records[-1]
        return
    present = places.folder.read(here)
    if not holds_words(present, records, places.names):
        result.steps.append(Step("remove", here, why="is no longer wanted", source=here))
        return
    if markers.parse(present) is None:
        result.steps.append(Step("keep", here, why="is no longer written, and was changed by hand: it is yours now"))
        return
    verdict, plain = farewell(present, records, places.names)
    _set_aside(result, places, here, verdict)
    home = here if here != path else _shelf(f"{ARCHIVE}/{PurePosixPath(path).name}", verdict.text or present, places, result)
    why = "is in the graph no more; kept for what you wrote in it"
    result.steps.append(Step("archive", home, verdict.text, why, source=here if here != home else None))
    result.records[home] = Record.of(home, plain, records[0].id, archived=True)


def _shelf(wish: str, text: str, places: Places, result: Plan) -> str:
    """Return where a note is archived: a free path, or the copy that an interrupted export left."""
    blocked = set(places.present) | {fold(path) for path in result.records}
    if fold(wish) not in blocked or (fold(wish) in places.present and places.folder.read(places.present[fold(wish)]) == text):
        return wish
    return other(wish, text, blocked)
