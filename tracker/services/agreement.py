"""How far the coders of events agree with each other and with the ledger, field by field, and where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.analysis.agreement import FEWEST, LEVEL, Agreement, agreement, disagreement
from tracker.errors import NoDataError
from tracker.model.codebook import CODED, Field
from tracker.model.coding import LEDGER, Coding
from tracker.model.event import PolicyEvent
from tracker.services.context import Context
from tracker.services.ledger import read_in

RESAMPLES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Who takes part: ``events`` of theirs are compared, ``blind`` of them coded without the ledger in sight."""

    name: str
    events: int
    blind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfField:
    """Agreement on one field of the codebook; ``words`` say why there is no alpha or no interval."""

    field: str
    measured: Agreement
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One event and field on which coders differ. ``said``: coder to value; ``difference``: above 0, at most 1."""

    event_id: str
    field: str
    difference: float
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The comparison; ``left_out`` are events that were coded and are no longer in the ledger."""

    coders: tuple[Coder, ...]
    fields: tuple[OfField, ...]
    disagreements: tuple[Disagreement, ...]
    left_out: tuple[str, ...]
    seed: int
    resamples: int = RESAMPLES
    level: float = LEVEL


def compare(context: Context, *, coders: Sequence[str] = (), seed: int = 0) -> Compared:
    """Compare the named coders (all of them, and the ledger, where none is named) on the events somebody coded.

    The ledger speaks with its shipped codes, not with corrections made since: they may have been made because of a
    coding. Worst disagreements come first, those of one event together. ``NoDataError`` for a coder who coded nothing.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        codings, shipped, stored = work.events.codings(), work.events.shipped(), read_in(work)
    names = _names(coders, codings)
    standing = (*stored.events, *(merger.event for merger in stored.mergers))
    events = {event.id: event for event in standing if event.status == "accepted"}
    events |= {event.id: event for event in shipped if event.id in events}
    kept = [one for one in codings if one.coder in names and one.event_id in events]
    coded = sorted({one.event_id for one in kept})
    units = {field: _units(field, coded, kept, events if LEDGER in names else {}) for field in CODED}
    return Compared(
        coders=tuple(_coder(name, kept, len(coded)) for name in names),
        fields=tuple(_measured(field, list(by_event.values()), seed) for field, by_event in units.items()),
        disagreements=_disagreements(units),
        left_out=tuple(sorted({one.event_id for one in codings if one.coder in names} - events.keys())),
        seed=seed,
    )


def _names(asked: Sequence[str], codings: Iterable[Coding]) -> tuple[str, ...]:
    known = (LEDGER, *sorted({one.coder for one in codings}))
    for name in asked:
        if name not in known:
            raise NoDataError(f"{name!r} has coded nothing.", remedy=f"Coders: {', '.join(known)}.")
    return tuple(name for name in known if name in asked) if asked else known


def _coder(name: str, kept: Iterable[Coding], coded: int) -> Coder:
    if name == LEDGER:
        return Coder(name=name, events=coded, blind=0)
    own = [one for one in kept if one.coder == name]
    return Coder(name=name, events=len(own), blind=sum(one.blind for one in own))


def _units(
    field: Field, coded: Iterable[str], kept: Iterable[Coding], ledger: Mapping[str, PolicyEvent]
) -> dict[str, dict[str, str]]:
    """What was said of a field by event: coder to value. Values the codebook has no more are left out."""
    found: dict[str, dict[str, str]] = {event_id: {} for event_id in coded}
    for event_id in found.keys() & ledger.keys():
        found[event_id][LEDGER] = str(getattr(ledger[event_id], field.name))
    for one in kept:
        if one.codes.get(field.name) in field.words:
            found[one.event_id][one.coder] = one.codes[field.name]
    return found


def _measured(field: Field, units: Sequence[Mapping[str, str]], seed: int) -> OfField:
    found = agreement(units, field.words, level=field.level, seed=seed, resamples=RESAMPLES)
    words = ""
    if found.refused == "few":
        words = f"too few: {found.units} events with two codes, at least {FEWEST} are needed"
    elif found.refused == "constant":
        words = "one value alone was used: nothing says that coders can tell it from another"
    elif found.interval is None:
        words = "no interval: too many resamples hold one value alone"
    return OfField(field=field.name, measured=found, words=words)


def _disagreements(units: Mapping[Field, Mapping[str, Mapping[str, str]]]) -> tuple[Disagreement, ...]:
    found = [
        Disagreement(event_id=event_id, field=field.name, difference=apart, said=said)
        for field, by_event in units.items()
        for event_id, said in by_event.items()
        if (apart := disagreement(said, field.words, level=field.level)) > 0
    ]
    total: dict[str, float] = {}
    for one in found:
        total[one.event_id] = total.get(one.event_id, 0.0) + one.difference
    return tuple(sorted(found, key=lambda one: (-total[one.event_id], one.event_id, -one.difference)))
