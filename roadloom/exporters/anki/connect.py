"""Speak with a running Anki through the AnkiConnect add-on (https://git.sr.ht/~foosoft/anki-connect), version 6 of its API.

Every call is one POST of JSON to an address that the user named or, by default, to this very machine. Nothing else is ever asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from typing import Any, Final, TypeVar
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from roadloom.errors import RoadloomError

ADDRESS: Final = "http://127.0.0.1:8765"
BATCH: Final = 200
"""Notes or cards per call: Anki answers nothing else while it works on one."""

_VERSION = 6
_TIMEOUT = 120  # seconds
_START = "Start Anki with the AnkiConnect add-on (code 2055492159), or name its address with --option address=http://HOST:PORT."
_WAIT = "Close its dialogs, wait until it has synced, and send again: what was done is not done twice."
_REMEDIES: Final = {
    "api key": "Give the key that AnkiConnect asks for with --option key=….",
    "collection is not available": "Open a profile in Anki first, and close its dialogs.",
    "unsupported action": "Update the add-on AnkiConnect.",
}
"""What to do about a refusal in which these words stand."""

Item = TypeVar("Item")


class Anki:
    """A running Anki.

    Raises `RoadloomError` for an address that is none, and from every call if nothing answers or the answer is a refusal.
    """

    def __init__(self, address: str = ADDRESS, key: str = "") -> None:
        if not address.startswith(("http://", "https://")):
            raise RoadloomError(f"{address!r} is no address of AnkiConnect.", remedy=f"Give one such as {ADDRESS}.")
        self.address = address
        self._key = {"key": key} if key else {}
        self._opener = build_opener(ProxyHandler({}))  # what is meant for this machine goes through no proxy

    def call(self, action: str, **params: Any) -> Any:
        """Ask for one action and return its result."""
        return self._result(action, self._post(self._envelope(action, params)))

    def each(self, action: str, calls: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Ask for the same action with each of these parameters, in batches, and return the results in this order."""
        return [self._result(action, answer) for answer in self._answers(action, calls)]

    def tried(self, action: str, calls: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str]]:
        """Do the same, but where single ones are refused go on: return for each the result and what Anki has against it, or ""."""
        answers = [self._sound(action, answer) for answer in self._answers(action, calls)]
        return [(answer["result"], "" if answer["error"] is None else str(answer["error"])) for answer in answers]

    def _answers(self, action: str, calls: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
        for batch in batches(calls):
            answers = self.call("multi", actions=[self._envelope(action, params) for params in batch])
            if not isinstance(answers, list) or len(answers) != len(batch):
                raise self._odd(action)
            yield from answers

    def about(self, action: str, name: str, items: Sequence[Any]) -> list[Any]:
        """Ask for what is known of each of these notes or cards, in batches: one result for each."""
        results: list[Any] = []
        for batch in batches(items):
            answer = self.call(action, **{name: batch})
            if not isinstance(answer, list) or len(answer) != len(batch):
                raise self._odd(action)
            results += answer
        return results

    def _envelope(self, action: str, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"action": action, "version": _VERSION, "params": dict(params), **self._key}

    def _post(self, body: Mapping[str, Any]) -> Any:
        try:
            request = Request(self.address, json.dumps(body).encode(), {"Content-Type": "application/json"})
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                return json.loads(answer.read())
        except (URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, TimeoutError):
                raise RoadloomError(f"Anki is busy: no answer from {self.address} within {_TIMEOUT} seconds.", remedy=_WAIT) from error
            raise RoadloomError(f"No Anki answers at {self.address}: {reason}.", remedy=_START) from error

    def _result(self, action: str, answer: Any) -> Any:
        error = self._sound(action, answer)["error"]
        if error is not None:
            remedy = next((remedy for words, remedy in _REMEDIES.items() if words in str(error)), None)
            raise RoadloomError(f"Anki refused {action}: {str(error).rstrip('.')}.", remedy=remedy)
        return answer["result"]

    def _sound(self, action: str, answer: Any) -> dict[str, Any]:
        if not isinstance(answer, dict) or not {"result", "error"} <= set(answer):
            raise self._odd(action)
        return answer

    def _odd(self, action: str) -> RoadloomError:
        return RoadloomError(f"What answers at {self.address} is no AnkiConnect (asked for {action}).", remedy=_START)


def batches(items: Sequence[Item], size: int = BATCH) -> Iterator[Sequence[Item]]:
    """Cut a list into pieces of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))
