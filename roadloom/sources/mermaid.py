"""Read mermaid: flowcharts whose arrows mean order, mindmaps whose branches mean parts. Decision nodes are no topics."""

from __future__ import annotations

import re

from roadloom.graph.model import Topic

from .draft import Draft, Place
from .names import is_name, one
from .outline import Line
from .words import bare

_LINK = re.compile(r"\s*(?:<?[-=.]{2,3}(?:>|o|x)?(?:\|(?P<label>[^|]*)\|)?|--\s*(?P<words>[^->|]+?)\s*--+>)\s*")
_NODE = re.compile(
    r"(?P<n>[\w.-]+)(?:(?P<n_shape>\[\[|\(\(|\(\[|\[\(|\{\{|\[/|\[|\(|\{|>)"
    r"(?P<n_text>\"[^\"]*\"|[^\])}]*)(?:\]\]|\)\)|\]\)|\)\]|\}\}|/\]|\]|\)|\}))?"
)
_SKIP = re.compile(r"^\s*(?:%%|style\b|classDef\b|class\b|linkStyle\b|click\b|direction\b|end\b|subgraph\b|graph\b|flowchart\b|---)")


def read_mermaid(lines: list[Line], place: Place, draft: Draft) -> None:
    """Enter the topics of a drawing, and its arrows as stated order."""
    filled = [line for line in lines if line.text.strip()]
    if not filled:
        return
    kind = filled[0].text.split()[0].casefold()
    draft.skip(filled[0], "how a drawing looks")
    if kind == "mindmap":
        _mindmap(filled[1:], place, draft)
    elif kind in ("graph", "flowchart"):
        _flowchart(filled[1:], place, draft)
    else:
        for line in filled:
            draft.skip(line, f"a drawing ({kind})")


def _flowchart(lines: list[Line], place: Place, draft: Draft) -> None:
    texts: dict[str, tuple[str, Line]] = {}
    decisions: set[str] = set()
    arrows: list[tuple[str, str, Line]] = []
    for line in lines:
        if _SKIP.match(line.text):
            draft.skip(line, "how a drawing looks")
            continue
        _statement(line, texts, decisions, arrows)
    if decisions:
        # A tree of questions asks where one stands; its arrows are answers, not order.
        for line in lines:
            draft.skip(line, "a decision")
        return
    topics: dict[str, Topic] = {}
    for key, (text, line) in texts.items():
        if is_name(text) and (term := one(text)):
            topics[key] = draft.topic(term, line, place)
    for before, after, line in arrows:
        if before in topics and after in topics:
            draft.statement(topics[before], topics[after], "stated", line)
            draft.understood.add(line.number)


def _statement(line: Line, texts: dict[str, tuple[str, Line]], decisions: set[str], arrows: list[tuple[str, str, Line]]) -> None:
    """Read one line: nodes joined by arrows, several at once by `&`."""
    text = line.text.strip().rstrip(";")
    at, previous = 0, []  # type: tuple[int, list[str]]
    while at < len(text):
        group: list[str] = []
        while match := _NODE.match(text, at):
            key = match["n"]
            if match["n_text"] is not None:
                texts[key] = (bare(match["n_text"].strip('"/')), line)
            texts.setdefault(key, (key, line))
            if match["n_shape"] in ("{", "{{"):
                decisions.add(key)
            group.append(key)
            at = match.end()
            if joined := re.compile(r"\s*&\s*").match(text, at):
                at = joined.end()
            else:
                break
        if not group:
            return
        arrows.extend((a, b, line) for a in previous for b in group)
        link = _LINK.match(text, at)
        if not link or link.end() == at:
            return
        previous, at = group, link.end()


def _mindmap(lines: list[Line], place: Place, draft: Draft) -> None:
    stack: list[tuple[int, Topic | None]] = []
    for i, line in enumerate(lines):
        indent = len(line.text) - len(line.text.lstrip())
        match = _NODE.match(line.text.strip())
        text = bare((match["n_text"] if match and match["n_text"] else line.text).strip('"()[]{} '))
        while stack and stack[-1][0] >= indent:
            stack.pop()
        parent = next((t for _, t in reversed(stack) if t is not None), None)
        term = one(text) if is_name(text) else None
        # The root is what the map is about: the roadmap's title, no topic of its own.
        topic = draft.topic(term, line, place.but(topic=parent)) if term and i else None
        stack.append((indent, topic))
