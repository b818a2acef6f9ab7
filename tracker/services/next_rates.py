"""The next official rates of the watched series' banks, by their schedules: when each is made and when it is out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from tracker.data.loader import schedule_of
from tracker.errors import UsageError
from tracker.model.instants import zone
from tracker.model.schedule import Fixing, FixingSchedule
from tracker.model.scheduled import Scheduled
from tracker.model.series import Series
from tracker.services import expected
from tracker.services.context import Context
from tracker.services.rates import report_series, resolve
from tracker.services.series_words import info_of, place_of

HOMEPAGES = {
    "bank_of_canada": "https://www.bankofcanada.ca/rates/exchange/daily-exchange-rates/",
    "cbr": "https://www.cbr.ru/eng/currency_base/daily/",
    "ecb": "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
}
"""Where each bank publishes its rates."""

_SEATS = {"bank_of_canada": "CA", "cbr": "RU", "ecb": "EU"}
_FACTOR = "EUR/USD@ecb"
"""What every rouble's own part is told apart with, so its next rate is waited for as well."""


def next_rates(context: Context, after: datetime) -> tuple[Scheduled, ...]:
    """The first rate out after an instant, one for each bank of the configured pairs' series, with those series."""
    found: defaultdict[tuple[str, Fixing], list[Series]] = defaultdict(list)
    schedules: dict[str, FixingSchedule] = {}
    for series in _watched(context):
        schedules[series.schedule] = schedule_of(series.schedule)
        fixing = expected.upcoming(schedules[series.schedule], after)
        if fixing is not None:
            found[series.name.publisher, fixing].append(series)
    return tuple(
        _item(publisher, fixing, series, schedules[series[0].schedule]) for (publisher, fixing), series in found.items()
    )


def _watched(context: Context) -> Iterator[Series]:
    """The official series of the configured pairs, and the factor; a pair that nobody quotes has none."""
    seen: set[str] = set()
    for pair in context.settings.pairs:
        try:
            declared = report_series(pair, context.settings.sources_enabled)
        except UsageError:
            continue
        for one in (*declared, *resolve(_FACTOR)):
            if one.kind == "fixing" and one.name.publisher in HOMEPAGES and one.key not in seen:
                seen.add(one.key)
                yield one


def _item(publisher: str, fixing: Fixing, series: list[Series], schedule: FixingSchedule) -> Scheduled:
    place = zone(schedule.zone)
    begins, ends, out = (one.astimezone(place) for one in (fixing.made_from, fixing.made_to, fixing.published_at))
    made = f"{begins:%H:%M}" if begins == ends else f"{begins:%H:%M}–{ends:%H:%M}"
    day = "" if begins.date() == out.date() else f" on {begins.date().isoformat()}"
    pairs = ", ".join(dict.fromkeys(one.name.pair for one in series))
    label = "" if fixing.label == begins.date().isoformat() else f", labelled {fixing.label}"
    bank = info_of(series[0]).credit
    return Scheduled(
        day=out.date(),
        title=f"{bank}: rate of {pairs} is out{label}, made {made} {place_of(schedule.zone)}{day}",
        kind="rate",
        jurisdiction=_SEATS[publisher],
        source=bank,
        reference=fixing.method,
        url=HOMEPAGES[publisher],
        certainty="usual",
        at=fixing.published_at,
        zone=schedule.zone,
        key=f"{publisher} {fixing.label}",
    )
