"""reStructuredText becomes the same outline as Markdown."""

from __future__ import annotations

import pytest

from roadloom.errors import InputError
from roadloom.sources.rst import LINE, read


def test_nothing_yields_nothing() -> None:
    """An empty document, and one of comments, has no blocks."""
    assert read("").blocks == read(".. a comment\n\n.. _target: https://a.org\n").blocks == []


def test_headings_take_their_level_from_the_order_of_their_marks() -> None:
    """The first underline is the highest level; the line is that of the words."""
    found = read("====\nTop\n====\n\nPart\n----\n\nNext\n----\n\nDeep\n~~~~\n").blocks
    assert [(b.level, b.line, b.text) for b in found] == [(1, 2, "Top"), (2, 5, "Part"), (2, 8, "Next"), (3, 11, "Deep")]


def test_links_are_found_however_they_are_written() -> None:
    """Embedded, named, anonymous and bare addresses, and Sphinx's documents."""
    text = "`a <https://a.org>`_, b_, `c`__, https://d.org and :doc:`e <e/f>`.\n\n.. _b: https://b.org\n__ https://c.org\n"
    links = [(s.text, s.url) for block in read(text).blocks for line in block.lines for s in line.links]
    assert links == [("a", "https://a.org"), ("b", "https://b.org"), ("c", "https://c.org"), ("https://d.org",) * 2, ("e", "e/f")]


def test_lists_tables_and_code_keep_their_lines() -> None:
    """Items, cells and lines of code know where they stand."""
    text = "* a\n* b\n\n  1. c\n\n+---+---+\n| d | e |\n+---+---+\n\n::\n\n    f\n    g\n"
    found = [b for top in read(text).blocks for b in top.walk()]
    assert [(b.line, b.ordinal, b.text) for b in found if b.kind == "item"] == [(1, None, "a"), (2, None, "b"), (4, "1", "c")]
    assert [[(c.number, c.text) for c in row] for b in found for row in b.rows] == [[(7, "d"), (7, "e")]]
    assert [(line.number, line.text) for b in found if b.kind == "code" for line in b.lines] == [(12, "f"), (13, "g")]


def test_the_clock_and_other_files_are_left_alone() -> None:
    """`date`, `include` and `raw` yield nothing."""
    text = ".. |now| date::\n\nToday |now|.\n\n.. include:: other.rst\n\n.. raw:: html\n\n   <b>raw</b>\n"
    assert [b.text for b in read(text).blocks] == ["Today |now|."]


def test_unknown_directives_are_findings() -> None:
    """Each unknown directive is named once, with its lines."""
    (finding,) = read(".. toctree::\n\n   a\n\nText\n\n.. toctree::\n\n   b\n", "s").findings
    assert (finding.code, [o.line for o in finding.origins]) == ("unknown-construct", [1, 7])


def test_lines_without_end_are_refused() -> None:
    """A line above the limit is an error with its number."""
    with pytest.raises(InputError, match="3"):
        read("a\n\n" + "x" * (LINE + 1), path="p.rst")
