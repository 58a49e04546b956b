"""What a user may wish of a deck: kinds, gate, two languages, links; and how the deck says where it stands."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from roadloom.errors import RoadloomError
from roadloom.exporters.anki import LONG_AGO, model
from roadloom.exporters.anki.kinds import KINDS
from roadloom.exporters.anki.previous import read
from roadloom.exporters.anki.view import View
from roadloom.exporters.base import Options
from roadloom.exporters.obsidian import ObsidianExporter
from roadloom.graph.graphfile import dumps


def field(note, name):
    return note.fields[model.FIELDS.index(name)]


class Learner:
    """What is known and being learned, as the real one tells it."""

    def __init__(self, known=(), doing=()):
        self.known, self.doing, self.skipped = tuple(known), tuple(doing), ()

    def status(self, topic):
        return "known" if topic in self.known else "doing" if topic in self.doing else None


# -- gate


def test_the_gate_leaves_out_what_is_not_ready(export, course):
    """Only topics whose prerequisites are known get cards; what is being learned keeps its own."""
    learner = Learner(known=["topic/idea-0"], doing=["topic/idea-7"])
    about = {key.split()[2] for key in read(export(course, gate="yes", learner=learner, cards="definition,why")).notes}
    assert about == {"topic/idea-1", "topic/idea-7"}


def test_gated_cards_come_later_and_behind(engine, export, course):
    """What becomes ready comes with a later export, without a duplicate and behind what was there; nothing is tagged as gone."""
    first = export(course, gate="yes", cards="definition")
    engine.take(first)
    assert "definition en topic/idea-1" not in {note["Id"] for note in engine.notes()}
    learner = Learner(known=["topic/idea-0"])
    took = engine.take(export(course, gate="yes", cards="definition", learner=learner, previous=first))
    assert took["new"] == 1 and took["updated"] == 0
    served = [card.note()["Id"] for card in engine.served("Plan")]
    assert served.index("definition en topic/idea-0") < served.index("definition en topic/idea-1")
    assert not engine.collection.find_notes("tag:roadloom::gone")


def test_decks_that_follow_each_other_fit_together(engine, export, course):
    """A path's deck and then the whole one give every card its place in the order of the whole."""
    engine.take(export(course, targets=("topic/idea-5",)))
    engine.take(export(course))
    whole = read(export(course)).notes
    assert {note["Id"] for note in engine.notes()} == set(whole)
    assert [card.due for card in engine.cards()] == list(range(engine.collection.card_count()))


def test_what_a_path_leaves_out_is_not_gone(export, course):
    """A list whose members are not on the path is left out of the path's deck, and not tagged."""
    first = export(course)
    again = read(export(course, targets=("topic/activation-functions", "topic/idea-2"), previous=first))
    assert not [note for note in again.notes.values() if "roadloom::gone" in note.tags]


# -- two languages


def test_both_languages_make_one_note(export, course):
    """One note for both, told apart from those in one language; the other language's words are hints in it."""
    course.nodes["topic/idea-0"]["definition"].append(
        {"text": "想法零说明每个模型都从数据中学习。", "source": "lexicon", "line": 0, "lang": "zh"}
    )
    notes = read(export(course, lang="en", cards="definition,reverse,parts")).notes
    both = read(_both(export, course)).notes
    assert {key.replace(" both ", " en ") for key in both} == set(notes)
    assert not {note.guid for note in notes.values()} & {note.guid for note in both.values()}
    back = field(both["definition both topic/idea-0"], "Back")
    assert "learns from its own data" in back and re.search(r'<p class="hint" lang="zh">[^<]*从数据中学习', back)
    assert "从数据中学习" not in field(notes["definition en topic/idea-0"], "Back")


def _both(export, graph, **options):
    from roadloom.exporters.anki import AnkiExporter

    ((_, data),) = AnkiExporter().export(graph, Options(lang="en", extra={"lang": "both", "cards": "definition,reverse,parts", **options}))
    return data


def test_the_hint_of_the_other_language_hides_the_name_too(export, builder):
    """The reverse card shows both definitions, and neither holds a name of what it asks for."""
    builder.topic("LoRA", "LoRA trains two small matrices beside each frozen weight matrix.", names={"zh": "低秩适配"})
    said = {"text": "低秩适配（LoRA）冻结原权重，只学习两个瘦长矩阵之积。", "source": "lexicon", "line": 0, "lang": "zh"}
    builder.graph.nodes["topic/lora"]["definition"].append(said)
    front = field(read(_both(export, builder.graph)).notes["reverse both topic/lora"], "Front")
    assert "瘦长矩阵" in front and "small matrices" in front and "LoRA" not in front and "低秩适配" not in front


def test_reasons_come_in_both_languages(builder):
    """Where the lexicon knows the reason in both languages, the other one is the hint."""
    from roadloom.graph.lexicon import Lexicon

    said = Lexicon.load().concepts["qlora"].needs["lora"]
    lora, qlora = builder.topic("LoRA"), builder.topic("QLoRA")
    builder.edge(lora, "prerequisite", qlora, {"source": "lexicon", "line": 0, "rule": "lexicon", "text": said["en"], "for": True})
    (card,) = KINDS["why"](View(builder.graph, "zh", both=True), qlora)
    assert html.escape(said["zh"]) in card.back and f'<span class="hint" lang="en">because {html.escape(said["en"])}</span>' in card.back


# -- what introduced it


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("BERT 原论文：A long title", True),
        ("A long title（BERT 的原始论文）", True),
        ("The original BERT paper is A long title", True),
        ("A long title, where BERT was first introduced", True),
        ("A long title 首次提出 BERT", True),
        ("BERT 由 Google 的论文 A long title 提出", True),
        ("A long title introduces BERT and friends", False),
        ("A long title: all about BERT", False),
        ("GPT 原论文：A long title on BERT", False),
    ],
)
def test_what_introduced_a_topic_is_asked_where_a_document_says_so(builder, line, says):
    """Only words that say so, right beside the topic's name, make the card; that a work covers it does not."""
    builder.topic("BERT")
    builder.node("resource/a", "A long title", media="paper", authors=["J. Doe"], mentions=[{"source": "plan", "line": 9, "text": line}])
    builder.edge("resource/a", "covers", "topic/bert")
    cards = list(KINDS["introduced"](View(builder.graph, "en"), "topic/bert"))
    assert [("A long title" in card.back and "J. Doe" in card.back, card.origins) for card in cards] == [(True, [("plan", 9)])] * says


@pytest.mark.parametrize("title", ["BERT paper", "BERT 原论文", "The BERT", "The original BERT paper"])
def test_a_work_that_is_only_called_after_the_topic_is_not_asked_for(builder, title):
    """Its title tells nothing that the question does not."""
    builder.topic("BERT", aliases=["The BERT"])
    builder.node("resource/a", title, media="paper", mentions=[{"source": "plan", "line": 9, "text": "BERT 原论文"}])
    builder.edge("resource/a", "covers", "topic/bert")
    assert list(KINDS["introduced"](View(builder.graph, "en"), "topic/bert")) == []


# -- tags and links


def test_tags_name_the_rank_layer(export, course):
    """The layer counts the prerequisites that follow each other before a topic."""
    notes = read(export(course, cards="definition")).notes
    layers = [[tag for tag in notes[f"definition en topic/idea-{at}"].tags if "layer" in tag] for at in (0, 1, 11)]
    assert layers == [["roadloom::layer::00"], ["roadloom::layer::01"], ["roadloom::layer::11"]]


def links(deck, key="definition en topic/idea-0"):
    return [html.unescape(address) for address in re.findall(r'href="([^"]*)"', field(read(deck).notes[key], "Links"))]


def test_cards_link_to_resource_note_and_page(export, course):
    """The first leads to what teaches the topic, the second to the vault's own note, the third to the topic on the page."""
    book, note, page = links(export(course, vault="My & vault", page="https://example.org/a map.html#top"))
    assert book == "https://example.org/book"
    asked = parse_qs(urlsplit(note).query)
    assert note.startswith("obsidian://open?") and asked["vault"] == ["My & vault"]
    files = {path.rpartition("/")[2] for path, _ in ObsidianExporter().export(course, Options())}
    assert f"{asked['file'][0]}.md" in files
    assert page == "https://example.org/a map.html#topic=topic%2Fidea-0"


def test_without_vault_and_page_there_are_no_such_links(export, course):
    """Nobody gets a link that leads nowhere."""
    assert links(export(course)) == ["https://example.org/book"]


@pytest.mark.parametrize("page", ["javascript:alert(1)", "map.html", "https://", "obsidian://open", "http://[", "data:text/html,x"])
def test_addresses_that_no_browser_should_open_are_refused(export, course, page):
    """A page is a web address or a file, nothing that could act."""
    with pytest.raises(RoadloomError, match="no address"):
        export(course, page=page)


@pytest.mark.parametrize("extra", [{"gate": "perhaps"}, {"colour": "red"}, {"lang": "fr"}])
def test_wishes_that_there_are_not_are_refused(course, extra):
    """A misspelled option is an error that names the possible ones."""
    from roadloom.exporters.anki import AnkiExporter

    with pytest.raises(RoadloomError) as caught:
        list(AnkiExporter().export(course, Options(extra=extra)))
    assert caught.value.remedy


# -- the command


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, course):
    from roadloom.cli import app

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr("roadloom.cli.inputs.load", lambda inputs: course)

    def call(*arguments):
        code = app.run(["export", *arguments])
        return code, capsys.readouterr().err

    return call


def test_flags_reach_the_deck(run, tmp_path):
    """--cards, --gate, --lang both, --vault and --page do what the options of the format do."""
    code, _ = run(
        "anki", "graph.json", "-o", "d.apkg", "--cards", "definition", "--gate", "--lang", "both", "--vault", "V", "--page", "file:///m"
    )
    deck = (tmp_path / "d.apkg").read_bytes()
    notes = read(deck).notes
    assert code == 0 and {key.split()[0] for key in notes} == {"definition"} and "definition both topic/idea-1" not in notes
    assert {"obsidian", "file"} <= {urlsplit(link).scheme for link in links(deck, "definition both topic/idea-0")}


def test_the_command_says_when_edits_may_not_update(run):
    """Without a date and a previous deck the user is told; with either, not."""
    assert "may not update" in run("anki", "graph.json", "-o", "d.apkg")[1]
    assert "may not update" not in run("anki", "graph.json", "-o", "d.apkg")[1]  # the file that was there is the previous deck
    assert "may not update" not in run("anki", "graph.json", "-o", "e.apkg", "--date", "2026-11-22")[1]


def test_an_error_says_which_file_and_nothing_else(run, tmp_path):
    """A previous deck that cannot be read is named; what a deck without a time means is said of decks that are written."""
    (tmp_path / "old.apkg").write_bytes(b"PK nonsense")
    code, told = run("anki", "graph.json", "-o", "d.apkg", "--previous", "old.apkg")
    assert code == 1 and "old.apkg: The previous deck cannot be read" in told
    code, told = run("anki", "graph.json", "-o", "d.apkg", "--option", "decks=round")
    assert code == 1 and "may not update" not in told


def test_a_graph_before_tells_no_times(run, tmp_path, course):
    """--previous takes a graph file; without a date the user is told that edits may not update."""
    (tmp_path / "old.json").write_bytes(dumps(course))
    code, told = run("anki", "graph.json", "-o", "d.apkg", "--previous", "old.json")
    assert code == 0 and "may not update" in told
    code, told = run("anki", "graph.json", "-o", "e.apkg", "--previous", "old.json", "--date", "2026-11-22")
    assert code == 0 and "may not update" not in told
    assert {note.modified for note in read((tmp_path / "e.apkg").read_bytes()).notes.values()} == {LONG_AGO}  # nothing has changed


@pytest.mark.parametrize(
    "arguments",
    [
        ("html", "graph.json", "-o", "x.html", "--gate"),
        ("html", "graph.json", "-o", "x", "--lang", "both"),
        ("anki", "graph.json"),
        ("anki", "-o", "x.html", "--connect"),
    ],
)
def test_wrong_usage_ends_with_2(run, tmp_path, arguments):
    """The deck's flags are no other format's, and without --connect there must be an output."""
    assert run(*arguments)[0] == 2 and not (tmp_path / "x.html").exists()


def test_the_command_sends_to_a_running_anki(run, engine):
    """--connect needs no output; a dry run says what would be and writes nothing."""
    from .standin import StandIn

    stand_in = StandIn(engine.collection)
    address = f"address={stand_in.address}"
    code, told = run("anki", "graph.json", "--connect", "--option", address, "--dry-run")
    assert code == 0 and "Would be: " in told and engine.collection.note_count() == 0
    code, told = run("anki", "graph.json", "--connect", "--option", address)
    assert code == 0 and f"{engine.collection.note_count()} notes created" in told and engine.collection.note_count() > 30
    stand_in.server.shutdown()
    stand_in.server.server_close()
