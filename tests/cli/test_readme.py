"""What the documents say about the command line is so."""

from __future__ import annotations

import io
import re
import shlex
import sys
import webbrowser
from pathlib import Path

import click
import pytest

from roadloom.cli import app
from roadloom.cli.commands import examples_of

from .conftest import Run

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, click.Command]:
    """Return every command with its full name, those of groups included."""
    found: dict[str, click.Command] = {}
    waiting = [(name, app.roadloom.get_command(click.Context(app.roadloom), name)) for name in app.COMMANDS]
    while waiting:
        name, command = waiting.pop()
        assert command is not None
        if isinstance(command, click.Group):
            waiting += [(f"{name} {part}", member) for part, member in command.commands.items()]
        else:
            found[name] = command
    return found


COMMANDS = commands()
EXAMPLES = [line for command in COMMANDS.values() for line, _ in examples_of(command)]
SHOWN = [line.removeprefix("$ ") for line in README.splitlines() if line.startswith("$ roadloom ")]


@pytest.mark.parametrize("name", app.COMMANDS)
def test_the_readme_knows_every_command(name: str) -> None:
    """Each command stands in the README."""
    assert f"roadloom {name}" in README


def test_the_readme_knows_only_commands_that_are_there() -> None:
    """Each `roadloom X` in the README is a command."""
    assert set(re.findall(r"(?:`|\$ )roadloom (\w+)", README)) <= set(app.COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str, works: Run) -> None:
    """Each command says what it does and shows how."""
    shown = works(*name.split(), "--help").out
    assert "Examples:" in shown
    assert COMMANDS[name].help


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Build the bundled curriculum once."""
    file = tmp_path_factory.mktemp("bundled") / "graph.json"
    assert app.run(["build", "-o", str(file)]) == 0
    return file.read_bytes()


@pytest.mark.parametrize("line", dict.fromkeys(EXAMPLES + SHOWN))
def test_every_example_runs(desk: Path, works: Run, bundled: bytes, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Each example of the help and of the README works in a folder with notes/, plan.md and graph.json."""
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk / "cache"))
    (desk / "learner.json").write_text(
        '{"format": "roadloom-learner", "version": 1, "topics": {"LoRA": {"status": "known"}}}', encoding="utf-8"
    )
    before, _, after = line.rpartition("| ")
    words = shlex.split(after.partition(" >")[0])
    assert words[0] == "roadloom"
    if "tests/fixtures" in line:
        monkeypatch.chdir(Path(__file__).resolve().parents[2])
        words = [str(desk / word) if word == "graph.json" else word for word in words]
    if "Dovetail" in line:
        works("build", "plan.md", "-o", "graph.json")
    elif words[1] != "build":
        (desk / "graph.json").write_bytes(bundled)
    if before:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((desk / before.split()[1]).read_bytes())))
    works(*words[1:])
