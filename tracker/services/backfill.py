"""What a back-fill will cost, said before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.services.context import Context

SECONDS_PER_DOCUMENT = 2.0
"""One request a second to a host, and about as long for its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one source is going to be asked for. Pages that only an answer reveals are not counted."""

    source: str
    documents: int

    @property
    def seconds(self) -> float:
        """About how long that takes; sources are asked side by side."""
        return self.documents * SECONDS_PER_DOCUMENT


def expected(
    context: Context, names: Sequence[str] | None, *, since: date | None, until: date | None
) -> tuple[Expected, ...]:
    """How many documents each source would be asked for. What is unknown or off the fetch itself refuses."""
    from tracker.services.enabled import enabled_sources
    from tracker.sources.base import FetchPlan

    plan = FetchPlan(now=context.clock(), since=since, until=until)
    return tuple(
        Expected(source=key, documents=len(source.requests(plan)))
        for key, source in enabled_sources(context.settings).items()
        if not names or key in names
    )
