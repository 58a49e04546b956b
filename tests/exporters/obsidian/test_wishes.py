"""What the user can choose about a vault."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import networkx as nx
import pytest

from roadloom.errors import InputError
from roadloom.exporters.base import Options
from roadloom.exporters.obsidian import ObsidianExporter

Graphs = Callable[[list[str]], nx.MultiDiGraph]
TITLES = Path(__file__).with_name("nasty_titles.txt").read_text(encoding="utf-8").split("\n")[:-1]
MARKDOWN = re.compile(r"\]\((?!https?:|mailto:)([^()\s]+)\)")


def export(graph: nx.MultiDiGraph, lang: str = "en", targets: tuple[str, ...] = (), **extra: str) -> dict[str, bytes]:
    options = Options(lang=lang, targets=targets, extra={name.replace("_", "-"): value for name, value in extra.items()})  # type: ignore[arg-type]
    return dict(ObsidianExporter().export(graph, options))


@pytest.mark.parametrize("extra", [{"folder": "area"}, {"links": "html"}, {"resource-notes": "-1"}, {"resource-notes": "²"}])
def test_what_cannot_be_is_refused(make_graph: Graphs, extra: dict[str, str]) -> None:
    """An unknown option or value is told, with those that there are."""
    with pytest.raises(InputError) as caught:
        dict(ObsidianExporter().export(make_graph(["a"]), Options(extra=extra)))
    assert caught.value.remedy


@pytest.mark.parametrize("folders", ["kind", "area", "none"])
@pytest.mark.parametrize("links", ["wiki", "markdown"])
def test_every_layout_holds_together(make_graph: Graphs, broken_links: Any, folders: str, links: str) -> None:
    """Whatever the folders and the kind of links, every link leads to exactly one file."""
    files = export(make_graph(TITLES), targets=("topic/005",), folders=folders, links=links)
    assert broken_links(files) == []
    for path, data in files.items():
        ways = MARKDOWN.findall(data.decode()) if path.endswith(".md") else []
        assert all(posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(way))) in files for way in ways)


def test_a_flat_vault_has_no_folders_of_notes(make_graph: Graphs) -> None:
    """Without folders all notes stand beside each other; templates keep the folder that Obsidian's plugin needs."""
    paths = [path for path in export(make_graph(["a", "b"]), targets=("topic/001",), folders="none") if not path.startswith(".obsidian/")]
    assert [path for path in paths if "/" in path] == ["Templates/Learning log.md"]


def test_folders_by_area_hold_what_belongs_together(make_graph: Graphs) -> None:
    """Topics, and what teaches and practises them, stand in the folder of their area, in the reader's language."""
    graph = make_graph(["a", "b"])
    graph.graph["areas"] = {"nlp": {"en": "Language", "zh": "语言"}}
    graph.nodes["topic/000"]["area"] = "nlp"
    files = export(graph, folders="area")
    assert {"Language/a.md", "Language/The Book.md", "Language/Build a demo.md", "Without an area/b.md", "Roadmaps/Plan.md"} <= files.keys()
    assert "语言/a.md" in export(graph, "zh", folders="area")
    assert b'area: "Language"' in files["Language/a.md"] and b"area/language" in files["Language/a.md"]


def test_markdown_links_are_read_everywhere(make_graph: Graphs) -> None:
    """With Markdown links no wikilink is left outside the properties, and Obsidian is told to keep to them."""
    files = export(make_graph(["C#", "b"]), targets=("topic/001",), links="markdown")
    bodies = [data.decode().split("\n---\n", 1)[-1] for path, data in files.items() if path.endswith(".md")]
    assert not any("[[" in body for body in bodies) and "[C\\#](C＃.md)" in files["Topics/b.md"].decode().replace("[C#]", "[C\\#]")
    assert b"useMarkdownLinks" in files[".obsidian/app.json"] and b'"[[C' in files["Topics/b.md"]


def test_resources_of_few_topics_are_listed_only(make_graph: Graphs, broken_links: Any) -> None:
    """A resource that fewer topics name than asked has no note, and stands with its page where they name it."""
    files = export(make_graph(["a", "b"]), resource_notes="2")
    assert "Resources/The Book.md" not in files and broken_links(files) == []
    assert "[The Book](https://example.org/a_%28b%29?x=1%7C2)" in files["Topics/a.md"].decode()
    assert "Resources/The Book.md" in export(make_graph(["a", "b"]), resource_notes="1")


def test_names_follow_the_language_of_the_reader(make_graph: Graphs, read_properties: Any) -> None:
    """A topic with a settled name in the reader's language has its note under that name, and the others as aliases."""
    graph = make_graph(["Attention", "b"])
    graph.nodes["topic/000"]["names"] = {"en": "Attention", "zh": "注意力"}
    files = export(graph, "zh")
    assert "\n# 注意力\n" in files["主题/注意力.md"].decode() and read_properties(files["主题/注意力.md"])["aliases"] == ["Attention"]
    assert "Topics/Attention.md" in export(graph)
