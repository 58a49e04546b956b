"""The program reads the annotated documents as a careful person does, to a measured degree that may only rise.

`thresholds.yaml` holds the F1 (in percent) that each section reaches over all documents together, and that each document reaches over
its phases, topics, resources and projects. `python -m tests.understanding.measure [STEM...]` prints every figure and every miss.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from .measure import HERE, SECTIONS, Tally, build, load, measure, overall, stems, table

THRESHOLDS: dict[str, dict[str, float]] = yaml.safe_load((HERE / "thresholds.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tallies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Tally]]:
    """Build and measure every annotated document once."""
    folder = tmp_path_factory.mktemp("documents")
    golds: dict[str, dict[str, Any]] = {stem: load(stem) for stem in stems()}
    return {stem: measure(gold, build(gold, folder)) for stem, gold in golds.items()}


@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_falls_below_its_threshold(section: str, tallies: dict[str, dict[str, Tally]]) -> None:
    """Over all documents together, every section is understood at least as well as it has been."""
    pooled = Tally()
    for stem, judged in tallies.items():
        pooled.add(judged[section], stem)
    assert pooled.asked, f"no document asks for {section}"
    assert 100 * pooled.f1 >= THRESHOLDS["sections"][section], "\n" + table({section: pooled})


@pytest.mark.parametrize("stem", stems())
def test_no_document_falls_below_its_floor(stem: str, tallies: dict[str, dict[str, Tally]]) -> None:
    """No document pays for a gain elsewhere: each keeps its phases, topics, resources and projects."""
    assert 100 * overall(tallies[stem]) >= THRESHOLDS["documents"][stem], "\n" + table(tallies[stem])


def test_every_document_is_annotated_once() -> None:
    """Every document has a gold of its name and every gold a document."""
    documents = sorted(path.stem for path in Path(HERE / "documents").iterdir())
    assert documents == stems() == sorted(THRESHOLDS["documents"])
    assert all((HERE / "documents" / load(stem)["document"]).exists() for stem in stems())
