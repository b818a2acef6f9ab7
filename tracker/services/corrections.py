"""What earlier letters told and would tell otherwise today, and what a new letter puts on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tracker.model.period import Period, iso_week, single_day
from tracker.model.sent_figures import SentFigures
from tracker.reports.briefing import Briefing
from tracker.reports.sent_figures import Change, changes, figures_of
from tracker.services.context import Context
from tracker.services.rates import KnownBy

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork

FARTHEST = 53
"""Letters further back are left alone: nobody reads a correction of last year's week as news."""

_LOOKED_BACK = timedelta(days=400)
"""So far before a period reach the rates by which its moves are judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """``changes`` open the letter; ``rows`` are stored in the transaction that puts it into the outbox."""

    changes: tuple[Change, ...] = ()
    rows: tuple[SentFigures, ...] = ()


def corrections_of(context: Context, period: Period, briefing: Briefing, *, report: str, known: KnownBy) -> Corrections:
    """What the letter about ``period`` has to correct, and the figures it tells.

    ``report`` names the kind of letter; ``briefing`` is its own. Letters about earlier periods are looked at, flash
    letters too. A letter that is composed once more (for a reader who came later) says what it said the first time.
    """
    from tracker.services.briefing import brief
    from tracker.store.unit_of_work import UnitOfWork

    at = context.clock()
    settled = {"version": briefing.software_version, "plausible_effect": briefing.plausible_effect}
    with UnitOfWork(context.engine, write=False) as work:
        rows = [row for row in work.sent_figures.all() if _concerns(row, report, period.zone)]
        asked = tuple(_to_compare(work, rows, report, period, settled))
    found: list[Change] = []
    stored: list[SentFigures] = []
    for kind, earlier, before, said in asked:
        after = said or figures_of(brief(context, earlier, pair=before["pair"], known=known))
        differing = changes(earlier.label, before, after)
        found += differing
        if differing and said is None:
            stored.append(_row(kind, earlier.label, period.label, after, at))
    own = _row(f"{report} {period.zone}", period.label, period.label, figures_of(briefing), at)
    return Corrections(changes=tuple(found), rows=(*stored, own))


def put_on_record(work: UnitOfWork, found: Corrections) -> None:
    """Store the figures, once for each letter."""
    for row in found.rows:
        work.sent_figures.add(row)


def _concerns(row: SentFigures, report: str, zone: str) -> bool:
    """Whether a letter of this kind corrects that one: its own kind counted in its zone, and every flash letter."""
    return row.report == f"{report} {zone}" or row.report.startswith("flash ")


def _to_compare(
    work: UnitOfWork, rows: Iterable[SentFigures], report: str, period: Period, settled: Mapping[str, Any]
) -> Iterator[tuple[str, Period, Mapping[str, Any], Mapping[str, Any] | None]]:
    """Earlier periods, newest first: the figures told before this letter, and those it told itself, if it did."""
    before: dict[tuple[str, str], SentFigures] = {}
    here: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        if row.told_in == period.label:
            here[row.report, row.period] = row.document
        else:
            before[row.report, row.period] = row
    own = f"{report} {period.zone}", period.label
    known = [(key, _period(row, period), row) for key, row in before.items() if key != own]
    past = sorted((one for one in known if one[1].start < period.end), key=lambda one: one[1].start, reverse=True)
    for key, told, row in past[:FARTHEST]:
        if key in here:
            yield row.report, told, row.document, here[key]
        elif _may_differ(work, row, told, settled):
            yield row.report, told, row.document, None


def _may_differ(work: UnitOfWork, row: SentFigures, period: Period, settled: Mapping[str, Any]) -> bool:
    """Whether what the figures were made of is other than it was: to compute all letters anew takes a minute."""
    if any(row.document.get(name) != value for name, value in settled.items()):
        return True
    first, last = period.first_day - _LOOKED_BACK, period.until
    return work.sent_figures.changed_since(row.recorded_at, first.isoformat(), last.isoformat())


def _period(row: SentFigures, like: Period) -> Period:
    """The period of those figures; it is over where ``like`` is."""
    read = iso_week if "W" in row.period else single_day
    return read(row.period, zone=row.report.partition(" ")[2], now=like.end)


def _row(report: str, period: str, told_in: str, document: Mapping[str, Any], at: datetime) -> SentFigures:
    return SentFigures(report=report, period=period, told_in=told_in, document=document, recorded_at=at)
