"""GDELT events 2.0: one file for each quarter of an hour of what machines read in the world's news.

    https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/20150218230000.export.CSV.zip

61 columns, tab-separated, no header, otherwise as in version 1.0. It is for what the daily files do not have yet: of
96 files a day those of the last three hours are asked for, by addresses that follow from the clock, as the list of all
files is larger than a day of them. What is older comes with the daily file (``gdelt``): nothing is filled in backwards.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta

from tracker.errors import FetchError
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.gdelt_rows import EVENTS_2, HOST, RIGHTS, reports_of

QUARTER = "quarter"

_MOST_FILES = 12
_STEP = timedelta(minutes=15)
_OUT_AFTER = timedelta(minutes=10)
_FILE = re.compile(r"/(\d{14})\.export\.CSV\.zip$")


class GdeltV2(HttpSource):
    """The source ``gdelt_v2``."""

    info = SourceInfo(
        key="gdelt_v2",
        kind="announcements",
        title="GDELT 2.0 events: machine-coded news reports of the last hours",
        publisher="The GDELT Project",
        homepage="https://www.gdeltproject.org/",
        hosts=(HOST,),
        cadence=timedelta(hours=1),
        zone="UTC",
        rights=RIGHTS,
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=36_500)),
        verified=False,
        enabled=False,
        note=(
            "News read by a machine: many errors, days without hours, about 10 MB a day that are kept. It proposes"
            " events for review hours before gdelt does, and puts none into the ledger."
        ),
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The quarter-hours of the last three hours, oldest first, whatever time is asked for."""
        out = plan.now.astimezone(UTC) - _OUT_AFTER
        last = out.replace(minute=out.minute - out.minute % 15, second=0, microsecond=0)
        return tuple(
            Request(
                url=f"https://{HOST}/data.gdeltproject.org/gdeltv2/{last - back * _STEP:%Y%m%d%H%M%S}.export.CSV.zip",
                kind=QUARTER,
                size=100_000,
                immutable=True,
            )
            for back in reversed(range(_MOST_FILES))
        )

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """That it knows no past."""
        told = "It is asked for the last three hours only, whatever time is asked for; gdelt has the days before."
        return (told,) if plan.back_fill else ()

    def absence(self, request: Request, error: FetchError) -> str | None:  # noqa: ARG002  # part of the protocol
        """A quarter of an hour without a file: they are late, or left out, and the daily file makes up for it."""
        return "" if error.status == 404 else None

    def parse(self, snapshot: Snapshot) -> Records:
        """The reports of a quarter of an hour about sanctions, few or many. Raises ``ParseError``."""
        named = _FILE.search(snapshot.url)
        return reports_of(
            snapshot, EVENTS_2, name="GDELT's file", whole_day=False, file=named[1] if named is not None else ""
        )


SOURCE = GdeltV2()
