"""Read YAML that people write by hand, naming every mistake with its file and line; and write YAML for them to edit."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadloom.errors import InputError
from roadloom.graph.datafiles import compose_foreign_yaml, parse_yaml
from roadloom.graph.shapes import Place, Shape, problems

if TYPE_CHECKING:
    import yaml

_FULL_WIDTH_COLON = "："


def text_of(path: str | Path, what: str, *, remedy: str) -> str:
    """Return the text of a file that a person keeps; `what` and `remedy` are for the message.

    Raises
    ------
    InputError : if it cannot be read or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(f"{what} cannot be read: {reason}.", path=str(path), remedy=remedy) from error


def read_yaml(text: str, path: str, shape: Shape) -> Any:
    """Return the content of a YAML file that must have a shape; an empty file is an empty mapping.

    Raises
    ------
    InputError : if the text is no YAML, repeats a key, uses anchors, or has another shape; with the line of the first mistake.
    """
    root = compose(text, path)
    _refuse_repeated_keys(root, path)
    value = {} if root is None else parse_yaml(text)
    mistakes = [(line_of(root, at), at, message) for at, message in problems(value, shape)]
    if mistakes:
        line, at, message = min(mistakes, key=lambda mistake: mistake[0])
        remedy = "A full-width colon (：) makes no mapping: write ': '." if _FULL_WIDTH_COLON in text else None
        raise InputError(f"{_name(at)}{message}.", path=path, line=line, remedy=remedy)
    return value


def compose(text: str, path: str) -> yaml.Node | None:
    """Return the node tree of a YAML text, which knows the lines; None for an empty text."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=loader)):
            raise InputError("An alias (*name) is not read here.", path=path, remedy="Write the value out.")
        return compose_foreign_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else None
        remedy = "Quote texts that hold ': ' or begin with a sign."
        raise InputError(f"This is no YAML: {what}.", path=path, line=line, remedy=remedy) from error
    except RecursionError as error:
        raise InputError("The values are nested too deeply.", path=path) from error


def line_of(root: yaml.Node | None, at: Place) -> int:
    """Return the line (from 1) of the value at a place; of the closest one around it where there is none."""
    import yaml

    line = 1
    node = root
    for step in at:
        children: list[Any] = []
        if isinstance(node, yaml.MappingNode):
            children = [(key.start_mark, value) for key, value in node.value if key.value == str(step)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            children = [(item.start_mark, item) for item in node.value[step : step + 1]]
        if not children:
            break
        mark, node = children[0]
        line = mark.line + 1
    return line


def write_yaml(data: Any) -> str:
    """Write plain data as YAML. Innermost lists and mappings stand on one line; long lines are not folded, so that a change of one word
    changes one line.
    """
    import yaml

    text: str = yaml.dump(data, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=2**30, default_flow_style=None)
    return text


@cache
def _dumper() -> Any:
    """Return PyYAML's dumper, made to quote also what newer YAML takes for a number: 0E0, the hash 12e45."""
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper = type("Dumper", (base,), {})
    dumper.add_implicit_resolver("tag:roadloom:number", re.compile(r"[-+.0-9][-+.0-9eE]*\Z"), list("-+.0123456789"))  # type: ignore[attr-defined]
    return dumper


def _refuse_repeated_keys(root: yaml.Node | None, path: str) -> None:
    """Raise `InputError` for a mapping that has a key twice: YAML readers would silently keep the last."""
    import yaml

    todo = [root] if root is not None else []
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise InputError(f"The key '{key.value}' stands here a second time.", path=path, line=key.start_mark.line + 1)
                seen.add(str(key.value))
                todo.append(value)


def _name(at: Place) -> str:
    """Write a place as people read it: `same[0]: `."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).removeprefix(".")
    return f"{text}: " if text else ""
