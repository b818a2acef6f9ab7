"""A person's own rates into the store: read, checked, previewed, recorded with the bytes they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from tracker.data.declared_schedule import declared_schedule, schedule_key
from tracker.data.loader import sources_of_series, unit_of
from tracker.data.rate_file import RateFile, RateRow, UnclearFileError, parse_rates
from tracker.errors import RowsError, UsageError
from tracker.model.observation import Quote, is_set_aside
from tracker.model.series import Series, SeriesName, publisher_of
from tracker.model.source import Expectations, Gate, Snapshot
from tracker.services.context import Context
from tracker.services.gating import Gated, gate
from tracker.services.import_answer import Imported, made_in_words
from tracker.services.import_checks import doubts_about
from tracker.services.imported import declaration, declared_in, forgotten_at
from tracker.sources.base import Records

if TYPE_CHECKING:
    from tracker.store.observations import Added
    from tracker.store.unit_of_work import UnitOfWork

MOST_BYTES = 20_000_000
"""Of a file of rates: half a million rows."""

EXPECTED = Expectations(gate=Gate())
"""What is asked of a file's values: that none is at another nominal, upside down, or jumps without confirmation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """When the rates of a file were made, as a person says it: ``at`` is HH:MM or HH:MM-HH:MM, local to ``zone``."""

    at: str = ""
    zone: str = ""
    published: str = ""
    label: str = ""

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return bool(self.at or self.zone or self.published or self.label)


def import_rates(
    context: Context,
    content: bytes,
    *,
    file: str,
    series: str,
    made: Made,
    delimiter: str = "",
    decimal: str = "",
    skip_bad: bool = False,
    redeclare: bool = False,
    sure: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Record the rates of a file under a name of the person's own; all rows, or none unless ``skip_bad``.

    The same file again changes nothing; another value for a known label becomes a new vintage. How the series is
    made is declared once and kept; ``redeclare`` replaces it.

    Raises ``UsageError`` for a name or schedule that cannot be used, and unless ``sure`` for values that look read
    backwards; ``RowsError`` with every bad row.
    """
    from tracker.services.clock import utc_now
    from tracker.store.unit_of_work import UnitOfWork

    name = _own_name(series)
    parsed = _parsed(content, file, delimiter=delimiter, decimal=decimal)
    doubts = doubts_about(context, name, parsed.rows)
    if doubts.backwards and not sure:
        raise UsageError(
            f"{file} looks read backwards: {doubts.backwards}. Nothing was imported.",
            remedy="Turn its values over (1/value, with eight digits), or import them as they are with --sure.",
        )
    now = utc_now()
    with UnitOfWork(context.engine, write=not dry_run) as work:
        schedule = _schedule(work, name, made, parsed, redeclare=redeclare)
        usable, problems = _split(parsed, schedule, context)
        if problems and not skip_bad:
            raise RowsError(file, problems, remedy=_remedy(problems))
        if not usable:
            raise RowsError(
                file, problems or [(1, "no row follows the line that names the columns")], remedy="No row can be used."
            )
        snapshot = _snapshot(content, file, name, now)
        gated = _gated(work, name, schedule, usable)
        aside = _aside(gated)
        used = work.observations.floats([str(name)])[str(name)]
        kept = sum(used.get(label, float(value)) != float(value) for label, value, _ in aside)
        if dry_run:
            counts = _foreseen(work, str(name), gated.records.quotes)
        else:
            _declare(work, declaration(name, schedule, now))
            _keep(work, snapshot)
            done: Added = work.observations.add(gated.records.quotes, vintage=now, sha256=snapshot.sha256)
            work.judgements.record(gated.judged, vintage=now, sha256=snapshot.sha256)
            counts = done.new, done.revised, done.unchanged + done.confirmed
            work.commit()
    return Imported(
        series=str(name),
        unit=unit_of(name),
        file=file,
        sha256=snapshot.sha256,
        size=len(content),
        schedule=schedule,
        dry_run=dry_run,
        rows=len(usable),
        first=usable[0].label,
        last=usable[-1].label,
        new=counts[0],
        revised=counts[1],
        unchanged=counts[2],
        skipped=tuple(problems),
        warnings=doubts.sentences(told={label for label, _, _ in aside}),
        ignored=parsed.ignored,
        set_aside=aside,
        kept=kept,
        released=_released(gated),
    )


def _snapshot(content: bytes, file: str, name: SeriesName, now: datetime) -> Snapshot:
    return Snapshot(
        source=name.source,
        url=f"file:{file}",
        kind="imported rates",
        retrieved_at=now,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="text/csv",
    )


def _gated(work: UnitOfWork, name: SeriesName, schedule: str, rows: Sequence[RateRow]) -> Gated:
    """The rows as they come out of the quality gate, the series declared as it is going to be."""
    quotes = tuple(Quote(series=str(name), label=row.label, value=row.value) for row in rows)
    own = Series(name=name, kind="fixing", schedule=schedule, unit=unit_of(name))
    return gate(work, EXPECTED, Records(quotes=quotes), own=own)


def _aside(gated: Gated) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.quote.label, f"{one.quote.value:f}", one.reason) for one in gated.records.set_aside)


def _released(gated: Gated) -> int:
    return sum(not is_set_aside(one.quality) for one in gated.judged)


def _own_name(series: str) -> SeriesName:
    try:
        name = SeriesName.parse(series)
    except ValueError as error:
        raise UsageError(str(error), remedy="Name it PAIR@word, like USD/RUB@desk.") from None
    if not series.upper().replace("/", "").lstrip().startswith(name.base):
        raise UsageError(
            f"{series}: both spellings mean {name.pair} here; what the values of your file mean is not clear.",
            remedy=f"Say --series {name} for a file in {unit_of(name)}. Turn other values over first (1/value, with"
            " eight digits).",
        )
    if not name.source:
        raise UsageError(f"{name} names no source of your own.", remedy=f"Say --series {name}@desk, or another word.")
    if name.publisher in map(publisher_of, sources_of_series()):
        raise UsageError(
            f"{name}: {name.source!r} is a source the program fetches itself; an import would mix with it.",
            remedy=f"Choose a word of your own, like {name.pair}@desk.",
        )
    return name


def _parsed(content: bytes, file: str, *, delimiter: str, decimal: str) -> RateFile:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{file}, line {line}: not UTF-8 text. Nothing was imported.",
            remedy="Save it as 'CSV UTF-8' and import it again.",
        ) from None
    try:
        return parse_rates(text, delimiter=delimiter, decimal=decimal)
    except UnclearFileError as error:
        settle = f"Say which with {error.option}." if error.option else ""
        raise UsageError(f"{file}: {error}. Nothing was imported.", remedy=settle) from None


def _schedule(work: UnitOfWork, name: SeriesName, made: Made, parsed: RateFile, *, redeclare: bool) -> str:
    """The key of the schedule to use: the one stored, unless another is said."""
    gone = forgotten_at(work, name)
    if gone is not None:
        raise UsageError(
            f"{name} was forgotten on {gone:%Y-%m-%d}; its old values are kept and must not mix with new ones.",
            remedy=f"Import under another word, like {name}2.",
        )
    stored = declared_in(work).get(str(name))
    if not made.said:
        if stored is not None:
            return stored.schedule
        raise UsageError(
            f"{name} is new: when are its rates made? A rate without its instant cannot be set against an event.",
            remedy="Say --made-at HH:MM (or HH:MM-HH:MM for an average) and --zone, like --zone Europe/Moscow.",
        )
    if not made.at or not made.zone:
        raise UsageError("--made-at and --zone are said together.", remedy="Like --made-at 18:00 --zone Europe/Moscow.")
    either = [_key(made, every_day=every_day) for every_day in (_weekends(made, parsed), False, True)]
    if stored is None or redeclare:
        return either[0]
    if stored.schedule not in either:
        raise UsageError(
            f"{name} was declared otherwise: made {made_in_words(stored.schedule)}. Nothing was imported.",
            remedy="Leave out --made-at and --zone to keep that, or say --redeclare to replace it for all its rates.",
        )
    return stored.schedule


def _key(made: Made, *, every_day: bool) -> str:
    starts, _, ends = made.at.partition("-")
    try:
        return schedule_key(
            zone_name=made.zone,
            starts=time.fromisoformat(starts),
            ends=time.fromisoformat(ends or starts),
            published=time.fromisoformat(made.published) if made.published else None,
            label=made.label or "same_day",
            every_day=every_day,
        )
    except ValueError as error:
        raise UsageError(
            f"When the rates are made cannot be read: {error}.",
            remedy="Like --made-at 18:00 or --made-at 10:00-11:30, with --zone Europe/Moscow.",
        ) from None


def _weekends(made: Made, parsed: RateFile) -> bool:
    """Whether a rate of the file is made on a Saturday or Sunday."""
    schedule = declared_schedule(_key(made, every_day=False))
    return any(schedule.made_on(row.label).weekday() >= 5 for row in parsed.rows)


def _split(parsed: RateFile, schedule: str, context: Context) -> tuple[list[RateRow], list[tuple[int, str]]]:
    """The rows that can be used, and the others with what is wrong: unreadable ones, and rates not made yet."""
    declared = declared_schedule(schedule)
    usable, problems = [], list(parsed.problems)
    for row in parsed.rows:
        made = declared.fixing(row.label).made_to
        if made > context.now:
            problems.append((row.line, f"{row.label} is not made yet (made {made:%Y-%m-%d %H:%M} UTC as declared)"))
        else:
            usable.append(row)
    return usable, sorted(problems)


def _remedy(problems: Sequence[tuple[int, str]]) -> str:
    return f"Correct {'this row' if len(problems) == 1 else 'these rows'}, or import the others with --skip-bad."


def _foreseen(work: UnitOfWork, key: str, quotes: Sequence[Quote]) -> tuple[int, int, int]:
    """How many quotes would be new, revised and unchanged."""
    stored = work.observations.levels([key])[key]
    new = sum(quote.label not in stored for quote in quotes)
    same = sum(stored.get(quote.label) == quote.value for quote in quotes)
    return new, len(quotes) - new - same, same


def _declare(work: UnitOfWork, document: Snapshot) -> None:
    stored = work.snapshots.latest(document.source, document.url)
    if stored is None or stored.sha256 != document.sha256:
        work.snapshots.add(document)


def _keep(work: UnitOfWork, snapshot: Snapshot) -> None:
    """The bytes, and this import of them unless the last one under this name was of the same."""
    stored = work.snapshots.latest(snapshot.source, snapshot.url)
    if stored is None or stored.sha256 != snapshot.sha256:
        work.snapshots.add(snapshot)
