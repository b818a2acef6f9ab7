"""``tracker calendar``: what is scheduled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option, past_options, range_options
from tracker.cli._output import emit, emit_csv, folded, json_text, page_width, table, wrapped

if TYPE_CHECKING:
    from tracker.model.scheduled import Scheduled
    from tracker.services.agenda import Agenda

_COLUMNS = ("date", "last", "at", "zone", "where", "kind", "certainty", "status", "what", "reference", "url")


@click.command("calendar", short_help="What is scheduled: rate meetings, next rates, roll-overs, expiries, holidays.")
@range_options
@past_options
@format_option("table", "json", "csv", "ics")
@output_option
@pass_invocation
def calendar(
    invocation: Invocation,
    since: str | None,
    until: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    form: str,
    output: str | None,
) -> None:
    """Show what is scheduled from today for ninety days, or in the time named, each with its source.

    \b
    Examples:
      tracker calendar
      tracker calendar --since 2027-01-01 --until 2028-01-01
      tracker calendar --public-by 2022-02-23T12:00Z --since 2022-02-23
      tracker calendar --format ics -o sanctions.ics        for a calendar program

    "certainty" is "published" where the authority named the day, "law" where a statute sets it, and "usual" where so
    far each decision has set this day: the next one need not. What was announced and nobody has decided on (tracker
    events review) is marked as proposed.
    """
    from tracker.model.instants import zone
    from tracker.model.period import since_until
    from tracker.services.agenda import agenda
    from tracker.services.rates import KnownBy

    here = invocation.settings.zone
    seen = min(one for one in (public_by, as_of, invocation.instant) if one is not None)
    if until:
        first, end = since_until(since, until, zone=here, now=seen)
    else:  # a time ahead may begin after today, so its first day is read as an end is
        first, end = since_until(None, since, zone=here, now=seen)[1], None
    known = KnownBy(public_by=public_by, as_of=as_of)
    found = agenda(invocation.context, first, end, today=seen.astimezone(zone(here)).date(), known=known)
    if form == "json":
        emit(invocation, _json(invocation, found), output)
    elif form == "csv":
        emit_csv(invocation, _COLUMNS, [_cells(one) for one in found.items], output)
    elif form == "ics":
        emit(invocation, _ics(invocation, found), output, crlf=True)
    else:
        emit(invocation, _table(found, page_width(output)), output)


def _json(invocation: Invocation, found: Agenda) -> str:
    items = [
        {
            "id": one.uid,
            "date": one.day.isoformat(),
            "last_date": one.last,
            "at": one.at,
            "zone": one.zone,
            "title": one.title,
            "kind": one.kind,
            "jurisdiction": one.jurisdiction,
            "source": one.source,
            "reference": one.reference,
            "url": one.url,
            "certainty": one.certainty,
            "public_on": one.public_on,
            "settled_on": one.settled_on,
            "settled_by": one.settled_by,
            "status": one.status,
        }
        for one in found.items
    ]
    body = {"since": found.first.isoformat(), "until": found.until.isoformat(), "items": items}
    return json_text(invocation, {**body, "notes": list(found.notes)}, public_by=found.public_by)


def _cells(one: Scheduled) -> tuple[str, ...]:
    from tracker.model.instants import format_instant

    return (
        one.day.isoformat(),
        one.last.isoformat() if one.last else "",
        format_instant(one.at) if one.at else "",
        one.zone,
        one.jurisdiction,
        one.kind,
        one.certainty,
        one.status,
        _what(one),
        one.reference,
        one.url,
    )


def _ics(invocation: Invocation, found: Agenda) -> str:
    from tracker.model.icalendar import Appointment, calendar_text

    appointments = (
        Appointment(
            uid=f"{one.uid}@sanctions-pressure-tracker",
            start=one.at or one.day,
            last=one.last,
            summary=_what(one),
            description=f"{one.source}. Certainty: {one.certainty}. {one.reference}",
            url=one.url,
            category=one.kind,
            tentative=one.certainty == "usual" or one.status != "accepted",
        )
        for one in found.items
    )
    return calendar_text(appointments, name="sanctions-pressure-tracker//calendar", stamp=invocation.instant)


def _table(found: Agenda, width: int) -> str:
    rows = [
        (
            f"{one.day:%a} {one.day.isoformat()}",
            _hour(one),
            one.jurisdiction,
            one.certainty,
            _what(one) + (f", to {one.last.isoformat()}" if one.last else ""),
        )
        for one in found.items
    ]
    if not rows:
        rows = [(found.first.isoformat(), "", "", "", f"nothing is known to be scheduled before {found.until}")]
    told = ((one.source, url) for one in found.items for url in (one.url, one.settled_by) if "://" in url)
    addresses = dict.fromkeys(f"  {source}: {url}" for source, url in told)
    parts = [table(("date", "hour there", "where", "certainty", "what"), rows, width=width)]
    if addresses:
        parts.append("\n".join(("Where it is said:", *folded(addresses, width))))
    parts += ["\n".join(wrapped(note, width)) for note in found.notes]
    return "\n\n".join(parts)


def _hour(one: Scheduled) -> str:
    from tracker.model.instants import zone
    from tracker.services.series_words import place_of

    return "" if one.at is None else f"{one.at.astimezone(zone(one.zone)):%H:%M} {place_of(one.zone)}"


def _what(one: Scheduled) -> str:
    """The title, with what has become of it."""
    if one.settled_on:
        return f"{one.title} (prolonged on {one.settled_on.isoformat()})"
    return f"{one.title} (proposed: tracker events review)" if one.status != "accepted" else one.title


COMMAND = calendar
