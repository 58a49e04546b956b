"""Views and settings for Obsidian itself: `.base` tables, colours of the graph view, daily notes, types of properties.

Formats: https://help.obsidian.md/bases/syntax for bases; the settings are the files that Obsidian keeps in `.obsidian`.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from roadloom.exporters.obsidian import pages
from roadloom.exporters.obsidian.escaping import tag
from roadloom.exporters.obsidian.vault import KINDS, Vault

_KIND_COLOURS = dict(zip(KINDS, (0xD55E00, 0xE69F00, 0x0072B2, 0x009E73, 0x999999), strict=True))
_AREA_COLOURS = (0x56B4E9, 0xCC79A7, 0xF0E442, 0x8E6BBF, 0x6BBFA3, 0xBF8E6B, 0x7A9E3A, 0xB0506E)
_KNOWN_COLOUR = 0x2E8B57
_MISSING = 'list(prerequisites).filter(value.asFile().properties.status != "known")'
"""Bases formula: the prerequisites whose notes are not marked as known. It follows the properties as they are edited."""


def topics_base(vault: Vault) -> bytes:
    """Tables of topics: ready now, all in order, by area, by status."""
    columns = ["file.name", "note.rank", "note.area", "note.status", "note.hours", "formula.missing", "note.unlocks"]
    by_rank = [{"property": "note.rank", "direction": "ASC"}]
    open_only = ['status != "known"', 'status != "skip"']
    words = vault.words
    views: list[dict[str, Any]] = [
        {"name": words["view_ready"], "filters": {"and": [*open_only, "formula.missing.isEmpty()"]}, "order": columns},
        {"name": words["view_all"], "order": columns},
        {"name": words["view_area"], "groupBy": {"property": "note.area", "direction": "ASC"}, "order": columns},
        {"name": words["view_status"], "groupBy": {"property": "note.status", "direction": "ASC"}, "order": columns},
    ]
    named = {f"note.{key}": words[f"prop_{key}"] for key in ("rank", "area", "status", "hours", "unlocks")}
    return _base("roadloom/topic", {"missing": _MISSING}, named | {"formula.missing": words["prop_missing"]}, views, by_rank)


def resources_base(vault: Vault) -> bytes:
    """Tables of resources: what is essential, what is still to be read, by medium."""
    columns = ["file.name", "note.media", "note.must", "note.authors", "note.covers", "note.status", "note.url"]
    words = vault.words
    by_must = [{"property": "note.must", "direction": "DESC"}, {"property": "file.name", "direction": "ASC"}]
    views: list[dict[str, Any]] = [
        {"name": words["view_unread"], "filters": {"and": ['status != "known"', 'status != "skip"']}, "order": columns},
        {"name": words["view_essential"], "filters": {"and": ["must == true"]}, "order": columns},
        {"name": words["view_media"], "groupBy": {"property": "note.media", "direction": "ASC"}, "order": columns},
    ]
    named = {f"note.{key}": words[f"prop_{key}"] for key in ("media", "must", "authors", "covers", "status")}
    return _base("roadloom/resource", {}, named, views, by_must)


def _base(tagged: str, formulas: dict[str, str], named: dict[str, str], views: list[dict[str, Any]], sort: list[dict[str, str]]) -> bytes:
    """Write a base over the notes with one tag."""
    import yaml

    content: dict[str, Any] = {"filters": {"and": [f'file.hasTag("{tagged}")']}}
    content |= {"formulas": formulas} if formulas else {}
    content["properties"] = {key: {"displayName": name} for key, name in named.items()}
    content["views"] = [{"type": "table", **view, "order": list(view["order"]), "sort": [dict(s) for s in sort]} for view in views]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000).encode()


def obsidian(vault: Vault) -> dict[str, bytes]:
    """Return what belongs into `.obsidian`; the writer merges it with the user's own."""
    log = f"{vault.words['folder_templates']}/{vault.note_names[pages.LOG]}"
    lists = ("prerequisites", "unlocks", "covers", "practises", "source", "authors", "former_ids")
    types = dict.fromkeys(lists, "multitext") | {"rank": "number", "hours": "number", "position": "number", "must": "checkbox"}
    types |= {"status": "text", "kind": "text", "area": "text", "url": "text", "previous": "text", "next": "text", "up": "text"}
    files: dict[str, Any] = {
        "graph.json": {"colorGroups": _colours(vault), "showArrow": True},
        "daily-notes.json": {"folder": vault.words["folder_log"], "format": "YYYY-MM-DD", "template": log},
        "templates.json": {"folder": vault.words["folder_templates"]},
        "types.json": {"types": dict(sorted(types.items()))},
    }
    if vault.wishes.links == "markdown":  # so that Obsidian follows renamed notes in the same way
        files["app.json"] = {"useMarkdownLinks": True, "newLinkFormat": "relative"}
    return {f".obsidian/{name}": (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode() for name, content in files.items()}


def _colours(vault: Vault) -> list[dict[str, Any]]:
    """Colour what is known, then the largest areas, then the kinds: the first group that matches a note counts."""
    sizes = Counter(vault.area(t) for t in vault.by_kind["topic"] if vault.area(t))
    largest = sorted(sizes, key=lambda area: (-sizes[area], area))[: len(_AREA_COLOURS)]
    tags = list(dict.fromkeys(tag(area) for area in largest))
    groups = [('["status":known]', _KNOWN_COLOUR)]
    groups += [(f"tag:#area/{area}", colour) for area, colour in zip(tags, _AREA_COLOURS, strict=False)]
    groups += [(f"tag:#roadloom/{kind}", colour) for kind, colour in _KIND_COLOURS.items()]
    return [{"query": query, "color": {"a": 1, "rgb": colour}} for query, colour in groups]
