"""Read the item of a list as what one learns: its topics, their order, a choice among them, the works in brackets behind them."""

from __future__ import annotations

import re

from roadloom.graph.model import Choice, Resource, Topic
from roadloom.graph.names import fold

from . import durations
from .arrows import ARROW, read_arrows
from .draft import Draft, Place
from .names import brackets, head_and_rest, is_name, one, terms
from .outline import Line
from .words import bare, plain, simplified, words
from .works import read_works


def read_topics(line: Line, text: str, place: Place, draft: Draft) -> Place:
    """Enter the topics that an item names and return the place of what is nested in it: their parts."""
    deeper = place.but(level=place.level + 1)
    if line.links:
        read_works([line], place, draft, named=False)
    if ARROW.search(line.text) and read_arrows(line, place, draft):
        return deeper
    body = text
    found: list[Topic] = []
    if words().starts(plain(simplified(text)), words().clicks):
        draft.skip(line, "an instruction")
    elif place.role == "overview":
        draft.skip(line, "an overview")
    elif place.phase is None and place.role is None and not is_name(brackets(head_and_rest(body)[0])[0]):
        draft.sequences.append((line, place))
        draft.skip(line, "prose")
    else:
        draft.sequences.append((line, place))
        if _ordered_pair(text, line, place, draft) or read_choice(text, line, place, draft):
            return deeper
        embedded = _embedded_works(line, place, draft)
        if embedded:
            body = re.sub(r"[（(][^（()）]*《[^（()）]*[）)]", "", body)
        before = len(draft.roadmap.topics)
        found = [draft.topic(term, line, place) for term in terms(body)]
        _choices_inside(body, draft.roadmap.topics[before:], line, draft)
        if not found:
            draft.skip(line, "no name")
        for topic in found:
            lasting = durations.parse(text)  # "in 30 minutes" is the limit of a test
            topic.duration = lasting if lasting and lasting.unit == "hour" and (lasting.max or lasting.min or 0) >= 1 else None
        for work in embedded:
            work.topics = list(found)
    return deeper.but(topic=found[0] if len(found) == 1 else place.topic)


def _ordered_pair(text: str, line: Line, place: Place, draft: Draft) -> bool:
    """Read an item that is a sentence about two topics ("Vue requires JavaScript") as the two and their order."""
    clean = simplified(text).rstrip("。.")
    for pattern in words().order:
        match = pattern.search(clean)
        if match is None or len(match[0]) * 5 < len(clean) * 4 or len(clean) != len(text.rstrip("。.")):
            continue
        before, after = ([t for t in terms(text[match.start(k) : match.end(k)]) if is_name(t.name)] for k in ("before", "after"))
        if before and after:
            first = [draft.topic(t, line, place) for t in before]
            second = [draft.topic(t, line, place) for t in after]
            for a in first:
                for b in second:
                    draft.statement(a, b, "stated", line)
            return True
    return False


def names_choice(text: str) -> bool:
    """Does a text say what the things of a choice are ("Pick PyTorch or TensorFlow")?"""
    return bool(_members(text))


def _members(text: str) -> list[str]:
    """Return the names that a text leaves to choose from; none where it is no choice."""
    text = text.strip(" 。.")
    for pattern in words().choices:
        if match := pattern.fullmatch(simplified(text)):
            return [piece for piece in words().either.split(text[match.start("members") : match.end("members")]) if bare(piece)]
    return []


def read_choice(text: str, line: Line, place: Place, draft: Draft) -> bool:
    """Read "PyTorch or TensorFlow", "Vue 或 React，任选其一" as topics of which any one serves."""
    pieces = _members(text)
    found = [t for p in pieces if (t := one(p)) and len(t.name.split()) <= 4]
    if len(found) < 2 or len(found) < len(pieces):
        return False
    draft.roadmap.choices.append(Choice([draft.topic(t, line, place) for t in found], line.number, line.text.strip()))
    return True


def _choices_inside(text: str, found: list[Topic], line: Line, draft: Draft) -> None:
    """Enter the choices among parts: "Service mesh (Istio or Linkerd)", "可视化：Matplotlib 或 Seaborn（二选一）"."""
    named = {fold(topic.name): topic for topic in found}
    for segment in [head_and_rest(text)[1], *brackets(text)[1]]:
        members = [named.get(fold(bare(piece))) for piece in _members(segment)]
        if len(members) > 1 and all(members):
            draft.roadmap.choices.append(Choice([m for m in members if m], line.number, line.text.strip()))


def _embedded_works(line: Line, place: Place, draft: Draft) -> list[Resource]:
    """Read works that stand in the bracket behind a topic ("先学 PyTorch（官方教程 + 《深度学习入门》）")."""
    out: list[Resource] = []
    for match in re.finditer(r"[（(]([^（()）]*)[）)]", line.text):
        start = match.start(1)
        inner = line.slice(start, match.end(1))
        if re.search("《[^《》]+》", match[1]) or words().holds(plain(match[1]), words().embedded):
            pieces = re.split(r"\s*[+、]\s*", match[1])
            if "《" not in match[1] and len(pieces) < 2:
                continue
            at = start
            for piece in pieces:
                begin = line.text.index(piece, at)
                out.extend(read_works([line.slice(begin, begin + len(piece))], place.but(role="resources", topic=None), draft, named=True))
                at = begin + len(piece)
            del inner
    return out
