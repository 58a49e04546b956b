"""Write a learning path for people: a table in plain text, a Markdown checklist, a Mermaid diagram; and as JSON for programs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from roadloom.exporters.base import Language
from roadloom.graph.order import DEMAND
from roadloom.graph.paths import Path, Step
from roadloom.graph.rank import reduction

if TYPE_CHECKING:
    import networkx as nx

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "What to learn for {targets}",
        "known": "Known already: {names}",
        "skipped": "Left out, as you wish: {names}",
        "nothing": "Nothing is left to learn for {targets}.",
        "no-target": "No target, no path.",
        "needed": "needed for {names}",
        "documents": "{count} documents",
        "documents-one": "1 document",
        "general": "general knowledge",
        "said": "said in {places}",
        "clause": "; ",
        "bracket": " ({words})",
        "target": "the target",
        "suggested": "suggested before {names}",
        "way": "on the suggested path",
        "or": "or instead: {names}",
        "optional": "optional",
        "practise": "practise: {names}",
        "hours": "{hours} h",
        "sum": "{count} topics",
        "sum-one": "1 topic",
        "sum-hours": "{sum}, {hours} hours as far as the documents say",
        "must": "essential",
    },
    "zh": {
        "title": "学习 {targets} 的路径",
        "known": "已掌握：{names}",
        "skipped": "按你的意思跳过：{names}",
        "nothing": "{targets}：没有要学的了。",
        "no-target": "没有目标，也就没有路径。",
        "needed": "{names} 需要它",
        "documents": "{count} 份文档",
        "documents-one": "1 份文档",
        "general": "常识",
        "said": "见 {places}",
        "clause": "；",
        "bracket": "（{words}）",
        "target": "目标",
        "suggested": "建议先于 {names}",
        "way": "在建议的路径上",
        "or": "也可以改学：{names}",
        "optional": "可选",
        "practise": "练习：{names}",
        "hours": "{hours} 小时",
        "sum": "共 {count} 个主题",
        "sum-one": "共 1 个主题",
        "sum-hours": "{sum}，文档给出时间的部分约 {hours} 小时",
        "must": "必看",
    },
}
SEPARATOR = {"en": ", ", "zh": "、"}
NEEDED_FOR = 3  # later topics that a step names as its reason
PLACES = 3  # lines that a step names for it


def render(path: Path, graph: nx.MultiDiGraph, format: str = "text", lang: Language = "en") -> str:
    """Write a path as `text`, `md`, `json` or `mermaid`, with a final line break.

    Everything that comes from documents is escaped as the format demands.

    Raises
    ------
    ValueError : for another format.
    """
    writers: dict[str, Callable[[_Page], Iterator[str]]] = {"text": _text, "md": _markdown, "mermaid": _mermaid}
    if format == "json":
        return json.dumps(path.to_json(), ensure_ascii=False, indent=2) + "\n"
    if format not in writers:
        raise ValueError(f"no format of a path: {format!r}")
    return "".join(f"{line}\n" for line in writers[format](_Page(path, graph, lang)))


class _Page:
    """A path with the words of one language and the names of its graph."""

    def __init__(self, path: Path, graph: nx.MultiDiGraph, lang: Language) -> None:
        self.path, self.graph = path, graph
        self.words, self.separator = WORDS[lang], SEPARATOR[lang]
        self.sources = {source["id"]: source["path"] for source in graph.graph.get("sources", ())}

    def say(self, key: str, **values: object) -> str:
        if values.get("count") == 1:
            key = f"{key}-one" if f"{key}-one" in self.words else key
        return self.words[key].format(**values)

    def name(self, node: str) -> str:
        return _one_line(str(self.graph.nodes[node].get("name") or node)) if node in self.graph else node

    def names(self, nodes: Iterator[str] | list[str] | tuple[str, ...]) -> str:
        return self.separator.join(self.name(node) for node in nodes)

    def called(self, step: Step) -> str:
        """Return the name of a step, with the documents' own one behind it where the reader asked for another language's."""
        other = self.graph.nodes[step.id].get("other_name")
        return f"{step.name} ({other})" if other else step.name

    def heading(self) -> list[str]:
        """Say what the path is for, and what there is to say when it is empty."""
        targets = self.names(self.path.targets)
        lines = [self.say("title", targets=targets)] if targets else [self.say("no-target")]
        if self.path.known:
            lines.append(self.say("known", names=self.names(self.path.known)))
        if self.path.skipped:
            lines.append(self.say("skipped", names=self.names(self.path.skipped)))
        if targets and not self.path.steps:
            lines.append(self.say("nothing", targets=targets))
        return lines

    def reason(self, step: Step) -> str:
        """Say in one line why a step is there."""
        parts = [self.say("optional")] if step.optional else []
        if step.id in self.path.targets:
            parts.append(self.say("target"))
        if step.why:
            documents = len({e["source"] for why in step.why for e in why.evidence if e["rule"] not in ("lexicon", "user")})
            asked = "needed" if any(why.weight >= DEMAND for why in step.why) else "suggested"
            needed = self.say(asked, names=self.names([why.needed_for for why in step.why[:NEEDED_FOR]]))
            parts.append(needed + self.say("bracket", words=self.say("documents", count=documents) if documents else self.say("general")))
        if not parts:
            parts.append(self.say("way"))
        if step.alternatives:
            parts.append(self.say("or", names=self.names(step.alternatives)))
        return self.say("clause").join(parts)

    def said(self, step: Step) -> str:
        """Name the lines behind a step's reason; nothing where no document says it."""
        rows = (e for why in step.why for e in why.evidence if e["rule"] != "lexicon")
        places = list(dict.fromkeys(f"{self.sources.get(e['source'], e['source'])}:{e['line']}" for e in rows))
        more = f" + {len(places) - PLACES}" if len(places) > PLACES else ""
        return self.say("said", places=self.separator.join(places[:PLACES]) + more) if places else ""

    def hours(self, step: Step) -> str:
        value = (step.hours or {}).get("value")
        return "" if value is None else self.say("hours", hours=f"{value:g}")

    def total(self) -> str:
        known = [step.hours["value"] for step in self.path.steps if step.hours and step.hours.get("value") is not None]
        total = self.say("sum", count=len(self.path.steps))
        return self.say("sum-hours", sum=total, hours=f"{sum(known):g}") if known else total


# --- plain text -------------------------------------------------------------------------------------------------------------


def _text(page: _Page) -> Iterator[str]:
    yield from (plain(line) for line in page.heading())
    if not page.path.steps:
        return
    yield ""
    width = max(_width(plain(page.called(step))) for step in page.path.steps)
    digits = len(str(len(page.path.steps)))
    for number, step in enumerate(page.path.steps, 1):
        name = plain(page.called(step))
        row = f"{number:>{digits}}  {name}{' ' * (width - _width(name))}  {plain(page.reason(step))}"
        yield "  ".join(part for part in (row.rstrip(), page.hours(step)) if part)
        indent = " " * (digits + 2)
        if said := page.said(step):
            yield indent + plain(said)
        for resource in step.resources:
            mark = f" [{page.say('must')}]" if resource["must"] else ""
            yield f"{indent}- {plain(str(resource['name']))}{mark}" + (f"  {plain(str(resource['url']))}" if resource["url"] else "")
        if step.projects:
            yield indent + plain(page.say("practise", names=page.names(step.projects)))
    yield ""
    yield page.total()


def plain(text: str) -> str:
    """Keep control characters (which terminals obey) out of a line; the joiners of emoji and of some scripts stay."""
    return "".join(c if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf") else " " for c in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _width(text: str) -> int:
    """Count the columns of a text on a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) or c in "\u200c\u200d" else 1 for c in text)


# --- Markdown ---------------------------------------------------------------------------------------------------------------


def _markdown(page: _Page) -> Iterator[str]:
    first, *rest = page.heading()
    yield f"# {escaped(first)}"
    for line in rest:
        yield from ("", escaped(line))
    if not page.path.steps:
        return
    yield ""
    for step in page.path.steps:
        about = [part for part in (escaped(page.reason(step)), escaped(page.said(step)), page.hours(step)) if part]
        yield f"- [ ] **{escaped(page.called(step))}**" + (f" – {' · '.join(about)}" if about else "")
        for resource in step.resources:
            mark = f" *({page.say('must')})*" if resource["must"] else ""
            yield f"  - {link(str(resource['name']), resource['url'])}{mark}"
        if step.projects:
            yield f"  - {escaped(page.say('practise', names=page.names(step.projects)))}"
    yield from ("", page.total())


def escaped(text: str) -> str:
    """Take from a text what Markdown or HTML would read as markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!$&])", r"\\\1", plain(text))


def link(name: str, url: object) -> str:
    if not isinstance(url, str) or not re.fullmatch(r"https?://[^\s<>]+", url):
        return escaped(name)
    return f"[{escaped(name)}](<{url}>)"


# --- Mermaid ----------------------------------------------------------------------------------------------------------------


def _mermaid(page: _Page) -> Iterator[str]:
    """Draw the steps and the prerequisites between them, without those that a longer way round implies."""
    yield "flowchart TD"
    number = {step.id: f"t{i}" for i, step in enumerate(page.path.steps, 1)}
    for step in page.path.steps:
        shape = ('(["', '"])') if step.id in page.path.targets else ('["', '"]')
        yield f"    {number[step.id]}{shape[0]}{_quoted(step.name)}{shape[1]}"
    place = {step: i for i, step in enumerate(number)}
    for before, after, _ in sorted(reduction(page.graph.subgraph(number)), key=lambda edge: (place[edge[0]], place[edge[1]])):
        yield f"    {number[before]} --> {number[after]}"


def _quoted(text: str) -> str:
    """Write a label with entities for all that Mermaid or HTML could read as more than text, the beginnings of lists included."""
    label = re.sub(r"[^\w\s.,:+/()-]|_", lambda match: f"#{ord(match[0])};", plain(text))
    return re.sub(r"^(\d*)([.)+-])(?=\s)", lambda match: f"{match[1]}#{ord(match[2])};", label)
