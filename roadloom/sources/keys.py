"""The keys that say something in other people's YAML and JSON files, read from `roadloom/data/keys.yaml`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\s\-.]+")


def folded(key: str) -> str:
    """Write a key the one way in which keys are compared.

    >>> [folded(key) for key in ("dependsOn", "Depends On", "depends-on")]
    ['depends_on', 'depends_on', 'depends_on']
    """
    return _APART.sub("_", _HUMP.sub("_", key.strip())).casefold()


def has_role(key: str, role: str) -> bool:
    """Tell whether a key is one of those that hold a certain thing."""
    return folded(key) in _table()[role]


def role_of(key: str) -> str | None:
    """Return what a key holds; None for one that says nothing by its name."""
    return next((role for role, keys in _table().items() if folded(key) in keys), None)


def keys_of(role: str) -> list[str]:
    """Return the keys that hold a certain thing, the most telling first."""
    return list(_table()[role])


@cache
def _table() -> dict[str, dict[str, None]]:
    data = yaml.safe_load((files("roadloom") / "data" / "keys.yaml").read_text(encoding="utf-8"))
    return {role: {folded(str(key)): None for key in keys} for role, keys in data.items()}
