"""Tell when two names are spelled differently but stand for the same thing.

A name has several keys, from the strictest to the loosest. `exact` evens out width, case, script and punctuation; `fold` also leaves
out what changes nothing (plural, 基础, "introduction to"); `regional` translates words of Taiwan and serves as a further key only,
because it damages text in mainland wording. Digits and versions always count: GPT-2 is not GPT-3, RAG 2.0 is not RAG.

None of these is for display: people are shown what the documents write.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from roadloom.graph.datafiles import shipped

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z]")
_PLURAL = re.compile(r"[A-Za-z]*[A-Za-rt-z]s$")
_SPACED_AND = re.compile(r"\s&\s")
_CACHED = 1 << 17  # names; a large reading repeats its names
_SLUG_LENGTH = 60  # characters; three bytes each in Chinese, so that a file named after it stays below 255 bytes


@lru_cache(_CACHED)
def exact(name: str) -> str:
    """Return the key that only spelling is evened out in: `Self-Attention`, `self attention` and `Ｓｅｌｆ－Ａｔｔｅｎｔｉｏｎ` share it.

    Of the punctuation only what tells names apart is kept: C++, C#, .NET, A*, 2.0. Empty for a blank name only.

    >>> exact("CI/CD"), exact("C++"), exact(".NET"), exact("RAG 2.0"), exact("自注意力機制")
    ('cicd', 'c++', '.net', 'rag2.0', '自注意力机制')
    """
    text = simplified(unicodedata.normalize("NFKC", name))
    text = unicodedata.normalize("NFKC", _SPACED_AND.sub(" and ", text).casefold()).strip()
    kept = "".join(c for i, c in enumerate(text) if c.isalnum() or _counts(text, i, c))
    return kept or "".join(text.split())


def _counts(text: str, i: int, c: str) -> bool:
    """Tell whether a character of a name that is no letter or digit makes a difference."""
    if c.isspace() or c in "-_/":
        return False
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    if c in "+#":
        return before.isalnum() or before in "+#"
    if c == "*":  # A*, Q*
        return before.isalpha() and (i == 1 or not text[i - 2].isalnum()) and not after.isalnum()
    if c == ".":  # 2.0 and .NET, but not Node.js
        return before.isdigit() and after.isdigit() or (before.isspace() and after.isalpha())
    return unicodedata.category(c)[0] == "M"  # vowel signs


@lru_cache(_CACHED)
def fold(name: str) -> str:
    """Return the key under which spellings of one thing meet.

    >>> fold("Introduction to Word Embeddings") == fold("word embedding"), fold("机器学习基础") == fold("機器學習")
    (True, True)
    >>> len({fold(n) for n in ("LoRA", "QLoRA", "GPT-2", "GPT-3", "C", "C#", "C++", "RAG", "RAG 2.0", "HTTP", "HTTPS")})
    11
    """
    text = " ".join(simplified(unicodedata.normalize("NFKC", name)).split())
    loose = _singular(_without_ending(_without_frame(text)))
    return exact(loose)


@lru_cache(_CACHED)
def keys(name: str) -> tuple[str, ...]:
    """Return every key of a name, the strictest first, without repetitions."""
    return tuple(dict.fromkeys((exact(name), fold(name), *regional(name))))


def regional(name: str) -> tuple[str, ...]:
    """Return the keys of a Traditional name with Taiwan's words put into the mainland's; nothing for other names.

    >>> regional("資料集"), regional("数据集")
    (('数据集',), ())
    """
    if not is_traditional(name):
        return ()
    translated = _converter("tw2sp")(unicodedata.normalize("NFKC", name))
    return tuple(dict.fromkeys((exact(translated), fold(translated))))


@lru_cache(_CACHED)
def simplified(text: str) -> str:
    """Write Traditional characters as Simplified ones, word by word; for comparing only."""
    return _converter("t2s")(text) if _HAN.search(text) else text


def is_traditional(text: str) -> bool:
    """Tell whether the text holds characters that Simplified Chinese writes otherwise."""
    return simplified(text) != text


def language(text: str) -> str | None:
    """Tell the language of a name by its script: `zh`, `zh-Hant`, `en` (any Latin); None where there are no such letters."""
    if _HAN.search(text):
        return "zh-Hant" if is_traditional(text) else "zh"
    return "en" if _LATIN.search(text) else None


def by_language(forms: Iterable[str]) -> dict[str, str]:
    """Return the first name of each language among some names.

    >>> by_language(["RAG", "检索增强生成", "Retrieval-augmented generation"])
    {'en': 'RAG', 'zh': '检索增强生成'}
    """
    found: dict[str, str] = {}
    for form in forms:
        if lang := language(form):
            found.setdefault(lang, form)
    return found


@cache
def _converter(configuration: str) -> Callable[[str], str]:
    import opencc

    return opencc.OpenCC(configuration).convert


@dataclass(slots=True, frozen=True)
class _Rules:
    """The word lists of names.yaml, ready to be matched."""

    frame: re.Pattern[str]  # what an English name may be wrapped in
    endings: tuple[str, ...]  # longest first
    endings_after_latin: tuple[str, ...]
    singular: frozenset[str]
    plural_ics: frozenset[str]
    irregular: dict[str, str]
    small_words: frozenset[str]


@cache
def _rules() -> _Rules:
    data = shipped("names.yaml")
    first, last = ("|".join(map(re.escape, sorted(data[key], key=len, reverse=True))) for key in ("first_words", "last_words"))
    return _Rules(
        frame=re.compile(rf"(?:(?:{first})\s+)?(?P<name>\S.*?)(?:\s+(?:{last}))?", re.IGNORECASE | re.DOTALL),
        endings=tuple(sorted(data["endings"], key=len, reverse=True)),
        endings_after_latin=tuple(sorted(data["endings_after_latin"], key=len, reverse=True)),
        singular=frozenset(data["singular"]),
        plural_ics=frozenset(data["plural_ics"]),
        irregular=dict(data["irregular"]),
        small_words=frozenset(data["small_words"]),
    )


def _without_frame(text: str) -> str:
    match = _rules().frame.fullmatch(text)
    return match["name"] if match else text


def _without_ending(text: str) -> str:
    rules = _rules()
    if not text.endswith((*rules.endings, *rules.endings_after_latin)):
        return text
    for ending in rules.endings:
        rest = text.removesuffix(ending).rstrip(" 的")
        if text.endswith(ending) and (_LATIN.search(rest) or len(_HAN.findall(rest)) >= 2):
            return rest
    for ending in rules.endings_after_latin:
        rest = text.removesuffix(ending).rstrip()
        if text.endswith(ending) and rest and rest[-1].isascii() and _LATIN.search(rest):
            return rest
    return text


def _singular(text: str) -> str:
    """Put the last English word of a name into the singular. An S in capitals is none (HTTPS)."""
    match = _PLURAL.search(text) if text.endswith("s") else None
    word = match[0].casefold() if match else ""
    rules = _rules()
    if word in rules.irregular:
        return text[: -len(word)] + rules.irregular[word]
    if len(word) < 4 or word.endswith(("us", "is")) or word in rules.singular:
        return text
    if word.endswith("ics") and word not in rules.plural_ics:
        return text
    if word.endswith("ies") and len(word) > 4:
        return text[:-3] + "y"
    return text[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else text[:-1]


def abbreviates(short: str, long: str) -> bool:
    """Tell whether a short name is made of the first letters of the words of a long one; `of`, `from` and the like may be passed over.

    >>> abbreviates("LoRA", "Low-Rank Adaptation"), abbreviates("CoT", "Chain-of-Thought"), abbreviates("RAG", "Agent")
    (True, True, False)
    """
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", long).casefold())
    letters = exact(short)
    if len(words) < 2 or not 2 <= len(letters) <= 12 or not letters.isascii():
        return False
    parts = []
    for word in words[:12]:
        start = word[:3]
        prefix = "".join(f"(?:{c}" for c in start[1:]) + ")?" * len(start[1:])
        part = start[0] + prefix
        parts.append(f"(?:{part})?" if word in _rules().small_words else part)
    return re.fullmatch("".join(parts), letters) is not None


def initials(name: str) -> set[str]:
    """Return what a name of several words may be abbreviated to: the first letters of all words, and of those that weigh.

    >>> sorted(initials("Bag of Words"))
    ['bow', 'bw']
    """
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", name).casefold())
    weighty = [word for word in words if word not in _rules().small_words]
    return {"".join(word[0] for word in some) for some in (words, weighty) if len(some) > 1}


def slug(text: str) -> str:
    """Make a readable part of an id: lower case, letters of any script, hyphens. Never empty.

    >>> slug("C"), slug("C#"), slug("C++"), slug(".NET"), slug("RAG 2.0"), slug("检索增强生成"), slug("Node.js")
    ('c', 'c-sharp', 'c-plus-plus', 'dot-net', 'rag-2-0', '检索增强生成', 'node-js')
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spelled = re.sub(r"(?<=\w)#", " sharp ", text)
    spelled = re.sub(r"(?<=\w)\++", lambda plus: " plus" * len(plus[0]) + " ", spelled)
    spelled = re.sub(r"(?<!\S)\.(?=[^\W\d])", " dot ", spelled)
    spelled = re.sub(r"(?<!\w)([^\W\d_])\*(?!\w)", r"\1 star ", spelled)
    readable = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in spelled)
    result = "-".join(readable.split())
    if not result:
        return digest(text)
    return result if len(result) <= _SLUG_LENGTH else f"{result[:_SLUG_LENGTH].rstrip('-')}-{digest(text)}"


def source_id(path: str) -> str:
    """Make the id of a document from its path, whatever its format.

    >>> source_id("plans/8 weeks.md"), source_id("plan.yaml")
    ('plans-8-weeks', 'plan')
    """
    return slug(re.sub(r"(?<=[^/])\.[A-Za-z]+$", "", path))


def digest(text: str) -> str:
    """Return eight hexadecimal digits that stand for a text, the same on every machine."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
