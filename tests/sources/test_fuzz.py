"""Whatever stands in a file: reading it ends, soon, with a Reading or with an error that says what to do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadloom.errors import RoadloomError
from roadloom.graph.model import Reading
from roadloom.sources import read
from roadloom.sources.formats import SUFFIXES

SECONDS = 60  # a bound, not a measure: the machine may be busy

WORDS = [
    "Week 1: Python",
    "第一阶段：基础",
    "PyTorch",
    "资源：",
    "Topics:",
    "《深度学习》",
    "https://example.org/a",
    "前置知识：",
    "A → B",
    "2-3个月",
    "1.1",
    "必看",
    "\ufeff",
    "\x00",
    "😀",
]
MARKS = {
    ".md": [
        "# ",
        "## ",
        "- ",
        "  - ",
        "1. ",
        "| a | b |\n|---|---|\n| c | d |\n",
        "```\n",
        "```mermaid\ngraph TD\nA-->B\n",
        '```mermaid\nflowchart LR\nsubgraph s [x]\nA{b?}-.->|c|B & C["d"]\nend\n',
        "```mermaid\ntimeline\nsection a\nb : c : d\n",
        "> ",
        "[[A]]",
        "[a](b)",
        "![x](y)",
        "<details>",
        "---\n",
        "**",
        "├─ ",
        "[ ] ",
        "\t•\t",
        "====\n",
    ],
    ".html": [
        "<h1>",
        "</h1>",
        "<p>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "</table>",
        "<a href='x'>",
        "</a>",
        "<pre>",
        "<main>",
        "</main>",
        "<nav>",
        "<!--",
        "-->",
        "<br>",
        "<img alt=x>",
        "<details><summary>",
        "<dl><dt>",
        "<dd>",
        "&amp;",
        "&#0;",
        "<script>",
        "<ol start=9>",
        "<input type=checkbox>",
        "<!doctype html>",
    ],
    ".rst": [
        "====\n",
        "----\n",
        "* ",
        "#. ",
        "`a <b>`_ ",
        ".. note:: ",
        ".. toctree::\n",
        "|x|",
        "**",
        "``",
        "+--+--+\n",
        "| a| b|\n",
        "== ==\n",
        "::\n\n",
        ":doc:`a`",
        ".. _t: u\n",
        ":Author: x\n",
        "a_ ",
    ],
    ".opml": [
        "<?xml version='1.0'?>",
        "<opml version='2.0'>",
        "<head><title>",
        "</title></head>",
        "<body>",
        "<outline text='a'>",
        "<outline text='b' url='c'/>",
        "</outline>",
        "</body>",
        "</opml>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "&a;",
    ],
    ".yaml": [
        "title: a\n",
        "weeks:\n",
        "- name: b\n",
        "  topics: [c, d]\n",
        "  requires: [c]\n",
        "- ",
        "? ",
        "&a ",
        "*a",
        "!!x ",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "|\n",
        "\t",
        "'",
        '"',
        "---\n",
        "format: roadloom-roadmap\n",
    ],
    ".json": [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"title"',
        '"nodes"',
        '"edges"',
        '"type": "topic"',
        '"data": {"label": "x"}',
        '"id": "a"',
        '"source": "a"',
        '"target": "b"',
        '"exercises": {"concept": [{"prerequisites": []}]}',
        "1e999",
        "null",
        '"\\ud800"',
    ],
}
FAMILY = {".markdown": ".md", ".txt": ".md", ".text": ".md", ".htm": ".html", ".xhtml": ".html", ".mm": ".opml", ".yml": ".yaml"}


def texts(suffix: str) -> st.SearchStrategy[str]:
    """Texts that look like the format: its marks and ordinary words in any order."""
    marks = MARKS[FAMILY.get(suffix, suffix)]
    piece = st.one_of(st.sampled_from(marks), st.sampled_from(WORDS), st.sampled_from(["\n", "\n\n", " ", "    "]), st.text(max_size=6))
    return st.lists(piece, max_size=60).map("".join)


def reads(path: Path, data: bytes) -> Reading | None:
    """Read some bytes as a file; None where the reader refuses them as it should."""
    path.write_bytes(data)
    start = time.monotonic()
    try:
        return read([path])
    except RoadloomError:
        return None
    finally:
        assert time.monotonic() - start < SECONDS


QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@settings(max_examples=30, **QUIET)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, suffix: str, data: bytes) -> None:
    """No bytes in a file of any format end in anything but a Reading or a RoadloomError."""
    reads(tmp_path / f"any{suffix}", data)


@pytest.mark.parametrize("suffix", sorted(MARKS))
@settings(max_examples=120, **QUIET)
@given(data=st.data())
def test_any_marks_are_read_or_refused(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    """No order of a format's own marks ends in anything but a Reading or a RoadloomError, and every line named is one of the file."""
    text = data.draw(texts(suffix))
    reading = reads(tmp_path / f"any{suffix}", text.encode("utf-8", "surrogatepass"))
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for roadmap in reading.roadmaps if reading else ():
        for entry in (*roadmap.phases, *roadmap.topics, *roadmap.resources, *roadmap.projects, *roadmap.statements):
            assert 1 <= entry.line <= last, entry
    for finding in reading.findings if reading else ():
        assert all(1 <= origin.line <= last for origin in finding.origins), finding


DEEP = 10_000
BOMBS = {
    "lists.md": "\n".join("  " * n + "- x" for n in range(1_000)),
    "tabs.md": "\n".join("\t" * n + "- x" for n in range(2_500)),
    "dashes.md": "- " * DEEP + "x",
    "quotes.md": "> " * DEEP + "x",
    "brackets.md": "[" * DEEP + "x",
    "emphasis.md": "*a " * DEEP,
    "mindmap.md": "```mermaid\nmindmap\n" + "\n".join(" " * n + "x" for n in range(1_000)) + "\n```\n",
    "subgraphs.md": "```mermaid\ngraph TD\n" + "\n".join(f"subgraph s{n}" for n in range(1_000)) + "\nA-->B\n```\n",
    "flowchart.md": "```mermaid\ngraph TD\n" + "\n".join(f"n{n}[Topic {n}]-->n{n + 1}" for n in range(2_000)) + "\n```\n",
    "tree.md": "# T\n## Week 1\n```\n" + "\n".join("│ " * n + "├─ x" for n in range(1_000)) + "\n```\n",
    "html.md": "<b>" * DEEP,
    "div.html": "<div>" * DEEP + "x",
    "lists.html": "<ul><li>x" * DEEP,
    "tables.html": "<table><tr><td>x" * DEEP,
    "quotes.html": "<blockquote>x" * DEEP,
    "comments.html": "<p>" + "<!--" * 100_000,
    "tags.html": "<p>" + "<a " * 100_000,
    "quoted.html": "<p>" + "<a x=\"'" * 10_000,
    "script.html": "<p>" + "<script" * 100_000,
    "marks.rst": "\n".join(["`a <b *c **d |e " * 100] * 50),
    "lists.rst": "\n\n".join("  " * n + "* x" for n in range(400)),
    "dashes.rst": "- " * 4_000,
    "substitutions.rst": "".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n" for n in range(60)) + ".. |a60| replace:: x\n\n|a0|\n",
    "include.rst": "T\n=\n\n.. include:: /etc/passwd\n.. raw:: html\n   :file: /etc/passwd\n",
    "outline.opml": "<opml><body>" + "<outline text='x'>" * DEEP,
    "laughs.opml": "<!DOCTYPE opml [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(20))
    + "]><opml><body><outline text='&u;'/></body></opml>",
    "brackets.json": "[" * DEEP,
    "braces.json": '{"a":' * DEEP,
    "aliases.yaml": "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)),
    "flow.yaml": "a: " + "[" * DEEP,
    "levels.yaml": "\n".join(" " * n + "a:" for n in range(1_000)),
    "boxes.json": '{"nodes": ['
    + ",".join(f'{{"id": "{n}", "type": "subtopic", "data": {{"label": "x{n}"}}}}' for n in range(1_000))
    + "]}",
    "brackets.txt": "[" * DEEP + "]" * DEEP,
    "empty.json": "",
    "blank.yaml": " \n\n",
    "null.yaml": "null\n",
    "binary.html": "\x00\x01\x02" * 100,
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs_go_off_quietly(tmp_path: Path, name: str) -> None:
    """Deep nesting, endless marks, entities and aliases are read or refused within the bound."""
    reads(tmp_path / name, BOMBS[name].encode())


@pytest.mark.parametrize("name", ["include.rst", "laughs.opml"])
def test_no_document_draws_in_another_file_or_an_entity(tmp_path: Path, name: str) -> None:
    """What a document says about other files and entities never reaches a roadmap."""
    reading = reads(tmp_path / name, BOMBS[name].encode())
    assert reading is None or "root:" not in repr(reading) and "haha" not in repr(reading.roadmaps)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    """100 MB are refused in one sentence that names the limit."""
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(RoadloomError, match="limit"):
        read([path])
