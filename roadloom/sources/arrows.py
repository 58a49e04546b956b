"""Read "A → B → C" as a suggested order."""

from __future__ import annotations

import re

from .draft import Draft, Place
from .names import brackets, head_and_rest, is_name
from .outline import Line
from .words import bare, simplified, words

ARROW = re.compile(r"\s*(?:→|➜|⇒|⟶|->|-->|=>|==>|>>)\s*")


def read_arrows(line: Line, place: Place, draft: Draft) -> bool:
    """Read "A → B → C" as a suggested order; False if the pieces are no names."""
    text = bare(line.text)
    head, rest = head_and_rest(text)
    body = rest if rest and not ARROW.search(head) else text
    pieces = [bare(p) for p in ARROW.split(body) if bare(p)]
    if words().menus.search(simplified(text)):
        return False  # where to click, not what to learn
    if len(pieces) < 2 or not all(is_name(brackets(p)[0] or p) for p in pieces):
        return False
    name = head if body is rest and rest else (place.phase.name if place.phase else draft.roadmap.title)
    start = line.text.find(pieces[0])
    steps, at = [], max(start, 0)
    for piece in pieces:
        begin = line.text.find(piece, at)
        if begin < 0:
            return False
        steps.append((line.slice(begin, begin + len(piece)), place))
        at = begin + len(piece)
    draft.routes.append((name, line.number, steps, True))
    draft.understood.add(line.number)
    return True
