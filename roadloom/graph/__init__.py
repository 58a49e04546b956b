"""The knowledge graph: what a reading holds, woven into one graph, and everything that is asked of it.

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roadloom.graph.graphfile import dumps, is_graph, load, loads
    from roadloom.graph.lexicon import Lexicon
    from roadloom.graph.model import Reading
    from roadloom.graph.project import ProjectFile
    from roadloom.graph.unweaving import unweave
    from roadloom.graph.weaving import weave

__all__ = ["Lexicon", "ProjectFile", "Reading", "dumps", "is_graph", "load", "loads", "unweave", "weave"]

_MODULES = {
    "Lexicon": "lexicon",
    "ProjectFile": "project",
    "Reading": "model",
    "dumps": "graphfile",
    "is_graph": "graphfile",
    "load": "graphfile",
    "loads": "graphfile",
    "unweave": "unweaving",
    "weave": "weaving",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
