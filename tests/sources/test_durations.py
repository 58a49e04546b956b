"""Durations are read as documents write them, in English and both Chinese scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.sources.durations import parse


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "words"),
    [
        ("2-3个月", 2, 3, "month", "2-3个月"),
        ("阶段1：基础技能（2-3个月）", 2, 3, "month", "2-3个月"),
        ("2-3個月", 2, 3, "month", "2-3個月"),
        ("1-2 months", 1, 2, "month", "1-2 months"),
        ("one to two weeks", 1, 2, "week", "one to two weeks"),
        ("1 or 2 days", 1, 2, "day", "1 or 2 days"),
        ("30h", 30, 30, "hour", "30h"),
        ("100h", 100, 100, "hour", "100h"),
        ("1,000 hours", 1000, 1000, "hour", "1,000 hours"),
        ("8~12 小时", 8, 12, "hour", "8~12 小时"),
        ("每周大约投入：8～12小时（可灵活调整）", 8, 12, "hour", "8～12小时"),
        ("８～１２小時", 8, 12, "hour", "８～１２小時"),
        ("Estimated: 3-4 days", 3, 4, "day", "3-4 days"),
        ("3–4 days", 3, 4, "day", "3–4 days"),
        ("每天30分钟", 0.5, 0.5, "hour", "30分钟"),
        ("45 min", 0.75, 0.75, "hour", "45 min"),
        ("30 minutes to 1 hour", 0.5, 1, "hour", "30 minutes to 1 hour"),
        ("1小时30分钟", 1.5, 1.5, "hour", "1小时30分钟"),
        ("2h 15min", 2.25, 2.25, "hour", "2h 15min"),
        ("半年", 6, 6, "month", "半年"),
        ("半个月", 0.5, 0.5, "month", "半个月"),
        ("一年半", 18, 18, "month", "一年半"),
        ("1-2年", 12, 24, "month", "1-2年"),
        ("a year", 12, 12, "month", "a year"),
        ("half an hour", 0.5, 0.5, "hour", "half an hour"),
        ("two hours and a half", 2.5, 2.5, "hour", "two hours and a half"),
        ("两周", 2, 2, "week", "两周"),
        ("兩週", 2, 2, "week", "兩週"),
        ("三个月", 3, 3, "month", "三个月"),
        ("两三个月", 2, 3, "month", "两三个月"),
        ("二十五天", 25, 25, "day", "二十五天"),
        ("十二周", 12, 12, "week", "十二周"),
        ("一到两周", 1, 2, "week", "一到两周"),
        ("两个半小时", 2.5, 2.5, "hour", "两个半小时"),
        ("one week", 1, 1, "week", "one week"),
        ("1 week, 4 hours a week", 1, 1, "week", "1 week"),
        ("8-week plan", 8, 8, "week", "8-week"),
        ("约 10 小时", 10, 10, "hour", "10 小时"),
        ("10+ hours", 10, None, "hour", "10+ hours"),
        ("1-2年+", 12, None, "month", "1-2年+"),
        ("at least 3 weeks", 3, None, "week", "3 weeks"),
        ("10小时以上", 10, None, "hour", "10小时"),
        ("最多两周", None, 2, "week", "两周"),
        ("up to 5 days", None, 5, "day", "5 days"),
        ("持续", None, None, None, "持续"),
        ("前沿研究（持续学习）", None, None, None, "持续学习"),
        ("時間：持續", None, None, None, "持續"),
        ("Ongoing", None, None, None, "Ongoing"),
    ],
)
def test_a_duration_is_read_with_its_unit_and_words(text: str, low: float | None, high: float | None, unit: str | None, words: str) -> None:
    """Both ends, the unit and the very words of a duration are understood wherever it stands in the text."""
    found = parse(text)
    assert found is not None
    assert (found.min, found.max, found.unit, found.text) == (low, high, unit, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "第1月",
        "第2周",
        "第 2-3 周",
        "第一周",
        "2-3月",
        "每2周",
        "every 2 weeks",
        "周一周二",
        "Week 3",
        "Phase 1 Week 2",
        "Week 1-4",
        "0 days",
        "2025年",
        "2025年5月",
        "90年代",
        "3 days ago",
        "3D Gaussian splatting",
        "H100 hours",
        "2024-05-12 weeks",
        "GPT-3 days",
        "monthly",
        "30 hyperparameters",
        "hours a day",
        "持續進階：跟上前沿",
        "continuous integration",
        "99999999999999999999 hours",
        "5-3 weeks",
    ],
)
def test_what_only_looks_like_a_duration_is_none(text: str) -> None:
    """Numbered weeks, dates, versions, frequencies and longer words are no durations."""
    assert parse(text) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash_and_its_words_stand_in_it(text: str) -> None:
    """Whatever the text, the words of the duration are a part of it and its ends are in order."""
    found = parse(text)
    if found is not None:
        assert found.text in text
        assert found.min is None or found.max is None or 0 < found.min <= found.max


@given(
    st.integers(1, 200),
    st.integers(0, 40),
    st.sampled_from(["hours", "天", "週", "个月"]),
    st.sampled_from(["-", "~", " ～ ", " to ", "至"]),
)
def test_a_range_keeps_both_ends(low: int, more: int, unit: str, dash: str) -> None:
    """A range gives the numbers that were written."""
    found = parse(f"x {low}{dash}{low + more} {unit}")
    assert found is not None
    assert (found.min, found.max) == (low, low + more)


def test_long_hostile_text_is_read_in_reasonable_time() -> None:
    """A long line of digits, dashes or numerals does not make the search explode."""
    for piece in ("1-", "一", "1 ", "at least ", "2-3", "half ", "3 days ago ", " \t"):
        assert parse(piece * 5000) is None
