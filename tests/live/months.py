"""Two simulated spans: the world that publishes in them, the events of their ledger, and what goes wrong.

``AUTUMN`` (20 October to 20 November 2026) has the end of summer time in Europe and, a week later, in America, a
Russian holiday on a Wednesday, a Canadian one, a rate that comes late and one that comes early, a bank that refuses for
two days and quotes that can be had for two. ``TRANSFER`` (25 October to 7 November 2025) has a Russian Saturday that is
worked, and its days off.
"""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.fakenet.bank_of_russia import TABLE, bank_of_russia
from tests.fakenet.european_central_bank import ecb, ecb_history
from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import MOSCOW, rouble, wiggle
from tests.fakenet.other_rates import bank_of_canada
from tests.fakenet.register import federal_register
from tests.fakenet.scenarios import forbidden
from tests.fakenet.yahoo_charts import yahoo
from tests.live.oracle import Event, Table
from tests.live.timetable import (
    DAY,
    Making,
    at,
    bank_of_canada_makings,
    bank_of_russia_makings,
    ecb_makings,
    local_day,
    weekdays,
    yahoo_makings,
)
from tracker.sources.catalog import sources

Clock = Callable[[], datetime]
HOSTS = {
    "ecb": ("www.ecb.europa.eu",),
    "cbr": ("www.cbr.ru",),
    "bank_of_canada": ("www.bankofcanada.ca",),
    "yahoo": ("query1.finance.yahoo.com", "query2.finance.yahoo.com", "fc.yahoo.com"),
    "us_federal_register": ("www.federalregister.gov",),
}
EMBEDDED_UNTIL = datetime(2026, 10, 31, tzinfo=UTC)
"""Until when the archive that is installed with the product holds the European Central Bank's rates."""

LONGEST_PAUSE = timedelta(hours=6)
"""How long a source that failed may be left alone."""

_HOUR, _PAST = timedelta(hours=1), timedelta(minutes=10)


def utc(*parts: int) -> datetime:
    """An instant in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@dataclass(frozen=True)
class Part:
    """The hours of a span that one worker looks at: from ``since`` until before ``until``."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Month:
    """A span with its world.

    ``down`` are the spans in which a source refuses; ``late`` delays rates of the Bank of Russia, by their day of
    making; ``critical`` are the days of which no hour is left out, and each third is also asked on the command line.
    """

    start: datetime
    end: datetime
    pairs: str
    sources: Sequence[str]
    russia_closed: frozenset[date]
    russia_works: frozenset[date] = frozenset()
    canada_closed: frozenset[date] = frozenset()
    late: Mapping[date, timedelta] = field(default_factory=dict)
    down: Mapping[str, Sequence[tuple[datetime, datetime]]] = field(default_factory=dict)
    events: Sequence[Event] = ()
    critical: Sequence[date] = ()

    @property
    def environment(self) -> dict[str, str]:
        """Settings of the installation: its pairs, and no other source than the span's."""
        others = sorted(set(sources()) - set(self.sources))
        return {"TRACKER_PAIRS": self.pairs, "TRACKER_SOURCES_DISABLED": ",".join(others)}

    def hours(self, makings: Mapping[str, Sequence[Making]]) -> Sequence[datetime]:
        """Ten minutes past each hour that differs from the one before it or the one after, and past each twelfth.

        What happens at an instant is looked at just before and just after it: an answer that is an hour early or late
        is seen. Of the days in ``critical`` no hour is left out.
        """
        count = int((self.end - self.start).total_seconds() // 3600)
        happens = {moment for one in makings.values() for making in one for moment in making.instants}
        happens |= {moment for event in self.events for moment in event.instants}
        happens |= {moment for spans in self.down.values() for span in spans for moment in span}
        after = {math.ceil((moment - self.start - _PAST) / _HOUR) for moment in happens}
        hours = [self.start + number * _HOUR + _PAST for number in range(count)]
        return [
            now
            for number, now in enumerate(hours)
            if number % 12 == 0 or number in after or number + 1 in after or now.date() in self.critical
        ]

    def walk(self, makings: Mapping[str, Sequence[Making]], part: Part) -> Iterator[tuple[datetime, bool]]:
        """The hours one worker lives, and of each whether its screen is looked at: those of its part are.

        Of the hours before its part every fourth is lived, in the same way, so that there is a past to go on from.
        """
        earlier = [now for now in self.hours(makings) if now < part.since]
        yield from ((now, False) for now in earlier[::4])
        yield from ((now, True) for now in self.hours(makings) if part.since <= now < part.until)

    def is_down(self, source: str, now: datetime, *, with_pause: timedelta = timedelta(0)) -> bool:
        """Whether a source refuses, or refused until so short a time ago."""
        return any(start <= now < end + with_pause for start, end in self.down.get(source, ()))

    # --- what is published ---

    def makings(self) -> dict[str, list[Making]]:
        """The timetable of each series, from six weeks before the span to some days after it, with values."""
        first, last = (self.start - 45 * DAY).date(), (self.end + 12 * DAY).date()
        worked = list(weekdays(first, last, less=self.russia_closed, more=self.russia_works))
        toronto = bank_of_canada_makings(weekdays(first, last, less=self.canada_closed))
        frankfurt = ecb_makings(weekdays(first, last))
        bars = yahoo_makings(weekdays(first, last))
        moscow = bank_of_russia_makings(iter(worked), self.late)
        history, crosses = _ecb_rates(self.end), _canadian(self)
        return {
            "USD/RUB@cbr": [_with(one, official("USD", one.label)) for one in moscow],
            "CNY/RUB@cbr": [_with(one, official("CNY", one.label)) for one in moscow],
            "EUR/USD@ecb": [_with(one, history["USD"].get(one.label, 0.0)) for one in frankfurt],
            "USD/RUB@yahoo": [_with(one, rouble(one.made_to)) for one in bars],
            "CNY/RUB@yahoo": [_with(one, round(rouble(one.made_to) * 0.1405, 4)) for one in bars],
            "USD/RUB@bank_of_canada": [_with(one, crosses.get(one.label, 0.0)) for one in toronto],
            "USD/RUB@ecb": [_last_of_the_rouble(history, "USD")],
            "CNY/RUB@ecb": [_last_of_the_rouble(history, "CNY")],
        }

    def world(self, now: Clock) -> dict[str, Handler]:
        """What answers for each host."""

        def values(code: str, label: date) -> Decimal | None:
            made = label - DAY
            if made not in self.russia_works and (made.weekday() >= 5 or made in self.russia_closed):
                return None
            if now() < at(made, "17:30", MOSCOW) + self.late.get(made, timedelta(0)):
                return None
            return Decimal(f"{official(code, label.isoformat()):.4f}")

        usual = {
            "ecb": ecb(now),
            "cbr": bank_of_russia(lambda: now() + timedelta(hours=2), values),  # the values decide what is out
            "bank_of_canada": _on_open_days(bank_of_canada(now), self.canada_closed),
            "yahoo": yahoo(now),
            "us_federal_register": federal_register(now),
        }
        return {
            host: self._unless_down(source, usual[source], now) for source, hosts in HOSTS.items() for host in hosts
        }

    def _unless_down(self, source: str, usual: Handler, now: Clock) -> Handler:
        refuse = forbidden()

        def answer(ask: Ask) -> Reply:
            return refuse(ask) if self.is_down(source, now()) else usual(ask)

        return answer

    # --- what the oracle is told ---

    def tables(self, makings: Mapping[str, list[Making]], told: Mapping[str, datetime]) -> dict[str, Table]:
        """The series of the asked pairs with what each publisher has told so far."""
        return {
            key: Table(makings[key], told=utc(2026, 1, 1) if ended else told.get(key.partition("@")[2]), ended=ended)
            for pair in self.pairs.split(",")
            for key in makings
            if key.startswith(f"{pair}@")
            for ended in (key.endswith("RUB@ecb"),)
        }


def official(code: str, label: str) -> float:
    """An invented official rate: roubles for the nominal of a currency."""
    day = date.fromisoformat(label)
    level = next(float(entry[4]) for entry in TABLE if entry[1] == code)
    return round(level * (1 + wiggle(day.toordinal(), seed=sum(map(ord, code)) / 50.0)), 4)


def shipped_events(root: Path, first: date, last: date) -> list[Event]:
    """The events of the shipped log that begin in a span of days, read as plain text."""
    with (root / "tracker" / "data" / "policy_events.csv").open(encoding="utf-8", newline="") as file:
        return [
            Event(
                id=row["id"],
                a=datetime.fromisoformat(row["earliest_utc"]),
                b=datetime.fromisoformat(row["latest_utc"]),
                hour_known=row["precision"] != "day",
            )
            for row in csv.DictReader(file)
            if first.isoformat() <= row["date"] <= last.isoformat()
        ]


def _with(one: Making, value: float) -> Making:
    return Making(one.label, one.made_from, one.made_to, one.expected, one.out, value)


def _ecb_rates(until: datetime) -> dict[str, dict[str, float]]:
    """Currency, then day, of the European Central Bank's own table."""
    with zipfile.ZipFile(io.BytesIO(ecb_history(until))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("eurofxref-hist.csv").decode())))
    return {
        code: {row["Date"]: float(row[code]) for row in rows if row[code] != "N/A"} for code in ("USD", "CNY", "RUB")
    }


def _last_of_the_rouble(history: Mapping[str, Mapping[str, float]], base: str) -> Making:
    day = date(2022, 3, 1)
    (one,) = ecb_makings(iter([day]))
    return _with(one, history["RUB"][one.label] / history[base][one.label])


def _canadian(month: Month) -> dict[str, float]:
    """Roubles per US dollar from the Bank of Canada's own document."""
    address = f"https://x/valet/observations/FXRUBCAD,FXUSDCAD/json?start_date={(month.start - 45 * DAY).date()}"
    reply = bank_of_canada(lambda: month.end)(_ask(address))
    rows = json.loads(reply.body)["observations"]
    return {row["d"]: float(row["FXUSDCAD"]["v"]) / float(row["FXRUBCAD"]["v"]) for row in rows}


def _ask(address: str) -> Ask:
    host, _, target = address.removeprefix("https://").partition("/")
    return Ask(host=host, method="GET", target=f"/{target}", headers={}, body=b"")


def _on_open_days(handler: Handler, closed: frozenset[date]) -> Handler:
    """The Bank of Canada without the days on which it is closed."""

    def answer(ask: Ask) -> Reply:
        reply = handler(ask)
        document = json.loads(reply.body)
        days = {day.isoformat() for day in closed}
        document["observations"] = [row for row in document["observations"] if row["d"] not in days]
        return Reply(body=json.dumps(document).encode(), media_type=reply.media_type)

    return answer


def _known_by_day(event_id: str, zone: str) -> Event:
    a, b = local_day(date.fromisoformat(event_id[:10]), zone)
    return Event(event_id, a, b, hour_known=False, zone=zone)


def _between(event_id: str, a: datetime, b: datetime, entered: datetime | None = None) -> Event:
    return Event(event_id, a, b, hour_known=True, entered=entered or utc(2000, 1, 1))


AUTUMN = Month(
    start=utc(2026, 10, 20),
    end=utc(2026, 11, 21),
    pairs="USD/RUB,CNY/RUB,EUR/USD",
    sources=("ecb", "cbr", "yahoo", "bank_of_canada", "us_federal_register"),
    russia_closed=frozenset({date(2026, 11, 4)}),
    canada_closed=frozenset({date(2026, 10, 12), date(2026, 11, 11)}),
    late={date(2026, 10, 29): timedelta(hours=2, minutes=15), date(2026, 11, 16): -timedelta(minutes=100)},
    down={
        "cbr": [(utc(2026, 11, 16, 7), utc(2026, 11, 16, 13))],
        "ecb": [(utc(2026, 11, 11, 9), utc(2026, 11, 13, 9))],
        "yahoo": [(utc(2026, 10, 1), utc(2026, 10, 28)), (utc(2026, 10, 30), utc(2026, 12, 1))],
    },
    critical=(date(2026, 10, 29), date(2026, 11, 16)),
    events=(
        # a Wednesday's working hours; then a whole day in which rates are made
        _between("2026-10-21-designation", utc(2026, 10, 21, 15), utc(2026, 10, 21, 15, 30)),
        _known_by_day("2026-10-22-sectoral-sanctions", "Europe/Brussels"),
        # the Sunday of 25 hours in Berlin, and a Saturday
        _known_by_day("2026-10-25-statement", "Europe/Berlin"),
        _between("2026-10-24-military", utc(2026, 10, 24, 3), utc(2026, 10, 24, 9)),
        # within the Moscow window of the rate that comes late; and the instant of a fixing in Frankfurt
        _between("2026-10-29-central-bank", utc(2026, 10, 29, 10, 30), utc(2026, 10, 29, 11)),
        _between("2026-10-30-price-cap", utc(2026, 10, 30, 13, 10), utc(2026, 10, 30, 13, 40)),
        # the Sunday of 25 hours in Washington; the eve of the Russian holiday, late; the holiday itself
        _known_by_day("2026-11-01-legal-framework", "America/New_York"),
        _between("2026-11-03-asset-freeze", utc(2026, 11, 3, 20), utc(2026, 11, 3, 23)),
        _known_by_day("2026-11-04-diplomatic", "Europe/Moscow"),
        # entered hours after it was said
        _between("2026-11-05-trade-embargo", utc(2026, 11, 5, 6), utc(2026, 11, 5, 7), utc(2026, 11, 5, 13, 10)),
        # while Frankfurt cannot be reached, and on a day on which Canada makes no rate
        _known_by_day("2026-11-11-export-control", "Asia/Tokyo"),
        _between("2026-11-12-countermeasure", utc(2026, 11, 12, 14, 30), utc(2026, 11, 12, 15)),
        # over a weekend; and one whose bounds lie days apart
        _between("2026-11-14-delisting-easing", utc(2026, 11, 14, 12), utc(2026, 11, 15, 12)),
        _between("2026-11-17-market-structure", utc(2026, 11, 17, 9), utc(2026, 11, 19, 9)),
    ),
)  # fmt: skip

TRANSFER = Month(
    start=utc(2025, 10, 25),
    end=utc(2025, 11, 8),
    pairs="USD/RUB",
    sources=("cbr",),
    russia_closed=frozenset({date(2025, 11, 3), date(2025, 11, 4)}),
    russia_works=frozenset({date(2025, 11, 1)}),
    critical=(date(2025, 11, 1),),
    events=(
        _known_by_day("2025-10-31-diplomatic", "America/New_York"),
        _between("2025-11-01-statement", utc(2025, 11, 1, 9), utc(2025, 11, 1, 9, 30)),
        _between("2025-11-01-military", utc(2025, 11, 1, 14), utc(2025, 11, 1, 15)),
        _known_by_day("2025-11-03-countermeasure", "Europe/Moscow"),
    ),
)
