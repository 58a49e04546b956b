"""The Anki deck: cards worth reviewing, in learning order, that survive every re-import.

A note is told by its GUID: topic id, kind of card and language. So decks made from the whole graph and from a path share their notes, and
a note whose text changed is updated where it lies, with its scheduling. Anki takes an update only from a *newer* note: give the
previous deck, and exactly the notes that changed are newer; or give a date, and all are. An earlier graph tells which notes changed and
which are gone, but not when: the time is then to be given.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roadloom.errors import RoadloomError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

    from .previous import Previous
    from .wishes import Wishes

FIRST_MOMENT = 1767225600  # 2026-01-01, for decks made without date and previous deck
LONG_AGO = 1  # no later than what Anki has, for notes of which a graph says that they are as they were


class AnkiExporter:
    """Writes one .apkg.

    `options.extra`: `cards` (kinds, separated by commas; all of them unless given), `decks` ("nested" or "flat"), `gate` ("yes": only
    what is ready to be learned), `lang` ("both": hints in the other language), `vault` (name of the vault that cards link to), `page`
    (address of the page that they link to).
    """

    name = "anki"
    folder = False
    suffix = ".apkg"

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield the deck.

        Raises
        ------
        RoadloomError
            For an option that there is not, an impossible date or address, or if no card is left to be learned.
        InputError
            If the previous deck cannot be read.
        """
        with _undisturbed():
            data = _deck(graph, options)
        yield f"{graph.graph.get('id') or 'roadloom'}.apkg", data


def _deck(graph: nx.MultiDiGraph, options: Options) -> bytes:
    from .building import compose
    from .continuing import farewell
    from .package import package
    from .wishes import Wishes

    wishes, moment = Wishes.of(options.extra), _moment(options.date)
    previous = _before(graph, options, wishes)
    now = moment or (max(previous.newest, FIRST_MOMENT) + 1 if previous.notes else FIRST_MOMENT)
    deck = compose(graph, options, wishes, previous, now)
    last = 1 + max((place for note in deck.notes for place in note.places), default=-1)
    notes = [*deck.notes, *(farewell(old, now, last) for old in deck.gone)]
    newest = max(note.modified for note in notes)
    return package(notes, title=deck.title, description=deck.description, moment=max(newest, previous.newest))


def _before(graph: nx.MultiDiGraph, options: Options, wishes: Wishes) -> Previous:
    """Read the deck before; a graph stands for the deck that would have been made of it."""
    from roadloom.graph import graphfile

    from .building import foretell
    from .previous import read

    if options.previous is not None and graphfile.is_graph(options.previous):
        return foretell(graphfile.loads(options.previous, "--previous"), graph, options, wishes, LONG_AGO)
    return read(options.previous)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the garbage collector rest: it would walk the whole graph again and again, a fifth of the time, and find nothing to collect."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _moment(date: int | None) -> int | None:
    """Take the date that was given, else SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), in seconds."""
    told = str(date) if date is not None else os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and 0 < int(told) < 1 << 32):
        raise RoadloomError(f"The date {told!r} is no time that Anki can hold.", remedy="Give seconds since 1970, up to 4294967295.")
    return int(told)
