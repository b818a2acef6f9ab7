"""Gathering what the pages of one week are made of, and which version of each they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.model.instants import format_instant
from tracker.model.period import Period
from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.build import build_report
from tracker.reports.machine import report_record
from tracker.reports.machine_events import event_record
from tracker.reports.sent_figures import figures_of
from tracker.reports.site import places
from tracker.reports.site.event import told_of_event
from tracker.reports.site.settled import content_of, settled
from tracker.reports.site.site import Made, Site
from tracker.reports.site.together import WeekToWrite
from tracker.reports.site.week import Neighbours, told_of_week
from tracker.services.briefing import brief
from tracker.services.site.inputs import Inputs, digest
from tracker.services.site.manifest import Kept, next_version
from tracker.services.site.reasons import of_event, of_week, text_parts

_ABOUT = 30
"""Days before and after an announcement in which another one can be related to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredWeek:
    """What is to be written of a week, and what is kept of it and of its announcements."""

    asked: WeekToWrite
    week: Kept
    events: Mapping[str, Kept]


def gather_week(
    inputs: Inputs,
    site: Site,
    period: Period,
    beside: Neighbours,
    *,
    parts: Mapping[str, str],
    before: Kept | None,
    events_before: Mapping[str, Kept],
) -> GatheredWeek:
    """Report a week. ``parts``: what ``Inputs.parts`` says, empty for a week that is not settled.

    A page that tells the same as before keeps its version and the instant it was made at, so that nothing but what it
    tells moves a byte of it.
    """
    now = inputs.context.now
    then = inputs.context.at(inputs.stand(period))
    briefing = brief(then, period, pair=inputs.pair, known=inputs.known, recorded=inputs.recorded)
    briefing = settled(briefing, lists=inputs.lists(period), made_at=now)
    briefing = replace(briefing, ledger_version=inputs.ledger_version(period))
    figures, report = figures_of(briefing), build_report(briefing)
    told_before = before if before is not None and before.versions else None
    events = {
        item.event.id: _event(item, briefing, events_before.get(item.event.id), now) for item in briefing.in_period
    }
    software = briefing.software_version
    why = of_week(told_before, figures, period.label, parts, (events_before, events), software=software)
    content = digest([json.dumps(content_of(report_record(report)), sort_keys=True)])
    kept = next_version(told_before, content, format_instant(now), why, final=period.complete)
    made = versions_of(kept)
    at = made[-1].instant
    briefing = replace(briefing, generated_at=at, public_by=min(briefing.public_by, at))
    asked = WeekToWrite(
        site=site,
        briefing=briefing,
        versions=made,
        beside=beside,
        events={
            item.event.id: (
                versions_of(events[item.event.id])[-1],
                {one.id: one for one in inputs.around(item.event, days=_ABOUT)},
            )
            for item in briefing.in_period
        },
        paged=inputs.paged,
    )
    week = replace(
        kept,
        parts=dict(parts),
        told=told_of_week(report),
        figures=figures,
        paths=(places.week_page(period.label), places.week_data(period.label)),
        events=tuple(events),
    )
    return GatheredWeek(asked=asked, week=week, events=events)


def versions_of(kept: Kept) -> tuple[Made, ...]:
    """The versions of a page, oldest first."""
    return tuple(Made(number=one.number, made_at=one.made_at, why=one.why) for one in kept.versions)


def _event(item: EventItem, briefing: Briefing, before: Kept | None, now: datetime) -> Kept:
    """Without the instants at which the page was made and what was public by then, which say nothing of the event."""
    event = item.event
    more = (event.summary, event.evidence, event.role, event.target, event.programme, event.expectedness)
    dates = (event.adopted_on, event.effective_on, event.legal_on)
    record = json.dumps(event_record(item, "", briefing), sort_keys=True)
    content = digest([record, *map(str, (*more, *dates))])
    told = {**told_of_event(item, briefing), "parts": text_parts(event)}
    known = before if before is not None and before.versions and not before.withdrawn else None
    kept = next_version(known, content, format_instant(now), of_event(known, told), final=briefing.period.complete)
    return replace(kept, told=told, withdrawn="", paths=(places.event_page(event.id),))
