"""Measure how well roadloom understands a document whose meaning a careful reader wrote down by hand.

`gold/NAME.yaml` says what `documents/NAME` holds, as a person reads it, never as the program prints it:

    document, encoding, newline   the file; the bytes that the program is given are re-encoded from UTF-8 text
    shapes                        the constructs that the document is there for
    no_order                      true: a list or map without order, where an order read from the text is an invention
    roadmaps                      one entry for each roadmap of the file
      phases      id, name, ordinal, parent, duration {min, max, unit}
      topics      name, phase, parent_topic, joined (one name that holds two), split_ok (several names that stand for this one),
                  phase_subject (a phase of that name serves as well)
      resources   title, title_alt, url, url_alt, kind, kind_ok, author, must, phase, topics (covers one of them), parent (is a version of)
      projects    name, phase
      ordered     chains of phase ids; before: pairs of names of which the text says that the first comes first
      alternatives  names of which any one serves; outcomes; definitions {term, text}
    noise                         beginnings of the lines that must yield nothing

`aliases` are further spellings; `optional: true` is neither missed when absent nor wrong when present.
Every section is a Tally of what was wanted and found, and of what was made and right.
"""

from __future__ import annotations

import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import yaml

from roadloom.graph.addresses import canonical
from roadloom.graph.weaving import weave
from roadloom.sources import read

HERE = Path(__file__).parent
Item = Mapping[str, Any]

SECTIONS = (
    "phases",
    "topics",
    "resources",
    "projects",
    "nesting",
    "phase order",
    "stated order",
    "no order",
    "alternatives",
    "durations",
    "must",
    "media",
    "authors",
    "placement",
    "subtopics",
    "covers",
    "versions",
    "outcomes",
    "definitions",
    "noise",
)
MAIN = ("phases", "topics", "resources", "projects")
READ_FROM_THE_TEXT = {"stated", "chain", "phase-order", "list-order"}
"""Kinds of evidence for an order that claim that the document itself says it."""


def fold(text: object) -> str:
    """Reduce a name to its letters, digits, + and #, whatever the width or case."""
    plain = unicodedata.normalize("NFKC", str(text)).casefold()
    return "".join(char for char in plain if char.isalnum() or char in "+#")


def alike(left: str, right: str) -> float:
    """Compare two sentences by the pairs of letters that they share (Dice), from 0 to 1."""
    pairs = [{fold(text)[i : i + 2] for i in range(len(fold(text)) - 1)} for text in (left, right)]
    return 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1]))


def values(item: Item, *keys: str) -> list[str]:
    """List every value of the keys, single or several."""
    found = [item.get(key) for key in keys]
    return [str(one) for value in found for one in (value if isinstance(value, list) else [value]) if one]


@dataclass
class Tally:
    """Count what was wanted and found, what was made and right, and remember the exceptions by name."""

    found: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def want(self, found: object, label: str) -> None:
        """Record one thing of the gold."""
        self.found += bool(found)
        if not found:
            self.missed.append(label)

    def made(self, right: object, label: str) -> None:
        """Record one thing that the program made."""
        self.right += bool(right)
        if not right:
            self.wrong.append(label)

    def add(self, other: Tally, document: str) -> None:
        """Pool another document's tally into this one."""
        self.found += other.found
        self.right += other.right
        self.missed += [f"{document}: {label}" for label in other.missed]
        self.wrong += [f"{document}: {label}" for label in other.wrong]

    @property
    def asked(self) -> bool:
        """Tell whether there was anything to judge."""
        return bool(self.found or self.right or self.missed or self.wrong)

    @property
    def f1(self) -> float:
        """Combine recall and precision; a section that has only one of them is that one."""
        recall = self.found / (self.found + len(self.missed)) if self.found or self.missed else None
        precision = self.right / (self.right + len(self.wrong)) if self.right or self.wrong else None
        if recall is None or precision is None:
            return (recall if precision is None else precision) or 0.0
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def load(name: str) -> dict[str, Any]:
    """Read the gold of one document, by the document's stem."""
    gold: dict[str, Any] = yaml.safe_load((HERE / "gold" / f"{name}.yaml").read_text(encoding="utf-8"))
    return gold


def stems() -> list[str]:
    """List the annotated documents."""
    return sorted(path.stem for path in (HERE / "gold").glob("*.yaml"))


def build(gold: Item, folder: Path) -> nx.MultiDiGraph:
    """Write the document as the bytes that the gold names and build its graph."""
    text = (HERE / "documents" / gold["document"]).read_text(encoding="utf-8")
    if gold.get("newline") == "crlf":
        text = text.replace("\n", "\r\n")
    path = folder / gold["document"]
    path.write_bytes(text.encode(gold.get("encoding", "utf-8")))
    return weave(read([path]))


def measure(gold: Item, graph: nx.MultiDiGraph) -> dict[str, Tally]:
    """Compare one graph with its gold, section by section."""
    return _Comparison(gold, graph).tallies()


class _Comparison:
    """One gold against one graph: the spellings of both sides, and a method for each group of sections."""

    def __init__(self, gold: Item, graph: nx.MultiDiGraph) -> None:
        self.gold, self.graph = gold, graph
        self.out = {section: Tally() for section in SECTIONS}
        self.by_kind: dict[str, list[tuple[str, Item]]] = {kind: [] for kind in ("roadmap", "phase", "topic", "resource", "project")}
        for node, data in graph.nodes(data=True):
            self.by_kind[data["kind"]].append((node, data))
        self.order = self._edges("prerequisite")
        self.whole = self._edges("part_of")
        self.phases: dict[tuple[int, str], set[str]] = {}

    def tallies(self) -> dict[str, Tally]:
        """Judge every section; the phases first, because the places of all else are told by them."""
        self._judge_phases()
        self._judge_topics()
        self._judge_resources()
        self._judge_projects()
        self._judge_phase_order()
        self._judge_statements()
        self._judge_noise()
        return self.out

    # ---- looking things up

    def _edges(self, relation: str) -> nx.DiGraph:
        return nx.DiGraph((a, b) for a, b, key in self.graph.edges(keys=True) if key == relation)

    def _items(self, section: str) -> list[tuple[int, Any]]:
        return [(i, item) for i, roadmap in enumerate(self.gold["roadmaps"]) for item in roadmap.get(section) or []]

    @staticmethod
    def _spellings(data: Item) -> set[str]:
        return {fold(name) for name in [data["name"], *data.get("aliases", []), *data.get("names", {}).values()]}

    def _named(self, names: Iterable[str], *kinds: str) -> set[str]:
        wanted = {fold(name) for name in names}
        return {node for kind in kinds for node, data in self.by_kind[kind] if wanted & self._spellings(data)}

    @staticmethod
    def _below(tree: nx.DiGraph, start: str) -> set[str]:
        return {start} | (nx.descendants(tree, start) if start in tree else set())

    def _inside(self, nodes: Iterable[str], wholes: set[str]) -> bool:
        """Tell whether one of the nodes is part of one of the wholes, other than of itself."""
        return any((self._below(self.whole, node) - {node}) & wholes for node in nodes)

    def _phase_forms(self, phase: Item) -> set[str]:
        names = values(phase, "name", "aliases")
        return {fold(name) for name in names} | {fold(f"{phase.get('ordinal') or ''} {name}") for name in names}

    # ---- phases, topics, resources, projects

    def _judge_phases(self) -> None:
        known: set[str] = set()
        for i, phase in self._items("phases"):
            forms = self._phase_forms(phase)
            known |= forms
            hits = self.phases[i, phase["id"]] = {node for node, data in self.by_kind["phase"] if forms & self._spellings(data)}
            if phase.get("optional"):
                continue
            self.out["phases"].want(hits, phase["name"])
            if duration := phase.get("duration"):
                got = [self.graph.nodes[node].get("duration") or {} for node in hits]
                same = any(all(one.get(key) == value for key, value in duration.items()) for one in got)
                self.out["durations"].want(same, f"{phase['name']}: {duration}, not {got}")
            if hits and phase.get("parent"):
                self.out["nesting"].want(self._inside(hits, self.phases[i, phase["parent"]]), f"{phase['name']} in {phase['parent']}")
        for _, data in self.by_kind["phase"]:
            self.out["phases"].made(known & self._spellings(data), self._label(data))

    def _judge_topics(self) -> None:
        known = {form for _, phase in self._items("phases") for form in self._phase_forms(phase)}
        known |= {fold(name) for _, pair in self._items("before") for name in pair}
        for i, topic in self._items("topics"):
            spellings = values(topic, "name", "aliases", "joined")
            known |= {fold(name) for name in [*spellings, *values(topic, "split_ok")]}
            if topic.get("optional"):
                continue
            kinds = ["topic"] + ["phase"] * bool(topic.get("phase_subject")) + ["resource"] * (topic.get("kind") == "tool")
            parts = values(topic, "split_ok")
            split = bool(parts) and all(self._named([part], "topic") for part in parts)
            self.out["topics"].want(split or self._named(spellings, *kinds), topic["name"])
            hits = self._named([*spellings, *parts], "topic")
            self._judge_place(i, topic, hits, f"topic {topic['name']}")
            wholes = self._named(values(topic, "parent_topic"), "topic", "phase")
            if hits and wholes:
                self.out["subtopics"].want(self._inside(hits, wholes), f"{topic['name']} of {topic['parent_topic']}")
        for _, data in self.by_kind["topic"]:
            self.out["topics"].made(known & self._spellings(data), self._label(data))

    def _judge_place(self, roadmap: int, item: Item, hits: set[str], label: str) -> None:
        wholes = self.phases.get((roadmap, item.get("phase") or ""), set())
        if hits and wholes:
            self.out["placement"].want(self._inside(hits, wholes), f"{label} in {item['phase']}")

    def _judge_resources(self) -> None:
        gold = self._items("resources")
        for i, item in gold:
            hits = {node for node, data in self.by_kind["resource"] if self._same(item, data)}
            label = item["title"]
            if item.get("optional"):
                continue
            self.out["resources"].want(hits, f"{label} {item.get('url') or ''}")
            if item.get("must"):
                self.out["must"].want(any(self.graph.nodes[node].get("must") for node in hits), label)
            if not hits:
                continue
            self._judge_place(i, item, hits, f"resource {label}")
            self._judge_about(item, hits)
        for _, data in self.by_kind["resource"]:
            same = [item for _, item in gold if self._same(item, data)]
            self.out["resources"].made(same, f"{self._label(data)} {data.get('url') or ''}")
            if data.get("must"):
                self.out["must"].made(any(item.get("must") for item in same), f"{self._label(data)} is not marked")

    def _judge_about(self, item: Item, hits: set[str]) -> None:
        label = item["title"]
        if kinds := values(item, "kind", "kind_ok"):
            got = {self.graph.nodes[node].get("media") for node in hits}
            self.out["media"].want(got & set(kinds), f"{label}: {item.get('kind')}, not {sorted(map(str, got))}")
        if author := item.get("author"):
            said = {fold(name) for node in hits for name in self.graph.nodes[node].get("authors", [])}
            self.out["authors"].want(any(fold(author) in name for name in said), f"{label}: {author}")
        if topics := self._named(values(item, "topics"), "topic"):
            self.out["covers"].want(self._joined("covers", hits, topics), f"{label} -> {item['topics']}")
        if parent := item.get("parent"):
            wholes = {
                node
                for _, other in self._items("resources")
                for node, data in self.by_kind["resource"]
                if other["title"] == parent and self._same(other, data)
            }
            self.out["versions"].want(self._joined("version_of", hits, wholes), f"{label} of {parent}")

    def _joined(self, relation: str, sources: set[str], targets: set[str]) -> bool:
        return any(self.graph.has_edge(a, b, relation) for a in sources for b in targets)

    def _same(self, item: Item, data: Item) -> bool:
        """Tell whether a node is a resource of the gold: by address where both have one, else by title."""
        wanted = {canonical(url) for url in values(item, "url", "url_alt")}
        got = {canonical(url) for url in [*values(data, "url"), *values(data, "urls")]}
        if wanted and got:
            return bool(wanted & got)
        return bool({fold(title) for title in values(item, "title", "title_alt", "aliases")} & self._spellings(data))

    def _judge_projects(self) -> None:
        gold = self._items("projects")

        def same(item: Item, data: Item) -> bool:
            return any(
                alike(name, form) >= 0.6 for name in values(item, "name", "aliases") for form in [data["name"], *data.get("aliases", [])]
            )

        for i, item in gold:
            hits = {node for node, data in self.by_kind["project"] if same(item, data)}
            if not item.get("optional"):
                self.out["projects"].want(hits, item["name"])
                self._judge_place(i, item, hits, f"project {item['name']}")
        for _, data in self.by_kind["project"]:
            self.out["projects"].made(any(same(item, data) for _, item in gold), self._label(data))

    # ---- order and what is said of it

    def _judge_phase_order(self) -> None:
        later: set[tuple[str, str]] = set()
        held: set[str] = set()
        for i, roadmap in enumerate(self.gold["roadmaps"]):
            for chain in roadmap.get("ordered") or []:
                nodes = [self.phases[i, phase] for phase in chain]
                held |= set().union(*nodes)
                for at in range(len(chain) - 1):
                    found = self._before(nodes[at], nodes[at + 1])
                    self.out["phase order"].want(found, f"{chain[at]} -> {chain[at + 1]}")
                later |= {(a, b) for x in range(len(nodes)) for y in range(x + 1, len(nodes)) for a in nodes[x] for b in nodes[y]}
        for a, b in self.order.edges:
            if a in held and b in held:
                self.out["phase order"].made((a, b) in later, f"{self._name(a)} -> {self._name(b)}")

    def _before(self, first: set[str], second: set[str]) -> bool:
        """Tell whether a prerequisite path, or a path that the author suggests, leads from one of the first to one of the second."""
        if any(b in self._below(self.order, a) for a in first for b in second if a != b):
            return True
        paths = [path["steps"] for _, data in self.by_kind["roadmap"] for path in data.get("paths", [])]
        return any(
            first & set(steps[i]) and second & set(steps[j]) for steps in paths for i in range(len(steps)) for j in range(i + 1, len(steps))
        )

    def _judge_statements(self) -> None:
        kinds = ("topic", "phase", "resource", "project")
        spellings = {
            fold(item.get("name") or item.get("title")): values(item, "name", "title", "aliases", "joined", "split_ok")
            for section in ("topics", "resources", "phases")
            for _, item in self._items(section)
        }
        for _, (first, second) in self._items("before"):
            ends = [self._named(spellings.get(fold(name), [name]), *kinds) for name in (first, second)]
            self.out["stated order"].want(self._before(*ends), f"{first} -> {second}")
        for _, names in self._items("alternatives"):
            ends = [self._named([name], "topic", "resource") for name in names]
            found = all(self._joined("alternative", ends[0], end) or self._joined("alternative", end, ends[0]) for end in ends[1:])
            self.out["alternatives"].want(found, " | ".join(names))
        if self.gold.get("no_order"):
            self._judge_absence_of_order()
        said = [
            text["text"] if isinstance(text, Mapping) else text
            for kind in ("roadmap", "phase")
            for _, data in self.by_kind[kind]
            for key in ("outcomes", "goal")
            for text in ([data[key]] if isinstance(data.get(key), str) else data.get(key) or [])
        ]
        for _, outcome in self._items("outcomes"):
            self.out["outcomes"].want(any(alike(outcome, text) >= 0.7 for text in said), outcome)
        for _, item in self._items("definitions"):
            got = [d["text"] for node in self._named([item["term"]], "topic") for d in self.graph.nodes[node].get("definition", [])]
            self.out["definitions"].want(any(alike(item["text"], text) >= 0.6 for text in got), item["term"])

    def _judge_absence_of_order(self) -> None:
        """Count a document without order as wrong once for every order that was read into it; what lies in the subject itself may stand."""
        drawn = [
            f"{self._name(a)} -> {self._name(b)}"
            for a, b, key, data in self.graph.edges(keys=True, data=True)
            if key == "prerequisite" and {evidence["rule"] for evidence in data["evidence"]} & READ_FROM_THE_TEXT
        ]
        paths = [path["name"] for _, data in self.by_kind["roadmap"] for path in data.get("paths", [])]
        self.out["no order"].made(not drawn and not paths, ", ".join([*drawn, *paths])[:200])

    def _judge_noise(self) -> None:
        text = (HERE / "documents" / self.gold["document"]).read_text(encoding="utf-8").split("\n")
        noise = {number for number, line in enumerate(text, 1) if any(line.startswith(start) for start in self.gold.get("noise") or [])}
        for kind in ("phase", "topic", "resource", "project"):
            for _, data in self.by_kind[kind]:
                lines = {mention.get("line") for mention in data.get("mentions", [])}
                self.out["noise"].made(lines - noise, f"{kind} {self._label(data)}")

    def _name(self, node: str) -> str:
        return str(self.graph.nodes[node]["name"])

    @staticmethod
    def _label(data: Item) -> str:
        """Name a node with the lines on which the program read it."""
        lines = sorted({mention.get("line") or 0 for mention in data.get("mentions", [])})
        return f"{data['name']} (line {', '.join(map(str, lines))})"


def table(tallies: Mapping[str, Tally]) -> str:
    """Lay out figures and exceptions for a person: one line for each section, then what was missed (-) and what was wrong (+)."""
    lines = [f"{'section':14} {'F1':>6}  found missed  right wrong"]
    asked = {section: tally for section, tally in tallies.items() if tally.asked}
    for section, t in asked.items():
        lines.append(f"{section:14} {100 * t.f1:6.1f}  {t.found:5} {len(t.missed):6}  {t.right:5} {len(t.wrong):5}")
    for section, t in asked.items():
        lines += [f"  {section} - {label}" for label in t.missed] + [f"  {section} + {label}" for label in t.wrong]
    return "\n".join(lines)


def overall(tallies: Mapping[str, Tally]) -> float:
    """Give the F1 of phases, topics, resources and projects taken together, from 0 to 1."""
    pooled = Tally()
    for section in MAIN:
        pooled.add(tallies[section], section)
    return pooled.f1


def main() -> None:
    """Print the table of every document and of all together."""
    pooled = {section: Tally() for section in SECTIONS}
    figures: dict[str, float] = {}
    for stem in sys.argv[1:] or stems():
        with tempfile.TemporaryDirectory() as folder:
            gold = load(stem)
            tallies = measure(gold, build(gold, Path(folder)))
        print(f"\n== {stem}\n{table(tallies)}")
        figures[stem] = 100 * overall(tallies)
        for section, tally in tallies.items():
            pooled[section].add(tally, stem)
    print("\n== all\n" + table(pooled).split("\n  ")[0])
    for stem, figure in figures.items():
        print(f"{stem:22} {figure:5.1f}")


if __name__ == "__main__":
    main()
