"""Plans: hours come from the documents, nothing is invented, no week is overfull, prerequisites are finished first."""

from __future__ import annotations

import builtins
import csv
import io
from datetime import date, timedelta
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import RoadloomError
from roadloom.exporters.plans import render
from roadloom.graph.paths import learning_path
from roadloom.graph.plans import plan

MONDAY = date(2026, 11, 23)


def graph_of(
    hours: dict[str, float | None], stages: dict[str, tuple[str, dict[str, Any]]] | None = None, weekly: Any = None
) -> nx.MultiDiGraph:
    """Make a chain of topics with hours of their own, and stages: `{"s": ("ab", {"unit": "week", "min": 1, "max": 3})}`."""
    graph = nx.MultiDiGraph(sources=[{"id": "d", "path": "d.md"}, {"id": "e", "path": "e.md"}])
    row = {"source": "d", "line": 1, "rule": "stated", "text": "", "for": True}
    for rank, (topic, value) in enumerate(hours.items(), 1):
        said = {"value": value, "from": {"source": "d", "text": "so"}} if value else None
        graph.add_node(
            topic, kind="topic", name=topic.upper(), rank=rank, hours=said, mentions=[{"source": "d", "line": rank, "text": topic}]
        )
    graph.add_node("r", kind="roadmap", name="R", weekly_hours=weekly, mentions=[])
    for before, after in zip(hours, list(hours)[1:], strict=False):
        graph.add_edge(before, after, key="prerequisite", weight=0.9, evidence=[row])
    for stage, (topics, duration) in (stages or {}).items():
        place = {"source": "e" if stage.startswith("e") else "d", "line": 7, "text": stage}
        graph.add_node(stage, kind="phase", name=stage, duration={"text": "so long", **duration}, mentions=[place])
        graph.add_edge(stage, "r", key="part_of", weight=1, evidence=[row])
        for topic in topics:
            graph.add_edge(topic, stage, key="part_of", weight=1, evidence=[row])
    return graph


def planned(graph: nx.MultiDiGraph, target: str, per_week: float = 8, **options: Any) -> Any:
    return plan(graph, learning_path(graph, [target]), per_week, MONDAY, **options)


def of(made: Any) -> dict[str, Any]:
    """Return the estimate of every topic."""
    return {p.step.id: p.estimate for week in made.weeks for p in week.portions}


def test_nothing_to_learn_is_no_week():
    """A target that is known leaves an empty plan, said in words."""
    graph = graph_of({"a": 3})
    made = plan(graph, learning_path(graph, ["a"], known=["a"]), 8)
    assert made.weeks == () and made.to_json()["weeks"] == []
    assert "Nothing is left to learn" in render(made, graph)


def test_long_topics_run_over_weeks():
    """Hours fill the weeks in the order of the path."""
    made = planned(graph_of({"a": 5, "b": 10, "c": 1}), "c")
    assert [[(p.step.id, p.hours) for p in week.portions] for week in made.weeks] == [[("a", 5), ("b", 3)], [("b", 7), ("c", 1)]]
    assert [week.start for week in made.weeks] == [MONDAY, MONDAY + timedelta(weeks=1)]


def test_the_hours_of_a_stage_are_shared_by_its_topics():
    """A stage of 10 hours and four topics gives each 2.5, and the estimate says where it comes from."""
    made = planned(graph_of(dict.fromkeys("abcd"), {"s": ("abcd", {"unit": "hour", "min": 8, "max": 12})}), "b")
    assert [(e.hours, e.basis, e.pace) for e in of(made).values()] == [(2.5, "stage", False)] * 2
    assert of(made)["a"].said == ({"source": "d", "line": 7, "text": "so long", "stage": "s", "topics": 4, "inner": 0},)


def test_the_hours_of_a_stage_inside_count_once():
    """Of 10 hours, a stage inside takes 6 for its two topics; the two beside it share the other 4, and the estimate says so."""
    hours = {"s": ("abc", {"unit": "hour", "min": 10, "max": 10}), "t": ("cd", {"unit": "hour", "min": 6, "max": 6})}
    graph = graph_of(dict.fromkeys("abcd"), hours)
    graph.remove_edge("t", "r", key="part_of")
    graph.add_edge("t", "s", key="part_of", weight=1, evidence=[])
    made = planned(graph, "d")
    assert {topic: e.hours for topic, e in of(made).items()} == {"a": 2, "b": 2, "c": 3, "d": 3}
    assert made.hours == 10
    assert "a share of what the stages inside leave of “so long” for 2 topics (d.md:7)" in render(made, graph)


def test_what_stages_inside_leave_nothing_for_has_no_time():
    """Where the stages inside take all of a stage's hours, or more, nobody says how long what stands beside them takes."""
    graph = graph_of(
        dict.fromkeys("ab"), {"s": ("a", {"unit": "week", "min": 4, "max": 4}), "t": ("b", {"unit": "month", "min": 1, "max": 1})}
    )
    graph.remove_edge("t", "r", key="part_of")
    graph.add_edge("t", "s", key="part_of", weight=1, evidence=[])
    made = planned(graph, "b")
    assert [step.id for step in made.unknown] == ["a"]
    assert of(made)["b"].hours == 34.75


def test_a_topic_with_more_to_learn_it_from_takes_more_of_its_stage():
    """Each resource counts like a topic, three at most: of 12 hours a topic with five resources takes 8, its neighbours 2 each."""
    graph = graph_of(dict.fromkeys("abc"), {"s": ("abc", {"unit": "hour", "min": 12, "max": 12})})
    for i in range(5):
        graph.add_node(f"r{i}", kind="resource", name=f"R{i}", mentions=[])
        graph.add_edge(f"r{i}", "b", key="covers", weight=1, evidence=[])
    assert {topic: e.hours for topic, e in of(planned(graph, "c")).items()} == {"a": 2, "b": 8, "c": 2}


def test_weeks_of_a_stage_are_those_of_its_roadmap_else_the_learners():
    """Two weeks at a stated 10 hours are 20 hours; without, they are two weeks of the learner's, and that is said."""
    stages = {"s": ("ab", {"unit": "week", "min": 2, "max": 2})}
    stated = graph_of(dict.fromkeys("ab"), stages, weekly={"min": 10, "max": 10, "unit": "hour", "text": "10 h"})
    assert [(e.hours, e.pace) for e in of(planned(stated, "a", 5)).values()] == [(10, False)]
    assert [(e.hours, e.pace) for e in of(planned(graph_of(dict.fromkeys("ab"), stages), "a", 5)).values()] == [(5, True)]


def test_documents_that_differ_are_joined_by_the_median():
    """Two documents' shares of 2 and 4 hours make 3, and both are named; a topic's own hours beat them."""
    stages = {"s": ("ab", {"unit": "hour", "min": 4, "max": 4}), "e": ("ab", {"unit": "hour", "min": 8, "max": 8})}
    found = of(planned(graph_of({"a": None, "b": 7}, stages), "b"))
    assert (found["a"].hours, [row["source"] for row in found["a"].said]) == (3, ["d", "e"])
    assert (found["b"].hours, found["b"].basis) == (7, "stated")


@pytest.mark.parametrize(
    "duration", [{"unit": None, "min": None, "max": None}, {"unit": "hour", "min": 0, "max": 0}, {"unit": "year", "min": 1, "max": 1}]
)
def test_what_no_document_says_is_not_invented(duration: dict[str, Any]):
    """Unknown stays unknown and takes no time, unless the learner gives a guess."""
    graph = graph_of({"a": None, "b": 2}, {"s": ("a", duration)})
    made = planned(graph, "b")
    assert (of(made)["a"], [step.id for step in made.unknown], made.hours) == (None, ["a"], 2)
    assert "time unknown" in render(made, graph) and "has no time for them: A" in render(made, graph)
    guessed = planned(graph, "b", assume=4)
    assert (of(guessed)["a"].basis, guessed.unknown, guessed.hours) == ("assumed", (), 6)


def test_endless_plans_are_refused():
    """A plan of more than a thousand weeks, or beyond the calendar, is an error with a remedy."""
    graph = graph_of({"a": 90000})
    with pytest.raises(RoadloomError, match="weeks"):
        planned(graph, "a")
    graph = graph_of({"a": 90})
    with pytest.raises(RoadloomError, match="calendar"):
        plan(graph, learning_path(graph, ["a"]), 8, date(9999, 12, 30))


@given(st.lists(st.none() | st.floats(0.1, 60), min_size=1, max_size=8), st.floats(0.5, 40))
@settings(max_examples=60, deadline=None)
def test_weeks_are_never_overfull_and_nothing_is_lost(hours: list[float | None], per_week: float):
    """Every topic is planned once and whole, in the order of the path, and no week has more hours than there are."""
    graph = graph_of({chr(97 + i): value for i, value in enumerate(hours)})
    made = planned(graph, chr(96 + len(hours)), per_week)
    portions = [p for week in made.weeks for p in week.portions]
    assert [p.step.id for p in portions if p.begins] == [p.step.id for p in portions if p.ends] == [s.id for s in made.path.steps]
    assert all(week.hours <= per_week + 0.05 for week in made.weeks)
    for i, value in enumerate(hours):
        parts = [p.hours for p in portions if p.step.id == chr(97 + i)]
        assert parts == [None] if value is None else sum(parts) == pytest.approx(value, abs=0.01 * len(parts) + 0.01)


# --- forms ------------------------------------------------------------------------------------------------------------------


def test_a_calendar_is_read_by_its_library_and_stays_the_same():
    """Weeks are events of whole days, hostile names stay text, and the same plan gives the same bytes."""
    calendars = pytest.importorskip("icalendar")
    graph = graph_of({"a": 9})
    graph.nodes["a"]["name"] = "x\r\nBEGIN:VALARM;,\\"
    text = render(planned(graph, "a"), graph, "ics")
    assert text == render(planned(graph, "a"), graph, "ics")
    events = calendars.Calendar.from_ical(text).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [MONDAY, MONDAY + timedelta(weeks=1)]
    assert events[0]["dtend"].dt == MONDAY + timedelta(weeks=1)
    assert "x BEGIN:VALARM;,\\" in events[0]["summary"]
    assert len({str(event["uid"]) for event in events}) == 2 and not list(calendars.Calendar.from_ical(text).walk("VALARM"))


def test_a_calendar_needs_dates_and_the_library(monkeypatch: pytest.MonkeyPatch):
    """Without dates, or without icalendar, there is an error that says what to do."""
    graph, real = graph_of({"a": 9}), builtins.__import__
    made = planned(graph, "a")

    def without(name: str, *args: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RoadloomError, match=r"roadloom\[ics\]"):
        render(made, graph, "ics")
    monkeypatch.undo()
    pytest.importorskip("icalendar")
    with pytest.raises(RoadloomError, match="--start"):
        render(plan(graph, made.path, 8), graph, "ics")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_table_has_a_row_a_topic_and_week_and_no_formula(lang: Any):
    """The CSV can be read back, in the encoding that Excel knows by its mark; unknown hours are empty; no name acts as a formula."""
    graph = graph_of({"a": 9, "b": None})
    graph.nodes["b"]["name"] = "=1+1"
    written = render(planned(graph, "b"), graph, "csv", lang)
    assert written.startswith("\ufeffweek,")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [(row["week"], row["topic"], row["hours"]) for row in rows] == [("1", "a", "8"), ("2", "a", "1"), ("2", "b", "")]
    assert rows[2]["name"] == "'=1+1" and rows[0]["end"] == "2026-11-29"


def test_markdown_is_a_checklist_without_foreign_markup():
    """Names are escaped."""
    graph = graph_of({"a": 2})
    graph.nodes["a"]["name"] = "<b>[x](y)"
    assert r"\<b\>\[x\](y)" in render(planned(graph, "a"), graph, "md")


def test_another_form_is_refused():
    """An unknown format is an error of the caller."""
    graph = graph_of({"a": 2})
    with pytest.raises(ValueError, match="pdf"):
        render(planned(graph, "a"), graph, "pdf")
