"""Read inputs: find the files, decode them, choose the reader of each, keep what went wrong."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from roadloom.errors import InputError, RoadloomError
from roadloom.graph.graphfile import begins, is_graph
from roadloom.graph.model import Finding, Origin, Reading, Roadmap, Source
from roadloom.graph.names import digest, source_id
from roadloom.graph.project import FORMAT as RULES_FORMAT

from .coverage import account, checked, mark, unaccounted
from .decoding import LARGEST, decode
from .formats import SUFFIXES, kind_of
from .outline import Seen
from .passed import findings_of
from .vault import Vaults
from .words import simplified, words

_SKIPPED = {"node_modules", "__pycache__", ".git", ".obsidian", ".venv", "venv"}
_SIDE_FILES = {"roadloom.yaml", "learner.yaml"}
_RULES = re.compile(rb"""^\s*["']?format["']?\s*:\s*["']?""" + RULES_FORMAT.encode(), re.MULTILINE)
STDIN = "stdin.md"


class Reader(Protocol):
    """Turns the text of one document into roadmaps; an outsider's reader is registered under the entry point group `roadloom.sources`."""

    def __call__(self, text: str, source: Source) -> tuple[list[Roadmap], list[Finding]]: ...


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read."""

    path: Path
    named: bool = True  # by the user, not found in a folder
    data: bytes | None = None  # its content, where it can be read only once
    alias: str = ""  # what such a one is called


def read(
    inputs: Iterable[str | Path], *, progress: Callable[[str, int, int], None] | None = None, held: Mapping[str, bytes] | None = None
) -> Reading:
    """Read roadmap files and folders (recursively); "-" is standard input.

    `progress` is called with the path, the number of documents done and their total. `held` gives the content of inputs that were
    read already because they can be read only once: standard input, pipes.

    Raises
    ------
    InputError
        if a named file is missing, is no text or is not valid in its format. Inside folders such files become findings.
    """
    reading, vaults = Reading(), Vaults()
    files = [file for file in _files(inputs, held or {}, reading.findings) if file.named or not _is_result(file.path)]
    root = _common([file.path for file in files if not file.alias])
    paths = [file.alias or _text_of(file.path, root) for file in files]
    for done, (file, name, known_as) in enumerate(zip(files, paths, _ids(paths), strict=True)):
        if progress is not None:
            progress(str(file.path), done, len(files))
        try:
            _document(file, name, known_as, reading, vaults)
        except InputError as error:
            if file.named:
                raise
            reading.findings.append(Finding("unreadable", str(error), choice="skipped", origins=[]))
    vaults.add_to(reading)
    if len(files) > 1:
        reading.title = root.name or None
    reading.findings.extend(_twins(reading.sources))
    reading.sources.sort(key=lambda s: s.id)
    reading.roadmaps.sort(key=lambda r: (r.source.id, r.line))
    return reading


def _is_result(path: Path) -> bool:
    """Is a file in a folder a graph, a page or rules that roadloom made? A build must not feed on them; naming one is another thing."""
    try:
        if path.suffix.casefold() in (".json", ".yaml", ".yml"):
            data = _bytes_of(path)
            return begins(data) or is_graph(data) or _RULES.search(data, 0, 4096) is not None
        with path.open("rb") as file:
            return path.suffix.casefold() in (".html", ".htm") and b'name="generator" content="roadloom' in file.read(4096)
    except (OSError, InputError):
        return False  # the reader says what is wrong with it


def _twins(sources: list[Source]) -> Iterable[Finding]:
    """Say of documents with the same bytes that one text counts more than once."""
    by_hash: dict[str, list[Source]] = {}
    for source in sources:
        by_hash.setdefault(source.sha256, []).append(source)
    for same in by_hash.values():
        if len(same) > 1 and same[0].sha256 != hashlib.sha256(b"").hexdigest():
            paths = " and ".join(sorted(source.path for source in same))
            origins = [Origin(source.id, 1, "") for source in sorted(same, key=lambda s: s.id)]
            yield Finding("same-text", f"{paths} are the same text", choice="each counts; leave out all but one", origins=origins)


def _files(inputs: Iterable[str | Path], held: Mapping[str, bytes], findings: list[Finding]) -> Iterable[_File]:
    """Yield each file once; folders in the order of their names. A folder with nothing to read in it is a finding."""
    seen: set[Path] = set()
    pipes = 0
    for given in inputs:
        path = Path(given)
        if str(given) == "-":
            yield _File(path, data=held.get("-") if "-" in held else sys.stdin.buffer.read(LARGEST + 1), alias=STDIN)
        elif str(given) in held:
            pipes += 1
            yield _File(path, data=held[str(given)], alias=f"pipe-{pipes}.md")
        elif path.is_dir():
            inside = sorted(_inside(path))
            if not inside:
                findings.append(Finding("no-documents", f"{path} holds no file that is read here", choice="yields nothing"))
            for inner in inside:
                if inner.resolve() not in seen:
                    seen.add(inner.resolve())
                    yield _File(inner, named=False)
        elif not path.exists():
            raise InputError("there is no such file or folder.", path=str(given), remedy="Check the spelling, or run `roadloom --help`.")
        elif path.resolve() not in seen:
            seen.add(path.resolve())
            yield _File(path)


def _inside(folder: Path) -> Iterable[Path]:
    from .roadmapsh import is_content

    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED and not f.startswith("."))
        for name in names:
            path = Path(base) / name
            wanted = path.suffix.casefold() in {*SUFFIXES, *outsiders()} and name not in _SIDE_FILES and not name.startswith(".")
            if wanted and path.is_file() and not is_content(path):
                yield path


def _common(paths: list[Path]) -> Path:
    """Return the inputs' common parent, so that sources are named the same wherever the inputs stand."""
    parents = [p.resolve().parent for p in paths]
    return Path(os.path.commonpath(parents)) if parents else Path.cwd()


def _text_of(path: Path, root: Path) -> str:
    """Return the path that the graph file shows: below `root`, as text even where the name of the file is none."""
    return os.fsencode(path.resolve().relative_to(root).as_posix()).decode("utf-8", "replace")


def _ids(paths: list[str]) -> list[str]:
    """Return the id of each document. Those that would share one get a hash of their path, all of them, so that no order matters."""
    ids = [source_id(path) for path in paths]
    shared = {known_as for known_as, count in Counter(ids).items() if count > 1}
    return [f"{known_as}-{digest(path)}" if known_as in shared else known_as for known_as, path in zip(ids, paths, strict=True)]


def _bytes_of(path: Path) -> bytes:
    """Read a file up to a little more than is ever read of one: an endless device ends too."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", path=str(path), remedy="Check the file and its permissions.") from error


def _document(file: _File, name: str, known_as: str, reading: Reading, vaults: Vaults) -> None:
    path = file.path
    data = _bytes_of(path) if file.data is None else file.data
    source = Source(known_as, name, Path(name).stem, "und", hashlib.sha256(data).hexdigest())
    text, findings = decode(data, name, source.id)
    source.language = language_of(text)
    suffix = Path(name).suffix.casefold()
    if not file.alias and kind_of(text, suffix) != "data" and vaults.takes(path, text, source):
        return
    reading.findings.extend(findings)
    if not text.strip():
        empty = Finding("empty", f"{name} is empty", choice="yields nothing", origins=[Origin(source.id, 1, "")])
        _enter(text, source, [], [empty], Seen(), reading)
        return
    outsider = outsiders().get(suffix)
    if outsider is None and kind_of(text, suffix) == "data":
        _structured(text, source, path, reading)
        return
    try:
        if outsider is not None:
            _enter(text, source, *_by_outsider(outsider, text, source), Seen(), reading)
        else:
            _enter(text, source, *_outlined(text, source), reading)
    except RecursionError as error:
        raise InputError("is nested too deeply to be understood.", path=name, remedy="Flatten its lists.") from error


def _enter(text: str, source: Source, roadmaps: list[Roadmap], findings: list[Finding], seen: Seen, reading: Reading) -> None:
    """Enter what was read of one document, and account for its lines and addresses."""
    coverage = account(text, roadmaps, findings, seen)
    findings = [*findings, *findings_of(unaccounted(text, roadmaps, findings, coverage), source.id)]
    reading.coverage[source.id] = coverage
    reading.sources.append(source)
    reading.roadmaps.extend(roadmaps)
    reading.findings.extend(findings)


def _structured(text: str, source: Source, path: Path, reading: Reading) -> None:
    """Read a YAML or JSON file; one in our own format that carries a woven graph brings its own sources."""
    from . import own
    from .formats import is_ours, read_data

    if is_ours(text):
        inner = own.parse_reading(text, source.path, source.id)
        reading.sources.extend(inner.sources)
        reading.roadmaps.extend(inner.roadmaps)
        reading.findings.extend(inner.findings)
        reading.title = inner.title
        if source.id in {s.id for s in inner.sources}:  # written by hand, not woven from other documents
            reading.coverage[source.id] = account(text, inner.roadmaps, inner.findings, checked(text))
        return
    roadmaps, findings, seen = read_data(text, source, path)
    for roadmap in roadmaps:
        source.title = roadmap.title
        source.language = roadmap.language = language_of(" ".join([roadmap.title, *(topic.name for topic in roadmap.topics)]))
    _enter(text, source, roadmaps, findings, seen, reading)


def language_of(text: str) -> str:
    """Tell the language of a text by its characters: en, zh-Hans, zh-Hant or und.

    >>> [language_of(t) for t in ("Learn LLMs", "学习大模型", "學習機器學習", "42")]
    ['en', 'zh-Hans', 'zh-Hant', 'und']
    """
    sample = text[:20000]
    han = sum(1 for c in sample if "\u3400" <= c <= "\u9fff")
    latin = sum(1 for c in sample if c.isascii() and c.isalpha())
    for language, script in words().scripts.items():
        own = len(script.findall(sample))
        if own * 4 > han and own * 8 > latin:
            return language
    if han * 8 > latin or han > 400:
        changed = sum(1 for a, b in zip(sample, simplified(sample), strict=True) if a != b)
        return "zh-Hant" if changed * 20 > han else "zh-Hans"
    return "en" if latin else "und"


def _outlined(text: str, source: Source) -> tuple[list[Roadmap], list[Finding], Seen]:
    """Read a document as the outline that it is, whatever its format."""
    from . import obsidian
    from .formats import outline as outline_of
    from .roadmaps import understand

    kind = kind_of(text, Path(source.path).suffix.casefold())
    outline = outline_of(kind, text, source)
    needs = obsidian.unlink(outline)
    texts = (
        line.text for block in outline.blocks for inner in block.walk() for line in (*inner.lines, *(c for row in inner.rows for c in row))
    )
    source.language = language_of("\n".join(texts))  # tags and addresses are no words
    if isinstance(outline.metadata.get("title"), str):
        source.title = str(outline.metadata["title"])
    roadmaps, findings = obsidian.with_order(needs, outline, source, *understand(outline, source))
    if roadmaps and source.title == Path(source.path).stem:
        source.title = roadmaps[0].title
    mark(kind, text, outline)
    return roadmaps, findings, outline.seen


@cache
def outsiders() -> dict[str, EntryPoint]:
    """Return the readers that other packages register, by suffix; the formats known here are not theirs to take over.

    They do so under the entry point group `roadloom.sources`, by `suffix = "package:function"`.
    """
    points = sorted(entry_points(group="roadloom.sources"), key=lambda point: (point.name, point.value))
    by_suffix = {f".{point.name.lstrip('.').casefold()}": point for point in reversed(points)}
    return {suffix: point for suffix, point in by_suffix.items() if suffix not in SUFFIXES}


def _by_outsider(point: EntryPoint, text: str, source: Source) -> tuple[list[Roadmap], list[Finding]]:
    """Read a document by the reader of another package; what goes wrong there, whatever it is, is that package's fault."""
    try:
        reader: Reader = point.load()
        roadmaps, findings = reader(text, source)
        return list(roadmaps), list(findings)
    except RoadloomError:
        raise
    except Exception as error:
        raise InputError(
            f"cannot be read: the reader {point.value!r} failed ({type(error).__name__}: {error}).",
            path=source.path,
            remedy="Tell the authors of the package that brings it, or take the package away.",
        ) from error
