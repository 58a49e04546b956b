"""What `-o` may replace: an earlier file of the same format, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roadloom.errors import OutputError

if TYPE_CHECKING:
    from roadloom.exporters.base import Exporter

STDOUT = "-"
_HEAD = 20_000  # bytes that hold what tells a page, a roadmap or a GraphML file of ours
_ROADMAP = re.compile(rb"^format:\s*[\"']?roadloom-roadmap\b.*^sources:", re.MULTILINE | re.DOTALL)


def refuse_loss(out: str, exporter: Exporter, inputs: Iterable[str] = ()) -> None:
    """Refuse an output file whose content no export could bring back; folders are minded by `exporters.writing`.

    What is no regular file (/dev/null, a pipe) holds nothing, and neither does an empty file.

    Raises
    ------
    click.UsageError : it is one of the inputs; a graph file may be woven into a new one of its name.
    OutputError : it was not written by this format.
    """
    path = Path(out)
    if out == STDOUT or exporter.folder or not path.is_file() or not path.stat().st_size:
        return
    ours = _is_ours(path, exporter)
    if not (ours and exporter.name == "json") and any(_same(path, name) for name in inputs):
        raise click.UsageError(f"{out} is an INPUT, and the output would replace it. Choose another name with -o.")
    if not ours:
        raise OutputError(
            f"this file is there already, and no earlier {exporter.name} of roadloom.",
            path=out,
            remedy="Choose another name with -o, or remove it first.",
        )


def _same(path: Path, name: str) -> bool:
    return name != STDOUT and Path(name).is_file() and path.samefile(name)


def _is_ours(path: Path, exporter: Exporter) -> bool:
    """Tell whether a file is what a format writes, by its content; for formats of other packages by its suffix."""
    recognise = _RECOGNISERS.get(exporter.name)
    return recognise(path.read_bytes()) if recognise else path.suffix.lower() == exporter.suffix.lower()


def _is_graph(data: bytes) -> bool:
    from roadloom.graph.graphfile import is_graph

    return is_graph(data)


def _is_deck(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("collection.anki") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return False


_RECOGNISERS: Mapping[str, Callable[[bytes], bool]] = {
    "json": _is_graph,
    "html": lambda data: b'<meta name="generator" content="roadloom">' in data[:_HEAD],
    "yaml": lambda data: _ROADMAP.search(data[:_HEAD]) is not None,
    "graphml": lambda data: b"<graphml" in data[:_HEAD] and b'attr.name="kind"' in data[:_HEAD],
    "anki": _is_deck,
}
