"""Addresses: one spelling for one page, nothing for what is no page, and what kind of thing stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.graph.addresses import canonical, media_of
from roadloom.graph.model import MEDIA


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "mailto:a@example.org", "file:///etc/passwd", "ftp://example.org",
        "https://", "http:///x", "#section", "/path", "./notes.md", "README.md", "main.py", "Node.js", "https://a b.org", "https://example.org:99999/",
        "https://exa\x00mple.org", "https://x.org/\u202egnp.exe", "x" * 5000 + ".org/", "https://localhost/x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_none(url: str) -> None:
    """Other schemes, relative links, file names, broken hosts and hidden characters are no addresses."""
    assert canonical(url) is None
    assert media_of(url) is None


SAME = [block.split("\n") for block in (Path(__file__).parent / "one_page.txt").read_text(encoding="utf-8").strip().split("\n\n")[1:]]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_page_have_one_address(spellings: list[str]) -> None:
    """Scheme, www, trailing slash, tracking, fragment, index page, and the forms that a site itself gives one page."""
    assert len(spellings) > 1
    assert len({canonical(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abC"),
        ("https://www.bilibili.com/video/BV1?p=2", "https://www.bilibili.com/video/BV1?p=3"),
        ("https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03763"),
        ("https://github.com/o/r/blob/main/a.md", "https://github.com/o/r/blob/main/b.md"),
        ("https://example.org/?page=1", "https://example.org/?page=2"),
        ("https://example.org/?a=1&a=2", "https://example.org/?a=2"),
        ("https://example.org/#/one", "https://example.org/#/two"),
        ("https://en.wikipedia.org/wiki/Graph", "https://de.wikipedia.org/wiki/Graph"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://huggingface.co/org/model", "https://huggingface.co/org/model-2"),
        ("https://huggingface.co/org/model/blob/main/a.json", "https://huggingface.co/org/model/blob/dev/a.json"),
        ("https://huggingface.co/datasets/org/x", "https://huggingface.co/spaces/org/x"),
        ("https://huggingface.co/docs/peft", "https://huggingface.co/docs/peft/zh/index"),
        ("https://huggingface.co/papers/1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("https://github.com/o/r", "https://github.com/o/r/tree/dev"),
        ("https://github.com/o/r", "https://github.com/o/r/issues"),
        ("https://github.com/o/r", "https://o.github.io/r"),
        ("https://b23.tv/abcDEF", "https://bilibili.com/abcDEF"),
        ("https://b23.tv/abcDEF", "https://b23.tv/abcDEG"),
        ("https://www.bilibili.com/video/BV13U4y1N7Uo", "https://www.bilibili.com/video/BV13U4y1N7Up"),
        ("https://openreview.net/forum?id=AbC", "https://openreview.net/forum?id=AbD"),
        ("https://docs.google.com/document/d/1aB", "https://docs.google.com/document/d/1aC"),
        ("https://mp.weixin.qq.com/s/abc", "https://mp.weixin.qq.com/s/abd"),
        ("https://en.wikipedia.org/wiki/C%2B%2B", "https://en.wikipedia.org/wiki/C"),
    ],
)
def test_different_pages_keep_different_addresses(one: str, other: str) -> None:
    """What chooses the page is kept."""
    assert canonical(one) != canonical(other)


@given(st.text() | st.from_regex(r"https?://[a-z.]{1,20}(/[^\s]{0,20}){0,3}(\?[^\s]{0,20})?(#[^\s]{0,9})?", fullmatch=True))
def test_any_text_is_an_address_or_none(text: str) -> None:
    """Nothing crashes, the result is https, and taking it once more changes nothing."""
    address = canonical(text)
    if address is not None:
        assert address.startswith("https://")
        assert canonical(address) == address
    assert media_of(text) in (*MEDIA, None)


@pytest.mark.parametrize(
    ("url", "media"),
    [
        ("https://www.bilibili.com/video/BV13U4y1N7Uo", "video"),
        ("https://arxiv.org/pdf/2005.14165", "paper"),
        ("https://huggingface.co/learn/nlp-course", "course"),
        ("huggingface.co/docs/peft", "docs"),
        ("https://huggingface.co/blog/rlhf", "article"),
        ("https://huggingface.co/datasets/imdb", "dataset"),
        ("https://github.com/openai/openai-cookbook", "repo"),
        ("https://github.com/openai", None),
        ("https://github.com/o/r/blob/main/x.ipynb", "notebook"),
        ("https://something.readthedocs.io/en/latest/", "docs"),
        ("https://docs.example.org/x", "docs"),
        ("https://example.org/blog/2024/x", "article"),
        ("https://zh.d2l.ai/", "book"),
        ("https://www.reddit.com/r/x", "community"),
        ("https://example.org/x", None),
        ("https://notarxiv.org/abs/1", None),
    ],
)
def test_host_and_path_tell_the_kind(url: str, media: str | None) -> None:
    """The most specific pattern decides; a site that nobody listed is not guessed at."""
    assert media_of(url) == media


@pytest.mark.parametrize("url", ["http://a.{", "https://[::1", "http://ex ample.org", "https://\ud800.org"])
def test_what_only_looks_like_an_address_is_none(url: str) -> None:
    """A host that no page can have gives no address and no error."""
    assert canonical(url) is None
