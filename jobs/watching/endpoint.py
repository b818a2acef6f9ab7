"""The small web server: /healthz, /readyz and /metrics on 127.0.0.1, for programs on this machine alone.

It answers GET and HEAD, a few at a time, each within seconds. A page in somebody's browser could be led here by a name
that points to 127.0.0.1; so only requests that name this machine itself are answered.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn

from jobs.watching.readiness import Verdict

ADDRESS = "127.0.0.1"
MOST_AT_ONCE = 8
LONGEST = 10.0
"""Seconds a conversation may take; one that drips its request byte by byte is cut off then."""

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SILENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer."""

    status: int
    body: bytes
    media_type: str = "application/json"


Pages = dict[str, Callable[[str], Page]]
"""By path, what answers; it is given the request's ``Accept``."""


def verdicts(found: tuple[Verdict, ...]) -> Page:
    """200 where all is fine, else 503; each thing that was looked at in words."""
    fine = all(one.fine for one in found)
    body = {
        "status": "ok" if fine else "failing",
        "checks": [{"name": one.name, "ok": one.fine, "detail": one.words} for one in found],
    }
    return Page(status=200 if fine else 503, body=json.dumps(body, indent=1).encode() + b"\n")


class Server(ThreadingMixIn, HTTPServer):
    """Threads for a few conversations at once; more are refused, and none outlives its time."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 16
    allow_reuse_address = os.name == "posix"  # elsewhere it would share the port with whoever has it

    def __init__(self, port: int, pages: Pages) -> None:
        self.pages = pages
        self._open: dict[socket.socket, float] = {}
        self._lock = threading.Lock()
        super().__init__((ADDRESS, port), _Handler)

    @property
    def port(self) -> int:
        """The port it has."""
        return int(self.server_address[1])

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]  # of TCP servers
        """Begin a conversation, or hang up at once where there are too many."""
        with self._lock:
            full = len(self._open) >= MOST_AT_ONCE
            if not full:
                self._open[request] = time.monotonic()
        if full:
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # of TCP servers
        """End one."""
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Called twice a second: cut off what takes too long."""
        with self._lock:
            late = [one for one, began in self._open.items() if time.monotonic() - began > LONGEST]
        for one in late:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _SILENCE
    server_version = "tracker"
    sys_version = ""
    server: Server
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"

    def _ask(self) -> None:
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or _name(hosts[0]) not in _NAMES:
            self._answer(_told(HTTPStatus.MISDIRECTED_REQUEST, "ask by the name of this machine: 127.0.0.1"))
            return
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self._answer(_told(HTTPStatus.NOT_FOUND, f"there are {', '.join(self.server.pages)}"))
            return
        try:
            answer = page(self.headers.get("Accept", ""))
        except Exception as error:  # noqa: BLE001  # a monitor has to hear that something is wrong here
            answer = _told(HTTPStatus.INTERNAL_SERVER_ERROR, f"unexpected {type(error).__name__}")
        self._answer(answer)

    def _refuse(self) -> None:
        self._answer(_told(HTTPStatus.METHOD_NOT_ALLOWED, "GET and HEAD alone"), Allow="GET, HEAD")

    def _answer(self, page: Page, **headers: str) -> None:
        self.send_response(page.status)
        headers |= {
            "Content-Type": page.media_type,
            "Content-Length": str(len(page.body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Connection": "close",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
        """Nothing: a monitor asks every few seconds."""


for _method in ("GET", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler._ask)
for _method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"):
    setattr(_Handler, f"do_{_method}", _Handler._refuse)


def _name(host: str) -> str:
    """The name of a ``Host`` header without its port, in lower case."""
    host = host.strip().lower()
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() and not host.endswith("]") else host


def _told(status: HTTPStatus, words: str) -> Page:
    body = f"{status.value} {status.phrase}: {words}\n".encode()
    return Page(status=status.value, body=body, media_type="text/plain; charset=utf-8")
