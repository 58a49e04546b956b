"""The checker of import directions, on packages that breach them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "tools"


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    """Load the checker from its file: tools are no package."""
    spec = importlib.util.spec_from_file_location("check_imports", TOOLS / "check_imports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("path", "code", "breach"),
    [
        ("cli/a.py", "from roadloom.exporters import get", None),
        ("exporters/a.py", "import roadloom.graph.model", None),
        ("exporters/a.py", "from roadloom import __version__", None),
        ("exporters/a.py", "from roadloom.sources import read", "roadloom.sources.read"),
        ("sources/a.py", "def f():\n    import roadloom.exporters.html", "roadloom.exporters.html"),
        ("graph/a.py", "from roadloom import cli", "roadloom.cli"),
        ("graph/deep/a.py", "from ...cli import app", "roadloom.cli.app"),
        ("errors.py", "from .graph import model", "roadloom.graph.model"),
    ],
)
def test_the_checker_sees_imports_that_run_the_wrong_way(
    checker: ModuleType, tmp_path: Path, path: str, code: str, breach: str | None
) -> None:
    """Absolute, relative and late imports count; those that run the right way do not."""
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code, encoding="utf-8")
    found = list(checker.breaches(tmp_path))
    assert len(found) == (breach is not None)
    assert breach is None or found[0].endswith(f"must not import {breach}")
