"""The command group: errors in one line, exit codes, speed, and streams."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from roadloom.cli import app
from roadloom.errors import InputError, NotFoundError


def run_with(monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> int:
    """Run `roadloom check` with a command that fails with `failure`."""

    @click.command()
    def failing() -> None:
        raise failure

    monkeypatch.setattr(app.LazyGroup, "get_command", lambda self, ctx, name: failing)
    return app.run(["check"])


@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (InputError("is not UTF-8.", path="a.md", line=3, remedy="Save it as UTF-8."), 1, "a.md:3: is not UTF-8. Save it as UTF-8."),
        (NotFoundError("No topic 'RGA'.", near=("RAG", "RAGAS")), 1, "No topic 'RGA'. Did you mean RAG, RAGAS?"),
        (PermissionError(13, "Permission denied", "out/x"), 1, "out/x: Permission denied."),
        (click.BadParameter("no number"), 2, "no number"),
        (KeyboardInterrupt(), 130, "interrupted."),
        (ZeroDivisionError("oops\nsecond line"), 1, "this is a bug in roadloom"),
        (RecursionError("deep"), 1, "this is a bug in roadloom"),
    ],
)
def test_every_failure_is_one_line_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: BaseException, code: int, words: str
) -> None:
    """Whatever goes wrong ends in one line on stderr, nothing on stdout, and the code that belongs to it."""
    assert run_with(monkeypatch, failure) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip().count("\n") == 0
    assert printed.err.strip().startswith("roadloom: ")
    assert words in printed.err


def test_a_bug_shows_its_traceback_only_when_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """ROADLOOM_DEBUG=1 adds the traceback that a report needs."""
    monkeypatch.setenv("ROADLOOM_DEBUG", "1")
    assert run_with(monkeypatch, ZeroDivisionError("oops")) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["buidl"], "Did you mean 'build'?"),
        (["path", "QLoRA", "--knwon", "Python"], "Did you mean"),
        (["path"], "Missing argument 'TARGET'. See 'roadloom path --help'."),
        (["export", "pdf", "-o", "x"], "'pdf' is no format. There are: "),
        (["export", "html"], "Missing option '-o'"),
        (["export", "html", "-o", "x", "--option", "nonsense"], "NAME=VALUE"),
        (["export", "anki", "-o", "x", "--date", "tomorrow"], "2026-11-22"),
    ],
)
def test_usage_errors_end_with_2_and_a_hint(capsys: pytest.CaptureFixture[str], args: list[str], words: str) -> None:
    """What was typed wrong is said in one line that names the remedy; exit code 2."""
    assert app.run(args) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert words in printed.err


def test_help_needs_none_of_the_heavy_libraries() -> None:
    """`roadloom --help` imports no graph, template, deck or YAML library, which is what keeps it instant."""
    program = "import sys; from roadloom.cli import app; code = app.run(['--help']); print(code, *sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    code, *loaded = result.stdout.splitlines()[-1].split()
    assert code == "0"
    assert not {"networkx", "yaml", "jinja2", "pyvis", "genanki", "opencc", "rapidfuzz", "jsonschema"} & set(loaded)


def test_help_names_every_command() -> None:
    """The group's help lists each command with a summary."""
    result = subprocess.run([sys.executable, "-m", "roadloom", "--help"], capture_output=True, text=True, check=True)
    for name in app.COMMANDS:
        assert f"\n  {name} " in result.stdout


def test_a_closed_pipe_is_no_error() -> None:
    """`roadloom ... | head` leaves no traceback and no complaint."""
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen([sys.executable, "-m", "roadloom", "--help"], stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        _, errors = process.communicate(timeout=60)
    assert errors == b""


def test_output_in_a_pipe_is_utf8_whatever_the_locale() -> None:
    """Names in any script come through a pipe as UTF-8 even where the locale knows only ASCII."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    program = "from roadloom.cli.terminal import prepare_streams, say; prepare_streams(); say('\\u68c0\\u7d22')"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=True)
    assert result.stdout.decode("utf-8").strip() == "检索"
