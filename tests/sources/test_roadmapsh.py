"""Drawings of roadmap.sh: boxes, lines and the texts beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roadloom.errors import InputError
from roadloom.graph.model import Roadmap
from roadloom.sources import read
from roadloom.sources.roadmapsh import BOXES

POTTERY = Path(__file__).parent / "formats" / "pottery"


def box(name: str, kind: str = "subtopic", x: float = 0, y: float = 0, w: float = 100, h: float = 40, **data: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "position": {"x": x, "y": y}, "width": w, "height": h, "data": {"label": name, **data}}


def line(start: str, end: str, style: str = "dashed") -> dict[str, Any]:
    return {"source": start, "target": end, "data": {"edgeStyle": style}}


def drawn(folder: Path, nodes: list[Any], edges: list[Any]) -> Roadmap:
    path = folder / "drawing.json"
    path.write_text(json.dumps({"nodes": nodes, "edges": edges}), encoding="utf-8")
    (roadmap,) = read([path]).roadmaps
    return roadmap


def stages(roadmap: Roadmap) -> dict[str, str | None]:
    """Return the stage of each topic."""
    return {topic.name: topic.phase.name if topic.phase else None for topic in roadmap.topics if not topic.subject}


def test_a_folder_yields_the_drawing_and_not_its_texts() -> None:
    """The texts of the boxes belong to the drawing, they are no documents of their own."""
    assert [source.path for source in read([POTTERY]).sources] == ["pottery.json"]


def test_boxes_hang_on_what_lines_join_them_to(tmp_path: Path) -> None:
    """A line drawn either way joins, so does a chain of lines, and a line into nothing joins nothing."""
    nodes = [box("S", "topic"), box("a", y=500), box("b", y=900), box("c", y=1300), box("d", y=1700)]
    roadmap = drawn(tmp_path, nodes, [line("S", "a"), line("b", "S"), line("b", "c"), line("d", "nowhere"), {"source": "d"}, None])
    assert stages(roadmap) == {"a": "S", "b": "S", "c": "S", "d": None}


def test_frames_strokes_and_touching_join(tmp_path: Path) -> None:
    """What stands in a frame, at the end of a stroke, or against a box that belongs somewhere, belongs there too."""
    nodes = [
        box("S", "topic"), box("frame", "section", x=300, w=200, h=200), box("in frame", x=310, y=10),
        box("stroke", "vertical", x=40, y=40, w=20, h=100), box("below", y=150), box("beside", x=104, y=150), box("far", x=2000, y=2000),
    ]  # fmt: skip
    assert stages(drawn(tmp_path, nodes, [line("S", "frame")])) == {"in frame": "S", "below": "S", "beside": "S", "far": None}


def test_solid_lines_between_stages_are_order(tmp_path: Path) -> None:
    """Stages follow the solid lines, the upper first where lines leave it open; a ring does not hang."""
    nodes = [box("C", "topic", y=0), box("B", "topic", y=100), box("A", "topic", y=200), box("x", y=900)]
    roadmap = drawn(tmp_path, nodes, [line("A", "B", "solid"), line("B", "C", "solid"), line("C", "x")])
    assert [phase.name for phase in roadmap.phases] == ["A", "B", "C"]
    assert [(s.before.name, s.after.name) for s in roadmap.statements] == [("A", "B"), ("B", "C")]
    ring = drawn(tmp_path, nodes, [line("A", "B", "solid"), line("B", "A", "solid"), line("C", "x")])
    assert [phase.name for phase in ring.phases] == ["C", "B", "A"]


def test_the_look_of_a_line_tells_where_its_style_does_not(tmp_path: Path) -> None:
    """Older drawings say only how a line is dashed."""
    nodes = [box("A", "topic"), box("B", "topic", y=200)]
    for dash, count in (("0", 1), ("0.8 8", 0)):
        edge = {"source": "A", "target": "B", "style": {"strokeDasharray": dash}}
        assert len(drawn(tmp_path, nodes, [edge]).statements) == count


def test_boxes_without_places_or_names_do_no_harm(tmp_path: Path) -> None:
    """What a drawing leaves out, or fills with something else, is passed over."""
    nodes = [box("A", "topic"), box("b"), {"id": "c", "type": "subtopic", "data": {"label": "no place"}}, {"type": "topic"}, box(" "), 7]
    nodes.append({"id": "d", "type": "subtopic", "position": "here", "width": "wide", "data": {"label": ["x"]}})
    assert [topic.name for topic in drawn(tmp_path, nodes, []).topics] == ["A", "b", "no place"]


def test_endless_drawings_are_refused(tmp_path: Path) -> None:
    """Above the limit of boxes a drawing is an error."""
    with pytest.raises(InputError, match="boxes"):
        drawn(tmp_path, [box(str(n)) for n in range(BOXES + 1)], [])
