"""Small readings, written as a table of what each document says, and random ones."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from roadloom.graph.model import (
    Choice,
    Duration,
    Phase,
    Project,
    Reading,
    Resource,
    Roadmap,
    Source,
    Statement,
    SuggestedPath,
    Text,
    Topic,
)


def source(name: str) -> Source:
    """Return a document."""
    return Source(name, f"{name}.md", name.title(), "en", "0" * 64)


def document(name: str, *topics: str | tuple[str, Sequence[str]] | Topic) -> Roadmap:
    """Return a roadmap that names topics, one a line: a name, a name with other names, or a whole entry."""
    entries = []
    for line, topic in enumerate(topics, 2):
        if isinstance(topic, str):
            topic = Topic(topic, line, topic)
        elif isinstance(topic, tuple):
            topic = Topic(topic[0], line, f"{topic[0]}（{'、'.join(topic[1])}）", aliases=list(topic[1]))
        entries.append(topic)
    return Roadmap(name.title(), source(name), 1, f"# {name}", topics=entries)


def reading(*roadmaps: Roadmap) -> Reading:
    """Return the reading of some roadmaps."""
    return Reading([roadmap.source for roadmap in roadmaps], list(roadmaps))


NAMES = [
    "RAG",
    "检索增强生成",
    "Python",
    "python",
    "C",
    "C#",
    "微调",
    "微調",
    "Fine-tuning",
    "Graphs",
    "Graph",
    "资料集",
    "LoRA",
    "GPT-2",
    "GPT-3",
    "🚀",
]
URLS = [
    "https://example.org/a",
    "http://www.example.org/a/",
    "example.org/b",
    "https://youtu.be/AbC",
    "https://arxiv.org/pdf/1706.03762",
    "javascript:x",
]
TEXTS = st.sampled_from(["a line", "另一行", "x"])
LINES = st.integers(1, 6)


@st.composite
def roadmaps(draw: st.DrawFn, at: Source) -> Roadmap:
    """Draw a roadmap in which anything may be joined to anything."""
    texts = st.lists(st.builds(Text, TEXTS, LINES), max_size=2)
    roadmap = Roadmap(
        draw(st.sampled_from(["Plan", "计划"])),
        at,
        draw(LINES),
        "# Plan",
        weekly_hours=draw(durations),
        outcomes=draw(texts),
        goal=draw(texts),
    )
    for _ in range(draw(st.integers(0, 4))):
        phase = Phase(
            draw(st.sampled_from(["Basics", "基础", "Basics!"])), draw(LINES), draw(TEXTS), ordinal=draw(st.sampled_from([None, "1"]))
        )
        phase.parent = draw(st.sampled_from([None, *roadmap.phases]))
        phase.ordered, phase.duration, phase.also, phase.outcomes = draw(st.booleans()), draw(durations), draw(texts), draw(texts)
        phase.aliases = draw(st.lists(st.sampled_from(NAMES), max_size=1))
        roadmap.phases.append(phase)
    a_phase = st.sampled_from([None, *roadmap.phases])
    for _ in range(draw(st.integers(0, 7))):
        topic = Topic(draw(st.sampled_from(NAMES)), draw(LINES), draw(TEXTS), aliases=draw(st.lists(st.sampled_from(NAMES), max_size=2)))
        topic.phase, topic.parent, topic.passing = draw(a_phase), draw(st.sampled_from([None, *roadmap.topics])), draw(st.booleans())
        topic.subject = topic.phase is not None and draw(st.booleans())
        topic.definitions, topic.questions, topic.duration = draw(texts), draw(texts), draw(durations)
        topic.category = draw(st.sampled_from([None, "tool", "task"]))
        roadmap.topics.append(topic)
    some_topics = st.lists(st.sampled_from(roadmap.topics), max_size=2) if roadmap.topics else st.just([])
    for _ in range(draw(st.integers(0, 4))):
        resource = Resource(
            draw(st.sampled_from(["Paper", "Video", "课程"])),
            draw(LINES),
            draw(TEXTS),
            urls=draw(st.lists(st.sampled_from(URLS), max_size=2)),
        )
        resource.phase, resource.topics, resource.whole = (
            draw(a_phase),
            draw(some_topics),
            draw(st.sampled_from([None, *roadmap.resources])),
        )
        resource.authors, resource.must = draw(st.lists(st.sampled_from(["Ada", "李"]), max_size=2)), draw(st.booleans())
        resource.note, resource.media = draw(st.sampled_from([None, "a", "b\nc"])), draw(st.sampled_from([None, "video", "paper"]))
        roadmap.resources.append(resource)
    for _ in range(draw(st.integers(0, 2))):
        project = Project(
            draw(st.sampled_from(["Bot", "bot", "机器人"])), draw(LINES), draw(TEXTS), note=draw(st.sampled_from([None, "n"]))
        )
        project.phase, project.topics = draw(a_phase), draw(some_topics)
        roadmap.projects.append(project)
    if roadmap.topics:
        a_topic = st.sampled_from(roadmap.topics)
        rule = st.sampled_from(["stated", "chain", "list-order"])
        roadmap.statements = draw(st.lists(st.builds(Statement, a_topic, a_topic, rule, LINES, TEXTS, against=st.booleans()), max_size=4))
        choices = st.builds(Choice, st.lists(a_topic, min_size=2, max_size=3), LINES, TEXTS)
        roadmap.choices = draw(st.lists(choices, max_size=2))
        entries = [*roadmap.topics, *roadmap.phases, *roadmap.resources]
        steps = st.lists(st.lists(st.sampled_from(entries), min_size=1, max_size=2), max_size=3)
        roadmap.paths = draw(st.lists(st.builds(SuggestedPath, TEXTS, LINES, steps), max_size=1))
    return roadmap


durations = st.sampled_from(
    [None, Duration(1, 2, "week", "1-2 weeks"), Duration(8, 12, "hour", "8-12 h"), Duration(None, None, None, "long")]
)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Draw a reading of up to three documents with one or two roadmaps each."""
    found = [draw(roadmaps(at)) for at in map(source, "abc"[: draw(st.integers(0, 3))]) for _ in range(draw(st.integers(1, 2)))]
    return reading(*found)
