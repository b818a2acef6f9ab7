"""Changes in how a rate is made, where the levels of a report lie on both sides of one: said once, in plain words."""

from __future__ import annotations

from tracker.reports import dates
from tracker.reports.briefing import Briefing, LevelSpan
from tracker.reports.levels import MethodBreak, RateSummary
from tracker.reports.machine_events import JsonValue
from tracker.reports.phrases import made_day
from tracker.reports.wording import ENGLISH, Words

MARK = "‡"


def break_sentence(briefing: Briefing, words: Words = ENGLISH) -> str:
    """For the move of the period itself; empty where the rate is made in one way from its first level to its last."""
    if briefing.rate is None or not briefing.rate.period.breaks:
        return ""
    info, period = briefing.info, briefing.period
    days = (dates.weekday_in(made_day(one.fixing, info), period, words) for one in briefing.rate.period.breaks)
    return words("method.changed", days=words.listed(days))


def break_note(briefing: Briefing, rate: RateSummary) -> str:
    """What the mark beside some rows of the table means: when, and from which method to which; empty without one."""
    breaks = breaks_of(rate)
    if not breaks:
        return ""
    changes = "; ".join(f"on {_day(briefing, one)} from “{one.before}” to “{one.fixing.method}”" for one in breaks)
    return f"{MARK} across a change in how the rate is made: {changes}"


def longer_rows_sentence(briefing: Briefing, words: Words = ENGLISH) -> str:
    """For a letter whose own move is whole and whose longer ones are not."""
    rate = briefing.rate
    if rate is None or rate.period.breaks:
        return ""
    rows = {"four_weeks": rate.four_weeks, "year": rate.year}
    across = [words(f"method.row.{name}") for name, found in rows.items() if found is not None and found.breaks]
    if not across:
        return ""
    days = (_day(briefing, one, words) for one in breaks_of(rate))
    return words("method.longer_rows", days=words.listed(days), rows=words.listed(across))


def marked(found: LevelSpan) -> str:
    """The mark of a move across such a change, to go on with; empty otherwise."""
    return f" {MARK}" if found.breaks else ""


def across(found: LevelSpan, words: Words = ENGLISH) -> str:
    """The same in words, to go on with."""
    return f", {words('method.across')}" if found.breaks else ""


def breaks_of(rate: RateSummary) -> tuple[MethodBreak, ...]:
    """Every change that some move of the summary runs across, once, in order of time."""
    spans = [one for one in (rate.year, rate.four_weeks, rate.period) if one is not None]
    found = {one.fixing.label: one for span in spans for one in span.breaks}
    return tuple(found[label] for label in sorted(found))


def break_records(found: LevelSpan) -> list[JsonValue]:
    """For programs: the first label made in the new way, and both methods."""
    return [{"label": one.fixing.label, "from": one.before, "to": one.fixing.method} for one in found.breaks]


def _day(briefing: Briefing, one: MethodBreak, words: Words = ENGLISH) -> str:
    day = made_day(one.fixing, briefing.info)
    year = day.year != briefing.period.since.year or dates.crosses_years(briefing.period)
    return dates.short(day, year=year, words=words)
