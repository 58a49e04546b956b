"""Outlines and mind maps become headings and nested items."""

from __future__ import annotations

import pytest

from roadloom.errors import InputError
from roadloom.sources.opml import DEPTH, read


def opml(body: str) -> str:
    return f'<?xml version="1.0"?>\n<opml version="2.0"><head><title>T</title></head>\n<body>\n{body}\n</body></opml>'


def test_an_empty_outline_has_no_blocks() -> None:
    """A body without outlines yields nothing but its title."""
    found = read(opml(""))
    assert (found.blocks, found.metadata) == ([], {"title": "T"})


def test_branches_are_headings_and_leaves_items() -> None:
    """What has something below it heads a part at the top; deeper down only what branches again, is numbered or is a label."""
    found = read(
        opml('<outline text="A"><outline text="B"/><outline text="C"><outline text="D"/></outline></outline>\n<outline text="E"/>')
    )
    heading, inner, last = found.blocks
    assert (heading.kind, heading.level, heading.line, heading.text) == ("heading", 1, 4, "A")
    assert [(b.kind, b.text) for b in inner.walk() if b.text] == [("item", "B"), ("item", "C"), ("item", "D")]
    assert (last.kind, last.line) == ("list", 5)


def test_addresses_notes_and_markup_are_kept() -> None:
    """An address on an outline, one in its HTML and one in its Markdown are links; a note is a paragraph."""
    body = '<outline text="a" url="u"/><outline text="see &lt;a href=&quot;v&quot;&gt;b&lt;/a&gt;"/><outline text="[c](w)" _note="n"/>'
    (block,) = read(opml(body)).blocks
    assert [s.url for b in block.walk() for line in b.lines for s in line.links] == ["u", "v", "w"]
    assert [b.text for b in block.walk() if b.kind == "paragraph"] == ["n"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<opml><body>\n<outline text='a'></body></opml>", 2),
        ("<!DOCTYPE opml [\n<!ENTITY a 'b'>]><opml><body><outline text='&a;'/></body></opml>", 2),
        ("<opml><body>\n\n" + "<outline text='a'>" * (DEPTH + 1), 3),
        ("", 1),
    ],
)
def test_bad_xml_is_refused_with_its_line(text: str, line: int) -> None:
    """Tags that do not match, entities and endless nesting are errors that name the line."""
    with pytest.raises(InputError) as caught:
        read(text, path="a.opml")
    assert (caught.value.path, caught.value.line) == ("a.opml", line)
