"""A roadmap in the making: what the parts of the extractor write into while they read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from roadloom.graph.model import Duration, Finding, Origin, Phase, Project, Resource, Roadmap, Source, Statement, SuggestedPath, Text, Topic
from roadloom.graph.names import fold

from .names import Term, cut, is_name, terms
from .outline import LONGEST, Line
from .passed import PassedLink
from .words import bare, following, plain, words

_PARTED = re.compile(r"[,;，；、]")
_MOST_SPANS = 400  # runs of one look in a line


@following
def _apart() -> re.Pattern[str]:
    return re.compile(words().apart)


def says_nothing(text: str) -> bool:
    """Does a cell or a field say that there is nothing: "-", "none", 无?"""
    return bool(words().nothing.fullmatch(plain(bare(text))))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the extractor is: what the words around say of the words to come."""

    phase: Phase | None = None
    role: str | None = None  # what the nearest label announces: topics, resources, projects, ...
    topic: Topic | None = None  # the topic whose parts follow
    resource: Resource | None = None  # the resource whose versions, chapters and remarks follow
    media: str | None = None  # what kind of resources the label announces
    level: int = 0  # nesting of lists
    category: str | None = None  # tool, model
    must: bool = False  # the heading above says that nothing below it may be missed
    shelf: str | None = None  # the heading among resources that groups those below it
    under: Topic | None = None  # the prerequisite whose parts follow

    def but(self, **changes: object) -> Place:
        """Return the place with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Draft:
    """One roadmap while its document is read."""

    roadmap: Roadmap
    source: Source
    findings: list[Finding] = field(default_factory=list)
    taken: set[tuple[int, str]] = field(default_factory=set)  # links that became something or were reported
    passed: list[PassedLink] = field(default_factory=list)  # links that become nothing
    understood: set[int] = field(default_factory=set)  # lines that yielded something
    ignored: dict[int, str] = field(default_factory=dict)  # lines that were passed over, and why
    dropped: list[tuple[str, Line]] = field(default_factory=list)  # headings of sections that were passed over, each behind its reason
    lasting: dict[str, Duration] = field(default_factory=dict)  # how long stages take, said in an overview, by their number
    staged: bool = False  # headings name the stages
    sequences: list[tuple[Line, Place]] = field(default_factory=list)  # sentences that may state an order
    routes: list[tuple[str, int, list[tuple[Line, Place]], bool]] = field(default_factory=list)  # suggested paths, yet unresolved
    courses: dict[str, Topic] = field(default_factory=dict)  # the works of the table that is being read, by folded title
    shelves: list[tuple[Resource, str]] = field(default_factory=list)  # resources with the heading that groups them
    needs: list[tuple[Line, Place, list[Topic]]] = field(default_factory=list)  # topics that stand as prerequisites, and of what

    def topic(self, term: Term, line: Line, place: Place, *, subject: bool = False, passing: bool = False) -> Topic:
        """Enter a topic with its parts."""
        topic = Topic(term.name, line.number, line.text.strip(), phase=place.phase, parent=place.topic, subject=subject, passing=passing)
        topic.aliases = list(dict.fromkeys([*term.aliases, *([term.raw] if term.raw else [])]))
        topic.category = place.category
        if term.definition:
            topic.definitions.append(Text(term.definition, line.number))
        if topic.parent is not None and plain(topic.parent.name) == plain(topic.name):
            topic.parent = topic.parent.parent
        self.roadmap.topics.append(topic)
        self.understood.add(line.number)
        for part in term.parts:
            self.topic(part, line, place.but(topic=topic), passing=passing)
        return topic

    def need(self, text: str, line: Line, place: Place) -> list[Topic]:
        """Enter what "Prerequisites: A, B" names."""
        if len(text) > LONGEST or says_nothing(text):
            return []
        if (whole := self.courses.get(fold(bare(text)))) is not None:
            self.needs.append((line, place, [whole]))
            return [whole]
        found = []
        pieces = [p for part in cut(text, _PARTED) for p in ([part] if fold(bare(part)) in self.courses else _apart().split(part))]
        for piece in filter(bare, pieces):
            if (course := self.courses.get(fold(bare(piece)))) is not None:
                found.append(course)  # a title that names a row is that work, whatever words stand in it
            else:
                found += [self.topic(t, line, place.but(role=None, topic=place.under, phase=None)) for t in terms(piece) if is_name(t.name)]
        self.needs.append((line, place, found))
        return found

    def project(self, name: str, line: Line, place: Place, note: str | None = None) -> Project:
        """Enter something to build or to practise."""
        project = Project(name, line.number, line.text.strip(), note, place.phase)
        if place.topic is not None:
            project.topics.append(place.topic)
        self.roadmap.projects.append(project)
        self.understood.add(line.number)
        return project

    def resource(self, resource: Resource, place: Place | None = None) -> Resource:
        """Enter something to learn from."""
        if place is not None and place.shelf:
            self.shelves.append((resource, place.shelf))
        self.roadmap.resources.append(resource)
        self.understood.add(resource.line)
        return resource

    def skip(self, line: Line, why: str) -> None:
        """Pass a line over for a reason."""
        self.ignored.setdefault(line.number, why)

    def ignore_links(self, line: Line, why: str) -> None:
        """Say of the links of a line that they became nothing, and why."""
        for span in line.links:
            if (line.number, span.url or "") not in self.taken:
                self.ignore_link(line, span.url or "", why)

    def ignore_link(self, line: Line, url: str, why: str) -> None:
        """Say of one link that it became nothing; those within the page say nothing anyway."""
        self.taken.add((line.number, url))
        if url.startswith("#"):
            self.skip(line, "leads within the page")
        else:
            self.passed.append(PassedLink(why, url, line.number, line.text))

    def too_long(self, line: Line) -> bool:
        """Pass a line over that nobody wrote by hand, and say so: reading it would take longer than the rest of the document."""
        if len(line.text) <= LONGEST and len(line.spans) <= _MOST_SPANS:
            return False
        self.skip(line, "too long")
        self.finding("long-line", f"a line of {len(line.text)} characters", line.number, line.text[:80], "passed over")
        self.taken.update((line.number, s.url or "") for s in line.links)
        return True

    def finding(self, code: str, message: str, line: int, text: str, choice: str = "") -> None:
        self.findings.append(Finding(code, message, choice=choice, origins=[Origin(self.source.id, line, text)]))

    def statement(self, before: Topic | Phase, after: Topic | Phase, rule: str, line: Line) -> None:
        """Enter a word of the document that one thing comes before another."""
        said = {(id(s.before), id(s.after), s.line) for s in self.roadmap.statements[-64:]}
        if before is not after and (id(before), id(after), line.number) not in said:
            self.roadmap.statements.append(Statement(before, after, rule, line.number, line.text.strip()))

    def path(self, name: str, line: int, steps: list[list[Phase | Topic | Resource | Project]]) -> None:
        if len(steps) > 1:
            self.roadmap.paths.append(SuggestedPath(name, line, steps))
