"""Which topics have to do with each other: names inside names, names together in one line, shared wholes and resources.

Relatedness has no direction. It decides whether an order that a document gives to two topics (by its stages) says anything about the two:
"cross-validation" stands before "chatbots" in many plans, and nobody needs the one for the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from roadloom.graph import names
from roadloom.graph.datafiles import shipped
from roadloom.graph.relations import out_of

if TYPE_CHECKING:
    import networkx as nx

CROWD = 12  # a line that names more topics than this is a list, and relates none of them
SHARED = 4  # nor does a resource that covers more than this
_UNIT = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+[+#]*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\]\([^)\s]*\)")

Unit = tuple[str, str]  # a Chinese character or a word: as compared, as written


class Scanner:
    """Finds the names of a graph's topics in texts: whole words, longest first, in any case, width and Chinese script."""

    def __init__(self, graph: nx.MultiDiGraph) -> None:
        self.owner: dict[tuple[str, ...], str] = {}
        self.written: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.forms: dict[str, list[list[Unit]]] = {}
        self.beginnings: set[tuple[str, ...]] = set()
        self._told: dict[str, set[str]] = {}
        claims: dict[tuple[str, ...], tuple[bool, int, str]] = {}
        for topic, data in sorted(graph.nodes(data=True)):
            if data.get("kind") != "topic":
                continue
            spoken = (data.get("name"), *data.get("aliases", ()), *(data.get("names") or {}).values())
            self.forms[topic] = [units for form in dict.fromkeys(spoken) if form and (units := units_of(str(form)))]
            for i, units in enumerate(self.forms[topic]):
                key = tuple(unit for unit, _ in units)
                # Where several topics go by one name, it means the one whose main name it is, else the one most written about.
                claim = (i > 0, -len(data.get("mentions", ())), topic)
                if _tellable(key) and (key not in claims or claim < claims[key]):
                    claims[key], self.owner[key] = claim, topic
                    self.written[key] = tuple(word for _, word in units)
                    self.beginnings.update(key[:i] for i in range(1, len(key) + 1))

    def topics_in(self, text: str) -> set[str]:
        """Collect the topics that a text names; nobody may change the set, which serves the next place with the same words too."""
        if text not in self._told:
            self._told[text] = {self.owner[key] for _, key in self._matches(units_of(_ADDRESS.sub(" ", text)))}
        return self._told[text]

    def parts_of(self, topic: str) -> set[str]:
        """Collect the topics whose names stand inside a name of this one: LoRA in QLoRA, 语言模型 in 神经网络语言模型."""
        found: set[str] = set()
        for units in self.forms[topic]:
            for start, key in self._matches(units, besides=topic):
                if not _negated(units[start - 1][0] if start else ""):
                    found.add(self.owner[key])
            for _, word in units:
                found |= self._endings(word)
        mine = {tuple(unit for unit, _ in units) for units in self.forms[topic]}
        return {part for part in found if part != topic and not self._inside(mine, part)}

    def _matches(self, units: list[Unit], besides: str | None = None) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Walk the names in a text from left to right, the longest at each place, passing over those of the topic `besides`."""
        start = 0
        while start < len(units):
            best: tuple[str, ...] | None = None
            key: tuple[str, ...] = ()
            for unit, _ in units[start:]:
                key += (unit,)
                if key not in self.beginnings:
                    break
                if self.owner.get(key, besides) != besides and self._same_case(key, units[start:]):
                    best = key
            if best:
                yield start, best
            start += len(best) if best else 1

    def _same_case(self, key: tuple[str, ...], units: list[Unit]) -> bool:
        """Tell whether capitals inside words agree: ZeRO is not meant by "Zero-shot"."""
        return all(_inner(mine) == _inner(theirs) or theirs.islower() for mine, (_, theirs) in zip(self.written[key], units, strict=False))

    def _endings(self, word: str) -> set[str]:
        """Find names that a compound word ends in, with a capital: BERT in DistilBERT, LoRA in QLoRA."""
        found = set()
        for i in range(1, len(word) - 3):
            key = (_even(word[i:]),)
            if word[i].isupper() and key in self.owner and self.written[key] == (word[i:],):
                found.add(self.owner[key])
        return found

    def _inside(self, mine: set[tuple[str, ...]], other: str) -> bool:
        """Tell whether one of my names stands inside another topic's name too: then neither is the more special one."""
        return any(
            len(key) < len(units) and key in {tuple(u for u, _ in units[i : i + len(key)]) for i in range(len(units))}
            for units in self.forms[other]
            for key in mine
        )


def units_of(text: str) -> list[Unit]:
    """Split a text into words and Chinese characters, evened out for comparing.

    >>> [unit for unit, _ in units_of("Self-Attention 機制")]
    ['self', 'attention', '机', '制']
    """
    plain = names.simplified(unicodedata.normalize("NFKC", text))
    return [(_even(word), word) for word in _UNIT.findall(plain)]


@lru_cache(1 << 16)  # texts repeat their words
def _even(word: str) -> str:
    low = word.casefold()
    return low[:-1] if len(low) > 3 and low.isascii() and low.endswith("s") and not low.endswith("ss") else low


@lru_cache(1 << 16)
def _inner(word: str) -> bool:
    return any(c.isupper() for c in word[1:])


def _tellable(key: tuple[str, ...]) -> bool:
    """Tell whether a name is long enough to be recognised in running text."""
    return len(key) > 1 or len(key[0]) > 2


def _negated(before: str) -> bool:
    return before in shipped("order.yaml")["negations"]


def together(graph: nx.MultiDiGraph, scanner: Scanner) -> dict[str, set[str]]:
    """Map each topic to those that some place brings it together with.

    A place is a line that names both, a definition of the one that names the other, or a resource that covers both.
    """
    places: dict[tuple[str, int], set[str]] = {}
    for node, data in graph.nodes(data=True):
        for mention in (*data.get("mentions", ()), *(data.get("definition") or ())):
            here = places.setdefault((mention["source"], mention["line"]), set())
            here |= scanner.topics_in(mention["text"])
            if data.get("kind") == "topic":
                here.add(node)
        if data.get("kind") == "resource":
            covered = set(out_of(graph, node, "covers"))
            if len(covered) <= SHARED:
                places[node, 0] = covered
    related: dict[str, set[str]] = {}
    for topics in places.values():
        if len(topics) <= CROWD:
            for topic in topics:
                related.setdefault(topic, set()).update(topics - {topic})
    return related
