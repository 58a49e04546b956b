"""The deck as a file: identity, times, decks and tags, what becomes of the deck before, and what is refused."""

from __future__ import annotations

import copy
import hashlib
import io
import os
import random
import sqlite3
import subprocess
import sys
import zipfile

import networkx as nx
import pytest

from roadloom.errors import InputError, RoadloomError
from roadloom.exporters.anki import FIRST_MOMENT, model
from roadloom.exporters.anki.previous import read
from roadloom.exporters.base import Exporter
from roadloom.graph.graphfile import dumps


def shuffled(graph):
    """Build the same graph with nodes, edges and lists in another order."""
    pick = random.Random(7)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    pick.shuffle(nodes)
    pick.shuffle(edges)
    other = nx.MultiDiGraph(**graph.graph)
    for node, data in nodes:
        other.add_node(node, **{key: value[::-1] if key in ("mentions", "definition") else value for key, value in data.items()})
    other.add_edges_from((source, target, key, {**data, "evidence": data["evidence"][::-1]}) for source, target, key, data in edges)
    return other


def edited(graph, topic, text):
    other = copy.deepcopy(graph)
    other.nodes[topic]["definition"][0]["text"] = text
    return other


def changed(before, after):
    """List the Ids of notes that are newer in the second deck."""
    old, new = read(before).notes, read(after).notes
    return {key for key in new if key not in old or new[key].modified > old[key].modified}


NEW = "It now says something else, and says it at greater length."


def test_the_exporter_keeps_the_contract():
    """It is an exporter of one .apkg."""
    from roadloom.exporters.anki import AnkiExporter

    assert isinstance(AnkiExporter(), Exporter) and (AnkiExporter.folder, AnkiExporter.suffix) == (False, ".apkg")


def test_equal_graphs_give_equal_bytes(export, course):
    """Neither the run nor the order of nodes, edges, mentions and evidence shows in the file."""
    assert export(course) == export(course) == export(shuffled(course))


def test_equal_graphs_give_equal_bytes_in_every_run(export, course, tmp_path):
    """The order in which a run of Python goes through its sets does not show in the file."""
    (tmp_path / "graph.json").write_bytes(dumps(course))
    for seed in ("1", "2"):
        command = ["export", "anki", str(tmp_path / "graph.json"), "-o", str(tmp_path / f"{seed}.apkg")]
        subprocess.run([sys.executable, "-m", "roadloom", *command], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert (tmp_path / "1.apkg").read_bytes() == (tmp_path / "2.apkg").read_bytes() == export(course)


def test_the_graph_is_left_alone(export, course):
    """Exporting changes nothing in the graph."""
    before = copy.deepcopy(course)
    export(course)
    assert nx.utils.graphs_equal(before, course) and before.graph == course.graph


def test_note_types_are_frozen():
    """Ids and fields are those of the first release: other ones would make notes conflict, and Anki leave them as they are."""
    assert (model.CARD_MODEL, model.CLOZE_MODEL) == (1718035201, 1718035202)
    assert (
        *("Id", "Front", "Back", "Prompt", "Area", "Hue", "Lang", "More", "Links", "Source", "My notes"),
        *("Spare 1", "Spare 2", "Spare 3", "Spare 4"),
    ) == model.FIELDS


def test_looks_carry_the_time_of_their_last_change():
    """Whoever changes a template must move `STYLED`, else Anki keeps the old looks; then record both here."""
    names = ("card-front.html", "card-back.html", "cloze-front.html", "cloze-back.html", "style.css")
    digest = hashlib.sha256("".join(model.template(name) for name in names).encode()).hexdigest()
    assert (model.STYLED, digest[:16]) == (1795338000, "67e34b604483d45a")


def test_guids_do_not_change(export, course):
    """A note is told by topic, kind and language; these are the GUIDs that decks in use hold."""
    notes = read(export(course)).notes
    assert notes["definition en topic/idea-0"].guid == "f6752cb6cc8a5af4f411"
    assert notes["contrast en topic/idea-1 topic/idea-2"].guid == "476993d79dfdd67ad515"
    chinese = read(export(course, lang="zh")).notes
    assert not {note.guid for note in notes.values()} & {note.guid for note in chinese.values()}


def test_times_follow_date_environment_previous(export, course, monkeypatch):
    """The date wins, then SOURCE_DATE_EPOCH, then the previous deck moves on by a second, else it is a fixed day."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    plain = export(course)
    assert read(plain).newest == FIRST_MOMENT
    assert read(export(edited(course, "topic/idea-0", NEW), previous=plain)).newest == FIRST_MOMENT + 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert read(export(course)).newest == 1_800_000_000
    assert read(export(course, date=1_900_000_000)).newest == 1_900_000_000


def test_a_changed_note_is_newer_even_on_an_older_date(export, course):
    """A date before the previous deck does not keep Anki from taking an edit."""
    before = export(course, date=1_900_000_000)
    assert changed(before, export(edited(course, "topic/idea-0", NEW), date=1_800_000_000, previous=before)) == {
        "definition en topic/idea-0",
        "reverse en topic/idea-0",
    }


@pytest.mark.parametrize("date", [0, -5, 1 << 40])
def test_impossible_dates_are_refused(export, course, date):
    """Anki cannot hold them; genanki would write a deck that Anki refuses."""
    with pytest.raises(RoadloomError, match="Give seconds"):
        export(course, date=date)


def test_an_impossible_environment_is_refused(export, course, monkeypatch):
    """SOURCE_DATE_EPOCH is checked like a date that was given."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(RoadloomError, match="yesterday"):
        export(course)


def test_without_changes_the_next_deck_is_the_same(export, course):
    """Made after itself, a deck keeps every note's time."""
    first = export(course)
    assert changed(first, export(course, previous=first)) == set()


def test_a_topic_with_a_new_id_keeps_its_notes(export, course):
    """A topic that was renamed or merged goes on under the GUIDs that it had, and nothing of it is gone."""
    first = export(course)
    renamed = nx.relabel_nodes(course, {"topic/idea-0": "topic/zero"})
    renamed.nodes["topic/zero"].update(id="topic/zero", former_ids=["topic/idea-0"], rank=0)
    notes, again = read(first).notes, read(export(renamed, previous=first)).notes
    assert again["definition en topic/zero"].guid == notes["definition en topic/idea-0"].guid
    assert not [note for note in again.values() if "roadloom::gone" in note.tags]


def test_what_is_left_out_is_not_gone(export, course):
    """Cards outside the path, of kinds not asked for or in another language are not tagged as gone."""
    first = export(course)
    for options in ({"targets": ("topic/idea-2",)}, {"cards": "definition"}, {"lang": "zh"}):
        assert not [note for note in read(export(course, previous=first, **options)).notes.values() if "roadloom::gone" in note.tags]


class Learner:
    def __init__(self, **status):
        self.statuses = {f"topic/{name.replace('_', '-')}": word for name, word in status.items()}

    def status(self, topic):
        return self.statuses.get(topic)


def test_known_and_skipped_topics_get_no_cards(export, course):
    """What the learner knows or leaves out is not asked; what merely is being learned is."""
    notes = read(export(course, learner=Learner(idea_0="known", idea_1="skip", idea_2="doing"))).notes
    assert not [key for key in notes if key.split()[2] in ("topic/idea-0", "topic/idea-1")]
    assert "definition en topic/idea-2" in notes


def test_a_path_holds_what_it_needs(export, course):
    """With a target, cards are made for the topics on the way to it only."""
    about = {key.split()[2] for key in read(export(course, targets=("topic/idea-3",))).notes}
    assert about == {"topic/idea-0", "topic/idea-1", "topic/idea-2", "topic/idea-3"}


def test_kinds_are_chosen(export, course):
    """Only the kinds asked for are made, whatever the order and blanks they are given in."""
    assert {key.split()[0] for key in read(export(course, cards=" why ,definition")).notes} == {"why", "definition"}


@pytest.mark.parametrize("extra", [{"cards": "definition,quiz"}, {"cards": ""}, {"cards": ", ,"}, {"decks": "round"}])
def test_unknown_choices_are_refused_with_the_possible_ones(export, course, extra):
    """A kind or shape that does not exist is the user's mistake, not an empty deck."""
    with pytest.raises(RoadloomError, match="Choose"):
        export(course, **extra)


def test_no_cards_is_an_error(export, builder):
    """A deck without a card is not written."""
    builder.topic("A name only")
    with pytest.raises(RoadloomError, match="No card"):
        export(builder.graph)


def test_decks_follow_areas(export, course):
    """Subdecks are the areas, named in the reader's language; only the first card lies above them."""
    notes = read(export(course)).notes
    assert {note.deck for note in notes.values()} == {"Plan", "Plan::Foundations", "Plan::Models"}
    assert [key for key, note in notes.items() if note.deck == "Plan"] == ["definition en topic/idea-0"]
    assert {note.deck for note in read(export(course, lang="zh")).notes.values()} == {"Plan", "Plan::基础", "Plan::模型"}


def test_decks_follow_phases_where_there_are_no_areas(export, builder):
    """Without areas, subdecks are the outermost phases, below the roadmap where there are several."""
    builder.node("roadmap/one", "One")
    for at, name in enumerate(["Start", "Go on"], start=1):
        builder.node(f"phase/{at}", name, position=at)
        builder.edge(f"phase/{at}", "part_of", "roadmap/one")
    builder.node("phase/2a", "Deeper", position=1)
    builder.edge("phase/2a", "part_of", "phase/2")
    for name, phase in (("A", "phase/1"), ("B", "phase/1"), ("C", "phase/2a")):
        builder.edge(builder.topic(name, f"{name} is what one needs to know before all else."), "part_of", phase)
    builder.edge(builder.topic("D", "D is but a little part of what C is."), "part_of", "topic/c")
    decks = {key.split()[2]: note.deck for key, note in read(export(builder.graph, cards="definition")).notes.items()}
    assert decks == {"topic/a": "Plan", "topic/b": "Plan::01 Start", "topic/c": "Plan::02 Go on", "topic/d": "Plan::02 Go on"}
    tags = read(export(builder.graph)).notes["definition en topic/c"].tags
    assert tags == ["roadloom", "roadloom::layer::00", "roadloom::phase::Deeper", "roadloom::roadmap::One"]


def test_every_card_names_its_documents(export, course):
    """The source line holds title, path and lines; what the lexicon says also names a document that has the topic."""
    course.nodes["topic/idea-3"]["definition"][0].update(source="lexicon", line=0, lang="en")
    notes = read(export(course)).notes
    source = {key: note.fields[model.FIELDS.index("Source")] for key, note in notes.items()}
    assert all("A plan (plan.md" in text for text in source.values())
    assert source["definition en topic/idea-0"] == "Source: A plan (plan.md:1)"
    assert source["definition en topic/idea-3"] == "Source: roadloom's lexicon; A plan (plan.md:4)".replace("'", "&#x27;")
    assert source["contrast en topic/idea-1 topic/idea-2"] == "Source: A plan (plan.md:2, 3, 50)"


def archive(name="collection.anki2", data=b"SQLite format 3\0 and then nonsense"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr(name, data)
    return file.getvalue()


def database(*statements):
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        archive("other.txt"),
        archive(),
        archive(data=b""),
        archive("collection.anki21b", b"zstd"),
        archive(data=database("create table col (decks)", "insert into col values ('{}')")),
        archive(data=database("create table col (decks)", "insert into col values ('[1')")),
        archive(data=database("create table col (decks)")),
    ],
)
def test_a_previous_deck_that_cannot_be_read_is_refused(export, course, data):
    """It is an error with a remedy, never a deck that forgets what was there."""
    with pytest.raises(InputError, match="Give a deck"):
        export(course, previous=data)


def test_any_cut_of_a_deck_is_read_or_refused(export, course):
    """A deck that was cut off anywhere ends in an error that says what to do."""
    whole = export(course)
    for size in range(0, len(whole), len(whole) // 40):
        with pytest.raises(InputError):
            read(whole[:size])


def test_notes_of_others_are_left_alone(export, course):
    """A previous deck that also holds notes of other kinds gives only ours."""
    deck = export(course)
    collection = sqlite3.connect(":memory:")
    collection.deserialize(zipfile.ZipFile(io.BytesIO(deck)).read("collection.anki2"))
    collection.execute("update notes set mid = 5 where flds like 'why%'")
    collection.commit()
    found = read(archive(data=collection.serialize())).notes
    assert found and not [key for key in found if key.startswith("why")]


def test_a_part_lies_in_the_area_of_its_whole(export, course):
    """A topic without an area of its own goes where the topic lies that it is part of; without either, among the others."""
    for topic in ("topic/idea-1", "topic/idea-2"):
        course.nodes[topic]["area"] = None
    course.add_edge("topic/idea-1", "topic/activation-functions", key="part_of", weight=1.0, evidence=[])
    notes = read(export(course)).notes
    assert notes["definition en topic/idea-1"].deck == "Plan::Foundations"
    assert notes["definition en topic/idea-2"].deck == "Plan::Other topics"
