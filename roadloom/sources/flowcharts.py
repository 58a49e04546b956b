"""Read flowcharts: subgraphs and numbered nodes are stages, arrows mean order, questions are nothing to learn."""

from __future__ import annotations

from collections.abc import Iterable

from roadloom.graph.model import Phase, Topic

from .draft import Draft, Place
from .flowchart_syntax import Arrow, Chart, Node, parse_flowchart
from .headings import numbers_a_stage, ordinal_of
from .outline import Block, Line, Span
from .phases import name_phase
from .words import bare, plain, simplified, words
from .works import read_works


def read_flowchart(lines: list[Line], place: Place, draft: Draft) -> None:
    """Enter what a flowchart shows: its stages, its topics, their order."""
    chart = parse_flowchart(lines)
    for line in chart.looks:
        draft.skip(line, "how a drawing looks")
    for line in chart.strange:
        draft.skip(line, "no part of a flowchart")
    out: dict[str, list[Arrow]] = {}
    for arrow in chart.arrows:
        out.setdefault(arrow.before, []).append(arrow)
    asked = {key for key, node in chart.nodes.items() if _asks(node, out.get(key, []))}
    for key in [*asked, *_answers(asked, chart), *_marks(chart, out)]:
        if key in chart.nodes:
            draft.skip(chart.nodes.pop(key).line, "a decision" if key in asked else "a mark of a drawing")
    chart.arrows = [a for a in chart.arrows if all(k in chart.nodes or k in chart.groups for k in (a.before, a.after))]
    _Reader(chart, place, draft).read()


def _asks(node: Node, out: list[Arrow]) -> bool:
    """Is a node a question? A rhombus from which one way leads on without a word may be an ornament."""
    return node.text.endswith(("?", "？")) or node.rhombus and (len(out) > 1 or any(a.label for a in out))


def _answers(asked: set[str], chart: Chart) -> list[str]:
    """Return the nodes that only questions lead to or from: what they say to do is an answer, no step."""
    beside: dict[str, set[str]] = {}
    for arrow in chart.arrows:
        beside.setdefault(arrow.before, set()).add(arrow.after)
        beside.setdefault(arrow.after, set()).add(arrow.before)
    return [key for key in chart.nodes if key not in asked and beside.get(key) and beside[key] <= asked]


def _marks(chart: Chart, out: dict[str, list[Arrow]]) -> list[str]:
    """Return the nodes that mark where a drawing starts and ends, and the one that only holds the stages together."""
    led = {arrow.after for arrow in chart.arrows}
    found = []
    for key, node in chart.nodes.items():
        after = [a.after for a in out.get(key, [])]
        stages = [k for k in after if k in chart.groups or k in chart.nodes and numbers_a_stage(chart.nodes[k].text)]
        holds = key not in led and len(stages) > 1 and len(stages) == len(after) and not numbers_a_stage(node.text)
        if holds or plain(simplified(node.text)) in words().terminals:
            found.append(key)
    return found


class _Reader:
    """A chart on its way into a draft."""

    def __init__(self, chart: Chart, place: Place, draft: Draft) -> None:
        self.chart, self.draft = chart, draft
        self.place = place.but(role=None, level=0)
        self.phases: dict[str, Phase] = {}  # of subgraphs and numbered nodes
        self.groups: dict[str, Topic] = {}  # subgraphs that are no stages
        self.topics: dict[str, list[Topic]] = {}

    def read(self) -> None:
        """Enter the stages, then what stands in them, then the order."""
        staged = self._stage_groups()
        for key, group in self.chart.groups.items():
            if key in staged:
                self._stage(key, group.text, group.line, self._place_in(group.parent))
            else:
                found = self._item(group.text, group.line, self._place_in(group.parent))
                if len(found) == 1:
                    self.groups[key] = found[0]
        for key, node in self.chart.nodes.items():
            if numbers_a_stage(node.text):
                self._stage(key, node.text, node.line, self._place_in(node.group))
        holders = self._holders()
        for key, node in self.chart.nodes.items():
            if key not in self.phases and not (numbers_a_stage(node.text) and self.draft.staged):
                place = self._place_in(node.group) if node.group else self._place_in(holders.get(key))
                self.topics[key] = self._item(node.text, node.line, place)
                self._address(key, place)
        for arrow in self.chart.arrows:
            self._arrow(arrow)

    def _stage_groups(self) -> set[str]:
        """Return the subgraphs that are stages: numbered ones, and those that arrows lead through one after the other."""
        if self.draft.staged:
            return set()
        chart = self.chart
        numbered = {key for key, group in chart.groups.items() if numbers_a_stage(group.text)}
        if numbered:
            return numbered
        tops = {key for key, group in chart.groups.items() if group.parent is None}
        joined = {(self._top(a.before), self._top(a.after)) for a in chart.arrows if a.directed}
        joined = {(a, b) for a, b in joined if a in tops and b in tops and a != b}
        # Arrows both ways join groups of a network, not stages of a way.
        return tops if len(joined) >= len(tops) - 1 > 0 and not any((b, a) in joined for a, b in joined) else set()

    def _top(self, key: str) -> str | None:
        """Return the outermost subgraph around a node or subgraph."""
        group = key if key in self.chart.groups else self.chart.nodes[key].group
        while group is not None and (parent := self.chart.groups[group].parent) is not None:
            group = parent
        return group

    def _stage(self, key: str, text: str, line: Line, place: Place) -> None:
        if self.draft.staged:
            self.draft.skip(line, "an overview of the stages")
            return
        self.phases[key] = name_phase(text, line, place, self.draft)

    def _place_in(self, key: str | None) -> Place:
        """Return the place that a subgraph or a numbered node gives what belongs to it."""
        chain = []
        while key is not None:
            chain.append(key)
            key = self.chart.groups[key].parent if key in self.chart.groups else None
        place = self.place
        for above in reversed(chain):
            if above in self.phases:
                place = place.but(phase=self.phases[above], topic=None)
            elif above in self.groups:
                place = place.but(topic=self.groups[above], level=place.level + 1)
        return place

    def _holders(self) -> dict[str, str]:
        """Tell for nodes outside subgraphs which numbered node they hang on: the first that leads to them."""
        after: dict[str, list[str]] = {}
        for arrow in self.chart.arrows:
            after.setdefault(arrow.before, []).append(arrow.after)
        held: dict[str, str] = {}
        for stage in self.phases:
            todo = [stage] if stage in self.chart.nodes else []
            while todo:
                for key in after.get(todo.pop(), ()):
                    if key not in self.phases and key not in held and key in self.chart.nodes:
                        held[key] = stage
                        todo.append(key)
        return held

    def _item(self, text: str, line: Line, place: Place) -> list[Topic]:
        """Read the words of a node like an item of a list; return the topics that it names."""
        from .items import read_item

        ordinal, name = ordinal_of(text)
        shown = Line(line.number, [Span(name if ordinal is not None and ordinal.kind == "number" else text)])
        before, tasks = len(self.draft.roadmap.topics), len(self.draft.roadmap.projects)
        read_item(Block("item", line.number, line.number, lines=[shown]), place, self.draft)
        found = self.draft.roadmap.topics[before:]
        if len(self.draft.roadmap.projects) > tasks:
            return []
        own = {id(t) for t in found}
        return [t for t in found if t.parent is None or id(t.parent) not in own]

    def _address(self, key: str, place: Place) -> None:
        """Enter what a node leads to when it is clicked on."""
        node = self.chart.nodes[key]
        if node.url is not None:
            url, line = node.url
            found = self.topics[key]
            linked = Line(line.number, [Span(node.text, url)])
            read_works([linked], place.but(role="resources", topic=found[0] if len(found) == 1 else None), self.draft, named=False)

    def _arrow(self, arrow: Arrow) -> None:
        before, after = self.phases.get(arrow.before), self.phases.get(arrow.after)
        if not arrow.directed:
            self.draft.skip(arrow.line, "a line without a direction")
            return
        if before is not None and after is not None:
            self._say([before], [after], arrow.line)
        elif plain(simplified(bare(arrow.label))) in words().holding:
            for part in self.topics.get(arrow.after, ()):
                whole = self.topics.get(arrow.before, ())
                if len(whole) == 1 and part.parent is None and part is not whole[0]:
                    part.parent = whole[0]
        else:
            self._say(self.topics.get(arrow.before, ()), self.topics.get(arrow.after, ()), arrow.line)

    def _say(self, before: Iterable[Topic | Phase], after: Iterable[Topic | Phase], line: Line) -> None:
        after = list(after)
        for a in before:
            for b in after:
                self.draft.statement(a, b, "stated", line)
                self.draft.understood.add(line.number)
