"""What stands in the note of a topic, resource, project, phase or roadmap.

Each function returns the properties and the template's values for one node. Values are plain text, which the templates escape, or `Md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from roadloom.exporters.obsidian import lines
from roadloom.exporters.obsidian.escaping import Md, clean, tag, text, weblink
from roadloom.exporters.obsidian.vault import Vault

_ALSO = 6
"""Most other names under a heading; the property holds all."""
Page = tuple[dict[str, Any], dict[str, Any]]


def topic(vault: Vault, node: str) -> Page:
    """Describe a topic: what it is, why it matters, what comes before, what to read, who places it where."""
    data = vault.graph.nodes[node]
    before = vault.before(node, "prerequisite", "topic")
    after = vault.after(node, "prerequisite", "topic")
    order = vault.by_kind["topic"]
    at = vault.order_of[node]
    previous = order[at - 1] if at else None
    following = order[at + 1] if at + 1 < len(order) else None
    hours = (data.get("hours") or {}).get("value")
    properties = lines.properties(vault, node) | {
        "category": data.get("category"),
        "area": vault.area(node),
        "rank": data.get("rank"),
        "hours": hours,
        "status": vault.status(node),
        "prerequisites": [lines.target(vault, b) for b, _ in before],
        "unlocks": [lines.target(vault, a) for a, _ in after],
        "previous": lines.target(vault, previous) if previous else None,
        "next": lines.target(vault, following) if following else None,
        "source": lines.sources(vault, node),
    }
    if vault.area(node):
        properties["tags"] = [*properties["tags"], f"area/{tag(vault.area(node))}"]
    words = vault.words
    also = [name for name in properties["aliases"] or () if name != vault.title(node)][:_ALSO]
    values = {
        "trail": lines.trail(
            vault.word("category", data.get("category")),
            words["step"].format(n=at + 1, total=len(order)),
            vault.area_link(node),
            lines.hours(vault, hours),
            f"{words['also_called']} {words['words_sep'].join(text(a) for a in also)}" if also else None,
        ),
        "definitions": [{"text": d["text"], "place": vault.place_link(d["source"], d["line"])} for d in lines.readable(vault, data)],
        "part_of": [vault.link(w) for w, _ in vault.after(node, "part_of", "topic")],
        "parts": [vault.link(p) for p, _ in vault.before(node, "part_of", "topic")],
        "opens": Md(lines.capital(words["why_direct"].format(reach=vault.count("need", vault.reach[node])))),
        "unlocks": [vault.link(a) for a, _ in after],
        "prerequisites": [{"link": vault.link(b), "reason": lines.reason(vault, edge)} for b, edge in before],
        "alternatives": [vault.link(a) for a in vault.alternatives(node)],
        "questions": [clean(q) for q in data.get("questions") or ()],
        "resources": lines.shelf(vault, (r for r, _ in vault.before(node, "covers", "resource"))),
        "projects": [lines.project_line(vault, p) for p, _ in vault.before(node, "practises", "project")],
        "mermaid": lines.neighbourhood(vault, node, [b for b, _ in before], [a for a, _ in after]),
        "places": lines.places(vault, node),
        "previous": previous and vault.link(previous),
        "next": following and vault.link(following),
    }
    return properties, values


def resource(vault: Vault, node: str) -> Page:
    """Describe something to learn from: where it is, what it covers, which other versions there are."""
    data = vault.graph.nodes[node]
    covers = [t for t, _ in vault.after(node, "covers", "topic")]
    urls = list(dict.fromkeys(u for u in (data.get("url"), *(data.get("urls") or ())) if u))
    properties = lines.properties(vault, node) | {
        "media": data.get("media"),
        "authors": [clean(a) for a in data.get("authors") or ()] or None,
        "language": data.get("language"),
        "must": bool(data.get("must")),
        "status": "open",
        "url": data.get("url"),
        "covers": [lines.target(vault, t) for t in covers],
        "source": lines.sources(vault, node),
    }
    values = {
        "trail": lines.trail(
            f"⭐ {vault.words['essential']}" if data.get("must") else None,
            vault.word("media", data.get("media")),
            lines.authors(data),
            text(data["language"]) if data.get("language") else None,
        ),
        "note": data.get("note"),
        "links": [weblink(lines.short(url), url) for url in urls],
        "version_of": [vault.link(w) for w, _ in vault.after(node, "version_of", "resource")],
        "versions": [lines.resource_line(vault, v) for v, _ in vault.before(node, "version_of", "resource")],
        "covers": [vault.link(t) for t in covers],
        "places": lines.places(vault, node),
    }
    return properties, values


def project(vault: Vault, node: str) -> Page:
    """Describe something to build or practise."""
    data = vault.graph.nodes[node]
    practises = [t for t, _ in vault.after(node, "practises", "topic")]
    properties = lines.properties(vault, node) | {
        "status": "open",
        "practises": [lines.target(vault, t) for t in practises],
        "source": lines.sources(vault, node),
    }
    values = {
        "trail": lines.trail(vault.words["kind_project"], *(vault.link(p) for p, _ in vault.after(node, "part_of", "phase", "roadmap"))),
        "note": data.get("note"),
        "practises": [vault.link(t) for t in practises],
        "places": lines.places(vault, node),
    }
    return properties, values


def phase(vault: Vault, node: str) -> Page:
    """Describe a stage: its aim, its steps, its topics in learning order, what to read and to build."""
    data = vault.graph.nodes[node]
    up = vault.parents.get(node)
    siblings = [p for p, _ in vault.before(up, "part_of", "phase")] if up else [node]
    at = siblings.index(node)
    duration = lines.duration(data)
    properties = lines.properties(vault, node) | {
        "up": lines.target(vault, up) if up else None,
        "position": data.get("position"),
        "duration": duration,
        "source": lines.sources(vault, node),
    }
    values = {
        "trail": lines.trail(*(vault.link(p) for p in vault.trail(node)), duration and text(duration)),
        "goal": [clean(g) for g in data.get("goal") or ()],
        "outcomes": lines.texts(data.get("outcomes")),
        "phases": [vault.link(p) for p, _ in vault.before(node, "part_of", "phase")],
        "topics": lines.topic_tree(vault, [t for t, _ in vault.before(node, "part_of", "topic")]),
        "resources": lines.shelf(vault, (r for r, _ in vault.before(node, "part_of", "resource"))),
        "projects": [lines.project_line(vault, p) for p, _ in vault.before(node, "part_of", "project")],
        "previous": at > 0 and vault.link(siblings[at - 1]),
        "next": at + 1 < len(siblings) and vault.link(siblings[at + 1]),
    }
    return properties, values


def roadmap(vault: Vault, node: str) -> Page:
    """Describe one author's way: its phases nested as written, what stands outside them, the orders suggested."""
    data = vault.graph.nodes[node]
    weekly = data.get("weekly_hours") or {}
    goals = data.get("goal") or ()
    documents = sorted({vault.document(m["source"]) for m in data.get("mentions", ())})
    hours = "–".join(dict.fromkeys(f"{n:g}" for n in (weekly.get("min"), weekly.get("max")) if n is not None))
    properties = lines.properties(vault, node) | {
        "author": data.get("author"),
        "published": data.get("published"),
        "source": lines.sources(vault, node),
    }
    values = {
        "trail": lines.trail(
            text(data["author"]) if data.get("author") else None,
            text(data["published"]) if data.get("published") else None,
            f"{vault.words['weekly']}{hours}" if hours else None,
            f"{vault.words['document']}{vault.words['words_sep'].join(text(d) for d in documents)}" if documents else None,
        ),
        "goal": lines.texts([goals] if isinstance(goals, (str, Mapping)) else goals),
        "outcomes": lines.texts(data.get("outcomes")),
        "phases": lines.phase_tree(vault, node),
        "topics": [vault.link(t) for t, _ in vault.before(node, "part_of", "topic")],
        "resources": lines.shelf(vault, (r for r, _ in vault.before(node, "part_of", "resource"))),
        "projects": [lines.project_line(vault, p) for p, _ in vault.before(node, "part_of", "project")],
        "paths": [
            {"name": path.get("name"), "steps": [lines.step(vault, ids) for ids in path["steps"]]}
            for path in data.get("paths") or ()
            if path.get("steps")
        ],
    }
    return properties, values


DESCRIBE: dict[str, Callable[[Vault, str], Page]] = {
    "topic": topic,
    "resource": resource,
    "project": project,
    "phase": phase,
    "roadmap": roadmap,
}
