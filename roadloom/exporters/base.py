"""What an exporter is: graph and options in, (path, bytes) out, nothing else.

An exporter reads no clock, opens no file and draws no random number: equal graphs and options give equal bytes. What is already on
disk reaches it as `Options.previous`; `roadloom.exporters.writing` puts what it yields there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.learner import Learner

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for, the same for every format; an exporter ignores what it has no use for."""

    lang: Language = "en"  # of the words that the exporter adds; names stay as the documents have them
    learner: Learner | None = None  # what the learner knows already
    targets: tuple[str, ...] = ()  # node ids: only the path to these is wanted; empty: the whole graph
    date: int | None = None  # seconds since 1970, where a format cannot do without a time
    previous: bytes | None = None  # what the output file held before, where there is one
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # the format's own options


@runtime_checkable
class Exporter(Protocol):
    """One format. A class registers under the entry-point group "roadloom.exporters" and is called without arguments."""

    name: str  # what the user types: "html"
    folder: bool  # True: the output is a folder of files; False: one file, whose yielded path is only a suggestion
    suffix: str  # ".html"; "" for folders

    def export(self, graph: nx.MultiDiGraph, options: Options) -> Iterable[tuple[str, bytes]]:
        """Yield (relative path with forward slashes, content) for every file of the output."""
        ...
