"""Tell what format a document is in, by its suffix and by what it holds, and read it.

Documents (Markdown, HTML, reStructuredText, OPML) become outlines, which are understood in one place; structured files become roadmaps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin, Roadmap, Source

from .coverage import told
from .located import Located, load
from .outline import Outline, Seen

SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "markdown",
    ".text": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rst": "rst",
    ".opml": "opml",
    ".mm": "opml",
    ".yaml": "data",
    ".yml": "data",
    ".json": "data",
}

LINES = 50_000
"""Lines of a document, as it is written and as it is laid out; the longest real roadmap has some three thousand."""

_LIMITS = {"html": 16, "rst": 1, "opml": 16, "data": 8}
"""Millions of characters; what the slowest real readers get through within a minute, and far above any roadmap."""

_MISTAKES = 20  # of a file of data that are shown one by one
_PROLOGUE = r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
_PAGE = re.compile(rf"{_PROLOGUE}<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_TREE = re.compile(rf"{_PROLOGUE}(?:<!DOCTYPE[^>]*>\s*)?<(?:opml|map\s+version)\b", re.IGNORECASE)
_TAG = re.compile(r"<(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|li|table|a|span|br)\b[^<>]*>", re.IGNORECASE)
_DIRECTIVE = re.compile(r"^\.\. [\w-]+::|^\.\. _[^:\n]+:|`[^`\n<]+ <[^`\n>]+>`__?", re.MULTILINE)
_UNDERLINE = re.compile(r"^[^\s].*\n([=\-~^\"'*#])\1{2,}[ \t]*$", re.MULTILINE)
_OWN = re.compile(r"(?:\s*(?:#.*|---)?\n)*format:\s*[\"']?roadloom")


def kind_of(text: str, suffix: str) -> str:
    """Return the format of a document: what its suffix says, unless its content says otherwise.

    >>> kind_of("<!doctype html><p>Hi", ".md"), kind_of('{"topics": []}', ".txt"), kind_of("# Hi", ".html")
    ('html', 'data', 'markdown')
    """
    kind = SUFFIXES.get(suffix, "markdown")
    head = text[:100_000].lstrip("\ufeff")
    if _PAGE.match(head):
        return "html"
    if _TREE.match(head):
        return "opml"
    if kind == "html" and not _TAG.search(head):
        return "markdown"
    if kind == "opml" and not head.lstrip().startswith("<"):
        return "markdown"
    if kind == "markdown" and (_OWN.match(head) or head.lstrip()[:1] in ("{", "[") and _is_json(text)):
        return "data"
    if suffix in (".txt", ".text") and _DIRECTIVE.search(head) and _UNDERLINE.search(head):
        return "rst"
    return kind


def is_ours(text: str) -> bool:
    """Tell whether a YAML or JSON file means to be in roadloom's own format, mistakes in it or not."""
    from .own import is_own

    return is_own(text) or _OWN.match(text, 0, 100_000) is not None


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text.lstrip("\ufeff")), dict | list)
    except (ValueError, RecursionError):
        return False


def outline(kind: str, text: str, source: Source) -> Outline:
    """Return the outline of a document in a format.

    Raises
    ------
    InputError
        for what the format cannot be, or a document above its limit.
    """
    _within(kind, text, source)
    _short(text.count("\n") + 1, source)
    found = _outline(kind, text, source)
    _short(sum(len(inner.own_lines) for block in found.blocks for inner in block.walk()), source)
    return found


def _outline(kind: str, text: str, source: Source) -> Outline:
    if kind == "html":
        from . import html

        return html.read(text, source.id)
    if kind == "rst":
        from . import rst

        return rst.read(text, source.id, source.path)
    if kind == "opml":
        from . import opml

        return opml.read(text, source.id, source.path)
    from . import markdown

    return markdown.read(text, source.id)


def read_data(text: str, source: Source, path: Path) -> tuple[list[Roadmap], list[Finding], Seen]:
    """Return the roadmap of a YAML or JSON file that others laid out and what was made of its lines; one that is none yields a finding.

    `path` is where the file lies, because a drawing of roadmap.sh has its texts beside it.

    Raises
    ------
    InputError
        for a file that is neither YAML nor JSON, is nested too deeply, or is above the limit.
    """
    _within("data", text, source)
    located = load(text)
    if located.data is None and located.mistakes:
        first = located.mistakes[0]
        raise InputError(
            f"is no valid YAML or JSON: {first.message}.", path=source.path, line=first.line, remedy="Mend it, or leave it out."
        )
    lines = text.split("\n")
    roadmap, findings, drawn = _roadmap(located, source, lines, path)
    if roadmap is None or not roadmap.topics:
        origin = Origin(source.id, 1, lines[0].strip()[:120])
        return (
            [],
            [Finding("no-roadmap", f"{source.path} names no stages and no topics", choice="yields nothing", origins=[origin])],
            Seen(),
        )
    findings += _malformed(located, source, lines)
    seen, unread = told(located, lines, roadmap, drawn=drawn)
    return [roadmap], [*findings, *_unread(unread, findings, source, lines)], seen


def _unread(unread: dict[str, list[int]], findings: list[Finding], source: Source, lines: list[str]) -> Iterator[Finding]:
    """Report the keys of which nothing was made, unless their lines are reported already."""
    reported = {origin.line for finding in findings for origin in finding.origins}
    for key, at in sorted(unread.items()):
        if left := sorted(set(at) - reported):
            origins = [Origin(source.id, line, lines[line - 1].strip()[:120]) for line in left]
            yield Finding("unread-key", f"nothing is made of what stands under {key!r}", choice="ignored", origins=origins)


def _malformed(located: Located, source: Source, lines: list[str]) -> Iterator[Finding]:
    """Report what is wrong in a file that could be read all the same: each of the first mistakes, and where the others are."""
    shown, others = located.mistakes[:_MISTAKES], located.mistakes[_MISTAKES:]
    for message, mistakes in (*((m.message, [m]) for m in shown), (f"{len(others)} more mistakes of these kinds", others)):
        origins = [Origin(source.id, m.line, lines[m.line - 1].strip()[:120] if m.line <= len(lines) else "") for m in mistakes]
        if origins:
            yield Finding("malformed", message, choice="passed over", origins=origins)


def _roadmap(located: Located, source: Source, lines: list[str], path: Path) -> tuple[Roadmap | None, list[Finding], bool]:
    """Choose among the readers of structured files by the shape of the data; tell too whether it is a drawing or a track."""
    from . import prerequisites, roadmapsh, trees

    if roadmapsh.is_drawing(located.data):
        return *roadmapsh.read(located, source, lines, roadmapsh.content_reader(path, _LIMITS["data"] * 10**5)), True
    if prerequisites.is_track(located.data):
        return prerequisites.read_track(located, source, lines), [], True
    if prerequisites.is_drawing(located.data):
        return prerequisites.read_drawing(located, source, lines), [], True
    return *trees.read(located, source, lines), False


def _short(lines: int, source: Source) -> None:
    """Refuse more lines than somebody writes: each costs about a millisecond."""
    if lines > LINES:
        raise InputError(f"has {lines:,} lines; the limit is {LINES:,}.", path=source.path, remedy="Split the document.")


def _within(kind: str, text: str, source: Source) -> None:
    limit = _LIMITS.get(kind)
    if limit is not None and len(text) > limit * 10**6:
        raise InputError(
            f"has {len(text) / 10**6:.1f} million characters; the limit is {limit}.", path=source.path, remedy="Split the document."
        )
