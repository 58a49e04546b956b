"""Account for every line of a document: understood, passed over for a reason, or not understood; and for every address in it.

What the extractor did with a line stands in `Seen` (outlines) or follows from the entries (files of data, other packages' readers).
Lines without a letter or digit, and those that hold nothing but mark-up, are layout: nobody reads them.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from roadloom.graph.model import Coverage, Finding, Roadmap

from .addresses_in_text import trimmed
from .html import defused
from .keys import role_of
from .located import Located, Where
from .outline import Outline, Seen
from .passed import PassedLink

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[/!?]?[A-Za-z][^<>]*(?:>|\Z)", re.DOTALL)
_TITLE = re.compile(r"<title\b.*?</title\s*>", re.DOTALL | re.IGNORECASE)
_MARKS = {
    "markdown": re.compile(
        r"[\s>*+-]*(?:```|~~~)|\s*!\[[^\]]*\]\([^()]*\)\s*$|\s{0,3}\[[^\]]+\]:\s*\S"
    ),  # fences; pictures; where links that are used elsewhere lead
    "rst": re.compile(r"\s*(?:\.\.|:)"),  # directives, comments, fields
    "opml": re.compile(r"(?!.*<(?:outline|node)\b)"),  # the head
}
_ADDRESS = re.compile(r"https?://[^\s<>\"'`，。、；：！？（）【】《》「」“”‘’…|\\^{}]+", re.IGNORECASE)
_APART = str.maketrans("-_《》", "    ")
_ENDS = re.compile(r"[)\]]")  # where an address in mark-up may end already
_SHOWN = 200  # characters of a line that was not understood
_USED = {"id", "number", "kind", "language", "published", "author", "duration", "name", "url", "about"}
"""What keys say of an entry in a form of its own: a number, a kind, a date."""

_NOT_READ = ("unknown-construct", "unread-key", "malformed", "long-line")
"""Findings about what could not be understood; any other says why something was passed over."""


def account(text: str, roadmaps: Iterable[Roadmap], findings: Iterable[Finding], seen: Seen) -> Coverage:
    """Tell which lines of a document were understood, and why the others were not; what has no reason was not understood."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines, 1) if line.strip()]
    understood = seen.understood | {number for roadmap in roadmaps for number in _lines_of(roadmap)}
    reasons = dict(seen.ignored)
    unread = {number for number in filled if "\ufffd" in lines[number - 1]}  # what stood there was no text
    for finding in findings:
        places = {origin.line for origin in finding.origins}
        if finding.code in _NOT_READ:
            unread |= places
        elif finding.code == "no-roadmap":
            reasons = dict.fromkeys(filled, "no roadmap")
        else:
            reasons |= {number: finding.code.replace("-", " ") for number in places if number not in reasons}
    layout = {number: "layout" for number in filled if not any(map(str.isalnum, lines[number - 1]))}
    coverage = Coverage(len(filled))
    for number in filled:
        at = seen.goes_on.get(number, number)
        if at in understood and at not in unread:
            coverage.understood += 1
        elif (why := reasons.get(at) or layout.get(number)) and at not in unread:
            coverage.ignored[number] = why
        else:
            coverage.missed[number] = lines[number - 1].strip()[:_SHOWN]
    return coverage


def _lines_of(roadmap: Roadmap) -> Iterator[int]:
    """Yield the lines that a roadmap names."""
    yield roadmap.line
    yield from (text.line for text in (*roadmap.goal, *roadmap.outcomes))
    for phase in roadmap.phases:
        yield phase.line
        yield from (text.line for text in (*phase.goal, *phase.outcomes, *phase.also))
    for topic in roadmap.topics:
        yield topic.line
        yield from (text.line for text in (*topic.definitions, *topic.questions))
    for entries in (roadmap.resources, roadmap.projects, roadmap.statements, roadmap.choices, roadmap.paths):
        yield from (entry.line for entry in entries)


# Mark-up: lines of an outlined document in which nobody wrote a word.


def mark(kind: str, text: str, outline: Outline) -> None:
    """Note in an outline which lines of its document hold pictures or mark-up and no words, and which go on with the words of another."""
    seen, shown = outline.seen, {}  # type: Seen, dict[int, bool]
    for line in (line for block in outline.blocks for inner in block.walk() for line in inner.own_lines):
        shown[line.number] = shown.get(line.number, False) or any(map(str.isalnum, line.text)) or bool(line.links)
    last = 0
    bare = _without_tags(_TITLE.sub(_blanked, defused(text)) if kind == "html" else text)
    for number, (written, words) in enumerate(zip(text.split("\n"), bare.split("\n"), strict=True), 1):
        if number in shown or number in seen.ignored:
            last = number
            if not shown.get(number, True):
                seen.ignored.setdefault(number, "a picture")
        elif not any(map(str.isalnum, words)) or kind in _MARKS and _MARKS[kind].match(written):
            seen.ignored[number] = "mark-up"
        elif kind == "html" and last:
            seen.goes_on[number] = last


def _without_tags(text: str) -> str:
    return _TAG.sub(_blanked, text)


def _blanked(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


# Files of data: a value is understood if the roadmap says it.


def told(located: Located, lines: list[str], roadmap: Roadmap, *, drawn: bool) -> tuple[Seen, dict[str, list[int]]]:
    """Tell by the values of a file which of its lines became part of its roadmap, and which stand under keys that say nothing to learn.

    Returns too the keys of which nothing was made, with their lines. `drawn`: what the format's reader does not take is no part of what is
    to be learned (how a drawing looks, how a track is run).
    """
    said, seen, unread = _said(roadmap), Seen(), {}  # type: set[str], Seen, dict[str, list[int]]
    seen.ignored |= {number: "a comment" for number, line in enumerate(lines, 1) if line.lstrip().startswith("#")}
    starts = sorted({*located.keys.values(), *located.lines.values(), len(lines) + 1})
    for where, value, role in _leaves(located.data):
        line = located.line(where)
        own = range(line, max(starts[bisect_right(starts, line)] if line < starts[-1] else line, line + 1))
        above = {located.line(where[:length]) for length in range(1, len(where))}
        if role == "passed" or drawn and not (role in _USED or _folded(value) in said):
            for number in (*own, *above):
                seen.ignored.setdefault(number, "a key that names nothing to learn" if role == "passed" else "beside the way")
        elif role in _USED or _folded(value) in said:
            seen.understood.update(own, above)
        elif not isinstance(value, str) or not value.strip():
            seen.ignored.setdefault(line, "no words")
        else:
            key = next((step for step in reversed(where) if isinstance(step, str)), "")
            unread.setdefault(key, []).append(line)
    return seen, unread


def checked(text: str) -> Seen:
    """Tell of a file that was checked by a schema that all of it was understood but for its comments."""
    lines = dict(enumerate(text.split("\n"), 1))
    comments = {number: "a comment" for number, line in lines.items() if line.lstrip().startswith("#")}
    return Seen(set(lines) - set(comments), comments)


def _folded(value: Any) -> str:
    return " ".join(str(value).translate(_APART).split()).casefold()


def _leaves(data: Any) -> Iterator[tuple[Where, Any, str | None]]:
    """Yield the values that hold no others, with where they stand and what the keys above them say."""
    todo: list[tuple[Where, Any, str | None]] = [((), data, None)]
    while todo:
        where, value, role = todo.pop()
        if isinstance(value, dict) and value:
            todo.extend(((*where, key), inner, "passed" if role == "passed" else role_of(str(key))) for key, inner in value.items())
        elif isinstance(value, list) and value:
            todo.extend(((*where, n), inner, role) for n, inner in enumerate(value))
        else:
            yield where, value, role


def _said(roadmap: Roadmap) -> set[str]:
    """Return everything that a roadmap says, folded."""
    texts = [roadmap.title, roadmap.author, roadmap.published, *(text.text for text in (*roadmap.goal, *roadmap.outcomes))]
    for phase in roadmap.phases:
        texts += [phase.name, *phase.aliases, phase.ordinal, *(text.text for text in (*phase.goal, *phase.outcomes))]
    for topic in roadmap.topics:
        texts += [topic.name, *topic.aliases, *(text.text for text in (*topic.definitions, *topic.questions))]
    for resource in roadmap.resources:
        texts += [resource.title, resource.note, *resource.urls, *resource.aliases, *resource.authors]
    for project in roadmap.projects:
        texts += [project.name, project.note, *project.aliases]
    return {_folded(text) for text in texts if text}


# Addresses.


def unaccounted(text: str, roadmaps: Iterable[Roadmap], findings: Iterable[Finding], coverage: Coverage) -> Iterator[PassedLink]:
    """Yield the addresses of a document that are in no entry and in no finding, whatever its reader did with them."""
    findings = list(findings)
    if any(finding.code == "no-roadmap" for finding in findings):
        return
    reported = {origin.line for finding in findings if finding.code != "ignored-link" for origin in finding.origins}
    known = {url for roadmap in roadmaps for resource in roadmap.resources for url in resource.urls}
    said = [words for finding in findings for words in (finding.message, *(origin.text for origin in finding.origins))]
    known |= {trimmed(match[0]) for words in said for match in _ADDRESS.finditer(words)}
    for number, line in enumerate(text.split("\n"), 1):
        if number in reported or "://" not in line:
            continue
        for match in _ADDRESS.finditer(html.unescape(line)):
            url = trimmed(match[0])
            ends = [url[: end.start()] for end in _ENDS.finditer(url)]
            if not known.intersection(form for each in (url, match[0], *ends) for form in (each, trimmed(each))):
                why = coverage.ignored.get(number, "a line that says something else")
                yield PassedLink(f"stands where no links are read ({why})", min([*ends, url], key=len), number, line.strip())
