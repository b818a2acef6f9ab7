"""The readers of one letter: whose week is over, and one briefing for all who count their weeks in the same zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tracker.config import Settings
from tracker.config.recipients import bare, readers_of
from tracker.model.period import Period, iso_week
from tracker.model.reader import Reader
from tracker.reports.briefing import Briefing
from tracker.services.context import Context


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
    pair: str | None = None
    _made: dict[str, Briefing] = field(default_factory=dict, init=False)

    def of(self, reader: Reader) -> Briefing:
        """The briefing of the reader's own week."""
        from tracker.services.briefing import brief
        from tracker.services.rates import KnownBy

        own = own_week(reader, self.week, now=self.context.now)
        if own.zone not in self._made:
            known = KnownBy(republish=self.context.settings.letter_public)
            self._made[own.zone] = brief(self.context, own, pair=self.pair, known=known)
        return self._made[own.zone]
