"""The words that people read in exported files, one YAML table per language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from roadloom.errors import InputError

LANGUAGES = ("en", "zh")


@cache
def words(language: str) -> dict[str, str]:
    """Return the interface words of a language.

    Raises
    ------
    InputError : there is no table for that language.
    """
    import yaml

    if language not in LANGUAGES:
        raise InputError(f"no interface words for the language {language!r}.", remedy=f"Choose one of: {', '.join(LANGUAGES)}.")
    table = yaml.safe_load(files(__package__).joinpath(f"{language}.yaml").read_text(encoding="utf-8"))
    return {str(key): str(value) for key, value in table.items()}
