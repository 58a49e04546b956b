"""A working folder as a user has it, and a way to run commands in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from roadloom.cli import app


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]

CONTRARY = """# Joinery

## Phase 1

- Dovetail joint
- Sharpening

Learn the dovetail joint before sharpening.
"""
"""A roadmap that contradicts plan.md."""


@pytest.fixture
def desk(tmp_path: Path, roadmaps: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with two roadmaps in notes/ and one in plan.md."""
    (tmp_path / "notes").mkdir()
    shutil.copy(roadmaps / "web-hans.md", tmp_path / "notes")
    shutil.copy(roadmaps / "web-hant.txt", tmp_path / "notes")
    shutil.copy(roadmaps / "woodworking.md", tmp_path / "plan.md")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process and return its exit code, stdout and stderr."""

    def run_now(*args: str) -> Ran:
        capfdbinary.readouterr()
        code = app.run(args)
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode("utf-8"), err.decode("utf-8"))

    return run_now


@pytest.fixture
def works(run: Run) -> Run:
    """Run a command that is expected to work."""

    def run_well(*args: str) -> Ran:
        ran = run(*args)
        assert ran.code == 0, ran.err
        return ran

    return run_well
