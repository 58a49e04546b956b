"""Each file of `constructs/` holds a document and what a careful reader takes from it; docs/constructs.md lists them.

A file: what the case shows, a line `---`, the document, a line `=====>`, the listing. `python tests/sources/test_constructs.py` writes the
listings anew; read the difference before you commit it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from roadloom.sources import read

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from listing import listing  # noqa: E402

CASES = sorted((HERE / "constructs").glob("*.txt"))
ARROW = "=====>\n"


def parts(path: Path) -> tuple[str, str, str]:
    """Return what a case shows, its document and its listing."""
    what, _, rest = path.read_text(encoding="utf-8").partition("\n---\n")
    document, _, expected = rest.partition(ARROW)
    return what, document, expected


def understood(document: str, folder: Path) -> str:
    """Return the listing of a document."""
    path = folder / "document.md"
    path.write_text(document, encoding="utf-8")
    return listing(read([path]).roadmaps)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_construct_is_read_as_a_person_reads_it(path: Path, tmp_path: Path) -> None:
    """The document of a case yields exactly the entries that the case lists."""
    _, document, expected = parts(path)
    assert understood(document, tmp_path) == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_reading_does_not_depend_on_line_ends(path: Path, tmp_path: Path) -> None:
    """A document with Windows' line ends and a byte order mark is understood like any other."""
    _, document, expected = parts(path)
    target = tmp_path / "document.md"
    target.write_bytes(b"\xef\xbb\xbf" + document.replace("\n", "\r\n").encode())
    assert listing(read([target]).roadmaps) == expected


def test_the_table_of_constructs_is_complete() -> None:
    """docs/constructs.md names every case with what it shows."""
    table = (HERE.parents[1] / "docs" / "constructs.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (.+?) \| \[([\w-]+)\]", table, re.MULTILINE))
    assert {v: k for k, v in listed.items()} == {path.stem: parts(path)[0] for path in CASES}


def write() -> None:
    """Write every listing and the table anew."""
    import tempfile

    rows = []
    for path in CASES:
        what, document, _ = parts(path)
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(f"{what}\n---\n{document}{ARROW}{understood(document, Path(folder))}", encoding="utf-8")
        rows.append(f"| {what} | [{path.stem}](../tests/sources/constructs/{path.name}) |")
    head = "# What is understood\n\nEach row is a test case: a small document and what a careful reader takes from it.\n\n"
    head += "| construct | case |\n|---|---|\n"
    (HERE.parents[1] / "docs" / "constructs.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
