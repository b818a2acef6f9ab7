"""The one HTTP client of the product.

A synchronous face over httpx's asynchronous client, because only ``asyncio.timeout`` bounds a whole conversation:
timeouts of single reads never stop a server that drips its headers byte by byte. Each call runs in an event loop of
its own, so any thread may call.

Proxies come from HTTPS_PROXY, HTTP_PROXY and NO_PROXY; certificates from the system's store unless a bundle is named.
"""

from __future__ import annotations

import asyncio
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import stamina
import stamina.instrumentation

from tracker.errors import FetchError
from tracker.model.source import Request, Validators
from tracker.net.addresses import address_of, shown
from tracker.net.answers import Answer
from tracker.net.contact import first_contact
from tracker.net.exchange import check_address, exchange
from tracker.net.loop import run
from tracker.net.proxies import require_usable_proxy, unusable_proxy
from tracker.net.spacing import SECONDS_APART, Spacing
from tracker.net.trust import tls_context

if TYPE_CHECKING:
    import ssl

MEBIBYTE = 1024 * 1024
_AGAIN = frozenset({"network", "status", "rate-limit", "empty", "content"})
_MAX_PAUSE = 8.0

# Retries are part of a conversation and told in its error; nobody wants them as log lines on standard error.
stamina.instrumentation.set_on_retry_hooks([])


class HttpClient:
    """Fetches documents from declared hosts, politely and in bounded time.

    Parameters
    ----------
    user_agent : str
        Name, version and contact of this program, sent with every request.
    ca_bundle : Path or None
        PEM file trusted instead of the system's store.
    connect, read, total : float
        Seconds until a connection stands, between two pieces of an answer, and for the whole conversation with its
        redirects, pauses and retries.
    max_bytes : int
        Cap on a document, on the wire and unpacked, unless its request names another. One that may be larger has as
        much longer.
    spacing : float
        Least seconds between two requests to one host.
    retries : int
        Further attempts after 429, 5xx and broken connections. A connection that never stood is tried once more
        only, so that a machine without network knows within about a second.
    offline : bool
        Refuse everything without opening a socket.
    backoff : float
        Seconds before the first further attempt; doubled for each one after it. ``Retry-After`` goes first.
    patience : float
        The most seconds that a request may ask for beyond ``read`` and ``total``; 0 grants none.
    library : float
        Seconds for one conversation of an upstream's own library, which speaks for itself in a process of its own.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        ca_bundle: Path | None = None,
        connect: float = 5.0,
        read: float = 10.0,
        total: float = 60.0,
        max_bytes: int = 64 * MEBIBYTE,
        spacing: float = SECONDS_APART,
        retries: int = 2,
        offline: bool = False,
        backoff: float = 0.5,
        library: float = 45.0,
        patience: float = 300.0,
    ) -> None:
        self.library = library
        self.user_agent = user_agent
        self.ca_bundle = ca_bundle
        self.offline = offline
        self._connect = connect
        self._read = read
        self._total = total
        self._patience = patience
        self.max_bytes = max_bytes
        self._spacing = Spacing(spacing)
        self._retries = retries
        self._backoff = backoff

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context(self.ca_bundle)

    def get(
        self, request: Request, *, source: str, hosts: tuple[str, ...], validators: Validators | None = None
    ) -> Answer:
        """Fetch one document; a request with a body is posted.

        With ``validators`` the answer may be ``not_modified``. Raises ``FetchError`` (see its ``reason``) for
        everything else but 200, and ``ConfigError`` for a certificate bundle or proxy address that cannot be used.
        """
        url = address_of(request)
        self.refuse_when_offline(source=source, url=url)
        check_address(url, hosts, source=source)
        require_usable_proxy()
        return run(
            self._converse(
                url,
                source=source,
                hosts=hosts,
                headers=dict(request.headers),
                body=request.body,
                validators=validators,
                max_bytes=request.max_bytes or self.max_bytes,
                patience=min(request.patience, self._patience),
                apart=request.apart,
                attempts=1 if request.once else self._retries + 1,
            )
        )

    def contact(self, host: str, *, source: str) -> None:
        """Find out cheaply whether a host can be reached at all (through the proxy, where there is one).

        For upstreams whose own library cannot be given deadlines. Raises ``FetchError`` like ``get``.
        """
        self.refuse_when_offline(source=source, url=f"https://{host}/")
        require_usable_proxy()
        run(first_contact(host, source=source, seconds=self._connect))

    def refuse_when_offline(self, *, source: str, url: str) -> None:
        """Raise ``FetchError`` (reason ``offline``) in offline mode; no socket is opened then."""
        if self.offline:
            raise FetchError(
                "not asked, because this program is set offline.",
                source=source,
                reason="offline",
                url=shown(url),
                remedy="Unset --offline or TRACKER_OFFLINE to fetch.",
            )

    async def _converse(
        self,
        url: str,
        *,
        source: str,
        hosts: tuple[str, ...],
        headers: dict[str, str],
        body: bytes,
        validators: Validators | None,
        max_bytes: int,
        patience: float,
        apart: float,
        attempts: int,
    ) -> Answer:
        loop = asyncio.get_running_loop()
        total = max(patience, self._total * max(1.0, max_bytes / self.max_bytes))
        until = loop.time() + total
        host = urlsplit(url).hostname or ""
        failures: list[FetchError] = []

        def pause(error: Exception) -> bool | float:
            """How long to wait before the next attempt; False = give up."""
            if not isinstance(error, FetchError) or not error.retryable or error.reason not in _AGAIN:
                return False
            failures.append(error)
            unconnected = [isinstance(one.__cause__, httpx.ConnectError | httpx.ProxyError) for one in failures]
            if unconnected[-1] and sum(unconnected) > 1:  # once may be chance, also after an answer
                return False
            seconds = min(self._backoff * 2 ** (len(failures) - 1), _MAX_PAUSE)
            if error.retry_after is not None:
                seconds = max(seconds, error.retry_after)
            return False if loop.time() + seconds >= until else seconds

        try:
            async with asyncio.timeout_at(until), self._client(patience) as client:
                async for attempt in stamina.retry_context(on=pause, attempts=attempts, timeout=None):
                    with attempt:
                        await asyncio.sleep(self._spacing.reserve(host, apart))
                        return await exchange(
                            client,
                            url,
                            source=source,
                            hosts=hosts,
                            headers=headers,
                            body=body,
                            validators=validators,
                            max_bytes=max_bytes,
                        )
        except TimeoutError:
            raise FetchError(
                f"the document was not complete after {total:g} s, the limit for one document.",
                source=source,
                reason="deadline",
                url=shown(url),
            ) from None
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _client(self, patience: float) -> httpx.AsyncClient:
        limits = httpx.Timeout(max(self._read, patience), connect=self._connect)
        try:
            return httpx.AsyncClient(
                verify=self._tls, timeout=limits, headers={"User-Agent": self.user_agent}, follow_redirects=False
            )
        except (ValueError, ImportError, httpx.InvalidURL):
            raise unusable_proxy() from None  # httpx's own words could repeat a password
