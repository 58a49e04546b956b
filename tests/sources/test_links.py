"""Nothing is lost silently: every address that an independent reader finds in a document is in its graph or in a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from roadloom.errors import RoadloomError
from roadloom.graph.weaving import weave
from roadloom.sources import read

TESTS = Path(__file__).parents[1]
SHARED = TESTS.parents[1] / "shared"
OWN = sorted([
    *(path for path in (TESTS / "sources" / "formats").rglob("*.*") if path.suffix != ".listing"),
    *(TESTS / "understanding" / "documents").glob("*.*"),
    *(TESTS / "fixtures" / "roadmaps").glob("*.*"),
])  # fmt: skip
BARE = re.compile(r"https?://[^\s<>\"'`()\[\]\\（），。、；：！？】》」”’…|]+")


class Tags(HTMLParser):
    """Collects where the tags of a page lead, and its bare addresses, with their lines."""

    def __init__(self, first: int = 1) -> None:
        super().__init__()
        self.first, self.found, self.hidden = first, [], 0  # type: int, list[tuple[str, int]], int

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        for name, value in attrs:
            if value and (tag == "a" and name == "href" or tag == "img" and name == "src" and value.startswith("http")):
                self.found.append((value.strip(), self.getpos()[0] + self.first - 1))

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found += [(url, self.getpos()[0] + self.first - 1) for url in BARE.findall(data)]


def tags(text: str, first: int = 1) -> list[tuple[str, int]]:
    parser = Tags(first)
    parser.feed(text)
    return parser.found


def in_markdown(text: str) -> Iterator[tuple[str, int]]:
    """Yield the addresses of a Markdown document by markdown-it, with the first line of their block."""
    line = 1
    todo: list[Token] = MarkdownIt("commonmark").enable("table").parse(text)[::-1]
    while todo:
        token = todo.pop()
        line = token.map[0] + 1 if token.map else line
        for name in ("href", "src"):
            if isinstance(url := token.attrs.get(name), str) and (name == "href" or url.startswith("http")):
                yield url, line  # a picture that lies beside the document is no address
        if token.type in ("html_inline", "html_block"):
            yield from tags(token.content, line)
        elif not token.children:
            yield from ((url, line) for url in BARE.findall(token.content))
        todo += (token.children or [])[::-1]


def in_data(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from in_data(inner)
    elif isinstance(value, str):
        yield from BARE.findall(value)


def addresses(path: Path) -> list[tuple[str, int]]:
    """Return the addresses that stand in a document, with their lines as far as its parser knows them (0: it does not)."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    if path.suffix in (".md", ".txt"):
        return list(in_markdown(text))
    if path.suffix == ".html":
        return tags(text)
    if path.suffix in (".opml", ".mm"):
        return [
            (url, 0) for element in ElementTree.fromstring(text).iter() for value in element.attrib.values() for url in BARE.findall(value)
        ]
    if path.suffix in (".yaml", ".yml"):
        return [(url, 0) for url in in_data(yaml.safe_load(text))]
    if path.suffix == ".json":
        return [(url, 0) for url in in_data(json.loads(text))]
    return [(url, number) for number, line in enumerate(text.split("\n"), 1) for url in BARE.findall(line)]


def lost(path: Path) -> list[tuple[str, int]]:
    """Return the addresses of a document that are neither in the graph nor in a finding."""
    graph = weave(reading := read([path]))
    findings = graph.graph["findings"]
    if any(finding["code"] == "no-roadmap" for finding in findings):
        return []
    known = {unquote(url) for _, node in graph.nodes(data=True) for url in node.get("urls", ())}
    # A page beside the document is a resource by its name: its address leads nowhere from elsewhere.
    known |= {unquote(url) for roadmap in reading.roadmaps for r in roadmap.resources for url in r.urls if "://" not in url}
    places = [origin for finding in findings for origin in finding["origins"]]
    said = "\n".join(unquote(words) for finding in findings for words in (finding["message"], *(o["text"] for o in finding["origins"])))
    lines = {place["line"] for place in places}
    return [
        (url, line)
        for url, line in addresses(path)
        if not url.startswith("#") and unquote(url) not in known and unquote(url) not in said and line not in lines
    ]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_address_of_a_fixture_is_accounted_for(path: Path) -> None:
    """Each address of our own documents, in every format, became a resource or stands in a finding."""
    assert lost(path) == []


@pytest.mark.parametrize("path", sorted((TESTS / "sources" / "constructs").glob("*.txt")), ids=lambda path: path.stem)
def test_every_address_of_a_construct_is_accounted_for(path: Path, tmp_path: Path) -> None:
    """The same for the document of each construct's case."""
    document = path.read_text(encoding="utf-8").partition("\n---\n")[2].partition("=====>\n")[0]
    (tmp_path / "document.md").write_text(document, encoding="utf-8")
    assert lost(tmp_path / "document.md") == []


def test_every_address_of_real_documents_is_accounted_for() -> None:
    """The same for documents that people wrote, where they are at hand."""
    paths = [path for folder in ("seeds", "corpus") for path in sorted((SHARED / folder).rglob("*.*")) if path.name != "origin.yaml"]
    if not paths:
        pytest.skip("needs shared/seeds and shared/corpus")
    missing = {}
    for path in paths:
        try:
            missing[path.name] = lost(path)
        except RoadloomError:
            continue  # refused in words
    assert not any(missing.values()), missing


HIDDEN = """---
title: Bees
source: https://bees.example.org/front
---
# Bees
![hive](https://bees.example.org/picture.svg) [![badge](https://img.shields.io/x)](https://bees.example.org/badge)

<!-- https://bees.example.org/comment -->

## Week 1

- Smoker
- [Hive tool](https://bees.example.org/tool)

```bash
git clone https://bees.example.org/code.git
```

> Mind [this](https://bees.example.org/aside).

## Contributing

Write to [us](mailto:us@bees.example.org) or read [the rules](CONTRIBUTING.md), see https://bees.example.org/rules

[unused]: https://bees.example.org/unused
"""


def test_addresses_that_become_nothing_are_each_named_with_line_and_reason(tmp_path: Path) -> None:
    """Front matter, pictures, badges, comments, code, advice and unused definitions: one finding a reason, every address in it."""
    path = tmp_path / "bees.md"
    path.write_text(HIDDEN, encoding="utf-8")
    reading = read([path])
    found = {origin.line: (origin.text, finding.message) for finding in reading.findings for origin in finding.origins}
    wanted = {3: "front", 6: "badge", 8: "comment", 16: "code.git", 23: "rules", 25: "unused"}
    for line, words in wanted.items():
        assert words in found[line][0], (line, found)
    said = "\n".join(origin.text for finding in reading.findings for origin in finding.origins)
    assert all(words in said for words in ("mailto:us@bees.example.org", "CONTRIBUTING.md", "bees.example.org/badge", "picture.svg"))
    assert "code" in found[16][1] and "front matter" in found[3][1]


def test_one_reason_is_one_finding_however_many_links(tmp_path: Path) -> None:
    """A hundred badges are one finding with a hundred places."""
    path = tmp_path / "badges.md"
    badges = "\n".join(f"[![b](https://img.shields.io/{n})](https://ci.example.org/badge/{n})\n" for n in range(100))
    path.write_text(f"# Bees\n\n{badges}\n## Week 1\n\n- Smoker\n- Hive tool\n", encoding="utf-8")
    findings = [finding for finding in read([path]).findings if finding.code == "ignored-link"]
    assert len(findings) <= 3 and max(len(finding.origins) for finding in findings) >= 100
    assert lost(path) == []


def test_dropped_sections_are_named(tmp_path: Path) -> None:
    """A section that is passed over is a finding with its line."""
    path = tmp_path / "bees.md"
    path.write_text(HIDDEN, encoding="utf-8")
    (finding,) = (finding for finding in read([path]).findings if finding.code == "dropped-section")
    assert "Contributing" in finding.message and [origin.line for origin in finding.origins] == [21]


def test_a_part_that_is_no_roadmap_keeps_no_link_back(tmp_path: Path) -> None:
    """Where one of two glued parts yields nothing, its links are reported all the same."""
    path = tmp_path / "two.md"
    path.write_text(
        "# Bees\n\n## Week 1\n\n- Smoker\n- Hive tool\n\n====================\n\n# Links\n\nSee [a page](https://bees.example.org/only).\n",
        encoding="utf-8",
    )
    assert lost(path) == []
