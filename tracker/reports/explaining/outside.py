"""What stands beside the moves: days without a rate, events the shown rates could not know, hours that would decide."""

from __future__ import annotations

from tracker.reports import dates
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.document import Item, Listing, Notes, Section, Text, text, toned, typed
from tracker.reports.explaining.words import crowd_of, currency_name, expected_words, when_made
from tracker.reports.explanation import Explanation, Late, QuietDay
from tracker.reports.numbers import percent
from tracker.reports.phrases import direction, event_day, headline_of, time_phrase, unconfirmed
from tracker.reports.ranking import tags
from tracker.reports.twosided import told, two_ends

_MOST_GROUPS = 4
_MOST_MOVERS = 5


def late_section(found: Explanation) -> Section | None:
    """Events of the period that none of its moves could know."""
    if not found.late:
        return None
    all_tags = tags(found.briefing.events)
    items = tuple(
        Item(content=text(f"{_when(found, one)}: {_fate(found, one)}"), tags=(all_tags[one.item.event.id],))
        for one in found.late
    )
    title = "LOGGED THEN, BUT TOO LATE FOR THESE MOVES" if found.days else "LOGGED THEN"
    return Section(key="late", title=title, blocks=(Listing(items=items),))


def _when(found: Explanation, one: Late) -> str:
    event, info = one.item.event, found.briefing.info
    when = time_phrase(event, info, beside=event_day(event))
    dagger = " †" if unconfirmed(event) else ""
    return f"{headline_of(event)}{f' ({when})' if when else ''}{dagger}"


def _fate(found: Explanation, one: Late) -> str:
    info = found.briefing.info
    quote = pair_of(info.series.name).quote
    if one.met is not None:
        moved = f", {quote} {percent(one.move.value_change, signed=True)} ({direction(one.move)})" if one.move else ""
        return f"the {info.observation} of {when_made(one.met, info)} must know it{moved}"
    if one.expected is not None:
        return f"no rate knows it yet. {expected_words(one.expected, info)}"
    return "no rate stored here knows it"


def ends_section(found: Explanation) -> Section | None:
    """Events whose unknown hour decides which move they met."""
    briefing = found.briefing
    met = {one for day in found.days for one in day.found.window.possible}
    told_of = {item.event.id: item for item in briefing.in_period}
    told_of |= {one: briefing.by_id[one] for one in sorted(met) if one in briefing.by_id}
    groups = two_ends(briefing, told_of.values())
    if not groups:
        return None
    all_tags = tags(found.briefing.events)
    items = [Item(content=told(group, found.briefing, all_tags)) for group in groups[:_MOST_GROUPS]]
    if len(groups) > _MOST_GROUPS:
        items.append(Item(content=toned(f"and {len(groups) - _MOST_GROUPS} more; the JSON form has all", "muted")))
    return Section(key="ends", title="WHERE AN HOUR WOULD DECIDE", blocks=(Listing(items=tuple(items)),))


def quiet_section(found: Explanation) -> Section | None:
    """Days without a rate, and the first rate that could know each of them."""
    if not found.quiet or found.asked.label != found.briefing.period.label:
        return None  # a single day without a rate: the answer has said it already
    rows = tuple(_stretch(found, members) for members in _stretches(found))
    return Section(key="quiet", title="DAYS WITHOUT A RATE", blocks=(Notes(rows=rows),))


def _stretches(found: Explanation) -> list[list[QuietDay]]:
    """Neighbouring days whose news the same rate could know first."""
    grouped: list[list[QuietDay]] = []
    for one in found.quiet:
        before = grouped[-1][-1] if grouped else None
        near = before is not None and (one.day - before.day).days == 1
        if before is not None and near and (one.first, one.expected) == (before.first, before.expected):
            grouped[-1].append(one)
        else:
            grouped.append([one])
    return grouped


def _stretch(found: Explanation, members: list[QuietDay]) -> tuple[str, Text]:
    first, last = members[0], members[-1]
    name = dates.day_name(first.day) + ("" if first is last else f" – {dates.day_name(last.day)}")
    weekend = len(members) == 2 and all(one.day.weekday() >= 5 for one in members)
    whys = ["a weekend"] if weekend else list(dict.fromkeys(one.why for one in members))
    return name, text(f"{', then '.join(whys)}; {_first(found, first, ' '.join(whys))}")


def _first(found: Explanation, one: QuietDay, said: str) -> str:
    info = found.briefing.info
    quote = pair_of(info.series.name).quote
    if one.first is not None:
        moved = f" ({quote} {percent(one.move.value_change, signed=True)})" if one.move is not None else ""
        return f"its news is first in the {info.observation} of {when_made(one.first, info)}{moved}"
    if one.expected is not None:
        words = expected_words(one.expected, one.expected_info or info)
        return words[0].lower() + words[1:].rstrip(".")
    ended = f" ({info.ended})" if info.ended and info.ended not in said else ""
    return f"no later rate is stored{ended}"


def advice_section(found: Explanation) -> Section | None:
    """What would bring a rate for days on which the studied currency has none: for whoever keeps the installation."""
    if not found.advice:
        return None
    items = tuple(
        Item(content=typed(clean(command, 160), before=f"{clean(what, 120)}: ")) for what, command in found.advice
    )
    return Section(key="missing", title="WHAT IS MISSING, AND HOW TO GET IT", blocks=(Listing(items=items),))


def panels_section(found: Explanation) -> Section | None:
    """Other currencies on days on which the studied one has no rate."""
    if found.days:
        return None
    base = pair_of(found.briefing.info.series.name).base
    rows = []
    for label, panel in found.panels[:7]:
        movers = ", ".join(
            f"{currency_name(one.currency)} {percent(one.change, signed=True)}" for one in panel.movers[:_MOST_MOVERS]
        )
        day = dates.day_name(dates.label_day(label, "UTC"))
        rows.append((day, text(f"{crowd_of(panel, base)}; furthest for its usual size: {movers}")))
    return Section(key="others", title="OTHER CURRENCIES", blocks=(Notes(rows=tuple(rows)),)) if rows else None
