"""What stands between this machine and a host is told apart: name, proxy, certificate, filter, silence."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet, Reply, closed_port_env
from tracker.net.probe import Probe, probe_all

HOST = "data.example"

pytestmark = pytest.mark.watches_processes


def probe(bundle: Path | None = None, host: str = HOST, seconds: float = 60) -> Probe:
    (found,) = probe_all([host], ca_bundle=bundle, seconds=seconds)
    assert bool(found.problem) == bool(found.remedy) == (found.reason != "ok")
    return found


def use(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_any_answer_of_the_host_will_do_but_a_filter_or_a_sign_in_page_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FakeNet() as net:
        use(monkeypatch, net.env)
        answers = {
            "ok": Reply(headers={"Date": "Sun, 22 Nov 2026 12:00:00 GMT"}),
            "missing": Reply(status=404),
            "barred": Reply(status=403),
            "portal": Reply(status=302, headers={"Location": "https://login.hotel.example/"}),
            "sibling": Reply(status=302, headers={"Location": "https://www.data.test/"}),
        }
        names = {kind: f"{kind}.data.test" for kind in answers}
        for kind, reply in answers.items():
            net.route(names[kind], lambda _, reply=reply: reply)
        found = {one.host: one for one in probe_all(list(names.values()), ca_bundle=net.bundle, seconds=60)}
        assert {kind: found[host].reason for kind, host in names.items()} == {
            "ok": "ok",
            "missing": "ok",
            "barred": "barred",
            "portal": "elsewhere",
            "sibling": "ok",
        }
        assert found[names["ok"]].date is not None
        assert {ask.method for ask in net.asked} == {"HEAD"}


def test_a_wrong_authority_is_told_from_a_wrong_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    with FakeNet() as net:
        use(monkeypatch, net.env)
        net.route(HOST, scenarios.ok(b"x"))
        stranger = probe(other)
        assert (stranger.reached, stranger.reason) == (False, "certificate")
        assert "TRACKER_CA_BUNDLE" in stranger.remedy
        monkeypatch.setattr(net, "_tls", lambda _host, named=net._tls: named("elsewhere.example"))
        mistaken = probe(net.bundle)
        assert mistaken.reason == "certificate"
        assert "made out to another name" in mistaken.problem


def test_a_silent_host_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeNet() as net:
        use(monkeypatch, net.env)
        net.route(HOST, scenarios.silent())
        assert probe(net.bundle, seconds=0.5).reason == "deadline"


def test_a_proxy_that_is_not_there_is_a_refused_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, closed_port_env())
    found = probe()
    assert (found.reached, found.reason) == (False, "refused")
    assert "HTTPS_PROXY" in found.remedy


@contextmanager
def proxy_saying(line: bytes) -> Iterator[int]:
    """A proxy that answers every request with one line and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 " + line + b"\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@pytest.mark.parametrize(
    ("line", "words"),
    [(b"407 Proxy Authentication Required", "log-in"), (b"502 Bad Gateway", "refused the way")],
)
def test_a_proxy_that_refuses_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch, line: bytes, words: str) -> None:
    with proxy_saying(line) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:hunter2@127.0.0.1:{port}")
        found = probe()
    assert (found.reached, found.reason) == (False, "proxy")
    assert words in found.problem
    assert "hunter2" not in found.problem + found.remedy


def test_a_name_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert probe().reason == "dns"
