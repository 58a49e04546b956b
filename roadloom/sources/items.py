"""Read the item of a list: what its label, its number or its words say it is."""

from __future__ import annotations

from dataclasses import replace

from roadloom.graph.model import Phase

from . import durations
from .draft import Draft, Place
from .fields import enter_aim, enter_duration, for_label, read_field, without_label
from .headings import Ordinal, bracket_of, duration_of, ordinal_of
from .names import head_and_rest, terms
from .outline import Block, Line, Span
from .phases import whole_of
from .sentences import is_task, sentence_like
from .shelves import has_versions, read_part, read_shelf
from .tasks import read_task
from .topics import names_choice, read_topics
from .words import Label, bare, plain, simplified, words
from .works import is_address, kind_label, name_before_links, read_works

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


_NESTED = ("resources", "projects", "duration", "goal", "outcomes", "needs", "topics", "tools")  # what a labelled line says of its item


def is_legend(item: Block) -> bool:
    """Does an item only say how the parts of each stage are called?"""
    label = words().label(item.text) if item.lines and not item.children and len(item.lines) == 1 and not item.lines[0].links else None
    return label is not None and label.role in ("topics", "projects", "resources", "goal", "outcomes")


def label_item(item: Block) -> Label | None:
    """Return the label that an item is, where nothing else stands in it."""
    text = item.lines[0].text.strip()
    if item.lines[0].links or len(item.lines) > 1:
        return None
    label = words().label(text)
    if label is None or label.role not in ENTRY_ROLES:
        return None
    return label if text.rstrip("*").endswith((":", "：")) or bracket_of(bare(text))[1] is not None and label.role == "resources" else None


def read_item(item: Block, place: Place, draft: Draft) -> Place | None:
    """Read one list item; return the place of what is nested in it, None where that was read with it or is passed over."""
    deeper = place.but(level=place.level + 1)
    if not item.lines:
        return deeper
    line = item.lines[0]
    text = bare(line.text)
    if not text and not line.links or draft.too_long(line):
        return deeper
    ordinal, name = ordinal_of(text)
    lead, told = head_and_rest(text)
    if told and plain(simplified(bare(lead))) in words().leads:
        line = without_label(line)  # "对比：A vs B" is about A and B
        text, name = told, told
        ordinal = None
    head, rest = head_and_rest(name if ordinal and ordinal.kind == "stage" else text)
    label = words().label(head)
    if place.role == "advice":
        _skip(item, draft, "advice")
        return None
    if ordinal and _counts(ordinal, item, place):
        return _numbered(item, line, place, draft, ordinal, name)
    if ordinal and ordinal.kind == "stage" and name and place.role in (None, "topics"):
        text = name  # "Chapter 4: Loops" inside a week is about loops
    if rest and words().weekdays.fullmatch(head):
        day = without_label(line)
        inner = Block("item", item.line, item.end, lines=[day, *item.lines[1:]], children=item.children)
        said = words().label(head_and_rest(bare(day.text))[0])
        if said is not None and said.role in ("projects", "resources") or is_task(rest):
            return read_item(inner, place, draft)
        return read_topics(day, rest, place, draft)
    if label and _speaks(label, item, rest, place):
        return _labelled(item, label, rest, place, draft)
    role = place.role
    if role in ("goal", "outcomes"):
        enter_aim(" ".join(bare(x.text) for x in item.lines), line, place, draft)
        return deeper
    if role == "duration":
        enter_duration(text, place, draft, line)
        return None
    if role == "needs":
        found = draft.need(text, line, place)
        return deeper.but(under=found[0] if len(found) == 1 else place.under)
    if role == "note":
        draft.skip(line, "a note")
        return None
    has_link = any(x.links for x in item.lines)
    if role in (None, "topics") and not has_link and words().starts(plain(simplified(text)), words().chooses) and not names_choice(text):
        draft.skip(line, "leads in a choice")
        return deeper
    if role in (None, "topics") and place.resource is None and words().work.match(text):
        return _works(item, place.but(role="resources"), draft)
    if role == "projects" and place.resource is None and not _is_work(line, text):
        read_task(item, line, text, place, draft)
    elif place.resource is not None and place.level:
        return read_part(item, place, draft)
    elif role in (None, "topics") and (name := name_before_links(item)):
        return _with_links(item, name, place, draft)
    elif has_link or role in ("resources", "links") or has_versions(item):
        return _works(item, place, draft)
    elif role in (None, "topics") and words().starts(plain(simplified(text)), words().able) and place.phase is not None:
        enter_aim(text, line, place.but(role="outcomes"), draft)
    elif is_task(text) and (role is None or role == "topics" and not simplified(text).startswith((*words().using, *words().drills))):
        read_task(item, line, text, place, draft)
    elif words().first_person.search(text) and sentence_like(text):
        _skip(item, draft, "a story")
    else:
        return read_topics(line, text, place, draft)
    return None


def _is_work(line: Line, text: str) -> bool:
    """Is an item among projects a link with a remark, with nothing to do in it?"""
    first = next((s for s in line.spans if s.text.strip() or s.url), None)
    return first is not None and first.url is not None and not is_task(text) and not is_address(first.text)


def _counts(ordinal: Ordinal, item: Block, place: Place) -> bool:
    """Does an item's number make it a task, a source or a stage of its own, rather than a chapter that a stage names?"""
    if ordinal.kind != "stage":
        return False
    if ordinal.unit in words().numbered:
        return True
    if place.role in ("resources", "path", "advice", "goal", "outcomes"):
        return ordinal.depth > 1 and bool(item.children)
    return bool(ordinal.depth or item.children or place.phase is None or ordinal.unit == "keycap")


def labelled(item: Block) -> Block:
    """Put a colon behind a label that only its bold type sets off: "**task** fizzbuzz"."""
    first, *rest = item.lines[0].spans if item.lines else [Span("")]
    behind = "".join(span.text for span in rest)
    label = (
        words().label(first.text) if first.bold and behind[:1] == " " and behind.strip()[:1] not in ("", ":", "：", "-", "–", "—") else None
    )
    if label is None or label.role not in ("projects", "resources", "duration", "needs"):
        return item
    line = Line(item.lines[0].number, [Span(f"{first.text}:", first.url, bold=True), *rest])
    return replace(item, lines=[line, *item.lines[1:]])


def unfolded(item: Block) -> Block:
    """Hang the labelled lines of an item ("Resource: Docker docs (https://…)" below "Images") under it, as if they were nested.

    An address below a name is the name's own.
    """
    said = [words().label(head_and_rest(bare(line.text))[0]) for line in item.lines]
    at = next((i for i, label in enumerate(said) if i and label is not None and label.role in _NESTED), None)
    if at is None or item.lines[0].links or is_address(head_and_rest(bare(item.lines[at].text))[1] or "x."):
        return item
    folded = Block("list", item.lines[at].number, item.lines[-1].number)
    for line, label in zip(item.lines[at:], said[at:], strict=True):
        if label is not None or not folded.children:
            folded.children.append(Block("item", line.number, line.number, lines=[line]))
        else:
            folded.children[-1].lines.append(line)
    return Block("item", item.line, item.end, lines=item.lines[:at], children=[folded, *item.children], checked=item.checked)


def _with_links(item: Block, name: str, place: Place, draft: Draft) -> Place:
    """Read "Usability testing ([guide](…))" as the topic and what teaches it; return the place of what is nested in it."""
    line = item.lines[0]
    end = line.text.find(name) + len(name)
    inside = read_topics(line.slice(0, end), name, place, draft)
    links = line.slice(end)
    if not links.links:  # badges have no text to cut
        links = Line(line.number, [Span(f"{name} ({span.text})" if span.text else name, span.url) for span in line.links])
    for work in read_works([links], inside.but(role="resources", resource=None), draft, named=False):
        if kind_label(work.title):
            work.title, work.aliases = f"{name} ({work.title})", [work.title, *work.aliases]
    return inside


def _works(item: Block, place: Place, draft: Draft) -> Place | None:
    if words().stories.search(simplified(item.text)):
        _skip(item, draft, "a story")
        return None
    return read_shelf(item, place, draft)


def _skip(item: Block, draft: Draft, why: str) -> None:
    """Pass an item over with what is nested in it."""
    for block in item.walk():
        for line in block.lines:
            draft.sequences.append((line, Place(role="advice")))
            draft.skip(line, why)
            draft.ignore_links(line, f"stands in {why}")


def _numbered(item: Block, line: Line, place: Place, draft: Draft, ordinal: Ordinal, name: str) -> Place | None:
    """Read "任务1：…", "Day 3: …" as a task or as a stage of its own."""
    role = words().numbered.get(ordinal.unit)
    if role == "projects":
        read_task(item, without_label(line), name or ordinal.text, place, draft)
        return None
    if role == "resources":
        return _works(item, place, draft)
    clean, extra = bracket_of(name)
    phase = Phase(clean or ordinal.text, line.number, line.text.strip(), ordinal.text, whole_of(ordinal, place.phase))
    if extra and (duration := durations.parse(extra)):
        phase.duration = duration
    elif extra:
        phase.name, phase.aliases = name, [clean]
    phase.duration = phase.duration or duration_of(ordinal)
    draft.roadmap.phases.append(phase)
    draft.understood.add(line.number)
    inner = place.but(phase=phase, topic=None, role=None if place.role == "overview" else place.role, level=0)
    if name:
        for term in terms(phase.name):
            draft.topic(term, line, inner, subject=True)
    if line.links:
        read_works([line], inner, draft, named=False)
    return inner


def _speaks(label: Label, item: Block, rest: str, place: Place) -> bool:
    """Does the label that an item begins with say what the item holds, rather than being the name of a thing?"""
    part = place.resource is not None and place.level  # inside a work "Video: …" is its version
    if place.role in ("goal", "outcomes") and not label.plain:
        return False
    if not rest:
        speaks = label.role in (*ENTRY_ROLES, "group", "level", "stages")
        return speaks and bool(item.children if len(item.lines) == 1 else label.role not in ("resources", "links"))
    if label.role in ("topics", "tools"):
        return label.plain and place.role != "resources" and not sentence_like(rest)
    if label.role in ("resources", "links") and place.role == "projects" and not item.lines[0].links:
        return False  # among what is to be handed in "Documentation: …" is nothing to read
    if label.role == "resources" and kind_label(label.text) and item.lines[0].links and place.role == "resources" and is_address(rest):
        return False
    return not part if label.role in ("resources", "links") else label.role in ENTRY_ROLES and label.role != "overview"


def _labelled(item: Block, label: Label, rest: str, place: Place, draft: Draft) -> Place | None:
    """Read an item that is a label, or starts with one."""
    line = item.lines[0]
    inside = for_label(label, place.but(level=place.level + 1), line.text)
    if not rest:
        draft.skip(line, "a label")
        return inside.but(level=0 if label.role in ("path", "resources", "projects", "topics", "tools") else inside.level)
    if label.role in ("topics", "tools"):
        for term in terms(rest):
            draft.topic(term, line, inside)
    elif label.role in ("resources", "links"):
        read_works([without_label(line), *item.lines[1:]], inside, draft, named=label.role == "resources")
    elif label.role == "projects":
        read_task(item, without_label(line), rest, place, draft)
        return None
    else:
        read_field(label, line, rest, place, draft)
    return inside
