"""Briefings of many kinds for letters: other pairs, changes of method, second rates, everything that can be missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tests.reports import briefings
from tracker.data.loader import schedule_of
from tracker.model.observation import Observation
from tracker.model.schedule import Fixing
from tracker.model.series import Series, SeriesName
from tracker.reports.briefing import (
    AheadItem,
    Briefing,
    Correction,
    CoverageLine,
    ListsInfo,
    ReportWarning,
    SecondSeries,
    WatchedPair,
)
from tracker.reports.levels import MethodBreak
from tracker.reports.official_gap import OfficialGap
from tracker.reports.reasons import told_reason
from tracker.reports.wording import Told, told
from tracker.services.series_words import info_of

CBR = info_of(Series(name=SeriesName.parse("USD/RUB@cbr"), kind="fixing", schedule="cbr", unit="roubles per dollar"))
ECB = info_of(
    dataclasses.replace(briefings.INFO.series, ends=date(2022, 3, 1)), date(2014, 11, 12), seen=date(2026, 11, 23)
)


def as_shipped(briefing: Briefing) -> Briefing:
    """With the words for its series, and those warnings alone, that services give it."""
    warnings = tuple(one for one in briefing.warnings if isinstance(one.message, Told))
    return dataclasses.replace(briefing, info=ECB, warnings=warnings)


def of_pair(pair: str) -> Briefing:
    """The week of the float as if it were another pair's."""
    series = dataclasses.replace(briefings.INFO.series, name=SeriesName.parse(f"{pair}@ecb"))
    briefing = dataclasses.replace(
        as_shipped(briefings.week_of_the_float()), info=dataclasses.replace(ECB, series=series)
    )
    events = tuple(
        dataclasses.replace(item, reactions=tuple(_at(one, f"{pair}@ecb") for one in item.reactions))
        for item in briefing.events
    )
    return dataclasses.replace(briefing, events=events)


def _at(reaction: briefings.Reaction, series: str) -> briefings.Reaction:
    return dataclasses.replace(reaction, alignment=dataclasses.replace(reaction.alignment, series=series))


def with_breaks(*labels: str, only_longer: bool = False) -> Briefing:
    """The way the rate is made changed on those days."""
    briefing = briefings.week_of_the_float()
    fixings = {found.label: found.window.fixing for found in briefing.windows}
    breaks = tuple(MethodBreak(fixing=fixings[label], before="exchange") for label in labels)
    rate = briefing.rate
    assert rate is not None
    assert rate.year is not None
    assert rate.four_weeks is not None
    changed = dataclasses.replace(
        rate,
        year=dataclasses.replace(rate.year, breaks=breaks),
        four_weeks=dataclasses.replace(rate.four_weeks, breaks=breaks),
        period=dataclasses.replace(rate.period, breaks=() if only_longer else breaks),
    )
    return as_shipped(dataclasses.replace(briefing, rate=changed))


def with_second(direction: str) -> Briefing:
    """Another rate that went the same way, the other way, or nowhere."""
    briefing = briefings.week_of_the_float()
    rate = briefing.rate
    assert rate is not None
    span = rate.period
    values = {
        "same": (span.from_value, span.to_value),
        "opposite": (span.to_value, span.from_value),
        "unchanged": (span.from_value, span.from_value),
    }[direction]
    moved = dataclasses.replace(
        span, from_value=values[0], to_value=values[1], move=briefings.Move.between(values[0], values[1])
    )
    if direction == "opposite":
        moved = dataclasses.replace(
            moved, breaks=(MethodBreak(fixing=briefing.windows[1].window.fixing, before="exchange"),)
        )
    second = SecondSeries(
        series="USD/RUB@cbr", title=CBR.credit, info=CBR, period=moved, windows=briefing.windows, cutoff="11:30"
    )
    return as_shipped(dataclasses.replace(briefing, second=(second,)))


def with_gap(value: str, later: timedelta) -> Briefing:
    """An official rate beside the market's, made so much later (or earlier)."""
    schedule = schedule_of("cbr")
    label = "2014-11-15"
    own = schedule.fixing(label)
    made = own.made_to + later if later >= timedelta(0) else own.made_from + later
    fixing = Fixing(label=label, made_from=made, made_to=made, published_at=made, method=own.method)
    newest = Observation(series="gap", fixing=fixing, value=Decimal(value), vintage=briefings.NOW)
    gap = OfficialGap(
        series=briefings.INFO.series,
        schedule=schedule,
        official=told("publisher.cbr.short"),
        market=told("publisher.moex.short"),
        within=(newest,),
        typical=0.31,
        largest=newest,
        since=newest,
        n=20,
    )
    return as_shipped(briefings.week_of_the_float(gap=gap))


def judged(**changes: object) -> Briefing:
    """The week of the float with another finding on its Tuesday, and nothing said of the other days."""
    briefing = briefings.week_of_the_float()
    elsewhere = "ordinary" if changes.get("verdict") == "ordinary" else "cannot tell"
    windows = tuple(
        dataclasses.replace(one, **changes)  # type: ignore[arg-type]
        if one.label == "2014-11-11"
        else dataclasses.replace(one, pvalue=None, verdict=elsewhere)
        for one in briefing.windows
    )
    return as_shipped(dataclasses.replace(briefing, windows=windows))


def two_days(pvalue: float, verdict: str, *, larger: float | None = 0.3) -> Briefing:
    """Tuesday's move is the largest, Friday's the rarest; ``larger`` is the p-value of Tuesday's."""
    briefing = briefings.week_of_the_float()
    friday = {"2014-11-14": {"pvalue": pvalue, "verdict": verdict}, "2014-11-11": {"pvalue": larger}}
    windows = tuple(
        dataclasses.replace(one, **({"pvalue": 0.6, "verdict": "cannot tell"} | friday.get(one.label, {})))  # type: ignore[arg-type]
        for one in briefing.windows
    )
    return as_shipped(dataclasses.replace(briefing, windows=windows))


def holiday_week() -> Briefing:
    """Few rates, and what lies ahead: a holiday over New Year, a meeting with its hour, terms that end."""
    meeting = datetime(2014, 12, 11, 10, 30, tzinfo=UTC)
    ahead = (
        AheadItem(day=date(2014, 12, 31), last=date(2015, 1, 8), what=told("ahead.holiday", bank="Bank of Russia")),
        AheadItem(
            day=date(2014, 12, 11),
            at=meeting,
            zone="Europe/Moscow",
            what="Bank of Russia decides on its key rate",
            kind="rate_meeting",
        ),
        AheadItem(
            day=date(2015, 3, 15),
            what=told(
                "ahead.no_prolongation",
                title="EU listings over Ukraine's territorial integrity (Decision 2014/145/CFSP) end unless prolonged",
            ),
        ),
        AheadItem(day=date(2014, 11, 20), what=told("ahead.ends", title="GL 8L")),
        AheadItem(day=date(2014, 11, 17), what="EU Council"),
    )
    return as_shipped(briefings.week_of_the_float(ahead=ahead))


def with_everything_missing() -> Briefing:
    """Each reason there is for something to be left out."""
    day = date(2014, 11, 14)
    ended = ECB.ended
    warnings = (
        told("rates.begin_late", series="USD/RUB@ecb", day=day),
        told("rates.cut_short", day=day),
        told("rates.cut_short_for_good", day=day, ended=ended),
        told("rates.indicative"),
        told("rates.left_out", name=told("publisher.yahoo.short"), because="their terms do not allow republishing"),
        told("rates.left_out", name="desk", because="nobody has declared that they may be republished"),
        told("rates.asked_for", asked="2026-W46", because=told("rates.newest_after", pair="USD/RUB", day=day)),
    )
    watched = (
        WatchedPair(pair="USD/UAH", missing=told("rates.none_of_period")),
        WatchedPair(pair="EUR/RUB", info=ECB, period=briefings.week_of_the_float().rate.period),  # type: ignore[union-attr]
    )
    coverage = (
        CoverageLine(source="cbr", title=CBR.credit, status="missing"),
        CoverageLine(source="boc", title=told("publisher.bank_of_canada.full"), status="missing"),
        CoverageLine(source="moex", title=told("publisher.moex.full"), status="stale"),
        CoverageLine(source="ru", title="Bank of Russia: news", kind="announcements", status="failed"),
    )
    return as_shipped(
        briefings.week_of_the_float(
            warnings=tuple(ReportWarning(code="x", message=message) for message in warnings),
            watched=watched,
            coverage=coverage,
            lists=ListsInfo(stored=True),
            credits=("Source: European Central Bank, euro foreign exchange reference rates.",),
            ledger_note=told("ledger.own.other", n=3, target="Belarus", whole="Russia"),
            software_version="1.0",
        )
    )


def many_registers() -> Briefing:
    """More registers than are named."""
    titles = (
        "US Federal Register: OFAC and presidential documents on Russia",
        "EU acts amending the sanctions frameworks",
    )
    lines = tuple(
        CoverageLine(source=str(number), title=titles[number % 2], kind="announcements", status="missing")
        for number in range(6)
    )
    return as_shipped(briefings.week_of_the_float(coverage=lines))


def without_a_rate(why: str) -> Briefing:
    """A week without a rate, for a reason as services tell it."""
    return as_shipped(dataclasses.replace(briefings.week_without_a_rate(), no_rate=why, stale=None))


def _unfinished() -> Briefing:
    period = dataclasses.replace(briefings.WEEK_46, complete=False)
    return as_shipped(briefings.week_of_the_float(period=period))


def _early_end() -> Briefing:
    briefing = briefings.week_of_the_float()
    rate = briefing.rate
    assert rate is not None
    made = datetime.combine(date(2014, 11, 11), time(13), tzinfo=UTC)
    period = dataclasses.replace(rate.period, to_label="2014-11-11", to_made=made)
    return as_shipped(dataclasses.replace(briefing, rate=dataclasses.replace(rate, period=period)))


def _still() -> Briefing:
    briefing = briefings.empty_week()
    rate = briefing.rate
    assert rate is not None
    value = rate.period.to_value
    period = dataclasses.replace(rate.period, from_value=value, move=briefings.Move.between(value, value))
    return as_shipped(dataclasses.replace(briefing, rate=dataclasses.replace(rate, period=period)))


def _rising() -> Briefing:
    briefing = briefings.week_of_the_float()
    rate = briefing.rate
    assert rate is not None
    span = rate.period
    move = briefings.Move.between(span.to_value, span.from_value)
    risen = dataclasses.replace(span, from_value=span.to_value, to_value=span.from_value, move=move)
    return as_shipped(dataclasses.replace(briefing, rate=dataclasses.replace(rate, period=risen, year=risen)))


def _indicative() -> Briefing:
    series = dataclasses.replace(briefings.INFO.series, indicative=True)
    return dataclasses.replace(as_shipped(briefings.week_of_the_float()), info=dataclasses.replace(ECB, series=series))


_DAY = date(2022, 3, 1)
MAKERS: dict[str, Callable[[], Briefing]] = {
    "float": lambda: as_shipped(briefings.week_of_the_float()),
    "freeze": lambda: as_shipped(briefings.monday_after_the_freeze()),
    "empty": lambda: as_shipped(briefings.empty_week()),
    "rateless": lambda: without_a_rate(
        told("rates.ended_before_for_good", day=_DAY, credit=ECB.credit, ended=ECB.ended)
    ),
    "never stored": lambda: without_a_rate(told("rates.none_stored", pair="USD/RUB")),
    "holiday": lambda: without_a_rate(told("rates.none_made")),
    "weekend": lambda: without_a_rate(told("rates.weekend.sunday", day=_DAY)),
    "later": lambda: without_a_rate(told("rates.begin_after", day=_DAY)),
    "no reason": lambda: without_a_rate(""),
    "unfinished": _unfinished,
    "early end": _early_end,
    "still": _still,
    "rising": _rising,
    "indicative": _indicative,
    "hryvnia": lambda: of_pair("USD/UAH"),
    "lira": lambda: of_pair("GBP/TRY"),
    "krone": lambda: of_pair("HKD/NOK"),
    "unknown": lambda: of_pair("XDR/AED"),
    "break": lambda: with_breaks("2014-11-11"),
    "two breaks": lambda: with_breaks("2014-11-11", "2014-11-13"),
    "break before": lambda: with_breaks("2014-11-10", only_longer=True),
    "second same": lambda: with_second("same"),
    "second opposite": lambda: with_second("opposite"),
    "second still": lambda: with_second("unchanged"),
    "gap": lambda: with_gap("0.4", timedelta(hours=5)),
    "gap below": lambda: with_gap("-0.4", timedelta(hours=-1)),
    "gap level": lambda: with_gap("0.001", timedelta(0)),
    "unusual": lambda: judged(pvalue=0.004, verdict="unusual"),
    "borderline": lambda: judged(pvalue=0.04, verdict="somewhat unusual", borderline=True),
    "ordinary": lambda: judged(pvalue=0.5, verdict="ordinary"),
    "two days": lambda: two_days(0.2, "cannot tell"),
    "two days, the smaller stands out": lambda: two_days(0.03, "somewhat unusual"),
    "two days, the larger not judged": lambda: two_days(0.2, "cannot tell", larger=None),
    "small p": lambda: judged(pvalue=0.01, verdict="cannot tell"),
    "held": lambda: judged(
        pvalue=None,
        not_applicable=told_reason("not applicable: unchanged on 97 % of the 250 days before, as if held by decree"),
    ),
    "too little": lambda: judged(pvalue=None, not_applicable=told("judged.too_little")),
    "too few": lambda: judged(
        pvalue=None,
        not_applicable=told_reason("250 ordinary observations are needed before the window, there are 31"),
    ),
    "not said": lambda: judged(pvalue=None, not_applicable=""),
    "ahead": holiday_week,
    "missing": with_everything_missing,
    "registers": many_registers,
    "corrected": lambda: as_shipped(
        briefings.week_of_the_float(
            corrections=(Correction(recorded_at=briefings.NOW, about="USD/RUB", text="“Friday's rate was wrong.”"),)
        )
    ),
}
"""Letters of every kind, by name."""
