"""The words that the extractor looks for, read from `roadloom/data/words/*.yaml`: one file per language, no code per language.

A user's own files come on top (`use`); docs/languages.md tells how to write one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml

from roadloom.errors import InputError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0e\ufe0f\u200b-\u200d\u20e3\u2060\ufeff]+"
)  # arrows are words of their own: "A → B"
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{2,30}:(?![\w:])")  # GitHub writes 🔒 as :lock:
_CACHED = 1 << 15  # labels looked up; the same words stand at every stage
_LATIN = re.compile(r"[a-z0-9]")
_LAYOUT = " \t\u3000*_`~>|:：-–—.·•→←↓↑⇒➜=＝"
_SHARP = re.compile(r"(?<![A-Za-z#])#+$")  # closes a heading; the one in C# is its name


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(1 << 16)
def plain(text: str) -> str:
    """Fold for comparing words: width, case, Traditional to Simplified. Keeps every word and its place between the others."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return str(_converter().convert(folded)) if any("\u3400" <= c <= "\u9fff" for c in folded) else folded


@lru_cache(1 << 14)
def simplified(text: str) -> str:
    """Return the text in Simplified characters, one for one, so that positions hold."""
    out = str(_converter().convert(text))
    return out if len(out) == len(text) else text


def bare(text: str) -> str:
    """Drop emoji and marks of layout around words.

    >>> bare("🛠️ **实践**：")
    '实践'
    >>> bare("## C# ##"), bare("F#")
    ('C#', 'F#')
    """
    clean = _EMOJI.sub(" ", _SHORTCODE.sub(" ", text)).strip(_LAYOUT)
    return _SHARP.sub("", clean.lstrip(_LAYOUT + "#")).rstrip(_LAYOUT)


@dataclass(frozen=True, slots=True)
class Label:
    """What a heading or a "Label:" announces."""

    role: str  # a key of `labels`, or "level"
    text: str
    level: int | None = None  # the place among the levels (beginner < intermediate < advanced) where it names one
    core: str = ""  # the phrase that decided
    plain: bool = True  # nothing but the phrase itself


class Words:
    """All languages' words together: documents mix them."""

    def __init__(self, tables: Iterable[dict[str, Any]]) -> None:
        tables = list(tables)
        self.cores: dict[str, str] = {}
        for table in tables:
            for role, phrases in table.get("labels", {}).items():
                for phrase in phrases:
                    self.cores.setdefault(plain(str(phrase)), role)
        self._labels: dict[str, Label | None] = {}
        self.fillers = self._set(tables, "fillers")
        self.levels = {plain(str(w)): i for t in tables for i, w in enumerate(t.get("levels", []))}
        phrases = {*self.cores, *self.fillers, *self.levels}
        self._phrases: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            self._phrases.setdefault(phrase[0], []).append(phrase)
        self.verbs = self._list(tables, "verbs")
        self.aspects = self._list(tables, "aspects")
        self.last_aspect = re.compile(rf"\s+(?:{'|'.join(re.escape(a) for a in self.aspects if a.isascii())})$")
        self.bound = self._set(tables, "bound")
        self.generic = self._set(tables, "generic")
        self.outcome = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("outcome", [])]
        self.order = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("order", [])]
        self.choices = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("choices", [])]
        self.address_fields = self._set(tables, "address_fields")
        self.clicks = self._list(tables, "clicks")
        self.chooses = self._list(tables, "chooses")
        self.leads = self._set(tables, "leads")
        self.able = self._list(tables, "able")
        self.lists = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("lists", [])]
        self.around = self._pattern(tables, "around")
        self.telling = self._list(tables, "telling")
        self.asks = self._list(tables, "asks")
        self.finite = self._pattern(tables, "finite")
        self.with_tool = self._pattern(tables, "with_tool")
        self.clauses = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("clauses", [])]
        self.aim = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("aim", [])]
        self.tells = tuple(self._list(tables, "tells"))
        self.about = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("about", [])]
        self.and_so_on = self._list(tables, "and_so_on")
        self.examples = self._list(tables, "examples")
        self.practice = self._list(tables, "practice")
        self.essential = self._list({"essential": t.get("marks", {}).get("essential", [])} for t in tables)
        either = "|".join(re.escape(w) for w in self.essential)
        self.not_essential = re.compile(rf"(?:{self._either(tables, 'negations')})\s*(?:{either})")
        self.media = {plain(str(w)): kind for t in tables for kind, ws in t.get("media", {}).items() for w in ws}
        self.versions = self._set(tables, "versions")
        self.lessons = re.compile("|".join(str(p) for t in tables for p in t.get("lessons", [])), re.IGNORECASE)
        self.authors = self._set(tables, "authors")
        self.routes = self._list(tables, "routes")
        self.route_name = re.compile(rf"([^，。：:;；,\s（(]{{2,16}}(?:{'|'.join(self._list(tables, 'route_names'))}))", re.IGNORECASE)
        self.level_word = re.compile("|".join(self._list(tables, "level_words")))
        self.unordered = self._list(tables, "unordered")
        self.ordered = self._list(tables, "ordered")
        self.catalogue = self._list(tables, "catalogue")
        directions = [t.get("directions", {}) for t in tables]
        self.directions = tuple(self._list({"tail": d.get("tail", [])} for d in directions))
        self.vague = tuple(self._list({"vague": d.get("vague", [])} for d in directions))
        self.activities = tuple(self._list(tables, "activities"))
        self.wholes = tuple(self._list(tables, "wholes"))
        self.first = self._list({"first": t.get("sequence", {}).get("first", [])} for t in tables)
        self.then = self._list({"then": t.get("sequence", {}).get("then", [])} for t in tables)
        self.start_with = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("start_with", [])]
        self.units = {plain(str(w)): unit for t in tables for unit, ws in t.get("units", {}).items() for w in ws}
        self.before = self._list(tables, "ordinal_before")
        self.after = self._list(tables, "ordinal_after")
        self.numbered = {plain(str(w)): role for t in tables for role, ws in t.get("numbered", {}).items() for w in ws}
        self.tasks = tuple(self._list(tables, "tasks"))
        self.weekdays = self._pattern(tables, "weekdays", re.IGNORECASE)
        self.used_for = [re.compile(str(p)) for t in tables for p in t.get("used_for", [])]
        self.work = self._pattern(tables, "work")
        self.first_person = self._pattern(tables, "first_person")
        self.stories = self._pattern(tables, "stories")
        self.models = self._set(tables, "models")
        self.statements = tuple(self._list(tables, "statements"))
        self.of = self._list(tables, "of")
        self.using = self._list(tables, "using")
        self.making = self._list(tables, "making")
        self.drills = self._list(tables, "drills")
        self.guides = self._list(tables, "guides")
        self.media_fields = self._set(tables, "media_fields")
        self.embedded = self._list(tables, "embedded")
        self.menus = self._pattern(tables, "menus", re.IGNORECASE)
        self.also = re.compile(rf"(?:{self._either(tables, 'also')})[:：]\s*(.+?)[。.]?$")
        self.both = re.compile(rf"\s*(?:[、,，&]|{self._either(tables, 'both')})\s*")
        self.either = re.compile(rf"\s*(?:[、,，/]|{self._either(tables, 'either')})\s*")
        self.nothing = re.compile(rf"[-–—/·.?]*|{self._escaped(tables, 'nothing')}")  # of folded text
        heads = {key for t in tables for key in t.get("heads", {})}
        self.heads = {key: frozenset(self._list({"": t.get("heads", {}).get(key, [])} for t in tables)) for key in heads}
        self.pointers = self._set(tables, "pointers")
        self.by = self._either(tables, "by")
        self.credit = self._either(tables, "credit")
        self.possessive = self._escaped(tables, "possessive")
        self.joins = self._escaped(tables, "joins")
        self.ands = self._list(tables, "ands")
        self.apart = self._either(tables, "apart")
        self.articles = self._escaped(tables, "articles")
        self.standing = self._escaped(tables, "standing")
        self.kind_before = self._escaped(tables, "kind_before")
        names = {code for t in tables for code in t.get("languages", {})}
        self.languages = {code: self._escaped([t.get("languages", {}) for t in tables], code) for code in names}
        self.address_behind = self._escaped(tables, "address_behind")
        self.directs = self._list(tables, "directs")
        self.hosts = self._escaped(tables, "hosts")
        self.owner_verbs = self._escaped(tables, "owner_verbs")
        self.owned = self._escaped(tables, "owned")
        self.greeting = re.compile(rf"^(?:[^。！!.]{{1,12}}[。！!.]\s*)?(?:{self._either(tables, 'greetings')})[:：,，]?\s*", re.IGNORECASE)
        self.not_people = set(self._list(tables, "not_people"))
        self.or_first = re.compile(rf"\s*(?:{self._either(tables, 'or_first')})[\s:：,，]*(?=\S)", re.IGNORECASE)
        short = (rf"(?<!\b{re.escape(a)})" for word in self._list(tables, "abbreviated") for a in (word, word.capitalize()))
        self.stop = re.compile(rf"[。！!；;]|{''.join(short)}\.\s+(?=[A-Z])")  # ends a sentence
        self.no_practice = self._list(tables, "no_practice")
        self.remarks = {key: tuple(w for t in tables for w in t.get("remarks", {}).get(key, [])) for key in ("begin", "end", "hold")}
        self.made = tuple(self._list(tables, "made"))
        self.involves = self._list(tables, "involves")
        self.by_means = re.compile(self._either(tables, "by_means") or "(?!)")
        self.suffixes = tuple(self._list(tables, "suffixes"))
        self.particles = set(self._list(tables, "particles"))
        self.picks = set(self._list(tables, "picks"))
        self.terminals = set(self._list(tables, "terminals"))
        self.holding = set(self._list(tables, "holding"))
        self.written_by = self._escaped(tables, "written_by")
        self.official = self._escaped(tables, "official")
        self.to_read = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("to_read", [])]
        self.means = [re.compile(str(p), re.IGNORECASE) for t in tables for p in t.get("means", [])]
        self.copulas = self._either(tables, "copulas")
        self.numbers = {str(w): i for t in tables for i, w in enumerate(t.get("numbers", []))}
        self.numerals = {str(w): i for t in tables for i, w in enumerate(t.get("numerals", []))}
        self.numeral_variants = {str(w): int(i) for t in tables for w, i in t.get("numeral_variants", {}).items()}
        self.ranges = self._escaped(tables, "ranges")
        self.ordinal_sign = self._escaped(tables, "ordinal_sign")
        self.measure = self._escaped(tables, "measure")
        self.surnames = frozenset("".join(str(t.get("surnames", "")) for t in tables))
        self.scripts = {str(t["language"]): re.compile(f"[{t['script']}]") for t in tables if t.get("script")}
        self.own_needs = [str(w) for t in tables for w in t.get("own_needs", [])]

    @staticmethod
    def _list(tables: Iterable[dict[str, Any]], key: str | None = None) -> list[str]:
        """Longest first, so that "learn about" is tried before "learn"."""
        words = {plain(str(w)) for t in tables for w in (t.get(key, []) if key else next(iter(t.values())))}
        return sorted(words, key=lambda w: (-len(w), w))

    @staticmethod
    def _either(tables: Iterable[dict[str, Any]], key: str) -> str:
        """Join what stands under a key, patterns each, as the alternatives of one."""
        return "|".join(str(p) for t in tables for p in t.get(key, []))

    @staticmethod
    def _escaped(tables: Iterable[dict[str, Any]], key: str) -> str:
        """Join words, spelled as they are, as the alternatives of a pattern, longest first."""
        return "|".join(re.escape(w) for w in sorted({str(w) for t in tables for w in t.get(key, [])}, key=lambda w: (-len(w), w)))

    @classmethod
    def _set(cls, tables: Iterable[dict[str, Any]], key: str) -> frozenset[str]:
        return frozenset(cls._list(tables, key))

    @classmethod
    def _pattern(cls, tables: Iterable[dict[str, Any]], key: str, flags: int = 0) -> re.Pattern[str]:
        """Compile what stands under a key; without any, nothing matches."""
        return re.compile(cls._either(tables, key) or "(?!)", flags)

    def label(self, text: str) -> Label | None:
        """Read a heading or the words before a colon as a label; see `_label`."""
        if len(text) > 200:
            return None
        if text not in self._labels:
            if len(self._labels) > _CACHED:
                self._labels.clear()
            self._labels[text] = self._label(text)
        return self._labels[text]

    def _label(self, text: str) -> Label | None:
        """Read a heading or the words before a colon as a label; None if it says more than a label does.

        >>> words().label("📖 Recommended Resources").role, words().label("實操任務：").role, words().label("数学基础")
        ('resources', 'projects', None)
        """
        clean = bare(text)
        folded = plain(re.sub(r"[（(【\[][^）)】\]]*[）)】\]]", " ", clean)).strip(" :：!！?？。.")
        if not folded or len(folded) > 60:
            return None
        at, found, level, cores = 0, None, None, 0
        while at < len(folded):
            if not folded[at].isalnum():
                at += 1
                continue
            phrase = self._phrase(folded, at)
            if phrase is None:
                return None
            if phrase in self.levels:
                level = self.levels[phrase]
            # In Chinese and in English the last word says what a thing is: 论文推荐 are papers, "project ideas" are projects.
            if phrase in self.cores:
                if not (phrase in self.fillers and found):
                    found, cores = phrase, cores + 1
            at += len(phrase)
        if found is None:
            return Label("level", clean, level) if level is not None else None
        return Label(self.cores[found], clean, level, found, plain=folded == found)

    def _phrase(self, folded: str, at: int) -> str | None:
        for phrase in self._phrases.get(folded[at], ()):
            if folded.startswith(phrase, at):
                end = at + len(phrase)
                if _LATIN.match(phrase[-1]) and end < len(folded) and _LATIN.match(folded[end]):
                    continue
                return phrase
        if folded[at].isdigit():
            return re.match(r"\d+", folded[at:])[0]  # type: ignore[index]
        return None

    def starts(self, folded: str, phrases: Iterable[str]) -> str | None:
        """Return the phrase that a folded text starts with, as a word of its own."""
        for phrase in phrases:
            if folded.startswith(phrase):
                rest = folded[len(phrase) :]
                if not (_LATIN.match(phrase[-1]) and rest and (rest[0].isalnum() or rest[0] in "-'_")):
                    return phrase
        return None

    def ends(self, folded: str, phrases: Iterable[str]) -> str | None:
        """Return the phrase that a folded text ends with, as a word of its own."""
        for phrase in phrases:
            if folded.endswith(phrase):
                rest = folded[: -len(phrase)]
                if not (_LATIN.match(phrase[0]) and rest and rest[-1].isalnum() and rest[-1].isascii()):
                    return phrase
        return None

    def holds(self, folded: str, phrases: Iterable[str]) -> str | None:
        """Return a phrase that stands in a folded text as a word of its own."""
        for phrase in phrases:
            at = folded.find(phrase)
            while at >= 0:
                end = at + len(phrase)
                left = at == 0 or not (_LATIN.match(phrase[0]) and _LATIN.match(folded[at - 1]))
                right = end == len(folded) or not (_LATIN.match(phrase[-1]) and _LATIN.match(folded[end]))
                if left and right:
                    return phrase
                at = folded.find(phrase, at + 1)
        return None


T = TypeVar("T")
_forget: list[Callable[[], None]] = []  # empty the caches of what was made of the words
_own: list[dict[str, Any]] = []  # tables of the user's


def following(function: Callable[[], T]) -> Callable[[], T]:
    """Keep what a function makes of the words until other words are used."""
    cached = cache(function)
    _forget.append(cached.cache_clear)
    return cached


def use(paths: Iterable[str | Path] = ()) -> None:
    """Look from now on also for the words of the user's files; without any, only for those that come along.

    Raises
    ------
    InputError
        for a file that cannot be read, is no YAML, or lacks the keys `language` and `labels`.
    """
    tables = [_table_of(Path(path)) for path in paths]
    if tables != _own:
        _own[:] = tables
        for forget in _forget:
            forget()


def _table_of(path: Path) -> dict[str, Any]:
    remedy = "docs/languages.md describes files of words."
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", path=str(path), remedy=remedy) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        raise InputError("is no valid YAML.", path=str(path), line=None if line is None else line + 1, remedy=remedy) from error
    if not isinstance(table, dict) or not isinstance(table.get("labels"), dict) or not isinstance(table.get("language"), str):
        raise InputError("has no keys `language` and `labels`.", path=str(path), remedy=remedy)
    try:
        _check_durations(table.get("durations", {}))
        Words([table, *_bundled()])
    except (re.error, TypeError, AttributeError, ValueError, KeyError) as error:
        raise InputError(f"holds something that is no list of words ({error}).", path=str(path), remedy=remedy) from error
    return table


def _check_durations(table: dict[str, Any]) -> None:
    """Raise where what a language says of durations has another shape than in `durations.yaml`."""
    for key, value in table.items():
        if key in ("units", "numbers", "numerals"):
            for word, inner in value.items():
                if not isinstance(inner, {"units": list, "numbers": int | float, "numerals": str}[key]):
                    raise TypeError(f"{key}: {word}")
        elif not isinstance(value, list):
            raise TypeError(key)


@cache
def _bundled() -> list[dict[str, Any]]:
    """Read the tables of all languages that `roadloom/data/words` has a file for."""
    folder = files("roadloom") / "data" / "words"
    found = (yaml.load(entry.read_text(encoding="utf-8"), Loader=_LOADER) for entry in sorted(folder.iterdir(), key=lambda e: e.name))
    return [table for table in found if isinstance(table, dict) and "labels" in table]


def tables() -> list[dict[str, Any]]:
    """Return the tables of all languages; where two say different things of a phrase the first counts, so the user's come first."""
    return [*_own, *_bundled()]


@following
def words() -> Words:
    """Return the words of all languages."""
    return Words(tables())
