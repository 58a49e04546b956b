"""Read back what a person added to a vault that roadloom wrote: links under a heading "Prerequisites" of their own.

The generated parts of a vault say nothing new, so they are passed over. What stands around them is the user's: a link there, under
that heading, states that the linked topic comes before the topic of the note. Notes that roadloom never wrote are documents like
any other, but for templates and the daily notes made from them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from roadloom.graph.model import Finding, Reading, Roadmap, Source, Statement, Topic
from roadloom.graph.names import fold

from .words import following, words

_BEGIN, _END = "<!-- roadloom:begin", "<!-- roadloom:end -->"
_HEAD = re.compile(r"---[ \t]*\r?\n(?:.*?\n)??---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOPIC_ID = re.compile(r"^id:[ \t]+[\"']?topic/", re.MULTILINE)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_LINK = re.compile(r"\[\[([^\[\]|#\\]+)[^\[\]]*\]\]|\]\((?![A-Za-z][\w+.-]*:)([^()\s<>#]+\.md)(?:#[^()\s]*)?\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COPY = re.compile(r"\.conflict-[0-9a-f]{8}$")


@following
def _headings() -> frozenset[str]:
    return frozenset(fold(word) for word in words().own_needs)


@dataclass(slots=True)
class _Note:
    """A note of a topic: what it is called, and the user's lines as (number, text)."""

    source: Source
    title: str
    lines: list[tuple[int, str]]


@dataclass(slots=True)
class _Vault:
    """One vault: paths that hold nothing to read, and the notes of topics by name."""

    name: str = "the inputs"  # its folder
    taken: int = 0  # documents of it that are no documents of their own
    passed: set[str] = field(default_factory=set)
    folders: list[str] = field(default_factory=list)
    notes: dict[str, _Note] = field(default_factory=dict)


class Vaults:
    """Collects the notes of vaults while inputs are read, and tells at the end what their owners stated."""

    def __init__(self) -> None:
        self._vaults: dict[Path | None, _Vault] = {}
        self._roots: dict[Path, Path | None] = {}

    def takes(self, path: Path, text: str, source: Source) -> bool:
        """Tell whether a document is part of a vault and no document of its own; keep it, if it is the note of a topic."""
        root = self._root(path.resolve().parent)
        vault = self._vault(root)
        taken = self._takes(path, text, source, vault, root)
        vault.taken += taken
        return taken

    def _takes(self, path: Path, text: str, source: Source, vault: _Vault, root: Path | None) -> bool:
        within = path.resolve().relative_to(root).as_posix() if root else ""
        if _BEGIN not in text:
            made = any(within.startswith(f"{folder}/") for folder in vault.folders)
            return within in vault.passed or made or _COPY.search(path.stem) is not None
        head = _HEAD.match(text)
        if head and _TOPIC_ID.search(head[0]):
            title = _TITLE.search(text, text.index(_BEGIN))
            vault.notes[path.stem] = _Note(source, _plain(title[1]) if title else path.stem, list(_own_lines(text, head.end())))
        return True

    def add_to(self, reading: Reading) -> None:
        """Add what was stated, each with the note as its source.

        Beside other documents a note only speaks of topics that those have; alone it has to bring them along.
        """
        alone = not reading.roadmaps
        if not reading.sources:
            reading.findings.extend(self._silent())
        for vault in self._vaults.values():
            for note in vault.notes.values():
                stated = list(_stated(note.lines))
                if not stated:
                    continue
                line, text, _ = stated[0] if alone else (0, "", "")
                after = Topic(note.title, line, text.strip())
                roadmap = Roadmap(note.title, note.source, line, settled=True, topics=[after])  # on line 0: it only brings statements
                for line, text, target in stated:
                    known = vault.notes.get(target)
                    before = Topic(known.title if known else target, 0 if known and not alone else line, text.strip())
                    roadmap.topics.append(before)
                    roadmap.statements.append(Statement(before, after, "stated", line, text.strip()))
                reading.sources.append(note.source)
                reading.roadmaps.append(roadmap)

    def _silent(self) -> Iterator[Finding]:
        """Say of vaults beside which nothing else was read why nothing came out of them."""
        for vault in self._vaults.values():
            if vault.taken and not any(any(_stated(note.lines)) for note in vault.notes.values()):
                notes = "one note that roadloom wrote" if vault.taken == 1 else f"{vault.taken} notes that roadloom wrote"
                message = f"{vault.name} holds {notes}: what they say comes from the graph that they were made of, so they are no documents"
                yield Finding("own-vault", message, choice="only links under a heading “Prerequisites” of your own are read")

    def _root(self, folder: Path) -> Path | None:
        """Return the vault that a folder is in, None where it is in none."""
        if folder not in self._roots:
            above = self._root(folder.parent) if folder.parent != folder else None
            self._roots[folder] = folder if (folder / ".roadloom" / "manifest.json").is_file() else above
        return self._roots[folder]

    def _vault(self, root: Path | None) -> _Vault:
        if root not in self._vaults:
            vault = self._vaults[root] = _Vault()
            if root is not None:
                vault.name = root.name
                files = _json(root / ".roadloom" / "manifest.json").get("files")
                vault.passed = set(files) if isinstance(files, dict) else set()
                folders = (_json(root / ".obsidian" / name).get("folder") for name in ("daily-notes.json", "templates.json"))
                vault.folders = [folder.strip("/") for folder in folders if isinstance(folder, str) and folder.strip("/")]
        return self._vaults[root]


def _json(path: Path) -> dict[str, object]:
    """Read a mapping; an empty one where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _own_lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the lines outside frontmatter and generated block, with their numbers."""
    begin, end = text.index(_BEGIN), text.find(_END)
    first, last = text.count("\n", 0, begin), text.count("\n", 0, end) if end >= 0 else text.count("\n")
    skipped = text.count("\n", 0, start)
    for number, line in enumerate(text.split("\n")):
        if skipped <= number < first or number > last:
            yield number + 1, line.rstrip("\r")


def _stated(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Yield (line number, line, name of the note) for every link under a heading that announces prerequisites."""
    level, fenced = 0, False
    for number, line in lines:
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line)
        if heading:
            announced = fold(heading[2].strip("*_:： ")) in _headings()
            level = len(heading[1]) if announced else 0 if len(heading[1]) <= level else level
        elif level and not fenced:
            for wiki, markdown in _LINK.findall(line):
                yield number, line, PurePosixPath(wiki.strip() or unquote(markdown)).name.removesuffix(".md")


def _plain(markdown: str) -> str:
    """Return the words of a generated heading without the escapes that keep them from acting."""
    return html.unescape(_ESCAPE.sub(r"\1", markdown)).replace("［［", "[[").replace("］］", "]]").strip()
