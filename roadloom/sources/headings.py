"""Read headings: the number of a stage, its name, what stands in brackets behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roadloom.graph.model import Duration

from .words import bare, following, plain, simplified, words

_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$")
_BRACKET = re.compile(r"\s*[（(【\[]([^（()）【】\[\]]*)[）)】\]]\s*$")
_KEYCAP = re.compile(r"[^\w🔟]*((?P<n>\d(?=\ufe0f?\u20e3)|🔟)\ufe0f?\u20e3?)\s*")
_SPLIT = re.compile(r"^[\s:：\-–—―.、．|｜)）·»>,，/]+")


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The number of a stage as written."""

    text: str  # "Phase 2", "第一阶段", "0x31", "1.1"
    kind: str  # "stage" (Phase, Week, 阶段 ...), "number" (1. 1.1 一、 0x10)
    unit: str = ""  # stage: the folded word ("week", "阶段")
    value: int | None = None
    depth: int = 0  # number: how many dots (1.1 is 1); stage: the span's size, month 2, week 3, day 4
    last: int | None = None  # where the number is a range, its end: 7 in "Week 5-7"


@following
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    w = words()
    numerals = "".join([*w.numerals, *w.numeral_variants])
    counted = "".join(c for c, value in w.numerals.items() if value)  # what an enumeration is numbered with
    named = "|".join(word for word, value in w.numbers.items() if value)
    dash = rf"\s*(?:[-–—~～&+/]|{w.ranges})\s*"
    sign, measure = rf"(?:{w.ordinal_sign})", rf"(?:{w.measure})?"
    number = rf"(?:\d{{1,3}}|[ivx]{{1,5}}|[{numerals}]{{1,3}}|{named}|[a-h])(?![a-z0-9])"
    chinese = rf"(?:\d{{1,3}}|[{numerals}]{{1,3}})"
    latin = "|".join(re.escape(x) for x in w.before if x.isascii())
    before = "|".join(re.escape(x) for x in w.before if not x.isascii())
    after = "|".join(re.escape(x) for x in w.after if not x.isascii())
    return [
        (
            "stage",
            re.compile(
                rf"(?:(?:{w.articles})\s+)?(?P<unit>{latin})\s*[#._-]?\s*(?P<n>{number})(?:{dash}(?:(?:{latin})\s*)?(?P<last>{number}))?\+?",
                re.I,
            ),
        ),
        (
            "stage",
            re.compile(
                rf"{sign}\s*(?P<n>{chinese})(?:{dash}{sign}?(?P<last>{chinese}|[nN]))?\s*{measure}(?P<unit>{after})(?:{dash}{sign}?{chinese}\s*{measure}(?:{after}))?"
            ),
        ),
        ("stage", re.compile(rf"(?P<unit>{before})\s*(?P<n>{chinese}|[a-h](?![a-z]))(?:{dash}(?P<last>{chinese}))?(?![a-z])", re.I)),
        ("stage", re.compile(rf"(?P<n>\d{{1,3}})(?:{dash}(?P<last>\d{{1,3}}))\s*(?P<unit>{after})(?![\w])")),
        ("number", re.compile(r"(?P<n>0x[0-9a-f]{1,4})(?=[\s:：]|$)", re.I)),
        ("number", re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\.?(?=[\s:：、]|[^\W\d_]|$)")),
        ("number", re.compile(r"(?P<n>\d{1,3})(?:[.、．)）:：](?!\d)|\s*[-–—]\s)")),
        ("number", re.compile(rf"[（(](?P<n>\d{{1,2}}|[{counted}]{{1,3}})[)）]")),
        ("number", re.compile(rf"(?P<n>[{counted}]{{1,3}})[、.．:：]")),
        ("number", re.compile(r"(?P<n>[ivx]{1,5})[.)](?=\s)", re.I)),
        ("number", re.compile(r"(?P<n>[A-H])[.)、:](?=\s)")),
    ]


def value_of(text: str) -> int | None:
    """Return the number that digits, Chinese numerals, Roman numerals, a letter or a word stand for.

    >>> [value_of(x) for x in ("7", "十二", "iv", "B", "three", "0x31")]
    [7, 12, 4, 2, 3, 49]
    """
    folded = plain(text).strip()
    if folded.startswith("0x"):
        return int(folded, 16)
    if folded.isdecimal():
        return int(folded)
    w = words()
    if folded in w.numbers:
        return w.numbers[folded]
    numerals = w.numerals | w.numeral_variants
    if folded and all(c in numerals for c in folded):
        if ten := next((c for c in folded if numerals[c] == 10), None):
            left, _, right = folded.partition(ten)
            return (numerals[left] if left else 1) * 10 + (numerals[right] if right else 0)
        return int("".join(str(numerals[c]) for c in folded))
    if folded and (match := _ROMAN.match(folded)):
        ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
        return len(match[1]) * 10 + ones[match[2]]
    if len(folded) == 1 and "a" <= folded <= "h":
        return ord(folded) - 96
    return None


def ordinal_of(text: str) -> tuple[Ordinal | None, str]:
    """Split the number of a stage off a heading; return it with what is left.

    >>> ordinal_of("Week 1-2: LLM Fundamentals")
    (Ordinal(text='Week 1-2', kind='stage', unit='week', value=1, depth=3, last=2), 'LLM Fundamentals')
    >>> ordinal_of("0x31 大模型技术基础方向")[1]
    '大模型技术基础方向'
    """
    if keycap := _KEYCAP.match(text):
        return Ordinal(keycap[1].strip(), "stage", "keycap", 10 if keycap["n"] == "🔟" else int(keycap["n"])), bare(text[keycap.end() :])
    clean = bare(text)
    folded = simplified(clean)  # one character for one: 第1週 is 第1周
    for kind, pattern in _patterns():
        match = pattern.match(folded)
        if not match:
            continue
        whole, rest = clean[: match.end()], clean[match.end() :]
        groups = match.groupdict()
        unit = plain(groups.get("unit") or "")
        if kind == "stage" and rest and rest[0].isalnum() and rest[0].isascii() and whole[-1].isascii() and whole[-1].isalnum():
            continue
        name = _SPLIT.sub("", rest).strip()
        if kind == "number" and not name:
            continue
        written = whole.strip(" :：)）") if kind == "stage" or "." in groups["n"] else whole.strip()
        depth = _depth(unit) if kind == "stage" else groups["n"].count(".")
        value = value_of(groups["n"].split(".")[-1])
        if value is None:
            continue
        return Ordinal(written, kind, unit, value, depth, value_of(groups.get("last") or "")), bare(name)
    return None, clean


def numbers_a_stage(text: str) -> bool:
    """Does a text begin with the number of a stage ("Week 2", 第一阶段)?"""
    ordinal, _ = ordinal_of(text)
    return ordinal is not None and ordinal.kind == "stage"


def _span(unit: str) -> str | None:
    """Return which span of time a unit counts, None for a stage or a chapter."""
    return words().units.get(unit) or words().units.get(re.sub(rf"^(?:{words().measure})", "", unit))


def _depth(unit: str) -> int:
    return {"year": 1, "month": 2, "week": 3, "day": 4}.get(_span(unit) or "", 0)


def duration_of(ordinal: Ordinal | None) -> Duration | None:
    """Return how long a stage lasts that says from when to when.

    >>> duration_of(ordinal_of("Week 5-7: Pipelines")[0])
    Duration(min=3, max=3, unit='week', text='Week 5-7')
    """
    span = _span(ordinal.unit) if ordinal is not None and ordinal.kind == "stage" else None
    if ordinal is None or span in (None, "year") or ordinal.last is None or ordinal.value is None or ordinal.last <= ordinal.value:
        return None
    length = ordinal.last - ordinal.value + 1
    return Duration(length, length, span, ordinal.text)


def bracket_of(text: str) -> tuple[str, str | None]:
    """Split a bracket at the end off a name.

    >>> bracket_of("基础技能（2-3个月）")
    ('基础技能', '2-3个月')
    """
    match = _BRACKET.search(text)
    if not match or not text[: match.start()].strip():
        return text, None
    return text[: match.start()].strip(), match[1].strip()
