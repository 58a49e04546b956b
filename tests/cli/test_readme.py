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

from .conftest import Run

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


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
EXAMPLES = [line for command in COMMANDS.values() for line, _ in getattr(command, "examples", ())]


def sessions(document: str) -> list[tuple[str, str]]:
    """Return every command line of the `console` blocks with the output that stands below it, in order.

    `make …` is left to the Makefile's own tests: it would make an environment. A block that cannot run as it stands (it needs a running
    Anki, say) is fenced as `text`, and nothing holds it to its words.
    """
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", document, re.M | re.S):
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.M):
            if not command.startswith("make "):
                found.append((command, shown))
    return found


def agrees(shown: str, printed: str) -> bool:
    """Tell whether a command printed what is shown; a line `…` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in shown.splitlines())
    return re.fullmatch(pattern, printed) is not None


SESSIONS = sessions(README)
SHOWN = [command for command, _ in SESSIONS]


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
    """Each example of the help and of the README works in a folder with notes/, plan.md, graph.json and merges.yaml."""
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk / "cache"))
    (desk / "learner.json").write_text(
        '{"format": "roadloom-learner", "version": 1, "topics": {"LoRA": {"status": "known"}}}', encoding="utf-8"
    )
    (desk / "merges.yaml").write_text("same: []\n", encoding="utf-8")
    before, _, after = line.rpartition("| ")
    words = shlex.split(after.partition(" >")[0])
    assert words[0] == "roadloom"
    if "tests/fixtures" in line:
        monkeypatch.chdir(ROOT)
        words = [str(desk / word) if word == "graph.json" else word for word in words]
    if "Dovetail" in line:
        works("build", "plan.md", "-o", "graph.json")
    elif words[1] != "build":
        (desk / "graph.json").write_bytes(bundled)
    if words[1:] == ["learner", "import", "vault"]:
        works("export", "obsidian", "-o", "vault")
    if before:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((desk / before.split()[1]).read_bytes())))
    works(*words[1:])


def test_the_readme_shows_what_the_commands_print(tmp_path: Path, works: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one after the other in a folder where only the test roadmaps are, each command prints what the README shows below it."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    assert len(SESSIONS) > 5
    for command, shown in SESSIONS:
        words = shlex.split(command)
        assert words[0] == "roadloom"
        ran = works(*words[1:])
        assert agrees(shown, ran.out + ran.err), f"$ {command}\n{ran.out}{ran.err}"


def test_a_readme_that_shows_something_else_would_be_seen() -> None:
    """Other figures, a line too many and a line too few are seen; a line `…` stands for any lines, also none."""
    assert sessions("```console\n$ make demo\n$ roadloom a\n1 topic\n$ roadloom b\n```\n") == [
        ("roadloom a", "1 topic\n"),
        ("roadloom b", ""),
    ]
    assert agrees("1 topic\n", "1 topic\n") and agrees("", "")
    assert agrees("a\n…\nd\n", "a\nb\nc\nd\n") and agrees("a\n…\nd\n", "a\nd\n") and agrees("a\n…\n", "a\nb\n")
    for shown, printed in (("1 topic\n", "2 topics\n"), ("a\n", "a\nb\n"), ("a\nb\n", "a\n"), ("", "a\n"), ("a\n…\nd\n", "a\nb\n")):
        assert not agrees(shown, printed)
