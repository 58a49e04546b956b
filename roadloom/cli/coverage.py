"""`roadloom check --coverage`: how much of each document was understood."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from roadloom.cli.terminal import note, say, say_json

if TYPE_CHECKING:
    from roadloom.graph.model import Coverage, Reading

_HEADS = ("document", "lines", "understood", "ignored", "not understood")


def show_coverage(reading: Reading, *, as_json: bool, verbose: bool) -> None:
    """Print for each document how many of its lines were understood, ignored for a reason, not understood; `verbose`: which, and why."""
    listed = [(source.path, reading.coverage[source.id]) for source in reading.sources if source.id in reading.coverage]
    if as_json:
        say_json({"coverage": [_entry(path, coverage) for path, coverage in listed]})
        return
    rows = [_row(path, coverage) for path, coverage in listed]
    if len(listed) > 1:
        rows.append(_row("together", *(coverage for _, coverage in listed)))
    if listed:
        _show_table([_HEADS, *rows])
    for path, coverage in listed if verbose else ():
        _show_lines(path, coverage)
    if others := [source.path for source in reading.sources if source.id not in reading.coverage]:
        note(
            f"{', '.join(others)}: known from a graph file, which does not keep lines; name the documents themselves to see their coverage."
        )


def _entry(path: str, coverage: Coverage) -> dict[str, Any]:
    return {
        "source": path,
        "lines": coverage.lines,
        "understood": coverage.understood,
        "ignored": len(coverage.ignored),
        "not_understood": len(coverage.missed),
        "reasons": dict(Counter(coverage.ignored.values()).most_common()),
        "ignored_lines": [{"line": line, "why": why} for line, why in sorted(coverage.ignored.items())],
        "not_understood_lines": [{"line": line, "text": text} for line, text in sorted(coverage.missed.items())],
    }


def _row(name: str, *coverages: Coverage) -> tuple[str, ...]:
    lines = sum(coverage.lines for coverage in coverages)
    counts = (sum(c.understood for c in coverages), sum(len(c.ignored) for c in coverages), sum(len(c.missed) for c in coverages))
    return name, str(lines), *(f"{count} ({100 * count / lines:.0f} %)" if lines else "0" for count in counts)


def _show_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        say("  ".join(cells), bold=number == 0)


def _show_lines(path: str, coverage: Coverage) -> None:
    reasons = ", ".join(f"{count} {why}" for why, count in Counter(coverage.ignored.values()).most_common())
    say()
    say(f"{path}: ignored: {reasons or 'nothing'}")
    for line, text in sorted(coverage.missed.items()):
        say(f"{path}:{line}: not understood: {text}", fg="yellow")
