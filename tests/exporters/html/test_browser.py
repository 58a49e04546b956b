"""What a person does on the page, in a real browser, from disk, with the network off.

The `visit` fixture holds every one of these tests to: no request, no console message, no error.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from roadloom.exporters.base import Options
from roadloom.graph.learner import Learner
from roadloom.graph.lexicon import Lexicon

from .conftest import page_of, topic_graph

Visit = Callable[..., Any]


def ids(page: Any, selector: str) -> list[str]:
    return page.eval_on_selector_all(selector, "all => all.map(e => e.dataset.id)")


def pixels(page: Any) -> list[int]:
    """Read a sample of the canvas's pixels, as numbers 0xRRGGBB, the first from its corner."""
    return page.evaluate(
        """() => { const c = document.getElementById("canvas"), copy = document.createElement("canvas");
        Object.assign(copy, {width: c.width, height: c.height});
        const ink = copy.getContext("2d", {willReadFrequently: true}); ink.drawImage(c, 0, 0);
        const d = ink.getImageData(0, 0, c.width, c.height).data, all = [];
        for (let i = 0; i < d.length; i += 4 * 37) all.push((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]);
        return all; }"""
    )


def test_the_map_is_drawn_and_says_what_it_is(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    assert len(set(pixels(page))) > 20
    assert page.inner_text("h1") == "A small course"
    assert "9 topics woven from 2 documents" in page.inner_text("#panel")
    assert "路线.txt" in page.inner_text("#panel")
    assert page.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize(
    ("documents", "roadmaps", "said"),
    [
        (1, 1, "1 document,"),
        (2, 2, "2 documents,"),
        (2, 0, "2 documents,"),
        (2, 1, "2 documents with 1 roadmap,"),
        (1, 3, "1 document with 3 roadmaps,"),
    ],
)
def test_the_overview_says_where_the_map_comes_from(visit: Visit, documents: int, roadmaps: int, said: str) -> None:
    """One number where there is one to say, and one document is no "documents"."""
    graph = topic_graph([("Clay", "Glaze")], ["Clay", "Glaze"])
    graph.graph["sources"] = [
        {"id": f"s{i}", "path": f"{i}.md", "title": f"Plan {i}", "language": "en", "sha256": ""} for i in range(documents)
    ]
    for i in range(roadmaps):
        graph.add_node(f"roadmap/{i}", kind="roadmap", name=f"Plan {i}", title=f"Plan {i}", mentions=[])
    assert f"2 topics woven from {said} in the order" in visit(graph).inner_text(".lead")


def test_what_belongs_to_no_area_comes_last(visit: Visit) -> None:
    """Wherever the stream of the remainder lies on the map, the legend ends with it."""
    names = [f"T{i}" for i in range(9)]
    graph = topic_graph([], names)
    for i, node in enumerate(list(graph)):
        if i % 3:
            graph.nodes[node]["area"] = f"area-{i % 3}"
    rows = visit(graph).locator(".areas button bdi").all_inner_texts()
    assert len(rows) == 3 and rows[-1] == "Other topics"


def test_spellings_of_one_name_stand_once_in_the_panel(visit: Visit, course: nx.MultiDiGraph) -> None:
    """Of names that differ only in case the first is shown."""
    course.nodes["topic/lora"]["aliases"] = ["Low-rank adaptation", "low-rank adaptation", "lora"]
    shown = visit(course, address="#topic=topic/lora").inner_text(".aliases")
    assert shown.lower().count("low-rank adaptation") == 1 and "lora" not in shown.lower()


def test_reasons_of_the_lexicon_are_told_in_the_language_of_the_page(visit: Visit, course: nx.MultiDiGraph) -> None:
    """What the lexicon says why follows the switch; a need by way of others, which it tells in English only, has no reason in Chinese."""
    vote = {"source": "lexicon", "line": 0, "rule": "lexicon", "for": True}
    said = Lexicon.load().reasons("topic/lora", "topic/qlora")
    course.edges["topic/lora", "topic/qlora", "prerequisite"]["evidence"] = [{**vote, "text": said["en"]}]
    course.add_edge(
        "topic/algebra", "topic/qlora", key="prerequisite", weight=0.9, evidence=[{**vote, "text": "it works (by way of ranks)"}]
    )
    page = visit(course, address="#topic=topic/qlora")
    assert set(page.locator(".why").all_inner_texts()) == {said["en"], "it works (by way of ranks)"}
    page.click("#language")
    assert page.locator(".why").all_inner_texts() == [said["zh"]]


def test_an_empty_map_says_so(visit: Visit) -> None:
    page = visit(nx.MultiDiGraph())
    assert "no topic here yet" in page.inner_text("#panel")
    for key in ("ArrowRight", "0", "+", "l", "p", "k", "Escape"):
        page.keyboard.press(key)


@pytest.mark.parametrize("typed", ["lor", "LORA", "低秩", "LoRA basics", "ＬｏＲＡ"])
def test_search_finds_names_aliases_and_other_languages(visit: Visit, course: nx.MultiDiGraph, typed: str) -> None:
    page = visit(course)
    page.keyboard.press("/")
    page.keyboard.insert_text(typed)
    assert "LoRA" in page.inner_text("#found li")


def test_search_finds_simplified_names_by_traditional_writing(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.keyboard.press("/")
    page.keyboard.insert_text("微調")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") == "Fine-tuning"


def test_search_works_by_arrow_keys_and_escape(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.keyboard.press("/")
    page.keyboard.insert_text("a")
    first = page.inner_text("#found [aria-selected=true]")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#found [aria-selected=true]") != first
    assert page.get_attribute("#search", "aria-activedescendant") == "hit-1"
    page.keyboard.press("Escape")
    assert page.is_hidden("#found")


def test_a_click_on_the_map_shows_the_details(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    spot = page.evaluate(
        """() => { const c = document.getElementById("canvas"), b = c.getBoundingClientRect();
        for (let y = 10; y < b.height - 50; y += 4) for (let x = 10; x < b.width; x += 4) {
          c.dispatchEvent(new PointerEvent("pointermove", {clientX: b.left + x, clientY: b.top + y, pointerType: "mouse"}));
          if (c.style.cursor === "pointer") return [b.left + x + 2, b.top + y + 2]; } }"""
    )
    page.mouse.click(*spot)
    assert page.inner_text("#panel-title") != "A small course"
    assert "#topic=topic/" in page.url


def test_the_panel_tells_all_about_a_topic(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/lora")
    text = page.text_content("#panel")
    for words in (
        "低秩适配",
        "Low-rank updates of a large model.",
        "The plan",
        "line 12",
        "Linear algebra",
        "stated",
        "QLoRA",
        "LoRA paper",
        "essential",
        "paper",
        "Hu",
        "Tune a small model",
        "Phase 2 Adapting",
        "LoRA → QLoRA → LoRA is a circle.",
        "LoRA comes first.",
        "- LoRA",
    ):
        assert words in text, words
    links = page.eval_on_selector_all(".resource a", "all => all.map(a => [a.href, a.rel, a.target])")
    assert links == [["https://arxiv.org/abs/2106.09685", "noopener noreferrer", "_blank"]]
    assert page.inner_text(".resource .no-link") == "Trap"


def test_links_in_the_panel_and_the_back_button_lead_through_the_map(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/lora")
    page.click("#panel a:has-text('QLoRA')")
    assert page.inner_text("#panel-title") == "QLoRA"
    page.go_back()
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'LoRA'")
    page.go_forward()
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'QLoRA'")


def test_arrow_keys_follow_the_order(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/transformer")
    page.focus("#canvas")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#panel-title") == "Fine-tuning"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#panel-title") == "Attention"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.inner_text("#panel-title") == "A small course"


def test_the_path_lists_what_is_missing_and_shrinks_as_one_learns(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/lora")
    page.click("#path-button")
    want = [f"topic/{key}" for key in ["python", "algebra", "pytorch", "attention", "transformer", "fine-tuning", "lora"]]
    assert ids(page, "#path-steps > li") == want
    assert "7 steps" in page.inner_text("#panel") and "6 hours" in page.inner_text("#panel")
    page.click("#path-steps > li:nth-child(4) .tick")
    assert ids(page, "#path-steps > li") == want[4:]
    assert "4 of 7 known" in (page.get_attribute("#panel .meter", "aria-label") or "")


def test_the_path_is_copied_as_markdown(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#target=topic/lora")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { window.copied = text; return Promise.resolve(); }}})"
    )
    page.click("#copy-path")
    page.wait_for_function("() => window.copied")
    text = page.evaluate("window.copied")
    assert text.startswith("# Path to LoRA\n\n1. **Python**\n")
    assert "   - [LoRA paper](<https://arxiv.org/abs/2106.09685>) – essential" in text
    assert "javascript:" not in text


def test_a_status_is_one_key_and_survives_a_regenerated_page(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/attention")
    page.keyboard.press("k")
    assert page.get_attribute("[data-status=known]", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.inner_text("#progress") == "4 of 9 known"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.click("#home")
    assert page.inner_text("#progress") == "4 of 9 known"
    page.fill("#search", "attention")
    page.keyboard.press("Enter")
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    assert page.inner_text("#progress") == "0 of 9 known"


def test_what_is_ready_is_listed_by_what_it_unlocks(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    ready = page.eval_on_selector_all(
        "#panel section:has(h3:text-is('Ready now')) a, #panel section .topic-link",
        "all => all.map(a => a.firstElementChild.nextElementSibling.textContent)",
    )
    assert ready[:2] == ["Python", "Linear algebra"]


def test_progress_is_saved_and_loaded_as_the_learners_file(visit: Visit, course: nx.MultiDiGraph, tmp_path: Path) -> None:
    page = visit(course, address="#topic=topic/pytorch")
    page.keyboard.press("k")
    page.click("#menu-button")
    with page.expect_download() as download:
        page.click("#menu-export")
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (saved["format"], saved["version"], saved["topics"]["topic/pytorch"]["status"]) == ("roadloom-learner", 1, "known")
    file = tmp_path / "learner.yaml"
    file.write_text(
        "format: roadloom-learner\nversion: 1\ntopics:\n"
        "  topic/lora: {status: known, since: 2026-11-22}\n  注意力机制:\n    status: doing\n",
        encoding="utf-8",
    )
    page.set_input_files("#import", str(file))
    page.wait_for_function("() => document.getElementById('toast').textContent.includes('2 topics')")
    page.click("#home")
    assert "8 of 9" not in page.inner_text("#progress") and "7 of 9" in page.inner_text("#progress")
    page.set_input_files("#import", {"name": "x.json", "mimeType": "application/json", "buffer": b'{"format": "else"}'})
    page.wait_for_function("() => document.getElementById('toast').textContent.includes('no learner file')")


def test_the_list_is_a_table_in_learning_order(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.click("#show-list")
    assert page.is_hidden("#map")
    rows = ids(page, "#list tbody tr")
    assert rows[0] == "topic/python" and rows[-1] == "topic/qlora" and len(rows) == 9
    page.select_option("#list tbody tr:nth-child(2) select", "doing")
    page.click("#list tbody tr:nth-child(2) a")
    assert page.get_attribute("[data-status=doing]", "aria-pressed") == "true"
    assert "view=list" in page.url


def test_filters_narrow_map_and_list_and_stand_in_the_address(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#view=list")
    page.click("#filters-button")
    page.check("#filters label:has-text('Tuning') input")
    assert ids(page, "#list tbody tr") == ["topic/fine-tuning", "topic/lora", "topic/qlora"]
    page.select_option("#filter-roadmap", label="The plan")
    assert ids(page, "#list tbody tr") == ["topic/lora"]
    address = page.url[page.url.index("#") :]
    page.click("#filters-clear")
    assert len(ids(page, "#list tbody tr")) == 9
    again = visit(course, address=address)
    assert ids(again, "#list tbody tr") == ["topic/lora"]


def test_the_page_speaks_chinese(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/attention")
    page.click("#language")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert page.inner_text("#panel-title") == "注意力机制"
    assert "先学" in page.inner_text("#panel") and "学完可学" in page.inner_text("#panel")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("#panel-title") == "注意力机制"


def test_the_language_of_the_export_is_where_the_page_begins(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, Options(lang="zh"))
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert "编织" in page.inner_text("#panel")


def test_a_target_given_at_export_opens_its_path(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, Options(targets=("topic/lora",)))
    assert page.inner_text("#panel-title") == "Path to LoRA"


def test_dark_and_light_follow_the_system(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, color_scheme="dark")
    page.wait_for_timeout(100)
    assert pixels(page)[0] == 0x0F141A
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(100)
    assert pixels(page)[0] == 0xF8F9F8


def test_a_title_of_four_words_is_whole_on_a_phone(visit: Visit, course: nx.MultiDiGraph) -> None:
    course.graph["title"] = "Learning large language models"
    page = visit(course, width=375, height=720, has_touch=True, is_mobile=True)
    lines, over = page.evaluate(
        """() => { const name = document.querySelector(".brand-name");
        return [name.querySelector("bdi").getClientRects().length, name.scrollWidth - name.clientWidth]; }"""
    )
    assert lines <= 2 and over <= 0


def test_the_page_works_on_a_phone(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, width=375, height=720, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert len(set(pixels(page))) > 20
    page.click("#search")
    page.keyboard.insert_text("qlora")
    page.tap("#found li")
    assert page.inner_text("#panel-title") == "QLoRA"
    page.tap("#grip")
    page.wait_for_function("() => document.getElementById('panel').getBoundingClientRect().height > 400")
    page.tap("#path-button")
    assert len(ids(page, "#path-steps > li")) == 8
    page.tap("#show-list")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_wheel_and_drag_move_the_map(visit: Visit, course: nx.MultiDiGraph) -> None:
    def picture(page: Any) -> str:
        page.wait_for_timeout(60)
        return page.evaluate("document.getElementById('canvas').toDataURL()")

    page = visit(course)
    first = picture(page)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -300)
    closer = picture(page)
    page.mouse.down()
    page.mouse.move(500, 450, steps=4)
    page.mouse.up()
    moved = picture(page)
    assert len({first, closer, moved}) == 3
    page.keyboard.press("0")
    assert picture(page) == first


def test_print_shows_the_list_and_hides_the_controls(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#target=topic/lora")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.is_hidden(".bar") and page.is_hidden(".zoom")
    assert page.is_visible("#list table") and page.is_visible("#path-steps")


def test_everything_can_be_reached_by_tab(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"search", "show-map", "show-list", "filters-button", "language", "menu-button", "canvas", "zoom-in", "topic-link hued"} <= seen


def test_a_large_map_slides_while_one_moves_and_is_as_sharp_as_ever_when_one_rests(visit: Visit) -> None:
    names = [f"t{i:03}" for i in range(300)]
    graph = topic_graph([(names[i // 2], names[i]) for i in range(1, 300)], names)
    page = visit(graph)
    page.keyboard.press("+")
    page.mouse.move(300, 300)
    page.wait_for_timeout(300)
    rested = pixels(page)
    page.mouse.down()
    page.mouse.move(360, 300)
    page.mouse.move(420, 330)
    assert pixels(page) != rested
    page.mouse.move(300, 300)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert pixels(page) == rested


def test_filters_by_kind_and_phase_narrow_the_list(visit: Visit, course: nx.MultiDiGraph) -> None:
    course.nodes["topic/pytorch"]["category"] = "tool"
    page = visit(course, address="#view=list")
    page.click("#filters-button")
    page.select_option("#filter-kind", label="Tool")
    assert ids(page, "#list tbody tr") == ["topic/pytorch"]
    page.select_option("#filter-kind", label="Concept")
    page.select_option("#filter-phase", label="The plan › Phase 2 Adapting")
    assert ids(page, "#list tbody tr") == ["topic/lora"]
    page.select_option("#filter-roadmap", label="The plan")
    assert page.inner_text("#filter-phase option:nth-child(2)") == "Phase 2 Adapting"


def test_uncertain_prerequisites_can_be_left_out(visit: Visit, course: nx.MultiDiGraph) -> None:
    course.edges["topic/algebra", "topic/lora", "prerequisite"]["weight"] = 0.6
    course.edges["topic/algebra", "topic/attention", "prerequisite"]["weight"] = 0.6
    page = visit(course, address="#target=topic/lora")
    assert "topic/algebra" in ids(page, "#path-steps > li")
    page.click("#filters-button")
    page.select_option("#filter-confidence", label="70 % and more")
    assert "topic/algebra" not in ids(page, "#path-steps > li")
    assert "confidence=0.7" in page.url


def test_resources_and_projects_stand_on_the_map_where_asked_for(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, address="#topic=topic/lora")
    page.wait_for_timeout(80)
    before = pixels(page)
    page.keyboard.press("r")
    page.wait_for_timeout(80)
    assert "show=all" in page.url and pixels(page) != before
    spot = page.evaluate(
        """() => { const c = document.getElementById("canvas"), b = c.getBoundingClientRect();
        for (let y = 10; y < b.height - 50; y += 2) for (let x = 10; x < b.width; x += 2) {
          c.dispatchEvent(new PointerEvent("pointermove", {clientX: b.left + x, clientY: b.top + y, pointerType: "mouse"}));
          if (c.title === "Tune a small model") return [b.left + x, b.top + y]; } }"""
    )
    page.mouse.click(*spot)
    assert page.inner_text(".pointed bdi >> nth=0") == "Tune a small model"
    page.keyboard.press("r")
    assert "show=all" not in page.url


def test_the_documents_definition_comes_first_and_the_word_list_speaks_the_readers_language(visit: Visit, course: nx.MultiDiGraph) -> None:
    course.nodes["topic/lora"]["definition"] += [
        {"text": "General words.", "source": "lexicon", "line": 0, "lang": "en"},
        {"text": "一般的说法。", "source": "lexicon", "line": 0, "lang": "zh"},
    ]
    page = visit(course, address="#topic=topic/lora")
    quotes = "all => all.map(e => e.firstElementChild.textContent)"
    assert page.eval_on_selector_all("blockquote", quotes) == ["Low-rank updates of a large model.", "General words."]
    page.click("#language")
    assert page.eval_on_selector_all("blockquote", quotes) == ["Low-rank updates of a large model.", "一般的说法。"]


def test_traditional_names_are_shown_in_simplified_script(visit: Visit) -> None:
    graph = topic_graph([("a", "b")])
    graph.nodes["topic/a"].update(name="關鍵技術", names={"zh-Hant": "關鍵技術"})
    graph.nodes["topic/b"].update(name="微調", names={"en": "Tuning", "zh": "微调", "zh-Hant": "微調"})
    page = visit(graph, Options(lang="zh"), address="#topic=topic/a")
    assert page.inner_text("#panel-title") == "关键技术"
    assert "微调" in page.inner_text("#panel")
    page.click("#language")
    assert page.inner_text("#panel-title") == "關鍵技術"
    assert "Tuning" in page.inner_text("#panel")


def test_progress_survives_a_regenerated_page_and_the_later_word_counts(visit: Visit, course: nx.MultiDiGraph, tmp_path: Path) -> None:
    page = visit(course, address="#topic=topic/lora")
    page.keyboard.press("k")
    course.add_node("topic/new", kind="topic", name="New", names={}, aliases=[], mentions=[], rank=90)
    options = Options(learner=Learner.parse("topics: {topic/jax: {status: known, since: 2020-01-01}, topic/lora: skip, topic/new: doing}"))
    (tmp_path / "map.html").write_bytes(page_of(course, options))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("h1") == "LoRA"
    assert page.get_attribute("[data-status=known]", "aria-pressed") == "true"
    page.evaluate("location.hash = '#topic=topic/new'")
    page.wait_for_selector("#panel-title:has-text('New')")
    assert page.get_attribute("[data-status=doing]", "aria-pressed") == "true"
    page.keyboard.press("d")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.get_attribute("[data-status=doing]", "aria-pressed") == "false"


def test_a_finger_draws_the_sheet_up_and_down(visit: Visit, course: nx.MultiDiGraph) -> None:
    page = visit(course, width=375, height=720, has_touch=True, is_mobile=True)

    def draw(start: int, end: int) -> None:
        touch = page.context.new_cdp_session(page)
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 180, "y": start}]})
        for i in range(1, 9):
            y = start + (end - start) * i / 8
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 180, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    draw(600, 150)
    page.wait_for_function("() => document.body.classList.contains('sheet-open')")
    assert page.get_attribute("#grip", "aria-expanded") == "true"
    top = page.evaluate("document.getElementById('grip').getBoundingClientRect().top")
    draw(int(top) + 10, 690)
    page.wait_for_function("() => !document.body.classList.contains('sheet-open')")
