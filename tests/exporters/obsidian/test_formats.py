"""What stands in a vault beside its notes is what Obsidian, and others, document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pytest
import yaml

from roadloom.exporters.base import Options
from roadloom.exporters.obsidian import ObsidianExporter

Graphs = Callable[[list[str]], nx.MultiDiGraph]
TITLES = Path(__file__).with_name("nasty_titles.txt").read_text(encoding="utf-8").split("\n")[:-1]


def export(graph: nx.MultiDiGraph, **options: Any) -> dict[str, bytes]:
    return dict(ObsidianExporter().export(graph, Options(**options)))


# -- canvas: the facts of the published schema (obsidianmd/jsoncanvas, jsoncanvas.schema.json) and of the text of version 1.0 ------


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "additionalProperties": False, "properties": properties}


_TEXT = {"type": "string"}
_COLOUR = {"anyOf": [{"type": "string", "pattern": "^(?:[1-6]|#[0-9A-Fa-f]{6})$"}]}
_PLACED = {"id": _TEXT, **{key: {"type": "integer"} for key in ("x", "y", "width", "height")}, "color": _COLOUR}
_ALL = "id type x y width height"
_SIDE, _END = {"enum": ["top", "right", "bottom", "left"]}, {"enum": ["none", "arrow"]}
CANVAS = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "nodes": {
            "type": "array",
            "items": {
                "oneOf": [
                    _object(f"{_ALL} text", type={"const": "text"}, text=_TEXT, **_PLACED),
                    _object(f"{_ALL} file", type={"const": "file"}, file=_TEXT, subpath={"type": "string", "pattern": "^#"}, **_PLACED),
                    _object(f"{_ALL} url", type={"const": "link"}, url=_TEXT, **_PLACED),
                    _object(
                        _ALL,
                        type={"const": "group"},
                        label=_TEXT,
                        background=_TEXT,
                        backgroundStyle={"enum": ["cover", "ratio", "repeat"]},
                        **_PLACED,
                    ),
                ]
            },
        },
        "edges": {
            "type": "array",
            "items": _object(
                "id fromNode toNode",
                **dict.fromkeys(("id", "fromNode", "toNode", "label"), _TEXT),
                fromSide=_SIDE,
                toSide=_SIDE,
                fromEnd=_END,
                toEnd=_END,
                color=_COLOUR,
            ),
        },
    },
}


@pytest.mark.parametrize("spoilt", [{"x": 1.5}, {"color": "7"}, {"shape": "round"}, {"type": "picture"}, {"file": None}])
def test_the_schema_refuses_what_is_no_canvas(spoilt: dict[str, Any]) -> None:
    """The judge of canvas files can say no."""
    card = {"id": "a", "type": "file", "file": "a.md", "x": 0, "y": 0, "width": 1, "height": 1}
    jsonschema.validate({"nodes": [card]}, CANVAS)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"nodes": [card | spoilt]}, CANVAS)


@pytest.mark.parametrize("titles", [["a"], ["a", "b", "c"], TITLES])
def test_canvas_files_follow_the_published_schema(make_graph: Graphs, titles: list[str]) -> None:
    """The map and every path are JSON Canvas 1.0, their ids are unique, and their edges lead from card to card."""
    files = export(make_graph(titles), targets=("topic/000",))
    found = [json.loads(data) for path, data in files.items() if path.endswith(".canvas")]
    assert len(found) == 2
    for canvas in found:
        jsonschema.validate(canvas, CANVAS)
        ids = [item["id"] for item in (*canvas["nodes"], *canvas["edges"])]
        cards = {node["id"] for node in canvas["nodes"] if node["type"] == "file"}
        assert len(set(ids)) == len(ids) and all({edge["fromNode"], edge["toNode"]} <= cards for edge in canvas["edges"])


# -- bases: the syntax that Obsidian's help documents (Bases syntax; Functions; Table view) ------------------------------------------

_KEYS = {"filters", "formulas", "properties", "summaries", "views"}
_VIEW_KEYS = {"type", "name", "filters", "order", "sort", "groupBy", "limit", "summaries"}
_FILE_PROPERTIES = {
    f"file.{name}"
    for name in ("backlinks", "ctime", "embeds", "ext", "file", "folder", "links", "mtime", "name", "path", "properties", "size", "tags")
}
_FUNCTIONS = {"list", "filter", "asFile", "isEmpty", "hasTag", "hasLink", "inFolder", "if", "link", "contains", "length"}
_CALL = re.compile(r"\b(\w+)\(")
_TOKEN = re.compile(r'\s*(?:"[^"\\]*"|\'[^\'\\]*\'|\d+(?:\.\d+)?|[A-Za-z_]\w*|==|!=|>=|<=|&&|\|\||[-+*/%!<>().,\[\]])')


def faults_of_base(base: Any, properties: set[str]) -> list[str]:
    """Return what a base says against the documented syntax, given the properties that notes have."""
    if not isinstance(base, dict) or not base.get("views"):
        return ["no views"]
    formulas = base.get("formulas", {})
    known = {f"note.{name}" for name in properties} | properties | _FILE_PROPERTIES | {f"formula.{name}" for name in formulas}
    faults = [f"unknown key {key}" for key in base.keys() - _KEYS]
    faults += [fault for text in formulas.values() for fault in _faults_of_formula(text, known)]
    faults += _faults_of_filter(base.get("filters"), known)
    faults += [f"no such property: {name}" for name in base.get("properties", {}) if name not in known]
    faults += [f"unknown setting {key}" for entry in base.get("properties", {}).values() for key in entry.keys() - {"displayName"}]
    for view in base["views"]:
        faults += [f"unknown key {key}" for key in view.keys() - _VIEW_KEYS] + _faults_of_filter(view.get("filters"), known)
        faults += (
            []
            if view.get("type") in ("table", "cards", "list", "map") and isinstance(view.get("name"), str)
            else ["a view needs type and name"]
        )
        columns = [*view.get("order", []), *(entry["property"] for entry in (*view.get("sort", []), *filter(None, [view.get("groupBy")])))]
        faults += [f"no such property: {name}" for name in columns if name not in known]
        faults += [f"no direction: {e}" for e in view.get("sort", []) if e.get("direction") not in ("ASC", "DESC")]
    names = [view.get("name") for view in base["views"]]
    return faults + ([] if len(set(names)) == len(names) else ["two views of one name"])


def _faults_of_filter(found: Any, known: set[str]) -> list[str]:
    """A filter is a statement, or one of and, or, not with a list of filters."""
    if found is None:
        return []
    if isinstance(found, str):
        return _faults_of_formula(found, known)
    if not isinstance(found, dict) or len(found) != 1 or not found.keys() <= {"and", "or", "not"}:
        return [f"no filter: {found!r}"]
    return [fault for inner in next(iter(found.values())) for fault in _faults_of_filter(inner, known)]


def _faults_of_formula(text: Any, known: set[str]) -> list[str]:
    if not isinstance(text, str):
        return [f"a formula is a string, not {text!r}"]
    faults = [f"unknown function {name}" for name in _CALL.findall(text) if name not in _FUNCTIONS]
    if _TOKEN.sub("", text).strip() or text.count("(") != text.count(")"):
        faults.append(f"cannot be read: {text}")
    bare = re.sub(r'"[^"]*"', "", text)
    roots = re.findall(r"(?<![\w.])(?:note\.|file\.|formula\.)?[A-Za-z_]\w*(?![\w(])", bare)
    return faults + [f"no such property: {name}" for name in roots if name not in known | {"value", "true", "false", "file"}]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"view": []},
        {"filters": {"and": ["a"], "or": ["b"]}},
        {"filters": "status ~ 1"},
        {"formulas": {"x": "nonsense(1)"}},
        {"views": [{"type": "table"}]},
        {"views": [{"type": "table", "name": "a", "order": ["note.absent"]}]},
        {"views": [{"type": "table", "name": "a", "filters": {"and": ["absent == 1"]}}]},
    ],
)
def test_the_checker_refuses_what_is_no_base(spoilt: dict[str, Any]) -> None:
    """The judge of bases can say no."""
    good = {"filters": 'file.hasTag("x")', "views": [{"type": "table", "name": "a", "order": ["file.name", "note.status"]}]}
    assert faults_of_base(good, {"status"}) == [] != faults_of_base(good | spoilt, {"status"})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bases_follow_the_documented_syntax(make_graph: Graphs, read_properties: Any, lang: str) -> None:
    """Bases use documented keys, functions and operators, and properties that notes have."""
    files = export(make_graph(TITLES), lang=lang)
    properties = {key for path, data in files.items() if path.endswith(".md") and data[:3] == b"---" for key in read_properties(data)}
    bases = [yaml.safe_load(data) for path, data in files.items() if path.endswith(".base")]
    assert len(bases) == 2 and [faults_of_base(base, properties) for base in bases] == [[], []]


# -- properties: two readers -----------------------------------------------------------------------------------------------------


def heads(files: Mapping[str, bytes]) -> list[str]:
    notes = [data.decode() for path, data in files.items() if path.endswith(".md") and data.startswith(b"---\n")]
    return [note.split("\n---\n", 1)[0].removeprefix("---\n") for note in notes]


def test_two_yaml_readers_agree_on_the_properties(make_graph: Graphs) -> None:
    """PyYAML (YAML 1.1) and ruamel.yaml (YAML 1.2) read every frontmatter, and read the same."""
    ruamel = pytest.importorskip("ruamel.yaml", reason="ruamel.yaml is not installed")
    found = heads(
        export(make_graph([*TITLES, "0x1F", "1e3", "0o17", "1_000", "2026-11-22 10:00", "- a: b", "{x}", "!tag", "@a", "?", ":"]))
    )
    assert len(found) > len(TITLES)
    for head in found:
        assert ruamel.YAML(typ="safe", pure=True).load(head) == yaml.safe_load(head)
