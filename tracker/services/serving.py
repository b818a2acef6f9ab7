"""Showing a folder of pages on this machine: reading alone, whole files alone, and nothing outside of the folder."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker.errors import UsageError

LOOPBACK = "127.0.0.1"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
_OF_NAME = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_MOST_AT_ONCE = 16
_PATIENCE = 15.0
_ROOM_WITHIN = 1.0
_LONGEST = 1024
_PIECE = 1 << 16


class SiteServer(ThreadingMixIn, HTTPServer):
    """The server of one folder. At most ``_MOST_AT_ONCE`` connections are spoken with at once; others wait."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(self, root: Path, host: str, port: int) -> None:
        self.root = root.resolve()
        self._room = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it is to be found."""
        host, port = self.server_address[:2]
        shown = str(host)
        return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin a thread for a connection; one for which there is no room soon is hung up on, so that nobody waits for
        others and the server can end."""
        if not self._room.acquire(timeout=_ROOM_WITHIN):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._room.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Speak with one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    server_version = "tracker"
    sys_version = ""
    timeout = _PATIENCE
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A file."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """What a file would be answered with."""
        self._answer(body=False)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged: it is one person's own browser."""

    def end_headers(self) -> None:
        """The headers that keep a page to itself, with every answer, and whether it is the last one."""
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """A line of text, nothing of what was asked in it."""
        status = HTTPStatus(code)
        if status is HTTPStatus.NOT_IMPLEMENTED:  # a method there is none of
            status = HTTPStatus.METHOD_NOT_ALLOWED
        data = f"{status.value} {status.phrase}\n".encode("ascii")
        self.close_connection = True
        self.send_response(status)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _answer(self, *, body: bool) -> None:
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # what the request brings is not read, so nothing can follow it
        if not self._meant_for_us():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        found = file_of(self.server.root, self.path)
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        try:
            file = found.open("rb")
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        with file:
            left = os.fstat(file.fileno()).st_size  # of what was opened: a build may put another in its place
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", media_type(found.name))
            self.send_header("Content-Length", str(left))
            self.end_headers()
            while body and left:
                piece = file.read(min(_PIECE, left))
                if not piece:  # it became shorter meanwhile: the promise cannot be kept
                    self.close_connection = True
                    break
                self.wfile.write(piece)
                left -= len(piece)

    def _meant_for_us(self) -> bool:
        """Whether the request names this server: a page elsewhere must not read this one by a name that leads here."""
        named = self.headers.get("Host", "")
        try:
            host = urlsplit(f"//{named}").hostname or ""
        except ValueError:
            return False
        if host == "localhost":
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return not _is_loopback(str(self.server.server_address[0]))
        return address.is_loopback or not _is_loopback(str(self.server.server_address[0]))


def media_type(name: str) -> str:
    """The media type of a file of a site, by its name."""
    return _OF_NAME.get(name) or _TYPES.get(Path(name).suffix, "application/octet-stream")


def file_of(root: Path, asked: str) -> Path | None:
    """The file that a request's path names in a folder; None for what is none, or is not inside, or is hidden.

    A folder is its ``index.html``; there is no list of files. Links that lead out of the folder lead nowhere.
    """
    if len(asked) > _LONGEST:
        return None
    try:
        path = unquote(urlsplit(asked).path, errors="strict")
    except ValueError:
        return None
    if not path.startswith("/") or "\0" in path or "\\" in path:
        return None
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") or part.startswith(".") or ":" in part for part in parts):
        return None
    try:
        target = root.joinpath(*parts)
        if path.endswith("/"):
            target /= "index.html"
        found = target.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return found if found.is_relative_to(root) and found.is_file() else None


@contextmanager
def served(root: Path, *, host: str = LOOPBACK, port: int = 0, everywhere: bool = False) -> Iterator[SiteServer]:
    """A server that is bound and not yet answering; ``serve_forever`` of it answers.

    Raises ``UsageError`` for an address other machines can reach, unless ``everywhere``, and for one that is taken.
    """
    if not _is_loopback(host) and not everywhere:
        raise UsageError(
            f"{host} can be reached from other machines.",
            remedy="Say --anyone if that is meant; this server has no log-in and no encryption.",
        )
    try:
        server = SiteServer(root, "127.0.0.1" if host == "localhost" else host, port)
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"Cannot listen on {host} port {port}: {said}.", remedy="Choose another --port, or 0."
        ) from None
    try:
        yield server
    finally:
        server.server_close()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
