"""axe-core finds nothing to object to, in any state of the page, light and dark, wide and narrow, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from roadloom.exporters.base import Options

Visit = Callable[..., Any]
PHONE: dict[str, Any] = {"width": 375, "height": 720, "has_touch": True, "is_mobile": True}
STATES: dict[str, tuple[str, list[str]]] = {
    "overview": ("", []),
    "a topic": ("#topic=topic/lora", []),
    "a topic that is known": ("#topic=topic/lora", ["key k"]),
    "a path": ("#target=topic/lora", []),
    "a path that is done": ("#target=topic/lora", ["key Escape", "key k", "key p"]),
    "the list": ("#view=list", []),
    "the list of a path": ("#view=list&target=topic/lora&topic=topic/lora", []),
    "filters": ("", ["click #filters-button"]),
    "filters in use": ("#areas=tuning&kind=concept&confidence=0.9&show=all", ["click #filters-button"]),
    "the menu": ("", ["click #menu-button"]),
    "search": ("", ["click #search", "type lora"]),
    "search without a result": ("", ["click #search", "type zzz"]),
    "the legend and the keys": ("", ["click .help summary >> nth=0", "click .help summary >> nth=1"]),
    "a message": ("#target=topic/lora", ["click #copy-path"]),
    "nothing passes the filters on the map": ("#status=doing", []),
    "nothing passes the filters": ("#view=list&status=doing", []),
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
    "open sheet": PHONE | {"color_scheme": "dark"},
    "chinese": {},
}


@cache
def axe() -> str:
    """Read axe-core, as the Python package that brings it has it."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core is missing: pip install axe-playwright-python")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """Run all rules of axe-core and return what they object to."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, {preload: false, resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def lead(page: Any, steps: list[str]) -> None:
    """Do what a person does: `click SELECTOR`, `key KEY`, `type TEXT`."""
    for step in steps:
        verb, _, what = step.partition(" ")
        {"click": page.click, "key": page.keyboard.press, "type": page.keyboard.insert_text}[verb](what)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_objects_to_nothing_in_any_state(visit: Visit, course: nx.MultiDiGraph, look: str) -> None:
    page = visit(course, Options(lang="zh" if look == "chinese" else "en"), **LOOKS[look])
    objections = {}
    for state, (address, steps) in STATES.items():
        page.evaluate("address => { localStorage.clear(); history.replaceState(null, '', address || '#'); }", address)
        page.reload()
        page.wait_for_selector("html[data-ready]")
        if look == "open sheet" or look == "phone" and ".help" in "".join(steps):
            page.click("#grip")
        lead(page, steps)
        if found := violations(page):
            objections[state] = found
    assert objections == {}, json.dumps(objections, indent=1)


def test_axe_would_see_a_fault(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.evaluate("document.getElementById('zoom-in').removeAttribute('aria-label'); document.getElementById('zoom-in').title = ''")
    assert any("button-name" in text for text in violations(page))


def test_an_empty_page_is_accessible_too(visit: Visit) -> None:
    assert violations(visit(nx.MultiDiGraph())) == []
    assert violations(visit(nx.MultiDiGraph(), address="#view=list")) == []
