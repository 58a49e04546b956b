"""Each file of `formats/` stands beside the listing of what a careful reader takes from it; docs/formats.md lists them.

`python tests/sources/test_formats.py` writes the listings anew; read the difference before you commit it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from roadloom.sources import read

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from listing import listing  # noqa: E402

CASES = sorted(path for path in (HERE / "formats").rglob("*.*") if path.suffix != ".listing" and path.parent.name != "content")


def understood(path: Path) -> str:
    """Return the listing of a file and the codes of its findings."""
    reading = read([path])
    return listing(reading.roadmaps) + "".join(
        f"finding {f.code} {f.origins[0].line if f.origins else 0} {f.message}\n" for f in reading.findings
    )


def listed(path: Path) -> Path:
    return path.with_name(f"{path.name}.listing")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_format_is_read_as_a_person_reads_it(path: Path) -> None:
    """What a file of a format yields is what its listing says."""
    assert understood(path) == listed(path).read_text(encoding="utf-8")


def test_every_format_of_the_table_has_its_case() -> None:
    """docs/formats.md names every case, and no case that is not there."""
    table = (HERE.parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [path.name for path in CASES if f"`{path.name}`" not in table] == []


if __name__ == "__main__":
    for case in CASES:
        listed(case).write_text(understood(case), encoding="utf-8")
