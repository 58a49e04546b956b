"""Importing again after the roadmap has changed, with the deck or the graph before; judged by the real engine."""

from __future__ import annotations

import copy

import networkx as nx
import pytest

from roadloom.errors import InputError
from roadloom.exporters.anki.previous import read
from roadloom.graph.graphfile import dumps

from .conftest import Builder

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NEW = "It now says something else, and says it at greater length."
LAST = ("definition en topic/idea-11", "reverse en topic/idea-11", "why en topic/idea-11")


def edited(graph, topic, text=NEW):
    other = copy.deepcopy(graph)
    other.nodes[topic]["definition"][0]["text"] = text
    return other


def shrunk(graph, *topics):
    other = copy.deepcopy(graph)
    other.remove_nodes_from(topics)
    return other


def renamed(graph, old, new):
    other = nx.relabel_nodes(graph, {old: new})
    other.nodes[new].update(id=new, former_ids=[old])
    return other


def merged(graph, kept, other):
    """Merge a topic into another one, which goes on under its own id."""
    graph = shrunk(graph, other)
    graph.nodes[kept]["former_ids"] = [other]
    return graph


def study(engine, start, times=3):
    """Answer a card through the scheduler until it is under review; returns it and what must stay."""
    card = engine.note(start).cards()[0]
    for _ in range(times):
        card.start_timer()
        engine.collection.sched.answerCard(card, 4)
        card.load()
    return card, kept(card)


def kept(card):
    card.load()
    return card.id, card.did, card.type, card.queue, card.due, card.ivl, card.factor, card.reps, card.flags


def gone(engine):
    return sorted(engine.collection.get_note(number)["Id"] for number in engine.collection.find_notes("tag:roadloom::gone"))


@pytest.fixture(params=["deck", "graph"])
def follow(request, export):
    """Export a graph after another one, told by its deck or by its graph file."""
    made = {"date": 1_700_000_000}

    def run(graph, before, **options):
        made["date"] += 100
        previous = export(before, date=made["date"] - 100, **options) if request.param == "deck" else dumps(before)
        return export(graph, previous=previous, date=made["date"], **options)

    return run


def test_nothing_changes_where_nothing_changed(engine, export, follow, course):
    """All notes are duplicates, and the collection is not written to: the user's notes, tags and flags are as they were."""
    first = engine.take(export(course, date=1_700_000_000))["new"]
    card, _ = study(engine, "definition en topic/idea-0")
    engine.collection.set_user_flag_for_cards(2, [card.id])
    note = card.note()
    note["My notes"] = "seen on page 12"
    note.tags.append("exam")
    engine.collection.update_note(note)
    before = engine.collection.db.all("select * from notes"), engine.collection.db.all("select * from cards")
    assert engine.take(follow(course, course)) == {"new": 0, "updated": 0, "duplicate": first, "conflicting": 0}
    assert (engine.collection.db.all("select * from notes"), engine.collection.db.all("select * from cards")) == before


def test_only_an_edited_definition_is_updated(engine, export, follow, course):
    """Two notes show the new text, with scheduling, flag and the user's deck as they were; no other note is touched."""
    first = engine.take(export(course, date=1_700_000_000))["new"]
    card, _ = study(engine, "definition en topic/idea-9")
    engine.collection.set_user_flag_for_cards(3, [card.id])
    engine.collection.set_deck([card.id], engine.collection.decks.id("My own"))
    state = kept(card)
    took = engine.take(follow(edited(course, "topic/idea-9"), course))
    assert took == {"new": 0, "updated": 2, "duplicate": first - 2, "conflicting": 0}
    assert NEW in card.note()["Back"] and kept(card) == state and state[-1] == 3


def test_a_removed_topic_is_tagged_and_keeps_its_scheduling(engine, export, follow, course):
    """Its notes stay with their reviews, tagged as gone; no other note gets the tag, and none is new."""
    count = engine.take(export(course, date=1_700_000_000))["new"]
    card, state = study(engine, "definition en topic/idea-11")
    took = engine.take(follow(shrunk(course, "topic/idea-11"), course))
    assert took["new"] == 0 and engine.collection.note_count() == count
    assert tuple(gone(engine)) == LAST and kept(card) == state


def test_a_renamed_topic_keeps_its_notes(engine, export, follow, course):
    """Under a new id the notes go on with their scheduling: no second ones, none gone; nor of a contrast that names the topic."""
    count = engine.take(export(course, date=1_700_000_000))["new"]
    card, state = study(engine, "definition en topic/idea-1")
    contrast, compared = study(engine, "contrast en topic/idea-1 topic/idea-2")
    took = engine.take(follow(renamed(course, "topic/idea-1", "topic/zero"), course))
    assert took["new"] == 0 and engine.collection.note_count() == count and not gone(engine)
    assert kept(card) == state and card.note()["Id"] == "definition en topic/zero"
    assert kept(contrast) == compared and contrast.note()["Id"].startswith("contrast en topic/idea-2 topic/zero")


def test_of_merged_topics_one_goes_on(engine, export, follow, course):
    """The notes of the topic that goes on keep their scheduling; those of the other one are tagged, and keep theirs."""
    count = engine.take(export(course, date=1_700_000_000))["new"]
    (card, state), (other, was) = study(engine, "definition en topic/idea-10"), study(engine, "definition en topic/idea-11")
    took = engine.take(follow(merged(course, "topic/idea-10", "topic/idea-11"), course))
    assert took["new"] == 0 and engine.collection.note_count() == count
    assert tuple(gone(engine)) == LAST and kept(card) == state and kept(other) == was


def test_what_the_options_leave_out_is_not_gone(engine, export, follow, course):
    """A deck of a path or of ready topics tags nothing, and brings no card that it did not have before."""
    engine.take(export(course, date=1_700_000_000, targets=("topic/idea-4",)))
    count = engine.collection.note_count()
    assert engine.take(follow(course, course, targets=("topic/idea-4",)))["new"] == 0
    smaller = shrunk(course, "topic/idea-11")
    assert engine.take(follow(smaller, course, targets=("topic/idea-4",)))["new"] == 0
    assert engine.collection.note_count() == count and not gone(engine)


def test_a_target_with_a_new_id_is_found_in_the_graph_before(export, course):
    """The path's deck of the earlier graph is that to the id which the target had then; without the target there was none."""
    now = renamed(course, "topic/idea-4", "topic/four")
    notes = read(export(now, previous=dumps(course), targets=("topic/four",))).notes
    before = read(export(course, targets=("topic/idea-4",))).notes
    assert notes["definition en topic/four"].guid == before["definition en topic/idea-4"].guid
    smaller = shrunk(course, "topic/idea-4", "topic/idea-11")
    assert not [
        note for note in read(export(course, previous=dumps(smaller), targets=("topic/idea-4",))).notes.values() if "gone" in note.tags
    ]


def test_a_graph_that_cannot_be_read_is_refused(export, course):
    """A damaged graph is an error that names the damage, never a graph in which nothing was."""
    damaged = dumps(course).replace(b'"kind": "topic"', b'"kind": "tropic"')
    with pytest.raises(InputError, match="damaged"):
        export(course, previous=damaged)


# -- what only a deck can tell


def test_gone_notes_are_told_once(engine, export, course):
    """What the user deletes stays deleted; what returns to the roadmap loses the tag, however many decks were made meanwhile."""
    first = export(course)
    engine.take(first)
    smaller = shrunk(course, "topic/idea-11")
    second = export(smaller, previous=first)
    engine.take(second)
    assert tuple(gone(engine)) == LAST
    engine.collection.remove_notes([engine.note("why en topic/idea-11").id])
    third = export(smaller, previous=second)
    assert engine.take(third)["new"] == 0 and tuple(gone(engine)) == LAST[:2]
    engine.take(export(course, previous=export(smaller, previous=third)))
    assert not gone(engine) and engine.note("why en topic/idea-11")


def test_the_deck_of_another_roadmap_is_none_before(export, course):
    """A deck that shares no note with the graph leaves nothing behind in the new one."""
    other = Builder()
    other.topic("Gardening", "Growing plants for food or for joy, in earth or in pots.")
    notes = read(export(other.graph, previous=export(course))).notes
    assert {key.split()[2] for key in notes} == {"topic/gardening"}


def test_an_id_that_is_used_again_is_another_note(engine, export, course):
    """A topic was renamed; later another one gets its old id: both have notes, and the first keeps its scheduling."""
    first = export(course)
    engine.take(first)
    card, state = study(engine, "definition en topic/idea-1")
    now = renamed(course, "topic/idea-1", "topic/zero")
    second = export(now, previous=first)
    engine.take(second)
    now.add_node("topic/idea-1", **{**copy.deepcopy(now.nodes["topic/zero"]), "id": "topic/idea-1", "name": "Second", "names": {}})
    now.nodes["topic/idea-1"].update(former_ids=[], definition=[{"text": NEW, "source": "plan", "line": 3}])
    third = export(now, previous=second)
    guids = [note.guid for note in read(third).notes.values()]
    assert len(set(guids)) == len(guids)
    engine.take(third)
    assert kept(card) == state and card.note()["Id"].startswith("definition en topic/zero")
    assert NEW in engine.note("definition en topic/idea-1")["Back"]


def test_without_a_change_the_next_deck_has_the_same_bytes(export, course):
    """Made after itself, a deck is itself; so is the one after an edit."""
    first = export(course)
    assert export(course, previous=first) == first
    second = export(edited(course, "topic/idea-0"), previous=first)
    assert second != first and export(edited(course, "topic/idea-0"), previous=second) == second
