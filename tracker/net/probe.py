"""Can each host be reached by the real route: names, proxy, certificates, and whether it is the host that answers?

One small HEAD request per host, all at once, under one deadline. Any answer of the host itself will do; what matters
is what stands in the way when there is none.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from tracker.net.identity import user_agent
from tracker.net.loop import run
from tracker.net.proxies import LOGIN_AT_PROXY, proxy_words, require_usable_proxy
from tracker.net.trust import certificate_words, tls_context

_BARRED = frozenset({403, 451, 511})


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What came of one host. ``problem`` and ``remedy`` are empty where all is well; ``date`` is the server's clock.

    ``reason``: ok, dns, refused, certificate, proxy, deadline, barred, elsewhere, network.
    """

    host: str
    reached: bool
    reason: str
    problem: str = ""
    remedy: str = ""
    date: datetime | None = None


def probe_all(hosts: list[str], *, ca_bundle: Path | None, seconds: float) -> tuple[Probe, ...]:
    """Probe hosts in parallel; takes at most about ``seconds``. ``ConfigError`` for a bundle or proxy address that
    cannot be used."""
    trust = tls_context(ca_bundle)
    return tuple(run(_all(hosts, trust, seconds)))


async def _all(hosts: list[str], trust: ssl.SSLContext, seconds: float) -> list[Probe]:
    require_usable_proxy()
    async with httpx.AsyncClient(verify=trust, headers={"User-Agent": user_agent()}, follow_redirects=False) as client:
        return list(await asyncio.gather(*(_one(client, host, seconds) for host in hosts)))


async def _one(client: httpx.AsyncClient, host: str, seconds: float) -> Probe:
    url = f"https://{host}/"
    try:
        async with asyncio.timeout(seconds):
            answer = await client.head(url, headers={"Accept": "*/*"})
    except TimeoutError:
        return _silent(host, seconds)
    except httpx.TimeoutException:
        return _silent(host, seconds)
    except (httpx.HTTPError, OSError, UnicodeError) as error:
        return _failed(host, error)
    date = _date(answer.headers.get("date", ""))
    if answer.status_code in _BARRED:
        return Probe(
            host=host,
            reached=True,
            reason="barred",
            problem=f"refused with HTTP {answer.status_code}: by the publisher, or by a filter of this network",
            remedy="Ask whoever runs the network to allow this host (tracker sources --hosts lists them all).",
            date=date,
        )
    target = urlsplit(urljoin(url, answer.headers.get("location", ""))).hostname or host
    if answer.is_redirect and _owner(target) != _owner(host):
        return Probe(
            host=host,
            reached=True,
            reason="elsewhere",
            problem=f"sends visitors to {target}: a sign-in page of this network, or a move of the publisher",
            remedy="Open the address in a browser on this network.",
            date=date,
        )
    return Probe(host=host, reached=True, reason="ok", date=date)


def _silent(host: str, seconds: float) -> Probe:
    return Probe(
        host=host,
        reached=False,
        reason="deadline",
        problem=f"no answer within {seconds:g} s",
        remedy="A firewall may drop the way silently; ask for it to be opened, or set HTTPS_PROXY.",
    )


def _failed(host: str, error: BaseException) -> Probe:
    certificate = _cause(error, ssl.SSLCertVerificationError)
    if isinstance(certificate, ssl.SSLCertVerificationError):
        problem, remedy = certificate_words(certificate)
        return _not_reached(host, "certificate", f"{problem} {host}", remedy)
    if isinstance(error, httpx.ProxyError):
        said = str(error) or "no reason given"
        remedy = LOGIN_AT_PROXY if said.startswith("407") else "Ask whoever runs the proxy."
        return _not_reached(host, "proxy", proxy_words(host, said), remedy)
    if _cause(error, socket.gaierror) is not None:
        remedy = "Check the name server; behind a company network, set HTTPS_PROXY."
        return _not_reached(host, "dns", "the name cannot be resolved", remedy)
    if _cause(error, ConnectionRefusedError) is not None or "refused" in str(error).lower():
        remedy = "Check HTTPS_PROXY and NO_PROXY: what they name must be running and reachable."
        return _not_reached(host, "refused", "the connection was refused", remedy)
    text = " ".join(str(error).split()) or type(error).__name__
    return _not_reached(host, "network", f"cannot be reached ({text})", "Check the connection of this machine.")


def _not_reached(host: str, reason: str, problem: str, remedy: str) -> Probe:
    return Probe(host=host, reached=False, reason=reason, problem=problem, remedy=remedy)


def _owner(host: str) -> str:
    """The last two labels: near enough to "the same publisher"."""
    return ".".join(host.split(".")[-2:])


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error
