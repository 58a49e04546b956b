"""Tell the tables of a web page from those that only lay the page out, and write their cells as lines."""

from __future__ import annotations

from .outline import Block, Line, Span


def settle_table(table: Block, holder: Block) -> None:
    """Turn the cells of a table into lines; a table that only lays out the page gives way to what stands in it."""
    rows = [[cell for cell in row.children if cell.kind == "cell"] for row in table.children if row.kind == "row"]
    rows = [row for row in rows if row]
    cells = [cell for row in rows for cell in row]
    lays_out = max(map(len, rows), default=0) < 2 or any(b.kind in ("heading", "table", "code") for cell in cells for b in cell.walk())
    if lays_out:
        at = next((i for i in range(len(holder.children) - 1, -1, -1) if holder.children[i] is table), None)
        if at is not None:
            holder.children[at : at + 1] = [block for cell in cells for block in cell.children]
        return
    table.rows = [[_cell(cell) for cell in row] for row in rows]
    table.children = []
    table.end = max((line.number for row in table.rows for line in row), default=table.line)


def _cell(cell: Block) -> Line:
    """Write a cell on one line: its items and paragraphs as a list."""
    out = Line(cell.line)
    for block in cell.walk():
        for line in block.lines:
            if out.spans:
                out.spans.append(Span("; " if block.kind == "item" else " "))
            else:
                out.number = line.number
            out.spans.extend(line.spans)
    return out
