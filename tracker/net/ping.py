"""One short POST to an address that is itself a secret: a dead man's switch, bounded in time, followed nowhere.

Nothing of the address but its host is ever repeated.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx

from tracker.errors import ConfigError, FetchError
from tracker.net.addresses import is_loopback
from tracker.net.identity import user_agent
from tracker.net.loop import run
from tracker.net.proxies import require_usable_proxy, unusable_proxy
from tracker.net.trust import certificate_words, tls_context

SECONDS = 5.0
"""For the whole conversation, names and proxy included."""

MOST_BYTES = 10_000
"""Servers keep the beginning of a body; more is not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where pings go: the address, its ``host`` for messages, and whether others on the way could read it."""

    url: str
    host: str
    in_the_clear: bool

    def at(self, path: str) -> str:
        """The address of one kind of ping: ``start`` or ``fail`` after its path, the query kept; "" the address."""
        if not path:
            return self.url
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{path}"))


def place_of(url: str, *, what: str) -> Place:
    """The address checked; ``ConfigError`` (without it) where no ping could go there. ``what`` names the setting."""
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and _port_fits(parts)
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() for letter in url.strip()):
        raise ConfigError(
            f"{what} is no address that can be called.",
            remedy="It begins with https:// and is better kept in a file of its own.",
        )
    host = parts.hostname or ""
    return Place(url=url.strip(), host=host, in_the_clear=parts.scheme == "http" and not is_loopback(host))


def post(place: Place, path: str, body: str, *, ca_bundle: Path | None, seconds: float = SECONDS) -> None:
    """Send one ping; raises ``FetchError`` with the host alone when it did not arrive within the time."""
    require_usable_proxy()
    content = body.encode("utf-8", "replace")[:MOST_BYTES]
    status = run(_bounded("POST", place, place.at(path), content, tls_context(ca_bundle), seconds))
    if 300 <= status < 400:
        raise _failure(place, f"{place.host} sends us elsewhere (HTTP {status}), and nobody is followed", "redirect")
    if status >= 400:
        raise _failure(place, f"{place.host} refused the call (HTTP {status})", "status")


def reach(place: Place, *, path: str, ca_bundle: Path | None, seconds: float = SECONDS) -> int:
    """The status with which the host answers at a public path of its own; the secret address is not asked.

    Raises ``FetchError`` where it does not answer.
    """
    require_usable_proxy()
    parts = urlsplit(place.url)
    door = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    return run(_bounded("HEAD", place, door, b"", tls_context(ca_bundle), seconds))


def _port_fits(parts: SplitResult) -> bool:
    return parts.port is None or parts.port > 0


async def _bounded(method: str, place: Place, url: str, body: bytes, trust: ssl.SSLContext, seconds: float) -> int:
    try:
        async with asyncio.timeout(seconds):
            return await _ask(method, place, url, body, trust, seconds)
    except (TimeoutError, httpx.TimeoutException):
        raise _failure(place, f"{place.host} did not answer within {seconds:g} s", "deadline") from None
    except (ValueError, ImportError, httpx.InvalidURL):
        raise unusable_proxy() from None  # httpx's own words could repeat a password
    except (httpx.HTTPError, OSError) as error:
        raise _translated(place, error) from None  # nor is the address in a chain of causes


async def _ask(method: str, place: Place, url: str, body: bytes, trust: ssl.SSLContext, seconds: float) -> int:
    async with (
        _client(place, trust, seconds) as client,
        client.stream(method, url, content=body or None) as response,
    ):
        return response.status_code  # its body is nobody's business here and is not read


def _client(place: Place, trust: ssl.SSLContext, seconds: float) -> httpx.AsyncClient:
    """What is on this machine is not asked through a proxy, whatever the environment says."""
    return httpx.AsyncClient(
        verify=trust,
        timeout=seconds,
        headers={"User-Agent": user_agent(), "Content-Type": "text/plain; charset=utf-8"},
        follow_redirects=False,
        trust_env=not is_loopback(place.host),
    )


def _translated(place: Place, error: BaseException) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            what, remedy = certificate_words(cause)
            return _failure(place, f"{what} {place.host}", "network", remedy)
        if isinstance(cause, socket.gaierror):
            return _failure(place, f"the name {place.host} cannot be resolved", "network", "Check the name server.")
        if isinstance(cause, ConnectionRefusedError):
            return _failure(place, f"{place.host} refused the connection", "network")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ProxyError):
        return _failure(place, f"the proxy did not let the call to {place.host} through", "network")
    return _failure(place, f"{place.host} cannot be reached ({type(error).__name__})", "network")


def _failure(place: Place, what: str, reason: str, remedy: str = "") -> FetchError:
    return FetchError(
        f"{what}.", source=place.host, reason=reason, url=f"{urlsplit(place.url).scheme}://{place.host}/", remedy=remedy
    )
