"""What is said of a proxy: its host and port. Whatever else an address holds may be a secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.config.settings import masked_url
from tracker.errors import ConfigError
from tracker.net.probe import probe_all
from tracker.net.proxies import shown_proxies

SECRET = "S3cret"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (f"http://user:{SECRET}@127.0.0.1:9", "127.0.0.1:9"),
        (f"user:{SECRET}@127.0.0.1:9", "127.0.0.1:9"),
        (f"http://{SECRET}@127.0.0.1:9", "127.0.0.1:9"),
        (f"http://user:{SECRET}/x@127.0.0.1:9", "an address that cannot be read"),
        ("http://proxy.example", "proxy.example:80"),
    ],
)
def test_a_proxy_is_shown_by_host_and_port_alone(
    address: str, place: str, monkeypatch: pytest.MonkeyPatch, tracker: Callable[..., Any], ready_home: Path
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert shown_proxies()["https"] == place
    answer = tracker("--offline", "doctor")
    assert f"proxy for https: {place}" in answer.out
    assert SECRET not in answer.out + answer.err


def test_an_address_that_cannot_be_read_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{SECRET}/x@127.0.0.1:9")
    with pytest.raises(ConfigError) as caught:
        probe_all(["www.example.org"], ca_bundle=None, seconds=1.0)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["password", "sslpassword"])
def test_a_password_among_the_parameters_of_a_url_is_masked(name: str) -> None:
    shown = masked_url(f"postgresql://db/tracker?application_name=x&{name}={SECRET}&sslmode=require")
    assert SECRET not in shown
    assert shown.endswith("&sslmode=require")
