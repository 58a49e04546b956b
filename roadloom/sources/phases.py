"""Make the stages of a roadmap from its headings: their name, number and duration, what they are about, which of them follow each other."""

from __future__ import annotations

import re
from itertools import pairwise

from roadloom.graph.model import Entry, Phase, Text

from . import durations
from .draft import Draft, Place
from .headings import Ordinal, bracket_of, duration_of, ordinal_of
from .names import brackets, head_and_rest, is_name, terms
from .outline import Line
from .sections import Section, is_stage
from .topics import read_choice
from .words import bare, plain, simplified, words


def make_phase(section: Section, heading: Line, place: Place, draft: Draft) -> Phase | None:
    """Enter the stage that a heading names, or find it where it was named before; None for a heading without a name."""
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
    phase = Phase(name, heading.number, heading.text.strip(), number, whole_of(section.ordinal, place.phase))
    clean, extra = bracket_of(name)
    if extra:
        when = ordinal_of(extra)[0]
        duration = durations.parse(extra) or duration_of(when)
        if duration is not None or when is not None:
            phase.duration = duration
            phase.name, phase.aliases = clean, [name]
        else:
            phase.aliases = [clean]
    phase.duration = phase.duration or duration_of(section.ordinal)
    if whole != name:
        phase.aliases.append(whole)
    head = re.split(r"[：:]\s*", phase.name)[0].strip()
    if head != phase.name and len(head) >= 2:
        phase.aliases.append(head)
    earlier = _same(phase, draft)
    if earlier is not None:
        earlier.also.append(Text(heading.text.strip(), heading.number))
        earlier.ordinal, earlier.duration = phase.ordinal, earlier.duration or phase.duration
        earlier.aliases.extend(phase.aliases)
        draft.understood.add(heading.number)
        return earlier
    draft.roadmap.phases.append(phase)
    draft.understood.add(heading.number)
    return phase


def name_phase(text: str, line: Line, place: Place, draft: Draft) -> Phase:
    """Enter the stage that the words in a drawing name, with what it is about: "Stage 1: Basics (4 weeks)"."""
    ordinal, name = ordinal_of(text)
    phase = Phase(name or text, line.number, text, ordinal.text if ordinal else None, place.phase)
    clean, extra = bracket_of(phase.name)
    lasting = durations.parse(extra) if extra else None
    if lasting is not None:
        phase.name, phase.aliases = clean, [phase.name]
    phase.duration = lasting or duration_of(ordinal)
    draft.roadmap.phases.append(phase)
    draft.understood.add(line.number)
    enter_subjects(phase, line, place.but(phase=phase), draft)
    return phase


def whole_of(ordinal: Ordinal | None, parent: Phase | None) -> Phase | None:
    """Return the stage that one of this number is part of: no stage holds a stage of its own unit, however far it is indented."""
    while ordinal is not None and ordinal.kind == "stage" and parent is not None and parent.ordinal is not None:
        above = ordinal_of(f"{parent.ordinal} x")[0]
        if above is None or above.unit != ordinal.unit or above.last is not None:
            break  # "Day 3-5" may hold "Day 4"
        parent = parent.parent
    return parent


def _same(phase: Phase, draft: Draft) -> Phase | None:
    for other in draft.roadmap.phases:
        if (
            other.ordinal
            and phase.ordinal
            and (plain(other.ordinal) == plain(phase.ordinal) or _only_value(other.ordinal) == _only_value(phase.ordinal))
            and plain(other.name) == plain(phase.name)
            and other.parent is phase.parent
        ):
            return other
    return None


def _only_value(ordinal: str) -> int | None:
    """Return the number of "2." or "Phase 2": a table above the stages may count them without their unit."""
    found = ordinal_of(f"{ordinal} x")[0]
    return found.value if found is not None else None


def enter_subjects(phase: Phase, heading: Line, place: Place, draft: Draft) -> None:
    """Enter what a stage is about, where its name says it."""
    label = words().label(phase.name)
    if words().starts(plain(simplified(phase.name)), [p for p in words().practice if p.isascii()]):
        return  # "Build a RAG App" is something to do
    if phase.ordinal is not None and plain(phase.name) == plain(phase.ordinal):
        return
    if label is not None:  # "Frameworks (React or Vue)"
        for inner in brackets(phase.name)[1]:
            read_choice(inner, heading, place, draft)
    if label is not None or "：" in phase.name or ": " in phase.name:
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
        steps.append([draft.topic(t, heading, place, subject=True) for t in found if _is_subject(t.name, alone=len(found) == 1)])
    for before, after in pairwise(steps):
        for a in before:
            for b in after:
                draft.statement(a, b, "chain", heading)  # type: ignore[arg-type]
    if all(steps):
        draft.path(phase.name, phase.line, steps)


def _is_subject(name: str, *, alone: bool) -> bool:
    folded = plain(simplified(name))
    w = words()
    if not alone and (folded.endswith(w.activities) or re.search(r"[\u3400-\u9fff]{4,}\s+[a-z]", folded)):
        return False  # "Hugging Face 实战 + 自定义数据微调 BERT" are things to do
    if not is_name(name) or w.label(name) is not None or folded in w.bound:
        return False
    return not folded.endswith(w.wholes) and not re.search(r"[?!]", folded)


def order_phases(draft: Draft, timetables: set[int]) -> None:
    """Stages without numbers in a list that says it has no order, or in a catalogue, order nothing."""
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
                phase.ordered = id(phase) not in timetables and (phase.ordinal is not None or len(numbered) * 2 >= len(group) or graded)
        elif catalogue or says_none:
            for phase in group:
                phase.ordered = False
