"""The two note types: what a note holds, and how its cards look.

**Frozen.** Anki counts a note type with other fields as another one, and notes of it as conflicts that are silently not updated. So
the ids, `FIELDS` and their order never change again; what later versions need goes into the spare fields. Templates and styling may
change: Anki takes them over if `STYLED` is newer than what it has, so move that with every change in `templates/` (a test reminds you).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import genanki

FIELDS: Final = (
    "Id",  # topic, kind, language: unique, so that no two notes look like duplicates to Anki
    "Front",
    "Back",
    "Prompt",  # the question in words, small above the front
    "Area",  # where it belongs, in a word or two
    "Hue",  # the area's colour, degrees of the colour wheel
    "Lang",  # BCP 47, chooses the shape of Chinese characters
    "More",  # what else is worth knowing, below the answer
    "Links",
    "Source",
    "My notes",  # the user's own; never written, carried over from the previous deck
    "Spare 1",
    "Spare 2",
    "Spare 3",
    "Spare 4",
)
CARD_MODEL: Final = 1718035201
CLOZE_MODEL: Final = 1718035202
CARD_NAME: Final = "roadloom 1"
CLOZE_NAME: Final = "roadloom 1 (cloze)"
STYLED: Final = 1795338000  # 2026-11-22, seconds; when templates or styling last changed


class NoteType(genanki.Model):
    """A note type whose modification time says when its looks changed, not when the deck was made."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        return {**super().to_json(STYLED, deck_id), "did": None}


def template(name: str) -> str:
    """Read a template that stands beside this module."""
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


@cache
def card_type() -> NoteType:
    """Build the note type with a front and a back."""
    return _build(CARD_MODEL, CARD_NAME, "card", genanki.Model.FRONT_BACK)


@cache
def cloze_type() -> NoteType:
    """Build the note type that hides parts of its front."""
    return _build(CLOZE_MODEL, CLOZE_NAME, "cloze", genanki.Model.CLOZE)


def _build(model_id: int, name: str, stem: str, kind: int) -> NoteType:
    looks = {"name": "Card", "qfmt": template(f"{stem}-front.html"), "afmt": template(f"{stem}-back.html")}
    return NoteType(
        model_id=model_id,
        name=name,
        fields=[{"name": field} for field in FIELDS],
        templates=[looks],
        css=template("style.css"),
        model_type=kind,
        sort_field_index=FIELDS.index("Front"),
    )
