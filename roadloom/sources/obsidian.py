"""Read what Obsidian adds to Markdown: links between notes, and the notes that must come before one.

A link to a note (`[[Topic]]`, `[[folder/Topic#Part|words]]`) names a topic, nothing to learn from. A note is about one topic, that of its
name; a line `> Prerequisites: [[A]], [[B]]` and a list `prerequisites:` in the front matter state what comes before it.
"""

from __future__ import annotations

import re

from roadloom.graph.model import Finding, Roadmap, Source, Statement, Topic
from roadloom.graph.names import exact

from .keys import has_role
from .names import head_and_rest, is_name, same_thing
from .outline import Block, Line, Outline
from .words import bare, words

_LINK = re.compile(r"\[\[(?P<target>[^\[\]|#^]*)(?:[#^][^\[\]|]*)?(?:\|(?P<text>[^\[\]]*))?\]\]")
Needs = list[tuple[str, int]]


def unlink(outline: Outline) -> Needs:
    """Turn links to notes into the names of their topics; return what the note says comes before it, with the lines.

    The outline is changed in place.
    """
    needs = _front(outline)
    for block in outline.blocks:
        for inner in block.walk():
            for line in (*inner.lines, *(cell for row in inner.rows for cell in row)):
                raw = outline.raw[line.number - 1] if line.number <= len(outline.raw) else ""
                if "[[" in raw and inner.kind != "code":
                    names = _unlink(line, raw)
                    if _is_need(line, inner):
                        needs.extend((name, line.number) for name in names)
    return needs


def with_order(
    needs: Needs, outline: Outline, source: Source, roadmaps: list[Roadmap], findings: list[Finding]
) -> tuple[list[Roadmap], list[Finding]]:
    """Enter what comes before a note as stated order; a plan with stages has said itself what each stage needs."""
    if not needs or any(roadmap.phases for roadmap in roadmaps):
        return roadmaps, findings
    if not roadmaps:
        findings = [finding for finding in findings if finding.code != "no-roadmap"]
    roadmap = roadmaps[0] if roadmaps else Roadmap(source.title, source, 1, language=source.language)
    title = next((block for block in outline.blocks if block.kind == "heading" and block.text), None)
    name = bare(title.text) if title is not None else source.path.rpartition("/")[2].rpartition(".")[0]
    known = {exact(topic.name): topic for topic in reversed(roadmap.topics)}
    about = known.get(exact(name))
    if about is None:
        about = Topic(name, title.line if title else 1, title.text if title else "", subject=True)
        roadmap.topics.insert(0, about)
    about.aliases = list(dict.fromkeys([*about.aliases, *_texts(outline.metadata.get("aliases")), *_texts(outline.metadata.get("alias"))]))
    for need, line in needs:
        text = outline.raw[line - 1].strip()
        before = known.get(exact(need))
        if before is None:
            before = known[exact(need)] = Topic(need, line, text)
            roadmap.topics.append(before)
        if before is not about:
            roadmap.statements.append(Statement(before, about, "stated", line, text))
    return roadmaps or [roadmap], findings


def _unlink(line: Line, raw: str) -> list[str]:
    """Take the links to notes out of a line; return the names that they lead to."""
    names = []
    texts = {match["target"].strip(): (match["text"] or "").strip() for match in _LINK.finditer(raw)}
    for span in line.spans:
        target = re.split(r"[#^]", span.url or "")[0].strip()
        if target not in texts or span.image or not target:
            continue
        name = _name(target)
        other = texts[target]
        span.text = f"{name}（{other}）" if other and other != name and same_thing(name, other) else name
        span.url = None
        names.append(name)
    return names


def _name(target: str) -> str:
    """Return the name of the note that a link leads to, without its folder."""
    return target.rpartition("/")[2].removesuffix(".md").strip()


def _is_need(line: Line, block: Block) -> bool:
    if block.kind != "paragraph":
        return False
    head, rest = head_and_rest(bare(line.text))
    label = words().label(head) if rest else None
    return label is not None and label.role == "needs"


def _front(outline: Outline) -> Needs:
    """Return the prerequisites of the front matter, each with the line where it stands."""
    needs: Needs = []
    for key, value in outline.metadata.items():
        if not has_role(key, "needs"):
            continue
        for text in _texts(value):
            match = _LINK.search(text)
            name = _name(match["target"]) if match else text.strip()
            if is_name(name):
                line = next((n for n, raw in enumerate(outline.raw, 1) if text in raw or name in raw), 1)
                needs.append((name, line))
    return needs


def _texts(value: object) -> list[str]:
    """List the texts of a value of the front matter; `[[A]]` without quotes is a list in a list to YAML."""
    if isinstance(value, str):
        return [value] if "[[" in value else [part.strip() for part in re.split(r"[,，、]", value) if part.strip()]
    if isinstance(value, list):
        return [
            text
            for inner in value
            for text in (_texts(inner) if isinstance(inner, list) else [inner.strip()] if isinstance(inner, str) else [])
        ]
    return []
