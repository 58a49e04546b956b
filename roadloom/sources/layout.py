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
_BORDER = re.compile(r"^\s*[=＝]{8,}\s*$|^\s*[—─━]{4,}\s*$")
BORDER = "*" * 13  # how a line of equals signs goes through the Markdown parser: as a rule that nobody writes
_FENCE = re.compile(r"^\s*(?:```|~~~)")


def tidy(text: str) -> list[str]:
    """Return the lines with pasted bullets and numbers written as Markdown's, borders as rules.

    >>> tidy("\\t•\\tPyTorch\\n\\t•\\tNumPy")
    ['- PyTorch', '- NumPy']
    """
    lines = text.split("\n")
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
