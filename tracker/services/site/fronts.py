"""What the front page and the calendar of a site tell: the present, as far as others may read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from tracker.model.event import PolicyEvent
from tracker.model.icalendar import Appointment, calendar_text
from tracker.model.instants import zone as iana_zone
from tracker.model.period import iso_week
from tracker.reports import dates
from tracker.reports.numbers import level
from tracker.reports.phrases import event_day
from tracker.reports.site.front import Front, Lately, NewRate
from tracker.services.agenda import agenda
from tracker.services.now import NewestRate, Now, hour_known, now_of
from tracker.services.rights import barred, credit_lines
from tracker.services.series_words import info_of
from tracker.services.site.inputs import Inputs

_LATELY = timedelta(days=14)
_RECENT = 12
_AHEAD = timedelta(days=400)


def newest_whole(weeks: Mapping[str, Mapping[str, Any]]) -> str:
    """Label of the newest week that is over and has a rate; empty where none has."""
    return next((one for one in sorted(weeks, reverse=True) if weeks[one]["complete"] and weeks[one]["series"]), "")


def front_of(
    inputs: Inputs, weeks: Mapping[str, dict[str, Any]], events: int, *, label: str, figure: str, ledger: str
) -> Front:
    """The front page's content at ``context.now``; ``figure`` is the HTML of the one of the newest whole week, and
    ``ledger`` that of the one of all announcements."""
    configured = inputs.context.settings.pairs
    found = now_of(inputs.context, configured if inputs.pair in configured else (inputs.pair,))
    rates = [one for one in found.rates if not (inputs.known.republish and barred(one.series))]
    used = [one.series for one in rates if one.observation is not None]
    return Front(
        rates=[_rate(one) for one in rates],
        lately=[_lately(inputs, event, found) for event in reversed(inputs.public) if _is_recent(inputs, event)],
        label=label,
        told=weeks.get(label, {}),
        figure=Markup(figure),  # noqa: S704 - made by the report's own page
        recent=[(one, weeks[one]) for one in sorted(weeks, reverse=True)[:_RECENT]],
        stale=[*_stale(rates), *(_old(inputs, label) if label else [])],
        counts=(len(weeks), events),
        ledger=Markup(ledger),  # noqa: S704 - likewise
        credited=credit_lines(used),
    )


def calendar_of(inputs: Inputs, stamp: datetime) -> str:
    """What is scheduled, from the first of this month on, for calendar programs; what nobody decided on is left out."""
    today = inputs.context.now.astimezone(iana_zone(inputs.context.settings.zone)).date()
    first = today.replace(day=1)
    found = agenda(inputs.context, first, first + _AHEAD, today=today, known=inputs.known)
    appointments = (
        Appointment(
            uid=f"{one.uid}@sanctions-pressure-tracker",
            start=one.at or one.day,
            last=one.last,
            summary=f"{one.title} (prolonged on {one.settled_on.isoformat()})" if one.settled_on else one.title,
            description=f"{one.source}. Certainty: {one.certainty}. {one.reference}",
            url=one.url,
            category=one.kind,
            tentative=one.certainty == "usual",
        )
        for one in found.items
        if one.status == "accepted"
    )
    return calendar_text(appointments, name="sanctions-pressure-tracker//calendar", stamp=stamp)


def _rate(one: NewestRate) -> NewRate:
    words, newest = info_of(one.series), one.observation
    made = ""
    if newest is not None:
        local = newest.fixing.made_to.astimezone(iana_zone(words.zone))
        made = f"{dates.day_name(local.date(), year=True)}, {local:%H:%M} {words.place}"
    return NewRate(
        series=one.series.key,
        credit=f"{words.credit}: {one.series.name.pair}",
        unit=one.series.unit,
        level=level(newest.value, 4) if newest is not None else "",
        label=newest.label if newest is not None else "",
        made=made,
        made_at=newest.fixing.made_to if newest is not None else None,
        late=_late(one),
        upcoming=one.upcoming.published_at if one.upcoming is not None else None,
    )


def _late(one: NewestRate) -> str:
    if not one.late:
        return ""
    return f"{len(one.late)} late, since {one.late[0].label}" if len(one.late) > 1 else f"{one.late[0].label} is late"


def _stale(rates: list[NewestRate]) -> list[str]:
    """Said at the top where no shown series is up to date."""
    going_on = [one for one in rates if one.upcoming is not None]
    if not any(one.observation for one in rates):
        return ["No rate is stored."]
    if going_on and all(one.late or one.observation is None for one in going_on):
        newest = max(one.observation.label for one in rates if one.observation)
        return [f"These pages are behind: the newest rate is of {newest[:10]}, and later ones should be out."]
    return []


def _old(inputs: Inputs, label: str) -> list[str]:
    period = iso_week(label, zone=inputs.context.settings.zone, now=inputs.context.now)
    if inputs.context.now - period.end <= timedelta(days=10):
        return []
    return [f"The newest week of this site with a rate ended on {dates.short(period.last_day, year=True)}."]


def _is_recent(inputs: Inputs, event: PolicyEvent) -> bool:
    return event.time.interval.end > inputs.context.now - _LATELY


def _lately(inputs: Inputs, event: PolicyEvent, found: Now) -> Lately:
    waits = next((one for one in found.pending if one.event.id == event.id), None)
    met = next((one for one in found.announced if one.event.id == event.id), None)
    day: date = event_day(event)
    return Lately(
        id=event.id,
        title=event.title,
        paged=event.id in inputs.paged,
        day=dates.day_name(day, year=True),
        hour_known=hour_known(event),
        met=", ".join(f"met {series.key} of {label}" for series, label in met.met) if met else "",
        waits=f"waits for {waits.series.key} of {waits.fixing.label}" if waits else "",
    )
