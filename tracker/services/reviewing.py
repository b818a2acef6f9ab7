"""Values set aside: which there are, beside what, and what a person decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.errors import NoDataError, UsageError
from tracker.model.instants import Label
from tracker.model.observation import ACCEPTED, REJECTED, SET_ASIDE, Judged, Quote, is_decided, is_set_aside
from tracker.model.period import Period
from tracker.services.context import Context
from tracker.services.deriving import stored_keys
from tracker.services.rates import KnownBy, Levels, known_series, require_recorded

if TYPE_CHECKING:
    from tracker.store.observations import StoredValue
    from tracker.store.unit_of_work import UnitOfWork

_NEAR = timedelta(days=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A value that was judged: its quality, what its own series says before and after, what other sources say.

    ``recorded_at`` is when it got this quality; ``others`` are series key and value, made within a day and a half.
    ``in_use`` is the value of its label that is used meanwhile, where an earlier one was sound.
    """

    series: str
    label: Label
    value: Decimal
    quality: str
    recorded_at: datetime
    before: tuple[Label, Decimal] | None = None
    after: tuple[Label, Decimal] | None = None
    others: tuple[tuple[str, float], ...] = ()
    in_use: Decimal | None = None

    @property
    def reason(self) -> str:
        """Why it has its quality, without the word that says which."""
        return self.quality.removeprefix(f"{SET_ASIDE}: ")


def waiting(context: Context) -> int:
    """How many values are set aside without a person having decided so."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        found = work.judgements.set_aside()
    return sum(not is_decided(rows[-1].quality) for marked in found.values() for rows in marked.values())


def review(
    context: Context, series: str | None = None, *, as_of: datetime | None = None, everything: bool = False
) -> tuple[Reviewed, ...]:
    """What is set aside and undecided, by series and label; ``everything`` also gives what was decided or released."""
    from tracker.store.unit_of_work import UnitOfWork

    require_recorded(context, KnownBy(as_of=as_of), remedy="Say a later instant, or leave --as-of out.")
    keys = None if series is None else [key for one in known_series(context, series) for key in stored_keys(one)]
    with UnitOfWork(context.engine, write=False) as work:
        if everything:
            found = work.judgements.marked(keys or work.observations.series(), as_of=as_of)
        else:
            found = work.judgements.set_aside(keys, as_of=as_of)
        return tuple(
            _reviewed(work, key, rows[-1], as_of)
            for key, marked in found.items()
            for rows in marked.values()
            if everything or not is_decided(rows[-1].quality)
        )


def decide(
    context: Context, series: str, *, accept: Sequence[Label], reject: Sequence[Label], reason: str, by: str
) -> tuple[Judged, ...]:
    """Accept or reject the newest stored values of some labels; each decision is a new vintage of its value.

    Where the newest one is rejected already and an earlier one is in use, rejecting again means the one in use.
    It holds for that very value: the same bytes read again change nothing, another value is judged afresh. Deciding
    again replaces it. Raises ``UsageError`` without a reason or for a series that is computed, ``NoDataError`` for a
    label that is not stored; then nothing is recorded.
    """
    from tracker.store.unit_of_work import UnitOfWork

    key = _one_stored(context, series)
    reason, by = " ".join(reason.split()), " ".join(by.replace(":", " ").split())
    if not reason:
        raise UsageError("A decision needs its reason.", remedy='Say --reason "as the publisher\'s own page has it".')
    both = set(accept) & set(reject)
    if both:
        raise UsageError(f"{min(both)} is accepted and rejected at once.", remedy="Name it once.")
    with UnitOfWork(context.engine, write=True) as work:
        judged = []
        for beginning, labels in ((ACCEPTED, accept), (REJECTED, reject)):
            for label in dict.fromkeys(labels):
                vintages = work.observations.vintages(key, label)
                if not vintages:
                    raise NoDataError(
                        f"{key} has no value labelled {label}. Nothing was decided.",
                        remedy=f"See: tracker rates review {key}",
                    )
                value = vintages[-1].value
                if beginning == REJECTED and vintages[-1].quality.startswith(REJECTED):
                    value = _in_use(work.observations.read(key, since=label, until=f"{label}~"), label) or value
                quote = Quote(series=key, label=label, value=value)
                judged.append(Judged(quote=quote, quality=f"{beginning}{by}: {reason}"))
        work.judgements.record(judged, vintage=context.clock(), sha256=None)
        work.commit()
    return tuple(judged)


def set_aside_words(candidates: Sequence[Levels], period: Period) -> tuple[str, ...]:
    """A line for each value made in a period that is set aside in one of some series or in what they come from."""
    found = {
        (one.series, one.label): f"{one.series} of {one.label}: {one.value:f} is not used, {_because(one.quality)}"
        for levels in candidates
        for one in levels.aside
        if one.fixing.made_to in period
    }
    return tuple(found[key] for key in sorted(found))


def _because(quality: str) -> str:
    return quality.removeprefix(f"{SET_ASIDE}: ")


def _one_stored(context: Context, series: str) -> str:
    found = known_series(context, series)
    if len(found) > 1:
        raise UsageError(f"{series} has several sources.", remedy=f"Name one, like {found[0].key}.")
    keys = stored_keys(found[0])
    if list(keys) != [found[0].key]:
        raise UsageError(
            f"{found[0].key} is computed from {' and '.join(keys)}: it has no values of its own to decide on.",
            remedy=f"Decide on its parts: tracker rates review {keys[0]}",
        )
    return found[0].key


def _reviewed(work: UnitOfWork, key: str, row: StoredValue, as_of: datetime | None) -> Reviewed:
    from tracker.services.gating import Others

    day = date.fromisoformat(row.label[:10])
    around = work.observations.read(key, since=(day - _NEAR).isoformat(), until=(day + _NEAR).isoformat(), as_of=as_of)
    usable = [(one.label, one.value) for one in around if not is_set_aside(one.quality)]
    return Reviewed(
        series=key,
        label=row.label,
        value=row.value,
        quality=row.quality,
        recorded_at=row.vintage,
        before=max((one for one in usable if one[0] < row.label), default=None),
        after=min((one for one in usable if one[0] > row.label), default=None),
        others=tuple(Others(unit=work, key=key)(row.label)),
        in_use=_in_use(around, row.label),
    )


def _in_use(rows: Sequence[StoredValue], label: Label) -> Decimal | None:
    return next((one.value for one in rows if one.label == label and not is_set_aside(one.quality)), None)
