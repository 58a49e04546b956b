"""YAML and JSON that others laid out: trees of titled things and graphs of prerequisites."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadloom.errors import InputError
from roadloom.graph.model import Reading, Roadmap
from roadloom.sources import read
from roadloom.sources.trees import name_and_aliases


def reading(folder: Path, text: str, name: str = "a.yaml") -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read([path])


def roadmap(folder: Path, text: str, name: str = "a.yaml") -> Roadmap:
    (found,) = reading(folder, text, name).roadmaps
    return found


@pytest.mark.parametrize(
    "text", ["null", "42", "[]", "{}", "name: x", "[1, 2]", "a: {b: c}", "tags: [a, b]", "name: x\nsteps: [{name: a}, {name: b}]"]
)
def test_what_is_no_roadmap_is_a_finding(tmp_path: Path, text: str) -> None:
    """A file without anything to learn yields nothing and says so, even where it was named itself."""
    found = reading(tmp_path, text)
    assert (found.roadmaps, [f.code for f in found.findings]) == ([], ["no-roadmap"])


@pytest.mark.parametrize(("text", "line"), [("a: [", 2), ("a: b: c", 1), ("\n\n}", 3), ('{"a": 1', 2), ("a:\n\t- b", 2), ("[" * 100, 1)])
def test_bad_syntax_is_an_error_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """What is no YAML and no JSON is refused where it was named, and a finding inside a folder."""
    with pytest.raises(InputError) as caught:
        reading(tmp_path, text)
    assert caught.value.line in (line, line - 1)
    assert [f.code for f in read([tmp_path]).findings] == ["unreadable"]


def test_levels_are_told_by_what_hangs_below(tmp_path: Path) -> None:
    """What has entries below it is a stage whatever its key is called; a leaf is a topic."""
    found = roadmap(tmp_path, "title: T\nblobs:\n- title: A\n  bits: [{title: b}, {title: c}]\n- title: D\n  topics: [e]\n")
    assert [(p.name, p.line) for p in found.phases] == [("A", 3), ("D", 5)]
    assert [(t.name, t.line, t.phase.name if t.phase else None) for t in found.topics if not t.subject] == [
        ("b", 4, "A"),
        ("c", 4, "A"),
        ("e", 6, "D"),
    ]


def test_numbers_make_ordinals(tmp_path: Path) -> None:
    """`week: 2`, `number: 2` under `weeks`, and "Week 2: …" all say the same."""
    texts = [
        "- {week: 2, title: A, topics: [b, c]}",
        "weeks: [{number: 2, title: A, topics: [b, c]}]",
        "weeks: [{title: 'Week 2: A', topics: [b, c]}]",
    ]
    assert {(p.ordinal, p.name) for text in texts for p in roadmap(tmp_path, text).phases} == {("Week 2", "A")}


def test_prerequisites_are_followed_by_id_and_by_name(tmp_path: Path) -> None:
    """What an entry needs comes before it: an entry by its id or name, also a later one, else a topic of its own."""
    text = "topics:\n- {id: x, name: A, dependsOn: [B, y]}\n- {id: y, name: C}\n- {name: D, requires: x, prerequisites: [{name: C}]}\n"
    found = roadmap(tmp_path, text)
    assert [(s.before.name, s.after.name, s.line, s.rule) for s in found.statements] == [
        ("B", "A", 2, "stated"), ("C", "A", 2, "stated"), ("A", "D", 4, "stated"), ("C", "D", 4, "stated"),
    ]  # fmt: skip
    assert [t.name for t in found.topics] == ["A", "C", "D", "B"]


def test_resources_come_in_many_shapes(tmp_path: Path) -> None:
    """A title, an address, both, by kind and by title: each is one resource of the entry that it stands under."""
    text = (
        "topics:\n- name: A\n  url: https://a.org\n- name: B\n  resources:\n  - Big book\n  - https://b.org\n  - '[C](https://c.org)'\n"
        "  - D - https://d.org\n  - {title: E, link: https://e.org, type: video, author: F}\n  - {Docs: https://g.org}\n  - videos: [https://h.org]\n"
    )
    found = [(r.title, r.urls, r.media, r.topics[0].name, r.line) for r in roadmap(tmp_path, text).resources]
    assert found == [
        ("A", ["https://a.org"], None, "A", 3), ("Big book", [], None, "B", 6), ("https://b.org", ["https://b.org"], None, "B", 7),
        ("C", ["https://c.org"], None, "B", 8), ("D", ["https://d.org"], None, "B", 9), ("E", ["https://e.org"], "video", "B", 10),
        ("Docs", ["https://g.org"], None, "B", 11), ("https://h.org", ["https://h.org"], "video", "B", 12),
    ]  # fmt: skip


def test_addresses_under_unknown_keys_are_findings(tmp_path: Path) -> None:
    """A link that nothing is known of is named, not lost."""
    found = reading(tmp_path, "topics: [a, b]\nmystery: https://a.org\n")
    assert [(f.code, f.origins[0].line) for f in found.findings] == [("unread-key", 2)]


def test_our_own_format_keeps_its_reader(tmp_path: Path) -> None:
    """A file that says it is in our own format is held to it, also in a .txt, also where the name of the format has a slip."""
    own = "format: roadloom-roadmap\nversion: 1\ntitle: T\ntopics: [A]\n"
    assert roadmap(tmp_path, own, "a.txt").title == "T"
    for text in (own + "tpoics: [B]\n", own.replace("roadloom-roadmap", "roadloom-roadmpa")):
        with pytest.raises(InputError, match=r"roadmap-format\.md"):
            reading(tmp_path, text)


def test_json_in_a_text_file_is_json(tmp_path: Path) -> None:
    """What is JSON as a whole is read as JSON; a text that only begins like it is a text."""
    assert [t.name for t in roadmap(tmp_path, '{"topics": ["A", "B"]}', "a.txt").topics] == ["A", "B"]
    assert roadmap(tmp_path, "[x]\n\n# T\n\n## Week 1: Knots\n\n- A\n", "b.md").phases


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Docker", "Docker"),
        ("Intro to Docker", "Docker"),
        ("Git: Branches, Merges", "Git"),
        ("How a Kiln Works", "How a Kiln Works"),
        ("了解陶土", "陶土"),
    ],
)
def test_titles_are_cut_to_names(title: str, name: str) -> None:
    """A topic has the name of what its title is about; the title stays as an alias."""
    assert name_and_aliases(title) == (name, [] if name == title else [title])
