"""The links of a card: to what teaches its topic, to its note in the vault, to its place on the page."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from roadloom.errors import RoadloomError
from roadloom.graph.paths import resources_for

from .markup import clean, escape
from .words import WORDS

if TYPE_CHECKING:
    from .view import View

_MOST_RESOURCES = 3
_WEB = re.compile(r"https?://[^/]", re.IGNORECASE)
_SCHEMES = ("http", "https", "file")


class Links:
    """Writes the links of topics.

    Parameters
    ----------
    vault : the name under which Obsidian knows the vault that was made of the same graph; "": no links there.
    page : the address of the page that was made of the same graph; "": no links there.

    Raises `RoadloomError` for an address that no browser opens.
    """

    def __init__(self, view: View, *, vault: str = "", page: str = "") -> None:
        self.view = view
        self.vault = vault
        self.page = _address(page)
        self._written: dict[str, str] = {}

    def of(self, topic: str) -> str:
        """Write the links of a topic, as HTML: resources, note, page."""
        if topic not in self._written:
            self._written[topic] = "".join([*self._resources(topic), *self._note(topic), *self._node(topic)])
        return self._written[topic]

    def _resources(self, topic: str) -> list[str]:
        """Link to the first resources that cover a topic; nothing but web addresses."""
        covering = [resource for resource, _ in self.view.into(topic, "covers")]
        if len(covering) > 1:
            covering = [row["id"] for row in resources_for(self.view.graph, topic, self.view.lang)]
        rows = ((data["name"], clean(data.get("url") or "")) for data in map(self.view.nodes.__getitem__, covering))
        web = ((name, address) for name, address in rows if _WEB.match(address))
        return [_link(address, name) for name, address in islice(web, _MOST_RESOURCES)]

    def _note(self, topic: str) -> list[str]:
        """Link to the note by Obsidian's own addresses (https://help.obsidian.md/Extending+Obsidian/Obsidian+URI).

        By its name, which is the vault's only one, so that the link holds whatever folder it lies in.
        """
        if not self.vault:
            return []
        file = self._notes[topic]
        return [_link(f"obsidian://open?vault={quote(self.vault, safe='')}&file={quote(file, safe='')}", WORDS[self.view.lang]["note"])]

    def _node(self, topic: str) -> list[str]:
        return [_link(f"{self.page}#topic={quote(topic, safe='')}", WORDS[self.view.lang]["node"])] if self.page else []

    @cached_property
    def _notes(self) -> dict[str, str]:
        """The names of the notes, from the vault's exporter itself."""
        from roadloom.exporters import wording
        from roadloom.exporters.obsidian import pages
        from roadloom.exporters.obsidian.vault import Vault

        words = wording.words(self.view.lang)
        return Vault(self.view.graph, words, None, pages.titles(words)).note_names


def _link(address: str, name: str) -> str:
    return f'<a href="{escape(address)}">{escape(name)} ↗</a>'


def _address(page: str) -> str:
    address = clean(page).partition("#")[0]
    try:
        whole = urlsplit(address)
    except ValueError:
        whole = None
    if address and not (whole and whole.scheme in _SCHEMES and (whole.netloc or whole.scheme == "file" and whole.path.startswith("/"))):
        raise RoadloomError(
            f"{page!r} is no address of a page.", remedy="Give one such as https://example.org/map.html or file:///home/me/map.html."
        )
    return address
