"""Compare writing a vault with writing the same bytes, and writing it again with reading them: 10,000 notes.

    python bench/bench_vault.py [NOTES] [FOLDER]

Peer and ours take turns, so that what else the machine does strikes both alike; printed are the medians of seven rounds and the median
of their ratios, by the clock and in processor time. The promises: a first export writes within 2 times of plain Python that writes the
same bytes into as many files, and an export that changes nothing takes at most 3 times as long as reading them. Making the notes from
the graph is timed apart. FOLDER is where to write: on a disk the clock counts, in memory there is nothing but processor time.
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

RUNS = 7


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


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Time a call: seconds by the clock, and of the processor."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - processor


def compare(name: str, peer: list[tuple[float, float]], ours: list[tuple[float, float]]) -> None:
    """Print the medians of both, and of the ratios; the first round only warmed up."""
    for kind, at in (("clock", 0), ("processor", 1)):
        theirs, mine = [t[at] for t in peer[1:]], [t[at] for t in ours[1:]]
        ratio = statistics.median(m / t for m, t in zip(mine, theirs, strict=True))
        print(f"{name:14} {kind:10} peer {statistics.median(theirs):.2f} s   ours {statistics.median(mine):.2f} s   ratio {ratio:.2f}")


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    exporter, built = ObsidianExporter(), graph(wanted)
    start = time.process_time()
    files = list(exporter.export(built, Options()))
    made = time.process_time() - start
    plain, first, reading, again = [], [], [], []
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        peer, ours = Path(folder, "peer"), Path(folder, "vault")
        for _ in range(RUNS + 1):
            for out in (peer, ours):
                shutil.rmtree(out, ignore_errors=True)
            plain.append(timed(lambda: plainly(files, peer)))
            first.append(timed(lambda: write(files, ours, exporter=exporter)))
            reading.append(timed(lambda: read(files, peer)))
            again.append(timed(lambda: write(files, ours, exporter=exporter)))
        changed = write(files, ours, exporter=exporter).changed
    print(f"{len(files)} files, {sum(len(data) for _, data in files) / 1e6:.1f} MB, made from the graph in {made:.1f} s of the processor")
    compare("first export", plain, first)
    compare("again", reading, again)
    print(f"files changed by the export again: {changed}")


if __name__ == "__main__":
    main()
