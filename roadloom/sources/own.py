"""Read roadloom's own roadmap format (docs/roadmap-format.md), written by hand or by `roadloom export yaml`."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin, Reading, Roadmap, Source
from roadloom.graph.names import source_id
from roadloom.graph.roadmapfile import FORMAT, dump
from roadloom.sources.located import Located, Mistake, load
from roadloom.sources.own_checking import check
from roadloom.sources.own_entries import RoadmapBuilder

__all__ = ["dump", "is_own", "parse", "parse_reading"]

_SIGN = re.compile(rf"""(?:^|[{{,])\s*["']?format["']?\s*:\s*["']?{FORMAT}["']?\s*(?:[,}}#]|$)""", re.MULTILINE)
_SHOWN = 20  # mistakes; the rest is only counted


def is_own(text: str) -> bool:
    """Tell whether a YAML or JSON text says that it is in this format."""
    return _SIGN.search(text, 0, 100_000) is not None


def parse(text: str, source: Source) -> list[Roadmap]:
    """Read the roadmaps of one file; entries without provenance of their own get their lines in this file.

    Raises `InputError` as `parse_reading` does.
    """
    return _reading(text, source.path, source).roadmaps


def parse_reading(text: str, path: str, known_as: str | None = None) -> Reading:
    """Read a file and everything that it carries: the exact inverse of `dump`.

    Raises
    ------
    InputError
        with all mistakes, each with file and line: syntax, keys given twice, unknown or missing keys, values of the wrong kind,
        references to entries that are not there.
    """
    return _reading(text, path, None, known_as)


def _reading(text: str, path: str, source: Source | None, known_as: str | None = None) -> Reading:
    located = load(text)
    mistakes = located.mistakes
    if located.data is not None or not mistakes:
        mistakes = mistakes + check(located)
    _refuse(mistakes, path)
    data: dict[str, Any] = located.data
    reading = Reading(
        sources=[Source(**entry) for entry in data.get("sources", [])],
        findings=[_finding(entry) for entry in data.get("findings", [])],
        areas=data.get("areas", {}),
        former_ids=data.get("former_ids", {}),
        merged=data.get("merged", {}),
        prefer_language=data.get("prefer_language"),
    )
    if "roadmaps" in data:
        reading.title = data.get("title")
    if source is None and not reading.sources:
        source = _source(text, path, data, known_as)
    if source is not None and not reading.sources and _entries(data):
        reading.sources.append(source)
    _build(reading, located, text.split("\n"), path)
    return reading


def _entries(data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """List the roadmaps of a file and where they stand in it: one that is the whole file, or those of a list."""
    if "roadmaps" in data:
        return [(("roadmaps", n), entry) for n, entry in enumerate(data["roadmaps"])]
    return [((), data)]


def _build(reading: Reading, located: Located, lines: list[str], path: str) -> None:
    """Build the roadmaps, and refuse the file where references lead nowhere."""
    by_id = {source.id: source for source in reversed(reading.sources)}
    mistakes: list[Mistake] = []
    for where, entry in _entries(located.data):
        wanted = entry.get("source", reading.sources[0].id)
        if wanted not in by_id:
            mistakes.append(Mistake(located.line((*where, "source")), f"there is no source {wanted!r} in this file"))
            continue
        builder = RoadmapBuilder(entry, where, by_id[wanted], located, lines)
        reading.roadmaps.append(builder.build())
        mistakes += builder.mistakes
        reading.findings += builder.findings
    _refuse(mistakes, path)


def _finding(entry: dict[str, Any]) -> Finding:
    origins = [Origin(origin["source"], *origin["at"]) for origin in entry.get("origins", [])]
    return Finding(**{**entry, "origins": origins})


def _source(text: str, path: str, data: dict[str, Any], known_as: str | None) -> Source:
    """Describe a file that was written by hand as the source of its own roadmaps."""
    entries = [entry for _, entry in _entries(data)]
    title = next((entry["title"] for entry in (data, *entries) if "title" in entry), path)
    language = next((entry["language"] for entry in entries if "language" in entry), "und")
    return Source(known_as or source_id(path), path, title, language, sha256(text.encode("utf-8", "replace")).hexdigest())


def _refuse(mistakes: list[Mistake], path: str) -> None:
    """Raise one error that names every mistake; do nothing where there is none."""
    if not mistakes:
        return
    first, *others = sorted(set(mistakes), key=lambda mistake: (mistake.line, mistake.message))
    message = first.message + "".join(f"; line {other.line}: {other.message}" for other in others[: _SHOWN - 1])
    if len(others) >= _SHOWN:
        message += f"; and {len(others) - _SHOWN + 1} more"
    raise InputError(message + ".", path=path, line=first.line, remedy="docs/roadmap-format.md describes the format.")
