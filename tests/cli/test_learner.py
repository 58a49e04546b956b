"""`roadloom learner`: one small file, and what takes it into account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from roadloom.graph.learner import Learner

from .conftest import Run


def topics(path: Path) -> dict[str, str]:
    """Return the status of each topic in a learner's file."""
    return {topic: entry.status for topic, entry in Learner.load(path).topics.items()}


def topic(graph: Path, name: str) -> str:
    """Return the id of a topic in a graph file."""
    return next(node["id"] for node in json.loads(graph.read_bytes())["nodes"] if node["name"] == name)


@pytest.fixture
def graph(desk: Path, works: Run) -> Path:
    """Build ./graph.json from the plan, so that commands take it without being told."""
    works("build", "plan.md")
    return desk / "graph.json"


def test_marks_are_written_under_ids_and_shown(graph: Path, desk: Path, works: Run) -> None:
    """Names become ids in the file, whatever their case; `show` names them."""
    assert "Chisel: open → known" in works("learner", "known", "chisel", "Sharpening").err
    works("learner", "doing", "Hand plane", "--since", "2026-11-22")
    works("learner", "skip", "Finishing")
    held = yaml.safe_load((desk / "learner.yaml").read_bytes())
    assert (held["format"], held["version"]) == ("roadloom-learner", 1)
    assert held["topics"][topic(graph, "Hand plane")] == {"status": "doing", "since": "2026-11-22"}
    assert topics(desk / "learner.yaml")[topic(graph, "Chisel")] == "known"
    shown = works("learner", "show").out
    assert "known  Chisel" in shown
    assert "in progress  Hand plane  since 2026-11-22" in shown
    assert json.loads(works("learner", "show", "--json").out) == held


def test_what_is_known_is_left_out_of_a_path(graph: Path, works: Run) -> None:
    """path and next take ./learner.yaml into account without being told."""
    works("learner", "known", "Hand plane")
    steps = [step["name"] for step in json.loads(works("path", "Dovetail joint", "--json").out)["steps"]]
    assert "Hand plane" not in steps
    assert "Sharpening" not in steps
    assert "Hand plane" not in works("next", "--limit", "100").out


def test_forgetting_takes_a_topic_out(graph: Path, desk: Path, works: Run) -> None:
    """A forgotten topic is open again; topics of other graphs can be forgotten by id."""
    (desk / "learner.yaml").write_text("topics: {topic/of-another-graph: known, Chisel: known, Sharpening: doing}\n", encoding="utf-8")
    works("learner", "forget", "chisel", "topic/of-another-graph")
    assert topics(desk / "learner.yaml") == {"Sharpening": "doing"}


def test_an_unknown_name_changes_nothing(graph: Path, desk: Path, run: Run) -> None:
    """A misspelt name ends with 1 and near matches, and the file stays as it was."""
    ran = run("learner", "known", "Chisel", "Chizel")
    assert ran.code == 1
    assert "Chisel" in ran.err
    assert not (desk / "learner.yaml").exists()


def test_import_takes_over_topic_by_topic(graph: Path, desk: Path, works: Run) -> None:
    """What the page exports wins where it says something; the rest stays."""
    works("learner", "known", "Chisel")
    works("learner", "doing", "Hand plane")
    plane, chisel = topic(graph, "Hand plane"), topic(graph, "Chisel")
    brought = {"format": "roadloom-learner", "version": 1, "topics": {plane: {"status": "known"}, "topic/x": {"status": "skip"}}}
    (desk / "learner.json").write_text(json.dumps(brought), encoding="utf-8")
    assert "Hand plane: doing → known" in works("learner", "import", "learner.json").err
    assert topics(desk / "learner.yaml") == {chisel: "known", plane: "known", "topic/x": "skip"}


def test_a_file_for_many_graphs_is_no_error(graph: Path, desk: Path, works: Run) -> None:
    """Ids of other graphs are passed over silently, names that nothing has are said with their line."""
    (desk / "learner.yaml").write_text("topics:\n  topic/of-another-graph: known\n  Chizel: known\n  Chisel: known\n", encoding="utf-8")
    ran = works("path", "Dovetail joint")
    assert "learner.yaml:3" in ran.err
    assert "Chizel" in ran.err
    assert "of-another-graph" not in ran.err


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"topics: [a]", b"topics: {a: maybe}", b"version: 99", b"{" * 5000, b"- x"])
def test_odd_learner_files_are_no_bugs(graph: Path, desk: Path, run: Run, data: bytes) -> None:
    """Whatever the file holds, it is read or refused in one line, and never overwritten when it was refused."""
    (desk / "learner.yaml").write_bytes(data)
    ran = run("learner", "known", "Chisel")
    assert ran.code in (0, 1)
    assert "bug" not in ran.err
    assert ran.code == 0 or (desk / "learner.yaml").read_bytes() == data


def test_comments_names_and_unknown_keys_stay(graph: Path, desk: Path, works: Run) -> None:
    """Only the lines in question change; the rest of the file is left as it was written."""
    (desk / "learner.yaml").write_text(
        "# mine\nmood: good\ntopics:\n  # tools\n  Chisel: known  # since school\n  Hand plane:\n    status: doing  # slowly\n"
        "    note: blunt\n  Sharpening: skip\n\n# the end\nlast: 1\n",
        encoding="utf-8",
    )
    works("learner", "known", "hand plane", "--since", "2026-11-22")
    works("learner", "forget", "Sharpening")
    works("learner", "doing", "Finishing")
    assert (desk / "learner.yaml").read_text(encoding="utf-8") == (
        "# mine\nmood: good\ntopics:\n  # tools\n  Chisel: known  # since school\n  Hand plane:\n"
        '    since: "2026-11-22"\n    status: known  # slowly\n    note: blunt\n'
        f"  {topic(graph, 'Finishing')}: {{status: doing}}\n\n# the end\nlast: 1\n"
    )


def test_a_list_of_names_is_imported_as_known(graph: Path, desk: Path, works: Run, run: Run) -> None:
    """One name a line, ticked or not in a list; open boxes are left out, unknown names refused with near matches."""
    (desk / "list.txt").write_text("# tools\n- [x] Chisel\n- [ ] Sharpening\nhand plane\n", encoding="utf-8")
    works("learner", "import", "list.txt")
    assert topics(desk / "learner.yaml") == {topic(graph, "Chisel"): "known", topic(graph, "Hand plane"): "known"}
    (desk / "list.txt").write_text("Chizel\n", encoding="utf-8")
    ran = run("learner", "import", "list.txt")
    assert ran.code == 1 and "Chisel" in ran.err and "list.txt:1:" in ran.err


@pytest.mark.parametrize(
    "line",
    [
        "Chisel",
        "- Chisel",
        "  * Chisel  ",
        "+ [X] Chisel",
        "• Chisel",
        "·Chisel",
        "1. Chisel",
        "12) Chisel",
        "3、Chisel",
        "（4）Chisel",
        "(5) Chisel",
        "☑ Chisel",
        "✅Chisel",
        "“Chisel”",
        "《Chisel》。",
        "[[Chisel]]",
        "Chisel,",
        "ＣＨＩＳＥＬ",
        "- [ ] Sharpening\r\n- Chisel",
    ],
)
def test_a_list_may_be_written_as_people_do(graph: Path, desk: Path, works: Run, line: str) -> None:
    """Bullets, numbers, ticked boxes, quotes and punctuation of either script are no part of a name; nor is a byte order mark."""
    (desk / "list.txt").write_bytes(b"\xef\xbb\xbf" + line.encode() + b"\r\n")
    works("learner", "import", "list.txt")
    assert topics(desk / "learner.yaml") == {topic(graph, "Chisel"): "known"}


@pytest.mark.parametrize("line", ["Chisel, Sharpening", "Chisel、Sharpening。", "Chisel；Sharpening", "Chisel，Sharpening"])
def test_a_line_may_list_several_names(graph: Path, desk: Path, works: Run, line: str) -> None:
    """Names between commas of either script are all known."""
    (desk / "list.txt").write_text(line, encoding="utf-8")
    works("learner", "import", "list.txt")
    assert topics(desk / "learner.yaml") == {topic(graph, "Chisel"): "known", topic(graph, "Sharpening"): "known"}


def test_all_unknown_names_of_a_list_are_told_at_once(graph: Path, desk: Path, run: Run) -> None:
    """Each line that names nothing is in the error, and nothing is written."""
    (desk / "list.txt").write_text("Chizel\nHand plane\nSharpenin\n", encoding="utf-8")
    ran = run("learner", "import", "list.txt")
    assert ran.code == 1 and not (desk / "learner.yaml").exists()
    assert all(word in ran.err for word in ("list.txt: 2 lines", "line 1:", "Chisel", "line 3:", "Sharpening"))


def test_a_ticked_path_is_imported(graph: Path, desk: Path, works: Run) -> None:
    """What was ticked in the checklist that `path --format md` makes is known, and nothing else in it is a name."""
    written = works("path", "Dovetail joint", "--format", "md").out.replace("- [ ] **Sharpening", "- [x] **Sharpening")
    (desk / "path.md").write_text(written, encoding="utf-8")
    works("learner", "import", "path.md")
    assert topics(desk / "learner.yaml") == {topic(graph, "Sharpening"): "known"}
    assert "nothing changed" in works("learner", "import", "path.md").err


def test_a_ticked_path_in_another_language_is_imported(graph: Path, desk: Path, works: Run) -> None:
    """The other name that stands behind a step's name in brackets is no part of it."""
    (desk / "list.md").write_text("# To learn\n\n- [x] **Sharpening (磨刀)** – 2 h\n  - a resource\n- [ ] **Chisel**\n", encoding="utf-8")
    works("learner", "import", "list.md")
    assert topics(desk / "learner.yaml") == {topic(graph, "Sharpening"): "known"}


def test_bold_names_in_a_list_hide_no_others(graph: Path, desk: Path, works: Run) -> None:
    """Only a list of nothing but boxes before bold names below a heading is taken for a checklist of ours."""
    (desk / "list.md").write_text("- [x] **Sharpening**\n- [x] Chisel\n- Hand plane\n", encoding="utf-8")
    works("learner", "import", "list.md")
    assert len(topics(desk / "learner.yaml")) == 3


def test_what_is_no_learners_file_is_not_imported(graph: Path, desk: Path, run: Run) -> None:
    """A file of another program is told from a learner's, whatever its version is."""
    (desk / "config.json").write_text('{"name": "x", "version": 3}', encoding="utf-8")
    ran = run("learner", "import", "config.json")
    assert ran.code == 1 and "config.json: This is no learner's file." in ran.err and "`topics:`" in ran.err


def test_a_file_that_is_no_learners_says_what_one_is(graph: Path, desk: Path, run: Run) -> None:
    """A list or a document where the learner's file is asked for, and a place that cannot be written, are errors with a remedy."""
    ran = run("path", "Chisel", "--learner", "plan.md")
    assert ran.code == 1 and "plan.md:" in ran.err and ("`topics:`" in ran.err or "Quote" in ran.err)
    (desk / "list.txt").write_text("- Chisel\n", encoding="utf-8")
    ran = run("next", "--learner", "list.txt")
    assert ran.code == 1 and "list.txt:1:" in ran.err and "`topics:`" in ran.err
    (desk / "file").write_text("", encoding="utf-8")
    ran = run("learner", "known", "Chisel", "--learner", "file/learner.yaml")
    assert ran.code == 1 and "--learner" in ran.err and "-o" not in ran.err.split()


def test_inputs_behind_names_are_told_where_they_go(desk: Path, run: Run) -> None:
    """Where names are arguments and inputs an option, a document among the names is answered with the option."""
    for command in (("next", "Chisel", "plan.md"), ("explain", "Chisel", "Sharpening", "plan.md")):
        ran = run(*command)
        assert ran.code == 2 and "inputs go with --input" in ran.err
