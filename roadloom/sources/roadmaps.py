"""Understand an outline: which roadmaps a document holds, their stages, and what belongs to each."""

from __future__ import annotations

import re
from itertools import pairwise

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Entry, Finding, Origin, Phase, Resource, Roadmap, Source, Text
from roadloom.graph.names import fold

from . import durations
from .bodies import for_label, read_blocks, read_path
from .draft import Draft, Place
from .headings import Ordinal, bracket_of, ordinal_of
from .names import head_and_rest, is_name, terms
from .outline import Block, Line, Outline
from .sections import Section, is_stage, named_route, sections, split, title_of
from .settling import settle
from .words import Label, bare, plain, simplified, words
from .works import is_address, read_works

_COMMENT = re.compile(r"^\*{0,2}[\w.-]{2,40}\*{0,2}\s+(?:commented|opened this issue|replied|wrote|评论|回复)\b.*\d")
_PASS = ("advice", "contents")


def understand(outline: Outline, source: Source) -> tuple[list[Roadmap], list[Finding]]:
    """Return the roadmaps of a document and what could not be understood of it.

    A document without stages and topics is no roadmap: it yields none and a finding that says so.
    """
    blocks = _unwrapped(_without_comments(outline.blocks, source, findings := list(outline.findings)), outline)
    drafts: list[Draft] = []
    for part in split(blocks):
        root = sections(part)
        for title, node in _routes(root):
            draft = _read(title, node, source, outline, first=not drafts)
            drafts.append(draft)
    kept = [d for d in drafts if _worth(d.roadmap)]
    for draft in drafts:
        findings.extend(draft.findings)
        if draft not in kept and len(drafts) == 1:
            origin = Origin(source.id, draft.roadmap.line, draft.roadmap.title)
            findings.append(
                Finding("no-roadmap", f"{source.path} names no stages and no topics", choice="yields nothing", origins=[origin])
            )
    _report_links(outline, drafts, source, findings)
    return [d.roadmap for d in kept], findings


def _worth(roadmap: Roadmap) -> bool:
    return bool(roadmap.topics or roadmap.phases and roadmap.resources or len(roadmap.resources) > 1)


def _without_comments(blocks: list[Block], source: Source, findings: list[Finding]) -> list[Block]:
    """Cut off the readers' comments below a clipped issue or blog post."""
    starts = [i for i, b in enumerate(blocks) if b.kind == "paragraph" and b.lines and _COMMENT.match(bare(b.lines[0].text))]
    comments = [i for i in starts if "opened" not in blocks[i].text]
    kept = blocks
    if len(comments) >= 2:
        at = comments[0]
        origin = Origin(source.id, blocks[at].line, "")
        findings.append(Finding("dropped-section", f"{len(comments)} readers' comments", choice="ignored", origins=[origin]))
        kept = blocks[:at]
    return [b for i, b in enumerate(kept) if i not in starts]


def _unwrapped(blocks: list[Block], outline: Outline) -> list[Block]:
    """Read a document that stands as a whole inside one code fence as the document that it is."""
    from .layout import tidy
    from .markdown import parse

    total = sum(1 for x in outline.raw if x.strip())
    for i, block in enumerate(blocks):
        if block.kind == "code" and block.info.casefold() in ("", "text", "markdown", "md", "txt", "plaintext") and len(block.lines) > 8:
            texts = [line.text for line in block.lines]
            marked = sum(1 for t in texts if re.match(r"^\s*(?:#{1,6}\s|[-*+•]\s|\d+[.)、]\s|\|)", t))
            if len(block.lines) * 2 > total and marked * 4 > len(texts):
                first = block.lines[0].number
                padded: list[str] = []
                for line in block.lines:
                    while len(padded) < line.number - first:
                        padded.append("")
                    padded.append(line.text)
                return [*blocks[:i], *parse(tidy("\n".join(padded)), first - 1), *blocks[i + 1 :]]
    return blocks


def _routes(root: Section) -> list[tuple[Section | None, Section]]:
    """Return the roadmaps of one part with their titles: several where its sections are ways of their own."""
    title = title_of(root)
    holder = title if title is not None and title.children else root
    routes = [s for s in holder.children if named_route(s) and _holds_stages(s)]
    if len(routes) >= 2:
        rest = [s for s in holder.children if s not in routes]
        out: list[tuple[Section | None, Section]] = [(s, s) for s in routes]
        holder.children = rest
        return [(title, root), *out]
    return [(title, root)]


def _holds_stages(section: Section) -> bool:
    staged = [s for s in section.children if s.ordinal]
    tables = [
        b
        for b in section.body
        if b.kind == "table"
        and len(b.rows) > 2
        and (ordinal_of(b.rows[1][0].text)[0] or bare(b.rows[1][0].text).isdigit() or words().label(b.rows[0][0].text))
    ]
    return len(staged) >= 2 or bool(tables)


def _read(title: Section | None, root: Section, source: Source, outline: Outline, *, first: bool) -> Draft:
    name, line = _title(title, root, source, outline, first)
    roadmap = Roadmap(name, source, line.number, line.text.strip() or name, language=source.language)
    if first:
        _metadata(roadmap, outline)
    draft = Draft(roadmap, source)
    reader = _Reader(draft, title)
    reader.section(root, Place(), top=True)
    reader.order()
    settle(draft)
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
            return bare(block.text), block.lines[0]
    if first and isinstance(outline.metadata.get("title"), str):
        # A clipper adds the site's name: "Title · Issue #97 · owner/repo".
        return re.split(r"\s+[·|]\s+", str(outline.metadata["title"]))[0], Line(1)
    for block in root.body:
        text = bare(block.text)
        if match := words().route_name.search(text):
            return bare(match[1]), Line(block.line)
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


class _Reader:
    """Walks the sections of one roadmap."""

    def __init__(self, draft: Draft, title: Section | None) -> None:
        self.draft = draft
        self.title = title
        self.phases: dict[int, Section] = {}
        self.overviews: list[tuple[Section, Place]] = []
        self.schedules: set[int] = set()  # stages that only hold a timetable

    def section(self, section: Section, place: Place, *, top: bool = False) -> None:
        """Read a section: as the title, a label, a stage, or a shelf of what the label above announced."""
        draft = self.draft
        if top or section is self.title:
            self._introduction(section, place)
            return
        label = section.label
        heading = section.heading or Line(section.line)
        if place.role in _PASS:
            self._pass(section, place.role or "")
            return
        if place.role == "outcomes" and label is not None and label.role not in ("advice", "contents"):
            self._body(section, place)  # the parts of a checklist of outcomes
            self._below(section, place)
            return
        if label is not None and label.role == "projects" and place.role == "projects" and label.level is not None:
            self._project_group(section, place)
            return
        if label is not None and not (section.ordinal is not None and section.ordinal.kind == "stage"):
            self._labelled(section, label, place)
            return
        head, rest = head_and_rest(bare(section.name))
        if section.ordinal is None and rest and (said := words().label(head)) and said.role == "projects" and place.phase is not None:
            at = heading.text.find(rest)
            draft.project(rest, heading.slice(max(at, 0)), place)
            read_blocks(section.body, place.but(role="note"), draft)
            self._below(section, place)
            return
        if section.real and self._fields(section):
            self._numbered_entry(section, place, work=True)
            return
        if place.role == "overview" and section.ordinal is None:
            self._body(section, place)
            self._below(section, place)
            return
        if (
            section.ordinal is None
            and rest
            and (said := words().label(head))
            and said.role in ("duration", "goal", "outcomes", "needs", "note")
        ):
            if said.role == "duration":
                self._weekly(heading)
            draft.skip(heading, "a label")
            self._body(section, place.but(role="advice"))
            self._below(section, place)
            return
        if (
            place.role == "projects"
            and place.phase is None
            or place.role == "projects"
            and section.ordinal is None
            and section.children == []
        ):
            self._project_group(section, place)
            return
        if place.role in ("resources", "links") and section.ordinal is None:
            draft.skip(heading, "a shelf")
            self._body(section, place)
            self._below(section, place)
            return
        if section.ordinal is not None and _role_of(section.ordinal) in ("resources", "projects") and place.phase is not None:
            self._numbered_entry(section, place)
            return
        if place.role in ("outcomes", "goal", "path", "overview") and section.ordinal is None and place.role != "overview":
            self._body(section, place)
            self._below(section, place)
            return
        if not section.real and section.ordinal is None and not self._stage_like(section):
            # Bold words above a paragraph: a subject within the stage.
            self._body(section, place)
            self._below(section, place)
            return
        self._phase(section, place)

    def _stage_like(self, section: Section) -> bool:
        lists = [b for b in section.body if b.kind in ("list", "table", "code")]
        return bool(lists or section.children)

    # -- labels

    def _labelled(self, section: Section, label: Label, place: Place) -> None:
        draft = self.draft
        heading = section.heading or Line(section.line)
        staged = [s for s in section.children if s.ordinal is not None]
        draft.skip(heading, "a label")
        if label.role in _PASS:
            self._pass(section, label.role)
            return
        if heading.links:
            read_works([heading], place, draft, named=False)
        if section.ordinal is not None and label.role in ("topics", "tools", "projects", "group") and section.real and place.role is None:
            # "二、核心模块": a numbered chapter, whatever it is called
            self._phase(section, place.but(role={"projects": "projects", "group": None}.get(label.role, "topics")))
            return
        if label.role == "resources" and label.level is not None and section.real and place.phase is None and place.role is None:
            self._phase(section, place.but(role="resources"))
            return
        if label.role == "level" or label.level is not None and label.role in ("projects", "topics", "path", "stages"):
            if place.role in ("resources", "links"):
                self._body(section, place)
                self._below(section, place)
                return
            if (label.role in ("level", "projects") or label.role == "topics" and section.children) and section.real:
                self._phase(
                    section, place.but(role="projects" if label.role == "projects" else None if label.role == "topics" else place.role)
                )
                return
        if label.role in ("path", "stages", "overview", "group") and (
            staged or label.role in ("stages", "group") or self._has_table(section)
        ):
            inside = place.but(role=None if label.role != "group" else place.role)
            if label.role == "overview" and not staged:
                inside = place.but(role="overview")
            if label.role == "path" and not staged:
                inside = place.but(role="path")
                if self._has_table(section):
                    inside = self._own_schedule(section, place)
            self._body(section, inside)
            self._below(section, inside)
            return
        if label.role == "duration":
            self._weekly(heading)
        if label.role == "resources" and place.role in ("projects", "outcomes") and not self._links(section):
            for block in section.body:  # what is to be handed in
                read_blocks([block], place.but(role="note"), draft)
            return
        inside = for_label(label, place, section.text)
        if label.role == "projects" and not any(b.kind in ("list", "table", "code") for b in section.body) and not section.children:
            self._told_project(section, heading, inside)
            return
        if label.role == "path":
            self._paths(section, inside)
            return
        self._body(section, inside)
        self._below(section, inside)

    def _own_schedule(self, section: Section, place: Place) -> Place:
        """Open a stage for a timetable that stands beside numbered chapters: its rows follow each other, not the chapters."""
        if section.ordinal is None:
            return place.but(role=None)
        heading = section.heading or Line(section.line)
        phase = self._make(section, heading, place)
        if phase is None:
            return place.but(role=None)
        phase.ordered = False
        self.schedules.add(id(phase))
        return place.but(role=None, phase=phase)

    @staticmethod
    def _links(section: Section) -> bool:
        return any(
            line.links for s in section.walk() for b in s.body for x in b.walk() for line in [*x.lines, *(c for r in x.rows for c in r)]
        )

    def _told_project(self, section: Section, heading: Line, place: Place) -> None:
        """Read a project that a paragraph describes: "Final project" and a few sentences."""
        for block in section.body:
            if block.kind == "paragraph" and block.lines and block.text:
                text = bare(block.text)
                first = re.split(r"[。！!]|\.\s", text)[0].strip(" 。.")
                project = self.draft.project(first, block.lines[0], place, text if text != first else None)
                project.aliases.append(bare(section.name))
                for line in block.lines:
                    self.draft.understood.add(line.number)
                    if line.links:
                        read_works([line], place.but(role="resources"), self.draft, named=False)
                return
        self._body(section, place)

    def _has_table(self, section: Section) -> bool:
        return any(b.kind == "table" for b in section.body)

    def _weekly(self, heading: Line) -> None:
        duration = durations.parse(heading.text)
        if duration is not None and duration.unit == "hour":
            self.draft.roadmap.weekly_hours = duration

    def _pass(self, section: Section, why: str) -> None:
        for inner in section.walk():
            read_blocks(inner.body, Place(role="advice"), self.draft)
            if inner.heading is not None:
                self.draft.skip(inner.heading, why)

    def _paths(self, section: Section, place: Place) -> None:
        """Read suggested orders: one a sub-heading, or one for the section."""
        if any(True for s in section.children) and not any(s.ordinal for s in section.children):
            self._body(section, place)
            for child in section.children:
                if child.role in _PASS:
                    self._pass(child, child.role or "")
                    continue
                for block in child.body:
                    if block.kind == "list":
                        read_path(bare(child.name), block, place.but(phase=None), self.draft)
                    else:
                        read_blocks([block], place, self.draft)
            return
        for block in section.body:
            if block.kind == "list" and self._summarizes(block):
                self.overviews.append((section, place.but(role=None)))
                section.body = [block]
            elif block.kind == "list":
                read_path(bare(section.name), block, place.but(phase=None), self.draft)
            else:
                read_blocks([block], place, self.draft)
        self._below(section, place.but(role=None))

    def _project_group(self, section: Section, place: Place) -> None:
        """Read a heading among projects: a project with its description, or the stage that a group of projects belongs to."""
        draft = self.draft
        heading = section.heading or Line(section.line)
        lists = [b for b in section.body if b.kind == "list"]
        phase = self._phase_named(section.name)
        described = (
            section.ordinal is not None
            or not lists
            or any(b.kind == "paragraph" and not b.text.endswith((":", "：")) for b in section.body)
        )
        folded = plain(simplified(bare(section.name)))
        grouped = words().ends(folded, [w for w, r in words().cores.items() if r == "projects"])
        if described and not grouped:
            project = draft.project(bare(section.name), heading, place)
            notes = []
            for block in section.body:
                for inner in block.walk():
                    for line in inner.lines:
                        notes.append(bare(line.text))
                        if line.links:
                            read_works([line], place.but(role="resources"), draft, named=False)
                        draft.understood.add(line.number)
            project.note = " ".join(n for n in notes if n)[:600] or None
            self._below(section, place)
            return
        draft.skip(heading, "a group of projects")
        inside = place.but(phase=phase or place.phase, role="projects")
        self._body(section, inside)
        self._below(section, inside)

    def _phase_named(self, text: str) -> Phase | None:
        """Return the stage whose name a group of projects shares ("基础阶段项目" belongs to 阶段1：基础技能)."""
        w = words()
        folded = plain(simplified(bare(text)))
        core = re.sub(
            "|".join(re.escape(x) for x in sorted(w.cores, key=len, reverse=True) if w.cores[x] in ("projects", "stages")), "", folded
        ).strip(" 的-:：")
        core = w.level_word.sub("", core).strip()
        if not core:
            return None
        tops = [p for p in self.draft.roadmap.phases if p.parent is None]
        concept = Lexicon.load().find(core)
        others = [plain(simplified(form)) for form in concept.forms] if concept else []
        for forms in ([core], others):  # "LLM 项目" belongs to 阶段3：大语言模型
            for phase in tops:
                if any(form in plain(simplified(phase.name)) for form in forms):
                    return phase
        return None

    @staticmethod
    def _holds(section: Section) -> bool:
        """Does a section list or draw anything, in itself or below?"""
        for inner in section.walk():
            for block in inner.body:
                if block.kind in ("list", "table", "quote") or any(line.links for b in block.walk() for line in b.lines):
                    return True
                if block.kind == "code" and block.info.split(" ")[0].casefold() in ("", "text", "txt", "indented", "markdown"):
                    return True
            if inner is not section and (inner.ordinal is not None or inner.label is not None):
                return True
        return False

    @staticmethod
    def _fields(section: Section) -> bool:
        """Does a heading's first list give an address in a field ("- **链接**: https://…")?"""
        first = next((b for b in section.body if b.kind == "list"), None)
        if first is None:
            return False
        heads = [plain(simplified(bare(head_and_rest(bare(i.text))[0]))) for i in first.children if head_and_rest(bare(i.text))[1]]
        w = words()
        told = [
            h
            for h in heads
            if h in w.authors or h in w.address_fields or (said := w.label(h)) is not None and said.role in ("duration", "note")
        ]
        if len(told) >= 2 and len(told) * 2 >= len(first.children) and any(h in w.authors or h in w.address_fields for h in told):
            return True
        for item in first.children:
            head, rest = head_and_rest(bare(item.text))
            label = words().label(head) if rest and item.lines and item.lines[0].links else None
            if (
                label is not None
                and label.role in ("links", "resources")
                and plain(simplified(bare(head))) in words().address_fields
                and is_address(rest)
            ):
                return True
        return False

    def _numbered_entry(self, section: Section, place: Place, *, work: bool = False) -> None:
        """Read "资源1: …" or "Project 2: …" under a stage, with its fields as a list."""
        draft = self.draft
        heading = section.heading or Line(section.line)
        at = heading.text.find(section.name)
        line = heading.slice(max(at, 0))
        if work or section.ordinal is not None and _role_of(section.ordinal) == "resources":
            found = read_works([line], place.but(role="resources"), draft, named=True)
            inside = place.but(resource=found[0] if found else None, level=1)
            read_blocks(section.body, inside, draft)
        else:
            draft.project(section.name or section.text, line, place)
            read_blocks(section.body, place.but(role="note"), draft)
        self._below(section, place)

    # -- stages

    def _phase(self, section: Section, place: Place) -> None:
        draft = self.draft
        heading = section.heading or Line(section.line)
        if self.title is not None and section.ordinal is not None and fold(section.name) == fold(self.title.name):
            self._introduction(section, place)  # the page's title once more
            return
        if section.ordinal is None and (len(bare(section.text).split()) > 11 or len(re.findall(r"[\u3400-\u9fff]", section.text)) > 32):
            draft.skip(heading, "a sentence")
            self._body(section, place)
            self._below(section, place)
            return
        if section.real and section.ordinal is None and not heading.links and not self._holds(section):
            draft.skip(heading, "a section of prose or code")
            self._body(section, place.but(role=place.role or "overview" if place.phase is None else place.role))
            self._below(section, place)
            return
        if not section.body and not section.children and section.ordinal is None and not heading.links:
            draft.skip(heading, "an empty section")
            return
        phase = self._make(section, heading, place)
        if phase is None:
            self._body(section, place)
            self._below(section, place)
            return
        self.phases[id(phase)] = section
        role = place.role if place.role in ("projects", "resources", "topics") else None
        inside = Place(phase=phase, role=role)
        self._subjects(phase, section, heading, inside)
        if heading.links:
            read_works([heading], inside, draft, named=False)
        self._body(section, inside)
        self._below(section, inside)

    def _make(self, section: Section, heading: Line, place: Place) -> Phase | None:
        draft = self.draft
        name = bare(section.name) or (section.ordinal.text if section.ordinal else bare(section.text))
        if not any(c.isalnum() for c in name):
            return None
        if section.ordinal is not None and section.ordinal.value == 0 and section.ordinal.text.startswith("0x"):
            return None
        number = section.ordinal.text if section.ordinal else None
        whole = name
        if section.ordinal is None and is_stage(section):  # "Beginner level — LLM foundations"
            number, name = head_and_rest(name)
            name = name or whole
        phase = Phase(name, heading.number, heading.text.strip(), number, place.phase)
        clean, extra = bracket_of(name)
        if extra:
            duration = durations.parse(extra)
            if duration is not None or ordinal_of(extra)[0] is not None:
                phase.duration = duration
                phase.name, phase.aliases = clean, [name]
            else:
                phase.aliases = [clean]
        if whole != name:
            phase.aliases.append(whole)
        head = re.split(r"[：:]\s*", phase.name)[0].strip()
        if head != phase.name and len(head) >= 2:
            phase.aliases.append(head)
        earlier = self._same(phase)
        if earlier is not None:
            earlier.also.append(Text(heading.text.strip(), heading.number))
            return earlier
        draft.roadmap.phases.append(phase)
        draft.understood.add(heading.number)
        return phase

    def _same(self, phase: Phase) -> Phase | None:
        for other in self.draft.roadmap.phases:
            if (
                other.ordinal
                and phase.ordinal
                and plain(other.ordinal) == plain(phase.ordinal)
                and plain(other.name) == plain(phase.name)
                and other.parent is phase.parent
            ):
                return other
        return None

    def _subjects(self, phase: Phase, section: Section, heading: Line, place: Place) -> None:
        """Enter what a stage is about, where its name says it."""
        label = words().label(phase.name)
        if words().starts(plain(simplified(phase.name)), [p for p in words().practice if p.isascii()]):
            return  # "Build a RAG App" is something to do
        if phase.ordinal is not None and plain(phase.name) == plain(phase.ordinal):
            return
        if label is not None or section.level == 0 or "：" in phase.name or ": " in phase.name:
            return  # "打基础：搞懂…" is a slogan
        text = phase.name
        folded = plain(simplified(text))
        tail = next((tail for tail in words().directions if folded.endswith(tail)), "")
        if tail and not folded.startswith(words().vague):
            text = text[: -len(tail)]
        pieces = [p for p in re.split(r"\s*(?:→|->|=>)\s*", text) if p]
        steps: list[list[Entry]] = []
        for piece in pieces:
            found = terms(piece)
            steps.append([self.draft.topic(t, heading, place, subject=True) for t in found if self._subject(t.name, alone=len(found) == 1)])
        for before, after in pairwise(steps):
            for a in before:
                for b in after:
                    self.draft.statement(a, b, "chain", heading)  # type: ignore[arg-type]
        if all(steps):
            self.draft.path(phase.name, phase.line, steps)

    @staticmethod
    def _subject(name: str, *, alone: bool) -> bool:
        folded = plain(simplified(name))
        w = words()
        if not alone and (folded.endswith(w.activities) or re.search(r"[\u3400-\u9fff]{4,}\s+[a-z]", folded)):
            return False  # "Hugging Face 实战 + 自定义数据微调 BERT" are things to do
        if not is_name(name) or w.label(name) is not None or folded in w.bound:
            return False
        return not folded.endswith(w.wholes) and not re.search(r"[?!]", folded)

    # -- bodies

    def _introduction(self, section: Section, place: Place) -> None:
        """Read what stands under the title: goals, the weekly hours, a starting point; then the sections."""
        self._body(section, place)
        self._below(section, place)

    def _body(self, section: Section, place: Place) -> None:
        if place.phase is None and place.role in (None, "overview"):
            self._overview(section, place)
            return
        read_blocks(section.body, place, self.draft)

    def _overview(self, section: Section, place: Place) -> None:
        """Read a list above the stages: it may say their goals, it makes no stages of its own where headings do."""
        for block in section.body:
            if block.kind == "list" and self._summarizes(block):
                self.overviews.append((Section(0, block.line, "", body=[block]), place))
            else:
                read_blocks([block], place, self.draft)

    def _summarizes(self, block: Block) -> bool:
        nested = [i for i in block.children if i.children and i.lines and i.lines[0].text.strip().endswith((":", "："))]
        return len(nested) == len(block.children) > 1

    def _below(self, section: Section, place: Place) -> None:
        staged = [s for s in section.children if is_stage(s)]
        shelves = [s for s in section.children if s.label is not None and s.label.role == "resources" and s.real]
        graded = {s.label.core for s in shelves if s.label is not None and s.label.level is not None}
        framed = any(
            s.label is not None
            and s.label.role in ("stages", "path")
            and len(s.children) >= 2
            and not any(c.label is not None and c.label.role == "path" for c in s.children)
            for s in section.children
        )
        for child in section.children:
            if framed and child.ordinal is None and child.label is None:
                self._appendix(child, place)  # beside the section that holds the stages
                continue
            if child in shelves and place == Place() and child.label is not None and child.label.core in graded:
                self._phase(child, place.but(role="resources"))  # "Introductory courses, Core courses, Advanced courses" are stages
                continue
            if len(staged) >= 3 and child not in staged and child.ordinal is None and child.label is None and not self._timed(child):
                self._appendix(child, place)
            else:
                self.section(child, place)

    @staticmethod
    def _timed(section: Section) -> bool:
        """Does a heading without a number name a span all the same ("Optional Advanced Day: …")?"""
        head = plain(simplified(head_and_rest(section.name)[0]))
        return any(re.search(rf"\b{unit}$" if unit.isascii() else f"{unit}$", head) for unit in words().before if len(unit) > 2)

    def _appendix(self, section: Section, place: Place) -> None:
        """Read a section beside numbered stages: what it lists to read belongs to the roadmap, the rest is talk."""
        heading = section.heading or Line(section.line)
        self.draft.skip(heading, "an appendix")
        links = sum(1 for s in section.walk() for b in s.body for x in b.walk() for line in x.lines if line.links)
        inner = [s for s in section.walk() if s.label is not None and s.label.role in ("resources", "projects", "outcomes", "path")]
        if links or inner:
            for child in section.walk():
                if child in inner or child.label is not None and child.label.role == "resources":
                    self._body(child, for_label(child.label, place.but(phase=None), child.text))  # type: ignore[arg-type]
                else:
                    self._body(child, place.but(role="resources" if links and child is section else "advice"))
        else:
            self._pass(section, "advice")

    # -- afterwards

    def order(self) -> None:
        """Join overviews to their stages and say which stages have an order."""
        for section, place in self.overviews:
            self._join(next(b for b in section.body if b.kind == "list"), place)
        self._ordered()

    def _join(self, block: Block, place: Place) -> None:
        """Give the goals of an overview ("入门篇：" with nested lines) to the stages of those names."""
        draft = self.draft
        by_name = {plain(simplified(n)): p for p in draft.roadmap.phases for n in (p.name, *p.aliases)}
        matched = [by_name.get(plain(simplified(bare(i.lines[0].text)))) for i in block.children]
        if not any(matched):
            read_blocks([block], place, draft)
            return
        for item, phase in zip(block.children, matched, strict=True):
            if phase is None:
                continue
            phase.also.append(Text(item.lines[0].text.strip(), item.lines[0].number))
            draft.skip(item.lines[0], "an overview")
            for child in item.children:
                for inner in child.children:
                    if inner.lines:
                        line = inner.lines[0]
                        text = bare(line.text)
                        phase.goal.append(Text(text, line.number))
                        draft.understood.add(line.number)
                        for term in terms(text.rstrip("。.")):
                            subject = next(
                                (t for t in draft.roadmap.topics if t.subject and len(term.name) > 2 and t.name.endswith(term.name)), None
                            )
                            if subject is not None and subject.name != term.name:
                                subject.aliases.append(term.name)  # "训练微调" in the overview is what the stage 大模型训练微调 is about
                            elif is_name(term.name) and (
                                term.parts or "、" in text or re.search(r"[A-Za-z]", term.name) or "的" not in term.name
                            ):
                                draft.topic(term, line, Place(phase=phase))

    def _ordered(self) -> None:
        """Stages without numbers in a list that says it has no order, or in a catalogue, order nothing."""
        draft = self.draft
        siblings: dict[int, list[Phase]] = {}
        for phase in draft.roadmap.phases:
            siblings.setdefault(id(phase.parent), []).append(phase)
        text = plain(simplified(f"{draft.roadmap.title} {draft.source.title}"))
        w = words()
        catalogue = w.holds(text, w.catalogue) and not w.holds(text, w.routes)
        begins = min((p.line for p in draft.roadmap.phases), default=0)
        prose = plain(simplified(" ".join(line.text for line, _ in draft.sequences if line.number < begins)))
        says_none = w.holds(prose, w.unordered) and not w.holds(prose, w.ordered)
        for group in siblings.values():
            numbered = [p for p in group if p.ordinal]
            levels = [w.levels.get(plain(simplified(re.split(r"[（(]", p.name)[0].strip()))) for p in group]
            graded = len(group) > 1 and all(v is not None for v in levels)
            if numbered or graded:
                for phase in group:
                    phase.ordered = id(phase) not in self.schedules and (
                        phase.ordinal is not None or len(numbered) * 2 >= len(group) or graded
                    )
            elif catalogue or says_none:
                for phase in group:
                    phase.ordered = False


def _role_of(ordinal: Ordinal) -> str:
    """Tell what a numbered heading counts: the role of its unit ("资源 3", "Task 2"), or nothing."""
    label = words().label(ordinal.unit)
    return label.role if label else ""


def _report_links(outline: Outline, drafts: list[Draft], source: Source, findings: list[Finding]) -> None:
    """Say of every link that became nothing where it stands."""
    taken = set().union(*(d.taken for d in drafts)) if drafts else set()
    urls = {u for d in drafts for r in d.roadmap.resources for u in _all_urls(r)}
    for block in outline.blocks:
        for inner in block.walk():
            rows = [*inner.lines, *(c for row in inner.rows for c in row)]
            for line in rows:
                for span in line.links:
                    url = span.url or ""
                    if (line.number, url) in taken or url in urls or url.startswith("#") or not url:
                        continue
                    taken.add((line.number, url))
                    findings.append(
                        Finding(
                            "ignored-link",
                            f"a link outside every list and stage: {url}",
                            choice="no resource",
                            origins=[Origin(source.id, line.number, line.text.strip()[:120])],
                        )
                    )


def _all_urls(resource: Resource) -> list[str]:
    return resource.urls
