"""`-o` and inputs that are no plain files: nothing of the user's is replaced, nothing waits for ever."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from roadloom.cli.checking import _begins

from .conftest import Run
from .test_build import feed

OWN = "format: roadloom-roadmap\nversion: 1\ntitle: Wood\ntopics:\n- name: Sharpening\n"


@pytest.mark.parametrize("command", [("build",), ("export", "yaml"), ("export", "html"), ("export", "anki"), ("open", "--no-browser")])
def test_an_input_is_never_replaced(desk: Path, run: Run, command: tuple[str, ...]) -> None:
    """-o that names an input, under whatever name, ends with 2 and one line; the input stays."""
    before = (desk / "plan.md").read_bytes()
    (desk / "link.md").symlink_to("plan.md")
    for out in ("plan.md", "./notes/../plan.md", "link.md"):
        ran = run(*command, "plan.md", "-o", out)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert "another name with -o" in ran.err
    assert (desk / "plan.md").read_bytes() == before


@pytest.mark.parametrize("format_", ["json", "html", "yaml", "graphml", "anki"])
def test_only_an_earlier_export_is_replaced(desk: Path, run: Run, works: Run, format_: str) -> None:
    """A file of the user's, whatever its suffix, is left alone with 1 and what to do; an earlier export and an empty file are replaced."""
    for name, text in (("mine.md", "# Mine\n"), ("roadloom.yaml", "version: 1\n"), ("own.yaml", OWN), ("page.html", "<!doctype html><p>x")):
        (desk / name).write_text(text)
        ran = run("export", format_, "plan.md", "-o", name)
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert name in ran.err
        assert "remove it first" in ran.err
        assert "--previous" not in ran.err
        assert (desk / name).read_text() == text
        (desk / name).unlink()
    (desk / "made").touch()
    works("export", format_, "plan.md", "-o", "made")
    works("export", format_, "notes", "-o", "made")


def test_build_replaces_graph_files_only(desk: Path, run: Run, works: Run) -> None:
    """A graph file may be an input and the output; any other file is left alone."""
    works("build", "plan.md", "-o", "a.json")
    works("build", "a.json", "notes", "-o", "a.json")
    (desk / "data.json").write_text('{"mine": 1}')
    assert run("build", "plan.md", "-o", "data.json").code == 1
    assert (desk / "data.json").read_text() == '{"mine": 1}'


@pytest.mark.parametrize(("text", "name"), [("", "empty.md"), ("just words\n", "words.md"), ("", "-")])
def test_a_build_of_nothing_replaces_nothing(
    desk: Path, run: Run, works: Run, monkeypatch: pytest.MonkeyPatch, text: str, name: str
) -> None:
    """Where no roadmap was understood, build ends with 1 and leaves the graph of before."""
    works("build", "plan.md")
    before = (desk / "graph.json").read_bytes()
    (desk / "empty.md").touch()
    (desk / "words.md").write_text(text)
    feed(monkeypatch, text.encode())
    ran = run("build", name)
    if "words" not in name or ran.code:  # a sentence may be understood as something one day
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert f"nothing was understood in {'stdin' if name == '-' else name}; nothing was written." in ran.err
        assert (desk / "graph.json").read_bytes() == before


def test_a_pipe_is_no_input(desk: Path, run: Run) -> None:
    """A pipe or a device named as INPUT ends with 1 and what to do, instead of waiting for ever."""
    os.mkfifo(desk / "pipe.md")
    for name in ("pipe.md", "/dev/zero"):
        for command in (("check", name), ("build", "plan.md", name), ("learner", "import", name)):
            ran = run(*command)
            assert (ran.code, ran.err.count("\n")) == (1, 1)
            assert f"{name}: is no file that can be read." in ran.err


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no such folder here")
def test_what_a_shell_puts_for_a_command_is_read(desk: Path, works: Run) -> None:
    """`<(command)` is a pipe that somebody writes into: it is read once and known by its number, whether roadmap or graph."""
    works("build", "plan.md", "-o", "g.json")
    for name in ("plan.md", "g.json"):
        read, written = os.pipe()
        writer = threading.Thread(target=lambda: _write(written, (desk / name).read_bytes()))  # noqa: B023 - joined below
        writer.start()
        shown = works("check", f"/dev/fd/{read}", "--json").out
        writer.join()
        os.close(read)
        assert "Woodworking by hand" in shown
        assert ("pipe-1.md" in shown) == (name == "plan.md")


def _write(end: int, data: bytes) -> None:
    with os.fdopen(end, "wb") as pipe:
        pipe.write(data)


def test_endless_input_ends(desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of stdin no more is read than the largest document may have."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    ran = run("check", "-")
    assert (ran.code, ran.err.count("\n")) == (1, 1) and "limit" in ran.err


class Endless(io.RawIOBase):
    """Lines without an end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b"- Python\n" * (len(buffer) // 9) + b"\n" * (len(buffer) % 9)
        return len(buffer)


def test_rules_that_list_a_pipe_do_not_wait(desk: Path, run: Run) -> None:
    """What roadloom.yaml lists is looked at like what is named."""
    os.mkfifo(desk / "pipe.md")
    (desk / "roadloom.yaml").write_text("inputs: [pipe.md]\n")
    assert "is no file that can be read" in run("check").err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_device_stays_a_device(desk: Path, run: Run, works: Run) -> None:
    """What is no regular file is written to; a device that takes nothing ends with 1 and is there afterwards."""
    works("export", "yaml", "plan.md", "-o", "/dev/null")
    ran = run("export", "yaml", "plan.md", "-o", "/dev/full")
    assert ran.code == 1
    assert "/dev/full: cannot write" in ran.err
    for name in ("/dev/full", "/dev/null"):
        assert stat.S_ISCHR(os.stat(name).st_mode)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no such folder here")
def test_the_output_is_named_where_it_cannot_be_written(desk: Path, run: Run) -> None:
    """The message names what -o says, not a temporary file."""
    ran = run("export", "yaml", "plan.md", "-o", "/proc/x.yaml")
    assert ran.code == 1
    assert "/proc/x.yaml: cannot write" in ran.err
    assert ".tmp" not in ran.err


@pytest.mark.parametrize("args", [(), ("learner",)])
def test_a_group_alone_shows_its_help(desk: Path, run: Run, args: tuple[str, ...]) -> None:
    """The help comes as --help prints it, line by line."""
    ran = run(*args)
    assert ran.code == 2
    assert ran.err == run(*args, "--help").out


def test_check_says_the_name_of_a_phase_once(desk: Path, works: Run) -> None:
    """A phase that is called by its ordinal is not called twice."""
    (desk / "weeks.md").write_text("# Joinery\n\n## Week 1\n\n- Sharpening\n\n## 第二阶段 榫卯\n\n- Dovetail joint\n")
    out = works("check", "weeks.md").out
    assert "Week 1 Week 1" not in out
    assert "第二阶段 第二阶段" not in out
    assert "Week 1" in out


@pytest.mark.parametrize(
    ("name", "ordinal", "begins"),
    [("Week 1: Tools", "Week 1", True), ("Week 10", "Week 1", False), ("第一阶段基础", "第一阶段", True), ("Tools", "1", False)],
)
def test_an_ordinal_at_the_beginning(name: str, ordinal: str, begins: bool) -> None:
    """A name has its ordinal at its beginning only as a whole word."""
    assert _begins(name, ordinal) == begins


def test_a_misspelt_name_in_the_learners_file_is_told_with_what_comes_near(desk: Path, works: Run) -> None:
    """The note says where the name stands and what may be meant."""
    (desk / "l.yaml").write_text("topics:\n  Sharpenin: known\n")
    err = works("path", "Dovetail joint", "plan.md", "--learner", "l.yaml").err
    assert "l.yaml:2: nothing here is called “Sharpenin”; passed over. Did you mean Sharpening?" in err


def test_a_list_that_is_not_there_is_not_the_learners_file(desk: Path, run: Run) -> None:
    """`learner import` of a missing file blames that file, and not --learner."""
    ran = run("learner", "import", "nofile")
    assert ran.code == 1
    assert "nofile: " in ran.err
    assert "--learner" not in ran.err


def test_a_second_build_of_a_folder_changes_nothing(desk: Path, works: Run) -> None:
    """The graph file of the first build, in the same folder, is not read by the second: same sources, nodes and edges."""
    found = []
    for _ in range(3):
        works("build", ".", "-o", "all.json")
        data = json.loads((desk / "all.json").read_bytes())
        found.append((data["graph"]["sources"], data["nodes"], data["edges"]))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("command", [("export", "html"), ("export", "yaml"), ("export", "obsidian"), ("open", "--no-browser")])
def test_an_export_of_nothing_replaces_nothing(desk: Path, run: Run, command: tuple[str, ...]) -> None:
    """Where no roadmap was understood, nothing is exported either."""
    (desk / "empty.md").touch()
    ran = run(*command, "empty.md", "-o", "made")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "nothing was understood in empty.md" in ran.err
    assert not (desk / "made").exists()
