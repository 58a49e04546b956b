"""Saved pages: what a person reads on them becomes an outline."""

from __future__ import annotations

from pathlib import Path

from roadloom.sources import read
from roadloom.sources.html import read as outline
from roadloom.sources.outline import Block


def blocks(text: str) -> list[tuple[str, int, str]]:
    """List kind, line and words of all blocks."""
    return [(b.kind, b.line, b.text) for top in outline(text).blocks for b in top.walk() if b.kind != "list"]


def only(text: str, kind: str) -> Block:
    (found,) = [b for top in outline(text).blocks for b in top.walk() if b.kind == kind]
    return found


def test_nothing_yields_nothing() -> None:
    """An empty page, and one of nothing but mark-up, has no blocks."""
    assert outline("").blocks == outline("<html><body><div></div><p></p><h1></h1></body></html>").blocks == []


def test_every_word_knows_its_line() -> None:
    """A block stands on the line of its first word, whatever stands before it."""
    assert blocks("<!-- a\nb -->\n<p\nclass=x>\n\nWords\n<h2>Head") == [("paragraph", 6, "Words"), ("heading", 7, "Head")]


def test_blanks_count_between_words_only() -> None:
    """Line breaks and indents of the source are single blanks; `<br>` ends a line."""
    lines = only("<p>  one\n   <b> two </b> three<br>\n four </p>", "paragraph").lines
    assert [line.text for line in lines] == ["one two three", "four"]


def test_what_authors_leave_open_is_closed() -> None:
    """Items, paragraphs and cells end where HTML says that they do."""
    assert blocks("<ul><li>a<ul><li>b<li>c</ul><li>d</ul><p>e<p>f") == [
        ("item", 1, "a"), ("item", 1, "b"), ("item", 1, "c"), ("item", 1, "d"), ("paragraph", 1, "e"), ("paragraph", 1, "f"),
    ]  # fmt: skip
    table = only("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "table")
    assert [[cell.text for cell in row] for row in table.rows] == [["A", "B"], ["1", "2"]]


def test_items_keep_numbers_and_checks() -> None:
    """Numbered items count from `start`, and from `value` where it is given; a box says whether it is done."""
    found = outline("<ol start=3><li>a<li value=9>b</ol><ul><li><input type=checkbox checked>c<li><input type=checkbox>d</ul>").blocks
    assert [(item.ordinal, item.checked) for block in found for item in block.children] == [
        ("3", None),
        ("9", None),
        (None, True),
        (None, False),
    ]


def test_layout_tables_give_way() -> None:
    """A table with headings in its cells is layout; one with lists in its cells is a table."""
    assert [kind for kind, _, _ in blocks("<table><tr><td><h2>Menu</h2><td><p>Text</table>")] == ["heading", "paragraph"]
    table = only("<table><tr><td>a<td><ul><li>b<li>c</ul></table>", "table")
    assert [cell.text for cell in table.rows[0]] == ["a", "b; c"]


def test_links_stay_as_they_are_written() -> None:
    """Relative links are kept, bare addresses found, and a heading's link to itself dropped."""
    spans = [
        s
        for top in outline('<h1>A<a href="#a">¶</a></h1><p><a href="../b.html">b</a> https://c.org/d').blocks
        for line in top.lines
        for s in line.links
    ]
    assert [(s.text, s.url) for s in spans] == [("b", "../b.html"), ("https://c.org/d", "https://c.org/d")]


def test_code_keeps_its_lines_and_language() -> None:
    """`<pre>` keeps blanks and line breaks; the language stands in a class."""
    code = only('<pre><code class="language-mermaid">\ngraph TD\n  A--&gt;B\n</code></pre>', "code")
    assert code.info == "mermaid"
    assert [(line.number, line.text) for line in code.lines if line.text] == [(2, "graph TD"), (3, "  A-->B")]


def test_only_the_main_part_is_read() -> None:
    """Menus, heads and footers are passed over, and their links counted in one finding; a head keeps its title."""
    page = "<header><h1>T</h1><a href=a>x</a></header><nav><a href=b>y</a></nav><p>text</p><footer><a href=c>z</a></footer>"
    assert [text for _, _, text in blocks(page)] == ["T", "text"]
    assert [(f.code, f.message) for f in outline(page).findings] == [
        ("dropped-section", "menus, side columns and footers of the page with 3 links")
    ]
    assert [text for _, _, text in blocks("<p>around</p><main><h1>M</h1></main>")] == ["M"]
    assert [text for _, _, text in blocks("<div hidden><p>secret</p></div><p>shown</p>")] == ["shown"]


def test_content_outweighs_the_suffix(tmp_path: Path) -> None:
    """A page saved as .md is read as a page, and Markdown saved as .html as Markdown."""
    page = "<!DOCTYPE html>\n<html><body><h1>Plan</h1><h2>Week 1: Knots</h2><ul><li>Bowline<li>Clove hitch</ul></body></html>"
    text = "# Plan\n\n## Week 1: Knots\n\n- Bowline\n- Clove hitch\n"
    names = []
    for name, content in (("page.md", page), ("text.html", text)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        (roadmap,) = read([tmp_path / name]).roadmaps
        names.append((roadmap.title, [topic.name for topic in roadmap.topics]))
    assert names[0] == names[1] == ("Plan", ["Knots", "Bowline", "Clove hitch"])


def test_the_language_is_that_of_the_words(tmp_path: Path) -> None:
    """Tags and addresses are no English words."""
    path = tmp_path / "page.html"
    path.write_text(
        "<html><body>" + '<div class="some-long-name">' * 40 + "<h1>路线</h1><h2>第一周：打结</h2><ul><li>绳子<li>单套结</ul>",
        encoding="utf-8",
    )
    assert [source.language for source in read([path]).sources] == ["zh-Hans"]
