"""Posting a small document to one address that somebody configured: bounded in time and size, to that host alone.

The address may hold a secret in its path, so nothing here says more of it than its host.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from tracker.errors import FetchError
from tracker.net.addresses import is_loopback
from tracker.net.exchange import LATER, translated
from tracker.net.loop import run
from tracker.net.proxies import require_usable_proxy
from tracker.net.trust import tls_context

SECONDS = 20.0
MOST_SENT = 256 * 1024
_MOST_READ = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_REQUEST = frozenset({307, 308})
_HOPS = 3
_AGAIN = LATER | {408}


class _Unlogged(logging.Filter):
    """Keeps httpx, which logs every address in full, silent in a thread while that posts."""

    posting = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - the name and the signature are logging's
        """Whether a record may be logged."""
        return not getattr(self.posting, "now", False)


_UNLOGGED = _Unlogged()
logging.getLogger("httpx").addFilter(_UNLOGGED)


def post(
    url: str,
    body: bytes,
    *,
    what: str,
    user_agent: str,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
    ca_bundle: Path | None = None,
    seconds: float = SECONDS,
) -> int:
    """Post ``body`` and return the 2xx status of the answer, whose content nobody reads.

    ``what`` names the address in messages. Redirects that repeat the request (307, 308) are followed on the same host
    alone. Raises ``FetchError``; its ``retryable`` says whether the same request may succeed later: 408, 425, 429,
    5xx, a broken line, no answer within ``seconds`` in all.
    """
    because = unfit(url)
    if because:
        raise _refused(f"{because}; nothing was sent", what)
    if len(body) > MOST_SENT:
        raise _refused(f"{len(body):,} bytes are more than the {MOST_SENT:,} that are posted", what)
    require_usable_proxy()
    sent = {"Content-Type": media_type, "User-Agent": user_agent, **(headers or {})}
    _UNLOGGED.posting.now = True
    try:
        return run(_posted(url, body, what=what, headers=sent, trust=ca_bundle, seconds=seconds))
    finally:
        _UNLOGGED.posting.now = False


def unfit(url: str) -> str:
    """Why nothing may be posted to an address, as a clause; empty where it may."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "the address is malformed"
    if not host or parts.scheme not in {"http", "https"}:
        return "the address is not one of https"
    if parts.scheme == "http" and not is_loopback(host):
        return "the address is not https"
    return ""


def host_of(url: str) -> str:
    """The host of an address, to be named in messages; empty where it has none."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


async def _posted(
    url: str, body: bytes, *, what: str, headers: Mapping[str, str], trust: Path | None, seconds: float
) -> int:
    host, current = host_of(url), url.strip()
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(verify=tls_context(trust), timeout=seconds, follow_redirects=False) as client,
        ):
            for _ in range(_HOPS + 1):
                answer = await _ask(client, current, body, headers)
                if answer.status_code not in _REDIRECTS:
                    return _judged(answer.status_code, what)
                target = urljoin(current, answer.headers.get("location", ""))
                moved = host_of(target) != host or bool(unfit(target))
                if moved or answer.status_code not in _SAME_REQUEST:
                    raise _refused(f"it redirects (HTTP {answer.status_code}), and that was not followed", what)
                current = target
    except TimeoutError:
        raise _failed(f"no complete answer within {seconds:g} s", what, reason="deadline") from None
    except httpx.HTTPError as error:
        found = translated(error, source=what, url=f"https://{host}/", received=0)
        raise FetchError(
            found.message, source=what, reason=found.reason, retryable=found.retryable, remedy=found.remedy
        ) from None  # the chain would show the address
    except httpx.InvalidURL:
        raise _refused("the address is malformed; nothing was sent", what) from None
    raise _refused(f"more than {_HOPS} redirects", what)


async def _ask(client: httpx.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """One request. Of the answer's content so much is read as keeps the line in order, and no more."""
    async with client.stream("POST", url, content=body, headers=dict(headers)) as response:
        read = 0
        async for chunk in response.aiter_raw():
            read += len(chunk)
            if read > _MOST_READ:
                break
        return response


def _judged(status: int, what: str) -> int:
    if 200 <= status < 300:
        return status
    again = status in _AGAIN or status >= 500
    reason = "rate-limit" if status == 429 else "status"
    raise FetchError(f"it answered HTTP {status}.", source=what, reason=reason, status=status, retryable=again)


def _failed(message: str, what: str, *, reason: str) -> FetchError:
    return FetchError(f"{message}.", source=what, reason=reason, retryable=True)


def _refused(message: str, what: str) -> FetchError:
    return FetchError(f"{message}.", source=what, reason="redirect", retryable=False)
