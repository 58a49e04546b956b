"""The vault: a note for everything in the graph, for Obsidian and whatever else reads Markdown with wikilinks.

`ObsidianExporter` only says what the vault should hold; `roadloom.exporters.writing` brings that together with what the user wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from roadloom.exporters import markers, wording
from roadloom.exporters.links import as_markdown, name_of
from roadloom.exporters.obsidian import notes, pages, settings
from roadloom.exporters.obsidian.canvas import canvas
from roadloom.exporters.obsidian.escaping import Md, cell, frontmatter, text
from roadloom.exporters.obsidian.vault import KINDS, Vault, display_name
from roadloom.exporters.obsidian.wishes import Wishes

if TYPE_CHECKING:
    import jinja2
    import networkx as nx

    from roadloom.exporters.base import Options

_BLANK_LINES = re.compile(r"\n{3,}")


class ObsidianExporter:
    """Write a graph as an Obsidian vault."""

    name = "obsidian"
    folder = True
    suffix = ""

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the vault, none for a graph without topics.

        Raises
        ------
        InputError : an option is unknown, the language has no interface words, or the prerequisites run in a circle.
        """
        words, wishes = wording.words(options.lang), Wishes.of(options.extra)
        targets = [t for t in dict.fromkeys(options.targets) if t in graph]
        titles = {f"path/{t}": words["path_to"].format(title=display_name(graph.nodes[t], words) or t) for t in targets}
        vault = Vault(graph, words, options.learner, pages.titles(words) | titles, wishes)
        if not vault.by_kind["topic"]:
            return
        files = self._files(vault, Press(words), list(titles))
        yield from files if wishes.links == "wiki" else _with_markdown_links(dict(files))

    def _files(self, vault: Vault, press: Press, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        """Yield every file, linked by name."""
        for kind in KINDS:
            for node in vault.by_kind[kind]:
                if node not in vault.listed:
                    properties, values = notes.DESCRIBE[kind](vault, node)
                    yield vault.path(node), press.note(kind, properties, {"title": vault.title(node)} | values)
        yield from self._pages(vault, press, paths)
        yield f"{vault.note_names[pages.MAP]}.canvas", canvas(vault, vault.by_kind["topic"])
        yield f"{vault.note_names[pages.TOPICS]}.base", settings.topics_base(vault)
        yield f"{vault.note_names[pages.RESOURCES]}.base", settings.resources_base(vault)
        yield from settings.obsidian(vault).items()

    def _pages(self, vault: Vault, press: Press, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the notes that stand for no node."""
        from roadloom.graph.paths import learning_path

        name, words, folder = vault.note_names, vault.words, vault.folder_of_pages("path")
        yield f"{name[pages.HOME]}.md", press.note("home", *pages.home(vault, paths))
        yield f"{name[pages.READY]}.md", press.note("ready", *pages.ready(vault))
        yield f"{name[pages.INDEX]}.md", press.note("index", *pages.index(vault))
        yield f"{words['folder_templates']}/{name[pages.LOG]}.md", press.page("log", {"ready_link": vault.link(pages.READY)}).encode()
        for page in paths:
            steps = learning_path(vault.graph, [page.removeprefix("path/")]).to_json()["steps"]
            yield f"{folder}{name[page]}.md", press.note("path", *pages.path(vault, page, steps))
            yield f"{folder}{name[page]}.canvas", canvas(vault, [s["id"] for s in steps])


def _with_markdown_links(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Exchange the wikilinks of all notes, but for those in properties, where Obsidian knows no others."""
    path_of = {name_of(path): path for path in files}
    for path, data in files.items():
        if path.endswith(".md"):
            note = data.decode()
            parts = markers.parse(note)
            head = parts.head if parts else ""
            data = (head + as_markdown(note.removeprefix(head), path, path_of, text)).encode()
        yield path, data


@cache
def _template(name: str) -> jinja2.Template:
    """Return a template, read and compiled once."""
    return _environment().get_template(f"{name}.md.j2")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("roadloom.exporters.obsidian"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        finalize=text,  # whatever a template prints is somebody's words unless it is marked as Markdown
    )
    environment.filters |= {"cell": cell, "join_md": _join}
    return environment


class Press:
    """How a note is put together from a template, in one language."""

    def __init__(self, words: dict[str, str]) -> None:
        self._free_space = f"\n## {words['my_notes']}\n\n"
        self._words = {key: Md(word) for key, word in words.items()}

    def page(self, template: str, values: dict[str, Any]) -> str:
        """Fill in a template."""
        return _BLANK_LINES.sub("\n\n", _template(template).render(values, w=self._words)).strip() + "\n"

    def note(self, template: str, properties: dict[str, Any], values: dict[str, Any]) -> bytes:
        """Make a note: properties, generated block, free space."""
        return markers.wrap(frontmatter(properties), self.page(template, values), self._free_space).encode()


def _join(items: list[Any], separator: str) -> Md:
    """Join items into one piece of Markdown."""
    return Md(separator.join(text(item) for item in items))
