"""Which files are read, under which ids, and what is said of those that are not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from roadloom.errors import InputError
from roadloom.graph.graphfile import dumps
from roadloom.graph.weaving import weave
from roadloom.sources.decoding import LIMIT
from roadloom.sources.formats import LINES
from roadloom.sources.reading import read

PLAN = "# Plan\n\n## Week 1\n\n- Python\n- NumPy\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.md").write_text(PLAN, "utf-8")
    (tmp_path / "plan.txt").write_text(PLAN + "- Pandas\n", "utf-8")
    (tmp_path / "other.md").write_text(PLAN + "- Git\n", "utf-8")
    return tmp_path


def test_documents_that_would_share_an_id_are_told_apart_whatever_their_order(folder: Path) -> None:
    paths = sorted(folder.iterdir())
    one, other = read(paths), read(paths[::-1])
    assert [s.id for s in one.sources] == [s.id for s in other.sources]
    assert len({s.id for s in one.sources}) == 3 and "other" in {s.id for s in one.sources} and "plan" not in {s.id for s in one.sources}


def test_a_document_has_the_same_id_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("format: roadloom-roadmap\nversion: 1\ntitle: Plan\ntopics: [{name: Python}]\n", "utf-8")
    assert [s.id for s in read([tmp_path / "plan.yaml"]).sources] == ["plan"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/bad\xff.md"
    Path(os.fsdecode(path)).write_text("- Python\n- NumPy\n", "utf-8")
    (source,) = read([Path(os.fsdecode(path))]).sources
    assert source.path == "bad\ufffd.md"
    assert source.title.encode("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_is_left_alone(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    assert len(read([folder]).sources) == 3


def test_more_lines_than_anybody_writes_are_refused(tmp_path: Path) -> None:
    """What would take minutes is refused at once: lines of a text, items of a page on one line."""
    (tmp_path / "lines.md").write_text("- a\n" * (LINES + 1), "utf-8")
    (tmp_path / "items.html").write_text("<ul>" + "<li>a</li>" * (LINES + 1), "utf-8")
    for name in ("lines.md", "items.html"):
        with pytest.raises(InputError, match=r"lines; the limit is 50,000"):
            read([tmp_path / name])


@pytest.mark.parametrize("text", ["<b>\n", "<!-- nothing -->\n", "---\n\n***\n", "![x](y.png)\n"])
def test_mark_up_without_words_is_no_roadmap(tmp_path: Path, text: str) -> None:
    """Where nothing at all is left to read, that is said."""
    (tmp_path / "odd.md").write_text(text, "utf-8")
    assert [finding.code for finding in read([tmp_path / "odd.md"]).findings] == ["no-roadmap"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("# 计划\n\n- 数据库\n- 网络".encode()[:-1], [4]),  # cut off in a character
        ("# Plan\n\n- a\n- b\n".encode("utf-16")[:-1], [4]),
        (b"# Plan\n\n" + b"- a\n" * 2000 + b"- \x00\n", [2003]),
    ],
)
def test_damage_is_reported_where_it_is(tmp_path: Path, data: bytes, lines: list[int]) -> None:
    """A short text that ends in the middle of a character is still UTF-8; each damaged line is named."""
    (tmp_path / "plan.md").write_bytes(data)
    (finding,) = (finding for finding in read([tmp_path / "plan.md"]).findings if finding.code == "undecodable")
    assert [origin.line for origin in finding.origins] == lines


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(5000), bytes(range(256)) * 40, b"\x00\x01" * 3000])
def test_pictures_and_programs_are_refused(tmp_path: Path, data: bytes) -> None:
    """Bytes that happen to decode as UTF-16 are no text for that."""
    (tmp_path / "plan.md").write_bytes(data)
    with pytest.raises(InputError, match="binary"):
        read([tmp_path / "plan.md"])


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    """Where nothing is read, a finding says why."""
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    assert [finding.code for finding in read([tmp_path]).findings] == ["no-documents"]


def test_half_a_character_in_json_is_one_finding(tmp_path: Path) -> None:
    """A lone surrogate in somebody's JSON is reported once, with its line, and the rest is read."""
    path = tmp_path / "plan.json"
    path.write_text('{"title": "Bees", "weeks": [{"title": "Tools",\n"topics": ["Smoker \\ud800", "Hive \\udfff tool", "Veil"]}]}')
    reading = read([path])
    (finding,) = (found for found in reading.findings if found.code == "malformed")
    assert finding.origins[0].line == 2 and "1 more" in finding.message
    assert len(reading.roadmaps[0].topics) >= 3


def test_a_graph_and_a_page_of_ours_in_a_folder_are_not_fed_back(folder: Path) -> None:
    before = read([folder])
    (folder / "graph.json").write_bytes(dumps(weave(before)))
    (folder / "map.html").write_text('<html><head><meta name="generator" content="roadloom"></head><ul><li>SQL</ul></html>')
    assert read([folder]).sources == before.sources


def test_the_same_text_twice_is_said(folder: Path) -> None:
    (folder / "copy.md").write_text(PLAN, "utf-8")
    (finding,) = (f for f in read([folder]).findings if f.code == "same-text")
    assert "copy.md and plan.md" in finding.message


def test_a_document_that_is_too_large_is_refused_where_named_and_reported_in_a_folder(folder: Path) -> None:
    huge = folder / "huge.md"
    huge.write_bytes(b"- Python\n" * (LIMIT // 9 + 1))
    with pytest.raises(InputError, match="limit"):
        read([huge])
    assert any(f.code == "unreadable" and "huge.md" in f.message for f in read([folder]).findings)
