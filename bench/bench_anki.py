"""Compare the deck exporter with genanki alone: from a graph to 10,000 notes, against genanki writing the very same notes.

    python bench/bench_anki.py [NOTES]

Runs both in turn and prints the medians of the processor time that they took, which other work on the machine disturbs less than the time
on the clock, and the ratio; the promise is a ratio of at most 2.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import genanki
import networkx as nx

from roadloom.exporters.anki import FIRST_MOMENT, AnkiExporter
from roadloom.exporters.anki.model import card_type
from roadloom.exporters.anki.previous import read
from roadloom.exporters.base import Options

ROUNDS = 5


def graph(notes: int) -> nx.MultiDiGraph:
    """Build a graph that is worth this many notes: definition, reverse and reason for each topic, with areas, phases and resources."""
    source = {"id": "plan", "path": "plan.md", "title": "A plan", "language": "en", "sha256": ""}
    areas = {f"area-{at}": {"en": f"Area {at}", "zh": f"领域{at}"} for at in range(10)}
    built = nx.MultiDiGraph(title="Bench", id="bench", sources=[source], areas=areas)
    built.add_node("roadmap/plan", kind="roadmap", name="A plan")
    for at in range(20):
        built.add_node(f"phase/{at}", kind="phase", name=f"Phase {at}", position=at + 1)
        built.add_edge(f"phase/{at}", "roadmap/plan", key="part_of", evidence=[])
    for at in range((notes + 1) // 3 + 1):
        node, before = f"topic/{at}", f"topic/{at - 1}"
        said = f"The topic number {at} of this plan says, among other things, how a model of kind {at * 7919 % 10007} learns from its data."
        mention = {"source": "plan", "line": at + 1, "text": f"Topic {at}: {said}"}
        definition = {"text": said, "source": "plan", "line": at + 1}
        names = {"en": f"Topic {at}", "zh": f"主题{at}"}
        attributes = {"definition": [definition], "mentions": [mention], "questions": [], "aliases": [f"T-{at}"], "rank": at}
        built.add_node(node, kind="topic", name=f"Topic {at}", names=names, area=f"area-{at % 10}", **attributes)
        built.add_edge(node, f"phase/{at * 20 // (notes // 3 + 2)}", key="part_of", evidence=[])
        built.add_node(f"resource/{at}", kind="resource", name=f"Resource {at}", url=f"https://example.org/{at}")
        built.add_edge(f"resource/{at}", node, key="covers", evidence=[])
        if at:
            reason = {"source": "lexicon", "line": 0, "rule": "lexicon", "text": "its parts are what this one calculates with", "for": True}
            built.add_edge(before, node, key="prerequisite", weight=0.9, evidence=[reason])
    return built


def with_genanki(notes: list[tuple[str, list[str], list[str], str]], folder: Path) -> None:
    """Write the same notes into the same decks with genanki and nothing else."""
    decks: dict[str, genanki.Deck] = {}
    for at, (guid, fields, tags, deck) in enumerate(notes):
        decks.setdefault(deck, genanki.Deck(len(decks) + 10, deck)).add_note(
            genanki.Note(model=card_type(), fields=fields, tags=tags, guid=guid, due=at)
        )
    genanki.Package(list(decks.values())).write_to_file(folder / "genanki.apkg", timestamp=FIRST_MOMENT)


def medians(*runs: Callable[[], object]) -> list[float]:
    """Time calls in turn, in seconds of processor time: for each the median of several rounds."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for run, times in zip(runs, taken, strict=True):
            gc.collect()
            start = time.process_time()
            run()
            times.append(time.process_time() - start)
    return [statistics.median(times) for times in taken]


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    built = graph(wanted)
    ((_, deck),) = AnkiExporter().export(built, Options())
    notes = [(note.guid, note.fields, note.tags, note.deck) for note in read(deck).notes.values()]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ours, theirs = medians(
            lambda: [(place / name).write_bytes(data) for name, data in AnkiExporter().export(built, Options())],
            lambda: with_genanki(notes, place),
        )
        sizes = [(place / name).stat().st_size / 1e6 for name in ("bench.apkg", "genanki.apkg")]
    print(f"notes        {len(notes)}")
    print(f"roadloom     {ours:.2f} s  {sizes[0]:.1f} MB   graph -> cards -> deck")
    print(f"genanki      {theirs:.2f} s  {sizes[1]:.1f} MB   the same notes, ready made")
    print(f"ratio        {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
