"""Hold the documents to what they promise: every relative link leads to a file, and the changelog knows the version.

Run it from anywhere: `python tools/check_docs.py`. Prints each fault as `file:line: message` and exits with 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)")
CODE = re.compile(r"`[^`]*`")
VERSION = re.compile(r'__version__ = "([^"]+)"')


def dead_links(document: Path) -> Iterator[str]:
    """Yield every relative link or image of a Markdown `document` that leads nowhere; what stands in code is no link."""
    fenced = False
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        for target in [] if fenced else LINK.findall(CODE.sub("", line)):
            if not (document.parent / target).exists():
                yield f"{document.relative_to(ROOT)}:{number}: {target} does not exist"


def faults() -> Iterator[str]:
    """Yield all faults of the repository's documents."""
    for document in sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))):
        yield from dead_links(document)
    found = VERSION.search((ROOT / "roadloom" / "__init__.py").read_text(encoding="utf-8"))
    if found is None or f"## {found[1]}" not in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"):
        yield f"CHANGELOG.md:1: no section for version {found[1] if found else '?'}"


def main() -> int:
    """Print all faults and return the exit code."""
    found = list(faults())
    print("\n".join(found) or "documents hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
