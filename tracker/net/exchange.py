"""One exchange with a server: redirects followed by hand, the body streamed under a cap, failures translated.

Every httpx exception ends here. What leaves is an ``Answer`` or a ``FetchError`` that says what happened, at which
address (without secrets), and whether the same request can succeed later.
"""

from __future__ import annotations

import ssl
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from tracker.errors import FetchError
from tracker.model.source import Validators
from tracker.net.addresses import refusal, shown
from tracker.net.answers import Answer
from tracker.net.body import Body, BrokenBodyError, OversizedBodyError
from tracker.net.proxies import LOGIN_AT_PROXY, proxy_words
from tracker.net.trust import certificate_words

E = TypeVar("E", bound=BaseException)

MAX_REDIRECTS = 5
"""More hops than this is a loop or a trap."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same request may succeed later."""
_BASE_HEADERS = {"Accept": "*/*", "Accept-Encoding": "gzip"}  # many firewalls refuse requests without Accept


def conditional_headers(validators: Validators | None) -> dict[str, str]:
    """The headers that ask for the document only if it changed."""
    headers: dict[str, str] = {}
    if validators is not None and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators is not None and validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def check_address(url: str, hosts: tuple[str, ...], *, source: str, redirected_from: str = "") -> None:
    """Raise ``FetchError`` (reason ``redirect``) when an address may not be asked."""
    because = refusal(url, hosts)
    if not because:
        return
    way = f"redirected to {shown(url)}, and " if redirected_from else ""
    raise FetchError(
        f"{way}{because}; it was not followed.",
        source=source,
        reason="redirect",
        url=shown(redirected_from or url),
        retryable=False,
        remedy="If the publisher has moved, an update of this program must declare the new host.",
    )


async def exchange(
    client: httpx.AsyncClient,
    url: str,
    *,
    source: str,
    hosts: tuple[str, ...],
    headers: dict[str, str],
    validators: Validators | None,
    max_bytes: int,
    body: bytes = b"",
) -> Answer:
    """GET one address, following redirects among the declared hosts; raises ``FetchError``.

    A body is posted, and posted again to where a redirect points on the same host.
    """
    conditional = conditional_headers(validators)
    current, own, posted = url, headers, body
    for _ in range(MAX_REDIRECTS + 1):
        check_address(current, hosts, source=source, redirected_from=url if current != url else "")
        target = await _ask(
            client,
            current,
            source=source,
            headers={**_BASE_HEADERS, **own, **conditional},
            max_bytes=max_bytes,
            body=posted,
        )
        if isinstance(target, Answer):
            return target
        if urlsplit(target).hostname != urlsplit(current).hostname:
            own, posted = {}, b""  # what one host was to be told is no business of another
        current = target
    raise FetchError(
        f"more than {MAX_REDIRECTS} redirects.", source=source, reason="redirect", url=shown(url), retryable=False
    )


async def _ask(
    client: httpx.AsyncClient, url: str, *, source: str, headers: dict[str, str], max_bytes: int, body: bytes
) -> Answer | str:
    """One request: an answer, or the address a redirect points at."""
    received = 0
    try:
        async with client.stream("POST" if body else "GET", url, headers=headers, content=body or None) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return urljoin(url, response.headers["location"])
            conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
            if response.status_code != 200 and not (response.status_code == 304 and conditional):
                raise _refused(response, source=source, url=url)
            unpacked = Body(
                encoding=response.headers.get("content-encoding", ""),
                limit=max_bytes,
                declared=_declared_length(response),
            )
            async for chunk in response.aiter_raw():
                received += len(chunk)
                unpacked.feed(chunk)
            content = unpacked.finish()
    except OversizedBodyError:
        raise _failure(
            f"the document is larger than {max_bytes:,} bytes", source=source, url=url, reason="size", again=False
        ) from None
    except BrokenBodyError as error:
        raise _failure(f"the document cannot be unpacked: {error}", source=source, url=url, reason="content") from error
    except httpx.HTTPError as error:
        raise translated(error, source=source, url=url, received=received) from error
    except httpx.InvalidURL as error:
        raise _failure("the address is malformed", source=source, url=url, reason="redirect", again=False) from error
    if response.status_code == 200 and not content:
        raise _failure("the server answered with nothing at all", source=source, url=url, reason="empty")
    return Answer(
        status=response.status_code,
        content=content,
        media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        url=url,
        validators=Validators(etag=response.headers.get("etag"), last_modified=response.headers.get("last-modified")),
        not_modified=response.status_code == 304,
    )


def _declared_length(response: httpx.Response) -> int:
    length: str = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _failure(message: str, *, source: str, url: str, reason: str, again: bool = True, remedy: str = "") -> FetchError:
    return FetchError(f"{message}.", source=source, reason=reason, url=shown(url), retryable=again, remedy=remedy)


def _refused(response: httpx.Response, *, source: str, url: str) -> FetchError:
    status = response.status_code
    wait = _retry_after(response)
    reason = "rate-limit" if status == 429 else "status"
    what = {
        403: "the server refuses this program or this network (HTTP 403)",
        404: "the document is not there (HTTP 404)",
        410: "the document is gone (HTTP 410)",
        429: "the server asks for fewer requests (HTTP 429)",
    }.get(status, f"the server answered HTTP {status}")
    remedy = "The publisher may have moved it; look for an update of this program." if status in {404, 410} else ""
    return FetchError(
        f"{what}.",
        source=source,
        reason=reason,
        url=shown(url),
        status=status,
        retryable=status in LATER,
        retry_after=wait,
        remedy=remedy,
    )


def _retry_after(response: httpx.Response) -> float | None:
    """The server's wish in seconds; an HTTP date is read against the server's own Date header."""
    wish: str = response.headers.get("retry-after", "").strip()
    if wish.isdecimal():
        return float(wish)
    try:
        until, now = parsedate_to_datetime(wish), parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (until.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def translated(error: httpx.HTTPError, *, source: str, url: str, received: int) -> FetchError:
    """What went wrong on the line, without secrets; ``received`` counts the bytes that came."""
    host = urlsplit(url).hostname
    refused = _cause(error, ssl.SSLCertVerificationError)
    if refused is not None:
        what, remedy = certificate_words(refused)
        return _failure(f"{what} {host}", source=source, url=url, reason="network", again=False, remedy=remedy)
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return _failure(f"no connection to {host} in time", source=source, url=url, reason="deadline")
    if isinstance(error, httpx.TimeoutException):
        what = f"{host} fell silent after {received:,} bytes" if received else f"{host} does not answer"
        return _failure(what, source=source, url=url, reason="deadline")
    if isinstance(error, httpx.ProxyError):
        wants_login = str(error).startswith("407")
        return _failure(
            proxy_words(host or "", str(error)),
            source=source,
            url=url,
            reason="network",
            again=not wants_login,
            remedy=LOGIN_AT_PROXY if wants_login else "",
        )
    if isinstance(error, httpx.ConnectError):
        return _failure(f"{host} cannot be reached ({error})", source=source, url=url, reason="network")
    what = f"the connection to {host} broke off after {received:,} bytes"
    return _failure(what, source=source, url=url, reason="network")


def _cause(error: BaseException | None, kind: type[E]) -> E | None:
    while error is not None:
        if isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None
