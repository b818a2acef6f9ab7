"""Values side by side: a line for each label and when it was made and shown, a column for each series.

What a line or a column shares is said once, so that many values take little room, on paper above all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from tracker.model.instants import format_instant
from tracker.reports import dates
from tracker.reports.cleaning import NARROW
from tracker.reports.origin import Origin
from tracker.reports.pages.ids import origin_place
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.telling import Telling, said

_ABREAST = 6
_SLIM, _LONG = 2, 12
"""At most so many columns and at least so many lines: on paper such a table runs in two columns."""

_Line = tuple[str, datetime, datetime, datetime | None]
"""What values of a line have in common: label, made from and to, public."""


def abreast(members: Sequence[Origin]) -> Iterator[list[Origin]]:
    """The origins of each table: series that have values in the same lines stand side by side."""
    of_series: dict[str, list[Origin]] = {}
    for one in members:
        of_series.setdefault(one.series, []).append(one)
    alike: dict[tuple[_Line, ...], list[list[Origin]]] = {}
    for found in of_series.values():
        alike.setdefault(tuple(map(_line, found)), []).append(found)
    for columns in alike.values():
        tables = -(-len(columns) // _ABREAST)
        room = -(-len(columns) // tables)
        for start in range(0, len(columns), room):
            yield [one for column in columns[start : start + room] for one in column]


def origin_table(telling: Telling, members: Sequence[Origin]) -> Markup:
    """One such table; every value has its own place, and leads back to where it is told first."""
    info = telling.briefing.info
    series = list(dict.fromkeys(one.series for one in members))
    lines: dict[tuple[_Line, int], dict[str, Origin]] = {}
    met: Counter[tuple[str, _Line]] = Counter()
    for one in members:  # two of one series that have all of a line in common stand below each other
        place = one.series, _line(one)
        lines.setdefault((place[1], met[place]), {})[one.series] = one
        met[place] += 1
    shared = {key: _parts_of([one for one in members if one.series == key]) for key in series}
    heads = [
        *(element("th", title, scope="col") for title in ("Label", f"Made ({info.place})", f"Public ({info.place})")),
        *(_head(telling, key, shared[key], members) for key in series),
    ]
    rows = [
        element(
            "tr",
            element("th", said(line[0], 40), scope="row"),
            element("td", _span(line, info.zone)),
            element("td", _when(line[3], line[0], info.zone)),
            [_cell(telling, found.get(key), told_above=bool(shared[key])) for key in series],
        )
        for (line, _), found in lines.items()
    ]
    caption = f"Values of {said(', '.join(series), 80)}"
    slim = " slim" if len(series) <= _SLIM and len(rows) >= _LONG else ""
    return element(
        "div",
        element(
            "table",
            element("caption", element("span", caption, class_="unseen")),
            element("thead", element("tr", heads)),
            element("tbody", rows),
        ),
        class_=f"table moves values{slim}",
        role="region",
        aria_label=caption,
        tabindex="0",
    )


def _line(one: Origin) -> _Line:
    return (one.label, one.made_from, one.made_to, one.published_at)


def _parts_of(column: Sequence[Origin]) -> tuple[str, ...]:
    """The series all values of a column are reckoned from, each at its own label; nothing where they differ."""
    found = {tuple(key.removesuffix(f" {one.label}") for key in one.reckoned_from) for one in column}
    apart = any(not key.endswith(f" {one.label}") for one in column for key in one.reckoned_from)
    return () if apart or len(found) != 1 else found.pop()


def _head(telling: Telling, series: str, parts: tuple[str, ...], members: Sequence[Origin]) -> Markup:
    """The name of a series, and what it is reckoned from, which leads to the first of those."""
    pair, at, fixed = said(series, 60).partition("@")
    first = next(one for one in members if one.series == series)
    return element(
        "th",
        together(pair, Markup("<wbr>"), at, fixed),
        _from(telling, first, parts) if parts else None,
        scope="col",
        class_="right",
    )


def _cell(telling: Telling, one: Origin | None, *, told_above: bool) -> Markup:
    if one is None:
        return element("td")
    used, shown = telling.used.get(one.key), f"{one.value:f}"
    parts = [origin_place(key) for key in one.reckoned_from if key in telling.origins]
    return element(
        "td",
        element("a", shown, href=f"#{used}", class_="back") if used else shown,
        _from(telling, one, one.reckoned_from) if one.reckoned_from and not told_above else None,
        id=origin_place(one.key),
        class_="right",
        data_parts=" ".join(parts) or None,
    )


def _from(telling: Telling, one: Origin, names: Sequence[str]) -> Markup:
    """What a value was reckoned from, each part leading to its own place."""
    parts = [
        element("a", said(name, 80), href=f"#{origin_place(key)}")
        if key in telling.origins
        else together(said(name, 80))
        for key, name in zip(one.reckoned_from, names, strict=True)
    ]
    return element("span", " from ", Markup(", ").join(parts), class_="reckoned-from")


def _span(line: _Line, zone: str) -> Markup:
    label, start, end, _ = line
    if start == end:
        return _when(start, label, zone)
    return together(_when(start, label, zone), " to ", _when(end, label, zone))


def _when(instant: datetime | None, label: str, zone: str) -> Markup:
    """An instant in the clock of a place and in UTC; its day where that is not the label's."""
    if instant is None:
        return element("span", "–", class_="muted")
    day = dates.local_day_of(instant, zone)
    told = "" if day.isoformat() == label else f"{dates.day_name(day, year=True)}, "
    return together(
        element("time", f"{told}{dates.clock(instant, zone)}", datetime=format_instant(instant)),
        element("span", f" {dates.clock(instant, 'UTC')}{NARROW}UTC", class_="utc"),
    )
