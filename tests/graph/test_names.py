"""Names: what counts as one spelling, what never does, and what ids look like."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.graph import names


@pytest.mark.parametrize(
    "spellings",
    [
        ["Self-Attention", "self attention", "SELF_ATTENTION", "Ｓｅｌｆ－Ａｔｔｅｎｔｉｏｎ", "`self-attention`"],
        ["自注意力机制", "自注意力機制", " 自注意力 机制 "],
        ["Transformer", "Transformer 架构", "Transformer架構", "Transformers", "Introduction to Transformers"],
        ["机器学习", "机器学习基础", "機器學習入門", "机器学习简介"],
        ["Word embedding", "word embeddings", "Word Embeddings basics"],
        ["LLaMA", "LLaMA系列", "llama"],
        ["KV cache", "KV caches"],
        ["LLM", "LLMs"],
        ["Matrix", "matrices"],
    ],
)
def test_spellings_of_one_thing_fold_to_one_key(spellings: list[str]) -> None:
    """Case, width, script, punctuation, plural and words that add nothing make no difference."""
    assert len({names.fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "different",
    [
        ["C", "C#", "C++", "CI/CD", "CD"],
        [".NET", "NET"],
        ["L1", "L2"],
        ["GPT-2", "GPT-3", "GPT-4", "GPT"],
        ["Top-k", "Top-p"],
        ["RAG", "RAG 2.0", "RAG 20"],
        ["LoRA", "QLoRA"],
        ["HTTP", "HTTPS"],
        ["监督学习", "无监督学习"],
        ["语言模型", "语言"],
        ["软件架构", "软件"],
        ["Statistics", "Statistic tests"],
        ["A", "A*"],
        ["Python 3.1", "Python 3.10", "Python 31"],
        ["==", "===", "🚀", "🔥"],
    ],
)
def test_what_only_looks_alike_stays_apart(different: list[str]) -> None:
    """Digits, versions, signs that are part of a name and words that mean something are never evened out."""
    for one, other in itertools.combinations(different, 2):
        assert names.fold(one) != names.fold(other)


def test_an_ending_is_left_out_only_if_a_name_is_left_over() -> None:
    """A name that consists of such a word, or keeps one character, is kept whole."""
    assert names.fold("基础") == "基础"
    assert names.fold("图技术") == "图技术"
    assert names.fold("Introduction") == "introduction"


def test_words_of_taiwan_are_a_further_key_of_traditional_names_only() -> None:
    """資料集 also has the key of 数据集; mainland wording is never put through that dictionary."""
    assert names.fold("数据集") in names.keys("資料集")
    assert names.fold("資料集") == "资料集"
    assert names.keys("应用程序") == ("应用程序",)


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("RAG", "Retrieval-Augmented Generation", True),
        ("LoRA", "Low-Rank Adaptation", True),
        ("CoT", "Chain-of-Thought", True),
        ("BERT", "Bidirectional Encoder Representations from Transformers", True),
        ("RAG", "Agent", False),
        ("CNN", "Recurrent Neural Network", False),
        ("", "", False),
        ("(", "((((( (((((", False),
    ],
)
def test_abbreviations_are_made_of_first_letters(short: str, long: str, expected: bool) -> None:
    """An abbreviation takes the beginning of every word of weight, in order."""
    assert names.abbreviates(short, long) is expected


def test_language_is_told_by_script() -> None:
    """Han characters are Chinese, Traditional where Simplified writes them otherwise; Latin letters are English; signs are nothing."""
    assert [names.language(name) for name in ("微调", "微調", "Prompt 工程", "RAG", "42")] == ["zh", "zh-Hant", "zh", "en", None]


@given(st.text())
def test_keys_are_stable_and_never_empty_but_for_blanks(name: str) -> None:
    """Folding what was folded changes nothing, and only a blank name has no key."""
    key = names.exact(name)
    assert names.exact(key) == key
    assert bool(key) == bool(name.strip()) or not name.isprintable()
    assert names.keys(name)[0] == key


@given(st.text(max_size=300))
def test_a_slug_is_safe_in_ids_and_paths(text: str) -> None:
    """Letters of any script, digits and hyphens; never empty, never long, the same every time."""
    slug = names.slug(text)
    assert slug
    assert len(slug) <= 80
    assert slug == names.slug(text)
    assert not set(slug) & set(' /\\:*?"<>|#^[].')


def test_long_texts_with_one_beginning_get_different_slugs() -> None:
    """Cutting a long text off must not make two things one."""
    assert names.slug("x" * 500 + "a") != names.slug("x" * 500 + "b")
