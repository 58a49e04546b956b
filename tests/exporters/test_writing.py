"""Writing exports: what the user wrote outlives every export, whatever happens in between."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from roadloom.errors import OutputError
from roadloom.exporters import keeping, markers, writing
from roadloom.exporters.writing import Report, write


class Folder:
    name = "obsidian"
    folder = True


class File:
    name = "html"
    folder = False


TAIL = "\n## My notes\n\n"


def note(identity: str, body: str, *, status: str = "open", links: tuple[str, ...] = ()) -> bytes:
    """Make a note as the vault does."""
    items = "".join(f'  - "[[{name}]]"\n' for name in links)
    head = (
        f"---\nid: topic/{identity}\nstatus: {status}\nunlocks:\n{items}---\n"
        if links
        else f"---\nid: topic/{identity}\nstatus: {status}\n---\n"
    )
    return markers.wrap(head, body, TAIL).encode()


def vault(*names: str, extra: str = "") -> list[tuple[str, bytes]]:
    """Return a vault whose notes link to each other in a row, with a path to tick, a canvas and a settings file."""
    files = []
    for i, name in enumerate(names):
        following = names[i + 1 : i + 2]
        body = f"# {name}\n\nwords {extra}\n" + "".join(f"\n- [[{other}]]\n" for other in following)
        files.append((f"Topics/{name}.md", note(name.lower(), body, links=following)))
    files.append(("Path.md", note("path", "# Path\n\n" + "".join(f"- [ ] **[[{name}]]** {extra}\n" for name in names))))
    canvas = {"nodes": [{"id": name, "type": "file", "file": f"Topics/{name}.md"} for name in names], "edges": []}
    files.append(("Map.canvas", json.dumps(canvas, indent="\t").encode()))
    groups = [{"query": f"tag:#{name}", "color": {"rgb": 1}} for name in names]
    files.append((".obsidian/graph.json", json.dumps({"colorGroups": groups, "showArrow": True}).encode()))
    return files


def export(out: Path, *names: str, extra: str = "", **options: bool) -> Report:
    return write(vault(*names, extra=extra), out, exporter=Folder(), **options)


def content(out: Path) -> dict[str, bytes]:
    """Return everything in a folder but what we keep for ourselves."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file() and ".roadloom" not in p.parts}


def actions(report: Report) -> dict[str, str]:
    return {step.path: step.action for step in report.steps}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


# -- nothing, and one file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [[], [("a.md", b"")]])
@pytest.mark.parametrize("exporter", [File(), Folder()])
def test_an_empty_build_changes_nothing(tmp_path: Path, files: list[tuple[str, bytes]], exporter: File | Folder) -> None:
    """Where there is nothing to write, what stands there stays."""
    export(tmp_path / "v", "A")
    before = content(tmp_path / "v")
    with pytest.raises(OutputError):
        write(files, tmp_path / "v", exporter=exporter)
    assert content(tmp_path / "v") == before


def test_a_failing_exporter_changes_nothing(tmp_path: Path) -> None:
    """An exporter that breaks off half-way leaves no half vault."""

    def broken() -> object:
        yield from vault("B")[:1]
        raise ValueError("broken")

    export(tmp_path, "A")
    before = content(tmp_path)
    with pytest.raises(ValueError, match="broken"):
        write(broken(), tmp_path, exporter=Folder())  # type: ignore[arg-type]
    assert content(tmp_path) == before


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """A single file is written, rewritten if it differs, and no temporary file stays."""
    out = tmp_path / "new" / "page.html"
    assert [write([("x.html", data)], out, exporter=File()).changed for data in (b"one", b"one", b"two")] == [1, 0, 1]
    assert out.read_bytes() == b"two" and os.listdir(out.parent) == ["page.html"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """The plan is told, and neither the folder nor the lock comes into being."""
    report = export(tmp_path / "v", "A", dry_run=True)
    assert actions(report)["Topics/A.md"] == "create" and not (tmp_path / "v").exists()
    assert write([("x", b"x")], tmp_path / "x", exporter=File(), dry_run=True).lines() != [] and not (tmp_path / "x").exists()


@pytest.mark.parametrize("path", ["../x.md", "/x.md", "a/../../x.md", "", ".roadloom/manifest.json", "a\\..\\x.md", "C:/x.md", "a\0.md"])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    """A path that leaves the folder, or enters our own, is refused before anything is written."""
    with pytest.raises(OutputError):
        write([("ok.md", b"x"), (path, b"x")], tmp_path / "v", exporter=Folder())
    assert not (tmp_path / "v").exists()


def test_two_paths_that_one_system_takes_for_one_are_refused(tmp_path: Path) -> None:
    """Names that differ in case or normalisation only would overwrite each other elsewhere."""
    for twin in ("A.MD", unicodedata.normalize("NFD", "é.md")):
        with pytest.raises(OutputError):
            write([("a.md", b"x"), ("é.md", b"x"), (twin, b"y")], tmp_path, exporter=Folder())


# -- whose folder ------------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    """A folder with files that we never wrote needs adopting; then they are left alone."""
    (tmp_path / "diary.md").write_text("dear diary")
    with pytest.raises(OutputError, match="adopt"):
        export(tmp_path, "A")
    assert content(tmp_path) == {"diary.md": b"dear diary"}
    export(tmp_path, "A", adopt=True)
    assert content(tmp_path)["diary.md"] == b"dear diary"
    assert export(tmp_path, "A").changed == 0


def test_a_fresh_vault_needs_no_adopting(tmp_path: Path) -> None:
    """A vault that Obsidian just made holds hidden settings only, and is as good as empty."""
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "app.json").write_text("{}")
    assert export(tmp_path, "A").changed == 4


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    """An export does not take over the folder of another format."""
    export(tmp_path, "A")
    other = Folder()
    other.name = "csv"
    with pytest.raises(OutputError):
        write([("a.csv", b"x")], tmp_path, exporter=other)


def test_a_broken_manifest_is_reported(tmp_path: Path) -> None:
    """A manifest that cannot be read stops the export; without it, the notes are still known by their ids."""
    export(tmp_path, "A", "B")
    edit(tmp_path / "Topics/A.md", TAIL, TAIL + "mine\n")
    for broken in (
        "",
        "[]",
        "{}",
        '{"version": 1, "exporter": "obsidian", "files": {"a": 1}}',
        '{"version": 99, "exporter": "", "files": {}}',
    ):
        (tmp_path / writing.MANIFEST).write_text(broken)
        with pytest.raises(OutputError):
            export(tmp_path, "A")
    (tmp_path / writing.MANIFEST).unlink()
    export(tmp_path, "A", "B", extra="new", adopt=True)
    assert b"mine" in content(tmp_path)["Topics/A.md"] and b"words new" in content(tmp_path)["Topics/A.md"]


def test_two_exports_at_once(tmp_path: Path) -> None:
    """While one export writes, a second is told to wait."""
    export(tmp_path, "A")
    from filelock import FileLock

    with FileLock(tmp_path / ".roadloom" / "lock"), pytest.raises(OutputError, match="another export"):
        export(tmp_path, "B")
    assert export(tmp_path, "B").changed


# -- what the user did -------------------------------------------------------------------------------------------------


def test_a_second_export_changes_nothing(tmp_path: Path) -> None:
    """Equal input leaves every file, and its time, as it is."""
    export(tmp_path, "A", "B")
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.md")} | {
        tmp_path / writing.MANIFEST: (tmp_path / writing.MANIFEST).stat().st_mtime_ns
    }
    report = export(tmp_path, "A", "B")
    assert report.changed == 0 and report.unchanged == 5 and all(p.stat().st_mtime_ns == t for p, t in before.items())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_words_around_the_block_stay(tmp_path: Path, end: str) -> None:
    """What stands above and below the block is kept byte for byte while the block is written anew, line ends included."""
    export(tmp_path, "A", "B")
    path = tmp_path / "Topics/A.md"
    text = path.read_text().replace(markers.BEGIN, "above\t \n" + markers.BEGIN) + "below … \n\n\n"
    path.write_bytes(text.replace("\n", end).encode() + b"\xff\xfe no UTF-8")
    report = export(tmp_path, "A", "B", extra="new")
    found = path.read_bytes()
    assert f"---{end}above\t {end}".encode() in found and f"below … {end}{end}{end}".encode() + b"\xff\xfe no UTF-8" in found
    assert b"words new" in found and (b"\r" in found) == (end == "\r\n") and "conflict" not in actions(report).values()
    assert found.replace(b"\r\n", b"").count(b"\n") == 0 or end == "\n"


def test_an_edited_block_is_set_aside(tmp_path: Path) -> None:
    """An edit inside the block is kept in a copy and reported, and the block is written anew; once is enough."""
    export(tmp_path, "A")
    edit(tmp_path / "Topics/A.md", "words", "my words")
    report = export(tmp_path, "A")
    (copy,) = [step for step in report.steps if step.action == "conflict"]
    assert "my words" in (tmp_path / copy.path).read_text() and "my words" not in (tmp_path / "Topics/A.md").read_text()
    assert any("Topics/A.md" in line for line in report.lines()) and export(tmp_path, "A").changed == 0


def test_properties_are_merged(tmp_path: Path) -> None:
    """Changed properties win, added ones and comments stay as they were typed, ours follow the graph."""
    export(tmp_path, "A", "B")
    edit(
        tmp_path / "Topics/A.md",
        "status: open\nunlocks:\n",
        "# mine\nstatus:   doing  # since May\nrating: [1,  2]\nunlocks:\n  - '[[X]]'\n",
    )
    write([*vault("A", "C")], tmp_path, exporter=Folder())
    text = (tmp_path / "Topics/A.md").read_text()
    assert "# mine\nstatus:   doing  # since May\nrating: [1,  2]\n" in text
    assert yaml.safe_load(text.split("---\n")[1])["unlocks"] == ["[[X]]", "[[C]]"]
    assert write(vault("A", "C"), tmp_path, exporter=Folder()).changed == 0


def test_properties_keep_the_order_of_the_user(tmp_path: Path) -> None:
    """Properties that were only put in another order stay in it."""
    export(tmp_path, "A")
    edit(tmp_path / "Topics/A.md", "id: topic/a\nstatus: open\n", "status: open\nid: topic/a\n")
    export(tmp_path, "A", extra="new")
    assert "---\nstatus: open\nid: topic/a\n---\n" in (tmp_path / "Topics/A.md").read_text()


def test_an_empty_file_is_written_again(tmp_path: Path) -> None:
    """A file of ours that a failing disk, or its owner, emptied holds no words: it is written anew."""
    export(tmp_path, "A")
    before = content(tmp_path)
    for path in ("Topics/A.md", "Map.canvas", ".obsidian/graph.json"):
        (tmp_path / path).write_bytes(b"")
    export(tmp_path, "A")
    assert content(tmp_path) == before


@pytest.mark.parametrize("head", ["{a: 1}", "a: [", "a: 1\na: 2", "- a", "  a: 1", "when: 2026-99-99", "? [x]\n: 1", "a: 1\n...\nb: 2"])
def test_properties_that_cannot_be_read_stay(tmp_path: Path, head: str) -> None:
    """A frontmatter that is no list of properties is left as it is, and the rest of the note still follows the graph."""
    export(tmp_path, "A")
    edit(tmp_path / "Topics/A.md", "id: topic/a\nstatus: open\n", head + "\n")
    export(tmp_path, "A", extra="new")
    text = (tmp_path / "Topics/A.md").read_text()
    assert head in text and "words new" in text


def test_ticked_boxes_stay_ticked(tmp_path: Path) -> None:
    """A box that was ticked stays so while its line changes around it; that is no edit."""
    export(tmp_path, "A", "B")
    edit(tmp_path / "Path.md", "- [ ] **[[B]]**", "- [x] **[[B]]**")
    report = export(tmp_path, "A", "B", "C", extra="new")
    text = (tmp_path / "Path.md").read_text()
    assert "- [x] **[[B]]** new" in text and "- [ ] **[[A]]** new" in text and "conflict" not in actions(report).values()
    report = export(tmp_path, "A")
    assert "conflict" in actions(report).values()  # B's box has gone, and its tick with it


def test_without_markers_a_note_is_the_users(tmp_path: Path) -> None:
    """Who removes the markers takes the note over."""
    export(tmp_path, "A")
    edit(tmp_path / "Topics/A.md", markers.BEGIN + "\n", "")
    before = (tmp_path / "Topics/A.md").read_bytes()
    report = export(tmp_path, "A", extra="new")
    assert (tmp_path / "Topics/A.md").read_bytes() == before and actions(report)["Topics/A.md"] == "keep"


def test_other_files_edited_by_hand_stay(tmp_path: Path) -> None:
    """A canvas that was rearranged is not overwritten, nor removed."""
    export(tmp_path, "A")
    (tmp_path / "Map.canvas").write_text('{"nodes": []}')
    assert actions(export(tmp_path, "A", "B"))["Map.canvas"] == "keep"
    write([file for file in vault("A") if file[0] != "Map.canvas"], tmp_path, exporter=Folder())
    assert (tmp_path / "Map.canvas").read_text() == '{"nodes": []}'


def test_settings_are_merged(tmp_path: Path) -> None:
    """Settings of the user's win, colours removed stay removed, new ones of ours come in; what is no JSON is left alone."""
    path = tmp_path / ".obsidian" / "graph.json"
    path.parent.mkdir()
    path.write_text('{"showArrow": false, "scale": 2, "colorGroups": [{"query": "mine", "color": {"rgb": 9}}]}')
    export(tmp_path, "A", "B")
    found = json.loads(path.read_text())
    assert (
        found["scale"] == 2 and found["showArrow"] is False and [g["query"] for g in found["colorGroups"]] == ["mine", "tag:#A", "tag:#B"]
    )
    found["colorGroups"] = found["colorGroups"][:2]
    path.write_text(json.dumps(found))
    export(tmp_path, "A", "B", "C")
    assert [g["query"] for g in json.loads(path.read_text())["colorGroups"]] == ["mine", "tag:#A", "tag:#C"]
    path.write_text("{broken")
    export(tmp_path, "A")
    assert path.read_text() == "{broken"


# -- notes that come, go and move --------------------------------------------------------------------------------------


def test_a_foreign_file_at_our_path_is_not_touched(tmp_path: Path) -> None:
    """Our note takes another name, and every link follows it."""
    (tmp_path / "Topics").mkdir()
    (tmp_path / "Topics" / "b.MD").write_text("mine")
    (tmp_path / "Map.canvas").write_text("{}")
    report = export(tmp_path, "A", "B", adopt=True)
    assert (tmp_path / "Topics" / "b.MD").read_text() == "mine" and (tmp_path / "Map.canvas").read_text() == "{}"
    (other,) = (p for p in (tmp_path / "Topics").glob("B (*.md"))
    assert (
        f'"[[{other.stem}]]"' in (tmp_path / "Topics/A.md").read_text() and f"- [[{other.stem}]]" in (tmp_path / "Topics/A.md").read_text()
    )
    assert "foreign" in actions(report).values() and export(tmp_path, "A", "B").changed == 0


def test_a_note_without_words_goes_and_with_words_is_archived(tmp_path: Path) -> None:
    """What leaves the graph is removed, but kept where the user wrote in it, and comes back with those words."""
    export(tmp_path, "A", "B", "C")
    edit(tmp_path / "Topics/B.md", TAIL, TAIL + "dear to me\n")
    report = export(tmp_path, "A")
    assert actions(report)["Topics/C.md"] == "remove" and not (tmp_path / "Topics/C.md").exists()
    archived = (tmp_path / "Archive/B.md").read_text()
    assert "dear to me" in archived and "[[C]]" not in archived and not (tmp_path / "Topics/B.md").exists()
    assert export(tmp_path, "A").changed == 0
    export(tmp_path, "A", "B")
    back = (tmp_path / "Topics/B.md").read_text()
    assert "dear to me" in back and "# B\n" in back and not (tmp_path / "Archive").exists() and export(tmp_path, "A", "B").changed == 0


def test_a_note_that_was_only_marked_is_archived_too(tmp_path: Path) -> None:
    """A changed property or a tick is the user's word as well."""
    export(tmp_path, "A", "B")
    edit(tmp_path / "Topics/B.md", "status: open", "status: known")
    export(tmp_path, "A")
    assert "status: known" in (tmp_path / "Archive/B.md").read_text()


def test_a_moved_note_is_found(tmp_path: Path) -> None:
    """A note that was renamed and moved, with its links as Obsidian rewrites them, is updated where it is; links lead there."""
    export(tmp_path, "A", "B")
    (tmp_path / "Own").mkdir()
    (tmp_path / "Topics/B.md").rename(tmp_path / "Own/Bee.md")
    for path in (tmp_path / "Topics/A.md", tmp_path / "Path.md"):
        path.write_text(path.read_text().replace("[[B]]", "[[Own/Bee]]"))
    report = export(tmp_path, "A", "B", extra="new")
    assert "words new" in (tmp_path / "Own/Bee.md").read_text() and not (tmp_path / "Topics/B.md").exists()
    assert "- [[Bee]]" in (tmp_path / "Topics/A.md").read_text() and "Own/Bee.md" in (tmp_path / "Map.canvas").read_text()
    assert "conflict" not in actions(report).values() and export(tmp_path, "A", "B", extra="new").changed == 0


def test_a_renamed_topic_keeps_its_file(tmp_path: Path) -> None:
    """A topic that gets another title keeps its note under the old name; links still reach it."""
    export(tmp_path, "A", "B")
    files = [
        (path.replace("B.md", "Bee.md"), data.replace(b"[[B]]", b"[[Bee]]").replace(b"# B", b"# Bee")) for path, data in vault("A", "B")
    ]
    write(files, tmp_path, exporter=Folder())
    assert "# Bee" in (tmp_path / "Topics/B.md").read_text() and "- [[B]]" in (tmp_path / "Topics/A.md").read_text()
    assert not (tmp_path / "Topics/Bee.md").exists()


BEE = [(path.replace("B.md", "Bee.md"), data) for path, data in vault("A", "B")]
BEE = [(path, data.replace(b"[[B]]", b"[[Bee]]").replace(b"# B", b"# Bee").replace(b"Topics/B.md", b"Topics/Bee.md")) for path, data in BEE]
"""The vault of A and B after topic B got another title."""


def test_renaming_moves_what_nobody_wrote_in(tmp_path: Path) -> None:
    """Asked to, a note without words of the user's follows its topic's title, and all links, ticks and cards follow it."""
    export(tmp_path, "A", "B")
    edit(tmp_path / "Topics/A.md", TAIL, TAIL + "mine\n")
    edit(tmp_path / "Path.md", "- [ ] **[[B]]", "- [x] **[[B]]")
    report = write(BEE, tmp_path, exporter=Folder(), rename=True)
    assert actions(report)["Topics/Bee.md"] == "move" and not (tmp_path / "Topics/B.md").exists()
    first, path = (tmp_path / "Topics/A.md").read_text(), (tmp_path / "Path.md").read_text()
    assert "- [[Bee]]" in first and '"[[Bee]]"' in first and "[[B]]" not in first and "mine" in first and "- [x] **[[Bee]]" in path
    assert "Topics/Bee.md" in (tmp_path / "Map.canvas").read_text() and "conflict" not in actions(report).values()
    assert write(BEE, tmp_path, exporter=Folder(), rename=True).changed == 0


@pytest.mark.parametrize("how", ["words", "link", "property", "canvas", "moved", "taken"])
def test_renaming_spares_what_is_the_users(tmp_path: Path, how: str) -> None:
    """A note that somebody wrote in, links to, put elsewhere, or whose new name is taken, stays where it is."""
    export(tmp_path, "A", "B")
    old = tmp_path / "Topics/B.md"
    if how == "words":
        edit(old, TAIL, TAIL + "mine\n")
    elif how == "link":
        (tmp_path / "diary.md").write_text("see [my topic](Topics/B.md)")
    elif how == "property":
        edit(tmp_path / "Topics/A.md", "status: open\n", 'status: open\nsee: "[[B]]"\n')
        edit(tmp_path / "Topics/A.md", '  - "[[B]]"\n', "")
        export(tmp_path, "A", "B", extra="new")
    elif how == "canvas":
        (tmp_path / "mine.canvas").write_text('{"nodes": [{"file": "Topics/B.md"}]}')
    elif how == "taken":
        (tmp_path / "Topics/Bee.md").write_text("a note on bees")
    else:
        old = old.rename(tmp_path / "Bumble.md")
        export(tmp_path, "A", "B")
    kept = {path: data for path, data in content(tmp_path).items() if path in ("diary.md", "mine.canvas", "Topics/Bee.md")}
    report = write(BEE, tmp_path, exporter=Folder(), rename=True)
    assert old.exists() and "move" not in actions(report).values() and kept.items() <= content(tmp_path).items()


def test_boxes_of_diagrams_follow_their_notes(tmp_path: Path) -> None:
    """A box that links to a note by its label is labelled anew when the user renames the note, or is a link no more."""
    diagram = '```mermaid\nflowchart LR\n    n0["B"]\n    n1["C"]\n    n0 --> n1\n    class n0,n1 internal-link\n    style n1 stroke:1\n```'
    files = [*vault("A", "B", "C"), ("Neighbours.md", note("neighbours", diagram))]
    write(files, tmp_path, exporter=Folder())
    (tmp_path / "Topics/B.md").rename(tmp_path / "Topics/Bee.md")
    (tmp_path / "Topics/C.md").rename(tmp_path / "Topics/R&D.md")
    report = write(files, tmp_path, exporter=Folder())
    text = (tmp_path / "Neighbours.md").read_text()
    assert 'n0["Bee"]' in text and 'n1["C"]' in text and "class n0 internal-link" in text
    assert "conflict" not in actions(report).values() and write(files, tmp_path, exporter=Folder()).changed == 0


def test_ways_in_markdown_links_follow_their_notes(tmp_path: Path) -> None:
    """Links that hold a way lead to a note that was moved, and from one; rewritten by Obsidian they make no edit."""
    files = [("Topics/A.md", note("a", "# A\n\n[B](B.md) [Map](../Map.canvas)")), ("Topics/B.md", note("b", "[A](A.md) x"))]
    files.append(("Map.canvas", b'{"nodes": []}'))
    write(files, tmp_path, exporter=Folder())
    (tmp_path / "My own").mkdir()
    (tmp_path / "Topics/B.md").rename(tmp_path / "My own/B 2.md")
    edit(tmp_path / "My own/B 2.md", "[A](A.md)", "[A](../Topics/A.md)")
    edit(tmp_path / "Topics/A.md", "[B](B.md)", "[B](<../My own/B 2.md>)".replace("<", "").replace(">", "").replace(" ", "%20"))
    assert write(files, tmp_path, exporter=Folder()).changed == 0
    report = write([*files[:1], ("Topics/B.md", note("b", "[A](A.md) y")), files[2]], tmp_path, exporter=Folder())
    assert "[A](../Topics/A.md) y" in (tmp_path / "My own/B 2.md").read_text() and "conflict" not in actions(report).values()


@pytest.mark.parametrize("words", ["", "mine"])
def test_another_thing_of_the_same_name(tmp_path: Path, words: str) -> None:
    """A new topic under the name of one that left takes over its file only if nobody wrote in it."""
    export(tmp_path, "A")
    edit(tmp_path / "Topics/A.md", TAIL, TAIL + words)
    write([("Topics/A.md", note("other", "# A"))], tmp_path, exporter=Folder())
    notes = {markers.note_id(data.decode()): path for path, data in content(tmp_path).items() if path.endswith(".md")}
    assert notes["topic/other"] == "Topics/A.md" if not words else notes["topic/other"].startswith("Topics/A (")
    assert ("topic/a" in notes) == bool(words) and words in content(tmp_path).get("Archive/A.md", b"").decode()
    assert write([("Topics/A.md", note("other", "# A"))], tmp_path, exporter=Folder()).changed == 0


def test_a_deleted_note_comes_back(tmp_path: Path) -> None:
    """A note that is missing is written again, so that no link dangles."""
    export(tmp_path, "A", "B")
    (tmp_path / "Topics/A.md").unlink()
    assert actions(export(tmp_path, "A", "B")) == {"Topics/A.md": "create"}


# -- the promise, at random --------------------------------------------------------------------------------------------

NAMES = "ABCDE"
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=12)
MOVES = st.one_of(
    st.tuples(st.just("export"), st.sets(st.sampled_from(NAMES), min_size=1), st.sampled_from(["", "new", "newer"])),
    st.tuples(st.sampled_from(["below", "above", "inside", "property", "rename", "own"]), st.sampled_from(NAMES), WORDS),
)


@settings(max_examples=60)
@given(st.lists(MOVES, min_size=2, max_size=12))
def test_no_word_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, object, str]]) -> None:
    """However edits, renames and exports follow each other, every word that the user put anywhere is still in the folder."""
    out = tmp_path_factory.mktemp("vault")
    export(out, *NAMES)
    written: list[bytes] = []
    for number, (kind, what, words) in enumerate(moves):
        if kind == "export":
            export(out, *sorted(what), extra=words)  # type: ignore[call-overload]
        else:
            written += _edit(out, kind, str(what), f"⟪{number}:{words}⟫")
    export(out, "A", extra="last")
    everything = b"\0".join(content(out).values())
    assert all(mark in everything for mark in written)
    assert export(out, "A", extra="last").changed == 0


def _edit(out: Path, kind: str, name: str, mark: str) -> list[bytes]:
    """Let a user do one thing to the note of a topic, wherever it is; return the bytes that must never vanish."""
    notes = [p for p in sorted(out.rglob("*.md")) if markers.note_id(p.read_bytes().decode()) == f"topic/{name.lower()}"]
    if kind == "own":
        target = out / f"own {random.Random(mark).random()}.md"
        target.write_bytes(mark.encode())
        return [mark.encode()]
    if not notes:
        return []
    path, text = notes[0], notes[0].read_bytes().decode()
    if kind == "rename":
        path.rename(path.with_name(f"{name}{random.Random(mark).random()}.md"))
        return []
    if kind == "property":
        mark = json.dumps(mark)
        text = text.replace("---\n", f"---\nmine{len(text)}: {mark}\n", 1)
    elif kind == "inside":
        text = text.replace("\n# ", f"\n{mark}\n# ", 1) if "\n# " in text else text.replace(markers.END, f"{mark}\n{markers.END}")
    elif kind == "above":
        text = text.replace(markers.BEGIN, f"{mark}\n{markers.BEGIN}")
    else:
        text += mark
    path.write_bytes(text.encode())
    return [mark.encode()]


@given(
    st.recursive(
        st.none() | st.integers(0, 3) | st.text(max_size=2),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from("abc"), x, max_size=3),
    )
)
def test_merging_with_oneself_changes_nothing(value: object) -> None:
    """Where only one side changed a value, or both alike, that change is the result."""
    assert keeping.three_way(value, value, "new") == "new" and keeping.three_way("old", value, "old") == value
    assert keeping.three_way("old", value, value) == value


# -- interruption ------------------------------------------------------------------------------------------------------

_SLOW = """
import os, sys, time
sys.path[:0] = sys.argv[3:]
from test_writing import export, writing
from pathlib import Path
replace, left = writing.os.replace, [int(sys.argv[2])]
def dying(a, b):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), 9)
    replace(a, b)
writing.os.replace = dying
export(Path(sys.argv[1]), "A", "C", "D", extra="second")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill a process outright")
@pytest.mark.parametrize("writes", range(9))
def test_an_interrupted_export_is_finished_by_the_next(tmp_path: Path, writes: int) -> None:
    """Killed at any point, an export leaves whole files; the next one ends where an undisturbed one does, with no false conflict."""
    export(tmp_path / "calm", "A", "B", "C")
    export(tmp_path / "killed", "A", "B", "C")
    for out in (tmp_path / "calm", tmp_path / "killed"):
        edit(out / "Topics/B.md", TAIL, TAIL + "dear\n")
        edit(out / "Topics/C.md", TAIL, TAIL + "mine\n")
    export(tmp_path / "calm", "A", "C", "D", extra="third")
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", _SLOW, tmp_path / "killed", str(writes), here, here.parents[1]], check=False, capture_output=True
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    export(tmp_path / "killed", "A", "C", "D", extra="third")
    assert content(tmp_path / "killed") == content(tmp_path / "calm")
    assert not list((tmp_path / "killed").rglob("*.tmp"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill a process outright")
def test_two_interruptions_in_a_row_leave_nothing_behind(tmp_path: Path) -> None:
    """What a first interrupted export wrote is still known as ours after a second one was interrupted as well."""
    export(tmp_path, "A")
    here = Path(__file__).parent
    for second, left in (("new", "4"), ("newer", "2")):
        script = _SLOW.replace('"A", "C", "D", extra="second"', f'"A", "{second}", extra="{second}"')
        subprocess.run([sys.executable, "-c", script, tmp_path, left, here, here.parents[1]], check=False, capture_output=True)
    assert (tmp_path / "Topics/new.md").exists()
    export(tmp_path, "A")
    assert {path for path in content(tmp_path) if path.startswith("Topics/")} == {"Topics/A.md"}


_LARGE = """
import sys
sys.path[:0] = sys.argv[2:]
from test_writing import export
from pathlib import Path
print("ready", flush=True)
export(Path(sys.argv[1]), *(f"T{i}" for i in range(100, 700)), extra="second")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill a process outright")
def test_an_export_killed_at_any_moment_leaves_whole_files(tmp_path: Path) -> None:
    """Killed at random moments, an export leaves every file as it was or as it shall be, and the next one ends as if nothing was."""
    before, after = [f"T{i}" for i in range(600)], [f"T{i}" for i in range(100, 700)]
    export(tmp_path / "calm", *before)
    old = content(tmp_path / "calm")
    started = time.perf_counter()
    export(tmp_path / "calm", *after, extra="second")
    length = time.perf_counter() - started
    new = content(tmp_path / "calm")
    here, chance = Path(__file__).parent, random.Random(7)
    cut = 0
    for number in range(8):
        out = tmp_path / f"killed {number}"
        export(out, *before)
        begun = (out / writing.MANIFEST).stat().st_mtime_ns
        process = subprocess.Popen([sys.executable, "-c", _LARGE, out, here, here.parents[1]], stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline()
        if number % 2:  # half of the kills come once the writing has begun
            while process.poll() is None and (out / writing.MANIFEST).stat().st_mtime_ns == begun:
                time.sleep(0)
        time.sleep(length * chance.random() / (4 if number % 2 else 1))
        process.kill()
        process.communicate()
        found = content(out)
        cut += found not in (old, new)
        assert all(data in (old.get(path), new.get(path)) for path, data in found.items() if not path.endswith(".tmp"))
        export(out, *after, extra="second")
        assert content(out) == new and not list(out.rglob("*.tmp"))
    assert cut, "no kill hit the writing"


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """What is there and no regular file takes the bytes; nothing stands in its place or beside it afterwards."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write([("x.html", b"words")], pipe, exporter=File())
        assert os.read(reader, 100) == b"words"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_link_to_another_folder_stays_a_link(tmp_path: Path) -> None:
    """The file that a link leads to is replaced where it stands."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "x.html").write_bytes(b"old")
    (tmp_path / "x.html").symlink_to("far/x.html")
    write([("x.html", b"new")], tmp_path / "x.html", exporter=File())
    assert (tmp_path / "x.html").is_symlink()
    assert (tmp_path / "far" / "x.html").read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path / "far")) == ["x.html"]
