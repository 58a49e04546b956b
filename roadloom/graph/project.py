"""The user's rules for one set of inputs (roadloom.yaml): what is one thing, what is not, what comes first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roadloom.graph.shapes import ListOf, MapOf, Record
from roadloom.graph.yamlfiles import compose, line_of, read_yaml, text_of

FILE_NAME = "roadloom.yaml"

_NAMES = ListOf(str)
_SHAPE = Record(
    optional={
        "inputs": _NAMES,
        "same": ListOf(ListOf(str, least=2)),
        "different": ListOf(ListOf(str, least=2)),
        "rename": MapOf(str),
        "ignore": _NAMES,
        "prerequisite": ListOf(Record({"before": str, "after": str}, {"not": bool}, closed=True)),
    },
    closed=True,
)


@dataclass(slots=True, frozen=True)
class Names:
    """Names (or ids) that a rule puts together, and its line."""

    names: tuple[str, ...]
    line: int


@dataclass(slots=True, frozen=True)
class Demand:
    """The user's word that one thing comes before another (`against`: that it does not have to)."""

    before: str
    after: str
    against: bool
    line: int
    text: str


@dataclass(slots=True, frozen=True)
class ProjectFile:
    """What a roadloom.yaml says. Names stand as written; the weaver finds out what they mean."""

    path: str
    sha256: str = ""
    inputs: tuple[str, ...] = ()  # relative to the file's folder
    same: tuple[Names, ...] = ()
    different: tuple[Names, ...] = ()
    rename: dict[str, Names] = field(default_factory=dict)  # name or id -> the one new name
    ignore: tuple[Names, ...] = ()  # one name each
    prerequisite: tuple[Demand, ...] = ()


def load(path: str | Path) -> ProjectFile:
    """Read a roadloom.yaml.

    Raises
    ------
    InputError : if it cannot be read or says something unknown, with the line.
    """
    return parse(text_of(path, "The rules", remedy="Name another file with --project."), str(path))


def parse(text: str, path: str = FILE_NAME) -> ProjectFile:
    """Return the rules of a text; `path` is for messages and evidence.

    Raises
    ------
    InputError : as `load` does.
    """
    data: dict[str, Any] = read_yaml(text, path, _SHAPE)
    root = compose(text, path)
    lines = text.splitlines()

    def at(*place: str | int) -> int:
        return line_of(root, place)

    def rows(key: str) -> tuple[Names, ...]:
        return tuple(Names(tuple(row), at(key, i)) for i, row in enumerate(data.get(key, ())))

    return ProjectFile(
        path=path,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        inputs=tuple(data.get("inputs", ())),
        same=rows("same"),
        different=rows("different"),
        rename={old: Names((new,), at("rename", old)) for old, new in data.get("rename", {}).items()},
        ignore=tuple(Names((name,), at("ignore", i)) for i, name in enumerate(data.get("ignore", ()))),
        prerequisite=tuple(
            Demand(rule["before"], rule["after"], rule.get("not", False), line := at("prerequisite", i), lines[line - 1].strip())
            for i, rule in enumerate(data.get("prerequisite", ()))
        ),
    )
