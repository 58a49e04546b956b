"""After reading: what a resource covers, what a task practises, which steps a suggested order names, what a sentence says comes first."""

from __future__ import annotations

import re
from collections import defaultdict

from roadloom.graph.model import Entry, Phase, Resource, SuggestedPath, Text, Topic
from roadloom.graph.names import fold

from .draft import Draft, Place
from .headings import ordinal_of
from .names import Term, brackets, is_name, one, products, terms
from .outline import Line
from .words import bare, following, plain, simplified, words
from .works import kind_of

_WORD = re.compile(r"[a-z0-9]")
_LATIN_NAME = re.compile(r"[A-Za-z][\w+#.-]*(?:\s+[A-Za-z][\w+#.-]*)*")


_SENTENCE_LENGTH = 1200  # characters; a longer line is no sentence of a person


class Index:
    """Finds the topics of a roadmap that a text names, longest names first."""

    def __init__(self, topics: list[Topic]) -> None:
        self.by_key: dict[str, list[Topic]] = defaultdict(list)
        for topic in topics:
            for name in (topic.name, *topic.aliases):
                key = plain(simplified(name)).strip()
                if len(key) >= 2 and topic not in self.by_key[key]:
                    self.by_key[key].append(topic)
        self.lengths = sorted({len(k) for k in self.by_key}, reverse=True)

    def named(self, text: str) -> list[Topic]:
        """Return one topic for each name in the text, in the order of the text; names inside longer names do not count."""
        folded = plain(simplified(text))
        found: list[tuple[int, Topic]] = []
        at = 0
        while at < len(folded):
            step = 1
            for length in self.lengths:
                key = folded[at : at + length]
                if key in self.by_key and _whole(folded, at, at + length):
                    found.append((at, self.by_key[key][0]))
                    step = length
                    break
            at += step
        return list(dict.fromkeys(t for _, t in found))


def _whole(text: str, start: int, end: int) -> bool:
    """Is the piece a word of its own, plural or not?"""
    left = start == 0 or not (_WORD.match(text[start]) and (_WORD.match(text[start - 1]) or re.search(r"\w-$", text[:start], re.ASCII)))
    rest = text[end:]
    if re.match(r"[-.]?\d", rest) and _WORD.match(text[end - 1]):
        return False  # GPT is not named by "GPT-3"
    right = not rest or not _WORD.match(text[end - 1]) or not _WORD.match(rest[0]) or bool(re.match(r"s(?![a-z0-9])", rest))
    return left and right


def settle(draft: Draft) -> None:
    """Resolve everything that needed the whole roadmap."""
    roadmap = draft.roadmap
    for phase in roadmap.phases:
        if phase.duration is None and phase.ordinal:
            phase.duration = draft.lasting.get(plain(phase.ordinal))
    _enter_route_topics(draft)
    _refine_subjects(draft)
    index = Index(roadmap.topics)
    by_phase: dict[int, list[Topic]] = defaultdict(list)
    for topic in roadmap.topics:
        by_phase[id(topic.phase)].append(topic)
    shelves = {id(resource): heading for resource, heading in draft.shelves}
    for resource in roadmap.resources:
        _cover(resource, index, by_phase, shelves.get(id(resource), ""))
        if not resource.topics and resource.phase is not None:
            resource.topics.extend(index.named(roadmap.title)[:1])
    _from_versions(roadmap.resources)
    for resource in roadmap.resources:
        _define(resource, index)
    for project in roadmap.projects:
        for topic in index.named(project.name if not project.note else f"{project.name} {project.note}"):
            if topic not in project.topics:
                project.topics.append(topic)
    for name, number, steps, arrows in draft.routes:
        _route(name, number, steps, arrows, index, draft)
    for line, place, needed in draft.needs:
        subjects = [t for t in roadmap.topics if t.subject and t.phase is place.phase] if place.phase is not None else []
        for topic in needed:
            targets: list[Topic | Phase] = [place.topic] if place.topic is not None else list(subjects)
            if not targets and place.phase is None and roadmap.phases:
                first = roadmap.phases[0]  # what the whole roadmap asks for comes before its first stage
                targets = [t for t in roadmap.topics if t.subject and t.phase is first] or [first]
            if not targets and place.phase is not None:
                targets = [place.phase]
            for after in targets:
                if topic.parent is not after and topic is not after:
                    draft.statement(topic, after, "stated", line)
    for line, place in draft.sequences:
        _sequence(line, place, index, draft)
        if place.role != "advice":
            _define_in_prose(line, index)


def _refine_subjects(draft: Draft) -> None:
    """Call a stage's subject what the stage's own topics call it: "Causal LM 训练" is about Causal LM."""
    topics = draft.roadmap.topics
    index = Index([t for t in topics if not t.subject])
    for topic in topics:
        key = plain(simplified(topic.name))
        if not topic.subject or key in index.by_key or not re.match(r"[A-Za-z][^\u3400-\u9fff]*[\u3400-\u9fff]", topic.name):
            continue
        named = [t for t in index.named(topic.name) if _LATIN_NAME.fullmatch(t.name)]
        if named and key.startswith(plain(named[0].name)):
            topic.name, topic.aliases = named[0].name, []


def _cover(resource: Resource, index: Index, by_phase: dict[int, list[Topic]], shelf: str) -> None:
    """Say what a resource covers: the topics of its title, else of its remark, of the heading above it, else what its phase is about."""
    named = index.named(resource.title) or index.named(" ".join(resource.aliases))
    if not named and resource.note:
        named = index.named(resource.note)
    if not named and not resource.topics:
        named = index.named(shelf)
    for topic in named:
        if topic not in resource.topics:
            resource.topics.append(topic)
    if resource.topics or resource.whole is not None and resource.whole.topics:
        resource.topics = resource.topics or list(resource.whole.topics if resource.whole else [])
        return
    phase = resource.phase
    while phase is not None:
        subjects = [t for t in by_phase.get(id(phase), []) if t.subject]
        if subjects:
            resource.topics.extend(subjects)
            return
        phase = phase.parent


def _from_versions(resources: list[Resource]) -> None:
    """A talk known by its recording is a video: take a work's kind from its first version where nothing else tells it."""
    for resource in resources:
        if resource.whole is not None and resource.whole.media is None and not resource.whole.urls:
            resource.whole.media = resource.media


@following
def _definition() -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<name>[^，。：]{{2,30}}?)\s*(?:{words().copulas})\s*(?P<what>[^。.]{{6,240}})")


def _define(resource: Resource, index: Index) -> None:
    """Read "LangChain 是…。" in a resource's remark as a definition of that topic."""
    match = _definition().match(resource.note or "")
    if match:
        for topic in index.named(match["name"])[:1]:
            if plain(topic.name) == plain(match["name"].strip()):
                topic.definitions.append(Text(match["what"].strip(), resource.line))


def _define_in_prose(line: Line, index: Index) -> None:
    """Read "Calculus is the study of change." as the definition of that topic."""
    text = bare(line.text)
    match = _definition().match(text) if len(text) <= _SENTENCE_LENGTH else None
    named = index.by_key.get(plain(simplified(match["name"].strip()))) if match else None
    if match and named and not any(t.definitions for t in named):
        named[0].definitions.append(Text(match["what"].strip(), line.number))


def _enter_route_topics(draft: Draft) -> None:
    """Enter what the steps of a suggested order name beyond the topics that stand elsewhere."""
    index = Index(draft.roadmap.topics)
    phases = {fold(brackets(n)[0]) for p in draft.roadmap.phases for n in (p.name, *p.aliases)}
    for _, _, steps, arrows in draft.routes:
        for line, place in steps:
            text = _step_text(line.text)
            if not arrows and (read := next((m for p in words().to_read if (m := p.match(simplified(text)))), None)):
                title = text[read.start("title") : read.end("title")]
                draft.resource(Resource(title, line.number, line.text.strip(), media=kind_of(title), phase=place.phase))
            if not arrows:
                for named in _step_terms(text):
                    if not index.named(named.name) or plain(named.name) not in index.by_key:
                        draft.topic(named, line, place.but(role=None))
            elif not index.named(text) and fold(brackets(text)[0]) not in phases and is_name(text):
                term = one(text)
                if term is not None:
                    draft.topic(term, line, place.but(role=None), passing=not _plain_name(text))


def _plain_name(text: str) -> bool:
    """Is a step a thing to learn rather than something to do?"""
    folded = plain(simplified(bare(text)))
    w = words()
    return not w.starts(folded, w.verbs) and not w.starts(folded, w.practice) and not w.label(text)


def _step_text(text: str) -> str:
    clean = bare(ordinal_of(text)[1])
    folded = plain(simplified(clean))
    w = words()
    lead = w.starts(folded, [*w.first, *w.then])
    return bare(clean[len(lead) :]) if lead and len(folded) == len(clean) else clean


def _step_terms(text: str) -> list[Term]:
    """Return the topics of a step that is a sentence ("先通过 X 学会 A、B 与 C")."""
    out: list[Term] = []
    chinese = bool(re.search(r"[\u3400-\u9fff]", text))
    for clause in _clauses(text):
        if not chinese:
            out.extend(t for t in terms(clause) if is_name(t.name) and len(t.name.split()) <= 4)
            continue
        for means in words().means:
            clause = means.sub("", clause)
        if not clause:
            continue
        for term in terms(clause):
            core = term.name
            if "、" in clause or words().holds(plain(clause), words().ands) or term.parts or term.group:
                if len(core) <= 20:
                    out.append(term)
            elif match := _LATIN_NAME.search(core):
                out.append(Term(match[0], parts=term.parts))
    return out


def _clauses(text: str) -> list[str]:
    """Split a sentence at commas that stand outside brackets."""
    out, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "（(") - (c in "）)")
        if depth == 0 and c in "，,；;。":
            out.append(text[start:i].strip())
            start = i + 1
    return [c for c in [*out, text[start:].strip()] if c]


def _route(name: str, line: int, steps: list[tuple[Line, Place]], arrows: bool, index: Index, draft: Draft) -> None:
    """Enter a suggested order; the steps that name something known order it as `chain`."""
    resolved: list[list[Entry]] = []
    lines: list[Line] = []
    for step, _ in steps:
        entries = _entries(step.text, index, draft, arrows)
        entries += [r for r in draft.roadmap.resources if r.line == step.number and any(s.url in r.urls for s in step.links)]
        if entries:
            resolved.append(entries)
            lines.append(step)
    if len(resolved) < 2:
        return
    draft.roadmap.paths.append(SuggestedPath(bare(name), line, resolved))
    for i in range(1, len(resolved)):
        for before in resolved[i - 1]:
            for after in resolved[i]:
                if isinstance(before, Topic | Phase) and isinstance(after, Topic | Phase) and not any(before is x for x in resolved[i]):
                    draft.statement(before, after, "chain", lines[i])


def _entries(text: str, index: Index, draft: Draft, arrows: bool) -> list[Entry]:
    """Return what a step names: the phase of that name, else the topics in it."""
    clean = _step_text(text)
    key = fold(brackets(clean)[0])
    for phase in draft.roadmap.phases:
        if key in {fold(brackets(n)[0]) for n in (phase.name, *phase.aliases)} or phase.ordinal and plain(phase.ordinal) == key:
            same = [t for t in draft.roadmap.topics if t.subject and t.phase is phase and fold(t.name) == key]
            return [phase, *same[:1]]
    topics = index.named(clean)
    if topics:
        return list(topics if not arrows else topics[:3])
    # "应用开发" names the phase "LLM 应用开发 + Gradio": one phase whose name holds the step's.
    holding = [p for p in draft.roadmap.phases if len(key) >= 4 and key in fold(p.name)]
    return [holding[0]] if len(holding) == 1 else []


def _sequence(line: Line, place: Place, index: Index, draft: Draft) -> None:
    """Find what a sentence says of the order of two topics ("先 A 再 B", "A before B"; the patterns are data)."""
    text = bare(line.text)
    if len(text) > _SENTENCE_LENGTH:
        return
    for sentence in re.split(r"[。！!？?;；]", simplified(text)):
        for pattern in words().order:
            for match in pattern.finditer(sentence):
                _between(index.named(match["before"]), index.named(match["after"]), line, draft)
    if place.phase is None and place.role != "advice":
        _starting_point(text, line, place, draft)


def _between(before: list[Topic], after: list[Topic], line: Line, draft: Draft) -> None:
    for a in before:
        for b in after:
            if a is not b and plain(a.name) != plain(b.name):
                draft.statement(a, b, "stated", line)


def _starting_point(text: str, line: Line, place: Place, draft: Draft) -> None:
    """Read "your aim is to learn X: start with Y" in an introduction."""
    goal = next((m for p in words().aim if (m := p.search(simplified(text)))), None)
    start = next((m for p in words().start_with if (m := p.search(simplified(text)))), None)
    if not goal or not start or goal.start() > start.start():
        return
    after = terms(goal["goal"])
    before = [t for n in (products(start["before"]) or [start["before"]]) if (t := one(n))]
    if len(after) == 1 and before:
        target = draft.topic(after[0], line, place)
        for term in before:
            draft.statement(draft.topic(term, line, place), target, "stated", line)
