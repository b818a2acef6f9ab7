"""A move of a configured pair that is as rare as the settings say, by the p-value of the report and the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.model.instants import format_instant, parse_instant, zone
from tracker.services.alerts.kind import OLD, Found, Kind, Looking, Saying

if TYPE_CHECKING:
    from tracker.model.observation import Observation
    from tracker.reports.briefing import WindowFinding
    from tracker.reports.wording import Words
    from tracker.services.context import Context
    from tracker.services.rates import KnownBy, Levels

_LATE = timedelta(days=7)
"""A rate that came late is judged as long as it is this young: a source may have been silent for days."""

_LOOK_BACK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A judged move of a pair.

    ``sound``: neither a change of method nor a long gap lies in it. ``allowing``: what other currencies did is allowed
    for; without, it is judged against its own past.
    """

    pair: str
    levels: Levels
    finding: WindowFinding
    sound: bool
    allowing: bool


_FIRST = "first look"
"""Under this the kind remembers when it first looked; series have other names."""


def _find(looking: Looking) -> Iterator[Found]:
    settings = looking.context.settings
    if looking.seen_at is None:
        looking.memory[_FIRST] = format_instant(looking.context.now)
    for pair in settings.pairs:
        for move in judged(looking, pair):
            pvalue = move.finding.pvalue
            if move.sound and pvalue is not None and pvalue <= settings.alert_pvalue:
                label = move.finding.window.fixing.label
                crisis = pair == settings.pairs[0] and move.finding.verdict == "unusual"
                yield Found(
                    subject=move.levels.series.key,
                    episode=label.replace(":", ""),
                    facts=_facts(move, settings.zone, crisis=crisis),
                )


def judged(looking: Looking, pair: str) -> Iterator[Move]:
    """The newest rates of a pair that were not judged at an earlier look, each with what the tests say of its move."""
    from tracker.services.choosing import chosen_levels
    from tracker.services.rates import KnownBy, asked_series, read_levels
    from tracker.services.rights import allowed

    context = looking.context
    known = KnownBy(republish=context.settings.letter_public).at(context.now)
    try:
        declared = allowed(asked_series(pair, context), known)
    except TrackerError:  # a pair nobody quotes, or whose rates may not be shown, takes nothing away from the others
        return
    candidates = [read_levels(context, one.name, known) for one in declared]
    enabled = context.settings.sources_enabled
    levels = chosen_levels(candidates, context.now - _LATE, context.now, known, enabled=enabled).levels
    new = [one for one in levels.observations[-_LOOK_BACK:] if _is_new(one, looking)]
    if not new:
        return
    key, mark = levels.series.key, [[one.label, str(one.value)] for one in new]
    if looking.memory.get(key) == mark:
        return
    yield from _tested(context, pair, levels, known, new)
    looking.memory[key] = mark


def _is_new(one: Observation, looking: Looking) -> bool:
    published = one.fixing.published_at
    if published >= looking.since:
        return True
    late = looking.seen_at is not None and one.vintage >= looking.seen_at
    first = looking.memory.get(_FIRST)
    if isinstance(first, str) and published < parse_instant(first) - OLD:
        return False  # older than this installation: the first fetch brings a past that is no news
    return late and published >= looking.context.now - _LATE


def _tested(context: Context, pair: str, levels: Levels, known: KnownBy, new: list[Observation]) -> Iterator[Move]:
    from tracker.events.windows import windows_of
    from tracker.model.instants import Interval
    from tracker.services.findings import Daily
    from tracker.services.frames import frames_of

    first, last = new[0].fixing.made_to, new[-1].fixing.made_to
    period = Interval(start=first, end=last + timedelta(microseconds=1))
    through = [one for one in levels.observations if one.fixing.made_to <= last]
    windows = windows_of(through, (), period=period)
    if not windows:
        return
    frames = frames_of(context, replace(levels, observations=tuple(through)), known)
    labels = windows[0].fixing.label, windows[-1].fixing.label
    daily = Daily.of(frames, context.settings.plausible_effect, since=labels[0], through=labels[1])
    wanted, allowing = {one.label for one in new}, frames.factors is not None
    for window in windows:
        row = daily.rows.get(window.fixing.label)
        if row is None or window.fixing.label not in wanted:
            continue
        gap = row["gap_days"]
        sound = row["because"] == "" and not bool(row["method_break"]) and not gap > frames.longest_gap
        yield Move(pair=pair, levels=levels, finding=daily.finding(window), sound=sound, allowing=allowing)


def _facts(move: Move, zone_name: str, *, crisis: bool) -> dict[str, object]:
    from tracker.services.next_rates import HOMEPAGES
    from tracker.services.series_words import info_of

    window, series = move.finding.window, move.levels.series
    made = window.fixing.made_to
    return {
        "pair": move.pair,
        "series": series.key,
        "publisher": series.name.publisher,
        "source": info_of(series, seen=made.date()).credit,
        "link": HOMEPAGES.get(series.name.publisher, ""),
        "label": window.fixing.label,
        "before": window.pre.label,
        "value": str(window.value),
        "value_before": str(window.value_before),
        "made_at": format_instant(made),
        "made_on": made.astimezone(zone(move.levels.schedule.zone)).date().isoformat(),
        "log_return": window.move.log_return,
        "pair_change": window.move.pair_change,
        "value_change": window.move.value_change,
        "allowing": move.allowing,
        "pvalue": move.finding.pvalue,
        "at_floor": move.finding.at_floor,
        "verdict": move.finding.verdict,
        "borderline": move.finding.borderline,
        "day": made.astimezone(zone(zone_name)).date().isoformat(),
        "crisis": crisis,
    }


def _say(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import currency, day_of, fraction, level_of, odds_of, publisher_of, text_of

    base, _, quote = text_of(facts["pair"]).partition("/")
    change, worth = float(str(facts["pair_change"])), float(str(facts["value_change"]))
    side = "weaker" if change > 0 else "stronger"
    verdict = words(f"verdict.{text_of(facts['verdict']).replace(' ', '_')}")
    title = words(
        f"alert.moves.{side}",
        quote=currency(quote, words),
        base=currency(base, words, one=True),
        worth=fraction(abs(worth), words),
        costs=fraction(abs(change), words),
        day=day_of(facts["made_on"], words),
    )
    lines = [
        words(
            "alert.moves.level",
            pair=text_of(facts["pair"]),
            before=level_of(facts["value_before"], words),
            value=level_of(facts["value"], words),
            source=publisher_of(facts, words),
        ),
        words(
            "alert.moves.verdict" if facts["allowing"] else "alert.moves.own_past",
            verdict=verdict,
            odds=odds_of(facts, words),
        ),
    ]
    return Saying(title=title, lines=tuple(lines), caveat=words("alert.moves.caveat"), link=text_of(facts["link"]))


KIND = Kind(key="moves", find=_find, say=_say)
