"""What tests of watching share: an installation with something in it, and a real server on loopback that is called."""

from __future__ import annotations

import http.client
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


def free_port() -> int:
    """A port of this machine nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: str


def ask(port: int, path: str, *, method: str = "GET", **headers: str) -> Got:
    """One request to 127.0.0.1; headers by name, ``_`` for ``-``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
    finally:
        connection.close()


def raw(port: int, sent: bytes) -> bytes:
    """What comes back for these bytes, until the other end hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        found = b""
        while piece := connection.recv(65_536):
            found += piece
    return found


@dataclass
class Called:
    """One call as it arrived."""

    method: str
    path: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class Switchboard:
    """A server that is called: it notes every call and answers with ``status`` (and ``headers``).

    Where ``hold`` is set, it answers only after it is released.
    """

    def __init__(self) -> None:
        self.calls: list[Called] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.hold: threading.Event | None = None
        self._changed = threading.Condition()
        board = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                with board._changed:
                    board.calls.append(Called(self.command, self.path, body, dict(self.headers.items())))
                    board._changed.notify_all()
                if board.hold is not None:
                    board.hold.wait(60)
                self.send_response(board.status)
                for name, value in board.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(b"OK")

            def log_message(self, *_: Any) -> None:
                pass

        for method in ("GET", "HEAD", "POST"):
            setattr(Handler, f"do_{method}", Handler._answer)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    @property
    def kinds(self) -> list[str]:
        """The last part of each path called."""
        return [call.path.rpartition("/")[2] for call in self.calls]

    def url(self, path: str) -> str:
        """An address here."""
        return f"http://127.0.0.1:{self.port}{path}"

    def wait_for(self, number: int) -> None:
        """Until so many calls have arrived."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.calls) >= number, 60), self.calls

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.hold is not None:
            self.hold.set()
        self._server.shutdown()
        self._server.server_close()
