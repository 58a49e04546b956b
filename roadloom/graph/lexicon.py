"""The bundled word list: what a thing is called in each language, what it is, and what it needs.

One file per area under data/concepts, so that people can correct and add to it without programming.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from roadloom.errors import InputError
from roadloom.graph import names
from roadloom.graph.datafiles import data_folder, parse_yaml
from roadloom.graph.model import CATEGORIES
from roadloom.graph.shapes import ListOf, MapOf, OneOf, Record, problems

_CONCEPT = Record(
    required={"id": str, "en": str, "zh": str, "category": OneOf(CATEGORIES)},
    optional={"zh-Hant": str, "aliases": ListOf(str), "sometimes": ListOf(str), "definition": MapOf(str), "needs": MapOf(MapOf(str))},
    closed=True,
)
_FILE = Record(
    required={"area": Record({"id": str, "en": str, "zh": str}, {"zh-Hant": str}, closed=True), "concepts": ListOf(_CONCEPT)}, closed=True
)
_LANGUAGES = ("en", "zh", "zh-Hant")


@dataclass(slots=True, frozen=True, eq=False)
class Concept:
    """One thing that has names."""

    id: str
    names: Mapping[str, str]  # language -> name; zh-Hant only where the word differs, not merely the script
    aliases: tuple[str, ...]
    category: str
    definition: Mapping[str, str]  # language -> sentence
    needs: Mapping[str, Mapping[str, str]]  # id of what comes first -> language -> reason
    area: str
    sometimes: tuple[str, ...] = ()  # names too general to be its own: in its company they mean it

    @property
    def forms(self) -> tuple[str, ...]:
        """Every name, without repetitions."""
        return tuple(dict.fromkeys((*self.names.values(), *self.aliases)))


@dataclass
class Lexicon:
    """Concepts by id, found by any of their names."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    areas: dict[str, dict[str, str]] = field(default_factory=dict)  # id -> language -> name
    scanner: Any = field(default=None, repr=False, compare=False)  # finds the names in running text; made when first needed
    _by_key: dict[str, Concept | None] = field(default_factory=dict, repr=False)  # None: capitals have to tell which
    _by_case: dict[str, Concept] = field(default_factory=dict, repr=False)  # names that only capitals tell apart: React, ReAct

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Lexicon:
        """Read every *.yaml of a folder (None: the bundled ones). A folder without files gives an empty lexicon.

        Raises
        ------
        InputError : if a file is malformed, an id or a name stands for two concepts, or a need names no concept.
        """
        return _bundled() if folder is None else cls._read(Path(folder))

    @classmethod
    def _read(cls, folder: Traversable) -> Lexicon:
        lexicon = cls()
        files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name) if folder.is_dir() else []
        where: dict[str, str] = {}
        for file in files:
            lexicon._add(_parse(file), file.name, where)
        lexicon._check_needs(where)
        lexicon._index(where)
        return lexicon

    def find(self, name: str) -> Concept | None:
        """Return the concept that a name stands for, whatever its script, width, case or plural; None if there is none."""
        if (in_case := self._by_case.get(name.strip())) is not None:
            return in_case
        return next((found for key in names.keys(name) if (found := self._by_key.get(key))), None)

    def reasons(self, before: str, after: str) -> Mapping[str, str]:
        """Say by language why one topic needs another, by their ids in a graph; nothing if that is no need of its own."""
        concept = self.concepts.get(after.removeprefix("topic/"))
        return (concept.needs.get(before.removeprefix("topic/")) if concept else None) or {}

    def reason(self, before: str, after: str, told: str, language: str) -> str:
        """Say in a language why one topic needs another; of a need by way of others there is only what a graph has `told`, in English."""
        return self.reasons(before, after).get(language) or (told if language == "en" else "")

    def options(self, name: str) -> tuple[Concept, ...]:
        """Return the concepts that a name too general to be one thing may mean, the usual one (if any) first; none for other names."""
        rare = self._sometimes.get(names.exact(name), ())
        usual = self.find(name) if rare else None
        return (*([usual] if usual else ()), *rare)

    @cached_property
    def _sometimes(self) -> dict[str, tuple[Concept, ...]]:
        found: dict[str, tuple[Concept, ...]] = {}
        for concept in self.concepts.values():
            for form in concept.sometimes:
                found[names.exact(form)] = (*found.get(names.exact(form), ()), concept)
        return found

    @cached_property
    def kin(self) -> dict[str, frozenset[str]]:
        """Map each concept to those of its area, those that it needs, and those that need it."""
        kin = {c.id: {o.id for o in self.concepts.values() if o.area == c.area} | set(c.needs) for c in self.concepts.values()}
        for concept in self.concepts.values():
            for need in concept.needs:
                kin[need].add(concept.id)
        return {concept: frozenset(others - {concept}) for concept, others in kin.items()}

    def _add(self, data: Mapping[str, Any], file: str, where: dict[str, str]) -> None:
        area = data["area"]
        self.areas.setdefault(area["id"], {lang: area[lang] for lang in _LANGUAGES if lang in area})
        for entry in data["concepts"]:
            if entry["id"] in where:
                raise InputError(f"The concept '{entry['id']}' stands in {where[entry['id']]} too.", path=file, remedy="Join the two.")
            where[entry["id"]] = file
            self.concepts[entry["id"]] = Concept(
                id=entry["id"],
                names={lang: entry[lang] for lang in _LANGUAGES if lang in entry},
                aliases=tuple(entry.get("aliases", ())),
                category=entry["category"],
                definition=entry.get("definition", {}),
                needs=entry.get("needs", {}),
                area=area["id"],
                sometimes=tuple(entry.get("sometimes", ())),
            )

    def _check_needs(self, where: Mapping[str, str]) -> None:
        for concept in self.concepts.values():
            for need in concept.needs:
                if need not in self.concepts or need == concept.id:
                    raise InputError(f"'{concept.id}' needs '{need}', which is no other concept.", path=where[concept.id])

    def _index(self, where: Mapping[str, str]) -> None:
        """Fill the table of keys. Strict keys go before loose ones, so that `Transformers` and `Transformer` may be two concepts."""
        for keys_of in (names.exact, names.fold):
            layer: dict[str, Concept | None] = {}
            spelled: dict[str, str] = {}
            for concept in self.concepts.values():
                for form in concept.forms:
                    other = layer.setdefault(keys_of(form), concept)
                    first = spelled.setdefault(keys_of(form), form)
                    if other is None or other is concept or keys_of(form) in self._by_key:
                        continue
                    if _told_by_capitals(first, form):
                        self._by_case |= {first: other, form: concept}
                        layer[keys_of(form)] = None
                    else:
                        message = f"'{form}' stands for '{concept.id}' and for '{other.id}' ({where[other.id]})."
                        raise InputError(message, path=where[concept.id], remedy="Leave it to one of them.")
            self._by_key = {**layer, **self._by_key}


def _told_by_capitals(one: str, other: str) -> bool:
    """Tell whether two names of one spelling differ in their capitals on purpose: React and ReAct do, RAG and Rag do not.

    >>> _told_by_capitals("React", "ReAct"), _told_by_capitals("RAG", "Rag"), _told_by_capitals("lora", "LoRA")
    (True, False, False)
    """
    return one != other and one.casefold() == other.casefold() and not any(name.isupper() or name.islower() for name in (one, other))


def _parse(file: Traversable) -> dict[str, Any]:
    """Read one file and check its shape."""
    import yaml

    try:
        data = parse_yaml(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError("This is no YAML.", path=file.name, line=mark.line + 1 if mark else None, remedy=str(error)) from error
    for at, message in problems(data, _FILE):
        raise InputError(f"{'.'.join(map(str, at))}: {message}.", path=file.name)
    return data


@cache
def _bundled() -> Lexicon:
    return Lexicon._read(data_folder() / "concepts")
