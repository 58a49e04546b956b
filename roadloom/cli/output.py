"""Hand what an exporter makes to the disk or to stdout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadloom.cli.replacing import STDOUT
from roadloom.cli.terminal import say_bytes, working
from roadloom.errors import OutputError

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Exporter, Options
    from roadloom.exporters.writing import Report


def deliver(
    graph: nx.MultiDiGraph,
    exporter: Exporter,
    options: Options,
    out: str,
    *,
    dry_run: bool = False,
    adopt: bool = False,
    rename: bool = False,
    notes: Mapping[str, Any] | None = None,
) -> Report | None:
    """Export `graph` to `out`, a file or folder as the format asks for, or stdout (`-`), and report what was written there.

    `adopt` takes a folder that holds other files too; `dry_run` only reports; `rename` and `notes` as in `writing.write`.

    Raises `OutputError` where a folder was asked for on stdout, or `out` cannot be replaced without loss.
    """
    from roadloom.exporters.writing import write

    if out == STDOUT and exporter.folder:
        raise OutputError(f"{exporter.name} makes a folder, which stdout cannot hold.", remedy="Name a folder with -o.")
    with working(f"making {exporter.name}"):
        files = list(exporter.export(graph, options))
    if out == STDOUT:
        _print(files)
        return None
    with working(f"writing {out}"):
        return write(files, Path(out), exporter=exporter, dry_run=dry_run, adopt=adopt, rename=rename, notes=notes)


def _print(files: Iterable[tuple[str, bytes]]) -> None:
    for _, data in files:
        say_bytes(data)
