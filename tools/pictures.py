"""Take the pictures of the page that stand in README and docs, from the bundled curriculum, in headless Chromium.

Run it from anywhere, after `pip install '.[judges]' pillow`: `python tools/pictures.py [FOLDER]` (default: docs/images).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

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
            shot = take(browser, page, address, look)
            (folder / f"{name}.png").write_bytes(shot)
            print(f"{name}.png  {len(shot) // 1000} kB")
            heavy += len(shot) > MOST
        browser.close()
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
