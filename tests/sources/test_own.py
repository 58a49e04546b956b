"""roadloom's own roadmap format: what is written by hand is understood, and what is dumped comes back."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, fields
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadloom.errors import InputError
from roadloom.graph import model
from roadloom.graph.model import (
    Choice,
    Duration,
    Finding,
    Origin,
    Phase,
    Project,
    Reading,
    Resource,
    Roadmap,
    Source,
    Statement,
    SuggestedPath,
    Text,
    Topic,
)
from roadloom.graph.roadmapfile import RENAMED
from roadloom.sources.own import dump, is_own, parse, parse_reading

HEAD = "format: roadloom-roadmap\nversion: 1\n"
SOURCE = Source("plan", "plan.yaml", "Plan", "en", "0" * 64)


def read(body: str) -> Roadmap:
    """Read one hand-written roadmap."""
    (roadmap,) = parse(HEAD + body, SOURCE)
    return roadmap


def mistakes(text: str) -> list[str]:
    """List the mistakes that a file is refused for, as "line: message"."""
    with pytest.raises(InputError) as raised:
        parse_reading(text, "plan.yaml")
    assert "\n" not in str(raised.value)
    return re.findall(r"(?:^plan\.yaml:|; line )(\d+: .*?)(?=; line \d+: |; and \d+ more|$)", str(raised.value))


# Degenerate files.


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "nothing|null"),
        ("just words", 1, "mapping"),
        ("title：plan", 1, "full-width"),
        ("- a\n- b", 1, "mapping"),
        ("[" * 50_000, 1, "nesting"),
        ("a: [", 1, "expected"),
        (HEAD, 1, "'title' is missing"),
        ("title: x", 1, "'format' and 'version' is missing"),
        ("format: roadloom-roadmap\nversion: 2\ntitle: x", 2, "update roadloom"),
        (HEAD + "title: &a x\nauthor: *a", 4, "aliases"),
        (HEAD + "title: !!python/name:os.system x", 3, "tag"),
        (HEAD + "title: a: b", 3, "quotes"),
        (HEAD + "title: x\nphases:\n\t- a", 5, "tabs"),
        (HEAD + "title: x\nauthor: a\x07b", 4, "U\\+0007"),
        (HEAD + "title: x\n---\ntitle: y", 4, "second document"),
        (HEAD + "title: x\nphases：\n  - a", 4, "colon"),
    ],
)
def test_a_file_that_is_no_roadmap_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    """Files that cannot be read raise InputError with line and cause, never anything else."""
    with pytest.raises(InputError, match=words) as raised:
        parse_reading(text, "plan.yaml")
    assert raised.value.line is not None
    assert abs(raised.value.line - line) <= 1  # the parser's own mark may be at the end of the line before


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=300) | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail otherwise than with InputError."""
    for whole in (text, HEAD + text, HEAD + "title: x\ntopics:\n- " + text):
        with suppress(InputError):
            parse_reading(whole, "plan.yaml")


def test_a_title_is_enough_and_an_empty_list_of_roadmaps_too() -> None:
    """The smallest files are fine."""
    assert read("title: Plan").title == "Plan"
    assert parse(HEAD + "roadmaps: []", SOURCE) == []


# Mistakes.


def test_every_mistake_is_reported_at_its_own_line() -> None:
    """Mistakes of different kinds in one file are all named, each with its line."""
    text = (
        HEAD
        + """title: Plan
autor: somebody
weekly_hours: lots
phases:
- name: One
  duraton: 2 weeks
  topics:
  - nmae: Python
  - {name: SQL, category: thing, hours: -1}
  - 3.10
  - name：Bash
- duration: 1 week
resources:
- {title: T, url: see below, must: ja}
- note: nothing else
choices: [[PyTorch]]
prerequisites:
- {before: A, after: B, weight: 2}
"""
    )
    found = mistakes(text)
    for line, words in [
        (4, "'autor'; did you mean 'author'"),
        (8, "'duraton'; did you mean 'duration'"),
        (10, "'nmae'; did you mean 'name'"),
        (10, "'name' is missing"),
        (11, "should be one of concept"),
        (11, "out of range"),
        (12, 'put it in quotes: "3.1"'),
        (13, "full-width"),
        (14, "'name' is missing"),
        (16, "address that begins"),
        (16, "should be true or false"),
        (17, "'title' or 'url' is missing"),
        (18, "2 are wanted"),
        (20, "out of range"),
    ]:
        assert any(re.match(f"{line}: .*{re.escape(words)}", each) for each in found), (line, words, found)


def test_durations_references_and_keys_are_checked_together() -> None:
    """What no schema can see is reported with its line too."""
    found = mistakes(
        HEAD
        + """title: Plan
weekly_hours: lots
phases:
- {name: One, key: a}
- {name: Two, key: a, duration: {min: 3, max: 1, unit: week}}
topics:
- {name: Python, in: Tow, part_of: Snakes}
"""
    )
    assert [int(each.split(":")[0]) for each in found] == [4, 7, 7, 9, 9]
    assert any("'lots' cannot be read" in each for each in found)
    assert any("there is no phase 'Tow' here; did you mean 'Two'" in each or "there is no phase 'Tow'" in each for each in found)


def test_a_key_given_twice_is_reported_with_both_lines() -> None:
    """Nothing that was written is dropped silently."""
    (found,) = mistakes(HEAD + "title: x\ntopics: [A]\ntopics: [B]")
    assert found.startswith("5: the key 'topics' stands here for the second time (first in line 4).")


def test_half_a_character_is_refused_in_json_as_in_yaml() -> None:
    """A lone surrogate is no text: one mistake in our own format, however many there are; whole pairs are characters."""
    (found,) = mistakes('{"format": "roadloom-roadmap", "version": 1,\n"title": "\\ud83d\\ude00",\n"topics": ["a\\ud800", "b\\udc00"]}')
    assert found.startswith("3: \\ud800 is one half of a character and stands for nothing (1 more like it)")
    (found,) = mistakes(HEAD + 'title: x\ntopics: ["a\\ud800"]')
    assert found.startswith("4: ")


def test_a_flood_of_mistakes_is_cut_short() -> None:
    """A file that is wrong everywhere gives a message that can still be read."""
    with pytest.raises(InputError, match="and 80 more"):
        parse(HEAD + "title: x\ntopics:\n" + "- {}\n" * 100, SOURCE)


# What is understood.


def test_a_plan_by_hand_is_understood() -> None:
    """Phases, topics, resources and projects nest as written, with the lines where they stand."""
    roadmap = read(
        """title: Plan
language: zh-Hans
weekly_hours: 8-12
goal: Build something
phases:
- name: Basics
  ordinal: 1
  duration: 2-3 months
  about: Python
  topics:
  - NumPy
  - name: Linear algebra
    aliases: 线性代数
    parts: [Vectors, {name: Matrices, hours: 3}]
  resources:
  - https://example.org/a
  - "[Book](https://example.org/b)"
  - A talk
  - title: Course
    url: https://example.org/c
    topics: [numpy]
    versions:
    - {title: Slides, url: https://example.org/d}
  projects:
  - {name: Draw a curve, topics: [NumPy]}
  phases: [Deeper]
- Models
"""
    )
    assert roadmap.weekly_hours == Duration(8, 12, "hour", "8-12 hours")
    assert [(phase.name, phase.ordinal, phase.parent and phase.parent.name) for phase in roadmap.phases] == [
        ("Basics", "1", None),
        ("Deeper", None, "Basics"),
        ("Models", None, None),
    ]
    assert roadmap.phases[0].duration == Duration(2, 3, "month", "2-3 months")
    topics = {topic.name: topic for topic in roadmap.topics}
    assert [(topic.name, topic.line, topic.subject) for topic in roadmap.topics] == [
        ("Python", 11, True),
        ("NumPy", 13, False),
        ("Linear algebra", 14, False),
        ("Vectors", 16, False),
        ("Matrices", 16, False),
    ]
    assert topics["Matrices"].parent is topics["Linear algebra"]
    assert topics["Matrices"].duration == Duration(3, 3, "hour", "3 hours")
    assert topics["Linear algebra"].text == "- name: Linear algebra"
    assert [(resource.title, resource.urls) for resource in roadmap.resources] == [
        ("https://example.org/a", ["https://example.org/a"]),
        ("Book", ["https://example.org/b"]),
        ("A talk", []),
        ("Course", ["https://example.org/c"]),
        ("Slides", ["https://example.org/d"]),
    ]
    course, slides = roadmap.resources[3:]
    assert slides.whole is course
    assert course.topics == [topics["NumPy"]]
    assert roadmap.projects[0].topics == [topics["NumPy"]]


def test_references_lead_to_keys_before_names_and_forwards_too() -> None:
    """`needs`, `prerequisites`, `paths` and `choices` find keys, names, aliases and phases wherever they stand."""
    roadmap = read(
        """title: Plan
topics:
- {name: QLoRA, needs: [LoRA, one]}
- {name: one}
- {name: LoRA, aliases: [低秩适配], key: l}
phases: [{name: First, key: one, ordinal: Phase 1}, Second]
prerequisites:
- {before: Phase 1, after: Second, because: it builds on it}
- {before: l, after: QLoRA, not: true}
paths: [{name: quick, steps: [低秩适配, [QLoRA, Second]]}]
choices: [[LoRA, QLoRA]]
"""
    )
    qlora, one, lora = roadmap.topics
    first, second = roadmap.phases
    assert [(s.before, s.after, s.rule, s.against) for s in roadmap.statements] == [
        (lora, qlora, "stated", False),
        (first, qlora, "stated", False),
        (first, second, "stated", False),
        (lora, qlora, "stated", True),
    ]
    assert roadmap.statements[2].text == "it builds on it"
    assert roadmap.paths[0].steps == [[lora], [qlora, second]]
    assert roadmap.choices[0].members == [lora, qlora]
    assert one.name == "one"


def test_a_prerequisite_that_is_taught_elsewhere_becomes_a_topic() -> None:
    """A name that only `needs` knows is a topic; one that looks like a slip of the pen is mentioned."""
    reading = parse_reading(HEAD + "title: Plan\ntopics: [{name: PyTorch}, {name: LoRA, needs: [Calculus, PyTorh]}]", "plan.yaml")
    assert [topic.name for topic in reading.roadmaps[0].topics] == ["PyTorch", "LoRA", "Calculus", "PyTorh"]
    assert [finding.code for finding in reading.findings] == ["new-name"]
    assert "'PyTorch'" in reading.findings[0].message


def test_unordered_phases_carry_no_order() -> None:
    """`unordered` frees all phases inside, `ordered: false` one of them."""
    roadmap = read("title: x\nunordered: true\nphases: [A, {name: B, phases: [C, {name: D, ordered: false}]}]")
    assert {phase.name: phase.ordered for phase in roadmap.phases} == {"A": False, "B": False, "C": True, "D": False}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("30", Duration(30, 30, "hour", "30 hours")),
        ("1.5", Duration(1.5, 1.5, "hour", "1.5 hours")),
        ("半年", Duration(6, 6, "month", "半年")),
        ("ongoing", Duration(None, None, None, "ongoing")),
        ("{min: 2, unit: week}", Duration(2, 2, "week", "2 week")),
        ("{min: 2, max: null, unit: week, text: 2+ weeks}", Duration(2, None, "week", "2+ weeks")),
        ("{max: 2, unit: week}", Duration(None, 2, "week", "2 week")),
    ],
)
def test_durations_are_read_in_every_form(written: str, wanted: Duration) -> None:
    """A number, words or a mapping give a duration."""
    assert read(f"title: x\ntopics: [{{name: A, duration: {written}}}]").topics[0].duration == wanted


def test_yaml_does_not_turn_words_into_other_things() -> None:
    """`no`, times and dates stay text."""
    roadmap = read("title: no\npublished: 2024-05-01\ntopics: [on, 12:30, .NET, C#]")
    assert (roadmap.title, roadmap.published) == ("no", "2024-05-01")
    assert [topic.name for topic in roadmap.topics] == ["on", "12:30", ".NET", "C#"]


def test_json_is_read_with_tabs_and_split_characters() -> None:
    """The same format as JSON, as other tools write it."""
    text = '{\n\t"format": "roadloom-roadmap",\n\t"version": 1,\n\t"title": "\\ud83d\\ude00 \\/",\n\t"topics": ["A"]\n}'
    assert is_own(text)
    (roadmap,) = parse(text, SOURCE)
    assert (roadmap.title, roadmap.topics[0].line) == ("😀 /", 5)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (HEAD, True),
        ("# mine\nversion: 1\nformat: 'roadloom-roadmap' # x\n", True),
        ('{"version": 1, "format": "roadloom-roadmap"}', True),
        ("format: roadloom\n", False),
        ("title: about format roadloom-roadmap\n", False),
        ("", False),
    ],
)
def test_the_format_is_told_from_others(text: str, own: bool) -> None:
    """A file is ours when it says so."""
    assert is_own(text) is own


def test_several_roadmaps_in_a_file_and_sources_of_their_own() -> None:
    """A file may hold several roadmaps; without `sources` they are from the file itself."""
    reading = parse_reading(HEAD + "title: All\nroadmaps: [{title: A, language: en}, {title: B}]", "my/plan.yaml")
    assert (reading.title, [roadmap.title for roadmap in reading.roadmaps]) == ("All", ["A", "B"])
    (source,) = reading.sources
    assert (source.path, source.language) == ("my/plan.yaml", "en")
    assert all(roadmap.source is source for roadmap in reading.roadmaps)
    assert "there is no source 'b'" in mistakes(HEAD + "roadmaps: [{title: A, source: b}]")[0]


# The schema and the guide.


def schema() -> dict[str, Any]:
    """Load the published schema."""
    loaded: dict[str, Any] = json.loads(files("roadloom").joinpath("data/schema/roadmap.schema.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Phase, "phase"),
        (Topic, "topic"),
        (Resource, "resource"),
        (Project, "project"),
        (Statement, "prerequisite"),
        (SuggestedPath, "path"),
        (Choice, "choice"),
        (Source, "source"),
        (Finding, "finding"),
        (Roadmap, "roadmap"),
        (Duration, "duration"),
        (Text, "textMapping"),
    ],
)
def test_the_schema_has_a_key_for_every_field_of_the_model(kind: type, name: str) -> None:
    """Nothing that the model holds is lost in a file: a new field needs a key in the schema."""
    known = set(schema()["$defs"][name]["properties"])
    wanted = {RENAMED.get(kind, {}).get(each.name, each.name) for each in fields(kind)}
    if "at" in known:
        wanted = (wanted - {"line", "text"}) | {"at"}
    assert wanted <= known


def test_the_schema_is_valid_and_its_words_are_those_of_the_model() -> None:
    """The schema keeps to its own specification, and its word lists to the model's."""
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema())
    definitions = schema()["$defs"]
    assert definitions["resource"]["properties"]["media"]["enum"] == list(model.MEDIA)
    assert definitions["topic"]["properties"]["category"]["enum"] == list(model.CATEGORIES)
    assert definitions["prerequisite"]["properties"]["rule"]["enum"] == list(model.RULES)
    # What became of a document's lines is about reading it; a roadmap file only carries what was understood.
    assert set(schema()["then"]["properties"]) == {"format", "version", *(each.name for each in fields(Reading) if each.name != "coverage")}


def test_the_example_of_the_guide_is_read() -> None:
    """The complete example in docs/roadmap-format.md is what it says it is."""
    guide = Path(__file__).parents[2].joinpath("docs", "roadmap-format.md").read_text(encoding="utf-8")
    examples = [block for block in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) if is_own(block)]
    assert examples
    for example in examples:
        reading = parse_reading(example, "guide.yaml")
        assert reading.roadmaps
        assert not reading.findings


# Writing and reading back.

odd = [
    "no",
    "1.0",
    "null",
    "~",
    "a: b",
    "# x",
    "- a",
    "x\ny",
    " a ",
    "名前：値",
    "t1",
    "p1",
    "\u2028",
    "\x85",
    "'\"",
    "2024-01-01",
    "1e5",
    "|",
    "😀",
]
words = st.text(max_size=12) | st.sampled_from(odd)
names = st.text(min_size=1, max_size=12) | st.sampled_from(["t1", "p2", "no", "RAG（检索增强生成）", "12:30"])
lines = st.integers(0, 999)
numbers = st.floats(0, 1e6, allow_nan=False)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


texts = st.lists(st.builds(Text, words, lines, maybe(words), maybe(words)), max_size=2)
durations = st.tuples(maybe(numbers), maybe(numbers), maybe(st.sampled_from(["hour", "day", "week", "month"])), words).map(
    lambda each: Duration(*sorted(each[:2]), *each[2:]) if None not in each[:2] else Duration(*each)
)
strings = st.lists(names, max_size=2)
sources = st.builds(Source, names, words, words, st.sampled_from(["en", "und"]), words)
origins = st.lists(st.builds(Origin, words, lines, words), max_size=2)
findings = st.builds(Finding, words, words, st.lists(words, max_size=2), words, origins, st.lists(words, max_size=2))


@st.composite
def roadmaps(draw: st.DrawFn, of: list[Source]) -> Roadmap:
    """Draw a roadmap whose entries point at each other in every way that the model allows."""
    roadmap = Roadmap(draw(names), draw(st.sampled_from(of)), draw(lines), draw(words), draw(maybe(st.sampled_from(["en", "zh-Hans"]))))
    roadmap.author, roadmap.published, roadmap.settled = draw(maybe(names)), draw(maybe(names)), draw(st.booleans())
    roadmap.goal, roadmap.outcomes, roadmap.weekly_hours = draw(texts), draw(texts), draw(maybe(durations))

    def one_of(entries: list[Any]) -> Any:
        return draw(maybe(st.sampled_from(entries))) if entries else None

    def some_of(entries: list[Any]) -> list[Any]:
        return draw(st.lists(st.sampled_from(entries), max_size=2)) if entries else []

    for _ in range(draw(st.integers(0, 3))):
        phase = Phase(draw(words), draw(lines), draw(words), draw(maybe(words)), one_of(roadmap.phases), draw(st.booleans()), draw(strings))
        phase.goal, phase.outcomes, phase.duration, phase.also = draw(texts), draw(texts), draw(maybe(durations)), draw(texts)
        roadmap.phases.append(phase)
    for _ in range(draw(st.integers(0, 4))):
        topic = Topic(draw(words), draw(lines), draw(words), draw(strings), one_of(roadmap.phases), one_of(roadmap.topics))
        topic.subject, topic.passing = draw(st.booleans()), draw(st.booleans())
        topic.category = draw(maybe(st.sampled_from(model.CATEGORIES)))
        topic.definitions, topic.questions, topic.duration = draw(texts), draw(texts), draw(maybe(durations))
        topic.id, topic.area, topic.names = draw(maybe(names)), draw(maybe(words)), draw(st.dictionaries(words, words, max_size=2))
        roadmap.topics.append(topic)
    for _ in range(draw(st.integers(0, 3))):
        resource = Resource(draw(words), draw(lines), draw(words), draw(st.lists(words, max_size=2)), draw(strings))
        resource.media, resource.authors, resource.language = draw(maybe(st.sampled_from(model.MEDIA))), draw(strings), draw(maybe(names))
        resource.must, resource.note, resource.phase = draw(st.booleans()), draw(maybe(words)), one_of(roadmap.phases)
        resource.topics, resource.whole, resource.id = some_of(roadmap.topics), one_of(roadmap.resources), draw(maybe(names))
        roadmap.resources.append(resource)
    for _ in range(draw(st.integers(0, 2))):
        project = Project(draw(words), draw(lines), draw(words), draw(maybe(words)), one_of(roadmap.phases), some_of(roadmap.topics))
        project.aliases, project.id = draw(strings), draw(maybe(names))
        roadmap.projects.append(project)
    entries = [*roadmap.phases, *roadmap.topics]
    for _ in range(draw(st.integers(0, 2)) if entries else 0):
        before, after = draw(st.sampled_from(entries)), draw(st.sampled_from(entries))
        statement = Statement(before, after, draw(st.sampled_from(model.RULES)), draw(lines), draw(words), draw(st.booleans()))
        statement.weight, statement.source = draw(maybe(st.floats(0, 1))), draw(maybe(words))
        statement.relation = draw(maybe(st.sampled_from(["prerequisite", "order"])))
        roadmap.statements.append(statement)
    entries += [*roadmap.resources, *roadmap.projects]
    for _ in range(draw(st.integers(0, 2))):
        steps = [step for step in (some_of(entries) for _ in range(2)) if step]
        roadmap.paths.append(SuggestedPath(draw(words), draw(lines), steps))
        roadmap.choices.append(Choice(some_of(roadmap.topics), draw(lines), draw(words)))
    return roadmap


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Draw a whole reading."""
    of = draw(st.lists(sources, min_size=1, max_size=2, unique_by=lambda source: source.id))
    reading = Reading(of, draw(st.lists(roadmaps(of), max_size=2)), draw(st.lists(findings, max_size=2)), draw(maybe(names)))
    reading.areas = draw(st.dictionaries(words, st.dictionaries(words, words, max_size=2), max_size=2))
    reading.former_ids = draw(st.dictionaries(words, st.lists(words, max_size=2), max_size=2))
    reading.merged = draw(st.dictionaries(words, st.dictionaries(words, words, max_size=2), max_size=2))
    reading.prefer_language = draw(st.sampled_from([None, "en", "zh"]))
    return reading


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)
@given(readings())
def test_dumping_and_reading_are_inverse(reading: Reading) -> None:
    """Reading back what was dumped gives an equal Reading, and dumping that the same text."""
    text = dump(reading)
    assert is_own(text)
    back = parse_reading(text, "any.yaml")
    assert asdict(back) == asdict(reading)
    assert dump(back) == text


def test_references_survive_equal_names() -> None:
    """Entries of equal names and fields stay apart: references go by key."""
    twins = [Topic("t2", 1, "x"), Topic("t2", 1, "x")]
    roadmap = Roadmap("x", SOURCE, 1, topics=twins, choices=[Choice([twins[1], twins[0]], 2, "y")])
    roadmap.statements.append(Statement(twins[1], twins[0], "chain", 3, "z"))
    (back,) = parse_reading(dump(Reading([SOURCE], [roadmap])), "any.yaml").roadmaps
    assert back.statements[0].before is back.topics[1]
    assert back.statements[0].after is back.topics[0]
    assert back.choices[0].members == [back.topics[1], back.topics[0]]


def test_a_large_file_is_read_in_seconds() -> None:
    """Thousands of entries are checked and read without growing worse than linearly."""
    topics = [Topic(f"topic {n}", n, "words", id=f"topic/{n}") for n in range(3000)]
    statements = [Statement(a, b, "chain", 1, "words", weight=0.5) for a, b in pairwise(topics)]
    text = dump(Reading([SOURCE], [Roadmap("x", SOURCE, 1, topics=topics, statements=statements)]))
    assert len(parse_reading(text, "any.yaml").roadmaps[0].statements) == 2999
