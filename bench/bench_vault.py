"""Compare writing a vault with writing the same bytes, and writing it again with reading them: 10,000 notes.

    python bench/bench_vault.py [NOTES] [FOLDER]

Prints medians of five runs and their ratios. The promises: a first export writes within 2 times of plain Python that writes the same
bytes into as many files, and an export that changes nothing takes at most 3 times as long as reading them. Making the notes from the
graph is timed apart. FOLDER is where to write (a disk that others use makes the figures jump; a folder in memory does not).
"""

from __future__ import annotations

import gc
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

from roadloom.exporters.base import Options
from roadloom.exporters.obsidian import ObsidianExporter
from roadloom.exporters.writing import write

RUNS = 5


def graph(notes: int) -> nx.MultiDiGraph:
    """Build a graph of this many topics in 20 phases, each with a definition, a quotation and up to three prerequisites."""
    source = {"id": "plan", "path": "plan.md", "title": "A plan", "language": "en", "sha256": ""}
    built = nx.MultiDiGraph(title="Bench", id="bench", sources=[source], findings=[], areas={})
    mention = {"source": "plan", "line": 1, "text": "# A plan"}
    built.add_node("roadmap/plan", kind="roadmap", name="A plan", title="A plan", mentions=[mention], goal=[], outcomes=[], paths=[])
    for at in range(20):
        built.add_node(f"phase/{at}", kind="phase", name=f"Stage {at}", ordinal=f"Phase {at}", position=at, goal=[], mentions=[mention])
        built.add_edge(f"phase/{at}", "roadmap/plan", key="part_of", weight=0.9, evidence=[])
    for at in range(notes):
        node, line = f"topic/{at:05}", at + 30
        said = {"text": f"What topic {at} is, and what one needs it for", "source": "plan", "line": line}
        named = {"source": "plan", "line": line, "text": f"- Topic {at}: learn it well"}
        order = [{"source": "plan", "line": line, "rule": "stated", "text": "learn it first", "for": True}]
        built.add_node(node, kind="topic", name=f"Topic {at}", mentions=[named], rank=at, category="concept", definition=[said])
        built.add_edge(node, f"phase/{at * 20 // notes}", key="part_of", weight=0.9, evidence=order)
        for back in (1, 7, 50):
            if at >= back:
                built.add_edge(f"topic/{at - back:05}", node, key="prerequisite", weight=0.9, evidence=order)
    return built


def plainly(files: list[tuple[str, bytes]], out: Path) -> None:
    """Write the files and nothing else."""
    for path, data in files:
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def read(files: list[tuple[str, bytes]], out: Path) -> None:
    """Read the files back."""
    for path, _ in files:
        (out / path).read_bytes()


def median(run: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Time a call, in seconds: the median of five runs after one to warm up, each after `before`."""
    taken = []
    for _ in range(RUNS + 1):
        before()
        gc.collect()
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    exporter, built = ObsidianExporter(), graph(wanted)
    start = time.perf_counter()
    files = list(exporter.export(built, Options()))
    made = time.perf_counter() - start
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        out = Path(folder, "vault")

        def clear() -> None:
            shutil.rmtree(out, ignore_errors=True)

        plain = median(lambda: plainly(files, out), clear)
        ours = median(lambda: write(files, out, exporter=exporter), clear)
        reading = median(lambda: read(files, out))
        again = median(lambda: write(files, out, exporter=exporter))
        changed = write(files, out, exporter=exporter).changed
    print(f"files         {len(files)}, {sum(len(data) for _, data in files) / 1e6:.1f} MB, made from the graph in {made:.1f} s")
    print(f"plain Python  {plain:.2f} s")
    print(f"first export  {ours:.2f} s   ratio {ours / plain:.2f}")
    print(f"reading       {reading:.2f} s")
    print(f"again         {again:.2f} s   ratio {again / reading:.2f}   files changed: {changed}")


if __name__ == "__main__":
    main()
