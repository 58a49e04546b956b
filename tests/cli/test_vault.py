"""A vault in the hands of its owner: marked in Obsidian, exported again, read into the learner's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from roadloom.cli.app import roadloom
from roadloom.errors import InputError

PLAN = "# Plan\n\n## Phase 1: Basics\n\n- Foo engine\n- Bar magic\n\n## Phase 2: More\n\n- Zoo keeping\n- Yak shaving\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a plan and its vault."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.md").write_text(PLAN)
    export()
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(roadloom, words)


def export(*words: str) -> str:
    done = run("export", "obsidian", "plan.md", "-o", "vault", "--path", "Yak shaving", *words)
    assert done.exit_code == 0, done.output
    return done.output


def take_in() -> str:
    done = run("learner", "import", "vault", "--input", "plan.md")
    assert done.exit_code == 0, done.output
    return done.output


def mark(topic: str, status: str) -> None:
    """Set the property of a topic's note, as Obsidian does."""
    path = Path("vault/Topics", f"{topic}.md")
    lines = path.read_text().split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("status:"))
    path.write_text("\n".join([*lines[:at], f"status: {status}", *lines[at + 1 :]]))


def tick(topic: str, box: str = "x") -> None:
    """Tick the box of a topic in the note of the path."""
    path = Path("vault/Paths/Path to Yak shaving.md")
    before = path.read_text()
    after = "\n".join(f"- [{box}] {line[6:]}" if f"[[{topic}]]" in line and line.startswith("- [") else line for line in before.split("\n"))
    assert after != before
    path.write_text(after)


def learner() -> dict[str, str]:
    """Return the status of each topic in the learner's file."""
    rows = yaml.safe_load(Path("learner.yaml").read_text())["topics"] if Path("learner.yaml").exists() else {}
    return {topic.removeprefix("topic/"): row["status"] for topic, row in rows.items()}


@pytest.mark.usefixtures("here")
def test_a_vault_nobody_marked_says_nothing() -> None:
    """Importing an untouched vault leaves the learner's file empty."""
    take_in()
    assert learner() == {}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("said", "status"), [("known", "known"), ('"doing"', "doing"), ("已掌握", "known"), ("Skipped", "skip")])
def test_properties_are_read(said: str, status: str) -> None:
    """A status set in Obsidian, in either language, reaches the learner's file."""
    mark("Foo engine", said)
    take_in()
    assert learner() == {"fooengine": status}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("box", "status"), [("x", "known"), ("X", "known"), ("/", "doing"), ("-", "skip")])
def test_boxes_are_read(box: str, status: str) -> None:
    """A box ticked in a path reaches the learner's file; the marks of common themes too."""
    tick("Yak shaving", box)
    take_in()
    assert learner() == {"yakshaving": status}


@pytest.mark.usefixtures("here")
def test_a_status_that_is_none_is_told() -> None:
    """What cannot be understood is said and passed over."""
    mark("Foo engine", "mastered")
    assert "mastered" in take_in() and learner() == {}


@pytest.mark.usefixtures("here")
def test_the_next_export_knows_what_was_marked() -> None:
    """An export takes the vault's marks into account without a learner's file, and the one after it changes nothing."""
    tick("Yak shaving")
    export()
    assert "status: known" in note("Yak shaving") and "- [x] **[[Yak shaving]]" in paths() and "update" not in export()
    mark("Yak shaving", "open")
    export()
    assert "status: open" in note("Yak shaving") and "update" not in export()


def note(topic: str) -> str:
    return Path(f"vault/Topics/{topic}.md").read_text()


def paths() -> str:
    return Path("vault/Paths/Path to Yak shaving.md").read_text()


@pytest.mark.usefixtures("here")
def test_three_ways_meet() -> None:
    """What changed on one side counts; where both changed, the vault does, and it is said."""
    run("learner", "known", "Foo engine", "Zoo keeping", "--input", "plan.md")
    export()
    run("learner", "doing", "Foo engine", "Bar magic", "--input", "plan.md")
    run("learner", "forget", "Zoo keeping", "--input", "plan.md")
    mark("Foo engine", "skip")
    said = export()
    assert "Foo engine" in said and "the vault counts" in said and "Zoo keeping: " not in said
    states = {topic: Path(f"vault/Topics/{topic}.md").read_text() for topic in ("Foo engine", "Bar magic", "Zoo keeping")}
    assert "status: skip" in states["Foo engine"] and "status: doing" in states["Bar magic"] and "status: open" in states["Zoo keeping"]
    take_in()
    assert learner() == {"fooengine": "skip", "barmagic": "doing"} and "the vault counts" not in export()


def test_a_topic_under_another_id_keeps_its_note(here: Path) -> None:
    """A topic whose id changed from one graph to the next keeps its note, the words in it and its status."""
    run("build", "plan.md", "-o", "graph.json")
    assert run("export", "obsidian", "graph.json", "-o", "vault").exit_code == 0
    mark("Zoo keeping", "known")
    with open("vault/Topics/Zoo keeping.md", "a") as file:
        file.write("dear to me\n")
    Path("vault/Topics/Zoo keeping.md").rename("vault/Zoo.md")
    graph = json.loads((here / "graph.json").read_text().replace("topic/zookeeping", "topic/zoology"))
    next(node for node in graph["nodes"] if node["id"] == "topic/zoology")["former_ids"] = ["topic/zookeeping"]
    (here / "graph.json").write_text(json.dumps(graph))
    assert run("export", "obsidian", "graph.json", "-o", "vault").exit_code == 0
    kept = Path("vault/Zoo.md").read_text()
    assert (
        "dear to me" in kept
        and "id: topic/zoology" in kept
        and "status: known" in kept
        and not Path("vault/Topics/Zoo keeping.md").exists()
    )
    assert " unchanged" in (said := run("export", "obsidian", "graph.json", "-o", "vault").output) and "update" not in said
    done = run("learner", "import", "vault", "--input", "graph.json")
    assert done.exit_code == 0 and learner() == {"zoology": "known"}


@pytest.mark.usefixtures("here")
def test_a_folder_that_is_no_vault_is_refused() -> None:
    """Importing a folder without notes of topics is an error with a remedy, and changes nothing."""
    Path("empty").mkdir()
    done = run("learner", "import", "empty", "--input", "plan.md")
    assert isinstance(done.exception, InputError) and "export obsidian" in done.exception.remedy and not Path("learner.yaml").exists()


@pytest.mark.usefixtures("here")
def test_flags_lay_the_vault_out() -> None:
    """The flags of a layout do what the options do, and contradictions are refused."""
    export("--flat", "--links", "markdown", "--rename")
    assert (
        Path("vault/Foo engine.md").exists() and not Path("vault/Topics").exists() and "[Bar magic](" in Path("vault/Index.md").read_text()
    )
    assert run("export", "obsidian", "plan.md", "-o", "vault", "--flat", "--folders", "area").exit_code == 2
