"""How far the official rate stood from the market's: a year of it, what is usual, and the period itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean, plain
from tracker.reports.figures.calendar_ticks import calendar_ticks
from tracker.reports.figures.drawing import Margins, Scale, Sheet, credit_lines, fitting, wide, wrapped
from tracker.reports.figures.figure import Figure, Frame
from tracker.reports.figures.palette import GRID, INK, LINE, PAPER, RANGE, SHADE, SOFT, VERMILION
from tracker.reports.figures.scales import around, signed_text, ticks_of
from tracker.reports.numbers import percent
from tracker.reports.official_gap import OfficialGap, above_or_below
from tracker.reports.wording import Words

_DOWN, _FOOT, _MOST_TICKS = 168, 24, 7
_PAUSE = 5
"""Days without a gap after which the line breaks: more than a weekend with a holiday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One gap in per cent of the market's rate, > 0: official above it; how far rounding leaves it open."""

    day: date
    value: float
    low: float
    high: float
    run: int
    label: str
    in_period: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFigure:
    """The gaps in order, the usual size either way, the largest, and the days of the period."""

    points: tuple[Point, ...]
    typical: float | None
    largest: Point
    shaded: tuple[date, date]
    axis: str
    above: str
    below: str
    credit: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class GapKind:
    """Official and market."""

    key: str = "gap"

    def of(self, briefing: Briefing, words: Words) -> Figure | None:
        """The gaps of up to a year; None where there are not two."""
        gap = briefing.gap
        if gap is None or len(gap.history or gap.within) < 2:
            return None
        points = tuple(_points(gap, words))
        since, until = gap.day_of(gap.within[0]), gap.day_of(gap.within[-1])
        newest = points[-1]
        market, official = (clean(words.of(one), 40) for one in (gap.market, gap.official))
        typical = None if gap.typical is None else percent(gap.typical / 100, digits=2, words=words)
        usual = "" if typical is None else words("figure.gap.usual", share=typical)
        content = GapFigure(
            points=points,
            typical=gap.typical,
            largest=max(points, key=lambda one: abs(one.value)),
            shaded=(since, until + timedelta(days=1)),
            axis=words.sentence("figure.gap.axis"),
            above=words("figure.gap.above"),
            below=words("figure.gap.below"),
            credit=words("figure.credit", credit=f"{official}, {market}"),
            words=words,
        )
        caption = plain(
            words.sentence(
                "figure.gap.caption",
                day=dates.short(newest.day, year=True, words=words),
                stood=above_or_below(gap.newest.value, words),
                market=market,
                usual=usual,
            )
        )
        largest = words(
            "figure.gap.largest",
            day=dates.short(content.largest.day, year=True, words=words),
            stood=signed_text(content.largest.value, 2, words),
            n=len(points),
            since=dates.short(points[0].day, year=True, words=words),
        )
        return Figure(
            key=self.key,
            title=words("figure.gap.title"),
            caption=caption,
            spoken=plain(f"{caption} {largest}"),
            reading=words("figure.gap.reading" if typical is None else "figure.gap.reading_typical"),
            credit=content.credit,
            content=content,
            draw=_draw,
        )


def _points(gap: OfficialGap, words: Words) -> Sequence[Point]:
    found: list[Point] = []
    own = {one.label for one in gap.within}
    known = gap.history or gap.within
    method = known[-1].fixing.method
    for one in (*(one for one in gap.within if one.fixing.method != method), *known):
        day, value = gap.day_of(one), float(one.value)
        apart = bool(found) and (day - found[-1].day).days > _PAUSE
        run = found[-1].run + apart if found else 0
        said = f"{dates.day_name(day, year=True, words=words)}: {above_or_below(one.value, words)}"
        span = one.span
        found.append(
            Point(
                day=day,
                value=value,
                low=value if span is None else float(span.low),
                high=value if span is None else float(span.high),
                run=run,
                label=one.label,
                in_period=one.label in own,
                said=plain(said),
            )
        )
    return sorted(found, key=lambda one: one.day)


def _draw(content: GapFigure, frame: Frame) -> dict[str, Any]:
    points = content.points
    first, last = points[0].day.toordinal(), max(points[-1].day.toordinal(), content.shaded[1].toordinal())
    low, high = around((end for one in points for end in (one.low, one.high, one.value)), least=0.2)
    ticks = ticks_of(low, high, _MOST_TICKS, content.words)
    newest = signed_text(points[-1].value, 2, content.words)
    left, right = int(max(wide(str(tick["s"])) for tick in ticks) + 14), int(wide(newest, 14, bold=True) + 14)
    axis = wrapped(content.axis, frame.width - 16, bold=True)
    credit = credit_lines(content.credit, frame.width, 8)
    sheet = Sheet(
        width=frame.width,
        down=_DOWN,
        margins=Margins(
            left=left, right=right, top=28 + 17 * len(axis), bottom=_FOOT + 4 + (16 * len(credit) + 4 if credit else 0)
        ),
        x=Scale(low=first, high=max(last, first + 1), begin=0, end=frame.width - left - right),
        y=Scale(low=low, high=high, begin=_DOWN, end=0),
    )
    sheet.add("rule", ticks, {"color": GRID}, y="v", x=0, x2=sheet.across)
    sheet.add("text", ticks, {"align": "right", "baseline": "middle"}, y="v", x=-7, text="s")
    _ground(sheet, content, axis, credit)
    _line(sheet, content, newest)
    below = fitting(content.below, sheet.across, 12)
    for looks in ({"color": PAPER, "stroke": PAPER, "strokeWidth": 4}, {}):  # readable where the line runs there
        sheet.write(below, sheet.across, sheet.down - 8, fontSize=12, align="right", **looks)
    return sheet.spec()


def _ground(sheet: Sheet, content: GapFigure, axis: list[str], credit: list[str]) -> None:
    shaded = [{"t": content.shaded[0].toordinal(), "u": content.shaded[1].toordinal()}]
    sheet.add("rect", shaded, {"color": SHADE}, x="t", x2="u", y=0, y2=sheet.down)
    if content.typical is not None:
        usual = [{"v": -content.typical, "v2": content.typical}]
        sheet.add("rect", usual, {"color": RANGE, "opacity": 0.6}, x=0, x2=sheet.across, y="v", y2="v2")
    sheet.add("rule", [{"v": 0.0}], {"color": SOFT}, y="v", x=0, x2=sheet.across)
    months = _months(sheet, content)
    sheet.add("rule", months, {"color": GRID}, x="t", y=sheet.down, y2=sheet.down + 5)
    sheet.add("text", months, {"align": "left", "baseline": "middle"}, x="t", y=sheet.down + 13, text="s")
    top = sheet.margins.top
    sheet.write(axis, 8 - sheet.margins.left, 14 - top, fontWeight="bold", color=INK)
    sheet.write(fitting(content.above, sheet.across, 12), 0, -11, fontSize=12)
    if credit:
        sheet.write(credit, 8 - sheet.margins.left, sheet.down + _FOOT + 8, fontSize=11)


def _months(sheet: Sheet, content: GapFigure) -> list[dict[str, Any]]:
    """First days of months that have room for their names; of a short time its first and last day."""
    words, first, last = content.words, content.points[0].day, content.points[-1].day
    beyond = sheet.margins.right + sheet.across - sheet.x.at(last.toordinal())
    marks = calendar_ticks(first, last, sheet.x.at(last.toordinal()), beyond, words)
    if len(marks) < 2:
        ends = [
            (day, words("date.day", day=day.day, month=words(f"date.month_short.{day.month}"))) for day in (first, last)
        ]
        edge = sheet.across + sheet.margins.right
        marks = [one for one in ends if sheet.x.at(one[0].toordinal()) + wide(one[1]) <= edge]
    return [{"t": day.toordinal(), "s": text} for day, text in marks]


def _line(sheet: Sheet, content: GapFigure, newest: str) -> None:
    rows = [{"t": one.day.toordinal(), "v": round(one.value, 4), "run": one.run} for one in content.points]
    open_ = [
        {"t": one.day.toordinal(), "v": one.low, "v2": one.high}
        for one in content.points
        if one.in_period and one.high > one.low
    ]
    sheet.add("rule", open_, {"color": LINE, "opacity": 0.5, "strokeWidth": 3}, x="t", y="v", y2="v2")
    sheet.add("line", rows, {"color": LINE, "strokeWidth": 1.5}, x="t", y="v", detail="run")
    alone = len(content.points) < 60
    signs = [
        {**row, "size": 34 if one.in_period else 14, "d": one.said}
        for row, one in zip(rows, content.points, strict=True)
        if one.in_period or alone
    ]
    looks = {"color": LINE, "filled": True, "opacity": 1, "stroke": PAPER, "strokeWidth": 0}
    sheet.add("point", signs, looks, x="t", y="v", size="size")
    largest = content.largest
    if not largest.in_period:
        at = {"t": largest.day.toordinal(), "v": round(largest.value, 4), "d": largest.said}
        looks = {"color": VERMILION, "filled": True, "opacity": 1, "size": 70, "shape": "diamond"}
        sheet.add("point", [at], looks, x="t", y="v")
    last = [{"t": rows[-1]["t"], "v": rows[-1]["v"], "s": newest}]
    looks = {"align": "left", "baseline": "middle", "dx": 7, "fontWeight": "bold", "fontSize": 14, "color": LINE}
    sheet.add("text", last, looks, x="t", y="v", text="s")


FIGURE = GapKind()
