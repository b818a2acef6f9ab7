"""The briefing: what one report, its letter and its JSON are made of, gathered once for one period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker import __version__
from tracker.events.windows import windows_of
from tracker.model.alignment import Window
from tracker.model.event import PolicyEvent
from tracker.model.instants import zone as iana_zone
from tracker.model.period import Period, last_complete_week, week_of
from tracker.model.series import Series, SeriesName
from tracker.reports.briefing import (
    Briefing,
    LedgerQuality,
    ListsInfo,
    PeriodInfo,
    ReportWarning,
    SecondSeries,
    Stale,
    WatchedPair,
    belongs,
)
from tracker.reports.currencies import pair_of
from tracker.reports.findings import most_unusual_of
from tracker.reports.official_gap import OfficialGap
from tracker.reports.wording import told
from tracker.services import ledger
from tracker.services.about import ledger_note
from tracker.services.ahead import items_ahead
from tracker.services.aligning import align_events
from tracker.services.backdrop import backdrop_of
from tracker.services.calibrations import calibration_lines
from tracker.services.choosing import chosen_levels
from tracker.services.context import Context
from tracker.services.coverage import begins_late, coverage, cut_short, second_series
from tracker.services.event_items import event_items
from tracker.services.expected import upcoming
from tracker.services.findings import Daily, decomposition
from tracker.services.frames import Frames, frames_of
from tracker.services.known_events import public_events
from tracker.services.ledger_history import year_up_to
from tracker.services.ledger_version import ledger_version_of
from tracker.services.listed import lists_of
from tracker.services.official_gaps import gap_of_report
from tracker.services.origins import with_origins
from tracker.services.rate_summary import summarise
from tracker.services.rates import KnownBy, Levels, asked_series, companions, known_series, read_levels, resolve
from tracker.services.reviewing import set_aside_words
from tracker.services.rights import allowed, barred, credit_lines, left_out, require_republishable
from tracker.services.series_words import info_of
from tracker.services.spans import day_span
from tracker.services.unseen import announcements_unseen, begins_after
from tracker.services.used_sources import used_sources
from tracker.services.watched import watched_pairs

_SATURDAY = 5
_NEAR = timedelta(days=30)
"""Events this near a period may share its fixings: no calendar closes longer."""


def brief(
    context: Context,
    period: Period,
    *,
    pair: str | None = None,
    known: KnownBy | None = None,
    recorded: Sequence[PolicyEvent] | None = None,
) -> Briefing:
    """Gather the briefing of one period for a pair (the first configured one by default).

    ``recorded`` is the ledger's accepted events where somebody has read them already, for many periods.
    Raises ``NoDataError`` when ``as_of`` lies before this installation's first record, and ``UsageError`` for a pair
    nobody quotes. A period without a rate is briefed all the same: its events, and why there is no rate.
    """
    known = (known or KnownBy()).at(context.now)
    return _gathered(context, period, _candidates(context, pair, known), known, recorded=recorded).briefing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered:
    """A briefing with what it was made from, for whoever asks further of the same period.

    ``candidates`` are the series it could have rested on, in order of trust, ``levels`` the one it does rest on.
    ``frames`` and ``daily`` are None where the period has no rate.
    """

    briefing: Briefing
    candidates: tuple[Levels, ...]
    levels: Levels
    frames: Frames | None
    daily: Daily | None


def gather(
    context: Context, period: Period, *, pair: str | None = None, series: str | None = None, known: KnownBy
) -> Gathered:
    """The briefing of one period with what it was made from; ``series`` makes one series, and no other, its ground."""
    if series is None:
        return _gathered(context, period, _candidates(context, pair, known), known)
    wanted = known_series(context, series)[0]
    if known.republish:
        require_republishable(wanted)
    others = (one for one in companions(wanted.name, context) if one.key != wanted.key)
    shown = (one for one in others if not (known.republish and barred(one)))
    candidates = [read_levels(context, one.name, known) for one in (wanted, *shown)]
    return _gathered(context, period, candidates, known, headline=candidates[0])


def brief_newest(context: Context, *, pair: str | None = None, known: KnownBy | None = None) -> Briefing:
    """Brief the last complete week; where it has no rate, the newest week that has one, and say so."""
    known = (known or KnownBy()).at(context.now)
    candidates = _candidates(context, pair, known)
    instant, zone = known.instant(context.now), context.settings.zone
    asked = last_complete_week(instant, zone)
    newest = _newest(candidates, asked)
    if newest is None or newest.observations[-1].fixing.made_to in asked:
        return _gathered(context, asked, candidates, known).briefing
    observation = newest.observations[-1]
    week = week_of(observation.fixing.made_to.astimezone(iana_zone(zone)).date(), zone=zone, now=instant)
    after = date.fromisoformat(observation.label[:10])
    reason = told("rates.newest_after", pair=newest.series.name.pair, day=after)
    words = info_of(newest.series, seen=instant.date())
    if words.ended and newest.series.ends is not None and observation.label >= newest.series.ends.isoformat():
        reason = told("rates.newest_when_ended", pair=newest.series.name.pair, day=after, credit=words.credit)
    return _gathered(context, week, candidates, known, Stale(asked_for=asked.label, because=reason)).briefing


NOTHING = 3
"""The exit code of a report of which nothing is known."""


def exit_code(briefing: Briefing) -> int:
    """0 answered; 4 answered but stale or partial for the period asked for; 3 neither a rate nor an event."""
    if briefing.rate is None and not briefing.in_period:
        return NOTHING
    return 4 if any(warning.code in _INCOMPLETE for warning in briefing.warnings) else 0


_INCOMPLETE = frozenset({"stale", "no_rate", "partial"})
"""Warnings that mean: not the whole answer to what was asked."""


def _candidates(context: Context, pair: str | None, known: KnownBy) -> list[Levels]:
    wanted = allowed(asked_series(pair or context.settings.pairs[0], context), known)
    return [read_levels(context, declared.name, known) for declared in wanted]


def _newest(candidates: Sequence[Levels], asked: Period) -> Levels | None:
    """The series with the newest rate before the end of a period, cut off there; the more trusted one of equals."""
    through = [replace(levels, observations=levels.before(asked.end)) for levels in candidates]
    made = [levels for levels in through if levels.observations]
    return max(made, key=lambda levels: levels.observations[-1].fixing.made_to, default=None)


def _gathered(
    context: Context,
    period: Period,
    candidates: Sequence[Levels],
    known: KnownBy,
    stale: Stale | None = None,
    *,
    headline: Levels | None = None,
    recorded: Sequence[PolicyEvent] | None = None,
) -> Gathered:
    then = context.at(known.instant(context.now))
    info = _period_info(period, then.now)
    enabled = context.settings.sources_enabled
    span = day_span(period.start, period.end) if period.kind == "day" else None
    chosen = chosen_levels(candidates, period.start, period.end, known, enabled=enabled, named=headline, span=span)
    levels = chosen.levels
    if recorded is None:
        recorded = ledger.list_events(context, as_of=known.as_of, public=known.republish)
    events = public_events(context, known, recorded)
    near = tuple(e for e in events if _meets(e, period.start - _NEAR, period.end + _NEAR))
    aligned = align_events(then, near, levels)
    through = levels.before(period.end)
    windows = windows_of(through, aligned.alignments, period=period.interval)
    frames = frames_of(context, replace(levels, observations=through), known) if windows else None
    daily = _daily(context, frames, windows)
    found = tuple(daily.finding(window) for window in windows) if daily else ()
    spoken = most_unusual_of(found)
    parts, others = decomposition(frames, [w.fixing.label for w in windows]) if frames else (None, ())
    rate = summarise(levels.observations, period, near)
    watched = watched_pairs(then, period, known, but=levels.series.name)
    about = ledger_note(levels.series.name, recorded)
    gap = gap_of_report(context, levels.series.name.pair, period, known)
    seconds = second_series(then, chosen.second, levels, near, period)
    used = _used([levels.series] if rate else [], [one for one, _ in seconds], watched, gap, frames)
    listed = lists_of(context, period, then.now, pair=levels.series.name.pair, public=known.republish)
    before = begins_after(recorded, period)
    described = info_of(levels.series, period.last_day, seen=then.now.date())
    briefing = Briefing(
        period=info,
        generated_at=context.now,
        public_by=known.public_by or context.now,
        as_of=known.as_of,
        info=described,
        choice=chosen.info,
        rate=rate,
        no_rate="" if rate else _why_no_rate(then, levels, period),
        windows=found,
        events=event_items(near, aligned, [found for _, found in seconds], info, windows, frames, daily),
        decomposition=parts,
        others=others,
        tally=daily.tally(spoken.label, found[-1].label) if daily and spoken else None,
        lists=listed,
        ahead=items_ahead(context, period, known, recorded=recorded, public=events),
        coverage=coverage(then, candidates, period),
        second=tuple(one for one, _ in seconds),
        gap=gap,
        quality=_quality([event for event in near if belongs(event, info)]),
        set_aside=set_aside_words(candidates, period),
        credits=credit_lines(used),
        sources=used_sources(context, used, [change.list_key for change in listed.changes], as_of=known.as_of),
        warnings=(*_warnings(then, levels, period, stale, about), *_left_out(context, levels, listed, known)),
        ledger_note=about,
        watched=watched,
        unseen=before is not None or announcements_unseen(then, period),
        ledger_from=before,
        backdrop=backdrop_of(through, info, events, described.zone) if rate else None,
        history=year_up_to(events, info.since, info.until),
        stale=stale,
        plausible_effect=context.settings.plausible_effect,
        recorded_since=_recorded_since(context),
        model=_model_words(frames) if frames else "",
        factors=frames.factor_keys if frames else (),
        calibrated=" ".join(calibration_lines(frames.spec(), levels.series.name.source)) if frames else "",
        ledger_version=ledger_version_of(context, recorded, as_of=known.as_of),
        software_version=__version__,
        assumptions=_assumptions(context),
    )
    briefing = with_origins(context, briefing, known, recorded)
    return Gathered(briefing=briefing, candidates=tuple(candidates), levels=levels, frames=frames, daily=daily)


def _daily(context: Context, frames: Frames | None, windows: Sequence[Window]) -> Daily | None:
    if frames is None:
        return None
    first, last = windows[0].fixing.label, windows[-1].fixing.label
    return Daily.of(frames, context.settings.plausible_effect, since=first, through=last)


def _left_out(context: Context, levels: Levels, listed: ListsInfo, known: KnownBy) -> tuple[ReportWarning, ...]:
    rates = left_out(companions(levels.series.name, context), known)
    return tuple(ReportWarning(code="left_out", message=said) for said in (*rates, *listed.left_out))


def _used(
    headline: Sequence[Series],
    seconds: Sequence[SecondSeries],
    watched: Sequence[WatchedPair],
    gap: OfficialGap | None,
    frames: Frames | None,
) -> list[Series]:
    """The series whose numbers are in a report: its own, those beside it, and the factors and other currencies."""
    infos = (*(one.info for one in seconds), *(one.info for one in watched))
    used = [*headline, *(info.series for info in infos if info is not None)]
    if gap is not None:
        used.append(gap.series)
    if frames is not None and frames.factors is not None:
        used.append(resolve("EUR/USD@ecb")[0])
    return used


def _meets(event: PolicyEvent, start: datetime, end: datetime) -> bool:
    return event.time.interval.start < end and start < event.time.interval.end


def _period_info(period: Period, instant: datetime) -> PeriodInfo:
    return PeriodInfo(
        start=period.start,
        end=period.end,
        zone=period.zone,
        since=period.first_day,
        until=period.until,
        label=period.label,
        kind=period.kind,
        complete=period.end <= instant,
        begun=period.start <= instant,
    )


def _why_no_rate(then: Context, levels: Levels, period: Period) -> str:
    words = info_of(levels.series, seen=then.now.date())
    if period.start > then.now:
        return told("rates.not_begun")
    if not levels.observations:
        return told("rates.none_stored", pair=levels.series.name.pair)
    if due := _due_today(then, levels, period):
        return due
    first, last = (date.fromisoformat(levels.observations[end].label[:10]) for end in (0, -1))
    if levels.observations[-1].fixing.made_to < period.start:
        if words.ended:
            return told("rates.ended_before_for_good", day=last, credit=words.credit, ended=words.ended)
        return told("rates.ended_before", day=last, credit=words.credit)
    if levels.observations[0].fixing.made_to >= period.end:
        return told("rates.begin_after", day=first)
    if period.kind == "day" and period.first_day.weekday() >= _SATURDAY:
        weekend = "saturday" if period.first_day.weekday() == _SATURDAY else "sunday"
        return told(f"rates.weekend.{weekend}", day=period.first_day)
    return told("rates.none_made")


def _due_today(then: Context, levels: Levels, period: Period) -> str:
    """Of a day that is not over, that its rate is still to come, and when; empty where none is expected on it."""
    if period.kind != "day" or then.now >= period.end:
        return ""
    following = upcoming(levels.schedule, then.now)
    if following is None or following.made_to not in period:
        return ""
    out = following.published_at
    return told("rates.due_today", credit=info_of(levels.series).credit, clock=f"{out:%H:%M}")


def _quality(events: Sequence[PolicyEvent]) -> LedgerQuality:
    return LedgerQuality(
        n=len(events),
        primary=sum(any(source.tier in ("official", "transcript") for source in e.sources) for e in events),
        timed=sum(e.time.precision != "day" for e in events),
        unconfirmed=sum(e.verified != "yes" for e in events),
    )


def _warnings(
    then: Context, levels: Levels, period: Period, stale: Stale | None, about: str
) -> tuple[ReportWarning, ...]:
    found: dict[str, str] = {}
    if stale is not None:
        found["stale"] = told("rates.asked_for", asked=stale.asked_for, because=stale.because)
    if not levels.made_within(period.start, period.end):
        found["no_rate"] = _why_no_rate(then, levels, period)
    else:
        late, short = begins_late(levels, period), cut_short(then, levels, period)
        if late or short:
            both = told("rates.late_and_short", late=late, short=short)
            found["partial"] = both if late and short else late or short
        if levels.series.indicative:
            found["indicative"] = told("rates.indicative")
    source = levels.series.name.source
    if about:
        found["ledger"] = about
    return tuple(ReportWarning(code=code, message=message, source=source) for code, message in found.items())


def _recorded_since(context: Context) -> datetime | None:
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.observations.first_vintage()


def _model_words(frames: Frames) -> str:
    if not frames.factor_keys:
        return "what is left after the average of the year before"
    words = {
        "dollar": f"the {pair_of(SeriesName.parse(frames.column)).base}",
        "emerging": "other emerging-market currencies",
        "oil": "oil currencies",
    }
    return f"what is left after {', '.join(words[name] for name in frames.factor_keys)} and the usual drift"


def _assumptions(context: Context) -> tuple[str, ...]:
    hours = context.settings.office_hours
    return (f"announcements known by day only were made in office hours, {hours}, local time",) if hours else ()
