"""Every line of a document is accounted for: understood, ignored for a reason, or not understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadloom.graph.model import Coverage, Reading
from roadloom.sources import read

TESTS = Path(__file__).parents[1]
FILES = sorted([
    *(path for path in (TESTS / "sources" / "formats").rglob("*.*") if path.suffix != ".listing" and path.parent.name != "content"),
    *(TESTS / "understanding" / "documents").glob("*.*"),
])  # fmt: skip


def covered(path: Path) -> tuple[Reading, Coverage]:
    reading = read([path])
    (coverage,) = reading.coverage.values()
    return reading, coverage


def written(folder: Path, name: str, text: str) -> tuple[Reading, Coverage]:
    (folder / name).write_text(text, encoding="utf-8")
    return covered(folder / name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_shares_of_every_format_make_a_whole(path: Path) -> None:
    """The three shares add up to the lines that are not blank, and no line of an entry is in the other two."""
    reading, coverage = covered(path)
    filled = [n for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if line.strip()]
    assert coverage.lines == len(filled) == coverage.understood + len(coverage.ignored) + len(coverage.missed)
    assert {*coverage.ignored, *coverage.missed} <= set(filled) and not set(coverage.ignored) & set(coverage.missed)
    reported = {origin.line for finding in reading.findings for origin in finding.origins}
    for roadmap in reading.roadmaps:
        for entry in (*roadmap.phases, *roadmap.topics, *roadmap.resources, *roadmap.projects):
            assert entry.line in reported or entry.line not in {*coverage.ignored, *coverage.missed}, entry
    assert bool(coverage.understood) == bool(reading.roadmaps)
    assert all(why for why in coverage.ignored.values())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="# -*\n\n:ab。、[]()<>|`1", max_size=120), suffix=st.sampled_from([".md", ".html", ".rst", ".txt"]))
def test_any_text_is_accounted_for(tmp_path: Path, text: str, suffix: str) -> None:
    """Whatever stands in a document, the shares make a whole."""
    reading = read_any(tmp_path / f"any{suffix}", text)
    for coverage in reading.coverage.values():
        assert coverage.lines == coverage.understood + len(coverage.ignored) + len(coverage.missed)


def read_any(path: Path, text: str) -> Reading:
    from roadloom.errors import InputError

    path.write_text(text, encoding="utf-8")
    try:
        return read([path])
    except InputError:
        return Reading()


def test_each_line_of_a_plan_has_its_reason(tmp_path: Path) -> None:
    """Front matter, prose, labels, heads of tables, pictures, mark-up, code and advice are told apart."""
    lines = [
        ("---", "front matter"), ("title: Bees", "front matter"), ("---", "front matter"), ("# Keeping bees", ""),
        ("![a hive](hive.png)", "a picture"), ("Bees are kept by many people, and have been for ages.", "prose"), ("## Week 1: Tools", ""),
        ("### Topics", "a label"), ("- Smoker", ""), ("- Hive tool", ""), ("", None), ("| Book | Link |", ""), ("|---|---|", "mark-up"),
        ("| Hives | [here](https://bees.example.org) |", ""), ("```python", "mark-up"), ("import bees", "code"), ("```", "mark-up"),
        ("<!-- to do -->", "mark-up"), ("## Tips", "a label"), ("- Stay calm", "advice"),
    ]  # fmt: skip
    _, coverage = written(tmp_path, "bees.md", "\n".join(line for line, _ in lines))
    assert coverage.missed == {}
    assert coverage.ignored == {n: why for n, (_, why) in enumerate(lines, 1) if why}


def test_a_paragraph_of_a_page_is_one_with_its_further_lines(tmp_path: Path) -> None:
    """In HTML the lines on which a text goes on share its lot; scripts, styles and the title are mark-up."""
    page = "<html><head><title>Bees</title>\n<style>p { color: red }</style></head><body><h1>Bees</h1><h2>Week 1</h2>\n<ul>\n"
    page += "<li>Smoker</li><li>Hive\ntool</li></ul>\n<h2>Week 2</h2><ul><li>Honey</li></ul>\n<p>Bees are\nkept by many\npeople.</p>"
    _, coverage = written(tmp_path, "bees.html", page)
    assert coverage.missed == {}
    assert {n: why for n, why in coverage.ignored.items() if n in (7, 8, 9)} == {7: "prose", 8: "prose", 9: "prose"}
    assert 5 not in coverage.ignored


def test_what_is_not_read_is_not_understood(tmp_path: Path) -> None:
    """Unknown directives, unread keys and words that no reader takes are shown with their lines."""
    rst = "Bees\n====\n\nWeek 1\n------\n\n* Smoker\n* Hive tool\n\n.. beehive:: large\n"
    assert written(tmp_path, "bees.rst", rst)[1].missed == {10: ".. beehive:: large"}
    tree = "title: Bees\nweeks:\n- title: Tools\n  topics: [Smoker, Hive tool]\n  mood: as calm as can be\n  tags: [wax]\n"
    reading, coverage = written(tmp_path, "bees.yaml", tree)
    assert coverage.missed == {5: "mood: as calm as can be"} and list(coverage.ignored) == [6]
    assert [(f.code, f.origins[0].line) for f in reading.findings] == [("unread-key", 5)]
    rich = '<map><node TEXT="Bees"><node TEXT="A"/><node TEXT="C">\n<richcontent>\n<p>Calm</p></richcontent>\n</node></node></map>'
    reading, coverage = written(tmp_path, "bees.mm", rich)
    assert coverage.missed == {3: "<p>Calm</p></richcontent>"}
    assert [f.code for f in reading.findings] == ["unknown-construct"]


def test_a_document_that_is_no_roadmap_is_ignored_for_that(tmp_path: Path) -> None:
    """Each line of a letter is ignored because the letter is no roadmap; an empty file has no lines."""
    _, coverage = written(tmp_path, "letter.md", "Dear Ann,\n\nthe bees are well.\n")
    assert (coverage.lines, coverage.ignored) == (2, {1: "no roadmap", 3: "no roadmap"})
    assert written(tmp_path, "empty.md", "")[1] == Coverage(0)


def test_damaged_lines_are_not_understood(tmp_path: Path) -> None:
    """A line with bytes that are no text counts as not understood, whatever came of it."""
    (tmp_path / "bees.md").write_bytes(b"# Bees\n\n## Week 1\n\n- Smoker and other tools of the bee keeper\n- Hive " + b"\xff tool\n")
    _, coverage = covered(tmp_path / "bees.md")
    assert list(coverage.missed) == [6]


def test_our_own_format_is_understood_as_a_whole(tmp_path: Path) -> None:
    """A roadmap file is checked by its schema: nothing in it goes unread but its comments."""
    text = "# mine\nformat: roadloom-roadmap\nversion: 1\ntitle: Bees\ntopics:\n- name: Smoker\n  needs: [Hive tool]\n"
    _, coverage = written(tmp_path, "bees.yaml", text)
    assert (coverage.lines, coverage.understood, coverage.ignored) == (7, 6, {1: "a comment"})
