"""Read how long something takes from the words of a document: "2-3 months", "30h", 每周 8～12 小时, 半年.

The words are data (`roadloom/data/words/durations.yaml`); the languages are tried together, because documents mix them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import yaml

from roadloom.graph.model import Duration

from .words import following, tables

_SCALE = {"minute": ("hour", 1 / 60), "year": ("month", 12.0)}
"""Units that the model has no name for, and what they are made of."""

_LONGEST = {"hour": 20_000, "day": 4_000, "week": 600, "month": 240}
"""More than this is no plan but something else: a year's number (2025年), a count of users."""

_NUMERALS = ("ones", "ten", "larger", "pairs")

_WIDE = str.maketrans("０１２３４５６７８９．，＋～〜－–—−", "0123456789.,+~~----")
"""Full-width forms and dashes, one character for one, so that positions stay those of the text."""


def parse(text: str) -> Duration | None:
    """Find the first duration in a text.

    Minutes become hours and years months. An open end ("10+ hours", 最多两周) is None on that side; words without an
    amount ("ongoing", 持续) give a Duration without numbers and unit, but only where nothing else is said beside them.
    `Duration.text` is the part of the text that was understood, letter for letter.

    >>> parse("Stage 2 (2-3个月)")
    Duration(min=2.0, max=3.0, unit='month', text='2-3个月')
    >>> parse("Estimated: 30 min").min
    0.5
    >>> parse("第2周") is None
    True
    """
    words = _words()
    plain = text.translate(_WIDE)
    for match in words.amount.finditer(plain):
        found = _amount(match, words, text)
        if found is not None:
            return found
    ongoing = words.ongoing.search(plain)
    return Duration(None, None, None, text[ongoing.start("word") : ongoing.end("word")]) if ongoing else None


def _amount(match: re.Match[str], words: _Words, text: str) -> Duration | None:
    """Turn one match into a Duration; None where it is none after all (第2周, 2025年, "0 days")."""
    start = match.start()
    if words.barred_before.search(match.string, max(0, start - 20), start):
        return None
    unit, scale = words.unit(match["unit"])
    upper = words.number(match["high"] or match["second"] or match["single"]) * scale
    lower = upper
    if match["low"]:
        # "30 minutes to 1 hour": the lower end may have a unit of its own.
        low_unit, low_scale = words.unit(match["low_unit"] or match["unit"])
        if low_unit != unit:
            return None
        lower = words.number(match["low"]) * low_scale
    elif match["first"]:  # 两三个月
        lower = words.number(match["first"]) * scale
    more = scale / 2 if match["half_more"] else words.number(match["minutes"]) / 60 if match["minutes"] else 0.0
    lower, upper = lower + (more if lower == upper else 0.0), upper + more
    if not 0 < lower <= upper <= _LONGEST[unit]:
        return None
    at_least = match["least"] or match["plus"] or match["plus_behind"] or match["least_behind"]
    at_most = (match["most"] or match["most_behind"]) and lower == upper
    return Duration(
        min=None if at_most else round(lower, 4),
        max=None if at_least else round(upper, 4),
        unit=unit,
        text=text[match.start("amount") : match.end("amount")],
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all languages, as patterns and tables."""

    units: dict[str, str]
    numbers: dict[str, float]
    amount: re.Pattern[str]
    barred_before: re.Pattern[str]
    ongoing: re.Pattern[str]

    def unit(self, word: str) -> tuple[str, float]:
        """Name the model's unit for a word, and how many of it one such is."""
        unit = self.units[word.casefold()]
        return _SCALE.get(unit, (unit, 1.0))

    def number(self, word: str) -> float:
        """Turn digits or a word into a number."""
        word = " ".join(word.casefold().split())
        return self.numbers[word] if word in self.numbers else float(word.replace(",", ""))


@following
def _words() -> _Words:
    """Load the word lists and build the patterns from them, once."""
    data = yaml.safe_load(files("roadloom").joinpath("data/words/durations.yaml").read_text(encoding="utf-8"))
    data |= {f"{n}": table["durations"] for n, table in enumerate(tables()) if "durations" in table}  # a language's own file may hold them
    named = [key for key in data["en"] if key not in ("units", "numbers")]
    lists = {key: [word for language in data.values() for word in language.get(key, [])] for key in named}
    numerals = {key: "".join(language.get("numerals", {}).get(key, "") for language in data.values()) for key in _NUMERALS}
    units: dict[str, str] = {}
    for language in data.values():
        for unit, words in language.get("units", {}).items():
            for word in words:
                units |= {word.replace("(s)", ""): unit, word.replace("(s)", "s"): unit}
    numbers = {word: float(value) for language in data.values() for word, value in language.get("numbers", {}).items()}
    # Chinese composes its tens: 十二, 二十五.
    ones = {word: value for word, value in numbers.items() if word in numerals["ones"]}
    numbers |= {f"{ten}{numerals['ten']}{one}": (ones.get(ten, 1) * 10 + ones.get(one, 0)) for ten in ["", *ones] for one in ["", *ones]}
    return _Words(
        units, numbers, _amount_pattern(units, numbers, lists, numerals), _before(lists["barred_before"]), _alone(lists["ongoing"])
    )


def _either(words: Iterable[str]) -> str:
    """Match any of the words, the longest first; Latin ones only where they are not a part of a longer word."""
    return "|".join(
        (r"(?<![a-z])" if re.match("[a-z]", word) else "")
        + re.escape(word).replace(r"\ ", r"\s+")
        + (r"(?![a-z])" if re.search(r"[a-z]\Z", word) else "")
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


def _amount_pattern(
    units: dict[str, str], numbers: dict[str, float], lists: dict[str, list[str]], numerals: dict[str, str]
) -> re.Pattern[str]:
    """Build the pattern of an amount: a number, a range or two neighbouring numerals, and a unit."""
    # A unit may stick to its digits ("30h"): no guard before it.
    unit = _either(units).replace("(?<![a-z])", "")
    minute = _either(word for word, name in units.items() if name == "minute").replace("(?<![a-z])", "")
    words = rf"(?<![{numerals['ones']}{numerals['ten']}{numerals['larger']}])(?:{_either(numbers)})"
    digits = r"(?:\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,3})?)(?!\d)"
    # Not inside a word, a version, a date or a longer number: GPT-3, 1.2, 2024-05-12.
    number = rf"(?:(?<![a-z0-9_])(?<!\d[.,:/-])(?<![a-z]-){digits}|{words})"
    either = {key: _either(listed) for key, listed in lists.items()}
    return re.compile(
        rf"""
        (?:(?P<least>{either["at_least"]})\s*|(?P<most>{either["at_most"]})\s*)?
        (?P<amount>
            (?:(?P<low>{number})[\s-]*(?P<low_unit>{unit})?\s*(?:[~-]|{either["ranges"]})\s*(?P<high>{digits}|{words})
              |(?P<first>[{numerals["ones"]}{numerals["pairs"]}])(?P<second>[{numerals["ones"][1:]}])
              |(?P<single>{number}))
            (?P<plus>\s*\+)?[\s-]*(?P<unit>{unit})
            (?P<half_more>\s*(?:{either["half_more"]}))?
            (?:\s*(?P<minutes>\d{{1,2}})\s*(?:{minute}))?
            (?P<plus_behind>\+)?
        )
        (?!\s*(?:{either["barred_after"]}|\d))
        \s*(?:(?P<least_behind>{either["at_least"]})|(?P<most_behind>{either["at_most"]}))?
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def _before(barred: Iterable[str]) -> re.Pattern[str]:
    """Match a text that ends in one of the words."""
    return re.compile(rf"(?:{_either(barred)})\s*\Z", re.IGNORECASE)


def _alone(ongoing: Iterable[str]) -> re.Pattern[str]:
    """Match one of the words where it is all that is said: alone, in brackets or behind a colon."""
    return re.compile(rf"(?:\A|[(（:：])\s*(?P<word>{_either(ongoing)})\s*(?:\Z|[)）,，;；。.])", re.IGNORECASE)
