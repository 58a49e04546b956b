"""What becomes no entry: links and whole sections. One finding for each reason lists every place: nothing is lost and nobody flooded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from roadloom.graph.model import Finding, Origin

from .outline import Block, Line
from .words import bare

_WORDS = 120  # characters of a line that are shown
_SHOWN = 3  # addresses or sections in a message; the places list them all
_OUTSIDE = "stands outside every list and stage"


@dataclass(frozen=True, slots=True)
class PassedLink:
    """A link that yields no entry."""

    why: str  # completes "a link that …"
    url: str
    line: int
    words: str  # of the line that it stands on


def findings_of(passed: Iterable[PassedLink], source: str) -> list[Finding]:
    """Return one finding for each reason, in the order of the reasons' first lines; each place names its address."""
    by_reason: dict[str, list[PassedLink]] = {}
    for link in sorted(dict.fromkeys(passed), key=lambda link: link.line):
        by_reason.setdefault(link.why, []).append(link)
    return [
        Finding(
            "ignored-link", _message(why, links), choice="no resource", origins=[Origin(source, link.line, _shown(link)) for link in links]
        )
        for why, links in by_reason.items()
    ]


def _message(why: str, links: list[PassedLink]) -> str:
    if len(links) == 1:
        return f"a link that {why}: {links[0].url}"
    some = ", ".join(dict.fromkeys(link.url for link in links[:_SHOWN]))
    return f"{len(links)} links, each of which {why}: {some}" + (", …" if len(links) > _SHOWN else "")


def _shown(link: PassedLink) -> str:
    words = " ".join(link.words.split())[:_WORDS]
    return words if link.url in words else f"{words} <{link.url}>".strip()


def unread(blocks: Iterable[Block], taken: set[tuple[int, str]], urls: set[str], ignored: Mapping[int, str]) -> Iterator[PassedLink]:
    """Yield the links of blocks that neither stand in `taken` (line, address) nor lead where an entry leads.

    Links within the page say nothing and do not count; `ignored` tells why lines were passed over.
    """
    for block in blocks:
        for inner in block.walk():
            for line in inner.own_lines:
                why = f"stands in what was passed over ({ignored[line.number]})" if line.number in ignored else _OUTSIDE
                for span in line.links:
                    url = span.url or ""
                    if not url.startswith("#") and url not in urls and (line.number, url) not in taken:
                        yield PassedLink(why, url, line.number, line.text)


def dropped(sections: Iterable[tuple[str, Line]], source: str) -> list[Finding]:
    """Return one finding for each reason why sections were passed over; a section is given by its reason and its heading."""
    by_reason: dict[str, list[Line]] = {}
    for why, heading in sections:
        by_reason.setdefault(why, []).append(heading)
    out = []
    for why, headings in by_reason.items():
        names = ", ".join(bare(heading.text) for heading in headings[:_SHOWN]) + (", …" if len(headings) > _SHOWN else "")
        message = f"{'a section' if len(headings) == 1 else f'{len(headings)} sections'} of {why}: {names}"
        origins = [Origin(source, heading.number, heading.text.strip()[:_WORDS]) for heading in headings]
        out.append(Finding("dropped-section", message, choice="no entries", origins=origins))
    return out
