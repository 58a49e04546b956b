"""Read tables: rows that are stages, modules with their contents, works with their links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from roadloom.graph.model import Phase, Text, Topic
from roadloom.graph.names import fold

from . import durations
from .draft import Draft, Place, says_nothing
from .headings import bracket_of, duration_of, ordinal_of
from .names import Term, is_name, names_in, one, terms
from .outline import LONGEST, Block, Line
from .words import bare, following, plain, words
from .works import essential, kind_label, kind_of, read_works

_STAGE_HEADS = {"stages", "duration"}


@dataclass(slots=True)
class _Columns:
    """What each column holds, by its header; `name` is the column of names."""

    name: int = 0
    roles: dict[int, str] = field(default_factory=dict)
    ordinal: int | None = None
    stages: bool = False
    works: bool = False
    tools: bool = False
    media: dict[int, str] = field(default_factory=dict)  # columns that hold works of one kind each
    kind: str | None = None  # what the column of names holds: courses, books
    shelf: bool = False  # every column holds works
    media_at: int | None = None  # the column that says of what kind each work is
    authors_at: int | None = None


def read_table(block: Block, place: Place, draft: Draft) -> None:
    """Read a table row by row according to its header."""
    if len(block.rows) < 2 or place.role in ("advice", "contents"):
        for row in block.rows:
            for cell in row:
                draft.skip(cell, "a table")
        return
    header, rows = block.rows[0], block.rows[1:]
    if _timetable(header, rows):
        for row in block.rows:
            for cell in row:
                draft.skip(cell, "a timetable")
        return
    draft.understood.update(cell.number for cell in header)
    columns = _columns(header, rows, place)
    previous = None
    if "needs" in columns.roles.values() and not columns.stages:
        _enter_courses(rows, columns, place, draft)
    for row in rows:
        if any(len(cell.text) > LONGEST for cell in row):
            draft.finding("long-line", "a table row with a cell longer than anybody reads", row[0].number, row[0].text[:80], "passed over")
            continue
        if not row or all(says_nothing(c.text) and not c.links for c in row):
            continue
        if columns.shelf:
            for i, cell in enumerate(row):
                if i in columns.media and bare(cell.text):
                    read_works([cell], place.but(role="resources", media=columns.media[i]), draft, named=True)
        elif columns.stages:
            previous = _stage(row, columns, place, draft) or previous
        elif (
            columns.works or place.role == "resources" and not (columns.media and not row[columns.name].links and any(c.links for c in row))
        ):
            _work(row, columns, place, draft)
        elif columns.roles.get(columns.name) == "projects":
            _project(row, columns, place, draft)
        elif place.role == "projects":
            draft.project(
                bare(row[columns.name].text), row[columns.name], place, " ".join(bare(c.text) for c in row[columns.name + 1 :]) or None
            )
        elif place.role in ("outcomes", "goal", "note", "duration") and not any(c.links for c in row):
            for cell in row:
                draft.skip(cell, "a table")
        else:
            _module(row, columns, place, draft)


def _enter_courses(rows: list[list[Line]], columns: _Columns, place: Place, draft: Draft) -> None:
    """Enter the works of a table that need others, or are needed, as topics: order stands between topics."""
    at = next(i for i, role in columns.roles.items() if role == "needs")
    asked = " ".join(bare(r[at].text) for r in rows if len(r) > at).casefold()
    for row in rows:
        title = bare(row[columns.name].text) if len(row) > max(columns.name, at) else ""
        needs = title and not says_nothing(row[at].text)
        if title and (needs or title.casefold() in asked):
            draft.courses[fold(title)] = draft.topic(Term(title), row[columns.name], place)


def _columns(header: list[Line], rows: list[list[Line]], place: Place) -> _Columns:
    columns = _Columns()
    w = words()
    heads = [plain(bare(c.text)) for c in header]
    for i, head in enumerate(heads):
        label = w.label(head)
        unit = head.rstrip("s") in w.before or head in w.before or head in w.after or head in w.units
        if i == 0 and (unit or label is not None and label.role in _STAGE_HEADS):
            columns.ordinal = 0
            columns.stages = True
            if label is not None and label.role == "duration" and not unit and not _spans(rows):
                columns.stages, columns.ordinal = False, None
        if label is not None:
            columns.roles[i] = label.role
        elif head.endswith(tuple(w.heads["questions"])):
            columns.roles[i] = "questions"
        elif head in w.heads["topics"]:
            columns.roles[i] = "topics"
        if head in w.media_fields:
            columns.media_at = i
        elif head in w.authors:
            columns.authors_at = i
        elif (kind := kind_of(head)) and i:
            columns.media[i] = kind
    if (
        len(header) > 2
        and not columns.stages
        and columns.ordinal is None
        and all(re.fullmatch(r"[\d./-]+", bare(r[0].text)) for r in rows if r)
    ):
        columns.name, columns.ordinal = 1, None  # the first column only counts the rows
    elif not columns.stages and columns.ordinal is None and any(h in w.heads["names"] for h in heads[1:3]):
        columns.name = next(i for i, h in enumerate(heads) if h in w.heads["names"])  # the first column only sorts them
    columns.shelf = (
        not columns.stages and columns.name in columns.media and len(columns.media) > 1 and any(c.links for r in rows for c in r)
    )
    columns.kind = kind_label(heads[columns.name]) if len(heads) > columns.name else None
    if heads and heads[0] in w.heads["courses"]:
        columns.works, columns.stages, columns.ordinal = any(r and r[0].links for r in rows), False, None
    if columns.stages and sum(1 for r in rows if r and (ordinal_of(r[0].text)[0] or _number().search(r[0].text))) * 2 < len(rows):
        columns.stages = bool(rows) and heads[0] in w.heads["stages"]
    columns.tools = any(word in h for h in heads for word in w.heads["tools"])
    numbered = sum(1 for r in rows if r and (o := ordinal_of(r[0].text)[0]) is not None and o.kind == "stage")
    counted = _counts(rows) and (columns.ordinal == 0 or not rows[0][0].text.strip()[:1].isdigit())
    if rows and numbered * 3 >= len(rows) * 2 or counted and heads[0] not in w.heads["serial"]:
        columns.stages, columns.ordinal, columns.name = True, 0, 0
    linked = sum(1 for r in rows for c in r[: columns.name + 2] if c.links)
    named = sum(1 for r in rows if len(r) > columns.name and r[columns.name].text.strip() and not r[columns.name].links)
    if not columns.stages and linked * 2 > len(rows) and named * 2 < len(rows):
        columns.works = True
    if not columns.stages and columns.roles.get(columns.name) != "topics" and any(h in w.heads["works"] for h in heads):
        columns.works = columns.works or any(c.links for r in rows for c in r)
    return columns


@following
def _count() -> re.Pattern[str]:
    """Match the number of a span alone: 3, 3-4, W3."""
    letters = "".join(unit for unit in words().units if len(unit) == 1 and unit.isascii())
    return re.compile(rf"[{letters}]?\d{{1,3}}(?:\s*[-–~—]\s*[{letters}]?\d{{1,3}})?", re.IGNORECASE)


@following
def _number() -> re.Pattern[str]:
    return re.compile(rf"\d|[{''.join(n for n, value in words().numerals.items() if value)}]")


def _counts(rows: list[list[Line]]) -> bool:
    """Does the first column hold the numbers of spans: 1, 2, 3-4?"""
    return bool(rows) and all(_count().fullmatch(bracket_of(bare(r[0].text))[0]) for r in rows if r)


def _timetable(header: list[Line], rows: list[list[Line]]) -> bool:
    """Does a table share the hours of a day or a week out: its rows are weekdays or slots, and a column holds hours?"""
    w = words()
    days = sum(1 for r in rows if w.weekdays.fullmatch(plain(bare(r[0].text)))) * 3 >= len(rows) * 2 if all(rows) else False
    if not days and plain(bare(header[0].text)) not in w.heads["slots"]:
        return False
    lasting = [[durations.parse(c.text) for c in column] for column in zip(*rows, strict=False)]
    return any(sum(1 for d in column if d is not None and d.unit == "hour") * 3 >= len(rows) * 2 for column in lasting[1:])


def _spans(rows: list[list[Line]]) -> bool:
    """Does the first column number the spans (第 1 周, Week 1, Day 3-4) rather than measure them (2 hours)?"""
    return sum(1 for r in rows if r and ordinal_of(r[0].text)[0] is not None) * 2 >= len(rows)


def _stage(row: list[Line], columns: _Columns, place: Place, draft: Draft) -> Phase | None:
    """Read a row as a stage with its goal, duration, topics, resources and projects."""
    first = row[0]
    ordinal, name = ordinal_of(first.text)
    clean, extra = bracket_of(name)
    used = {0}
    counted = bracket_of(bare(first.text))[0]
    digits = bool(_count().fullmatch(counted))
    if (not clean or digits) and len(row) > 1:
        # The number stands alone: the stage is called by the next column, or by its number.
        at = next((i for i in range(1, len(row)) if columns.roles.get(i) in (None, "topics") and row[i].text.strip()), None)
        head = plain(bare(row[at].text)) if at is not None else ""
        if at is not None and not row[at].links and len(head) <= 40 and "、" not in head and "," not in head and len(row) > at + 1:
            clean, used = bare(row[at].text), {0, at}
        else:
            clean = bare(first.text)
    named_by_number = used == {0} and (ordinal is not None and plain(clean) == plain(ordinal.text) or digits)
    phase = Phase(
        clean,
        first.number,
        " | ".join(c.text.strip() for c in row),
        ordinal.text if ordinal else (counted if digits else None),
        place.phase,
    )
    phase.duration = duration_of(ordinal)
    if len(used) > 1 and phase.ordinal and not phase.ordinal.isdigit():
        phase.aliases.append(phase.ordinal)  # a row that begins "Week 3" is called so too
    if extra:
        # "入门（第1月）" says when, "基础（2 周）" says how long.
        if (duration := durations.parse(extra)) and ordinal_of(extra)[0] is None:
            phase.duration = duration
        phase.aliases.append(bare(first.text))
    draft.roadmap.phases.append(phase)
    draft.understood.add(first.number)
    inside = place.but(phase=phase, topic=None, role=None, level=0)
    if not named_by_number and used == {0} and is_name(clean) and ordinal is None and not words().label(clean) or len(used) > 1:
        for term in terms(clean):
            draft.topic(term, row[max(used)], inside, subject=True)
    for i, cell in enumerate(row):
        if i not in used and bare(cell.text):
            _stage_cell(cell, columns.roles.get(i), phase, inside, draft)
    return phase


def _stage_cell(cell: Line, role: str | None, phase: Phase, inside: Place, draft: Draft) -> None:
    from .shelves import chapter_topic, site_path

    text = bare(cell.text)
    if role == "duration":
        phase.duration = durations.parse(text) or phase.duration
    elif role in ("goal", "outcomes"):
        (phase.goal if role == "goal" else phase.outcomes).append(Text(text, cell.number))
    elif role == "projects":
        for piece in re.split(r"[；;]|<br>", text):
            if bare(piece):
                draft.project(bare(piece), cell, inside)
    elif role == "needs":
        draft.need(text, cell, inside)
    elif role in ("resources", "links") or cell.links:
        for work in read_works([cell], inside, draft, named=role == "resources"):
            if work.urls and site_path(work.urls[0]) and (chapter := chapter_topic(work.title)):
                work.topics.append(draft.topic(chapter, cell, inside))
        if role not in ("resources", "links"):
            linked = {s.text.strip() for s in cell.links}
            for piece in names_in(text):
                if piece not in linked and (term := one(piece)):
                    draft.topic(term, cell, inside)
    elif role in ("note", "advice"):
        draft.skip(cell, "a note")
    else:
        for term in terms(text):
            draft.topic(term, cell, inside)
    draft.understood.add(cell.number)


def _work(row: list[Line], columns: _Columns, place: Place, draft: Draft) -> None:
    """Read a row as a work: its name, its links, what it needs, how long it takes."""
    name = row[columns.name]
    linked = [c for c in row if c.links]
    works = []
    if name.links:
        works = read_works([name], place.but(role="resources"), draft, named=False)
    elif linked and name.text.strip():
        cell = linked[0]
        title = bare(name.text)
        works = read_works(
            [Line(name.number, [*name.spans, *[s for s in cell.spans if s.url]])], place.but(role="resources"), draft, named=False
        )
        if works:
            works[0].title = title
    elif name.text.strip():
        works = read_works([name], place.but(role="resources"), draft, named=True)
    if not works:
        return
    main = works[0]
    main.media = columns.kind or main.media
    main.must = main.must or any(essential(c.text) for c in row)
    notes = []
    for i, cell in enumerate(row):
        role = columns.roles.get(i)
        text = bare(cell.text)
        if cell is name or says_nothing(text):
            continue
        if i == columns.media_at:
            main.media = kind_label(text) or kind_of(text) or main.media
        elif i == columns.authors_at:
            main.authors = main.authors or [a for a in words().both.split(text) if a]
        elif role != "needs" and cell.links and not any(s.url in main.urls for s in cell.links):
            for work in read_works([cell], place.but(resource=main), draft, named=False):
                work.whole = main if work is not main else None
        elif role == "needs":
            draft.ignore_links(cell, "stands among what a work needs")
            course = draft.courses.get(fold(bare(name.text))) or draft.topic(Term(main.title), name, place)
            main.topics.append(course)
            draft.need(text, cell, place.but(topic=course))
        elif role != "duration" and text and not cell.links:
            notes.append(text)
    main.note = main.note or max(notes, key=len, default=None)
    if kind := kind_label(main.title.split()[-1] if main.title.split() else ""):
        main.media = main.media or kind


def _project(row: list[Line], columns: _Columns, place: Place, draft: Draft) -> None:
    """Read a row as something to build, with the topics that it practises."""
    cell = row[columns.name]
    if says_nothing(cell.text):
        return
    project = draft.project(bare(cell.text), cell, place)
    if cell.links:
        read_works([cell], place.but(role="resources"), draft, named=False)
    notes = []
    for i, other in enumerate(row):
        value = bare(other.text)
        if i == columns.name or says_nothing(value) and not other.links or _quantity(value) or not any(c.isalpha() for c in value):
            continue
        if other.links:
            read_works([other], place.but(role="resources"), draft, named=False)
        elif columns.roles.get(i) in ("topics", "tools"):
            place_ = place.but(topic=None, category="tool" if columns.roles[i] == "tools" else place.category)
            project.topics.extend(draft.topic(term, other, place_) for term in terms(value))
        elif (said := words().label(value)) is None or said.role != "level":
            notes.append(value)
    project.note = "; ".join(notes) or None


def _quantity(value: str) -> bool:
    """Is a cell nothing but a length of time?"""
    lasting = durations.parse(value)
    return lasting is not None and not any(c.isalnum() for c in value.replace(lasting.text, "", 1))


def _module(row: list[Line], columns: _Columns, place: Place, draft: Draft) -> None:
    """Read a row as a topic with its parts, questions and definition."""
    cell = row[columns.name]
    text = bare(cell.text)
    if says_nothing(text):
        return
    if cell.links:
        read_works([cell], place, draft, named=False)
    heads = [t for t in terms(text) if t.name]
    if len(heads) > 1 and ("/" in text or "&" in text) and not columns.tools:
        heads = [Term(re.split(r"[（(]", text)[0].strip(), aliases=[], parts=[])] if is_name(text) else heads
    if not heads:
        return
    topics: list[Topic] = [draft.topic(term, cell, place) for term in heads]
    whole = topics[0]
    for i, other in enumerate(row):
        value = bare(other.text)
        if i <= columns.name or says_nothing(value) and not other.links:
            continue
        role = columns.roles.get(i)
        label = words().label(value)
        if label is not None and label.role == "level":
            continue
        if other.links:
            read_works([other], place.but(role="resources", topic=whole, media=columns.media.get(i)), draft, named=False)
        elif value.endswith(("？", "?")) or role == "questions" or role == "goal":
            whole.questions.extend(Text(bare(q), other.number) for q in re.findall(r"[^？?]+[？?]?", value) if bare(q))
        elif role == "duration" or _quantity(value):
            whole.duration = durations.parse(value)
        elif role == "needs":
            draft.need(value, other, place.but(topic=whole))
        elif role in ("outcomes", "note", "advice"):
            draft.skip(other, "a note")
        else:
            _parts(value, other, whole, place.but(topic=whole, category="tool" if columns.tools else place.category), draft)


def _parts(value: str, cell: Line, whole: Topic, place: Place, draft: Draft) -> None:
    found = [t for piece in names_in(value) if (t := one(piece))]
    short = all(len(t.name) <= 30 for t in found)
    if found and short and (len(found) > 1 or is_name(value) and len(value) <= 24):
        for term in found:
            draft.topic(term, cell, place)
    elif value:
        whole.definitions.append(Text(value, cell.number))
