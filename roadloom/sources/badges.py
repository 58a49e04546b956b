"""What a badge says: in its address stands more than in its alternative text."""

from __future__ import annotations

import re
from urllib.parse import unquote

_BADGE = re.compile(r"https?://img\.shields\.io/badge/([^?#]+)")
_PART = re.compile(r"(?<!-)-(?!-)")


def words_of(alternative: str, picture: str) -> str:
    """Return what a picture with an alternative text says: of a badge its label and message, where the text is only the label.

    Addresses of badges are read as https://shields.io/badges/static-badge writes them.

    >>> words_of("Book", "https://img.shields.io/badge/book-Bees_at_night-red"), words_of("Docs", "logo.png")
    ('book: Bees at night', 'Docs')
    """
    match = _BADGE.match(picture)
    if match is None:
        return alternative
    label, *message = [_plain(part) for part in _PART.split(match[1])[:-1]] or [""]
    if not label or alternative and alternative.casefold() != label.casefold():
        return alternative
    return ": ".join([label, *message[:1]])


def _plain(part: str) -> str:
    return re.sub(r"(?<!_)_(?!_)", " ", unquote(part)).replace("__", "_").replace("--", "-")
