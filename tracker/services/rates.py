"""Levels: one series, stored or derived, as it is known, and what a name stands for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from tracker.data.derived_file import GAP
from tracker.data.loader import (
    gaps_named,
    quotable,
    series,
    series_of,
    sources_of_series,
    target_of,
)
from tracker.errors import NoDataError, UsageError
from tracker.model.instants import Label, format_instant
from tracker.model.observation import Observation
from tracker.model.schedule import Fixing, FixingSchedule
from tracker.model.series import Series, SeriesName
from tracker.services.context import Context
from tracker.services.deriving import fixing_of, observations_of, schedule_behind, set_aside_of, stored_keys
from tracker.services.held import Stretch, held_of

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBy:
    """Which past is asked for.

    ``public_by``: only what was public then. ``as_of``: only what this installation had recorded then. None: all.
    ``republish``: only what may be put where others read it.
    """

    public_by: datetime | None = None
    as_of: datetime | None = None
    republish: bool = False

    def at(self, now: datetime) -> KnownBy:
        """The same past seen at ``now``: what was made public after it does not exist yet, whatever is stored."""
        return replace(self, public_by=now if self.public_by is None else min(now, self.public_by))

    @property
    def seen(self) -> date | None:
        """The day (UTC) from which somebody with this knowledge looks; None for one who knows all."""
        given = [instant for instant in (self.public_by, self.as_of) if instant is not None]
        return min(given).date() if given else None

    def instant(self, now: datetime) -> datetime:
        """The instant at which somebody with this knowledge stands, at most ``now``."""
        return min(instant for instant in (now, self.public_by, self.as_of) if instant is not None)


@dataclass(frozen=True, kw_only=True)
class Levels:
    """One series as observations in order of making, with its schedule. (Without slots: its views are made once.)

    ``aside`` are the values of it, or of its parts, that are set aside: to be shown with their reason, never used.
    """

    series: Series
    schedule: FixingSchedule
    observations: tuple[Observation, ...]
    aside: tuple[Observation, ...] = ()

    @cached_property
    def fixings(self) -> tuple[Fixing, ...]:
        """The makings, in order."""
        return tuple(observation.fixing for observation in self.observations)

    @cached_property
    def values(self) -> Mapping[Label, Decimal]:
        """Value by label."""
        return {observation.label: observation.value for observation in self.observations}

    @cached_property
    def all_public_at(self) -> datetime | None:
        """The instant from which everything here is public by its schedule; None where there is nothing."""
        return max((one.fixing.published_at for one in (*self.observations, *self.aside)), default=None)

    def before(self, instant: datetime) -> tuple[Observation, ...]:
        """The observations whose making had ended before an instant."""
        return self.observations[: self._made_before(instant)]

    def up_to(self, instant: datetime) -> tuple[Observation, ...]:
        """The observations whose making had ended by an instant, one that ended then included."""
        position = bisect_right(self.fixings, instant, key=lambda fixing: fixing.made_to)
        return self.observations[:position]

    def made_within(self, start: datetime, end: datetime) -> bool:
        """Whether the making of any observation ended in [start, end)."""
        return self._made_before(start) < self._made_before(end)

    def _made_before(self, instant: datetime) -> int:
        return bisect_left(self.fixings, instant, key=lambda fixing: fixing.made_to)


def resolve(name: str | SeriesName) -> tuple[Series, ...]:
    """The declared series a name stands for: one for ``PAIR@source``, all sources of a bare pair in order of trust.

    Raises ``UsageError`` for a name that cannot be read or a source nobody declares.
    """
    try:
        parsed = SeriesName.parse(name) if isinstance(name, str) else name
        if parsed.source:
            return (series_of(parsed),)
        _require_covered(parsed)
        found = tuple(declared for declared in series().values() if declared.name.pair == parsed.pair)
        if not found and parsed.quote == GAP:
            found = gaps_named(parsed)
        found = found or ruled(parsed)
        first: tuple[Series, ...] = ()
        # What a user must enable, or what is another series turned over, takes no pair away from the others.
        if not any(declared.gap for declared in found) and all(one.opt_in or one.inverted for one in found):
            first = (_quoted_by_somebody(parsed),)
    except ValueError as error:
        raise UsageError(str(error), remedy="See `tracker sources` for what can be asked.") from None
    return (*first, *found)


def _quoted_by_somebody(pair: SeriesName) -> Series:
    """The series of a pair without a declared one: of the ECB, else of a source that can be asked for its currencies.

    ``ValueError`` where there is none.
    """
    from tracker.sources.catalog import sources

    try:
        return series_of(SeriesName(base=pair.base, quote=pair.quote, source="ecb"))
    except ValueError:
        if quotable(pair.quote, pair.base, "ecb") is not None:
            raise  # the other way round
        for key, source in sources().items():
            made = quotable(pair.base, pair.quote, key) if source.currencies else None
            if made is not None and all(SeriesName.parse(one).base in source.currencies for one in stored_keys(made)):
                return made
        raise


def known_series(context: Context, name: str | SeriesName, *, as_of: datetime | None = None) -> tuple[Series, ...]:
    """What a name stands for here: as ``resolve``, and the series this installation imported from files.

    With ``as_of`` imported ones as declared by then. Raises ``NoDataError`` for one that was imported only later.
    A bare pair leaves out the sources that are off here.
    """
    from tracker.services.imported import imported_series

    try:
        parsed = SeriesName.parse(name) if isinstance(name, str) else name
    except ValueError:
        return resolve(name)
    if parsed.source in sources_of_series():
        return resolve(parsed)
    own = imported_series(context, as_of=as_of)
    if str(parsed) in own:
        return (own[str(parsed)],)
    if parsed.source:
        if as_of is not None and str(parsed) in imported_series(context):
            raise NoDataError(f"{parsed} was not imported yet by {format_instant(as_of)}.")
        return resolve(parsed)
    of_pair = tuple(one for one in own.values() if one.name.pair == parsed.pair)
    try:
        shipped = resolve(parsed)
    except UsageError:  # a pair that nobody quotes but the user's own files
        if not of_pair:
            raise
        shipped = ()
    return (*(one for one in shipped if is_on(one, context.settings.sources_enabled)), *of_pair)


def is_on(declared: Series, enabled: Collection[str]) -> bool:
    """Whether nothing that a series consists of comes from a source that is off here."""
    stored = (series_of(SeriesName.parse(key)) for key in stored_keys(declared)) if declared.opt_in else ()
    return all(not one.opt_in or one.name.publisher in enabled for one in stored)


def read_levels(
    context: Context, name: str | SeriesName, known: KnownBy | None = None, *, since: Label | None = None
) -> Levels:
    """One series as it is known, derived ones computed, each value with the instants of its making.

    ``since`` leaves out what is labelled before it. Raises ``NoDataError`` when ``as_of`` lies before the first record
    of this installation, also for a series that may not be republished where only such are wanted.
    """
    from tracker.services.rights import require_republishable
    from tracker.store.unit_of_work import UnitOfWork

    known = known or KnownBy()
    declared = known_series(context, name, as_of=known.as_of)[0]
    if known.republish:
        require_republishable(declared)
    with UnitOfWork(context.engine, write=False) as work:
        _require_recorded(work, known)
        whole = _whole(context, work, declared, known.as_of, since)
    if known.public_by is None or (whole.all_public_at is not None and whole.all_public_at <= known.public_by):
        return whole
    return replace(
        whole,
        observations=tuple(one for one in whole.observations if _public(one, known)),
        aside=tuple(one for one in whole.aside if _public(one, known)),
    )


def _whole(context: Context, work: UnitOfWork, declared: Series, as_of: datetime | None, since: Label | None) -> Levels:
    """All that is recorded of a series, public or not."""
    shelf, state, key = held_of(context.engine).levels, work.observations.state(), (declared, as_of, since)
    found = shelf.get(key, state)
    if found is None:
        stored = work.observations.read_many(stored_keys(declared), as_of=as_of, since=since)
        found = Levels(
            series=declared,
            schedule=schedule_behind(declared),
            observations=tuple(observations_of(declared, stored)),
            aside=tuple(set_aside_of(declared, stored)),
        )
        shelf.keep(key, found, len(found.observations), state)
    return found


def _public(one: Observation, known: KnownBy) -> bool:
    """By its schedule, or because it was recorded here after its making: publishers are early at times."""
    by = known.public_by
    return by is None or one.fixing.published_at <= by or one.fixing.made_to <= one.vintage <= by


def read_stored(
    context: Context, keys: Sequence[str], known: KnownBy | None = None, *, since: Label, through: Label
) -> dict[str, dict[Label, float]]:
    """Values of stored daily series as floats by label, both ends included, for arithmetic that needs no instants."""
    from tracker.services.rights import barred
    from tracker.store.unit_of_work import UnitOfWork

    known = known or KnownBy()
    if known.republish:
        keys = [key for key in keys if not barred(series_of(SeriesName.parse(key)))]
    with UnitOfWork(context.engine, write=False) as work:
        _require_recorded(work, known)
        found = _floats(context, work, keys, known.as_of, since, f"{through}~")
    for key, values in found.items():
        schedule = series_of(SeriesName.parse(key)).schedule
        while values and known.public_by is not None:
            newest = next(reversed(values))
            if fixing_of(schedule, newest).published_at <= known.public_by:
                break
            del values[newest]
    return found


def _floats(
    context: Context, work: UnitOfWork, keys: Sequence[str], as_of: datetime | None, since: Label, until: Label
) -> dict[str, dict[Label, float]]:
    """Floats of stored series; one that is asked for again, and for more, is read whole."""
    shelf, state = held_of(context.engine).stretches, work.observations.state()
    held = {key: shelf.get((key, as_of), state) for key in keys}
    new = [key for key, stretch in held.items() if stretch is None]
    short = [key for key, stretch in held.items() if stretch is not None and not stretch.covers(since, until)]
    read = {
        **{
            key: Stretch(since, until, values)
            for key, values in work.observations.floats(new, as_of=as_of, since=since, until=until).items()
        },
        **{key: Stretch(None, None, values) for key, values in work.observations.floats(short, as_of=as_of).items()},
    }
    for key, stretch in read.items():
        shelf.keep((key, as_of), stretch, len(stretch.values), state)
    every = {**held, **read}
    return {key: stretch.cut(since, until) for key, stretch in every.items() if stretch is not None}


OTHER_PAST = "To use only what was public by an instant, say --public-by INSTANT instead."
"""The advice of commands that know both pasts."""


def require_recorded(context: Context, known: KnownBy, *, remedy: str = OTHER_PAST) -> None:
    """``NoDataError`` when ``as_of`` lies before the first record of this installation."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        _require_recorded(work, known, remedy)


def _require_recorded(work: UnitOfWork, known: KnownBy, remedy: str = OTHER_PAST) -> None:
    if known.as_of is None:
        return
    first = work.observations.first_vintage()
    if first is None or known.as_of < first:
        began = "nothing is recorded yet" if first is None else f"its first record is of {format_instant(first)}"
        raise NoDataError(
            f"This installation had recorded nothing by {format_instant(known.as_of)}; {began}.",
            remedy=remedy,
        )


def ruled(name: SeriesName, enabled: Sequence[str] = ()) -> tuple[Series, ...]:
    """The series the declared rule of a pair names, what a report may rest on first; none where no rule is declared.

    ``enabled``: the sources switched on here although they are off by default.
    """
    target = target_of(name.base, name.quote)
    rule = target.rule(name.pair) if target is not None else None
    if rule is None:
        return ()
    found = (quotable(name.base, name.quote, source) for source in rule.sources())
    return tuple(one for one in found if one is not None and (not one.opt_in or one.name.publisher in enabled))


def _require_covered(name: SeriesName) -> None:
    """``UsageError`` with the reason for a currency that is named for later."""
    target = target_of(name.base, name.quote)
    if target is not None and target.role == "later":
        raise UsageError(
            f"{name.pair}: {target.because}",
            remedy="Rates of your own can be brought in: tracker rates import --help",
        )


def report_series(pair: str, enabled: Sequence[str] = ()) -> tuple[Series, ...]:
    """The series of a pair a report may rest on or set beside it, in the order of the declared rule.

    Of a pair without a rule: daily ones in order of trust, no bar whose close is not a close, no rates at second hand,
    and nothing of a source one must enable first. Raises ``UsageError`` for what is no pair and for a currency that is
    named for later.
    """
    everything = resolve(pair)
    name = everything[0].name
    found = () if "@" in pair else ruled(name, enabled)
    return found or tuple(
        declared
        for declared in everything
        if declared.kind != "bar" and not declared.cross_check and not declared.opt_in
    )


def companions(name: SeriesName, context: Context) -> tuple[Series, ...]:
    """The series a report of that pair may rest on here; none where only a file of the user's has the pair."""
    try:
        return report_series(name.pair, context.settings.sources_enabled)
    except UsageError:
        return ()


def asked_series(name: str, context: Context, *, as_of: datetime | None = None) -> tuple[Series, ...]:
    """What a person means: ``PAIR@source``, imported ones too; of a bare pair the series a report may rest on.

    ``UsageError`` for what is no pair.
    """
    found = (
        known_series(context, name, as_of=as_of)
        if "@" in name
        else report_series(name, context.settings.sources_enabled)
    )
    level = next((one for one in found if not one.name.is_pair), None)
    if level is not None:
        raise UsageError(
            f"{level.key} is {_what(level)}, so nothing is aligned or studied with it.",
            remedy=f"Its values: tracker rates {level.key}",
        )
    return found


def _what(level: Series) -> str:
    """Why a series that is no pair has no move to speak of, to go on with."""
    if level.gap is not None:
        return "the distance between two rates made over different hours, and no rate that anybody paid"
    return "no exchange rate"
