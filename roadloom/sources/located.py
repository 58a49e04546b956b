"""YAML and JSON read with the line of every key and value, and without the surprises.

Built on PyYAML's event stream instead of `yaml.load`, because that (measured with 6.0.3) keeps the last of two equal keys, turns
`no` into False and `12:30` into 750, follows aliases into explosions, and crashes the interpreter on 50,000 open brackets.
Here scalars follow YAML 1.2 (core schema): only true, false, null and numbers are not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import yaml

Where = tuple[str | int, ...]
"""The keys and indices that lead to a value from the root."""

DEPTH = 60
"""Levels of nesting; nobody writes more by hand, and nothing here may run out of stack."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = re.compile(r"(?:null|Null|NULL|~|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that a person has to mend, and the line where."""

    line: int
    message: str


@dataclass(slots=True)
class Located:
    """The data of a file and the lines that it stands on."""

    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)  # of every value
    keys: dict[Where, int] = field(default_factory=dict)  # of the key that a value stands behind
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, where: Where) -> int:
        """Give the line where an entry begins: that of its key, else of itself, else of the nearest thing around it."""
        for length in range(len(where), 0, -1):
            for lines in (self.keys, self.lines):
                if where[:length] in lines:
                    return lines[where[:length]]
        return self.lines.get((), 1)


def load(text: str) -> Located:
    """Read a YAML or JSON document.

    Never raises: what is wrong stands in `mistakes`, all of it as far as the syntax lets one see, and `data` is what could be
    read nevertheless (None after an error of syntax).
    """
    located = Located()
    text = text.encode("utf-8", "replace").decode()
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        text = _json_as_yaml(text, located)
    try:
        events = _bounded(yaml.parse(text, Loader=_LOADER), located)
        next(events)  # the start of the stream
        if isinstance(next(events), yaml.DocumentStartEvent):
            located.data = _value(next(events), events, (), located)
            next(events)
            extra = next(events)
            if isinstance(extra, yaml.DocumentStartEvent):
                located.mistakes.append(Mistake(_line(extra), "a second document begins here (---): one file holds one"))
    except yaml.MarkedYAMLError as error:
        located.data = None
        located.mistakes.append(_syntax(error, text))
    except yaml.reader.ReaderError as error:
        located.data = None
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 1
        located.mistakes.append(Mistake(line, f"the character U+{_code(error.character):04X} is not allowed in YAML"))
    except _TooDeepError as error:
        located.data = None
        located.mistakes.append(Mistake(error.line, f"more than {DEPTH} levels of nesting"))
    return located


def _json_as_yaml(text: str, located: Located) -> str:
    """Rewrite the two things of JSON that YAML lacks, line by line: indents of tabs, and characters escaped in two halves.

    Halves without their other half are one mistake, however many there are.
    """
    halves: list[tuple[int, str]] = []

    def whole(escape: re.Match[str]) -> str:
        if escape["high"]:
            return f"\\U{0x10000 + (int(escape['high'], 16) - 0xD800) * 0x400 + int(escape['low'], 16) - 0xDC00:08X}"
        if not escape["half"]:
            return escape[0]
        halves.append((escape.start(), escape[0]))
        return r"\uFFFD"

    text = re.sub(r"^[ \t]+", lambda indent: " " * len(indent[0]), text, flags=re.MULTILINE)
    pair = r"u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})"
    rewritten = re.sub(rf"\\(?:{pair}|(?P<half>ud[89a-f][0-9a-f]{{2}})|.)", whole, text, flags=re.IGNORECASE)
    if halves:
        at, half = halves[0]
        more = f" ({len(halves) - 1} more like it)" if len(halves) > 1 else ""
        located.mistakes.append(Mistake(text.count("\n", 0, at) + 1, f"{half} is one half of a character and stands for nothing{more}"))
    return rewritten


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _bounded(events: Iterator[Any], located: Located) -> Iterator[Any]:
    """Pass the events on while the nesting is sane; report aliases and tags, which this reader does not follow."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH:
                raise _TooDeepError(_line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            located.mistakes.append(Mistake(_line(event), f"*{event.anchor}: aliases are not read here, write the part out"))
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            located.mistakes.append(Mistake(_line(event), f"the tag {tag} is not read here, leave it out"))
        yield event


def _value(event: Any, events: Iterator[Any], where: Where, located: Located) -> Any:
    """Build the value that begins with an event, and note its line."""
    located.lines[where] = _line(event)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, where, located)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(event, events, (*where, len(items)), located))
        return items
    return _scalar(event) if isinstance(event, yaml.ScalarEvent) else None


def _mapping(events: Iterator[Any], where: Where, located: Located) -> dict[str, Any]:
    """Build a mapping; a key that comes twice or is no text is a mistake, and the first value stays."""
    mapping: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            located.mistakes.append(Mistake(line, "a key must be a word, not a list or a mapping"))
            _value(event, events, (*where, "?"), Located())
            _value(next(events), events, (*where, "?"), Located())
            continue
        key: str = event.value
        if key in mapping:
            first = located.keys[(*where, key)]
            located.mistakes.append(Mistake(line, f"the key {key!r} stands here for the second time (first in line {first})"))
            _value(next(events), events, (*where, key), Located())
            continue
        located.keys[(*where, key)] = line
        mapping[key] = _value(next(events), events, (*where, key), located)
    return mapping


def _scalar(event: Any) -> Any:
    """Resolve a scalar by the core schema of YAML 1.2; what is quoted is text."""
    text: str = event.value
    if not event.implicit[0] or event.tag:
        return text
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text.casefold() == "true"
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) and isfinite(float(text)) else text


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """Put an error of syntax into words, with the likeliest cause where the line shows one."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    written = text.split("\n")[line - 1 : line]
    around = text.split("\n")[max(0, line - 2) : line]
    words = error.problem or error.context or "not YAML"
    if written and "\t" in written[0][: len(written[0]) - len(written[0].lstrip())]:
        words += "; lines are indented with spaces, not with tabs"
    elif any("：" in part for part in around):
        words += "; YAML wants a colon and a blank (`: `), the full-width ： is a part of the text"
    elif "mapping values are not allowed" in words:
        words += "; a text with `: ` in it needs quotes"
    return Mistake(line, words)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _code(character: Any) -> int:
    return ord(character) if isinstance(character, str) else int(character)
