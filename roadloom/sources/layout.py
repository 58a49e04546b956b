"""Prepare pasted text for the Markdown parser, line for line.

Chats and rich-text editors paste bullets (•, ●) and tabs where Markdown has `-` and spaces. Every line stays on its line, so that
line numbers hold.
"""

from __future__ import annotations

import re

_BULLET = re.compile(r"^([ \t]*)[•·●○▪▫◦‣⁃∙■□➤►▶▸–—][ \t]*(?=\S)")
_NUMBER = re.compile(r"^([ \t]*)(\d{1,3})[.、)][ \t]+(?=\S)")
_TAB_NUMBER = re.compile(r"^ *\t[ \t]*(\d{1,3})[.、)][ \t]*(?=\S)")
_WIDE_NUMBER = re.compile(r"^([ \t]*)(\d{1,3})(?:、|．)[ \t]*(?=\S)")
BRANCH = re.compile(
    r"^(?P<stem>[\s│┃|]*)(?:[├└┣┗╰╭][─━\-–]*[>▶►]?|(?:\|--|\+--|`--)-*(?=\s))\s*(?=.*\w)"
)  # of a tree; the rule of a table has no words
_STEM = re.compile(r"^[ \t│┃|]*[│┃|][ \t│┃|]*$")
_BOX = re.compile(r"^([ \t]*)(\[[ xX✓✔√]?\][ \t]+(?=\S))")
_EMOJI = re.compile(r"^[ \t]*[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?[ \t]*(?!https?:)(?=\w|《|“|\")(?!\d+[.、])")
_BORDER = re.compile(r"^\s*[=＝]{8,}\s*$|^\s*[—─━]{4,}\s*$")
_LONG = 120  # no line of an outline is longer
BORDER = "*" * 13  # how a line of equals signs goes through the Markdown parser: as a rule that nobody writes
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_MARKED = re.compile(r"^\s*(?:#{1,6}\s|[-*+>|•]|\d{1,3}[.)、]\s|(?:```|~~~))")
_LEADING = re.compile(r"^[-*+•]\s+")
_CODE = re.compile(r"[{};]\s*$|^\s*(?:import|def|class|return|\$|pip|npm|git)\s")
_ROW_NUMBER = re.compile(r"^\d{1,3}(?=[.)] )")


def tidy(text: str) -> list[str]:
    """Return the lines with pasted bullets and numbers written as Markdown's, borders as rules.

    >>> tidy("\\t•\\tPyTorch\\n\\t•\\tNumPy")
    ['- PyTorch', '- NumPy']
    """
    lines = _marked_alike(_branched(_bulleted(text.split("\n"))))
    fenced = False
    margin: int | None = None  # the indentation of the least indented pasted bullet of this run
    for i, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        if match := _BULLET.match(line):
            width = len(match[1].expandtabs(4))
            if margin is None or width < margin:
                margin = width
            lines[i] = " " * (width - margin) + "- " + line[match.end() :].lstrip()
        elif (match := _ROW_NUMBER.match(line)) and _in_table(lines, i):
            lines[i] = f"{line[: match.end()]}\\{line[match.end() :]}"  # the number of a row, not of a list's item
        elif match := _TAB_NUMBER.match(line):
            lines[i] = f"{match[1]}. {line[match.end() :]}"
        elif match := _WIDE_NUMBER.match(line):
            lines[i] = f"{match[1]}{match[2]}. {line[match.end() :]}"
        elif _BORDER.match(line):
            # A border directly below words would make them a setext heading; as a rule it borders them all the same.
            lines[i] = "***" if "=" not in line and "＝" not in line else BORDER
        elif line.strip() and not line[0].isspace():
            margin = None
    return lines


def _branched(lines: list[str]) -> list[str]:
    """Return the lines with trees drawn with branches written as nested lists, and bare check boxes as items.

    >>> _branched(["Cooking", "├── Heat", "│   └── Dry heat", "└── Sauces", "[ ] roast"])
    ['Cooking', '- Heat', '  - Dry heat', '- Sauces', '- [ ] roast']
    >>> _branched(["| a | b |", "|---|---|", "|--|--|", "|--help|usage|", "+---+---+", "└────┘"])
    ['| a | b |', '|---|---|', '|--|--|', '|--help|usage|', '+---+---+', '└────┘']
    """
    out: list[str] = []
    columns: list[int] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        match = None if fenced else BRANCH.match(line)
        if match is None and not (columns and _STEM.match(line)):
            columns = []
            out.append(_BOX.sub(r"\1- \2", line) if not fenced else line)
            continue
        if match is None:
            out.append("")
            continue
        column = len(match["stem"])
        while columns and columns[-1] > column:
            columns.pop()
        if not columns or columns[-1] < column:
            columns.append(column)
        out.append("  " * (len(columns) - 1) + "- " + line[match.end() :])
    return out


def _marked_alike(lines: list[str]) -> list[str]:
    """Return the lines with a bullet before each of those below each other that begin with one and the same emoji.

    An address behind the emoji belongs to the line above it, which is none of them then.

    >>> _marked_alike(["👉 Pandas", "👉 NumPy", "🎯 Goal: numbers"])
    ['- 👉 Pandas', '- 👉 NumPy', '🎯 Goal: numbers']
    """
    marks = [line.lstrip()[:1] if _EMOJI.match(line) else "" for line in lines]
    out = list(lines)
    for i, mark in enumerate(marks):
        if mark and mark in (marks[i - 1] if i else "", marks[i + 1] if i + 1 < len(marks) else ""):
            start = len(lines[i]) - len(lines[i].lstrip())
            out[i] = f"{lines[i][:start]}- {lines[i][start:]}"
    return out


def _in_table(lines: list[str], at: int) -> bool:
    """Do the lines before or behind one have as many words parted by tabs?"""
    tabs = lines[at].strip().count("\t")
    return tabs > 0 and any(0 <= i < len(lines) and lines[i].strip().count("\t") == tabs for i in (at - 1, at + 1))


def _bulleted(lines: list[str]) -> list[str]:
    """Return an outline that only its indentation lays out as headings with lists below them; any other text as it is.

    >>> _bulleted(["Databases", "  SQL", "    joins", "    indexes", "  Redis", "Queues", "  Kafka"])[:3]
    ['## Databases', '- SQL', '  - joins']
    """
    filled = [line.expandtabs(4) for line in lines if line.strip()]
    inside = [line for line in filled if line.startswith("  ")]
    bare_inside = [line for line in inside if not _MARKED.match(line)]
    told = [line for line in filled if _MARKED.match(line) and line not in inside or len(line.strip()) > _LONG or _CODE.search(line)]
    if len(filled) < 6 or len(inside) * 2 < len(filled) or len(inside) == len(filled) or len(told) * 5 > len(filled):
        return lines
    if len(bare_inside) * 5 < len(filled) or any(_FENCE.match(line) for line in filled):
        return lines  # an ordinary list
    out, margins = [], [0]
    for i, line in enumerate(lines):
        wide = line.expandtabs(4)
        width = len(wide) - len(wide.lstrip())
        if line.strip():
            while margins[-1] > width:
                margins.pop()
            if width > margins[-1]:
                margins.append(width)
        depth = len(margins) - 1
        words = _LEADING.sub("", line.strip())
        heads = bool(words) and not depth and next((x.startswith((" ", "\t")) for x in lines[i + 1 :] if x.strip()), False)
        out.append(f"{'  ' * (depth - 1)}- {words}" if words and depth else f"## {line}" if heads and not _MARKED.match(line) else line)
    return out
