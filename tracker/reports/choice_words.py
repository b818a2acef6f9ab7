"""The choice of series as a report says it: what was chosen and why, what the rule would have preferred, the rule."""

from __future__ import annotations

from datetime import date

from tracker.model.instants import format_instant
from tracker.model.target import Ground, Regime, RulePeriod, day_before
from tracker.reports import dates
from tracker.reports.choices import ChoiceInfo
from tracker.reports.cleaning import clean, plain
from tracker.reports.document import Text, text, typed
from tracker.reports.machine_events import JsonObject, JsonValue


def choice_rows(info: ChoiceInfo) -> list[tuple[str, Text]]:
    """Rows of "how good is this": what was chosen and why, what was passed over, what the rule is for this period."""
    choice = info.choice
    if not info.rule:
        return ([("chosen", text(clean(info.because, 300)))] if info.because else []) + closure_rows(info)
    rows: list[tuple[str, Text]] = []
    if choice.source:
        rows.append(("chosen", text(f"{_title(info, choice.source)}: {_because(info)}")))
        rows += [("", text(clean(said, 300))) for said in _passed(info)]
    for number, one in enumerate(choice.seconds):
        said = f"{_title(info, one.source)}: {clean(one.because, 200)}"
        rows.append(("second" if number == 0 else "", text(said)))
    if choice.breaks_at is not None:
        rows.append(("", text(break_sentence(info))))
    for number, period in enumerate(choice.periods):
        last = number == len(choice.periods) - 1
        more = typed(f"tracker rates rule {info.pair}", before=" (all of it: ", after=")") if last else ()
        rows.append(("rule" if number == 0 else "", text(rule_line(info, period), more)))
    return rows + regime_rows(info) + closure_rows(info)


def regime_rows(info: ChoiceInfo) -> list[tuple[str, Text]]:
    """How the currency was kept in the period, a row for each regime."""
    kept = [f"{days_of(one.since, info.until(one))}: {clean(one.words, 200)}" for one in info.regimes]
    return [("regime" if number == 0 else "", text(said)) for number, said in enumerate(kept)]


def closure_rows(info: ChoiceInfo) -> list[tuple[str, Text]]:
    """What was closed of the exchange in the period, a row for each closure, with its reference."""
    said = [
        f"{days_of(one.since, info.until(one))}: {clean(one.words, 200)} ({clean(one.reference, 200)})"
        for one in info.closures
    ]
    return [("closed" if number == 0 else "", text(one)) for number, one in enumerate(said)]


def chosen_lines(info: ChoiceInfo) -> list[str]:
    """The choice in plain lines for answers that have no such section; nothing where the series was asked for."""
    if not info.rule or not info.choice.source:
        return []
    chosen = f"series: {_title(info, info.choice.source)}, {_because(info)}"
    breaks = [break_sentence(info)] if info.choice.breaks_at is not None else []
    return [plain(said) for said in (chosen, *_passed(info), *breaks)]


def break_sentence(info: ChoiceInfo) -> str:
    """Where a period crosses a change of the rule that no stored series carries."""
    at = info.choice.breaks_at
    if at is None:
        return ""
    day = dates.short(at.date(), year=True)
    return (
        f"No stored series runs across {day}, where the rule changes: what is said here rests on"
        f" {_title(info, info.choice.source)} alone and is joined to no other series."
    )


def rule_line(info: ChoiceInfo, period: RulePeriod) -> str:
    """One period of the rule on a line: days, what a report rests on, what stands beside it."""
    first, *rest = _titles(info, period.grounds) or ["nothing"]
    seconds = [one for one in _titles(info, period.seconds) if one != first]
    then = f", then {', '.join(rest)}" if rest else ""
    beside = f"; beside it {', then '.join(seconds)}" if seconds else ""
    return f"{days_of(period.since, info.until(period))}: {first}{then}{beside}"


def days_of(since: date | None, until: date | None) -> str:
    """Half-open days as readers say them: "2 Mar 2022 to 12 Jun 2024", "until 1 Mar 2022", "at all times"."""
    first = dates.short(since, year=True) if since else ""
    last = dates.short(day_before(until), year=True) if until else ""
    if first and last:
        return f"{first} to {last}"
    return f"until {last}" if last else f"from {first}" if first else "at all times"


def choice_record(info: ChoiceInfo) -> JsonObject:
    """The same for programs."""
    choice = info.choice
    return {
        "rule": info.rule,
        "series": _key(info, choice.source),
        "because": (_because(info) if info.rule else clean(info.because)) or None,
        "second": _key(info, choice.seconds[0].source) if choice.seconds else None,
        "second_because": clean(choice.seconds[0].because) if choice.seconds else None,
        "seconds": _records(info, choice.seconds),
        "passed_over": [
            {
                "series": _key(info, one.source),
                "because": clean(one.because),
                "not_stored": one.missing and not one.closed,
            }
            for one in choice.passed
            if one.source in info.titles
        ],
        "breaks_at": None if choice.breaks_at is None else format_instant(choice.breaks_at),
        "periods": [period_record(info, period) for period in choice.periods],
        "regimes": [regime_record(one, info.until(one)) for one in info.regimes],
        "closures": [regime_record(one, info.until(one)) for one in info.closures],
    }


def regime_record(regime: Regime, until: date | None) -> JsonObject:
    """One regime or closure for programs; ``until`` is exclusive, null is open or not known yet."""
    return {
        "since": regime.since.isoformat() if regime.since else None,
        "until": until.isoformat() if until else None,
        "words": clean(regime.words),
        "reference": clean(regime.reference),
    }


def period_record(info: ChoiceInfo, period: RulePeriod) -> JsonObject:
    """One period of the rule for programs; ``until`` is exclusive, null is open."""
    until = info.until(period)
    return {
        "since": period.since.isoformat() if period.since else None,
        "until": until.isoformat() if until else None,
        "because": clean(period.because),
        "grounds": _records(info, period.grounds),
        "seconds": _records(info, period.seconds),
    }


def _records(info: ChoiceInfo, grounds: tuple[Ground, ...]) -> list[JsonValue]:
    return [
        {"series": _key(info, one.source), "because": clean(one.because)}
        for one in grounds
        if one.source in info.titles
    ]


def _because(info: ChoiceInfo) -> str:
    """Why the chosen series is taken, with the day on which another reason begins to hold."""
    return "; ".join(
        (f"from {dates.short(one.since, year=True)} " if one.since else "") + clean(one.because, 200)
        for one in info.choice.reasons
    )


def _passed(info: ChoiceInfo) -> list[str]:
    """What the rule prefers and why it was not taken, the same reason said once."""
    grouped: dict[tuple[bool, str], list[str]] = {}
    for one in info.choice.passed:
        if one.source in info.titles:
            grouped.setdefault((one.missing, one.because), []).append(_title(info, one.source))
    return [
        f"before it the rule names {' and '.join(names)}: " + (because if missing else f"left out here, {because}")
        for (missing, because), names in grouped.items()
    ]


def _title(info: ChoiceInfo, source: str) -> str:
    return clean(info.titles.get(source, source), 60)


def _titles(info: ChoiceInfo, grounds: tuple[Ground, ...]) -> list[str]:
    return [_title(info, one.source) for one in grounds if one.source in info.titles]


def _key(info: ChoiceInfo, source: str) -> str | None:
    return f"{info.pair}@{source}" if source else None
