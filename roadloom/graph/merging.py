"""Find out which places name the same topic.

A name stands for a lexicon concept or, failing that, for its folded spelling. Two names are united where the user says so, where one
is the other in Taiwan's words, or where a document gives one as another name of the other, in brackets. A bracket is believed unless
the name inside is a topic of its own elsewhere (全参数微调（Fine-tuning）): then it has to be an abbreviation that no other name is given,
or to be stated twice.
Likeness plays no part, so one wrong step cannot pull a chain of topics together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from roadloom.errors import ContradictionError
from roadloom.graph import names
from roadloom.graph.former import kept_ids
from roadloom.graph.groups import Groups
from roadloom.graph.lexicon import Concept, Lexicon
from roadloom.graph.model import Finding, Origin, Roadmap, Topic
from roadloom.graph.project import Names, ProjectFile, contradiction

_QUALIFIED = re.compile(r"\s*(.+?)\s*[（(]\s*([^（）()]+?)\s*[）)]\s*")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}")
PREFIX = "topic/"


@dataclass(slots=True)
class Place:
    """A topic where a document names it."""

    topic: Topic
    roadmap: Roadmap
    key: str = ""

    @property
    def origin(self) -> Origin:
        """Where that is."""
        return Origin(self.roadmap.source.id, self.topic.line, self.topic.text)


@dataclass(slots=True)
class TopicGroup:
    """All places of one topic."""

    id: str
    concept: Concept | None
    places: list[Place] = field(default_factory=list)  # the passing ones too
    forms: Counter[str] = field(default_factory=Counter)  # name as written -> how often it is a place's own name
    further: list[Place] = field(default_factory=list)  # places of other topics that mention this one in brackets


class TopicMerger:
    """Groups the topics of a reading; places come in canonical order."""

    def __init__(
        self, places: Sequence[Place], lexicon: Lexicon, project: ProjectFile, before: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._before = before or {}  # id in an earlier build -> names of the topic there, the main one first
        self._places = places
        self._lexicon = lexicon
        self._project = project
        self._groups = Groups()
        self._reasons: dict[tuple[str, ...], str] = {}  # two keys that were united, and either of them alone -> why
        self._apart: list[tuple[Names, set[str]]] = []  # rules that tell names apart, and the keys of these
        self._plain_keys: dict[str, str] = {}  # of names that no rule is about
        self._forced: dict[str, str] = {}  # exact spelling -> key of its own, where the user told two alike names apart
        self._qualified: dict[tuple[str, str], str] = {}  # (name, name in brackets) -> key, likewise
        self._claims: dict[str, dict[str, list[tuple[Place, str]]]] = {}  # key of another name -> key of the topic -> who says so
        self._all_met: set[str] = set()
        self._unclear: dict[str, list[Place]] = {}  # general name -> places where nothing tells what it means
        self._near: dict[int, set[str]] = {}  # phase -> names that stand in it
        self._several: set[str] = set()  # keys of groups in which the user put things together that have ids of their own
        self.findings: list[Finding] = []
        self._tell_apart(project.different)
        self._enter()
        self._apply_same(project.same)
        self._unite_regional()
        self._unite_stated()
        self._take_aliases()
        self.groups = self._collect()
        self._report_unclear()

    # -- keys -----------------------------------------------------------------------------------------------------------------------

    def key(self, name: str, aliases: Iterable[str] = ()) -> str:
        """Return the key that a name stands for; its aliases tell apart what the user told apart as `name (alias)`."""
        if self._qualified:
            for alias in aliases:
                if (special := self._qualified.get((names.fold(name), names.fold(alias)))) is not None:
                    return special
        if (forced := self._forced.get(names.exact(name))) is not None:
            return forced
        if (plain := self._plain_keys.get(name)) is None:
            concept = self._lexicon.find(name)
            plain = self._plain_keys[name] = f"concept:{concept.id}" if concept else f"name:{names.fold(name)}"
        return plain

    def find(self, name: str) -> TopicGroup | None:
        """Return the topic that a user's rule names, by id or by name."""
        by_id = self._by_id.get(name)
        if by_id is not None:
            return by_id
        match = _QUALIFIED.fullmatch(name)
        options = [self.key(match[1], [match[2]])] if match else []
        for key in (*options, self.key(name)):
            if key in self._groups and (group := self._by_root.get(self._groups.find(key))):
                return group
        return None

    def knows(self, name: str) -> bool:
        """Tell whether the documents hold what a user's rule names: not what it was united with."""
        return name in self._by_id or self._known_key(name) in self._met()

    def _met(self) -> set[str]:
        """Collect every key that a place stands for or gives as another name; once, and only where a rule asks for it."""
        if not self._all_met:
            forms = {form: None for place in self._places for form in (place.topic.name, *place.topic.aliases)}
            self._all_met = {self.key(form) for form in forms} | {place.key for place in self._places}
        return self._all_met

    def group_of(self, place: Place) -> TopicGroup | None:
        """Return the group that a place belongs to; None for a passing name of which nothing else is known."""
        return self._by_root.get(self._groups.find(place.key)) if place.key in self._groups else None

    def _given(self, topic: Topic) -> str | None:
        """Return the key of an id that is given with the entry: the concept's, if it is one."""
        if topic.id is None:
            return None
        bare = topic.id.removeprefix(PREFIX)
        return f"concept:{bare}" if bare in self._lexicon.concepts else f"id:{PREFIX}{bare}"

    # -- steps ----------------------------------------------------------------------------------------------------------------------

    def _tell_apart(self, rules: Sequence[Names]) -> None:
        """Give names that the user tells apart keys of their own where they would share one, and forbid their union."""
        for rule in rules:
            if about_resources(rule):
                continue
            keys: dict[str, str] = {}
            for name in rule.names:
                key = self._own_key(name, set(keys))
                if key in keys:
                    raise ContradictionError(
                        f"'{name}' and '{keys[key]}' are one name in two spellings, and cannot be told apart.",
                        path=self._project.path,
                        line=rule.line,
                        remedy="Add what tells them apart in brackets, as the documents do.",
                    )
                keys[key] = name
            self._apart.append((rule, set(keys)))
            self._groups.set_apart(keys)

    def _own_key(self, name: str, taken: set[str]) -> str:
        match = _QUALIFIED.fullmatch(name)
        if match:
            inside = self._lexicon.find(match[2])
            key = f"concept:{inside.id}" if inside else f"name:{names.fold(match[1])}({names.fold(match[2])})"
            self._qualified[names.fold(match[1]), names.fold(match[2])] = key
            return key
        key = self.key(name)
        if key in taken:
            key = self._forced[names.exact(name)] = f"name:{names.exact(name)}"
        return key

    def _enter(self) -> None:
        """Enter every topic that is more than a passing name; link given ids to the names that go with them."""
        given: dict[str, str] = {}  # name key -> id key
        for place in self._places:
            topic = place.topic
            place.key = self._given(topic) or self._meant(place) or self.key(topic.name, topic.aliases)
            if topic.id is not None:
                given.setdefault(self.key(topic.name, topic.aliases), place.key)
            if not topic.passing and topic.line > 0:
                self._add(place.key)
        ids = set(given.values())
        for name_key, id_key in sorted(given.items()):
            if id_key in self._groups and name_key not in ids:
                self._add(name_key)
                self._join(id_key, name_key, "id")
        self._entered = {p.key for p in self._places if p.key in self._groups} | {key for key in given if key in self._groups}

    def _meant(self, place: Place) -> str | None:
        """Return the key of what a name too general to be one thing means here, by the company that it keeps; None if that tells nothing.

        What stands in the same phase, the phase itself and the topic above each speak for the meaning that they are kin to. One has to
        have two voices at least and three times those of any other.
        """
        options = () if place.roadmap.settled else self._lexicon.options(place.topic.name)
        if not options or self.key(place.topic.name, place.topic.aliases) in {key for _, keys in self._apart for key in keys}:
            return None
        company = self._company(place)
        votes = sorted(((len(company & self._lexicon.kin[option.id]), option.id) for option in options), reverse=True)
        if votes[0][0] >= 2 and votes[0][0] >= 3 * votes[1][0] if len(votes) > 1 else votes[0][0] >= 2:
            return f"concept:{votes[0][1]}"
        if self._lexicon.find(place.topic.name) is None and not place.topic.passing and len(options) > 1:
            self._unclear.setdefault(names.exact(place.topic.name), []).append(place)
        return None

    def _company(self, place: Place) -> set[str]:
        """Collect the concepts that the phase of a place names: its own name, its topics, the topic above."""
        phase, found = place.topic.phase, [place.topic.parent.name] if place.topic.parent else []
        if phase is not None:
            if id(phase) not in self._near:
                for topic in place.roadmap.topics:
                    self._near.setdefault(id(topic.phase), set()).add(topic.name)
                self._near.setdefault(id(phase), set()).update((phase.name, *phase.aliases))
            found += self._near[id(phase)]
        return {concept.id for name in found if not self._lexicon.options(name) and (concept := self._lexicon.find(name))}

    def _report_unclear(self) -> None:
        """Say of general names that nothing tells what they mean: they stay topics of their own until the user decides."""
        for _, places in sorted(self._unclear.items()):
            group = self.group_of(places[0])
            if group is None or group.concept is not None:
                continue
            name = places[0].topic.name
            options = [option.names.get(names.language(name) or "en", option.names["en"]) for option in self._lexicon.options(name)]
            self.findings.append(
                Finding(
                    "general-name",
                    f"“{name}” may mean {' or '.join(f'“{option}”' for option in options)}, and what stands around it does not tell which.",
                    subjects=[group.id],
                    choice=f"It stays a topic of its own. To decide, write in roadloom.yaml: same: [[{name}, {options[0]}]]",
                    origins=[place.origin for place in places],
                    names=[name, *options],
                )
            )

    def _add(self, key: str) -> None:
        sort, _, identity = key.partition(":")
        self._groups.add(key, sort=None if sort == "name" else sort, identity=identity)

    def _apply_same(self, rules: Sequence[Names]) -> None:
        """Unite what the user says is one thing."""
        for rule in rules:
            if about_resources(rule):
                continue
            named = [(name, self._known_key(name)) for name in rule.names]
            named.sort(key=lambda each: (each[1] not in self._entered, each[1] not in self._met()))
            first, first_key = named[0]
            for name, key in named:
                self._add(key)
                there = key in self._met()  # a thing that no document names must not lend its id to one that has its own
                if not self._join(first_key, key, "user", by_force=there) and there:
                    roots = {self._groups.find(first_key), self._groups.find(key)}
                    line = next(other.line for other, keys in self._apart if roots <= {self._groups.find(each) for each in keys})
                    raise contradiction(self._project, f"'{first}' and '{name}' are the same and different", rule.line, line)

    def _join(self, one: str, other: str, reason: str, *, by_force: bool = False) -> bool:
        """Unite two keys and remember why, where they were not one already; return whether they are."""
        fresh = self._groups.find(one) != self._groups.find(other)
        if self._groups.veto(one, other):
            self._several.add(one)
        united = self._groups.unite(one, other, by_force=by_force)
        if united and fresh:
            for pair in ((one, other), (other, one), (one,), (other,)):
                self._reasons.setdefault(pair, reason)
        return united

    def _known_key(self, name: str) -> str:
        """Return the key of a name or of an id that this reading yields."""
        if name.startswith(PREFIX):
            slug = name.removeprefix(PREFIX)
            if slug in self._lexicon.concepts:
                return f"concept:{slug}"
            matches = sorted(key for key in self._entered if key == f"id:{name}" or names.slug(key.partition(":")[2]) == slug)
            if matches:
                return matches[0]
        match = _QUALIFIED.fullmatch(name)
        return self.key(match[1], [match[2]]) if match and self.key(name) not in self._entered else self.key(name)

    def _unite_regional(self) -> None:
        """Unite names in Taiwan's words with the mainland's, where a document uses those."""
        for place in self._places:
            if not place.key.startswith("name:") or place.key not in self._entered:
                continue
            for regional in names.regional(place.topic.name):
                if f"name:{regional}" in self._entered:
                    self._unite(place.key, f"name:{regional}", [place], "regional")
                    break

    def _unite_stated(self) -> None:
        """Sort out what stands in brackets: another name, another topic that is the same, or another topic."""
        candidates: dict[tuple[str, str], list[tuple[Place, str]]] = {}
        for place in self._places:
            for alias in dict.fromkeys(place.topic.aliases):
                key = self.key(alias)
                if key == place.key:
                    continue
                if place.roadmap.settled:
                    if key.startswith("name:"):
                        self._claims.setdefault(key, {}).setdefault(place.key, [])
                elif key in self._entered or key.startswith("concept:"):
                    if not (place.topic.passing or (key.startswith("concept:") and place.key.startswith("concept:"))):
                        candidates.setdefault((place.key, key), []).append((place, alias))
                elif not place.topic.passing or _abbreviation(place.topic.name, alias):
                    self._claims.setdefault(key, {}).setdefault(place.key, []).append((place, alias))
        partners = Counter(key for pair in {frozenset(pair) for pair in candidates} for key in pair)
        for (key, other), statements in sorted(candidates.items()):
            places = [place for place, _ in statements]
            told = {(place.roadmap.source.id, key) for place in places}
            told |= {(place.roadmap.source.id, other) for place, _ in candidates.get((other, key), ())}
            acronym = next((k for k, form in ((key, places[0].topic.name), (other, statements[0][1])) if _ACRONYM.fullmatch(form)), None)
            if (
                len(told) > 1
                or any(_abbreviation(place.topic.name, alias) for place, alias in statements)
                or (acronym is not None and partners[acronym] == 1)
            ):
                self._add(other)
                self._unite(key, other, places, "bracket")
            elif other in self._entered and self._groups.find(key) != self._groups.find(other):
                self._report_apart(places[0], statements[0][1])

    def _unite(self, key: str, other: str, places: Sequence[Place], reason: str) -> None:
        if not self._join(key, other, reason) and self._groups.veto(key, other) != "different":
            self._report_apart(places[0], self._label(other))

    def _label(self, key: str) -> str:
        """Return how the first place writes the name of a key."""
        return next((place.topic.name for place in self._places if place.key == key), key.partition(":")[2])

    def _report_apart(self, place: Place, other: str) -> None:
        name = place.topic.name
        self.findings.append(
            Finding(
                "not-merged",
                f"“{name}” and “{other}” may be one thing or two.",
                choice=f"They stay two topics. To join them, write in roadloom.yaml: same: [[{name}, {other}]]",
                origins=[place.origin],
                names=[name, other],
            )
        )

    def _take_aliases(self) -> None:
        """Give every further name to the topic it is said of; to none, where it is said of several."""
        for key, claims in sorted(self._claims.items()):
            owners = {self._groups.find(owner): owner for owner in sorted(claims, reverse=True) if owner in self._groups}
            if len(owners) == 1 and (key not in self._groups or not all(claims.values())):
                self._groups.add(key)  # a graph that is read back has settled that it is the same
                self._join(next(iter(owners.values())), key, "bracket")
            elif len(owners) > 1 and (said := [one for owner in sorted(claims) for one in claims[owner]]):
                topics = sorted({place.topic.name for place, _ in said})
                self.findings.append(
                    Finding(
                        "ambiguous-name",
                        f"“{said[0][1]}” is given as another name of {', '.join(f'“{topic}”' for topic in topics)}.",
                        choice="It counts as a name of none of them.",
                        origins=[place.origin for place, _ in said],
                        names=[said[0][1], *topics],
                    )
                )

    # -- result ---------------------------------------------------------------------------------------------------------------------

    def _collect(self) -> list[TopicGroup]:
        """Make the groups: those with at least one place that is more than passing."""
        roots: dict[str, list[Place]] = {}
        for place in self._places:
            if place.key in self._groups:
                roots.setdefault(self._groups.find(place.key), []).append(place)
        roots = {root: places for root, places in roots.items() if any(not p.topic.passing and p.topic.line > 0 for p in places)}
        ids = self._ids(roots)
        self._by_root = {root: TopicGroup(ids[root], self._concept(root, ids[root]), places) for root, places in sorted(roots.items())}
        self._by_id = {group.id: group for group in self._by_root.values()}
        for root, group in self._by_root.items():
            self._gather_forms(root, group)
        return list(self._by_root.values())

    def _gather_forms(self, root: str, group: TopicGroup) -> None:
        for place in group.places:
            group.forms[place.topic.name] += 0 if place.topic.passing else 1
            for alias in place.topic.aliases:
                key = self.key(alias)
                owner = self._groups.find(key) if key in self._groups else None
                if place.roadmap.settled or owner == root:
                    group.forms[alias] += 0
                elif owner is not None and (other := self._by_root.get(owner)):
                    other.further.append(place)
        if group.concept:
            group.forms.update(dict.fromkeys((form for form in group.concept.forms if form not in self._told_apart(root)), 0))

    def _told_apart(self, root: str) -> set[str]:
        """Return those names of a concept that the user keeps apart from it."""
        concept = self._concept(root)
        special = [form for form in concept.forms if names.exact(form) in self._forced] if concept else []
        return {form for form in special if self._groups.find(self.key(form)) != root}

    def reasons(self, group: TopicGroup, main: str) -> dict[str, str]:
        """Say for every other spelling of a topic that the documents use how it came to be one with `main`.

        One of: `spelling` (only case, width, script, punctuation differ), `folding` (plural, words that add nothing), `lexicon`,
        `regional` (Taiwan's words), `bracket` (a document says so), `id` (likewise, by an id), `user` (roadloom.yaml).
        """
        written: dict[str, str] = {}  # form -> key
        root = self._groups.find(group.places[0].key)
        for place in group.places:
            written.setdefault(place.topic.name, place.key)
            for alias in () if place.roadmap.settled else place.topic.aliases:
                key = self.key(alias)
                if key in self._groups and self._groups.find(key) == root:
                    written.setdefault(alias, key)
        anchor = written.get(main) or self.key(main)
        return {form: self._reason(form, written[form], main, anchor) for form in sorted(written) if form != main}

    def _reason(self, form: str, key: str, main: str, anchor: str) -> str:
        if names.exact(form) == names.exact(main):
            return "spelling"
        if names.fold(form) == names.fold(main):
            return "folding"
        if key == anchor:
            return "lexicon" if key.startswith("concept:") else "id"
        return self._reasons.get((key, anchor)) or self._reasons.get((key,)) or self._reasons.get((anchor,), "id")

    def _concept(self, root: str, id_: str = "") -> Concept | None:
        own = self._groups.identity(root, "concept")
        kept = id_.removeprefix(PREFIX)  # of several concepts that the user put together, the one that the topic was before
        return self._lexicon.concepts.get(kept if own and kept in self._lexicon.concepts else own or "")

    def _ids(self, roots: dict[str, list[Place]]) -> dict[str, str]:
        """Choose an id for every group: the given one, the concept's, or the slug of its plainest name; a hash where that is taken."""
        wanted: dict[str, str] = {}
        identity: dict[str, str] = {}
        for root, places in roots.items():
            given, concept = self._groups.identity(root, "id"), self._concept(root)
            if given or concept:
                wanted[root] = given or f"{PREFIX}{concept.id if concept else ''}"
                continue
            own = {place.key.partition(":")[2] for place in places if not place.topic.passing}
            identity[root] = min(own, key=lambda key: (not key.isascii(), len(key), key))
            wanted[root] = PREFIX + names.slug(identity[root])
        taken = Counter(wanted.values())
        for root, name in identity.items():
            if taken[wanted[root]] > 1 or wanted[root].removeprefix(PREFIX) in self._lexicon.concepts:
                wanted[root] += f"-{names.digest(name)}"
        if not self._before:
            return wanted
        keys = {root: {place.key for place in places} | self._further_keys(root, places) for root, places in roots.items()}
        before = {old: [self.key(form) for form in forms] for old, forms in self._before.items()}
        free = identity.keys() | {self._groups.find(key) for key in self._several if key in self._groups}
        return kept_ids(wanted, keys, roots.keys() - free, before)

    def _further_keys(self, root: str, places: Iterable[Place]) -> set[str]:
        """Return the keys of names that places give their topic, as far as these are its own."""
        given = {self.key(alias) for place in places for alias in place.topic.aliases}
        return {key for key in given if key in self._groups and self._groups.find(key) == root}


def about_resources(rule: Names) -> bool:
    """Tell whether a rule of the user is about resources: where one of its names is an address or the id of one."""
    return any(name.startswith(("https://", "http://", "resource/")) for name in rule.names)


def _abbreviation(name: str, alias: str) -> bool:
    return names.abbreviates(alias, name) or names.abbreviates(name, alias)
