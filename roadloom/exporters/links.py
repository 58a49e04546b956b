"""Links between the files of a folder: `[[Name|title]]`, `[title](path/to/Name.md)`, and the boxes of Mermaid diagrams.

Obsidian looks a wikilink up by the name of the note, wherever it stands; a Markdown link holds the way from the file it stands in.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

_WIKI = re.compile(r"\[\[(?P<target>[^\[\]|#\\\r\n]+)(?P<rest>[^\[\]\r\n]*)\]\]")
_WAY = re.compile(r"/[^\[\]|#\\\r\n]*(?:[|#\\]|\]\])")
"""What a wikilink holds that gives more than a name; anything else matches it too, now and then."""
_MARKDOWN = re.compile(r"\]\((?P<target>(?![A-Za-z][\w+.-]*:)[^()\s<>#]+\.(?:md|canvas|base))(?P<rest>#[^()\s]*)?\)")
_ENCODED = re.compile(r"[\s%()<>\"'\\#?|*`\[\]]")
_DIAGRAM = re.compile(r"^```mermaid\r?\n.*?^```", re.MULTILINE | re.DOTALL)
_LINKED_BOXES = re.compile(r"^[ \t]*class (?P<keys>\w+(?:,\w+)*) internal-link\r?\n", re.MULTILINE)
_BOX = re.compile(r'^(?P<lead>[ \t]*(?P<key>\w+)\[")(?P<label>[^"\r\n]*)(?="\])', re.MULTILINE)
_PLAIN_LABEL = re.compile(r"[^\"#<>&`\\\[\]{}|%*_$\r\n]{1,48}")


def name_of(path: str) -> str:
    """Return what a wikilink calls a file: notes without their suffix."""
    return path.rpartition("/")[2].removesuffix(".md")


def href(target: str, origin: str) -> str:
    """Return the way from one file to another as it may stand in a Markdown link; letters of any script stay readable.

    >>> href("Topics/C＃ (x).md", "Paths/To C.md")
    '../Topics/C＃%20%28x%29.md'
    """
    way = posixpath.relpath(target, posixpath.dirname(origin) or ".")
    return _ENCODED.sub(lambda found: quote(found[0]), way)


def as_markdown(text: str, origin: str, path_of: Mapping[str, str], shown: Callable[[str], str]) -> str:
    """Write wikilinks of a text that stands at `origin` as Markdown links.

    Parameters
    ----------
    path_of : name of a file → its path; links to anything else stay as they are.
    shown : turns the words of a wikilink into Markdown.
    """

    def turn(found: re.Match[str]) -> str:
        path = path_of.get(found["target"])
        if path is None:
            return found[0]
        words = found["rest"].lstrip("\\").removeprefix("|") or found["target"]
        return f"[{shown(words)}]({href(path, origin)})"

    return _WIKI.sub(turn, text)


def relink(text: str, names: Mapping[str, str]) -> str:
    """Let wikilinks, and linked boxes of diagrams, that lead to a note's former name (key) lead to its present one (value)."""

    def turn(found: re.Match[str]) -> str:
        new = names.get(found["target"])
        return found[0] if new is None else f"[[{new}{found['rest']}]]"

    if not names:
        return text
    return _DIAGRAM.sub(lambda found: _redrawn(found[0], names), _WIKI.sub(turn, text))


def _redrawn(diagram: str, names: Mapping[str, str]) -> str:
    """Give linked boxes the present names of their notes; a box whose note's name a label cannot show is linked no more."""
    found = _LINKED_BOXES.search(diagram)
    if not found:
        return diagram
    linked = found["keys"].split(",")
    labels = {box["key"]: names[box["label"]] for box in _BOX.finditer(diagram) if box["key"] in linked and box["label"] in names}
    kept = [key for key in linked if _PLAIN_LABEL.fullmatch(labels.get(key, "x"))]
    diagram = diagram.replace(found[0], found[0].replace(found["keys"], ",".join(kept)) if kept else "", 1)
    fitting = {key: label for key, label in labels.items() if key in kept}
    return _BOX.sub(lambda box: box["lead"] + fitting.get(box["key"], box["label"]), diagram)


def reroute(text: str, way: Callable[[str], str | None]) -> str:
    """Replace the targets of Markdown links to files: `way` takes the decoded target, and returns the encoded new one or None."""

    def turn(found: re.Match[str]) -> str:
        new = way(unquote(found["target"]))
        return found[0] if new is None else f"]({new}{found['rest'] or ''})"

    return _MARKDOWN.sub(turn, text)


def bare(text: str, names: Mapping[str, str]) -> str:
    """Reduce every link to the name of its note, turned by `names`, so that texts compare alike wherever the notes stand."""

    def wiki(found: re.Match[str]) -> str:
        name = posixpath.basename(found["target"])
        return f"[[{names.get(name, name)}{found['rest']}]]"

    if names or ("/" in text and _WAY.search(text)):
        text = _WIKI.sub(wiki, text)
    return reroute(text, lambda target: names.get(name_of(target), name_of(target))) if "(" in text and "](" in text else text


def targets(text: str) -> set[str]:
    """Return the names of all files that a text links to."""
    return {posixpath.basename(found["target"]).removesuffix(".md") for found in _WIKI.finditer(text)} | {
        name_of(unquote(found["target"])) for found in _MARKDOWN.finditer(text)
    }


def first(text: str) -> str | None:
    """Return the name of the file that the first link of a text leads to; None where it has no link."""
    wiki, markdown = _WIKI.search(text), _MARKDOWN.search(text)
    if wiki and (not markdown or wiki.start() < markdown.start()):
        return posixpath.basename(wiki["target"]).removesuffix(".md")
    return name_of(unquote(markdown["target"])) if markdown else None
