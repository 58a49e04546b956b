"""What can go wrong, sorted by what the user can do about it.

Every error says what is wrong, where (file and line, where there is one) and what to do. `roadloom.cli` turns them into one
line and an exit code in one place; nothing else catches them to print.
"""

from __future__ import annotations


class RoadloomError(Exception):
    """The user's problem: exit code 1, one line, no traceback.

    Attributes
    ----------
    message : what is wrong.
    path, line : where, as far as it is known (lines count from 1).
    remedy : what to do about it, a whole sentence.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.remedy = remedy

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}:{self.line}: " if self.line else f"{self.path}: "
        return where + self.message + (f" {self.remedy}" if self.remedy else "")


class InputError(RoadloomError):
    """A file cannot be read, or is not what it claims to be."""


class NotFoundError(RoadloomError):
    """A name that the user gave stands for nothing in the graph, or for several things.

    `near` holds the names that come close, best first.
    """

    def __init__(self, message: str, *, near: tuple[str, ...] = (), path: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message, path=path, remedy=remedy)
        self.near = near


class ContradictionError(RoadloomError):
    """The user's own rules contradict each other (both places are named in the message)."""


class OutputError(RoadloomError):
    """Nothing was written, because what is there already must not be lost or cannot be replaced."""
