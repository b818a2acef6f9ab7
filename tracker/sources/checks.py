"""Checks: what was parsed, against the source's own expectations. A failed check accepts nothing of the document.

A parser that stopped parsing, a frozen upstream, a page that lost its tail: each looks like data. These bounds are
what keeps them out of the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tracker.errors import CheckError
from tracker.model.instants import Label, format_instant, zone
from tracker.model.observation import Quote, QuoteTable
from tracker.sources.base import Records, Source
from tracker.sources.parsing.strange import first_few

KEPT = "Nothing of this document was taken; it is kept as received and the data stored before are unchanged."


def check(
    source: Source, records: Records, *, now: datetime, previous_count: int | None, judge_age: bool = True
) -> Records:
    """The records, with a warning added when their newest is old; raises ``CheckError`` naming all that is wrong.

    Announcements of days to come are left out with a warning; where they are more than half, the clock or the reading
    of the whole document is wrong, and nothing is taken.

    Parameters
    ----------
    now : datetime
        UTC; labels may not lie beyond it by more than the source's ``max_ahead``.
    previous_count : int or None
        How many labels of the document's fullest series are stored, where documents are complete; one that brings
        less than ``min_share_of_last`` of them is not believed. None for partial documents.
    judge_age : bool
        False for shipped and imported documents and for back-fills, which may be old.
    """
    expected = source.info.expectations
    problems = [
        *(
            # what a snapshot of a list must hold is judged where the one before it is known
            ()
            if source.info.kind == "lists"
            else _too_few(records, expected.min_records, expected.min_share_of_last, previous_count)
        ),
        *_out_of_bounds(records, Decimal(expected.min_value), Decimal(expected.max_value)),
        *_repeated(records),
    ]
    records = _without_those_to_come(source, records, now)
    newest = _newest(records)
    if newest is not None and newest > _horizon(source, now, newest):
        problems.append(f"its newest record is labelled {newest}, which is in the future")
    if problems:
        raise CheckError("; ".join(problems) + ".", source=source.info.key, remedy=KEPT)
    if newest is not None and judge_age and newest < _label_at(now - expected.max_age, newest, source.info.zone):
        days = expected.max_age.days
        warning = f"The newest record of {source.info.title} is of {newest}, older than the {days} days usual there."
        return replace(records, warnings=(*records.warnings, warning))
    return records


def fullest_series(records: Records) -> tuple[str, int]:
    """The series with the most labels and how many it has; ``("", 0)`` without quotes."""
    quotes = records.quotes
    if isinstance(quotes, QuoteTable):
        counts = Counter({series: len(values) for series, values in quotes.columns.items()})
    else:
        counts = Counter(quote.series for quote in quotes)
    return max(counts.items(), key=lambda item: item[1], default=("", 0))


def _too_few(records: Records, least: int, share: float, previous: int | None) -> Iterable[str]:
    read = len(records) + len(records.set_aside)
    if read < least:
        yield f"it holds {read} records where at least {least} are expected"
    elif previous is not None:
        series, count = fullest_series(records)
        if count < share * previous:
            yield f"it holds {count} values of {series} where {previous} are stored (at least {share:.0%} are expected)"


def _out_of_bounds(records: Records, least: Decimal, most: Decimal) -> Iterable[str]:
    quotes: Sequence[Quote] = records.quotes
    if isinstance(quotes, QuoteTable) and all(
        least <= min(values.values()) and max(values.values()) <= most for values in quotes.columns.values()
    ):
        return
    bad = [quote for quote in quotes if not least <= quote.value <= most]
    if bad:
        first = bad[0]
        yield f"{first.series} of {first.label} is {first.value}, outside {least} to {most} ({len(bad)} such values)"


def _repeated(records: Records) -> Iterable[str]:
    if not isinstance(records.quotes, QuoteTable):  # which holds each label once
        seen = {(quote.series, quote.label) for quote in records.quotes}
        if len(seen) != len(records.quotes):
            yield f"{len(records.quotes) - len(seen)} labels come more than once"
    ids = {announcement.external_id for announcement in records.announcements}
    if len(ids) != len(records.announcements):
        yield f"{len(records.announcements) - len(ids)} announcements come more than once"


def _without_those_to_come(source: Source, records: Records, now: datetime) -> Records:
    """The records without announcements of days to come, where these are no more than half; told in a warning."""
    last = (now + source.info.expectations.max_ahead).astimezone(zone(source.info.zone)).date()
    ahead = [one for one in records.announcements if one.published_on > last]
    if not ahead or 2 * len(ahead) > len(records.announcements):
        return records
    kept = tuple(one for one in records.announcements if one.published_on <= last)
    named = first_few(f"{one.published_on.isoformat()} {one.title}" for one in ahead)
    warning = f"Announcements of {source.info.title} with a date in the future, left out ({len(ahead)}): {named}."
    return replace(records, announcements=kept, warnings=(*records.warnings, warning))


def _newest(records: Records) -> Label | None:
    quotes = records.quotes
    if isinstance(quotes, QuoteTable):
        labels = [max(values) for values in quotes.columns.values()]
    else:
        labels = [quote.label for quote in quotes]
    labels += [announcement.published_on.isoformat() for announcement in records.announcements]
    return max(labels, default=None)


def _horizon(source: Source, now: datetime, like: Label) -> Label:
    return _label_at(now + source.info.expectations.max_ahead, like, source.info.zone)


def _label_at(instant: datetime, like: Label, zone_name: str) -> Label:
    """The label of an instant, written like another label: an instant, or a date in the publisher's zone."""
    if "T" in like:
        return format_instant(instant.replace(microsecond=0))
    return instant.astimezone(zone(zone_name)).date().isoformat()
