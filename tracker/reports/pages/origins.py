"""Where each number comes from: the page's last word, to which every number of it leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from tracker.model.instants import format_instant
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import NARROW
from tracker.reports.origin import Origin
from tracker.reports.pages.ids import origin_place
from tracker.reports.pages.markup import element, hidden, together
from tracker.reports.pages.tables import Head, Row, long_table
from tracker.reports.pages.telling import Telling, said
from tracker.reports.phrases import host_of, web_address

PLACE = "part-origins"
TITLE = "Where each number comes from"
_MOST = 200


def origins_part(telling: Telling) -> Markup | None:
    """A section with the origin of every number told; None where no origin is known."""
    shown = _shown(telling)
    every = sorted(shown, key=lambda one: (*_shared(one), one.series, one.label))
    left = len(telling.origins) - len(shown)
    if not every:
        return None
    groups = [_group(telling, number, list(members)) for number, (_, members) in enumerate(groupby(every, key=_shared))]
    return element(
        "section",
        element("h2", TITLE, id=f"{PLACE}-title"),
        element("p", "Each number underlined with dots on this page leads to its line here.", class_="aside"),
        groups,
        element("p", f"{left} more values are only drawn; the JSON form has their origins.", class_="aside")
        if left
        else None,
        id=PLACE,
        class_="part part-origins",
        aria_labelledby=f"{PLACE}-title",
    )


def all_shown(briefing: Briefing) -> bool:
    """Whether a page of a briefing has a line for each of its origins, not only for those it leads to."""
    return len(briefing.origins) <= _MOST


def _shown(telling: Telling) -> list[Origin]:
    """Every origin, or where they are very many those the page leads to and what these were reckoned from."""
    if all_shown(telling.briefing):
        return list(telling.origins.values())
    shown = {key for key in telling.origins if key in telling.used}
    for key in telling.used:
        shown.update(part for part in telling.origins[key].reckoned_from if part in telling.origins)
    return [origin for key, origin in telling.origins.items() if key in shown]


def _shared(origin: Origin) -> tuple[str, ...]:
    """What the observations of one document have in common."""
    instants = ("" if one is None else format_instant(one) for one in (origin.retrieved_at, origin.recorded_at))
    document = (origin.document, origin.address, origin.sha256)
    return (bool(origin.reckoned_from) * "reckoned", origin.source, origin.method, *document, *instants, origin.rights)


def _group(telling: Telling, number: int, members: list[Origin]) -> Markup:
    first, place = members[0], f"origin-group-{number + 1}"
    facts = [element("div", element("dt", key), element("dd", value)) for key, value in _facts(first)]
    names = said(", ".join(dict.fromkeys(origin.series for origin in members)), 60)
    reckoned = ", reckoned" if first.reckoned_from else ""
    return element(
        "div",
        element("h3", f"{said(first.source, 120)}{reckoned}", id=place),
        element("dl", facts, class_="facts"),
        long_table(
            _heads(telling.briefing.info.place),
            [_row(telling, origin) for origin in members],
            caption=f"Values of {names}",
        ),
        class_="origin-group",
    )


def _facts(origin: Origin) -> Iterator[tuple[str, Markup]]:
    if origin.method:
        yield "Method", together(said(origin.method, 300))
    if origin.document:
        yield "Document", together(said(origin.document, 300))
    if origin.address:
        link = web_address(origin.address)
        yield (
            "Address",
            element("a", host_of(origin.address), href=link, rel="noopener noreferrer nofollow", class_="away")
            if link
            else together(said(origin.address, 200)),
        )
    if origin.retrieved_at is not None:
        yield "Retrieved", _utc(origin.retrieved_at)
    if origin.recorded_at is not None:
        yield "Recorded", together(_utc(origin.recorded_at), ", in this installation")
    if origin.sha256:
        yield "SHA-256", element("code", said(origin.sha256, 64), class_="hash")
    if origin.rights:
        yield "Rights", together(said(origin.rights, 300))


def _row(telling: Telling, origin: Origin) -> Row:
    zone = telling.briefing.info.zone
    used = telling.used.get(origin.key)
    name = f"{said(origin.series, 60)} {said(origin.label, 40)}"
    back = element("span", "↩", aria_hidden="true"), hidden(f"Back to where {name} is told")
    return Row(
        place=origin_place(origin.key),
        cells=(
            together(name, _reckoned(telling, origin)),
            together(f"{origin.value:f}"),
            _span(origin.made_from, origin.made_to, zone),
            _when(origin.published_at, zone),
            element("a", back, href=f"#{used}", class_="back") if used else Markup(""),
        ),
    )


def _reckoned(telling: Telling, origin: Origin) -> Markup | None:
    """What it was reckoned from, each leading to its own line."""
    if not origin.reckoned_from:
        return None
    parts = [
        element("a", shown, href=f"#{origin_place(key)}") if key in telling.origins else together(shown)
        for key in origin.reckoned_from
        for shown in [said(key.removesuffix(f" {origin.label}"), 80)]
    ]
    return element("span", " from ", Markup(", ").join(parts), class_="reckoned-from")


def _heads(place: str) -> tuple[Head, ...]:
    return (
        Head(title="Series and label"),
        Head(title="Value", right=True),
        Head(title=f"Made ({place})"),
        Head(title=f"Public ({place})"),
        Head(title="", heard="Back to the text"),
    )


def _span(start: datetime, end: datetime, zone: str) -> Markup:
    if start == end:
        return _when(start, zone)
    return together(_when(start, zone), element("span", "to", class_="utc"), _when(end, zone))


def _when(instant: datetime | None, zone: str) -> Markup:
    """An instant in the clock of a place and in UTC."""
    if instant is None:
        return element("span", "–", class_="muted")
    day = dates.day_name(dates.local_day_of(instant, zone), year=True)
    return together(
        element("time", f"{day}, {dates.clock(instant, zone)}", datetime=format_instant(instant)),
        element("span", f" {dates.clock(instant, 'UTC')}{NARROW}UTC", class_="utc"),
    )


def _utc(instant: datetime) -> Markup:
    shown = f"{dates.short(instant.date(), year=True)}, {instant:%H:%M}{NARROW}UTC"
    return element("time", shown, datetime=format_instant(instant))
