"""The pieces of the HTTP client that need no network."""

from __future__ import annotations

import asyncio
import socket
import threading
import zlib

import pytest

from tracker.model.source import Request
from tracker.net.addresses import address_of, refusal, shown
from tracker.net.body import Body, BrokenBodyError, OversizedBodyError
from tracker.net.identity import user_agent
from tracker.net.loop import run
from tracker.net.spacing import Spacing


def test_requests_to_one_host_are_spaced_and_to_another_are_not() -> None:
    now = [100.0]
    spacing = Spacing(1.5, clock=lambda: now[0])
    assert [spacing.reserve("a"), spacing.reserve("a"), spacing.reserve("b")] == [0.0, 1.5, 0.0]
    now[0] = 110.0
    assert spacing.reserve("a") == 0.0


def test_a_host_that_wants_longer_pauses_gets_them_and_no_other_does() -> None:
    now = [100.0]
    spacing = Spacing(1.0, clock=lambda: now[0])
    assert [spacing.reserve("a", 6.5), spacing.reserve("a"), spacing.reserve("a"), spacing.reserve("b", 6.5)] == [
        0.0,
        6.5,
        7.5,
        0.0,
    ]
    assert [spacing.reserve("c", 0.2), spacing.reserve("c")] == [0.0, 1.0]
    unpaused = Spacing(0.0, clock=lambda: now[0])
    assert [unpaused.reserve("a", 6.5), unpaused.reserve("a", 6.5)] == [0.0, 0.0]


def test_a_bomb_never_unfolds_beyond_the_cap() -> None:
    bomb = zlib.compress(b"0" * 50_000_000)
    body = Body(encoding="deflate", limit=1000)
    with pytest.raises(OversizedBodyError):
        body.feed(bomb)


def test_a_body_of_exactly_the_cap_is_taken() -> None:
    body = Body(encoding="", limit=4)
    body.feed(b"ab")
    body.feed(b"cd")
    assert body.finish() == b"abcd"


def test_a_cut_packing_is_noticed_at_the_end() -> None:
    body = Body(encoding="gzip", limit=1000)
    body.feed(zlib.compress(b"hello")[:-3])
    with pytest.raises(BrokenBodyError, match="cut off"):
        body.finish()


@pytest.mark.parametrize(
    ("url", "hosts", "allowed"),
    [
        ("https://a.example/x", ("a.example",), True),
        ("https://a.example:443/x", ("a.example",), True),
        ("https://A.example/x", ("a.example",), True),
        ("https://b.a.example/x", ("a.example",), False),
        ("https://a.example.evil/x", ("a.example",), False),
        ("https://a.example@evil/x", ("a.example",), False),
        ("http://a.example/x", ("a.example",), False),
        ("ftp://a.example/x", ("a.example",), False),
        ("https://a.example:99999/x", ("a.example",), False),
        ("http://localhost:8080/x", ("localhost",), True),
        ("http://[::1]:8080/x", ("::1",), True),
        ("http://127.0.0.1/x", ("a.example",), False),
    ],
)
def test_which_addresses_may_be_asked(url: str, hosts: tuple[str, ...], allowed: bool) -> None:
    assert (refusal(url, hosts) == "") is allowed


def test_addresses_are_shown_without_secrets() -> None:
    assert shown("https://u:p@a.example:8443/x?token=abc&q=1#f") == "https://a.example:8443/x?token=***&q=1"
    assert shown("https://a.example/x?q=ru%20b") == "https://a.example/x?q=ru%20b"
    assert shown("https://[broken") == "(malformed address)"


def test_addresses_join_query_and_parameters() -> None:
    assert address_of(Request(url="https://a.example/x?q=1", kind="k", params={"z": "a b"})) == (
        "https://a.example/x?q=1&z=a+b"
    )


def test_the_user_agent_carries_version_and_contact_in_one_line() -> None:
    agent = user_agent(contact="ops@example.org\r\nX-Evil: 1")
    assert "\n" not in agent
    assert "\r" not in agent
    assert agent.startswith("sanctions-pressure-tracker/")
    assert "ops@example.org" in agent


@pytest.mark.watches_processes
def test_a_hanging_name_look_up_does_not_outlive_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hang(*_: object, **__: object) -> list[tuple[object, ...]]:
        released.wait(60)
        raise socket.gaierror("too late")

    async def ask() -> None:
        async with asyncio.timeout(0.05):
            await asyncio.open_connection("slow.example", 443)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(TimeoutError):
        run(ask())
    assert not released.is_set()
    released.set()
