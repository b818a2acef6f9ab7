"""A network in a box: the unmodified program talks to declared hosts, and local handlers answer.

One process-local server is an HTTP proxy on loopback. It accepts ``CONNECT host:443``, speaks TLS with a certificate
from a throw-away CA, and lets the handler registered for that host answer. The program is steered by environment
variables alone, so everything under test runs as it ships: httpx, curl_cffi inside yfinance's child process, urllib.

    from tests.fakenet.fakenet import FakeNet, Reply
    from tests.fakenet.upstreams import world

    with FakeNet() as net:
        net.routes(world(now=lambda: NOW))            # every upstream, plausible synthetic data up to now()
        net.route("www.ecb.europa.eu", broken(500))   # … or a scenario instead
        subprocess.run([...], env={**os.environ, **net.env})
        assert [ask.path for ask in net.asked] == [...]

In the test process itself use ``monkeypatch`` to set ``net.env`` (httpx reads the environment when a call is made).

A handler is ``(Ask) -> Reply``. ``tests.fakenet.scenarios`` has ready-made ones: ``ok``, ``conditional`` (304),
``not_found``, ``forbidden``, ``web_page``, ``rate_limited``, ``broken``, ``silent``, ``drip_headers``, ``drip_body``,
``truncated``, ``redirect``, ``oversized``, ``gzip_bomb``, ``in_turn``. Hosts without a handler cannot be reached
(the proxy answers 502), and ``net.unplug()`` makes that true of all. Handlers run in threads of the test process and
may be replaced at any time. Leaving the block ends every connection, dripping and silent ones too.

``FakeNet(login="user:password")`` is a proxy that wants a log-in, ``net.misissue`` gives a host a certificate that is
wrong in some way, ``net.connects`` lists what the proxy was asked for. A program that goes around the proxy is answered
too when its connection ends up at ``net.port`` (TLS from the first byte).
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import http.client
import os
import shutil
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from http import HTTPStatus
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import trustme

_TLS_HANDSHAKE = b"\x16"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request as it arrived."""

    host: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """Without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The decoded parameters."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """A header by its name in any case, or ``""``."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. ``wire`` replaces the usual sending: it gets a function that sends bytes and one that waits."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: Callable[[Wire, Reply], None] | None = None

    def head(self) -> bytes:
        """Status line and headers."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        fields = {"Content-Type": self.media_type, "Content-Length": str(len(self.body)), **self.headers}
        lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


Handler = Callable[[Ask], Reply]


class Wire:
    """What a scenario may do to a connection."""

    def __init__(self, connection: socket.socket, closing: threading.Event) -> None:
        self._connection = connection
        self._closing = closing

    def send(self, data: bytes) -> bool:
        """Send bytes; ``False`` when the other side has gone or the network is being closed."""
        try:
            self._connection.sendall(data)
        except (OSError, ssl.SSLError):
            return False
        return not self._closing.is_set()

    def wait(self, seconds: float) -> bool:
        """Let time pass; ``False`` when the network is being closed."""
        return not self._closing.wait(seconds)


class FakeNet:
    """See the module. ``asked`` lists every request, in order; ``env`` steers a program into this network."""

    def __init__(self, *, login: str = "") -> None:
        self.asked: list[Ask] = []
        self.connects: list[str] = []
        self._login = base64.b64encode(login.encode()).decode() if login else ""
        self._handlers: dict[str, Handler] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._plugged = True
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
        self._folder = Path(tempfile.mkdtemp(prefix="fakenet-"))
        self._bundle = self._folder / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self._bundle))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def bundle(self) -> Path:
        """The certificate of the throw-away CA, PEM."""
        return self._bundle

    @property
    def env(self) -> dict[str, str]:
        """Environment variables that lead a program, its children included, into this network."""
        proxy = f"http://127.0.0.1:{self.port}"
        bundles = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "TRACKER_CA_BUNDLE")
        return {
            **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), proxy),
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            **dict.fromkeys(bundles, str(self._bundle)),
        }

    def route(self, host: str, handler: Handler) -> None:
        """Let a handler answer for a host, from now on."""
        self._handlers[host] = handler

    def routes(self, handlers: Mapping[str, Handler]) -> None:
        """Several at once, as ``upstreams.world`` gives them."""
        self._handlers.update(handlers)

    def misissue(self, host: str, *, name: str = "", not_after: datetime | None = None) -> None:
        """Give a host a certificate made out to another name, or expired."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made = self._authority.issue_cert(name or host, key_type=trustme.KeyType.ECDSA, not_after=not_after)
        made.configure_cert(context)
        self._contexts[host] = context

    def unplug(self) -> None:
        """Nobody can be reached any more."""
        self._plugged = False

    def plug_in(self) -> None:
        """Back again."""
        self._plugged = True

    # --- the server ---

    def _spawn(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._spawn(self._serve, connection)

    def _serve(self, raw: socket.socket) -> None:
        with self._lock:
            self._open.add(raw)
        try:
            raw.settimeout(60)
            # what TLS says after its handshake is not acknowledged at once: an answer would wait 40 ms for that
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._converse(raw)
        except (OSError, ssl.SSLError, ValueError, http.client.HTTPException):
            pass  # the other side went away; that is what several scenarios are about
        finally:
            with self._lock:
                self._open.discard(raw)
            raw.close()

    def _converse(self, raw: socket.socket) -> None:
        if raw.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE:
            self._around_the_proxy(raw)
            return
        with raw.makefile("rb") as reader:
            first = reader.readline(65536).decode("latin-1").split()
            if len(first) < 2:
                return
            headers = _headers(reader)
            if first[0] != "CONNECT":  # plain http through the proxy
                host = urlsplit(first[1]).hostname or ""
                self._answer(raw, Ask(host=host, method=first[0], target=first[1], headers=headers))
                return
        host = first[1].rpartition(":")[0]
        self.connects.append(host)
        if self._login and headers.get("Proxy-Authorization") != f"Basic {self._login}":
            refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n"
            raw.sendall(refusal + b'Proxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n')
            return
        if not self._plugged or host not in self._handlers:
            raw.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        raw.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with self._tls(host).wrap_socket(raw, server_side=True) as secured:
            self._exchanges(secured, host)

    def _around_the_proxy(self, raw: socket.socket) -> None:
        """TLS from the first byte, for the host the client names in its greeting."""
        named: list[str] = []

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, host: str | None, _: ssl.SSLContext) -> None:
            named.append(host or "")
            connection.context = self._tls(host or "")

        greeting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        greeting.sni_callback = choose  # type: ignore[assignment]
        with greeting.wrap_socket(raw, server_side=True) as secured:
            self._exchanges(secured, named[-1])

    def _exchanges(self, secured: ssl.SSLSocket, host: str) -> None:
        with secured.makefile("rb") as reader:
            while not self._closing.is_set():
                line = reader.readline(65536).decode("latin-1").split()
                if len(line) < 2:
                    return
                ask = Ask(host=host, method=line[0], target=line[1], headers=_headers(reader))
                ask = replace(ask, body=reader.read(int(ask.header("content-length") or 0)))
                if not self._answer(secured, ask):
                    return

    def _answer(self, connection: socket.socket, ask: Ask) -> bool:
        """Send the handler's reply; whether the connection may be used again."""
        with self._lock:
            self.asked.append(ask)
        handler = self._handlers.get(ask.host)
        reply = Reply(status=502) if handler is None else handler(ask)
        if reply.wire is not None:
            reply.wire(Wire(connection, self._closing), reply)
            return False
        connection.sendall(reply.head() + (b"" if ask.method == "HEAD" or reply.status == 304 else reply.body))
        return True

    def _tls(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host, key_type=trustme.KeyType.ECDSA).configure_cert(context)
                context.set_alpn_protocols(["http/1.1"])
                self._contexts[host] = context
            return self._contexts[host]


def _headers(reader: BufferedReader) -> dict[str, str]:
    return dict(http.client.parse_headers(reader).items())


@cache
def _port_nobody_listens_on() -> int:
    """A port that is ours and refuses: one that was given back, another process may have by now."""
    bound = socket.socket()
    atexit.register(bound.close)
    bound.bind(("127.0.0.1", 0))
    return int(bound.getsockname()[1])


def closed_port_env() -> dict[str, str]:
    """Environment of a machine without network: everything goes to a proxy that is not there."""
    proxy = f"http://127.0.0.1:{_port_nobody_listens_on()}"
    return {
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), proxy),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def clean_environment() -> dict[str, str]:
    """The present environment without proxies and certificate bundles of its own."""
    drop = {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    return {k: v for k, v in os.environ.items() if k not in drop and not k.upper().endswith("_PROXY")}
