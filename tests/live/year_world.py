"""What five publishers put out in a simulated year, and when they refuse; nothing here asks the product.

The European Central Bank and the Bank of Russia with their rates, one gazette, one feed of announcements, one list.
Outsides are those of ``tests.fakenet``; the tables of what must be known in the end are laid out beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from tests.fakenet import scenarios
from tests.fakenet.bank_of_russia import TABLE, bank_of_russia, published
from tests.fakenet.european_central_bank import _LEVELS as ECB_LEVELS
from tests.fakenet.european_central_bank import _rate as ecb_rate
from tests.fakenet.european_central_bank import ecb, published_days
from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.feeds import feed_hosts
from tests.fakenet.ground import BERLIN, NEW_YORK
from tests.fakenet.other_lists import days_listed, un_security_council
from tests.fakenet.register import documents, federal_register, filings
from tests.live.months import official
from tracker.data.loader import feeds

FEED = "eu_council"
HOSTS = {
    "ecb": "www.ecb.europa.eu",
    "cbr": "www.cbr.ru",
    "us_federal_register": "www.federalregister.gov",
    FEED: "www.consilium.europa.eu",
    "un_sc": "scsanctions.un.org",
}
DAY = timedelta(days=1)
STAYS_LISTED = timedelta(days=60)

RUSSIA_CLOSED = frozenset(
    {
        *(date(2026, 11, 4), date(2027, 2, 22), date(2027, 2, 23), date(2027, 3, 8), date(2027, 5, 3)),
        *(date(2027, 5, 10), date(2027, 6, 14), date(2027, 11, 4), *(date(2027, 1, day) for day in range(1, 11))),
    }
)
"""Weekdays on which the Bank of Russia makes no rates."""

Key = tuple[str, str]
"""A series and a label; a source and the number of an announcement."""


@dataclass(frozen=True)
class Outage:
    """A span in which a source does not do what it should."""

    source: str
    since: datetime
    until: datetime
    refuse: Handler = field(repr=False)


@dataclass(frozen=True)
class Correction:
    """From an instant on, another value of the dollar for one label."""

    label: date
    since: datetime


class World:
    """The publishers of a span. ``now`` is the true time, which whoever simulates sets."""

    def __init__(self, start: datetime, end: datetime, seed: int) -> None:
        chance = Random(f"world {seed}")  # noqa: S311
        self.start, self.end, self.now = start, end, start
        self.outages = tuple(_outages(chance, start, end))
        self.corrections = tuple(_corrections(chance, start, end))
        self.asked: dict[str, int] = dict.fromkeys(HOSTS, 0)
        self.refused: dict[str, int] = dict.fromkeys(HOSTS, 0)
        self.calm = False

    def handlers(self) -> dict[str, Handler]:
        """What answers for each host."""
        usual = {
            "ecb": ecb(lambda: self.now),
            "cbr": bank_of_russia(lambda: self.now, self._official),
            "us_federal_register": federal_register(lambda: self.now),
            FEED: feed_hosts(lambda: self.now, {})[HOSTS[FEED]],
            "un_sc": un_security_council(lambda: self.now),
        }
        return {HOSTS[source]: self._watched(source, handler) for source, handler in usual.items()}

    def _watched(self, source: str, usual: Handler) -> Handler:
        def answer(ask: Ask) -> Reply:
            self.asked[source] += 1
            down = next(
                (one for one in self.outages if one.source == source and one.since <= self.now < one.until), None
            )
            if down is None or self.calm:
                return usual(ask)
            self.refused[source] += 1
            return down.refuse(ask)

        return answer

    # --- the rates ---

    def _official(self, code: str, label: date) -> Decimal | None:
        """Roubles for the nominal, as the Bank says now."""
        made = label - DAY
        if made.weekday() >= 5 or made in RUSSIA_CLOSED:
            return None
        value = official(code, label.isoformat())
        if code == "USD" and any(one.label == label and one.since <= self.now for one in self.corrections):
            value += 0.0101
        return Decimal(f"{value:.4f}")

    def rates(self, until: datetime, since: datetime | None = None) -> dict[Key, Decimal]:
        """What was published after the start, or ``since``, and by an instant: its value now, by series and label."""
        since = since or self.start
        found: dict[Key, Decimal] = {}
        for day in published_days(since.date(), until):
            if datetime.combine(day, time(16), tzinfo=BERLIN) > since:
                label = day.isoformat()
                found |= {(f"EUR/{code}@ecb", label): Decimal(ecb_rate(code, day) or "0") for code in ECB_LEVELS}
        day = since.date()
        while published(day) <= until:
            for _, code, _, nominal, _, _ in TABLE:
                value = self._official(code, day)
                if value is not None and published(day) > since:
                    found[f"{code}/RUB@cbr", day.isoformat()] = value / nominal
            day += DAY
        return found

    def corrected(self, until: datetime) -> set[Key]:
        """The values of which there may be two."""
        return {("USD/RUB@cbr", one.label.isoformat()) for one in self.corrections if one.since <= until}

    # --- what is announced ---

    def announcements(self, until: datetime) -> dict[Key, str]:
        """What was announced after the start and by an instant, by source and number; its title."""
        found = {}
        last = until.astimezone(NEW_YORK).date()
        for one in documents(self.start.astimezone(NEW_YORK).date() + DAY, last):
            if "Cuban" not in str(one["title"]):
                found["us_federal_register", str(one["document_number"])] = str(one["title"])
        for one in filings(until):
            if "Cuban" not in str(one["title"]):
                found["us_federal_register", str(one["document_number"])] = str(one["title"])
        path = "/" + next(iter(feeds().feeds[FEED].addresses.values())).split("/", 3)[3]
        day = self.start.date() + DAY
        while datetime.combine(day, time(18), tzinfo=UTC) <= until:  # shown nine hours after it is dated
            link = f"https://{HOSTS[FEED]}{path}/{day.isoformat()}/0"
            found[FEED, link] = f"New sanctions, package {day.toordinal() % 1000}"
            day += DAY
        return found

    def put_on(self, since: datetime, until: datetime) -> set[str]:
        """Names put on the list after one instant and by another."""
        return {_name(day) for day in set(days_listed(until, NEW_YORK)) | _once(since, until) if _new(day, since)}

    def taken_off(self, since: datetime, until: datetime) -> set[str]:
        """Names taken off the list after one instant and by another."""
        there = set(days_listed(until, NEW_YORK))
        return {_name(day) for day in set(days_listed(since, NEW_YORK)) | _once(since, until) if day not in there}


def _once(since: datetime, until: datetime) -> set[date]:
    """The days of listing of all who were on the list at some time in a span."""
    days: set[date] = set()
    now = since
    while now < until:
        days |= set(days_listed(now, NEW_YORK))
        now += DAY
    return days | set(days_listed(until, NEW_YORK))


def _new(day: date, since: datetime) -> bool:
    return day not in set(days_listed(since, NEW_YORK)) and day > since.astimezone(NEW_YORK).date() - STAYS_LISTED


def _name(day: date) -> str:
    return f"PERSON OF {day:%d %B %Y}"


def _outages(chance: Random, start: datetime, end: datetime) -> Iterator[Outage]:
    """Each source is away every few weeks, for hours or days; what it answers then differs."""
    ways: Sequence[Handler] = (
        scenarios.broken(503),
        scenarios.forbidden(),
        scenarios.web_page(),
        scenarios.not_found(),
        scenarios.rate_limited(retry_after="3600"),
    )
    for source in HOSTS:
        at = start + DAY * chance.uniform(3, 25)
        while at < end:
            longest = 1.0 if source == FEED else 3.0  # a feed shows ten days: the machine may be asleep for seven
            until = at + DAY * chance.choice((chance.uniform(0.1, 0.5), chance.uniform(0.5, longest)))
            yield Outage(source, at, until, chance.choice(ways))
            at = until + DAY * chance.uniform(12, 40)


def _corrections(chance: Random, start: datetime, end: datetime) -> Iterator[Correction]:
    """A few times a year the Bank corrects a rate of some days before, once."""
    day = start.date() + DAY * chance.randint(8, 20)
    while day < end.date():
        made = day - DAY
        if made.weekday() < 5 and made not in RUSSIA_CLOSED:
            yield Correction(day, published(day).astimezone(UTC) + DAY * chance.randint(3, 8))
            day += DAY * chance.randint(60, 100)
        else:
            day += DAY


def environment(others: Mapping[str, object]) -> dict[str, str]:
    """Settings of the installation: the sources of this world alone."""
    return {
        "TRACKER_PAIRS": "USD/RUB,EUR/USD",
        "TRACKER_SOURCES_DISABLED": ",".join(sorted(set(others) - set(HOSTS))),
    }
