"""The store, opened for reading: frames, reports and studies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from tracker.api.report import Report
from tracker.api.study import Study
from tracker.api.times import Bounds, When, bounds, day_text, instant_or_none
from tracker.errors import BusyDatabaseError, UsageError
from tracker.model import period as periods
from tracker.services import tables
from tracker.services.context import Context
from tracker.services.data_frames import frame_of
from tracker.services.rates import KnownBy

if TYPE_CHECKING:
    import pandas as pd

    from tracker.model.event import PolicyEvent
    from tracker.model.tidy import Tidy
    from tracker.services.ledger import Selection

Found = TypeVar("Found")
Words = str | Sequence[str]
"""One word or several."""

_TRIES = 3


class Store:
    """What one installation has stored; made by `tracker.connect`, a context manager, closed by ``close()``.

    ``public_by`` leaves out what was not public by an instant, ``as_of`` what this installation had not recorded by
    one, ``public=True`` the numbers, the names on lists and the texts of sources whose terms do not let others read
    them: without it a frame, a report or a study is for yourself, as on the command line without ``--public``.
    """

    def __init__(self, context: Context) -> None:
        self._opened = context
        self._closed = False

    @property
    def _context(self) -> Context:
        if self._closed:
            raise UsageError("This store is closed.", remedy="Open it again with tracker.connect().")
        return self._opened

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; whatever is asked for afterwards raises ``UsageError``."""
        self._closed = True
        self._opened.engine.dispose()

    def __repr__(self) -> str:
        return f"<tracker.Store {self._opened.where}, read-only>"

    def rates(
        self,
        series: Words | None = None,
        since: When | None = None,
        until: When | None = None,
        *,
        as_of: str | datetime | None = None,
        public_by: str | datetime | None = None,
        public: bool = False,
    ) -> pd.DataFrame:
        """Values of series (``USD/RUB@ecb``) or of all series of pairs (``USD/RUB``); the configured pairs if not said.

        One value a row, by when it was made: ``series``, ``label``, ``value`` (quote units per base unit: USD/RUB is
        roubles per dollar), ``unit``, ``made_from``, ``made_to``, ``published_at``, ``method``, ``vintage`` (when it
        was recorded here), ``quality``. Values set aside as suspicious are left out.
        """
        within, known = self._bounds(since, until), _known(public_by, as_of, public=public)
        names = self._context.settings.pairs if series is None else _several(series)
        return self._frame(
            lambda: tables.rates_table(self._context, names, since=within.since, until=within.until, known=known)
        )

    def events(
        self,
        since: When | None = None,
        until: When | None = None,
        *,
        week: str | None = None,
        day: str | None = None,
        kind: Words = (),
        action: Words = (),
        stance: Words = (),
        jurisdiction: Words = (),
        issuer: Words = (),
        actor: Words = (),
        sets: Words = (),
        text: str = "",
        status: Words = ("accepted",),
        public_by: str | datetime | None = None,
        as_of: str | datetime | None = None,
        public: bool = False,
    ) -> pd.DataFrame:
        """Policy events, selected as by ``tracker events list``; issuer, actor and text match any part, in any case.

        One event a row, by day: ``id``, ``title``, …, and the interval in which it became public, ``earliest_utc`` to
        ``latest_utc``. A period given in days counts the days of the place of announcement, as reports do.
        ``status=()`` are all, those rejected and in review, too.
        """
        selection = self._selection(
            since, until, week=week, day=day, kind=kind, action=action, stance=stance, jurisdiction=jurisdiction,
            issuer=issuer, actor=actor, sets=sets, text=text, status=status,
        )  # fmt: skip
        known = _known(public_by, as_of, public=public)
        return self._frame(lambda: tables.events_table(self._listed(selection, known)))

    def event_sources(self, event: str | None = None) -> pd.DataFrame:
        """The pages accepted events were read in, or those of one event: ``event_id``, ``url``, ``tier`` …"""
        from tracker.services import ledger

        def found() -> Tidy:
            events = ledger.list_events(self._context) if event is None else (ledger.get(self._context, event),)
            return tables.event_sources_table(events)

        return self._frame(found)

    def windows(
        self,
        series: str | None = None,
        since: When | None = None,
        until: When | None = None,
        *,
        week: str | None = None,
        day: str | None = None,
        as_of: str | datetime | None = None,
        public_by: str | datetime | None = None,
        public: bool = False,
    ) -> pd.DataFrame:
        """Each fixing of a series with its move, once, however many events share it.

        Of a pair, the series that the declared rule names for that time. One fixing a row: the move as ``log_return``
        (above zero: the quote currency weakened), ``pair_change`` and ``value_change``, the ``own_part`` with its 95 %
        interval (log points), ``pvalue`` (share of comparable ordinary days with a move at least as large),
        ``verdict``, and the ids of the events that became public since the fixing before, ``certain`` and
        ``possible``, joined by spaces. “Moved with” is not “moved by”.
        """
        from tracker.services.windows import series_windows

        within, known = self._bounds(since, until, week, day), _known(public_by, as_of, public=public)
        name = series or self._context.settings.pairs[0]

        def found() -> Tidy:
            there = series_windows(self._context, name, since=within.since, until=within.until, known=known)
            return tables.windows_table(there.findings, there.credits)

        return self._frame(found)

    def alignments(
        self,
        event: str,
        series: Words = (),
        *,
        public_by: str | datetime | None = None,
        as_of: str | datetime | None = None,
        public: bool = False,
    ) -> pd.DataFrame:
        """One event (its id, or a part of it that no other has) against series, as by ``tracker align``.

        One series a row: the last fixing that cannot know it (``pre``), the first that could (``earliest``) and the
        first that must (``latest``), with values and moves.
        """
        from tracker.services.align_answer import align_answer
        from tracker.services.rights import credit_lines

        known = _known(public_by, as_of, public=public)

        def found() -> Tidy:
            answer = align_answer(self._context, event, _several(series), known)
            credited = credit_lines(one for one, _ in answer.reactions)
            return tables.alignments_table([reaction for _, reaction in answer.reactions], credited)

        return self._frame(found)

    def list_changes(
        self,
        since: When | None = None,
        until: When | None = None,
        *,
        list: str | None = None,  # noqa: A002 - the option's name
        change: Words = (),
        programme: str = "",
        target: str = "",
        public: bool = False,
    ) -> pd.DataFrame:
        """Who was put on a sanctions list or taken off it, by when it became visible, as by ``tracker lists changes``.

        One change a row: it happened after ``from_snapshot`` and was visible at ``to_snapshot``.
        """
        from tracker.services.list_views import list_changes

        within = self._bounds(since, until)
        return self._frame(
            lambda: tables.list_changes_table(
                list_changes(
                    self._context,
                    list_key=list,
                    since=within.since,
                    until=within.until,
                    kinds=_several(change),
                    programme=programme,
                    target=target,
                    public=public,
                )
            )
        )

    def sources(self) -> pd.DataFrame:
        """Every source with its terms, its credit, and whether its numbers may be republished."""
        return self._frame(lambda: tables.sources_table(self._context))

    def calendar(self, since: When | None = None, until: When | None = None) -> pd.DataFrame:
        """What is scheduled, a year from now or in the days named: ``date``, ``title``, ``certainty``, ``source`` …"""
        first, end = self._day(since, "since"), self._day(until, "until")
        if first is not None and end is not None and end <= first:
            raise UsageError("The time asked for ends before it begins.", remedy="until is the day after the last one.")
        return self._frame(lambda: tables.calendar_table(self._context, first, end))

    def report(
        self,
        week: str | None = None,
        day: str | None = None,
        since: When | None = None,
        until: When | None = None,
        *,
        pair: str | None = None,
        public_by: str | datetime | None = None,
        as_of: str | datetime | None = None,
        public: bool = False,
    ) -> Report:
        """The report of a week (``2014-W46``), a day or a range of days; without any, of the last complete week."""
        from tracker.services.briefing import brief, brief_newest

        ends = [None if one is None else day_text(one) or str(one) for one in (since, until)]
        zone, now = self._context.settings.zone, self._context.now
        _require_text(week=week, day=day)
        period = periods.chosen(week=week, day=day, since=ends[0], until=ends[1], zone=zone, now=now)
        known = _known(public_by, as_of, public=public)
        if period is None:
            return Report(self._read(lambda: brief_newest(self._context, pair=pair, known=known)))
        return Report(self._read(lambda: brief(self._context, period, pair=pair, known=known)))

    def study(
        self,
        *events: str,
        since: When | None = None,
        until: When | None = None,
        week: str | None = None,
        day: str | None = None,
        kind: Words = (),
        action: Words = (),
        stance: Words = (),
        jurisdiction: Words = (),
        issuer: Words = (),
        actor: Words = (),
        sets: Words = (),
        text: str = "",
        series: str | None = None,
        window: tuple[int, int] = (0, 0),
        model: str | None = None,
        public_by: str | datetime | None = None,
        as_of: str | datetime | None = None,
        public: bool = False,
    ) -> Study:
        """What the rate did around the events named, or selected, against comparable ordinary days: ``tracker study``.

        ``series`` is a series or a pair, ``window`` fixings before and after, ``model`` one of factor, mean, robust,
        garch, market, comparison and raw.
        """
        from tracker.services.studies import study

        selection = self._selection(
            since, until, week=week, day=day, kind=kind, action=action, stance=stance, jurisdiction=jurisdiction,
            issuer=issuer, actor=actor, sets=sets, text=text, status=("accepted",),
        )  # fmt: skip
        known = _known(public_by, as_of, public=public)
        return Study(
            self._read(
                lambda: study(
                    self._context,
                    selection,
                    event_ids=events,
                    series=series,
                    window=window,
                    model=model,
                    known=known,
                )
            )
        )

    def _listed(self, selection: Selection, known: KnownBy) -> tuple[PolicyEvent, ...]:
        from tracker.services.known_events import listed_events

        return listed_events(self._context, selection, known)

    def _selection(
        self, since: When | None, until: When | None, *, week: str | None, day: str | None, status: Words, text: str,
        **words: Words,
    ) -> Selection:  # fmt: skip
        from tracker.services.selecting import selection_of

        within = self._bounds(since, until, week, day)
        return selection_of(
            lambda: self._context,
            first_day=within.first_day,
            until_day=within.until_day,
            since=None if within.first_day else within.since,
            until=None if within.until_day else within.until,
            text=text,
            statuses=_several(status),
            **{name: _several(given) for name, given in words.items()},
        )

    def _bounds(
        self, since: When | None, until: When | None, week: str | None = None, day: str | None = None
    ) -> Bounds:
        zone, now = self._context.settings.zone, self._context.now
        if week is None and day is None:
            return bounds(since, until, zone=zone, now=now)
        if since is not None or until is not None:
            raise UsageError("week and day are periods of their own.", remedy="Leave out since and until.")
        _require_text(week=week, day=day)
        period = periods.chosen(week=week, day=day, since=None, until=None, zone=zone, now=now)
        if period is None:
            raise UsageError("No period is named.")
        return Bounds(since=period.start, until=period.end, first_day=period.first_day, until_day=period.until)

    def _day(self, given: When | None, what: str) -> date | None:
        """A day, one that is still to come as well; ``UsageError`` for an instant: what is scheduled has no hour."""
        found = self._bounds(None, given).until_day
        if given is not None and found is None:
            raise UsageError(f"{what} is an instant; the calendar is asked by days.", remedy='Say "2026-12-01".')
        return found

    def _frame(self, made: Callable[[], Tidy]) -> pd.DataFrame:
        return frame_of(self._read(made))

    def _read(self, made: Callable[[], Found]) -> Found:
        """Work it out; again where another process wrote to a file that was read without locks."""
        for _ in range(_TRIES - 1):
            try:
                return made()
            except BusyDatabaseError:
                continue
        return made()


def _several(given: Words) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _require_text(**named: object) -> None:
    """Raises ``UsageError`` for a week or a day that is not written as one, like 3."""
    for what, given in named.items():
        if given is not None and not isinstance(given, str):
            example = {"week": "2014-W46", "day": "2014-11-12"}[what]
            raise UsageError(f"{what}={given!r} is no text.", remedy=f'Say {what}="{example}".')


def _known(public_by: str | datetime | None, as_of: str | datetime | None, *, public: bool) -> KnownBy:
    return KnownBy(
        public_by=instant_or_none(public_by, "public_by"), as_of=instant_or_none(as_of, "as_of"), republish=public
    )
