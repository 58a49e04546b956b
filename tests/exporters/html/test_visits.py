"""Whole visits to the page: what the address keeps, what the keyboard alone reaches, what stays of one's progress, and what is lit."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from roadloom.exporters.base import Options
from roadloom.graph.learner import Learner

from .conftest import DRAWING, page_of, run, topic_graph

Visit = Callable[..., Any]


def ids(page: Any, selector: str) -> list[str]:
    return page.eval_on_selector_all(selector, "all => all.map(e => e.dataset.id)")


def test_the_back_button_takes_back_view_filters_and_path(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.click("#show-list")
    page.click("#filters-button")
    page.select_option("#filter-status", "ready")
    page.keyboard.press("Escape")
    assert ids(page, "#list tbody tr") == ["topic/python", "topic/algebra"]
    page.click("#list tbody tr:first-child a")
    page.keyboard.press("p")
    assert page.inner_text("#panel-title") == "Path to Python"
    for left in ("target=", "topic=", "status=", "view="):
        assert left in page.url
        page.go_back()
        page.wait_for_function("part => !location.hash.includes(part)", arg=left)
    page.wait_for_selector("#map:visible")
    assert page.inner_text("#panel-title") == "A small course"


def test_a_copied_address_shows_the_same_in_a_fresh_browser(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.keyboard.press("/")
    page.keyboard.insert_text("qlora")
    page.keyboard.press("Enter")
    page.keyboard.press("p")
    page.click("#filters-button")
    page.check("#filters label:has-text('Tuning') input")
    page.check("#show-things")
    page.keyboard.press("Escape")
    again = visit(course, address=page.url[page.url.index("#") :])
    assert again.inner_text("#panel") == page.inner_text("#panel")
    again.click("#filters-button")
    assert again.is_checked("#show-things")
    assert again.is_checked("#filters label:has-text('Tuning') input")
    assert "on" in (again.get_attribute("#filters-button", "class") or "").split()


def test_the_keyboard_alone_is_enough(visit: Visit, course: nx.MultiDiGraph) -> None:
    """Find, read, mark, follow a path, filter, change to the list, save: no pointer touches the page."""
    page = visit(course)

    def tab_to(selector: str) -> None:
        for _ in range(80):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {selector}")

    page.keyboard.press("/")
    page.keyboard.insert_text("lo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") == "LoRA"
    page.keyboard.press("d")
    assert page.get_attribute("[data-status=doing]", "aria-pressed") == "true"
    tab_to("#path-button")
    page.keyboard.press("Enter")
    assert len(ids(page, "#path-steps > li")) == 7
    tab_to("#path-steps > li:first-child .tick")
    page.keyboard.press("Enter")
    assert len(ids(page, "#path-steps > li")) == 6
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    assert page.is_visible("#list table") and page.is_hidden("#map")
    tab_to("#list tbody tr:nth-child(3) select")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".areas")
    assert "2 of 9 known" in page.inner_text("#progress")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") == "PyTorch"
    page.evaluate("document.activeElement.blur()")
    tab_to("#menu-button")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert set(Learner.load(download.value.path()).topics) == {"topic/python", "topic/pytorch", "topic/lora"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_is_seen(visit: Visit, course: nx.MultiDiGraph, scheme: str) -> None:
    page = visit(course, color_scheme=scheme)
    looks = """() => { const e = document.activeElement, s = getComputedStyle(e);
      return [e.id || e.className, s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 1 || s.boxShadow !== "none"]; }"""
    seen = {}
    for _ in range(30):
        page.keyboard.press("Tab")
        name, marked = page.evaluate(looks)
        seen[name] = marked
    assert len(seen) > 12
    assert all(marked for name, marked in seen.items() if name), seen


def test_a_learner_baked_in_is_what_the_page_begins_with(visit: Visit, course: nx.MultiDiGraph, tmp_path: Path) -> None:
    """By the command line's own option, and written back by the page as the command line reads it."""
    plan, learner, out = tmp_path / "plan.md", tmp_path / "learner.yaml", tmp_path / "baked.html"
    plan.write_text("# Pottery\n\nClay → Wheel throwing → Glazing → Firing\n", encoding="utf-8")
    learner.write_text(
        "format: roadloom-learner\nversion: 1\n"
        "topics:\n  Clay: known\n  topic/glazing: {status: doing, since: 2026-01-02}\n  Firing: skip\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "roadloom", "export", "html", str(plan), "--learner", str(learner), "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[3])
    page = visit(course)
    page.goto(out.as_uri())
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("#panel section:has(h2:text-is('In progress')) bdi") == "Glazing"
    assert page.inner_text("#progress") == "1 of 4 known"
    page.click("#menu-button")
    with page.expect_download() as download:
        page.click("#menu-export")
    saved = Learner.load(download.value.path()).topics
    states = {key: (entry.status, entry.since) for key, entry in saved.items()}
    assert states == {"topic/clay": ("known", None), "topic/glazing": ("doing", "2026-01-02"), "topic/firing": ("skip", None)}


def test_progress_shows_per_area_and_for_the_target(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, Options(learner=Learner.parse("topics: {topic/pytorch: known}")))
    bars = page.eval_on_selector_all(
        ".areas button", "all => all.map(b => [b.querySelector('bdi').textContent, b.querySelector('.meter').title])"
    )
    assert sorted(bars) == [["Basics", "2 of 4 known"], ["Models", "0 of 2 known"], ["Tuning", "0 of 3 known"]]
    assert page.eval_on_selector(".areas button .meter i", "bar => bar.style.width") == "50%"
    page.evaluate("location.hash = '#target=topic/lora'")
    page.wait_for_selector("#path-steps")
    assert page.get_attribute("#panel .meter", "aria-label") == "2 of 7 known"


def test_one_is_ready_for_what_rests_on_the_known(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/python")
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    names = page.eval_on_selector_all("#panel section:has(h2:text-matches('^Ready now')) bdi", "all => all.map(e => e.textContent)")
    assert names == ["Linear algebra", "PyTorch", "JAX"]
    page.keyboard.press("/")
    page.keyboard.insert_text("algebra")
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    names = page.eval_on_selector_all("#panel section:has(h2:text-matches('^Ready now')) bdi", "all => all.map(e => e.textContent)")
    assert names == ["PyTorch", "JAX"]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("known", ["python", "pytorch"]),
        ("doing", ["attention"]),
        ("skip", ["jax"]),
        ("ready", ["algebra"]),
        ("open", ["algebra", "attention", "transformer", "fine-tuning", "lora", "qlora"]),
    ],
)
def test_topics_are_filtered_by_status(visit: Visit, course: nx.MultiDiGraph, status: str, shown: list[str]) -> None:
    learner = Learner.parse("topics: {topic/pytorch: known, topic/attention: doing, topic/jax: skip}")
    page = visit(course, Options(learner=learner), address=f"#view=list&status={status}")
    assert ids(page, "#list tbody tr") == [f"topic/{key}" for key in shown]


def test_essential_resources_come_first_with_icon_and_language(visit: Visit, course: nx.MultiDiGraph) -> None:
    for name, facts in (("A course", {"media": "course"}), ("Zen", {"must": True, "media": "book", "language": "ja"})):
        course.add_node(f"resource/{name}", kind="resource", name=name, mentions=[], url=f"https://a.example/{name[0]}", **facts)
        course.add_edge(f"resource/{name}", "topic/lora", key="covers", weight=1, evidence=[])
    page = visit(course, address="#topic=topic/lora")
    rows = page.eval_on_selector_all(".resource", "all => all.map(r => [!!r.querySelector('.must'), !!r.querySelector('svg path')])")
    assert [must for must, _ in rows] == sorted((must for must, _ in rows), reverse=True) and rows[1][0] and not rows[-1][0]
    assert all(icon for _, icon in rows)
    assert "ja" in page.inner_text(".resource:has-text('Zen') small")


def test_printing_puts_the_list_on_paper_and_leaves_the_screen_as_it_was(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#target=topic/lora", color_scheme="dark")
    before = page.inner_text("#panel")
    page.emulate_media(media="print")
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF") and paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page/") + paper.count(b"/Type /Page ") >= 2
    page.emulate_media(media="screen")
    assert page.inner_text("#panel") == before and page.is_hidden("#list")


def test_motion_is_left_out_where_the_system_asks_for_less(visit: Visit, course: nx.MultiDiGraph) -> None:
    """One key press moves the map at once; without the wish it glides there over several frames."""

    def frames(motion: str) -> int:
        page = visit(course)
        page.emulate_media(reduced_motion=motion)
        page.wait_for_timeout(200)
        return page.evaluate(
            """() => new Promise((done) => {
              const canvas = document.getElementById("canvas"), seen = new Set(), start = performance.now();
              document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "+", bubbles: true}));
              const look = () => {
                seen.add(canvas.toDataURL());
                performance.now() - start > 900 ? done(seen.size) : requestAnimationFrame(look);
              };
              requestAnimationFrame(look);
            })"""
        )

    assert frames("reduce") <= 2 < frames("no-preference")


def test_the_policy_of_the_page_stops_what_it_forbids(browser: Any, course: nx.MultiDiGraph, tmp_path: Path) -> None:
    """In the browser: no further script, no eval, no style sheet, no picture, no request."""
    file = tmp_path / "map.html"
    file.write_bytes(page_of(course))
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: refused.append(request.url) if request.failure == "csp" else None)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    stopped = page.evaluate(
        """() => new Promise((done) => {
          const stopped = new Set();
          addEventListener("securitypolicyviolation", (event) => stopped.add(event.effectiveDirective));
          const add = (tag, change) => { const e = document.createElement(tag); change(e); document.body.append(e); };
          add("script", (e) => { e.textContent = "window.ran = 1"; });
          add("style", (e) => { e.textContent = "body { color: red }"; });
          add("img", (e) => { e.src = "https://evil.example/x.png"; });
          add("iframe", (e) => { e.src = "https://evil.example/"; });
          add("a", (e) => { e.href = "javascript:window.ran = 2"; e.click(); });
          fetch("https://evil.example/").catch(() => {});
          setTimeout(() => {
            try { eval("window.ran = 3"); } catch { stopped.add("eval"); }
            done([...stopped, window.ran || "nothing ran"]);
          }, 300);
        })"""
    )
    context.close()
    wanted = {"script-src-elem", "style-src-elem", "img-src", "frame-src", "connect-src", "eval", "nothing ran"}
    assert wanted <= set(stopped)
    assert [url for url in asked if not url.startswith(("file:", "data:")) and url not in refused] == []


def test_what_leads_to_a_topic_and_follows_from_it_is_lit(visit: Visit) -> None:
    """On random graphs: the lit topics are all ancestors and descendants, and every lit topic has a shortest way that is drawn."""
    draw = random.Random(9)
    names = [f"t{i:02}" for i in range(40)]
    graph = topic_graph(sorted({(names[a], names[b]) for a, b in (sorted(draw.sample(range(40), 2)) for _ in range(90))}), names)
    body = """return given.map(([chosen, asTarget]) => {
      Object.assign(state, {topic: placeOf.get(chosen), target: asTarget ? placeOf.get(chosen) : null});
      refocus();
      const ways = ({away, via}, near) => Object.fromEntries([...away].flatMap((steps, i) =>
        steps > 1 ? [[topics[i].id, [steps - 1, away[near[via[i]]]]]] : []));
      return [[...focus.lit].map(i => topics[i].id).sort(), ways(focus.lead, lines.to), ways(focus.follow, lines.from)];
    });"""
    cases = [[f"topic/{name}", target] for name in draw.sample(names, 12) for target in (False, True)]
    plain = nx.transitive_reduction(nx.DiGraph((a, b) for a, b, _ in graph.edges(keys=True)))
    plain.add_nodes_from(graph)
    for (chosen, target), (lit, lead, follow) in zip(cases, run(visit(graph), DRAWING, body, cases), strict=True):
        before = dict(nx.single_target_shortest_path_length(plain, chosen))
        after = {chosen: 0} if target else nx.single_source_shortest_path_length(plain, chosen)
        assert lit == sorted({*before, *after})
        for found, wanted in ((lead, before), (follow, after)):
            assert found == {topic: [length, length] for topic, length in wanted.items() if length}


def test_counts_of_what_follows_leave_out_the_skipped(visit: Visit) -> None:
    """With more topics than one set of bits holds."""
    draw = random.Random(4)
    names = [f"t{i:04}" for i in range(1300)]
    graph = topic_graph(sorted({(names[a], names[b]) for a, b in (sorted(draw.sample(range(1300), 2)) for _ in range(1700))}), names)
    skipped = draw.sample(names, 40)
    body = """learner = new Map(given.map(name => [`topic/${name}`, {status: "skip"}])); derived = null; standing();
    return topics.map(({place, id}) => [id, reach(place)]);"""
    plain = nx.DiGraph((a, b) for a, b, _ in graph.edges(keys=True))
    plain.add_nodes_from(graph)
    for topic, count in run(visit(graph), DRAWING, body, skipped)[::13]:
        kept = plain.subgraph([node for node in plain if node == topic or node.removeprefix("topic/") not in skipped])
        assert count == len(nx.descendants(kept, topic)), topic


def test_names_keep_clear_of_the_buttons_on_the_map(visit: Visit) -> None:
    names = [f"A topic with a rather long name {i:03}" for i in range(160)]
    graph = topic_graph([(names[i // 2], names[i]) for i in range(1, 160)], names)
    for i, node in enumerate(list(graph)):
        graph.nodes[node]["area"] = f"The area with the long name {i % 5}"
    body = """rethemed(); resized(); traceWaters(); refiltered();
    return given.map(([zoom, dx, dy]) => {
      const {x, y} = topics[80];
      jump({zoom, x: camera.width / 2 - x * zoom + dx, y: camera.height / 2 - y * zoom + dy});
      stale = true;
      draw();
      return [controls, plates.map(plate => plate.box.map((side, i) => side - sheet.margin))];
    });"""
    for width, height in ((1280, 820), (375, 720)):
        cases = [[zoom, dx, dy] for zoom, dx, dy in itertools.product((0.3, 0.6, 1.1), (-100, 0, 90), (-80, 0, 120))]
        for controls, boxes in run(visit(graph, width=width, height=height), DRAWING, body, cases):
            assert len(controls) == 2
            for a, b in itertools.product(boxes, controls):
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("LoRA", ["LoRA"]),
        ("Transformers and large language models", ["Transformers and", "large language models"]),
        ("参数高效微调的方法原理与实际应用", ["参数高效微调的方", "法原理与实际应用"]),
        ("x" * 60, None),
    ],
)
def test_long_names_stand_in_two_rows(visit: Visit, name: str, rows: list[str] | None) -> None:
    body = "const fit = fitted(ink, given, `12px ${SANS}`, 150); return [fit.rows, fit.width];"
    found, width = run(visit(topic_graph([], [name])), DRAWING, body, name)
    assert width <= 150
    assert found == rows if rows else found[0].endswith("…")


def test_on_a_large_map_dots_are_lit_in_one_frame_and_lines_in_the_next(visit: Visit) -> None:
    """Only then, and only once for each choice: a small map, and the same choice drawn again, take one frame."""
    body = """rethemed(); resized(); traceWaters(); refiltered();
    return given.map((id) => {
      Object.assign(state, {topic: id === null ? null : placeOf.get(id)});
      refocus();
      return [1, 2, 3].map(() => { stale = true; draw(); return hurried; });
    });"""
    for count, first in ((1700, True), (150, False)):
        names = [f"t{i:04}" for i in range(count)]
        graph = topic_graph([(names[i // 2], names[i]) for i in range(1, count)], names)
        frames = run(visit(graph), DRAWING, body, ["topic/t0100", "topic/t0003", None])
        assert frames == [[first, False, False], [first, False, False], [False, False, False]]


def test_the_first_frame_after_choosing_already_tells_the_lit_topics_from_the_rest(visit: Visit) -> None:
    """On a large map, by the very pixels in the middle of the dots; and names that stay lit stay where they were."""
    names = [f"t{i:03}" for i in range(300)]
    graph = topic_graph([(names[i // 2], names[i]) for i in range(1, 300)], names)
    body = """rethemed(); resized(); traceWaters(); refiltered();
    const rest = () => { stale = true; draw(); return new Map(plates.map((plate) => [plate.place, plate.box.join()])); };
    return given.map((id) => {
      Object.assign(state, {topic: null});
      refocus();
      const before = rest();
      Object.assign(state, {topic: placeOf.get(id)});
      refocus();
      const now = rest();
      const kept = [...now].filter(([place]) => place !== state.topic).every(([place, box]) => before.get(place) === box);
      const density = canvas.width / camera.width;
      const copy = Object.assign(document.createElement("canvas"), {width: canvas.width, height: canvas.height});
      const look = copy.getContext("2d", {willReadFrequently: true});
      look.drawImage(canvas, 0, 0);
      const colours = topics.map(({id, place, area}) => {
        const [x, y] = onScreen(place);
        const [r, g, b] = look.getImageData(x * density, y * density, 1, 1).data;
        return [id, `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}` === hues[area][0]];
      });
      const bright = colours.filter(([, full]) => full).map(([id]) => id);
      return [hurried, kept, now.size, bright, [...focus.lit].map((place) => topics[place].id)];
    });"""
    chosen = ["topic/t005", "topic/t040", "topic/t290"]
    for topic, (first, kept, named, bright, lit) in zip(chosen, run(visit(graph), DRAWING, body, chosen), strict=True):
        assert first and kept and named > 1
        # The names of the areas may lie over a dot.
        assert set(bright) <= set(lit) and topic in bright and len(bright) > 0.8 * len(lit)
        assert set(lit) == {topic, *nx.ancestors(graph, topic), *nx.descendants(graph, topic)}


def test_a_map_that_filters_leave_all_but_empty_says_so(visit: Visit, course: nx.MultiDiGraph) -> None:
    """Also to a screen reader; and one button takes the filters away."""
    page = visit(course, address="#areas=tuning")
    assert "3 of 9 topics pass the filters" in page.inner_text(".filtered")
    assert "3 of 9" in page.inner_text("#said")
    page.click("#filters-off")
    assert page.locator(".filtered").count() == 0 and "areas=" not in page.url
    assert page.evaluate("document.activeElement.id") == "panel-title"


def test_a_path_is_drawn_whatever_the_filters_leave(visit: Visit, course: nx.MultiDiGraph) -> None:
    """The steps of a path have their names on the map though no topic passes the filters."""
    body = """rethemed(); resized(); traceWaters();
    Object.assign(state, {target: placeOf.get("topic/lora"), status: "doing"}); refocus(); refiltered();
    render(); stale = true; render();
    return [inView().map(place => topics[place].id), plates.filter(({place}) => place !== null).map(({place}) => topics[place].id)];"""
    drawn, named = run(visit(course), DRAWING, body)
    assert (
        set(drawn)
        == set(named)
        == {f"topic/{key}" for key in ("python", "algebra", "pytorch", "attention", "transformer", "fine-tuning", "lora")}
    )


def test_what_the_address_names_is_in_view_at_first_sight(visit: Visit) -> None:
    """A topic or a path; the map does not glide there from somewhere else."""
    names = [f"t{i:02}" for i in range(80)]
    page = visit(topic_graph([(names[i - 1], names[i]) for i in range(1, 80)], names))
    page.emulate_media(reduced_motion="no-preference")
    file, pictures = page.url, set()
    picture = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(canvas.toDataURL()))))"
    for address in ("#topic=topic/t70", "#target=topic/t10", "#"):
        page.goto(file + address)
        page.reload()
        page.wait_for_selector("html[data-ready]")
        first = page.evaluate(picture)
        page.wait_for_timeout(900)
        assert page.evaluate(picture) == first
        page.keyboard.press("0")
        page.wait_for_timeout(900)
        assert (page.evaluate(picture) != first) == (address != "#")
        pictures.add(first)
    assert len(pictures) == 3


def test_every_graph_keeps_its_own_progress(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/python")
    page.keyboard.press("k")
    file = Path(page.evaluate("decodeURIComponent(location.pathname)"))
    for graph, known in (("another", "0 of 9 known"), ("course", "1 of 9 known")):
        course.graph["id"] = graph
        file.write_bytes(page_of(course))
        page.goto(file.as_uri())
        page.reload()
        page.wait_for_selector("html[data-ready]")
        assert page.inner_text("#progress") == known


def test_page_and_command_line_read_what_the_other_wrote(visit: Visit, tmp_path: Path) -> None:
    """`roadloom learner` writes, the page reads and adds, `roadloom path` reads that: all of it arrives, in any script."""
    plan, learner, out = tmp_path / "plan.md", tmp_path / "learner.yaml", tmp_path / "kiln.html"
    plan.write_text("# Pottery\n\nClay → Wheel throwing → 素烧 → Glazing → Firing\n", encoding="utf-8")

    def roadloom(*arguments: str) -> str:
        command = [sys.executable, "-m", "roadloom", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[3]).stdout

    roadloom("learner", "known", "Clay", "--input", str(plan), "--learner", str(learner))
    roadloom("learner", "skip", "素烧", "--input", str(plan), "--learner", str(learner))
    roadloom("export", "html", str(plan), "-o", str(out))
    page = visit(topic_graph([("a", "b")]))
    page.goto(out.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.set_input_files("#import", str(learner))
    page.wait_for_function("() => document.getElementById('toast').textContent.includes('2 topics')")
    assert page.inner_text("#progress") == "1 of 5 known"
    page.fill("#search", "wheel")
    page.keyboard.press("Enter")
    page.keyboard.press("k")
    page.click("#menu-button")
    with page.expect_download() as download:
        page.click("#menu-export")
    download.value.save_as(tmp_path / "taken.json")
    taken = {topic: entry.status for topic, entry in Learner.load(tmp_path / "taken.json").topics.items()}
    assert taken == {"topic/clay": "known", "topic/素烧": "skip", "topic/wheelthrowing": "known"}
    left = json.loads(roadloom("path", "Firing", str(plan), "--learner", str(tmp_path / "taken.json"), "--format", "json"))
    page.evaluate("location.hash = '#target=topic/firing'")
    page.wait_for_selector("#path-steps")
    assert [step["id"] for step in left["steps"]] == ids(page, "#path-steps > li")


def test_nothing_is_asked_of_the_network_when_it_is_there(browser: Any, course: nx.MultiDiGraph, tmp_path: Path) -> None:
    """Topic, path, list, search, filters and resources on the map: the page's file is all that is ever read."""
    file = tmp_path / "map.html"
    file.write_bytes(page_of(course))
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    for address in ("#topic=topic/lora&show=all", "#target=topic/lora", "#view=list", ""):
        page.evaluate("address => { location.hash = address; }", address)
        page.wait_for_timeout(100)
    page.click("#filters-button")
    page.fill("#search", "lora")
    page.wait_for_timeout(100)
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_button_of_the_panel_is_cut_off(visit: Visit, course: nx.MultiDiGraph, lang: str) -> None:
    """On any screen; on a phone the statuses can be set without opening the sheet, whatever else the topic is called."""
    course.nodes["topic/lora"]["aliases"] = [f"another name of it {i}" for i in range(8)]
    page = visit(course, Options(lang=lang))
    for width in (340, 375, 700, 761, 820, 1000, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        for address in ("#topic=topic/lora", "#target=topic/lora", "#status=ready"):
            page.evaluate("address => { location.hash = address; }", address)
            page.wait_for_timeout(30)
            edges = "all => all.map(e => e.getBoundingClientRect().right - document.getElementById('panel').getBoundingClientRect().right)"
            over = page.eval_on_selector_all("#panel button, #panel a", edges)
            assert over and max(over) <= 0, (width, address)
            if width <= 760 and "topic=" in address:
                bottom = "all => all.map(e => e.getBoundingClientRect().bottom - innerHeight)"
                assert max(page.eval_on_selector_all("#panel .status button", bottom)) <= 0, width
