"""The notes that belong to no node: home, ready now, index, one per saved path, and the log template."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from roadloom.exporters.obsidian.escaping import Md, wikilink
from roadloom.exporters.obsidian.lines import capital, shelf
from roadloom.exporters.obsidian.notes import Page
from roadloom.exporters.obsidian.vault import Vault

_FIRST = 8
"""How many ready topics the home note shows."""
_READY = 60
"""How many the note on what is ready shows: a longer list is no help in choosing."""
_FINDINGS = 30

PAGES = HOME, READY, INDEX, LOG, MAP, TOPICS, RESOURCES = (
    "page/home",
    "page/ready",
    "page/index",
    "page/log",
    "page/map",
    "page/topics",
    "page/resources",
)


def titles(words: dict[str, str]) -> dict[str, str]:
    """Return the pages that every vault has: identity → title."""
    return {page: words[page.replace("/", "_")] for page in PAGES}


def home(vault: Vault, paths: list[str]) -> Page:
    """Describe the way in: where to start, the roadmaps, the ways to look at everything."""
    words, topics = vault.words, vault.by_kind["topic"]
    counts = {f"{kind}s": vault.count(f"{kind}s", len(nodes)) for kind, nodes in vault.by_kind.items()}
    findings = [str(f.get("message", "")) for f in vault.graph.graph.get("findings", ())]
    values = {
        "title": vault.graph.graph.get("title") or words["page_home"],
        "lead": capital(words["home_lead"].format(**counts)),
        "progress": words["progress"].format(n=len(vault.known), total=len(topics)) if vault.learner else "",
        "ready": [{"link": vault.link(t), "details": _details(vault, t)} for t in vault.ready[:_FIRST]],
        "paths": [vault.link(p) for p in paths],
        "roadmaps": [{"link": vault.link(r), "details": _extent(vault, r)} for r in vault.by_kind["roadmap"]],
        "findings_title": vault.count("findings", len(findings)),
        "findings": findings[:_FINDINGS],
        "ready_link": vault.link(READY),
        "index_link": vault.link(INDEX),
        "log_link": vault.link(LOG),
        "map_link": wikilink(f"{vault.note_names[MAP]}.canvas", vault.note_names[MAP]),
        "topics_link": wikilink(f"{vault.note_names[TOPICS]}.base", vault.note_names[TOPICS]),
        "resources_link": wikilink(f"{vault.note_names[RESOURCES]}.base", vault.note_names[RESOURCES]),
    }
    return _properties(HOME, "home"), values


def ready(vault: Vault) -> Page:
    """Describe what can be learned now."""
    rows = []
    for topic in vault.ready[:_READY]:
        resources = shelf(vault, (r for r, _ in vault.before(topic, "covers", "resource")))
        rows.append(
            {
                "link": vault.link(topic),
                "area": vault.area(topic),
                "reach": vault.reach[topic],
                "resource": resources[0]["link"] if resources else "",
            }
        )
    return _properties(READY, "ready"), {"title": vault.words["page_ready"], "rows": rows}


def index(vault: Vault) -> Page:
    """List everything on one page: topics by area in learning order, then the other kinds."""
    words = vault.words
    areas: dict[str, list[str]] = defaultdict(list)
    for topic in vault.by_kind["topic"]:
        areas[vault.areas.get(topic, "")].append(topic)
    order = sorted(filter(None, areas), key=lambda a: vault.place(a) if a in vault.graph else ())  # else as the topics come
    named = [{"name": vault.area(areas[a][0]), "topics": [vault.link(t) for t in areas[a]]} for a in order]
    rest = [{"name": words["no_area"], "topics": [vault.link(t) for t in areas[""]]}] if areas.get("") else []
    shelves = [
        {"name": words[f"folder_{kind}"], "entries": [vault.link(n) for n in vault.by_kind[kind]]}
        for kind in ("phase", "project", "resource")
        if vault.by_kind[kind]
    ]
    return _properties(INDEX, "index"), {"title": words["page_index"], "areas": named + rest, "shelves": shelves}


def path(vault: Vault, page: str, steps: list[dict[str, Any]]) -> Page:
    """Describe one path to a target: a box for each step, prerequisites first, with the reason and what to read.

    What is known stays on the page, ticked: a list that shrinks shows no progress.
    """
    target = page.removeprefix("path/")
    values = {
        "title": vault.words["path_to"].format(title=vault.title(target)),
        "lead": Md(f"{vault.count('steps', len(steps))}{vault.words['path_target']}{vault.link(target)}"),
        "steps": [_step(vault, step) for step in steps],
    }
    return _properties(page, "path") | {"target": wikilink(vault.note_names[target])}, values


def _step(vault: Vault, step: dict[str, Any]) -> dict[str, Any]:
    hours = step.get("hours")
    needed = dict.fromkeys(why["needed_for"] for why in step.get("why") or ())
    return {
        "box": Md("x" if vault.status(step["id"]) == "known" else " "),
        "link": vault.link(step["id"]),
        "hours": vault.words["hours"].format(n=f"{hours:g}") if isinstance(hours, (int, float)) else "",
        "why": [vault.link(n) for n in needed][:3],
        "alternatives": [vault.link(a) for a in step.get("alternatives") or ()],
        "resources": shelf(vault, (r["id"] for r in step.get("resources") or ()))[:3],
        "projects": [vault.link(p if isinstance(p, str) else p["id"]) for p in step.get("projects") or ()][:2],
    }


def _properties(page: str, kind: str) -> dict[str, Any]:
    return {"id": page, "tags": [f"roadloom/{kind}"], "kind": kind}


def _details(vault: Vault, topic: str) -> str:
    """Say in what area a topic stands and how much it opens."""
    reach = vault.reach[topic]
    opens = vault.count("need", reach) if reach else ""
    return " · ".join(part for part in (vault.area(topic), opens) if part)


def _extent(vault: Vault, roadmap: str) -> str:
    """Say how large a roadmap is and which document holds it."""
    phases = [p for p, r in vault.roadmap_of.items() if r == roadmap]
    members = {m for p in (*phases, roadmap) for m, _ in vault.before(p, "part_of", "topic")}
    documents = sorted({vault.document(m["source"]) for m in vault.graph.nodes[roadmap].get("mentions", ())})
    return " · ".join([vault.count("phases", len(phases)), vault.count("topics", len(members)), *documents])
