"""A learner's file is changed entry by entry, and nothing else in it is lost."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import OutputError, RoadloomError
from roadloom.graph.learner import Entry, Learner
from roadloom.graph.learneredit import edited

NOTATIONS = [
    "",
    "# only a comment\n",
    "format: roadloom-learner\n",
    "topics:\n",
    "topics: {}\nother: 1\n",
    "topics:\n  a: known",
    "topics:\n    a: known # why\n    # between\n    b: {status: doing, note: x}\nother: [1, 2]\n",
    "topics:\r\n  a: known\r\n  b:\r\n    since: 2026-01-01 # then\r\n    status: skip\r\n    note: x\r\n# end\r\n",
    "topics: {a: known, b: {status: doing}} # flow\n",
    '{"format": "roadloom-learner", "version": 1, "extra": [true], "topics": {"a": {"status": "known"}}}',
]
entries = st.none() | st.builds(Entry, st.sampled_from(["known", "doing", "skip"]), st.none() | st.sampled_from(["2026-11-22", "a: #b"]))
names = st.sampled_from(["a", "b", "topic/x", "topic/大模型", "yes", "12", 'q"uo: te #', "x\ny", ""])


@pytest.mark.parametrize("text", NOTATIONS)
@given(changes=st.dictionaries(names, entries, max_size=4))
@settings(max_examples=40, deadline=None)
def test_the_file_says_what_was_asked_and_keeps_the_rest(text: str, changes: dict[str, Entry | None]) -> None:
    """After an edit the entries are the wanted ones, other keys and every comment outside changed entries are as before."""
    held = Learner.parse(text).topics
    wanted = {k: v for k, v in {**held, **changes}.items() if v is not None}
    changed = edited(text, "learner.yaml", changes)
    after = Learner.parse(changed).topics
    assert {k: (e.status, e.since) for k, e in after.items()} == {k: (e.status, e.since) for k, e in wanted.items()}
    old, new = yaml.safe_load(text) or {}, yaml.safe_load(changed) or {}
    assert all(new[key] == value for key, value in old.items() if key != "topics")
    for comment in ("# only a comment", "# between", "# flow", "# end"):
        assert (comment in changed) == (comment in text)


def test_no_change_no_difference() -> None:
    """An edit without changes leaves a block file byte for byte as it was."""
    text = NOTATIONS[7]
    assert edited(text, "learner.yaml", {}) == text


@pytest.mark.parametrize("text", ["- a", "topics: [", "a", "topics: {a: maybe}", "topics:\n  a: known\n  a: doing\n"])
def test_what_is_no_learners_file_is_refused(text: str) -> None:
    """A text that is none raises an error with a remedy or a place, never another exception."""
    with pytest.raises(RoadloomError):
        edited(text, "learner.yaml", {"b": Entry("known")})


def test_a_notation_that_cannot_be_edited_is_refused() -> None:
    """Where the edit would not say what was asked, nothing is returned to be written."""
    with pytest.raises(OutputError):
        edited("? topics\n: a: known\n", "learner.yaml", {"a": None, "b": Entry("known")})
