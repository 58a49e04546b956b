"""Weave any number of roadmaps into one graph: the same thing becomes one node, and every node and edge keeps its evidence.

The result does not depend on the order of the inputs: roadmaps are taken by the path of their source and their line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from roadloom.graph import names, nodes
from roadloom.graph.header import sources_of, title_of
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.merging import Place, TopicMerger, about_resources
from roadloom.graph.model import Entry, Finding, Origin, Phase, Project, Reading, Resource, Roadmap, Source, Statement, Topic
from roadloom.graph.project import Names, ProjectFile, contradiction
from roadloom.graph.works import ResourceMerger, ResourcePlace

if TYPE_CHECKING:
    import networkx as nx

FORMAT, VERSION = "roadloom", 1
_STATED = "stated"  # the rule of every edge that a document draws itself


def weave(
    reading: Reading,
    *,
    title: str | None = None,
    lexicon: Lexicon | None = None,
    project: ProjectFile | None = None,
    previous: nx.MultiDiGraph | None = None,
    lang: str | None = None,
) -> nx.MultiDiGraph:
    """Return the knowledge graph of a reading (attributes: see the graph format).

    Parameters
    ----------
    title : what the graph is called; None: told from the inputs.
    lexicon : concepts that give names, definitions and prerequisites; None: the documents alone count.
    project : the user's rules.
    previous : an earlier graph; what it has keeps its id, and ids that are given up stand under the `former_ids` of their heirs.
    lang : "en" or "zh": whose names are shown first; None: what the user's rules prefer, else the form that the documents use most.

    Raises
    ------
    ContradictionError : if rules of the user contradict each other.
    """
    from roadloom.graph.covering import cover_by_title
    from roadloom.graph.former import keep_former_ids
    from roadloom.graph.order import accept, opinions_of
    from roadloom.graph.relatedness import Scanner
    from roadloom.graph.spotting import with_spotted

    weaver = _Weaver(with_spotted(reading, lexicon or Lexicon()), lexicon or Lexicon(), project or ProjectFile(path=""), lang, previous)
    graph = weaver.graph(title)
    scanner = Scanner(graph)
    cover_by_title(graph, lexicon, scanner)
    fresh = any(not roadmap.settled for roadmap in reading.roadmaps)  # a graph read back has asked the lexicon already
    opinions = opinions_of(weaver.reading, weaver.node_of, graph, lexicon if fresh else None, scanner)
    accept(graph, opinions, rules=project.path if project else "")
    findings = {_finding_key(finding): finding for finding in graph.graph["findings"]}
    graph.graph["findings"] = [findings[key] for key in sorted(findings)]
    keep_former_ids(graph, weaver.former_ids(), previous)
    return graph


class _Weaver:
    """Turns a reading into nodes and edges, kind by kind. `node_of` tells which node each entry became."""

    def __init__(
        self, reading: Reading, lexicon: Lexicon, project: ProjectFile, lang: str | None, previous: nx.MultiDiGraph | None = None
    ) -> None:
        self.node_of: dict[int, str] = {}
        self._nodes: dict[str, nodes.Node] = {}
        self._edges: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._mentions: dict[str, dict[tuple[int, int, str], str]] = {}
        self._findings = list(reading.findings)
        self._merged = reading.merged
        self._prefer_language = project.prefer_language or reading.prefer_language
        self._areas = {**reading.areas, **lexicon.areas}
        self._title = reading.title
        self._project = project
        self._ignored = {key: rule for rule in project.ignore for name in rule.names for key in (name, names.fold(name))}
        self._ignoring: set[int] = set()  # lines of those `ignore` rules that something is left out for
        self._sources, self._source_ids = sources_of(reading)
        self._rules = self._source_of_rules()
        self._rank = {source.id: i for i, source in enumerate(self._sources)}
        roadmaps = sorted(reading.roadmaps, key=lambda roadmap: (self._rank[self._sid(roadmap)], roadmap.line, roadmap.title))
        self.reading = replace(reading, sources=self._sources, roadmaps=roadmaps)

        self._weave_frames()
        topics, resources = self._topic_places(), self._resource_places()
        self._topics = TopicMerger(topics, lexicon, project, _known_by(previous, "topic"))
        self._works = ResourceMerger(resources, project, _known_by(previous, "resource"))
        self._findings += self._topics.findings
        self._weave_topics(topics, lang or project.prefer_language)
        self._weave_resources(resources)
        self._weave_projects()
        self._weave_part_of(topics)
        self._weave_covers(resources)
        self._weave_choices()
        self._weave_paths()
        self._apply_project()

    # -- small steps ----------------------------------------------------------------------------------------------------------------

    def _sid(self, roadmap: Roadmap) -> str:
        source = roadmap.source
        return self._source_ids[source.id, source.path, source.sha256]

    def _mention(self, node: str, roadmap: Roadmap, line: int, text: str) -> None:
        if line > 0:
            sid = self._sid(roadmap)
            self._mentions.setdefault(node, {})[self._rank[sid], line, text] = sid

    def _mentions_of(self, node: str) -> list[dict[str, Any]]:
        places = self._mentions.get(node, {})
        return [{"source": places[place], "line": place[1], "text": place[2]} for place in sorted(places)]

    def _edge(self, tail: str | None, head: str | None, relation: str, roadmap: Roadmap, line: int, text: str, **more: Any) -> None:
        """Add evidence of an edge; of none, where an end is no node or both are one."""
        if tail is None or head is None or tail == head:
            return
        edge = self._edges.setdefault((tail, head, relation), {"weight": 1.0, "evidence": {}, **more})
        edge["evidence"][self._sid(roadmap), line, text] = (self._rank[self._sid(roadmap)], line, text)

    def _of(self, entry: Entry | None) -> str | None:
        return None if entry is None else self.node_of.get(id(entry))

    def _is_ignored(self, *forms: str | None) -> bool:
        for form in filter(None, forms) if self._ignored else ():
            rule = self._ignored.get(form) or self._ignored.get(names.fold(form))
            if rule is not None:
                self._ignoring.add(rule.line)
                return True
        return False

    # -- roadmaps and phases --------------------------------------------------------------------------------------------------------

    def _weave_frames(self) -> None:
        positions: Counter[str] = Counter()
        for roadmap in self.reading.roadmaps:
            if roadmap.settled and roadmap.line == 0:
                continue  # no document has it: it only brings statements
            sid = self._sid(roadmap)
            positions[sid] += 1
            node = self.node_of[id(roadmap)] = self._free(f"roadmap/{sid}/{names.slug(roadmap.title)}", positions[sid])
            self._mention(node, roadmap, max(roadmap.line, 1), roadmap.text or roadmap.title)
            self._nodes[node] = nodes.roadmap_node(roadmap, self._mentions_of(node))
            self._weave_phases(roadmap, node)

    def _weave_phases(self, roadmap: Roadmap, node: str) -> None:
        positions: Counter[str] = Counter()
        for phase in _parents_first(roadmap.phases):
            above = self._of(phase.parent) or node
            positions[above] += 1
            position = positions[above]
            wanted = f"phase/{above.partition('/')[2]}/{names.slug(phase.name)}"
            own = self.node_of[id(phase)] = self._free(wanted, position)
            self._mention(own, roadmap, max(phase.line, 1), phase.text)
            for text in phase.also:
                self._mention(own, roadmap, text.line, text.text)
            self._nodes[own] = nodes.phase_node(phase, position, self._mentions_of(own))
            self._edge(own, above, "part_of", roadmap, phase.line, phase.text)

    def _free(self, wanted: str, position: int) -> str:
        """Return an id that is not taken yet: twins are told apart by their position, and by a hash where that is taken too."""
        for candidate in (wanted, f"{wanted}-{position}"):
            if candidate not in self._nodes:
                return candidate
        return f"{wanted}-{names.digest(f'{wanted} {position}')}"

    # -- topics, resources, projects ------------------------------------------------------------------------------------------------

    def _topic_places(self) -> list[Place]:
        return [
            Place(topic, roadmap)
            for roadmap in self.reading.roadmaps
            for topic in sorted(roadmap.topics, key=_line)
            if topic.name.strip() and not self._is_ignored(topic.name, topic.id)
        ]

    def _weave_topics(self, places: list[Place], lang: str | None) -> None:
        for place in places:
            group = self._topics.group_of(place)
            if group is not None:
                self.node_of[id(place.topic)] = group.id
                self._mention(group.id, place.roadmap, place.topic.line, place.topic.text)
        for group in self._topics.groups:
            for place in group.further:
                self._mention(group.id, place.roadmap, place.topic.line, place.topic.text)
            node = self._nodes[group.id] = nodes.topic_node(group, self._mentions_of(group.id), self._sid, lang)
            self._tell_merged(group.id, self._topics.reasons(group, node["name"]))

    def _resource_places(self) -> list[ResourcePlace]:
        return [
            ResourcePlace(resource, roadmap)
            for roadmap in self.reading.roadmaps
            for resource in sorted(roadmap.resources, key=_line)
            if not self._is_ignored(resource.title, resource.id, *resource.urls)
        ]

    def _weave_resources(self, places: list[ResourcePlace]) -> None:
        for place in places:
            node = self.node_of[id(place.resource)] = self._works.group_of(place).id
            self._mention(node, place.roadmap, max(place.resource.line, 1), place.resource.text)
        for group in self._works.groups:
            attributes = self._nodes[group.id] = nodes.resource_node(group, self._mentions_of(group.id))
            self._tell_merged(group.id, self._works.reasons(group, next(iter(attributes["urls"]), None), attributes["name"]))

    def _tell_merged(self, node: str, reasons: dict[str, str]) -> None:
        """Keep why each further name is this node's; a graph that is read back has told of those it brought."""
        told = {**reasons, **self._merged.get(node, {})}
        if told:
            self._nodes[node]["merged"] = dict(sorted(told.items()))

    def _weave_projects(self) -> None:
        groups: dict[str, list[Project]] = {}
        folded: dict[str, str] = {}
        for roadmap in self.reading.roadmaps:
            for project in sorted(roadmap.projects, key=_line):
                if self._is_ignored(project.name, project.id):
                    continue
                above = self._of(project.phase) or self.node_of[id(roadmap)]
                node = project.id or f"project/{above.partition('/')[2]}/{names.slug(project.name)}"
                if project.id is None and folded.setdefault(node, names.exact(project.name)) != names.exact(project.name):
                    node += f"-{names.digest(names.exact(project.name))}"
                self.node_of[id(project)] = node
                groups.setdefault(node, []).append(project)
                self._mention(node, roadmap, max(project.line, 1), project.text)
                self._edge(node, self._of(project.phase), "part_of", roadmap, project.line, project.text)
                for topic in project.topics:
                    self._edge(node, self._of(topic), "practises", roadmap, project.line, project.text)
        for node, projects in groups.items():
            forms = [form for project in projects for form in (project.name, *project.aliases)]
            self._nodes[node] = nodes.project_node(forms[0], forms, [project.note for project in projects], self._mentions_of(node))

    # -- edges ----------------------------------------------------------------------------------------------------------------------

    def _weave_part_of(self, places: list[Place]) -> None:
        for place in places:
            topic, node = place.topic, self._of(place.topic)
            phase = self._of(topic.phase)
            if node is None:
                continue
            if not topic.passing or topic.subject:
                self._edge(node, phase, "part_of", place.roadmap, topic.line, topic.text)
            self._edge(node, self._of(topic.parent), "part_of", place.roadmap, topic.line, topic.text)
            if topic.subject and phase is not None and node not in self._nodes[phase]["subjects"]:
                self._nodes[phase]["subjects"].append(node)
        for node, data in self._nodes.items():
            if data["kind"] == "phase":  # subjects as the phase names them, wherever it calls them so
                first = {x: min(line for _, line, _ in self._edges[x, node, "part_of"]["evidence"]) for x in data["subjects"]}
                data["subjects"] = sorted(first, key=first.__getitem__)
        self._cut_circles("part_of", "topic")

    def _weave_covers(self, places: list[ResourcePlace]) -> None:
        for place in places:
            resource, node = place.resource, self._of(place.resource)
            where = (place.roadmap, resource.line, resource.text)
            self._edge(node, self._of(resource.phase), "part_of", *where)
            self._edge(node, self._of(resource.whole), "version_of", *where)
            for topic in resource.topics:
                self._edge(node, self._of(topic), "covers", *where)
        self._cut_circles("version_of", "resource")

    def _cut_circles(self, relation: str, kind: str) -> None:
        """Leave out edges that would make something a part of itself; the better supported ones stay."""
        from roadloom.graph.sequencing import Sequencer

        inner = [e for e in self._edges if e[2] == relation and all(self._nodes[end]["kind"] == kind for end in e[:2])]
        number = {node: i for i, node in enumerate(sorted({end for edge in inner for end in edge[:2]}))}
        sequencer = Sequencer(range(len(number)))
        for edge in sorted(inner, key=lambda e: (-len({sid for sid, _, _ in self._edges[e]["evidence"]}), e)):
            part, whole, _ = edge
            if not sequencer.insert(number[part], number[whole]):
                places = self._edges.pop(edge)["evidence"]
                self._findings.append(
                    Finding(
                        "circular-part",
                        f"“{self._nodes[part]['name']}” would be a part of itself, by way of “{self._nodes[whole]['name']}”.",
                        subjects=[part, whole],
                        choice="It does not count as a part of that one.",
                        origins=[Origin(*place) for place in sorted(places)],
                    )
                )

    def _weave_choices(self) -> None:
        """Join every two members of a choice. Two choices that share a pair leave it to the larger one."""
        found: dict[tuple[str, ...], list[tuple[Roadmap, int, str]]] = {}
        for roadmap in self.reading.roadmaps:
            for choice in roadmap.choices:
                members = tuple(sorted({node for member in choice.members if (node := self._of(member))}))
                found.setdefault(members, []).append((roadmap, choice.line, choice.text))
        for members in sorted(found, key=lambda members: (-len(members), members)):
            choice_id = f"choice/{names.digest(' '.join(members))}"
            for i, one in enumerate(members):
                for other in members[i + 1 :]:
                    for roadmap, line, text in found[members]:
                        self._edge(one, other, "alternative", roadmap, line, text, choice=choice_id)

    def _weave_paths(self) -> None:
        for roadmap in self.reading.roadmaps:
            for path in roadmap.paths:
                rows = self._nodes[self.node_of[id(roadmap)]]["paths"]
                steps = [list(dict.fromkeys(node for entry in step if (node := self._of(entry)))) for step in path.steps]
                if any(steps):
                    rows.append({"name": path.name, "line": path.line, "steps": [step for step in steps if step]})

    # -- the user's rules -----------------------------------------------------------------------------------------------------------

    def _apply_project(self) -> None:
        self._check_ignored()
        for kind, rules in (("same", self._project.same), ("different", self._project.different)):
            for rule in rules:
                known = self._works.knows if about_resources(rule) else self._topics.knows
                for name in rule.names:
                    if not known(name):
                        self._report_unused(f"{kind}: '{name}'", rule.line)
        renamed: dict[str, tuple[str, Names]] = {}  # node -> which rule has renamed it
        for old, rule in self._project.rename.items():
            node = self._named(old, ("topic", "phase", "resource", "project", "roadmap"))
            if node is None:
                self._report_unused(f"rename: '{old}'", rule.line)
                continue
            first, earlier = renamed.setdefault(node, (old, rule))
            if earlier.names != rule.names:
                raise contradiction(self._project, f"'{first}' and '{old}' are one thing and get two names", earlier.line, rule.line)
            attributes, name = self._nodes[node], rule.names[0]
            lang = names.language(name)
            attributes["name"] = name
            attributes["aliases"] = sorted({*attributes["aliases"], name})
            attributes["names"] = dict(sorted({**attributes["names"], **({lang: name} if lang else {})}.items()))
        self._add_demands()

    def _check_ignored(self) -> None:
        """Report rules that leave out nothing, and refuse rules about things that others leave out."""
        for rule in self._project.ignore:
            if rule.line not in self._ignoring:
                self._report_unused(f"ignore: '{rule.names[0]}'", rule.line)
        for name, line in self._project.named():
            ignored = self._ignored.get(name) or self._ignored.get(names.fold(name))
            if ignored is not None:
                raise contradiction(self._project, f"'{name}' is ignored and decided about", ignored.line, line)

    def _source_of_rules(self) -> Source:
        """Return the user's rules as a source; its id is no other document's."""
        path = PurePath(self._project.path).name  # where it stands on this machine is nobody's business
        rules = Source(names.slug(path), path, path, "und", self._project.sha256)
        taken = any(source.id == rules.id and source != rules for source in self._sources)
        return replace(rules, id=f"{rules.id}-{names.digest(rules.sha256)}") if taken else rules

    def _add_demands(self) -> None:
        """Give the user's word on the order to those who weigh it, as a roadmap that has nothing but statements."""
        own = Roadmap(self._rules.path, self._rules, line=0, settled=True)
        entry_of: dict[str, Topic | Phase] = {}
        for roadmap in self.reading.roadmaps if self._project.prerequisite else ():
            entries: list[Topic | Phase] = [*roadmap.topics, *roadmap.phases]
            for entry in entries:
                entry_of.setdefault(self.node_of.get(id(entry), ""), entry)
        for demand in self._project.prerequisite:
            ends = [(name, self._named(name, ("topic", "phase"))) for name in (demand.before, demand.after)]
            for name, node in ends:
                if node is None:
                    self._report_unused(f"prerequisite: '{name}'", demand.line)
            before, after = (entry_of.get(node or "") for _, node in ends)
            if before is not None and after is not None:
                own.statements.append(Statement(before, after, "user", demand.line, demand.text, against=demand.against))
        used = own.statements or any(origin.source == self._rules.id for finding in self._findings for origin in finding.origins)
        if used and self._rules not in self._sources:
            self._sources.append(self._rules)
        if own.statements:
            self.reading = replace(self.reading, sources=self._sources, roadmaps=[*self.reading.roadmaps, own])

    def _named(self, name: str, kinds: Iterable[str]) -> str | None:
        """Return the node that a rule names: by id, as a topic, or as the only node of that name."""
        if name in self._nodes:
            return name
        topic = self._topics.find(name)
        if topic is not None:
            return topic.id
        exact = names.exact(name)
        found = [
            node
            for node, data in self._nodes.items()
            if data["kind"] in kinds and any(names.exact(alias) == exact for alias in data["aliases"])
        ]
        return found[0] if len(found) == 1 else None

    def _report_unused(self, what: str, line: int) -> None:
        self._findings.append(
            Finding(
                "rule-without-effect",
                f"The rule {what} names nothing that the documents hold, or several things.",
                choice="It was passed over.",
                origins=[Origin(self._rules.id, line, what)],
            )
        )

    def former_ids(self) -> dict[str, set[str]]:
        """Collect the ids that nodes had in graphs that were read back, those included that were merged into another node here."""
        entries: list[Topic | Resource] = []
        for roadmap in self.reading.roadmaps:
            if roadmap.settled:
                entries += [*roadmap.topics]
                entries += [*roadmap.resources]
        heir = {entry.id: self.node_of[id(entry)] for entry in entries if entry.id is not None and id(entry) in self.node_of}
        former: dict[str, set[str]] = {}
        for old, node in heir.items():
            former.setdefault(node, set()).update({old} - {node})
        for old, ids in self.reading.former_ids.items():
            former.setdefault(heir.get(old, old), set()).update(ids)
        return former

    # -- result ---------------------------------------------------------------------------------------------------------------------

    def graph(self, title: str | None) -> nx.MultiDiGraph:
        """Return the graph as far as the documents draw it: all nodes, and the edges other than those of order."""
        import networkx as nx

        title = title or self._title or title_of([source for source in self._sources if source != self._rules])
        used = {data["area"] for data in self._nodes.values() if data.get("area")}
        graph: nx.MultiDiGraph = nx.MultiDiGraph(
            format=FORMAT,
            version=VERSION,
            id=names.slug(title),
            title=title,
            sources=[asdict(source) for source in self._sources],
            areas={area: dict(sorted(self._areas[area].items())) for area in sorted(used & set(self._areas))},
            findings=[_row(finding) for finding in self._findings],
        )
        if self._prefer_language:
            graph.graph["prefer_language"] = self._prefer_language
        for node in sorted(self._nodes):
            graph.add_node(node, **self._nodes[node])
        for (tail, head, relation), data in sorted(self._edges.items(), key=lambda edge: edge[0]):
            places = data.pop("evidence")
            evidence = [
                {"source": sid, "line": line, "rule": _STATED, "text": text, "for": True}
                for sid, line, text in sorted(places, key=places.__getitem__)
            ]
            graph.add_edge(tail, head, key=relation, **data, evidence=evidence)
        return graph


def _known_by(graph: nx.MultiDiGraph | None, kind: str) -> dict[str, list[str]]:
    """Tell what each node of an earlier graph was known by there: addresses, then names."""
    nodes = graph.nodes(data=True) if graph is not None else ()
    return {node: [*data.get("urls", ()), data["name"], *data["aliases"]] for node, data in nodes if data["kind"] == kind}


def _row(finding: Finding) -> dict[str, Any]:
    """Write a finding as the graph file does: `steps` and `names` only where it has some."""
    row = {"code": finding.code, "message": finding.message, "subjects": finding.subjects, "choice": finding.choice}
    origins = [{"source": origin.source, "line": origin.line, "text": origin.text} for origin in finding.origins]
    return {**row, "origins": origins} | {key: value for key in ("steps", "names") if (value := getattr(finding, key))}


def _line(entry: Entry) -> int:
    return entry.line


def _parents_first(phases: list[Phase]) -> list[Phase]:
    """Put every phase behind the one it is in, otherwise as the document has them. A phase inside itself stands alone."""
    done: dict[int, Phase] = {}
    for phase in phases:
        chain: list[Phase] = []
        above: Phase | None = phase
        while above is not None and id(above) not in done and all(above is not other for other in chain):
            chain.append(above)
            above = above.parent
        done.update((id(each), each) for each in reversed(chain))
    own = {id(phase) for phase in phases}
    return [phase for key, phase in done.items() if key in own]


def _finding_key(finding: dict[str, Any]) -> tuple[Any, ...]:
    origins = tuple((origin["source"], origin["line"], origin["text"]) for origin in finding.get("origins", ()))
    return finding["code"], origins, finding["message"], tuple(finding.get("subjects", ())), finding.get("choice", "")
