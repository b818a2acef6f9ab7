"""The package apprise against a real server, and what is said where it cannot work."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

import pytest

from tests.delivery.hookserver import HookServer
from tracker.delivery.apprise import AppriseTransport
from tracker.errors import ConfigError, DeliveryError
from tracker.model.work import Letter


@pytest.fixture
def hook() -> Iterator[HookServer]:
    with HookServer() as running:
        yield running


def letter(recipient: str = "apprise") -> Letter:
    raw = json.dumps({"title": "Rouble", "body": "It was 20.0 % weaker.\n"}).encode()
    return Letter(recipient=recipient, sender="", message_id="k", raw=raw)


def address(hook: HookServer) -> str:
    return hook.url.replace("http://", "json://")


def test_title_and_text_reach_the_service_of_that_number(hook: HookServer) -> None:
    with HookServer() as second:
        several = AppriseTransport(addresses=(address(hook), address(second)))
        several.send(letter())
        several.send(letter("apprise 2"))
        assert len(second.posted) == 1
    (posted,) = hook.posted
    document = json.loads(posted.body)
    assert document["title"] == "Rouble"
    assert "20.0 % weaker" in document["message"]


def test_a_service_that_refuses_is_tried_again_and_its_address_not_told(
    hook: HookServer, caplog: pytest.LogCaptureFixture
) -> None:
    hook.answers = [500]
    with pytest.raises(DeliveryError) as caught:
        AppriseTransport(addresses=(address(hook),)).send(letter())
    assert caught.value.retryable
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in caplog.text


def test_what_was_taken_before_the_line_dropped_is_tried_again_for_nobody_knows_that_it_was(hook: HookServer) -> None:
    hook.answers = ["drop"]
    with pytest.raises(DeliveryError) as caught:
        AppriseTransport(addresses=(address(hook),)).send(letter())
    assert caught.value.retryable
    assert len(hook.posted) == 1


def test_no_proxy_is_asked_for_what_is_on_this_machine(hook: HookServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("no_proxy", "a.example.org")
    AppriseTransport(addresses=(address(hook),)).send(letter())
    assert len(hook.posted) == 1
    assert os.environ["no_proxy"] == "a.example.org"


def test_an_address_that_is_gone_is_given_up(hook: HookServer) -> None:
    with pytest.raises(DeliveryError) as caught:
        AppriseTransport(addresses=(address(hook),)).send(letter("apprise 2"))
    assert caught.value.permanent


def test_an_address_nobody_knows_is_a_matter_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="Address 1") as caught:
        AppriseTransport(addresses=("nonsense://s3cret",)).check()
    assert "s3cret" not in str(caught.value)


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigError, match=r"sanctions-pressure-tracker\[alerts\]"):
        AppriseTransport(addresses=("json://127.0.0.1/",)).check()
