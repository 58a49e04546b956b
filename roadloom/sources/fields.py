"""Read "Label：rest": what a labelled line says of the stage it stands in, and what a label announces for the lines below it."""

from __future__ import annotations

import re

from roadloom.graph.model import Text

from . import durations
from .arrows import ARROW, read_arrows
from .draft import Draft, Place
from .names import terms
from .outline import Line
from .sentences import first_sentence, listed_in, sentence_like, told_in
from .words import Label, bare, simplified, words
from .works import essential, kind_label, kind_of, read_works


def for_label(label: Label, place: Place, text: str) -> Place:
    """Return the place that a label opens."""
    media = kind_label(label.text) or kind_of(label.text) if label.role == "resources" else None
    role: str | None = "topics" if label.role == "tools" else label.role
    if label.role in ("group", "level", "stages"):
        role = place.role or ("resources" if place.media else None)
    category = "tool" if label.role == "tools" else "model" if label.core in words().models else None
    must = role == "resources" and essential(text)
    return place.but(role=role, media=media or (place.media if role == "resources" else None), category=category, must=must)


def read_field(label: Label, line: Line, rest: str, place: Place, draft: Draft) -> bool:
    """Read "Label：rest"; False if the label says nothing of its line."""
    phase = place.phase
    if label.role in ("goal", "outcomes"):
        enter_aim(rest, line, place.but(role=label.role), draft)
    elif label.role == "duration":
        enter_duration(rest, place, draft, line)
    elif label.role == "needs":
        if any(p.search(simplified(rest)) for p in words().order):
            draft.sequences.append((line, place))
        else:
            draft.need(rest, line, place)
    elif label.role in ("advice", "note", "contents", "overview"):
        if place.resource is not None and label.role == "note":
            place.resource.note = f"{place.resource.note} {rest}".strip() if place.resource.note else rest
        draft.skip(line, label.role)
        draft.ignore_links(line, "stands in advice")
    elif label.role in ("resources", "links"):
        if phase is None and place.role is None and not line.links:
            draft.skip(line, "prose")
        else:
            read_works([without_label(line)], for_label(label, place, line.text), draft, named=label.role == "resources")
    elif label.role in ("topics", "tools"):
        if not sentence_like(rest):
            for term in terms(rest):
                draft.topic(term, line, for_label(label, place, line.text))
    elif label.role == "projects":
        draft.project(first_sentence(rest), line, place, None)
    elif label.role == "path" and ARROW.search(rest):
        read_arrows(line.slice(line.text.index(rest) if rest in line.text else 0), place, draft)
    else:
        return False
    draft.understood.add(line.number)
    return True


def without_label(line: Line) -> Line:
    """Cut "Label：" off a line, keeping the links behind it."""
    match = re.search(r"[:：]\**\s*", line.text)
    return line.slice(match.end()) if match else line


def enter_duration(text: str, place: Place, draft: Draft, line: Line) -> None:
    duration = durations.parse(text)
    if duration is None:
        return
    if place.topic is not None and place.level and place.resource is None:
        if place.topic.duration is None and duration.unit == "hour":
            place.topic.duration = duration
    elif place.phase is not None and place.phase.duration is None and place.resource is None:
        place.phase.duration = duration
    elif place.phase is None and draft.roadmap.weekly_hours is None and duration.unit == "hour":
        draft.roadmap.weekly_hours = duration
    draft.understood.add(line.number)


def enter_aim(text: str, line: Line, place: Place, draft: Draft) -> None:
    """Enter a goal or an outcome, and the topics that a goal lists."""
    text = bare(text)
    if not text:
        return
    said = Text(text, line.number)
    holder = place.phase or draft.roadmap
    if place.role == "outcomes" or (place.phase is None and place.role == "goal"):
        holder.outcomes.append(said)
    else:
        holder.goal.append(said)
    draft.understood.add(line.number)
    if place.phase is not None and place.role == "goal":
        for term in listed_in(text) or told_in(text):
            draft.topic(term, line, place)
