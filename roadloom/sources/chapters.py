"""Read the sections of one roadmap, each as what its heading says it is: a stage, a label, a shelf, a task, talk."""

from __future__ import annotations

import re

from roadloom.graph.model import Resource
from roadloom.graph.names import fold

from . import durations
from .bodies import announced, read_blocks, read_path
from .draft import Draft, Place
from .fields import for_label
from .headings import Ordinal, bracket_of, ordinal_of
from .names import head_and_rest, is_name
from .outline import Block, Line
from .overviews import join_overview, summarizes
from .phases import enter_subjects, make_phase, name_phase, order_phases
from .sections import Section, has_fields, has_links, has_parts, has_table, holds_anything, is_stage, leads_out, names_a_span
from .tasks import read_task_section, read_told_task
from .words import Label, bare, words
from .works import by_comma, ends_in_kind, ignorable, read_works

_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}\b")
_PASS = ("advice", "contents")


class Chapters:
    """Walks the sections of one roadmap."""

    def __init__(self, draft: Draft, title: Section | None) -> None:
        self.draft = draft
        self.title = title
        self.overviews: list[tuple[Section, Place]] = []
        self.timetables: set[int] = set()  # stages that only hold a timetable

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
        if _clocked(section):
            self._pass(section, "the hours of a day")
            return
        if place.role == "outcomes" and label is not None and label.role not in ("advice", "contents"):
            self._body(section, place)  # the parts of a checklist of outcomes
            self._below(section, place)
            return
        if label is not None and label.role == "projects" and place.role == "projects" and label.level is not None:
            self._task(section, place)
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
        if section.real and has_fields(section):
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
        if place.role == "projects" and section.real and not draft.staged and _numbered_tasks(section):
            self._phase(section, place)
            return
        if (
            place.role == "projects"
            and place.phase is None
            or place.role == "projects"
            and section.ordinal is None
            and section.children == []
        ):
            self._task(section, place)
            return
        if place.role == "resources" and section.ordinal is None and (work := self._headed_work(section, heading, place)):
            said = None
            for block in section.body:
                if block.kind == "paragraph":
                    said = announced(block)
                    read_blocks([block], place.but(resource=work, level=1), draft)
                else:
                    read_blocks([block], for_label(said, place, said.text) if said is not None else place, draft)
            self._below(section, place)
            return
        if place.role in ("resources", "links") and section.ordinal is None:
            draft.skip(heading, "a shelf")
            self._body(section, place.but(shelf=section.name))
            self._below(section, place.but(shelf=section.name))
            return
        if section.ordinal is not None and _role_of(section.ordinal) in ("resources", "projects") and place.phase is not None:
            self._numbered_entry(section, place)
            return
        if place.role in ("outcomes", "goal", "path", "overview") and section.ordinal is None and place.role != "overview":
            self._body(section, place)
            self._below(section, place)
            return
        if not section.real and section.ordinal is None and not has_parts(section):
            # Bold words above a paragraph: a subject within the stage.
            self._body(section, place)
            self._below(section, place)
            return
        self._phase(section, place)

    def _headed_work(self, section: Section, heading: Line, place: Place) -> Resource | None:
        """Read a heading on a shelf as a work: it leads to one, names its author, or stands above nothing but words on it."""
        listed = section.children or any(block.kind in ("list", "table") for block in section.body)
        told = place.media is not None and section.body and not listed
        if told or by_comma(bare(heading.text))[1] or any(not ignorable(span) for span in heading.links):
            found = read_works([heading], place, self.draft, named=True)
            return found[0] if found else None
        return None

    def _labelled(self, section: Section, label: Label, place: Place) -> None:
        draft = self.draft
        heading = section.heading or Line(section.line)
        staged = [s for s in section.children if s.ordinal is not None]
        draft.skip(heading, "a label")
        if label.role == "contents" and leads_out(section):
            inside = place.but(role="resources", phase=None)  # a list of the pages that make the document up
            self._body(section, inside)
            self._below(section, inside)
            return
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
        if label.role in ("path", "stages", "overview", "group") and (staged or label.role in ("stages", "group") or has_table(section)):
            inside = place.but(role=None if label.role != "group" else place.role)
            if label.role == "overview" and not staged:
                inside = place.but(role="overview")
            if label.role == "path" and not staged:
                inside = place.but(role="path")
                if has_table(section):
                    inside = self._own_schedule(section, place)
            self._body(section, inside)
            self._below(section, inside)
            return
        if label.role == "duration":
            self._weekly(heading)
        if label.role == "resources" and place.role in ("projects", "outcomes") and not has_links(section):
            for block in section.body:  # what is to be handed in
                read_blocks([block], place.but(role="note"), draft)
            return
        inside = for_label(label, place, section.text)
        if label.role == "projects" and not any(b.kind in ("list", "table", "code") for b in section.body) and not section.children:
            if not read_told_task(section, inside, draft):
                self._body(section, inside)
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
        phase = make_phase(section, heading, place, self.draft)
        if phase is None:
            return place.but(role=None)
        phase.ordered = False
        self.timetables.add(id(phase))
        return place.but(role=None, phase=phase)

    def _weekly(self, heading: Line) -> None:
        duration = durations.parse(heading.text)
        if duration is not None and duration.unit == "hour":
            self.draft.roadmap.weekly_hours = duration

    def _pass(self, section: Section, why: str) -> None:
        self.draft.dropped.append((why, section.heading or Line(section.line)))
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
            if block.kind == "list" and summarizes(block):
                self.overviews.append((section, place.but(role=None)))
                section.body = [block]
            elif block.kind == "list":
                read_path(bare(section.name), block, place.but(phase=None), self.draft)
            else:
                read_blocks([block], place, self.draft)
        self._below(section, place.but(role=None))

    def _task(self, section: Section, place: Place) -> None:
        inside = read_task_section(section, place, self.draft)
        if inside is not None:
            self._body(section, inside)
        self._below(section, inside or place)

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
        if section.real and section.ordinal is None and not heading.links and not holds_anything(section):
            draft.skip(heading, "a section of prose or code")
            self._body(section, place.but(role=place.role or "overview" if place.phase is None else place.role))
            self._below(section, place)
            return
        if not section.body and not section.children and section.ordinal is None and not heading.links:
            draft.skip(heading, "an empty section")
            return
        phase = make_phase(section, heading, place, draft)
        if phase is None:
            self._body(section, place)
            self._below(section, place)
            return
        role = place.role if place.role in ("projects", "resources", "topics") else None
        said = words().label(section.name) if section.ordinal is not None and role is None else None
        if said is not None and said.role in ("projects", "resources"):
            role = said.role  # "Step 8: Projects"
        media = ends_in_kind(phase.name) if role in (None, "resources") and section.ordinal is None else None
        inside = Place(phase=phase, role="resources" if media else role, media=media)  # "UX Books" holds books
        if media is None:
            enter_subjects(phase, heading, inside, draft)
        if heading.links:
            read_works([heading], inside, draft, named=False)
        self._body(section, inside)
        self._below(section, inside)

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
            if block.kind == "list" and summarizes(block):
                self.overviews.append((Section(0, block.line, "", body=[block]), place))
            elif place == Place() and not self.draft.staged and _parts(block):
                self._numbered_list(block, place)
            else:
                read_blocks([block], place, self.draft)

    def _numbered_list(self, block: Block, place: Place) -> None:
        """Read a numbered list whose items hold lists as stages."""
        for item in block.children:
            line = item.lines[0]
            name = bracket_of(bare(line.text))[0] if line.links else bare(line.text)
            phase = name_phase(f"{item.ordinal}. {name}", line, place, self.draft)
            inside = place.but(phase=phase)
            if line.links:
                read_works([Line(line.number, line.links)], inside, self.draft, named=False)
            read_blocks(item.children, inside, self.draft)

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
            if framed and child.ordinal is None and child.label is None and not any(is_stage(s) for s in child.walk()):
                self._appendix(child, place)  # beside the section that holds the stages
                continue
            if child in shelves and place == Place() and child.label is not None and child.label.core in graded:
                self._phase(child, place.but(role="resources"))  # "Introductory courses, Core courses, Advanced courses" are stages
                continue
            if len(staged) >= 3 and child not in staged and child.ordinal is None and child.label is None and not names_a_span(child):
                self._appendix(child, place)
            else:
                self.section(child, place)

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

    def order(self) -> None:
        """Join overviews to their stages and say which stages have an order."""
        for section, place in self.overviews:
            join_overview(next(b for b in section.body if b.kind == "list"), place, self.draft)
        order_phases(self.draft, self.timetables)


def _parts(block: Block) -> bool:
    """Do most items of a numbered list hold lists of their own, as the stages of a plan do?"""
    if block.kind != "list" or block.ordinal is None or len(block.children) < 3:
        return False
    holding = [i for i in block.children if i.lines and any(c.kind == "list" and len(c.children) > 1 for c in i.children)]
    return len(holding) * 3 >= len(block.children) * 2 and all(i.lines and is_name(bracket_of(bare(i.text))[0]) for i in block.children)


def _numbered_tasks(section: Section) -> bool:
    """Does a section hold nothing but numbered tasks ("任务1：…")? Then it is a stage of a plan of tasks."""
    items = [item for block in section.body if block.kind == "list" for item in block.children]
    numbers = [ordinal_of(bare(item.text))[0] for item in items]
    return bool(items) and all(n is not None and n.kind == "stage" and words().numbered.get(n.unit) == "projects" for n in numbers)


def _clocked(section: Section) -> bool:
    """Does a section only share the hours of a day out ("9:00-10:30: theory")?"""
    items = [item for inner in section.walk() for block in inner.body if block.kind == "list" for item in block.children]
    return len(items) > 1 and sum(1 for item in items if _CLOCK.match(bare(item.text))) * 3 >= len(items) * 2


def _role_of(ordinal: Ordinal) -> str:
    """Tell what a numbered heading counts: the role of its unit ("资源 3", "Task 2"), or nothing."""
    label = words().label(ordinal.unit)
    return label.role if label else ""
