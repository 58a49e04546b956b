"""Names of notes: every title gets a file that every system can hold and every link can reach."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.exporters.obsidian import names

TITLES = Path(__file__).with_name("nasty_titles.txt").read_text(encoding="utf-8").split("\n")[:-1]
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def legal(name: str) -> bool:
    """Tell whether a name works as a file on every system and as the target of a link (the rules of the systems, not our code)."""
    return (
        0 < len(name.encode()) <= 200
        and not set(name) & set('#^[]|\\/:*?"<>')
        and not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
        and name == name.strip()
        and name[0] != "."
        and name[-1] != "."
        and name.split(".")[0].casefold() not in DEVICES
        and unicodedata.is_normalized("NFC", name)
    )


def test_there_are_enough_nasty_titles() -> None:
    """The list of odd titles is long enough to mean something."""
    assert len(TITLES) >= 60


@pytest.mark.parametrize("title", ["", " ", "\u200b", *TITLES])
def test_every_title_gets_a_legal_name(title: str) -> None:
    """Whatever a document calls a thing, its note can be saved and linked to."""
    assert legal(names.safe(title, "topic/x"))


@given(st.text(), st.text())
def test_any_text_gets_a_legal_name(title: str, identity: str) -> None:
    """Any string at all gives a legal name, and the same one each time."""
    assert legal(names.safe(title, identity)) and names.safe(title, identity) == names.safe(title, identity)


@pytest.mark.parametrize("family", [["C", "C#", "C++"], [".NET", "NET"], ["CI/CD", "CICD"], ["L1/L2", "L1L2", "L1 L2"], ["a:b", "ab"]])
def test_characters_that_matter_stay_visible(family: list[str]) -> None:
    """Titles that differ in a forbidden character keep different names, without a hash."""
    found = [names.safe(title, "x") for title in family]
    assert len(set(found)) == len(found) and not any("(" in name for name in found)


@given(st.lists(st.one_of(st.sampled_from(TITLES), st.text()), max_size=30))
def test_no_two_names_collide(titles: list[str]) -> None:
    """No two notes share a name on a system that ignores case or normalises Unicode."""
    found = names.unique((f"topic/{i}", [title]) for i, title in enumerate(titles)).values()
    assert len({unicodedata.normalize("NFD", name.casefold()) for name in found}) == len(titles)
    assert all(map(legal, found))


def test_the_suffix_depends_on_the_identity_only() -> None:
    """A name that had to be told from another keeps its suffix whatever else there is."""
    few = names.unique([("a", ["LoRA"]), ("z", ["lora"])])
    many = names.unique([("a", ["LoRA"]), ("b", ["lora"]), ("c", ["LORA"]), ("z", ["lora"])])
    assert few["z"] == many["z"] != "lora"
