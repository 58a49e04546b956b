"""Read boxes drawn with characters: what stands in each, and whether arrows lead from one to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from roadloom.graph.model import Phase

from . import durations
from .draft import Draft, Place
from .headings import ordinal_of
from .names import head_and_rest, is_name
from .outline import Block, Line, Span
from .phases import name_phase
from .words import bare, words

_UPRIGHT = re.compile(r"[│┃║|]")
_OPENS = re.compile(r"[┌┏╔╭]|(?<![\w+-])\+(?=[-=]{3,}\+)")
_CLOSES = re.compile(r"[└┗╚╰]")
_RULE = re.compile(r"^[\s─━═│┃║┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛╔╗╚╝╠╣╦╩╬|+=▼▲↓⬇vV-]+$")
_ITEM = re.compile(r"^\s*(?:[-*•·‣▪✓✔☐□]|\d+[.)]\s)\s*")
_DOWN = re.compile(r"^[\s│┃|]*[▼↓⬇vV][\s│┃|▼↓⬇vV]*$")


@dataclass(slots=True)
class Box:
    """One box: the words of its head, and below them its items."""

    head: list[Line] = field(default_factory=list)
    items: list[list[Line]] = field(default_factory=list)  # each an item's lines
    remarks: list[Line] = field(default_factory=list)  # lines in brackets: how long, with what
    parted: bool = False  # a rule has stood below the head

    def take(self, line: Line) -> None:
        """Add a line of text to what it goes on with."""
        text = line.text.strip()
        if self.remarks and not self.remarks[-1].text.rstrip().endswith((")", "）")):
            self.remarks.append(line)  # the bracket goes on
        elif text.startswith(("(", "（")):
            self.remarks.append(line)
        elif match := _ITEM.match(line.text) if self.head else None:
            self.items.append([line.slice(match.end())])
        elif self.items and not text.endswith((":", "：")) and not _labelled(text):
            self.items[-1].append(line)
        elif self.head and (self.parted or self.items):
            self.items.append([line])
        else:
            self.head.append(line)

    @property
    def name(self) -> str:
        return bare(" ".join(bare(line.text) for line in self.head))

    def body(self) -> Block:
        """Return what stands below the head as a list."""
        block = Block("list", self.head[0].number)
        for lines in self.items:
            text = " ".join(line.text.strip() for line in lines)
            block.children.append(Block("item", lines[0].number, lines[-1].number, lines=[Line(lines[0].number, [Span(text)])]))
        return block


def boxes_in(lines: list[Line]) -> list[Box]:
    """Return the boxes that a drawing shows, from above and from the left."""
    out: list[Box] = []
    row: list[Box] = []  # boxes that stand beside each other
    for line in lines:
        if opened := len(_OPENS.findall(line.text)) if not _words(line) else 0:
            if not (row and "+" in line.text):
                row = [Box() for _ in range(opened)]
                out.extend(row)
                continue
            row = []  # the same sign closes a box of plus signs
        elif _RULE.match(line.text):
            if _CLOSES.search(line.text):
                row = []
            for box in row:
                box.parted = box.parted or bool(box.head)
        elif row:
            _fill(row, line)
    return [box for box in out if box.head]


def _labelled(text: str) -> bool:
    head, rest = head_and_rest(text)
    return bool(rest) and words().label(head) is not None


def _words(line: Line) -> bool:
    return any(c.isalnum() and c not in "vV" for c in line.text)


def _fill(row: list[Box], line: Line) -> None:
    """Hand the words between the uprights to the boxes that stand there."""
    cells: list[Line] = []
    edges = [m.start() for m in _UPRIGHT.finditer(line.text)]
    for left, right in zip(edges, [*edges[1:], len(line.text)], strict=True):
        cells.append(line.slice(left + 1, right))
    if len(row) == 1:
        for cell in cells[:-1] if len(cells) > 1 else cells:
            if bare(cell.text):
                row[0].take(cell)
        return
    for box, cell in zip(row, cells[::2], strict=False):
        if bare(cell.text):
            box.take(cell)


def stages_in(lines: list[Line], place: Place, draft: Draft) -> list[tuple[Phase, Block]]:
    """Enter the boxes as stages and return each with its list; none where the boxes are no stages.

    Boxes are stages where most of them are numbered, or where arrows lead down from each to the next and they list something.
    """
    found = [box for box in boxes_in(lines) if is_name(ordinal_of(box.name)[1]) or ordinal_of(box.name)[0]]
    numbered = [box for box in found if ordinal_of(box.name)[0] is not None]
    led = any(_DOWN.match(line.text) for line in lines)
    if len(numbered) >= 2 and len(numbered) * 2 >= len(found):
        found = numbered
    elif len(found) < 2 or not led or not sum(1 for box in found if box.items) * 2 >= len(found):
        return []
    out = []
    for box in found:
        phase = name_phase(box.name, box.head[0], place.but(role=None), draft)
        phase.duration = durations.parse(" ".join(line.text.strip() for line in box.remarks)) or phase.duration
        draft.understood.update(line.number for line in (*box.head, *box.remarks))
        out.append((phase, box.body()))
    return out
