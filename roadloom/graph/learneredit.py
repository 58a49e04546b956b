"""Change a learner's file as a careful person would: only the lines in question, comments and unknown keys stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from roadloom.errors import OutputError
from roadloom.graph.datafiles import parse_yaml
from roadloom.graph.learner import FORMAT, VERSION, Entry, Learner
from roadloom.graph.yamlfiles import compose

if TYPE_CHECKING:
    import yaml

Span = tuple[int, int, str]  # from, to, and what stands there afterwards


def edited(text: str, path: str, changes: Mapping[str, Entry | None]) -> str:
    """Return the text of a learner's file with other entries, by the keys that stand in it; None takes an entry out.

    Raises
    ------
    InputError : if the text is no learner's file.
    OutputError : if it is written in a way that cannot be changed without loss.
    """
    before = Learner.parse(text, path)
    wanted = {key: (e.status, e.since) for key, e in before.topics.items()}
    for key, entry in changes.items():
        wanted.pop(key, None)
        if entry is not None:
            wanted[key] = (entry.status, entry.since)
    changed = _apply(text, _spans(text, path, changes))
    try:
        after = {key: (e.status, e.since) for key, e in Learner.parse(changed, path).topics.items()}
    except Exception as error:  # whatever the odd notation led to, nothing is written
        raise _too_odd(path) from error
    if after != wanted:
        raise _too_odd(path)
    return changed


def _too_odd(path: str) -> OutputError:
    return OutputError("This way of writing YAML cannot be changed without loss.", path=path, remedy="Write one topic a line.")


def _apply(text: str, spans: list[Span]) -> str:
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _spans(text: str, path: str, changes: Mapping[str, Entry | None]) -> list[Span]:
    """Say which stretches of the text become what."""
    import yaml

    root = compose(text, path)
    ending = "\r\n" if "\r\n" in text else "\n"
    if root is None:
        lead = text if not text or text.endswith("\n") else text + ending
        head = f"format: {FORMAT}{ending}version: {VERSION}{ending}"
        return [(0, len(text), lead + head + _block(changes, "topics:" + ending, ending))]
    if not isinstance(root, yaml.MappingNode):
        raise _too_odd(path)
    if root.flow_style:
        return [(*_reach(root), _flow_file(text, changes))]
    topics = next((value for key, value in root.value if key.value == "topics"), None)
    if topics is None:
        glue = "" if text.endswith("\n") else ending
        return [(len(text), len(text), glue + _block(changes, "topics:" + ending, ending))]
    if not isinstance(topics, yaml.MappingNode) or not topics.value:
        return [(*_reach(topics), _block(changes, ending, ending).rstrip())]
    if topics.flow_style:
        return [(*_reach(topics), _flow(_altered(parse_yaml(text)["topics"], changes)))]
    return _in_block(text, topics, changes, ending)


def _in_block(text: str, topics: yaml.MappingNode, changes: Mapping[str, Entry | None], ending: str) -> list[Span]:
    """Change, take out and add entries of a mapping that has one a line."""
    spans: list[Span] = []
    raw = parse_yaml(text)["topics"]
    nodes = {str(parse_yaml(text[slice(*_reach(key))])): (key, value) for key, value in topics.value}
    gone = 0
    for name, entry in changes.items():
        if name in nodes:
            key, value = nodes[name]
            if entry is None:
                spans.append(_line(text, key.start_mark.index, _reach(value)[1]))
                gone += 1
            else:
                spans += _restated(text, value, raw[name], entry, ending)
    first, last = topics.value[0][0], topics.value[-1][1]
    new = {name: entry for name, entry in changes.items() if name not in nodes and entry is not None}
    if new:
        end = _line(text, first.start_mark.index, _reach(last)[1])[1]
        glue = "" if text[:end].endswith("\n") else ending
        spans.append((end, end, glue + _block(new, "", ending, " " * first.start_mark.column)))
    elif gone == len(topics.value):
        start = first.start_mark.index - first.start_mark.column
        spans.append((start, start, f"{' ' * max(first.start_mark.column, 1)}{{}}{ending}"))
    return spans


def _restated(text: str, value: yaml.Node, said: Any, entry: Entry, ending: str) -> list[Span]:
    """Give an entry another status and day, its own keys and comments kept."""
    import yaml

    if not isinstance(value, yaml.MappingNode):
        return [(*_reach(value), _flow(_row(entry)) if entry.since else entry.status)]
    if value.flow_style:
        return [(*_reach(value), _flow(_restate(said, entry)))]
    parts = {key.value: (key, part) for key, part in value.value}
    key, status = parts["status"]
    spans: list[Span] = [(*_reach(status), entry.status)]
    if "since" in parts:
        since_key, since = parts["since"]
        line = _line(text, since_key.start_mark.index, _reach(since)[1])
        spans.append((*_reach(since), _flow(entry.since)) if entry.since else line)
    elif entry.since:
        at = key.start_mark.index
        spans.append((at, at, f"since: {_flow(entry.since)}{ending}{' ' * key.start_mark.column}"))
    return spans


def _reach(node: yaml.Node) -> tuple[int, int]:
    """Return where a node's text begins and ends; what PyYAML counts to a block beyond its last word (comments) does not belong to it."""
    end = node
    while getattr(end, "flow_style", True) is False and end.value:
        end = end.value[-1][1] if isinstance(end.value[-1], tuple) else end.value[-1]
    return node.start_mark.index, end.end_mark.index


def _line(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Widen a stretch to whole lines, to be taken out."""
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop + 1, ""


# --- notation ---------------------------------------------------------------------------------------------------------------


def _row(entry: Entry) -> dict[str, Any]:
    return {"status": entry.status} | ({"since": entry.since} if entry.since else {})


def _restate(said: Any, entry: Entry) -> dict[str, Any]:
    kept = {key: value for key, value in said.items() if key not in ("status", "since")} if isinstance(said, dict) else {}
    return _row(entry) | kept


def _altered(raw: Mapping[str, Any], changes: Mapping[str, Entry | None]) -> dict[str, Any]:
    """Return the entries after the changes, as plain data."""
    rows = {key: row for key, row in raw.items() if changes.get(key, row) is not None}
    return rows | {key: _restate(raw.get(key), entry) for key, entry in changes.items() if entry is not None}


def _flow_file(text: str, changes: Mapping[str, Entry | None]) -> str:
    data = parse_yaml(text)
    return _flow(data | {"topics": _altered(data.get("topics") or {}, changes)}, indent=2 if "\n" in text.strip() else None)


def _flow(data: Any, indent: int | None = None) -> str:
    """Write data in a notation that YAML and JSON share."""
    return json.dumps(data, ensure_ascii=False, indent=indent, default=str)


def _block(changes: Mapping[str, Entry | None], lead: str, ending: str, indent: str = "  ") -> str:
    """Write new entries, one a line, sorted."""
    lines = [f"{indent}{_key(key)}: {_entry(entry)}{ending}" for key, entry in sorted(changes.items()) if entry is not None]
    return lead + "".join(lines) if lines else f"{lead.rstrip()} {{}}{ending}"


def _entry(entry: Entry) -> str:
    return f"{{status: {entry.status}, since: {_flow(entry.since)}}}" if entry.since else f"{{status: {entry.status}}}"


def _key(name: str) -> str:
    """Write a key, quoted unless it is a plain id."""
    kind, _, rest = name.partition("/")
    return name if kind == "topic" and rest.replace("-", "").replace("/", "").isalnum() else _flow(name)
