"""Which observations a tally counts, in words: "fixings of 2014 so far"."""

from __future__ import annotations

from tracker.reports import dates
from tracker.reports.findings import Tally
from tracker.reports.levels import SeriesInfo


def counted_ones(tally: Tally, info: SeriesInfo) -> str:
    """ "fixings of 2014 so far"; of a year that is over "fixings of 2014", early in one "fixings up to 2 Jan 2015"."""
    if tally.stretch == "last":
        return f"{info.observation}s up to {dates.short(dates.label_day(tally.through, info.zone), year=True)}"
    return f"{info.observation}s of {tally.year}{' so far' if tally.stretch == 'so far' else ''}"
