"""What can go wrong, one row each, with the one thing that is expected of every source. Exceptions are at the end."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

from tests.fakenet import scenarios
from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import zipped

MINUTE = timedelta(minutes=1)
HASTY = {"total": 0.6, "library": 5.0, "patience": 0.0}
"""Limits for answers that never end: the one for the whole conversation ends them, however busy the machine is."""

UNTIL_THE_FIRST_BYTE = {"read": 0.4, "library": 5.0, "patience": 0.0}
"""For an answer that never begins: the wait for its first byte ends it."""

SMALL = {"max_bytes": 3_000_000}
WALL = b"""<!-- guard -->
<html lang="ru"><head><script>document.cookie="passed=1";location.reload()</script></head><body></body></html>
"""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must have become of a source.

    ``reasons`` are those a failure may have, ``words`` a pattern its message must hold, ``pause`` the time until the
    next attempt after one failure in a row.
    """

    state: str = "failed"
    reasons: frozenset[str] = frozenset()
    words: str = ""
    pause: timedelta = 5 * MINUTE


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One row. ``wrap`` makes a handler of the usual one; ``line`` is a trouble of the network itself instead."""

    name: str
    wrap: Callable[[Handler], Handler] = lambda usual: usual
    line: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)
    expected: Expected


def failed(reasons: str, words: str, **more: object) -> Expected:
    return Expected(reasons=frozenset(reasons.split()), words=words, **more)  # type: ignore[arg-type]


# --- answers made from the right ones ---


def _always(handler: Handler) -> Callable[[Handler], Handler]:
    return lambda usual: handler


def _rewritten(change: Callable[[bytes], bytes]) -> Callable[[Handler], Handler]:
    """The right answers with another body, inside an archive too."""

    def wrap(usual: Handler) -> Handler:
        def answer(ask: Ask) -> Reply:
            reply = usual(ask)
            if reply.status != 200 or not reply.body:
                return reply
            if reply.body[:2] != b"PK":
                return replace(reply, body=change(reply.body))
            with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
                name = archive.namelist()[0]
                text = change(archive.read(name))
            return replace(reply, body=zipped(name, text))

        return answer

    return wrap


def _mangled(body: bytes) -> bytes:
    """The same text in UTF-16, whatever the document says of itself."""
    encoding = "cp1251" if b"windows-1251" in body[:80] else "utf-8"
    return body.decode(encoding).encode("utf-16")


_YEAR = 364 * 86400
"""Fifty-two weeks, so that days of the week stay what they are."""


def _a_year_on(body: bytes) -> bytes:
    """Every date of this year moved to the next, every second of it too."""
    moved = re.sub(rb"\b2026(?=-\d\d|\d{4}(?:\b|T))|(?<=[./ ])2026\b", b"2027", body)
    return re.sub(rb"\b1[78]\d{8}\b", lambda found: str(int(found[0]) + _YEAR).encode(), moved)


def _loop(usual: Handler) -> Handler:
    return lambda ask: Reply(status=302, headers={"Location": f"https://{ask.host}{ask.target}"})


@cache
def _bomb() -> Handler:
    return scenarios.gzip_bomb(20_000_000)


_LIMITED = "fewer requests"

TROUBLES = (
    Trouble(name="404", wrap=_always(scenarios.not_found()), expected=failed("status", "HTTP 404")),
    Trouble(name="403", wrap=_always(scenarios.forbidden()), expected=failed("status", "refuses .*HTTP 403")),
    Trouble(
        name="bot wall",
        wrap=_always(scenarios.ok(WALL, media_type="text/html")),
        expected=failed("parse content", "a web page came"),
    ),
    Trouble(name="web page", wrap=_always(scenarios.web_page()), expected=failed("parse content", "a web page came")),
    Trouble(name="429", wrap=_always(scenarios.rate_limited()), expected=failed("rate-limit", _LIMITED)),
    Trouble(
        name="429 for two hours",
        wrap=_always(scenarios.rate_limited(retry_after="7200")),
        expected=failed("rate-limit", _LIMITED, pause=120 * MINUTE),
    ),
    Trouble(
        name="429 for a year",
        wrap=_always(scenarios.rate_limited(retry_after="31536000")),
        expected=failed("rate-limit", _LIMITED, pause=timedelta(days=1)),
    ),
    Trouble(name="500", wrap=_always(scenarios.broken(500)), expected=failed("status", "HTTP 500")),
    Trouble(
        name="304 unasked",
        wrap=_always(scenarios.always(Reply(status=304))),
        expected=failed("status", "HTTP 304"),
    ),
    Trouble(name="empty", wrap=_always(scenarios.ok(b"")), expected=failed("empty", "nothing at all")),
    Trouble(name="refused", line="refused", expected=failed("network", "cannot be reached")),
    Trouble(name="no such name", line="dns", expected=failed("network", "cannot be reached.*Name or service")),
    Trouble(name="refused by the proxy", line="unplugged", expected=failed("network", "proxy 127.0.0.1 refused")),
    Trouble(name="no proxy there", line="no proxy", expected=failed("network", "cannot be reached")),
    Trouble(
        name="silent",
        wrap=_always(scenarios.silent()),
        limits=UNTIL_THE_FIRST_BYTE,
        expected=failed("deadline", "not answer|silent"),
    ),
    Trouble(
        name="headers dripped",
        wrap=_always(scenarios.drip_headers()),
        limits=HASTY,
        expected=failed("deadline", "not complete after|in time"),
    ),
    Trouble(
        name="body dripped",
        wrap=_always(scenarios.drip_body()),
        limits=HASTY,
        expected=failed("deadline", "not complete after|in time"),
    ),
    Trouble(name="truncated", wrap=scenarios.truncated, expected=failed("network", "broke off")),
    Trouble(name="cut", wrap=scenarios.cut, expected=failed("parse content", "complete|cut|JSON")),
    Trouble(name="wrong encoding", wrap=_rewritten(_mangled), expected=failed("parse content", "byte 0 is not utf-8")),
    Trouble(
        name="redirect to a host not declared",
        wrap=_always(scenarios.redirect("https://elsewhere.example/data")),
        expected=failed("redirect", "elsewhere.example.*not among the declared.*not followed"),
    ),
    Trouble(name="redirect loop", wrap=_loop, expected=failed("redirect", "more than 5 redirects")),
    Trouble(
        name="over the cap",
        wrap=_always(scenarios.oversized(4_000_000)),
        limits=SMALL,
        expected=failed("size", "larger than 3,000,000 bytes"),
    ),
    Trouble(
        name="compressed bomb",
        wrap=lambda usual: _bomb(),
        limits=SMALL,
        expected=failed("size", "larger than 3,000,000 bytes"),
    ),
    Trouble(
        name="a date in the future",
        wrap=_rewritten(_a_year_on),
        expected=failed("parse check", "future|later than|outside|not of the days|2027"),
    ),
)

CHAINS = (
    ("404", "500", "refused", "silent", "bot wall"),
    ("403", "no such name", "headers dripped", "web page"),
    ("429", "truncated", "redirect to a host not declared", "cut"),
    ("304 unasked", "refused by the proxy", "body dripped", "wrong encoding"),
    ("empty", "no proxy there", "redirect loop", "a date in the future"),
    ("over the cap", "compressed bomb", "429 for two hours", "429 for a year"),
)
"""Troubles that befall an installation one after the other before all is well again; each is in one of them.

What is stored of a trouble is bytes that are no document: at most the last of a chain leaves any, so that what comes
after it shows whether they are in the way.
"""


@dataclass(frozen=True, kw_only=True)
class Exempt:
    """A cell that is expected to be otherwise, and why that is right."""

    expected: Expected
    because: str


_HELD = Exempt(
    expected=Expected(state="unchanged"),
    because="the list has one address and an ETag, so it was asked for: three days ago's bytes still hold",
)

EXCEPTIONS: Mapping[tuple[str, str], Exempt] = {
    ("au_dfat", "304 unasked"): _HELD,
    ("au_dfat", "wrong encoding"): Exempt(
        expected=failed("parse content", "no workbook|no complete workbook"),
        because="a workbook is packed, so that text changed in its bytes makes it another thing altogether",
    ),
    ("au_dfat", "a date in the future"): Exempt(
        expected=failed("parse content", "no workbook|no complete workbook"),
        because="a workbook is packed, so that text changed in its bytes makes it another thing altogether",
    ),
    ("ca_sema", "304 unasked"): _HELD,
    ("ca_sema", "a date in the future"): Exempt(
        expected=failed("parse check", "under the same ids"),
        because="the file bears no date of its own, and parties that are named for another year are other parties",
    ),
    ("opensanctions", "its second document fails"): Exempt(
        expected=failed("status", "HTTP 503"),
        because="its first document is an index, which holds no party",
    ),
    ("opensanctions", "a date in the future"): Exempt(
        expected=failed("parse content", "is not the one its index names"),
        because="the index gives the checksum of the table, which is not that of a changed one",
    ),
    ("un_sc", "304 unasked"): _HELD,
    ("currency_api", "404"): Exempt(
        expected=Expected(state="unchanged", words="no snapshot of 2026-11-20, or not yet"),
        because="a day on which no snapshot was made is a version that does not exist, and no failure",
    ),
    ("ecb", "304 unasked"): Exempt(
        expected=Expected(state="unchanged"),
        because="its history has one address and an ETag, so it was asked for: three days ago's bytes still hold",
    ),
    ("gdelt", "404"): Exempt(
        expected=Expected(state="unchanged", words="no file of 2026-11-19, or not yet"),
        because="a day on which the machines stood still has no file, and no failure",
    ),
    ("gdelt_v2", "404"): Exempt(
        expected=Expected(state="unchanged"),
        because="a quarter of an hour without a file is late or left out, and no failure",
    ),
    ("gdelt_doc", "429"): Exempt(
        expected=failed("rate-limit", _LIMITED, pause=30 * MINUTE),
        because="GDELT names no time and its limits last: half an hour is the least",
    ),
    ("yahoo", "429"): Exempt(
        expected=failed("rate-limit", _LIMITED, pause=30 * MINUTE),
        because="Yahoo names no time and its limits last: half an hour is the least",
    ),
    ("yahoo", "wrong encoding"): Exempt(
        expected=Expected(state="ok"),
        because="its library reads JSON in any encoding of Unicode, so that nothing is wrong",
    ),
}
