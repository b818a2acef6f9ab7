"""All files of one week from one object: its page, its numbers, and the pages of its announcements; pure, and the same
in whatever process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.model.event import PolicyEvent
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.cleaning import embeddable
from tracker.reports.commands import without_commands
from tracker.reports.machine import report_record
from tracker.reports.machine_events import JsonObject
from tracker.reports.site import places
from tracker.reports.site.event import event_page
from tracker.reports.site.site import Made, Site
from tracker.reports.site.week import Neighbours, first_figure, week_page


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekToWrite:
    """What the files of a week are made from.

    Attributes
    ----------
    versions : tuple of Made
        Of the week, oldest first.
    events : mapping
        By id of each announcement of the week, the version of its page and the events near it that have pages.
    paged : frozenset of str
        Ids of all events that have a page.
    """

    site: Site
    briefing: Briefing
    versions: tuple[Made, ...]
    beside: Neighbours
    events: Mapping[str, tuple[Made, Mapping[str, PolicyEvent]]]
    paged: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWeek:
    """The files of a week by path, and its first figure as HTML for the front page."""

    files: Mapping[str, str]
    figure: str


def written_week(asked: WeekToWrite) -> WrittenWeek:
    """Write them."""
    briefing, site = asked.briefing, asked.site
    report, label, made = without_commands(build_report(briefing)), briefing.period.label, asked.versions[-1]
    files = {
        places.week_page(label): week_page(site, report, made, asked.beside),
        places.week_data(label): _data(report_record(report), asked.versions),
    }
    for item in briefing.in_period:
        version, others = asked.events[item.event.id]
        at = replace(briefing, generated_at=version.instant)
        files[places.event_page(item.event.id)] = event_page(site, item, at, version, others=others)
    return WrittenWeek(files=files, figure=first_figure(report, asked.paged))


def _data(record: JsonObject, versions: tuple[Made, ...]) -> str:
    """The report as JSON, safe inside a page, with its versions."""
    told = [{"version": one.number, "made_at": one.made_at, "why": list(one.why)} for one in versions]
    text = json.dumps({**record, "page_version": versions[-1].number, "versions": told}, indent=1, allow_nan=False)
    return embeddable(text) + "\n"
