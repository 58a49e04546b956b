"""Check a roadmap file against its published schema, in words for the person who wrote it by hand."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from roadloom.graph.roadmapfile import VERSION
from roadloom.sources.located import Located, Mistake, Where

if TYPE_CHECKING:
    from jsonschema import ValidationError

_TYPES = {
    "string": "text",
    "array": "a list",
    "object": "a mapping (`key: value`)",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}


def check(located: Located) -> list[Mistake]:
    """List everything in the data that the schema forbids, in the order of the lines."""
    mistakes = [mistake for error in _validator().iter_errors(located.data) for mistake in _mistakes(error, located)]
    return sorted(set(mistakes), key=lambda mistake: (mistake.line, mistake.message))


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(files("roadloom").joinpath("data/schema/roadmap.schema.json").read_text(encoding="utf-8")))


def _mistakes(error: ValidationError, located: Located) -> list[Mistake]:
    """Put one error of the validator into words; one about unknown keys becomes one mistake for each key."""
    where: Where = tuple(error.absolute_path)
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        known = _known_keys(error)
        return [
            Mistake(located.line((*where, key)), f"{_name(where)}: unknown key {key!r}{_suggestion(key, known)}")
            for key in error.instance
            if key not in known
        ]
    return [Mistake(located.line(where), f"{_name(where)}: {_words(error)}")]


def _words(error: ValidationError) -> str:
    """Say what is wrong with a value."""
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "type":
            types = [wanted] if isinstance(wanted, str) else wanted
            hint = ""
            if isinstance(value, str) and "：" in value:
                hint = "; YAML wants a colon and a blank (`: `), the full-width ： is a part of the text"
            elif "string" in types and isinstance(value, int | float):
                hint = f"; put it in quotes: {json.dumps(str(value))}"
            return f"{_shown(value)} should be {' or '.join(_TYPES[each] for each in types)}{hint}"
        case "required":
            missing = [key for key in wanted if key not in value]
            return f"{' and '.join(map(repr, missing))} is missing"
        case "anyOf":  # only resources have one
            return "'title' or 'url' is missing"
        case "not":  # only topics have one
            return "give either 'hours' or 'duration'"
        case "enum":
            return f"{_shown(value)} should be one of {', '.join(wanted)}{_suggestion(value, wanted)}"
        case "const" if error.absolute_path and error.absolute_path[-1] == "version":
            return f"this roadloom reads version {VERSION}, not {_shown(value)}; update roadloom to read newer files"
        case "const":
            return f"{_shown(value)} should be {wanted}"
        case "minLength":
            return "is empty"
        case "pattern" if "：" in wanted:
            return f"{_shown(value)}: YAML wants a colon and a blank (`: `), the full-width ： is a part of the text"
        case "pattern" if "http" in wanted:
            return f"{_shown(value)} should be an address that begins with https:// or http://"
        case "pattern":
            return f"{_shown(value)} should be a language tag such as en or zh-Hans"
        case "minItems" | "maxItems":
            return f"has {len(value)} {'entry' if len(value) == 1 else 'entries'}; {wanted} are wanted"
        case _:
            return f"{_shown(value)} is out of range ({error.validator}: {wanted})"


def _known_keys(error: ValidationError) -> set[str]:
    """Collect the keys that the schema has where the error is; a `$ref` beside them counts."""
    known = set(error.schema.get("properties", {}))
    reference = error.schema.get("$ref", "")
    if reference:
        known |= set(_validator().schema["$defs"][reference.rsplit("/", 1)[-1]]["properties"])
    return known


def _suggestion(word: Any, known: Any) -> str:
    """Offer the known word that comes nearest to an unknown one."""
    near = get_close_matches(str(word), sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _name(where: Where) -> str:
    """Name a place as a person counts: `phases[2].topics[1]` is the first topic of the second phase."""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where)
    return words.lstrip(".") or "the file"


def _shown(value: Any) -> str:
    """Show a value briefly, on one line."""
    text = re.sub(r"\s+", " ", json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= 60 else text[:57] + "…"
