"""The report for programs: the same briefing as plain values, under the names of the documented JSON contract.

Instants are RFC 3339 UTC with ``Z``, labels ISO dates, moves plain fractions beside their log return, rates numbers
with their own digits. What is missing is ``None``; NaN and infinities never appear. Text is cleaned as for people.
"""

from __future__ import annotations

from tracker.model.instants import format_instant
from tracker.model.list_words import interval_words
from tracker.reports.agreement import same_direction
from tracker.reports.briefing import (
    AheadItem,
    Briefing,
    Decomposition,
    LevelSpan,
    PeriodInfo,
    SecondSeries,
    Tally,
)
from tracker.reports.choice_words import choice_record
from tracker.reports.cleaning import clean, plain
from tracker.reports.document import Notes, Report, as_str
from tracker.reports.machine_events import JsonObject, JsonValue, event_record, move_fields, number, window_record
from tracker.reports.machine_gap import gap_record
from tracker.reports.machine_history import history_record
from tracker.reports.machine_origins import origin_records
from tracker.reports.method_breaks import break_records
from tracker.reports.phrases import web_address
from tracker.reports.ranking import tags
from tracker.reports.watched_words import watched_record

SCHEMA_VERSION = 1
UNITS: JsonObject = {
    "log_return": "natural logarithm of the pair's ratio; > 0: the quote currency weakened",
    "pair_change": "plain fraction: how much more a base unit costs",
    "value_change": "plain fraction: how much more a quote unit buys",
    "own_part": "log points",
    "mde": "log points",
    "pvalue": "share of comparable ordinary days with a move at least as large",
}


def report_record(report: Report) -> JsonObject:
    """The whole report as plain values."""
    briefing = report.briefing
    all_tags = tags(briefing.events)
    others = [window_record(found) for second in briefing.second for found in second.windows]
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_at": format_instant(briefing.generated_at),
        "public_by": format_instant(briefing.public_by),
        "as_of": None if briefing.as_of is None else format_instant(briefing.as_of),
        "units": {**UNITS, "value": briefing.info.series.unit},
        "warnings": [
            {"code": clean(one.code), "message": clean(one.message), "source": clean(one.source) or None}
            for one in briefing.warnings
        ],
        "period": _period(briefing),
        "title": clean(report.title),
        "headline": plain(as_str(report.headline)),
        "notices": [plain(as_str(notice)) for notice in report.notices],
        "series": _series(briefing),
        "choice": None if briefing.choice is None else choice_record(briefing.choice),
        "rate": _rate(briefing),
        "no_rate": clean(briefing.no_rate) or None,
        "windows": [*(window_record(found) for found in briefing.windows), *others],
        "events": [event_record(item, all_tags[item.event.id], briefing) for item in briefing.events],
        "decomposition": _decomposition(briefing.decomposition),
        "other_moves": [
            {"name": clean(one.name), "against": clean(one.against), "value_change": number(one.change)}
            for one in briefing.others
        ],
        "watched": [watched_record(found) for found in briefing.watched],
        "tally": _tally(briefing.tally),
        "plausible_effect": number(briefing.plausible_effect),
        "disagreement": [_second(second, briefing) for second in briefing.second],
        "gap": gap_record(briefing.gap),
        "list_changes": _lists(briefing),
        "list_gaps": _list_gaps(briefing),
        "ahead": [_ahead(one) for one in briefing.ahead],
        "coverage": [
            {
                "source": clean(one.source),
                "kind": clean(one.kind),
                "title": clean(one.title),
                "newest": None if one.newest is None else clean(one.newest),
                "status": clean(one.status),
                "remark": clean(one.remark) or None,
                "advice": clean(one.advice) or None,
            }
            for one in briefing.coverage
        ],
        "ledger": {
            "n": briefing.quality.n,
            "primary": briefing.quality.primary,
            "timed": briefing.quality.timed,
            "unconfirmed": briefing.quality.unconfirmed,
            "version": clean(briefing.ledger_version) or None,
        },
        "history": history_record(briefing.history),
        "set_aside": [clean(said) for said in briefing.set_aside],
        "credits": [clean(said) for said in briefing.credits],
        "corrections": [
            {"recorded_at": format_instant(one.recorded_at), "about": clean(one.about), "text": clean(one.text)}
            for one in briefing.corrections
        ],
        "version": briefing.version,
        "unseen": briefing.unseen,
        **origin_records(briefing.origins),
        "software_version": clean(briefing.software_version) or None,
        "notes": _notes(report),
    }


def period_record(period: PeriodInfo) -> JsonObject:
    """A period in UTC and in the days of its zone, and whether it is over."""
    return {
        "start": format_instant(period.start),
        "end": format_instant(period.end),
        "zone": clean(period.zone),
        "label": clean(period.label),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "complete": period.complete,
    }


def _period(briefing: Briefing) -> JsonObject:
    return {
        **period_record(briefing.period),
        "begun": briefing.period.begun,
        "asked_for": clean(briefing.stale.asked_for) if briefing.stale else None,
    }


def _series(briefing: Briefing) -> JsonObject:
    info = briefing.info
    return {
        "key": briefing.series,
        "unit": info.series.unit,
        "schedule": clean(info.schedule),
        "indicative": info.series.indicative,
        "credit": clean(info.credit) or None,
        "ended": clean(info.ended) or None,
    }


def _rate(briefing: Briefing) -> JsonObject | None:
    rate = briefing.rate
    if rate is None:
        return None
    period = rate.period
    return {
        "series": briefing.series,
        "start": number(period.from_value),
        "end": number(period.to_value),
        "start_label": period.from_label,
        "end_label": period.to_label,
        **move_fields(period.move),
        "method_breaks": break_records(period),
        "four_weeks": _span(rate.four_weeks),
        "year_to_date": _span(rate.year),
        "rank": None
        if rate.rank is None
        else {"position": rate.rank.position, "of": rate.rank.of, "noun": rate.rank.noun},
        "chart": [{"label": point.label, "value": number(point.value)} for point in rate.chart],
        "low": None if rate.low is None else {"label": rate.low.label, "value": number(rate.low.value)},
        "high": None if rate.high is None else {"label": rate.high.label, "value": number(rate.high.value)},
        "marks": [{"date": mark.day.isoformat(), "text": clean(mark.text)} for mark in rate.marks],
    }


def _span(found: LevelSpan | None) -> JsonObject | None:
    if found is None:
        return None
    return {
        "from_label": found.from_label,
        "from": number(found.from_value),
        "to_label": found.to_label,
        "to": number(found.to_value),
        **move_fields(found.move),
        "method_breaks": break_records(found),
    }


def _decomposition(found: Decomposition | None) -> JsonObject | None:
    if found is None:
        return None
    parts: list[JsonValue] = [
        {"key": part.key, "text": clean(part.text), "value": number(part.value)} for part in found.parts
    ]
    return {"unit": "log points", "total": number(found.total), "parts": parts, "note": clean(found.note) or None}


def _tally(found: Tally | None) -> JsonObject | None:
    if found is None:
        return None
    return {
        "year": clean(found.year),
        "n": found.n,
        "marked": found.marked,
        "textbook": found.textbook,
        "by_chance": number(found.by_chance),
    }


def _second(second: SecondSeries, briefing: Briefing) -> JsonObject:
    agrees = None
    if second.period is not None and briefing.rate is not None:
        agrees = same_direction(second.period.move, briefing.rate.period.move)
    return {
        "series": second.series,
        "title": clean(second.title),
        "cutoff": clean(second.cutoff) or None,
        "period": _span(second.period),
        "same_direction": agrees,
        "missing": clean(second.missing) or None,
        "advice": clean(second.advice) or None,
    }


def _lists(briefing: Briefing) -> list[JsonValue] | None:
    """Changes; None where no snapshots are stored, which is not the same as no change."""
    if not briefing.lists.stored:
        return None
    return [
        {
            "list": clean(change.list_key),
            "change": clean(change.change),
            "entry_id": clean(change.entry.entry_id),
            "name": clean(change.entry.name),
            "entity_type": clean(change.entry.entity_type),
            "programmes": [clean(programme) for programme in change.entry.programmes],
            "from_snapshot": format_instant(change.from_snapshot_at),
            "to_snapshot": format_instant(change.to_snapshot_at),
            "stated_on": change.stated_on.isoformat() if change.stated_on else None,
            "basis": clean(change.basis),
            "when": interval_words(change),
        }
        for change in briefing.lists.changes
    ]


def _list_gaps(briefing: Briefing) -> list[JsonValue]:
    """Changes between two copies too far apart to tell their days, counted; ``near``: under the target's programmes."""
    return [
        {
            "list": clean(gap.list_key),
            "from_snapshot": format_instant(gap.since),
            "to_snapshot": format_instant(gap.until),
            "counts": {clean(kind): number for kind, number in gap.counts.items()},
            "near": {clean(kind): number for kind, number in gap.near.items()},
        }
        for gap in briefing.lists.gaps
    ]


def _ahead(one: AheadItem) -> JsonObject:
    return {
        "date": one.day.isoformat(),
        "last_date": None if one.last is None else one.last.isoformat(),
        "at": None if one.at is None else format_instant(one.at),
        "zone": clean(one.zone) or None,
        "what": clean(one.what),
        "kind": clean(one.kind),
        "expectedness": clean(one.expectedness),
        "event": clean(one.event_id) or None,
        "source": clean(one.source) or None,
        "reference": clean(one.reference) or None,
        "url": web_address(one.url) or None,
    }


def _notes(report: Report) -> list[JsonValue]:
    """The remarks of "how good is this", one string each."""
    rows = [
        row for section in report.sections for block in section.blocks if isinstance(block, Notes) for row in block.rows
    ]
    return [plain(f"{key}: {as_str(content)}" if key else as_str(content)) for key, content in rows]
