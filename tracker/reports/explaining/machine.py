"""The explanation for programs: the fields of the report's JSON that apply, and each move among its like."""

from __future__ import annotations

from dataclasses import asdict

from tracker.reports.cleaning import clean, plain
from tracker.reports.document import Report, as_str
from tracker.reports.explanation import DayMove, Explanation, Late, Panel, QuietDay
from tracker.reports.findings import Decomposition
from tracker.reports.machine import period_record, report_record
from tracker.reports.machine_events import JsonObject, JsonValue, fixing_record, move_fields, number, window_record

_FROM_THE_REPORT = (
    "schema_version",
    "generated_at",
    "public_by",
    "as_of",
    "units",
    "warnings",
    "title",
    "headline",
    "notices",
    "series",
    "choice",
    "rate",
    "no_rate",
    "events",
    "decomposition",
    "other_moves",
    "tally",
    "plausible_effect",
    "disagreement",
    "coverage",
    "ledger",
    "set_aside",
    "credits",
    "software_version",
    "notes",
)
"""What is the same in both documents, under the same names."""


def explanation_record(found: Explanation, report: Report) -> JsonObject:
    """The whole explanation as plain values."""
    whole = report_record(report)
    record: JsonObject = {name: whole[name] for name in _FROM_THE_REPORT}
    record["period"] = period_record(found.asked)
    record["answered_for"] = whole["period"]
    record["days"] = [_day(day) for day in found.days]
    record["by_unusualness"] = [day.found.label for day in found.by_unusualness]
    record["unexplained"] = [day.found.label for day in found.unexplained]
    record["days_without_rate"] = [_quiet(one) for one in found.quiet]
    record["too_late"] = [_late(one) for one in found.late]
    record["panels"] = [{"label": label, **_panel(panel)} for label, panel in found.panels]
    record["advice"] = [{"what": clean(what), "command": clean(command)} for what, command in found.advice]
    record["ordinary_day_kinds"] = None if found.kinds is None else asdict(found.kinds)
    record["answer"] = plain(as_str(report.headline))
    return record


def _day(day: DayMove) -> JsonObject:
    swing, rank = day.swing, day.rank
    return {
        **window_record(day.found),
        "gap_days": number(day.gap_days),
        "rank": None if rank is None else {"position": rank.position, "of": rank.of},
        "volatility": None
        if swing is None
        else {
            "expected": number(swing.expected),
            "median_of_year": number(swing.median),
            "share_calmer": number(swing.calmer),
        },
        "decomposition": _parts(day.parts),
        "other_moves": [
            {"name": clean(one.name), "against": clean(one.against), "value_change": number(one.change)}
            for one in day.others
        ],
        "panel": None if day.panel is None else _panel(day.panel),
    }


def _parts(found: Decomposition | None) -> JsonObject | None:
    if found is None:
        return None
    parts: list[JsonValue] = [
        {"key": part.key, "text": clean(part.text), "value": number(part.value)} for part in found.parts
    ]
    return {"unit": "log points", "total": number(found.total), "parts": parts}


def _panel(panel: Panel) -> JsonObject:
    return {
        "kind": panel.kind,
        "rank": panel.rank,
        "of": panel.of,
        "own_swings": number(panel.swings),
        "others": panel.others,
        "others_weaker": panel.weaker,
        "others_gained": panel.gained,
        "median_swings_of_others": number(panel.typical),
        "movers": [
            {"currency": one.currency, "value_change": number(one.change), "own_swings": number(one.swings)}
            for one in panel.movers
        ],
    }


def _quiet(one: QuietDay) -> JsonObject:
    return {
        "date": one.day.isoformat(),
        "why": clean(one.why),
        "first": fixing_record(one.first),
        "reaction": None if one.move is None else move_fields(one.move),
        "expected": fixing_record(one.expected),
    }


def _late(one: Late) -> JsonObject:
    return {
        "event": clean(one.item.event.id),
        "met": fixing_record(one.met),
        "reaction": None if one.move is None else move_fields(one.move),
        "expected": fixing_record(one.expected),
    }
