"""A site for others holds no number that may not be republished, in no file of it, also not of an earlier build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.test_public_outputs import MARKER, yahoo_home
from tests.conftest import Answer

__all__ = ["yahoo_home"]


def test_no_file_holds_a_number_that_may_not_be_republished(tracker: Callable[..., Answer], yahoo_home: Path) -> None:
    asked = ("--offline", "--now", "2014-12-24T12:00Z", "report", "--site", "s")
    asked = (*asked, "--since", "2014-11-10", "--until", "2014-11-17")

    def holding() -> set[str]:
        """Files in which the number stands, whole or rounded."""
        found = set()
        for path in Path("s").rglob("*.*"):
            text = path.read_text("utf-8")
            if MARKER in text or "46.91" in text:
                found.add(path.suffix)
        return found

    assert tracker(*asked).code == 0
    assert holding() >= {".html", ".json"}
    assert tracker(*asked, "--public").code == 0
    assert holding() == set()
    week = Path("s/weeks/2014-W46.html").read_text("utf-8")
    assert "left out: their terms do not allow republishing" in week
    assert "Source: European Central Bank" in week
