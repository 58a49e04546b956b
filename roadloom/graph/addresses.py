"""One spelling for every address of one page, and what kind of thing stands at an address.

Only rules that are facts about the web or about a site are applied (data in addresses.yaml and media.yaml). Two addresses that merely
look alike stay two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from roadloom.graph.datafiles import shipped

if TYPE_CHECKING:
    from yarl import URL

_YEAR, _MONTH = re.compile(r"(?:19|20)\d\d"), re.compile(r"0?[1-9]|1[0-2]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BARE = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?P<top>[A-Za-z]{2,24})(?::\d+)?(?P<rest>[/?#]\S*)?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BV = re.compile(r"BV[0-9A-Za-z]{10}")
_LONGEST = 4096  # characters; no browser follows longer ones reliably


@lru_cache(1 << 16)
def canonical(url: str) -> str | None:
    """Return the one spelling of a web address, always https and without `www.`, or None if it is none.

    Bare hosts are read as https. Tracking parameters, fragments (but not `#/routes`), index pages and trailing slashes go; known sites
    (arXiv, YouTube, bilibili, GitHub, Hugging Face and others) are brought to their main form. The result identifies; what the document
    wrote is the safer link.

    >>> canonical("http://www.example.org/a/index.html?utm_source=x#top")
    'https://example.org/a'
    >>> canonical("arxiv.org/pdf/1706.03762v7.pdf"), canonical("https://youtu.be/RM6ZArd2nVc?t=3")
    ('https://arxiv.org/abs/1706.03762', 'https://youtube.com/watch?v=RM6ZArd2nVc')
    >>> canonical("javascript:alert(1)"), canonical("README.md")
    (None, None)
    """
    parsed = _parse(url)
    if parsed is None:
        return None
    page = _page(parsed)
    _follow(page)
    for site, rule in _SITES:
        if page.host == site or page.host.endswith("." + site):
            rule(page)
    return page.address()


def _parse(url: str) -> URL | None:
    """Read an address with or without scheme; None for anything that is no page of the web."""
    from yarl import URL

    text = url.strip().strip("<>")
    if len(text) > _LONGEST or _UNSEEN.search(text):
        return None
    bare = _BARE.fullmatch(text)
    if bare and (bare["rest"] or bare["top"].casefold() not in _facts()["file_endings"]):
        text = "https://" + text
    elif text.startswith("//"):
        text = "https:" + text
    scheme = _SCHEME.match(text)
    if scheme is None or scheme[1].casefold() not in ("http", "https"):
        return None
    try:
        parsed = URL(text)
        if not parsed.host or "." not in parsed.host:
            return None
        URL.build(scheme="https", host=parsed.host)  # stricter than reading: "a.{" is no host
        return parsed
    except ValueError:
        return None


@cache
def _facts() -> dict[str, Any]:
    return shipped("addresses.yaml")


@cache
def _tracking() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in _facts()["tracking"]), re.IGNORECASE)


@dataclass(slots=True)
class _Page:
    """The parts of an address that tell pages apart."""

    host: str  # lower case, without www., with the port if it is an unusual one
    segments: list[str]  # of the path, decoded
    query: list[tuple[str, str]]
    route: str  # a fragment that chooses the page, else ""

    def parameter(self, name: str) -> str | None:
        """Return the first value of a query parameter."""
        return next((value for key, value in self.query if key == name), None)

    def address(self) -> str:
        """Write the page as an https address."""
        from yarl import URL

        host, _, port = self.host.partition(":")
        url = URL.build(
            scheme="https",
            host=host,
            port=int(port) if port else None,
            path="/" + "/".join(self.segments),
            query=sorted(self.query),
            fragment=self.route,
        )
        return str(url).removesuffix("/") if not self.query and not self.route else str(url)


def _page(url: URL) -> _Page:
    host = (url.host or "").casefold().rstrip(".")
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    if url.explicit_port not in (None, 80, 443):
        host += f":{url.explicit_port}"
    segments = url.path.strip("/").split("/") if url.path.strip("/") else []
    if segments and segments[-1].casefold() in _facts()["index_pages"]:
        segments.pop()
    query = [(name, value) for name, value in url.query.items() if not _tracking().fullmatch(name)]
    route = url.fragment if url.fragment.startswith(("/", "!")) else ""
    return _Page(host, segments, query, route)


def _follow(page: _Page) -> None:
    """Go where hosts and pages lead on to, as the data says; leave out parameters that choose nothing on their site."""
    facts = _facts()
    if page.host != "b23.tv" or page.segments[:1] and _BV.fullmatch(page.segments[0]):
        page.host = facts["same_host"].get(page.host, page.host)
    for depth in range(len(page.segments), 0, -1):
        new = facts["moved"].get("/".join((page.host, *page.segments[:depth])))
        if new is not None:
            page.host, *above = new.split("/")
            page.segments = [*above, *page.segments[depth:]]
            break
    chosen = facts["chosen_by"].get(page.host)
    if chosen is not None:
        page.query = [(name, value) for name, value in page.query if name in chosen]


_Rule = Callable[[_Page], None]


def _arxiv(page: _Page) -> None:
    """Bring every form of a paper (abstract, PDF, HTML, any version) to its abstract: https://info.arxiv.org/help/arxiv_identifier.html."""
    match = re.fullmatch(r"(?:abs|pdf|html|format|src)/(.+?)(?:v\d+)?(?:\.pdf)?", "/".join(page.segments))
    if match and re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}", match[1]):
        page.host, page.segments, page.query = "arxiv.org", ["abs", *match[1].split("/")], []


def _doi(page: _Page) -> None:
    """Even out capitals, which mean nothing in a DOI, and bring arXiv's own to the paper."""
    page.segments = [part.casefold() for part in page.segments]
    match = re.fullmatch(r"10\.48550/arxiv\.(\d{4}\.\d{4,5})", "/".join(page.segments), re.IGNORECASE)
    if match:
        page.host, page.segments = "arxiv.org", ["abs", match[1]]


def _youtube(page: _Page) -> None:
    """Keep the video, or the list where no video is named."""
    segments = page.segments
    if page.host.endswith("youtu.be") and segments:
        video: str | None = segments[0]
    elif len(segments) == 2 and segments[0] in ("embed", "shorts", "live", "v"):
        video = segments[1]
    else:
        video = page.parameter("v") if segments == ["watch"] else None
    if video:
        page.host, page.segments, page.query = "youtube.com", ["watch"], [("v", video)]
    elif segments == ["playlist"]:
        page.host, page.query = "youtube.com", [(name, value) for name, value in page.query if name == "list"]
    page.host = page.host.removeprefix("m.")


def _bilibili(page: _Page) -> None:
    """Keep the video and, from the second on, the part of it; a player in another page shows that video too."""
    page.host = page.host.removeprefix("m.")
    if page.host == "player.bilibili.com" and (video := page.parameter("bvid")):
        page.host, page.segments = "bilibili.com", ["video", video]
    elif page.segments and _BV.fullmatch(page.segments[0]):
        page.segments = ["video", *page.segments]
    if page.segments[:1] == ["video"] and len(page.segments) > 1:
        part = page.parameter("p") or "1"
        page.segments = page.segments[:2]
        page.query = [("p", part)] if part.isascii() and part.isdigit() and int(part[:9]) > 1 else []


def _github(page: _Page) -> None:
    """Bring the forms of a repository's front page together, and the forms of one file or folder."""
    segments = page.segments
    if page.host == "raw.githubusercontent.com" and len(segments) > 3:
        segments = [*segments[:2], "blob", *segments[2:]]
    elif page.host != "github.com":
        return
    page.host = "github.com"
    page.query = [(name, value) for name, value in page.query if name not in ("tab", "plain", "raw")]
    if segments[3:5] == ["refs", "heads"]:
        segments = [*segments[:3], *segments[5:]]
    segments = [part.casefold() for part in segments[:2]] + segments[2:]  # owners and names are the same in any case
    if len(segments) == 2:
        segments[1] = segments[1].removesuffix(".git")
    if len(segments) > 3 and segments[2] in ("blob", "tree", "raw", "blame"):
        rest = segments[4:]
        if _is_front(segments[3], rest):
            segments = segments[:2]
        else:
            segments[2] = "blob" if rest and "." in rest[-1] else "tree"
    page.segments = segments


def _is_front(branch: str, rest: list[str]) -> bool:
    """Tell whether a file or folder of a repository is what its front page shows."""
    return branch in _facts()["front_branches"] and (not rest or [part.casefold() for part in rest] == ["readme.md"])


def _huggingface(page: _Page) -> None:
    """Bring the forms of a repository's front page together, those of one file, and English documentation with and without its `en`."""
    segments = page.segments
    if segments[:1] in (["docs"], ["learn"]) and segments[2:3] == ["en"]:
        del segments[2]
    start = 3 if segments[:1] in (["datasets"], ["spaces"]) else 2
    if len(segments) > start + 1 and segments[start] in ("blob", "tree", "raw", "resolve"):
        page.query = [(name, value) for name, value in page.query if name != "download"]
        if _is_front(segments[start + 1], segments[start + 2 :]):
            page.segments = segments[:start]
        else:
            segments[start] = "tree" if segments[start] == "tree" else "blob"


def _wikipedia(page: _Page) -> None:
    """Leave the mobile host, and the script that a Chinese page is shown in; a blank in a title is an underscore."""
    page.segments = [part.replace(" ", "_") for part in page.segments]
    page.host = page.host.replace(".m.wikipedia.org", ".wikipedia.org")
    if page.segments and re.fullmatch(r"zh-[a-z]+", page.segments[0]):
        page.segments[0] = "wiki"


def _openreview(page: _Page) -> None:
    """Bring the PDF of a paper to the page where it is discussed."""
    if page.segments in (["pdf"], ["forum"]) and (paper := page.parameter("id")):
        page.segments, page.query = ["forum"], [("id", paper)]


def _anthology(page: _Page) -> None:
    """Bring the PDF of a paper to its page: https://aclanthology.org/faq/linking/."""
    if len(page.segments) == 1:
        page.segments = [re.sub(r"(?:v\d+)?\.(?:pdf|bib)$", "", page.segments[0])]


def _google(page: _Page) -> None:
    """Keep which document it is; how it is opened is no other document."""
    segments = page.segments
    if "d" in segments[:-1]:
        page.segments, page.query = segments[: segments.index("d") + 2], []


def _x(page: _Page) -> None:
    """Keep the post; the parameters only tell who shared it."""
    if page.segments[1:2] == ["status"]:
        page.segments, page.query = page.segments[:3], []


_SITES: tuple[tuple[str, _Rule], ...] = (
    ("doi.org", _doi),
    ("arxiv.org", _arxiv),
    ("ar5iv.org", _arxiv),
    ("youtube.com", _youtube),
    ("youtu.be", _youtube),
    ("youtube-nocookie.com", _youtube),
    ("bilibili.com", _bilibili),
    ("github.com", _github),
    ("githubusercontent.com", _github),
    ("huggingface.co", _huggingface),
    ("wikipedia.org", _wikipedia),
    ("openreview.net", _openreview),
    ("aclanthology.org", _anthology),
    ("docs.google.com", _google),
    ("drive.google.com", _google),
    ("x.com", _x),
)


@lru_cache(1 << 16)
def media_of(url: str) -> str | None:
    """Tell what kind of thing stands at an address: one of `model.MEDIA`, or None where host and path do not say.

    >>> media_of("https://www.bilibili.com/video/BV13U4y1N7Uo"), media_of("huggingface.co/docs/peft"), media_of("https://example.org")
    ('video', 'docs', None)
    """
    parsed = _parse(canonical(url) or "")
    if parsed is None:
        return None
    host, segments = (parsed.host or "").removeprefix("www."), [unquote(part).casefold() for part in parsed.path.split("/") if part]
    rules = _media()
    if segments and (media := rules.ending.get(segments[-1].rpartition(".")[2])):
        return media
    for known in _ends(host.split(".")):
        matches = [(len(path), media) for path, media in rules.by_host.get(known, ()) if _begins(segments, path)]
        if matches:
            return max(matches)[1]
    if (media := rules.first_label.get(host.split(".")[0])) is not None:
        return media
    dated = any(_YEAR.fullmatch(a) and _MONTH.fullmatch(b) for a, b in pairwise(segments))  # /2018/04/…: an entry of a blog
    return next((rules.segment[part] for part in segments if part in rules.segment), "article" if dated else None)


def _ends(labels: list[str]) -> list[str]:
    """List a host and the hosts above it, the longest first."""
    return [".".join(labels[i:]) for i in range(len(labels) - 1)]


def _begins(segments: list[str], pattern: tuple[str, ...]) -> bool:
    return len(segments) >= len(pattern) and all(p in ("*", s) for s, p in zip(segments, pattern, strict=False))


@dataclass(slots=True, frozen=True)
class _MediaRules:
    by_host: dict[str, list[tuple[tuple[str, ...], str]]]
    first_label: dict[str, str]
    segment: dict[str, str]
    ending: dict[str, str]


@cache
def _media() -> _MediaRules:
    data = dict(shipped("media.yaml"))
    first_label, segment, ending = data.pop("first_label"), data.pop("segment"), data.pop("ending")
    by_host: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for media, patterns in data.items():
        for pattern in patterns:
            host, _, path = pattern.partition("/")
            by_host.setdefault(host, []).append((tuple(path.split("/")) if path else (), media))
    return _MediaRules(by_host, first_label, segment, ending)
