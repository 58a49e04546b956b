"""Everything from the input is data: no name, note or address becomes markup, script or an active bad link."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from .conftest import page_of

PAYLOADS = [
    "</script><script>alert(1)</script>",
    "</SCRIPT ><script>alert(1)//",
    "<script>alert(1)</script>",
    "<!--<script>",
    "-->",
    "<![CDATA[x]]>",
    "]]>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</noscript><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=javascript:alert(1)><button>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<style>@import 'https://evil.example/'</style>",
    "<template><script>alert(1)</script></template>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "//evil.example/x",
    "https://user:password@evil.example/",
    'https://evil.example/"onmouseover=alert(1)',
    "https://evil.example/'><script>alert(1)</script>",
    "https://[::1",
    '"',
    "'",
    "`",
    "“”‘’«»",
    '" onclick="alert(1)',
    "' onclick='alert(1)",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "${alert(1)}",
    "`${alert(1)}`",
    "\\",
    '\\"',
    "\\u003cscript\\u003e",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "line\u2028separator\u2029paragraph",
    "\u202egnp.exe\u202c",
    "\u2066isolate\u2069",
    "null\x00byte",
    "bell\x07escape\x1b[31m",
    "\ufeffmark",
    "half \ud83d pair",
    "🧠" * 50,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "x" * 10_000,
    "长" * 10_000,
    "a b " * 3000,
    "__proto__",
    "constructor",
    "toString",
    "NaN",
    "#topic=x&target=y",
    "]](javascript:alert(1))",
    "../../etc/passwd",
    "%00%2e%2e%2f",
    "href",
    "",
    "   ",
]


def poisoned() -> nx.MultiDiGraph:
    """Put every payload into every field that the page shows."""
    graph = nx.MultiDiGraph(id="x</script><script>alert(1)</script>", title=PAYLOADS[0])
    graph.graph["sources"] = [{"id": f"s{i}", "path": p, "title": p, "language": p, "sha256": p} for i, p in enumerate(PAYLOADS)]
    graph.graph["areas"] = {f"{i}{p[:50]}": {"en": p, "zh": p} for i, p in enumerate(PAYLOADS)}
    graph.graph["findings"] = []
    before = None
    for i, p in enumerate(PAYLOADS):
        mention = {"source": f"s{i}", "line": i + 1, "text": p}
        topic = f"topic/{i}{p}"
        graph.add_node(
            topic,
            kind="topic",
            name=p,
            names={"en": p, "zh-Hans": p, p: p},
            aliases=[p, p + "!"],
            mentions=[mention],
            rank=i,
            area=f"{i}{p[:50]}",
        )
        graph.nodes[topic].update(
            definition=[{"text": p, "source": f"s{i}", "line": 1}], questions=[p], category=p, hours={"value": 1, "from": p}
        )
        graph.add_node(f"roadmap/{i}{p}", kind="roadmap", name=p, title=p, author=p, mentions=[mention])
        graph.add_node(f"phase/{i}{p}", kind="phase", name=p, ordinal=p, mentions=[mention])
        graph.add_edge(f"phase/{i}{p}", f"roadmap/{i}{p}", key="part_of", weight=1, evidence=[])
        graph.add_edge(topic, f"phase/{i}{p}", key="part_of", weight=1, evidence=[])
        resource = {"url": p, "urls": [p, "https://ok.example/" + p], "media": p, "authors": [p], "language": p, "must": bool(p), "note": p}
        graph.add_node(f"resource/{i}{p}", kind="resource", name=p, mentions=[mention], **resource)
        graph.add_node(f"project/{i}{p}", kind="project", name=p, note=p, mentions=[mention])
        graph.add_edge(f"resource/{i}{p}", topic, key="covers", weight=1, evidence=[])
        graph.add_edge(f"project/{i}{p}", topic, key="practises", weight=1, evidence=[])
        if before:
            rule = p if i % 2 else "stated"
            graph.add_edge(before, topic, key="prerequisite", weight=0.5, evidence=[mention | {"rule": rule, "for": True}])
            graph.add_edge(before, topic, key="alternative", weight=1, choice=p, evidence=[])
        finding = {"code": "order-conflict", "message": p, "subjects": [topic], "choice": p, "origins": [mention]}
        graph.graph["findings"].append(finding)
        before = topic
    return graph


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 60


def test_the_file_holds_no_more_markup_than_the_template() -> None:
    clean_page = page_of(nx.MultiDiGraph()).decode()
    page = page_of(poisoned()).decode()
    tags = re.compile(r"<(script|img|iframe|svg|style|base|meta|link|form|object|embed|template)\b", re.IGNORECASE)
    outside = re.compile(r'(<script type="application/json"[^>]*>).*?(</script>)', re.DOTALL)
    assert tags.findall(outside.sub(r"\1\2", page)) == tags.findall(outside.sub(r"\1\2", clean_page))
    for block in outside.finditer(page):
        body = block[0][len(block[1]) : -len("</script>")]
        assert not set("<>&\u2028\u2029\x00") & set(body)
        json.loads(body)


def test_nothing_of_it_runs_or_becomes_a_bad_link(visit: Callable[..., Any]) -> None:
    page = visit(poisoned())
    before = page.evaluate("document.scripts.length")
    ids = page.evaluate("JSON.parse(document.getElementById('data').textContent).topics.map(topic => topic.id)")
    assert len(ids) == len(PAYLOADS)
    for topic in ids:
        page.evaluate("id => { location.hash = '#topic=' + encodeURIComponent(id) }", topic)
        page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
        links = page.eval_on_selector_all("#panel a", "all => all.map(a => [a.getAttribute('href'), a.protocol, a.rel])")
        for href, protocol, rel in links:
            assert href.startswith("#") or (protocol in ("http:", "https:") and rel == "noopener noreferrer")
        page.keyboard.press("p")
        page.wait_for_selector("#path-steps", state="attached")
    page.evaluate("location.hash = '#view=list'")
    page.wait_for_selector("#list tbody tr")
    page.click("#filters-button")
    assert page.locator("#filter-roadmap option").count() > 60 and page.locator("#filters fieldset label").count() > 10
    page.fill("#search", "alert")
    assert page.locator("#found li").count() > 5
    assert page.evaluate("document.scripts.length") == before
    assert page.eval_on_selector_all("img, iframe, object, embed, form, base", "all => all.length") == 0
    assert (
        page.evaluate("[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length") == 0
    )


@pytest.mark.parametrize("text", ["</script>", "<img src=x onerror=alert(1)>", "__proto__", "(((", "\\"])
def test_the_search_box_takes_anything(visit: Callable[..., Any], course: nx.MultiDiGraph, text: str) -> None:
    page = visit(course)
    page.fill("#search", text)
    assert page.eval_on_selector_all("#found img, #found script", "all => all.length") == 0
    assert page.inner_text("#found .none") == "Nothing found"


@pytest.mark.parametrize(
    "address", ["#topic=%E0%A4%A", "#topic=__proto__&target=constructor", "#roadmap=999&status=x&areas=,,", "#=&&=", "#view=<script>"]
)
def test_an_odd_address_shows_the_overview(visit: Callable[..., Any], course: nx.MultiDiGraph, address: str) -> None:
    page = visit(course, address=address)
    assert page.inner_text("#panel-title") == "A small course"


def test_a_spoilt_store_is_left_alone_and_said(visit: Callable[..., Any], course: nx.MultiDiGraph) -> None:
    page = visit(course)
    page.evaluate("localStorage.setItem('roadloom.learner.course', '{broken')")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert "left alone" in page.inner_text("#toast")
    assert page.evaluate("localStorage.getItem('roadloom.learner.course')") == "{broken"
