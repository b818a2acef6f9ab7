"""Behind a proxy that wants a log-in and signs with a CA of its own: what works, and what is said when it does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tracker.errors import ConfigError, FetchError
from tracker.model.source import Request
from tracker.net.http import HttpClient

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
HOST = "data.example.org"
pytestmark = pytest.mark.watches_processes

PASSWORD = "s3cr3t%23word"  # as it stands in the variable; the proxy is told s3cr3t#word
ROUTES = """
import os, socket
look_up, connect = socket.getaddrinfo, socket.socket.connect
def getaddrinfo(host, *rest, **named):
    return look_up("127.0.0.1", *rest, **named)
def route(self, address):
    return connect(self, (address[0], int(os.environ["FAKENET_PORT"]) if address[1] == 443 else address[1]))
socket.getaddrinfo, socket.socket.connect = getaddrinfo, route
"""


@pytest.fixture
def net() -> Iterator[FakeNet]:
    with FakeNet(login="company\\jo:s3cr3t#word") as network:
        network.routes(world(lambda: NOW))
        network.route(HOST, scenarios.ok(b"12.5"))
        yield network


def proxy(net: FakeNet, login: str = f"company%5Cjo:{PASSWORD}@") -> str:
    return f"http://{login}127.0.0.1:{net.port}"


def typed(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, steered by its environment alone."""
    return subprocess.run(
        [sys.executable, "-m", "tracker", *words, "--now", "2026-11-19T15:30Z", "--debug"],
        env={**clean_environment(), "TRACKER_HOME": str(home), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def get(bundle: Path | None = None) -> bytes:
    client = HttpClient(user_agent="t", ca_bundle=bundle, spacing=0.0, backoff=0.0, **PATIENCE)
    return client.get(Request(url=f"https://{HOST}/", kind="x"), source="s", hosts=(HOST,)).content


def refusal(bundle: Path | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        get(bundle)
    assert caught.value.reason == "network"
    assert not caught.value.retryable
    assert HOST in caught.value.message
    return str(caught.value)


def test_log_in_at_the_proxy_and_private_ca_serve_both_ways_out_and_the_password_is_never_said(
    net: FakeNet, ready_home: Path
) -> None:
    """All sources but one share a client, which the import contracts prove; Yahoo's child has its own."""
    some = ("ecb", "us_federal_register", "un_sc", "yahoo")
    answer = typed("fetch", *some, home=ready_home, HTTPS_PROXY=proxy(net), TRACKER_CA_BUNDLE=str(net.bundle))
    assert answer.returncode == 0, answer.stderr
    hosts = {ask.host for ask in net.asked}
    assert {"www.ecb.europa.eu", "www.federalregister.gov", "query2.finance.yahoo.com"} <= hosts
    assert set(net.connects) == hosts
    for secret in (PASSWORD, "s3cr3t#word"):
        assert secret not in answer.stdout + answer.stderr


@pytest.mark.usefixtures("warm")
def test_lower_case_names_and_ssl_cert_file_do_too(net: FakeNet, ready_home: Path) -> None:
    answer = typed("fetch", "ecb", "yahoo", home=ready_home, https_proxy=proxy(net), SSL_CERT_FILE=str(net.bundle))
    assert answer.returncode == 0, answer.stderr + answer.stdout
    assert {"www.ecb.europa.eu", "query2.finance.yahoo.com"} <= set(net.connects)


def test_a_host_in_no_proxy_is_asked_directly(net: FakeNet, ready_home: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ROUTES, encoding="utf-8")  # every name and port 443 lead to the network
    answer = typed(
        "fetch",
        "ecb",
        "us_federal_register",
        home=ready_home,
        HTTPS_PROXY=proxy(net),
        NO_PROXY="ecb.europa.eu,.example.org",
        TRACKER_CA_BUNDLE=str(net.bundle),
        PYTHONPATH=str(tmp_path),
        FAKENET_PORT=str(net.port),
    )
    assert answer.returncode == 0, answer.stderr + answer.stdout
    assert "www.ecb.europa.eu" in {ask.host for ask in net.asked}
    assert set(net.connects) == {"www.federalregister.gov"}


@pytest.mark.usefixtures("warm")
def test_a_proxy_that_refuses_the_log_in_is_named_with_the_setting_and_without_the_password(
    net: FakeNet, ready_home: Path
) -> None:
    wrong = proxy(net, f"company%5Cjim:{PASSWORD}@")
    answer = typed("fetch", "ecb", "yahoo", home=ready_home, HTTPS_PROXY=wrong, TRACKER_CA_BUNDLE=str(net.bundle))
    assert answer.returncode == 5
    said = " ".join(answer.stderr.split())
    for host in ("www.ecb.europa.eu", "query2.finance.yahoo.com"):
        assert f"the proxy 127.0.0.1 wants a log-in before it opens the way to {host} (407" in said
    assert said.count("Put the proxy's user and password into HTTPS_PROXY") == 2
    for secret in (PASSWORD, "s3cr3t#word"):
        assert secret not in answer.stdout + answer.stderr
    assert net.asked == []


def test_an_unknown_issuer_names_the_host_and_the_bundle(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy(net))
    said = refusal()
    assert "no trusted issuer" in said
    assert "TRACKER_CA_BUNDLE" in said
    with FakeNet() as other:
        assert "TRACKER_CA_BUNDLE" in refusal(other.bundle)
    assert get(net.bundle) == b"12.5"


def test_an_expired_certificate_is_told_from_an_unknown_one(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy(net))
    net.misissue(HOST, not_after=datetime(2020, 1, 1, tzinfo=UTC))
    said = refusal(net.bundle)
    assert "expired" in said
    assert "clock" in said
    assert "TRACKER_CA_BUNDLE" not in said


def test_a_certificate_of_another_name_is_told_too(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy(net))
    net.misissue(HOST, name="login.portal.example")
    said = refusal(net.bundle)
    assert "another name" in said
    assert "HTTPS_PROXY" in said


@pytest.mark.usefixtures("warm")
def test_yahoos_child_says_the_same_of_an_unknown_issuer(net: FakeNet, ready_home: Path) -> None:
    answer = typed("fetch", "yahoo", home=ready_home, HTTPS_PROXY=proxy(net))
    assert answer.returncode == 5
    assert "TRACKER_CA_BUNDLE" in answer.stderr
    assert "query2.finance.yahoo.com" in answer.stderr
    assert PASSWORD not in answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("variable", "address", "said"),
    [
        ("HTTPS_PROXY", "socks5://jo:s3cr3t@gate.example:1080", "gate.example in HTTPS_PROXY or ALL_PROXY is a SOCKS"),
        ("ALL_PROXY", "socks5h://jo:s3cr3t@gate.example:1080", "SOCKS"),
        ("HTTPS_PROXY", "http://jo:s3cr3t/x@gate.example:3128", "cannot be read"),
        ("https_proxy", "http://jo:s3cr3t#x@gate.example:3128", "cannot be read"),
        ("HTTPS_PROXY", "ftp://jo:s3cr3t@gate.example", "cannot be read"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(
    variable: str, address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, address)
    for ask in (get, lambda: HttpClient(user_agent="t").contact(HOST, source="s")):
        with pytest.raises(ConfigError) as caught:
            ask()
        assert said in str(caught.value)
        assert "http://" in caught.value.remedy
        assert "s3cr3t" not in str(caught.value)
        assert caught.value.__cause__ is None
