"""The examples in docstrings show what the functions really return."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import roadloom

MODULES = sorted(found.name for found in pkgutil.walk_packages(roadloom.__path__, "roadloom.") if not found.name.endswith("__main__"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    """Each example prints what stands below it."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_run() -> None:
    """The search for examples finds them where they are known to be."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    assert any(test.examples for test in finder.find(importlib.import_module("roadloom.sources.layout")))
