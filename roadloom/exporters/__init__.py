"""Exporters turn the knowledge graph into files. They register as entry points, those that come along like those of other packages."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from roadloom.errors import NotFoundError, RoadloomError

if TYPE_CHECKING:
    from roadloom.exporters.base import Exporter

GROUP = "roadloom.exporters"


def names() -> list[str]:
    """List the formats that are installed, in alphabetical order."""
    return sorted(_registered())


def get(name: str) -> Exporter:
    """Load the exporter of a format; only that one is imported.

    Raises `NotFoundError` for a format that no installed package offers (`near` holds similar names), and `RoadloomError` where
    the package that offers it cannot be loaded.
    """
    registered = _registered()
    if name not in registered:
        from difflib import get_close_matches

        near = tuple(get_close_matches(name.casefold(), sorted(registered), n=3, cutoff=0.5))
        did_you_mean = f"Did you mean {' or '.join(near)}? " if near else ""
        raise NotFoundError(
            f"There is no export format {name!r}.", near=near, remedy=f"{did_you_mean}There are: {', '.join(sorted(registered))}."
        )
    point = registered[name]
    try:
        exporter: Exporter = point.load()()
    except (ImportError, AttributeError) as problem:
        package = point.dist.name if point.dist else point.module
        raise RoadloomError(
            f"The format {name!r} of the package {package} cannot be loaded: {problem}.", remedy=f"Reinstall {package}."
        ) from problem
    return exporter


def _registered() -> dict[str, EntryPoint]:
    """Map format names to their entry points; our own win over outsiders', among those the package whose name sorts first."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (not point.value.startswith("roadloom."), _package(point), point.value))
    return {point.name: point for point in reversed(points)}


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""
