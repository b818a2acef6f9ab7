"""The child process that asks Yahoo through yfinance and writes one small JSON document to standard output.

It lives apart because yfinance keeps failures in process-wide caches, knows no total deadline (a silent proxy held a
call for 130 s) and shows most failures as an empty table. A process that is asked once and can be killed has none of
these. The document is the same for the same bars, whenever it is asked for.

    {"outcome": "Ok", "interval": "1h", "charts": [
      {"symbol": "RUB=X", "outcome": "Ok", "timezone": "Europe/London", "currency": "RUB",
       "bars": [[1790000000, "81.12", "81.15"], …]},         begin of the bar (Unix seconds), open, close
      {"symbol": "CNYRUB=X", "outcome": "NoData", "detail": "…"}]}

or ``{"outcome": "NoData" | "RateLimited" | "Network" | "BadPayload" | "Missing", "detail": "…"}`` when the first symbol
failed. Of the others each fails on its own; after a limit, a broken line or 25 seconds no further one is asked for
(``NotAsked``).
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

_SECONDS = 10.0  # for the chart request; the parent's deadline bounds everything else
_ENOUGH = 25.0  # after which no further symbol is asked for: what is there must not be lost to that deadline
_POINTLESS = frozenset({"RateLimited", "Network", "Missing"})


def ask(*, wanted: Mapping[str, int], interval: str, end: int, cache: str) -> dict[str, object]:
    """The document for the bars of each symbol from its start to ``end``, Unix seconds, half-open."""
    began = time.monotonic()
    try:
        import yfinance
    except Exception as error:  # noqa: BLE001  # not only ImportError: a shared library that does not fit is an OSError
        return _failure("Missing", error)
    warnings.simplefilter("ignore")  # importing yfinance installs filters of its own
    yfinance.set_tz_cache_location(cache)
    yfinance.config.debug.hide_exceptions = False
    yfinance.config.network.retries = 0
    charts: list[dict[str, object]] = []
    pointless = ""
    for symbol, start in wanted.items():
        if pointless or (charts and time.monotonic() - began > _ENOUGH):
            why = pointless or "the others took too long"
            charts.append({"symbol": symbol, "outcome": "NotAsked", "detail": why})
            continue
        chart = _chart(symbol, interval=interval, start=start, end=end)
        if not charts and chart["outcome"] != "Ok":
            return chart
        charts.append({"symbol": symbol, **chart})
        if chart["outcome"] in _POINTLESS:
            pointless = f"{symbol} failed: {chart['outcome']}"
    return {"outcome": "Ok", "interval": interval, "charts": charts}


def _chart(symbol: str, *, interval: str, start: int, end: int) -> dict[str, object]:
    import yfinance
    from yfinance import exceptions

    try:
        ticker = yfinance.Ticker(symbol)
        frame = ticker.history(
            interval=interval,
            start=datetime.fromtimestamp(start, tz=UTC),
            end=datetime.fromtimestamp(end, tz=UTC),
            auto_adjust=False,
            actions=False,
            timeout=_SECONDS,
        )
        meta = ticker.get_history_metadata()  # lazy: read single keys only, the others may fetch
    except exceptions.YFRateLimitError as error:
        return _failure("RateLimited", error)
    except exceptions.YFTickerMissingError as error:
        return _failure("NoData", error)
    except (exceptions.YFException, ValueError) as error:  # ValueError: what came was no JSON
        return _failure("BadPayload", error)
    except OSError as error:  # curl's errors are among them
        return _failure("Network", error)
    except Exception as error:  # noqa: BLE001  # whatever else breaks inside yfinance is a payload it cannot read
        return _failure("BadPayload", error)
    bars = _bars(frame)
    if not bars:
        return {"outcome": "NoData", "detail": "Yahoo answered with an empty table"}
    return {
        "outcome": "Ok",
        "timezone": str(meta.get("exchangeTimezoneName", "")),
        "currency": str(meta.get("currency", "")),
        "bars": bars,
    }


def _failure(outcome: str, error: Exception) -> dict[str, object]:
    text = " ".join(str(error).split())[:300]
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
    )
    json.dump(document, out, separators=(",", ":"))
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
