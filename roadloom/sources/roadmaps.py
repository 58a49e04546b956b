"""Understand an outline: which roadmaps a document holds, their stages, and what belongs to each."""

from __future__ import annotations

import re

from roadloom.graph.model import Finding, Origin, Roadmap, Source

from .chapters import Chapters
from .draft import Draft, Place
from .names import head_and_rest, is_name
from .outline import Line, Outline
from .passed import dropped, findings_of, unread
from .sections import Section, is_stage, sections
from .settling import settle
from .splitting import routes, split, unwrapped, without_comments
from .words import bare, plain, simplified, words


def understand(outline: Outline, source: Source) -> tuple[list[Roadmap], list[Finding]]:
    """Return the roadmaps of a document and what could not be understood of it.

    A document without stages and topics is no roadmap: it yields none and a finding that says so.
    """
    blocks = unwrapped(without_comments(outline, source, findings := list(outline.findings)), outline)
    drafts: list[Draft] = []
    for part in split(blocks):
        root = sections(part)
        for title, node in routes(root):
            draft = _read(title, node, source, outline, first=not drafts)
            drafts.append(draft)
    kept = [d for d in drafts if _worth(d.roadmap)]
    for draft in drafts:
        findings.extend(draft.findings)
        if draft not in kept and kept:
            origin = Origin(source.id, draft.roadmap.line, draft.roadmap.title)
            findings.append(
                Finding("dropped-section", "a part that names no stages and no topics", choice="yields nothing", origins=[origin])
            )
        findings.extend(dropped(draft.dropped, source.id))
        outline.seen.ignored |= draft.ignored
    if not kept:
        origin = Origin(source.id, drafts[0].roadmap.line, drafts[0].roadmap.title) if drafts else Origin(source.id, 1, "")
        findings.append(Finding("no-roadmap", f"{source.path} names no stages and no topics", choice="yields nothing", origins=[origin]))
    for draft in kept:
        outline.seen.understood |= draft.understood
    urls = {u for d in kept for r in d.roadmap.resources for u in r.urls}
    passed = [link for d in drafts for link in d.passed if link.url not in urls]
    taken = {key for d in kept for key in d.taken} | {(link.line, link.url) for link in passed}
    findings.extend(findings_of([*passed, *unread(outline.blocks, taken, urls, outline.seen.ignored)], source.id))
    return [d.roadmap for d in kept], findings


def _worth(roadmap: Roadmap) -> bool:
    return bool(roadmap.topics or roadmap.phases and roadmap.resources or len(roadmap.resources) > 1)


def _read(title: Section | None, root: Section, source: Source, outline: Outline, *, first: bool) -> Draft:
    name, line = _title(title, root, source, outline, first)
    roadmap = Roadmap(name, source, line.number, line.text.strip() or name, language=source.language)
    if first:
        _metadata(roadmap, outline)
    draft = Draft(roadmap, source, staged=sum(1 for s in root.walk() if is_stage(s)) > 1)
    chapters = Chapters(draft, title)
    chapters.section(root, Place(), top=True)
    chapters.order()
    settle(draft)
    for section in root.walk():
        if section.heading is not None:
            draft.skip(section.heading, "a heading that makes no stage")
    return draft


def _title(title: Section | None, root: Section, source: Source, outline: Outline, first: bool) -> tuple[str, Line]:
    if title is not None:
        return bare(title.name or title.text), title.heading or Line(title.line)
    for block in root.body:
        if block.kind == "paragraph" and block.lines:
            for line in block.lines:
                bold = "".join(s.text for s in line.spans if s.bold).strip()
                if 4 <= len(bold) <= 40 and bold != line.text.strip() and words().holds(plain(simplified(bold)), words().routes):
                    return bare(bold), line
    for block in root.body:
        if (
            block.kind == "paragraph"
            and len(block.lines) == 1
            and len(bare(block.text)) <= 40
            and words().holds(plain(simplified(block.text)), words().routes)
        ):
            return bare(words().greeting.sub("", bare(block.text))), block.lines[0]
    if first and isinstance(outline.metadata.get("title"), str):
        # A clipper adds the site's name: "Title · Issue #97 · owner/repo".
        return re.split(r"\s+[·|]\s+", str(outline.metadata["title"]))[0], Line(1)
    for block in root.body:
        text = bare(block.text)
        if match := words().route_name.search(text):
            return bare(match[1]), Line(block.line)
    if first and root.body and root.body[0].kind == "paragraph" and (line := root.body[0].lines[0]).text:
        name = bare(line.text)
        if 4 <= len(name) <= 60 and is_name(name) and not line.links and words().label(name) is None and head_and_rest(name)[1] == "":
            return name, line
    return source.title, Line(root.line)


def _metadata(roadmap: Roadmap, outline: Outline) -> None:
    meta = outline.metadata
    author = meta.get("author") or meta.get("authors")
    if isinstance(author, list) and author:
        author = author[0]
    if isinstance(author, str):
        roadmap.author = author.strip("[] ")
    published = meta.get("published") or meta.get("date")
    roadmap.published = str(published) if published else None
