"""The child's session: redirects among the declared hosts alone, no answer beyond a cap, and what was answered last.

yfinance would follow a redirect anywhere and keep a body of any size, and it shows neither the status of a failed
answer nor how long the server wants to be left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from tracker.sources.rates.yahoo.instruments import HOSTS

MAX_REDIRECTS = 5

_CHART = "/v8/finance/chart/"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GET_INSTEAD = frozenset({301, 302, 303})
_ABORT = 0xFFFFFFFF  # CURL_WRITEFUNC_ERROR


class RefusedRedirectError(OSError):
    """A redirect that is not followed; an ``OSError`` so that yfinance does without a cookie it cannot have."""


class OversizedAnswerError(OSError):
    """An answer larger than the cap."""


@dataclass(slots=True)
class LastAnswer:
    """What the last answer to a request for a chart looked like; ``status`` 0 while there was none."""

    status: int = 0
    begins: bytes = b""
    retry_after: str = ""

    def forget(self) -> None:
        """There was none yet."""
        self.note(0, b"", "")

    def note(self, status: int, begins: bytes, retry_after: str) -> None:
        """There is a new one."""
        self.status, self.begins, self.retry_after = status, begins, retry_after

    @property
    def refused(self) -> bool:
        """Whether it had another status than 200."""
        return self.status not in {0, 200}

    @property
    def empty(self) -> bool:
        """Whether it came without a body."""
        return self.status == 200 and not self.begins

    @property
    def page(self) -> bool:
        """Whether it was a web page."""
        return self.begins.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def bounded_session(last: LastAnswer, *, max_bytes: int) -> Any:
    """A session of curl_cffi that yfinance takes for its own. Its ``request`` raises the errors above as well.

    ``max_bytes`` is the cap on one answer, unpacked.
    """
    from curl_cffi import requests

    class BoundedSession(requests.Session[requests.Response]):
        def request(self, method: Any, url: str, **named: Any) -> requests.Response:  # type: ignore[override]
            for _ in range(MAX_REDIRECTS + 1):
                refuse_elsewhere(url)
                response = self._bounded(method, url, named)
                target = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not target:
                    return response
                url = urljoin(response.url, target)
                named.pop("params", None)  # they are part of the address that was answered
                if response.status_code in _GET_INSTEAD and method != "HEAD":
                    method = "GET"
                    named = {name: value for name, value in named.items() if name not in {"data", "json"}}
            raise RefusedRedirectError(f"more than {MAX_REDIRECTS} redirects")

        def _bounded(self, method: Any, url: str, named: dict[str, Any]) -> requests.Response:
            body = bytearray()

            def collect(chunk: bytes) -> int:
                body.extend(chunk)
                return len(chunk) if len(body) <= max_bytes else _ABORT

            named = {**named, "allow_redirects": False, "content_callback": collect}
            try:
                response = super().request(method, url, **named)
            except requests.exceptions.RequestException:
                if len(body) > max_bytes:
                    raise OversizedAnswerError(f"an answer is larger than {max_bytes:,} bytes") from None
                raise
            response.content = bytes(body)
            if urlsplit(url).path.startswith(_CHART):
                last.note(response.status_code, response.content[:200], response.headers.get("retry-after") or "")
            return response

    return BoundedSession(impersonate="chrome")


def refuse_elsewhere(url: str) -> None:
    """Raise ``RefusedRedirectError`` for an address that is not https to a declared host.

    >>> refuse_elsewhere("https://elsewhere.example/a?b=secret")
    Traceback (most recent call last):
    tracker.sources.rates.yahoo.session.RefusedRedirectError: redirected to elsewhere.example, which is not among \
the declared hosts; it was not followed
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in HOSTS:
        where = parts.hostname or "an address without a host"
        raise RefusedRedirectError(f"redirected to {where}, which is not among the declared hosts; it was not followed")
