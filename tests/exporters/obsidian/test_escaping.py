"""Words of documents do nothing in a note."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from roadloom.exporters.obsidian import escaping

hostile = st.text(st.one_of(st.sampled_from("[]|#^<>&`*_~=%$\\:-+!(){}\n\r\t\"'0123. abc"), st.characters()), max_size=60)


@given(hostile)
def test_text_never_acts(words: str) -> None:
    """No words make a link, an embed, HTML, code, mathematics, a comment, a highlight, a table cell or a second line."""
    shown = escaping.text(words)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    assert not re.search(r"[\[\]<>`*$|\r\n]|==|~~|%%|::", bare)


@pytest.mark.parametrize("words", ["# h", "- i", "+ i", "> q", "1. a", "12) b", "---", "- [ ] task", "text #tag", "end ^block"])
def test_a_line_opens_no_block_and_holds_no_tag(words: str) -> None:
    """The start of a line and the signs of tags and block ids are disarmed."""
    shown = escaping.text(words)
    assert not re.match(r"(#+ |[-+>] |---|\d+[.)] )", shown) and not re.search(r"(?<!\\)#tag|(?<!\\)\^block", shown)


@pytest.mark.parametrize("words", ["snake_case stays", "Q&A", "a - b", "C# and C++", "3.5 hours", "深度学习（基础）"])
def test_harmless_words_read_as_they_are(words: str) -> None:
    """What would do nothing anyway is not littered with backslashes."""
    assert escaping.text(words) == words


@given(hostile)
def test_properties_are_read_back(words: str) -> None:
    """Any value in a property comes back as the text it was, but for the double brackets that would make it a link."""
    back = yaml.safe_load(escaping.frontmatter({"x": [words]}).removeprefix("---\n").removesuffix("---\n"))["x"][0]
    assert back == escaping.clean(words).replace("[[", "［［").replace("]]", "］］") and "[[" not in back


@given(hostile)
def test_titles_in_links_close_no_link(words: str) -> None:
    """A title shown in a link cannot end it or add a second part."""
    assert re.fullmatch(r"\[\[Note(\|[^\[\]|<>\n]*)?\]\]", escaping.wikilink("Note", words))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "obsidian://x", "http://[", "//x", ""])
def test_only_the_web_and_mail_are_linked(url: str) -> None:
    """No other scheme becomes a link."""
    assert "](" not in escaping.weblink("x", url)


def test_an_address_cannot_leave_its_link() -> None:
    """Brackets, blanks and bars of an address are encoded."""
    assert escaping.weblink("x", "https://a.b/c_(d) e|f>g") == "[x](https://a.b/c_%28d%29e%7Cf%3Eg)"


@given(hostile)
def test_mermaid_labels_stay_labels(words: str) -> None:
    """A label holds nothing that ends it or is read as HTML or Markdown by Mermaid."""
    assert re.fullmatch(r'"[^"<>`\n]*"', escaping.mermaid_label(words))


@given(st.one_of(st.integers(-(10**9), 10**9), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_stay_numbers(value: float) -> None:
    """Numbers and truth values keep their type in a property."""
    assert json.loads(escaping.scalar(value)) == value
