"""What the page knows: the data block that its script reads.

References between entries are places in lists, and empty values are left out: the block of 2,000 topics stays below 1 MB.
`js/data.js` states the same shape for the script's side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx

from roadloom.exporters.html.areas import OTHER, colours
from roadloom.exporters.html.chart import Chart
from roadloom.exporters.html.layout import COLUMN, ROW
from roadloom.exporters.html.network import to_pyvis
from roadloom.exporters.html.text import clean, label, web_address
from roadloom.exporters.wording import LANGUAGES
from roadloom.graph.header import documents
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.paths import choices_of, resources_for, support

if TYPE_CHECKING:
    from pyvis.network import Network

NAME, QUOTE = 300, 220  # most characters of a name, of a quoted line


def page_data(graph: nx.MultiDiGraph, chart: Chart, lang: str) -> dict[str, Any]:
    """Collect everything that the page shows, from the pyvis network (places, sizes, drawn edges) and from the graph (all words)."""
    network = to_pyvis(graph, chart)
    facts = _Facts(graph, chart, lang)
    topics = [facts.topic(topic, node) for topic, node in zip(chart.order.topics, network.nodes, strict=True)]
    return {
        "id": str(graph.graph.get("id") or "map"),
        "title": clean(str(graph.graph.get("title") or graph.graph.get("id") or "Roadloom"), NAME),
        "sources": facts.sources,
        "roadmaps": facts.roadmaps,
        "phases": facts.phases,
        "areas": _areas(graph, chart),
        "map": _map(chart),
        "topics": topics,
        "edges": _edges(graph, chart, network),
        "resources": facts.resources,
        "projects": facts.projects,
        "findings": facts.findings,
        "variants": variants(text for t in topics for text in [t["name"], *t.get("names", {}).values(), *t.get("aliases", ())]),
    }


def variants(texts: Iterable[str]) -> dict[str, str]:
    """Map each Chinese character of `texts`, and its Traditional forms, to the Simplified one: the page searches across scripts.

    >>> variants(["微调"])["調"]
    '调'
    """
    characters = sorted({c for text in texts for c in text if "㐀" <= c <= "鿿"})
    if not characters:
        return {}
    from opencc import OpenCC

    simplify, traditional, taiwan = OpenCC("t2s"), OpenCC("s2t"), OpenCC("s2tw")
    table: dict[str, str] = {}
    for character in characters:
        simple = simplify.convert(character)
        for form in (character, traditional.convert(simple), taiwan.convert(simple)):
            if form != simple and len(form) == len(simple) == 1:
                table[form] = simple
    return dict(sorted(table.items()))


def _areas(graph: nx.MultiDiGraph, chart: Chart) -> list[dict[str, Any]]:
    hues = colours(len(chart.areas), bool(chart.areas) and chart.areas[-1].id == OTHER)
    names = [{language: clean(text, 80) for language, text in area.names.items()} for area in chart.areas]
    return [{"id": area.id, "names": name, "hue": list(hue)} for area, name, hue in zip(chart.areas, names, hues, strict=True)]


def _map(chart: Chart) -> dict[str, Any]:
    drawn = chart.layout
    streams = [[s.area, s.first, s.name_x, s.name_y, [y for bank in s.banks for y in bank]] for s in drawn.streams]
    sides = {"columns": drawn.columns, "top": drawn.top, "bottom": drawn.bottom, "heading": drawn.heading}
    return {**sides, "column": COLUMN, "row": ROW, "streams": streams}


def _edges(graph: nx.MultiDiGraph, chart: Chart, network: Network) -> list[list[Any]]:
    """List all prerequisites as [before, after, drawn, weight, rule, words, source, line]; the last two where a document says so.

    The words of the lexicon stand by language.
    """
    drawn = {(edge["from"], edge["to"]) for edge in network.edges}
    sources = _source_places(graph)
    rows = []
    for j, needs in enumerate(chart.order.needs):
        for i in needs:
            pair = (chart.order.topics[i], chart.order.topics[j])
            edge = graph.edges[(*pair, "prerequisite")]
            row: list[Any] = [i, j, int(pair in drawn), float(edge.get("weight") or 0)]
            said = [e for e in edge.get("evidence") or () if e.get("for", True)]
            if said:
                rule = str(said[0].get("rule", ""))
                words: Any = clean(str(said[0].get("text") or ""), QUOTE)
                if rule == "lexicon":
                    reasons = {language: Lexicon.load().reason(*pair, words, language) for language in LANGUAGES}
                    words = {language: clean(reason, QUOTE) for language, reason in reasons.items() if reason}
                row.extend((rule, words))
                row.extend(_place(said[0], sources)[:2])
            rows.append(row)
    return rows


def _source_places(graph: nx.MultiDiGraph) -> dict[str, int]:
    return {source["id"]: i for i, source in enumerate(graph.graph.get("sources") or ())}


def _place(mention: Mapping[str, Any], sources: Mapping[str, int]) -> list[Any]:
    """Write a place in a document as [source, line, words]; nothing for a source that the graph does not list."""
    source = sources.get(str(mention.get("source")))
    return [] if source is None else [source, int(mention.get("line") or 0), clean(str(mention.get("text") or ""), QUOTE)]


def _full(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {key: value for key, value in entry.items() if value or key == "whole" and value == 0}


def _texts(value: Any) -> list[str]:
    return [clean(str(text)) for text in value or () if text]


class _Facts:
    """Reads entries of the graph; resources, projects and phases get their place when first met, in id order."""

    def __init__(self, graph: nx.MultiDiGraph, chart: Chart, lang: str) -> None:
        self.graph = graph
        self.lang = lang
        self.places = {topic: i for i, topic in enumerate(chart.order.topics)}
        self.chart = chart
        self.source_places = _source_places(graph)
        kinds: dict[str, list[str]] = {"roadmap": [], "phase": [], "resource": [], "project": []}
        for node in sorted(graph.nodes):
            kinds.get(graph.nodes[node].get("kind"), []).append(node)
        kinds["phase"].sort(key=self._place_in_order)
        self.index = {kind: {node: i for i, node in enumerate(nodes)} for kind, nodes in kinds.items()}
        read = documents(graph)
        self.sources = [
            {
                "title": clean(str(s.get("title") or s["id"]), NAME),
                "path": clean(str(s.get("path") or ""), NAME),
                "language": str(s.get("language") or "und"),
                "rules": int(s not in read),
            }
            for s in graph.graph.get("sources") or ()
        ]
        self.roadmaps = [self._roadmap(node) for node in kinds["roadmap"]]
        self.phases = [self._phase(node) for node in kinds["phase"]]
        self.resources = [self._resource(node) for node in kinds["resource"]]
        self.projects = [self._project(node) for node in kinds["project"]]
        self.findings, self.about = self._conflicts()

    def topic(self, topic: str, node: Mapping[str, Any]) -> dict[str, Any]:
        """Describe one topic; `node` is its pyvis node."""
        data = self.graph.nodes[topic]
        i = self.places[topic]
        wholes = sorted(self.places[whole] for whole in self._wholes(topic) if whole in self.places and whole != topic)
        name = node["label"]
        names = self._names(data)
        aliases = sorted({clean(str(a), NAME) for a in data.get("aliases") or ()} - {name, "", *names.values()})
        hours = data.get("hours")
        entry = {
            "id": topic,
            "name": name,
            "x": node["x"],
            "y": node["y"],
            "size": node["size"],
            "area": self.chart.area[i],
            "names": names,
            "aliases": aliases[:40],
            "definition": [
                [str(d.get("lang") or ""), clean(str(d.get("text") or "")), *_place(d, self.source_places)[:2]]
                for d in data.get("definition") or ()
            ],
            "questions": _texts(data.get("questions")),
            "category": data.get("category") if data.get("category") != "concept" else None,
            "hours": hours.get("value") if isinstance(hours, Mapping) else None,
            "mentions": [place for m in data.get("mentions") or () if (place := _place(m, self.source_places))],
            "phases": sorted({self.index["phase"][n] for n in self._wholes(topic) if n in self.index["phase"]}),
            "roadmaps": sorted(self._roadmaps(topic)),
            "resources": self._teaching(topic),
            "projects": self._practice(topic),
            "whole": self.chart.wholes[i],
            "wholes": wholes if len(wholes) > 1 else None,
            "choices": self._choices(topic),
            "documents": support(self.graph, topic),
            "reach": self.chart.order.reach[i],
            "findings": self.about.get(topic),
        }
        kept = _full(entry)
        return kept | {"x": node["x"], "y": node["y"], "area": self.chart.area[i]}

    def _names(self, data: Mapping[str, Any]) -> dict[str, str]:
        return {str(language): clean(str(text), NAME) for language, text in sorted((data.get("names") or {}).items()) if text}

    def _wholes(self, node: str) -> list[str]:
        return sorted(b for _, b, key in self.graph.out_edges(node, keys=True) if key == "part_of")

    def _roadmaps(self, topic: str) -> set[int]:
        """Collect the roadmaps that place a topic, climbing through phases."""
        found: set[int] = set()
        above, seen = self._wholes(topic), set[str]()
        while above:
            node = above.pop()
            if node in self.index["roadmap"]:
                found.add(self.index["roadmap"][node])
            elif node not in seen and self.graph.nodes[node].get("kind") == "phase":
                seen.add(node)
                above.extend(self._wholes(node))
        return found

    def _teaching(self, topic: str) -> list[int]:
        """List the resources that cover a topic, in the order in which `roadloom path` proposes them."""
        places = self.index["resource"]
        return [places[row["id"]] for row in resources_for(self.graph, topic, self.lang) if row["id"] in places]

    def _practice(self, topic: str) -> list[int]:
        """List the projects that practise a topic."""
        places = self.index["project"]
        return sorted({places[a] for a, _, key in self.graph.in_edges(topic, keys=True) if key == "practises" and a in places})

    def _choices(self, topic: str) -> list[list[int]]:
        """List per choice the topics of which any one serves instead of this one."""
        choices = choices_of(self.graph, topic).values()
        return [[self.places[other] for other in others if other in self.places] for others in choices]

    def _roadmap(self, node: str) -> dict[str, Any]:
        data = self.graph.nodes[node]
        mention = next((place for m in data.get("mentions") or () if (place := _place(m, self.source_places))), None)
        return _full({"id": node, "name": label(self.graph, node), "author": clean(str(data.get("author") or "")), "mention": mention})

    def _phase(self, node: str) -> dict[str, Any]:
        data = self.graph.nodes[node]
        whole = None if self._circular(node) else next(iter(self._wholes(node)), None)
        entry: dict[str, Any] = {"id": node, "name": label(self.graph, node), "ordinal": clean(str(data.get("ordinal") or ""), 40)}
        if whole in self.index["phase"]:
            entry["phase"] = self.index["phase"][whole]
        elif whole in self.index["roadmap"]:
            entry["roadmap"] = self.index["roadmap"][whole]
        return {key: value for key, value in entry.items() if value != ""}

    def _place_in_order(self, phase: str) -> tuple[tuple[int, str], ...]:
        """Say where a phase stands: its roadmap, then its place and those of the phases around it, outermost first."""
        steps: list[tuple[int, str]] = []
        whole: str | None = phase
        while whole is not None and (step := (int(self.graph.nodes[whole].get("position") or 0), whole)) not in steps:
            steps.append(step)
            whole = next(iter(self._wholes(whole)), None)
        return tuple(reversed(steps))

    def _circular(self, phase: str) -> bool:
        """Tell whether a phase lies, some steps up, within itself: only in a file edited by hand."""
        seen = {phase}
        whole = next(iter(self._wholes(phase)), None)
        while whole is not None and whole not in seen:
            seen.add(whole)
            whole = next(iter(self._wholes(whole)), None)
        return whole is not None

    def _resource(self, node: str) -> dict[str, Any]:
        data = self.graph.nodes[node]
        whole = next((b for _, b, key in self.graph.out_edges(node, keys=True) if key == "version_of"), None)
        entry = {
            "name": label(self.graph, node),
            "url": next((url for u in [data.get("url"), *(data.get("urls") or ())] if (url := web_address(u))), None),
            "media": data.get("media"),
            "language": data.get("language"),
            "authors": _texts(data.get("authors")),
            "must": bool(data.get("must")),
            "note": clean(str(data.get("note") or ""), 600),
            "of": label(self.graph, whole) if whole else None,
            "id": node,
        }
        return {key: value for key, value in entry.items() if value}

    def _project(self, node: str) -> dict[str, Any]:
        data = self.graph.nodes[node]
        mention = next((place for m in data.get("mentions") or () if (place := _place(m, self.source_places))), None)
        return _full({"id": node, "name": label(self.graph, node), "note": clean(str(data.get("note") or ""), 600), "mention": mention})

    def _conflicts(self) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
        """Keep the findings about the order of topics, and tell which topics they are about."""
        kept: list[dict[str, Any]] = []
        about: dict[str, list[int]] = {}
        for finding in self.graph.graph.get("findings") or ():
            subjects = [subject for subject in finding.get("subjects") or () if subject in self.places]
            if not subjects or not str(finding.get("code", "")).startswith("order-"):
                continue
            for subject in dict.fromkeys(subjects):
                about.setdefault(subject, []).append(len(kept))
            origins = [place for o in finding.get("origins") or () if (place := _place(o, self.source_places))]
            words = {key: clean(str(finding.get(key) or "")) for key in ("message", "choice")}
            kept.append(_full(words | {"origins": origins}))
        return kept, about
