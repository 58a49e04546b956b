"""Tell sentences from lists of names and from tasks, and find the topics that a sentence speaks of."""

from __future__ import annotations

import re

from .names import Term, head_and_rest, is_name, names_in, one, terms
from .outline import Block
from .words import bare, plain, simplified, words


def sentence_like(text: str) -> bool:
    return bool(re.search(r"[。！？]|\.\s+[A-Z]|，[^，]{8,}，", text)) or len(text) > 90


def first_sentence(text: str) -> str:
    """Return the first sentence of a text: what to do, without the comment behind it."""
    text = bare(text)
    match = words().stop.search(text)
    return text[: match.start()].strip() if match and match.start() >= 6 else text.rstrip("。.")


def names_only(text: str) -> bool:
    """Is a paragraph a list of names rather than a sentence?"""
    pieces = names_in(text)
    return (
        bool(pieces)
        and not sentence_like(text)
        and all(len(p) <= (40 if p.isascii() else 16) and is_name(p) for p in pieces)
        and len(text) <= 80
    )


def lists_names(block: Block) -> bool:
    """Is a paragraph one line of at least three names and nothing else ("Real analysis, complex analysis, optimization")?"""
    if len(block.lines) != 1 or block.lines[0].links:
        return False
    text = bare(block.text)
    pieces = names_in(text)
    return (
        len(pieces) > 2
        and not text.endswith((".", "。", "!", "！", ":", "："))
        and all(is_name(p) and len(p.split()) <= 5 and len(p) <= 40 for p in pieces)
        and not words().finite.search(text)
        and not words().starts(plain(simplified(text)), [*words().practice, *words().verbs, *words().able])
        and head_and_rest(text)[1] == ""
    )


def is_task(text: str) -> bool:
    """Does a text tell to do something rather than to know it?"""
    folded = plain(simplified(bare(text)))
    word = words().starts(folded, words().practice)
    if word is None or _lists_names(text) or words().starts(folded, words().no_practice):
        return False
    rest = folded[len(word) :].strip()
    if not word.isascii():
        if word in words().using:
            return len(rest) > 4 and any(w in rest for w in words().making)
        return len(rest) >= 4
    return len(rest.split()) >= 2


def _lists_names(text: str) -> bool:
    """Is a text a list of short names of which the first happens to begin like a task ("Build pipelines, unit tests, artifacts")?"""
    pieces = names_in(text)
    return (
        len(pieces) > 2
        and text.count(",") > 1
        and not sentence_like(text)
        and all(len(p.split()) <= 3 and len(p) <= 30 and p.isascii() for p in pieces)
    )


def listed_in(text: str) -> list[Term]:
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


def told_in(text: str) -> list[Term]:
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
