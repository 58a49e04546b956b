"""Run with `pytest`; needs roadloom only, since a reader is a plain function."""

import pytest
from roadloom_org import read

from roadloom.errors import InputError
from roadloom.graph.model import Source

SOURCE = Source("plan", "plan.org", "plan", "en", "")
PLAN = """#+TITLE: Data
* Week 1
** TODO Pandas :python:
   [[https://pandas.pydata.org/docs/][The documentation]]
#+BEGIN_SRC python
import pandas
#+END_SRC
"""


def test_headings_are_stages_and_topics_with_their_lines():
    (roadmap,), findings = read(PLAN, SOURCE)
    assert (roadmap.title, [(p.name, p.line) for p in roadmap.phases]) == ("Data", [("Week 1", 2)])
    assert [(t.name, t.line, t.phase.name) for t in roadmap.topics] == [("Pandas", 3, "Week 1")]
    assert [(w.title, w.urls, w.topics[0].name) for w in roadmap.resources] == [
        ("The documentation", ["https://pandas.pydata.org/docs/"], "Pandas")
    ]
    assert [(f.code, f.origins[0].line) for f in findings] == [("unknown-construct", 5)]


def test_any_text_is_a_document():
    assert read("", SOURCE) == ([], [])
    assert read("no heading\n", SOURCE) == ([], [])


def test_what_cannot_be_org_is_refused_with_its_line():
    with pytest.raises(InputError, match=r"plan\.org:2"):
        read("* A\n#+BEGIN_SRC\n", SOURCE)
