"""The answer of ``tracker study`` as a document: a study part by part, any other question in the words it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from tracker import __version__
from tracker.model.instants import zone as zone_of
from tracker.model.period import day_range
from tracker.model.plain_text import clean
from tracker.registry import declared
from tracker.reports.briefing import Briefing, PeriodInfo, SecondSeries
from tracker.reports.citations import Citation, made_words, of_report
from tracker.reports.cleaning import NO_BREAK, plain
from tracker.reports.dates import short, span
from tracker.reports.document import Report, SectionBuilder, toned
from tracker.reports.findings import EventItem
from tracker.reports.phrases import event_day
from tracker.reports.version import digest_of
from tracker.services.calibrations import calibration_lines
from tracker.services.context import Context
from tracker.services.event_items import reaction_of
from tracker.services.event_sets import OfSets
from tracker.services.ledger_version import ledger_version_of
from tracker.services.origins import with_origins
from tracker.services.prepared import Prepared
from tracker.services.rates import resolve
from tracker.services.series_words import info_of
from tracker.services.studies import StudyAnswer
from tracker.services.studying.answer import headline_of_study
from tracker.services.studying.asked import command_of
from tracker.services.studying.parts import parts_of
from tracker.services.studying.questions import QUESTIONS
from tracker.services.studying.told_lines import told_in_lines
from tracker.services.used_sources import used_sources

if TYPE_CHECKING:
    from tracker.services.aligning import AlignedSeries
    from tracker.services.study_views import ViewAnswer

TITLE = "EVENT STUDY"


def study_report(answer: ViewAnswer, prepared: Prepared, view: tuple[str, str | None] | None = None) -> Report:
    """The document of a study, or of another question about the same events: name and value of its ``view``."""
    inner = answer.answer if isinstance(answer, OfSets) else answer
    second = inner.second if isinstance(inner, StudyAnswer) else None
    briefing = _briefing(answer, prepared, second)
    number = f"{len(prepared.events)} announcement{'' if len(prepared.events) == 1 else 's'}"
    series, days = prepared.frames.column, span(briefing.period.since, briefing.period.until)
    if isinstance(inner, StudyAnswer):
        sets = answer.sets if isinstance(answer, OfSets) else ()
        headline, sections = headline_of_study(inner), parts_of(inner, prepared, briefing, sets)
    else:
        headline, sections = told_in_lines(answer.lines(), QUESTIONS[view[0]] if view else "")
    log = cast("dict[str, SectionBuilder]", declared("tracker.reports.sections", "SECTION"))["log"].build(briefing)
    sections = (*sections, log) if log is not None else sections
    version = digest_of(answer.record())
    title = f"Event study at {series}: {number}, {plain(days)}"
    return Report(
        title=TITLE,
        period=f"{number} at {series}, {days.replace(' –', f'{NO_BREAK}–')}",
        notices=tuple(toned(said, "warning") for said in answer.barred),
        headline=headline,
        sections=sections,
        briefing=briefing,
        citation=_citation(title, briefing, version),
        version=version,
        command=command_of(prepared, view),
    )


def grid_report(context: Context, answer: ViewAnswer) -> Report:
    """The document of many studies at once, in the words they have."""
    series = resolve(context.settings.pairs[0])[0]
    now = context.now
    today = now.astimezone(zone_of(context.settings.zone)).date()
    briefing = Briefing(
        period=_days(context.settings.zone, today, today, now),
        generated_at=now,
        public_by=now,
        info=info_of(series, today, seen=today),
        ledger_version=ledger_version_of(context),
        software_version=__version__,
        credits=answer.credits,
    )
    headline, sections = told_in_lines(answer.lines(), QUESTIONS["grid"])
    version = digest_of(answer.record())
    return Report(
        title=TITLE,
        period=f"many studies at once, made on {plain(short(today, year=True))}",
        notices=(),
        headline=headline,
        sections=sections,
        briefing=briefing,
        citation=_citation("Event studies side by side", briefing, version),
        version=version,
    )


def _citation(title: str, briefing: Briefing, version: str) -> Citation:
    made = made_words(
        briefing.generated_at, software=briefing.software_version, ledger=briefing.ledger_version, report=version
    )
    return of_report(f"study-{version}", clean(title), briefing.generated_at, made=made, kind="Event study")


def _briefing(answer: ViewAnswer, prepared: Prepared, second: AlignedSeries | None) -> Briefing:
    """What the page needs beside the answer: the events with what they met, whose numbers these are, versions."""
    context, known, levels = prepared.context, prepared.known, prepared.chosen.levels
    period = _period(prepared)
    info = info_of(levels.series, period.until, seen=prepared.then.now.date())
    beside = () if second is None else (second,)
    briefing = Briefing(
        period=period,
        generated_at=context.now,
        public_by=known.public_by or context.now,
        as_of=known.as_of,
        info=info,
        choice=prepared.chosen.info,
        events=tuple(_item(prepared, number, beside) for number in _in_time(prepared)),
        second=tuple(_second(one, period.until) for one in beside),
        plausible_effect=context.settings.plausible_effect,
        calibrated=" ".join(calibration_lines(prepared.frames.spec(), levels.series.name.source)),
        ledger_version=ledger_version_of(context, as_of=known.as_of),
        software_version=__version__,
        credits=answer.credits,
        sources=used_sources(context, (levels.series, *(one.levels.series for one in beside)), (), as_of=known.as_of),
    )
    return with_origins(context, briefing, known)


def _in_time(prepared: Prepared) -> list[int]:
    events = prepared.events
    return sorted(range(len(events)), key=lambda number: (events[number].time.interval.start, events[number].id))


def _item(prepared: Prepared, number: int, beside: Sequence[AlignedSeries]) -> EventItem:
    event = prepared.events[number]
    return EventItem(event=event, reactions=tuple(reaction_of(one, event.id) for one in (prepared.aligned, *beside)))


def _second(found: AlignedSeries, day: date) -> SecondSeries:
    info = info_of(found.levels.series, day)
    return SecondSeries(series=found.levels.series.key, title=info.schedule, info=info)


def _period(prepared: Prepared) -> PeriodInfo:
    """From the day of the first event to that of the last; of a question about days, the days asked about."""
    selection, zone, now = prepared.question.selection, prepared.context.settings.zone, prepared.then.now
    days = [event_day(event) for event in prepared.events]
    first, last = (min(days), max(days)) if days else (now.date(), now.date())
    if prepared.question.of_period:
        first = selection.first_day or first
        last = selection.until_day - timedelta(days=1) if selection.until_day else last
    return _days(zone, first, last, now)


def _days(zone: str, first: date, last: date, now: datetime) -> PeriodInfo:
    until = last + timedelta(days=1)
    found = day_range(first.isoformat(), until.isoformat(), zone=zone, now=now)
    return PeriodInfo(
        start=found.start,
        end=found.end,
        zone=zone,
        since=first,
        until=until,
        label=found.label,
        kind="range",
        complete=found.end <= now,
    )
