"""A vault among the inputs: what its owner stated counts, what roadloom wrote is not read back as a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roadloom.exporters.base import Options
from roadloom.exporters.obsidian import ObsidianExporter
from roadloom.exporters.writing import write
from roadloom.graph.graphfile import dumps
from roadloom.graph.unweaving import unweave
from roadloom.graph.weaving import weave
from roadloom.sources import read

PLAN = "# Plan\n\n## Phase 1: Basics\n\n- Foo engine\n- Python\n\n## Phase 2: More\n\n- Bar *magic*\n- CI/CD\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Write a plan, and the vault of it beside."""
    (tmp_path / "plan.md").write_text(PLAN)
    out = tmp_path / "vault"
    write(ObsidianExporter().export(weave(read([tmp_path / "plan.md"])), Options()), out, exporter=ObsidianExporter())
    return out


def note_of(vault: Path, topic: str) -> Path:
    return next(path for path in vault.rglob("*.md") if f"id: topic/{topic}\n" in path.read_text())


def add(vault: Path, topic: str, words: str) -> int:
    """Write words below the note of a topic; return the number of the first line that they take."""
    path = note_of(vault, topic)
    before = path.read_text()
    path.write_text(f"{before}\n{words}")
    return before.count("\n") + 2


def test_a_vault_nobody_wrote_in_adds_nothing(vault: Path) -> None:
    """What roadloom generated says nothing new: neither notes nor templates become documents."""
    plan = vault.parent / "plan.md"
    assert [source.path for source in read([plan, vault]).sources] == ["plan.md"] and read([vault]).roadmaps == []


def test_a_vault_alone_says_why_nothing_came_of_it(vault: Path) -> None:
    """Nothing but notes that roadloom wrote: a finding says so; it is silent beside a document, and where something is stated."""
    (finding,) = read([vault]).findings
    assert finding.code == "own-vault" and "vault holds" in finding.message and "Prerequisites" in finding.choice
    assert read([vault.parent / "plan.md", vault]).findings == []
    add(vault, "fooengine", "## Prerequisites\n\n[[CI／CD]]\n")
    assert "own-vault" not in {found.code for found in read([vault]).findings}


@pytest.mark.parametrize("heading", ["## Prerequisites", "### Prerequisite:", "# 先修", "## **前置知识**", "## Prerequisites ##"])
@pytest.mark.parametrize("link", ["[[CI／CD]]", "[[Topics/CI／CD|CI/CD]]", "[CI/CD](CI／CD.md)", "[x](../Topics/CI%EF%BC%8FCD.md#CI)"])
def test_links_under_the_heading_are_stated(vault: Path, heading: str, link: str) -> None:
    """A link of the user's under the heading is evidence that the linked topic comes first, at that line of that note."""
    at = add(vault, "fooengine", f"{heading}\n\n- needs {link}\n\n# Other\n\n[[Bar magic]]\n")
    graph = weave(read([vault.parent / "plan.md", vault]))
    cicd = next(node for node, data in graph.nodes(data=True) if data["name"] == "CI/CD")
    said = [e for e in graph.edges[cicd, "topic/fooengine", "prerequisite"]["evidence"] if e["rule"] == "stated"]
    assert [(e["source"], e["line"], e["for"]) for e in said] == [("vault-topics-foo-engine", at + 2, True)] and link in said[0]["text"]
    assert not graph.has_edge("topic/barmagic", "topic/fooengine", "prerequisite")
    assert [n for n, d in graph.nodes(data=True) if d["kind"] == "roadmap"] == ["roadmap/plan/plan"]


@pytest.mark.parametrize(
    "words", ["## Ideas\n[[Python]]\n", "```\n# Prerequisites\n[[Python]]\n```\n", "## Prerequisites\n[Python](https://x.y/a.md)\n"]
)
def test_other_links_say_nothing(vault: Path, words: str) -> None:
    """Links under other headings, in code and to the web are no statements."""
    add(vault, "fooengine", words)
    assert [source.path for source in read([vault.parent / "plan.md", vault]).sources] == ["plan.md"]


def test_a_graph_with_statements_of_a_vault_is_read_back(vault: Path) -> None:
    """Weaving what such a graph was woven from gives the same graph, with a topic too that only the user's note names."""
    add(vault, "fooengine", "## Prerequisites\n[[Python]], [[My own idea]]\n")
    graph = weave(read([vault.parent / "plan.md", vault]))
    assert graph.has_edge("topic/myownidea", "topic/fooengine", "prerequisite") and dumps(weave(unweave(graph))) == dumps(graph)


def test_a_vault_alone_brings_its_topics(vault: Path) -> None:
    """Without its documents a vault still says what its owner stated."""
    add(vault, "fooengine", "## Prerequisites\n[[Python]]\n")
    graph = weave(read([vault]))
    assert graph.has_edge("topic/python", "topic/fooengine", "prerequisite") and dumps(weave(unweave(graph))) == dumps(graph)


def test_own_notes_are_documents_but_daily_ones(vault: Path) -> None:
    """A note that roadloom never wrote is read as any document; a daily note and a set-aside copy are not."""
    (vault / "idea.md").write_text("# My plan\n\n- Zebra finches\n")
    (vault / "Log").mkdir()
    (vault / "Log" / "2026-11-22.md").write_text("# Learning log\n\n- Yak shaving\n")
    (vault / "Topics" / "Python.conflict-0123abcd.md").write_text("# Words\n\n- Xylophones\n")
    assert [source.path for source in read([vault]).sources] == ["idea.md"]


@pytest.mark.parametrize("manifest", ["", "[]", '{"files": 3}', "[" * 100_000])
def test_a_broken_manifest_is_no_bar(vault: Path, manifest: str) -> None:
    """Reading goes on where the state of a vault cannot be read: notes are known by their markers."""
    (vault / ".roadloom" / "manifest.json").write_text(manifest)
    (vault / ".obsidian" / "daily-notes.json").write_text(json.dumps({"folder": 3}))
    add(vault, "fooengine", "## Prerequisites\n[[Python]]\n")
    assert "Topics/Foo engine.md" in [source.path.removeprefix("vault/") for source in read([vault]).sources]
