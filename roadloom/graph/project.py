"""The user's rules for one set of inputs (roadloom.yaml): what is one thing, what is not, what comes first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roadloom.errors import ContradictionError, InputError
from roadloom.graph.names import fold
from roadloom.graph.shapes import ListOf, MapOf, OneOf, Record
from roadloom.graph.yamlfiles import compose, line_of, read_yaml, text_of

FILE_NAME = "roadloom.yaml"
FORMAT = "roadloom-rules"
"""Value of the key `format`, by which a rules file of another name is known."""

LANGUAGES = ("en", "zh")
REVIEW = ("suggested", "ambiguous", "joined")
"""Keys that `roadloom merges` fills for a person to read; nothing follows from them until a row is moved to `same` or `different`."""

_NAMES = ListOf(str)
_PAIR = ListOf(str, least=2)
_ROWS = ListOf((_PAIR, Record({"names": _PAIR})))  # the second: a row of `roadloom merges`, which says more than the names
_SHAPE = Record(
    optional={
        "format": OneOf((FORMAT,)),
        "inputs": _NAMES,
        "same": _ROWS,
        "different": _ROWS,
        "rename": MapOf(str),
        "ignore": _NAMES,
        "prerequisite": ListOf(Record({"before": str, "after": str}, {"not": bool}, closed=True)),
        "prefer_language": OneOf(LANGUAGES),
        "words": _NAMES,
        **dict.fromkeys(REVIEW, ListOf(Record())),
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
    prefer_language: str | None = None  # "en" or "zh"
    words: tuple[str, ...] = ()  # files of words of further languages, relative to the file's folder

    def named(self) -> Iterator[tuple[str, int]]:
        """Yield every name that a rule other than `ignore` is about, and the rule's line."""
        for rule in (*self.same, *self.different):
            yield from ((name, rule.line) for name in rule.names)
        yield from ((old, rule.line) for old, rule in self.rename.items())
        for demand in self.prerequisite:
            yield from ((name, demand.line) for name in (demand.before, demand.after))

    def as_data(self) -> dict[str, Any]:
        """Return the rules as the file would hold them, `same` and `different` always, so that there is a place to add to."""
        data: dict[str, Any] = {
            "inputs": list(self.inputs),
            "words": list(self.words),
            "prefer_language": self.prefer_language,
            "rename": {old: rule.names[0] for old, rule in self.rename.items()},
            "ignore": [name for rule in self.ignore for name in rule.names],
            "prerequisite": [
                {"before": demand.before, "after": demand.after, **({"not": True} if demand.against else {})}
                for demand in self.prerequisite
            ],
        }
        rows = {key: [list(rule.names) for rule in rules] for key, rules in (("same", self.same), ("different", self.different))}
        return {"format": FORMAT, **{key: value for key, value in data.items() if value}, **rows}


def contradiction(project: ProjectFile, what: str, line: int, other: int) -> ContradictionError:
    """Return the error of two rules that cannot both hold; `what` says which things they are about."""
    return ContradictionError(
        f"{what}, on line {line} and line {other}.", path=project.path, line=max(line, other), remedy="Take one of the two out."
    )


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
        named = (row["names"] if isinstance(row, dict) else row for row in data.get(key, ()))
        return tuple(Names(tuple(names), at(key, i)) for i, names in enumerate(named))

    for i, rule in enumerate(data.get("prerequisite", ())):
        if fold(rule["before"]) == fold(rule["after"]):
            raise InputError(
                f"“{rule['before']}” cannot come before itself.", path=path, line=at("prerequisite", i), remedy="Name two things."
            )
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
        prefer_language=data.get("prefer_language"),
        words=tuple(data.get("words", ())),
    )
