"""Write what was understood of a document as a few plain lines, for cases that are text files."""

from __future__ import annotations

from collections.abc import Iterator

from roadloom.graph.model import Entry, Phase, Resource, Roadmap


def listing(roadmaps: list[Roadmap]) -> str:
    """Return one line an entry: kind, line of the document, name, and what is known of it."""
    return "".join(line + "\n" for roadmap in roadmaps for line in _roadmap(roadmap))


def _roadmap(roadmap: Roadmap) -> Iterator[str]:
    hours = f"  weekly {roadmap.weekly_hours.text}" if roadmap.weekly_hours else ""
    author = f"  by {roadmap.author}" if roadmap.author else ""
    date = f"  {roadmap.published}" if roadmap.published else ""
    yield f"roadmap {roadmap.line} {roadmap.title}{author}{date}{hours}"
    for text in roadmap.outcomes:
        yield f"  outcome {text.line} {text.text}"
    for phase in roadmap.phases:
        yield f"  phase {phase.line} {_phase(phase)}"
    for topic in roadmap.topics:
        marks = " (subject)" * topic.subject + " (passing)" * topic.passing + _also(topic.aliases)
        yield f"  topic {topic.line} {topic.name}{marks}{_of(topic.parent)}{_in(topic.phase)}"
        for text in (*topic.definitions, *topic.questions):
            yield f"    says {text.line} {text.text}"
    for resource in roadmap.resources:
        yield f"  resource {resource.line} {resource.title}{_work(resource)}{_of(resource.whole)}{_in(resource.phase)}"
    for project in roadmap.projects:
        yield f"  project {project.line} {project.name}{_in(project.phase)}"
    for path in roadmap.paths:
        yield f"  path {path.line} {path.name}: " + " > ".join(" + ".join(_name(e) for e in step) for step in path.steps)
    for statement in roadmap.statements:
        yield f"  {statement.rule} {statement.line} {_name(statement.before)} before {_name(statement.after)}"


def _phase(phase: Phase) -> str:
    ordinal = f"[{phase.ordinal}] " if phase.ordinal else ""
    goal = "".join(f"  goal {t.text}" for t in phase.goal) + "".join(f"  outcome {t.text}" for t in phase.outcomes)
    lasts = f"  {phase.duration.text}" if phase.duration else ""
    return f"{ordinal}{phase.name}{'' if phase.ordered else ' (unordered)'}{_in(phase.parent)}{lasts}{goal}"


def _work(resource: Resource) -> str:
    facts = [*resource.urls, resource.media, *resource.authors, "must" if resource.must else None]
    covers = f" -> {', '.join(dict.fromkeys(t.name for t in resource.topics))}" if resource.topics else ""
    return "".join(f" <{fact}>" for fact in facts if fact) + covers


def _name(entry: Entry) -> str:
    return entry.title if isinstance(entry, Resource) else entry.name


def _in(phase: Phase | None) -> str:
    return f" @ {phase.name}" if phase else ""


def _of(entry: Entry | None) -> str:
    return f" of {_name(entry)}" if entry else ""


def _also(aliases: list[str]) -> str:
    return f" = {', '.join(aliases)}" if aliases else ""
