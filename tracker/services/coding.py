"""Coding by a second person: a sheet of events to fill, and what was filled taken in beside the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.data.coding_sheet import parse_sheet, write_sheet
from tracker.errors import UsageError
from tracker.model.coding import LEDGER, Coding
from tracker.model.event import PolicyEvent
from tracker.model.plain_text import clean
from tracker.services.context import Context
from tracker.services.ledger import Selection, list_events, read_in

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """What came of a sheet: events by what was done with them, and rows that were left open."""

    coder: str
    blind: bool
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    empty: int


def coder_name(given: str) -> str:
    """The name a coder is kept under; ``UsageError`` for none, one too long, and the name of the ledger itself."""
    name = clean(given)
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(f"A coder needs a name of 1 to {LONGEST_NAME} characters.", remedy="Like: --coder B")
    if name.casefold() == LEDGER:
        raise UsageError(f"{LEDGER!r} stands for the codes of the ledger itself.", remedy="Give another --coder.")
    return name


def chosen(
    context: Context, selection: Selection, *, sample: int | None = None, seed: int = 0
) -> tuple[PolicyEvent, ...]:
    """The selected events, or ``sample`` of them drawn with ``seed``, by day."""
    events = list_events(context, selection)
    if sample is None or sample >= len(events):
        return events
    import numpy as np

    drawn = np.random.default_rng(seed).choice(len(events), size=sample, replace=False)
    return tuple(events[place] for place in sorted(drawn.tolist()))


def sheet(events: Sequence[PolicyEvent], *, blind: bool) -> str:
    """The events as a sheet to fill; ``blind`` leaves out how the ledger codes them."""
    return write_sheet(events, blind=blind)


def take_in(context: Context, text: str, *, file: str, coder: str) -> Coded:
    """Store what a coder filled in: all of the sheet, or nothing. The ledger stays as it is.

    ``RowsError`` names every row that cannot be used; ``UsageError`` for a sheet in which nothing is filled.
    """
    from tracker.store.unit_of_work import UnitOfWork

    name = coder_name(coder)
    new, changed, unchanged = list[str](), list[str](), list[str]()
    with UnitOfWork(context.engine, write=True) as work:
        events = read_in(work)
        known = {event.id for event in events.events} | {merger.event.id for merger in events.mergers}
        given = parse_sheet(text, file=file, known=known)
        if not given.rows:
            raise UsageError(
                f"{file}: no row is coded; nothing was stored.",
                remedy="Fill the columns of the codes with words of: tracker events codebook",
            )
        before = {one.event_id: one for one in work.events.codings() if one.coder == name}
        for row in given.rows:
            last = before.get(row.event_id)
            if last and (last.codes, last.note, last.blind) == (row.codes, row.note, given.blind):
                unchanged.append(row.event_id)
                continue
            (changed if last else new).append(row.event_id)
            work.events.code(
                Coding(
                    event_id=row.event_id,
                    coder=name,
                    codes=row.codes,
                    note=row.note,
                    blind=given.blind,
                    recorded_at=context.clock(),
                )
            )
        work.commit()
    return Coded(
        coder=name,
        blind=given.blind,
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        empty=given.empty,
    )
