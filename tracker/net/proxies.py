"""Proxies as the environment (or the system's settings) names them, and words about them that never hold a password."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from tracker.errors import ConfigError

LOGIN_AT_PROXY = "Put the proxy's user and password into HTTPS_PROXY, like http://user:password@proxy.example:3128."

_USABLE = frozenset({"http", "https"})
_PORTS = {"http": 80, "https": 443}


def https_proxy() -> str:
    """The address of the proxy for https, as it was given; empty for none. The lower-case variable goes first."""
    found = getproxies()
    return found.get("https") or found.get("all") or ""


def shown_proxies() -> dict[str, str]:
    """Host and port of each proxy that is set, by scheme; nothing else of an address, which may hold a secret."""
    shown: dict[str, str] = {}
    for scheme, address in getproxies().items():
        if scheme not in {"https", "http", "all"}:
            continue
        try:
            proxy = _split(address)
            shown[scheme] = f"{proxy.hostname or 'an address without a host'}:{port_of(proxy)}"
        except ValueError:
            shown[scheme] = "an address that cannot be read"
    return shown


def proxy_for(host: str) -> SplitResult | None:
    """The proxy on the way to a host; None where there is none or NO_PROXY names the host. Never printed as it is."""
    address = https_proxy()
    if not address or proxy_bypass(host):
        return None
    return _split(address)


def port_of(proxy: SplitResult) -> int:
    """The port of a proxy, by its scheme where none is named."""
    return proxy.port or _PORTS.get(proxy.scheme, 443)


def require_usable_proxy() -> None:
    """Raise ``ConfigError`` for a proxy this program cannot speak to: one of another kind than HTTP, or misspelt."""
    address = https_proxy()
    if not address:
        return
    try:
        proxy = _split(address)
        usable = bool(proxy.hostname) and port_of(proxy) > 0
    except ValueError:  # a port that is no number: often a password with a slash or a hash in it
        raise unusable_proxy() from None
    if proxy.scheme.startswith("socks"):
        raise ConfigError(
            f"the proxy {proxy.hostname} in HTTPS_PROXY or ALL_PROXY is a SOCKS proxy, which this program cannot use.",
            remedy="Name an HTTP proxy, like http://proxy.example:3128, or unset the variable.",
        )
    if proxy.scheme not in _USABLE or not usable:
        raise unusable_proxy()


def unusable_proxy() -> ConfigError:
    """The error of an address that cannot be read; it is not repeated, because it may hold a password."""
    return ConfigError(
        "the proxy address in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY cannot be read.",
        remedy="Give it like http://user:password@proxy.example:3128, signs like / # @ in the password as %2F %23 %40.",
    )


def proxy_words(host: str, answer: str) -> str:
    """That a proxy did not open the way to a host: which proxy, and what it answered (its status line)."""
    try:
        proxy = proxy_for(host)
    except ValueError:
        proxy = None
    name = f"the proxy {proxy.hostname}" if proxy is not None and proxy.hostname else "the proxy"
    if answer.startswith("407"):
        return f"{name} wants a log-in before it opens the way to {host} ({answer})"
    return f"{name} refused the way to {host} ({answer})"


def _split(address: str) -> SplitResult:
    return urlsplit(address if "://" in address else f"http://{address}")
