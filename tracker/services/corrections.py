"""What earlier letters told and would tell otherwise today, and what a new letter puts on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tracker.config.recipients import bare
from tracker.model.period import Period, iso_week, single_day
from tracker.model.reader import Reader
from tracker.model.sent_figures import SentFigures
from tracker.services.context import Context
from tracker.services.rates import KnownBy

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing
    from tracker.reports.sent_figures import Change
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
    letters too, and where the zone of the reader or of the settings was another then, those of that zone. A letter
    that is composed once more (for a reader who came later) says what it said the first time.
    """
    from tracker.reports.sent_figures import changes, figures_of
    from tracker.services.briefing import brief
    from tracker.store.unit_of_work import UnitOfWork

    at = context.clock()
    settled = {"version": briefing.software_version, "plausible_effect": briefing.plausible_effect}
    with UnitOfWork(context.engine, write=False) as work:
        asked = tuple(_to_compare(work, report, period, settled))
    found: list[Change] = []
    stored: list[SentFigures] = []
    for row, earlier, said in asked:
        context.step("an earlier letter was looked at again")
        after = said or figures_of(brief(context, earlier, pair=row.document["pair"], known=known))
        found += changes(row.report.partition(" ")[0], row.period, row.document, after)
        if said is None:
            stored.append(_row(row.report, row.period, period.label, after, at))
    own = _row(f"{report} {period.zone}", period.label, period.label, figures_of(briefing), at)
    return Corrections(changes=tuple(found), rows=(*stored, own))


def of_letters_to(context: Context, reader: Reader, found: Iterable[Change]) -> tuple[Change, ...]:
    """Those about letters that went to this reader, or may have: nobody is corrected about what he never read."""
    from tracker.store.unit_of_work import UnitOfWork

    every = tuple(found)
    if not every:
        return ()
    key = bare(reader.address)
    with UnitOfWork(context.engine, write=False) as work:
        letters = {(one.report, one.period) for one in every}
        known = {letter: work.deliveries.find(*letter, key) for letter in letters}
    got = {letter for letter, delivery in known.items() if delivery is not None and delivery.state != "failed"}
    return tuple(change for change in every if (change.report, change.period) in got)


def put_on_record(work: UnitOfWork, found: Corrections) -> None:
    """Store the figures, once for each letter."""
    for row in found.rows:
        work.sent_figures.add(row)


def _to_compare(
    work: UnitOfWork, report: str, period: Period, settled: Mapping[str, Any]
) -> Iterator[tuple[SentFigures, Period, Mapping[str, Any] | None]]:
    """Figures of earlier letters, newest first, with their period and what this letter told of it, if it did before."""
    before: dict[tuple[str, str], SentFigures] = {}
    here: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in work.sent_figures.all():
        kind, zone = row.report.split(" ", 1)
        if kind not in {report, "flash"}:
            continue
        if row.told_in == period.label:
            here[row.report, row.period] = row.document
            continue
        known = before.get((kind, row.period))
        if known is None or known.report == row.report or zone == period.zone:
            before[kind, row.period] = row
    past = [(_period(row, period), row) for key, row in before.items() if key != (report, period.label)]
    past = sorted((one for one in past if one[0].start < period.end), key=lambda one: one[0].start, reverse=True)
    for earlier, row in past[:FARTHEST]:
        said = here.get((row.report, row.period))
        if said is not None or _may_differ(work, row, earlier, settled):
            yield row, earlier, said


def _may_differ(work: UnitOfWork, row: SentFigures, period: Period, settled: Mapping[str, Any]) -> bool:
    """Whether what the figures were made of is other than it was: to compute all letters anew takes a minute."""
    if any(row.document.get(name) != value for name, value in settled.items()):
        return True
    first, last = period.first_day - _LOOKED_BACK, period.until
    publishers = row.document["publishers"]
    return work.sent_figures.changed_since(row.recorded_at, first.isoformat(), last.isoformat(), publishers)


def _period(row: SentFigures, like: Period) -> Period:
    """The period of those figures; it is over where ``like`` is."""
    read = iso_week if "W" in row.period else single_day
    return read(row.period, zone=row.report.partition(" ")[2], now=like.end)


def _row(report: str, period: str, told_in: str, document: Mapping[str, Any], at: datetime) -> SentFigures:
    return SentFigures(report=report, period=period, told_in=told_in, document=document, recorded_at=at)
