"""GDELT events 1.0: one file for each day since April 2013 of what machines read in the world's news.

    https://storage.googleapis.com/data.gdeltproject.org/events/20141112.export.CSV.zip

58 columns, tab-separated, no header; the file of a day appears on the next and never changes. The only product of
GDELT that covers 2014. Its reports are candidates for a person to look at, never events: see ``parsing.gdelt_rows``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta

from tracker.errors import FetchError
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.gdelt_rows import EVENTS_1, HOST, RIGHTS, reports_of
from tracker.sources.spans import began, held_until

DAY = "day"
FIRST_DAY = date(2013, 4, 1)

_SIZE = 8_000_000
_USUAL = timedelta(days=7)
_LONGEST = timedelta(days=31)
"""As long a time without this program is made up for unasked."""

_FILE = re.compile(r"/(\d{8})\.export\.CSV\.zip$")


class Gdelt(HttpSource):
    """The source ``gdelt``."""

    info = SourceInfo(
        key="gdelt",
        kind="announcements",
        title="GDELT 1.0 events: machine-coded news reports about sanctions",
        publisher="The GDELT Project",
        homepage="https://www.gdeltproject.org/",
        hosts=(HOST,),
        cadence=timedelta(hours=6),
        zone="UTC",
        rights=RIGHTS,
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=36_500)),
        verified=False,
        enabled=False,
        settled_after=timedelta(0),
        goes_on=True,
        note=(
            "News read by a machine: many errors, days without hours, and about 8 MB a day that are kept. It proposes"
            " events for review and puts none into the ledger."
        ),
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One file for each day that is not finished, of the last seven; after a longer pause, of up to 31."""
        yesterday = plan.now.astimezone(UTC).date() - timedelta(days=1)
        last = yesterday if plan.until is None else min(yesterday, plan.until - timedelta(days=1))
        if plan.back_fill:
            first = max(plan.since or FIRST_DAY, FIRST_DAY)
        else:
            first = last - _USUAL + timedelta(days=1)
            held = held_until(plan.finished, DAY, first)
            if held is not None and held < first:
                first = max(held + timedelta(days=1), last - _LONGEST)
        asked = (_of_day(first + timedelta(days=offset)) for offset in range((last - first).days + 1))
        if plan.back_fill:
            return tuple(asked)
        return tuple(one for one in asked if one.span is None or not any(map(one.span.within, plan.finished)))

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The first day there is."""
        return began(FIRST_DAY, plan.since, "Its daily files")

    def absence(self, request: Request, error: FetchError) -> str | None:
        """A file that is not there: the machines stood still that day, or yesterday's is not out yet."""
        if error.status != 404 or request.span is None:
            return None
        return f"GDELT has no file of {request.span.first.isoformat()}, or not yet."

    def parse(self, snapshot: Snapshot) -> Records:
        """The reports of one day about sanctions. Raises ``ParseError``."""
        named = _FILE.search(snapshot.url)
        return reports_of(
            snapshot, EVENTS_1, name="GDELT's file", whole_day=True, file=named[1] if named is not None else ""
        )


def _of_day(day: date) -> Request:
    return Request(
        url=f"https://{HOST}/data.gdeltproject.org/events/{day:%Y%m%d}.export.CSV.zip",
        kind=DAY,
        span=Span(of=DAY, first=day, last=day),
        size=_SIZE,
    )


SOURCE = Gdelt()
