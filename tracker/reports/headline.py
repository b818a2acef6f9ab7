"""The headline, computed in words from the numbers: what the rate did, what its largest move met, what was logged.

It says what a move *met*, never what moved it: two things at one fixing are a coincidence until shown otherwise.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.model.alignment import Move
from tracker.reports import dates
from tracker.reports.currencies import pair_of
from tracker.reports.document import Text, joined, sourced, text
from tracker.reports.findings import EventItem
from tracker.reports.method_breaks import break_sentence
from tracker.reports.numbers import level, percent
from tracker.reports.origin import origin_key
from tracker.reports.phrases import event_day, fall_or_rise, headline_of, jurisdiction, made_day, tone_of
from tracker.reports.ranking import by_relevance, is_new_sanction, is_sanction
from tracker.reports.refs import numbered, refs_of_span, refs_of_window
from tracker.reports.wording import ENGLISH, Words

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing
    from tracker.reports.findings import WindowFinding

_SETTING = frozenset(("central_bank", "market_structure"))
_TITLE = 90
_THURSDAY = 3
_LATE = timedelta(days=7)
"""Rates that begin as much after a period as this leave out a part of it that a reader must be told of."""


def headline(briefing: Briefing) -> Text:
    """Up to four sentences: the rate, a change in how it is made, its largest move, the sanctions logged."""
    found, _ = telling_move(briefing)
    size = () if found is None else ((percent(abs(found.window.move.value_change)), refs_of_window(found.window)),)
    moved = numbered(move_sentence(briefing), *size)
    return joined((rate_sentence(briefing), text(break_sentence(briefing)), moved, text(sanctions_sentence(briefing))))


def rate_sentence(briefing: Briefing) -> Text:
    """What the rate did over the period, in both measures."""
    rate, pair = briefing.rate, pair_of(briefing.info.series.name)
    if rate is None:
        return text(briefing.no_rate or f"No rate of the {pair.quote} was made in this period.")
    move, refs = rate.period.move, refs_of_span(briefing.series, rate.period)
    to_value = sourced(level(rate.period.to_value), origin_key(briefing.series, rate.period.to_label))
    so_far = "" if briefing.period.complete else "So far "
    the = "the" if so_far else "The"
    if unchanged(move):
        unmoved = sourced("unchanged", *refs)
        against = f" against the {pair.base}, at "
        return text(f"{so_far}{the} {pair.quote} is ", unmoved, against, to_value, f" per {pair.base}.")
    verb, words = ("lost", "more") if move.log_return > 0 else ("gained", "less")
    return text(
        f"{so_far}{the} {pair.quote} ",
        sourced(f"{verb} {percent(abs(move.value_change))}", *refs, tone=tone_of(move.log_return)),
        f" against the {pair.base} ({pair.a_base} costs ",
        sourced(percent(abs(move.pair_change)), *refs),
        f" {words}), to ",
        to_value,
        f" per {pair.base}{late_beginning(briefing)}{early_end(briefing)}.",
    )


def late_beginning(briefing: Briefing) -> str:
    """ " (rates are known from 16 Apr 2003 on)" where they do not reach back to the period's beginning; else empty."""
    rate = briefing.rate
    made = None if rate is None else rate.period.from_made
    if made is None or made - briefing.period.start < _LATE:
        return ""
    day = dates.told_day("", made, briefing.info.zone)
    return f" (rates are known from {dates.short(day, year=True)} on)"


def early_end(briefing: Briefing, words: Words = ENGLISH) -> str:
    """ " (the week's last rate is of Tue 1 Mar)" where a finished week has none after its Wednesday; else empty."""
    period, rate = briefing.period, briefing.rate
    if rate is None or period.kind != "week" or not period.complete:
        return ""
    last = dates.told_day(rate.period.to_label, rate.period.to_made, briefing.info.zone)
    if last.weekday() >= _THURSDAY:
        return ""
    return " " + words("headline.early_end", day=dates.day_name(last, words=words))


def unchanged(move: Move) -> bool:
    """Whether a move is nil at the printed precision, one decimal of a percent."""
    return round(100 * move.value_change, 1) == 0 == round(100 * move.pair_change, 1)


def move_sentence(briefing: Briefing, words: Words = ENGLISH) -> str:
    """The move a reader wants to know about, and what it met: the largest, or one that is more unusual."""
    found, kind = telling_move(briefing)
    if found is None or unchanged(found.window.move):
        return ""
    met = _met(briefing, found, words)
    if len(briefing.windows) == 1:
        return words.sentence("headline.only", met=met)
    day = made_day(found.window.fixing, briefing.info)
    after = _setting_before(briefing, found)
    if after is not None:
        days = (day - event_day(after.event)).days
        met = words.counted("headline.came_after", days, title=_quoted(after, words), met=met)
    when = dates.weekday_in(day, briefing.period, words)
    return words.sentence(f"headline.{kind}", move=fall_or_rise(found.window, words), day=when, met=met)


def _quoted(item: EventItem, words: Words) -> str:
    return words("quotation", text=headline_of(item.event, _TITLE))


def telling_move(briefing: Briefing) -> tuple[WindowFinding | None, str]:
    """The largest move, unless another one is unusual and the largest is not."""
    largest, rarest = briefing.largest, briefing.most_unusual
    if largest is not None and rarest is not None and rarest.verdict == "unusual" != largest.verdict:
        return rarest, "most_unusual"
    return largest, "largest"


def larger_than(briefing: Briefing, found: WindowFinding) -> WindowFinding | None:
    """The headline's move where that is another one than is spoken of; where it is the same, None."""
    told, _ = telling_move(briefing)
    return None if told is None or told.label == found.label else told


def _met(briefing: Briefing, found: WindowFinding, words: Words) -> str:
    """What the move of one window met: how many announcements, how many of them for certain, which one if only one."""
    sure, perhaps = found.window.certain, found.window.possible
    number = len(sure) + len(perhaps)
    if number == 0:
        return words("headline.met.none")
    if number == 1:
        only = briefing.by_id.get((*sure, *perhaps)[0])
        met = words("headline.met.one" if sure else "headline.met.perhaps_one")
        return words("headline.met.named", met=met, title=_quoted(only, words)) if only else met
    every = words.cardinal(number, most=9)
    if len(sure) in (0, number):
        return words("headline.met.all_certain" if sure else "headline.met.none_certain", n=every)
    certainly = words.counted("headline.met.sure", len(sure))
    return words("headline.met.some_certain", sure=certainly, more=perhaps_more(len(perhaps), words))


def perhaps_more(number: int, words: Words = ENGLISH) -> str:
    """ "and perhaps five more": announcements that may have come too late, beside those that a move met for certain."""
    return words.counted("headline.met.more", number)


def _setting_before(briefing: Briefing, found: WindowFinding) -> EventItem | None:
    """A change of the market's own rules that the observation just before the largest move certainly met."""
    position = briefing.windows.index(found)
    if position == 0:
        return None
    known = briefing.by_id
    before = (known[event_id] for event_id in briefing.windows[position - 1].window.certain if event_id in known)
    return next((item for item in by_relevance(before) if item.event.kind in _SETTING), None)


def nothing_announced(briefing: Briefing, words: Words = ENGLISH) -> str:
    """For a period of which nothing is logged; its first rate may still have met what came before it."""
    if briefing.ledger_from is not None:
        day, period = dates.short(briefing.ledger_from, year=True, words=words), briefing.period
        return words("headline.unseen.before", day=day, period=dates.this_period(period, words, form="of_this"))
    if briefing.unseen:
        return words("headline.unseen.all", period=dates.this_period(briefing.period, words, form="of_this"))
    if briefing.period.kind == "day" and briefing.named:
        return words("headline.nothing_on_the_day")
    return words("headline.nothing_announced", period=dates.this_period(briefing.period, words, form="for_this"))


def sanctions_sentence(briefing: Briefing, words: Words = ENGLISH) -> str:
    """How many new sanctions were logged, by whom; "no new sanctions logged" otherwise. Never "no sanctions".

    Where nothing could be seen of the period, that is said instead.
    """
    items = briefing.in_period
    new = [item.event for item in items if is_new_sanction(item.event)]
    rest = sum(is_sanction(item.event) for item in items) - len(new)
    if new:
        issuers = Counter(jurisdiction(event.jurisdiction, words) for event in new)
        if len(issuers) == 1:
            listed = next(iter(issuers))
        else:
            listed = ", ".join(f"{name} {number}" for name, number in issuers.most_common())
        return words("headline.new_sanctions", n=len(new), issuers=listed)
    if not items:
        return nothing_announced(briefing, words)
    if briefing.unseen:
        return words("headline.unseen.some", period=dates.this_period(briefing.period, words, form="of_this"))
    if briefing.period.kind == "day" and any(is_new_sanction(item.event) for item in briefing.named):
        return words("headline.no_new_on_the_day")
    return words.counted("headline.no_new_but", rest) if rest else words("headline.no_new_sanctions")
