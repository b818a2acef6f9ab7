"""The ledger over time as a figure: what sort of announcements there were, and who put names on lists.

It is made of counts alone, so that a report of a week and a page of twelve years draw the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.data.catalogue_file import catalogue
from tracker.reports import dates
from tracker.reports.cleaning import plain
from tracker.reports.figures.calendar_ticks import calendar_ticks
from tracker.reports.figures.drawing import Margins, Row, Scale, Sheet, fitting, wide, wrapped
from tracker.reports.figures.figure import Figure, Frame
from tracker.reports.figures.palette import GRID, INK, LINE, OTHERS, SHADE, SIGNS, SOFT
from tracker.reports.ledger_history import DELISTING, DESIGNATION, Counts, LedgerHistory, total
from tracker.reports.phrases import jurisdiction
from tracker.reports.wording import Words

_FAMILIES = (
    ("listings", (DESIGNATION,)),
    (
        "measures",
        ("sectoral_sanctions", "legal_framework", "export_control", "asset_freeze", "trade_embargo", "price_cap"),
    ),
    ("easing", (DELISTING,)),
    ("words", ("statement", "diplomatic")),
    ("answers", ("countermeasure", "central_bank", "market_structure")),
    ("military", ("military",)),
)
_MOST_ISSUERS = 4
_ROW, _ABOVE, _FOOT, _HEADING = 38, 58, 26, 26
_TALL, _TALL_UP, _TALL_DOWN = 20, 16, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of bars: numbers upwards, and downwards where it has ``down``."""

    key: str
    name: str
    up: tuple[int, ...]
    down: tuple[int, ...]

    @property
    def text(self) -> str:
        """The numbers together, those upwards first."""
        return f"{sum(self.up)} / {sum(self.down)}" if self.down else str(sum(self.up))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFigure:
    """Two groups of lanes over the same stretches of time. ``shaded``: the period itself, where there is one."""

    history: LedgerHistory
    kinds: tuple[Lane, ...]
    issuers: tuple[Lane, ...]
    shaded: tuple[date, date] | None
    heading: str
    second: str
    words: Words


def ledger_figure(
    history: LedgerHistory, words: Words, *, shaded: tuple[date, date] | None = None, key: str = "ledger"
) -> Figure | None:
    """The figure of a history, or None where nothing is logged in it."""
    if history.n == 0:
        return None
    kinds = tuple(_kinds(history, words))
    issuers = tuple(_issuers(history, words))
    step = words(f"figure.ledger.step.{history.step}")
    content = LedgerFigure(
        history=history,
        kinds=kinds,
        issuers=issuers,
        shaded=shaded,
        heading=words.sentence("figure.ledger.heading", step=step),
        second=words.sentence("figure.ledger.second"),
        words=words,
    )
    caption = _caption(history, kinds, words)
    said = ", ".join(f"{lane.name} {sum(lane.up)}" for lane in kinds)
    spoken = f"{caption} {words('figure.ledger.spoken', kinds=said)}"
    if issuers:
        both = "; ".join(
            words("figure.ledger.issuer", name=lane.name, on=sum(lane.up), off=sum(lane.down)) for lane in issuers
        )
        spoken += f" {words('figure.ledger.issuers', issuers=both)}"
    return Figure(
        key=key,
        title=words(f"figure.ledger.title.{history.step}"),
        caption=caption,
        spoken=plain(spoken),
        reading=words("figure.ledger.reading" if shaded is None else "figure.ledger.reading_shaded", step=step),
        content=content,
        draw=_draw,
    )


def _kinds(history: LedgerHistory, words: Words) -> list[Lane]:
    lanes = []
    for family, kinds in _FAMILIES:
        up = _added(history, [numbers for kind, numbers in history.kinds if kind in kinds])
        if any(up):
            lanes.append(Lane(key=family, name=words(f"figure.ledger.kind.{family}"), up=up, down=()))
    return lanes


def _issuers(history: LedgerHistory, words: Words) -> list[Lane]:
    """Who lists most, and the others together."""
    both = {key for key, _ in (*history.designations, *history.delistings)}
    known = sorted(
        (key for key in both if f"jurisdiction.{key}" in catalogue()),
        key=lambda key: (-total((*history.designations, *history.delistings), (key,)), key),
    )
    named = known if len(both) <= _MOST_ISSUERS and len(known) == len(both) else known[: _MOST_ISSUERS - 1]
    lanes = []
    for key in (*named, OTHERS):
        keys = both - set(named) if key == OTHERS else {key}
        up, down = (_added(history, _of(counts, keys)) for counts in (history.designations, history.delistings))
        if any(up) or any(down):
            name = words("figure.lane.others") if key == OTHERS else jurisdiction(key, words)
            lanes.append(Lane(key=key, name=name, up=up, down=down))
    return lanes


def _of(counts: Counts, keys: set[str]) -> list[tuple[int, ...]]:
    return [numbers for key, numbers in counts if key in keys]


def _added(history: LedgerHistory, rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(numbers) for numbers in zip(*rows, strict=True)) if rows else (0,) * len(history.begins)


def _caption(history: LedgerHistory, kinds: tuple[Lane, ...], words: Words) -> str:
    since, last = history.since, history.until - timedelta(days=1)
    most = max(kinds, key=lambda lane: sum(lane.up))
    every = _added(history, [lane.up for lane in kinds])
    busiest = max(range(len(every)), key=lambda number: every[number])
    return plain(
        words.sentence(
            "figure.ledger.caption",
            since=dates.short(since, year=True, words=words),
            until=dates.short(last, year=True, words=words),
            n=words.count("figure.ledger.n", history.n),
            listings=total(history.kinds, (DESIGNATION,)),
            easing=total(history.kinds, (DELISTING,)),
            most=most.name,
            number=sum(most.up),
            busiest=_stretch(history, busiest, words),
            there=every[busiest],
        )
    )


def _stretch(history: LedgerHistory, number: int, words: Words) -> str:
    begins = history.begins[number]
    if history.step == "month":
        return words("figure.ledger.month", month=words(f"date.month.{begins.month}"), year=begins.year)
    return words("figure.ledger.week", day=dates.short(begins, year=True, words=words))


def _draw(content: LedgerFigure, frame: Frame) -> dict[str, Any]:
    narrow = frame.width < 500
    lanes = (*content.kinds, *content.issuers)
    row = _ABOVE if narrow else _ROW
    left = 10 if narrow else int(min(max(wide(lane.name) for lane in lanes) + 20, frame.width * 0.36))
    right = 10 if narrow else int(max(wide(lane.text, bold=True) for lane in lanes) + 20)
    heading = wrapped(content.heading, frame.width - 16, bold=True)
    second = wrapped(content.second, frame.width - 16, bold=True) if content.issuers else []
    apart = _HEADING + 17 * len(second) if second else 0
    history = content.history
    across = frame.width - left - right
    sheet = Sheet(
        width=frame.width,
        down=row * len(lanes) + apart,
        margins=Margins(left=left, right=right, top=10 + 17 * len(heading), bottom=_FOOT + 2),
        x=Scale(low=history.begins[0].toordinal(), high=_end(history).toordinal(), begin=0, end=across),
        y=Scale(low=0, high=1, begin=0, end=1),
    )
    if content.shaded is not None:
        shaded = [{"t": content.shaded[0].toordinal(), "u": content.shaded[1].toordinal()}]
        sheet.add("rect", shaded, {"color": SHADE}, x="t", x2="u", y=0, y2=sheet.down)
    times = _times(sheet, content)
    sheet.add("rule", times, {"color": GRID}, x="t", y=0, y2=sheet.down + 4)
    sheet.add("text", times, {"align": "left", "baseline": "middle"}, x="t", y=sheet.down + 14, text="s")
    sheet.write(heading, 8 - left, 14 - sheet.margins.top, fontWeight="bold", color=INK)
    if second:
        top = row * len(content.kinds)
        sheet.clear([(top + 4, top + apart)])
        sheet.write(second, 8 - left, top + _HEADING - 4, fontWeight="bold", color=INK)
    _lanes(sheet, content, row, apart, narrow=narrow)
    return sheet.spec()


def _end(history: LedgerHistory) -> date:
    begins = history.begins[-1]
    if history.step == "week":
        return begins + timedelta(days=7)
    return date(begins.year + begins.month // 12, begins.month % 12 + 1, 1)


def _lanes(sheet: Sheet, content: LedgerFigure, row: int, apart: float, *, narrow: bool) -> None:
    rules: list[Row] = []
    bars: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    numbers: list[Row] = []
    peaks: list[Row] = []
    scales = [_scale(content.kinds), _scale(content.issuers)]
    for number, lane in enumerate((*content.kinds, *content.issuers)):
        below = number >= len(content.kinds)
        top = row * number + (apart if below else 0)
        base = top + row - (_TALL_DOWN + 4 if lane.down else 4)
        rules.append({"py": base})
        found = _bars(content, lane, base, scales[below])
        bars += found
        if max(lane.up) > 1:
            tallest = min((bar for bar in found if bar["py2"] == base), key=lambda bar: bar["py"])
            peaks.append({"t": (tallest["t"] + tallest["u"]) / 2, "py": tallest["py"] - 2, "s": str(max(lane.up))})
        middle = top + 12 if narrow else base - 6
        room = sheet.across - wide(lane.text, bold=True) - 12 if narrow else sheet.margins.left - 14
        names.append({"px": 0 if narrow else -10, "py": middle, "s": fitting(lane.name, room)})
        numbers.append({"px": sheet.across + (0 if narrow else sheet.margins.right - 8), "py": middle, "s": lane.text})
    if narrow:
        sheet.clear((one["py"] - 8, one["py"] + 8) for one in names)
    sheet.add("rule", rules, {"color": GRID}, x=0, x2=sheet.across, y="py")
    sheet.add("rect", bars, {"opacity": 1}, x="t", x2="u", y="py", y2="py2", color="c")
    looks = {"align": "center", "baseline": "bottom", "fontSize": 10, "color": SOFT}
    sheet.add("text", peaks, looks, x="t", y="py", text="s")
    looks = {"align": "left" if narrow else "right", "baseline": "middle", "color": INK}
    sheet.add("text", names, looks, x="px", y="py", text="s")
    looks = {"align": "right", "baseline": "middle", "fontWeight": "bold", "color": INK}
    sheet.add("text", numbers, looks, x="px", y="py", text="s")


def _scale(lanes: tuple[Lane, ...]) -> float:
    """Pixels of one announcement in a group of lanes: the same for all of it."""
    up = max((number for lane in lanes for number in lane.up), default=1)
    if not any(lane.down for lane in lanes):
        return _TALL / max(up, 1)
    down = max((number for lane in lanes for number in lane.down), default=0)
    return min(_TALL_UP / max(up, 1), _TALL_DOWN / max(down, 1))


def _bars(content: LedgerFigure, lane: Lane, base: float, scale: float) -> list[dict[str, Any]]:
    """Bars upwards end at ``base``, those downwards begin there."""
    history, found = content.history, []
    ends = [*history.begins[1:], _end(history)]
    colour = SIGNS.get(lane.key, ("", LINE))[1]
    below = lane.down or (0,) * len(ends)
    for begin, end, up, down in zip(history.begins, ends, lane.up, below, strict=True):
        gap = (end - begin).days * 0.1
        at = {"t": begin.toordinal() + gap, "u": end.toordinal() - gap}
        if up:
            said = _said(content, lane, begin, up, "on")
            found.append({**at, "py": round(base - up * scale, 2), "py2": base, "c": colour, "d": said})
        if down:
            said = _said(content, lane, begin, down, "off")
            found.append({**at, "py": base, "py2": round(base + down * scale, 2), "c": SOFT, "d": said})
    return found


def _said(content: LedgerFigure, lane: Lane, first: date, number: int, way: str) -> str:
    words, history = content.words, content.history
    when = _stretch(history, history.begins.index(first), words)
    key = f"figure.ledger.bar_{way}" if lane.down else "figure.ledger.bar"
    return plain(words.sentence(key, when=when, name=lane.name, n=number))


def _times(sheet: Sheet, content: LedgerFigure) -> list[dict[str, Any]]:
    """First days of months or years, as many as have room for their names."""
    history, beyond = content.history, sheet.margins.right - 4
    marks = calendar_ticks(history.begins[0], _end(history), sheet.across, beyond, content.words)
    return [{"t": day.toordinal(), "s": text} for day, text in marks]
