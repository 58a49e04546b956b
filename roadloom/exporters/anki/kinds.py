"""The kinds of cards: one function each, from a topic to the cards that it is worth.

Each yields only cards that a person can answer: with something on both sides, and nothing of the answer in the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from .facts import Definition, Origin, Reason
from .markup import GAP, clean, cloze, escape, flat, inline, occurs, width, without
from .view import View
from .words import ASKS_WHAT, WORDS

_GAP: Final = f'<span class="gap">{GAP}</span>'
_PROMPTING: Final = 4  # a project that says less than this besides names of topics asks for nothing
_TELLING: Final = 24  # a definition narrower than this fits too many things to ask what it is of


@dataclass(slots=True)
class Card:
    """A note before it has a place, a deck and a time; `front`, `back` and `more` are HTML."""

    kind: str
    owner: str  # the topic or project that it is about
    anchor: str  # the topic whose turn in the learning order is its turn
    front: str
    back: str
    origins: list[Origin]
    lang: str
    more: str = ""
    extra: str = ""  # tells cards of one kind and owner apart
    deletions: int = 0  # how much of the front is hidden in turn; 0: it has a back
    needs: list[str] = field(default_factory=list)  # further topics that it speaks of


def definition(view: View, topic: str) -> Iterator[Card]:
    """Ask what the topic is."""
    known = view.definitions(topic)
    if known:
        best = known[0]
        yield Card(
            "definition",
            topic,
            topic,
            _term(view, topic),
            _said(best) + _hint(view, topic, best),
            [best.origin],
            view.mark,
            more=_elsewhere(view, known),
        )


def reverse(view: View, topic: str) -> Iterator[Card]:
    """Ask which topic a definition is of; its name does not stand in the question."""
    for best in view.definitions(topic)[:1]:
        asked = without(best.text, view.surfaces(topic))
        if width(asked.replace(GAP, "")) >= _TELLING and best.text.casefold() not in view.shared_definitions:
            other = view.translated(topic, best)
            hint = f'<div class="hint"{_in(other)}>{_hidden(view, topic, other.text)}</div>' if other else ""
            front = f'<div class="text"{_in(best)}>{inline(asked).replace(GAP, _GAP)}</div>{hint}'
            yield Card("reverse", topic, topic, front, f'<div class="term">{_term(view, topic)}</div>', [best.origin], view.mark)


def questions(view: View, topic: str) -> Iterator[Card]:
    """Ask what a document asks about the topic, unless that is only what it is: the definition card asks that.

    Questions of one answer come together.
    """
    asked: dict[tuple[str, Origin], list[str]] = {}
    for question in dict.fromkeys(clean(text) for text in view.nodes[topic].get("questions") or ()):
        answer = _answer(view, topic, question) if question and not _only_asks_what(view, topic, question) else None
        if answer:
            asked.setdefault(answer, []).append(question)
    for (back, origin), together in asked.items():
        texts = "".join(f'<div class="text">{inline(question)}</div>' for question in together)
        extra = sha256("".join(map(flat, together)).encode()).hexdigest()[:12]
        yield Card(
            "questions",
            topic,
            topic,
            f'<div class="hint">{escape(view.name(topic))}</div>{texts}',
            back,
            [origin],
            view.mark,
            extra=extra,
        )


def parts(view: View, topic: str) -> Iterator[Card]:
    """Hide each part of a short closed list in turn; its turn comes when the whole and all parts have had theirs."""
    found = view.beside.parts(topic)
    if found is None:
        return
    members, origin = found
    names = [view.name(member) for member in members]
    # a part whose name the rest of the card shows ("GPT" beside "GPT-2") stays open
    shown = [" ".join([view.name(topic), *names[:at], *names[at + 1 :]]) for at in range(len(names))]
    hidden = [not any(flat(form) in flat(rest) for form in view.surfaces(member)) for member, rest in zip(members, shown, strict=True)]
    numbers = iter(range(1, len(names) + 1))
    both = [" · ".join([name, *view.other_names(member)[: bool(view.other)]]) for name, member in zip(names, members, strict=True)]
    items = [cloze(next(numbers), name) if hide else inline(name) for name, hide in zip(both, hidden, strict=True)]
    if sum(hidden) > 1:
        front = f"<b>{escape(view.name(topic))}</b>" + "".join(f'<span class="item">{item}</span>' for item in items)
        anchor = max(topic, *members, key=view.place.__getitem__)
        yield Card("parts", topic, anchor, front, "", [origin], view.mark, deletions=sum(hidden), needs=[topic, *members])


def why(view: View, topic: str) -> Iterator[Card]:
    """Ask what the topic builds on, and why."""
    reasons = view.beside.reasons(topic)
    if reasons:
        back = "".join(f"<li><b>{escape(view.name(reason.before))}</b>{_because(view, reason)}</li>" for reason in reasons)
        origins = list(dict.fromkeys(reason.origin for reason in reasons))
        yield Card("why", topic, topic, _term(view, topic), f"<ul>{back}</ul>", origins, view.mark)


def contrast(view: View, topic: str) -> Iterator[Card]:
    """Ask what sets two topics apart that a document sets against each other; its turn comes with the later one."""
    for first, origin in view.beside.contrasts.get(topic, ()):
        one, other = view.definitions(first)[:1], view.definitions(topic)[:1]
        if one and other and flat(one[0].text) != flat(other[0].text):
            versus = f' <span class="vs">{WORDS[view.lang]["versus"]}</span> '
            front = versus.join(f'<span class="side">{escape(view.name(side))}</span>' for side in (first, topic))
            back = _glossary(view, [(first, one[0]), (topic, other[0])])
            origins = list(dict.fromkeys([origin, one[0].origin, other[0].origin]))
            owner, extra = sorted((first, topic))  # whichever comes first in this graph's order, it is the same card
            yield Card("contrast", owner, topic, front, back, origins, view.mark, extra=extra, needs=[first])


def introduced(view: View, topic: str) -> Iterator[Card]:
    """Ask which work introduced the topic, where a document says so."""
    found = view.beside.introduction(topic)
    if found:
        work, origin = found
        authors = clean(", ".join(map(str, view.nodes[work].get("authors") or ())))
        back = f"<b>{escape(view.name(work))}</b>" + (f'<span class="hint">{escape(authors)}</span>' if authors else "")
        yield Card("introduced", topic, topic, _term(view, topic), back, [origin], view.mark)


def project(view: View, topic: str) -> Iterator[Card]:
    """Ask whether one could do a project on one's own; the back tells what it takes. Its turn comes with the last topic of it."""
    for node, practised in view.beside.projects.get(topic, ()):
        name, note = view.name(node), clean(view.nodes[node].get("note") or "")
        asked = inline(name) + (f'<span class="hint">{inline(note)}</span>' if note and flat(note) not in flat(name) else "")
        defined = [(one, known[0]) for one in practised if (known := view.definitions(one))]
        others = [one for one in practised if not view.definitions(one)]
        unseen = [one for one in others if not any(occurs(form, f"{name} {note}") for form in view.surfaces(one))]
        rest = without(f"{name} {note}", [form for one in practised for form in view.surfaces(one)], gap="")
        if width(flat(rest)) < _PROMPTING:
            continue
        back = (f"<p>{_listed(view, unseen)}</p>" if unseen else "") + (_glossary(view, defined) if defined else "")
        if back:
            yield Card("project", node, topic, f'<div class="text">{asked}</div>', back, view.origins(node), view.mark, needs=practised)


KINDS: Final[dict[str, Callable[[View, str], Iterator[Card]]]] = {
    "definition": definition,
    "questions": questions,
    "why": why,
    "parts": parts,
    "contrast": contrast,
    "introduced": introduced,
    "reverse": reverse,
    "project": project,
}
"""Kind -> what makes its cards, in the order in which the cards of one topic come."""


# -- pieces of HTML ---------------------------------------------------------------------------------------------------------------


def _term(view: View, topic: str) -> str:
    if topic not in view.terms:
        others = view.other_names(topic)
        hint = f'<span class="hint">{escape(" · ".join(others))}</span>' if others else ""
        view.terms[topic] = escape(view.name(topic)) + hint
    return view.terms[topic]


def _in(known: Definition) -> str:
    return f' lang="{escape(known.lang)}"'


def _said(known: Definition) -> str:
    return _words(known.text, known.lang)


def _words(text: str, lang: str) -> str:
    return f'<p lang="{escape(lang)}">{inline(text)}</p>'


def _hint(view: View, topic: str, best: Definition) -> str:
    """Write what a topic is in the other language, if that was asked for."""
    other = view.translated(topic, best)
    return f'<p class="hint"{_in(other)}>{inline(other.text)}</p>' if other else ""


def _hidden(view: View, topic: str, text: str) -> str:
    return inline(without(text, view.surfaces(topic))).replace(GAP, _GAP)


def _because(view: View, reason: Reason) -> str:
    because = [WORDS[lang]["because"] if reason.known else "" for lang in (view.lang, view.other or view.lang)]
    hint = f'<span class="hint" lang="{view.other}">{because[1]}{inline(reason.hint)}</span>' if reason.hint else ""
    return f"<span>{because[0]}{inline(reason.text)}</span>{hint}"


def _elsewhere(view: View, known: list[Definition]) -> str:
    """Write what up to two others say, in the language of the best one."""
    seen, others = {flat(known[0].text)}, list[str]()
    for other in known[1:]:
        if other.lang[:2] == known[0].lang[:2] and flat(other.text) not in seen and len(others) < 2:
            seen.add(flat(other.text))
            others.append(_said(other))
    return f'<p class="label">{WORDS[view.lang]["elsewhere"]}</p>{"".join(others)}' if others else ""


def _glossary(view: View, entries: list[tuple[str, Definition]]) -> str:
    rows = (
        f"<dt>{escape(view.name(topic))}</dt><dd{_in(known)}>{inline(known.text)}{_hint(view, topic, known)}</dd>"
        for topic, known in entries
    )
    return f"<dl>{''.join(rows)}</dl>"


def _listed(view: View, topics: list[str]) -> str:
    return WORDS[view.lang]["join"].join(escape(view.name(topic)) for topic in topics)


def _answer(view: View, topic: str, question: str) -> tuple[str, Origin] | None:
    """Find what answers a question: what is said on its line, or stands beside it in a table."""
    lines = [(str(m.get("source") or ""), int(m.get("line") or 0)) for m in view.mentions(topic) if question in (m.get("text") or "")]
    said = [(known.text, known.lang, known.origin) for known in view.sayings(topic) if known.origin in lines]
    said += [(words, view.language(origin[0]), origin) for origin, words in view.beside.rows(topic)]
    fitting = ((text, lang, origin) for text, lang, origin in said if flat(text) and flat(text) not in flat(question))
    return next(((_words(text, lang), origin) for text, lang, origin in fitting), None)


def _only_asks_what(view: View, topic: str, question: str) -> bool:
    rest = ASKS_WHAT.sub("", question.strip("?？ "))
    return rest != question.strip("?？ ") and any(flat(rest) == flat(form) for form in view.surfaces(topic))
