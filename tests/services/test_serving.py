"""The server of a site, over a real socket: files of the folder and nothing else, and it ends when it is told to."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import UsageError
from tracker.services.serving import SiteServer, file_of, served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "weeks").mkdir(parents=True)
    for name in ("index.html", "weeks/index.html", "feed.xml", "feed.json", "style.css", "calendar.ics", "a.bin"):
        (root / name).write_text(f"<{name}>")
    (root / ".tracker-site.lock").write_text("ours alone")
    (tmp_path / "secret.html").write_text("not for you")
    if os.name != "nt":
        (root / "out.html").symlink_to(tmp_path / "secret.html")
        (root / "in.html").symlink_to(root / "index.html")
    return root


@pytest.fixture
def server(folder: Path) -> Iterator[SiteServer]:
    with served(folder) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def ask(server: SiteServer, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
    with closing(HTTPConnection(*server.server_address[:2], timeout=20)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()


TYPES = {
    "/": "text/html; charset=utf-8",
    "/weeks/": "text/html; charset=utf-8",
    "/feed.xml": "application/rss+xml; charset=utf-8",
    "/feed.json": "application/feed+json; charset=utf-8",
    "/style.css": "text/css; charset=utf-8",
    "/calendar.ics": "text/calendar; charset=utf-8",
    "/a.bin": "application/octet-stream",
    "/index.html?a=b": "text/html; charset=utf-8",
}


def test_files_come_with_their_type_and_kept_to_themselves(server: SiteServer) -> None:
    for path, kind in TYPES.items():
        answer, body = ask(server, path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert body.startswith("<")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        head, nothing = ask(server, path, "HEAD")
        assert (head.status, head.headers["Content-Length"], nothing) == (200, str(len(body)), "")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/weeks/../../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/..\\secret.html",
        "/weeks",
        "/nothing.html",
        "/.tracker-site.lock",
        "/out.html",
        "//etc/passwd",
        "/%00",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/c:/x",
    ],
)
def test_nothing_else_is_to_be_had(server: SiteServer, path: str) -> None:
    answer, body = ask(server, path)
    assert answer.status == 404
    assert "secret" not in body
    assert "nosniff" in answer.headers["X-Content-Type-Options"]


def test_a_link_inside_is_a_file(folder: Path) -> None:
    assert file_of(folder.resolve(), "/in.html") == (folder / "index.html").resolve() or os.name == "nt"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_it_only_reads(server: SiteServer, method: str) -> None:
    answer, _ = ask(server, "/", method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_name_that_leads_here_is_not_us(server: SiteServer) -> None:
    """Else a page elsewhere could read this one through a name it controls."""
    assert ask(server, "/", Host="evil.example")[0].status == 421
    assert ask(server, "/", Host="localhost:1")[0].status == 200


def test_what_a_request_brings_with_it_is_no_second_request(server: SiteServer) -> None:
    brought = "GET /feed.xml HTTP/1.1\r\nHost: localhost\r\n\r\n"
    asked = f"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(brought)}\r\n\r\n{brought}"
    with socket.create_connection(server.server_address[:2], timeout=20) as connection:
        connection.sendall(asked.encode())
        told = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert told.count(b"HTTP/1.1 ") == told.count(b"Connection: close") == 1
    assert told.endswith(b"<index.html>")


@pytest.mark.skipif(os.name == "nt", reason="a file that is open is not replaced there")
def test_a_page_that_is_replaced_meanwhile_is_whole(
    server: SiteServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a build replaces it: the old page or the new one, and never the one at the length of the other."""
    opened, new = Path.open, folder / "new"

    def replacing(path: Path, *words: Any, **named: Any) -> Any:
        file = opened(path, *words, **named)
        if path.name == "style.css":
            with opened(new, "w") as other:
                other.write("s")
            new.replace(path)
        return file

    monkeypatch.setattr(Path, "open", replacing)
    assert ask(server, "/style.css")[1] == "<style.css>"


def test_who_says_nothing_keeps_nobody_waiting(server: SiteServer) -> None:
    silent = [socket.create_connection(server.server_address[:2], timeout=20) for _ in range(8)]
    try:
        assert ask(server, "/")[0].status == 200
    finally:
        for one in silent:
            one.close()


def test_other_machines_are_not_served_by_mistake(folder: Path) -> None:
    for host in ("0.0.0.0", "::", "example.org"):
        with pytest.raises(UsageError, match="other machines"), served(folder, host=host):
            pass


def test_a_port_that_is_taken_is_said(server: SiteServer, folder: Path) -> None:
    with pytest.raises(UsageError, match="Cannot listen"), served(folder, port=server.server_address[1]):
        pass
