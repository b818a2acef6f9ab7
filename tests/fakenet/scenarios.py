"""What can go wrong with an upstream, each as a handler."""

from __future__ import annotations

import gzip
import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.fakenet.fakenet import Ask, Handler, Reply, Wire

PAGE = b"<!DOCTYPE html>\n<html><head><title>One moment</title></head><body>Checking your browser</body></html>\n"


def ok(body: bytes, *, media_type: str = "text/plain") -> Handler:
    """Always the same document."""
    return lambda _: Reply(body=body, media_type=media_type)


def always(reply: Reply) -> Handler:
    """Always the same reply."""
    return lambda _: reply


def in_turn(handlers: Sequence[Handler]) -> Handler:
    """One handler after the other; the last one stays."""
    turns = itertools.chain(handlers, itertools.repeat(handlers[-1]))

    def answer(ask: Ask) -> Reply:
        return next(turns)(ask)

    return answer


def conditional(handler: Handler) -> Handler:
    """The same documents with an ETag, and 304 for whoever has them."""

    def answer(ask: Ask) -> Reply:
        reply = handler(ask)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if ask.header("If-None-Match") == tag:
            return Reply(status=304, headers={"ETag": tag, "Content-Length": "0"})
        return replace(reply, headers={**reply.headers, "ETag": tag})

    return answer


def not_found() -> Handler:
    """404."""
    return always(Reply(status=404, body=b"not here"))


def forbidden() -> Handler:
    """403, as firewalls answer programs."""
    return always(Reply(status=403, body=PAGE, media_type="text/html"))


def web_page() -> Handler:
    """A web page under status 200."""
    return always(Reply(body=PAGE, media_type="text/html"))


def rate_limited(*, retry_after: str | None = None) -> Handler:
    """429."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return always(Reply(status=429, body=b"Too Many Requests", headers=headers))


def broken(status: int = 500) -> Handler:
    """A server error with a body that is no document."""
    return always(Reply(status=status, body=b"upstream error"))


def redirect(to: str, *, status: int = 302) -> Handler:
    """A redirect elsewhere."""
    return always(Reply(status=status, headers={"Location": to}))


def silent() -> Handler:
    """The connection stands and nothing ever comes."""

    def wire(line: Wire, _: Reply) -> None:
        line.wait(300)

    return always(Reply(wire=wire))


def drip_headers(*, every: float = 0.05) -> Handler:
    """Headers without end, a few bytes at a time, each well within any read timeout."""

    def wire(line: Wire, _: Reply) -> None:
        line.send(b"HTTP/1.1 200 OK\r\n")
        while line.send(b"A: b\r\n") and line.wait(every):
            pass

    return always(Reply(wire=wire))


def drip_body(*, every: float = 0.05) -> Handler:
    """A body without end, byte by byte."""

    def wire(line: Wire, _: Reply) -> None:
        line.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n")
        while line.send(b"x") and line.wait(every):
            pass

    return always(Reply(wire=wire))


def truncated(handler: Handler, *, keep: float = 0.5) -> Handler:
    """The right head, then the line drops part of the way."""

    def wire(line: Wire, reply: Reply) -> None:
        line.send(reply.head() + reply.body[: int(len(reply.body) * keep)])

    return lambda ask: replace(handler(ask), wire=wire)


def cut(handler: Handler, *, keep: float = 0.5) -> Handler:
    """A shorter document that claims to be whole: only its reader can tell."""

    def answer(ask: Ask) -> Reply:
        reply = handler(ask)
        return replace(reply, body=reply.body[: int(len(reply.body) * keep)])

    return answer


def oversized(size: int) -> Handler:
    """More bytes than anybody wants, without saying so beforehand."""

    def wire(line: Wire, _: Reply) -> None:
        line.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(size // 65536 + 1):
            if not line.send(b"0" * 65536):
                return

    return always(Reply(wire=wire))


def gzip_bomb(size: int = 200_000_000) -> Handler:
    """A few hundred kilobytes that unfold a thousandfold."""
    body = gzip.compress(b"0" * size, 6)
    return always(Reply(body=body, headers={"Content-Encoding": "gzip"}))


def second_broken() -> Callable[[Handler], Handler]:
    """The second address that is asked for gives an error each time, whatever host it is on."""
    seen: list[str] = []
    failure = broken(503)

    def wrap(usual: Handler) -> Handler:
        def answer(ask: Ask) -> Reply:
            address = f"{ask.host}{ask.target}{ask.body!r}"
            if address not in seen:
                seen.append(address)
            return failure(ask) if seen.index(address) == 1 else usual(ask)

        return answer

    return wrap
