"""Putting the page together: template, style, script, words and data become one file with its security policy."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from roadloom.exporters.html.chart import chart_of
from roadloom.exporters.html.details import page_data
from roadloom.exporters.html.text import script_json
from roadloom.exporters.wording import LANGUAGES

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options
    from roadloom.graph.learner import Learner

SCRIPTS = (
    "data",
    "words",
    "dom",
    "paths",
    "learner",
    "search",
    "camera",
    "labels",
    "state",
    "things",
    "canvas",
    "bed",
    "dots",
    "topic_panel",
    "home_panel",
    "list",
    "sheet",
    "gestures",
    "keys",
    "main",
)
"""The script's parts in the order in which they stand in the page; they share one function scope."""


def render(graph: nx.MultiDiGraph, options: Options) -> bytes:
    """Write the page of `graph`, UTF-8, with a final newline."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    lang = options.lang if options.lang in LANGUAGES else "en"
    data = page_data(graph, chart_of(graph), lang)
    data["learner"] = learner_state(options.learner, [topic["id"] for topic in data["topics"]])
    data["targets"] = [target for target in options.targets if target in graph]
    data["lang"] = lang
    style, script = _read("page.css"), program()
    environment = Environment(
        loader=PackageLoader("roadloom.exporters.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("template.html.j2").render(
        lang={"en": "en", "zh": "zh-Hans"}[lang],
        words=words()[lang],
        title=data["title"],
        sources=data["sources"],
        policy=policy(script, style),
        style=Markup(style),
        script=Markup(script),
        data=Markup(script_json(data)),
        dictionary=Markup(script_json(words())),
    )
    return (page.rstrip("\n") + "\n").encode("utf-8", "replace")


def policy(script: str, style: str) -> str:
    """State what the page may do: run exactly this script, apply exactly this style, load nothing."""
    rules = {
        "default-src": "'none'",
        "script-src": _digest(script),
        "style-src": _digest(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@cache
def program() -> str:
    """Join the parts of the script into one function, so that nothing of it is global."""
    parts = "\n".join(f"// {name}.js\n{_read(f'js/{name}.js')}" for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


@cache
def words() -> dict[str, dict[str, str]]:
    """Load the words of the interface per language; every language has the same keys."""
    return {lang: json.loads(_read(f"words/{lang}.json")) for lang in LANGUAGES}


def learner_state(learner: Learner | None, topics: list[str]) -> dict[str, dict[str, str]]:
    """Take from a learner's file what concerns these topics: id → {status, since (where the file says so)}."""
    rows = learner.to_json()["topics"] if learner else {}
    return {topic: rows[topic] for topic in topics if topic in rows}


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return files("roadloom.exporters.html").joinpath(name).read_text(encoding="utf-8")
