"""The words of cards, from `words/`: what stands on them per language of the reader, and how documents say what they are made of."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any, Final

from roadloom.graph.datafiles import parse_yaml

LANGUAGES: Final = ("en", "zh")


def _table(language: str) -> dict[str, Any]:
    table: dict[str, Any] = parse_yaml((files(__package__) / "words" / f"{language}.yaml").read_text(encoding="utf-8"))
    return table


_TABLES: Final = {language: _table(language) for language in LANGUAGES}
WORDS: Final[dict[str, dict[str, str]]] = {language: table["cards"] for language, table in _TABLES.items()}
NAME: Final = "\0"
"""Stands for a topic's name in the text that `INTRODUCED` looks through."""


def _any_of(entry: str) -> re.Pattern[str]:
    """Build the expression for what an entry of all tables lists."""
    lines = [line.replace("NAME", NAME) for table in _TABLES.values() for line in table[entry]]
    return re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE)


VERSUS: Final = _any_of("versus")
OPEN_LIST: Final = _any_of("open_list")
EXAMPLES: Final = _any_of("examples")
TASKS: Final = _any_of("tasks")
CONTINUES: Final = _any_of("continues")
REASONS: Final = _any_of("reasons")
ASKS_WHAT: Final = _any_of("asks_what")
INTRODUCED: Final = _any_of("introduced")
GENERIC_WORK: Final = _any_of("generic_work")
