"""What the user can choose about a vault (`--option NAME=VALUE`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from roadloom.errors import InputError

_CHOICES = {"folders": ("kind", "area", "none"), "links": ("wiki", "markdown")}
_NUMBER = "resource-notes"


@dataclass(frozen=True)
class Wishes:
    """How a vault is laid out.

    Attributes
    ----------
    folders : by kind of note, by area, or none: every note beside the others.
    links : wiki (`[[Note]]`) or markdown (`[Note](Topics/Note.md)`, which other readers follow too).
    resource_notes : how many topics and phases have to name a resource for it to get a note of its own; others are listed there only.
    """

    folders: str = "kind"
    links: str = "wiki"
    resource_notes: int = 1

    @classmethod
    def of(cls, extra: Mapping[str, str]) -> Wishes:
        """Read the options of an export.

        Raises
        ------
        InputError : there is no such option, or it has no such value.
        """
        known = [*_CHOICES, _NUMBER]
        for name, value in extra.items():
            if name not in known:
                near = get_close_matches(name, known, n=1)
                remedy = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
                raise InputError(f"a vault has no option {name!r}.", remedy=remedy)
            if name in _CHOICES and value not in _CHOICES[name]:
                raise InputError(f"{name} cannot be {value!r}.", remedy=f"Choose one of: {', '.join(_CHOICES[name])}.")
        number = extra.get(_NUMBER, str(cls.resource_notes))
        if not (number.isascii() and number.isdecimal()):
            raise InputError(f"{_NUMBER} cannot be {number!r}.", remedy="Give a number, such as 2: resources of fewer topics get no note.")
        return cls(extra.get("folders", cls.folders), extra.get("links", cls.links), int(number))


DEFAULT = Wishes()
