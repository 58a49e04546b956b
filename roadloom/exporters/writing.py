"""Bring what an exporter yields to the disk: the only module that writes exports.

A single file is replaced as a whole. A folder remembers in `.roadloom/manifest.json` what was written, so that the next export can
tell its own bytes from the user's (the rules stand in `roadloom.exporters.keeping`). Every file is written beside the folder's
others under a temporary name and then renamed, so that an interrupted export leaves whole files only; the next one finishes it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from roadloom.errors import OutputError
from roadloom.exporters.keeping import Record
from roadloom.exporters.markers import digest
from roadloom.exporters.placing import fold
from roadloom.exporters.planning import Plan, Step, plan

STATE = ".roadloom"
MANIFEST = f"{STATE}/manifest.json"
_VERSION = 1
_NOT_OURS_TO_READ = {STATE, ".git", ".trash"}
_UNSOUND = {"", ".", ".."}
"""Parts that no path may have: it would leave the folder, or name one file in two ways."""
_DEVICES = {"/dev", "/dev/fd", "/proc/self/fd"}
_APART = "new"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Writes(Protocol):
    """What the writer needs to know of an exporter."""

    name: str
    folder: bool


@dataclass(slots=True, frozen=True)
class Report:
    """What an export did, or with `dry_run` would do.

    `steps` hold the files that something happens to, or that a person should know of; `unchanged` counts the others.
    """

    out: str
    steps: tuple[Step, ...]
    unchanged: int = 0
    dry_run: bool = False

    @property
    def changed(self) -> int:
        """Count the files that were written, moved or removed."""
        return sum(step.data is not None or step.source is not None for step in self.steps)

    def lines(self) -> list[str]:
        """Return the report for a person: one line for each file that needs a look, then the numbers."""
        shown = [step for step in self.steps if self.dry_run or step.action not in ("create", "update")]
        told = [f"{step.action}: {step.path}" + (f" – {step.why}" if step.why else "") for step in shown]
        counts = Counter(step.action for step in self.steps)
        numbers = [f"{n} {action}" for action, n in counts.items()] + [f"{self.unchanged} unchanged"]
        return [*told, f"{'plan for ' if self.dry_run else ''}{self.out}: {', '.join(numbers)}"]

    def to_json(self) -> dict[str, Any]:
        """Return the report for a program."""
        steps = [{"action": s.action, "path": s.path, "why": s.why} for s in self.steps]
        return {"out": self.out, "dry_run": self.dry_run, "unchanged": self.unchanged, "steps": steps}


def write(
    files: Iterable[tuple[str, bytes]],
    out: Path | str,
    *,
    exporter: Writes,
    dry_run: bool = False,
    adopt: bool = False,
    rename: bool = False,
    notes: Mapping[str, Any] | None = None,
) -> Report:
    """Write what an exporter yields to a file or a folder.

    Nothing is touched before the exporter has yielded everything, so a build that fails or is empty changes nothing.

    Parameters
    ----------
    files : pairs of a relative path and the bytes to stand there. out : the file, or the folder (`exporter.folder`).
    dry_run : only say what would be done.
    adopt : take a folder that holds other files too; those are never touched.
    rename : move files that hold no words of the user's to where the exporter wants them now.
    notes : what else the manifest of a folder shall say (see `noted`); None: what it says already.

    Raises
    ------
    OutputError : there is nothing to write, the place is taken by something else, or the disk refuses.
    """
    wanted = _checked(files, exporter)
    out = Path(out)
    try:
        if not exporter.folder:
            return _write_file(next(iter(wanted.values())), out, dry_run)
        _claim(out, adopt)
        with _locked(out, dry_run), _no_collecting():
            return _write_folder(wanted, out, exporter, dry_run, rename, notes)
    except OSError as error:
        remedy = "Free the place or choose another with -o."
        if exporter.folder:
            remedy += " Every file there is whole; the next export finishes what this one began."
        raise OutputError(f"cannot write: {error.strerror or error}.", path=str(error.filename or out), remedy=remedy) from error


def _checked(files: Iterable[tuple[str, bytes]], exporter: Writes) -> dict[str, bytes]:
    """Collect the files; paths must stay in the folder and differ on every file system."""
    wanted: dict[str, bytes] = {}
    keys: set[str] = set()
    for path, data in files:
        key, parts = fold(path), path.split("/")
        if _UNSOUND.isdisjoint(parts) and parts[0] != STATE and ":" not in parts[0] and not set("\\\0") & set(path) and key not in keys:
            wanted[path] = data
            keys.add(key)
        else:
            raise OutputError(f"the exporter {exporter.name!r} names a file that cannot be written: {path!r}.")
    if not wanted or not any(wanted.values()):
        remedy = "See `roadloom check` for what was understood of the inputs."
        raise OutputError("there is nothing to write; nothing was changed.", remedy=remedy)
    return wanted


# -- one file ----------------------------------------------------------------------------------------------------------


def _write_file(data: bytes, out: Path, dry_run: bool) -> Report:
    """Replace one file; a device or a pipe takes the bytes and stays what it is."""
    if out.is_dir():
        raise OutputError("is a folder, and this format is a single file.", path=str(out), remedy="Name a file with -o.")
    if out.is_file() and out.read_bytes() == data:
        return Report(str(out), (), 1, dry_run)
    step = Step("update" if out.exists() else "create", out.name, "")
    if not dry_run and _takes_only_bytes(out):
        _pour(data, os.open(out, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0)))
    elif not dry_run:
        real = Path(os.path.realpath(out))  # a link stays one, and the temporary file stands on the same file system
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(str(real), data, str(real.parent))
    return Report(str(out), (step,), 0, dry_run)


def _takes_only_bytes(out: Path) -> bool:
    """Tell whether a place cannot be replaced, only written to: it is no regular file, or stands where the system keeps its devices.

    /dev/stdout may lead to a regular file that others hold open.
    """
    return (out.exists() and not out.is_file()) or os.path.dirname(os.path.abspath(out)) in _DEVICES


def _pour(data: bytes, file: int) -> None:
    """Write all of `data` to a file descriptor and close it: the system may take less than that at once."""
    try:
        done = os.write(file, data)
        while done < len(data):
            done += os.write(file, memoryview(data)[done:])
    finally:
        os.close(file)


def _replace(path: str, data: bytes, staging: str) -> None:
    """Write a file under a temporary name and rename it, keeping the permissions of the one that was there.

    `staging` is a folder on the same file system.
    """
    temporary = f"{staging}/.roadloom-{os.getpid()}.tmp"
    with suppress(FileNotFoundError):
        os.unlink(temporary)
    try:
        _pour(data, os.open(temporary, _NEW, 0o666))
        with suppress(FileNotFoundError):
            there = os.lstat(path)
            path = os.path.realpath(path) if stat.S_ISLNK(there.st_mode) else path
            with suppress(OSError):
                os.chmod(temporary, os.stat(path).st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            error.filename = path  # nobody knows the temporary name
        raise


# -- a folder ----------------------------------------------------------------------------------------------------------


class _Folder:
    """A folder as it is (`paths`, `read`), beside what shall be there (`texts`)."""

    def __init__(self, root: Path, wanted: Mapping[str, bytes]) -> None:
        self.root, self._wanted = root, wanted
        self.texts = {path: data.decode("utf-8", "surrogateescape") for path, data in wanted.items()}
        self.paths = sorted(self._walk()) if root.is_dir() else []

    def _walk(self) -> Iterator[str]:
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in _NOT_OURS_TO_READ]
            at = Path(folder).relative_to(self.root).as_posix()
            yield from names if at == "." else (f"{at}/{name}" for name in names)

    def read(self, path: str) -> str:
        """Return the content of a file, byte for byte (what is no UTF-8 comes as lone surrogates)."""
        with open(f"{self.root}/{path}", "rb", buffering=0) as file:
            data = file.read()
        return self.texts[path] if data == self._wanted.get(path) else data.decode("utf-8", "surrogateescape")

    def data_of(self, step: Step) -> bytes:
        """Return what a step writes."""
        unchanged = step.data is self.texts.get(step.path)
        return self._wanted[step.path] if unchanged else (step.data or "").encode("utf-8", "surrogateescape")


def _write_folder(
    wanted: dict[str, bytes], out: Path, exporter: Writes, dry_run: bool, rename: bool, notes: Mapping[str, Any] | None
) -> Report:
    """Update a folder by the rules of `keeping`."""
    manifest = _Manifest.load(out)
    if manifest.exporter not in ("", exporter.name):
        raise OutputError(f"holds an export of the format {manifest.exporter}.", path=str(out), remedy="Choose another folder.")
    folder, sums = _Folder(out, wanted), {path: digest(data) for path, data in wanted.items()}
    found = plan(folder.texts, manifest.known, folder, sums, rename=rename)
    report = Report(str(out), tuple(found.steps), found.unchanged, dry_run)
    if not dry_run:
        done = _Manifest(exporter.name, found.records, notes=manifest.notes if notes is None else dict(notes))
        _carry_out(found, folder, manifest, done)
    return report


def _claim(out: Path, adopt: bool) -> None:
    """Refuse a folder that is neither empty nor ours, unless it is to be adopted.

    Hidden entries do not count: a vault that Obsidian just made holds its settings only.
    """
    if out.exists() and not out.is_dir():
        raise OutputError("is a file, and this format is a folder.", path=str(out), remedy="Name a folder with -o.")
    if not out.is_dir():
        return
    if not adopt and not (out / MANIFEST).exists() and any(not entry.name.startswith(".") for entry in out.iterdir()):
        remedy = "Choose an empty folder, or adopt this one (--adopt): files that roadloom did not write are never touched."
        raise OutputError("holds files already, and none of them are known to be ours.", path=str(out), remedy=remedy)


@contextmanager
def _locked(out: Path, dry_run: bool) -> Iterator[None]:
    """Keep a second export out of the folder. The lock belongs to the process: it cannot outlive it."""
    if dry_run:
        yield
        return
    from filelock import FileLock, Timeout

    (out / STATE).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / STATE / "lock", timeout=0):
            yield
    except Timeout:
        raise OutputError("another export is writing here.", path=str(out), remedy="Wait until it has finished.") from None


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let the collector of garbage rest: it would walk through graph and notes again and again, and nothing here is garbage."""
    import gc

    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


@dataclass(slots=True)
class _Manifest:
    """What we remember of a folder.

    Attributes
    ----------
    files : path → record of what the last export wrote.
    pending : path → records of what exports that were interrupted since may have written.
    notes : what the caller wants remembered along with it.
    """

    exporter: str = ""
    files: dict[str, Record] = field(default_factory=dict)
    pending: dict[str, list[Record]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, out: Path) -> _Manifest:
        """Read the manifest of a folder; an empty one where there is none.

        Raises `OutputError` where it says nothing that we understand.
        """
        path = out / MANIFEST
        if not path.exists():
            return cls()
        try:
            data = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
            if data["version"] > _VERSION:
                raise OutputError("was written by a later version of roadloom.", path=str(path), remedy="Update roadloom.")
            files = {name: Record.from_json(record) for name, record in data["files"].items()}
            pending = {name: [Record.from_json(record) for record in records] for name, records in data.get("pending", {}).items()}
            return cls(data["exporter"], files, pending, dict(data.get("notes", {})))
        except (ValueError, KeyError, TypeError, AttributeError):
            remedy = f"Remove {MANIFEST} and export again with --adopt; your own words are kept."
            raise OutputError("cannot be read.", path=str(path), remedy=remedy) from None

    @property
    def known(self) -> dict[str, list[Record]]:
        """Map every path to what was written there, or may have been."""
        known = {path: [record] for path, record in self.files.items()}
        for path, records in self.pending.items():
            known.setdefault(path, []).extend(records)
        return known

    def begun(self, found: Mapping[str, Record], there: Container[str]) -> dict[str, list[Record]]:
        """Return what is pending once another export begins, which may be interrupted as well.

        `there` holds the paths of files that are there already: one that nothing is known of yet has nothing in it to compare with.
        """
        pending = {path: list(records) for path, records in self.pending.items()}
        for path, record in found.items():
            if path in there and path not in self.files and path not in self.pending:
                record = record._replace(base=None)
            if record not in (*pending.get(path, ()), self.files.get(path)):
                pending.setdefault(path, []).append(record)
        return pending

    def save(self, out: Path) -> None:
        """Write the manifest, one line a file, so that a person can compare two of them."""
        rest: dict[str, Any] = {"format": "roadloom-manifest", "version": _VERSION, "exporter": self.exporter}
        rest |= {"notes": self.notes} if self.notes else {}
        parts = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}" for key, value in rest.items()]
        encode = json.JSONEncoder(ensure_ascii=False).encode
        parts.append(f'"files": {_table({path: record.to_json(encode) for path, record in self.files.items()}, encode)}')
        if self.pending:
            pending = {path: f"[{', '.join(record.to_json(encode) for record in records)}]" for path, records in self.pending.items()}
            parts.append(f'"pending": {_table(pending, encode)}')
        data = ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8", "surrogateescape")
        _replace(str(out / MANIFEST), data, str(out / STATE))


def _table(rows: Mapping[str, str], encode: Callable[[str], str]) -> str:
    return "{\n" + ",\n".join(f"{encode(path)}: {rows[path]}" for path in sorted(rows)) + "\n}"


def noted(out: Path) -> Mapping[str, Any]:
    """Return what the last export into a folder was told to note there (see `write`); nothing where there was none."""
    return _Manifest.load(out).notes


def recorded(out: Path) -> Mapping[str, list[Record]]:
    """Map every file that exports wrote into a folder to what is remembered of it: of the last one, then of interrupted ones."""
    return _Manifest.load(out).known


def _carry_out(found: Plan, folder: _Folder, before: _Manifest, done: _Manifest) -> None:
    """Take every step. What is about to be written is noted first, so that after an interruption it is known as ours."""
    out = folder.root
    doing = [step for step in found.steps if step.data is not None or step.source is not None]
    staging = out / STATE
    for leftover in staging.glob(".roadloom-*.tmp"):
        leftover.unlink()
    shutil.rmtree(staging / _APART, ignore_errors=True)
    if done == before and not doing:
        return
    # In an empty folder, what is recorded and not there is written at the next export: as good as pending.
    first = not before.known and all(step.action == "create" for step in doing)
    (done if first else _Manifest(done.exporter, before.files, before.begun(found.records, set(folder.paths)), before.notes)).save(out)
    apart = _written_apart(doing, folder)
    for step in doing:
        if step.data is not None and step.path not in apart:
            (out / step.path).parent.mkdir(parents=True, exist_ok=True)
            _replace(f"{out}/{step.path}", folder.data_of(step), str(staging))
        if step.source is not None:
            _remove(out / step.source, out)
    if not first:
        done.save(out)


def _written_apart(steps: Iterable[Step], folder: _Folder) -> set[str]:
    """Make the folders that are not there yet, with all their files, and put each into its place as a whole.

    That takes one renaming for a folder instead of one for a file. Returns the paths that were written.
    """
    out, apart = folder.root, folder.root / STATE / _APART
    new: dict[str, str] = {}  # folder → the outermost folder around it that is not there
    written = set()
    for step in steps:
        at = step.path.rpartition("/")[0]
        if step.action != "create" or step.data is None or not at:
            continue
        if at not in new:
            around = [part.as_posix() for part in (PurePosixPath(at), *PurePosixPath(at).parents) if part.name]
            new[at] = next((part for part in reversed(around) if not (out / part).exists()), "")
            if new[at]:
                (apart / at).mkdir(parents=True, exist_ok=True)
        if new[at]:
            _pour(folder.data_of(step), os.open(f"{apart}/{step.path}", _NEW, 0o666))
            written.add(step.path)
    for top in sorted(set(new.values()) - {""}):
        os.rename(apart / top, out / top)
    shutil.rmtree(apart, ignore_errors=True)
    return written


def _remove(path: Path, root: Path) -> None:
    """Remove a file, and the folders that it leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root:
            return
        try:
            folder.rmdir()
        except OSError:  # it holds something else
            return
