"""The readers of one letter: whose week is over, and one briefing for all who count their weeks in the same zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.config.recipients import bare, readers_of
from tracker.model.period import Period, iso_week
from tracker.model.reader import Reader
from tracker.services.context import Context
from tracker.services.corrections import Corrections, corrections_of, of_letters_to, put_on_record
from tracker.services.rates import KnownBy

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing
    from tracker.reports.sent_figures import Change
    from tracker.store.unit_of_work import UnitOfWork


def reader_of(settings: Settings, address: str, *, language: str | None = None) -> Reader:
    """The reader of an address; a stranger has the zone of the settings. ``language`` is told instead of his own."""
    known = {bare(reader.address): reader for reader in readers_of(settings)}
    reader = known.get(bare(address), Reader(address=address, zone=settings.zone))
    return reader if language is None else replace(reader, language=language, numbers=language)


def own_week(reader: Reader, week: Period, *, now: datetime) -> Period:
    """The same week counted in the reader's zone; any other period stays as it is."""
    if week.kind != "week" or week.zone == reader.zone:
        return week
    return iso_week(week.label, zone=reader.zone, now=now)


def over_for_all(settings: Settings, week: Period) -> datetime:
    """The instant (UTC) by which the week is over in the zone of the settings and for every reader of the letter."""
    readers = (reader for reader in readers_of(settings) if reader.wants_letter)
    return max([week.end, *(own_week(reader, week, now=week.end).end for reader in readers)])


def whose_week_is_over(
    settings: Settings, week: Period, mailboxes: Mapping[str, str], *, now: datetime
) -> tuple[dict[str, str], dict[str, datetime]]:
    """Mailboxes by key, parted: those whose own week has ended, and when it ends for the others."""
    over, waiting = {}, {}
    for key, mailbox in mailboxes.items():
        own = own_week(reader_of(settings, mailbox), week, now=now)
        if own.complete:
            over[key] = mailbox
        else:
            waiting[key] = own.end
    return over, waiting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Briefings:
    """The briefings of one week, made when first asked for: one for each zone in which a reader counts it."""

    context: Context
    week: Period
    report: str
    pair: str | None = None
    _made: dict[str, Briefing] = field(default_factory=dict, init=False)
    _corrections: dict[str, Corrections] = field(default_factory=dict, init=False)

    def of(self, reader: Reader) -> Briefing:
        """The briefing of the reader's own week."""
        from tracker.services.briefing import brief

        own = own_week(reader, self.week, now=self.context.now)
        if own.zone not in self._made:
            self._made[own.zone] = brief(self.context, own, pair=self.pair, known=self._known)
        return self._made[own.zone]

    def changes(self, reader: Reader) -> tuple[Change, ...]:
        """What the letter of the reader's own week has to correct of letters that went to this reader."""
        own = own_week(reader, self.week, now=self.context.now)
        if own.zone not in self._corrections:
            briefing = self.of(reader)
            self._corrections[own.zone] = corrections_of(
                self.context, own, briefing, report=self.report, known=self._known
            )
        return of_letters_to(self.context, reader, self._corrections[own.zone].changes)

    def put_on_record(self, work: UnitOfWork) -> None:
        """Store the figures the letters tell, in the transaction that queues them."""
        for found in self._corrections.values():
            put_on_record(work, found)

    @property
    def _known(self) -> KnownBy:
        return KnownBy(republish=self.context.settings.letter_public)
