"""The built wheel, judged where nothing of the repository is at hand."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release would, in an environment of its own."""
    pytest.importorskip("build", reason="the wheel is built with 'build': pip install build")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, with what it asks for, into an empty environment and return its folder of programs."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel)], check=True, capture_output=True)
    return programs


def run(installed: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the installed roadloom in `folder`, out of reach of the repository."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(installed / "roadloom"), *args], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    """Data, templates and schema come along, and nothing of the tests."""
    held = set(zipfile.ZipFile(wheel).namelist())
    kept = {path for path in (ROOT / "roadloom").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(ROOT).as_posix() for path in kept} <= held
    assert {Path(name).parts[0] for name in held if "dist-info" not in name} == {"roadloom"}


def test_an_installed_wheel_finds_a_path_without_any_input(installed: Path, tmp_path: Path) -> None:
    """`roadloom path QLoRA` works in an empty folder of a machine that only has the wheel."""
    result = run(installed, tmp_path, "path", "QLoRA")
    assert result.returncode == 0, result.stderr
    assert "QLoRA" in result.stdout
    assert result.stdout.count("\n") > 5


@pytest.mark.parametrize("format_", ["html", "obsidian", "anki", "json", "yaml", "graphml", "csv"])
def test_an_installed_wheel_makes_every_format(installed: Path, tmp_path: Path, format_: str) -> None:
    """Every built-in exporter is registered and finds its templates."""
    result = run(installed, tmp_path, "export", format_, "-o", "out")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out").exists()
