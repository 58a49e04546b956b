"""`roadloom plan`, `compare`, and the options of `path` that go another way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import CONTRARY, Run

TIMED = """# Pottery

## Phase 1: Clay (1 week)

- Wedging
- Centring

## Phase 2: Wheel

- Throwing
"""
"""A roadmap of which one stage has a duration."""

RULES = "prerequisite: [{before: Wedging, after: Centring}, {before: Centring, after: Throwing}]\n"


@pytest.fixture
def timed(desk: Path) -> str:
    """Write the roadmap, and what needs what in it, into the working folder."""
    (desk / "roadloom.yaml").write_text(RULES, encoding="utf-8")
    (desk / "pottery.md").write_text(TIMED, encoding="utf-8")
    return "pottery.md"


def test_a_plan_has_weeks_and_says_what_is_unknown(timed: str, works: Run) -> None:
    """The week of a stage is shared by its three topics, at the learner's pace; a topic without a time is named on stderr."""
    ran = works("plan", "Throwing", timed, "--hours-per-week", "6", "--start", "2026-11-23", "--json")
    held = json.loads(ran.out)
    assert [(t["name"], t["hours"]) for week in held["weeks"] for t in week["topics"]] == [
        ("Wedging", 2),
        ("Centring", 2),
        ("Throwing", None),
    ]
    assert (held["weeks"][0]["start"], held["weeks"][0]["end"]) == ("2026-11-23", "2026-11-29")
    assert held["weeks"][0]["topics"][0]["estimate"]["own_pace"] is True
    assert "1 topic of 3 without a time" in ran.err


@pytest.mark.parametrize("form", ["text", "md", "csv", "ics"])
def test_every_form_of_a_plan_names_its_topics(timed: str, works: Run, form: str) -> None:
    """Each form holds the topics and is the same every time."""
    if form == "ics":
        pytest.importorskip("icalendar")
    line = ("plan", "Throwing", timed, "--start", "2026-11-23", "--format", form)
    assert "Wedging" in works(*line).out
    assert works(*line) == works(*line)


def test_what_is_known_is_not_planned(timed: str, works: Run) -> None:
    """Known topics, and what they imply, take no time; with all known there is no week."""
    assert "Wedging" not in works("plan", "Throwing", timed, "--known", "Centring", "--format", "csv").out
    assert "Nothing is left" in works("plan", "Throwing", timed, "--known", "Throwing").out


@pytest.mark.parametrize("words", [["--hours-per-week", "0"], ["--start", "soon"], ["--format", "ics"], ["--assume", "-1"]])
def test_senseless_options_are_usage_errors(timed: str, run: Run, words: list[str]) -> None:
    """No time, no date, or a calendar without dates is exit code 2."""
    assert run("plan", "Throwing", timed, *words).code == 2


def test_documents_are_compared(desk: Path, works: Run) -> None:
    """Each document's own topics, and both sides of a contradiction with their lines, stand in text and JSON."""
    (desk / "contrary.md").write_text(CONTRARY, encoding="utf-8")
    ran = works("compare", "plan.md", "contrary.md")
    assert "Contradicts" in ran.out and "contrary.md:8" in ran.out
    held = json.loads(works("compare", "plan.md", "contrary.md", "--json").out)
    assert [row["source"] for row in held["documents"]] == ["contrary", "plan"]
    assert "Honing guide" in [topic["name"] for topic in held["documents"][1]["alone"]]


def test_documents_are_compared_with_those_named(desk: Path, works: Run, run: Run) -> None:
    """With --against only the inputs are described; nothing to describe is an error."""
    held = json.loads(works("compare", "plan.md", "--against", "notes", "--json").out)
    assert [row["source"] for row in held["documents"]] == ["plan"]
    assert run("compare", "plan.md", "--against", "plan.md").code == 1
    assert run("compare", "--against", "plan.md").code == 2


def test_a_path_can_end_early(timed: str, works: Run) -> None:
    """--depth 1 goes no further back than what the target needs itself, --depth 0 not even there."""
    steps = [[step["name"] for step in json.loads(works("path", "Throwing", timed, "--depth", n, "--json").out)["steps"]] for n in "012"]
    assert steps == [["Throwing"], ["Centring", "Throwing"], ["Wedging", "Centring", "Throwing"]]


def test_an_unknown_path_of_an_author_is_refused(timed: str, run: Run) -> None:
    """--follow says which suggested paths there are."""
    ran = run("path", "Throwing", timed, "--follow", "My way")
    assert ran.code == 1 and "suggest" in ran.err
