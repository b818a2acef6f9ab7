"""A real HTTP server on loopback that takes what is posted, and answers as it is told."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One request as it came; names of headers in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HookServer:
    """Start with ``with HookServer() as hook``; ``hook.url`` is its address.

    ``answers`` are given first, one per request: a status, or a status with a Location; 204 afterwards. ``"hang"``
    answers only when the server ends, ``"drop"`` closes the line.
    """

    answers: list[int | str | tuple[int, str]] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Self:
        hook = self
        self._over = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                hook.posted.append(Posted(path=self.path, headers=headers, body=body))
                answer = hook.answers.pop(0) if hook.answers else 204
                if answer == "hang":
                    hook._over.wait(60)
                    return
                if answer == "drop":
                    self.close_connection = True
                    return
                status, location = answer if isinstance(answer, tuple) else (answer, "")
                self.send_response(int(status))
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook/s3cret-path"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(30)
