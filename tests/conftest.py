"""What all tests share: a skip that hides a missing judge is a failure where everything is required."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

REQUIRED = os.environ.get("ROADLOOM_REQUIRE") == "1"
EXCUSED = ("shared",)
"""Words in the reason of a skip that is fine even where everything is required: material that is no part of the repository."""

FIXTURES = Path(__file__).parent / "fixtures"

settings.register_profile("roadloom", deadline=None, derandomize=True)
settings.load_profile("roadloom")


@pytest.fixture(scope="session")
def roadmaps() -> Path:
    """Return the folder of small roadmaps in three languages that belong to the tests."""
    return FIXTURES / "roadmaps"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where everything is required (see `.ci/run`)."""
    report = yield
    _insist(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a whole file that is skipped while it is collected."""
    report = yield
    _insist(report)
    return report


def _insist(report: Any) -> None:
    if not (REQUIRED and report.skipped) or hasattr(report, "wasxfail"):
        return
    path, line, reason = report.longrepr
    if not any(word in reason for word in EXCUSED):
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: skipped, though ROADLOOM_REQUIRE=1 asks for it: {reason}"
