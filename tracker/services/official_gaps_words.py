"""Gaps between official and market rates, in words for a terminal of 100 columns and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from tracker.reports.dates import short
from tracker.reports.machine_gap import gap_record
from tracker.reports.numbers import percent
from tracker.reports.official_gap import OfficialGap, above_or_below

_WIDTH = 98


def gap_records(found: Sequence[OfficialGap]) -> list[object]:
    """The same as plain values for programs."""
    return [gap_record(gap) for gap in found]


def gap_lines(found: Sequence[OfficialGap]) -> Iterator[str]:
    """Each gap with its newest value, what is usual and how it is matched; nothing where there is none."""
    if not found:
        return
    yield "OFFICIAL AND MARKET   each official rate beside what the market paid when it was made"
    for gap in found:
        yield f"  {gap.series.key}"
        newest = gap.newest
        said = (
            f"{gap.day_of(newest):%a %d %b %Y}: {gap.official} {above_or_below(newest.value)} {gap.market},"
            f" {gap.when(newest)} (label {newest.label}); {_usual(gap)}"
        )
        yield from wrap(said, _WIDTH, initial_indent="    ", subsequent_indent="    ")
        yield from wrap(gap.rule, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _usual(gap: OfficialGap) -> str:
    counted = f"{gap.n} {'rate' if gap.n == 1 else 'rates'} since {short(gap.day_of(gap.since), year=True)}"
    if gap.typical is None:
        return f"too few to say what is usual: {counted}"
    largest = short(gap.day_of(gap.largest), year=True)
    return (
        f"usually {percent(gap.typical / 100, digits=2)} apart, either way; largest"
        f" {above_or_below(gap.largest.value)} on {largest}; {counted}"
    )
