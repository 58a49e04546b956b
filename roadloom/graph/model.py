"""What a source understands of its documents: the small model between reading and weaving.

A reader yields one or more `Roadmap`; `roadloom.graph.weaving` joins any number of them into one knowledge graph. Entries point at
each other by reference, inside one roadmap only. The same topic may be entered any number of times (once per place that
names it): joining is the weaver's work, so a source never has to look anything up.

Lines count from 1. Lists keep the order of the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MEDIA = (
    "video",
    "paper",
    "course",
    "book",
    "article",
    "docs",
    "repo",
    "tool",
    "community",
    "dataset",
    "slides",
    "notebook",
    "lesson",
    "conference",
)
CATEGORIES = ("concept", "tool", "model", "task")
RULES = ("user", "stated", "lexicon", "chain", "phase-order", "containment", "list-order", "inferred")
"""Kinds of order evidence, strongest first (see the graph format)."""


@dataclass(slots=True)
class Source:
    """One document that was read."""

    id: str  # slug of the path
    path: str  # relative to the inputs' common parent, with forward slashes
    title: str
    language: str  # BCP 47: en, zh-Hans, zh-Hant, or "und"
    sha256: str


@dataclass(slots=True)
class Origin:
    """A place in a document, with the words that stand there."""

    source: str  # Source.id
    line: int
    text: str


@dataclass(slots=True)
class Finding:
    """Something a person should know: what was chosen, dropped or not understood."""

    code: str  # stable, kebab-case: "order-conflict", "ignored-link", "undecodable"
    message: str
    subjects: list[str] = field(default_factory=list)  # node ids, once there are any
    choice: str = ""  # what was done about it
    origins: list[Origin] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # where it asks whether these are one thing, as roadloom.yaml would name them
    steps: list[dict[str, Any]] = field(default_factory=list)  # of a circle: each step with its votes, the given-up one first


@dataclass(slots=True)
class Text:
    """A sentence of a document (a goal, an outcome, a definition) and where it stands."""

    text: str
    line: int
    source: str | None = None  # another source's word ("lexicon", with line 0); None: the roadmap's own
    lang: str | None = None  # told where it is known for sure (the lexicon's definitions)


@dataclass(slots=True)
class Duration:
    """How long something takes, as the document says it; `max` equals `min` where it gives one number."""

    min: float | None
    max: float | None
    unit: str | None  # hour, day, week, month; None where only words are given ("持续")
    text: str


@dataclass(slots=True, eq=False)
class Phase:
    """A stage, week or chapter that orders the learning."""

    name: str  # without its ordinal
    line: int
    text: str  # the words of that line
    ordinal: str | None = None  # as written: "Phase 2", "第一阶段", "0x31"
    parent: Phase | None = None
    ordered: bool = True  # its place after the sibling before it says that that one comes first
    aliases: list[str] = field(default_factory=list)
    goal: list[Text] = field(default_factory=list)
    outcomes: list[Text] = field(default_factory=list)
    duration: Duration | None = None
    also: list[Text] = field(default_factory=list)  # further places that name this phase (an overview, a schedule)


@dataclass(slots=True, eq=False)
class Topic:
    """One place where a document names something that one learns.

    With line 0 it names no place and yields no mention: it only stands for a topic that another roadmap of the reading has, so that
    a statement of this one can point at it.
    """

    name: str
    line: int
    text: str
    aliases: list[str] = field(default_factory=list)  # other names that this place gives it: `RAG（检索增强生成）`
    phase: Phase | None = None
    parent: Topic | None = None  # the topic it is a part of
    subject: bool = False  # it is what its phase is about
    category: str | None = None  # one of CATEGORIES; None: concept, unless another place knows better
    definitions: list[Text] = field(default_factory=list)
    questions: list[Text] = field(default_factory=list)
    duration: Duration | None = None
    passing: bool = False  # named in passing (in a goal, a note): worth a node only if another place names it too
    id: str | None = None  # set by a person ("topic/…") or by a graph that is read back
    names: dict[str, str] = field(default_factory=dict)  # language -> name, where somebody has settled it
    area: str | None = None  # id of the field it belongs to (see Reading.areas)


@dataclass(slots=True, eq=False)
class Resource:
    """One place where a document names something to learn from."""

    title: str
    line: int
    text: str
    urls: list[str] = field(default_factory=list)  # as written, the main one first
    aliases: list[str] = field(default_factory=list)
    media: str | None = None  # one of MEDIA; None: to be told from the address
    authors: list[str] = field(default_factory=list)
    language: str | None = None
    must: bool = False
    note: str | None = None
    phase: Phase | None = None
    topics: list[Topic] = field(default_factory=list)  # what it covers
    whole: Resource | None = None  # it is a version or a part of that one
    id: str | None = None


@dataclass(slots=True, eq=False)
class Project:
    """One place where a document sets something to build or to practise."""

    name: str
    line: int
    text: str
    note: str | None = None
    phase: Phase | None = None
    topics: list[Topic] = field(default_factory=list)  # what it practises
    aliases: list[str] = field(default_factory=list)
    id: str | None = None


Entry = Phase | Topic | Resource | Project


@dataclass(slots=True, eq=False)
class Statement:
    """A document's word that one thing comes before another (`against`: that it does not)."""

    before: Topic | Phase
    after: Topic | Phase
    rule: str  # one of RULES
    line: int
    text: str
    against: bool = False
    weight: float | None = None  # None: what the rule weighs
    source: str | None = None  # another document's word (a graph that is read back); None: the roadmap's own
    relation: str | None = None  # "prerequisite" or "order": the edge it was woven into, `weight` is that edge's; None: to be decided


@dataclass(slots=True, eq=False)
class SuggestedPath:
    """An order that the author suggests; each step names one or more entries."""

    name: str
    line: int
    steps: list[list[Entry]]


@dataclass(slots=True, eq=False)
class Choice:
    """Things of which any one serves ("PyTorch or TensorFlow")."""

    members: list[Topic]
    line: int
    text: str


@dataclass(slots=True, eq=False)
class Roadmap:
    """One way to learn something, as one author wrote it."""

    title: str
    source: Source
    line: int
    text: str = ""
    language: str | None = None
    author: str | None = None
    published: str | None = None
    goal: list[Text] = field(default_factory=list)
    outcomes: list[Text] = field(default_factory=list)
    weekly_hours: Duration | None = None
    phases: list[Phase] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    paths: list[SuggestedPath] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    settled: bool = False  # read back from a graph: its statements are all the order there is, derive none from phases, lists or paths


@dataclass(slots=True)
class Coverage:
    """What became of the lines of one document, blank ones left out."""

    lines: int
    understood: int = 0
    ignored: dict[int, str] = field(default_factory=dict)  # line -> why it was passed over
    missed: dict[int, str] = field(default_factory=dict)  # line -> its words: it was not understood


@dataclass(slots=True)
class Reading:
    """Everything that came out of a set of inputs."""

    sources: list[Source] = field(default_factory=list)
    roadmaps: list[Roadmap] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    title: str | None = None  # what the graph is called; None: told from the sources
    areas: dict[str, dict[str, str]] = field(default_factory=dict)  # id -> language -> name, of the areas that topics belong to
    former_ids: dict[str, list[str]] = field(default_factory=dict)  # node id -> ids it had in earlier builds
    coverage: dict[str, Coverage] = field(default_factory=dict)  # Source.id -> what became of its lines; of documents only
    merged: dict[str, dict[str, str]] = field(default_factory=dict)  # node id -> name or address that was joined to it -> reason
    prefer_language: str | None = None  # "en" or "zh": what the reader of a graph that is read back prefers

    @classmethod
    def joined(cls, readings: Iterable[Reading]) -> Reading:
        """Put several readings into one; it keeps a title only where there is one reading."""
        whole, titles = cls(), []
        for reading in readings:
            whole.sources += reading.sources
            whole.roadmaps += reading.roadmaps
            whole.findings += reading.findings
            whole.areas |= reading.areas
            whole.coverage |= reading.coverage
            for node, ids in reading.former_ids.items():
                whole.former_ids[node] = sorted({*whole.former_ids.get(node, ()), *ids})
            for node, reasons in reading.merged.items():
                whole.merged[node] = {**whole.merged.get(node, {}), **reasons}
            whole.prefer_language = whole.prefer_language or reading.prefer_language
            titles.append(reading.title)
        whole.title = titles[0] if len(titles) == 1 else None
        return whole
