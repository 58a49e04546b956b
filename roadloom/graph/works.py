"""Find out which places name the same resource.

An address decides. A place without one means the work that has its title, if there is exactly one and nothing speaks against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from roadloom.graph import names
from roadloom.graph.addresses import canonical
from roadloom.graph.groups import Groups
from roadloom.graph.model import Resource, Roadmap

PREFIX = "resource/"


@dataclass(slots=True)
class ResourcePlace:
    """A resource where a document names it."""

    resource: Resource
    roadmap: Roadmap
    urls: list[str] = field(default_factory=list)  # as written; only what is an address
    key: str = ""


@dataclass(slots=True)
class ResourceGroup:
    """All places of one resource."""

    id: str
    places: list[ResourcePlace] = field(default_factory=list)


class ResourceMerger:
    """Groups the resources of a reading; places come in canonical order."""

    def __init__(self, places: Sequence[ResourcePlace]) -> None:
        self._groups = Groups()
        self._places = places
        for place in places:
            place.urls = [url for url in dict.fromkeys(place.resource.urls) if canonical(url)]
        self._enter_addressed()
        self._unite_further_addresses()
        self._enter_titles()
        self.groups = self._collect()

    def group_of(self, place: ResourcePlace) -> ResourceGroup:
        """Return the group that a place belongs to."""
        return self._by_root[self._groups.find(place.key)]

    def _enter_addressed(self) -> None:
        """Enter what has an id or an address of its own."""
        given: dict[str, str] = {}  # address key -> id key
        for place in self._places:
            address = f"address:{canonical(place.urls[0])}" if place.urls else ""
            place.key = f"id:{place.resource.id}" if place.resource.id else address
            if place.key:
                self._groups.add(place.key, sort="id" if place.resource.id else None)
            if place.resource.id and address:
                given.setdefault(address, place.key)
        for address, key in sorted(given.items()):
            self._groups.add(address)
            self._groups.unite(key, address)

    def _unite_further_addresses(self) -> None:
        """A second address of a work is the work too, unless several works name it (a course's front page behind each lecture)."""
        owners: dict[str, set[str]] = {}
        for place in self._places:
            for url in place.urls[1:]:
                owners.setdefault(f"address:{canonical(url)}", set()).add(self._groups.find(place.key))
        for address, works in sorted(owners.items()):
            if len({self._groups.find(work) for work in works}) == 1:
                self._groups.add(address)
                self._groups.unite(min(works), address)

    def _enter_titles(self) -> None:
        """Enter places without an address: with the work of that title, else as a work of their own."""
        titled: dict[str, dict[str, list[Resource]]] = {}  # title -> group -> its places
        for place in self._places:
            if place.key:
                for title in (place.resource.title, *place.resource.aliases):
                    titled.setdefault(names.exact(title), {}).setdefault(self._groups.find(place.key), []).append(place.resource)
        unplaced = [place for place in self._places if not place.key]
        authors: dict[str, set[str]] = {}  # title key -> who is named as author by those who name one
        for place in unplaced:
            authors.setdefault(_title_key(place.resource), set()).add(_authors(place.resource))
        for place in unplaced:
            works = titled.get(names.exact(place.resource.title), {})
            fitting = [root for root, others in sorted(works.items()) if all(_may_be_one(place.resource, other) for other in others)]
            key = _title_key(place.resource)
            several = len(authors[key] - {""}) > 1  # one title by two authors is two works
            place.key = fitting[0] if len(fitting) == 1 else f"{key}|{_authors(place.resource)}" if several else key
            self._groups.add(place.key)

    def _collect(self) -> list[ResourceGroup]:
        roots: dict[str, list[ResourcePlace]] = {}
        for place in self._places:
            roots.setdefault(self._groups.find(place.key), []).append(place)
        wanted = {root: self._wanted_id(root, places) for root, places in roots.items()}
        taken = Counter(wanted.values())
        self._by_root = {}
        for root, places in sorted(roots.items()):
            id_ = wanted[root]
            if taken[id_] > 1 and self._groups.identity(root, "id") is None:
                id_ += f"-{names.digest(min(place.key for place in places))}"
            self._by_root[root] = ResourceGroup(id_, places)
        return list(self._by_root.values())

    def _wanted_id(self, root: str, places: list[ResourcePlace]) -> str:
        """Choose the id: the given one, the slug of the address, or that of the title."""
        if (given := self._groups.identity(root, "id")) is not None:
            return given.removeprefix("id:")
        address = next((canonical(place.urls[0]) for place in places if place.urls), None)
        if address is None:
            return PREFIX + names.slug(names.fold(places[0].resource.title))
        # Capitals tell videos apart, but not files and anchors: where there are any, a hash keeps them apart.
        identity = address.removeprefix("https://")
        return PREFIX + names.slug(identity) + (f"-{names.digest(identity)}" if identity != identity.casefold() else "")


def _title_key(resource: Resource, depth: int = 0) -> str:
    """Return the key of a work without an address: its title, and what it is a part of (`Lesson 3` of which course?)."""
    whole = resource.whole if depth < 8 else None
    above = "" if whole is None else canonical(whole.urls[0]) if whole.urls else _title_key(whole, depth + 1)
    return f"title:{names.exact(resource.title)}|{above}"


def _authors(resource: Resource) -> str:
    return ",".join(sorted({names.exact(author) for author in resource.authors}))


def _may_be_one(one: Resource, other: Resource) -> bool:
    """Tell whether nothing speaks against two places of one title meaning one work: other authors, another kind, another whole."""
    authors, others = ({names.exact(author) for author in resource.authors} for resource in (one, other))
    media = {one.media, other.media} - {None}
    return (not authors or not others or bool(authors & others)) and len(media) < 2 and one.whole is None
