"""The archive of the European Central Bank, 7,126 days of 41 currencies: into the store, and again.

The alternatives write the very rows into the very table, an empty database of ours with the row of each series and of
the ingest already there: the same columns, key and foreign keys, write-ahead log, ``synchronous = FULL``, one
transaction, its commit timed. Their rows are sorted by the key and turned to text before the clock starts.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from harness import Answer, Bench, Prepared, Side, child

NOW = datetime(2026, 11, 1, tzinfo=UTC)
POSTGRESQL = os.environ.get("TRACKER_TEST_POSTGRESQL_URL", "")
INSERT = "INSERT INTO observation (series_id, label, ingest_id, value, quality) VALUES (?, ?, ?, ?, ?)"


def archive(tiny: bool) -> bytes:
    """The archive as it is shipped, or its newest sixty days."""
    from tracker.sources.rates import ecb

    content = ecb.embedded().read_bytes()
    if not tiny:
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        (name,) = packed.namelist()
        lines = packed.read(name).splitlines(keepends=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"".join(lines[:61]))
    return out.getvalue()


def parsed(content: bytes) -> Any:
    """The records of an archive."""
    from tracker.model.source import Snapshot
    from tracker.sources.checks import check
    from tracker.sources.rates import ecb

    snapshot = Snapshot(
        source=ecb.SOURCE.key,
        url=ecb.EMBEDDED_URL,
        kind=ecb.HISTORY,
        retrieved_at=NOW,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="application/zip",
    )
    return check(ecb.SOURCE, ecb.SOURCE.parse(snapshot), now=NOW, previous_count=None, judge_age=False)


def empty_store(folder: Path) -> Path:
    """An empty database of ours, in write-ahead mode."""
    path = folder / "bench.sqlite3"
    path.write_bytes(_migrated())
    return path


@cache
def _migrated() -> bytes:
    from tracker.store.engine import open_engine
    from tracker.store.migrate import ensure_ready

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite3"
        engine = open_engine(f"sqlite:///{path}")
        ensure_ready(engine)
        engine.dispose()
        return path.read_bytes()


def add(url: str, read: Callable[[], Any]) -> None:
    """What an ingest does: one unit of work, committed."""
    from tracker.store.engine import open_engine
    from tracker.store.unit_of_work import UnitOfWork

    engine = open_engine(url)
    quotes = read()
    with UnitOfWork(engine, write=True) as work:
        work.observations.add(quotes, vintage=NOW, sha256=None)
        work.commit()
    engine.dispose()


def stored(path: Path, _: object) -> Answer:
    """A digest of every stored row by the name of its series."""
    query = "SELECT key, label, value, quality FROM observation JOIN series ON series.id = series_id ORDER BY 1, 2"
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute(query).fetchall()
    return f"{len(rows)} rows {hashlib.sha256(repr(rows).encode()).hexdigest()}"


def ours(tiny: bool, folder: Path, *, parse: bool = False) -> Prepared:
    content, path = archive(tiny), empty_store(folder)
    quotes = None if parse else parsed(content).quotes
    return Prepared(
        work=lambda: add(f"sqlite:///{path}", lambda: quotes or parsed(content).quotes),
        answer=partial(stored, path),
        repeatable=False,
    )


def rows_of(quotes: Iterable[Any], path: Path) -> list[tuple[object, ...]]:
    """The rows as the store writes them, sorted by the key; their series and ingest are put into the database."""
    numbers: dict[str, int] = {}
    rows = [
        (numbers.setdefault(quote.series, len(numbers) + 1), quote.label, 1, str(quote.value), "ok") for quote in quotes
    ]
    prepare(path, numbers)
    return sorted(rows)


def prepare(path: Path, numbers: dict[str, int]) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.executemany(
            "INSERT INTO series (id, key) VALUES (?, ?)", [(number, key) for key, number in numbers.items()]
        )
        raw.execute("INSERT INTO ingest (id, recorded_at) VALUES (1, ?)", (NOW.isoformat(),))
        raw.commit()


def connection(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = FULL")
    return raw


def executemany(tiny: bool, folder: Path) -> Prepared:
    path = empty_store(folder)
    rows = rows_of(parsed(archive(tiny)).quotes, path)

    def work() -> None:
        with closing(connection(path)) as raw:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(INSERT, rows)
            raw.execute("COMMIT")

    return Prepared(work=work, answer=partial(stored, path), repeatable=False)


def parse_and_executemany(tiny: bool, folder: Path) -> Prepared:
    """The shortest program that reads the same archive: nothing is checked, columns in the order of the file."""
    content, path = archive(tiny), empty_store(folder)

    def work() -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            lines = csv.reader(io.StringIO(packed.read(packed.namelist()[0]).decode()))
        head = next(lines)
        table = list(lines)
        numbers = {f"EUR/{code}@ecb": place for place, code in enumerate(head) if place and code}
        prepare(path, numbers)
        with closing(connection(path)) as raw:
            raw.execute("BEGIN IMMEDIATE")
            for place in numbers.values():
                rows = ((place, line[0], 1, line[place], "ok") for line in reversed(table) if line[place] != "N/A")
                raw.executemany(INSERT, rows)
            raw.execute("COMMIT")

    return Prepared(work=work, answer=partial(stored, path), repeatable=False)


def to_sql(tiny: bool, folder: Path) -> Prepared:
    import pandas as pd

    path = empty_store(folder)
    names = ["series_id", "label", "ingest_id", "value", "quality"]
    frame = pd.DataFrame(rows_of(parsed(archive(tiny)).quotes, path), columns=names)

    def work() -> None:
        with closing(connection(path)) as raw:
            raw.execute("BEGIN IMMEDIATE")
            frame.to_sql("observation", raw, if_exists="append", index=False)  # commits by itself

    return Prepared(work=work, answer=partial(stored, path), repeatable=False)


def embedded(tiny: bool, folder: Path, *, again: bool) -> Prepared:
    """The shipped archive brought in by the program itself: parsed, checked, stored with its bytes."""
    from tracker.config import load
    from tracker.services.context import open_context
    from tracker.services.embedded import load_embedded

    context = open_context(load({"TRACKER_HOME": str(folder)}, cwd=folder), now=NOW, load=False)
    path = empty_store(folder).rename(folder / "tracker.sqlite3")
    if again:
        load_embedded(context)
    return Prepared(work=lambda: load_embedded(context), answer=partial(stored, path), repeatable=False)


def day_more(tiny: bool, folder: Path, *, again: bool) -> Prepared:
    """Values that are there already, in other bytes: the archive when it was a day shorter, then as it is."""
    path = empty_store(folder)
    whole = parsed(archive(tiny)).quotes
    newest = max(quote.label for quote in whole)
    if again:
        add(f"sqlite:///{path}", lambda: tuple(quote for quote in whole if quote.label != newest))
    return Prepared(
        work=lambda: add(f"sqlite:///{path}", lambda: whole), answer=partial(stored, path), repeatable=False
    )


def on_postgresql(tiny: bool, _: Path, *, again: bool = False) -> Prepared:
    """The same values by COPY, into a schema of their own that is dropped afterwards."""
    from tracker.store.engine import open_engine
    from tracker.store.migrate import ensure_ready

    name = f"tracker_bench_{os.getpid()}"
    admin = open_engine(POSTGRESQL)
    with admin.begin() as made:
        made.exec_driver_sql(f"CREATE SCHEMA {name}")
    url = admin.url.update_query_dict({"options": f"-c search_path={name}"}).render_as_string(hide_password=False)
    engine = open_engine(url)
    ensure_ready(engine)
    quotes = parsed(archive(tiny)).quotes
    if again:
        add(url, lambda: quotes)

    def answer(_: object) -> Answer:
        query = (
            "SELECT key, label, CAST(value AS text), quality FROM observation JOIN series ON series.id = series_id "
            'ORDER BY key COLLATE "C", label COLLATE "C"'
        )
        with engine.connect() as reader:
            rows = [tuple(row) for row in reader.exec_driver_sql(query)]
        engine.dispose()
        with admin.begin() as dropped:
            dropped.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        admin.dispose()
        return f"{len(rows)} rows {hashlib.sha256(repr(rows).encode()).hexdigest()}"

    return Prepared(work=lambda: add(url, lambda: quotes), answer=answer, repeatable=False)


_POSTGRESQL: tuple[tuple[str, Side, str, Side], ...] = (
    ("archive: its values on PostgreSQL", on_postgresql, "the same on SQLite", ours),
    (
        "archive: its values on PostgreSQL, unchanged",
        partial(on_postgresql, again=True),
        "the first time on PostgreSQL",
        on_postgresql,
    ),
)

BENCHES = (
    Bench(
        what="archive: its values into an empty store",
        ours=ours,
        against="sqlite3.executemany of the same rows",
        theirs=executemany,
        goal=1.5,
    ),
    Bench(
        what="archive: its values into an empty store",
        ours=ours,
        against="DataFrame.to_sql of the same rows",
        theirs=to_sql,
        rounds=3,
    ),
    Bench(
        what="archive: read, checked and stored",
        ours=partial(ours, parse=True),
        against="zipfile, csv.reader and executemany, nothing checked",
        theirs=parse_and_executemany,
    ),
    Bench(
        what="archive: loaded again, the same bytes",
        ours=partial(embedded, again=True),
        against="the first time",
        theirs=partial(embedded, again=False),
        goal=0.2,
        rounds=3,
    ),
    Bench(
        what="archive: its values again, a day more of them",
        ours=partial(day_more, again=True),
        against="the first time",
        theirs=partial(day_more, again=False),
        goal=0.2,
    ),
    *(
        Bench(what=what, ours=mine, against=against, theirs=theirs, goal=0.2 if "unchanged" in what else None, rounds=3)
        for what, mine, against, theirs in _POSTGRESQL
        if POSTGRESQL
    ),
)

if __name__ == "__main__":
    child(BENCHES)
