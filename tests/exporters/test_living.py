"""A vault in use: real roadmaps that change, real exports, some of them killed, and a user who edits everything in between.

Whatever order that happens in, no byte of the user's is lost, no file is half-written, links lead somewhere, and an export after an
export changes nothing. `ROADLOOM_SOAK=20` tries 20 times as many lives.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import itertools
import json
import os
import posixpath
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from roadloom.cli import app
from roadloom.exporters import links, markers
from roadloom.exporters.keeping import read_properties

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system on which a process can be copied and killed")

SOAK = int(os.environ.get("ROADLOOM_SOAK", "1"))
OURS = (".roadloom/", ".obsidian/")

# -- the roadmaps: names that are hard on files and links, topics that come, go, are renamed, and are found to be one --------------------

NAMES = ("Foo engine", "foo Engine (2)", "C#", "C", "CI/CD", "README.md", "Straße", "递归", "Map", "a_b *c*", "Archive")
ANOTHER = {"Foo engine": "Foo motor", "C#": "C sharp: basics", "递归": "Recursion"}
ONE = (("Straße", "递归"), ("Foo engine", "foo Engine (2)"), ("C", "a_b *c*"))

plans = st.fixed_dictionaries(
    {
        "topics": st.lists(st.sampled_from(NAMES), min_size=1, max_size=7, unique=True),
        "renamed": st.booleans(),
        "one": st.sampled_from((None, None, *ONE)),
        "words": st.sampled_from(("", "read it twice", "读两遍")),
    }
)
layouts = st.lists(
    st.sampled_from(
        (
            ("--rename",),
            ("--flat",),
            ("--folders", "area"),
            ("--links", "markdown"),
            ("--lang", "zh"),
            ("--resource-notes", "2"),
            ("--path", "1"),
        )
    ),
    max_size=3,
    unique=True,
)

# -- what the user writes ----------------------------------------------------------------------------------------------------------------

SNIPPETS = (
    "",
    "[[Foo engine]]",
    "![[Map.canvas]]",
    "[x](Topics/C.md)",
    "- [ ] todo",
    "# Home",
    "```",
    "---",
    "%% hidden %%",
    "<!-- roadloom:end -->",
    "<!-- roadloom:begin -->",
    "status: known",
    "\ufeff",
    "\t ",
    "é 字 😀",
)
scraps = st.tuples(st.sampled_from(SNIPPETS), st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8)).map("".join)
lines = st.one_of(scraps, st.lists(scraps, min_size=2, max_size=3).map("\n".join))
PLACES = (
    "Topics/C＃.md",
    "Topics/foo engine.md",
    "Foo engine.md",
    "Own/C.md",
    "Own/Recursion.md",
    "Index.md",
    "Home.md",
    "索引.md",
    "Map.canvas",
    "All topics.base",
    "主题/递归.md",
    "Archive/C.md",
    "Archive/Archive.md",
    "Basics/Map.md",
    "diary.md",
    "Topics",
)


def content(vault: Path) -> dict[str, bytes]:
    """Return every file of a vault but our state."""
    found = (path for path in vault.rglob("*") if path.is_file())
    return {name: path.read_bytes() for path in found if not (name := path.relative_to(vault).as_posix()).startswith(".roadloom/")}


def changes(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the lines in which files differ."""
    differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    texts = {path: [data.get(path, b"").decode("utf-8", "replace").split("\n") for data in (before, after)] for path in sorted(differing)}
    return {path: [row for row in difflib.ndiff(*both) if row[0] in "+-"] for path, both in texts.items()}


def run(*words: str) -> None:
    """Run a command, silently unless it fails."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        code = app.run(words)
    assert code == 0, f"{words}: {said.getvalue()}"


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def killed(work: Callable[[], None], after: int | float) -> bool:
    """Do something in a copy of this process that dies before its n-th change of the disk (int) or after some seconds (float)."""
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        left = [after]

        def die(event: str, more: tuple) -> None:
            if event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod") or (event == "open" and more[2] & _WRITING):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        if isinstance(after, int):
            sys.addaudithook(die)
        else:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, after)
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


class Life(RuleBasedStateMachine):
    """One vault, from its first export to its last."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="life-"))
        self.vault = self.home / "vault"
        self.words: dict[bytes, str] = {}  # what must never vanish → what the user did with it
        self.foreign: dict[str, bytes] = {}  # files of the user's own
        self.settings: dict[str, bytes] = {}
        self.lost_state = False
        self.count = 0

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    # -- exports -------------------------------------------------------------------------------------------------------

    @initialize(plan=plans)
    def begin(self, plan: dict) -> None:
        self.change(plan)
        self.export([])

    def change(self, plan: dict) -> None:
        """Write the roadmap and what the project says of it, and build the graph after the one that was there."""
        topics, half = plan["topics"], -(-len(plan["topics"]) // 2)
        both = [name for name in plan["one"] or () if name in topics]
        text = f"# Plan\n\n## Phase 1: Basics\n\n{plan['words']}\n\n" + "".join(f"- {name}\n" for name in topics[:half])
        text += "\n## Phase 2: More\n\n" + "".join(f"- {name}\n" for name in topics[half:])
        text += "".join(f"\nLearn {a} before {b}.\n" for a, b in itertools.pairwise(topics[:2]))
        text += "\n### Resources\n\n- [A book on yaks](https://example.org/yaks)\n\n### Project: shave a yak\n"
        (self.home / "plan.md").write_text(text, encoding="utf-8")
        rename = {f"topic/{'c-sharp' if k == 'C#' else k.lower().replace(' ', '')}": v for k, v in ANOTHER.items() if k in topics}
        project = {"same": [both]} if len(both) == 2 else {}
        if plan["renamed"] and not both:
            project["rename"] = rename
        (self.home / "roadloom.yaml").write_text(json.dumps(project, ensure_ascii=False), encoding="utf-8")
        graph = str(self.home / "graph.json")
        previous = ["--previous", graph] if Path(graph).exists() else []
        run("build", str(self.home / "plan.md"), "--project", str(self.home / "roadloom.yaml"), *previous, "-o", graph)
        nodes = json.loads((self.home / "graph.json").read_bytes())["nodes"]
        self.targets = [node["id"] for node in nodes if node["kind"] == "topic"]

    def command(self, layout: list[tuple[str, ...]], vault: Path) -> list[str]:
        """Return the command for an export."""
        flags = [word for option in layout for word in option]
        if ("--flat",) in layout and "--folders" in flags:
            flags.remove("--flat")
        if "--path" in flags:
            flags[flags.index("--path") + 1] = self.targets[0]
        return ["export", "obsidian", str(self.home / "graph.json"), "-o", str(vault), *flags, *(["--adopt"] if self.lost_state else [])]

    @rule(layout=layouts, plan=plans)
    def change_and_export(self, layout: list[tuple[str, ...]], plan: dict) -> None:
        self.change(plan)
        self.export(layout)

    def export(self, layout: list[tuple[str, ...]]) -> None:
        run(*self.command(layout, self.vault))
        self.lost_state = False
        self.promises()
        before = content(self.vault)
        run(*self.command(layout, self.vault))
        assert not changes(before, content(self.vault)), "a second export changed something"

    @rule(layout=layouts, plan=plans, after=st.integers(0, 40), finish=st.booleans())
    def export_killed_at_a_change(self, layout: list[tuple[str, ...]], plan: dict, after: int, finish: bool) -> None:
        self.change(plan)
        self.killed_export(layout, after, finish)

    @rule(layout=layouts, plan=plans, after=st.floats(0.001, 0.05), finish=st.booleans())
    def export_killed_at_a_moment(self, layout: list[tuple[str, ...]], plan: dict, after: float, finish: bool) -> None:
        self.change(plan)
        self.killed_export(layout, after, finish)

    def killed_export(self, layout: list[tuple[str, ...]], after: int | float, finish: bool) -> None:
        """Kill an export: every file is as it was or as it shall be, and the same export again ends as if nothing had been."""
        shutil.rmtree(self.home / "calm", ignore_errors=True)
        shutil.copytree(self.vault, self.home / "calm")
        run(*self.command(layout, self.home / "calm"))
        old, new = content(self.vault), content(self.home / "calm")
        killed(lambda: run(*self.command(layout, self.vault)), after)
        for path, data in content(self.vault).items():
            assert data in (old.get(path), new.get(path)), f"{path} is half-written"
        for path in old.keys() - content(self.vault).keys():
            assert path not in new, f"{path} has vanished"
        self.nothing_lost()
        if finish:
            self.export(layout)
            assert not changes(new, content(self.vault)), "an interrupted export ends otherwise than a calm one"

    # -- promises ------------------------------------------------------------------------------------------------------

    def promises(self) -> None:
        self.nothing_lost()
        broken = list(dangling(self.vault))
        assert not broken, f"links that lead nowhere: {broken}"
        assert not list((self.vault / ".roadloom").rglob("*.tmp")) and not (self.vault / ".roadloom" / "new").exists()

    def nothing_lost(self) -> None:
        here = content(self.vault)
        everything = b"\0".join(here.values()).replace(b"\r\n", b"\n")
        lost = {words: how for words, how in self.words.items() if words not in everything}
        assert not lost, f"lost: {lost}"
        for path, data in self.foreign.items():
            assert here.get(path) == data, f"{path} is not ours to touch"

    # -- the user ------------------------------------------------------------------------------------------------------

    def mark(self, words: str, how: str) -> str:
        """Return words that are found nowhere else, and remember that they must stay."""
        self.count += 1
        marked = f"⟪{self.count}:{words}⟫"
        self.words[marked.encode()] = how
        return marked

    def forget(self, gone: bytes) -> None:
        """The user threw these bytes away: what stood nowhere else need not be found again."""
        everything = b"\0".join(content(self.vault).values()).replace(b"\r\n", b"\n")
        gone = gone.replace(b"\r\n", b"\n")
        self.words = {words: how for words, how in self.words.items() if words in everything or words not in gone}

    def files(self, suffix: str = ".md") -> list[str]:
        return sorted(path for path in content(self.vault) if path.endswith(suffix) and not path.startswith(OURS))

    def pick(self, at: int, suffix: str = ".md") -> str:
        found = self.files(suffix)
        return found[at % len(found)]

    def put(self, path: str, data: bytes) -> None:
        (self.vault / path).parent.mkdir(parents=True, exist_ok=True)
        (self.vault / path).write_bytes(data)
        if path in self.foreign:
            self.foreign[path] = data

    def change_text(self, path: str, change: Callable[[str], str]) -> None:
        text = (self.vault / path).read_bytes().decode("utf-8", "surrogateescape")
        self.put(path, change(text).encode("utf-8", "surrogateescape"))

    @rule(at=st.integers(0, 99), where=st.floats(0, 1), words=lines)
    def write(self, at: int, where: float, words: str) -> None:
        """Write between two lines of a note, wherever that is: properties, free space, generated block."""
        path = self.pick(at)

        def change(text: str) -> str:
            rows = text.split("\n")
            rows.insert(round(where * len(rows)), self.mark(words, f"written into {path}"))
            return "\n".join(rows)

        self.change_text(path, change)

    @rule(at=st.integers(0, 99), words=lines, where=st.sampled_from(("above", "below", "end", "inside")))
    def write_around(self, at: int, words: str, where: str) -> None:
        path = self.pick(at)
        mark = self.mark(words, f"{where} the block of {path}")
        if where == "end":
            self.change_text(path, lambda text: text + mark)
        elif where == "above":
            self.change_text(
                path, lambda text: text.replace(markers.BEGIN, f"{mark}\n{markers.BEGIN}") if markers.BEGIN in text else mark + text
            )
        else:
            new = f"{markers.END}\n{mark}" if where == "below" else f"{mark}\n{markers.END}"
            self.change_text(path, lambda text: text.replace(markers.END, new) if markers.END in text else text + mark)

    @rule(at=st.integers(0, 99), words=scraps, key=st.sampled_from(("mine", "aliases", "tags", "status", "area", "prerequisites", "id2")))
    def set_property(self, at: int, words: str, key: str) -> None:
        """Add a property or an item to a list, as Obsidian does."""
        path = self.pick(at)
        words = "".join(c for c in words if c.isprintable() and c not in "'\"\\")

        def change(text: str) -> str:
            head = markers.head(text)
            known = read_properties(head) if head else None
            if not head or known is None:
                return text
            end = "\r\n" if "\r\n" in head else "\n"
            value = f"'{self.mark(words, f'{key} of {path}')}'{end}"
            old = re.search(rf"^{key}:(.*\n(?:  - .*\n)*)", head, re.MULTILINE)
            if old and not old[1].split("\n")[0].strip():
                new = head.replace(old[0], f"{old[0]}  - {value}")
            elif old:
                new = head.replace(old[0], f"{key}: {value}")
                self.words = {k: v for k, v in self.words.items() if k.decode() not in old[0]}
            else:
                new = re.sub(r"\A---\r?\n", lambda found: f"{found[0]}{key}: {value}", head)
            return text.replace(head, new, 1)

        self.change_text(path, change)

    @rule(at=st.integers(0, 99), key=st.sampled_from(("aliases", "tags", "kind", "id", "unlocks", "status")))
    def drop_property(self, at: int, key: str) -> None:
        path = self.pick(at)
        old = (self.vault / path).read_bytes()
        self.change_text(path, lambda text: re.sub(rf"^{key}:.*\n(?:  - .*\n)*", "", text, count=1, flags=re.MULTILINE))
        self.forget(old)

    @rule(at=st.integers(0, 99), which=st.integers(0, 9), state=st.sampled_from("x/-X>"))
    def tick(self, at: int, which: int, state: str) -> None:
        found = [path for path in self.files() if b"\n- [ ] " in (self.vault / path).read_bytes()]
        if found:
            self.change_text(found[at % len(found)], lambda text: "".join(tick_one(text, which, state)))

    @rule(at=st.integers(0, 99))
    def delete(self, at: int) -> None:
        path = self.pick(at, "")
        data = (self.vault / path).read_bytes()
        (self.vault / path).unlink()
        self.foreign.pop(path, None)
        self.forget(data)

    @rule(
        at=st.integers(0, 99),
        folder=st.sampled_from(("", "Own/", "Topics/", "Own/deep/er/", "Archive/")),
        name=st.sampled_from((None, "My name", "C", "Home")),
        follow=st.booleans(),
    )
    def move(self, at: int, folder: str, name: str | None, follow: bool) -> None:
        """Move or rename a file; Obsidian, if it is running, lets links in all other notes follow."""
        path = self.pick(at, "")
        old = posixpath.basename(path)
        stem, dot, suffix = old.partition(".") if name is None else (name, ".", old.rpartition(".")[2])
        new = f"{folder}{stem}{dot}{suffix}"
        if (self.vault / new).exists() or any(part.is_file() for part in (self.vault / new).parents):
            return
        (self.vault / new).parent.mkdir(parents=True, exist_ok=True)
        (self.vault / path).rename(self.vault / new)
        if path in self.foreign:
            self.foreign[new] = self.foreign.pop(path)
        if follow and path.endswith(".md"):
            self.follow(links.name_of(path), links.name_of(new))

    def follow(self, old: str, new: str) -> None:
        for path in self.files():
            if path not in self.foreign:
                before = {words for words in self.words if words in (self.vault / path).read_bytes()}
                self.change_text(path, lambda text: re.sub(rf"\[\[{re.escape(old)}(?=[\]|#])", f"[[{new}", text))
                after = (self.vault / path).read_bytes()
                for words in [w for w in before if w not in after]:  # the links in them were changed by Obsidian
                    self.words[re.sub(rf"\[\[{re.escape(old)}(?=[\]|#])", f"[[{new}", words.decode()).encode()] = self.words.pop(words)

    @rule(at=st.integers(0, 99), name=st.sampled_from(("Own/copy.md", "Copy of it.md", "Topics/zz.md", "Archive/aa.md")))
    def copy(self, at: int, name: str) -> None:
        """Copy a note of ours, id and all."""
        if not (self.vault / name).exists():
            self.put(name, (self.vault / self.pick(at)).read_bytes())

    @rule(path=st.sampled_from(PLACES), words=lines)
    def create(self, path: str, words: str) -> None:
        """Put a file of one's own where an export may want to put one of ours; or throw ours away for it."""
        if (self.vault / path).is_dir() or any(part.is_file() for part in (self.vault / path).parents):
            return
        old = (self.vault / path).read_bytes() if (self.vault / path).exists() else b""
        new = not old
        self.put(path, self.mark(words, f"a file of one's own, {path}").encode())
        self.forget(old)
        if new:
            self.foreign[path] = (self.vault / path).read_bytes()

    @rule(at=st.integers(0, 99), tail=st.sampled_from((b"\xff\xfe", b"\r\n", b"\n" * 5)))
    def append_bytes(self, at: int, tail: bytes) -> None:
        path = self.pick(at)
        mark = self.mark("", f"bytes at the end of {path}").encode()
        self.put(path, (self.vault / path).read_bytes() + mark + tail + mark)

    @precondition(lambda self: self.vault.exists())
    @rule(layout=layouts)
    def export_again(self, layout: list[tuple[str, ...]]) -> None:
        self.export(layout)

    @rule(at=st.integers(0, 99))
    def change_line_ends(self, at: int) -> None:
        path = self.pick(at)
        self.put(path, (self.vault / path).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    @rule(at=st.integers(0, 99), suffix=st.sampled_from((".canvas", ".base")))
    def change_other_file(self, at: int, suffix: str) -> None:
        """Rearrange a canvas or a base."""
        if self.files(suffix):
            path = self.pick(at, suffix)
            mark = self.mark("", f"added to {path}")
            text = f'{{"nodes": [{{"id": "{mark}", "type": "text", "text": "", "x": 0, "y": 0, "width": 9, "height": 9}}]}}'
            old = (self.vault / path).read_bytes()
            self.put(path, text.encode() if suffix == ".canvas" else old + f"# {mark}\n".encode())
            self.forget(old)

    @rule(
        name=st.sampled_from(("graph.json", "daily-notes.json", "app.json", "types.json", "workspace.json")),
        how=st.sampled_from(("add", "ours", "list", "break")),
    )
    def change_setting(self, name: str, how: str) -> None:
        """Change a setting in Obsidian, or break the file."""
        path = self.vault / ".obsidian" / name
        old = path.read_bytes() if path.exists() else b"{}"
        try:
            held = json.loads(old)
        except ValueError:
            return
        mark = self.mark("", f"{how} in {name}")
        if how == "break":
            new = f"{{ {mark}"
        elif how == "list":
            new = json.dumps([mark], ensure_ascii=False)
        elif isinstance(held, dict):
            key = next(iter(held), "x") if how == "ours" else mark
            if how == "ours" and isinstance(held.get(key), list):
                held[key] = [*held[key][1:], {"query": mark, "color": {"a": 1, "rgb": 1}}]
            else:
                held[key] = mark
            new = json.dumps(held, ensure_ascii=False)
        else:
            new = json.dumps([*held, mark], ensure_ascii=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new, encoding="utf-8")
        self.forget(old)

    @precondition(lambda self: (self.vault / ".roadloom").exists())
    @rule()
    def lose_state(self) -> None:
        """Lose what exports remember, as a careless synchronisation does."""
        shutil.rmtree(self.vault / ".roadloom")
        self.lost_state = True


def tick_one(text: str, which: int, state: str) -> Iterator[str]:
    """Set one box of a text."""
    boxes = [found.start() + 4 for found in re.finditer(r"^- \[ \]", text, re.MULTILINE)]
    at = boxes[which % len(boxes)] - 1
    yield text[:at]
    yield state
    yield text[at + 1 :]


def dangling(vault: Path) -> Iterator[tuple[str, str]]:
    """Yield the links in generated blocks, readable properties and canvases of ours that lead to no file."""
    here = content(vault)
    state = json.loads((vault / ".roadloom" / "manifest.json").read_bytes())
    names = {links.name_of(path).casefold() for path in here}
    for path, record in state["files"].items():
        text = here.get(path, b"").decode("utf-8", "surrogateescape")
        note = markers.parse(text) if path.endswith(".md") else None
        if note and "archived" not in record:
            for found in re.finditer(r"\[\[([^\[\]|#\\\n]+)", note.block):
                if found[1].rpartition("/")[2].casefold() not in names:
                    yield path, found[1]
            for found in re.finditer(r"\]\((?![a-z]+:)([^()\s]+)\)", note.block):
                if posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(found[1]))) not in here:
                    yield path, found[1]
        if path.endswith(".canvas") and markers.digest(text) == record["sha256"]:
            yield from ((path, card["file"]) for card in json.loads(text)["nodes"] if card["type"] == "file" and card["file"] not in here)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where no learner's file stands."""
    monkeypatch.chdir(tmp_path)


def test_a_life_of_a_vault() -> None:
    """Edits, changes of the roadmaps, exports and killed exports in any order: nothing of the user's is lost."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    phases = [Phase.generate]  # a life is short enough to be read; making it shorter takes minutes
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15 * SOAK,
            stateful_step_count=15,
            suppress_health_check=checks,
            deadline=None,
            phases=phases,
            derandomize=SOAK == 1,
        ),
    )
