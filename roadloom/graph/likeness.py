"""Propose names that may stand for one thing: a slip of the pen, other word order, an abbreviation that no document explains.

Nothing is ever merged because of likeness: a person decides (`roadloom merges`). Compared are only names that share their first or
last letters, so that the work grows with the number of names, not with its square. What likeness cannot tell apart is passed over:
names that differ in a digit (GPT-2, GPT-3), in a negation (supervised, unsupervised), by a word more (Transformer, Vision
Transformer), and short ones, Chinese ones above all (深度学习, 强化学习).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from roadloom.graph import names
from roadloom.graph.datafiles import shipped

if TYPE_CHECKING:
    import networkx as nx

LIKE = 88.0  # likeness (0-100) from which two names may be one
LIKE_HAN = 80.0  # the same in Chinese, where one of six characters is 83
SHORTEST, SHORTEST_HAN = 6, 5  # letters; shorter names that look alike are too often two things
EDGE, EDGE_HAN = 3, 2  # letters at the beginning or the end that two names have to share to be compared
CROWD = 400  # names in one block; more of them share too little to be worth comparing
_DIGITS = re.compile(r"\d+")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")


@dataclass(slots=True, frozen=True, order=True)
class Likeness:
    """Two topics that may be one, by two of their names."""

    names: tuple[str, str]
    topics: tuple[str, str]
    why: str  # "abbreviation", "word order" or "spelling"
    score: float  # 0-100


@dataclass(slots=True, frozen=True)
class _Name:
    form: str
    topic: str
    letters: str  # lower case, Simplified, words parted by blanks
    han: bool


def alike(graph: nx.MultiDiGraph) -> list[Likeness]:
    """List pairs of topics whose names are nearly the same, each pair once, by name.

    Two concepts of the lexicon are never proposed: it knows that they are two. Nor are the members of a choice, or a part and its whole.
    """
    known = {node for node, data in graph.nodes(data=True) if any(row["source"] == "lexicon" for row in data.get("definition", ()))}
    best: dict[tuple[str, str], Likeness] = {}
    for one, other, why, score in _pairs(_names(graph)):
        first, second = sorted((one, other), key=lambda name: name.topic)
        pair = first.topic, second.topic
        if pair[0] == pair[1] or known.issuperset(pair) or graph.has_edge(*pair) or graph.has_edge(*pair[::-1]):
            continue
        found = Likeness((first.form, second.form), pair, why, score)
        if pair not in best or (-score, found.names) < (-best[pair].score, best[pair].names):
            best[pair] = found
    return sorted(best.values())


def _names(graph: nx.MultiDiGraph) -> list[_Name]:
    """List the names of all topics, each spelling once."""
    found: dict[tuple[str, str], _Name] = {}
    for topic, data in sorted(graph.nodes(data=True)):
        if data["kind"] == "topic":
            for form in (data["name"], *data["aliases"]):
                letters = " ".join(re.findall(r"[^\W_]+", names.simplified(form).casefold()))
                found.setdefault((topic, names.exact(form)), _Name(form, topic, letters, names.language(form) in ("zh", "zh-Hant")))
    return list(found.values())


def _pairs(all_names: list[_Name]) -> Iterator[tuple[_Name, _Name, str, float]]:
    from rapidfuzz import fuzz

    yield from _abbreviations(all_names)
    for block in _blocks(all_names):
        for one, other in combinations(block, 2):
            least = LIKE_HAN if one.han else LIKE
            if abs(len(one.letters) - len(other.letters)) > (100 - least) / 100 * 2 * max(len(one.letters), len(other.letters)):
                continue
            if sorted(one.letters.split()) == sorted(other.letters.split()) and not one.han:
                yield one, other, "word order", 100.0
            elif (score := fuzz.ratio(one.letters, other.letters)) >= least and not _differ(one, other):
                yield one, other, "spelling", round(score, 1)


def _blocks(all_names: list[_Name]) -> Iterator[list[_Name]]:
    """Put names together that begin or end alike, or have the same words."""
    blocks: dict[tuple[str, str], list[_Name]] = {}
    for name in all_names:
        letters = name.letters.replace(" ", "")
        if len(letters) < (SHORTEST_HAN if name.han else SHORTEST):
            continue
        edge = EDGE_HAN if name.han else EDGE
        digits = " ".join(_DIGITS.findall(name.letters))
        words = " ".join(sorted(name.letters.split()))
        for key in (("begins", letters[:edge]), ("ends", letters[-edge:]), ("words", words)):
            blocks.setdefault((*key, digits, name.han), []).append(name)  # type: ignore[arg-type]  # a key of four
    for _, block in sorted(blocks.items()):
        if 1 < len(block) <= CROWD:
            yield block


def _differ(one: _Name, other: _Name) -> bool:
    """Tell whether two like names differ in something that makes another thing of them."""
    words, others = one.letters.split(), other.letters.split()
    if _negations().sub("", one.letters) == _negations().sub("", other.letters):
        return True
    if one.han:
        return len(one.letters) != len(other.letters) or sum(a != b for a, b in zip(one.letters, other.letters, strict=True)) > 1
    if len(words) != len(others):
        return one.letters.replace(" ", "") != other.letters.replace(" ", "")
    from rapidfuzz import fuzz

    unlike = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return any(a[0] != b[0] or min(len(a), len(b)) < SHORTEST or fuzz.ratio(a, b) < LIKE - 8 for a, b in unlike)


@cache
def _negations() -> re.Pattern[str]:
    signs = shipped("names.yaml")["negations"]
    words = "|".join(sorted((sign for sign in signs if sign.isascii()), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})|[{''.join(sign for sign in signs if not sign.isascii())}]")


def _abbreviations(all_names: list[_Name]) -> Iterator[tuple[_Name, _Name, str, float]]:
    """Pair an abbreviation with the only long name whose first letters it is."""
    by_letters: dict[str, list[_Name]] = {}
    for name in all_names:
        for letters in sorted(names.initials(name.form)) if not name.han else ():
            by_letters.setdefault(letters, []).append(name)
    for name in all_names:
        long = by_letters.get(name.letters, [])
        if len(name.letters) > 2 and _ACRONYM.fullmatch(name.form) and len({each.topic for each in long}) == 1:
            yield name, long[0], "abbreviation", 90.0
