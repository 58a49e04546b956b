"""Other packages bring readers: docs/examples/org-reader is installed as a user installs it, and reads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from roadloom.errors import InputError
from roadloom.sources import read, reading

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "org-reader"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example package into a folder of its own and return the folder."""
    pytest.importorskip("hatchling", reason="builds the example package: pip install hatchling")
    folder = tmp_path_factory.mktemp("org")
    shutil.copytree(EXAMPLE, folder / "source")
    wanted = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--target", str(folder / "site"), str(folder / "source")]
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *wanted], check=True, capture_output=True)
    return folder / "site"


def ran(site: Path | None, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of Python beside the installed package."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, [site, ROOT] if site else [ROOT])), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", *args], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


def test_an_installed_package_reads_its_suffix(site: Path, tmp_path: Path) -> None:
    """Named or found in a folder, a file of the new format is read by the new reader, with lines and coverage like any other."""
    shutil.copy(EXAMPLE / "plan.org", tmp_path)
    for given in ("plan.org", "."):
        result = ran(site, "roadloom", "check", given, "--json", cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        (roadmap,) = json.loads(result.stdout)["roadmaps"]
        assert (roadmap["title"], roadmap["line"]) == ("Observing the night sky", 1)
        assert [(e["kind"], e["name"], e["line"], e["depth"]) for e in roadmap["entries"]] == [
            ("phase", "Week 1", 3, 1),
            ("topic", "Constellations", 4, 2),
            ("resource", "How to read a planisphere", 5, 2),
            ("topic", "Red light", 6, 2),
            ("phase", "Week 2", 7, 1),
            ("topic", "Binoculars", 8, 2),
            ("resource", "https://stars.example.org/binoculars", 9, 2),
        ]
    (coverage,) = json.loads(ran(site, "roadloom", "check", "plan.org", "--coverage", "--json", cwd=tmp_path).stdout)["coverage"]
    assert (coverage["lines"], coverage["understood"], coverage["not_understood"]) == (8, 8, 0)


def test_its_findings_and_errors_are_those_of_roadloom(site: Path, tmp_path: Path) -> None:
    """What the reader reports is shown with its line, what it loses is shown as lost, and what it refuses is one line."""
    (tmp_path / "odd.org").write_text("* A\n** B\nmind https://stars.example.org/lost\n#+BEGIN_SRC\nx\n#+END_SRC\n", encoding="utf-8")
    shown = ran(site, "roadloom", "check", "odd.org", cwd=tmp_path).stdout
    assert "odd.org:4: unknown-construct" in shown and "odd.org:3: ignored-link" in shown
    (tmp_path / "bad.org").write_text("* A\n#+BEGIN_SRC\n", encoding="utf-8")
    result = ran(site, "roadloom", "check", "bad.org", cwd=tmp_path)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1) and "bad.org:2: has a block without an end." in result.stderr


def test_without_the_package_its_files_are_left_alone(tmp_path: Path) -> None:
    """In a folder only files of known formats are read."""
    shutil.copy(EXAMPLE / "plan.org", tmp_path)
    assert "no-documents" in ran(None, "roadloom", "check", ".", cwd=tmp_path).stdout


def test_the_example_passes_its_own_tests(site: Path, tmp_path: Path) -> None:
    """The tests that the example shows are green."""
    shutil.copy(EXAMPLE / "test_roadloom_org.py", tmp_path)
    result = ran(site, "pytest", "-q", "-p", "no:cacheprovider", "test_roadloom_org.py", cwd=tmp_path)
    assert result.returncode == 0 and "3 passed" in result.stdout, result.stdout


@pytest.mark.parametrize("target", ["no_such_module:read", "json:no_such_function", "json:dumps", "roadloom.sources.outline:Seen"])
def test_a_reader_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """A package that is broken ends in an error that names its reader, not in a traceback; other files are read all the same."""
    points = {".org": EntryPoint("org", target, "roadloom.sources")}
    monkeypatch.setattr(reading, "outsiders", lambda: points)
    (tmp_path / "plan.org").write_text("* A\n", encoding="utf-8")
    (tmp_path / "plan.md").write_text("- Python\n- NumPy\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"the reader .*failed"):
        read([tmp_path / "plan.org"])
    found = read([tmp_path])
    assert [source.path for source in found.sources] == ["plan.md"] and [f.code for f in found.findings] == ["unreadable"]


def test_formats_of_ours_cannot_be_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that registers `.md` is passed over; a suffix may be written with its dot."""
    points = [EntryPoint("md", "json:dumps", "roadloom.sources"), EntryPoint(".Org", "json:dumps", "roadloom.sources")]
    monkeypatch.setattr(reading, "entry_points", lambda group: points)
    assert list(reading.outsiders.__wrapped__()) == [".org"]
