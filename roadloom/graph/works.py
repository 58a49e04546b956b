"""Find out which places name the same resource.

An address decides. A place without one means the work that has its title, if there is exactly one and nothing speaks against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from roadloom.errors import ContradictionError
from roadloom.graph import names
from roadloom.graph.addresses import canonical
from roadloom.graph.former import kept_ids
from roadloom.graph.groups import Groups
from roadloom.graph.merging import about_resources
from roadloom.graph.model import Resource, Roadmap
from roadloom.graph.project import Names, ProjectFile, contradiction

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

    def __init__(self, places: Sequence[ResourcePlace], project: ProjectFile, before: Mapping[str, Sequence[str]] | None = None) -> None:
        self._before = before or {}  # id in an earlier build -> addresses and titles of the work there, the main one first
        self._groups = Groups()
        self._places = places
        self._project = project
        self._ruled: set[tuple[str, str]] = set()  # addresses that the user says are one work
        for place in places:
            place.urls = [url for url in dict.fromkeys(place.resource.urls) if canonical(url)]
        self._key_of_id = dict(_own_id_and_key(place) for place in places)
        apart = self._tell_apart()
        self._enter_addressed()
        self._apply_same(apart)
        self._unite_further_addresses()
        self._enter_titles()
        self.groups = self._collect()

    def group_of(self, place: ResourcePlace) -> ResourceGroup:
        """Return the group that a place belongs to."""
        return self._by_root[self._groups.find(place.key)]

    def knows(self, name: str) -> bool:
        """Tell whether the documents hold what a rule names by its address, id or title."""
        return any(self._rule_key(name) in (place.key, *_own_keys(place)) for place in self._places)

    def reasons(self, group: ResourceGroup, url: str | None, title: str) -> dict[str, str]:
        """Say for every other address and title of a work how it came to be one with the main ones.

        One of: `address` (one page), `title` (a place without an address has its title), `stated` (a document gives both addresses
        for one work), `user` (roadloom.yaml).
        """
        told: dict[str, str] = {}
        own = {place.resource.title for place in group.places if place.urls}
        for place in group.places:
            for other in place.urls:
                same_page = url is not None and canonical(other) == canonical(url)
                by_user = (f"address:{canonical(other)}", f"address:{canonical(url or '')}") in self._ruled
                told.setdefault(other, "address" if same_page else "user" if by_user else "stated")
            if names.exact(place.resource.title) != names.exact(title):
                told.setdefault(place.resource.title, "address" if place.resource.title in own else "title")
        return {form: told[form] for form in sorted(told) if form not in (url, title)}

    # -- the user's rules -----------------------------------------------------------------------------------------------------------

    def _rule_key(self, name: str) -> str:
        """Return the key of what a rule names: an address, the id of a resource, or the title of places without an address."""
        if name.startswith(PREFIX):
            return self._key_of_id.get(name, f"id:{name}")
        address = canonical(name) if name.startswith(("https://", "http://")) else None
        return f"address:{address}" if address else f"title:{names.exact(name)}|"

    def _tell_apart(self) -> list[tuple[Names, list[str]]]:
        rules = [(rule, [self._rule_key(name) for name in rule.names]) for rule in self._project.different if about_resources(rule)]
        for rule, keys in rules:
            if len(set(keys)) < len(keys):
                raise ContradictionError(
                    "Two of these are one address in two spellings, and cannot be told apart.",
                    path=self._project.path,
                    line=rule.line,
                    remedy="Take one of them out.",
                )
            self._groups.set_apart(keys)
        return rules

    def _apply_same(self, apart: list[tuple[Names, list[str]]]) -> None:
        for rule in filter(about_resources, self._project.same):
            first, *others = (self._rule_key(name) for name in rule.names)
            for name, key in zip(rule.names[1:], others, strict=True):
                self._groups.add(first)
                self._groups.add(key)
                if not self._groups.unite(first, key, by_force=True):
                    roots = {self._groups.find(first), self._groups.find(key)}
                    line = next(other.line for other, keys in apart if roots <= {self._groups.find(each) for each in keys})
                    raise contradiction(self._project, f"'{rule.names[0]}' and '{name}' are the same and different", rule.line, line)
                self._ruled |= {(first, key), (key, first)}

    # -- steps ----------------------------------------------------------------------------------------------------------------------

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
            key = _title_key(place.resource)
            if any(key in pair for pair in self._ruled):
                place.key = key
                continue
            fitting = [
                root
                for root, others in sorted(works.items())
                if all(_may_be_one(place.resource, other) for other in others)
                and not (key in self._groups and self._groups.veto(self._groups.find(root), key))
            ]
            several = len(authors[key] - {""}) > 1  # one title by two authors is two works
            place.key = fitting[0] if len(fitting) == 1 else f"{key}|{_authors(place.resource)}" if several else key
            self._groups.add(place.key)

    def _collect(self) -> list[ResourceGroup]:
        roots: dict[str, list[ResourcePlace]] = {}
        for place in self._places:
            roots.setdefault(self._groups.find(place.key), []).append(place)
        wanted = {root: self._wanted_id(root, places) for root, places in roots.items()}
        taken = Counter(wanted.values())
        given = {root for root in roots if self._groups.identity(root, "id") is not None}
        for root, places in roots.items():
            if taken[wanted[root]] > 1 and root not in given:
                wanted[root] += f"-{names.digest(min(place.key for place in places))}"
        if self._before:
            keys = {root: {key for place in places for key in _own_keys(place)} for root, places in roots.items()}
            before = {old: [self._rule_key(form) for form in forms] for old, forms in self._before.items()}
            wanted = kept_ids(wanted, keys, given, before)
        self._by_root = {root: ResourceGroup(wanted[root], places) for root, places in sorted(roots.items())}
        return list(self._by_root.values())

    def _wanted_id(self, root: str, places: list[ResourcePlace]) -> str:
        """Choose the id: the given one, the slug of the address, or that of the title."""
        if (given := self._groups.identity(root, "id")) is not None:
            return given.removeprefix("id:")
        address = next((canonical(place.urls[0]) for place in places if place.urls), None)
        return _id_of(address, places[0].resource.title)


def _own_keys(place: ResourcePlace) -> list[str]:
    """Return what a place knows its work by: its addresses, else its title."""
    return [f"address:{canonical(url)}" for url in place.urls] or [_title_key(place.resource)]


def _own_id_and_key(place: ResourcePlace) -> tuple[str, str]:
    """Return the id that a place would give its work if it stood alone, and the key that it has by itself."""
    address = canonical(place.urls[0]) if place.urls else None
    return _id_of(address, place.resource.title), f"address:{address}" if address else _title_key(place.resource)


def _id_of(address: str | None, title: str) -> str:
    """Make the id of what stands at a canonical address, or has only a title."""
    if address is None:
        return PREFIX + names.slug(names.fold(title))
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
