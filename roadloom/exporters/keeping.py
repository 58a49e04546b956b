"""What is to be done with each file of a folder, so that no word of the user's is lost.

Nothing here touches a disk: what stands there comes in as text, what should happen goes out as steps. The rules:

- what we wrote and nobody touched is written anew, or removed when it is no longer wanted;
- a note's text around the generated block, added properties, ticked boxes and changed properties are kept;
- a block edited by hand is set aside in a `.conflict` copy before it is written anew;
- any other file edited by hand stays as it is; settings are merged value by value;
- a file that we never wrote is never touched: ours gets another name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from roadloom.exporters import links, markers
from roadloom.exporters.markers import Note, digest, neutral
from roadloom.graph.datafiles import compose_foreign_yaml, parse_foreign_yaml

SETTINGS = ".obsidian/"
_MISSING: Any = object()
_NOTICE = """> [!warning] Archived · 已归档
> No document names this any more; the note stays for what you wrote in it.
> 已没有文档提到它；为了你写下的文字，这篇笔记保留在这里。"""


class Record(NamedTuple):
    """What the manifest remembers of a file as we generated it.

    Attributes
    ----------
    sha256 : of the bytes, had the user written nothing.
    id : of the node or page, for notes; else the path that the exporter wished for.
    block, around : digests of the generated block (see `markers.neutral`) and of the free space offered around it, for notes.
    base : the frontmatter of a note, or a settings file as a whole: what changes of the user's are told from.
    ticked : what the boxes that were generated as ticked are about.
    archived : the note left the graph and stays for the user's words only.
    moved : the user put the file where it is.
    """

    sha256: str
    id: str
    block: str | None = None
    around: str | None = None
    base: str | None = None
    ticked: tuple[str, ...] = ()
    archived: bool = False
    moved: bool = False

    @classmethod
    def of(
        cls, path: str, written: str, identity: str, *, sha256: str | None = None, archived: bool = False, moved: bool = False
    ) -> Record:
        """Describe a file as it is written when the user has added nothing, links leading to where notes really are."""
        note, sha256 = markers.parse(written), sha256 or digest(written)
        if note is None:
            return cls(sha256, identity, base=written if path.startswith(SETTINGS) else None, moved=moved)
        plain = neutral(note.block)
        boxes = markers.ticks(note.block) if plain != note.block else {}
        ticked = tuple(sorted(subject for subject, state in boxes.items() if state != " "))
        around = _digest_of_free_space(note.before + note.after)
        return cls(sha256, identity, digest(plain), around, note.head or None, ticked, archived, moved)

    def to_json(self, encode: Callable[[Any], str]) -> str:
        """Return what the manifest holds, in JSON: values that say nothing are left out."""
        said = [f'"{key}": {encode(value)}' for key, value in zip(self._fields, self, strict=True) if value]
        return "{" + ", ".join(said) + "}"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """Read a record back; keys of later versions are passed over."""
        get = data.get
        return cls(
            data["sha256"],
            data["id"],
            get("block"),
            get("around"),
            get("base"),
            tuple(get("ticked", ())),
            *map(bool, map(get, cls._fields[6:])),
        )


@lru_cache(maxsize=8)
def _digest_of_free_space(around: str) -> str:
    """Digest the free space that notes are offered: it is the same in all of them."""
    return digest(around)


@dataclass(slots=True)
class Verdict:
    """What becomes of one file, and what is set aside before."""

    text: str | None  # what the file should hold; None: leave it alone
    why: str = ""
    aside: str = ""  # words that cannot stay where they are: a block edited by hand


def settle(path: str, present: str, generated: str, records: list[Record], names: Mapping[str, str]) -> Verdict:
    """Decide what a file of ours should hold.

    Parameters
    ----------
    present : what stands in it. generated : what should, links already leading to where the notes are.
    records : what we may have written there: the last export, and one that was interrupted.
    names : present note name → its name at the last export, where the user renamed notes since.
    """
    if not present or present == generated or any(digest(present) == r.sha256 for r in records):
        return Verdict(generated)
    if path.startswith(SETTINGS):
        return _merge_settings(present, generated, records)
    new = markers.parse(generated)
    if new is None:
        return Verdict(None, "changed by hand; delete it to have it written anew")
    old = markers.parse(present)
    if old is None:
        return Verdict(None, "its markers are gone, so all of it is yours")
    return _merge_note(old, new, records, names)


def holds_words(present: str, records: list[Record], names: Mapping[str, str]) -> bool:
    """Tell whether a file holds anything that is not ours."""
    if any(digest(present) == r.sha256 for r in records):
        return False
    note = markers.parse(present)
    if note is None:
        return True
    return not any(
        r.block == digest(neutral(note.block, names))
        and r.around == digest((note.before + note.after).replace("\r\n", "\n"))
        and read_properties(r.base or "") == read_properties(neutral(note.head, names))
        and not _ticks_of_user(note, r, names)
        for r in records
    )


def _merge_note(old: Note, new: Note, records: list[Record], names: Mapping[str, str]) -> Verdict:
    """Put a new block and new properties into a note that somebody wrote in."""
    if "\r\n" in old.block:
        new = Note(*(part.replace("\n", "\r\n") for part in (new.head, new.before, new.block, new.after)))
    plain = digest(neutral(old.block, names))
    record = next((r for r in records if r.block == plain), records[0] if records else Record("", ""))
    mine = _ticks_of_user(old, record, names)
    boxes = markers.ticks(new.block, names)
    lost = any(subject not in boxes and state != " " for subject, state in mine.items())
    edited = plain not in {r.block for r in records} | {digest(neutral(new.block, names))}
    block = markers.with_ticks(new.block, lambda subject, state: mine.get(_as_recorded(subject, names), state))
    head, dropped, why = _merge_head(old.head, new.head, record.base or "", names)
    return Verdict(head + old.before + block + old.after, why, dropped + (old.block if edited or lost else ""))


def _ticks_of_user(note: Note, record: Record, names: Mapping[str, str]) -> dict[str, str]:
    """Return the boxes that somebody set otherwise than we generated them."""
    boxes = markers.ticks(note.block, names)
    generated = {subject: "x" if subject in record.ticked else " " for subject in boxes}
    return {subject: state for subject, state in boxes.items() if state != generated[subject]}


def _as_recorded(subject: str, names: Mapping[str, str]) -> str:
    """Name a box by what its note was called at the last export."""
    return f"[[{names.get(subject[2:-2], subject[2:-2])}]]" if subject.startswith("[[") else subject


# -- properties and settings -------------------------------------------------------------------------------------------


def three_way(base: Any, theirs: Any, ours: Any) -> Any:
    """Join two changes of one value: what only one side changed is taken from that side, else the user's stays.

    Mappings are joined key by key; of lists, what either side added is there and what either side removed is not.

    >>> three_way({"a": 1, "b": [1, 2]}, {"a": 1, "b": [2, 3]}, {"a": 5, "b": [1, 2, 4]})
    {'a': 5, 'b': [2, 3, 4]}
    """
    if theirs == base:
        return ours
    if ours in (base, theirs):
        return theirs
    if isinstance(theirs, dict) and isinstance(ours, dict):
        known = base if isinstance(base, dict) else {}
        keys = dict.fromkeys([*theirs, *ours])
        joined = {k: three_way(known.get(k, _MISSING), theirs.get(k, _MISSING), ours.get(k, _MISSING)) for k in keys}
        return {key: value for key, value in joined.items() if value is not _MISSING}
    if isinstance(theirs, list) and isinstance(ours, list):
        before = base if isinstance(base, list) else []
        wanted, had, have = ({_identity(item) for item in items} for items in (ours, before, theirs))
        kept = [item for item in theirs if _identity(item) in wanted or item not in before]
        return kept + [item for item in ours if _identity(item) not in had | have]
    return theirs


def _identity(item: Any) -> str:
    """Tell items of a list apart: colour groups of the graph view by what they match."""
    return json.dumps(item["query"] if isinstance(item, dict) and "query" in item else item, sort_keys=True, default=str)


def _merge_settings(present: str, generated: str, records: list[Record]) -> Verdict:
    """Merge a JSON file of Obsidian's."""
    try:
        theirs = json.loads(present)
    except ValueError:
        return Verdict(None, "is no JSON; left as it is")
    ours = json.loads(generated)
    base: Any = next((json.loads(r.base) for r in records if r.base), {})
    joined = three_way(base, theirs, ours)
    return Verdict(present if joined == theirs else json.dumps(joined, ensure_ascii=False, indent=2) + "\n")


def read_properties(head: str) -> dict[str, Any] | None:
    """Read the properties of a frontmatter; None where they are no plain mapping, or a key stands twice."""
    import yaml

    try:
        node = compose_foreign_yaml(_inner(head))
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode) or node.flow_style or any(key.start_mark.column for key, _ in node.value):
            return None  # lines could not be exchanged one property at a time
        if len({str(key.value) for key, _ in node.value}) != len(node.value):
            return None
        return {str(k): v for k, v in parse_foreign_yaml(_inner(head)).items()}
    except (yaml.YAMLError, ValueError, TypeError):  # broken, an impossible date, or an unhashable key
        return None


def _inner(head: str) -> str:
    """Return what stands between the two lines of a frontmatter."""
    lines = head.splitlines(keepends=True)
    return "".join(lines[1:-1])


def _chunks(head: str) -> dict[str, str]:
    """Map the keys of a readable frontmatter to their lines, byte for byte; what stands before the first key is under ""."""
    inner = _inner(head)
    node = compose_foreign_yaml(inner)
    keys = [] if node is None else [(k.start_mark.line, str(k.value)) for k, _ in node.value]
    lines = inner.split("\n")  # as the reader counts them: splitlines would break at odd characters too
    ends = [line for line, _ in keys[1:]] + [len(lines)]
    chunks = {"": _joined(lines, 0, keys[0][0] if keys else len(lines))}
    return chunks | {key: _joined(lines, start, end) for (start, key), end in zip(keys, ends, strict=True)}


def _joined(lines: list[str], start: int, end: int) -> str:
    return "\n".join(lines[start:end]) + ("\n" if start < end < len(lines) else "")


def _merge_head(old: str, new: str, base: str, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Merge properties, leaving the bytes of every property whose value stays.

    Returns the frontmatter, lines of the user's that found no place in it (comments beside a value that is gone), and what could
    not be merged.
    """
    present_names = {recorded: present for present, recorded in names.items()}
    old, base = links.relink(old, present_names), links.relink(base, present_names)
    if old in ("", base):
        return new, "", ""
    if neutral(old, names) == neutral(new, names):
        return old, "", ""
    theirs, ours = read_properties(old), read_properties(new)
    if theirs is None or ours is None:
        return old, "", "its properties cannot be read and stay as they are"
    had = read_properties(base)
    joined = three_way(had or {}, theirs, ours)
    old_lines, new_lines, base_lines = _chunks(old), _chunks(new), _chunks(base) if had else {}
    lines = [old_lines[""]]
    for key in [key for key in (theirs | joined) if key in joined]:  # in the order of the user's
        value = joined[key]
        if key in theirs and theirs[key] == value:
            lines.append(old_lines.pop(key))
        else:
            lines.append(new_lines[key] if key in ours and ours[key] == value else _list_lines(key, value))
    gone = [text for key, text in old_lines.items() if key and "#" in text and text != base_lines.get(key)]
    fences = old.splitlines(keepends=True)
    return fences[0] + "".join(lines) + fences[-1], "".join(gone), ""


def _list_lines(key: str, value: Any) -> str:
    """Write a list that holds items of both sides."""
    import yaml

    return yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=10**6)


def conflict_name(path: str, words: str) -> str:
    """Name the copy that keeps some words: the same words always under the same name."""
    at = PurePosixPath(path)
    return str(at.with_name(f"{at.stem}.conflict-{digest(words)[:8]}{at.suffix}"))


def farewell(present: str, records: list[Record], names: Mapping[str, str]) -> tuple[Verdict, str]:
    """Say what a note should hold that left the graph but holds the user's words; also return it as it would be without them.

    The generated part gives way to a notice, our properties to the id, under which the note is found if its topic comes back.
    """
    head = f"---\nid: {json.dumps(records[0].id, ensure_ascii=False)}\ntags:\n  - roadloom/archived\n---\n"
    plain = markers.wrap(head, _NOTICE)
    old, new = markers.parse(present), markers.parse(plain)
    if old is None or new is None:  # its markers are gone: all of it is the user's
        return Verdict(present), plain
    return _merge_note(old, new, records, names), plain
