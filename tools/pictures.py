"""Take the pictures of the page and of cards that stand in README and docs, from the bundled curriculum, in headless Chromium.

Run it from anywhere, after `pip install '.[judges]' pillow`: `python tools/pictures.py [FOLDER]` (default: docs/images).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import networkx as nx
from PIL import Image
from playwright.sync_api import sync_playwright

from roadloom.exporters.anki import AnkiExporter
from roadloom.exporters.base import Options
from roadloom.exporters.html import HtmlExporter
from roadloom.graph.learner import Learner
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.weaving import weave
from roadloom.sources import read

MOST = 300_000  # bytes of one picture
LEARNER = "topics: {Python: known, Linear algebra: known, Calculus: known, Neural networks: known, PyTorch: doing}"
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 720}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
PICTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    # name: (language, address, what the browser is like)
    "map-light": ("en", "", {}),
    "map-dark": ("en", "#topic=topic/transformer", {"color_scheme": "dark"}),
    "map-narrow": ("en", "#topic=topic/attention-mechanism", PHONE),
    "map-path": ("en", "#target=topic/qlora&topic=topic/qlora", {}),
    "map-list": ("en", "#view=list", {}),
    "map-zh": ("zh", "", {}),
}
NIGHT = "card nightMode night_mode"
CARDS: dict[str, tuple[dict[str, str], str, str, int]] = {
    # name: (options of the deck, Id of the note, class of the page, width); the answer of its first card, as Anki itself writes it
    "card-light": ({}, "definition en topic/lora", "card", 720),
    "card-night": ({}, "why en topic/qlora", NIGHT, 720),
    "card-both": ({"lang": "both"}, "definition both topic/transformer", "card", 720),
    "card-phone": ({}, "parts en topic/activation-functions", "card", 375),
}


def take(browser: Any, page: Path, address: str, look: dict[str, Any]) -> bytes:
    """Open a page at an address and return its picture, PNG."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "offline": True, "reduced_motion": "reduce"} | look)
    tab = context.new_page()
    tab.goto(page.as_uri() + address)
    tab.wait_for_selector("html[data-ready]")
    tab.wait_for_timeout(500)  # the map is drawn anew once it rests
    shot: bytes = tab.screenshot()
    context.close()
    return slim(shot)


def answers(graph: nx.MultiDiGraph, scratch: Path) -> Iterator[tuple[str, str]]:
    """Import the deck into Anki and yield the name of each picture of a card with its page, HTML."""
    from anki import import_export_pb2 as wire
    from anki.collection import Collection

    for name, (extra, start, look, _) in CARDS.items():
        folder = scratch / name
        folder.mkdir()
        links = {"vault": "My vault", "page": "https://example.org/map.html"}
        ((_, deck),) = AnkiExporter().export(graph, Options(extra=links | extra))
        (folder / "deck.apkg").write_bytes(deck)
        collection = Collection(str(folder / "collection.anki2"))
        collection.import_anki_package(wire.ImportAnkiPackageRequest(package_path=str(folder / "deck.apkg")))
        collection.models._clear_cache()
        notes = (collection.get_note(number) for number in collection.find_notes(""))
        note = next(note for note in notes if note["Id"] == start)
        yield name, f"<body class='{look}'>{note.cards()[0].answer()}</body>"
        collection.close()


def photograph(browser: Any, html: str, width: int) -> bytes:
    """Return the picture of a card at a width, as high as the card is, PNG."""
    context = browser.new_context(viewport={"width": width, "height": 100}, device_scale_factor=1.5, offline=True)
    tab = context.new_page()
    tab.set_content(html)
    shot: bytes = tab.screenshot(full_page=True)
    context.close()
    return slim(shot)


def slim(picture: bytes) -> bytes:
    """Write a picture with 256 colours: the most frequent ones keep the pale areas apart, the most distant ones the small dots."""
    full = Image.open(io.BytesIO(picture)).convert("RGB")
    frequent = full.quantize(160, Image.Quantize.MEDIANCUT).getpalette() or []
    distant = full.quantize(96, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(frequent[: 3 * 160] + distant[: 3 * 96])
    small = io.BytesIO()
    full.quantize(palette=palette, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> int:
    """Take all pictures; 1 if one of them is too heavy for a README."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("roadloom") / "data" / "curriculum") as bundled:
        graph = weave(read([bundled]), title="Learning large language models", lexicon=Lexicon.load(None))
    learner = Learner.parse(LEARNER).resolved(graph)
    heavy = 0
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, (lang, address, look) in PICTURES.items():
            page = Path(scratch) / "map.html"
            options = Options(lang="zh" if lang == "zh" else "en", learner=learner)
            page.write_bytes(next(content for _, content in HtmlExporter().export(graph, options)))
            heavy += keep(folder / f"{name}.png", take(browser, page, address, look))
        for name, html in answers(graph, Path(scratch)):
            heavy += keep(folder / f"{name}.png", photograph(browser, html, CARDS[name][-1]))
        browser.close()
    return 1 if heavy else 0


def keep(file: Path, shot: bytes) -> bool:
    """Write a picture, say how heavy it is, and return whether that is too much."""
    file.write_bytes(shot)
    print(f"{file.name}  {len(shot) // 1000} kB")
    return len(shot) > MOST


if __name__ == "__main__":
    sys.exit(main())
