"""The child process that asks Yahoo through yfinance and writes one small JSON document to standard output.

It lives apart because yfinance keeps failures in process-wide caches, knows no total deadline (a silent proxy held a
call for 130 s) and shows most failures as an empty table. A process that is asked once and can be killed has none of
these. The document is the same for the same bars, whenever it is asked for.

    {"outcome": "Ok", "interval": "1h", "charts": [
      {"symbol": "RUB=X", "outcome": "Ok", "timezone": "Europe/London", "currency": "RUB",
       "bars": [[1790000000, "81.12", "81.15"], …]},         begin of the bar (Unix seconds), open, close
      {"symbol": "CNYRUB=X", "outcome": "NoData", "detail": "…"}]}

or, when the first symbol failed, ``{"outcome": …, "detail": "…", "retry_after": "7200"}`` with one of the outcomes of
``process.Outcome``. Of the others each fails on its own; after a limit, a broken line or 25 seconds no further one is
asked for (``NotAsked``).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tracker.sources.rates.yahoo.session import (
    LastAnswer,
    OversizedAnswerError,
    RefusedRedirectError,
    bounded_session,
)

_SECONDS = 10.0  # for the chart request; the parent's deadline bounds everything else
_ENOUGH = 25.0  # after which no further symbol is asked for: what is there must not be lost to that deadline
_POINTLESS = frozenset({"RateLimited", "Network", "Broken", "Redirect", "Size", "Missing"})
_BROKEN_OFF = frozenset({18, 52, 55, 56, 92})  # curl: partial file, got nothing, send and receive error, HTTP/2 stream
_TIMED_OUT = 28


def ask(*, wanted: Mapping[str, int], interval: str, end: int, cache: str, max_bytes: int) -> dict[str, object]:
    """The document for the bars of each symbol from its start to ``end``, Unix seconds, half-open.

    ``max_bytes`` caps each answer of Yahoo.
    """
    began = time.monotonic()
    try:
        import yfinance
    except Exception as error:  # noqa: BLE001  # not only ImportError: a shared library that does not fit is an OSError
        return _failure("Missing", error)
    warnings.simplefilter("ignore")  # importing yfinance installs filters of its own
    yfinance.set_tz_cache_location(cache)
    yfinance.config.debug.hide_exceptions = False
    yfinance.config.network.retries = 0
    last = LastAnswer()
    session = None if os.environ.get("YF_DISABLE_CURL_CFFI") else bounded_session(last, max_bytes=max_bytes)
    charts: list[dict[str, object]] = []
    pointless = ""
    for symbol, start in wanted.items():
        if pointless or (charts and time.monotonic() - began > _ENOUGH):
            why = pointless or "the others took too long"
            charts.append({"symbol": symbol, "outcome": "NotAsked", "detail": why})
            continue
        chart = _chart(symbol, session, last, interval=interval, start=start, end=end)
        if not charts and chart["outcome"] != "Ok":
            return chart
        chart.pop("retry_after", None)
        charts.append({"symbol": symbol, **chart})
        if chart["outcome"] in _POINTLESS:
            pointless = f"{symbol} failed: {chart['outcome']}"
    return {"outcome": "Ok", "interval": interval, "charts": charts}


def _chart(symbol: str, session: Any, last: LastAnswer, *, interval: str, start: int, end: int) -> dict[str, object]:
    import yfinance
    from yfinance import exceptions

    last.forget()
    try:
        ticker = yfinance.Ticker(symbol, session=session)
        frame = ticker.history(
            interval=interval,
            start=datetime.fromtimestamp(start, tz=UTC),
            end=datetime.fromtimestamp(end, tz=UTC),
            auto_adjust=False,
            actions=False,
            timeout=_SECONDS,
        )
        meta = ticker.get_history_metadata()  # lazy: read single keys only, the others may fetch
    except exceptions.YFRateLimitError:
        return {"outcome": "RateLimited", "detail": "HTTP 429", "retry_after": last.retry_after}
    except exceptions.YFTickerMissingError as error:
        return _failure("NoData", error)
    except OSError as error:  # curl's errors are among them
        return _line_failure(error)
    except Exception as error:  # noqa: BLE001  # whatever else breaks inside yfinance is a payload it cannot read
        return _no_chart(error, last)
    bars = _bars(frame)
    if not bars:
        return {"outcome": "NoData", "detail": "Yahoo answered with an empty table"}
    return {
        "outcome": "Ok",
        "timezone": str(meta.get("exchangeTimezoneName", "")),
        "currency": str(meta.get("currency", "")),
        "bars": bars,
    }


def _line_failure(error: OSError) -> dict[str, object]:
    """The line, or what our own session refused."""
    if isinstance(error, RefusedRedirectError):
        return {"outcome": "Redirect", "detail": str(error)}
    if isinstance(error, OversizedAnswerError):
        return {"outcome": "Size", "detail": str(error)}
    code = getattr(error, "code", 0)
    if code == _TIMED_OUT:
        return _failure("Silent", error)
    tunnel = "CONNECT" in str(error)  # a proxy that does not open the way has the code of a broken line
    return _failure("Broken" if code in _BROKEN_OFF and not tunnel else "Network", error)


def _no_chart(error: Exception, last: LastAnswer) -> dict[str, object]:
    """Something came that yfinance cannot read: its status, or what it is, where that can be seen."""
    if last.refused:
        return {"outcome": "Status", "detail": f"HTTP {last.status}", "retry_after": last.retry_after}
    if last.empty:
        return {"outcome": "NoData", "detail": "the server answered with nothing at all"}
    return {"outcome": "BadPayload", "detail": "a web page came"} if last.page else _failure("BadPayload", error)


def _failure(outcome: str, error: Exception) -> dict[str, object]:
    text = " ".join(str(error).partition(" See https://curl.se")[0].split())[:300]
    return {"outcome": outcome, "detail": f"{type(error).__name__}: {text}" if text else type(error).__name__}


def _bars(frame: Any) -> list[list[object]]:
    """Begin, open and close of every bar that has both, in time order; numbers as their shortest exact text."""
    columns = zip(frame.index, frame["Open"], frame["Close"], strict=True)
    rows = ((int(begin.timestamp()), float(opened), float(closed)) for begin, opened, closed in columns)
    return [[begin, repr(o), repr(c)] for begin, o, c in rows if math.isfinite(o) and math.isfinite(c)]


def main(arguments: list[str]) -> int:
    """Write the document; the exit code is 0 whenever there is one."""
    parser = argparse.ArgumentParser(prog="yahoo-child")
    parser.add_argument("--symbol", required=True)
    parser.add_argument("--interval", required=True)
    parser.add_argument("--start", required=True, type=int)
    parser.add_argument("--end", required=True, type=int)
    parser.add_argument("--also", default="", help="further symbols with their starts: SYMBOL@SECONDS, by commas")
    parser.add_argument("--cache", required=True)
    parser.add_argument("--most", default=64 * 1024 * 1024, type=int, help="bytes of one answer")
    options = parser.parse_args(arguments)
    os.umask(0o077)
    warnings.simplefilter("ignore")
    out, sys.stdout = sys.stdout, sys.stderr  # nothing a library prints may mix with the document
    further = (one.partition("@") for one in options.also.split(",") if one)
    document = ask(
        wanted={options.symbol: options.start, **{symbol: int(start) for symbol, _, start in further}},
        interval=options.interval,
        end=options.end,
        cache=options.cache,
        max_bytes=options.most,
    )
    json.dump(document, out, separators=(",", ":"))
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
