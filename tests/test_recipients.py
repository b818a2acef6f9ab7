"""Readers and what they want, as the two settings say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.config import Settings, load
from tracker.config.recipients import readers_of
from tracker.errors import ConfigError


def settings(**environ: str) -> Settings:
    return load({f"TRACKER_{key.upper()}": value for key, value in environ.items()}, cwd=Path("/nowhere"))


def test_each_mailbox_is_one_reader_with_its_own_wishes() -> None:
    found = readers_of(
        settings(
            zone="Europe/Moscow",
            email_to="Jane <Jane@Example.org>, joe@example.org, jane@example.org",
            email_options="JANE@example.org language=de zone=Europe/Berlin flash; joe@example.org numbers=de no-letter",
        )
    )
    jane, joe = found
    assert (jane.address, jane.language, jane.numbers, jane.zone) == (
        "Jane <Jane@Example.org>",
        "de",
        "de",
        "Europe/Berlin",
    )
    assert jane.wants("flash")
    assert jane.wants_letter
    assert (joe.language, joe.numbers, joe.zone) == ("en", "de", "Europe/Moscow")
    assert not joe.wants_letter
    assert not joe.wants("alerts")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("jane@example.org languag=de", "did you mean language"),
        ("jane@example.org flesh", "did you mean flash"),
        ("jane@example.org language=fr", "one of en, de"),
        ("jane@example.org zone=Berlin", "IANA"),
        ("language=de", "begin with an address"),
        ("jane@example.org", "nothing is said"),
        ("jane@example.org flash flash", "twice"),
        ("jane@example.org flash; Jane@example.org alerts", "twice"),
    ],
)
def test_a_slip_is_an_error_that_says_what_is_known(options: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        settings(email_to="jane@example.org", email_options=options)


def test_wishes_of_a_stranger_are_an_error() -> None:
    with pytest.raises(ConfigError, match=r"speaks of jan@example\.org") as caught:
        readers_of(settings(email_to="jane@example.org", email_options="jan@example.org flash"))
    assert "jane@example.org" in caught.value.remedy


def test_what_is_set_is_shown_as_it_was_written() -> None:
    found = settings(
        email_to="jane@example.org", email_options="jane@example.org language=de  flash", alert_quiet="22-7"
    )
    assert found.shown("email_options") == "jane@example.org language=de flash"
    assert found.shown("alert_quiet") == "22-7"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alert_quiet", "7-22"),
        ("alert_quiet", "22"),
        ("watch_port", "0"),
        ("unsubscribe_url", "http://example.org/x"),
        ("backups_kept", "-1"),
        ("smtp_auth", "token"),
    ],
)
def test_values_out_of_bounds_are_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        settings(**{name: value})
