"""A site for others holds no number and no name that may not be republished, not even of an earlier build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.test_public_outputs import MARKER, NAME, NAMES_LEFT_OUT, OPEN_NAME, yahoo_home
from tests.conftest import Answer

__all__ = ["yahoo_home"]


def test_no_file_holds_what_may_not_be_republished(tracker: Callable[..., Answer], yahoo_home: Path) -> None:
    asked = ("--offline", "--now", "2014-12-24T12:00Z", "report", "--site", "s")
    asked = (*asked, "--since", "2014-11-10", "--until", "2014-11-17")

    def holding() -> set[str]:
        """Files in which the number, whole or rounded, or the name stands."""
        found = set()
        for path in Path("s").rglob("*.*"):
            text = path.read_text("utf-8")
            if MARKER in text or "46.91" in text or NAME in text:
                found.add(path.suffix)
        return found

    assert tracker(*asked).code == 0
    assert NAME in Path("s/data/2014-W46.json").read_text("utf-8")
    assert holding() >= {".html", ".json"}
    assert tracker(*asked, "--public").code == 0
    assert holding() == set()
    week = Path("s/weeks/2014-W46.html").read_text("utf-8")
    assert "left out: their terms do not allow republishing" in week
    assert NAMES_LEFT_OUT[0] in week
    assert OPEN_NAME in week
    assert "Source: European Central Bank" in week
