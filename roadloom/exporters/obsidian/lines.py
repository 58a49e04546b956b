"""What the notes are put together from: lists, shelves, tables and the picture of a neighbourhood."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from roadloom.exporters.obsidian.escaping import Md, clean, mermaid_label, text, weblink, wikilink
from roadloom.exporters.obsidian.vault import Vault

_LINE_MARKS = re.compile(r"^(?:[#>*+•|-]+\s*|\d+[.)]\s+|\[[ xX]\]\s*)+")
_LINK_MARKS = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)?")
_INLINE_MARKS = re.compile(r"\*\*|__|`")
_NEIGHBOURS = 6
"""Most prerequisites, and most followers, in the picture of a neighbourhood: more would not be read."""
_SPOKEN = ("user", "stated", "chain")
"""Rules whose lines say themselves what comes first; of others the place in the document does."""
_QUOTE = 90
"""Longest quotation in a table, in characters."""


def properties(vault: Vault, node: str) -> dict[str, Any]:
    """Return the properties that every note has."""
    data = vault.graph.nodes[node]
    own = vault.note_names[node]
    called = (vault.title(node), data.get("name"), *(data.get("names") or {}).values(), *(data.get("aliases") or ()))
    aliases = {name.casefold(): name for name in reversed([clean(name) for name in called if name])}  # of spellings the first
    return {
        "id": node,
        "former_ids": vault.graph.nodes[node].get("former_ids") or None,
        "aliases": [a for a in reversed(aliases.values()) if a and a != own] or None,
        "tags": [f"roadloom/{vault.kind(node)}"],
        "kind": vault.kind(node),
    }


def target(vault: Vault, node: str) -> str:
    """Return the link that stands in a property."""
    return wikilink(vault.note_names[node])


def sources(vault: Vault, node: str) -> list[str]:
    """Return `document:line` of every place that names a node."""
    return list(dict.fromkeys(f"{vault.document(m['source'])}:{m['line']}" for m in vault.graph.nodes[node].get("mentions", ())))


def trail(*parts: str | None) -> Md:
    """Join the facts that stand under a heading."""
    return Md(" · ".join(part for part in parts if part))


def hours(vault: Vault, hours: float | None) -> str | None:
    return None if hours is None else vault.words["hours"].format(n=f"{hours:g}")


def duration(data: Mapping[str, Any]) -> str | None:
    return (data.get("duration") or {}).get("text")


def texts(items: Iterable[Any] | None) -> list[str]:
    """Return texts, whether each comes alone or with its line."""
    return [clean(i["text"] if isinstance(i, Mapping) else i) for i in items or ()]


def readable(vault: Vault, data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the definitions of a topic; those of another language only where there is none in the reader's."""
    told = list(data.get("definition") or ())
    code = vault.words["language_code"]
    return [d for d in told if str(d.get("lang") or code).startswith(code)] or told


def authors(data: Mapping[str, Any]) -> str | None:
    return ", ".join(text(a) for a in data.get("authors") or ()) or None


def short(url: str) -> str:
    """Return an address without scheme, for reading."""
    shown = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return shown if len(shown) <= 60 else shown[:59] + "…"


def reason(vault: Vault, edge: Mapping[str, Any]) -> Md:
    """Say why one topic comes before another: the strongest evidence and where it stands."""
    votes = [e for e in edge.get("evidence") or () if e.get("for", True)]
    if not votes:
        return Md("")
    first = votes[0]
    rule = vault.words.get(f"rule_{first.get('rule')}", "")
    place = vault.place_link(first["source"], first["line"]) if first.get("source") in vault.sources and first.get("line") else ""
    quote = f"“{text(_quote(first['text']))}”" if place and first.get("text") and first.get("rule") in _SPOKEN else None
    return trail(rule, quote, place)


def _quote(words: str) -> str:
    """Return the words of a line without its Markdown, short enough for a table."""
    shown = _LINK_MARKS.sub(r"\1", _LINE_MARKS.sub("", clean(words)))
    shown = " · ".join(part for part in (p.strip() for p in _INLINE_MARKS.sub("", shown).split("|")) if part)
    return shown if len(shown) <= _QUOTE else shown[: _QUOTE - 1].rstrip() + "…"


def shelf(vault: Vault, resources: Iterable[str]) -> list[dict[str, Any]]:
    """List resources, essential first; versions of one on the same shelf stand beneath it."""
    here = list(dict.fromkeys(resources))
    beneath: dict[str, list[str]] = defaultdict(list)
    for one in here:
        whole = next((w for w, _ in vault.after(one, "version_of", "resource") if w in here and w != one), None)
        if whole and one not in beneath:  # a version that has versions stays on top, so that nothing falls off the shelf
            beneath[whole].append(one)
    below = {version for versions in beneath.values() for version in versions}
    hidden = {version for whole, versions in beneath.items() for version in versions if whole not in below}
    lines = []
    for one in here:
        if one not in hidden:
            versions = [resource_line(vault, version) for version in beneath[one] if version in hidden]
            lines.append(resource_line(vault, one) | {"versions": versions})
    return sorted(lines, key=lambda line: not line["must"])


def resource_line(vault: Vault, node: str) -> dict[str, Any]:
    """Give one line on a resource: its note, its medium and makers, its page."""
    data = vault.graph.nodes[node]
    url = data.get("url")
    host = short(url).split("/", 1)[0] if url else ""
    return {
        "link": vault.link(node),
        "must": bool(data.get("must")),
        "details": trail(
            vault.word("media", data.get("media")), authors(data), weblink(host, url) if url and node not in vault.listed else None
        ),
        "versions": [],
    }


def project_line(vault: Vault, node: str) -> dict[str, Any]:
    """Give one line on a project."""
    return {"link": vault.link(node), "note": clean(vault.graph.nodes[node].get("note") or "")}


def places(vault: Vault, node: str) -> list[dict[str, Any]]:
    """List where the roadmaps place a node: one row for each roadmap and phase, in the order of the documents."""
    homes: dict[tuple[str, int], str] = {}
    for whole, edge in vault.after(node, "part_of", "phase"):
        for e in edge.get("evidence") or ():
            homes.setdefault((e["source"], e["line"]), whole)
    rows: dict[tuple[str | None, str, str | None], list[Mapping[str, Any]]] = defaultdict(list)
    for mention in vault.graph.nodes[node].get("mentions", ()):
        source, line = mention["source"], mention["line"]
        home = homes.get((source, line))
        origin = vault.roadmap_of.get(home) if home else vault.roadmap_at(source, line)
        rows[origin, source, home].append(mention)
    for whole, edge in vault.after(node, "part_of", "phase"):
        if whole not in {home for _, _, home in rows}:  # its evidence stands on a line that does not name the node
            first = next(iter(edge.get("evidence") or vault.graph.nodes[whole].get("mentions") or ()), None)
            if first:
                rows[vault.roadmap_of.get(whole), first["source"], whole].append(first)
    return [
        {
            "roadmap": vault.link(origin) if origin else Md(f"`{vault.document(source).replace('`', '')}`"),
            "phase": vault.link(home) if home else Md(f"*{vault.words['in_passing']}*"),
            "lines": _lines(vault, [m["line"] for m in mentions]),
            "words": _quote(mentions[0].get("text") or ""),
        }
        for (origin, source, home), mentions in rows.items()
    ]


def _lines(vault: Vault, lines: list[int]) -> str:
    shown = ", ".join(map(str, sorted(set(lines))))
    return vault.words["line" if len(set(lines)) == 1 else "lines"].format(n=shown)


def topic_tree(vault: Vault, topics: list[str]) -> list[dict[str, Any]]:
    """List topics with their parts beneath them, each once, at most three levels deep."""
    listed: set[str] = set()
    lines: list[dict[str, Any]] = []

    def add(node: str, depth: int) -> None:
        if node in listed:
            return
        listed.add(node)
        state = vault.status(node)
        shown = "" if state == "open" else vault.words[f"status_{state}"]
        lines.append({"indent": Md("    " * depth), "link": vault.link(node), "status": shown})
        for part, _ in vault.before(node, "part_of", "topic"):
            if depth < 2:
                add(part, depth + 1)

    inner = {t for t in topics if any(w in topics for w, _ in vault.after(t, "part_of", "topic"))}
    for node in [*(t for t in topics if t not in inner), *topics]:
        add(node, 0)
    return lines


def phase_tree(vault: Vault, root: str) -> list[dict[str, Any]]:
    """List the phases of a roadmap, nested and numbered, with their time and number of topics."""
    lines: list[dict[str, Any]] = []
    seen: set[str] = set()

    def add(node: str, depth: int) -> None:
        for number, (child, _) in enumerate(vault.before(node, "part_of", "phase"), 1):
            if child in seen:
                continue
            seen.add(child)
            time = duration(vault.graph.nodes[child])
            topics = len(vault.before(child, "part_of", "topic"))
            details = trail(time and text(time), vault.count("topics", topics) if topics else None)
            lines.append({"indent": Md("    " * depth), "number": number, "link": vault.link(child), "details": details})
            add(child, depth + 1)

    add(root, 0)
    return lines


def step(vault: Vault, ids: Iterable[str] | str) -> Md:
    """Name the nodes of one step of a suggested path."""
    members = [ids] if isinstance(ids, str) else list(ids)
    return Md(" + ".join(vault.link(i) for i in members if i in vault.note_names))


def neighbourhood(vault: Vault, node: str, before: list[str], after: list[str]) -> Md | None:
    """Draw what comes right before and right after a topic; None where there is nothing around it."""
    before, after = before[-_NEIGHBOURS:], after[:_NEIGHBOURS]
    if not before and not after:
        return None
    keys = {n: f"n{i}" for i, n in enumerate([*before, node, *after])}
    lines = ["flowchart LR"]
    lines += [f"    {key}[{mermaid_label(vault.title(n))}]" for n, key in keys.items()]
    lines += [f"    {keys[b]} --> {keys[node]}" for b in before] + [f"    {keys[node]} --> {keys[a]}" for a in after]
    # Obsidian makes a note's name in a box a link to that note; where title and name differ it would lead nowhere.
    linked = [key for n, key in keys.items() if n != node and mermaid_label(vault.title(n)) == f'"{vault.note_names[n]}"']
    lines += [f"    class {','.join(linked)} internal-link"] if linked else []
    return Md("\n".join([*lines, f"    style {keys[node]} stroke-width:3px"]))


def capital(sentence: str) -> str:
    """Begin a sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
