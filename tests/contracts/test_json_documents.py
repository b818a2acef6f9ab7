"""Every JSON document there is has the same frame, and says "not known" with null alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests.contracts.test_documentation import COMMANDS
from tests.services.lists import KEY, Listed, content
from tracker.model.instants import parse_instant
from tracker.sources.catalog import sources

WORDS = {
    "align": ("merkel-no-new-sanctions",),
    "cite": ("2014-W46",),
    "events import": ("mine.csv", "--dry-run"),
    "events list": ("--week", "2014-W46"),
    "events export": ("--week", "2014-W46"),
    "events show": ("merkel-no-new-sanctions",),
    "explain": ("2014-W46",),
    "export": ("events", "--since", "2014-11-10", "--until", "2014-11-17"),
    "lists import": ("list.json", "--list", KEY, "--retrieved", "2022-02-23T01:52Z"),
    "lists forget": ("--list", KEY),
    "lists show": ("party",),
    "rates compare": ("USD/RUB", "--week", "2014-W46"),
    "rates forget": ("USD/RUB@wrong",),
    "rates import": ("rates.csv", "--series", "USD/RUB@desk", "--made-at", "18:00", "--zone", "Europe/Moscow"),
    "rates show": ("USD/RUB@ecb", "--week", "2014-W46"),
    "rates review": ("USD/RUB", "--all"),
    "rates timing": ("USD/RUB", "--since", "2012-01-01", "--until", "2014-01-01"),
    "read": ("article.txt",),
    "report": ("--week", "2014-W46"),
    "study": ("merkel-no-new-sanctions",),
}
"""What a command needs to be asked; the others answer without more."""

ANSWERED = {0, 4, 5}


def speaking_json() -> list[str]:
    return sorted(
        name
        for name, command in COMMANDS.items()
        if not isinstance(command, click.Group) or command.invoke_without_command
        for option in command.params
        if option.name == "form" and isinstance(option.type, click.Choice) and "json" in option.type.choices
    )


@pytest.fixture(scope="module")
def names() -> list[str]:
    found = speaking_json()
    assert set(WORDS) <= set(found)
    return found


def empty_texts(value: object, where: str = "") -> Iterator[str]:
    if value == "":
        yield where
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from empty_texts(one, f"{where}.{name}")
    elif isinstance(value, list):
        for one in value:
            yield from empty_texts(one, f"{where}[]")


def test_every_document_has_the_frame_and_no_empty_text(
    tracker: Callable[..., Any], ready_home: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = {**sources(), KEY: Listed()}
    monkeypatch.setattr("tracker.sources.catalog.sources", lambda: declared)
    Path("list.json").write_bytes(content(1, 2, 3))
    Path("article.txt").write_text("November 12, 2014\n\nThe rouble fell 3 percent on Tuesday.\n", encoding="utf-8")
    tracker("--offline", "events", "export", "--week", "2014-W46", "-o", "mine.csv")
    Path("rates.csv").write_text("label,value\n2014-11-10,45.6\n2014-11-11,46.7\n", encoding="utf-8")
    tracker("--offline", "rates", "import", "rates.csv", "--series", "USD/RUB@wrong", *WORDS["rates import"][3:])
    for name in names:
        answer = tracker("--offline", *name.split(), *WORDS.get(name, ()), "--format", "json")
        assert answer.code in ANSWERED, f"{name}: {answer.err}"
        document = json.loads(answer.out)
        assert document["schema_version"] == 1, name
        assert parse_instant(document["public_by"]) <= parse_instant(document["generated_at"]), name
        assert isinstance(document["units"], dict), name
        for warning in document["warnings"]:
            assert warning.keys() == {"code", "message", "source"}, name
        assert list(empty_texts(document)) == [], name


def test_the_past_that_was_asked_for_is_in_the_frame(tracker: Callable[..., Any], ready_home: Path) -> None:
    asked = "2014-11-16T12:00:00Z"
    for name in ("report", "explain", "rates show", "rates compare", "study", "align", "events list", "calendar"):
        answer = tracker("--offline", *name.split(), *WORDS.get(name, ()), "--public-by", asked, "--format", "json")
        assert json.loads(answer.out)["public_by"] == asked, name
