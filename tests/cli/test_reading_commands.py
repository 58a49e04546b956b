"""The commands that print what a graph says: check, path, next, explain, conflicts, merges."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from roadloom.cli.wording import WORDS
from roadloom.graph.lexicon import Lexicon

from .conftest import CONTRARY, Run


def test_check_shows_the_tree_with_lines(desk: Path, works: Run) -> None:
    """Phases stand under their roadmap, topics and resources under their phase, each with its line."""
    shown = works("check", "plan.md").out
    lines = shown.splitlines()
    assert lines[0].startswith("Woodworking by hand, from first cut to first cabinet")
    assert lines[0].endswith("plan.md:1")
    assert "3 phases" in lines[1]
    (chisel,) = (line for line in lines if line.strip().startswith("Chisel"))
    assert chisel.endswith(f":{(desk / 'plan.md').read_text(encoding='utf-8').splitlines().index('- Chisel') + 1}")
    (phase,) = (line for line in lines if "Sharp tools" in line and "topic" in line)
    assert lines.index(phase) < lines.index(chisel)
    assert len(phase) - len(phase.lstrip()) < len(chisel) - len(chisel.lstrip())


def test_check_as_json_counts_what_it_lists(desk: Path, works: Run) -> None:
    """The counts of a roadmap are those of its entries; each entry has a depth and a line of the document."""
    data = json.loads(works("check", "plan.md", "--json").out)
    (roadmap,) = data["roadmaps"]
    kinds = [entry["kind"] for entry in roadmap["entries"]]
    assert roadmap["counts"] == {kind: kinds.count(kind) for kind in set(kinds)}
    length = len((desk / "plan.md").read_text(encoding="utf-8").splitlines())
    assert all(1 <= entry["line"] <= length and entry["depth"] >= 1 for entry in roadmap["entries"])


def test_coverage_says_what_became_of_the_lines(desk: Path, works: Run) -> None:
    """The table has a row for each document and one for all; the shares in JSON add up, and -v names each line that was not understood."""
    (desk / "odd.yaml").write_text(
        "title: Bees\nweeks:\n- title: Tools\n  topics: [Smoker, Hive tool]\n  mood: calm as bees\n", encoding="utf-8"
    )
    shown = works("check", "plan.md", "odd.yaml", "--coverage", "-v").out
    rows = [line.split()[0] for line in shown.splitlines()[1:4]]
    assert rows == ["odd.yaml", "plan.md", "together"]
    assert "odd.yaml:5: not understood: mood: calm as bees" in shown
    entries = json.loads(works("check", "plan.md", "odd.yaml", "--coverage", "--json").out)["coverage"]
    for entry in entries:
        assert (
            entry["lines"]
            == entry["understood"] + entry["ignored"] + entry["not_understood"]
            == entry["understood"] + len(entry["ignored_lines"]) + len(entry["not_understood_lines"])
        )
        assert sum(entry["reasons"].values()) == entry["ignored"]
    assert entries[0]["not_understood_lines"] == [{"line": 5, "text": "mood: calm as bees"}]


def test_coverage_of_a_graph_file_asks_for_the_documents(desk: Path, works: Run, run: Run) -> None:
    """A graph file keeps no lines, and says so; -v without --coverage is a mistake of use."""
    works("build", "plan.md", "-o", "g.json")
    ran = works("check", "g.json", "--coverage")
    assert ran.out == "" and "plan.md" in ran.err and "documents themselves" in ran.err
    assert run("check", "plan.md", "-v").code == 2


def test_a_finding_of_many_places_shows_some(desk: Path, works: Run) -> None:
    """Of a hundred places a person sees a few and how many more there are; JSON has them all."""
    badges = "\n".join(f"[![b](https://img.shields.io/{n})](https://ci.example.org/badge/{n})\n" for n in range(100))
    (desk / "badges.md").write_text(f"# Bees\n\n{badges}\n## Week 1\n\n- Smoker\n- Hive tool\n", encoding="utf-8")
    shown = works("check", "badges.md").out
    assert shown.count("img.shields.io") < 20 and "places more" in shown


def test_check_of_a_graph_file_shows_its_roadmaps(desk: Path, works: Run) -> None:
    """A graph file is checked like the documents it was built from."""
    works("build", "notes", "plan.md", "-o", "g.json")
    assert len(json.loads(works("check", "g.json", "--json").out)["roadmaps"]) == 3


def test_check_names_a_finding_with_file_and_line(desk: Path, works: Run) -> None:
    """A contradiction between two documents is shown with a place that an editor can open."""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    shown = works("check", "plan.md", "other.md").out
    (line,) = (line for line in shown.splitlines() if "order-conflict" in line and ".md:" in line)
    assert "other.md:8" in shown
    assert line.split(":")[1].isdecimal()


def test_a_path_puts_prerequisites_first_and_leaves_out_what_is_known(desk: Path, works: Run) -> None:
    """What the target needs comes in order; with --known it and what it implies are gone."""
    whole = [step["name"] for step in json.loads(works("path", "Dovetail joint", "plan.md", "--json").out)["steps"]]
    assert whole.index("Sharpening") < whole.index("Hand plane") < whole.index("Stock preparation") < whole.index("Dovetail joint")
    rest = [step["name"] for step in json.loads(works("path", "Dovetail joint", "plan.md", "--known", "hand plane", "--json").out)["steps"]]
    assert "Sharpening" not in rest
    assert "Hand plane" not in rest
    assert rest[-1] == "Dovetail joint"


@pytest.mark.parametrize("form", ["text", "md", "mermaid"])
def test_a_path_in_every_form_names_each_step(desk: Path, works: Run, form: str) -> None:
    """Each form holds every step and ends with one line feed; nothing but the path goes to stdout."""
    steps = json.loads(works("path", "Dovetail joint", "plan.md", "--format", "json").out)["steps"]
    shown = works("path", "Dovetail joint", "plan.md", "--format", form).out
    assert all(step["name"] in shown for step in steps)
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


def test_a_path_across_scripts(desk: Path, works: Run) -> None:
    """A topic named in Simplified Chinese by one document and in Traditional by another is one topic, found by either name."""
    simplified = json.loads(works("path", "事件循环", "notes", "--json").out)
    traditional = json.loads(works("path", "事件迴圈", "notes", "--json").out)
    assert simplified == traditional


def test_a_target_that_is_not_there_gets_near_matches(desk: Path, run: Run) -> None:
    """A mistyped name ends with 1 and the name that was meant."""
    ran = run("path", "Dovetale joint", "plan.md")
    assert ran.code == 1
    assert ran.out == ""
    assert "Dovetail joint" in ran.err


@pytest.mark.parametrize(
    ("command", "where"), [("path", "behind TARGET"), ("plan", "behind TARGET"), ("next", "with --input"), ("explain", "with --input")]
)
def test_a_file_where_a_topic_is_asked_for_is_a_mistake_in_the_command(desk: Path, run: Run, command: str, where: str) -> None:
    """Whoever names the documents first is told where they go."""
    ran = run(command, "plan.md")
    assert (ran.code, ran.out) == (2, "") and where in ran.err


@pytest.mark.parametrize("content", ["", "no JSON", "{}"])
def test_a_graph_file_that_nobody_named_has_to_be_one(desk: Path, run: Run, content: str) -> None:
    """What stands in ./graph.json by accident is an error of every command, never a document without topics."""
    (desk / "graph.json").write_text(content)
    for command in (["next"], ["check"], ["export", "html", "-o", "map.html"]):
        ran = run(*command)
        assert (ran.code, ran.out) == (1, "") and "graph.json" in ran.err and not (desk / "map.html").exists()


def test_next_shows_only_what_needs_nothing_unknown(desk: Path, works: Run) -> None:
    """What is ready has no unknown prerequisite, the one that unlocks most first; a known topic opens its followers."""
    first = json.loads(works("next", "Dovetail joint", "--input", "plan.md", "--json").out)
    assert "Dovetail joint" not in [topic["name"] for topic in first]
    assert [topic["unlocks"] for topic in first] == sorted((topic["unlocks"] for topic in first), reverse=True)
    known = [argument for topic in first for argument in ("--known", topic["id"])]
    second = json.loads(works("next", "Dovetail joint", "--input", "plan.md", *known, "--json").out)
    assert second
    assert not {topic["id"] for topic in first} & {topic["id"] for topic in second}


def test_next_says_how_many_more_there_are(desk: Path, works: Run) -> None:
    """--limit cuts the list, and stderr says what was cut."""
    ran = works("next", "--input", "plan.md", "--limit", "1")
    assert len([line for line in ran.out.splitlines() if not line.startswith(" ")]) == 1
    assert "more with --limit" in ran.err


def test_explain_names_needs_unlocks_and_places(desk: Path, works: Run) -> None:
    """A topic's neighbours stand with the line that says so."""
    about = json.loads(works("explain", "Stock preparation", "--input", "plan.md", "--json").out)
    assert "Hand plane" in [step["before"]["name"] for step in about["needs"]]
    assert "Mortise joint" in [step["after"]["name"] for step in about["unlocks"]]
    assert all(row["source"] == "plan" and row["line"] for step in about["needs"] for row in step["evidence"] if row["rule"] != "lexicon")
    shown = works("explain", "Stock preparation", "--input", "plan.md").out
    assert "Needs" in shown
    assert "Hand plane" in shown
    assert "plan.md:" in shown


def test_explain_says_why_one_comes_first_whichever_is_named_first(desk: Path, works: Run) -> None:
    """The chain between two topics is the same in both directions, and evidence stands with each step."""
    forth = works("explain", "Sharpening", "Dovetail joint", "--input", "plan.md").out
    assert forth == works("explain", "Dovetail joint", "Sharpening", "--input", "plan.md").out
    assert forth.startswith("Sharpening comes before Dovetail joint:")
    assert "plan.md:" in forth


def test_explain_without_an_order_says_so(desk: Path, works: Run) -> None:
    """Two topics of different subjects have no order, and that is an answer."""
    shown = works("explain", "Chisel", "HTML", "--input", "plan.md", "--input", "notes", "--lang", "en").out
    assert shown.startswith("Neither of Chisel and HTML needs the other.") and "No document" in shown


def test_explaining_a_topic_by_itself_is_refused(desk: Path, run: Run) -> None:
    """Two names of one topic have no order between them."""
    ran = run("explain", "chisel", "Chisel", "--input", "plan.md")
    assert ran.code == 1
    assert "same topic" in ran.err


def test_conflicts_show_both_sides(desk: Path, works: Run) -> None:
    """A contradiction names both documents; without one there is nothing on stdout."""
    assert works("conflicts", "--input", "plan.md").out == ""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    shown = works("conflicts", "--input", "plan.md", "--input", "other.md").out
    assert "other.md:" in shown
    assert "plan.md:" in shown


def test_conflicts_are_told_whole(desk: Path, works: Run) -> None:
    """Each conflict has its circle, what was given up and kept with both sides' places, and the rule that decides otherwise, which does."""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    inputs = ("--input", "plan.md", "--input", "other.md")
    shown = works("conflicts", *inputs, "--lang", "en").out
    (rule,) = re.findall(r"Otherwise: (prerequisite: .*)", shown)
    circle, given_up, *kept, _ = shown.strip().splitlines()
    first, second = circle.split(" → ")[:2]
    assert given_up.startswith(f"  Given up: {first} before {second}") and ".md:" in given_up
    assert kept and all(re.match(r"  Kept: .*\.md:\d+", line) for line in kept)
    (desk / "roadloom.yaml").write_text(rule + "\n", encoding="utf-8")
    assert f"{first} comes before {second}" in works("explain", first, second, *inputs, "--lang", "en").out


def test_conflicts_about_a_topic_quote_the_documents(desk: Path, works: Run) -> None:
    """With a topic only its conflicts are shown, with the words of both sides; a name that is none is refused."""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    inputs = ("--input", "plan.md", "--input", "other.md")
    assert "Learn the dovetail joint before sharpening." in works("conflicts", "Sharpening", *inputs).out
    assert works("conflicts", "Chisel", *inputs).out == ""


@pytest.mark.parametrize(
    "command", [("next",), ("explain", "Sharpening"), ("explain", "Sharpening", "Dovetail joint"), ("conflicts",), ("compare",)]
)
def test_what_is_printed_is_in_the_language_that_was_asked_for(desk: Path, works: Run, command: tuple[str, ...]) -> None:
    """In Chinese output every word that is not the documents' own is Chinese."""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    inputs = ("plan.md", "other.md") if command == ("compare",) else ("--input", "plan.md", "--input", "other.md")
    ran = works(*command, *inputs, "--lang", "zh")
    words = set(
        re.findall(r"[A-Za-z]+", re.sub(r"prerequisite: .*|`\w+`|--limit|roadloom[.\w]* ?(?:conflicts)?|\w+\.md\b", "", ran.out + ran.err))
    )
    known = (desk / "plan.md").read_text(encoding="utf-8") + CONTRARY
    assert {word for word in words if word not in known} == set()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_lexicon_says_why_is_in_the_language_that_was_asked_for(desk: Path, works: Run, lang: str) -> None:
    """The reasons of the bundled lexicon are told in the reader's language."""
    (desk / "a.md").write_text("# Tuning\n\n- LoRA\n- QLoRA\n", encoding="utf-8")
    said = Lexicon.load().reasons("topic/lora", "topic/qlora")
    assert said[lang] in works("explain", "LoRA", "QLoRA", "--input", "a.md", "--lang", lang).out


def test_explain_says_by_whom_an_order_was_outvoted(desk: Path, works: Run) -> None:
    """Of an order that some ask for and others outvote both sides are named."""
    (desk / "a.md").write_text("# Bread\n\nLearn kneading before folding.\n\n- Kneading\n- Folding\n", encoding="utf-8")
    (desk / "roadloom.yaml").write_text("prerequisite: [{before: Kneading, after: Folding, not: true}]\n", encoding="utf-8")
    shown = works("explain", "Folding", "Kneading", "--input", "a.md").out
    assert shown.splitlines()[:2] == ["Neither of Folding and Kneading needs the other.", "  Outvoted: Kneading before Folding"]
    assert "a.md:3 (stated): Learn kneading before folding." in shown and "roadloom.yaml:1 (against, your rule)" in shown


def test_explain_names_what_is_implied_without_its_lines(desk: Path, works: Run) -> None:
    """What a topic needs only by way of other needs is named in one line, and marked in JSON."""
    table = "| Topic | Prerequisites |\n|---|---|\n| Loaf | Dough, Flour |\n| Dough | Flour |\n"
    (desk / "a.md").write_text(f"# Bread\n\n{table}", encoding="utf-8")
    assert "  and by way of these: Flour\n" in works("explain", "Loaf", "--input", "a.md").out
    about = json.loads(works("explain", "Loaf", "--input", "a.md", "--json").out)
    assert {step["before"]["name"]: step["direct"] for step in about["needs"]} == {"Dough": True, "Flour": False}


def test_explain_names_alternatives(desk: Path, works: Run) -> None:
    """Members of one choice are named as such, alone and in pairs."""
    choice = "topics: [{key: a, name: Whisk}, {key: b, name: Mixer}]\nchoices: [{of: [a, b]}]\n"
    (desk / "a.yaml").write_text(f"format: roadloom-roadmap\nversion: 1\ntitle: Tools\n{choice}", encoding="utf-8")
    assert "Any one of these serves instead\n  Mixer\n" in works("explain", "Whisk", "--input", "a.yaml").out
    assert "one of them is enough" in works("explain", "Whisk", "Mixer", "--input", "a.yaml").out


def test_contradictory_rules_are_cited_as_their_writer_knows_them(desk: Path, run: Run) -> None:
    """The error has the rules' file as it was named, the line of each, what each says, and what to do."""
    (desk / "rules").mkdir()
    rules = "# mine\nprerequisite:\n  - {before: Chisel, after: Sharpening}\n  - {before: Sharpening, after: Chisel}\n"
    (desk / "rules" / "mine.yaml").write_text(rules, encoding="utf-8")
    ran = run("build", "plan.md", "--project", "rules/mine.yaml", "-o", "-")
    assert (ran.code, ran.out) == (1, "")
    assert "rules/mine.yaml:3 says that “Chisel” comes before “Sharpening”" in ran.err and "rules/mine.yaml:4 says" in ran.err
    assert "Take one of them out." in ran.err


def test_the_users_rules_are_no_document(desk: Path, works: Run) -> None:
    """A file of rules that is obeyed changes neither the title nor the count of documents, and is not compared; its line can be opened."""
    plain = json.loads(works("build", "plan.md", "-o", "-").out)["graph"]
    (desk / "roadloom.yaml").write_text("prerequisite: [{before: Honing guide, after: Sharpening}]\nignore: [Nothing]\n", encoding="utf-8")
    built = works("build", "plan.md", "-o", "g.json")
    assert "1 document," in built.err
    assert json.loads((desk / "g.json").read_text(encoding="utf-8"))["graph"]["title"] == plain["title"]
    assert "roadloom.yaml" not in works("compare", "plan.md").out
    assert "roadloom.yaml:2: rule-without-effect" in works("check", "plan.md").out


def test_a_rule_that_leaves_no_edge_is_no_document_either(desk: Path, works: Run) -> None:
    """Neither as it is used nor in a graph read back, where the outvoted order stays; a document may have the id that rules have."""
    (desk / "a.md").write_text("# Bread\n\nLearn kneading before folding.\n\n- Kneading\n- Folding\n", encoding="utf-8")
    (desk / "roadloom-yaml.md").write_text("# Bread\n\n- Kneading\n", encoding="utf-8")
    (desk / "roadloom.yaml").write_text("prerequisite: [{before: Kneading, after: Folding, not: true}]\n", encoding="utf-8")
    assert "2 documents" in works("build", "a.md", "roadloom-yaml.md", "-o", "one.json").err
    (desk / "roadloom.yaml").unlink()
    assert "2 documents" in works("build", "one.json", "-o", "two.json").err
    assert (desk / "two.json").read_bytes() == (desk / "one.json").read_bytes()
    assert "Outvoted: Kneading before Folding" in works("explain", "Folding", "Kneading", "--input", "two.json").out


def test_a_conflict_that_a_rule_decided_needs_no_mending(desk: Path, works: Run, run: Run) -> None:
    """With --strict it is no finding any more, and to decide it otherwise is to take the rule out."""
    (desk / "other.md").write_text(CONTRARY, encoding="utf-8")
    assert run("build", "plan.md", "other.md", "--strict", "-o", "g.json").code == 1
    rule = "prerequisite: [{before: Sharpening, after: Dovetail joint}]\n"
    (desk / "roadloom.yaml").write_text(rule, encoding="utf-8")
    works("build", "plan.md", "other.md", "--strict", "-o", "g.json")
    assert "Take the rule out" in works("conflicts", "--input", "g.json").out


def test_compare_takes_no_way_round_for_a_contradiction(desk: Path, works: Run) -> None:
    """What is given up for the user's rule alone is contradicted by no document; one that holds nothing is not compared."""
    (desk / "x.md").write_text("# X\n\nLearn kneading before folding.\n\nLearn folding before baking.\n\n- Folding\n", encoding="utf-8")
    (desk / "y.md").write_text("# Y\n\nLearn kneading before baking.\n\n- Baking\n", encoding="utf-8")
    (desk / "empty.yaml").write_text("title: x\nurl: http://example.org\n", encoding="utf-8")
    (desk / "roadloom.yaml").write_text("prerequisite: [{before: Kneading, after: Baking, not: true}]\n", encoding="utf-8")
    shown = works("compare", "x.md", "y.md", "empty.yaml").out
    assert "Folding → Baking" not in shown and "empty.yaml" not in shown and "roadloom.yaml\n" not in shown


def test_a_target_and_inputs_that_changed_places_are_told_so(desk: Path, run: Run) -> None:
    """`path plan.md Sharpening` names the mistake."""
    for command in ("path", "plan"):
        ran = run(command, "plan.md", "Sharpening")
        assert (ran.code, ran.out) == (2, "") and "behind TARGET" in ran.err


def test_a_name_of_any_length_is_only_a_name(desk: Path, run: Run) -> None:
    """A name that no file could have is unknown like any other, and not repeated in full."""
    for name in ("x" * 5000, "a\nb", "/", "~"):
        ran = run("path", name, "plan.md")
        assert ran.code in (1, 2) and "permissions" not in ran.err and len(ran.err) < 400


def test_what_has_no_topics_says_so(desk: Path, works: Run) -> None:
    """Where there is nothing to learn, `next` does not claim that all of it is known; one document alone is not compared."""
    (desk / "empty.md").write_text("", encoding="utf-8")
    assert "name no topic" in works("next", "--input", "empty.md").err
    assert "another document" in works("compare", "empty.md").err


def test_merges_show_the_names_that_became_one(desk: Path, works: Run) -> None:
    """Names in two scripts that became one topic are listed with the reason and their places, however the inputs are named."""
    found = json.loads(works("merges", "notes", "--json").out)["joined"]
    (database,) = (row for row in found if {"数据库", "資料庫"} <= set(row["names"]))
    assert database["why"] in ({"数据库": "lexicon"}, {"資料庫": "lexicon"})
    assert {place.split(":")[0].rsplit("/")[-1] for place in database["places"]} == {"web-hans.md", "web-hant.txt"}
    shown = works("merges", "--input", "notes", "--name", "数据库").out
    assert "資料庫 (lexicon)" in shown or "数据库 (lexicon)" in shown
    assert "HTML" not in shown


def test_what_a_document_says_cannot_drive_the_terminal(desk: Path, works: Run) -> None:
    """Escape sequences in a document never reach stdout."""
    (desk / "evil.md").write_text("# Evil\n\n## Phase 1\n\n- Py\x1b[2Jthon\n- Ba\u202esh\n- Zsh\x9b1m\n", encoding="utf-8")
    for command in (["check", "evil.md"], ["merges", "--input", "evil.md"], ["next", "--input", "evil.md"]):
        assert not set("\x1b\u202e\x9b") & set(works(*command).out)


def test_the_words_of_both_languages_agree() -> None:
    """No phrase is missing in a language, but for those for one or none, and both have the same places to fill."""
    for key, text in WORDS["en"].items():
        if not key.endswith("-one"):
            assert set(re.findall(r"{\w+", text)) == set(re.findall(r"{\w+", WORDS["zh"][key])), key
    assert WORDS["zh"].keys() <= WORDS["en"].keys()
