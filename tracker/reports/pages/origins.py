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
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.origin_tables import abreast, origin_table
from tracker.reports.pages.telling import Telling, said
from tracker.reports.phrases import host_of, web_address

PLACE = "part-origins"
TITLE = "Where each number comes from"
_MOST = 200
_LINKED = (
    "Numbers underlined with dots lead to their place here; underlined here, they lead back to where they are told."
)
_TIMES = "A time without a day is of the day the value is labelled with."


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
        element("p", _LINKED, class_="aside how-to"),
        element("p", _TIMES, class_="aside"),
        groups,
        element("p", f"{left} more values are only drawn; the JSON form of a report has their origins.", class_="aside")
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
    reckoned = ", reckoned" if first.reckoned_from else ""
    return element(
        "div",
        element("h3", f"{said(first.source, 120)}{reckoned}", id=place),
        element("dl", facts, class_="facts"),
        [origin_table(telling, found) for found in abreast(members)],
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


def _utc(instant: datetime) -> Markup:
    shown = f"{dates.short(instant.date(), year=True)}, {instant:%H:%M}{NARROW}UTC"
    return element("time", shown, datetime=format_instant(instant))
