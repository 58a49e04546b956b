"""Text of documents as HTML of card fields."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.exporters.anki.markup import clean, cloze, deck_name, escape, flat, inline, occurs, tag, width, without

TAGS = re.compile(r"</?(?:b|code)>|<br>")


@given(st.text())
def test_any_text_is_shown_and_nothing_else(text):
    """Without our few tags, no field holds a bracket or brace that HTML or Anki would act on."""
    written = TAGS.sub("", inline(text))
    assert not re.search(r"[<>{}\x1f]", written) and not re.search(r"&(?!#?\w+;)", written)


@given(st.text())
def test_escaped_text_comes_back(text):
    """Reading the HTML gives the text, but for what no field can hold."""
    assert html.unescape(escape(text)) == clean(text)


@given(st.text(min_size=1), st.integers(1, 9))
def test_a_deletion_is_one_deletion(text, number):
    """Whatever is hidden, Anki sees one deletion without a hint."""
    assert re.fullmatch(r"\{\{c(\d)::((?!::|\{\{|\}\}).)*\}\}", cloze(number, text), re.DOTALL)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("`a<b` and `c`", "<code>a&lt;b</code> and <code>c</code>"),
        ("`**x**` **y**", "<code>**x**</code> <b>y</b>"),
        ("see [the book](https://example.org/a?b=c)", "see the book"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("loss $x_i^2$ falls", r"loss \(x_i^2\) falls"),
        ("$$E=mc^2$$", r"\[E=mc^2\]"),
        ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
        ("a\nb", "a<br>b"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
    ],
)
def test_markup_of_documents(text, written):
    """Code, bold and formulas are kept, links lose their address, money is no formula."""
    assert inline(text) == written


def test_names_occur_as_words():
    """A Latin name needs an edge, a Chinese one does not."""
    assert occurs("RAG", "构建RAG系统") and occurs("微调", "全参数微调") and occurs("rag", "use RAG.")
    assert not occurs("RAG", "fragment") and not occurs("GPT", "GPT4")


def test_gaps_hide_the_longest_name_first():
    """A name inside a longer one does not leave half of that one standing."""
    assert without("Fine-tuning (fine tuning) tunes", ["tuning", "fine-tuning", "fine tuning"]) == "＿＿ (＿＿) tunes"
    assert without("nothing here", ["RAG", ""]) == "nothing here"


def test_names_that_differ_by_their_marks_stay_apart():
    """C, C# and C++ are three things; width and case make no difference."""
    assert len({flat(name) for name in ("C", "C#", "C++", "ｃ", "c")}) == 3


def test_width_weighs_chinese_characters():
    """A Chinese character says as much as two and a half letters."""
    assert (width("abcd"), width("搜索"), width("")) == (4, 5, 0)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_tags_hold_no_blank_and_only_the_levels_asked_for(parts):
    """A tag is one word for Anki, whatever the names hold."""
    written = tag(*parts)
    assert not re.search(r'[\s"]', written) and len(written.split("::")) == len(parts) and all(written.split("::"))


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_decks_have_only_the_levels_asked_for(parts):
    """No name opens a level of its own or leaves one empty."""
    levels = deck_name(parts).split("::")
    assert len(levels) == len(parts) and all(level.strip() == level and level for level in levels)
