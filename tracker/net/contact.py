"""First contact: can a host be reached at all, directly or through the proxy?

A few bytes and a few seconds, for upstreams whose own library knows no deadlines: it is asked only when somebody
answers. No TLS is spoken and nothing is fetched.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
from urllib.parse import SplitResult, unquote

from tracker.errors import FetchError
from tracker.net.proxies import LOGIN_AT_PROXY, port_of, proxy_for, proxy_words

_HTTPS = 443


class ProxyRefusalError(Exception):
    """The proxy did not open the way; the text is its status line."""


async def first_contact(host: str, *, source: str, seconds: float) -> None:
    """Connect to a host, or to the proxy and through it; raises ``FetchError`` within ``seconds``."""
    proxy = proxy_for(host)
    url = f"https://{host}/"
    via = f" through the proxy {proxy.hostname}" if proxy is not None else ""
    try:
        async with asyncio.timeout(seconds):
            await _connect(host, proxy)
    except TimeoutError:
        raise FetchError(
            f"no connection to {host}{via} within {seconds:g} s.", source=source, reason="deadline", url=url
        ) from None
    except ProxyRefusalError as error:
        wants_login = str(error).startswith("407")
        raise FetchError(
            f"{proxy_words(host, str(error))}.",
            source=source,
            reason="network",
            url=url,
            retryable=not wants_login,
            remedy=LOGIN_AT_PROXY if wants_login else "",
        ) from None
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"{host} cannot be reached{via} ({error}).", source=source, reason="network", url=url
        ) from error


async def _connect(host: str, proxy: SplitResult | None) -> None:
    if proxy is None:
        _, writer = await asyncio.open_connection(host, _HTTPS)
        await _close(writer)
        return
    reader, writer = await asyncio.open_connection(proxy.hostname or "", port_of(proxy))
    try:
        if proxy.scheme == "http":  # other kinds of proxy would have to be spoken to in their own way
            writer.write(_connect_request(host, proxy))
            await writer.drain()
            line = (await reader.readline()).decode("latin-1").strip()
            if not line.partition(" ")[2].startswith("2"):
                raise ProxyRefusalError(line.partition(" ")[2] or "no HTTP answer")
    finally:
        await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _connect_request(host: str, proxy: SplitResult) -> bytes:
    lines = [f"CONNECT {host}:{_HTTPS} HTTP/1.1", f"Host: {host}:{_HTTPS}"]
    if proxy.username is not None:
        login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(login.encode()).decode()}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
