"""Making the pages of one week: its report, its numbers, and the announcements that belong to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.model.event import PolicyEvent
from tracker.model.instants import format_instant, parse_instant
from tracker.model.period import Period
from tracker.reports.briefing import Briefing, EventItem
from tracker.reports.build import build_report
from tracker.reports.machine import report_record
from tracker.reports.machine_events import event_record
from tracker.reports.sent_figures import figures_of
from tracker.reports.site import places
from tracker.reports.site.event import event_page, told_of_event
from tracker.reports.site.settled import content_of, settled
from tracker.reports.site.site import Made, Site
from tracker.reports.site.week import Neighbours, first_figure, told_of_week, week_page
from tracker.services.briefing import brief
from tracker.services.site.inputs import Inputs, digest
from tracker.services.site.manifest import Kept, next_version
from tracker.services.site.reasons import of_event, of_week

_ABOUT = 30
"""Days before and after an announcement in which another one can be related to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWeek:
    """The files of a week by path, what is kept of it and of its announcements, and its first figure as HTML."""

    files: Mapping[str, str]
    week: Kept
    events: Mapping[str, Kept]
    figure: str = ""


def make_week(
    inputs: Inputs,
    site: Site,
    period: Period,
    beside: Neighbours,
    *,
    parts: Mapping[str, str],
    before: Kept | None,
    events_before: Mapping[str, Kept],
) -> MadeWeek:
    """Report a week and write its pages. ``parts``: what ``Inputs.parts`` says, empty for a week that is not settled.

    A page that tells the same as before keeps its version and the instant it was made at, so that nothing but what it
    tells moves a byte of it.
    """
    now = inputs.context.now
    stand = inputs.stand(period)
    briefing = brief(inputs.context.at(stand), period, pair=inputs.pair, known=inputs.known, recorded=inputs.recorded)
    briefing = settled(briefing, lists=inputs.lists(period), made_at=now)
    figures = figures_of(briefing)
    content = _content(report_record(build_report(briefing)))
    told_before = before if before is not None and before.versions else None
    why = of_week(told_before, figures, period.label, parts, software=briefing.software_version)
    kept = next_version(told_before, content, format_instant(now), why, final=period.complete)
    briefing = replace(briefing, generated_at=_made_at(kept), public_by=min(briefing.public_by, _made_at(kept)))
    report = build_report(briefing)
    label = period.label
    files = {
        places.week_page(label): week_page(site, report, _made(kept), beside),
        places.week_data(label): _data(report_record(report), kept),
    }
    events: dict[str, Kept] = {}
    for item in briefing.in_period:
        event = item.event
        one = _event_kept(item, briefing, events_before.get(event.id), now)
        at = replace(briefing, generated_at=_made_at(one))
        path = places.event_page(event.id)
        files[path] = event_page(site, item, at, _made(one), others=_near(inputs, event))
        events[event.id] = replace(one, paths=(path,))
    week = replace(
        kept,
        parts=dict(parts),
        told=told_of_week(report),
        figures=figures,
        paths=tuple(path for path in files if not path.startswith("events/")),
        events=tuple(events),
    )
    return MadeWeek(files=files, week=week, events=events, figure=first_figure(report, inputs.paged))


def _event_kept(item: EventItem, briefing: Briefing, before: Kept | None, now: datetime) -> Kept:
    record = event_record(item, "", briefing)
    event = item.event
    more = (event.summary, event.evidence, event.role, event.target, event.programme, event.expectedness)
    dates = (event.adopted_on, event.effective_on, event.legal_on)
    content = digest([json.dumps(record, sort_keys=True), *map(str, (*more, *dates))])
    told = told_of_event(item, briefing)
    known = before if before is not None and before.versions and not before.withdrawn else None
    kept = next_version(known, content, format_instant(now), of_event(known, told), final=briefing.period.complete)
    return replace(kept, told=told, withdrawn="")


def _near(inputs: Inputs, event: PolicyEvent) -> dict[str, PolicyEvent]:
    """Public events about an event, by id, in order of time."""
    return {one.id: one for one in inputs.around(event, days=_ABOUT)}


def _content(record: Mapping[str, object]) -> str:
    return digest([json.dumps(content_of(dict(record)), sort_keys=True)])


def _data(record: Mapping[str, object], kept: Kept) -> str:
    """The report as JSON, safe inside a page, with its versions."""
    versions = [{"version": one.number, "made_at": one.made_at, "why": list(one.why)} for one in kept.versions]
    text = json.dumps({**record, "version": kept.newest.number, "versions": versions}, indent=1, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n"


def _made(kept: Kept) -> Made:
    return Made(number=kept.newest.number, made_at=kept.newest.made_at, why=kept.newest.why)


def _made_at(kept: Kept) -> datetime:
    return parse_instant(kept.newest.made_at)
