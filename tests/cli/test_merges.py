"""`roadloom merges`: what was joined, what may be joined, what is ambiguous; and the way back, through a file of rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import Run

ONE = """# Plan one

## Phase 1

- Retrieval-Augmented Generation
- Bayesian optimisation methods
- Sieving
- [Guide](http://www.example.org/guide/)
"""
TWO = """# Plan two

## Phase 1

- RAG
- Bayesian optimization methods
- Mesh
- [The guide](https://example.org/guide)
"""


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with two roadmaps that name some things alike."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.md").write_text(ONE, encoding="utf-8")
    (tmp_path / "notes" / "two.md").write_text(TWO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(works: Run, form: str, *more: str) -> dict[str, Any]:
    """Return what `merges` prints, read back."""
    out = works("merges", "notes", "--format", form, *more).out
    return json.loads(out) if form == "json" else yaml.safe_load(out)  # type: ignore[no-any-return]


def give_back(data: dict[str, Any], form: str, folder: Path) -> str:
    """Write an edited list as a file of rules and return its name."""
    file = folder / f"merges.{form}"
    text = json.dumps(data) if form == "json" else yaml.safe_dump(data, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
    return file.name


def take(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Take the only row that holds a name out of its list."""
    return rows.pop(rows.index(row_of(rows, name)))


def row_of(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the only row that holds a name."""
    (row,) = (row for row in rows if name in row["names"])
    return row


def topics(works: Run, *options: str) -> dict[str, str]:
    """Build and return the node of each name."""
    works("build", "notes", "-o", "graph.json", *options)
    graph = json.loads(Path("graph.json").read_text(encoding="utf-8"))
    return {alias: node["id"] for node in graph["nodes"] if node["kind"] == "topic" for alias in node["aliases"]}


def test_the_list_says_what_was_joined_and_why(plans: Path, works: Run) -> None:
    """Joined, suggested and ambiguous names are told apart, each with reason and places."""
    shown = works("merges", "notes")
    assert "Retrieval-Augmented Generation = RAG (lexicon)" in shown.out
    assert "Bayesian optimisation methods ~ Bayesian optimization methods" in shown.out
    assert "https://example.org/guide (address)" in shown.out
    assert "two.md:" in shown.out
    data = printed(works, "json")
    assert row_of(data["joined"], "RAG")["ids"] == ["topic/retrieval-augmented-generation"]
    assert row_of(data["suggested"], "Bayesian optimisation methods")["why"].startswith("spelling")


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_what_is_printed_is_a_file_of_rules_that_changes_nothing(plans: Path, works: Run, form: str) -> None:
    """Given back unedited, the list leaves the graph as it was, but for nothing."""
    topics(works)
    before = Path("graph.json").read_bytes()
    (plans / f"merges.{form}").write_text(works("merges", "notes", "--format", form).out, encoding="utf-8")
    topics(works, "--project", f"merges.{form}")
    assert Path("graph.json").read_bytes() == before


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_moved_rows_are_followed(plans: Path, works: Run, form: str) -> None:
    """A suggestion under `same` is joined, a join under `different` is undone, and the next list says so of both."""
    data = printed(works, form)
    names = ("Bayesian optimisation methods", "Bayesian optimization methods")
    before = topics(works)
    assert before[names[0]] != before[names[1]]
    assert before["RAG"] == before["Retrieval-Augmented Generation"]

    data["same"].append(take(data["suggested"], names[0]))
    data["different"].append(take(data["joined"], "RAG"))
    rules = give_back(data, form, plans)
    after = topics(works, "--project", rules)
    assert after[names[0]] == after[names[1]]
    assert after["RAG"] != after["Retrieval-Augmented Generation"]

    again = printed(works, form, "--project", rules)
    assert again["same"] == [list(names)] and len(again["different"]) == 1
    assert set(row_of(again["joined"], names[0])["why"].values()) == {"user"}
    assert not any("RAG" in row["names"] for row in again["joined"])
    assert topics(works, "--project", give_back(again, form, plans)) == after


def test_the_rules_there_were_are_in_the_list(plans: Path, works: Run) -> None:
    """Nothing that roadloom.yaml says is lost by going through the list."""
    rules = {
        "rename": {"RAG": "Looking it up"},
        "prefer_language": "en",
        "ignore": ["Mesh"],
        "prerequisite": [{"before": "Sieving", "after": "RAG"}, {"before": "RAG", "after": "Sieving", "not": True}],
        "same": [["Bayesian optimisation methods", "Bayesian optimization methods"]],
    }
    (plans / "roadloom.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    data = printed(works, "yaml")
    assert {key: data[key] for key in rules} == rules
    before = topics(works)
    (plans / "roadloom.yaml").unlink()
    assert topics(works, "--project", give_back(data, "yaml", plans)) == before


def test_resources_are_decided_about_by_their_addresses(plans: Path, works: Run) -> None:
    """Two addresses of one work are joined under `same`; a title is kept from an address under `different`."""
    (plans / "notes" / "three.md").write_text("# Plan three\n\n## Phase 1\n\n- Cooking\n- [Mirror](https://mirror.example.com/g)\n")
    (plans / "roadloom.yaml").write_text("same: [['https://example.org/guide', 'http://mirror.example.com/g']]\n")
    works("build", "notes", "-o", "graph.json")
    nodes = json.loads(Path("graph.json").read_text(encoding="utf-8"))["nodes"]
    (work,) = (node for node in nodes if node["kind"] == "resource")
    assert len(work["urls"]) == 3
    assert work["merged"]["https://mirror.example.com/g"] == "user"
    row = row_of(printed(works, "json")["joined"], "https://mirror.example.com/g")
    (plans / "roadloom.yaml").write_text(json.dumps({"different": [row]}), encoding="utf-8")
    works("build", "notes", "-o", "graph.json")
    assert sum(node["kind"] == "resource" for node in json.loads(Path("graph.json").read_text(encoding="utf-8"))["nodes"]) == 2


def test_a_stored_graph_knows_its_reasons(plans: Path, works: Run) -> None:
    """The list of a graph file is that of its documents."""
    topics(works)
    of_documents, of_graph = works("merges", "notes").out, works("merges").out
    assert of_graph == of_documents


def test_a_list_in_the_folder_is_no_roadmap(plans: Path, works: Run) -> None:
    """A file of rules among the notes is not read as one of them, whatever it is called."""
    before = topics(works)
    for form in ("json", "yaml"):
        (plans / "notes" / f"merges.{form}").write_text(works("merges", "notes", "--format", form).out, encoding="utf-8")
    assert topics(works) == before


def test_a_mistake_in_an_edited_list_is_named_with_its_line(plans: Path, run: Run) -> None:
    """A row that was cut in half is an error, not a silent nothing."""
    (plans / "merges.yaml").write_text("same:\n- names: [RAG]\n  why: {}\n", encoding="utf-8")
    ran = run("build", "notes", "--project", "merges.yaml", "-o", "graph.json")
    assert ran.code == 1
    assert "merges.yaml:2:" in ran.err
