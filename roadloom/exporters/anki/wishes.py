"""What the user wants of a deck, read from the options of the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from roadloom.errors import RoadloomError

from .kinds import KINDS

_KNOWN: Final = ("address", "cards", "decks", "gate", "key", "lang", "page", "vault")
_YES, _NO = ("1", "yes", "true", "on"), ("", "0", "no", "false", "off")


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of the format, checked."""

    kinds: Sequence[str]
    nested: bool  # subdecks, or one deck
    gate: bool  # only what is ready to be learned
    both: bool  # hints in the other language
    vault: str  # name of the vault that cards link to; "": none
    page: str  # address of the page that cards link to; "": none

    @classmethod
    def of(cls, extra: Mapping[str, str]) -> Wishes:
        """Read the options.

        Raises
        ------
        RoadloomError : for an option that there is not, or a value that it cannot have.
        """
        for name in extra:
            if name not in _KNOWN:
                raise RoadloomError(f"A deck has no option {name!r}.", remedy=f"There are {', '.join(_KNOWN)}.")
        nested = _one_of("decks", extra.get("decks", "nested"), ("nested", "flat")) == "nested"
        both = _one_of("lang", extra.get("lang", ""), ("", "both")) == "both"
        gate = _one_of("gate", extra.get("gate", "").casefold(), (*_YES, *_NO)) in _YES
        return cls(_kinds(extra), nested, gate, both, extra.get("vault", ""), extra.get("page", ""))


def _one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise RoadloomError(f"The option {name!r} cannot be {value!r}.", remedy=f"Choose {' or '.join(word for word in allowed if word)}.")
    return value


def _kinds(extra: Mapping[str, str]) -> list[str]:
    wanted = [kind.strip() for kind in extra.get("cards", ",".join(KINDS)).split(",") if kind.strip()]
    for kind in wanted:
        if kind not in KINDS:
            raise RoadloomError(f"There are no cards of the kind {kind!r}.", remedy=f"Choose from {', '.join(KINDS)}.")
    if not wanted:
        raise RoadloomError("No kind of cards is chosen.", remedy=f"Choose from {', '.join(KINDS)}.")
    return wanted
