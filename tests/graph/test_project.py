"""roadloom.yaml: read with the line of every rule; every mistake named with its line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.errors import InputError
from roadloom.graph.project import ProjectFile, load, parse

WHOLE = """\
inputs: [notes/, plan.md]
same: [[RAG, 检索增强生成]]
different:
  - [推理 (inference), 推理 (reasoning)]
rename: {topic/llm: Large language models}
ignore: [推荐资源]
prerequisite:
  - {before: LoRA, after: QLoRA}
  - {before: RAG, after: LoRA, not: true}
"""


def test_nothing_comes_before_itself():
    """Such a rule is a mistake, in whatever spelling."""
    with pytest.raises(InputError, match=r"cannot come before itself") as error:
        parse("prerequisite:\n  - {before: Soil Testing, after: soil testing}\n")
    assert error.value.line == 2


def test_an_empty_file_has_no_rules() -> None:
    """No text and nothing but a comment mean no rules."""
    assert parse("").same == parse("# later").same == ()


def test_every_rule_is_read_with_its_line() -> None:
    """Names stand as written; lines count from 1."""
    rules = parse(WHOLE)
    assert rules.inputs == ("notes/", "plan.md")
    assert (rules.same[0].names, rules.same[0].line) == (("RAG", "检索增强生成"), 2)
    assert rules.different[0].line == 4
    assert rules.rename["topic/llm"].names == ("Large language models",)
    assert rules.ignore[0].names == ("推荐资源",)
    assert [(d.before, d.after, d.against, d.line) for d in rules.prerequisite] == [("LoRA", "QLoRA", False, 8), ("RAG", "LoRA", True, 9)]
    assert rules.prerequisite[1].text == "- {before: RAG, after: LoRA, not: true}"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("same:\n  - [RAG]", 2, "at least 2"),
        ("ignore: []\nsmae: []", 2, "'smae' is no key here"),
        ("same: []\nsame: []", 2, "second time"),
        ("ignore:\n  - a\n  - no", 3, "quote it"),
        ("prerequisite:\n  - {before: a, after: b}\n  - {before: a}", 3, "'after' is missing"),
        ("ignore： [a]", 1, "full-width colon"),
        ("- a", 1, "a mapping is expected"),
        ("same: [[a, b]", None, "no YAML"),
        ("same: &x [[a, b]]\ndifferent: *x", None, "alias"),
        ("x: \x00", None, "no YAML"),
        ("same: " + "[" * 100_000, 1, "levels of nesting"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(text: str, line: int | None, words: str) -> None:
    """A person sees what is wrong and where, never a traceback."""
    with pytest.raises(InputError) as error:
        parse(text, "roadloom.yaml")
    assert error.value.path == "roadloom.yaml"
    assert words in str(error.value)
    assert line is None or error.value.line == line


def test_a_missing_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    with pytest.raises(InputError, match="--project"):
        load(tmp_path / "none.yaml")


@given(st.text() | st.text(alphabet="[]{}:,-&*!|>'\"# \n\tab同", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever stands in the file, the result is rules or an InputError."""
    with suppress(InputError):
        assert isinstance(parse(text), ProjectFile)
