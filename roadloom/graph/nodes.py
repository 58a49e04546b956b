"""Sum up what all places say of one thing: the attributes of the nodes (see the graph format)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from roadloom.graph import names
from roadloom.graph.addresses import canonical, media_of
from roadloom.graph.merging import TopicGroup
from roadloom.graph.model import CATEGORIES, Duration, Phase, Roadmap, Text
from roadloom.graph.works import ResourceGroup

Node = dict[str, Any]
SourceId = Callable[[Roadmap], str]
_HOURS_PER_UNIT = {"day": 1 / 7, "week": 1.0, "month": 52 / 12}  # of the hours of one week


def common(kind: str, name: str, forms: Iterable[str], mentions: list[dict[str, Any]], given: dict[str, str] | None = None) -> Node:
    """Return the keys that all kinds have. `given` names of a language go before those told from the forms."""
    aliases = sorted({form for form in (name, *forms) if form})
    return {
        "kind": kind,
        "name": name,
        "names": dict(sorted({**names.by_language([name, *aliases]), **(given or {})}.items())),
        "aliases": aliases,
        "former_ids": [],
        "mentions": mentions,
    }


def roadmap_node(roadmap: Roadmap, mentions: list[dict[str, Any]]) -> Node:
    """Describe a roadmap; its `paths` need the ids of all nodes and are added last."""
    return {
        **common("roadmap", roadmap.title, (), mentions),
        "title": roadmap.title,
        "author": roadmap.author,
        "published": roadmap.published,
        "language": roadmap.language,
        "goal": [goal.text for goal in roadmap.goal],
        "outcomes": _texts(roadmap.outcomes),
        "weekly_hours": duration(roadmap.weekly_hours),
        "paths": [],
    }


def phase_node(phase: Phase, position: int, mentions: list[dict[str, Any]]) -> Node:
    """Describe a phase; `subjects` are added once topics have ids."""
    return {
        **common("phase", phase.name, phase.aliases, mentions),
        "ordinal": phase.ordinal,
        "position": position,
        "ordered": phase.ordered,
        "goal": [goal.text for goal in phase.goal],
        "duration": duration(phase.duration),
        "outcomes": _texts(phase.outcomes),
        "subjects": [],
    }


def topic_node(group: TopicGroup, mentions: list[dict[str, Any]], source_id: SourceId, lang: str | None) -> Node:
    """Describe a topic: what the documents say first, then the lexicon."""
    concept = group.concept
    forms = sorted(group.forms, key=lambda form: -group.forms[form])  # stable: the earliest of the most frequent
    given = {language: name for language, name in concept.names.items() if name in group.forms} if concept else {}
    for place in reversed(group.places):
        given.update(place.topic.names)
    shown = {**names.by_language(forms), **given}
    name = forms[0] if lang is None else next((shown[key] for key in (lang, f"{lang}-Hant") if key in shown), forms[0])
    votes = Counter(place.topic.category for place in group.places if place.topic.category)
    said = sorted(votes, key=lambda category: (-votes[category], CATEGORIES.index(category) if category in CATEGORIES else 9))
    return {
        **common("topic", name, forms, mentions, given=shown),
        "definition": _definitions(group, source_id),
        "questions": list(dict.fromkeys(question.text for place in group.places for question in place.topic.questions)),
        "category": concept.category if concept else said[0] if said else CATEGORIES[0],
        "area": concept.area if concept else next((place.topic.area for place in group.places if place.topic.area), None),
        "hours": next((hours for place in group.places if (hours := _hours(place.topic.duration, place.roadmap, source_id))), None),
        "rank": None,
    }


def _definitions(group: TopicGroup, source_id: SourceId) -> list[dict[str, Any]]:
    rows = []
    for place in group.places:
        for text in place.topic.definitions:
            row = {"text": text.text, "source": text.source or source_id(place.roadmap), "line": text.line}
            rows.append({**row, "lang": text.lang} if text.lang else row)
    if group.concept:
        rows += [{"text": text, "source": "lexicon", "line": 0, "lang": lang} for lang, text in sorted(group.concept.definition.items())]
    unique = {(row["source"], row["text"]): row for row in reversed(rows)}
    return sorted(unique.values(), key=lambda row: (row["source"] == "lexicon", row["source"], row["line"], row["text"]))


def _hours(said: Duration | None, roadmap: Roadmap, source_id: SourceId) -> dict[str, Any] | None:
    """Turn a duration into hours (the middle of its range); None where the document gives no way to."""
    if said is None or said.min is None or said.unit is None:
        return None
    value = (said.min + (said.max if said.max is not None else said.min)) / 2
    if said.unit != "hour":
        week = roadmap.weekly_hours
        if week is None or week.min is None or said.unit not in _HOURS_PER_UNIT:
            return None
        value *= (week.min + (week.max if week.max is not None else week.min)) / 2 * _HOURS_PER_UNIT[said.unit]
    return {"value": round(value, 2), "from": {"source": source_id(roadmap), "text": said.text}}


def resource_node(group: ResourceGroup, mentions: list[dict[str, Any]]) -> Node:
    """Describe a resource. Its kind is what the documents say, else what the address tells."""
    resources = [place.resource for place in group.places]
    titles = Counter(resource.title for resource in resources)
    urls = list(dict.fromkeys(url for place in group.places for url in place.urls))
    media = Counter(resource.media for resource in resources if resource.media)
    notes = dict.fromkeys(line for resource in resources for line in (resource.note or "").splitlines() if line.strip())
    url = canonical(urls[0]) if urls else None
    return {
        **common("resource", titles.most_common(1)[0][0], [f for r in resources for f in (r.title, *r.aliases)], mentions),
        "url": url,
        "urls": urls,
        "media": min(media, key=lambda kind: (-media[kind], kind)) if media else next((m for u in urls if (m := media_of(u))), None),
        "authors": list(dict.fromkeys(author for resource in resources for author in resource.authors)),
        "language": next((resource.language for resource in resources if resource.language), None),
        "must": any(resource.must for resource in resources),
        "note": "\n".join(notes) or None,
    }


def project_node(name: str, forms: Iterable[str], notes: Sequence[str | None], mentions: list[dict[str, Any]]) -> Node:
    """Describe a project."""
    lines = dict.fromkeys(line for note in notes for line in (note or "").splitlines() if line.strip())
    return {**common("project", name, forms, mentions), "note": "\n".join(lines) or None}


def duration(said: Duration | None) -> dict[str, Any] | None:
    """Write a duration as the graph file does."""
    return None if said is None else {"min": said.min, "max": said.max, "unit": said.unit, "text": said.text}


def _texts(texts: Iterable[Text]) -> list[dict[str, Any]]:
    return [{"text": text.text, "line": text.line} for text in texts]
