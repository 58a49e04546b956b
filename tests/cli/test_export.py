"""`roadloom export` and `roadloom open`: files, folders, stdout, and equal bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from .conftest import Run

FILES = {"html": "<!doctype html", "yaml": "roadloom", "json": '"directed"', "graphml": "<?xml", "anki": "PK"}


@pytest.mark.parametrize("format_", FILES)
def test_formats_of_one_file(desk: Path, works: Run, format_: str) -> None:
    """A format that is one file is written to the very path that -o names."""
    works("export", format_, "plan.md", "-o", "made.out")
    assert (desk / "made.out").read_bytes().decode("latin-1").lower().lstrip("# \n").startswith(FILES[format_].lower()) or format_ in (
        "yaml",
        "json",
    )
    assert FILES[format_].lower() in (desk / "made.out").read_bytes().decode("latin-1").lower()


def test_the_vault_is_a_folder_of_notes(desk: Path, works: Run) -> None:
    """A format that is a folder is written below the folder that -o names."""
    works("export", "obsidian", "plan.md", "-o", "vault")
    assert any("Dovetail joint" in path.name for path in (desk / "vault").rglob("*.md"))


def test_one_file_may_go_to_stdout_and_a_folder_not(desk: Path, run: Run) -> None:
    """`-o -` prints a file's bytes; for a folder it ends with 1 and what to do."""
    assert "Dovetail joint" in run("export", "yaml", "plan.md", "-o", "-").out
    ran = run("export", "obsidian", "plan.md", "-o", "-")
    assert ran.code == 1
    assert ran.out == ""
    assert "Name a folder" in ran.err


def test_yaml_is_read_back_to_an_equal_graph(desk: Path, works: Run) -> None:
    """Our own format holds all that the graph holds."""
    works("build", "plan.md", "-o", "one.json", "--title", "Wood")
    works("export", "yaml", "one.json", "-o", "wood.yaml")
    works("build", "wood.yaml", "-o", "two.json", "--title", "Wood")
    one, two = (json.loads((desk / name).read_bytes()) for name in ("one.json", "two.json"))
    assert one["nodes"] == two["nodes"]
    assert one["edges"] == two["edges"]


@pytest.mark.parametrize("format_", ["html", "obsidian", "anki"])
def test_a_dry_run_writes_nothing(desk: Path, works: Run, format_: str) -> None:
    """--dry-run says what it would do and leaves the disk as it is."""
    before = sorted(desk.rglob("*"))
    assert works("export", format_, "plan.md", "-o", "made", "--dry-run").err
    assert sorted(desk.rglob("*")) == before


def test_only_what_leads_to_a_target(desk: Path, works: Run) -> None:
    """--path leaves out what the target does not need."""
    works("export", "obsidian", "plan.md", "-o", "vault", "--path", "Dovetail joint")
    notes = {path.stem for path in (desk / "vault").rglob("*.md")}
    assert any("Dovetail joint" in note for note in notes)
    assert not any("Oil or shellac" in note for note in notes)


def test_open_makes_the_page_and_shows_it(desk: Path, works: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page stands in the cache folder, its path on stdout, and the browser is sent to it, unless it must not."""
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: shown.append(url) or True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(desk / "cache"))
    page = Path(works("open", "plan.md").out.strip())
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")
    assert shown == [page.as_uri()]
    works("open", "plan.md", "-o", "map.html", "--no-browser")
    assert (desk / "map.html").read_bytes() == page.read_bytes()
    assert len(shown) == 1


MAKE_ALL = """
import sys
from roadloom.cli import app
out, *inputs = sys.argv[1:]
codes = [app.run(["build", *inputs, "-o", out + "/graph.json"])]
FORMS = {"html": "map.html", "obsidian": "vault", "anki": "deck.apkg", "yaml": "own.yaml", "graphml": "g.graphml", "csv": "csv"}
for form, name in FORMS.items():
    codes.append(app.run(["export", form, *inputs, "-o", out + "/" + name]))
sys.exit(max(codes))
"""


def made(folder: Path, seed: int, *inputs: str) -> dict[str, str]:
    """Make everything from `inputs` in a process with its own hash seed and return the hash of each file."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    subprocess.run([sys.executable, "-c", MAKE_ALL, str(folder), *inputs], check=True, capture_output=True, env=environment, timeout=300)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def test_equal_input_gives_equal_bytes(desk: Path) -> None:
    """Graph, page, vault, deck and the rest are the same in another run, another hash seed and another order of inputs."""
    first = made(desk / "first", 0, "notes", "plan.md")
    assert {"graph.json", "map.html", "deck.apkg", "own.yaml", "g.graphml"} <= set(first)
    assert made(desk / "second", 1, "notes", "plan.md") == first
    assert made(desk / "third", 2, "plan.md", "notes") == first
    assert made(desk / "fourth", 3, "plan.md", "notes/web-hant.txt", "notes/web-hans.md") == first
