"""What the parts of a graph file look like (see the graph format); further keys are always allowed."""

from __future__ import annotations

from roadloom.graph.model import CATEGORIES, MEDIA, RULES
from roadloom.graph.shapes import ListOf, MapOf, OneOf, Record

KINDS = ("roadmap", "phase", "topic", "resource", "project")

ENDS: dict[str, dict[str, tuple[str, ...]]] = {
    "prerequisite": {"topic": ("topic",), "phase": ("phase",)},
    "order": {"topic": ("topic",), "phase": ("phase",)},
    "part_of": {"topic": ("topic", "phase"), "resource": ("phase",), "project": ("phase",), "phase": ("phase", "roadmap")},
    "covers": {"resource": ("topic",)},
    "practises": {"project": ("topic",)},
    "alternative": {"topic": ("topic",)},
    "version_of": {"resource": ("resource",)},
}
"""Relation -> kind of its tail -> kinds of its head."""

_TEXTS = ListOf(str)
_TEXT_OR_NONE = (str, None)
_MENTION = Record({"source": str, "line": int, "text": str})
_OUTCOME = Record({"text": str, "line": int})
_DURATION = (Record({"min": (float, None), "max": (float, None), "unit": _TEXT_OR_NONE, "text": str}), None)
_EVIDENCE = ListOf(Record({"source": str, "line": int, "rule": OneOf(RULES), "text": str, "for": bool}), least=1)
_STEP = Record({"before": str, "after": str, "weight": float, "evidence": _EVIDENCE})
_COMMON = {
    "id": str,
    "kind": OneOf(KINDS),
    "name": str,
    "names": MapOf(str),
    "aliases": _TEXTS,
    "former_ids": _TEXTS,
    "mentions": ListOf(_MENTION, least=1),
}

FILE = Record(
    {
        "graph": Record(
            {
                "format": OneOf(("roadloom",)),
                "version": int,
                "id": str,
                "title": str,
                "sources": ListOf(Record({"id": str, "path": str, "title": str, "language": str, "sha256": str})),
                "findings": ListOf(
                    Record(
                        {"code": str, "message": str, "subjects": _TEXTS, "choice": str, "origins": ListOf(_MENTION)},
                        {"names": _TEXTS, "steps": ListOf(_STEP)},
                    ),
                ),
            },
            {
                "areas": MapOf(MapOf(str)),
                "prefer_language": _TEXT_OR_NONE,
                "outvoted": ListOf(Record({"before": str, "after": str, "evidence": _EVIDENCE})),
            },
        ),
        "nodes": ListOf(Record({"id": str, "kind": OneOf(KINDS), "mentions": ListOf(_MENTION, least=1)})),
        "edges": ListOf(Record({"source": str, "target": str, "key": str})),
    }
)

NODES = {
    "roadmap": Record(
        {
            **_COMMON,
            "title": str,
            "author": _TEXT_OR_NONE,
            "published": _TEXT_OR_NONE,
            "goal": _TEXTS,
            "outcomes": ListOf(_OUTCOME),
            "weekly_hours": _DURATION,
            "paths": ListOf(Record({"name": str, "line": int, "steps": ListOf(ListOf(str))})),
        },
        {"language": _TEXT_OR_NONE},
    ),
    "phase": Record(
        {
            **_COMMON,
            "ordinal": _TEXT_OR_NONE,
            "position": int,
            "goal": _TEXTS,
            "duration": _DURATION,
            "outcomes": ListOf(_OUTCOME),
            "subjects": _TEXTS,
        },
        {"ordered": bool},
    ),
    "topic": Record(
        {
            **_COMMON,
            "definition": ListOf(Record({"text": str, "source": str, "line": int}, {"lang": str})),
            "questions": _TEXTS,
            "category": OneOf(CATEGORIES),
            "rank": (int, None),
            "hours": (Record({"value": float, "from": Record({"source": str, "text": str})}), None),
        },
        {"area": _TEXT_OR_NONE, "merged": MapOf(str)},
    ),
    "resource": Record(
        {
            **_COMMON,
            "url": _TEXT_OR_NONE,
            "urls": _TEXTS,
            "media": (OneOf(MEDIA), None),
            "authors": _TEXTS,
            "language": _TEXT_OR_NONE,
            "must": bool,
            "note": _TEXT_OR_NONE,
        },
        {"merged": MapOf(str)},
    ),
    "project": Record({**_COMMON, "note": _TEXT_OR_NONE}),
}

EDGE = Record(
    {
        "source": str,
        "target": str,
        "key": OneOf(tuple(ENDS)),
        "weight": float,
        "evidence": _EVIDENCE,
    },
    {"choice": str},
)
