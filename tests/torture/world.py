"""Upstreams that move: with each round time passes, some values are revised and some titles corrected."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.fakenet.european_central_bank import published_days
from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import zipped
from tests.fakenet.register import federal_register
from tests.fakenet.scenarios import conditional
from tracker.model.announcement import ListEntry

BEGIN = datetime(2026, 1, 5, 18, tzinfo=UTC)
LIST = "us_sdn"
CODES = (
    *("USD", "JPY", "GBP", "CHF", "CZK", "DKK", "HUF", "PLN", "RON", "SEK"),
    *("ISK", "NOK", "TRY", "AUD", "BRL", "CAD", "CNY", "HKD", "INR", "KRW"),
)
_DAYS = 90
_ENTRIES = 400


def instant(number: int) -> datetime:
    """The instant at which a round is worked: a day after an even round, four after an odd one.

    After four days the ECB's whole history is asked for, after one the daily table.
    """
    return BEGIN + timedelta(days=number // 2 * 5 + number % 2)


def upstreams(number: Callable[[], int]) -> dict[str, Handler]:
    """The ECB and the Federal Register as they are in a round."""

    def ecb(ask: Ask) -> Reply:
        document = daily if ask.path.endswith("/eurofxref.zip") else history
        return Reply(body=document(number()), media_type="application/zip")

    register = federal_register(lambda: instant(number()))

    def corrected(ask: Ask) -> Reply:
        reply = register(ask)
        document = json.loads(reply.body) if reply.status == 200 else {}
        for position, entry in enumerate(document.get("results", ())):
            if (position + number()) % 3 == 0:
                entry["title"] += f" (as corrected, {number()})"
        return replace(reply, body=json.dumps(document).encode()) if document else reply

    return {"www.ecb.europa.eu": conditional(ecb), "www.federalregister.gov": conditional(corrected)}


def history(number: int) -> bytes:
    """A whole history of rates; every round the values of one day in seven are other than in the round before."""
    lines = [",".join(("Date", *CODES, ""))]
    lines += [",".join((day.isoformat(), *_values(day, number), "")) for day in reversed(_days(number))]
    return zipped("eurofxref-hist.csv", "\n".join(lines) + "\n")


def daily(number: int) -> bytes:
    """The newest day alone."""
    day = _days(number)[-1]
    lines = [", ".join(("Date", *CODES, "")), ", ".join((f"{day.day:02d} {day:%B %Y}", *_values(day, number), ""))]
    return zipped("eurofxref.csv", "\n".join(lines) + "\n")


def _days(number: int) -> list[date]:
    return published_days((BEGIN - timedelta(days=_DAYS)).date(), instant(number))


def _values(day: date, number: int) -> list[str]:
    revision = sum(1 for earlier in range(1, number + 1) if (day.toordinal() + earlier) % 7 == 0) % 50
    return [f"{1 + place + day.toordinal() % 89 / 1000 + revision / 10000:.4f}" for place in range(len(CODES))]


def entries(number: int) -> list[ListEntry]:
    """A complete snapshot of a list: from one round to the next some parties come, some go, some are amended."""
    found = []
    for key in range(_ENTRIES + 5 * number):
        if (key * 7 + number) % 31 == 0:
            continue
        amended = sum(1 for earlier in range(1, number + 1) if (key + earlier) % 41 == 0)
        found.append(
            ListEntry(
                list_key=LIST,
                entry_id=f"{key:05}",
                name=f"Party {key}" + (f", also known as {amended}" if amended else ""),
                entity_type="entity",
                programmes=("RUSSIA-EO14024",),
            )
        )
    return found
