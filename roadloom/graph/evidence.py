"""Derive opinions on the order of topics and phases from what the documents, the lexicon and the user say.

What counts as evidence, and why with this weight, stands in docs/order.md; the weights themselves are data (`data/order.yaml`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from roadloom.graph.datafiles import shipped
from roadloom.graph.model import Phase, Reading, Roadmap, Topic
from roadloom.graph.relatedness import Scanner, same_company, together

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.lexicon import Lexicon

TOPIC = "topic/"
LEXICON = "lexicon"  # the source that its words are counted under
SPOKEN = ("user", "stated")  # rules that hold between alternatives too: somebody said so
AHEAD = 3  # stages that the subject of a stage is compared with
NAMED = ("tool", "model")  # members of a shelf ("fine-tuning tools: PEFT, TRL") rather than parts of a whole


@dataclass(frozen=True, slots=True)
class Opinion:
    """One source's word that one node comes before another (`against`: that it does not)."""

    before: str
    after: str
    rule: str  # one of model.RULES
    source: str  # Source.id, "lexicon", or the user's file
    line: int  # from 1; 0 where there is none (the lexicon)
    text: str  # the words that say so
    against: bool = False
    weight: float | None = None  # None: what the rule weighs
    relation: str | None = None  # the edge that it was woven into already, `weight` being that edge's; None: to be decided

    @property
    def strength(self) -> float:
        """The weight that counts, 0-1."""
        return weights().get(self.rule, 0.0) if self.weight is None else self.weight


@cache
def weights() -> Mapping[str, float]:
    """Return what a word of each rule weighs."""
    return shipped("order.yaml")["weights"]


def opinions_of(reading: Reading, node_of: Mapping[int, str], graph: nx.MultiDiGraph, lexicon: Lexicon | None = None) -> list[Opinion]:
    """Collect everything that speaks for or against an order of two nodes.

    Parameters
    ----------
    node_of : the node that each entry of the reading became, by the entry's `id()`.
    graph : holds all nodes, and the edges other than those of order.
    lexicon : concepts with what they need; None: the documents alone decide.
    """
    opinions = [opinion for roadmap in reading.roadmaps for opinion in _statements(roadmap, node_of)]
    fresh = [roadmap for roadmap in reading.roadmaps if not roadmap.settled]
    if fresh:
        scanner = Scanner(graph)
        related = together(graph, scanner)
        company = same_company(related)
        for roadmap in fresh:
            opinions += _phases(roadmap, node_of)
            opinions += _stages(roadmap, node_of, {"stages": related, "company": company})
            opinions += _stage_subjects(roadmap, node_of)
            opinions += _containment(roadmap, node_of)
            opinions += _suggested(roadmap, node_of)
        opinions += _names(graph, scanner)
        alternatives = {frozenset((a, b)) for a, b, key in graph.edges(keys=True) if key == "alternative"}
        opinions = [o for o in opinions if o.rule in SPOKEN or frozenset((o.before, o.after)) not in alternatives]
    if lexicon is not None:
        opinions += _lexicon(graph, lexicon, opinions)
    return opinions


def _statements(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    for s in roadmap.statements:
        before, after = node_of.get(id(s.before)), node_of.get(id(s.after))
        if before and after:
            yield Opinion(before, after, s.rule, s.source or roadmap.source.id, s.line, s.text, s.against, s.weight, s.relation)


# --- phases -----------------------------------------------------------------------------------------------------------------


def _phases(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    """Order the phases of a roadmap among their siblings as it lists them; parallel tracks stay unordered."""
    for siblings in _siblings(roadmap):
        for before, after in pairwise(siblings):
            yield _opinion("phases", node_of[id(before)], node_of[id(after)], "phase-order", roadmap, after.line, after.text)


def _siblings(roadmap: Roadmap) -> list[list[Phase]]:
    """Group the ordered phases by their parent, in the document's order."""
    groups: dict[int, list[Phase]] = {}
    for phase in roadmap.phases:
        if phase.ordered:
            groups.setdefault(id(phase.parent), []).append(phase)
    return list(groups.values())


def _stages(roadmap: Roadmap, node_of: Mapping[int, str], relations: Mapping[str, Mapping[str, set[str]]]) -> Iterator[Opinion]:
    """Take the order of the stages that introduce two topics as evidence of the topics' order, if the topics have to do with each other.

    `relations` maps the name of a weight to the topics that each topic is so related to.
    """
    place = {id(phase): i for siblings in _siblings(roadmap) for i, phase in enumerate(siblings)}
    first = _introductions(roadmap, node_of)
    lineage = {id(topic.phase): _lineage(topic.phase) for topic in first.values()}
    for weight, related in relations.items():
        for after, entry in first.items():
            for before in sorted(related.get(after, set()) & first.keys()):
                if _precedes(lineage[id(first[before].phase)], lineage[id(entry.phase)], place):
                    yield _opinion(weight, before, after, "phase-order", roadmap, entry.line, entry.text)


def _stage_subjects(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    """Let what a stage is about come before what the next stages are about, sections inside them included."""
    about: dict[int, dict[str, Topic]] = {}
    for topic in roadmap.topics:
        if topic.subject and id(topic) in node_of:
            for phase in _lineage(topic.phase):
                about.setdefault(id(phase), {}).setdefault(node_of[id(topic)], topic)
    for siblings in _siblings(roadmap):
        stages = [about[id(phase)] for phase in siblings if id(phase) in about]
        for i, stage in enumerate(stages):
            for later in stages[i + 1 : i + 1 + AHEAD]:
                for before in stage:
                    for after, topic in later.items():
                        if after not in stage and before not in later:
                            yield _opinion("about", before, after, "phase-order", roadmap, topic.line, topic.text)


def _introductions(roadmap: Roadmap, node_of: Mapping[int, str]) -> dict[str, Topic]:
    """Find the first place inside a phase at which a roadmap enters each topic."""
    first: dict[str, Topic] = {}
    for topic in roadmap.topics:
        node = node_of.get(id(topic))
        if node and topic.phase is not None and not topic.passing and (node not in first or topic.line < first[node].line):
            first[node] = topic
    return first


def _lineage(phase: Phase | None) -> list[Phase]:
    """List the phases from the outermost down to this one."""
    line: list[Phase] = []
    while phase is not None:
        line.append(phase)
        phase = phase.parent
    return line[::-1]


def _precedes(a: list[Phase], b: list[Phase], place: Mapping[int, int]) -> bool:
    """Tell whether of two phases the first comes earlier: where their lineages part, both are ordered and it stands before."""
    for p, q in zip(a, b, strict=False):
        if p is not q:
            return id(p) in place and id(q) in place and place[id(p)] < place[id(q)]
    return False


# --- topics -----------------------------------------------------------------------------------------------------------------


def _containment(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    """Let a topic come before its parts, and more weakly what a phase is about before what stands in it."""
    subjects: dict[int, list[str]] = {}
    for topic in roadmap.topics:
        if topic.subject and topic.phase is not None and id(topic) in node_of:
            subjects.setdefault(id(topic.phase), []).append(node_of[id(topic)])
    for topic in roadmap.topics:
        part = node_of.get(id(topic))
        if part is None:
            continue
        if topic.parent is not None:
            wholes, kind = [node_of.get(id(topic.parent), part)], "members" if topic.category in NAMED else "parts"
        else:
            wholes, kind = [] if topic.subject or topic.passing else subjects.get(id(topic.phase), []), "subjects"
        for whole in wholes:
            if whole != part:
                yield _opinion(kind, whole, part, "containment", roadmap, topic.line, topic.text)


def _suggested(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    """Take each step of an author's suggested path as coming before the next one."""
    for path in roadmap.paths:
        for before, after in pairwise(path.steps):
            for a in before:
                for b in after:
                    x, y = node_of.get(id(a)), node_of.get(id(b))
                    if x and y and x != y:
                        yield _opinion("chain", x, y, "chain", roadmap, path.line, path.name)


def _names(graph: nx.MultiDiGraph, scanner: Scanner) -> Iterator[Opinion]:
    """Let what a name is made of come before what bears the name: attention before self-attention."""
    for topic in sorted(scanner.forms):
        for place in sorted(graph.nodes[topic].get("mentions", ()), key=lambda m: (m["source"], m["line"]))[:1]:
            for part in sorted(scanner.parts_of(topic)):
                yield Opinion(part, topic, "inferred", place["source"], place["line"], place["text"], weight=weights()["names"])


def _opinion(weight: str, before: str, after: str, rule: str, roadmap: Roadmap, line: int, text: str) -> Opinion:
    return Opinion(before, after, rule, roadmap.source.id, line, text, weight=weights()[weight])


# --- lexicon ----------------------------------------------------------------------------------------------------------------


def _lexicon(graph: nx.MultiDiGraph, lexicon: Lexicon, opinions: Collection[Opinion]) -> Iterator[Opinion]:
    """Say what the lexicon knows: what each concept needs, and that it does not need what only documents put before it.

    A need that is no topic here is followed to what it needs in turn; the text names what was passed.
    """
    concept_of = {
        node: node.removeprefix(TOPIC) for node in graph if node.startswith(TOPIC) and node.removeprefix(TOPIC) in lexicon.concepts
    }
    for node in sorted(concept_of):
        for need, words in _contracted(concept_of[node], lexicon, graph):
            yield Opinion(TOPIC + need, node, "lexicon", LEXICON, 0, words, weight=weights()["lexicon"])
    needs: dict[str, set[str]] = {}
    derived = {(o.before, o.after) for o in opinions if o.relation is None and o.before != o.after}
    stated = {(o.before, o.after) for o in opinions if o.rule in SPOKEN}
    for before, after in sorted(derived - stated):
        if after not in concept_of or (before not in concept_of and not lexicon.concepts[concept_of[after]].needs):
            continue
        for node in (before, after):
            if node in concept_of and node not in needs:
                needs[node] = _all_needs(concept_of[node], lexicon)
        if concept_of.get(before) not in needs[after]:
            reverse = concept_of[after] in needs.get(before, ())
            words = "needs it in turn" if reverse else "does not need it, as far as the lexicon knows"
            yield Opinion(before, after, "lexicon", LEXICON, 0, words, against=True, weight=weights()["reversed" if reverse else "silence"])


def _contracted(concept: str, lexicon: Lexicon, graph: nx.MultiDiGraph) -> Iterator[tuple[str, str]]:
    """Walk back from a concept to the nearest ones that are topics of the graph, nearest first, with the reason in words."""
    seen = {concept}
    queue: deque[tuple[str, str, tuple[str, ...]]] = deque(
        (need, reason.get("en") or next(iter(reason.values()), ""), ()) for need, reason in sorted(lexicon.concepts[concept].needs.items())
    )
    while queue:
        need, reason, passed = queue.popleft()
        if need in seen:
            continue
        seen.add(need)
        if TOPIC + need in graph:
            yield need, reason + (f" (by way of {', '.join(passed)})" if passed else "")
        else:
            further = (*passed, lexicon.concepts[need].names.get("en", need))
            queue.extend((other, reason, further) for other in sorted(lexicon.concepts[need].needs))


def _all_needs(concept: str, lexicon: Lexicon) -> set[str]:
    seen: set[str] = set()
    todo = [concept]
    while todo:
        for need in lexicon.concepts[todo.pop()].needs:
            if need not in seen:
                seen.add(need)
                todo.append(need)
    return seen
