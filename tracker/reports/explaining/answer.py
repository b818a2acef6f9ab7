"""The answer first, in words a reader needs no training for."""

from __future__ import annotations

from tracker.model.held_flat import reason_alone
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.currencies import pair_of
from tracker.reports.document import Text, joined, text
from tracker.reports.explaining.words import (
    ended_words,
    expected_words,
    kind_sentence,
    met_sentence,
    own_words,
    when_made,
)
from tracker.reports.explanation import DayMove, Explanation
from tracker.reports.headline import rate_sentence, unchanged
from tracker.reports.method_breaks import break_sentence
from tracker.reports.numbers import count, level, odds_of, percent, stands_out, untold
from tracker.reports.phrases import fall_or_rise, made_day

_LEVEL = 0.05
"""The p at which a day stands out, and so the share of ordinary days that do."""


def answer(found: Explanation) -> Text:
    """What moved, how unusual it was, whose move it was, what it met."""
    if not found.days:
        return joined((text(_nothing(found)),))
    if found.asked.label != found.briefing.period.label:
        return joined((text(_instead(found)), *_of_one(found, found.days[-1], dated=True)))
    if len(found.days) == 1:
        return joined(tuple(_of_one(found, found.days[0], dated=False)))
    return joined((rate_sentence(found.briefing), text(break_sentence(found.briefing)), text(_of_many(found))))


def _of_one(found: Explanation, day: DayMove, *, dated: bool) -> list[Text]:
    briefing = found.briefing
    return [
        text(_dated(briefing, day)) if dated else rate_sentence(briefing),
        text(unusual_sentence(briefing, day)),
        text(kind_sentence(briefing, day)),
        text(met_sentence(briefing, day)),
    ]


def _dated(briefing: Briefing, day: DayMove) -> str:
    quote = pair_of(briefing.info.series.name).quote
    window, base = day.found.window, pair_of(briefing.info.series.name).a_base
    to_value = level(window.value)
    if unchanged(window.move):
        return f"By then the {quote} was unchanged, at {to_value}."
    verb, words = ("lost", "more") if window.move.log_return > 0 else ("gained", "less")
    return (
        f"By then the {quote} had {verb} {percent(abs(window.move.value_change))} ({base} cost"
        f" {percent(abs(window.move.pair_change))} {words}), to {to_value}."
    )


def unusual_sentence(briefing: Briefing, day: DayMove) -> str:
    """How often a comparable ordinary day brings as much, and whether that stands out."""
    found, quote = day.found, pair_of(briefing.info.series.name).quote
    if unchanged(found.window.move) and found.pvalue is None:
        return ""
    if found.pvalue is None:
        return f"How unusual that is cannot be said: {reason_alone(odds_of(found))}."
    if untold(found):
        return f"How unusual that is cannot be said: {untold(found)}."
    odds = odds_of(found)
    said = {
        "as large on nearly every ordinary day": "nearly every ordinary day brings as much",
        "largest of all comparable moves": "no comparable day brought as much",
    }.get(odds, odds.replace("as large on", "as much came on"))
    part = f"The {quote}'s own part of it{own_words(day, pair_of(briefing.info.series.name).base)}"
    if stands_out(found):
        edge = ", if only just" if found.borderline else ""
        return f"{part} stands out{edge}: {said}."
    return f"{part} does not stand out: {said}."


def _of_many(found: Explanation) -> str:
    briefing = found.briefing
    first = found.by_unusualness[0]
    day = dates.weekday_in(made_day(first.found.window.fixing, briefing.info), briefing.period)
    parts = [f"{_standing_out(found, day)} ({fall_or_rise(first.found.window)}; {odds_of(first.found)})."]
    parts.append(_by_chance(found))
    parts.append(kind_sentence(briefing, first, day))
    if found.unexplained:
        names = ", ".join(
            dates.weekday_in(made_day(one.found.window.fixing, briefing.info), briefing.period)
            for one in found.unexplained[:4]
        )
        more = f" and {count(len(found.unexplained) - 4, 'more', 'more')}" if len(found.unexplained) > 4 else ""
        noun = "move" if len(found.unexplained) == 1 else "moves"
        parts.append(f"Nothing logged met the {noun} of {names}{more}.")
    return " ".join(part for part in parts if part)


def _standing_out(found: Explanation, day: str) -> str:
    """How many days stand out, and of how many: many days tested are many chances for one of them."""
    marked = sum(stands_out(one.found) for one in found.days)
    tested = _tested(found)
    if not tested:
        return f"No day could be tested; the largest move is of {day}"
    of = f"Of {count(tested, 'day')} tested"
    if not marked:
        return f"{of} none stands out; the least ordinary is {day}"
    if marked == 1:
        return f"{of} one stands out, {day}"
    return f"{of} {count(marked, 'stand', 'stand')} out, {day} most"


def _by_chance(found: Explanation) -> str:
    expected = _LEVEL * _tested(found)
    if not expected:
        return ""
    return f"Chance alone gives about {expected:.2g}."


def _tested(found: Explanation) -> int:
    return sum(one.found.pvalue is not None for one in found.days)


def _instead(found: Explanation) -> str:
    quiet = found.quiet[0]
    info = found.briefing.info
    made = when_made(found.days[-1].found.window.fixing, info)
    name = dates.day_name(quiet.day, year=True)
    return f"{name} was {_clause(quiet.why)}. The first {info.observation} that could know its news was made {made}."


def _clause(why: str) -> str:
    return why if why.startswith(("a ", "after")) else f"a day without one: {why}"


def _nothing(found: Explanation) -> str:
    """Why there is no move to tell of, and what is still to come."""
    briefing = found.briefing
    quote, info = pair_of(briefing.info.series.name).quote, briefing.info
    logged = len(briefing.in_period)
    parts = []
    ahead = found.asked.start > briefing.public_by
    if ahead:
        parts.append("That has not come yet.")
    elif briefing.no_rate:
        parts.append(f"What the {quote} did cannot be said. {briefing.no_rate}")
    expected = next((one for one in found.quiet if one.expected is not None), None)
    if expected is not None and expected.expected is not None:
        far = ahead and found.asked.since.year != briefing.public_by.year
        parts.append(expected_words(expected.expected, expected.expected_info or info, year=far, ahead=ahead))
    parts.append(ended_words(found))
    if logged:
        were = "announcement is" if logged == 1 else "announcements are"
        parts.append(f"{count(logged, were, were).capitalize()} logged.")
    elif not ahead:
        parts.append("Nothing is logged either.")
    return " ".join(part for part in parts if part)
