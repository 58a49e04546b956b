"""Text from strangers, made fit to be shown."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import networkx as nx

# Controls show as boxes or end the text; bidirectional overrides reorder what stands around them; half surrogate pairs cannot be written.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_SCRIPT_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def clean(text: str, most: int = 2000) -> str:
    """Drop what cannot be shown, and cut at `most` characters.

    >>> clean("a\\x00b\\u202e")
    'ab'
    """
    text = _UNFIT.sub("", text).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def label(graph: nx.MultiDiGraph, node: str, most: int = 300) -> str:
    """Return the name of a node as it can be shown; its id where the name shows nothing."""
    return clean(str(graph.nodes[node].get("name") or ""), most) or clean(node, most) or "–"


def web_address(url: object) -> str | None:
    """Return `url` if a browser may follow it: http or https, with a host, without blanks or controls; else None.

    >>> web_address("https://a.b/c"), web_address("javascript:alert(1)"), web_address("//a.b")
    ('https://a.b/c', None, None)
    """
    if not isinstance(url, str) or len(url) > 4000 or re.search(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff\"<>\\^`{|}]", url):
        return None
    try:
        parts = urlsplit(url)
        fine = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:  # a broken IPv6 host
        return None
    return url if fine else None


def script_json(data: Any) -> str:
    """Write `data` as JSON that may stand inside a script element: nothing in it can end the element or start a comment.

    >>> script_json({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_SCRIPT_UNSAFE)
