"""Spread a learning path over weeks: how long each topic takes by the documents' own word, and what fits into a week.

A document rarely says how long one topic takes; it says how long a stage does. Its stage's hours are shared among the topics of the
stage: evenly, but that each thing to learn a topic from counts like a topic, three at most. The hours of stages inside a stage are part of
its own: what they leave is for its other topics. What no document says is not made up: such a topic stands where its turn is and takes
no time, unless the learner says how much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from roadloom.errors import RoadloomError
from roadloom.graph.paths import Path, Step

if TYPE_CHECKING:
    import networkx as nx

WEEKS_PER_UNIT = {"day": 1 / 7, "week": 1.0, "month": 52 / 12}
LEAST = 0.01  # hours: what is left of a week or a topic below this is rounding
QUARTER = 0.25  # hours: a share is no more exact than this
LESSONS = 3  # resources of a topic that make its share of a stage larger
LONGEST = 1000  # weeks: a plan beyond that is no plan, and dates come to an end


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a topic takes, and who says so."""

    hours: float
    basis: str  # "stated": of the topic itself; "stage": its share of stages; "assumed": the learner's own guess
    pace: bool = False  # a stage counts in weeks or months without hours: they are weeks of the learner's
    said: tuple[dict[str, Any], ...] = ()  # {source, line, text, stage, topics, inner}: the documents' words, one a document


@dataclass(frozen=True, slots=True)
class Portion:
    """What is done for one topic in one week."""

    step: Step
    hours: float | None  # None: nobody says how long it takes
    estimate: Estimate | None
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One week: `start` is its first day, where the plan has dates."""

    number: int
    start: date | None
    portions: tuple[Portion, ...]

    @property
    def hours(self) -> float:
        """What is planned for this week, as far as it is known."""
        return round(sum(portion.hours or 0 for portion in self.portions), 2)


@dataclass(frozen=True, slots=True)
class Plan:
    """A path in weeks."""

    path: Path
    hours_per_week: float
    weeks: tuple[Week, ...] = field(default_factory=tuple)

    @property
    def unknown(self) -> tuple[Step, ...]:
        """The steps that nobody says the duration of."""
        return tuple(p.step for week in self.weeks for p in week.portions if p.estimate is None)

    @property
    def hours(self) -> float:
        """What the whole takes, as far as it is known."""
        return round(sum(p.estimate.hours for week in self.weeks for p in week.portions if p.estimate and p.begins), 2)

    def to_json(self) -> dict[str, Any]:
        """Say it as `plan --json` does."""
        told = self.path.to_json()
        steps = {row["id"]: row for row in told.pop("steps")}
        weeks = []
        for week in self.weeks:
            days = (
                {"start": week.start.isoformat(), "end": _last_day(week.start).isoformat()} if week.start else {"start": None, "end": None}
            )
            topics = [_row(portion, steps[portion.step.id]) for portion in week.portions]
            weeks.append({"week": week.number, **days, "hours": week.hours, "topics": topics})
        unknown = [step.id for step in self.unknown]
        return {**told, "hours_per_week": self.hours_per_week, "hours": self.hours, "unknown": unknown, "weeks": weeks}


def _row(portion: Portion, step: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] | None = None
    if e := portion.estimate:
        about = {"hours": e.hours, "basis": e.basis, "own_pace": e.pace, "said": list(e.said)}
    row = {"id": portion.step.id, "name": portion.step.name, "hours": portion.hours, "begins": portion.begins, "ends": portion.ends}
    return row | {"estimate": about, "resources": step["resources"], "projects": step["projects"]}


def _last_day(start: date) -> date:
    return start + timedelta(days=6)


# --- weeks ------------------------------------------------------------------------------------------------------------------


def plan(graph: nx.MultiDiGraph, path: Path, hours_per_week: float, start: date | None = None, *, assume: float | None = None) -> Plan:
    """Fill weeks with the steps of a path, in its order, so that prerequisites are finished first; long topics run over weeks.

    Parameters
    ----------
    hours_per_week : the learner's time, above 0.
    start : the first day of the first week; None: weeks have numbers only.
    assume : the learner's own guess, in hours, of what a topic takes that no document says anything about.

    Raises
    ------
    RoadloomError : where that takes more than `LONGEST` weeks.
    """
    weeks: list[list[Portion]] = [[]]
    free = hours_per_week
    timed = _timed_stages(graph)
    for step in path.steps:
        estimate = _estimate(graph, timed, step, hours_per_week, assume)
        if estimate is None:
            weeks[-1].append(Portion(step, None, None, True, True))
            continue
        left, begins = estimate.hours, True
        while begins or left > LEAST:
            if free < LEAST:
                weeks.append([])
                free = hours_per_week
            spent = min(left, free)
            left, free = left - spent, free - spent
            weeks[-1].append(Portion(step, round(spent, 2), estimate, begins, left <= LEAST))
            begins = False
            if len(weeks) > LONGEST:
                raise RoadloomError(f"That takes more than {LONGEST} weeks.", remedy="Give it more --hours-per-week.")
    try:
        days = [start + timedelta(weeks=i) if start else None for i in range(len(weeks))]
        _ = [_last_day(day) for day in days if day]
    except OverflowError:
        raise RoadloomError("The calendar ends before the plan does.", remedy="Give an earlier --start.") from None
    filled = ((portions, day) for portions, day in zip(weeks, days, strict=True) if portions)
    return Plan(path, hours_per_week, tuple(Week(n, day, tuple(portions)) for n, (portions, day) in enumerate(filled, 1)))


# --- hours ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Time:
    """How long a stage takes by its document's word."""

    duration: dict[str, Any]
    weekly: float | None  # hours a week that its document reckons with

    def hours(self, hours_per_week: float) -> float:
        """Return it in hours; where the document says no hours, its weeks are weeks of the learner's."""
        value = _middle(self.duration) or 0
        return value if self.duration["unit"] == "hour" else value * WEEKS_PER_UNIT[self.duration["unit"]] * (self.weekly or hours_per_week)

    @property
    def own_pace(self) -> bool:
        return self.duration["unit"] != "hour" and self.weekly is None


@dataclass(frozen=True, slots=True)
class _Stage:
    """The nearest stage around a topic whose duration a document tells."""

    id: str
    time: _Time
    inner: tuple[_Time, ...]  # the timed stages inside it: their hours are for their own topics
    topics: int  # that share what is left
    part: float  # of it: the share of the one topic

    def share(self, hours_per_week: float) -> float:
        """Return the hours for the topic; 0 where the stages inside take them all."""
        return max(0.0, self.time.hours(hours_per_week) - sum(time.hours(hours_per_week) for time in self.inner)) * self.part

    @property
    def own_pace(self) -> bool:
        return any(time.own_pace for time in (self.time, *self.inner))


def _estimate(
    graph: nx.MultiDiGraph, timed: dict[str, list[_Stage]], step: Step, hours_per_week: float, assume: float | None
) -> Estimate | None:
    """Say how long a topic takes: its own hours, else the median over documents of its share of a stage, else what is assumed."""
    if step.hours and step.hours.get("value"):
        origin = step.hours.get("from") or {}
        said = {"source": origin.get("source"), "line": None, "text": origin.get("text", ""), "stage": None, "topics": 1, "inner": 0}
        return Estimate(float(step.hours["value"]), "stated", said=(said,))
    by_document: dict[str, tuple[float, _Stage, dict[str, Any]]] = {}
    for stage in timed.get(step.id, ()):
        place = graph.nodes[stage.id]["mentions"][0]
        if (share := stage.share(hours_per_week)) > LEAST:
            by_document.setdefault(place["source"], (share, stage, place))
    if by_document:
        rows = [by_document[source] for source in sorted(by_document)]
        said_rows = tuple(
            {"source": at["source"], "line": at["line"], "text": s.time.duration["text"], "stage": s.id}
            | {"topics": s.topics, "inner": len(s.inner)}
            for _, s, at in rows
        )
        hours = max(1, round(median(share for share, _, _ in rows) / QUARTER)) * QUARTER
        return Estimate(hours, "stage", any(stage.own_pace for _, stage, _ in rows), said_rows)
    return None if assume is None else Estimate(assume, "assumed")


def _timed_stages(graph: nx.MultiDiGraph) -> dict[str, list[_Stage]]:
    """Map every topic to the nearest stages around it that have a duration, in a stable order."""
    times = {
        phase: _Time(data["duration"], _weekly(graph, phase))
        for phase, data in sorted(graph.nodes(data=True))
        if data.get("kind") == "phase" and _middle(data.get("duration"))
    }
    around = {phase: [stage for stage in _upwards(graph, phase) if stage in times] for phase in times}  # itself first
    inner: dict[str, list[_Time]] = {}
    for phase, stages in around.items():
        for whole in stages[1:2]:
            inner.setdefault(whole, []).append(times[phase])
    nearest: dict[str, set[str]] = {}  # topic → timed stages
    for topic, data in sorted(graph.nodes(data=True)):
        if data.get("kind") == "topic":
            above = (next((stage for stage in _upwards(graph, phase) if stage in times), None) for phase in _wholes(graph, topic, "phase"))
            found = {stage for stage in above if stage is not None}
            nearest[topic] = found - {whole for stage in found for whole in around[stage][1:]}
    load = {topic: 1 + min(LESSONS, sum("covers" in keys for keys in graph.pred[topic].values())) for topic in nearest}
    inside: dict[str, list[int]] = {}
    for topic, found in nearest.items():
        for stage in found:
            inside.setdefault(stage, []).append(load[topic])
    return {
        topic: [
            _Stage(s, times[s], tuple(inner.get(s, ())), len(inside[s]), load[topic] / sum(inside[s]))
            for s in sorted(found)
            if graph.nodes[s].get("mentions")
        ]
        for topic, found in nearest.items()
    }


def _wholes(graph: nx.MultiDiGraph, node: str, kind: str) -> list[str]:
    return sorted(whole for whole, keys in graph.succ[node].items() if "part_of" in keys and graph.nodes[whole].get("kind") == kind)


def _upwards(graph: nx.MultiDiGraph, stage: str) -> Iterator[str]:
    """Walk from a stage to the stages around it, each once."""
    seen: set[str] = set()
    here: str | None = stage
    while here is not None and here not in seen:
        yield here
        seen.add(here)
        here = next(iter(_wholes(graph, here, "phase")), None)


def _weekly(graph: nx.MultiDiGraph, stage: str) -> float | None:
    """Return the hours a week that the roadmap of a stage reckons with."""
    for node in _upwards(graph, stage):
        for roadmap in _wholes(graph, node, "roadmap"):
            said = graph.nodes[roadmap].get("weekly_hours")
            if said and said.get("unit") in (None, "hour") and _number(said):
                return _number(said)
    return None


def _middle(duration: dict[str, Any] | None) -> float | None:
    """Return the middle of a duration's range in its own unit; None where it gives no number of a known unit, or nothing."""
    if not duration or duration.get("unit") not in ("hour", *WEEKS_PER_UNIT):
        return None
    return _number(duration)


def _number(duration: dict[str, Any]) -> float | None:
    least = duration.get("min")
    most = duration.get("max") if duration.get("max") is not None else least
    return (least + most) / 2 or None if least is not None and most is not None else None
