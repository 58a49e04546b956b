"""The Anki deck: cards worth reviewing, in learning order, that survive every re-import.

A note is told by its GUID: topic id, kind of card and language. So decks made from the whole graph and from a path share their notes, and
a note whose text changed is updated where it lies, with its scheduling. Anki takes an update only from a *newer* note: give the
previous deck, and exactly the notes that changed are newer; or give a date, and all are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

FIRST_MOMENT = 1767225600  # 2026-01-01, for decks made without date and previous deck


class AnkiExporter:
    """Writes one .apkg.

    `options.extra`: `cards` (kinds, separated by commas; all of them unless given), `decks` ("nested" or "flat").
    """

    name = "anki"
    folder = False
    suffix = ".apkg"

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield the deck.

        Raises
        ------
        RoadloomError
            For an unknown kind of cards, an impossible date, or if no card is left to be learned.
        InputError
            If the previous deck cannot be read.
        """
        from .building import build

        yield build(graph, options, kinds=_kinds(options.extra), nested=_nested(options.extra), moment=_moment(options.date))


def _kinds(extra: Mapping[str, str]) -> list[str]:
    from .kinds import KINDS

    wanted = [kind.strip() for kind in extra.get("cards", ",".join(KINDS)).split(",") if kind.strip()]
    for kind in wanted:
        if kind not in KINDS:
            raise RoadloomError(f"There are no cards of the kind {kind!r}.", remedy=f"Choose from {', '.join(KINDS)}.")
    if not wanted:
        raise RoadloomError("No kind of cards is chosen.", remedy=f"Choose from {', '.join(KINDS)}.")
    return wanted


def _nested(extra: Mapping[str, str]) -> bool:
    shape = extra.get("decks", "nested")
    if shape not in ("nested", "flat"):
        raise RoadloomError(f"Decks cannot be {shape!r}.", remedy="Choose nested or flat.")
    return shape == "nested"


def _moment(date: int | None) -> int | None:
    """Take the date that was given, else SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), in seconds."""
    told = str(date) if date is not None else os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and 0 < int(told) < 1 << 32):
        raise RoadloomError(f"The date {told!r} is no time that Anki can hold.", remedy="Give seconds since 1970, up to 4294967295.")
    return int(told)
