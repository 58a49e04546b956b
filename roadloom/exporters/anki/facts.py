"""What the graph says, in small values: a place in a document, a definition, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Origin = tuple[str, int]
"""A source id and a line."""


class Definition(NamedTuple):
    """What a document (or the lexicon) says a topic is."""

    text: str
    source: str
    line: int
    lang: str

    @property
    def origin(self) -> Origin:
        return self.source, self.line


class Reason(NamedTuple):
    """Why a topic comes first."""

    before: str
    text: str
    origin: Origin
    known: bool = False  # it is the lexicon's, half a sentence
    hint: str = ""  # the same in the other language, where that was asked for and is known


def origin_of(entry: Mapping[str, Any]) -> Origin:
    """Tell where a mention, a definition or a piece of evidence stands."""
    return str(entry.get("source") or ""), int(entry.get("line") or 0)
