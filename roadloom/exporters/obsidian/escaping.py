"""Words of documents are data: nothing in them may act as Markdown, HTML, YAML, a tag, a comment or a plugin's command.

`Md` marks text that is Markdown on purpose; the templates pass everything else through `text`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any
from urllib.parse import quote, urlsplit

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_ALWAYS = re.compile(r"[\\`*\[\]$]")
_DOUBLE = re.compile(r"(?<=[=~%])(?=[=~%])|(?<=:)(?=:)")  # ==mark==, ~~strike~~, %%comment%%, Dataview's key:: value
_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_TAG = re.compile(r"(?:^|(?<=[\s\W]))#(?=\S)")
_BLOCK_ID = re.compile(r"\^(?=[A-Za-z0-9-]+$)")
_OPENING = re.compile(r"^(#+|[-+>](?=\s|>|$)|-(?=-)|\d{1,9}(?=[.)](?:\s|$)))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LOOKALIKE = str.maketrans({"[": "［", "]": "］", "|": "｜", "<": "＜", ">": "＞", "`": "ˋ", "%": "％"})
_PLAIN_YAML = re.compile(r"[a-z][a-z0-9]*(?:[/_-][a-z0-9]+)*")
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


class Md(str):
    """Markdown that is meant as such."""

    __slots__ = ()


def clean(value: object) -> str:
    """Return one line of visible text: no control characters, no direction overrides, no lone surrogates."""
    line = str(value)
    if line.isascii() and line.isprintable():  # most are
        return " ".join(line.split())
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", line)).replace("\u2028", " ").replace("\u2029", " ").split())


def text(value: object) -> Md:
    """Escape one line of somebody's words so that it reads the same and does nothing.

    >>> text("<b> *x* #tag [[C]]")
    '&lt;b&gt; \\\\*x\\\\* \\\\#tag ［［C］］'
    """
    if isinstance(value, Md):
        return value
    line = clean(value)
    if line.replace(" ", "").isalnum():
        return Md(line)
    line = line.replace("[[", "［［").replace("]]", "］］")  # some readers look for links after they resolved escapes
    line = _ENTITY.sub("&amp;", line).replace("<", "&lt;").replace(">", "&gt;") if "&" in line or "<" in line or ">" in line else line
    line = _ALWAYS.sub(r"\\\g<0>", line)
    line = _DOUBLE.sub(r"\\", line)
    line = _UNDERSCORE.sub(r"\\_", line)
    line = _TAG.sub(r"\\#", line)
    line = _BLOCK_ID.sub(r"\\^", line)
    line = line.replace("|", "&#124;")  # holds in tables too, where \| would not survive a second pass
    return Md(_OPENING.sub(_escape_opening, line))


def _escape_opening(match: re.Match[str]) -> str:
    """Keep a line from becoming a heading, a list or a quote: `1` + `.` needs its backslash after the digits."""
    found = match[1]
    return found + "\\" if found.isdigit() else "\\" + found


def wikilink(name: str, title: str | None = None) -> Md:
    """Link to a note; the title is shown where it differs from the name.

    Obsidian has no escape inside a link, so brackets and bars of a title appear as look-alikes there.
    """
    shown = clean(title or name).translate(_LOOKALIKE)
    return Md(f"[[{name}]]" if shown == name else f"[[{name}|{shown}]]")


def cell(value: object) -> Md:
    """Escape for a table cell, where the bar of a link would end the cell."""
    return Md(text(value).replace("|", "\\|"))


def address(url: str) -> str | None:
    """Return the address as it may stand between `(<` and `>)`; None unless it leads to the web or a mailbox."""
    url = "".join(clean(url).split(" "))
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:  # an unclosed bracket in the host
        return None
    if scheme not in ("http", "https", "mailto"):
        return None
    return quote(url, safe="!#$&'()*+,-./:;=?@_~%[]").replace("(", "%28").replace(")", "%29")


def weblink(shown: object, url: str) -> Md:
    """Link to a page; an address that a browser should not be sent to appears as plain text."""
    target = address(url)
    label = text(shown)
    return Md(f"[{label}]({target})" if target else f"{label} ({text(url)})")


def scalar(value: Any) -> str:
    """Write one YAML scalar that every YAML reader takes for the same value (JSON strings are YAML strings).

    Obsidian takes `[[…]]` in a property for a link, so only what is meant as one (`Md`) keeps its double brackets.

    >>> scalar("no"), scalar("topic/c"), scalar(3), scalar(1.5)
    ('"no"', 'topic/c', '3', '1.5')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value)
    line = clean(value) if isinstance(value, Md) else clean(value).replace("[[", "［［").replace("]]", "］］")
    plain = _PLAIN_YAML.fullmatch(line) and line not in _YAML_WORDS
    return line if plain else json.dumps(line, ensure_ascii=False)


def frontmatter(properties: dict[str, Any]) -> str:
    """Write Obsidian properties: flat, links and odd words quoted, lists one item a line, keys without a value left out."""
    lines = ["---"]
    for key, value in properties.items():
        if isinstance(value, (list, tuple)):
            lines += [f"{key}:", *(f"  - {scalar(item)}" for item in value)] if value else [f"{key}: []"]
        elif value is not None and value != "":
            lines.append(f"{key}: {scalar(value)}")
    return "\n".join([*lines, "---", ""])


def mermaid_label(title: str) -> str:
    """Quote a node label for Mermaid, whose own escapes are `#code;`."""
    shown = clean(title)
    shown = shown if len(shown) <= 48 else shown[:47] + "…"
    return '"' + "".join(f"#{ord(c)};" if c in '"#<>&`\\[]{}|%*_$' else c for c in shown) + '"'


def tag(word: str) -> str:
    """Turn words into one tag: letters, digits, dashes; never digits alone, which Obsidian takes for no tag."""
    found = "-".join(re.findall(r"[^\W_]+", clean(word).lower())) or "x"
    return f"n{found}" if found.replace("-", "").isdigit() else found
