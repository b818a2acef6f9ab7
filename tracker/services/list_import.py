"""Copies of a list from files: the parts of one snapshot, or many snapshots with the instants in their names."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tracker.errors import NoDataError, ParseError, SourceError, UsageError
from tracker.model.instants import to_the_second
from tracker.model.source import Snapshot
from tracker.services.context import Context
from tracker.services.list_views import list_source
from tracker.services.listing import NOBODY, take
from tracker.sources.base import Records
from tracker.sources.parsing.documents import KEPT

if TYPE_CHECKING:
    from tracker.sources.listing import ListSource
    from tracker.store.unit_of_work import UnitOfWork

MOST_BYTES = 256_000_000
"""Of one file: twice the largest list there is."""

_STAMP = re.compile(r"(?<!\d)(\d{8})(?:T(\d{6})Z|(\d{6}))(?!\d)")

Reader = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One snapshot to import: the names of its files and when they were retrieved (UTC)."""

    files: tuple[str, ...]
    retrieved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCopy:
    """What became of one snapshot.

    ``state`` is ``imported``, ``unchanged`` (all of it was known) or ``refused``, with ``error`` saying why and what to
    do. ``new`` counts designations and delistings (``put_on``, ``taken_off``), or the entries of a list that had no
    snapshot before (``first``). ``was_missing`` are in ``new``, and were on the list before.
    """

    copy: Copy
    state: str
    form: str = ""
    entries: int = 0
    first: bool = False
    new: int = 0
    amended: int = 0
    put_on: int = 0
    taken_off: int = 0
    was_missing: int = 0
    warnings: tuple[str, ...] = ()
    error: str = ""


def stamp_in(name: str) -> datetime | None:
    """The instant (UTC) in a file's name, like ``20220223T015237Z`` or ``20220223015237``; None without exactly one.

    A day alone is none: a list changes within a day.
    """
    found = {day + (clock or plain) for day, clock, plain in _STAMP.findall(name)}
    if len(found) != 1:
        return None
    try:
        return datetime.strptime(found.pop(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def copies(files: Sequence[str], *, retrieved_at: datetime | None, now: datetime) -> tuple[Copy, ...]:
    """The snapshots in these files, in time order: all of one where the instant is given, else one for each stamp.

    ``UsageError`` names the files whose instant is not known, or lies in the future.
    """
    if retrieved_at is not None:
        found = {retrieved_at: list(files)}
    else:
        found = defaultdict(list)
        unknown = []
        for file in files:
            at = stamp_in(_name(file))
            if at is None:
                unknown.append(file)
            else:
                found[at].append(file)
        if unknown:
            raise UsageError(
                f"When {_some(unknown)} was retrieved is not known: the name holds no single instant. "
                "Nothing was imported.",
                remedy="Say it with --retrieved 2022-02-23T01:52Z, or have it in the name: sdn_20220223T015237Z.csv.",
            )
    late = [file for at, names in found.items() if at > now for file in names]
    if late:
        raise UsageError(f"{_some(late)} would be of an instant in the future. Nothing was imported.")
    return tuple(Copy(files=tuple(found[at]), retrieved_at=at) for at in sorted(found))


def import_copies(
    context: Context, key: str, wanted: Sequence[Copy], read: Reader, *, confirm: bool = False, dry_run: bool = False
) -> tuple[ImportedCopy, ...]:
    """Take in snapshots of a list, each on its own: one that is refused stops none, and delists nobody.

    ``read`` gives the bytes of a file. ``confirm`` accepts a snapshot that shrank. ``dry_run`` stores nothing.
    """
    from tracker.store.unit_of_work import UnitOfWork

    source = list_source(key)
    if dry_run:  # one transaction, never committed: each is judged as if those before it were stored
        with UnitOfWork(context.engine, write=True) as unit:
            return tuple(_import(unit, source, copy, read, confirm=confirm) for copy in wanted)
    done = []
    for copy in wanted:
        with UnitOfWork(context.engine, write=True) as unit:
            done.append(_import(unit, source, copy, read, confirm=confirm))
            if done[-1].state != "refused":
                unit.commit()
    return tuple(done)


def import_newest_fetched(
    context: Context, key: str, *, confirm: bool = False, dry_run: bool = False
) -> tuple[ImportedCopy, ...]:
    """Take in the document that was fetched last, of the instant at which it was: after a person looked at it."""
    from tracker.store.unit_of_work import UnitOfWork

    source = list_source(key)
    with UnitOfWork(context.engine, write=False) as unit:
        snapshot = unit.snapshots.newest_of(key)
    if snapshot is None:
        raise NoDataError(f"No document of {key} was fetched yet.", remedy=f"Fetch it: tracker fetch {key}")
    copy = Copy(files=(snapshot.url,), retrieved_at=snapshot.retrieved_at)
    with UnitOfWork(context.engine, write=True) as unit:
        done = _taken(unit, source, copy, (snapshot,), confirm=confirm)
        if not dry_run and done.state != "refused":
            unit.commit()
    return (done,)


def _import(unit: UnitOfWork, source: ListSource, copy: Copy, read: Reader, *, confirm: bool) -> ImportedCopy:
    parts = []
    for file in copy.files:
        content = read(file)
        parts.append(
            Snapshot(
                source=source.key,
                url=f"file:{_name(file)}",
                kind="imported list",
                retrieved_at=copy.retrieved_at,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
        )
    return _taken(unit, source, copy, parts, confirm=confirm, keep=True)


def _taken(
    unit: UnitOfWork,
    source: ListSource,
    copy: Copy,
    parts: Sequence[Snapshot],
    *,
    confirm: bool,
    keep: bool = False,
) -> ImportedCopy:
    try:
        records = _read(source, parts)
        listing = records.listing
        if keep:
            for part in parts:
                known = unit.snapshots.latest(part.source, part.url)
                if known is None or known.sha256 != part.sha256:
                    unit.snapshots.add(part)
        sha256 = max(parts, key=lambda part: len(part.content)).sha256
        taken = take(unit, source.info, records, at=copy.retrieved_at, sha256=sha256, confirmed=confirm)
    except SourceError as error:
        return ImportedCopy(copy=copy, state="refused", error=_why(error, copy))
    changed = taken.new or taken.amended
    return ImportedCopy(
        copy=copy,
        state="imported" if changed else "unchanged",
        form=listing.form if listing is not None else "",
        entries=taken.entries,
        first=taken.first,
        new=taken.new,
        amended=taken.amended,
        put_on=taken.put_on,
        taken_off=taken.taken_off,
        was_missing=taken.was_missing,
        warnings=(*records.warnings, *taken.doubts),
    )


def _why(error: SourceError, copy: Copy) -> str:
    """Why a copy was refused, and by which of its files.

    That a document is kept and fetched again is said of fetched ones, not of files.
    """
    which = f"{_name(error.url)}: " if len(copy.files) > 1 and error.url else ""
    remedy = "" if error.remedy == KEPT else error.remedy
    said = f"{which}{error.message} {remedy}".strip()
    return said if NOBODY in said else f"{said} {NOBODY}"


def _read(source: ListSource, parts: Sequence[Snapshot]) -> Records:
    try:
        return source.parse(parts[0]) if len(parts) == 1 else source.records(parts)
    except SourceError:
        raise
    except Exception as error:
        raise ParseError(
            f"this program could not read it ({type(error).__name__}: {error}).",
            source=source.key,
            url=parts[0].url,
            remedy="This is a fault of the program, please report it.",
        ) from error


def _name(file: str) -> str:
    """The last part of a path or an address."""
    return file.replace("\\", "/").rpartition("/")[2]


def _some(files: Sequence[str]) -> str:
    more = len(files) - 1
    return files[0] if not more else f"{files[0]} (and {more} more)"


def words_of(done: ImportedCopy) -> str:
    """What became of a snapshot, on one line."""
    at = to_the_second(done.copy.retrieved_at)
    name = ", ".join(map(_name, done.copy.files))
    if done.state == "refused":
        return f"{at}  refused: {name}: {done.error}"
    if done.first:
        return f"{at}  {done.entries:,} entries, the first snapshot of the list: {name}"
    if done.state == "unchanged":
        return f"{at}  {done.entries:,} entries, nothing new: {name}"
    counts = f"put on: {done.put_on:,}, taken off: {done.taken_off:,}, changed: {done.amended:,}"
    if done.was_missing:
        counts += f", on it before and missing in the earlier copy: {done.was_missing:,}"
    return f"{at}  {done.entries:,} entries; {counts}: {name}"
