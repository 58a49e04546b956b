"""Write a Reading as a roadmap file: everything the model holds, in the format that `roadloom.sources.own` reads.

Entries stand in flat lists and point at each other by `key`; provenance stands in `at: [line, words]`. A field of the model goes by
its own name unless `RENAMED` says otherwise, and is left out where it holds its default, so a new field needs no code here.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import MISSING, asdict, fields, is_dataclass, replace
from typing import Any

from roadloom.graph.model import Choice, Duration, Entry, Phase, Project, Reading, Resource, Roadmap, Source, Statement, Text, Topic
from roadloom.graph.yamlfiles import write_yaml

FORMAT = "roadloom-roadmap"
VERSION = 1

RENAMED: dict[type, dict[str, str]] = {
    Phase: {"parent": "in"},
    Topic: {"phase": "in", "parent": "part_of", "definitions": "definition"},
    Resource: {"phase": "in", "whole": "version_of"},
    Project: {"phase": "in"},
    Roadmap: {"statements": "prerequisites"},
    Statement: {"against": "not"},
    Choice: {"members": "of"},
}
"""What the file calls a field where the model's name would puzzle a person who writes by hand."""

_LETTERS = {"phases": "p", "topics": "t", "resources": "r", "projects": "x"}


def dump(reading: Reading) -> str:
    """Write a Reading as YAML; `roadloom.sources.own.parse_reading` gives back an equal one.

    Equal readings give equal text. Every entry that another one points at has to stand in the lists of the same roadmap.
    """
    whole = _Writer().entry(replace(reading, sources=[], roadmaps=[], coverage={}))
    document = {
        "format": FORMAT,
        "version": VERSION,
        **whole,
        "sources": [asdict(source) for source in reading.sources],
        "roadmaps": [_Writer().roadmap(roadmap) for roadmap in reading.roadmaps],
    }
    return write_yaml(document)


class _Writer:
    """Turns the objects of one roadmap into data; an entry has a key where another one points at it."""

    def __init__(self) -> None:
        self._keys: dict[int, str] = {}  # by identity: entries are equal to none but themselves
        self._used: set[str] = set()

    def roadmap(self, roadmap: Roadmap) -> dict[str, Any]:
        """Write one roadmap."""
        for name, letter in _LETTERS.items():
            self._keys |= {id(entry): f"{letter}{n}" for n, entry in enumerate(getattr(roadmap, name), 1)}
        data = self.entry(roadmap, own=_LETTERS)
        for name, letter in _LETTERS.items():
            for n, entry in enumerate(data.get(name, []), 1):
                if (key := f"{letter}{n}") in self._used:
                    data[name][n - 1] = {"key": key, **entry}
        return data

    def entry(self, entry: Any, own: Container[str] = ()) -> dict[str, Any]:
        """Write the fields that differ from their defaults; line and words become `at`. The entries in `own` fields are written out."""
        names = RENAMED.get(type(entry), {})
        data: dict[str, Any] = {}
        for each in fields(entry):
            value = getattr(entry, each.name)
            default = each.default_factory() if each.default_factory is not MISSING else each.default
            if each.name not in ("line", "text") and (default is MISSING or value != default):
                written = [self.entry(one) for one in value] if each.name in own else self.value(value)
                data[names.get(each.name, each.name)] = written
        if hasattr(entry, "line"):
            data |= {"at": [entry.line, entry.text]} if hasattr(entry, "text") else {"line": entry.line}
        return data

    def value(self, value: Any) -> Any:
        """Write what a field holds; an entry becomes its key, a source its id."""
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {key: self.value(value[key]) for key in sorted(value)}
        if isinstance(value, Entry):
            self._used.add(self._keys[id(value)])
            return self._keys[id(value)]
        if isinstance(value, Source):
            return value.id
        if isinstance(value, Text):
            return {name: each for name, each in asdict(value).items() if each is not None}
        if isinstance(value, Duration):
            # An end that is given as null is open; one that is left out is as the other.
            ends = {} if value.min is None and value.max is None else {"min": value.min, "max": value.max}
            return ends | {"text": value.text} | ({"unit": value.unit} if value.unit else {})
        return self.entry(value) if is_dataclass(value) else value
