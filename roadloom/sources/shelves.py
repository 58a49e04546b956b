"""Read the item of a list as works to learn from, and what is nested in it as their versions, parts and remarks."""

from __future__ import annotations

import re

from roadloom.graph.model import Resource

from .draft import Draft, Place
from .headings import ordinal_of
from .names import Term, head_and_rest, is_name, terms
from .outline import Block, Line
from .topics import read_topics
from .words import bare, plain, simplified, words
from .works import is_address, kind_label, kind_of, read_works


def read_shelf(item: Block, place: Place, draft: Draft) -> Place:
    """Enter the works that an item names and return the place of what is nested in it: their versions, parts and remarks."""
    text = item.text
    named = place.role in ("resources", "links") or has_versions(item)
    lines = item.lines
    if item.children and item.children[0].kind == "list" and not any(x.links for x in lines) and not named:
        found = []
    else:
        found = read_works(lines, place, draft, named=named)
    if not found:
        if item.children and place.role != "resources":
            return read_topics(lines[0], bare(lines[0].text), place, draft)
        return place.but(level=place.level + 1)
    main = found[0]
    led = words().starts(plain(simplified(bare(text))), words().verbs) and not any(s.url for s in lines[0].spans[:1])
    chapter = place.role == "topics" or bool(main.urls) and site_path(main.urls[0]) or led and len(lines[0].links) == 1
    if (
        main.urls
        and chapter
        and place.phase is not None
        and (place.topic is None or place.role == "topics")
        and (term := chapter_topic(main.title))
    ):
        main.topics.append(draft.topic(term, lines[0], place.but(media=None, role=None)))
    inside = place.but(resource=main, level=place.level + 1, media=None)
    if not main.urls and not main.note and named and item.children and _is_shelf(item):
        # A line that only groups: "Deep learning" above three links.
        draft.roadmap.resources.remove(main)
        inside = place.but(level=place.level + 1)
        label = [t for t in terms(text) if is_name(t.name)]
        if len(label) == 1 and place.phase is not None:
            inside = inside.but(topic=draft.topic(label[0], lines[0], place.but(media=None)))
    return inside


def has_versions(item: Block) -> bool:
    """Is everything nested in an item an address of it ("视频：…", "PPT：…")?"""
    inner = [i for c in item.children if c.kind == "list" for i in c.children]
    if not inner or not all(any(x.links for x in i.lines) for i in inner):
        return False
    heads = [plain(simplified(bare(head_and_rest(i.text)[0]))) for i in inner]
    return any(h in words().versions for h in heads)


def _is_shelf(item: Block) -> bool:
    """Do the nested items stand for works of their own rather than for versions of one?"""
    inner = [i for c in item.children if c.kind == "list" for i in c.children]
    linked = [i for i in inner if any(x.links for x in i.lines)]
    if len(linked) < 2 and not (
        linked and is_name(item.text) and len(item.text.split()) <= 2 and not any(kind_of(i.text) for i in (item, *linked))
    ):
        return False
    heads = [plain(bare(head_and_rest(i.text)[0])) for i in linked]
    return not any(h in words().versions or is_address(h) for h in heads)


def read_part(item: Block, place: Place, draft: Draft) -> Place:
    """Read an item nested under a resource, a version or part of it or a remark; return the place of what is nested in it."""
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
            return deeper
        if field in words().media_fields and (kind := kind_label(rest) or kind_of(rest)):
            resource.media = kind
            return deeper
        if (label := words().label(head)) is not None and label.role == "duration":
            draft.understood.add(line.number)
            return deeper
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
            return deeper
        found = read_works(item.lines, place, draft, named=False)
        return deeper.but(resource=found[0] if found else resource)
    folded = plain(simplified(text))
    if words().lessons.match(folded) or kind_label(head_and_rest(text)[0]) and head_and_rest(text)[1] and len(text) < 80:
        read_works(item.lines, place, draft, named=True)
    elif (named := words().also.match(simplified(text))) and len(text) < 60:
        draft.resource(Resource(bare(named[1]), line.number, line.text.strip(), phase=place.phase, whole=resource, media=kind_of(named[1])))
    else:
        resource.note = f"{resource.note} {text}".strip() if resource.note else text
        draft.understood.add(line.number)
    return deeper


def read_remark(block: Block, place: Place, draft: Draft) -> None:
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


def only_an_address(line: Line) -> bool:
    """Is a line nothing but an address, perhaps behind a mark or "link:"?"""
    if len(line.links) != 1:
        return False
    rest = bare(line.text.replace(line.links[0].text, ""))
    return is_address(line.links[0].text) and (not rest or words().label(rest) is not None or kind_label(rest) is not None)


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
