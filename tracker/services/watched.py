"""The other configured pairs over the period of a report, each at the series its own rule chooses."""

from __future__ import annotations

from tracker.errors import TrackerError
from tracker.model.held_flat import LENGTH, not_applicable, unchanged_share
from tracker.model.period import Period
from tracker.model.series import SeriesName
from tracker.reports.watched import WatchedPair
from tracker.reports.wording import told
from tracker.services.choosing import chosen_levels
from tracker.services.context import Context
from tracker.services.rate_summary import summarise
from tracker.services.rates import KnownBy, asked_series, read_levels
from tracker.services.rights import barred
from tracker.services.series_words import info_of
from tracker.services.spans import day_span


def watched_pairs(context: Context, period: Period, known: KnownBy, *, but: SeriesName) -> tuple[WatchedPair, ...]:
    """The pairs of the settings but the one reported; none where only one is configured."""
    pairs = context.settings.pairs
    return tuple(_watched(context, pair, period, known) for pair in pairs if len(pairs) > 1 and pair != but.pair)


def _watched(context: Context, pair: str, period: Period, known: KnownBy) -> WatchedPair:
    try:
        asked = asked_series(pair, context, as_of=known.as_of)
    except TrackerError as error:  # one pair that cannot be asked takes nothing away from the others
        return WatchedPair(pair=pair, missing=error.message.removeprefix(f"{pair}: ").rstrip("."))
    declared = [one for one in asked if not (known.republish and barred(one))]
    if not declared:
        missing = told("rates.barred", series=asked[0].key, because=barred(asked[0]))
        return WatchedPair(pair=pair, missing=missing)
    candidates = [read_levels(context, one.name, known) for one in declared]
    enabled = context.settings.sources_enabled
    span = day_span(period.start, period.end) if period.kind == "day" else None
    levels = chosen_levels(candidates, period.start, period.end, known, enabled=enabled, span=span).levels
    summary = summarise(levels.observations, period, ())
    if summary is None:
        return WatchedPair(pair=pair, missing=told("rates.none_of_period"))
    before = [observation.value for observation in levels.before(period.start)[-LENGTH - 1 :]]
    return WatchedPair(
        pair=pair,
        info=info_of(levels.series, period.last_day, seen=known.instant(context.now).date()),
        period=summary.period,
        not_applicable=not_applicable(unchanged_share(before)),
    )
