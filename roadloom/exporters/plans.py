"""Write a plan of weeks for people, spreadsheets and calendars."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from roadloom.errors import RoadloomError
from roadloom.exporters.base import Language
from roadloom.exporters.csv import cell
from roadloom.exporters.paths import escaped, link, plain

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.graph.plans import Estimate, Plan, Portion, Week

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "{hours:g} hours a week for {targets}",
        "nothing": "Nothing is left to learn for {targets}.",
        "week": "Week {number}",
        "hours": "{hours:g} h",
        "of": "{hours:g} of {all:g} h",
        "unknown": "time unknown",
        "stated": "the document says “{said}” ({source})",
        "stage": "a share of “{said}” for {topics} topics ({source})",
        "rest": "a share of what the stages inside leave of “{said}” for {topics} topics ({source})",
        "stages": "the median of {count} documents: {shares}",
        "pace": "{said}, at your pace",
        "assumed": "your own guess",
        "practise": "practise: {names}",
        "must": "essential",
        "sum": "Weeks: {weeks}, topics: {topics}, hours: {hours:g}.",
        "more": "No document says how long these take, so the plan has no time for them: {names}.",
        "join": ", ",
        "clause": "; ",
        "colon": ": ",
    },
    "zh": {
        "title": "{targets}：每周 {hours:g} 小时",
        "nothing": "{targets}：没有要学的了。",
        "week": "第 {number} 周",
        "hours": "{hours:g} 小时",
        "of": "{all:g} 小时中的 {hours:g} 小时",
        "unknown": "用时不明",
        "stated": "文档写明“{said}”（{source}）",
        "stage": "{topics} 个主题分摊“{said}”（{source}）",
        "rest": "“{said}”减去其中各阶段的时间，由 {topics} 个主题分摊（{source}）",
        "stages": "{count} 份文档的中位数：{shares}",
        "pace": "{said}，按你的节奏",
        "assumed": "你自己的估计",
        "practise": "练习：{names}",
        "must": "必看",
        "sum": "共 {weeks} 周，{topics} 个主题，{hours:g} 小时。",
        "more": "以下主题没有文档写明用时，计划里没有为它们留时间：{names}。",
        "join": "、",
        "clause": "；",
        "colon": "：",
    },
}
COLUMNS = ("week", "start", "end", "topic", "name", "hours", "estimate", "resources", "projects")


def render(plan: Plan, graph: nx.MultiDiGraph, format: str = "text", lang: Language = "en") -> str:
    """Write a plan as `text`, `md`, `csv` or `ics`.

    Everything that comes from documents is escaped as the format demands. `ics` needs a plan with dates.

    Raises
    ------
    RoadloomError : `ics` without dates, or without the icalendar library.
    ValueError : for another format.
    """
    page = _Page(plan, graph, lang)
    if format == "ics":
        return _calendar(page)
    if format == "csv":
        return _table(page)
    if format == "text":
        return "".join(f"{line}\n" for line in _text(page))
    if format == "md":
        return "".join(f"{line}\n" for line in _markdown(page))
    raise ValueError(f"no format of a plan: {format!r}")


class _Page:
    """A plan with the words of one language and the names of its graph."""

    def __init__(self, plan: Plan, graph: nx.MultiDiGraph, lang: Language) -> None:
        self.plan, self.graph, self.words = plan, graph, WORDS[lang]
        self.sources = {source["id"]: source["path"] for source in graph.graph.get("sources", ())}

    def say(self, key: str, **values: object) -> str:
        return self.words[key].format(**values)

    def names(self, nodes: tuple[str, ...]) -> str:
        return self.words["join"].join(str(self.graph.nodes[n].get("name") or n) if n in self.graph else n for n in nodes)

    def title(self) -> str:
        return self.say("title", hours=self.plan.hours_per_week, targets=self.names(self.plan.path.targets))

    def week(self, week: Week) -> str:
        days = f"{week.start} – {week.start + timedelta(days=6)}" if week.start else ""
        time = self.say("hours", hours=week.hours) if any(portion.estimate for portion in week.portions) else self.say("unknown")
        return "  ".join(part for part in (self.say("week", number=week.number), days, time) if part)

    def time(self, portion: Portion) -> str:
        if portion.hours is None or portion.estimate is None:
            return self.say("unknown")
        if portion.begins and portion.ends:
            return self.say("hours", hours=portion.hours)
        return self.say("of", hours=portion.hours, all=portion.estimate.hours)

    def basis(self, estimate: Estimate | None) -> str:
        """Say where an estimate comes from."""
        if estimate is None:
            return self.say("unknown")
        if estimate.basis == "assumed":
            return self.say("assumed")
        told = []
        for row in estimate.said:
            path = self.sources.get(row["source"], row["source"])
            at = f"{path}:{row['line']}" if row["line"] else path
            key = "rest" if row["inner"] else estimate.basis
            told.append(self.say(key, said=row["text"], topics=row["topics"], source=at))
        text = told[0] if len(told) == 1 else self.say("stages", count=len(told), shares=self.words["clause"].join(told))
        return self.say("pace", said=text) if estimate.pace else text

    def closing(self) -> list[str]:
        if not self.plan.weeks:
            return [self.say("nothing", targets=self.names(self.plan.path.targets))]
        lines = [self.say("sum", weeks=len(self.plan.weeks), topics=len(self.plan.path.steps), hours=self.plan.hours)]
        if self.plan.unknown:
            lines.append(self.say("more", names=self.words["join"].join(step.name for step in self.plan.unknown)))
        return lines


def _text(page: _Page) -> Iterator[str]:
    yield plain(page.title())
    for week in page.plan.weeks:
        yield from ("", plain(page.week(week)))
        for portion in week.portions:
            yield f"  {plain(portion.step.name)}  {page.time(portion)}"
            if portion.begins:
                if portion.estimate:
                    yield f"    {plain(page.basis(portion.estimate))}"
                for resource in portion.step.resources:
                    mark = f" [{page.say('must')}]" if resource["must"] else ""
                    yield f"    - {plain(str(resource['name']))}{mark}" + (f"  {plain(str(resource['url']))}" if resource["url"] else "")
            if portion.ends and portion.step.projects:
                yield "    " + plain(page.say("practise", names=page.names(portion.step.projects)))
    yield ""
    yield from (plain(line) for line in page.closing())


def _markdown(page: _Page) -> Iterator[str]:
    yield f"# {escaped(page.title())}"
    for week in page.plan.weeks:
        yield from ("", f"## {escaped(page.week(week))}", "")
        for portion in week.portions:
            about = [page.time(portion)]
            if portion.begins and portion.estimate:
                about.append(escaped(page.basis(portion.estimate)))
            yield f"- [ ] **{escaped(portion.step.name)}** – {' · '.join(about)}"
            for resource in portion.step.resources if portion.begins else ():
                mark = f" *({page.say('must')})*" if resource["must"] else ""
                yield f"  - {link(str(resource['name']), resource['url'])}{mark}"
            if portion.ends and portion.step.projects:
                yield f"  - {escaped(page.say('practise', names=page.names(portion.step.projects)))}"
    for line in page.closing():
        yield from ("", escaped(line))


def _table(page: _Page) -> str:
    """Write one row for each topic of each week; unknown hours are an empty cell, the byte order mark is for Excel."""
    out = io.StringIO("\ufeff")
    out.seek(1)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for week in page.plan.weeks:
        days = (week.start.isoformat(), (week.start + timedelta(days=6)).isoformat()) if week.start else ("", "")
        for p in week.portions:
            resources = [f"{r['name']} {r['url'] or ''}".strip() for r in p.step.resources]
            texts: tuple[object, ...] = (
                p.step.id,
                p.step.name,
                "" if p.hours is None else f"{p.hours:g}",
                page.basis(p.estimate),
                resources,
                page.names(p.step.projects),
            )
            writer.writerow([week.number, *days, *(cell(value) for value in texts)])
    return out.getvalue()


def _calendar(page: _Page) -> str:
    """Write a calendar with one event of whole days a week; a plan that is made again replaces the weeks that it still has."""
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise RoadloomError("Calendars need the icalendar library.", remedy="Install it: pip install 'roadloom[ics]'.") from None
    calendar = Calendar()
    calendar.add("prodid", "-//roadloom//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(page.title()))
    for week in page.plan.weeks:
        if week.start is None:
            raise RoadloomError("A calendar needs dates.", remedy="Give the first day with --start, such as --start 2026-11-23.")
        event = Event()
        event.add("uid", f"{uuid5(NAMESPACE_URL, ' '.join((*page.plan.path.targets, week.start.isoformat())))}@roadloom")
        event.add("dtstamp", datetime.combine(week.start, time(), UTC))
        event.add("dtstart", week.start)
        event.add("dtend", week.start + timedelta(days=7))
        names = page.words["join"].join(portion.step.name for portion in week.portions)
        event.add("summary", plain(f"{page.say('week', number=week.number)}{page.words['colon']}{names}"))
        event.add("description", "\n".join(_agenda(page, week)))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical().decode("utf-8")


def _agenda(page: _Page, week: Week) -> Iterator[str]:
    for portion in week.portions:
        yield plain(
            f"{portion.step.name}{page.words['colon']}{page.time(portion)}"
            + (f" – {page.basis(portion.estimate)}" if portion.estimate else "")
        )
        for resource in portion.step.resources:
            yield plain(f"- {resource['name']} {resource['url'] or ''}".rstrip())
        if portion.ends and portion.step.projects:
            yield plain(page.say("practise", names=page.names(portion.step.projects)))
