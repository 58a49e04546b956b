"""What a person sees: data on stdout, the rest on stderr, nothing in either that could drive the terminal."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters (escape sequences begin with one) and marks that turn the direction of writing; tab and line feed stay."""


def prepare_streams() -> None:
    """Make stdout and stderr UTF-8 where they are no terminal, and never fail on a character that a terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def clean(text: str) -> str:
    """Return `text` without what could move the cursor, recolour the terminal or hide words.

    >>> clean("LoRA\\x1b[2J")
    'LoRA[2J'
    """
    return _UNSEEN.sub("", text)


def complain(message: str) -> None:
    """Print one line of complaint on stderr."""
    line = " ".join(clean(message).split())
    click.echo(click.style("roadloom: ", fg="red") + line, err=True)


def note(message: str = "") -> None:
    """Print what is no data (a summary, a hint) on stderr."""
    click.echo(clean(message), err=True)


def say(text: str = "", **style: Any) -> None:
    """Print a line of data on stdout, styled where it is a terminal."""
    click.echo(click.style(clean(text), **style) if style else clean(text))


def say_json(data: Any) -> None:
    """Print `data` as JSON on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def say_bytes(data: bytes) -> None:
    """Print a file's bytes on stdout as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


@contextlib.contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Show on stderr what is being done while the block runs, if somebody watches; the block may tell how far it is."""
    watched = sys.stderr.isatty()

    def tell(detail: str) -> None:
        if watched:
            width = shutil.get_terminal_size().columns - 1
            click.echo("\r\x1b[K" + f"{what} … {clean(detail)}"[:width], err=True, nl=False)

    tell("")
    try:
        yield tell
    finally:
        if watched:
            click.echo("\r\x1b[K", err=True, nl=False)


def plural(count: int, noun: str) -> str:
    """Count things in English.

    >>> plural(1, "phase"), plural(0, "topic"), plural(2, "prerequisite edge")
    ('1 phase', '0 topics', '2 prerequisite edges')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
