"""Score the order of a graph against pairs that others made.

    python bench/score_pairs.py PAIRS.csv [GRAPH.json] [--no-lexicon] [--misses]

A row of the table says `before,after,label`: 1 if the first has to be understood before the second, 0 if it has not. Without a graph, a
document that does nothing but list the names of the table is built, so that only the lexicon can order them. Printed are

    known        how many names the lexicon knows, and how many pairs of label 1 are between two things that it knows
    direction    of those pairs that a chain of prerequisites orders, how many the same way
    recall       of those pairs, how many are ordered so; and of all pairs of label 1
    over-demand  of the pairs of label 0 whose reverse has not the label 1, how many are ordered so; and of the rows that are ordered so,
                 how many have the label 1
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import networkx as nx

from roadloom.graph import names
from roadloom.graph.lexicon import Lexicon

Row = tuple[str, str, bool]


def read(table: Path) -> list[Row]:
    """Read the rows of the table. A row of a thing and itself says nothing."""
    with table.open(encoding="utf-8", newline="") as file:
        return [(before, after, label.strip() == "1") for before, after, label in csv.reader(file) if before != after]


def build(topics: Iterable[str], options: list[str], folder: Path) -> Path:
    """Build the graph of a document that lists the topics without an order."""
    document, graph = folder / "list.md", folder / "graph.json"
    document.write_text("# Topics\n\n" + "".join(f"- {topic}\n" for topic in topics), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "roadloom", "build", document, "-o", graph, *options], check=True, capture_output=True)
    return graph


class Order:
    """What a graph says comes before what, by any name of the two."""

    def __init__(self, file: Path) -> None:
        data = json.loads(file.read_text(encoding="utf-8"))
        self.lexicon = Lexicon.load()
        self.topics = {names.exact(name): node["id"] for node in data["nodes"] if node["kind"] == "topic" for name in _names(node)}
        needs: nx.DiGraph = nx.DiGraph()
        needs.add_nodes_from(node["id"] for node in data["nodes"])
        needs.add_edges_from((edge["source"], edge["target"]) for edge in data["edges"] if edge["key"] == "prerequisite")
        self.after = {node: nx.descendants(needs, node) for node in set(self.topics.values())}

    def thing(self, name: str) -> str:
        """Name the topic of the graph that is meant, or the concept, or the name itself if neither is known."""
        concept = self.lexicon.find(name)
        return self.topics.get(names.exact(name)) or (f"topic/{concept.id}" if concept else name)

    def known(self, name: str) -> bool:
        return self.lexicon.find(name) is not None

    def says(self, before: str, after: str) -> bool:
        return self.thing(after) in self.after.get(self.thing(before), ())


def _names(node: dict) -> Iterable[str]:
    yield node["name"]
    yield from node.get("names", {}).values()
    yield from node.get("aliases", ())


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part}/{whole})" if whole else "nothing to count"


def report(rows: list[Row], order: Order, misses: bool) -> None:
    """Print the figures, and with them the pairs that are missed or turned round."""
    topics = {name for row in rows for name in row[:2]}
    needed = {(order.thing(before), order.thing(after)) for before, after, label in rows if label}
    rows = [row for row in rows if order.thing(row[0]) != order.thing(row[1])]
    true = [(before, after) for before, after, label in rows if label]
    pairs = [pair for pair in true if all(map(order.known, pair))]
    right = [pair for pair in pairs if order.says(*pair)]
    wrong = [(before, after) for before, after in pairs if order.says(after, before)]
    free = [row[:2] for row in rows if not row[2] and all(map(order.known, row[:2])) and _neither(needed, order, row)]
    over = [pair for pair in free if order.says(*pair)]
    print(f"known        {percent(sum(map(order.known, topics)), len(topics))} names, {percent(len(pairs), len(true))} pairs")
    print(f"direction    {percent(len(right), len(right) + len(wrong))}")
    print(f"recall       {percent(len(right), len(pairs))}; of all pairs {percent(sum(order.says(*pair) for pair in true), len(true))}")
    print(f"over-demand  {percent(len(over), len(free))}; label 1 of what is ordered {percent(len(right), len(right) + len(over))}")
    if misses:
        for what, found in (("turned round", wrong), ("missed", sorted(set(pairs) - set(right) - set(wrong))), ("too much", over)):
            print("\n".join(f"{what}: {before} -> {after}" for before, after in found))


def _neither(needed: set[tuple[str, str]], order: Order, row: Row) -> bool:
    before, after = order.thing(row[0]), order.thing(row[1])
    return (before, after) not in needed and (after, before) not in needed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("graph", type=Path, nargs="?")
    parser.add_argument("--no-lexicon", action="store_true", help="build without the bundled word list")
    parser.add_argument("--misses", action="store_true", help="list the pairs that are not as the table has them")
    args = parser.parse_args()
    rows = read(args.pairs)
    with tempfile.TemporaryDirectory() as folder:
        topics = dict.fromkeys(name for row in rows for name in row[:2])
        file = args.graph or build(topics, ["--no-lexicon"] * args.no_lexicon, Path(folder))
        report(rows, Order(file), args.misses)


if __name__ == "__main__":
    main()
