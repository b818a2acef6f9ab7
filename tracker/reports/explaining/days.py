"""One move after the other: what it was, how unusual, whose, what else moved, and what was public in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tracker.model.instants import LONG_GAP_DAYS
from tracker.reports import dates
from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.decomposed import rounded_parts
from tracker.reports.document import Column, Item, Listing, Notes, Section, Table, Text, joined, sourced, text, toned
from tracker.reports.explaining.words import crowd_of, currency_name, place_of, times, when_made
from tracker.reports.explanation import DayMove, Explanation
from tracker.reports.findings import WindowFinding
from tracker.reports.numbers import (
    count,
    level,
    odds_of,
    ordinal_largest,
    percent,
    signed,
    size_of_log,
    stands_out,
    untold,
    value_of_log,
    verdict_of,
)
from tracker.reports.origin import origin_key
from tracker.reports.phrases import direction, made_day, tone_of
from tracker.reports.ranking import by_relevance, tags
from tracker.reports.refs import number_of_rank, numbered, refs_of_window
from tracker.reports.sections.windows import described

_MOST_EVENTS = 8
_MOST_MOVERS = 5
_OF = {"own": "the {quote}", "base": "the {base}", "both": "both", "neither": "neither"}


def order_section(found: Explanation) -> Section | None:
    """The days by how unusual they were."""
    if not found.days:
        return None
    briefing = found.briefing
    pair, all_tags = pair_of(briefing.info.series.name), tags(briefing.events)
    columns = (
        Column(title="made"),
        Column(title=pair.quote, right=True),
        Column(title="own part", right=True),
        Column(title="of 100"),
        Column(title="verdict"),
        Column(title="whose"),
        Column(title="met"),
    )
    rows = tuple(_row(briefing, day, all_tags) for day in found.by_unusualness)
    return Section(
        key="order",
        title="THE MOST UNUSUAL FIRST",
        aside=text("of 100: as large on so many ordinary days · ● public in time · ○ perhaps"),
        blocks=(Table(columns=columns, rows=rows),),
    )


def _row(briefing: Briefing, day: DayMove, all_tags: dict[str, str]) -> tuple[Text, ...]:
    found, pair = day.found, pair_of(briefing.info.series.name)
    window = found.window
    marks = [
        *(f"●{all_tags[one]}" for one in window.certain if one in all_tags),
        *(f"○{all_tags[one]}" for one in window.possible if one in all_tags),
    ]
    met = " ".join(marks[:2]) + (f" +{len(marks) - 2}" if len(marks) > 2 else "")
    own = "" if found.own_part is None else percent(value_of_log(found.own_part), signed=True)
    refs = refs_of_window(window)
    whose = (
        "–"
        if day.panel is None or day.panel.rank is None
        else _OF[day.panel.kind].format(quote=pair.quote, base=pair.base)
    )
    tone = tone_of(window.move.log_return)
    return (
        text(dates.day_name(made_day(window.fixing, briefing.info))),
        sourced(percent(window.move.value_change, signed=True), *refs, tone=tone),
        sourced(own, *refs) if own else (),
        text(_share(found)),
        toned(verdict_of(found), "strong" if stands_out(found) else ""),
        text(whose.removeprefix("the ")),
        text(met or "nothing"),
    )


def _share(found: WindowFinding) -> str:
    """The odds in a narrow column: "8", "1 of 300", "largest"."""
    if found.pvalue is None or untold(found):
        return "–"
    if found.at_floor:
        return "largest"
    share = odds_of(found).removeprefix("as large on ").removesuffix(" ordinary days").removesuffix(" of 100")
    return "all" if share.startswith("nearly") else share


def days_section(found: Explanation, day: DayMove) -> Section:
    """One move, told in keyed lines, and the events that met it."""
    briefing = found.briefing
    info, window = briefing.info, day.found.window
    title = f"{dates.weekday(made_day(window.fixing, info))} {dates.short(made_day(window.fixing, info))}"
    return Section(
        key=f"day-{day.found.label}",
        title=title.upper(),
        aside=text(f"{info.series.unit}, {info.schedule}"),
        blocks=(
            Notes(rows=tuple(_lines(briefing, day, alone=len(found.days) == 1))),
            Listing(items=tuple(_events(briefing, day))),
        ),
    )


def _lines(briefing: Briefing, day: DayMove, *, alone: bool) -> Iterator[tuple[str, Text]]:
    info, found, pair = briefing.info, day.found, pair_of(briefing.info.series.name)
    window, move = found.window, found.window.move
    before, after = (origin_key(window.series, fixing.label) for fixing in (window.pre, window.fixing))
    yield (
        "the move",
        text(
            sourced(level(window.value_before, 3), before),
            " → ",
            sourced(level(window.value, 3), after),
            f" since {when_made(window.pre, info)}: {pair.quote} ",
            sourced(percent(move.value_change, signed=True), before, after, tone=tone_of(move.log_return)),
            f" ({direction(move)}), {pair.base} ",
            sourced(percent(move.pair_change, signed=True), before, after),
        ),
    )
    yield "how unusual", _unusual(day)
    if day.rank is not None:
        note = f"; {found.rank_note[0].lower()}{found.rank_note[1:]}" if found.rank_note else ""
        said = f"{ordinal_largest(day.rank.position)} of {day.rank.of} moves up or down{note}"
        yield "in a year", numbered(said, number_of_rank(found))
    if day.swing is not None:
        yield "nerves", _nerves(day, pair.quote)
    if day.panel is not None and day.panel.rank is not None and day.panel.others:
        yield "whose day", text(_whose(day, pair.base, pair.quote))
    if day.parts is not None:
        yield "in parts", _parts(day, pair.base, pair.quote)
    if day.panel is not None and day.panel.movers and (alone or day.panel.kind != "neither"):
        yield "furthest", _furthest(day, pair.base)
    for caution in _cautions(briefing, day):
        yield "beware", toned(caution, "warning")


def _unusual(day: DayMove) -> Text:
    found = day.found
    tone = "strong" if stands_out(found) else ""
    why = ""
    if found.pvalue is not None and untold(found):
        why = f": {untold(found)}"
    elif found.pvalue is not None and found.verdict == "cannot tell":
        why = ": not rare enough to stand out, nor can an effect be ruled out"
    return text(f"{odds_of(found)}. Verdict: ", toned(verdict_of(found), tone), why)


def _nerves(day: DayMove, quote: str) -> Text:
    swing = day.swing
    if swing is None:
        return ()
    size, ratio = percent(size_of_log(swing.expected)), swing.expected / swing.median
    calmer = round(100 * swing.calmer)
    days = "every other day" if calmer >= 100 else f"{calmer} of 100 days"
    return text(
        f"the {quote} was then expected to move {size} a day on its own, {times(ratio)} the middle day of the year"
        f" before; {days} of that year {'was' if calmer >= 100 else 'were'} calmer"
    )


def _whose(day: DayMove, base: str, quote: str) -> str:
    panel = day.panel
    if panel is None:
        return ""
    kind = _OF[panel.kind].format(quote=quote, base=base)
    swings = "" if panel.swings is None else f" (it moved {times(panel.swings)} its own usual day)"
    return f"{kind}: {place_of(panel, quote)}{swings}; {crowd_of(panel, base)}"


def _parts(day: DayMove, base: str, quote: str) -> Text:
    if day.parts is None:
        return ()
    total, parts = rounded_parts(day.parts)
    rise = "rise" if total >= 0 else "fall"
    words = {"own": f"the {quote}'s own part"}
    refs = {part.key: part.refs for part in day.parts.parts}
    shown = (
        text(f"{words.get(key, clean(name, 60))} ", sourced(signed(value), *refs[key])) for key, name, value in parts
    )
    whole = sourced(signed(total), *refs_of_window(day.found.window))
    return text(f"{base}'s {rise} ", whole, " = ", joined(shown, " · "), toned("  (log %; the parts add up)", "muted"))


def _furthest(day: DayMove, base: str) -> Text:
    if day.panel is None:
        return ()
    movers = ", ".join(
        f"{currency_name(one.currency)} {percent(one.change, signed=True)} ({one.swings:.1f})"
        for one in day.panel.movers[:_MOST_MOVERS]
    )
    return text(f"{movers} against the {base}", toned("  (in brackets: times its own usual day)", "muted"))


def _cautions(briefing: Briefing, day: DayMove) -> Iterator[str]:
    window, noun = day.found.window, briefing.info.observation
    if day.gap_days > LONG_GAP_DAYS:
        yield f"the move runs over {day.gap_days:.0f} days without a {noun}; all their news is in it"
    elif day.gap_days >= 2:
        yield f"the move runs over {day.gap_days:.0f} days; the news of all of them is in it"
    if window.method_break:
        yield f"the way the {noun} is made changed in between, so the move is partly a change of measure"


def _events(briefing: Briefing, day: DayMove) -> Iterator[Item]:
    """What was public in time, for certain and perhaps."""
    known, all_tags, window = briefing.by_id, tags(briefing.events), day.found.window
    on = made_day(window.fixing, briefing.info)
    certain = by_relevance(known[one] for one in window.certain if one in known)
    possible = by_relevance(known[one] for one in window.possible if one in known)
    yield Item(content=toned(_lead(briefing, day), "muted"))
    ends = {item.event.id: _in_time(briefing, item, day) for item in possible}
    apart = ends if len(set(ends.values())) > 1 else {}
    yield from _listed(briefing, certain, on, all_tags, "certain", {})
    yield from _listed(briefing, possible, on, all_tags, "possible", apart)


def _lead(briefing: Briefing, day: DayMove) -> str:
    window, noun = day.found.window, briefing.info.observation
    if not window.certain and not window.possible:
        return "nothing logged met it: nothing in the log explains this move"
    parts = []
    if window.certain:
        parts.append(f"● public since the {noun} before")
    if window.possible:
        ends = {_in_time(briefing, briefing.by_id[one], day) for one in window.possible if one in briefing.by_id}
        said = f": in time only {next(iter(ends))}" if len(ends) == 1 else ""
        parts.append(f"○ day known, hour not{said}")
    return " · ".join(parts)


def _in_time(briefing: Briefing, item: EventItem, day: DayMove) -> str:
    """When an announcement whose hour is not known must have come to meet this move and no other."""
    window, info = day.found.window, briefing.info
    reaction = item.reaction(briefing.series)
    ends = (reaction.alignment.earliest, reaction.alignment.latest) if reaction is not None else (None, None)
    first, last = (end is not None and end.label == window.fixing.label for end in ends)
    before = f"before {dates.clock(window.fixing.made_from, info.zone)} {info.place}"
    since = dates.weekday_in(made_day(window.pre, info), briefing.period)
    after = f"after {dates.clock(window.pre.made_from, info.zone)} {info.place} on {since}"
    return before if first else after if last else f"{after} and {before}"


def _listed(
    briefing: Briefing,
    items: Iterable[EventItem],
    on: date,
    all_tags: dict[str, str],
    mark: str,
    ends: Mapping[str, str],
) -> Iterator[Item]:
    """``ends``: what ``_in_time`` says of each, where that is not the same of all."""
    every = list(items)
    shown = every if len(every) <= _MOST_EVENTS + 1 else every[:_MOST_EVENTS]
    for item in shown:
        content = described(briefing, item, on)
        if item.event.id in ends:
            content = text(content, f", if {ends[item.event.id]}")
        yield Item(content=content, mark=mark, tags=(all_tags[item.event.id],))
    rest = every[len(shown) :]
    if rest:
        tagged = tuple(all_tags[item.event.id] for item in rest)
        yield Item(content=text(f"and {count(len(rest), 'more', 'more')}"), mark=mark, tags=tagged)
