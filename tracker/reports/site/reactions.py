"""What the rates did at an announcement: each that could and must know it, its moves, and how they were judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from markupsafe import Markup

from tracker.model.alignment import Move
from tracker.model.instants import format_instant
from tracker.model.instants import zone as iana_zone
from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.currencies import pair_of
from tracker.reports.findings import Reaction, WindowFinding
from tracker.reports.levels import SeriesInfo
from tracker.reports.numbers import level, odds, percent, size_of_log, value_of_log
from tracker.reports.origin import origin_key
from tracker.reports.pages.ids import origin_place
from tracker.reports.pages.judging import how_judged
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.origins import all_shown
from tracker.reports.pages.tables import Head, Row, table
from tracker.reports.pages.telling import Telling, said
from tracker.reports.phrases import direction, made_day
from tracker.reports.site import places
from tracker.reports.site.site import instant


class WeekTelling(Telling):
    """A telling whose numbers lead to where the page of the week tells their origin."""

    def __init__(self, *, briefing: Briefing, root: str) -> None:
        super().__init__(briefing=briefing)
        self._week = f"{root}{places.week_page(briefing.period.label)}"
        self._every = all_shown(briefing)

    def number(self, shown: Markup, refs: Iterable[str]) -> Markup:
        """A link to that page, of whose origins it surely has all or those of the week's own moves alone."""
        known = [ref for ref in refs if ref in self.origins]
        if not known or not self._every:
            return shown
        return element("a", shown, class_="number", href=f"{self._week}#{origin_place(known[-1])}")


def reactions(telling: WeekTelling, item: EventItem) -> Iterator[Markup]:
    """Of each series that is told beside the week, its own first."""
    briefing = telling.briefing
    infos = {briefing.series: briefing.info}
    infos |= {one.series: one.info for one in briefing.second if one.info is not None}
    found = [(one, infos[one.alignment.series]) for one in item.reactions if one.alignment.series in infos]
    if not found:
        yield element("p", "No rate of this time is stored.")
    for reaction, info in found:
        yield _reaction(telling, reaction, info)
    if found:
        yield element(
            "p", "A move beside an announcement is not yet its effect: other news met the same rates.", class_="muted"
        )


def _reaction(telling: WeekTelling, found: Reaction, info: SeriesInfo) -> Markup:
    shown = [_row(telling, info, *row) for row in _rates(found)]
    pair = pair_of(info.series.name)
    heads = (
        Head(title="", heard="Which rate"),
        Head(title="made"),
        Head(title=info.series.unit, right=True),
        Head(title=f"a {pair.base} costs", right=True),
        Head(title=f"a {pair.quote} buys", right=True),
    )
    title = f"{info.series.name.pair}, {said(info.credit, 80)}"
    return together(
        element("h3", title),
        element("p", said(info.schedule, 160), class_="muted"),
        table(heads, shown, caption=title, class_="list rates") if shown else None,
        element("p", "Moves are counted from the last rate before.", class_="muted") if len(shown) > 1 else None,
        [element("p", one) for one in _judged(found)],
        [
            together(element("p", told) if told else None, how_judged(telling, one))
            for one in _findings(telling.briefing, found)
            for told in [_own_part(one, info)]
        ],
    )


_Rate = tuple[str, Fixing, Decimal | None, Move | None]


def _rates(found: Reaction) -> Iterator[_Rate]:
    """The last rate before, the first that could know and the first that must, which may be one."""
    alignment = found.alignment
    first, last = alignment.earliest, alignment.latest
    if alignment.pre is not None:
        yield "Last rate before", alignment.pre, found.value_pre, None
    if first is not None and last is not None and first.label == last.label:
        yield "First that could and must know", last, found.value_latest, found.to_latest
        return
    if first is not None:
        yield "First that could know", first, found.value_earliest, found.to_earliest
    if last is not None:
        yield "First that must know", last, found.value_latest, found.to_latest


def _row(
    telling: WeekTelling, info: SeriesInfo, name: str, fixing: Fixing, value: Decimal | None, move: Move | None
) -> Row:
    at = fixing.made_to.astimezone(iana_zone(info.zone))
    stamp = f"{dates.day_name(at.date(), year=True)}, {at:%H:%M} {info.place}"
    labelled = "" if fixing.label == at.date().isoformat() else f" labelled {said(fixing.label, 30)}"
    shown = together("" if value is None else level(value, 4))
    key = origin_key(info.series.key, fixing.label)
    return Row(
        cells=(
            together(name),
            together(
                element("time", stamp, datetime=format_instant(fixing.made_to)),
                element("span", labelled, class_="muted") if labelled else None,
            ),
            telling.number(shown, [key]) if value is not None else shown,
            together(_toned(percent(move.pair_change, signed=True), move) if move else ""),
            together(_toned(f"{percent(move.value_change, signed=True)} ({direction(move)})", move) if move else ""),
        )
    )


def _toned(shown: str, move: Move) -> Markup:
    word = direction(move)
    return together(shown) if word == "unchanged" else element("span", shown, class_=word)


def _judged(found: Reaction) -> Iterator[Markup | str]:
    alignment = found.alignment
    if found.verdict:
        rare = f": {_share(alignment.spans, odds(found.pvalue))}" if found.pvalue is not None else ""
        yield together(element("strong", f"{found.verdict[:1].upper()}{found.verdict[1:]}"), f"{rare}.")
    if alignment.ambiguous and found.to_earliest and found.to_latest:
        ends = {direction(one) for one in (found.to_earliest, found.to_latest)} - {"unchanged"}
        if len(ends) > 1 and not alignment.method_break:
            yield "Even the sign of the move depends on an hour that is not known."
    if found.not_applicable:
        yield said(found.not_applicable, 300)
    if alignment.method_break:
        yield "The way this rate is made changed in between: the move cannot be compared."
    if alignment.pending is not None:
        yield together("The rate that can know it is expected about ", instant(alignment.pending.expected_at), ".")
    if alignment.note:
        yield said(alignment.note, 300)


def _share(spans: int, said_of_one: str) -> str:
    """Of several rates that could have known first, the share is that of the rarest times their number."""
    if spans < 2:
        return said_of_one
    return (
        f"of the {spans} moves that could have known it first the most unusual, their number allowed for, is"
        f" {said_of_one}"
    )


def _findings(briefing: Briefing, found: Reaction) -> list[WindowFinding]:
    """What the week tells of the moves at the rates that could and must know it; none for another series."""
    ends = (found.alignment.earliest, found.alignment.latest)
    labels = {one.label for one in ends if one is not None}
    of_week = [one for one in briefing.windows if one.label in labels]
    return of_week if found.alignment.series == briefing.series else []


def _own_part(one: WindowFinding, info: SeriesInfo) -> str:
    """The currency's own part of a move, between which bounds an effect fits it, and what would have been found."""
    if one.own_part is None:
        return ""
    quote = pair_of(info.series.name).quote
    day = dates.day_name(made_day(one.window.fixing, info))
    told = [f"Of that day's move ({day}), {_signed(one.own_part)} was the {quote}'s own part"]
    if one.interval is not None:
        low, high = sorted(one.interval, reverse=True)
        told.append(f"an effect between {_signed(low)} and {_signed(high)} on the {quote} fits the data (95 %)")
    if one.mde is not None:
        told.append(f"the smallest effect we would find four times in five is {percent(size_of_log(one.mde))}")
    return f"{'; '.join(told)}."


def _signed(log_points: float) -> str:
    """Log points of the pair as what they are for the quote currency, with the word for it."""
    value = value_of_log(log_points)
    if round(100 * value, 1) == 0:
        return percent(value)
    return f"{percent(value, signed=True)} ({'weaker' if value < 0 else 'stronger'})"
