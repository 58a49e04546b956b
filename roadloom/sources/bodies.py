"""Read what stands under a heading: paragraphs, lists and quotes become topics, resources, projects, goals."""

from __future__ import annotations

import re

from roadloom.graph.model import Choice, Phase, Project, Resource, Text, Topic

from . import durations
from .draft import Draft, Place
from .headings import bracket_of, ordinal_of
from .names import Term, brackets, head_and_rest, is_name, names_in, one, outside, products, same_thing, terms
from .outline import LONGEST, Block, Line
from .tables import read_table
from .words import Label, bare, plain, simplified, words
from .works import essential, is_address, kind_label, kind_of, read_works

_ARROW = re.compile(r"\s*(?:→|➜|⇒|⟶|->|-->|=>|==>|>>)\s*")
_MOST_SPANS = 400  # runs of one look in a line

ENTRY_ROLES = (
    "topics",
    "resources",
    "tools",
    "projects",
    "outcomes",
    "goal",
    "needs",
    "path",
    "advice",
    "duration",
    "links",
    "note",
    "overview",
)


def read_blocks(blocks: list[Block], place: Place, draft: Draft) -> None:
    """Read the blocks of a body in order; a paragraph that is a label says what the next list holds."""
    for i, block in enumerate(blocks):
        here = place
        previous = blocks[i - 1] if i else None
        if block.kind in ("list", "table", "code") and previous is not None and previous.kind == "paragraph" and place.role is None:
            if label := _announced(previous):
                here = for_label(label, place, previous.text)
        read_block(block, here, draft)


def _announced(block: Block) -> Label | None:
    """Return the label that the last line of a paragraph is."""
    if not block.lines:
        return None
    text = block.lines[-1].text.strip()
    if not text.endswith((":", "：")) and not all(s.bold or not s.text.strip() for s in block.lines[-1].spans):
        return None
    return words().label(ordinal_of(text)[1])


def read_block(block: Block, place: Place, draft: Draft) -> None:
    """Read one block."""
    if block.kind == "list":
        read_list(block, place, draft)
    elif block.kind == "table":
        read_table(block, place, draft)
    elif block.kind == "paragraph":
        read_paragraph(block, place, draft)
    elif block.kind == "quote":
        read_quote(block, place, draft)
    elif block.kind == "code":
        from .figures import read_code

        read_code(block, place, draft)
    elif block.kind == "heading":
        for line in block.lines:
            draft.skip(line, "a heading inside another block")


def read_list(block: Block, place: Place, draft: Draft) -> None:
    """Read a list item by item; under a path its items are steps."""
    if place.role == "path":
        read_path(place.phase.name if place.phase else "", block, place, draft)
        return
    if len(block.children) > 1 and all(_legend(i) for i in block.children):
        for item in block.children:
            draft.skip(item.lines[0], "a legend")
        return
    here = place
    last = len(draft.roadmap.resources)
    for item in block.children:
        # In pasted lists a label item ("论文推荐：") has no children: it speaks for the items that follow.
        if item.lines and not item.children and place.level == 0 and (label := _label_item(item)) is not None:
            here = for_label(label, place, item.text)
            draft.skip(item.lines[0], "a label")
            continue
        before = draft.roadmap.resources[last:]
        if (
            here.role == "resources"
            and here.level == 0
            and before
            and item.lines
            and not item.lines[0].links
            and words().lessons.match(plain(simplified(item.text)))
        ):
            # Pasted lists lose their nesting: a lesson belongs to the course above it.
            whole = next((r for r in reversed(before) if not words().lessons.match(plain(r.title))), None)
            read_works(item.lines[:1], here.but(resource=whole), draft, named=True)
            continue
        read_item(item, here, draft)


def _legend(item: Block) -> bool:
    """Does an item only say how the parts of each stage are called?"""
    label = words().label(item.text) if item.lines and not item.children and len(item.lines) == 1 and not item.lines[0].links else None
    return label is not None and label.role in ("topics", "projects", "resources", "goal", "outcomes")


def _label_item(item: Block) -> Label | None:
    text = item.lines[0].text.strip()
    if item.lines[0].links or len(item.lines) > 1:
        return None
    label = words().label(text)
    if label is None or label.role not in ENTRY_ROLES:
        return None
    return label if text.rstrip("*").endswith((":", "：")) or bracket_of(bare(text))[1] is not None and label.role == "resources" else None


def for_label(label: Label, place: Place, text: str) -> Place:
    """Return the place that a label opens."""
    media = kind_label(label.text) or kind_of(label.text) if label.role == "resources" else None
    role: str | None = "topics" if label.role == "tools" else label.role
    if label.role in ("group", "level", "stages"):
        role = place.role or ("resources" if place.media else None)
    category = "tool" if label.role == "tools" else "model" if label.core in words().models else None
    place = place.but(role=role, media=media or (place.media if role == "resources" else None), category=category)
    return place


def read_paragraph(block: Block, place: Place, draft: Draft) -> None:
    """Read prose: labelled lines say something of the phase, links are resources, the rest may state an order."""
    if place.resource is not None and place.level:
        _remark(block, place, draft)
        return
    following = iter([*block.lines[1:], None])
    skip: Line | None = None
    for line in block.lines:
        after = next(following)
        text = bare(line.text)
        if line is skip or not text and not line.links or _too_long(line, draft):
            continue
        if after is not None and not line.links and _only_an_address(after) and place.role != "advice" and len(text) <= 80:
            read_works([line, after], place, draft, named=False)  # the title on one line, its address on the next
            skip = after
            continue
        head, rest = head_and_rest(text)
        label = words().label(head) if rest else None
        if not rest and after is not None and (alone := words().label(text)) is not None and alone.role in ("topics", "projects", "needs"):
            place = for_label(alone, place, text)  # a label on a line of its own speaks for the lines below it
            draft.skip(line, "a label")
            continue
        if place.role == "topics" and place.phase is not None and len(block.lines) > 1 and not label and _names_only(text):
            for term in terms(text):
                draft.topic(term, line, place)
            continue
        if label and _labelled(label, line, rest, place, draft):
            continue
        if _ARROW.search(line.text) and len(outside(line.text, _ARROW)) and read_arrows(line, place, draft):
            continue
        if inner := re.search(r"[（(]([^（()）]*→[^（()）]*)[）)]", line.text):
            read_arrows(line.slice(inner.start(1), inner.end(1)), place, draft)
        if place.role == "advice":
            draft.skip(line, "advice")
            _note_links(line, draft, "stands in advice")
            continue
        draft.sequences.append((line, place))
        if place.phase is not None and not line.links and _choice(text, line, place, draft):
            continue
        if place.phase is None and (able := next((m for p in words().outcome if (m := p.search(simplified(text)))), None)):
            draft.roadmap.outcomes.append(Text(text[able.start("what") : able.end("what")].strip(), line.number))
        if place.topic is not None and place.level and not line.links and place.role in (None, "topics") and _names_only(text):
            for term in terms(text):
                draft.topic(term, line, place)
            continue
        if place.role in ("goal", "outcomes"):
            if text.endswith((":", "：")):
                draft.skip(line, "leads in a list")
            else:
                _say(text, line, place, draft)
        elif line.links:
            if place.phase is not None or place.role == "resources":
                read_works([line], place, draft, named=False)
            else:
                _note_links(line, draft, "stands in the introduction")
        elif place.role == "projects" and place.phase is not None and len(block.lines) == 1 and _practice(text):
            draft.project(_sentence(text), line, place)
        else:
            draft.skip(line, "prose")


def _too_long(line: Line, draft: Draft) -> bool:
    """Pass a line over that nobody wrote by hand, and say so: reading it would take longer than the rest of the document."""
    if len(line.text) <= LONGEST and len(line.spans) <= _MOST_SPANS:
        return False
    draft.skip(line, "too long")
    draft.finding("long-line", f"a line of {len(line.text)} characters", line.number, line.text[:80], "passed over")
    draft.taken.update((line.number, s.url or "") for s in line.links)
    return True


def _only_an_address(line: Line) -> bool:
    """Is a line nothing but an address, perhaps behind a mark or "link:"?"""
    if len(line.links) != 1:
        return False
    rest = bare(line.text.replace(line.links[0].text, ""))
    return is_address(line.links[0].text) and (not rest or words().label(rest) is not None or kind_label(rest) is not None)


def _names_only(text: str) -> bool:
    """Is a paragraph a list of names rather than a sentence?"""
    pieces = names_in(text)
    return bool(pieces) and not _sentence_like(text) and all(len(p) <= 16 and is_name(p) for p in pieces) and len(text) <= 80


def _note_links(line: Line, draft: Draft, why: str) -> None:
    for span in line.links:
        key = (line.number, span.url or "")
        if key in draft.taken or (span.url or "#").startswith("#"):
            continue
        draft.taken.add(key)
        draft.finding("ignored-link", f"a link that {why}: {span.url}", line.number, line.text.strip()[:120], "no resource")


def _remark(block: Block, place: Place, draft: Draft) -> None:
    """Read a paragraph inside a resource's item as its address or its remark."""
    resource = place.resource
    assert resource is not None
    for line in block.lines:
        if line.links:
            if not resource.urls and len(line.links) == 1:
                span = line.links[0]
                draft.taken.add((line.number, span.url or ""))
                resource.urls.append(span.url or "")
                draft.understood.add(line.number)
            else:
                read_works([line], place, draft, named=False)
        elif text := bare(line.text):
            resource.note = f"{resource.note} {text}".strip() if resource.note else text
            draft.understood.add(line.number)


def read_quote(block: Block, place: Place, draft: Draft) -> None:
    """Read a quotation: a resource's remark, a list of what one must know before, else an aside."""
    for child in block.children:
        if child.kind == "paragraph":
            if place.resource is not None:
                _remark(child, place, draft)
                continue
            for line in child.lines:
                head, rest = head_and_rest(bare(line.text))
                label = words().label(head) if rest else None
                if label and label.role in ("needs", "goal", "outcomes", "duration") and _labelled(label, line, rest, place, draft):
                    continue
                if line.links and place.phase is not None and place.role != "advice":
                    read_works([line], place.but(role="resources"), draft, named=False)
                else:
                    _note_links(line, draft, "stands in an aside")
                draft.skip(line, "an aside")
        elif child.kind == "list" and place.resource is None and place.phase is not None and place.role not in (None, "advice"):
            read_list(child, place, draft)
        else:
            for inner in child.walk():
                for line in inner.lines:
                    draft.skip(line, "an aside")
                    _note_links(line, draft, "stands in an aside")


def _labelled(label: Label, line: Line, rest: str, place: Place, draft: Draft) -> bool:
    """Read "Label：rest"; False if the label says nothing of its line."""
    phase = place.phase
    if label.role in ("goal", "outcomes"):
        _say(rest, line, place.but(role=label.role), draft)
    elif label.role == "duration":
        _lasting(rest, place, draft, line)
    elif label.role == "needs":
        if any(p.search(simplified(rest)) for p in words().order):
            draft.sequences.append((line, place))
        else:
            draft.need(rest, line, place)
    elif label.role in ("advice", "note", "contents", "overview"):
        if place.resource is not None and label.role == "note":
            place.resource.note = f"{place.resource.note} {rest}".strip() if place.resource.note else rest
        draft.skip(line, label.role)
        _note_links(line, draft, "stands in advice")
    elif label.role in ("resources", "links"):
        if phase is None and place.role is None and not line.links:
            draft.skip(line, "prose")
        else:
            read_works([_without_label(line)], for_label(label, place, line.text), draft, named=label.role == "resources")
    elif label.role in ("topics", "tools"):
        if not _sentence_like(rest):
            for term in terms(rest):
                draft.topic(term, line, for_label(label, place, line.text))
    elif label.role == "projects":
        draft.project(_sentence(rest), line, place, None)
    elif label.role == "path" and _ARROW.search(rest):
        read_arrows(line.slice(line.text.index(rest) if rest in line.text else 0), place, draft)
    else:
        return False
    draft.understood.add(line.number)
    return True


def _without_label(line: Line) -> Line:
    """Cut "Label：" off a line, keeping the links behind it."""
    match = re.search(r"[:：]\**\s*", line.text)
    return line.slice(match.end()) if match else line


def _lasting(text: str, place: Place, draft: Draft, line: Line) -> None:
    duration = durations.parse(text)
    if duration is None:
        return
    if place.phase is not None and place.phase.duration is None and place.resource is None:
        place.phase.duration = duration
    elif place.phase is None and draft.roadmap.weekly_hours is None and duration.unit == "hour":
        draft.roadmap.weekly_hours = duration
    draft.understood.add(line.number)


def _say(text: str, line: Line, place: Place, draft: Draft) -> None:
    """Enter a goal or an outcome, and the topics that a goal lists."""
    text = bare(text)
    if not text:
        return
    said = Text(text, line.number)
    holder = place.phase or draft.roadmap
    if place.role == "outcomes" or (place.phase is None and place.role == "goal"):
        holder.outcomes.append(said)
    else:
        holder.goal.append(said)
    draft.understood.add(line.number)
    if place.phase is not None and place.role == "goal":
        for term in _listed_in(text) or _told_in(text):
            draft.topic(term, line, place)


def _listed_in(text: str) -> list[Term]:
    """Return the topics that a sentence lists ("掌握 A、B、C")."""
    out: list[Term] = []
    head, rest = head_and_rest(text)
    for clause in re.split(r"[，；。]", rest or head):
        clause = clause.strip()
        if "、" not in clause or "→" in clause or simplified(clause).startswith(words().statements):
            continue
        found = [t for t in terms(clause) if len(t.name) <= 16 and not any(w in t.name[:-1] for w in words().of)]
        flat = found[0].parts if len(found) == 1 and found[0].group else found
        if len(flat) >= 2:
            out.extend(found)
    if not rest and not out and (match := re.search(r"[（(][^（()）]*、[^（()）]*[）)]", head)):
        out.extend(t for t in terms(head) if t.parts and match)
    return out


def _told_in(text: str) -> list[Term]:
    """Return the topic that a goal is about ("理解强化学习如何…", "Attention 不是…，是…")."""
    out = []
    for clause in re.split(r"[，；。]", text):
        for pattern in words().about:
            if match := pattern.search(simplified(clause.strip())):
                name = clause.strip()[match.start("name") : match.end("name")].strip()
                if is_name(name) and (term := one(name)) and 2 <= len(term.name) <= 24 and words().label(term.name) is None:
                    if "defined" in match.groupdict() and match["defined"] is not None:
                        term.definition = text
                    out.append(term)
                break
    return out[:2]


def read_item(item: Block, place: Place, draft: Draft) -> None:
    """Read one list item with what is nested in it."""
    if not item.lines:
        read_blocks(item.children, place.but(level=place.level + 1), draft)
        return
    line = item.lines[0]
    text = bare(line.text)
    deeper = place.but(level=place.level + 1)
    if not text and not line.links or _too_long(line, draft):
        read_blocks(item.children, deeper, draft)
        return
    ordinal, name = ordinal_of(text)
    lead, told = head_and_rest(text)
    if told and plain(simplified(bare(lead))) in words().leads:
        line = _without_label(line)  # "对比：A vs B" is about A and B
        text, name = told, told
        ordinal = None
    head, rest = head_and_rest(name if ordinal and ordinal.kind == "stage" else text)
    label = words().label(head)
    if place.role == "advice":
        _skip_all(item, draft, "advice")
        return
    if (
        ordinal
        and ordinal.kind == "stage"
        and (
            ordinal.unit in words().numbered
            or ordinal.depth > 1
            and item.children
            or place.role not in ("resources", "path", "advice", "goal", "outcomes")
        )
    ):
        if _numbered_item(item, line, place, draft, ordinal.text, ordinal.unit, name):
            return
    if rest and words().weekdays.fullmatch(head):
        day = _without_label(line)
        inner = Block("item", item.line, item.end, lines=[day, *item.lines[1:]], children=item.children)
        said = words().label(head_and_rest(bare(day.text))[0])
        if said is not None and said.role in ("projects", "resources") or _practice(rest):
            read_item(inner, place, draft)
        else:
            _topics(inner, day, rest, place, draft)
        return
    if label and label.role in (*ENTRY_ROLES, "group", "level", "stages") and not (place.role in ("goal", "outcomes") and not label.plain):
        if _label_with(item, line, label, rest, place, draft):
            return
    role = place.role
    if role in ("goal", "outcomes"):
        _say(" ".join(bare(x.text) for x in item.lines), line, place, draft)
        read_blocks(item.children, deeper, draft)
        return
    if role == "duration":
        _lasting(text, place, draft, line)
        return
    if role == "needs":
        found = draft.need(text, line, place)
        read_blocks(item.children, deeper.but(under=found[0] if len(found) == 1 else place.under), draft)
        return
    if role == "note":
        draft.skip(line, "a note")
        return
    has_link = any(x.links for x in item.lines)
    if role in (None, "topics") and place.resource is None and words().work.match(text):
        _resources(item, place.but(role="resources"), draft)
        return
    if role == "projects" and place.resource is None:
        _project(item, line, text, place, draft)
    elif place.resource is not None and place.level:
        _inside_resource(item, place, draft)
    elif has_link or role in ("resources", "links") or _has_versions(item):
        _resources(item, place, draft)
    elif role in (None, "topics") and words().starts(plain(simplified(text)), words().able) and place.phase is not None:
        _say(text, line, place.but(role="outcomes"), draft)
    elif _practice(text) and (role is None or role == "topics" and not simplified(text).startswith((*words().using, *words().drills))):
        _project(item, line, text, place, draft)
    elif words().first_person.search(text) and _sentence_like(text):
        _skip_all(item, draft, "a story")
    else:
        _topics(item, line, text, place, draft)


def _skip_all(item: Block, draft: Draft, why: str) -> None:
    for block in item.walk():
        for line in block.lines:
            draft.sequences.append((line, Place(role="advice")))
            draft.skip(line, why)
            _note_links(line, draft, f"stands in {why}")


def _numbered_item(item: Block, line: Line, place: Place, draft: Draft, ordinal: str, unit: str, name: str) -> bool:
    """Read "任务1：…", "Day 3: …" as a task or as a stage of its own."""
    deeper = place.but(level=place.level + 1)
    role = words().numbered.get(unit)
    if role == "projects":
        _project(item, _without_label(line), name or ordinal, place, draft)
        return True
    if role == "resources":
        _resources(item, place, draft)
        return True
    clean, extra = bracket_of(name)
    phase = Phase(clean or ordinal, line.number, line.text.strip(), ordinal, place.phase)
    if extra and (duration := durations.parse(extra)):
        phase.duration = duration
    elif extra:
        phase.name, phase.aliases = name, [clean]
    draft.roadmap.phases.append(phase)
    draft.understood.add(line.number)
    inner = deeper.but(phase=phase, topic=None, role=None if place.role == "overview" else place.role, level=0)
    if name:
        for term in terms(phase.name):
            draft.topic(term, line, inner, subject=True)
    if line.links:
        read_works([line], inner, draft, named=False)
    read_blocks(item.children, inner, draft)
    return True


def _label_with(item: Block, line: Line, label: Label, rest: str, place: Place, draft: Draft) -> bool:
    """Read an item that is a label, or starts with one."""
    inside = for_label(label, place.but(level=place.level + 1), line.text)
    if not rest:
        if not item.children and len(item.lines) == 1:
            return False
        if len(item.lines) > 1 and label.role in ("resources", "links"):
            return False
        draft.skip(line, "a label")
        if label.role == "path":
            for child in item.children:
                read_block(child, inside.but(level=0), draft)
        else:
            read_blocks(
                item.children, inside.but(level=0 if label.role in ("resources", "projects", "topics", "tools") else inside.level), draft
            )
        return True
    if label.role in ("topics", "tools"):
        if not label.plain or place.role == "resources":
            return False
        if _sentence_like(rest):
            return False
        for term in terms(rest):
            draft.topic(term, line, inside)
    elif label.role == "resources" and (
        place.resource is not None
        and place.level
        or kind_label(label.text)
        and line.links
        and place.role == "resources"
        and is_address(rest)
    ):
        return False
    elif label.role in ("resources", "links"):
        if place.resource is not None and place.level:
            return False
        line_rest = _without_label(line)
        read_works([line_rest, *item.lines[1:]], inside, draft, named=label.role == "resources")
    elif label.role == "projects":
        _project(item, _without_label(line), rest, place, draft)
        return True
    elif label.role in ("group", "level", "stages", "overview"):
        return False
    else:
        _labelled(label, line, rest, place, draft)
    if item.children:
        read_blocks(item.children, inside, draft)
    return True


def _practice(text: str) -> bool:
    """Does a text tell to do something rather than to know it?"""
    folded = plain(simplified(bare(text)))
    word = words().starts(folded, words().practice)
    if word is None:
        return False
    rest = folded[len(word) :].strip()
    if not word.isascii():
        if word in words().using:
            return len(rest) > 4 and any(w in rest for w in words().making)
        return len(rest) >= 4
    return len(rest.split()) >= 2


def _sentence(text: str) -> str:
    """Return the first sentence of a text: what to do, without the comment behind it."""
    text = bare(text)
    match = re.search(r"[。！!；;]|\.\s+(?=[A-Z])", text)
    return text[: match.start()].strip() if match and match.start() >= 6 else text.rstrip("。.")


def _sentence_like(text: str) -> bool:
    return bool(re.search(r"[。！？]|\.\s+[A-Z]|，[^，]{8,}，", text)) or len(text) > 90


def _project(item: Block, line: Line, text: str, place: Place, draft: Draft) -> None:
    """Enter a task; what is nested in it are its details."""
    text = bare(text)
    head, rest = head_and_rest(text)
    bold = item.lines and any(s.bold for s in item.lines[0].spans) and not plain(item.lines[0].text.strip()).startswith(words().tasks)
    if rest and (bold or not _practice(head)) and is_name(head) and len(head) <= 40:
        name, note = head, rest
    else:
        name, note = _sentence(text), None
    if not any(c.isalpha() for c in name):
        return
    if words().stories.search(simplified(text)):
        draft.skip(line, "a story")
        return
    project = draft.project(name, line, place, note)
    if note:
        project.aliases.append(f"{head}：{rest}")
    _named_in(text, line, place, draft, project)
    if any(x.links for x in item.lines):
        read_works(item.lines, place.but(role="resources"), draft, named=False)
    details = []
    for child in item.children:
        for block in child.walk():
            for inner in block.lines:
                details.append(bare(inner.text))
                draft.understood.add(inner.number)
                if inner.links:
                    read_works([inner], place.but(role="resources"), draft, named=False)
    if details:
        project.note = " ".join(filter(None, [project.note, *details]))


def _named_in(text: str, line: Line, place: Place, draft: Draft, project: Project) -> None:
    """Enter the tools and models that a task names, and the tasks of its bracket (文本分类、命名实体识别等)."""
    _, inside = brackets(text)
    coded = [s.text for s in line.spans if s.code and re.fullmatch(r"[A-Za-z][\w.-]{1,30}", s.text) and s.text.count("_") < 2]
    for name in dict.fromkeys([*coded, *products(text)]):
        if term := one(name):
            topic = draft.topic(term, line, place.but(topic=None))
            project.topics.append(topic)
    for match in (m for p in words().used_for for m in p.finditer(simplified(text))):
        for piece in names_in(text[match.start("what") : match.end("what")]):
            suffix = words().ends(simplified(piece), words().tasks) or ""
            term = one(piece[: len(piece) - len(suffix)])
            if term and 2 <= len(term.name) <= 10:
                if match["also"] and same_thing(term.name, match["also"]):
                    term.aliases.append(match["also"])
                project.topics.append(draft.topic(term, line, place.but(topic=None, category="task")))
    for bracket in inside:
        pieces = names_in(bracket)
        if words().starts(plain(simplified(bracket)), words().examples):
            continue
        if len(pieces) > 1 and "、" in bracket:
            for piece in pieces:
                if (term := one(piece)) and len(term.name) <= 12 and not products(piece):
                    project.topics.append(draft.topic(term, line, place.but(topic=None)))


def _resources(item: Block, place: Place, draft: Draft) -> None:
    """Enter the works that an item names; what is nested in it are their versions, parts and remarks."""
    text = item.text
    if words().stories.search(simplified(text)):
        _skip_all(item, draft, "a story")
        return
    named = place.role in ("resources", "links") or _has_versions(item)
    lines = item.lines
    if item.children and item.children[0].kind == "list" and not any(x.links for x in lines) and not named:
        found = []
    else:
        found = read_works(lines, place, draft, named=named)
    if not found:
        if item.children and place.role != "resources":
            _topics(item, lines[0], bare(lines[0].text), place, draft)
        else:
            read_blocks(item.children, place.but(level=place.level + 1), draft)
        return
    main = found[0]
    chapter = place.role == "topics" or bool(main.urls) and site_path(main.urls[0])
    if (
        main.urls
        and chapter
        and place.phase is not None
        and (place.topic is None or place.role == "topics")
        and (term := chapter_topic(main.title))
    ):
        main.topics.append(draft.topic(term, lines[0], place.but(media=None, role=None)))
    inside = place.but(resource=main, level=place.level + 1, media=None)
    if not main.urls and not main.note and named and item.children and _shelf(item):
        # A line that only groups: "Deep learning" above three links.
        draft.roadmap.resources.remove(main)
        inside = place.but(level=place.level + 1)
        label = [t for t in terms(text) if is_name(t.name)]
        if len(label) == 1 and place.phase is not None:
            inside = inside.but(topic=draft.topic(label[0], lines[0], place.but(media=None)))
    read_blocks(item.children, inside, draft)


def site_path(url: str) -> bool:
    """Does a link lead within its own site, so that its text is a chapter's name?"""
    return not re.match(r"[a-z]+:|//|www\.", url, re.IGNORECASE) and not re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", url)


def chapter_topic(title: str) -> Term | None:
    """Return the topic that a chapter's title names; None for a title that says more, or what kind of page it is."""
    found = terms(title)
    if len(found) != 1 or kind_of(title) or ordinal_of(title)[0] or re.search(r"[：:？?]", title):
        return None
    if words().holds(plain(title), words().guides):
        return None
    return found[0] if len(found[0].name) <= 24 and not words().label(title) else None


def _has_versions(item: Block) -> bool:
    """Is everything nested in an item an address of it ("视频：…", "PPT：…")?"""
    inner = [i for c in item.children if c.kind == "list" for i in c.children]
    if not inner or not all(any(x.links for x in i.lines) for i in inner):
        return False
    heads = [plain(simplified(bare(head_and_rest(i.text)[0]))) for i in inner]
    return any(h in words().versions for h in heads)


def _shelf(item: Block) -> bool:
    """Do the nested items stand for works of their own rather than for versions of one?"""
    inner = [i for c in item.children if c.kind == "list" for i in c.children]
    linked = [i for i in inner if any(x.links for x in i.lines)]
    if len(linked) < 2:
        return False
    heads = [plain(bare(head_and_rest(i.text)[0])) for i in linked]
    return not any(h in words().versions or is_address(h) for h in heads)


def _inside_resource(item: Block, place: Place, draft: Draft) -> None:
    """Read an item nested under a resource: a version or part of it, or a remark."""
    resource = place.resource
    assert resource is not None
    line = item.lines[0]
    text = bare(line.text)
    deeper = place.but(level=place.level + 1)
    head, rest = head_and_rest(text)
    field = plain(simplified(bare(head)))
    if rest and not line.links:
        if field in words().authors:
            resource.authors = [a for a in words().both.split(rest) if a]
            return
        if field in words().media_fields and (kind := kind_label(rest) or kind_of(rest)):
            resource.media = kind
            return
        if (label := words().label(head)) is not None and label.role == "duration":
            draft.understood.add(line.number)
            return
    if any(x.links for x in item.lines):
        label = words().label(head)
        if (
            label
            and label.role in ("links", "resources")
            and rest
            and field in words().address_fields
            and is_address(rest)
            and not resource.urls
            and len(line.links) == 1
        ):
            span = line.links[0]
            draft.taken.add((line.number, span.url or ""))
            resource.urls.append(span.url or "")
            draft.understood.add(line.number)
            return
        found = read_works(item.lines, place, draft, named=False)
        read_blocks(item.children, deeper.but(resource=found[0] if found else resource), draft)
        return
    folded = plain(simplified(text))
    if words().lessons.match(folded) or kind_label(head_and_rest(text)[0]) and head_and_rest(text)[1] and len(text) < 80:
        read_works(item.lines, place, draft, named=True)
    elif (named := words().also.match(simplified(text))) and len(text) < 60:
        draft.resource(Resource(bare(named[1]), line.number, line.text.strip(), phase=place.phase, whole=resource, media=kind_of(named[1])))
    else:
        resource.note = f"{resource.note} {text}".strip() if resource.note else text
        draft.understood.add(line.number)
    read_blocks(item.children, deeper, draft)


def _topics(item: Block, line: Line, text: str, place: Place, draft: Draft) -> None:
    """Enter the topics that an item names; nested items are their parts."""
    deeper = place.but(level=place.level + 1)
    if line.links:
        read_works([line], place, draft, named=False)
    if _ARROW.search(line.text) and read_arrows(line, place, draft):
        read_blocks(item.children, deeper, draft)
        return
    body = text
    found: list[Topic] = []
    if words().starts(plain(simplified(text)), words().clicks):
        draft.skip(line, "an instruction")
    elif place.role == "overview":
        draft.skip(line, "an overview")
    elif place.phase is None and place.role is None and not is_name(brackets(head_and_rest(body)[0])[0]):
        draft.sequences.append((line, place))
        draft.skip(line, "prose")
    else:
        draft.sequences.append((line, place))
        if _ordered_pair(text, line, place, draft) or _choice(text, line, place, draft):
            read_blocks(item.children, deeper, draft)
            return
        embedded = _embedded_works(line, place, draft)
        if embedded:
            body = re.sub(r"[（(][^（()）]*《[^（()）]*[）)]", "", body)
        found = [draft.topic(term, line, place) for term in terms(body)]
        if not found:
            draft.skip(line, "no name")
        for topic in found:
            lasting = durations.parse(text)  # "in 30 minutes" is the limit of a test
            topic.duration = lasting if lasting and lasting.unit == "hour" and (lasting.max or lasting.min or 0) >= 1 else None
        for work in embedded:
            work.topics = list(found)
    inner = deeper.but(topic=found[0] if len(found) == 1 else place.topic, category=place.category)
    read_blocks(item.children, inner, draft)


def _ordered_pair(text: str, line: Line, place: Place, draft: Draft) -> bool:
    """Read an item that is a sentence about two topics ("Vue requires JavaScript") as the two and their order."""
    clean = simplified(text).rstrip("。.")
    for pattern in words().order:
        match = pattern.search(clean)
        if match is None or len(match[0]) * 5 < len(clean) * 4 or len(clean) != len(text.rstrip("。.")):
            continue
        before, after = ([t for t in terms(text[match.start(k) : match.end(k)]) if is_name(t.name)] for k in ("before", "after"))
        if before and after:
            first = [draft.topic(t, line, place) for t in before]
            second = [draft.topic(t, line, place) for t in after]
            for a in first:
                for b in second:
                    draft.statement(a, b, "stated", line)
            return True
    return False


def _choice(text: str, line: Line, place: Place, draft: Draft) -> bool:
    """Read "PyTorch or TensorFlow", "Vue 或 React，任选其一" as topics of which any one serves."""
    for pattern in words().choices:
        match = pattern.fullmatch(text.strip(" 。."))
        if match is None:
            continue
        pieces = words().either.split(match["members"])
        found = [t for p in pieces if bare(p) and (t := one(p)) and len(t.name.split()) <= 4]
        if len(found) > 1 and len(found) == len([p for p in pieces if bare(p)]):
            draft.roadmap.choices.append(Choice([draft.topic(t, line, place) for t in found], line.number, line.text.strip()))
            return True
    return False


def _embedded_works(line: Line, place: Place, draft: Draft) -> list[Resource]:
    """Read works that stand in the bracket behind a topic ("先学 PyTorch（官方教程 + 《深度学习入门》）")."""
    out: list[Resource] = []
    for match in re.finditer(r"[（(]([^（()）]*)[）)]", line.text):
        start = match.start(1)
        inner = line.slice(start, match.end(1))
        if re.search("《[^《》]+》", match[1]) or words().holds(plain(match[1]), words().embedded):
            pieces = re.split(r"\s*[+、]\s*", match[1])
            if "《" not in match[1] and len(pieces) < 2:
                continue
            at = start
            for piece in pieces:
                begin = line.text.index(piece, at)
                out.extend(read_works([line.slice(begin, begin + len(piece))], place.but(role="resources", topic=None), draft, named=True))
                at = begin + len(piece)
            del inner
    return out


def read_arrows(line: Line, place: Place, draft: Draft) -> bool:
    """Read "A → B → C" as a suggested order; False if the pieces are no names."""
    text = bare(line.text)
    head, rest = head_and_rest(text)
    body = rest if rest and not _ARROW.search(head) else text
    pieces = [bare(p) for p in _ARROW.split(body) if bare(p)]
    if words().menus.search(simplified(text)):
        return False  # where to click, not what to learn
    if len(pieces) < 2 or not all(is_name(brackets(p)[0] or p) for p in pieces):
        return False
    name = head if body is rest and rest else (place.phase.name if place.phase else draft.roadmap.title)
    start = line.text.find(pieces[0])
    steps, at = [], max(start, 0)
    for piece in pieces:
        begin = line.text.find(piece, at)
        if begin < 0:
            return False
        steps.append((line.slice(begin, begin + len(piece)), place))
        at = begin + len(piece)
    draft.routes.append((name, line.number, steps, True))
    draft.understood.add(line.number)
    return True


def read_path(name: str, block: Block, place: Place, draft: Draft) -> None:
    """Read a numbered list as a suggested order, one step an item; arrows inside an item are steps of their own."""
    steps: list[tuple[Line, Place]] = []
    arrows = False
    for item in block.children:
        for line in item.lines[:1]:
            if _too_long(line, draft):
                continue
            text = bare(line.text)
            if len(outside(text, _ARROW)):
                arrows = True
                at = 0
                for piece in _ARROW.split(line.text):
                    begin = line.text.find(piece, at)
                    if bare(piece) and begin >= 0:
                        steps.append((line.slice(begin, begin + len(piece)), place))
                        at = begin + len(piece)
            else:
                steps.append((line, place))
            if line.links:
                read_works([line], place.but(role="resources"), draft, named=False)
            draft.understood.add(line.number)
        for child in item.children:
            read_block(child, place.but(role=None, level=place.level + 1), draft)
    draft.routes.append((name, block.line, steps, arrows))


__all__ = ["essential", "for_label", "read_blocks", "read_path"]
