"""A stand-in for a running Anki with AnkiConnect: the documented calls, done by the real engine, on loopback."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class StandIn:
    """Serves one collection; counts the calls, and refuses what AnkiConnect does not document."""

    def __init__(self, collection: Any, key: str = "") -> None:
        self.collection = collection
        self.key = key
        self.asked: Counter[str] = Counter()
        self.largest = 0
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = json.dumps(stand_in.answer(body)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Stay quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """Do one action: {"result", "error"}."""
        try:
            if body.get("version") != 6 or not set(body) <= {"action", "version", "params", "key"}:
                raise ValueError(f"not the documented form: {sorted(body)}")
            if body.get("key", "") != self.key:
                raise ValueError("valid api key must be provided")
            action: Callable[..., Any] | None = getattr(self, f"do_{body['action']}", None)
            if action is None:
                raise ValueError("unsupported action")
            self.asked[body["action"]] += 1
            self.largest = max(self.largest, *(len(value) for value in body["params"].values() if isinstance(value, list)), 0)
            return {"result": action(**body["params"]), "error": None}
        except Exception as error:
            return {"result": None, "error": str(error)}

    def do_version(self) -> int:
        return 6

    def do_multi(self, actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self.answer(action) for action in actions]

    # -- note types

    def do_modelNames(self) -> list[str]:
        return [entry.name for entry in self.collection.models.all_names_and_ids()]

    def do_modelFieldNames(self, modelName: str) -> list[str]:
        return [field["name"] for field in self._model(modelName)["flds"]]

    def do_modelTemplates(self, modelName: str) -> dict[str, dict[str, str]]:
        return {looks["name"]: {"Front": looks["qfmt"], "Back": looks["afmt"]} for looks in self._model(modelName)["tmpls"]}

    def do_modelStyling(self, modelName: str) -> dict[str, str]:
        return {"css": self._model(modelName)["css"]}

    def do_createModel(
        self, modelName: str, inOrderFields: list[str], css: str, isCloze: bool, cardTemplates: list[dict[str, str]]
    ) -> None:
        models = self.collection.models
        model = models.new(modelName)
        model["type"] = 1 if isCloze else 0
        for name in inOrderFields:
            models.add_field(model, models.new_field(name))
        model["css"] = css
        for looks in cardTemplates:
            template = models.new_template(looks["Name"])
            template["qfmt"], template["afmt"] = looks["Front"], looks["Back"]
            models.add_template(model, template)
        models.add(model)

    def do_updateModelTemplates(self, model: dict[str, Any]) -> None:
        there = self._model(model["name"])
        for template in there["tmpls"]:
            sides = model["templates"][template["name"]]
            template["qfmt"], template["afmt"] = sides["Front"], sides["Back"]
        self.collection.models.update_dict(there)

    def do_updateModelStyling(self, model: dict[str, Any]) -> None:
        there = self._model(model["name"])
        there["css"] = model["css"]
        self.collection.models.update_dict(there)

    # -- decks, notes, tags

    def do_createDeck(self, deck: str) -> int:
        return int(self.collection.decks.id(deck))

    def do_deckNames(self) -> list[str]:
        return [deck.name for deck in self.collection.decks.all_names_and_ids()]

    def do_getDeckConfig(self, deck: str) -> dict[str, Any] | bool:
        number = self.collection.decks.id_for_name(deck)
        return dict(self.collection.decks.config_dict_for_deck_id(number)) if number else False

    def do_cloneDeckConfigId(self, name: str, cloneFrom: int) -> int:
        decks = self.collection.decks
        return int(decks.add_config_returning_id(name, decks.get_config(int(cloneFrom))))

    def do_saveDeckConfig(self, config: dict[str, Any]) -> bool:
        decks = self.collection.decks
        if int(config["id"]) not in [known["id"] for known in decks.all_config()]:
            return False
        decks.update_config(config)
        return True

    def do_setDeckConfigId(self, decks: list[str], configId: int) -> bool:
        for name in decks:
            deck = self.collection.decks.by_name(name)
            if deck is None:
                return False
            self.collection.decks.set_config_id_for_deck_dict(deck, int(configId))
        return True

    def do_findNotes(self, query: str) -> list[int]:
        return list(self.collection.find_notes(query))

    def do_findCards(self, query: str) -> list[int]:
        return list(self.collection.find_cards(query))

    def do_notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:
        return [self._about(self.collection.get_note(number)) for number in notes]

    def do_cardsInfo(self, cards: list[int]) -> list[dict[str, Any]]:
        found = [self.collection.get_card(number) for number in cards]
        return [
            {"cardId": card.id, "note": card.nid, "ord": card.ord, "type": card.type, "queue": card.queue, "due": card.due}
            for card in found
        ]

    def do_addNote(self, note: dict[str, Any]) -> int:
        return self._add(note)

    def do_updateNoteFields(self, note: dict[str, Any]) -> None:
        there = self.collection.get_note(note["id"])
        for name, value in note["fields"].items():
            there[name] = value
        self.collection.update_note(there)

    def do_addTags(self, notes: list[int], tags: str) -> None:
        self.collection.tags.bulk_add(notes, tags)

    def do_removeTags(self, notes: list[int], tags: str) -> None:
        self.collection.tags.bulk_remove(notes, tags)

    def do_setSpecificValueOfCard(self, card: int, keys: list[str], newValues: list[Any]) -> list[bool] | bool:
        if keys != ["due"]:  # other values need a `warning_check`
            return False
        there = self.collection.get_card(card)
        there.due = newValues[0]
        self.collection.update_card(there)
        return [True]

    # -- pieces

    def _model(self, name: str) -> Any:
        model = self.collection.models.by_name(name)
        if model is None:
            raise ValueError(f"model was not found: {name}")
        return model

    def _about(self, note: Any) -> dict[str, Any]:
        fields = {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())}
        return {
            "noteId": note.id,
            "tags": note.tags,
            "fields": fields,
            "modelName": note.note_type()["name"],
            "cards": [card.id for card in note.cards()],
        }

    def _add(self, given: dict[str, Any]) -> int:
        deck = self.collection.decks.id_for_name(given["deckName"])
        if deck is None:
            raise ValueError(f"deck was not found: {given['deckName']}")
        note = self.collection.new_note(self._model(given["modelName"]))
        for name, value in given["fields"].items():
            note[name] = value
        note.tags = given["tags"]
        if note.fields_check() == 1:
            raise ValueError("cannot create note because it is empty")
        if note.fields_check() == 2 and not given["options"]["allowDuplicate"]:
            raise ValueError("cannot create note because it is a duplicate")
        self.collection.add_note(note, deck)
        return int(note.id)
