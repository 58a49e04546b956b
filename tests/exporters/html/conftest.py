"""Graphs by hand, pages of them, and a real browser to open them in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from roadloom.exporters.base import Options
from roadloom.exporters.html import HtmlExporter
from roadloom.exporters.html.page import SCRIPTS

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
THINKING = ("data", "words", "paths", "learner", "search", "state")
DRAWING = SCRIPTS[: SCRIPTS.index("dots") + 1]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium once for all tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("playwright is missing: pip install playwright")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium found: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def tsc() -> list[str]:
    """Return the command that runs the TypeScript compiler: an installed one, else the one that npm brings in CI's version."""
    if found := shutil.which("tsc"):
        return [found]
    if npx := shutil.which("npx"):
        pinned = json.loads((Path(__file__).parents[3] / ".ci" / "package.json").read_text(encoding="utf-8"))["dependencies"]["typescript"]
        return [npx, "--yes", f"--package=typescript@{pinned}", "tsc"]
    pytest.skip("there is no Node.js to check the types of the script with: apt-get install npm")


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a graph's page from disk with the network off; afterwards: no request was made and the console is clean."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def visit(
        graph: nx.MultiDiGraph, options: Options | None = None, *, address: str = "", width: int = 1280, height: int = 820, **context: Any
    ) -> Any:
        file = tmp_path / "map.html"
        file.write_bytes(page_of(graph, options))
        opened = browser.new_context(offline=True, reduced_motion="reduce", viewport={"width": width, "height": height}, **context)
        contexts.append(opened)
        page = opened.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}") if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: trouble.append(f"request: {request.url}") if not request.url.startswith(("file:", "data:", "blob:")) else None,
        )
        page.goto(file.as_uri() + address)
        page.wait_for_selector("html[data-ready]", timeout=10_000)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert trouble == []


def script(*parts: str) -> str:
    """Join parts of the page's script, as the page does."""
    return "\n".join(files("roadloom.exporters.html").joinpath(f"js/{part}.js").read_text(encoding="utf-8") for part in parts)


def run(page: Any, parts: tuple[str, ...], body: str, argument: Any = None) -> Any:
    """Evaluate the body of a function of `given` behind some parts of the script."""
    return page.evaluate(f"given => {{ {script(*parts)}\n{body} }}", argument)


def page_of(graph: nx.MultiDiGraph, options: Options | None = None) -> bytes:
    """Export the page and return its bytes."""
    ((_, content),) = HtmlExporter().export(graph, options or Options())
    return content


def topic_graph(edges: list[tuple[str, str]], names: list[str] | None = None, **attributes: Any) -> nx.MultiDiGraph:
    """Build a graph of topics by short names; `edges` are prerequisites, ranks follow the order of `names`."""
    graph = nx.MultiDiGraph(id="hand", title="By hand", sources=[], findings=[], **attributes)
    for rank, name in enumerate(names or sorted({n for edge in edges for n in edge})):
        graph.add_node(f"topic/{name}", kind="topic", name=name, names={}, aliases=[], mentions=[], rank=rank)
    for before, after in edges:
        graph.add_edge(f"topic/{before}", f"topic/{after}", key="prerequisite", weight=0.9, evidence=[])
    return graph


@pytest.fixture
def course() -> nx.MultiDiGraph:
    """A small course in two languages: two documents, three areas, resources, a project, a choice, a conflict."""
    graph = nx.MultiDiGraph(
        id="course",
        title="A small course",
        sources=[
            {"id": "plan", "path": "plan.md", "title": "The plan", "language": "en", "sha256": ""},
            {"id": "luxian", "path": "路线.txt", "title": "学习路线", "language": "zh-Hans", "sha256": ""},
        ],
        areas={
            "basics": {"en": "Basics", "zh": "基础知识"},
            "models": {"en": "Models", "zh": "模型"},
            "tuning": {"en": "Tuning", "zh": "训练微调"},
        },
        findings=[
            {
                "code": "order-conflict",
                "message": "LoRA → QLoRA → LoRA is a circle.",
                "subjects": ["topic/lora", "topic/qlora"],
                "choice": "LoRA comes first.",
                "origins": [{"source": "plan", "line": 9, "text": "QLoRA before LoRA"}],
            }
        ],
    )
    topics = [
        ("python", "Python", "Python 编程", "basics"),
        ("algebra", "Linear algebra", "线性代数", "basics"),
        ("pytorch", "PyTorch", "PyTorch 框架", "basics"),
        ("jax", "JAX", "JAX", "basics"),
        ("attention", "Attention", "注意力机制", "models"),
        ("transformer", "Transformer", "Transformer 架构", "models"),
        ("fine-tuning", "Fine-tuning", "微调", "tuning"),
        ("lora", "LoRA", "低秩适配", "tuning"),
        ("qlora", "QLoRA", "量化低秩适配", "tuning"),
    ]
    for rank, (key, english, chinese, area) in enumerate(topics):
        mentions = [{"source": "plan", "line": rank + 3, "text": f"- {english}"}, {"source": "luxian", "line": rank + 30, "text": chinese}]
        names = {"en": english, "zh-Hans": chinese}
        graph.add_node(
            f"topic/{key}", kind="topic", name=english, names=names, aliases=[f"{english} basics"], mentions=mentions, rank=rank, area=area
        )
    graph.nodes["topic/lora"]["definition"] = [{"text": "Low-rank updates of a large model.", "source": "plan", "line": 12}]
    graph.nodes["topic/lora"]["hours"] = {"value": 6, "from": "plan"}
    order = ["python pytorch", "python jax", "algebra attention", "pytorch attention", "attention transformer", "transformer fine-tuning"]
    for pair in [*order, "fine-tuning lora", "lora qlora", "algebra lora"]:
        before, after = (f"topic/{key}" for key in pair.split())
        evidence = [{"source": "plan", "line": 5, "rule": "stated", "text": pair, "for": True}]
        graph.add_edge(before, after, key="prerequisite", weight=0.9, evidence=evidence)
    graph.add_node(
        "roadmap/plan", kind="roadmap", name="The plan", title="The plan", mentions=[{"source": "plan", "line": 1, "text": "# The plan"}]
    )
    graph.add_node(
        "phase/two",
        kind="phase",
        name="Adapting",
        ordinal="Phase 2",
        position=2,
        mentions=[{"source": "plan", "line": 8, "text": "## Phase 2"}],
    )
    graph.add_edge("phase/two", "roadmap/plan", key="part_of", weight=1, evidence=[])
    graph.add_edge("topic/lora", "phase/two", key="part_of", weight=1, evidence=[])
    paper = {"url": "https://arxiv.org/abs/2106.09685", "media": "paper", "must": True, "language": "en", "authors": ["Hu"], "mentions": []}
    graph.add_node("resource/paper", kind="resource", name="LoRA paper", **paper)
    graph.add_node("resource/bad", kind="resource", name="Trap", url="javascript:alert(1)", media="video", must=False, mentions=[])
    graph.add_node("project/tune", kind="project", name="Tune a small model", mentions=[{"source": "plan", "line": 20, "text": "build"}])
    graph.add_edge("resource/paper", "topic/lora", key="covers", weight=1, evidence=[])
    graph.add_edge("resource/bad", "topic/lora", key="covers", weight=1, evidence=[])
    graph.add_edge("project/tune", "topic/lora", key="practises", weight=1, evidence=[])
    return graph
