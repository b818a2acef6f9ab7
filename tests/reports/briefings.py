"""Briefings built by hand for the tests: the week of the float, the freeze of 2022, a quiet and a rateless week."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tests.reports.policy_events import FEBRUARY, NOVEMBER, event
from tracker.events.alignment import FixingIndex, align_all
from tracker.events.windows import windows_of
from tracker.model.alignment import Alignment, Move, Window
from tracker.model.event import PolicyEvent
from tracker.model.instants import Interval
from tracker.model.observation import Observation
from tracker.model.schedule import FixingSchedule, MethodVersion, WorkingCalendar
from tracker.model.series import Series, SeriesName
from tracker.reports.briefing import (
    AheadItem,
    Briefing,
    ChartMark,
    CoverageLine,
    Decomposition,
    DecompositionPart,
    EventItem,
    LedgerQuality,
    Level,
    LevelSpan,
    OtherMove,
    PeriodInfo,
    Rank,
    RateSummary,
    Reaction,
    ReportWarning,
    SecondSeries,
    SeriesInfo,
    Stale,
    Tally,
    WindowFinding,
)
from tracker.services.backdrop import backdrop_of

KEY = "USD/RUB@ecb"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SCHEDULE = FixingSchedule(
    key="ecb",
    zone="Europe/Berlin",
    label="same_day",
    calendar="weekdays",
    versions=(MethodVersion(method="concertation", starts=time(14, 10), ends=time(14, 10), published=time(14, 30)),),
)
INFO = SeriesInfo(
    series=Series(name=SeriesName.parse(KEY), kind="fixing", schedule="ecb", unit="roubles per dollar"),
    schedule="ECB fixings (14:10 Frankfurt)",
    zone="Europe/Berlin",
    place="Frankfurt",
    cutoff="14:10",
    credit="European Central Bank",
    ended="rouble ends 1 Mar 2022",
)
AUTUMN_2014 = """
2013-12-31 32.86535  2014-10-17 40.79474  2014-10-20 41.03954  2014-10-21 41.02970  2014-10-22 41.08012
2014-10-23 41.57676  2014-10-24 41.97251  2014-10-27 42.28094  2014-10-28 42.47647  2014-10-29 42.86967
2014-10-30 42.14883  2014-10-31 43.00343  2014-11-03 43.31506  2014-11-04 43.66110  2014-11-05 44.35256
2014-11-06 46.01182  2014-11-07 46.13911  2014-11-10 45.48134  2014-11-11 46.67337  2014-11-12 46.29662
2014-11-13 46.59457  2014-11-14 47.30460
"""
WINTER_2022 = """
2021-12-31 75.31379  2022-01-31 77.10000  2022-02-21 78.57347  2022-02-22 79.17960  2022-02-23 80.11204
2022-02-24 85.74532  2022-02-25 82.53147  2022-02-28 103.12010
"""


def levels(table: str) -> dict[str, Decimal]:
    """Label → value of a table typed above."""
    words = table.split()
    return {label: Decimal(value) for label, value in zip(words[::2], words[1::2], strict=True)}


def period(since: date, until: date, kind: str, label: str) -> PeriodInfo:
    """A period in UTC days."""
    start, end = (datetime.combine(day, time(0), tzinfo=UTC) for day in (since, until))
    return PeriodInfo(start=start, end=end, zone="UTC", since=since, until=until, label=label, kind=kind)


def observations(values: dict[str, Decimal]) -> list[Observation]:
    """The values as observations of the fixing schedule."""
    return [
        Observation(series=KEY, fixing=SCHEDULE.fixing(label), value=value, vintage=NOW)
        for label, value in sorted(values.items())
    ]


def aligned(events: tuple[PolicyEvent, ...], values: dict[str, Decimal], now: datetime = NOW) -> tuple[Alignment, ...]:
    """The events against the fixings."""
    index = FixingIndex(observation.fixing for observation in observations(values))
    calendar = WorkingCalendar(key="weekdays")
    return align_all(events, index, series=KEY, schedule=SCHEDULE, calendar=calendar, now=now)


def reaction_of(alignment: Alignment, values: dict[str, Decimal], verdicts: dict[str, str]) -> Reaction:
    """An alignment with the moves of its ends."""
    labels = sorted(values)

    def value(fixing: object) -> Decimal | None:
        return None if fixing is None else values[fixing.label]  # type: ignore[attr-defined]

    pre, could, must = value(alignment.pre), value(alignment.earliest), value(alignment.latest)
    before_must = values[labels[labels.index(alignment.latest.label) - 1]] if alignment.latest else None
    return Reaction(
        alignment=alignment,
        value_pre=pre,
        value_earliest=could,
        value_latest=must,
        to_latest=Move.between(pre, must) if pre and must else None,
        to_earliest=Move.between(pre, could) if pre and could else None,
        last_step=Move.between(before_must, must) if before_must and must else None,
        verdict_earliest=verdicts.get(alignment.earliest.label, "") if alignment.earliest else "",
        verdict_latest=verdicts.get(alignment.latest.label, "") if alignment.latest else "",
    )


def span(values: dict[str, Decimal], first: str, last: str) -> LevelSpan:
    """Two levels and the move between them."""
    return LevelSpan(
        from_label=first,
        from_value=values[first],
        to_label=last,
        to_value=values[last],
        move=Move.between(values[first], values[last]),
    )


NUMBERS = {
    "2014-11-10": {"own_part": -0.0096, "pvalue": 0.36, "verdict": "cannot tell"},
    "2014-11-11": {
        "own_part": 0.0208,
        "pvalue": 0.09,
        "verdict": "cannot tell",
        "sigma": 0.0122,
        "threshold": 0.026,
        "mde": 0.036,
        "interval": (-0.0052, 0.0468),
        "textbook_t": 4.2,
        "textbook_pvalue": 0.00004,
        "rank_note": "Second-largest fall in a year (6 Nov: 3.6 %)",
    },
    "2014-11-12": {"own_part": -0.0070, "pvalue": 0.50, "verdict": "ordinary"},
    "2014-11-13": {"own_part": 0.0050, "pvalue": 0.61, "verdict": "ordinary"},
    "2014-11-14": {"own_part": 0.0110, "pvalue": 0.29, "verdict": "cannot tell"},
    "2022-02-28": {
        "own_part": 0.2190,
        "pvalue": 0.0012,
        "at_floor": True,
        "verdict": "unusual",
        "sigma": 0.03,
        "threshold": 0.07,
        "mde": 0.09,
        "textbook_t": 24.0,
        "textbook_pvalue": 0.0,
    },
}


def findings(windows: tuple[Window, ...], numbers: dict[str, dict[str, object]]) -> tuple[WindowFinding, ...]:
    """The windows with the numbers typed above."""
    return tuple(
        WindowFinding(window=window, **numbers.get(window.fixing.label, {}))  # type: ignore[arg-type]
        for window in windows
    )


def decomposition(total: float, **parts: float) -> Decomposition:
    """A sum whose own part takes what is left."""
    texts = {"dollar": "dollar", "emerging": "other currencies", "oil": "oil currencies", "drift": "usual drift"}
    rows = [DecompositionPart(key=key, text=texts[key], value=value) for key, value in parts.items()]
    rest = total - sum(parts.values())
    return Decomposition(
        total=total, parts=(*rows, DecompositionPart(key="own", text="the rouble's own part", value=rest))
    )


def briefing_of(
    table: str,
    events: tuple[PolicyEvent, ...],
    when: PeriodInfo,
    *,
    numbers: dict[str, dict[str, object]] = NUMBERS,
    chart_from: str,
    year_from: str,
    four_weeks: str,
    rank: Rank | None = None,
    marks: tuple[ChartMark, ...] = (),
    **more: object,
) -> Briefing:
    """A briefing whose levels, windows and alignments come from one table and one tuple of events."""
    values = levels(table)
    alignments = aligned(events, values)
    span_of_time = Interval(start=when.start, end=when.end)
    windows = windows_of(observations(values), alignments, period=span_of_time)
    found = findings(windows, numbers)
    named = {event_id for window in windows for event_id in (*window.certain, *window.possible)}
    verdicts = {one.label: one.verdict for one in found}
    items = tuple(
        EventItem(event=one, reactions=(reaction_of(alignment, values, verdicts),))
        for one, alignment in zip(events, alignments, strict=True)
        if one.id in named or when.start <= one.time.interval.start < when.end
    )
    last = windows[-1].fixing.label
    chart = [label for label in sorted(values) if chart_from <= label <= last]
    points = tuple(
        Level(label=label, value=values[label], group="{}-{}".format(*date.fromisoformat(label).isocalendar()[:2]))
        for label in chart
    )
    rate = RateSummary(
        period=span(values, windows[0].pre.label, last),
        four_weeks=span(values, four_weeks, last),
        year=span(values, year_from, last),
        rank=rank,
        chart=points,
        low=min(points, key=lambda point: point.value),
        high=max(points, key=lambda point: point.value),
        marks=marks,
    )
    fields: dict[str, object] = {
        "period": when,
        "generated_at": NOW,
        "public_by": NOW,
        "info": INFO,
        "rate": rate,
        "windows": found,
        "events": items,
        "model": "a regression on the dollar, emerging-market and oil currencies",
        "factors": ("dollar", "emerging", "oil"),
        "recorded_since": NOW - timedelta(days=3),
        "backdrop": backdrop_of(
            [one for one in observations(values) if one.label <= last], when, events, "Europe/Berlin"
        ),
        **more,
    }
    return Briefing(**fields)  # type: ignore[arg-type]


WEEK_46 = period(date(2014, 11, 10), date(2014, 11, 17), "week", "2014-W46")
MONDAY_2022 = period(date(2022, 2, 28), date(2022, 3, 1), "day", "2022-02-28")
COVERAGE = (CoverageLine(source="ecb", title="one source: ECB", newest="2022-03-01", remark="embedded copy"),)
CBR_MISSING = SecondSeries(
    series="USD/RUB@cbr",
    title="Bank of Russia",
    cutoff="Moscow 10:00–11:30",
    missing="no Bank of Russia rates are stored",
    advice="tracker fetch cbr --since 2013-01-01",
)


def week_of_the_float(table: str = AUTUMN_2014, **changes: object) -> Briefing:
    """10–16 November 2014."""
    briefing = briefing_of(
        table,
        NOVEMBER,
        WEEK_46,
        chart_from="2014-10-20",
        year_from="2013-12-31",
        four_weeks="2014-10-17",
        rank=Rank(position=7, of=53),
        marks=(ChartMark(day=date(2014, 11, 10), text="float"),),
        decomposition=decomposition(0.02494, dollar=0.0006, emerging=-0.0010, oil=0.00004, drift=0.0044),
        others=(OtherMove(name="euro", change=0.003), OtherMove(name="emerging-market basket", change=0.001)),
        tally=Tally(year="2014", n=224, marked=12, textbook=39, by_chance=11.2),
        ahead=(AheadItem(day=date(2014, 11, 17), what="EU foreign ministers"),),
        coverage=COVERAGE,
        second=(CBR_MISSING,),
        quality=LedgerQuality(n=9, primary=1, timed=3, unconfirmed=1),
        warnings=(ReportWarning(code="second-series-missing", message="No second cut-off is stored.", source="cbr"),),
    )
    return dataclasses.replace(briefing, **changes)  # type: ignore[arg-type]


def monday_after_the_freeze() -> Briefing:
    """28 February 2022: one move, many events."""
    return briefing_of(
        WINTER_2022,
        FEBRUARY,
        MONDAY_2022,
        chart_from="2022-02-21",
        year_from="2021-12-31",
        four_weeks="2022-01-31",
        tally=Tally(year="2022", n=40, marked=9, textbook=13, by_chance=2.0),
        coverage=COVERAGE,
        quality=LedgerQuality(n=5, primary=2, timed=1),
    )


def empty_week() -> Briefing:
    """A week with rates in which nothing was logged."""
    return briefing_of(
        AUTUMN_2014,
        (),
        WEEK_46,
        numbers={},
        chart_from="2014-10-20",
        year_from="2013-12-31",
        four_weeks="2014-10-17",
        coverage=COVERAGE,
    )


def week_without_a_rate() -> Briefing:
    """A week after the series ended: events, no rate, one of them still waiting, and another week asked for."""
    when = period(date(2014, 11, 17), date(2014, 11, 24), "week", "2014-W47")
    late = (
        event(
            "2014-11-17-eu-ministers",
            "EU ministers ask for more separatist listings only",
            "2014-11-16T23:00",
            "2014-11-17T23:00",
            zone="Europe/Brussels",
            issuer="EU Council",
            jurisdiction="EU",
            actor="Federica Mogherini",
        ),
    )
    values = levels(AUTUMN_2014)
    alignments = aligned(late, values, now=datetime(2014, 11, 18, 7, tzinfo=UTC))
    items = tuple(
        EventItem(event=one, reactions=(Reaction(alignment=alignment, value_pre=values["2014-11-14"]),))
        for one, alignment in zip(late, alignments, strict=True)
    )
    return Briefing(
        period=when,
        generated_at=NOW,
        public_by=NOW,
        info=INFO,
        no_rate="No fixing of the rouble was made in this week: the newest is of 14 Nov 2014.",
        events=items,
        stale=Stale(asked_for="the week of 16–22 November 2026", because="no source could be reached"),
        warnings=(ReportWarning(code="no-rate", message="The period has no rate.", source="ecb"),),
    )
