"""Where the data files stand that people edit without programming, and how they are read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

_DEEPEST = 100


def data_folder() -> Traversable:
    """Return the folder of the package's data files."""
    return files("roadloom") / "data"


def parse_yaml(text: str) -> Any:
    """Parse YAML text with the C parser where PyYAML has it (ten times faster).

    Raises
    ------
    yaml.YAMLError : if the text is no YAML.
    """
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # both are safe loaders


def parse_foreign_yaml(text: str) -> Any:
    """Parse YAML text that somebody else wrote: as `parse_yaml`, but nesting that would end the interpreter is refused first."""
    refuse_deep(text)
    return parse_yaml(text)


def compose_foreign_yaml(text: str) -> yaml.Node | None:
    """Return the node tree of YAML text that somebody else wrote; see `parse_foreign_yaml`."""
    import yaml

    refuse_deep(text)
    return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def refuse_deep(text: str) -> None:
    """Raise `yaml.YAMLError` for YAML nested deeper than anybody writes: PyYAML's C parser recurses until the process ends."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark: Any = event.start_mark  # the C parser's marks are of a class of their own
            raise yaml.MarkedYAMLError(problem=f"more than {_DEEPEST} levels of nesting", problem_mark=mark)


@cache
def shipped(name: str) -> Any:
    """Return the content of one of the package's own YAML files; read once, so nobody may change it."""
    return parse_yaml((data_folder() / name).read_text(encoding="utf-8"))
