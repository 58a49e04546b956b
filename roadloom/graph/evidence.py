"""Derive opinions on the order of topics and phases from what the documents, the lexicon and the user say.

What counts as evidence, and why with this weight, stands in docs/order.md; the weights themselves are data (`data/order.yaml`).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from roadloom.graph.model import Reading, Roadmap
from roadloom.graph.opinion import Opinion, derived, weights
from roadloom.graph.relatedness import Scanner, together
from roadloom.graph.stages import of_phases, of_stages

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.lexicon import Lexicon

TOPIC = "topic/"
LEXICON = "lexicon"  # the source that its words are counted under
SPOKEN = ("user", "stated")  # rules that hold between alternatives too: somebody said so
MANY = 7  # topics from which on a phase is about a field that they belong to; the fewer, the likelier they make up its subject
NAMED = ("tool", "model")  # members of a shelf ("fine-tuning tools: PEFT, TRL") rather than parts of a whole


def opinions_of(
    reading: Reading, node_of: Mapping[int, str], graph: nx.MultiDiGraph, lexicon: Lexicon | None = None, scanner: Scanner | None = None
) -> list[Opinion]:
    """Collect everything that speaks for or against an order of two nodes.

    Parameters
    ----------
    node_of : the node that each entry of the reading became, by the entry's `id()`.
    graph : holds all nodes, and the edges other than those of order.
    lexicon : concepts with what they need; None: the documents alone decide.
    scanner : finds the graph's topics in texts; None: to be made.
    """
    opinions = [opinion for roadmap in reading.roadmaps for opinion in _statements(roadmap, node_of)]
    fresh = [roadmap for roadmap in reading.roadmaps if not roadmap.settled]
    if fresh:
        scanner = scanner or Scanner(graph)
        related = together(graph, scanner)
        opinions += of_stages(fresh, node_of, graph, scanner, related)
        for roadmap in fresh:
            opinions += of_phases(roadmap, node_of)
            opinions += _containment(roadmap, node_of, graph)
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


# --- topics -----------------------------------------------------------------------------------------------------------------


def _containment(roadmap: Roadmap, node_of: Mapping[int, str], graph: nx.MultiDiGraph) -> Iterator[Opinion]:
    """Let a topic come before its parts, and what a phase is about before what stands in the phase.

    That is likely only of tools and models, and in a phase of many topics: a few topics often make up its subject.
    """
    subjects: dict[int, list[str]] = {}
    for topic in roadmap.topics:
        if topic.subject and topic.phase is not None and id(topic) in node_of:
            subjects.setdefault(id(topic.phase), []).append(node_of[id(topic)])
    size = Counter(id(topic.phase) for topic in roadmap.topics if not topic.subject and not topic.passing)
    for topic in roadmap.topics:
        part = node_of.get(id(topic))
        if part is None:
            continue
        wholes: list[tuple[str, str]] = []
        if topic.parent is not None:
            wholes = [(node_of.get(id(topic.parent), part), "members" if topic.category in NAMED else "parts")]
        elif not topic.subject and not topic.passing:
            serving, wide = graph.nodes[part].get("category") in NAMED, size[id(topic.phase)] >= MANY
            kind = "served" if serving else "wide" if wide else "subjects"
            wholes = [(whole, kind) for whole in subjects.get(id(topic.phase), [])]
        for whole, kind in wholes:
            if whole != part:
                yield derived(kind, whole, part, "containment", roadmap, topic.line, topic.text)


def _suggested(roadmap: Roadmap, node_of: Mapping[int, str]) -> Iterator[Opinion]:
    """Take each step of an author's suggested path as coming before the next one."""
    for path in roadmap.paths:
        for before, after in pairwise(path.steps):
            for a in before:
                for b in after:
                    x, y = node_of.get(id(a)), node_of.get(id(b))
                    if x and y and x != y:
                        yield derived("chain", x, y, "chain", roadmap, path.line, path.name)


def _names(graph: nx.MultiDiGraph, scanner: Scanner) -> Iterator[Opinion]:
    """Let what a name is made of come before what bears the name: attention before self-attention."""
    for topic in sorted(scanner.forms):
        for place in sorted(graph.nodes[topic].get("mentions", ()), key=lambda m: (m["source"], m["line"]))[:1]:
            for part in sorted(scanner.parts_of(topic)):
                yield Opinion(part, topic, "inferred", place["source"], place["line"], place["text"], weight=weights()["names"])


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
