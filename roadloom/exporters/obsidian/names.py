"""Names of notes: readable, stable, and legal wherever a vault is opened.

A name may stand as a file on Windows, macOS, Linux, iOS and Android and as the target of a wikilink. Characters that cannot are
exchanged for their full-width twins instead of being dropped: stripping turns `C#` into `C`, a twin keeps `C`, `C#`, `C++`, `.NET`
and `CI/CD` apart and readable. The true title stands as heading and alias in the note.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

MAX_BYTES = 200
"""Longest name in UTF-8 bytes, without `.md`: leaves room for `.conflict-xxxxxxxx.md` below the 255 of common file systems."""

_TWIN = 0xFEE0  # from an ASCII character to its full-width twin
_TWINS = str.maketrans({c: chr(ord(c) + _TWIN) for c in '#^[]|\\/:*?"<>`%$'})
"""Forbidden in file names or in links, or (` % $) the start of code, comments and formulas where a link is shown."""
_MARKUP = re.compile(r"={2,}|~{2,}|&(?=#?\w+;)|(?<!\w)_+|_+(?!\w)")
"""What some reader of Markdown would take for markup even in a link."""

_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_SUFFIX = re.compile(
    r"\.(?=(?:md|canvas|base|png|jpe?g|gif|svg|webp|bmp|avif|pdf|mp[34]|wav|webm|ogg|m4a|3gp|flac|mov|mkv|ogv)$)", re.IGNORECASE
)
"""What Obsidian takes for the suffix of a file when it stands in a link."""


def fold(name: str) -> str:
    """Return the key under which a file system, or a reader, may take two names for one.

    >>> fold("LoRA") == fold("lora"), fold("C#") == fold("C")
    (True, False)
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def short_hash(identity: str) -> str:
    """Return six hexadecimal digits that depend on the identity only."""
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:6]


def safe(title: str, identity: str, limit: int = MAX_BYTES) -> str:
    """Turn a title into a file name without suffix, at most `limit` bytes long in UTF-8.

    `identity` gives the hash that marks a name that had to be shortened, or stands for a title with nothing to show.

    >>> safe("CI/CD", "topic/ci-cd"), safe(".NET", "topic/net"), safe("C#", "topic/c")
    ('CI／CD', '．NET', 'C＃')
    """
    from pathvalidate import sanitize_filename

    shown = "".join(" " if c in "\t\r\n" else c for c in title if c in "\t\r\n" or unicodedata.category(c) not in _INVISIBLE)
    name = " ".join(unicodedata.normalize("NFC", shown).translate(_TWINS).split())
    name = _MARKUP.sub(lambda found: "".join(chr(ord(c) + _TWIN) for c in found[0]), name)
    if name.startswith("."):  # hidden on Unix, and not shown by Obsidian
        name = "．" + name[1:]
    if name.endswith("."):  # Windows drops it
        name = name[:-1] + "．"
    name = _SUFFIX.sub("．", name)  # [[README.md]] would be looked up as README
    name = _cut(name, identity, limit)
    name = str(sanitize_filename(name, platform="universal")).strip()  # device names: CON, nul, COM1
    return name or short_hash(identity)


def _cut(name: str, identity: str, limit: int) -> str:
    """Shorten a name between characters and mark it as shortened."""
    if len(name.encode()) <= limit:
        return name
    mark = f"… {short_hash(identity)}"
    return name.encode()[: limit - len(mark.encode())].decode("utf-8", "ignore").rstrip(" .") + mark


def unique(wishes: Iterable[tuple[str, Sequence[str]]], taken: Iterable[str] = ()) -> dict[str, str]:
    """Give every identity a name of its own: the first of its wishes that is free, else the last with a hash of the identity.

    Parameters
    ----------
    wishes : pairs of an identity and the titles it may be called by, best first; earlier pairs have the first choice.
    taken : names that are in use already.

    >>> unique([("a", ["LoRA"]), ("b", ["lora", "lora (book)"])])
    {'a': 'LoRA', 'b': 'lora (book)'}
    """
    used = {fold(name) for name in taken}
    names: dict[str, str] = {}
    for identity, titles in wishes:
        names[identity] = next(name for name in _tries(identity, titles) if fold(name) not in used)
        used.add(fold(names[identity]))
    return names


def _tries(identity: str, titles: Sequence[str]) -> Iterator[str]:
    """Yield names for an identity, best first."""
    for title in titles:
        yield safe(title, identity)
    yield safe(f"{titles[-1][:60]} {short_hash(identity)}", identity)
    yield hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()  # the six digits may be taken as well
