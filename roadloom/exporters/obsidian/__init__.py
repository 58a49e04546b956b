"""The vault: a note for everything in the graph, for Obsidian and whatever else reads Markdown with wikilinks.

`ObsidianExporter` only says what the vault should hold; `roadloom.exporters.writing` brings that together with what the user wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadloom.exporters import markers, wording
from roadloom.exporters.obsidian import notes, pages, settings
from roadloom.exporters.obsidian.canvas import canvas
from roadloom.exporters.obsidian.escaping import Md, cell, frontmatter, text
from roadloom.exporters.obsidian.vault import KINDS, Vault

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
        InputError : the language has no interface words, or the prerequisites run in a circle.
        """
        words = wording.words(options.lang)
        targets = [t for t in dict.fromkeys(options.targets) if t in graph]
        titles = {f"path/{t}": words["path_to"].format(title=graph.nodes[t].get("name", t)) for t in targets}
        vault = Vault(graph, words, options.learner, pages.titles(words) | titles)
        if not vault.by_kind["topic"]:
            return
        press = Press(words)
        for kind in KINDS:
            for node in vault.by_kind[kind]:
                properties, values = notes.DESCRIBE[kind](vault, node)
                yield vault.path(node), press.note(kind, properties, {"title": vault.title(node)} | values)
        yield from self._pages(vault, press, list(titles))
        yield f"{vault.note_names[pages.MAP]}.canvas", canvas(vault, vault.by_kind["topic"])
        yield f"{vault.note_names[pages.TOPICS]}.base", settings.topics_base(vault)
        yield f"{vault.note_names[pages.RESOURCES]}.base", settings.resources_base(vault)
        yield from settings.obsidian(vault).items()

    def _pages(self, vault: Vault, press: Press, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the notes that stand for no node."""
        from roadloom.graph.paths import learning_path

        name, words = vault.note_names, vault.words
        yield f"{name[pages.HOME]}.md", press.note("home", *pages.home(vault, paths))
        yield f"{name[pages.READY]}.md", press.note("ready", *pages.ready(vault))
        yield f"{name[pages.INDEX]}.md", press.note("index", *pages.index(vault))
        yield f"{words['folder_templates']}/{name[pages.LOG]}.md", press.page("log", {"ready_link": vault.link(pages.READY)}).encode()
        for page in paths:
            steps = learning_path(vault.graph, [page.removeprefix("path/")]).to_json()["steps"]
            yield f"{words['folder_path']}/{name[page]}.md", press.note("path", *pages.path(vault, page, steps))
            yield f"{words['folder_path']}/{name[page]}.canvas", canvas(vault, [s["id"] for s in steps])


class Press:
    """The templates, and how a note is put together from one of them."""

    def __init__(self, words: dict[str, str]) -> None:
        import jinja2

        self._free_space = f"\n## {words['my_notes']}\n\n"
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("roadloom.exporters.obsidian"),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=jinja2.StrictUndefined,
            finalize=text,  # whatever a template prints is somebody's words unless it is marked as Markdown
        )
        self._environment.filters |= {"cell": cell, "join_md": _join}
        self._environment.globals["w"] = {key: Md(word) for key, word in words.items()}
        self._templates: dict[str, jinja2.Template] = {}

    def page(self, template: str, values: dict[str, Any]) -> str:
        """Fill in a template."""
        if template not in self._templates:
            self._templates[template] = self._environment.get_template(f"{template}.md.j2")
        return _BLANK_LINES.sub("\n\n", self._templates[template].render(values)).strip() + "\n"

    def note(self, template: str, properties: dict[str, Any], values: dict[str, Any]) -> bytes:
        """Make a note: properties, generated block, free space."""
        return markers.wrap(frontmatter(properties), self.page(template, values), self._free_space).encode()


def _join(items: list[Any], separator: str) -> Md:
    """Join items into one piece of Markdown."""
    return Md(separator.join(text(item) for item in items))
