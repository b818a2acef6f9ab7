"""The sources whose numbers and lists are in a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from tracker.model.series import Series
from tracker.reports.used_sources import UsedSource
from tracker.services.accessed import accessed, copied, source_info
from tracker.services.context import Context
from tracker.services.deriving import publishers_of


def used_sources(
    context: Context, used: Iterable[Series], lists: Iterable[str] = (), *, as_of: datetime | None = None
) -> tuple[UsedSource, ...]:
    """Of these series, in their order, every publisher behind a derived one; then of these lists.

    ``as_of`` as in ``KnownBy``: what was retrieved after it was not had yet.
    """
    series: defaultdict[str, dict[str, Series]] = defaultdict(dict)
    for one in used:
        for publisher in publishers_of(one):
            series[publisher][one.key] = one
    return tuple(
        UsedSource(
            key=key,
            info=source_info(key),
            series=tuple(series[key].values()) if key in series else (),
            retrieved_at=accessed(context, key, as_of=as_of),
            copied=copied(context, key, as_of=as_of),
        )
        for key in dict.fromkeys((*series, *lists))
    )
