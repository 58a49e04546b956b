"""Measure the page in headless Chromium without a GPU, side by side with what pyvis makes of the same graph by default.

    python bench/bench_page.py [GRAPH.json...] [--runs 5] [--sizes 2000x4000,10000x30000]

First the pages of graph files (as `roadloom build` writes them), then of graphs made up in the given sizes (topics x edges).
Every figure is the median of so many fresh tabs:

- file: bytes of the page; pyvis with its scripts in the file, since no network is there to load them from
- usable: from opening the file to the first frame that answers (pyvis: until its layout has settled, it draws nothing before);
  given up after 60 seconds
- search: from a letter to the frame that shows what it found (pyvis has no search)
- panning: frames a second over two seconds with the whole graph in view
- ancestors: from choosing the topic that most lead to, until the frame in which these are lit is drawn (pyvis has no such thing)
- processor: what of "usable" and "ancestors" the page's main thread computed; the rest it waited, for the screen or for a busy machine
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Playwright, TimeoutError, sync_playwright

from roadloom.exporters.base import Options
from roadloom.exporters.html import HtmlExporter
from roadloom.graph.graphfile import load

CAP = 60.0  # seconds
WATCH_OURS = """new MutationObserver(() => {
  if (document.documentElement.dataset.ready && !window.usable)
    requestAnimationFrame(() => setTimeout(() => { window.usable ??= performance.now(); }));
}).observe(document, {subtree: true, childList: true, attributes: true});"""
WATCH_PYVIS = """let network_; Object.defineProperty(window, "network", { get: () => network_, set: (made) => {
  network_ = made;
  made.once("stabilizationIterationsDone", () => requestAnimationFrame(() => setTimeout(() => { window.usable ??= performance.now(); })));
}});"""
FRAMES = """const frames = (move) => new Promise((done) => {
  const start = performance.now(); let count = 0;
  const next = () => {
    const past = performance.now() - start;
    if (past > 2000) return done((1000 * count) / past);
    move(Math.round(200 * Math.sin(past / 300)), Math.round(120 * Math.cos(past / 300)));
    count += 1;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
});"""
PAN_OURS = (
    "async () => {"
    + FRAMES
    + """
  const canvas = document.getElementById("canvas"), box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => {};
  const send = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, pointerType: "mouse", clientX: box.left + 500 + x, clientY: box.top + 400 + y, bubbles: true }));
  send("pointerdown", 0, 0);
  const rate = await frames((x, y) => send("pointermove", x, y));
  send("pointerup", 0, 0);
  return rate; }"""
)
PAN_PYVIS = (
    "async () => {"
    + FRAMES
    + """
  network.fit({animation: false});
  const {x, y} = network.getViewPosition(), scale = network.getScale();
  return frames((dx, dy) => network.moveTo({position: {x: x + dx / scale, y: y + dy / scale}, animation: false})); }"""
)
SEARCH = """async (letters) => {
  const box = document.getElementById("search"), times = [];
  box.focus();
  for (let i = 1; i <= letters.length; i++) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const start = performance.now();
    box.value = letters.slice(0, i);
    box.dispatchEvent(new Event("input"));
    document.getElementById("found").getBoundingClientRect();
    times.push(performance.now() - start);
  }
  box.value = ""; box.dispatchEvent(new Event("input")); box.blur();
  return Math.max(...times); }"""
CHOOSE = """async (id) => {
  const start = performance.now();
  history.replaceState(null, "", "#topic=" + encodeURIComponent(id));
  dispatchEvent(new HashChangeEvent("hashchange"));
  await new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(null);
  }));
  return performance.now() - start; }"""


def numbers(seed: int) -> Iterator[int]:
    """Yield the same pseudo-random numbers on every machine (Lehmer's generator)."""
    while True:
        seed = seed * 48271 % 2147483647
        yield seed


def made_up(topics: int, edges: int) -> nx.MultiDiGraph:
    """Make up a graph in twelve areas, with names of two to four words, two lines from documents each, and edges over short distances."""
    draw = numbers(topics)
    words = [
        "model",
        "data",
        "graph",
        "neural",
        "vector",
        "token",
        "layer",
        "deep",
        "state",
        "search",
        "path",
        "kernel",
        "policy",
        "signal",
    ]
    graph = nx.MultiDiGraph(id="bench", title=f"{topics} topics", findings=[])
    graph.graph["sources"] = [{"id": f"d{i}", "path": f"d{i}.md", "title": f"Document {i}", "language": "en"} for i in range(9)]
    graph.graph["areas"] = {f"area-{i}": {"en": f"Area {words[i]}"} for i in range(12)}
    for i in range(topics):
        name = f"{' '.join(words[next(draw) % len(words)] for _ in range(1 + next(draw) % 3))} {i}"
        lines = [{"source": f"d{next(draw) % 9}", "line": i + 1, "text": f"- {name}"} for _ in range(2)]
        area = f"area-{(i * 12 // topics + next(draw) % 3) % 12}"
        graph.add_node(f"topic/{i}", kind="topic", name=name, names={"en": name}, aliases=[], mentions=lines, rank=i, area=area)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        before = next(draw) % (topics - 1)
        pairs.add((before, min(topics - 1, before + 1 + next(draw) % (topics // 20))))
    for before, after in sorted(pairs):
        graph.add_edge(f"topic/{before}", f"topic/{after}", key="prerequisite", weight=0.9, evidence=[])
    return graph


def most_led_to(graph: nx.MultiDiGraph) -> tuple[str, int]:
    """Find the topic that most topics lead to, and how many those are."""
    plain = nx.DiGraph((a, b) for a, b, key in graph.edges(keys=True) if key == "prerequisite")
    place = {topic: i for i, topic in enumerate(nx.lexicographical_topological_sort(plain))}
    before: dict[str, int] = {}  # sets of topics as bits
    for topic in place:
        before[topic] = 0
        for need in plain.predecessors(topic):
            before[topic] |= before[need] | 1 << place[need]
    count, _, topic = max((bits.bit_count(), -place[topic], topic) for topic, bits in before.items())
    return topic, count


def by_pyvis(graph: nx.MultiDiGraph) -> bytes:
    """Make the page that pyvis makes by default of the topics and prerequisites of `graph`."""
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    network = Network(directed=True, cdn_resources="in_line")
    for topic, data in graph.nodes(data=True):
        if data["kind"] == "topic":  # as add_node does, which would take minutes for its search of all earlier nodes
            node = Node(topic, "dot", data["name"])
            network.nodes.append(node.options)
            network.node_ids.append(topic)
            network.node_map[topic] = node.options
    network.edges = [Edge(a, b, directed=True).options for a, b, key in graph.edges(keys=True) if key == "prerequisite"]
    return str(network.generate_html()).encode()


def measure(playwright: Playwright, page: bytes, watch: str, steps: dict[str, Callable[[Any], float]]) -> dict[str, float]:
    """Open a page in a fresh browser and take its figures; what is not reached within the cap is missing.

    The browser ends with the run: a tab that computes for ever holds up neither its closing nor the next run.
    """
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(page)
        context = browser.new_context(offline=True, bypass_csp=True, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        try:
            context.new_page().goto("about:blank")  # the browser's own start is no figure of a page
            tab = context.new_page()
            tab.set_default_timeout(CAP * 1000)
            clock = context.new_cdp_session(tab)
            clock.send("Performance.enable", {"timeDomain": "threadTicks"})
            tab.add_init_script(watch)
            tab.goto(file.as_uri(), wait_until="commit")
            tab.wait_for_function("() => window.usable", timeout=CAP * 1000)
            figures = {"usable": tab.evaluate("window.usable") / 1000, "usable, processor": processor(clock)}
            for name, step in steps.items():
                tab.wait_for_timeout(800)  # until what the last step left over is drawn
                before = processor(clock)
                figures[name] = step(tab)
                figures[f"{name}, processor"] = 1000 * (processor(clock) - before)
            return figures
        except TimeoutError:
            return {}
        finally:
            browser.close()


def processor(clock: Any) -> float:
    """Return the seconds that the page's main thread has computed so far."""
    return next(float(metric["value"]) for metric in clock.send("Performance.getMetrics")["metrics"] if metric["name"] == "TaskDuration")


def compare(playwright: Playwright, title: str, graph: nx.MultiDiGraph, runs: int, beside: bool) -> None:
    """Print the figures of both pages of one graph, and their ratios."""
    ((_name, ours),) = HtmlExporter().export(graph, Options())
    theirs = by_pyvis(graph)
    deepest, ancestors = most_led_to(graph)
    letters = graph.nodes[deepest]["name"][:5]
    our_steps: dict[str, Callable[[Any], float]] = {
        "search": lambda tab: float(tab.evaluate(SEARCH, letters)),
        "panning": lambda tab: float(tab.evaluate(PAN_OURS)),
        "ancestors": lambda tab: float(tab.evaluate(CHOOSE, deepest)),
    }
    their_steps: dict[str, Callable[[Any], float]] = {"panning": lambda tab: float(tab.evaluate(PAN_PYVIS))}
    rows: list[tuple[dict[str, float], dict[str, float]]] = []
    for _ in range(runs):
        failed = sum(not other for _, other in rows) > runs // 2  # so the median is the cap, whatever the other runs would say
        other = measure(playwright, theirs, WATCH_PYVIS, their_steps) if beside and not failed else {}
        rows.append((measure(playwright, ours, WATCH_OURS, our_steps), other))
    topics = sum(1 for _, kind in graph.nodes(data="kind") if kind == "topic")
    edges = sum(1 for *_, key in graph.edges(keys=True) if key == "prerequisite")
    print(f"\n{title}: {topics} topics, {edges} prerequisites, {ancestors} ancestors at most")
    print(f"  {'':20} {'roadloom':>12} {'pyvis':>12} {'ratio':>8}")
    print(f"  {'file':20} {len(ours) / 1e6:9.2f} MB {len(theirs) / 1e6:9.2f} MB {len(theirs) / len(ours):8.1f}")
    figures = {"usable": "s", "usable, processor": "s", "panning": "fps", "search": "ms", "ancestors": "ms", "ancestors, processor": "ms"}
    for figure, unit in figures.items():
        mine = median([row[0].get(figure) for row in rows], figure)
        other = median([row[1].get(figure) for row in rows], figure) if beside else None
        print(f"  {figure:20} {shown(mine, unit)} {shown(other, unit)} {ratio(mine, other, figure)}", flush=True)


def median(values: list[float | None], figure: str) -> float | None:
    """Return the median; a tab that never got ready counts as the cap, or as no frame at all."""
    if figure not in ("usable", "panning") and not any(values):
        return None
    return statistics.median((CAP if "usable" in figure else 0.0) if value is None else value for value in values)


def shown(value: float | None, unit: str) -> str:
    if value is None:
        return f"{'none':>12}"
    return f"{'> 60 s':>12}" if unit == "s" and value >= CAP else f"{value:8.2f} {unit:3}"


def ratio(mine: float | None, other: float | None, figure: str) -> str:
    """Say how many times better ours is."""
    if mine is None or other is None:
        return f"{'':8}"
    if figure == "panning":
        return f"{mine / other:8.1f}" if other else f"{'∞':>8}"
    return f"{'> ' if other >= CAP else ''}{other / mine:.1f}".rjust(8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", default="2000x4000,10000x30000")
    parser.add_argument("--alone", action="store_true", help="without pyvis")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        for path in asked.graphs:
            compare(playwright, path.name, load(path), asked.runs, not asked.alone)
        for size in filter(None, asked.sizes.split(",")):
            topics, edges = map(int, size.split("x"))
            compare(playwright, "made up", made_up(topics, edges), asked.runs, not asked.alone)


if __name__ == "__main__":
    main()
