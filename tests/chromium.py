"""A real Chromium where this machine has one: what needs it is skipped elsewhere, always with the same words."""

from __future__ import annotations

import shutil

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is not installed"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, whose pages no test gets from anywhere but files and loopback."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.skip(MISSING)
    return found
