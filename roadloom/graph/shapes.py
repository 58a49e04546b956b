"""Say what data from outside must look like, and where it does not.

A shape is a type (`str`, `int`, `float` for any number, `bool`), a tuple of shapes of which one must hold (`None` for nothing), or one
of the classes below. Checking reports places instead of raising, so that each format can put its own file and line to them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Shape = Any
Place = tuple[str | int, ...]
"""The keys and list positions on the way to a value."""

_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", None: "nothing"}


@dataclass(slots=True, frozen=True)
class ListOf:
    """A list of any length whose items have one shape."""

    item: Shape
    least: int = 0


@dataclass(slots=True, frozen=True)
class MapOf:
    """A mapping from any text to values of one shape."""

    value: Shape


@dataclass(slots=True, frozen=True)
class OneOf:
    """One of some texts."""

    values: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Record:
    """A mapping with known keys; `closed`: and with no others."""

    required: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    closed: bool = False


def problems(value: Any, shape: Shape, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the place and the kind of every difference between a value and its shape.

    >>> list(problems({"a": [1, "x"]}, Record({"a": ListOf(int), "b": str})))
    [((), "'b' is missing"), (('a', 1), "'x' stands where a whole number is expected")]
    """
    match shape:
        case ListOf() if isinstance(value, list) and len(value) >= shape.least:
            for i, item in enumerate(value):
                yield from problems(item, shape.item, (*at, i))
        case MapOf() if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            for key, item in value.items():
                yield from problems(item, shape.value, (*at, key))
        case Record() if isinstance(value, dict):
            yield from _record_problems(value, shape, at)
        case OneOf() if isinstance(value, str) and value in shape.values:
            pass
        case tuple() if any(not any(problems(value, option)) for option in shape):
            pass
        case _ if not _is(value, shape):
            hint = " (quote it)" if shape is str and isinstance(value, bool | int | float) else ""
            yield at, f"{_shown(value)} stands where {describe(shape)} is expected{hint}"


def _record_problems(value: dict[Any, Any], shape: Record, at: Place) -> Iterator[tuple[Place, str]]:
    for key in shape.required:
        if key not in value:
            yield at, f"'{key}' is missing"
    for key, item in value.items():
        known = shape.required.get(key, shape.optional.get(key, _ANY))
        if known is not _ANY:
            yield from problems(item, known, (*at, key))
        elif shape.closed:
            yield (*at, key), f"{_shown(key)} is no key here (known: {', '.join([*shape.required, *shape.optional])})"


_ANY = object()


def _is(value: Any, shape: Shape) -> bool:
    """Tell whether a value is of a plain type; true is no number, and neither is infinity or what is too large for one."""
    if shape is None:
        return value is None
    if shape is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and -sys.float_info.max <= value <= sys.float_info.max
    if shape is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(shape, type) and isinstance(value, shape)


def compiled(shape: Shape) -> Callable[[Any], bool]:
    """Compile a shape to a quick test: true only where `problems` finds nothing. What fails it is worth a closer look.

    >>> fits = compiled(Record({"a": ListOf(int)}))
    >>> fits({"a": [1, 2]}), fits({"a": [1, "x"]}), fits({})
    (True, False, False)
    """
    match shape:
        case ListOf(inner, least):
            item = compiled(inner)
            return lambda value: type(value) is list and len(value) >= least and all(map(item, value))
        case MapOf(inner):
            item = compiled(inner)
            return lambda value: type(value) is dict and all(type(key) is str for key in value) and all(map(item, value.values()))
        case Record(required, optional, closed):
            parts = [(key, compiled(inner)) for key, inner in {**required, **optional}.items()]
            known = {*required, *optional}
            return lambda value: (
                type(value) is dict
                and (not closed or value.keys() <= known)
                and all(test(value[key]) if key in value else key not in required for key, test in parts)
            )
        case OneOf(values):
            return lambda value: type(value) is str and value in values
        case tuple():
            tests = [compiled(option) for option in shape]
            return lambda value: any(test(value) for test in tests)
    if shape is str:  # most values of a large file
        return lambda value: type(value) is str
    return lambda value: _is(value, shape)


def describe(shape: Shape) -> str:
    """Say in words what a shape wants."""
    match shape:
        case ListOf():
            return "a list" if not shape.least else f"a list of at least {shape.least}"
        case MapOf() | Record():
            return "a mapping"
        case OneOf():
            return f"one of {', '.join(shape.values)}"
        case tuple():
            return " or ".join(dict.fromkeys(describe(option) for option in shape))
    return _WORDS[shape]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
