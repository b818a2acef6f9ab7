"""Addresses: built from requests, checked against what a source declared, shown without secrets."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker.model.masking import MASK
from tracker.model.source import Request

_SECRET = re.compile(r"key|token|secret|signature|\bsig\b|password|credential|auth", re.IGNORECASE)
_LONG = 80


def address_of(request: Request) -> str:
    """The complete address of a request: its URL with its parameters appended to the query."""
    if not request.params:
        return request.url
    parts = urlsplit(request.url)
    query = "&".join(filter(None, (parts.query, urlencode(request.params))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def shown(url: str) -> str:
    """The address as it may be printed and logged: no user, no password, no keys, no query longer than a line.

    >>> shown("https://me:pw@example.org/a?api_key=123&id=7")
    'https://example.org/a?api_key=***&id=7'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        netloc = f"{host}:{parts.port}" if parts.port else host
    except ValueError:
        return "(malformed address)"
    query = parts.query
    if _SECRET.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = "&".join(f"{name}={MASK if _SECRET.search(name) else value}" for name, value in pairs)
    if len(query) > _LONG:
        query = f"{query[:_LONG]}…"
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this very machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(url: str, hosts: tuple[str, ...]) -> str:
    """Why an address may not be asked, or ``""``: https to declared hosts, plain http to declared loopback ones."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "the address is malformed"
    if host not in hosts:
        return f"the host {host or '(none)'} is not among the declared ones ({', '.join(hosts)})"
    if parts.username or parts.password:
        return "the address carries a user name or a password"
    if is_loopback(host):
        return "" if parts.scheme in {"http", "https"} else f"the scheme {parts.scheme!r} is not http or https"
    if parts.scheme != "https":
        return f"the address is not https but {parts.scheme or 'without a scheme'}"
    return "" if port in {None, 443} else f"port {port} is not that of https"
