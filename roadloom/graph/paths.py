"""The shortest list of topics that leads to a target, with the reason of each, and what can be learned now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from roadloom.errors import NotFoundError
from roadloom.graph.finding import find, names_of
from roadloom.graph.relations import into, out_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Path", "Ready", "Step", "Why", "choices_of", "find", "frontier", "learning_path", "names_of", "resources_for", "support"]

RESOURCES = 4  # what a step proposes to study: a main one and a few more


@dataclass(frozen=True, slots=True)
class Why:
    """A later step that needs this one."""

    needed_for: str
    weight: float
    evidence: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One topic on the way."""

    id: str
    name: str
    hours: dict[str, Any] | None  # {value, from}
    alternatives: tuple[str, ...]  # topics that would serve instead
    why: tuple[Why, ...]
    resources: tuple[dict[str, Any], ...]  # {id, name, url, must}, the main one first
    projects: tuple[str, ...]
    optional: bool = False  # proposed, not needed


@dataclass(frozen=True, slots=True)
class Path:
    """What to learn, in this order, to get to the targets."""

    targets: tuple[str, ...]
    known: tuple[str, ...]
    steps: tuple[Step, ...] = field(default_factory=tuple)
    skipped: tuple[str, ...] = ()  # what would be on the way, but for the learner's wish

    def to_json(self) -> dict[str, Any]:
        """Say it as `path --format json` does (see the interfaces); `also`, `skipped` and `optional` appear only where they are used."""
        steps = []
        for step in self.steps:
            row: dict[str, Any] = {"id": step.id, "name": step.name, "hours": step.hours, "alternatives": list(step.alternatives)}
            row["why"] = [
                {
                    "needed_for": why.needed_for,
                    "weight": why.weight,
                    "evidence": [{k: e[k] for k in ("source", "line", "rule", "text")} for e in why.evidence],
                }
                for why in step.why
            ]
            row |= {"resources": list(step.resources), "projects": list(step.projects)}
            steps.append(row | {"optional": True} if step.optional else row)
        also = {"also": list(self.targets[1:])} if len(self.targets) > 1 else {}
        skipped = {"skipped": list(self.skipped)} if self.skipped else {}
        return {"target": self.targets[0] if self.targets else None, **also, "known": list(self.known), **skipped, "steps": steps}


# --- the path ---------------------------------------------------------------------------------------------------------------


def learning_path(
    graph: nx.MultiDiGraph,
    targets: Sequence[str],
    *,
    known: Iterable[str] = (),
    skipped: Iterable[str] = (),
    min_confidence: float = 0.0,
    optional: bool = False,
    depth: int | None = None,
    language: str | None = None,
) -> Path:
    """List what to learn for the targets: all that they need, nothing else, what comes first before what needs it, ties by rank.

    Parameters
    ----------
    targets : ids of topics.
    known : topics that need no learning; what they imply counts as known too (see `implied`).
    skipped : topics that the learner leaves out, with what only they need.
    min_confidence : prerequisites below this weight are not followed.
    optional : also propose what weak evidence (`order` edges) puts before a step, marked as such.
    depth : how many steps back from a target to go at most (None: all the way), as the transitive reduction counts them.
    language : resources in this language (BCP 47) come first.

    Raises
    ------
    NotFoundError : if a target is no topic of the graph.
    """
    for target in targets:
        if target not in graph or graph.nodes[target].get("kind") != "topic":
            raise NotFoundError(f"“{target}” is no topic of this graph.")
    given = sorted({topic for topic in known if topic in graph})
    walk = _Walk(graph, min_confidence)
    have = walk.implied(given)
    aside = frozenset(skipped) - frozenset(targets)
    goals = [target for target in dict.fromkeys(targets) if target not in have]
    everything = walk.back(goals, stop=have | aside)
    stand_in = _choose(graph, walk, everything, have, frozenset(goals))
    whole = walk.back(goals, stop=have | aside, instead=stand_in)
    needed = whole if depth is None else walk.near(goals, whole, stand_in, depth)
    extra = {a for b in needed for a in walk.needs(b, "order")} if optional else set()
    extra -= have | aside | whole
    extra = (walk.back(sorted(extra), stop=have | aside | whole, instead=stand_in) if depth is None else extra) - whole
    order = sorted(needed | extra, key=lambda topic: (graph.nodes[topic].get("rank", 0), topic))
    chosen = needed | extra
    steps = tuple(_step(graph, walk, t, chosen, t in extra, stand_in, language) for t in order)
    left_out = {before for topic in needed for before in walk.needs(topic) if before in aside and before not in have}
    return Path(tuple(targets), tuple(given), steps, tuple(sorted(left_out, key=lambda topic: (graph.nodes[topic].get("rank", 0), topic))))


def implied(graph: nx.MultiDiGraph, known: Iterable[str], *, min_confidence: float = 0.0) -> set[str]:
    """Collect what is known and what that implies: all that it needs, and its parts for which nothing unknown is needed.

    Only what is given as known implies its parts, and they theirs: who knows PyTorch has what it takes of linear algebra, not all of it.
    """
    return _Walk(graph, min_confidence).implied(topic for topic in known if topic in graph)


class _Walk:
    """Walks prerequisites of at least some weight backwards."""

    def __init__(self, graph: nx.MultiDiGraph, min_confidence: float) -> None:
        self.graph = graph
        self.least = min_confidence
        self.choices = cache(partial(choices_of, graph))

    def needs(self, topic: str, relation: str = "prerequisite") -> list[str]:
        return [a for a, data in into(self.graph, topic, relation).items() if data["weight"] >= self.least]

    def back(
        self,
        topics: Iterable[str],
        stop: Collection[str] = frozenset(),
        instead: dict[str, str | None] | None = None,
    ) -> set[str]:
        """Collect the topics and all that they need, level by level, not entering `stop`.

        Where `instead` names a stand-in for a needed topic, that one is taken (None: nothing is needed in its place).
        """
        instead = instead or {}
        level = list(dict.fromkeys(topics))
        seen = set(level)
        while level:
            following = []
            for topic in level:
                for other in self.needs(topic):
                    need = instead.get(other, other)
                    if need is not None and need not in seen and need not in stop:
                        seen.add(need)
                        following.append(need)
            level = following
        return seen

    def near(self, topics: Iterable[str], among: Collection[str], instead: dict[str, str | None], depth: int) -> set[str]:
        """Collect those `among` some topics that are at most `depth` steps back from the first; what a longer way implies is no step."""
        from roadloom.graph.rank import unimplied

        edges = ((need, topic) for topic in sorted(among) for other in self.needs(topic) if (need := instead.get(other, other)) in among)
        steps: dict[str, list[str]] = {}
        for need, topic in unimplied((need, topic) for need, topic in edges if need is not None and need != topic):
            steps.setdefault(topic, []).append(need)
        seen = level = set(topics)
        while level and depth > 0:
            level = {need for topic in level for need in steps.get(topic, ())} - seen
            seen, depth = seen | level, depth - 1
        return seen

    def implied(self, known: Iterable[str]) -> set[str]:
        """See the function of this name."""
        wholes = set(known)
        have = self.back(sorted(wholes))
        while True:
            parts = {part for whole in wholes for part in into(self.graph, whole, "part_of")}
            parts = {part for part in parts if self.graph.nodes[part].get("kind") == "topic"}
            fresh = {part for part in parts - wholes if have.issuperset(self.needs(part))}
            if not fresh:
                return have
            wholes |= fresh
            have |= fresh


def choices_of(graph: nx.MultiDiGraph, topic: str) -> dict[str, list[str]]:
    """Map the id of each choice that a topic belongs to to its other members."""
    members: dict[str, set[str]] = {}
    for side in (into, out_of):
        for other, data in side(graph, topic, "alternative").items():
            members.setdefault(str(data.get("choice")), set()).add(other)
    return {choice: sorted(group - {topic}) for choice, group in sorted(members.items())}


def _choose(graph: nx.MultiDiGraph, walk: _Walk, needed: set[str], have: set[str], goals: frozenset[str]) -> dict[str, str | None]:
    """Settle on one member of every choice: map each other needed member to the one that serves instead (None: a known one does).

    A goal is always learned itself. Of several needed members the one that most documents name serves, then the one that comes
    first. Members that need each other are no real alternatives.
    """
    stand_in: dict[str, str | None] = {}
    for topic in sorted(needed - goals):
        for others in walk.choices(topic).values():
            if any(other in have for other in others):
                stand_in[topic] = None
                break
            rivals = [topic, *(other for other in others if other in needed)]
            best = min(rivals, key=lambda t: (t not in goals, -support(graph, t), graph.nodes[t].get("rank", 0), t))
            if best != topic and topic not in walk.back([best]) and best not in walk.back([topic]):
                stand_in[topic] = best
                break
    return {topic: _last(stand_in, topic) for topic in stand_in}


def _last(stand_in: dict[str, str | None], topic: str) -> str | None:
    """Follow stand-ins of stand-ins (a topic may be in several choices); a circle ends at its least member."""
    seen: list[str] = []
    current: str | None = topic
    while current is not None and current in stand_in:
        if current in seen:
            return min(seen[seen.index(current) :])
        seen.append(current)
        current = stand_in[current]
    return current


def support(graph: nx.MultiDiGraph, node: str) -> int:
    """Count the documents that name a node."""
    return len({mention["source"] for mention in graph.nodes[node].get("mentions", ())})


# --- what a step says -------------------------------------------------------------------------------------------------------


def _step(
    graph: nx.MultiDiGraph,
    walk: _Walk,
    topic: str,
    chosen: set[str],
    optional: bool,
    stand_in: dict[str, str | None],
    language: str | None,
) -> Step:
    data = graph.nodes[topic]
    others = {other for group in walk.choices(topic).values() for other in group}
    return Step(
        id=topic,
        name=str(data.get("name", topic)),
        hours=data.get("hours"),
        alternatives=tuple(sorted(others - chosen)),
        why=tuple(
            _reasons(graph, walk, topic, chosen, stand_in) or (_reasons(graph, walk, topic, chosen, {}, "order") if optional else [])
        ),
        resources=tuple(resources_for(graph, topic, language)[:RESOURCES]),
        projects=tuple(sorted(into(graph, topic, "practises"))),
        optional=optional,
    )


def _reasons(
    graph: nx.MultiDiGraph, walk: _Walk, topic: str, chosen: set[str], stand_in: dict[str, str | None], relation: str = "prerequisite"
) -> list[Why]:
    """Name the later steps that need a topic, or one that it stands in for, nearest first."""
    found: dict[str, Why] = {}
    for served in (topic, *sorted(t for t, other in stand_in.items() if other == topic)):
        for after, edge in out_of(graph, served, relation).items():
            if after in chosen and after not in found and edge["weight"] >= walk.least:
                found[after] = Why(after, edge["weight"], [e for e in edge["evidence"] if e.get("for", True)])
    return sorted(found.values(), key=lambda why: (graph.nodes[why.needed_for].get("rank", 0), why.needed_for))


def resources_for(graph: nx.MultiDiGraph, topic: str, language: str | None = None) -> list[dict[str, Any]]:
    """List what covers a topic: essential first, then the reader's language, whole works before versions of them, most named first."""
    found = []
    for resource in into(graph, topic, "covers"):
        data = graph.nodes[resource]
        version = bool(out_of(graph, resource, "version_of"))
        foreign = bool(language) and str(data.get("language") or language).split("-")[0] != str(language).split("-")[0]
        row = {"id": resource, "name": data.get("name", resource), "url": data.get("url"), "must": bool(data.get("must"))}
        found.append(((not row["must"], foreign, version, -support(graph, resource), resource), row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


# --- what next --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """A topic whose prerequisites are all known; `unlocks` counts the unknown topics that it leads to, however far."""

    id: str
    name: str
    unlocks: int


def frontier(
    graph: nx.MultiDiGraph,
    known: Iterable[str] = (),
    targets: Sequence[str] = (),
    *,
    skipped: Iterable[str] = (),
    min_confidence: float = 0.0,
) -> list[Ready]:
    """List what can be learned now, that which unlocks most first, ties by rank; with targets, only what leads to them."""
    from roadloom.graph.rank import dependents

    walk = _Walk(graph, min_confidence)
    given = [topic for topic in known if topic in graph]
    have = walk.implied(given)
    if targets:
        steps = learning_path(graph, targets, known=given, skipped=skipped, min_confidence=min_confidence).steps
        wanted = {step.id for step in steps}
    else:
        wanted = {n for n, data in graph.nodes(data=True) if data.get("kind") == "topic"} - have - set(skipped)
    edges = [(a, b) for b in sorted(wanted) for a in walk.needs(b) if a in wanted]
    ready = sorted(wanted - {b for _, b in edges})
    unlocks = dependents(edges, ready)
    found = [Ready(topic, str(graph.nodes[topic].get("name", topic)), unlocks[topic]) for topic in ready]
    return sorted(found, key=lambda r: (-r.unlocks, graph.nodes[r.id].get("rank", 0), r.id))
