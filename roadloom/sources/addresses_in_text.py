"""Find addresses that stand bare in running text, Chinese punctuation around them or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .outline import Span

# What ends an address in Chinese prose although RFC 3986 readers would take it in.
_STOP = r"\s<>\"'`，。、；：！？（）【】《》「」“”‘’…|"
_FULL = rf"https?://[^{_STOP}]+|www\.[^{_STOP}]+"
# A bare host counts with a path, or under a domain that is no common ending of a product's name.
_HOST = r"(?<![\w@./-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|edu|gov|cn|tw)(?:\.(?:cn|tw|hk|uk))?(?![\w.-]*\w@)"
_PATHED = r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|cn|tw|ai|io|dev|co|app|me|hk|sh|so|xyz)/"
_ADDRESS = re.compile(rf"{_FULL}|{_PATHED}[^{_STOP}]*|{_HOST}(?![\w/-])", re.ASCII)


def trimmed(url: str) -> str:
    """Drop punctuation that ends the sentence rather than the address; keep brackets that are balanced inside it."""
    while url:
        if url[-1] in ".,;:!?*_~" or url[-1] in ")]}" and url.count(url[-1]) > url.count({")": "(", "]": "[", "}": "{"}[url[-1]]):
            url = url[:-1]
        else:
            break
    return url


def linked(span: Span) -> Iterator[Span]:
    """Split a span at the bare addresses in it.

    >>> [s.url for s in linked(Span("看（https://x.org/a_(b)）和 huggingface.co/learn，好"))]
    [None, 'https://x.org/a_(b)', None, 'huggingface.co/learn', None]
    """
    if span.url or span.code or span.image:
        yield span
        return
    at = 0
    for match in _ADDRESS.finditer(span.text):
        url = trimmed(match.group())
        if match.start() > at:
            yield Span(span.text[at : match.start()], bold=span.bold)
        yield Span(url, url=url, bold=span.bold)
        at = match.start() + len(url)
    if at < len(span.text):
        yield Span(span.text[at:], bold=span.bold)
