"""What every answer begins with: series out of the store, and events set against fixings."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
from bench_2_archive import add, archive, empty_store, parsed
from harness import Answer, Bench, Prepared, child

QUERY = "SELECT label, value FROM observation WHERE series_id = (SELECT id FROM series WHERE key = ?) ORDER BY label"


def filled(tiny: bool, folder: Path) -> tuple[Path, list[str]]:
    """A store with the archive, and its series."""
    path, quotes = empty_store(folder), parsed(archive(tiny)).quotes
    add(f"sqlite:///{path}", lambda: quotes)
    return path, sorted({quote.series for quote in quotes})


def answer(found: object) -> Answer:
    return [float(value) for levels in found.values() for value in levels.values()]  # type: ignore[attr-defined]


def levels(tiny: bool, folder: Path, *, one: bool) -> Prepared:
    from tracker.store.engine import open_engine
    from tracker.store.unit_of_work import UnitOfWork

    path, keys = filled(tiny, folder)
    engine = open_engine(f"sqlite:///{path}")

    def work() -> object:
        with UnitOfWork(engine, write=False) as unit:
            return unit.observations.levels(["EUR/USD@ecb"] if one else keys)

    return Prepared(work=work, answer=answer)


def bare_levels(tiny: bool, folder: Path, *, one: bool) -> Prepared:
    path, keys = filled(tiny, folder)

    def work() -> object:
        with closing(sqlite3.connect(path)) as raw:
            return {
                key: {label: Decimal(value) for label, value in raw.execute(QUERY, (key,))}
                for key in (["EUR/USD@ecb"] if one else keys)
            }

    return Prepared(work=work, answer=answer)


def fixings_and_events(tiny: bool) -> tuple[list[str], list[tuple[datetime, datetime]]]:
    """Labels of the fixings, and the intervals of invented events: instants, hours and whole days."""
    days = 60 if tiny else 7_126
    rng = np.random.default_rng(7)
    first = date(1999, 1, 4)
    weekdays = (first + timedelta(days=n) for n in range(2 * days))
    labels = [day.isoformat() for day in weekdays if day.weekday() < 5][:days]
    # half a minute off, so that no instant is that of a fixing: there the rule is finer than a join
    begin = datetime.combine(first + timedelta(days=3), time(0, 0, 30), UTC)
    starts = rng.integers(0, (days - 10) * 24 * 60, 50 if tiny else 5_000)
    lengths = rng.choice([0, 60, 24 * 60], len(starts))
    pairs = zip(starts.tolist(), lengths.tolist(), strict=True)
    return labels, [
        (begin + timedelta(minutes=start), begin + timedelta(minutes=start + length)) for start, length in pairs
    ]


def alignment(tiny: bool, _: Path) -> Prepared:
    from tracker.data.loader import schedules
    from tracker.events.alignment import FixingIndex, align
    from tracker.model.instants import Interval
    from tracker.model.schedule import WorkingCalendar

    schedule = schedules()["ecb"]
    labels, intervals = fixings_and_events(tiny)
    fixings = [schedule.fixing(label) for label in labels]
    now, days = datetime(2026, 11, 1, tzinfo=UTC), WorkingCalendar(key="weekdays")

    def work() -> object:
        index = FixingIndex(fixings)
        return [
            align("event", Interval(start=a, end=b), index, series="x", schedule=schedule, calendar=days, now=now)
            for a, b in intervals
        ]

    return Prepared(
        work=work,
        answer=lambda found: " ".join(f"{one.pre.label}/{one.latest.label}" for one in found),  # type: ignore[attr-defined]
    )


def merged(tiny: bool, _: Path) -> Prepared:
    """Only which rate was the last before and which the first that must know: two as-of joins of sorted frames."""
    import pandas as pd

    from tracker.data.loader import schedules

    labels, intervals = fixings_and_events(tiny)
    made = [schedules()["ecb"].fixing(label).made_to for label in labels]
    rates = pd.DataFrame({"made": pd.DatetimeIndex(made).as_unit("us"), "label": labels})
    events = pd.DataFrame(intervals, columns=["start", "end"])
    for name in events:
        events[name] = pd.DatetimeIndex(events[name]).as_unit("us")
    events["event"] = range(len(events))

    def work() -> object:
        before = pd.merge_asof(events.sort_values("start"), rates, left_on="start", right_on="made")
        must = pd.merge_asof(events.sort_values("end"), rates, left_on="end", right_on="made", direction="forward")
        return before.set_index("event")["label"].sort_index(), must.set_index("event")["label"].sort_index()

    return Prepared(
        work=work,
        answer=lambda found: " ".join(f"{a}/{b}" for a, b in zip(*found, strict=True)),  # type: ignore[call-overload]
    )


BENCHES = (
    Bench(
        what="read: levels of one series",
        ours=partial(levels, one=True),
        against="sqlite3 and Decimal alone",
        theirs=partial(bare_levels, one=True),
    ),
    Bench(
        what="read: levels of all 41 series",
        ours=partial(levels, one=False),
        against="sqlite3 and Decimal alone",
        theirs=partial(bare_levels, one=False),
    ),
    Bench(
        what="align: 5,000 events with 7,126 fixings",
        ours=alignment,
        against="two pandas.merge_asof, which tell neither doubt, gap, break nor what is pending",
        theirs=merged,
    ),
)

if __name__ == "__main__":
    child(BENCHES)
