"""The deck as it is sent to a running Anki."""

from __future__ import annotations

import copy
import socket

import pytest

from roadloom.errors import RoadloomError
from roadloom.exporters.anki.connect import BATCH
from roadloom.exporters.anki.sending import send
from roadloom.exporters.base import Options

from .conftest import Builder
from .standin import StandIn

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NEW = "It now says something else, and says it at greater length."


@pytest.fixture
def anki(engine):
    stand_in = StandIn(engine.collection)
    stand_in.engine = engine
    yield stand_in
    stand_in.server.shutdown()
    stand_in.server.server_close()


def to(anki, graph, *, dry_run=False, lang="en", **extra):
    return send(graph, Options(lang=lang, extra={"address": anki.address, **extra}), dry_run=dry_run)


def edited(graph, topic="topic/idea-3"):
    other = copy.deepcopy(graph)
    other.nodes[topic]["definition"][0]["text"] = NEW
    return other


def everything(anki):
    database = anki.collection.db
    return database.all("select * from notes"), database.all("select * from cards"), database.all("select id, name from decks")


def test_all_arrives_in_order_and_once(anki, course, export):
    """An empty collection gets note types, decks, notes and places; sent again, nothing is left to do or written."""
    sent = to(anki, course)
    assert sent.created == anki.collection.note_count() > 30 and not (sent.updated or sent.gone or sent.refused)
    assert [card.due for card in anki.engine.cards()] == list(range(anki.collection.card_count()))
    assert "Plan::Foundations" in {deck.name for deck in anki.collection.decks.all_names_and_ids()}
    before = everything(anki)
    again = to(anki, course)
    assert (again.created, again.updated, again.unchanged, again.moved) == (0, 0, sent.created, 0)
    assert everything(anki) == before


def test_a_dry_run_changes_nothing_and_tells_the_same(anki, course):
    """What would be done is counted, and the collection is as it was; neither note types nor decks are made."""
    before = everything(anki)
    told = to(anki, course, dry_run=True)
    assert everything(anki) == before and not {"createModel", "createDeck", "addNote"} & set(anki.asked)
    to(anki, course)
    before = everything(anki)
    dry = to(anki, edited(course), dry_run=True)
    assert everything(anki) == before and (told.created, dry.updated) == (anki.collection.note_count(), 2)


def test_an_imported_deck_goes_on(anki, course, export):
    """Notes that came by import are found again: an edit changes two of them, keeps scheduling, the user's notes, tags and deck."""
    anki.engine.take(export(course))
    note = anki.engine.note("definition en topic/idea-3")
    note["My notes"] = "seen on page 12"
    note.tags.append("exam")
    anki.collection.update_note(note)
    card = note.cards()[0]
    card.start_timer()
    anki.collection.sched.answerCard(card, 4)
    anki.collection.set_deck([card.id], anki.collection.decks.id("My own"))
    card.load()
    studied = (card.did, card.type, card.queue, card.due, card.ivl, card.reps)

    sent = to(anki, edited(course))
    assert (sent.created, sent.updated, sent.gone, sent.moved) == (0, 2, 0, 0)
    note.load()
    card.load()
    assert NEW in note["Back"] and note["My notes"] == "seen on page 12" and "exam" in note.tags
    assert (card.did, card.type, card.queue, card.due, card.ivl, card.reps) == studied


def test_new_cards_move_to_a_new_rank_and_studied_ones_stay(anki, course):
    """Unlike an import, sending gives cards that are still new their new place."""
    to(anki, course)
    studied = anki.engine.note("definition en topic/idea-11").cards()[0]
    studied.start_timer()
    anki.collection.sched.answerCard(studied, 4)
    studied.load()
    turned = copy.deepcopy(course)
    turned.remove_edges_from([edge for edge in turned.edges(keys=True) if edge[2] == "prerequisite"])
    for at in range(12):
        turned.nodes[f"topic/idea-{at}"]["rank"] = 12 - at
    assert to(anki, turned, cards="definition").moved > 0
    due = {card.note()["Id"]: card.due for card in anki.engine.cards()}
    first, last = (due[f"definition en topic/idea-{at}"] for at in (10, 0))
    assert first < last and due["definition en topic/idea-11"] == studied.due


def test_what_is_gone_is_tagged_and_what_is_back_is_not(anki, course):
    """Notes of a removed topic get the tag and lose it when the topic is back; the cards of another graph are none of ours."""
    to(anki, course)
    other = Builder()
    other.graph.graph["title"] = "Another plan"
    other.topic("Gardening", "Growing plants for food or for joy, in earth or in pots.")
    to(anki, other.graph)
    smaller = copy.deepcopy(course)
    smaller.remove_node("topic/idea-11")
    assert to(anki, smaller).gone == 3 and to(anki, smaller).gone == 0
    gone = {anki.collection.get_note(number)["Id"] for number in anki.collection.find_notes("tag:roadloom::gone")}
    assert gone == {f"{kind} en topic/idea-11" for kind in ("definition", "reverse", "why")}
    to(anki, course)
    assert not anki.collection.find_notes("tag:roadloom::gone")


def test_a_renamed_topic_keeps_its_notes(anki, course):
    """Under a new id the same notes go on."""
    import networkx as nx

    count = to(anki, course).created
    renamed = nx.relabel_nodes(course, {"topic/idea-0": "topic/zero"})
    renamed.nodes["topic/zero"].update(id="topic/zero", former_ids=["topic/idea-0"], rank=0)
    sent = to(anki, renamed)
    assert sent.created == sent.gone == 0 and anki.collection.note_count() == count
    assert anki.engine.note("definition en topic/zero")


def test_calls_come_in_batches(anki):
    """No call carries more than a batch, whatever the size of the deck, and calls do not grow with the notes."""
    builder = Builder()
    for at in range(2 * BATCH + 9):
        builder.topic(f"Thing {at}", f"The thing that has the number {at} and nothing else besides it.")
    sent = to(anki, builder.graph, cards="definition")
    assert sent.created == 2 * BATCH + 9 and anki.largest <= BATCH and anki.asked["addNote"] == 2 * BATCH + 9
    assert anki.asked["multi"] < 20


def test_what_is_sent_is_served_in_learning_order(anki, course):
    """New decks get options in which cards come by their place over all subdecks, as an import brings them."""
    to(anki, course)
    served = anki.engine.served("Plan")
    assert len(served) > 30 and [card.due for card in served] == sorted(card.due for card in served)
    assert len({card.did for card in served}) == 3


def test_options_that_the_user_chose_stay(anki, course):
    """A deck that is there keeps its options, and none of ours are made."""
    decks = anki.collection.decks
    mine = decks.add_config_returning_id("Mine")
    decks.set_config_id_for_deck_dict(decks.get(decks.id("Plan")), mine)
    to(anki, course)
    assert decks.config_dict_for_deck_id(decks.id("Plan"))["name"] == "Mine"
    assert not [config for config in decks.all_config() if config["name"] == "roadloom"]


def test_cards_are_sent_even_where_options_cannot_be_set(anki, course, monkeypatch):
    """An AnkiConnect without these calls takes the notes all the same, and the user is told."""
    monkeypatch.delattr(StandIn, "do_cloneDeckConfigId")
    sent = to(anki, course)
    assert sent.created > 30 and "deck options: Anki refused cloneDeckConfigId: unsupported action" in sent.lines()[1]


def test_a_note_that_anki_refuses_is_named_and_the_others_arrive(anki, course):
    """One refusal does not keep the rest from arriving in its place; it is counted, and said with Anki's reason."""
    add = anki.do_addNote
    refuse = "why en topic/idea-3"

    def picky(note):
        if note["fields"]["Id"] == refuse:
            raise ValueError("cannot create note because it is a duplicate")
        return add(note)

    anki.do_addNote = picky
    sent = to(anki, course)
    assert sent.created == anki.collection.note_count() > 30 and sent.lines()[1].startswith(
        f"Anki refused the note {refuse}: cannot create"
    )
    anki.do_addNote = add
    assert to(anki, course).created == 1
    assert [card.due for card in anki.engine.cards()] == list(range(anki.collection.card_count()))


@pytest.mark.parametrize(
    ("said", "remedy"),
    [("collection is not available", "profile"), ("unsupported action", "Update"), ("valid api key must be provided", "--option key=")],
)
def test_what_anki_says_comes_with_what_to_do(anki, course, monkeypatch, said, remedy):
    """A closed collection, an add-on that is too old and a missing key are told apart."""
    monkeypatch.setattr(anki, "answer", lambda body: {"result": None, "error": said})
    with pytest.raises(RoadloomError, match=said) as caught:
        to(anki, course)
    assert remedy in (caught.value.remedy or "")


def test_a_busy_anki_is_told_from_none(course, monkeypatch):
    """An Anki that accepts but does not answer shows a dialog or is syncing."""
    monkeypatch.setattr("roadloom.exporters.anki.connect._TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(RoadloomError, match="busy") as caught:
        send(course, Options(extra={"address": f"http://127.0.0.1:{server.getsockname()[1]}"}))
    assert "send again" in (caught.value.remedy or "")


def test_an_old_add_on_is_refused(anki, course, monkeypatch):
    """An AnkiConnect before version 6 of its API is to be updated; nothing is written."""
    monkeypatch.setattr(anki, "do_version", lambda: 5)
    with pytest.raises(RoadloomError, match="version 5") as caught:
        to(anki, course)
    assert "Update" in (caught.value.remedy or "") and anki.collection.note_count() == 0


def test_looks_are_brought_up_to_date(anki, course):
    """Note types with older templates or styling get those of this version."""
    to(anki, course)
    model = anki.collection.models.by_name("roadloom 1")
    wanted = model["css"], model["tmpls"][0]["afmt"]
    model["css"], model["tmpls"][0]["afmt"] = "old", "old {{Front}}"
    anki.collection.models.update_dict(model)
    to(anki, course)
    model = anki.collection.models.by_name("roadloom 1")
    assert (model["css"], model["tmpls"][0]["afmt"]) == wanted


def test_notes_that_were_sent_go_on_in_a_deck(anki, course, export, engines):
    """A deck made after Anki's own export of what was sent has the same GUIDs, so it can be imported beside it."""
    from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

    from roadloom.exporters.anki.previous import read

    to(anki, course)
    path = anki.engine.folder / "mine.apkg"
    limit = DeckIdLimit(anki.collection.decks.id_for_name("Plan"))
    anki.collection.export_anki_package(out_path=str(path), options=ExportAnkiPackageOptions(legacy=True), limit=limit)
    made = read(export(course, previous=path.read_bytes()))
    assert {note.guid for note in made.notes.values()} == {note.guid for note in anki.engine.notes()}


def test_a_key_is_sent_where_anki_asks_for_one(engine, course):
    """Without the key Anki refuses, and the error says how to give it."""
    stand_in = StandIn(engine.collection, key="secret")
    with pytest.raises(RoadloomError, match="--option key="):
        to(stand_in, course)
    assert to(stand_in, course, key="secret").created > 0
    stand_in.server.shutdown()
    stand_in.server.server_close()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "ftp://127.0.0.1", "nonsense", "http://127.0.0.1:99999", "http://[::1"])
def test_no_anki_is_an_error_with_a_remedy(course, address):
    """Where nothing answers, or the address is none, the error says what to do."""
    with pytest.raises(RoadloomError) as caught:
        send(course, Options(extra={"address": address}))
    assert caught.value.remedy


def test_something_else_that_answers_is_no_anki(anki, course, monkeypatch):
    """Answers that AnkiConnect would not give are refused, not acted upon."""
    monkeypatch.setattr(anki, "answer", lambda body: ["hello"])
    with pytest.raises(RoadloomError, match="no AnkiConnect"):
        to(anki, course)


def test_renamed_fields_are_refused(anki, course):
    """A note type without our fields is the user's to mend; nothing is written."""
    to(anki, course)
    models = anki.collection.models
    model = models.by_name("roadloom 1")
    models.rename_field(model, model["flds"][1], "Question")
    models.update_dict(model)
    with pytest.raises(RoadloomError, match="renamed"):
        to(anki, edited(course))
