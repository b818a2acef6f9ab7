"""A webhook against a real server: what is taken, tried again or given up, and that its address is never told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.delivery.hookserver import HookServer
from tests.fakenet.fakenet import closed_port_env
from tracker.delivery.webhook import WebhookTransport
from tracker.errors import ConfigError, DeliveryError
from tracker.model.work import Letter
from tracker.net.post import MOST_SENT

LETTER = Letter(recipient="webhook", sender="", message_id="moves:USD/RUB@ecb:2022-02-28", raw=b'{"schema_version": 1}')
SECRET = "s3cret-path"


@pytest.fixture
def hook() -> Iterator[HookServer]:
    with HookServer() as running:
        yield running


def transport(url: str, **more: float) -> WebhookTransport:
    return WebhookTransport(url=url, user_agent="tracker-test/1", **more)  # type: ignore[arg-type]


def refused(hook: HookServer, letter: Letter = LETTER, **more: float) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        transport(hook.url, **more).send(letter)
    assert SECRET not in str(caught.value)
    assert "127.0.0.1" in str(caught.value), "which webhook it was"
    assert not caught.value.uncertain, "the key lets the other side see a copy as a copy"
    return caught.value


def test_a_document_is_posted_with_its_key(hook: HookServer) -> None:
    transport(hook.url).send(LETTER)
    (posted,) = hook.posted
    assert posted.body == LETTER.raw
    assert posted.path == f"/hook/{SECRET}"
    assert posted.headers["idempotency-key"] == LETTER.message_id
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["user-agent"] == "tracker-test/1"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_success_is_one(hook: HookServer, status: int) -> None:
    hook.answers = [status]
    transport(hook.url).send(LETTER)


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        (400, True), (401, True), (404, True), (410, True), (413, True),
        (408, False), (425, False), (429, False), (500, False), (502, False), (503, False), (507, False),
    ],
)  # fmt: skip
def test_what_may_succeed_later_is_tried_again_and_nothing_else(
    hook: HookServer, answer: int, *, permanent: bool
) -> None:
    hook.answers = [answer]
    error = refused(hook)
    assert error.permanent is permanent
    assert f"HTTP {answer}" in str(error)
    assert len(hook.posted) == 1, "the outbox tries again, not the transport"


def test_a_line_that_drops_or_falls_silent_is_tried_again(hook: HookServer) -> None:
    hook.answers = ["drop", "hang"]
    assert not refused(hook).permanent
    assert not refused(hook, seconds=0.3).permanent


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed_not_even_to_another_port_of_the_same_host(hook: HookServer, status: int) -> None:
    with HookServer() as other:
        for target in (other.url, "/there"):
            hook.answers = [(status, target)]
            error = refused(hook)
            assert error.permanent
            assert "no redirect is followed" in str(error)
        assert other.posted == []
    assert [one.path for one in hook.posted] == [f"/hook/{SECRET}"] * 2


def test_what_is_on_this_machine_is_not_asked_through_a_proxy(
    hook: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HookServer() as proxy:
        for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, proxy.url.partition("/hook")[0])
        transport(hook.url).send(LETTER)
        assert proxy.posted == [], "a proxy reads the whole address"
    assert len(hook.posted) == 1


def test_what_is_too_large_is_not_posted(hook: HookServer) -> None:
    large = Letter(recipient="webhook", sender="", message_id="k", raw=b"x" * (MOST_SENT + 1))
    assert refused(hook, large).permanent
    assert hook.posted == []


def test_nobody_listening_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    with pytest.raises(DeliveryError) as caught:
        transport(f"https://hooks.example.org/{SECRET}").send(LETTER)
    assert not caught.value.permanent
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["http://hooks.example.org/x", "ftp://127.0.0.1/x", "hooks.example.org/x", "https://"])
def test_an_address_that_is_not_safe_is_a_matter_of_the_settings(url: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_ALERT_WEBHOOK"):
        transport(url)


def test_a_line_break_in_a_key_gets_into_no_header(hook: HookServer) -> None:
    transport(hook.url).send(Letter(recipient="webhook", sender="", message_id="a\r\nX-Evil: 1", raw=b"{}"))
    assert "x-evil" not in hook.posted[0].headers


def test_its_representation_and_its_check_hold_no_secret(hook: HookServer) -> None:
    assert SECRET not in repr(transport(hook.url))
    assert SECRET not in transport(hook.url).check()


def test_a_log_of_everything_does_not_show_the_address(hook: HookServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    transport(hook.url).send(LETTER)
    assert SECRET not in caplog.text
