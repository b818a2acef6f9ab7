"""Another reader has another name: the digest of the rules as they are."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from tracker.services.reader_version import reader_version


@pytest.mark.parametrize(
    ("package", "file", "changes"),
    [
        ("tracker.statements", "coding.py", True),
        ("tracker.statements", "claims.py", False),
        ("tracker.data", "actors.csv", True),
        ("tracker.services", "proposing.py", True),
    ],
)
def test_a_changed_rule_is_another_reader(
    package: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, changes: bool
) -> None:
    before = reader_version()
    for one in ("tracker.statements", "tracker.data", "tracker.services"):
        shutil.copytree(str(resources.files(one)), tmp_path / one, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(resources, "files", lambda name: tmp_path / name)
    assert reader_version.__wrapped__() == before
    with (tmp_path / package / file).open("a") as rules:
        rules.write("\n")
    assert (reader_version.__wrapped__() != before) is changes
