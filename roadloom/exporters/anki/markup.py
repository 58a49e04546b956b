r"""Text of documents -> HTML of card fields, in which nothing that a document says can act.

Anki gives four kinds of text a meaning of its own: HTML, `{{...}}` (fields and cloze deletions), `[...]` (`[sound:]`, `[latex]`) and `\x1f`
(ends a field). The first three are written as character references, the last, with all other control characters, is dropped.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

GAP = "＿＿"
"""Stands where a name was taken out of a text."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"""[&<>"'\[{}]""")
_REFERENCES = str.maketrans({"[": "&#91;", "{": "&#123;", "}": "&#125;"})
_MEANINGLESS = re.compile(r"[^\w+#]+|_+")  # but "C", "C#" and "C++" differ by their marks only
_MEANINGLESS_ASCII = bytes(code for code in range(128) if _MEANINGLESS.fullmatch(chr(code)))
_CODE = re.compile(r"`([^`\n]+)`")
_STRONG = re.compile(r"(?<!\*)\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?!\*)")
_LINK = re.compile(r"!?&#91;([^\]\n]{1,300})\]\([^()\s]{1,2000}\)")
# Pandoc's rule for dollars: no blank inside the marks, no digit after the closing one, so that "$5 and $6" is money.
_DISPLAY = re.compile(r"\$\$(?=\S)([^$]{1,2000}?)(?<=\S)\$\$")
_INLINE = re.compile(r"(?<![\\$\w])\$(?=[^\s$])([^$\n]{1,500}?)(?<=[^\s\\$])\$(?![\d$])")


def clean(text: str) -> str:
    """Drop what no field can hold (control characters, half surrogates, direction overrides) and blanks at the ends."""
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


def escape(text: str) -> str:
    """Write text so that Anki shows it and does nothing else with it."""
    if text.isprintable() and not _SPECIAL.search(text):  # nearly all of it
        return text.strip()
    text = clean(text)
    return html.escape(text).translate(_REFERENCES) if _SPECIAL.search(text) else text


def inline(text: str) -> str:
    """Write a sentence of a document as HTML: code, bold and formulas are kept, links lose their address, the rest is text.

    >>> inline('use `a<b`, **not** $x^2$')
    'use <code>a&lt;b</code>, <b>not</b> \\\\(x^2\\\\)'
    """
    written = escape(text)
    if "`" in written:  # code is taken out first: nothing inside it is markup
        pieces = _CODE.split(written)
        return "".join(f"<code>{piece}</code>" if at % 2 else _marks(piece) for at, piece in enumerate(pieces))
    return _marks(written)


def _marks(written: str) -> str:
    if "](" in written:
        written = _LINK.sub(r"\1", written)
    if "**" in written:
        written = _STRONG.sub(r"<b>\1</b>", written)
    if "$" in written:
        written = _INLINE.sub(r"\\(\1\\)", _DISPLAY.sub(r"\\[\1\\]", written))
    return written.replace("\n", "<br>") if "\n" in written else written


def cloze(number: int, text: str) -> str:
    """Hide a text as deletion `number` (from 1); colons in it are no hint marks.

    >>> cloze(2, "std::vector")
    '{{c2::std&#58;&#58;vector}}'
    """
    return f"{{{{c{number}::{inline(text).replace(':', '&#58;')}}}}}"


@lru_cache(1 << 16)
def flat(text: str) -> str:
    """Fold a text for comparing what people read: width, case, blanks and punctuation do not count.

    >>> flat("Ｃausal-LM！") == flat("causal lm")
    True
    """
    if text.isascii():  # the same, ten times as fast
        return text.lower().encode("ascii").translate(None, _MEANINGLESS_ASCII).decode("ascii")
    return _MEANINGLESS.sub("", unicodedata.normalize("NFKC", text).casefold())


def occurs(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word of its own (case does not count); Chinese needs no blanks around it."""
    return name.casefold() in text.casefold() and _word(name).search(text) is not None


def without(text: str, names: Iterable[str], gap: str = GAP) -> str:
    """Put a gap where one of the names stands in the text, longest names first."""
    folded = text.casefold()
    for name in sorted({name for name in names if name and name.casefold() in folded}, key=lambda name: (-len(name), name)):
        text = _word(name).sub(gap, text)
    return text


def _word(name: str) -> re.Pattern[str]:
    # Latin letters and digits bound words; "RAG" stands in "RAG系统" but not in "fragment".
    before = r"(?<![A-Za-z0-9])" if name[:1].isascii() and name[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if name[-1:].isascii() and name[-1:].isalnum() else ""
    return re.compile(before + re.escape(name) + after, re.IGNORECASE)


def width(text: str) -> int:
    """Measure how much a text says: a Chinese character counts as much as two and a half Latin letters (tenths dropped)."""
    wide = 0 if text.isascii() else sum(1 for character in text if character >= "\u2e80")
    return wide * 5 // 2 + len(text) - wide


def tag(*parts: str) -> str:
    """Write a nested tag; blanks become underscores, and colons cannot open a level.

    >>> tag("roadloom", "phase", "Week 1: basics")
    'roadloom::phase::Week_1_basics'
    """
    return "::".join(re.sub(r'[\s:_"]+', "_", clean(part)).strip("_") or "_" for part in parts)


def deck_name(parts: Sequence[str]) -> str:
    """Write the name of a nested deck; quotes, colons and line ends of a name cannot open a level."""
    return "::".join(" ".join(re.sub(r'::+|["\n]', " ", clean(part)).split())[:90].strip(": ") or "_" for part in parts)
