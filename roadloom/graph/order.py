"""From many opinions to one order: weigh the votes, accept what is well supported, break cycles, rank the topics.

`evidence.opinions_of` collects what documents, lexicon and user say; `accept` decides. The reasoning stands in docs/order.md.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from roadloom.errors import ContradictionError
from roadloom.graph.cycles import FixedCycleError, cheapest_cut
from roadloom.graph.evidence import Opinion, opinions_of
from roadloom.graph.model import RULES
from roadloom.graph.rank import rank_topics, reduction
from roadloom.graph.sequencing import lined_up

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["DEMAND", "Opinion", "accept", "opinions_of", "reduction"]

DEMAND = 0.5  # confidence from which on an order is a prerequisite; below it is a hint
CERTAIN = 0.99  # no document's word weighs more: enough others can outvote it
STRENGTH = {rule: i for i, rule in enumerate(RULES)}
LISTED = 12  # places that one finding names at most


class _RefusedError(Exception):
    """Rules of the user that cannot all hold."""

    def __init__(self, rules: list[Opinion]) -> None:
        super().__init__()
        self.rules = rules


@dataclass(slots=True)
class Verdict:
    """What all opinions on one ordered pair come to."""

    before: str
    after: str
    votes: list[Opinion] = field(default_factory=list)  # for and against this direction
    raw: float = 0.0  # confidence by the votes for it alone
    weight: float = 0.0  # confidence after the votes against it, those for the other direction included
    fixed: bool = False  # the user's word
    relation: str | None = None  # the edge that it is by earlier decision; None: to be decided by its weight

    @property
    def demanded(self) -> bool:
        """Whether it is to be a prerequisite, cycles aside."""
        return self.fixed or (self.weight >= DEMAND if self.relation is None else self.relation == "prerequisite")


def accept(graph: nx.MultiDiGraph, opinions: Iterable[Opinion], rules: str = "") -> None:
    """Add `prerequisite` and `order` edges to the graph, a finding per given-up edge, and each topic's `rank`.

    Edges of these two relations that are there already are replaced. Opinions on nodes that are not in the graph, and those that
    would order a topic against a phase, are passed over. `rules` is the path of the user's rules, for messages.

    Raises
    ------
    ContradictionError : if rules of the user contradict each other.
    """
    try:
        _accept(graph, opinions)
    except _RefusedError as refused:
        raise _contradiction(graph, refused.rules, rules) from None


def _accept(graph: nx.MultiDiGraph, opinions: Iterable[Opinion]) -> None:
    _forget(graph)
    verdicts = _verdicts(graph, opinions)
    demanded = {pair: v for pair, v in verdicts.items() if v.demanded}
    findings = [*_self_loops(graph, verdicts), *_contrary(graph, verdicts)]
    findings += _break_cycles(graph, demanded, verdicts)
    findings += _part(graph, demanded, verdicts)
    for pair, verdict in verdicts.items():
        if pair in demanded:
            graph.add_edge(*pair, key="prerequisite", weight=round(verdict.weight, 4), evidence=_evidence(verdict, verdicts))
        elif not verdict.demanded and verdict.weight > 0:
            graph.add_edge(*pair, key="order", weight=round(verdict.weight, 4), evidence=_evidence(verdict, verdicts))
    graph.graph.setdefault("findings", []).extend(findings)
    told = {(step["before"], step["after"]) for finding in findings for step in finding["steps"]}
    outvoted = [
        {"before": before, "after": after, "evidence": _evidence(verdict, verdicts)}
        for (before, after), verdict in verdicts.items()
        if verdict.weight <= 0
        and (verdict.raw >= DEMAND or any(vote.relation == "order" for vote in verdict.votes))  # the second: of an earlier graph
        and not {(before, after), (after, before)} & told
    ]
    if outvoted:
        graph.graph["outvoted"] = outvoted
    rank_topics(graph)


def _forget(graph: nx.MultiDiGraph) -> None:
    graph.graph.pop("outvoted", None)
    old = [(a, b, key) for a, b, key in graph.edges(keys=True) if key in ("prerequisite", "order")]
    graph.remove_edges_from(old)


# --- weighing ---------------------------------------------------------------------------------------------------------------


def _verdicts(graph: nx.MultiDiGraph, opinions: Iterable[Opinion]) -> dict[tuple[str, str], Verdict]:
    """Gather the opinions by ordered pair and weigh each pair; the pairs come sorted, and what is taken from them stays so."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    kinds = {node: kind for node, kind in graph.nodes(data="kind") if kind in ("topic", "phase")}
    for opinion in opinions:
        pair = opinion.before, opinion.after
        if (kind := kinds.get(pair[0])) is not None and kinds.get(pair[1]) == kind:
            verdict = verdicts.get(pair)
            if verdict is None:
                verdict = verdicts[pair] = Verdict(*pair)
            verdict.votes.append(opinion)
    for verdict in verdicts.values():
        if len(verdict.votes) > 1:
            verdict.votes = _unrepeated(verdict.votes)
    for (before, after), verdict in verdicts.items():
        _weigh(verdict, verdicts.get((after, before)) if before != after else None)
    return {pair: verdicts[pair] for pair in sorted(verdicts)}


def _unrepeated(opinions: Iterable[Opinion]) -> list[Opinion]:
    """Sort the opinions on one pair, strongest rule first; of those that say the same, one already woven into a graph stands."""
    unique: dict[tuple[Any, ...], Opinion] = {}
    for o in opinions:
        key = (*_place(o), o.against)
        other = unique.get(key)
        if other is None or (o.relation is None, -o.strength) < (other.relation is None, -other.strength):
            unique[key] = o
    return [unique[key] for key in sorted(unique)]


def _weigh(verdict: Verdict, reverse: Verdict | None) -> None:
    """Combine the votes to a confidence.

    Each document counts once a side, with its strongest word. A word of weight w is taken as evidence of -ln(1 - w); evidence for
    is added, evidence against subtracted: 1 - (1-w1)(1-w2).../((1-v1)(1-v2)...), and no less than 0. The user's word is final. What
    was weighed when an earlier graph was built keeps that weight until something new is said.
    """
    if reverse is None and len(verdict.votes) == 1 and _plain(only := verdict.votes[0]):
        verdict.raw = verdict.weight = min(only.strength, CERTAIN)
        return
    against = [o for o in reverse.votes if not o.against] if reverse else []
    yes = [o for o in verdict.votes if not o.against]
    no = [o for o in verdict.votes if o.against] + against
    ours = [o for o in yes if o.rule == "user"]
    theirs = [o for o in no if o.rule == "user"]
    if any(o.relation is None for o in ours) or any(o.relation is None for o in theirs):  # today's rules, not those of an earlier graph
        ours = [o for o in ours if o.relation is None]
        theirs = [o for o in theirs if o.relation is None]
    if ours and theirs:
        raise _RefusedError([ours[0], theirs[0]])
    verdict.fixed = bool(ours)
    settled = [o for o in verdict.votes if o.relation is not None]
    fresh = [o for o in (*verdict.votes, *against) if o.relation is None]
    support = _support([o for o in yes if o.relation is None])
    if settled:
        support += _support(settled[:1])
        no = [o for o in no if o.relation is None]
    verdict.raw = 1.0 if ours else -math.expm1(-support)
    verdict.weight = 0.0 if theirs else 1.0 if ours else max(0.0, -math.expm1(_support(no) - support))
    if settled and not fresh and not ours and not theirs:
        verdict.raw = verdict.weight = settled[0].strength
        verdict.relation = settled[0].relation


def _plain(vote: Opinion) -> bool:
    """Tell whether a vote that stands alone decides by its weight: one for the order, of today, and not the user's."""
    return not vote.against and vote.relation is None and vote.rule != "user"


def _support(votes: Iterable[Opinion]) -> float:
    """Add up the evidence of some votes, each source once."""
    strongest: dict[str, float] = {}
    for vote in votes:
        strongest[vote.source] = max(strongest.get(vote.source, 0.0), min(vote.strength, CERTAIN))
    return math.fsum(-math.log1p(-strongest[source]) for source in sorted(strongest))


def _evidence(verdict: Verdict, verdicts: dict[tuple[str, str], Verdict]) -> list[dict[str, Any]]:
    """List the votes as the graph file has them: those for the edge first, the strongest rule first, each saying once."""
    reverse = verdicts.get((verdict.after, verdict.before))
    against = [o for o in reverse.votes if not o.against] if reverse else []
    if not against and len(verdict.votes) == 1:
        o = verdict.votes[0]
        return [{"source": o.source, "line": o.line, "rule": o.rule, "text": o.text, "for": not o.against}]
    rows = {(o.against, _place(o)) for o in verdict.votes} | {(True, _place(o)) for o in against}
    return [
        {"source": source, "line": line, "rule": rule, "text": text, "for": not no} for no, (_, rule, source, line, text) in sorted(rows)
    ]


def _place(o: Opinion) -> tuple[int, str, str, int, str]:
    """Say where an opinion stands; sorts by the strength of its rule."""
    return STRENGTH.get(o.rule, len(STRENGTH)), o.rule, o.source, o.line, o.text


# --- conflicts --------------------------------------------------------------------------------------------------------------


def _self_loops(graph: nx.MultiDiGraph, verdicts: dict[tuple[str, str], Verdict]) -> Iterator[dict[str, Any]]:
    """Report and disarm words that put a thing before itself: usually two names were taken for one thing."""
    for (before, after), verdict in verdicts.items():
        if before == after:
            verdict.weight, verdict.fixed = 0.0, False
            name = _name(graph, before)
            yield {
                "code": "order-conflict",
                "message": f"“{name}” is said to come before itself.",
                "subjects": [before],
                "choice": "This was left out. If two things were taken for one, keep them apart with `different` in roadloom.yaml.",
                "origins": _origins(verdict.votes),
                "steps": [_step(verdict, verdicts)],
            }


def _contrary(graph: nx.MultiDiGraph, verdicts: dict[tuple[str, str], Verdict]) -> Iterator[dict[str, Any]]:
    """Report pairs that would be prerequisites both ways round, were there no votes against."""
    for (before, after), loser in verdicts.items():
        winner = verdicts.get((after, before))
        if winner is None or loser.raw < DEMAND or winner.raw < DEMAND or before == after:
            continue
        if (winner.weight, winner.raw, before) > (loser.weight, loser.raw, after):
            yield _finding(graph, loser, [winner], verdicts)


def _break_cycles(
    graph: nx.MultiDiGraph, demanded: dict[tuple[str, str], Verdict], verdicts: dict[tuple[str, str], Verdict]
) -> Iterator[dict[str, Any]]:
    """Take the edges that have to go out of `demanded`, and report each with a shortest cycle that it would close."""
    for before, after in [pair for pair in demanded if pair[0] == pair[1]]:
        del demanded[before, after]
    pairs = list(demanded)
    edges = [(before, after, demanded[before, after].weight) for before, after in pairs]
    try:
        cut = cheapest_cut(edges, {i for i, pair in enumerate(pairs) if demanded[pair].fixed})
    except FixedCycleError as error:
        raise _RefusedError([demanded[pairs[i]].votes[0] for i in error.edges]) from None
    given_up = [demanded.pop(pairs[i]) for i in cut.removed]
    names, following = lined_up(demanded if given_up else ())
    place = {name: i for i, name in enumerate(names)}
    for verdict in given_up:
        verdict.weight = 0.0
        chain = [names[i] for i in _chain(following, place[verdict.after], place[verdict.before])]
        yield _finding(graph, verdict, [demanded[pair] for pair in pairwise(chain)], verdicts)


def _part(
    graph: nx.MultiDiGraph, demanded: dict[tuple[str, str], Verdict], verdicts: dict[tuple[str, str], Verdict]
) -> Iterator[dict[str, Any]]:
    """Where the user says that one thing does not need another, cut the ways round as well, as cheaply as possible."""
    import networkx as nx

    for (before, after), verdict in verdicts.items():
        refusal = next((o for o in verdict.votes if o.against and o.rule == "user"), None)
        if refusal is None or before == after:
            continue
        ways: nx.DiGraph = nx.DiGraph((a, b, {} if v.fixed else {"capacity": v.weight}) for (a, b), v in demanded.items())
        if before not in ways or after not in ways or not nx.has_path(ways, before, after):
            continue
        ways = ways.subgraph((nx.descendants(ways, before) | {before}) & (nx.ancestors(ways, after) | {after}))
        try:
            _, (near, _) = nx.minimum_cut(ways, before, after)
        except nx.NetworkXUnbounded:
            names, following = lined_up(pair for pair, v in demanded.items() if v.fixed)
            chain = [names[i] for i in _chain(following, names.index(before), names.index(after))]
            raise _RefusedError([refusal, *(demanded[pair].votes[0] for pair in pairwise(chain))]) from None
        for a, b in sorted((a, b) for a, b in ways.edges if a in near and b not in near):
            given_up = demanded.pop((a, b))
            given_up.weight = 0.0
            yield {
                "code": "order-conflict",
                "message": f"You say that “{_name(graph, after)}” does not need “{_name(graph, before)}”, "
                f"but it would by way of “{_name(graph, a)}” → “{_name(graph, b)}”.",
                "subjects": [a, b, after, before],
                "choice": f"“{_name(graph, a)}” before “{_name(graph, b)}” was given up.",
                "origins": _origins([refusal, *given_up.votes]),
                "steps": [_step(given_up, verdicts), _step(verdict, verdicts)],
            }


def _chain(after: Sequence[Sequence[int]], start: int, end: int) -> list[int]:
    """Find a shortest way from one place to another, both included, among nodes that are `lined_up`."""
    came, queue = {start: start}, deque([start])
    while queue and end not in came:
        node = queue.popleft()
        for other in after[node]:
            if other not in came and other <= end:
                came[other] = node
                queue.append(other)
    chain = [end]
    while chain[-1] != start:
        chain.append(came[chain[-1]])
    return chain[::-1]


# --- words ------------------------------------------------------------------------------------------------------------------


def _finding(graph: nx.MultiDiGraph, loser: Verdict, winners: list[Verdict], verdicts: dict[tuple[str, str], Verdict]) -> dict[str, Any]:
    """Describe one given-up edge: `subjects` is the cycle, beginning with that edge; `steps` and `origins` name both sides' places."""
    cycle = [loser.before, loser.after, *(w.after for w in winners[:-1])]
    names = [f"“{_name(graph, node)}”" for node in cycle]
    documents = len({o.source for o in loser.votes if not o.against})
    weakest = min(winners, key=lambda w: (w.weight, w.before, w.after))
    decided = f"{names[0]} before {names[1]} was given up" if any(w.demanded for w in winners) else "Neither is demanded"
    steps = [_step(verdict, verdicts) for verdict in (loser, *winners)]
    otherwise = "take your rule out of" if by_rule(steps) else f"write `prerequisite: [{_rule(graph, loser)}]` in"
    return {
        "code": "order-conflict",
        "message": f"The order goes in a circle: {' → '.join([*names, names[0]])}.",
        "subjects": cycle,
        "choice": f"{decided}: {_say_documents(documents)} for {names[0]} before {names[1]}, confidence {loser.raw:.2f}; the weakest "
        f"other step has {weakest.raw:.2f}. To decide otherwise, {otherwise} roadloom.yaml.",
        "origins": _origins([*loser.votes, *(o for w in winners for o in w.votes)]),
        "steps": steps,
    }


def by_rule(steps: Sequence[dict[str, Any]]) -> bool:
    """Tell whether the user's rules decided a circle: one speaks for a step that stands, or against the first, which was given up."""
    return any(row["rule"] == "user" and row["for"] is (i > 0) for i, step in enumerate(steps) for row in step["evidence"])


def _step(verdict: Verdict, verdicts: dict[tuple[str, str], Verdict]) -> dict[str, Any]:
    """Describe one step of a circle: all votes on it, and how sure those for it alone are."""
    return {"before": verdict.before, "after": verdict.after, "weight": round(verdict.raw, 4), "evidence": _evidence(verdict, verdicts)}


def _rule(graph: nx.MultiDiGraph, verdict: Verdict) -> str:
    """Say an order as the user's file has it; names are quoted, whatever YAML would take them for."""
    before, after = (json.dumps(_name(graph, node), ensure_ascii=False) for node in (verdict.before, verdict.after))
    return f"{{before: {before}, after: {after}}}"


def _say_documents(count: int) -> str:
    return "one document speaks" if count == 1 else f"{count} documents speak"


def _origins(votes: list[Opinion]) -> list[dict[str, Any]]:
    unique = {(o.source, o.line, o.text): None for o in votes}
    return [{"source": source, "line": line, "text": text} for source, line, text in list(unique)[:LISTED]]


def _contradiction(graph: nx.MultiDiGraph, votes: list[Opinion], rules: str) -> ContradictionError:
    """Name every rule of the user that takes part in a contradiction; one of an earlier graph stands in the file that it names."""
    paths = {source["id"]: source["path"] for source in graph.graph.get("sources", ())}
    said = []
    for vote in dict.fromkeys(votes):
        path = rules if rules and vote.relation is None else paths.get(vote.source, vote.source)
        before, after = (f"“{_name(graph, node)}”" for node in (vote.before, vote.after))
        said.append(
            f"{path}:{vote.line} says that {f'{after} does not need {before}' if vote.against else f'{before} comes before {after}'}"
        )
    return ContradictionError(f"Your rules of order contradict each other: {'; '.join(said)}.", remedy="Take one of them out.")


def _name(graph: nx.MultiDiGraph, node: str) -> str:
    return str(graph.nodes[node].get("name") or node)
