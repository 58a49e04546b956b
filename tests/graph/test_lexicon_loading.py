"""The lexicon: found by any name, harmless when it is empty, strict about its own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadloom.errors import InputError
from roadloom.graph.lexicon import Lexicon

HEAD = "area: {id: tests, en: Tests, zh: 测试}\nconcepts:\n"


def lexicon(folder: Path, *concepts: str, head: str = HEAD) -> Lexicon:
    """Write one file of concepts and load it."""
    (folder / "tests.yaml").write_text(head + "".join(f"  - {{{concept}}}\n" for concept in concepts), encoding="utf-8")
    return Lexicon.load(folder)


def test_a_missing_or_empty_folder_is_an_empty_lexicon(tmp_path: Path) -> None:
    """Without word lists everything still works, and nothing is found."""
    assert Lexicon.load(tmp_path).find("RAG") is None
    assert Lexicon.load(tmp_path / "none").concepts == {}


def test_a_concept_is_found_by_every_spelling(tmp_path: Path) -> None:
    """Script, case, plural, an ending that adds nothing, Taiwan's words: all lead to the concept."""
    words = lexicon(tmp_path, "id: dataset, en: Dataset, zh: 数据集, category: concept, aliases: [data set], definition: {en: Data.}")
    for name in ("dataset", "Data-Sets", "数据集", "資料集", "數據集基礎"):
        concept = words.find(name)
        assert concept is not None
        assert (concept.id, concept.area) == ("dataset", "tests")
    assert words.areas == {"tests": {"en": "Tests", "zh": "测试"}}


def test_the_exact_spelling_wins_over_the_loose_one(tmp_path: Path) -> None:
    """A library in the plural and an architecture in the singular may both be listed."""
    words = lexicon(
        tmp_path,
        "id: transformer, en: Transformer, zh: Transformer 架构, category: concept",
        "id: library, en: Transformers, zh: Transformers 库, category: tool",
    )
    assert [found.id for name in ("Transformers", "transformer") if (found := words.find(name))] == ["library", "transformer"]


@pytest.mark.parametrize(
    ("concepts", "words"),
    [
        (["id: a, en: RAG, zh: 甲, category: concept", "id: b, en: rag, zh: 乙, category: concept"], "stands for 'b' and for 'a'"),
        (["id: a, en: A, zh: 甲, category: concept", "id: a, en: B, zh: 乙, category: concept"], "'a' stands in"),
        (["id: a, en: A, zh: 甲, category: concept, needs: {z: {en: so}}"], "needs 'z'"),
        (["id: a, en: A, zh: 甲, category: concept, needs: {a: {en: so}}"], "needs 'a'"),
        (["id: a, en: A, zh: 甲, category: thing"], "'thing' stands where one of"),
        (["id: a, en: A, category: concept"], "'zh' is missing"),
        (["id: a, en: A, zh: 甲, category: concept, alias: [x]"], "'alias' is no key"),
        (["id: a, en: no, zh: 甲, category: concept"], "quote it"),
        (["id: [a"], "no YAML"),
    ],
)
def test_a_mistake_in_a_word_list_is_named(tmp_path: Path, concepts: list[str], words: str) -> None:
    """Ambiguous names, repeated ids, needs without a concept and wrong shapes are errors that name the file."""
    with pytest.raises(InputError, match=r"tests\.yaml") as error:
        lexicon(tmp_path, *concepts)
    assert words in str(error.value)


def test_the_bundled_word_lists_are_sound() -> None:
    """What is shipped loads, and every concept is found by its own names."""
    words = Lexicon.load()
    for concept in words.concepts.values():
        for form in concept.forms:
            found = words.find(form)
            assert found is not None
            assert found.id == concept.id
