"""Hold the direction of imports: cli → exporters, sources → graph → errors; sources and exporters never import each other.

Run it from anywhere: `python tools/check_imports.py`. Prints each breach as `file:line: message` and exits with 1 if there is any.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "roadloom"
ALLOWED = {
    "errors": set[str](),
    "graph": {"errors"},
    "sources": {"graph", "errors"},
    "exporters": {"graph", "errors"},
    "cli": {"exporters", "sources", "graph", "errors"},
    "data": set[str](),
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""What each part may import, besides itself. `roadloom` itself (its version) is open to all."""


def breaches(root: Path) -> Iterator[str]:
    """Yield every import under the package folder `root` that runs the wrong way."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root)
        part = inside.parts[0].removesuffix(".py")
        if part not in ALLOWED:
            yield f"{path}:1: {PACKAGE}.{part} is no known part; add it to tools/check_imports.py"
            continue
        for line, module in imported(ast.parse(path.read_bytes(), str(path)), (PACKAGE, *inside.parts[:-1])):
            other = module.removeprefix(PACKAGE).lstrip(".").partition(".")[0]
            if other and other != part and other in ALLOWED and other not in ALLOWED[part]:
                yield f"{path}:{line}: {PACKAGE}.{part} must not import {module}"


def imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield (line, module) for every import of our own modules; relative ones are resolved against `package`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name == PACKAGE or name.startswith(PACKAGE + "."))


def main() -> int:
    """Print all breaches and return the exit code."""
    found = list(breaches(Path(__file__).resolve().parent.parent / PACKAGE))
    print("\n".join(found) or "imports run one way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
