"""Posting a small document to one address that somebody configured: bounded in time and size, followed nowhere.

The address may hold a secret in its path, so nothing here says more of it than its host.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

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

    ``what`` names the address in messages. No redirect is followed: another port or scheme of a host may be somebody
    else. What is on this machine is not asked through a proxy, which would read the address.
    Raises ``FetchError``; its ``retryable`` says whether the same request may succeed later: 408, 425, 429, 5xx, a
    broken line, no answer within ``seconds`` in all.
    """
    because = unfit(url)
    if because:
        raise _refused(f"{because}; nothing was sent", what)
    if len(body) > MOST_SENT:
        raise _refused(f"{len(body):,} bytes are more than the {MOST_SENT:,} that are posted", what)
    if not is_loopback(host_of(url)):
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
    host = host_of(url)
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(
                verify=tls_context(trust),
                timeout=seconds,
                follow_redirects=False,
                trust_env=not is_loopback(host),
            ) as client,
        ):
            answer = await _ask(client, url.strip(), body, headers)
    except TimeoutError:
        raise _failed(f"no complete answer within {seconds:g} s", what, reason="deadline") from None
    except httpx.HTTPError as error:
        found = translated(error, source=what, url=f"https://{host}/", received=0)
        raise FetchError(
            found.message, source=what, reason=found.reason, retryable=found.retryable, remedy=found.remedy
        ) from None  # the chain would show the address
    except httpx.InvalidURL:
        raise _refused("the address is malformed; nothing was sent", what) from None
    return _judged(answer.status_code, what)


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
    if 300 <= status < 400:
        raise FetchError(
            f"it redirects (HTTP {status}), and no redirect is followed.",
            source=what,
            reason="redirect",
            status=status,
            retryable=False,
            remedy="Set the address that it leads to, if you trust that one.",
        )
    again = status in _AGAIN or status >= 500
    reason = "rate-limit" if status == 429 else "status"
    raise FetchError(f"it answered HTTP {status}.", source=what, reason=reason, status=status, retryable=again)


def _failed(message: str, what: str, *, reason: str) -> FetchError:
    return FetchError(f"{message}.", source=what, reason=reason, retryable=True)


def _refused(message: str, what: str) -> FetchError:
    return FetchError(f"{message}.", source=what, reason="redirect", retryable=False)
